//! What a file says: text with structure over it, and quotes that can only be cut from that text.
//!
//! A document is a list of parts (the pages of a PDF, the one flow of a DOCX, the sheets of a workbook, the one
//! markup of an XML). Each part has one text; paragraphs, tables, cells and words are ranges over it. So whoever
//! finds something in the text can say where it stands, and whoever has a place gets exactly the text back.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    id::ContentHash,
    place::{Place, Range},
};

mod build;
mod check;
mod long_table;
pub use build::{NewCell, PartBuilder};
pub use long_table::{LongCell, LongTable};

/// The content of one file, without the files inside it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Document {
    parts: Vec<Part>,
}

/// One page, flow, sheet or markup, with its text and the structure over it.
///
/// Every range fits the text: a stored or received part is checked before it becomes one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "check::UncheckedPart")]
pub struct Part {
    kind: PartKind,
    text: String,
    blocks: Vec<Block>,
    words: Vec<Word>,
    source: TextSource,
    reason: Option<String>,
}

/// What a part is, with what only that kind of part has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PartKind {
    /// A page; its words have boxes.
    Page {
        /// Counted from 1.
        number: u32,
        /// In points (1/72 inch), as displayed.
        width: f32,
        /// In points (1/72 inch), as displayed.
        height: f32,
    },
    /// Running text without pages.
    Flow,
    /// A sheet of a workbook.
    Sheet {
        /// As on the tab.
        name: String,
        /// Whether the program that made it hides the sheet.
        hidden: bool,
    },
    /// The texts of XML elements; each paragraph names its element.
    Markup,
}

/// Where the text of a part came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TextSource {
    /// The text that the file itself holds.
    Text,
    /// Characters recognised in an image.
    Ocr,
    /// The cells of a sheet.
    Sheet,
    /// Nothing was read, for the reason given.
    None,
}

/// A paragraph or a table, in reading order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// Text that belongs together; its lines are separated by `\n`.
    Paragraph {
        /// Bytes of the part's text.
        range: Range,
        /// The path of the element, in markup only.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        element: Option<String>,
    },
    /// Rows of cells.
    Table {
        /// Rows from the top.
        rows: Vec<Vec<Cell>>,
    },
}

impl AsRef<Cell> for Cell {
    fn as_ref(&self) -> &Self {
        self
    }
}

/// A cell of a table or sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Cell {
    /// Bytes of the part's text.
    pub range: Range,
    /// The first grid column that the cell covers, from 1.
    pub column: u32,
    /// How many grid columns it covers.
    pub column_span: u32,
    /// How many rows it covers. Rows below do not repeat the cell.
    pub row_span: u32,
    /// The address in a sheet, `B12`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// A word of a page.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Word {
    /// Bytes of the part's text.
    pub range: Range,
    /// Left, top, right, bottom in points from the page's top left corner, as displayed.
    pub bbox: [f32; 4],
    /// How sure a recogniser was of it, in percent; absent where the file holds the word as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<u8>,
}

/// A run of text in a part, as those who analyse text see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    /// Index of the part.
    pub part: usize,
    /// Bytes of the part's text.
    pub range: Range,
}

/// A paragraph or a cell: the largest run of text in which a sentence can lie.
#[derive(Debug, Clone, Copy)]
pub struct Segment<'d> {
    /// Where the segment stands.
    pub span: Span,
    /// Its text.
    pub text: &'d str,
    /// Index of the block within the part.
    pub block: usize,
    /// Index of row and of cell within the row, when the segment is a cell.
    pub cell: Option<(usize, usize)>,
}

impl Segment<'_> {
    /// The span of some bytes of this segment's text.
    #[must_use]
    pub fn span_of(&self, bytes: std::ops::Range<usize>) -> Span {
        let start = self.span.range.start as usize;
        Span { part: self.span.part, range: Range::new(start + bytes.start, start + bytes.end) }
    }
}

/// Text that stands in a document. Made only by [`Document::quote`] and [`Document::quote_span`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote<'d> {
    place: Place,
    text: &'d str,
}

impl<'d> Quote<'d> {
    /// Where it stands.
    #[must_use]
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// What stands there.
    #[must_use]
    pub fn text(&self) -> &'d str {
        self.text
    }

    /// The quote as it is stored.
    #[must_use]
    pub fn to_record(&self, document: ContentHash) -> QuoteRecord {
        QuoteRecord { place: self.place.clone(), text: self.text.to_owned(), document }
    }
}

