//! OpenDocument text (ODF 1.3): the text as LibreOffice would print it, in the order of the document.
//!
//! Headers come first, then the body with text boxes behind the paragraph that anchors them, notes and footers, each
//! once. Tracked changes are read as accepted (what was deleted is kept apart from the text), numbers of lists as
//! printed.

mod lists;
mod story;
mod styles;

use std::collections::BTreeSet;

use model::problem::{Problem, ProblemCode};

use crate::{
    contents::Contents,
    flow::{self, Block, Fonts},
    markup::{self, Markup},
    session::Session,
    zipped::{Entry, Zipped},
};
use story::Story;
use styles::Styles;

/// Reads a text as one flow.
pub(crate) fn read(bytes: &[u8], session: &mut Session<'_>) -> Contents {
    read_parts(bytes, session).unwrap_or_else(Contents::rejected)
}

fn read_parts(bytes: &[u8], session: &mut Session<'_>) -> Result<Contents, Problem> {
    let mut parts = Parts { bytes, entries: Zipped::open(bytes, session)?.into_entries() };
    if let Some(manifest) = parts.take("META-INF/manifest.xml", session)?
        && manifest.contains("encryption-data")
    {
        return Err(Problem::new(ProblemCode::PasswordRequired, ""));
    }
    let missing = || Problem::new(ProblemCode::Damaged, "no part content.xml");
    let content = parts.take("content.xml", session)?.ok_or_else(missing)?;
    let shared = parts.take("styles.xml", session)?.unwrap_or_default();
    let has_picture = parts.entries.iter().any(|entry| entry.name.starts_with("Pictures/"));

    let mut fonts = Fonts::default();
    let styles = Styles::parse(&[&shared, &content], &mut fonts, session)?;
    let mut story = Story::new(&styles, session.limits().cells);
    let mut problems = Vec::new();
    let max_depth = session.limits().xml_depth;
    let mut body = Vec::new();
    let mut markup = Markup::new(&content, max_depth, session.heartbeat());
    if let Err(problem) = story.read_body(&mut markup, &mut body) {
        if body.is_empty() {
            return Err(problem);
        }
        problems.push(problem);
    }
    let mut markup = Markup::new(&shared, max_depth, session.heartbeat());
    problems.extend(story.read_running_heads(&mut markup).err());
    let (headers, footers, notes) = story.finish();

    let blocks = [unlike(headers), body, notes, unlike(footers)].concat();
    let (part, of_encodings) = flow::finish(&blocks, &fonts);
    problems.extend(of_encodings);
    // A file of pictures alone is a scan that somebody pasted: its text must be recognised.
    if has_picture && part.text().trim().is_empty() {
        problems.push(Problem::new(ProblemCode::PageNeedsOcr, ""));
    }
    Ok(Contents { problems, ..Contents::of(vec![part]) })
}

/// The headers or footers of all kinds of page; a text that several of them repeat is kept once.
fn unlike(heads: Vec<Vec<Block>>) -> Vec<Block> {
    let mut seen = BTreeSet::new();
    heads.into_iter().filter(|blocks| seen.insert(flow::raw_text(blocks))).flatten().collect()
}

/// The parts of a package that are not taken out yet.
struct Parts<'b> {
    bytes: &'b [u8],
    entries: Vec<Entry>,
}

impl Parts<'_> {
    /// The text of an XML part; `None` when the package has none of this name.
    fn take(&mut self, name: &str, session: &mut Session<'_>) -> Result<Option<String>, Problem> {
        let Some(index) = self.entries.iter().position(|entry| entry.name == name) else {
            return Ok(None);
        };
        let entry = self.entries.swap_remove(index);
        let bytes =
            entry.take_out(self.bytes, session).map_err(|refused| refused.into_problem(name))?;
        let (text, had_errors) = markup::decode(&bytes)?;
        if had_errors {
            let detail = format!("{name}: bytes of another encoding");
            return Err(Problem::new(ProblemCode::MalformedXml, detail));
        }
        Ok(Some(text.into_owned()))
    }
}

#[cfg(test)]
mod tests;
