//! Word files (ECMA-376-1, WordprocessingML): the text as Word would print it, in the order of the document.
//!
//! Headers come first, then the body, footnotes, endnotes, footers and reviewers' comments, each once. Tracked changes are read as
//! accepted, numbers of lists as printed, text boxes behind the paragraph that anchors them. Embedded
//! files are children. Pages are not known: they exist only when something lays the text out.

mod numbering;
mod properties;
mod story;

use std::collections::{BTreeMap, BTreeSet};

use model::{
    document::PartBuilder,
    problem::{Problem, ProblemCode},
};

use crate::{
    contents::{Contents, Inner},
    markup::{self, Markup, Node},
    ooxml::{Package, Relationship},
    session::Session,
    vietnamese::Survey,
};
use numbering::Numbering;
use story::{Block, NoteKind, Story};

/// Reads a Word file as one flow.
pub(crate) fn read(bytes: &[u8], session: &mut Session<'_>) -> Contents {
    let package = match Package::open(bytes, session) {
        Ok(package) => package,
        Err(problem) => return Contents::rejected(problem),
    };
    let incomplete = package.problem.clone();
    let contents = match Reader::open(package, session) {
        Ok(mut reader) => reader.read(session),
        Err(problem) => Contents::rejected(problem),
    };
    // What is missing from a file that was cut off explains everything else that is wrong with it.
    match incomplete {
        Some(problem) if contents.rejected => Contents::rejected(problem),
        Some(problem) => {
            let problems = std::iter::once(problem).chain(contents.problems).collect();
            Contents { problems, ..contents }
        }
        None => contents,
    }
}

/// A Word file with what its stories share.
struct Reader<'b> {
    package: Package<'b>,
    main: String,
    relationships: BTreeMap<String, Relationship>,
    story: Story,
    problems: Vec<Problem>,
}

impl<'b> Reader<'b> {
    fn open(mut package: Package<'b>, session: &mut Session<'_>) -> Result<Self, Problem> {
        let main = package.main_part("word/document.xml", session)?;
        let relationships = package.relationships(&main, session)?;
        let mut definitions = |kind: &str, usual: &str| {
            let part = part_of(&relationships, kind).unwrap_or(usual);
            package.take_xml(part, session).map(Option::unwrap_or_default)
        };
        let numbering = definitions("numbering", "word/numbering.xml")?;
        let styles = definitions("styles", "word/styles.xml")?;
        let numbering = Numbering::parse(&numbering, &styles, session)?;
        let story = Story::new(numbering, session.limits().cells);
        Ok(Self { package, main, relationships, story, problems: Vec::new() })
    }

    fn read(&mut self, session: &mut Session<'_>) -> Contents {
        let main = self.main.clone();
        let body = match self.package.take_xml(&main, session) {
            Ok(Some(text)) => self.blocks(&text, session),
            Ok(None) => {
                return Contents::rejected_for(ProblemCode::Damaged, format!("no part {main}"));
            }
            Err(problem) => return Contents::rejected(problem),
        };
        if body.is_empty()
            && let Some(problem) = self.problems.pop()
        {
            return Contents::rejected(problem);
        }
        let (headers, footers) = self.running_heads(session);
        let footnotes = self.notes(NoteKind::Footnote, session);
        let endnotes = self.notes(NoteKind::Endnote, session);
        let comments = self.comments(session);

        let mut blocks: Vec<Block> =
            [headers, body, footnotes, endnotes, footers, comments].into_iter().flatten().collect();
        self.problems.extend(decode_old_encodings(&mut blocks));
        let mut part = PartBuilder::flow();
        // A document has one flow, in which places are counted; what is not the document itself stands at its end.
        for block in blocks {
            match block {
                Block::Paragraph(text) => part.paragraph(&text),
                Block::Table(rows) => part.table(rows),
            }
        }
        let part = part.finish();
        if part.text().trim().is_empty() {
            self.report_pictures();
        }
        let problems = std::mem::take(&mut self.problems);
        let mut contents = Contents { problems, ..Contents::of(vec![part]) };
        self.package.take_embedded("word/embeddings/", &mut contents, session);
        self.foreign_text(&mut contents, session);
        contents.signatures = self.package.signatures(session);
        contents
    }

    /// What reviewers wrote beside the text.
    fn comments(&mut self, session: &mut Session<'_>) -> Vec<Block> {
        let Some(part) = part_of(&self.relationships, "comments").map(str::to_owned) else {
            return Vec::new();
        };
        let text = self.take_or_report(&part, session);
        text.map(|text| self.blocks(&text, session)).unwrap_or_default()
    }