/// A quote as it is stored: it must be resolved again wherever it is used as evidence.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct QuoteRecord {
    /// Where it stood.
    pub place: Place,
    /// What stood there.
    pub text: String,
    /// The bytes that were read.
    pub document: ContentHash,
}

impl QuoteRecord {
    /// The quote in a document read from the same bytes; `None` when it does not stand there (any more).
    #[must_use]
    pub fn resolve<'d>(&self, document: &'d Document) -> Option<Quote<'d>> {
        document.quote(&self.place).filter(|quote| quote.text == self.text)
    }
}

impl Part {
    /// What the part is.
    #[must_use]
    pub fn kind(&self) -> &PartKind {
        &self.kind
    }

    /// All its text in reading order: paragraphs and rows on lines of their own, cells joined by ` | `.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Paragraphs and tables in reading order.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The words of a page, in reading order; empty for other parts.
    #[must_use]
    pub fn words(&self) -> &[Word] {
        &self.words
    }

    /// Where the text came from.
    #[must_use]
    pub fn source(&self) -> TextSource {
        self.source
    }

    /// Why the text came from there, where that was a decision.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        self.reason.as_deref()
    }

    /// The text of some bytes of this part.
    #[must_use]
    pub fn slice(&self, range: Range) -> &str {
        &self.text[range.to_usize()]
    }
}

impl Document {
    /// A document of these parts: pages, or sheets, or one flow, or one markup.
    #[must_use]
    pub fn new(parts: Vec<Part>) -> Self {
        Self { parts }
    }

