//! A page of an administrative document as Word keeps it: paragraphs, and tables with a header that repeats.
//!
//! Every paragraph gets a number of its own from here; the library would count over all documents of the process, and
//! the same minutes would differ from run to run.

use docx_rs::{
    AlignmentType, Docx, LineSpacing, PageMargin, Paragraph, Run, RunFonts, Table, TableCell,
    TableRow, WidthType,
};

/// A document under construction.
#[derive(Default)]
pub(crate) struct Page {
    blocks: Vec<Block>,
    paragraphs: u32,
}

enum Block {
    Paragraph(Box<Paragraph>),
    Table(Box<Table>),
}

/// Points of type, doubled, as Word counts them: 13 for text, 11 in tables, 14 for titles.
const TEXT: usize = 26;
const SMALL: usize = 22;
const TITLE: usize = 28;

/// Fiftieths of a percent of the width between the margins.
const PERCENT: usize = 50;

/// What is left of the page between its margins, in twentieths of a point.
const TEXT_WIDTH: usize = 11_906 - 1701 - 851;

#[derive(Clone, Copy)]
struct Face {
    size: usize,
    bold: bool,
    centred: bool,
}

impl Page {
    /// A line in the middle, in bold capitals' size.
    pub(crate) fn title(&mut self, text: &str) {
        self.push(text, Face { size: TITLE, bold: true, centred: true });
    }

    /// A line in the middle.
    pub(crate) fn centred(&mut self, text: &str) {
        self.push(text, Face { size: TEXT, bold: true, centred: true });
    }

    /// The heading of a part.
    pub(crate) fn heading(&mut self, text: &str) {
        self.push(text, Face { size: TEXT, bold: true, centred: false });
    }

    /// A paragraph.
    pub(crate) fn text(&mut self, text: &str) {
        self.push(text, Face { size: TEXT, bold: false, centred: false });
    }

    /// Two columns without rules, as headers and signatures stand.
    pub(crate) fn beside(&mut self, left: &[&str], right: &[&str]) {
        let face = Face { size: TEXT, bold: true, centred: true };
        let cells = [left, right].map(|lines| {
            let lines = lines.iter().flat_map(|lines| lines.split('\n'));
            lines.fold(TableCell::new().width(50 * PERCENT, WidthType::Pct), |cell, line| {
                cell.add_paragraph(self.paragraph(line, face))
            })
        });
        let table = Table::without_borders(vec![TableRow::new(cells.to_vec())]);
        self.blocks.push(Block::Table(Box::new(table.width(100 * PERCENT, WidthType::Pct))));
    }

    /// A table; the widths of its columns are in percent.
    pub(crate) fn table(&mut self, widths: &[usize], headings: &[&str], rows: &[Vec<String>]) {
        let heading = Face { size: SMALL, bold: true, centred: true };
        let body = Face { size: SMALL, bold: false, centred: false };
        let headings: Vec<_> = headings.iter().map(|heading| (*heading).to_owned()).collect();
        let mut written = vec![self.row(widths, &headings, heading)];
        for row in rows {
            written.push(self.row(widths, row, body));
        }
        // Some programs take the widths of columns from the grid alone.
        let grid = widths.iter().map(|width| width * TEXT_WIDTH / 100).collect();
        let table = Table::new(written).width(100 * PERCENT, WidthType::Pct).set_grid(grid);
        self.blocks.push(Block::Table(Box::new(table)));
    }

    fn row(&mut self, widths: &[usize], cells: &[String], face: Face) -> TableRow {
        let cells = widths.iter().zip(cells).map(|(width, text)| {
            text.split('\n')
                .fold(TableCell::new().width(width * PERCENT, WidthType::Pct), |cell, line| {
                    cell.add_paragraph(self.paragraph(line, face))
                })
        });
        TableRow::new(cells.collect())
    }

    fn push(&mut self, text: &str, face: Face) {
        let paragraph = self.paragraph(text, face);
        self.blocks.push(Block::Paragraph(Box::new(paragraph)));
    }

    fn paragraph(&mut self, text: &str, face: Face) -> Paragraph {
        self.paragraphs += 1;
        let run = Run::new().add_text(printable(text)).size(face.size);
        let run = if face.bold { run.bold() } else { run };
        let paragraph = Paragraph::new()
            .id(format!("{:08x}", self.paragraphs))
            .line_spacing(LineSpacing::new().before(60).after(60))
            .add_run(run);
        if face.centred { paragraph.align(AlignmentType::Center) } else { paragraph }
    }

    /// The document: A4 with the margins and the typeface of Nghị định 30/2020/NĐ-CP.
    pub(crate) fn docx(self) -> Docx {
        let typeface = "Times New Roman";
        let margin = PageMargin::new().top(1134).bottom(1134).left(1701).right(851);
        let docx = Docx::new().page_size(11_906, 16_838).page_margin(margin).default_fonts(
            RunFonts::new().ascii(typeface).hi_ansi(typeface).east_asia(typeface).cs(typeface),
        );
        self.blocks.into_iter().fold(docx, |docx, block| match block {
            Block::Paragraph(paragraph) => docx.add_paragraph(*paragraph),
            Block::Table(table) => docx.add_table(*table),
        })
    }
}

/// A text without the characters that XML cannot hold, which make Word refuse the whole file.
fn printable(text: &str) -> String {
    let is_kept = |c: char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}');
    text.chars().map(|c| if is_kept(c) { c } else { char::REPLACEMENT_CHARACTER }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_shown_as_unknown() {
        assert_eq!(printable("a\u{0}b\u{b}c\u{ffff} ệ"), "a\u{fffd}b\u{fffd}c\u{fffd} ệ");
    }
}
