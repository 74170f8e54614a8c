//! How readers put a part together so that its ranges always fit its text.

use super::{Block, Cell, Part, PartKind, TextSource, Word};
use crate::place::Range;

/// A cell to be added to a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCell {
    /// What the cell says; its own lines separated by `\n`.
    pub text: String,
    /// The first grid column that it covers, from 1.
    pub column: u32,
    /// How many grid columns it covers.
    pub column_span: u32,
    /// How many rows it covers.
    pub row_span: u32,
    /// Its address in a sheet.
    pub address: Option<String>,
}

impl NewCell {
    /// A cell of one column and one row.
    #[must_use]
    pub fn new(column: u32, text: impl Into<String>) -> Self {
        Self { text: text.into(), column, column_span: 1, row_span: 1, address: None }
    }
}

/// Builds a part in reading order. Text must be NFC already.
#[derive(Debug)]
pub struct PartBuilder {
    part: Part,
    open_paragraph: Option<usize>,
    open_cell: Option<Cell>,
    line_start: bool,
}

impl PartBuilder {
    fn new(kind: PartKind, source: TextSource) -> Self {
        let part = Part {
            kind,
            text: String::new(),
            blocks: Vec::new(),
            words: Vec::new(),
            source,
            reason: None,
        };
        Self { part, open_paragraph: None, open_cell: None, line_start: true }
    }

    /// A page of this number (from 1) and size in points.
    #[must_use]
    pub fn page(number: u32, width: f32, height: f32) -> Self {
        Self::new(PartKind::Page { number, width, height }, TextSource::Text)
    }

    /// Running text without pages.
    #[must_use]
    pub fn flow() -> Self {
        Self::new(PartKind::Flow, TextSource::Text)
    }

    /// A sheet of a workbook.
    #[must_use]
    pub fn sheet(name: impl Into<String>, hidden: bool) -> Self {
        Self::new(PartKind::Sheet { name: name.into(), hidden }, TextSource::Sheet)
    }

    /// Texts of XML elements.
    #[must_use]
    pub fn markup() -> Self {
        Self::new(PartKind::Markup, TextSource::Text)
    }

    /// Says where the text came from, and why.
    pub fn came_from(&mut self, source: TextSource, reason: impl Into<String>) {
        self.part.source = source;
        self.part.reason = Some(reason.into());
    }

    /// Adds a whole paragraph; an empty one is left out.
    pub fn paragraph(&mut self, text: &str) {
        self.whole_paragraph(text, None);
    }

    /// Adds the text of an XML element; an empty one is left out.
    pub fn element(&mut self, path: &str, text: &str) {
        self.whole_paragraph(text, Some(path.to_owned()));
    }

    fn whole_paragraph(&mut self, text: &str, element: Option<String>) {
        if text.is_empty() {
            return;
        }
        self.new_line();
        let start = self.part.text.len();
        self.part.text.push_str(text);
        self.part
            .blocks
            .push(Block::Paragraph { range: Range::new(start, self.part.text.len()), element });
    }

    /// Adds a whole table, its rows from the top.
    pub fn table(&mut self, rows: Vec<Vec<NewCell>>) {
        self.begin_table();
        for row in rows {
            self.begin_row();
            for mut cell in row {
                let text = std::mem::take(&mut cell.text);
                self.begin_cell(cell);
                self.cell_text(&text);
                self.end_cell();
            }
        }
    }

    /// Starts a paragraph of words.
    pub fn begin_paragraph(&mut self) {
        self.new_line();
        self.open_paragraph = Some(self.part.text.len());
        self.line_start = true;
    }

    /// Adds a word to the open paragraph or cell, after a space unless it starts a line.
    pub fn word(&mut self, text: &str, bbox: [f32; 4]) {
        self.add_word(text, bbox, None);
    }

    /// Adds a word that was recognised in an image, as sure as this in percent.
    pub fn recognised_word(&mut self, text: &str, bbox: [f32; 4], confidence: u8) {
        self.add_word(text, bbox, Some(confidence));
    }