    /// The parts in order.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Every paragraph and every cell, in reading order.
    pub fn segments(&self) -> impl Iterator<Item = Segment<'_>> {
        self.parts.iter().enumerate().flat_map(|(part_index, part)| {
            part.blocks.iter().enumerate().flat_map(move |(block_index, block)| {
                let segment = move |range: Range, cell| Segment {
                    span: Span { part: part_index, range },
                    text: part.slice(range),
                    block: block_index,
                    cell,
                };
                let (paragraph, rows) = match block {
                    Block::Paragraph { range, .. } => (Some(segment(*range, None)), &[][..]),
                    Block::Table { rows } => (None, rows.as_slice()),
                };
                paragraph.into_iter().chain(rows.iter().enumerate().flat_map(
                    move |(row, cells)| {
                        cells
                            .iter()
                            .enumerate()
                            .map(move |(index, cell)| segment(cell.range, Some((row, index))))
                    },
                ))
            })
        })
    }

    /// Every table with the index of its part and block, in reading order.
    pub fn tables(&self) -> impl Iterator<Item = (usize, usize, &[Vec<Cell>])> {
        self.parts.iter().enumerate().flat_map(|(part_index, part)| {
            part.blocks.iter().enumerate().filter_map(move |(block_index, block)| match block {
                Block::Table { rows } => Some((part_index, block_index, rows.as_slice())),
                Block::Paragraph { .. } => None,
            })
        })
    }

    /// The place of a span; `None` when the span does not lie within one paragraph, cell or page of this document.
    ///
    /// On a page the place covers every word that the span touches.
    #[must_use]
    pub fn place(&self, span: &Span) -> Option<Place> {
        let part = self.parts.get(span.part)?;
        let Range { start, end } = span.range;
        if start >= end || end as usize > part.text.len() {
            return None;
        }
        if let PartKind::Page { number, .. } = part.kind {
            let first = part.words.partition_point(|word| word.range.end <= start);
            let last = part.words.partition_point(|word| word.range.start < end);
            return (first < last)
                .then(|| Place::Words { page: number, words: Range::new(first, last) });
        }
        let inside = |range: &Range| range.start <= start && end <= range.end;
        let within = |range: &Range| Range { start: start - range.start, end: end - range.start };
        let mut paragraph = 0;
        let mut table = 0;
        for block in &part.blocks {
            match block {
                Block::Paragraph { range, element } => {
                    paragraph += 1;
                    if inside(range) {
                        let range = within(range);
                        return Some(match element {
                            Some(element) => Place::Element { element: element.clone(), range },
                            None => Place::Paragraph { paragraph, range },
                        });
                    }
                }
                Block::Table { rows } => {
                    table += 1;
                    for (row, cells) in (1..).zip(rows) {
                        let Some(cell) = cells.iter().find(|cell| inside(&cell.range)) else {
                            continue;
                        };
                        let range = Some(within(&cell.range)).filter(|_| span.range != cell.range);
                        return Some(match (&part.kind, &cell.address) {
                            (PartKind::Sheet { name, .. }, Some(address)) => {
                                Place::Cell { sheet: name.clone(), cell: address.clone(), range }
                            }
                            _ => Place::TableCell { table, row, column: cell.column, range },
                        });
                    }
                }
            }
        }
        None
    }

    /// How sure a recogniser was of the words that a span touches: in percent, of the least sure; `None` where the file
    /// holds them all as text.
    #[must_use]
    pub fn confidence(&self, span: &Span) -> Option<u8> {
        let words = self.parts.get(span.part)?.words();
        let first = words.partition_point(|word| word.range.end <= span.range.start);
        let touched = words[first..].iter().take_while(|word| word.range.start < span.range.end);
        touched.filter_map(|word| word.confidence).min()
    }

    /// The text that stands at a place; `None` when the document has no such place.
    #[must_use]
    pub fn quote(&self, place: &Place) -> Option<Quote<'_>> {
        let (part, range) = self.locate(place)?;
        let text = part.text.get(range.to_usize()).filter(|text| !text.is_empty())?;
        Some(Quote { place: place.clone(), text })
    }

    /// Where the text of a place stands; `None` when the document has no such place. The inverse of
    /// [`Document::place`], up to whole words on a page.
    #[must_use]
    pub fn span(&self, place: &Place) -> Option<Span> {
        let (part, range) = self.locate(place)?;
        let part = self.parts.iter().position(|other| std::ptr::eq(other, part))?;
        Some(Span { part, range })
    }

    /// The quote at a span, see [`Document::place`].
    #[must_use]
    pub fn quote_span(&self, span: &Span) -> Option<Quote<'_>> {
        self.quote(&self.place(span)?)
    }

    /// The quote of some bytes of a segment's text: what [`Document::quote_span`] gives, without searching the rows of
    /// a table for it, so that quoting every cell of a long table takes time in proportion to the table.
    #[must_use]
    pub fn quote_in(
        &self,
        segment: &Segment<'_>,
        bytes: std::ops::Range<usize>,
    ) -> Option<Quote<'_>> {
        let span = segment.span_of(bytes);
        let part = self.parts.get(span.part)?;
        let (Some((row, index)), Some(Block::Table { rows })) =
            (segment.cell, part.blocks.get(segment.block))
        else {
            return self.quote_span(&span);
        };
        let cell = rows.get(row)?.get(index)?;
        let Range { start, end } = span.range;
        let is_page = matches!(part.kind, PartKind::Page { .. });
        if is_page || start < cell.range.start || cell.range.end < end {
            return self.quote_span(&span);
        }
        let text = part.text.get(span.range.to_usize()).filter(|text| !text.is_empty())?;
        let within = Range { start: start - cell.range.start, end: end - cell.range.start };
        let range = Some(within).filter(|_| span.range != cell.range);
        let place = match (&part.kind, &cell.address) {
            (PartKind::Sheet { name, .. }, Some(address)) => {
                Place::Cell { sheet: name.clone(), cell: address.clone(), range }
            }
            (PartKind::Flow, _) => {
                let is_table = |block: &&Block| matches!(block, Block::Table { .. });
                let table = part.blocks[..=segment.block].iter().filter(is_table).count();
                let nth = |count: usize| u32::try_from(count).ok();
                let (table, row) = (nth(table)?, nth(row + 1)?);
                Place::TableCell { table, row, column: cell.column, range }
            }
            _ => return None,
        };
        Some(Quote { place, text })
    }

    fn locate(&self, place: &Place) -> Option<(&Part, Range)> {
        let cut = |whole: Range, range: Option<Range>| match range {
            None => Some(whole),
            Some(range) => {
                let (start, end) =
                    (whole.start.checked_add(range.start)?, whole.start.checked_add(range.end)?);
                (start < end && end <= whole.end).then_some(Range { start, end })
            }
        };
        let nth = |count: u32| usize::try_from(count).ok()?.checked_sub(1);
        match place {
            Place::Words { page, words } => {
                let part = self.parts.iter().find(
                    |part| matches!(part.kind, PartKind::Page { number, .. } if number == *page),
                )?;
                let covered = part.words.get(words.to_usize())?;
                Some((
                    part,
                    Range { start: covered.first()?.range.start, end: covered.last()?.range.end },
                ))
            }
            Place::Cell { sheet, cell: address, range } => {
                let part = self.parts.iter().find(
                    |part| matches!(&part.kind, PartKind::Sheet { name, .. } if name == sheet),
                )?;
                let cell = tables_of(part)
                    .flatten()
                    .flatten()
                    .find(|cell| cell.address.as_ref() == Some(address))?;
                Some((part, cut(cell.range, *range)?))
            }
            Place::Paragraph { paragraph, range } => {
                let part = self.parts.iter().find(|part| part.kind == PartKind::Flow)?;
                let (whole, _) = paragraphs_of(part).nth(nth(*paragraph)?)?;
                Some((part, cut(whole, Some(*range))?))
            }
            Place::TableCell { table, row, column, range } => {
                let part = self.parts.iter().find(|part| part.kind == PartKind::Flow)?;
                let rows = tables_of(part).nth(nth(*table)?)?;
                let cell = rows.get(nth(*row)?)?.iter().find(|cell| cell.column == *column)?;
                Some((part, cut(cell.range, *range)?))
            }
            Place::Element { element, range } => {
                let part = self.parts.iter().find(|part| part.kind == PartKind::Markup)?;
                let (whole, _) = paragraphs_of(part).find(|(_, path)| *path == Some(element))?;
                Some((part, cut(whole, Some(*range))?))
            }
        }
    }
}

