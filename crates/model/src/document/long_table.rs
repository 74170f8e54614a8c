//! Which tables go on over pages, and what do they say as one?
//!
//! A table ends where its rows end, not where the paper does: its heading is printed again on each page or on the first
//! alone, and a row may be broken in two. Judged from texts and from the places of words, so that pages with text of
//! their own and recognised pages are treated alike. Refuses to know what the cells mean.

use std::{borrow::Cow, collections::BTreeMap};

use super::{Block, Cell, Document, Part, PartKind, Segment, Span};

/// A table with all pages that it goes on over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LongTable {
    pieces: Vec<Piece>,
}

/// The share of a table that one page holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    part: usize,
    block: usize,
    /// How many rows at its top only repeat the heading of the first piece.
    n_repeated: usize,
    /// Whether its first other row is the rest of the last row of the piece before.
    ends_row: bool,
}

/// A cell of a table that goes on over pages.
#[derive(Debug, Clone)]
pub struct LongCell<'d> {
    cell: &'d Cell,
    segments: Vec<Segment<'d>>,
    text: Cow<'d, str>,
}

/// Text at the edge of a page that is longer than this is no running head or foot without being told twice.
const MAX_FURNITURE_CHARS: usize = 30;

/// How far columns may reach into each other, in points, as slanted scans make them do.
const MAX_OVERLAP: f32 = 3.0;

impl Document {
    /// The tables that go on over pages, in reading order.
    #[must_use]
    pub fn long_tables(&self) -> Vec<LongTable> {
        let mut found: Vec<LongTable> = Vec::new();
        for (lower, part) in self.parts.iter().enumerate().skip(1) {
            let upper = lower - 1;
            let (Some(above), Some(below)) =
                (last_table(&self.parts[upper], part), first_table(part, &self.parts[upper]))
            else {
                continue;
            };
            let is_open = found.last().is_some_and(|table| {
                table.pieces.last().is_some_and(|last| (last.part, last.block) == (upper, above))
            });
            let first = Piece { part: upper, block: above, n_repeated: 0, ends_row: false };
            let mut table = match found.pop_if(|_| is_open) {
                Some(open) => open,
                None => LongTable { pieces: vec![first] },
            };
            table.pieces.extend(self.continuation(&table, lower, below));
            if table.pieces.len() > 1 {
                found.push(table);
            }
        }
        found
    }

    /// Every table as it reads, in reading order: those that go on over pages whole, the others as they are.
    #[must_use]
    pub fn whole_tables(&self) -> Vec<LongTable> {
        let long = self.long_tables();
        let tables = self.tables().map(|(part, block, _)| (part, block));
        tables
            .filter(|(part, block)| !long.iter().any(|table| table.goes_on_with(*part, *block)))
            .map(|(part, block)| {
                let found = long.iter().find(|table| table.begins_with(part, block)).cloned();
                let alone = || Piece { part, block, n_repeated: 0, ends_row: false };
                found.unwrap_or_else(|| LongTable { pieces: vec![alone()] })
            })
            .collect()
    }

    /// A table as the next piece of one of the page before; `None` when it is a table of its own.
    fn continuation(&self, table: &LongTable, part: usize, block: usize) -> Option<Piece> {
        let first = table.pieces.first()?;
        let last = table.pieces.last()?;
        let head = self.rows_of(first.part, first.block);
        let upper = self.rows_of(last.part, last.block);
        let lower = self.rows_of(part, block);
        if n_columns(upper) != n_columns(lower) || n_columns(lower) < 2 {
            return None;
        }
        let texts = |part: usize, row: &[Cell]| -> Vec<(u32, String)> {
            let part = &self.parts[part];
            let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            row.iter().map(|cell| (cell.column, squeezed(part.slice(cell.range)))).collect()
        };
        let n_repeated = head
            .iter()
            .zip(lower)
            .take_while(|(of_head, of_lower)| {
                let of_head = texts(first.part, of_head);
                of_head == texts(part, of_lower) && of_head.iter().any(|(_, text)| !text.is_empty())
            })
            .count();
        let rest = lower.get(n_repeated..).filter(|rest| !rest.is_empty())?;
        let ends_row = upper.last().is_some_and(|broken| {
            let number = |row: &[Cell]| self.text_in(last.part, row, 1);
            let is_body = |row: &Vec<Cell>| {
                number(row).is_some_and(|text| text.contains(|c: char| c.is_ascii_digit()))
            };
            let mut body = upper.iter().skip_while(|row| !is_body(row));
            self.is_rest(last.part, broken, part, &rest[0], body.all(|row| number(row).is_some()))
        });
        if n_repeated == 0 {
            let columns = Columns::of(&self.parts[last.part], upper);
            let are_those = columns.are_those_of(&Columns::of(&self.parts[part], lower));
            // Figures under the heads of another table would be another table's.
            if !are_those || !ends_row && self.is_heading(part, &rest[0]) {
                return None;
            }
        }
        Some(Piece { part, block, n_repeated, ends_row })
    }

