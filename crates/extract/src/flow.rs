//! Running text as office programs keep it: paragraphs of runs in fonts, and tables, on the way to the one flow of a
//! document.
//!
//! The readers of DOC, RTF, ODT and HTML hand over what a paragraph or cell says run by run; here old encodings are
//! decoded over the whole document, and text and tables take the form that all documents have.
//!
//! Refuses to know: any file format.

use std::collections::BTreeMap;

use model::{
    document::{Part, PartBuilder},
    problem::{Problem, ProblemCode},
};

use crate::{
    grid::{self, Merge, RowCell},
    vietnamese::Survey,
};

/// A paragraph or a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Block {
    Paragraph(Paragraph),
    Table(Vec<Row>),
}

/// The runs of a paragraph; lines within it end in `\n`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Paragraph {
    runs: Vec<Run>,
}

/// Text in one font.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Run {
    text: String,
    font: FontId,
}

/// A row of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Row {
    /// Grid columns left free before the first cell.
    pub(crate) n_before: u32,
    pub(crate) cells: Vec<Cell>,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) blocks: Vec<Block>,
    /// How many grid columns it covers.
    pub(crate) span: u32,
    pub(crate) merge: Merge,
}

/// A font of the document; the default is the unknown one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FontId(usize);

/// The names of the fonts, each kept once.
#[derive(Debug)]
pub(crate) struct Fonts {
    names: Vec<String>,
    ids: BTreeMap<String, FontId>,
}

impl Default for Fonts {
    fn default() -> Self {
        let ids = BTreeMap::from([(String::new(), FontId(0))]);
        Self { names: vec![String::new()], ids }
    }
}

impl Fonts {
    /// The font of this name; an empty one is unknown.
    pub(crate) fn id(&mut self, name: &str) -> FontId {
        if let Some(id) = self.ids.get(name) {
            return *id;
        }
        let id = FontId(self.names.len());
        self.names.push(name.to_owned());
        self.ids.insert(name.to_owned(), id);
        id
    }
}

impl Paragraph {
    /// Adds text behind what is there.
    pub(crate) fn push(&mut self, text: &str, font: FontId) {
        match self.runs.last_mut() {
            _ if text.is_empty() => {}
            // Programs cut runs anywhere, also within a letter of two bytes.
            Some(last) if last.font == font => last.text.push_str(text),
            _ => self.runs.push(Run { text: text.to_owned(), font }),
        }
    }

    /// Adds the runs of another paragraph behind those that are there.
    pub(crate) fn append(&mut self, other: Self) {
        for run in other.runs {
            self.push(&run.text, run.font);
        }
    }

    /// Whether it says nothing.
    pub(crate) fn is_blank(&self) -> bool {
        self.runs.iter().all(|run| run.text.trim().is_empty())
    }

    fn decode(&self, fonts: &Fonts, survey: &mut Survey) -> String {
        let text: String = self
            .runs
            .iter()
            .map(|run| survey.decode(&run.text, &fonts.names[run.font.0]))
            .collect();
        text.trim().to_owned()
    }
}

/// Counts the cells of a file against its limit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CellCount {
    left: u32,
    limit: u32,
}

impl CellCount {
    pub(crate) fn new(limit: u32) -> Self {
        Self { left: limit, limit }
    }

    /// Counts one more cell.
    ///
    /// # Errors
    /// `too-many-cells` when there are more than the limit.
    pub(crate) fn count(&mut self) -> Result<(), Problem> {
        self.left = self.left.checked_sub(1).ok_or_else(|| {
            Problem::new(ProblemCode::TooManyCells, format!("tables, limit {}", self.limit))
        })?;
        Ok(())
    }
}

/// The flow of a document, and what is to be told about its encodings.
pub(crate) fn finish(blocks: &[Block], fonts: &Fonts) -> (Part, Vec<Problem>) {
    let mut survey = Survey::default();
    survey_blocks(blocks, fonts, &mut survey);
    let mut part = PartBuilder::flow();
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => part.paragraph(&paragraph.decode(fonts, &mut survey)),
            Block::Table(rows) => {
                let cells = grid::grid(
                    rows.iter().map(|row| decode_row(row, fonts, &mut survey)).collect(),
                );
                if !cells.is_empty() {
                    part.table(cells);
                }
            }
        }
    }
    (part.finish(), survey.problems())
}