fn tables_of(part: &Part) -> impl Iterator<Item = &Vec<Vec<Cell>>> {
    part.blocks.iter().filter_map(|block| match block {
        Block::Table { rows } => Some(rows),
        Block::Paragraph { .. } => None,
    })
}

fn paragraphs_of(part: &Part) -> impl Iterator<Item = (Range, Option<&String>)> {
    part.blocks.iter().filter_map(|block| match block {
        Block::Paragraph { range, element } => Some((*range, element.as_ref())),
        Block::Table { .. } => None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hash() -> ContentHash {
        ContentHash::from_digest([7; 32])
    }

    #[test]
    fn a_quote_on_a_page_is_whole_words() {
        let mut page = PartBuilder::page(2, 595.0, 842.0);
        page.begin_paragraph();
        for (text, x) in [("Số:", 10.0), ("1187/QĐ-BNV", 40.0)] {
            page.word(text, [x, 10.0, x + 20.0, 20.0]);
        }
        page.line_break();
        page.word("Hà", [10.0, 30.0, 20.0, 40.0]);
        page.end_paragraph();
        let document = Document::new(vec![page.finish()]);
        assert_eq!(document.parts()[0].text(), "Số: 1187/QĐ-BNV\nHà");
        let start = "Số: ".len();
        let span = Span { part: 0, range: Range::new(start + 2, start + 5) };
        let quote = document.quote_span(&span).expect("in the document");
        assert_eq!(quote.text(), "1187/QĐ-BNV");
        assert_eq!(quote.place(), &Place::Words { page: 2, words: Range::new(1, 2) });
    }

    #[test]
    fn a_span_is_as_sure_as_its_least_sure_word() {
        let mut page = PartBuilder::page(1, 595.0, 842.0);
        page.begin_paragraph();
        page.recognised_word("Số:", [0.0; 4], 96);
        page.recognised_word("1187/", [0.0; 4], 71);
        page.word("QĐ-BNV", [0.0; 4]);
        page.end_paragraph();
        let document = Document::new(vec![page.finish()]);
        let check = |text: &str, expect| {
            let start = document.parts()[0].text().find(text).expect("it is there");
            let span = Span { part: 0, range: Range::new(start, start + text.len()) };
            assert_eq!(document.confidence(&span), expect, "{text}");
        };
        check("Số", Some(96));
        check("1187/", Some(71));
        check("Số: 11", Some(71));
        check("QĐ-BNV", None);
    }

    #[test]
    fn a_stored_quote_does_not_resolve_in_another_text() {
        let document = |text: &str| {
            let mut flow = PartBuilder::flow();
            flow.paragraph(text);
            Document::new(vec![flow.finish()])
        };
        let first = document("đạt 98,81% đúng hạn");
        let span = Span { part: 0, range: Range::new("đạt ".len(), "đạt 98,81%".len()) };
        let record = first.quote_span(&span).expect("in the document").to_record(hash());
        assert_eq!(record.text, "98,81%");
        assert!(record.resolve(&first).is_some());
        assert!(record.resolve(&document("đạt 97,81% đúng hạn")).is_none());
        assert!(record.resolve(&document("")).is_none());
    }

    #[test]
    fn a_quote_in_a_segment_is_the_quote_at_its_span() {
        let rows = |address: bool| {
            let cell = |column, text: &str, name: &str| NewCell {
                address: address.then(|| name.to_owned()),
                ..NewCell::new(column, text)
            };
            vec![
                vec![cell(1, "Đơn vị", "A1"), cell(2, "", "B1")],
                vec![cell(1, "Xã A", "A2"), cell(2, "97,5%", "B2")],
            ]
        };
        let mut flow = PartBuilder::flow();
        flow.paragraph("Trước");
        flow.table(rows(false));
        flow.table(rows(false));
        let mut sheet = PartBuilder::sheet("Biểu", false);
        sheet.table(rows(true));
        let mut page = PartBuilder::page(1, 10.0, 10.0);
        page.begin_table();
        page.begin_row();
        page.begin_cell(NewCell::new(1, ""));
        page.word("97,5%", [0.0; 4]);
        page.end_cell();
        for part in [flow.finish(), sheet.finish(), page.finish()] {
            let document = Document::new(vec![part]);
            let mut n_quotes = 0;
            for segment in document.segments() {
                for bytes in [0..segment.text.len(), 0..segment.text.len().min(2), 0..99] {
                    let quote = document.quote_in(&segment, bytes.clone());
                    assert_eq!(quote, document.quote_span(&segment.span_of(bytes)));
                    n_quotes += usize::from(quote.is_some());
                }
            }
            assert!(n_quotes > 0);
        }
    }

    #[test]
    fn places_outside_the_document_give_nothing() {
        let mut flow = PartBuilder::flow();
        flow.paragraph("một");
        let document = Document::new(vec![flow.finish()]);
        for place in [
            Place::Paragraph { paragraph: 0, range: Range::new(0, 1) },
            Place::Paragraph { paragraph: 2, range: Range::new(0, 1) },
            Place::Paragraph { paragraph: 1, range: Range::new(0, 99) },
            Place::Paragraph { paragraph: 1, range: Range::new(0, 3) }, // inside a character
            Place::Words { page: 1, words: Range::new(0, 1) },
            Place::TableCell { table: 1, row: 1, column: 1, range: None },
        ] {
            assert_eq!(document.quote(&place), None, "{place:?}");
        }
    }

    proptest! {
        /// Whatever is found in a paragraph or cell can be quoted, and the quote is the text that was found.
        #[test]
        fn every_span_of_every_segment_round_trips(
            paragraphs in prop::collection::vec("[a-zĐđố ]{1,12}", 1..4),
            cells in prop::collection::vec(prop::collection::vec("[0-9Đa ]{0,6}", 1..4), 1..4),
            sheet in any::<bool>(),
        ) {
            let mut part = if sheet { PartBuilder::sheet("Biểu", false) } else { PartBuilder::flow() };
            if !sheet {
                for paragraph in &paragraphs {
                    part.paragraph(paragraph);
                }
            }
            part.table(cells.iter().enumerate().map(|(row, cells)| {
                cells.iter().enumerate().map(|(column, text)| NewCell {
                    address: sheet.then(|| format!("{}{}", char::from(b'A' + column as u8), row + 1)),
                    ..NewCell::new(column as u32 + 1, text)
                }).collect()
            }).collect());
            let document = Document::new(vec![part.finish()]);
            for segment in document.segments() {
                let ends: Vec<_> = segment.text.char_indices().map(|(at, _)| at).chain([segment.text.len()]).collect();
                for (first, &start) in ends.iter().enumerate() {
                    for &end in &ends[first + 1..] {
                        let quote = document.quote_span(&segment.span_of(start..end)).expect("inside");
                        prop_assert_eq!(quote.text(), &segment.text[start..end]);
                        prop_assert_eq!(document.quote(quote.place()), Some(quote.clone()));
                        prop_assert_eq!(document.span(quote.place()), Some(segment.span_of(start..end)));
                    }
                }
            }
        }
    }
}