    /// Whether a row is the rest of the last one of the page before: it has no number of its own, and words only, because
    /// a figure stands in one line. Where rows without a number are usual, it also goes on in the middle of a sentence.
    fn is_rest(
        &self,
        above: usize,
        broken: &[Cell],
        below: usize,
        row: &[Cell],
        all_are_numbered: bool,
    ) -> bool {
        let begun = |column| self.text_in(above, broken, column).is_some();
        if !begun(1) || self.text_in(below, row, 1).is_some() {
            return false;
        }
        let texts: Vec<(u32, &str)> = row
            .iter()
            .filter_map(|cell| Some((cell.column, self.text_in(below, row, cell.column)?)))
            .collect();
        let has_words = |text: &str| text.chars().any(char::is_alphabetic);
        let goes_on = |(column, text): &(u32, &str)| {
            begun(*column) && text.chars().next().is_some_and(|first| !first.is_uppercase())
        };
        !texts.is_empty()
            && texts.iter().all(|(_, text)| has_words(text))
            && (all_are_numbered || texts.iter().any(goes_on))
    }

    /// Whether a row may be the heading of a table of its own: several cells with words and without a figure.
    fn is_heading(&self, part: usize, row: &[Cell]) -> bool {
        let texts = || row.iter().filter_map(|cell| self.text_in(part, row, cell.column));
        texts().count() >= 2 && !texts().any(|text| text.contains(|c: char| c.is_ascii_digit()))
    }

    /// What stands in the cell of a row that begins in a column; `None` where nothing does.
    fn text_in(&self, part: usize, row: &[Cell], column: u32) -> Option<&str> {
        let cell = row.iter().find(|cell| cell.column == column)?;
        Some(self.parts[part].slice(cell.range).trim()).filter(|text| !text.is_empty())
    }

    fn rows_of(&self, part: usize, block: usize) -> &[Vec<Cell>] {
        match &self.parts[part].blocks[block] {
            Block::Table { rows } => rows,
            Block::Paragraph { .. } => &[],
        }
    }
}

impl LongTable {
    /// Whether a table of a page, by the index of its part and block, is the first piece of this one.
    #[must_use]
    pub fn begins_with(&self, part: usize, block: usize) -> bool {
        self.pieces.first().is_some_and(|piece| (piece.part, piece.block) == (part, block))
    }

    /// Whether a table of a page is a later piece of this one.
    #[must_use]
    pub fn goes_on_with(&self, part: usize, block: usize) -> bool {
        self.pieces[1..].iter().any(|piece| (piece.part, piece.block) == (part, block))
    }

    /// Where it begins: the index of the part, and the rows there.
    ///
    /// # Panics
    /// With another document than the one that it is of.
    #[must_use]
    pub fn beginning<'d>(&self, document: &'d Document) -> (usize, &'d [Vec<Cell>]) {
        let first = self.pieces.first().expect("a table has its first piece");
        (first.part, document.rows_of(first.part, first.block))
    }

    /// The rows of all pieces: a repeated heading once, a broken row whole.
    #[must_use]
    pub fn rows<'d>(&self, document: &'d Document) -> Vec<Vec<LongCell<'d>>> {
        let mut rows: Vec<Vec<LongCell<'d>>> = Vec::new();
        for piece in &self.pieces {
            let cells = document.rows_of(piece.part, piece.block);
            for (index, row) in cells.iter().enumerate().skip(piece.n_repeated) {
                let row = row.iter().enumerate().map(|(position, cell)| {
                    let text = document.parts[piece.part].slice(cell.range);
                    let span = Span { part: piece.part, range: cell.range };
                    let cell_index = Some((index, position));
                    let segment = Segment { span, text, block: piece.block, cell: cell_index };
                    LongCell { cell, segments: vec![segment], text: Cow::Borrowed(text) }
                });
                match rows.last_mut() {
                    Some(broken) if piece.ends_row && index == piece.n_repeated => {
                        for rest in row {
                            let begun =
                                broken.iter_mut().find(|cell| cell.cell.column == rest.cell.column);
                            if let Some(begun) = begun {
                                begun.extend(rest);
                            }
                        }
                    }
                    _ => rows.push(row.collect()),
                }
            }
        }
        rows
    }
}

