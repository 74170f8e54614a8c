//! One story of a Word file: the body, a header, a footnote, a text box. Paragraphs and tables in order.

use std::collections::BTreeSet;

use model::{
    document::NewCell,
    problem::{Problem, ProblemCode},
};
use quick_xml::events::BytesStart;

use super::{
    numbering::Numbering,
    properties::{self, ParagraphProperties},
};
use crate::{
    fields::Fields,
    grid::{self, Merge, Row, RowCell},
    markup::{self, Markup, Node},
    nfc::nfc,
};

/// A paragraph or table, in NFC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    Paragraph(String),
    Table(Vec<Vec<NewCell>>),
}

/// The kinds of note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum NoteKind {
    Footnote,
    Endnote,
}

impl NoteKind {
    /// The kind of relationship that leads to the notes.
    pub(super) fn relationship(self) -> &'static str {
        match self {
            Self::Footnote => "footnotes",
            Self::Endnote => "endnotes",
        }
    }
}

/// Reads stories one after the other; numbering runs on through them.
pub(super) struct Story {
    numbering: Numbering,
    cells_left: u32,
    max_cells: u32,
    fields: Fields,
    /// Text of a paragraph whose end is deleted: the next one begins with it.
    carried: String,
    notes: BTreeSet<(NoteKind, String)>,
    /// The ids of the headers and footers met so far, in order.
    pub(super) running_heads: Vec<String>,
}

/// A paragraph that is being read.
#[derive(Default)]
struct OpenParagraph {
    text: String,
    properties: ParagraphProperties,
    run_is_hidden: bool,
    /// What its text boxes say; they follow it.
    boxes: Vec<Block>,
}

impl Story {
    pub(super) fn new(numbering: Numbering, max_cells: u32) -> Self {
        Self {
            numbering,
            cells_left: max_cells,
            max_cells,
            fields: Fields::default(),
            carried: String::new(),
            notes: BTreeSet::new(),
            running_heads: Vec::new(),
        }
    }

    /// The ids of the notes of a kind that the text referred to so far.
    pub(super) fn referred_notes(&self, kind: NoteKind) -> BTreeSet<String> {
        self.notes.iter().filter(|(of, _)| *of == kind).map(|(_, id)| id.clone()).collect()
    }

    /// Reads to the end of the element opened last, or of the part.
    ///
    /// # Errors
    /// As [`Markup::next`], and `too-many-cells`; `blocks` then holds what came before.
    pub(super) fn read(
        &mut self,
        markup: &mut Markup<'_, '_>,
        blocks: &mut Vec<Block>,
    ) -> Result<(), Problem> {
        let result = self.blocks(markup, blocks);
        self.fields = Fields::default();
        let carried = std::mem::take(&mut self.carried);
        push_paragraph(blocks, &carried);
        result
    }

    fn blocks(
        &mut self,
        markup: &mut Markup<'_, '_>,
        blocks: &mut Vec<Block>,
    ) -> Result<(), Problem> {
        while let Some(node) = markup.next()? {
            match node {
                Node::Start(start) => match start.local_name().as_ref() {
                    "p" => self.paragraph(markup, blocks)?,
                    "tbl" => self.table(markup, blocks)?,
                    "sectPr" => self.running_heads.extend(properties::section(markup)?),
                    "AlternateContent" => {
                        if enter_alternative(markup)? {
                            self.blocks(markup, blocks)?;
                            markup.skip()?;
                        }
                    }
                    "del" | "moveFrom" | "sdtPr" | "tblPr" | "tblGrid" => markup.skip()?,
                    _ => self.blocks(markup, blocks)?,
                },
                Node::End => return Ok(()),
                Node::Text(_) => {}
            }
        }
        Ok(())
    }

    fn paragraph(
        &mut self,
        markup: &mut Markup<'_, '_>,
        blocks: &mut Vec<Block>,
    ) -> Result<(), Problem> {
        let mut open = OpenParagraph::default();
        let result = self.inline(markup, &mut open);
        self.fields.end_paragraph();
        let OpenParagraph { text, mut properties, boxes, .. } = open;
        self.running_heads.append(&mut properties.running_heads);
        if properties.end_is_deleted {
            self.carried.push_str(&text);
        } else {
            let label = self.numbering.label(&properties).unwrap_or_default();
            let carried = std::mem::take(&mut self.carried);
            push_paragraph(blocks, &format!("{label}{carried}{text}"));
        }
        blocks.extend(boxes);
        result
    }