/// Whether the blocks say nothing at all.
pub(crate) fn are_blank(blocks: &[Block]) -> bool {
    blocks.iter().all(|block| match block {
        Block::Paragraph(paragraph) => paragraph.is_blank(),
        Block::Table(rows) => {
            rows.iter().flat_map(|row| &row.cells).all(|cell| are_blank(&cell.blocks))
        }
    })
}

/// What the blocks say before decoding, to tell whether two of them say the same.
pub(crate) fn raw_text(blocks: &[Block]) -> String {
    let mut text = String::new();
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => {
                paragraph.runs.iter().for_each(|run| text.push_str(&run.text));
            }
            Block::Table(rows) => {
                for cell in rows.iter().flat_map(|row| &row.cells) {
                    text.push_str(&raw_text(&cell.blocks));
                    text.push('\t');
                }
            }
        }
        text.push('\n');
    }
    text
}

fn survey_blocks(blocks: &[Block], fonts: &Fonts, survey: &mut Survey) {
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => {
                for run in &paragraph.runs {
                    survey.add(&run.text, &fonts.names[run.font.0]);
                }
            }
            Block::Table(rows) => {
                for cell in rows.iter().flat_map(|row| &row.cells) {
                    survey_blocks(&cell.blocks, fonts, survey);
                }
            }
        }
    }
}

fn decode_row(row: &Row, fonts: &Fonts, survey: &mut Survey) -> grid::Row {
    let mut decode_cell = |cell: &Cell| RowCell {
        text: plain_text(&cell.blocks, fonts, survey),
        span: cell.span,
        merge: cell.merge,
    };
    grid::Row { n_before: row.n_before, cells: row.cells.iter().map(&mut decode_cell).collect() }
}

/// What a cell says: paragraphs and rows of inner tables on lines of their own, inner cells apart by tabs.
fn plain_text(blocks: &[Block], fonts: &Fonts, survey: &mut Survey) -> String {
    let mut lines: Vec<String> = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => lines.push(paragraph.decode(fonts, survey)),
            Block::Table(rows) => {
                for row in rows {
                    let cells =
                        row.cells.iter().map(|cell| plain_text(&cell.blocks, fonts, survey));
                    lines.push(cells.collect::<Vec<_>>().join("\t"));
                }
            }
        }
    }
    lines.retain(|line| !line.trim().is_empty());
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraph(runs: &[(&str, FontId)]) -> Block {
        let mut paragraph = Paragraph::default();
        runs.iter().for_each(|(text, font)| paragraph.push(text, *font));
        Block::Paragraph(paragraph)
    }

    #[test]
    fn fonts_decide_the_case_and_inner_tables_become_lines() {
        let mut fonts = Fonts::default();
        let small = fonts.id(".VnTime");
        let capital = fonts.id(".VnTimeH");
        assert_eq!(fonts.id(".VnTime"), small);
        let cell = |blocks| Cell { blocks, span: 1, merge: Merge::None };
        let inner = Row {
            n_before: 0,
            cells: vec![
                cell(vec![paragraph(&[("mét", small)])]),
                cell(vec![paragraph(&[("hai", small)])]),
            ],
        };
        let blocks = [
            paragraph(&[("quyÕt ®Þnh", capital), (" cña Bé", small)]),
            Block::Table(vec![Row {
                n_before: 0,
                cells: vec![cell(vec![
                    paragraph(&[("§iÓm chuÈn", small)]),
                    Block::Table(vec![inner]),
                ])],
            }]),
        ];
        let (part, problems) = finish(&blocks, &fonts);
        assert_eq!(part.text(), "QUYẾT ĐỊNH của Bộ\nĐiểm chuẩn\nmột\thai");
        assert_eq!(problems[0].code, ProblemCode::LegacyEncoding);
    }
}