/// The cell where it begins, for its columns and rows.
impl AsRef<Cell> for LongCell<'_> {
    fn as_ref(&self) -> &Cell {
        self.cell
    }
}

impl<'d> LongCell<'d> {
    /// All that stands in it; what stands on the next page follows on a line of its own.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Adds the rest of the cell, from the next page.
    fn extend(&mut self, rest: Self) {
        if !self.text.is_empty() && !rest.text.is_empty() {
            self.text.to_mut().push('\n');
        }
        *self.text.to_mut() += &rest.text;
        self.segments.extend(rest.segments);
    }

    /// The piece on one page in which bytes of [`Self::text`] stand, and which bytes of its own text they are; bytes on
    /// both pages are cut down to those of the first.
    #[must_use]
    pub fn piece(
        &self,
        bytes: std::ops::Range<usize>,
    ) -> Option<(&Segment<'d>, std::ops::Range<usize>)> {
        let mut start = 0;
        for piece in self.segments.iter().filter(|piece| !piece.text.is_empty()) {
            let end = start + piece.text.len();
            if bytes.start < end {
                return Some((piece, bytes.start.checked_sub(start)?..bytes.end.min(end) - start));
            }
            start = end + "\n".len();
        }
        None
    }
}

/// The last table of a page, where nothing but a running foot stands below it.
fn last_table(part: &Part, next: &Part) -> Option<usize> {
    let (block, _) =
        part.blocks.iter().enumerate().rfind(|(_, block)| !is_furniture(part, block, next))?;
    matches!(part.blocks[block], Block::Table { .. }).then_some(block).filter(|_| is_page(part))
}

/// The first table of a page, where nothing but a running head stands above it.
fn first_table(part: &Part, before: &Part) -> Option<usize> {
    let block = part.blocks.iter().position(|block| !is_furniture(part, block, before))?;
    matches!(part.blocks[block], Block::Table { .. }).then_some(block).filter(|_| is_page(part))
}

fn is_page(part: &Part) -> bool {
    matches!(part.kind, PartKind::Page { .. })
}

/// Whether a paragraph is printed on every page: a page number, or a line that the page beside it has, too.
fn is_furniture(part: &Part, block: &Block, beside: &Part) -> bool {
    let Block::Paragraph { range, .. } = block else { return false };
    let text = part.slice(*range).trim();
    let letters: String = text.chars().filter(|letter| letter.is_alphabetic()).collect();
    let is_number = letters.is_empty() || letters.to_lowercase() == "trang";
    let is_again = |other: &Block| match other {
        Block::Paragraph { range, .. } => beside.slice(*range).trim() == text,
        Block::Table { .. } => false,
    };
    let is_short = text.chars().count() <= MAX_FURNITURE_CHARS;
    (is_short && is_number) || beside.blocks.iter().any(is_again)
}

fn n_columns(rows: &[Vec<Cell>]) -> u32 {
    let last = |cell: &Cell| cell.column.saturating_add(cell.column_span.max(1)) - 1;
    rows.iter().flatten().map(last).max().unwrap_or(0)
}

/// From where to where the words of each column reach.
struct Columns(BTreeMap<u32, (f32, f32)>);

impl Columns {
    fn of(part: &Part, rows: &[Vec<Cell>]) -> Self {
        let mut columns: BTreeMap<u32, (f32, f32)> = BTreeMap::new();
        for cell in rows.iter().flatten().filter(|cell| cell.column_span <= 1) {
            let first = part.words.partition_point(|word| word.range.end <= cell.range.start);
            let words = part.words[first..].iter();
            for word in words.take_while(|word| word.range.start < cell.range.end) {
                let [left, _, right, _] = word.bbox;
                let reach = columns.entry(cell.column).or_insert((left, right));
                *reach = (reach.0.min(left), reach.1.max(right));
            }
        }
        Self(columns)
    }

    /// Whether each column stands below one of these and below no other.
    fn are_those_of(&self, lower: &Self) -> bool {
        let overlap = |a: (f32, f32), b: (f32, f32)| a.1.min(b.1) - a.0.max(b.0);
        let shared = lower
            .0
            .iter()
            .filter_map(|(column, reach)| Some(overlap(*self.0.get(column)?, *reach)));
        let n_below = shared.filter(|overlap| *overlap > 0.0).count();
        let crosses = lower.0.iter().any(|(column, reach)| {
            let others = self.0.iter().filter(|(other, _)| *other != column);
            others.into_iter().any(|(_, other)| overlap(*other, *reach) > MAX_OVERLAP)
        });
        n_below >= lower.0.len().clamp(1, 2) && !crosses
    }
}

#[cfg(test)]
mod tests;