    fn add_word(&mut self, text: &str, bbox: [f32; 4], confidence: Option<u8>) {
        if !self.line_start {
            self.part.text.push(' ');
        }
        let start = self.part.text.len();
        self.part.text.push_str(text);
        let range = Range::new(start, self.part.text.len());
        self.part.words.push(Word { range, bbox, confidence });
        self.line_start = false;
    }

    /// Ends a line of words within the open paragraph or cell.
    pub fn line_break(&mut self) {
        if !self.line_start {
            self.part.text.push('\n');
            self.line_start = true;
        }
    }

    /// Ends the open paragraph; one without words is left out.
    pub fn end_paragraph(&mut self) {
        let Some(start) = self.open_paragraph.take() else { return };
        self.trim_line_break(start);
        if self.part.text.len() > start {
            let range = Range::new(start, self.part.text.len());
            self.part.blocks.push(Block::Paragraph { range, element: None });
        }
    }

    /// Starts a table.
    pub fn begin_table(&mut self) {
        self.part.blocks.push(Block::Table { rows: Vec::new() });
    }

    /// Starts a row of the table begun last.
    pub fn begin_row(&mut self) {
        self.new_line();
        self.rows().push(Vec::new());
    }

    /// Starts a cell of the row begun last; its `text` is ignored, words or text follow.
    pub fn begin_cell(&mut self, cell: NewCell) {
        let is_first = self.rows().last().is_none_or(Vec::is_empty);
        if !is_first {
            self.part.text.push_str(" | ");
        }
        let start = self.part.text.len();
        let NewCell { column, column_span, row_span, address, .. } = cell;
        self.open_cell =
            Some(Cell { range: Range::new(start, start), column, column_span, row_span, address });
        self.line_start = true;
    }

    /// Adds to the text of the open cell as it stands, its lines separated by `\n`.
    pub fn cell_text(&mut self, text: &str) {
        self.part.text.push_str(text);
    }

    /// Ends the open cell.
    pub fn end_cell(&mut self) {
        let Some(mut cell) = self.open_cell.take() else { return };
        self.trim_line_break(cell.range.start as usize);
        cell.range = Range::new(cell.range.start as usize, self.part.text.len());
        if let Some(row) = self.rows().last_mut() {
            row.push(cell);
        }
    }

    /// The part as built so far.
    #[must_use]
    pub fn finish(mut self) -> Part {
        self.end_cell();
        self.end_paragraph();
        self.part
    }

    fn rows(&mut self) -> &mut Vec<Vec<Cell>> {
        match self.part.blocks.last_mut() {
            Some(Block::Table { rows }) => rows,
            _ => panic!("rows and cells are added to a table begun before them"),
        }
    }

    fn new_line(&mut self) {
        if !self.part.text.is_empty() {
            self.part.text.push('\n');
        }
    }

    fn trim_line_break(&mut self, start: usize) {
        while self.part.text.len() > start && self.part.text.ends_with('\n') {
            self.part.text.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_reads_like_the_page() {
        let mut part = PartBuilder::flow();
        part.paragraph("Trước");
        part.table(vec![
            vec![NewCell::new(1, "a"), NewCell::new(2, "b\nc")],
            vec![NewCell::new(1, ""), NewCell::new(2, "d")],
        ]);
        part.paragraph("");
        part.paragraph("Sau");
        let part = part.finish();
        assert_eq!(part.text(), "Trước\na | b\nc\n | d\nSau");
        assert_eq!(part.blocks().len(), 3);
    }

    #[test]
    fn a_paragraph_without_words_is_no_block() {
        let mut part = PartBuilder::page(1, 10.0, 10.0);
        part.begin_paragraph();
        part.line_break();
        part.end_paragraph();
        part.begin_paragraph();
        part.word("x", [0.0; 4]);
        part.line_break();
        part.end_paragraph();
        let part = part.finish();
        assert_eq!((part.text(), part.blocks().len()), ("x", 1));
    }
}