    fn inline(
        &mut self,
        markup: &mut Markup<'_, '_>,
        open: &mut OpenParagraph,
    ) -> Result<(), Problem> {
        while let Some(node) = markup.next()? {
            match node {
                Node::Start(start) => self.inline_element(&start, markup, open)?,
                Node::End => return Ok(()),
                Node::Text(_) => {}
            }
        }
        Ok(())
    }

    fn inline_element(
        &mut self,
        start: &BytesStart<'_>,
        markup: &mut Markup<'_, '_>,
        open: &mut OpenParagraph,
    ) -> Result<(), Problem> {
        let is_shown = !open.run_is_hidden && self.fields.show_text();
        let mut push = |text: &str| {
            if is_shown {
                open.text.push_str(text);
            }
        };
        match start.local_name().as_ref() {
            "pPr" => open.properties = properties::paragraph(markup)?,
            "r" => {
                let outer = std::mem::replace(&mut open.run_is_hidden, false);
                self.inline(markup, open)?;
                open.run_is_hidden = outer;
            }
            "rPr" => open.run_is_hidden = properties::run_is_hidden(markup)?,
            "t" => push(&markup.text()?),
            "tab" | "ptab" => {
                push("\t");
                markup.skip()?;
            }
            "br" | "cr" => {
                push("\n");
                markup.skip()?;
            }
            "noBreakHyphen" => {
                push("-");
                markup.skip()?;
            }
            "fldSimple" => {
                let instruction =
                    markup::attribute(start, "instr")?.unwrap_or_default().into_owned();
                self.fields.begin(&instruction);
                self.fields.separate();
                self.inline(markup, open)?;
                self.fields.end();
            }
            "fldChar" => {
                self.field_character(start)?;
                markup.skip()?;
            }
            "instrText" => {
                self.fields.instruct(&markup.text()?);
            }
            "footnoteReference" => {
                self.note(start, NoteKind::Footnote)?;
                markup.skip()?;
            }
            "endnoteReference" => {
                self.note(start, NoteKind::Endnote)?;
                markup.skip()?;
            }
            "txbxContent" => {
                let outer_fields = std::mem::take(&mut self.fields);
                let outer_carried = std::mem::take(&mut self.carried);
                let result = self.read(markup, &mut open.boxes);
                self.fields = outer_fields;
                self.carried = outer_carried;
                result?;
            }
            "AlternateContent" => {
                if enter_alternative(markup)? {
                    self.inline(markup, open)?;
                    markup.skip()?;
                }
            }
            // Deleted text; what a run looked like before; numbers of positions inside drawings; pinyin above text.
            "del" | "moveFrom" | "delText" | "delInstrText" | "sdtPr" | "rt" | "posOffset"
            | "pctWidth" | "pctHeight" | "align" => markup.skip()?,
            // Hyperlinks, insertions, content controls, smart tags, drawings, formulas: their text is text.
            _ => self.inline(markup, open)?,
        }
        Ok(())
    }

    fn field_character(&mut self, start: &BytesStart<'_>) -> Result<(), Problem> {
        match markup::attribute(start, "fldCharType")?.as_deref() {
            Some("begin") => self.fields.begin(""),
            Some("separate") => self.fields.separate(),
            Some("end") => self.fields.end(),
            _ => {}
        }
        Ok(())
    }

    fn note(&mut self, start: &BytesStart<'_>, kind: NoteKind) -> Result<(), Problem> {
        if let Some(id) = markup::attribute(start, "id")? {
            self.notes.insert((kind, id.into_owned()));
        }
        Ok(())
    }

    fn table(
        &mut self,
        markup: &mut Markup<'_, '_>,
        blocks: &mut Vec<Block>,
    ) -> Result<(), Problem> {
        let mut rows = Vec::new();
        let result = self.rows(markup, &mut rows);
        let cells = grid::grid(rows);
        if !cells.is_empty() {
            blocks.push(Block::Table(cells));
        }
        result
    }

    /// The rows inside the table, or inside what wraps some of them.
    fn rows(&mut self, markup: &mut Markup<'_, '_>, rows: &mut Vec<Row>) -> Result<(), Problem> {
        while let Some(node) = markup.next()? {
            match node {
                Node::Start(start) => match start.local_name().as_ref() {
                    "tr" => {
                        let mut row = Row::default();
                        let mut is_deleted = false;
                        let result = self.row(markup, &mut row, &mut is_deleted);
                        if !is_deleted {
                            rows.push(row);
                        }
                        result?;
                    }
                    "tblPr" | "tblGrid" | "tblPrEx" | "sdtPr" => markup.skip()?,
                    _ => self.rows(markup, rows)?,
                },
                Node::End => return Ok(()),
                Node::Text(_) => {}
            }
        }
        Ok(())
    }