    /// Files of other formats that Word shows as part of the text (`w:altChunk`): each becomes a child.
    fn foreign_text(&mut self, contents: &mut Contents, session: &mut Session<'_>) {
        let chunks = self.relationships.values().filter(|to| to.kind == "aFChunk");
        for name in chunks.map(|to| to.target.clone()).collect::<Vec<_>>() {
            match self.package.take_part(&name, session) {
                Ok(Some(bytes)) => contents.children.push(Inner::new(name, bytes)),
                Ok(None) => {}
                Err(problem) => contents.problems.push(problem),
            }
        }
    }

    /// The blocks of one part; what stands before a break of its form is kept, the break is a problem.
    fn blocks(&mut self, text: &str, session: &mut Session<'_>) -> Vec<Block> {
        let mut blocks = Vec::new();
        let max_depth = session.limits().xml_depth;
        let mut markup = Markup::new(text, max_depth, session.heartbeat());
        if let Err(problem) = self.story.read(&mut markup, &mut blocks) {
            self.problems.push(problem);
        }
        blocks
    }

    /// The headers and footers of all sections; a text that several sections or kinds of page repeat is kept once.
    fn running_heads(&mut self, session: &mut Session<'_>) -> (Vec<Block>, Vec<Block>) {
        let (mut headers, mut footers) = (Vec::new(), Vec::new());
        let mut seen = BTreeSet::new();
        for id in std::mem::take(&mut self.story.running_heads) {
            let Some(Relationship { kind, target }) = self.relationships.get(&id).cloned() else {
                continue;
            };
            let Some(text) = self.take_or_report(&target, session) else { continue };
            let blocks = self.blocks(&text, session);
            if seen.insert(story::plain_text(&blocks)) {
                if kind == "header" { &mut headers } else { &mut footers }.extend(blocks);
            }
        }
        (headers, footers)
    }

    /// The notes that the text refers to, in the order of their part.
    fn notes(&mut self, kind: NoteKind, session: &mut Session<'_>) -> Vec<Block> {
        let referred = self.story.referred_notes(kind);
        if referred.is_empty() {
            return Vec::new();
        }
        let Some(part) = part_of(&self.relationships, kind.relationship()).map(str::to_owned)
        else {
            return Vec::new();
        };
        let Some(text) = self.take_or_report(&part, session) else { return Vec::new() };
        let mut blocks = Vec::new();
        let max_depth = session.limits().xml_depth;
        let mut markup = Markup::new(&text, max_depth, session.heartbeat());
        if let Err(problem) = read_notes(&mut self.story, &mut markup, &referred, &mut blocks) {
            self.problems.push(problem);
        }
        blocks
    }

    fn take_or_report(&mut self, part: &str, session: &mut Session<'_>) -> Option<String> {
        self.package.take_xml(part, session).unwrap_or_else(|problem| {
            self.problems.push(problem);
            None
        })
    }

    /// A file of pictures alone is a scan that somebody pasted: its text must be recognised.
    fn report_pictures(&mut self) {
        let pictures: Vec<&str> =
            self.package.names().filter(|name| name.starts_with("word/media/")).collect();
        if !pictures.is_empty() {
            self.problems.push(Problem::new(ProblemCode::PageNeedsOcr, pictures.join(", ")));
        }
    }
}

/// Decodes what came over from files of before Unicode, by the text alone: the case of capital fonts is not known here.
fn decode_old_encodings(blocks: &mut [Block]) -> Vec<Problem> {
    let mut survey = Survey::default();
    let mut texts: Vec<&mut String> = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(text) => texts.push(text),
            Block::Table(rows) => {
                texts.extend(rows.iter_mut().flatten().map(|cell| &mut cell.text))
            }
        }
    }
    texts.iter().for_each(|text| survey.add(text, ""));
    texts.into_iter().for_each(|text| *text = survey.decode(text, ""));
    survey.problems()
}

fn part_of<'r>(relationships: &'r BTreeMap<String, Relationship>, kind: &str) -> Option<&'r str> {
    relationships.values().find(|to| to.kind == kind).map(|to| to.target.as_str())
}

fn read_notes(
    story: &mut Story,
    markup: &mut Markup<'_, '_>,
    referred: &BTreeSet<String>,
    blocks: &mut Vec<Block>,
) -> Result<(), Problem> {
    while let Some(node) = markup.next()? {
        let Node::Start(start) = node else { continue };
        if !matches!(start.local_name().as_ref(), "footnote" | "endnote") {
            continue;
        }
        let id = markup::attribute(&start, "id")?;
        if id.is_some_and(|id| referred.contains(id.as_ref())) {
            story.read(markup, blocks)?;
        } else {
            markup.skip()?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