    fn row(
        &mut self,
        markup: &mut Markup<'_, '_>,
        row: &mut Row,
        is_deleted: &mut bool,
    ) -> Result<(), Problem> {
        while let Some(node) = markup.next()? {
            match node {
                Node::Start(start) => match start.local_name().as_ref() {
                    "tc" => {
                        self.cells_left = self.cells_left.checked_sub(1).ok_or_else(|| {
                            let detail = format!("tables, limit {}", self.max_cells);
                            Problem::new(ProblemCode::TooManyCells, detail)
                        })?;
                        let mut cell = RowCell { text: String::new(), span: 1, merge: Merge::None };
                        let result = self.cell(markup, &mut cell);
                        row.cells.push(cell);
                        result?;
                    }
                    "gridBefore" => {
                        row.n_before = number(&start)?;
                        markup.skip()?;
                    }
                    "del" => {
                        *is_deleted = true;
                        markup.skip()?;
                    }
                    "trPrChange" | "tblPrEx" | "sdtPr" => markup.skip()?,
                    _ => self.row(markup, row, is_deleted)?,
                },
                Node::End => return Ok(()),
                Node::Text(_) => {}
            }
        }
        Ok(())
    }

    fn cell(&mut self, markup: &mut Markup<'_, '_>, cell: &mut RowCell) -> Result<(), Problem> {
        let mut blocks = Vec::new();
        let result = self.cell_blocks(markup, cell, &mut blocks);
        let carried = std::mem::take(&mut self.carried);
        push_paragraph(&mut blocks, &carried);
        cell.text = plain_text(&blocks);
        result
    }

    fn cell_blocks(
        &mut self,
        markup: &mut Markup<'_, '_>,
        cell: &mut RowCell,
        blocks: &mut Vec<Block>,
    ) -> Result<(), Problem> {
        while let Some(node) = markup.next()? {
            match node {
                Node::Start(start) => match start.local_name().as_ref() {
                    "tcPr" => cell_properties(markup, cell)?,
                    "p" => self.paragraph(markup, blocks)?,
                    "tbl" => self.table(markup, blocks)?,
                    "sdtPr" | "del" | "moveFrom" => markup.skip()?,
                    _ => self.cell_blocks(markup, cell, blocks)?,
                },
                Node::End => return Ok(()),
                Node::Text(_) => {}
            }
        }
        Ok(())
    }
}

fn cell_properties(markup: &mut Markup<'_, '_>, cell: &mut RowCell) -> Result<(), Problem> {
    while let Some(node) = markup.next()? {
        let Node::Start(start) = node else { break };
        match start.local_name().as_ref() {
            "gridSpan" => cell.span = number(&start)?,
            "vMerge" => {
                let restarts = markup::attribute(&start, "val")?.is_some_and(|v| v == "restart");
                cell.merge = if restarts { Merge::Restart } else { Merge::Continue };
            }
            _ => {}
        }
        markup.skip()?;
    }
    Ok(())
}

/// The number in `w:val`; what is none counts as 0.
fn number(start: &BytesStart<'_>) -> Result<u32, Problem> {
    Ok(markup::attribute(start, "val")?.and_then(|value| value.parse().ok()).unwrap_or(0))
}

/// Enters the first alternative of `mc:AlternateContent`, which has been opened; the others say the same for older
/// programs. `false` when it has none and is closed.
fn enter_alternative(markup: &mut Markup<'_, '_>) -> Result<bool, Problem> {
    loop {
        match markup.next()? {
            Some(Node::Start(_)) => return Ok(true),
            Some(Node::Text(_)) => {}
            Some(Node::End) | None => return Ok(false),
        }
    }
}

fn push_paragraph(blocks: &mut Vec<Block>, text: &str) {
    let text = text.trim();
    if !text.is_empty() {
        blocks.push(Block::Paragraph(nfc(text)));
    }
}

/// The text of some blocks: paragraphs and rows on lines of their own, cells apart by tabs.
pub(super) fn plain_text(blocks: &[Block]) -> String {
    let mut lines = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(text) => lines.push(text.clone()),
            Block::Table(rows) => lines.extend(rows.iter().map(|row| {
                row.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("\t")
            })),
        }
    }
    lines.join("\n")
}
