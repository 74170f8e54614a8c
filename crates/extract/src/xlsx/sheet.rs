//! One sheet: its cells in a single pass over the XML, with what they show, and its merged regions.

use std::collections::BTreeMap;

use model::problem::{Problem, ProblemCode};
use quick_xml::events::BytesStart;

use super::{
    display,
    workbook::{self, Workbook},
};
use crate::{
    markup::{self, Markup, Node},
    session::Session,
};

/// Excel's own bounds.
const MAX_ROW: u32 = 1_048_576;
const MAX_COLUMN: u32 = 16_384;

/// More merged regions than this are no table that a person made.
const MAX_REGIONS: usize = 100_000;

/// What all sheets of a workbook together may still hold.
pub(super) struct Allowance {
    /// Cells that show something.
    pub(super) cells: u32,
    /// Bytes of text: a long string may be shared by many cells.
    pub(super) text: u64,
    /// The limit that `cells` started from.
    pub(super) max_cells: u32,
}

/// The cells of a sheet.
#[derive(Debug, Default)]
pub(super) struct Grid {
    /// Cells that show something, in the order of the file.
    cells: Vec<ReadCell>,
    regions: Vec<Region>,
    /// Addresses of formulas whose result was not stored.
    pub(super) formulas_without_value: Vec<String>,
    /// Addresses of cells whose value cannot be told.
    pub(super) broken_cells: Vec<String>,
    /// Why the rest is missing.
    pub(super) problem: Option<Problem>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct ReadCell {
    row: u32,
    column: u32,
    text: String,
}

/// A merged region; rows and columns from 1, both ends inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Region {
    first_row: u32,
    first_column: u32,
    last_row: u32,
    last_column: u32,
}

/// A cell as the sheet shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ShownCell {
    /// From 1.
    pub(super) row: u32,
    /// From 1.
    pub(super) column: u32,
    pub(super) row_span: u32,
    pub(super) column_span: u32,
    pub(super) text: String,
}

/// Reads a sheet; what stands before a break of its form is kept.
pub(super) fn read(
    text: &str,
    workbook: &Workbook<'_>,
    allowance: &mut Allowance,
    session: &mut Session<'_>,
) -> Grid {
    let max_depth = session.limits().xml_depth;
    let mut markup = Markup::new(text, max_depth, session.heartbeat());
    let mut reader = Reader { workbook, allowance, grid: Grid::default(), row: 0, column: 0 };
    let result = reader.read(&mut markup);
    Grid { problem: result.err(), ..reader.grid }
}

/// The address of a cell, `B12`.
pub(super) fn address(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut left = column;
    while left > 0 {
        let digit = u8::try_from((left - 1) % 26).expect("a remainder of 26 fits a byte");
        letters.push(char::from(b'A' + digit));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect::<String>() + &row.to_string()
}

/// Row and column of an address; `None` when it is none, or outside any sheet.
fn parse_address(address: &str) -> Option<(u32, u32)> {
    let n_letters = address.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, digits) = address.split_at(n_letters);
    if !(1..=3).contains(&letters.len()) {
        return None;
    }
    let column = letters
        .bytes()
        .fold(0, |column, letter| column * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    let row: u32 = digits.parse().ok()?;
    ((1..=MAX_ROW).contains(&row) && column <= MAX_COLUMN).then_some((row, column))
}

impl Region {
    fn parse(reference: &str) -> Option<Self> {
        let (first, last) = reference.split_once(':')?;
        let (first_row, first_column) = parse_address(first)?;
        let (last_row, last_column) = parse_address(last)?;
        (first_row <= last_row && first_column <= last_column).then_some(Self {
            first_row,
            first_column,
            last_row,
            last_column,
        })
    }
}

struct Reader<'r, 'b> {
    workbook: &'r Workbook<'b>,
    allowance: &'r mut Allowance,
    grid: Grid,
    /// Where the reading is; from 1. Cells without an address follow the one before.
    row: u32,
    column: u32,
}

/// A cell that is being read.
#[derive(Default)]
struct OpenCell {
    kind: String,
    style: usize,
    has_formula: bool,
    value: Option<String>,
    inline: Option<String>,
}

impl Reader<'_, '_> {
    fn read(&mut self, markup: &mut Markup<'_, '_>) -> Result<(), Problem> {
        while let Some(node) = markup.next()? {
            let Node::Start(start) = node else { continue };
            match start.local_name().as_ref() {
                "row" => {
                    self.row = match markup::attribute(&start, "r")? {
                        Some(row) => {
                            row.parse().ok().filter(|row| *row <= MAX_ROW).ok_or_else(|| {
                                Problem::new(ProblemCode::Damaged, format!("row {row}"))
                            })?
                        }
                        None => self.row.saturating_add(1),
                    };
                    self.column = 0;
                }
                "c" => self.cell(&start, markup)?,
                "mergeCell" => {
                    let reference = markup::attribute(&start, "ref")?.unwrap_or_default();
                    if self.grid.regions.len() == MAX_REGIONS {
                        let detail = format!("merged regions, limit {MAX_REGIONS}");
                        return Err(Problem::new(ProblemCode::TooManyCells, detail));
                    }
                    self.grid.regions.extend(Region::parse(&reference));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn cell(&mut self, start: &BytesStart<'_>, markup: &mut Markup<'_, '_>) -> Result<(), Problem> {
        (self.row, self.column) = match markup::attribute(start, "r")? {
            Some(reference) => parse_address(&reference).ok_or_else(|| {
                let shown: String = reference.chars().take(32).collect();
                Problem::new(ProblemCode::Damaged, format!("cell {shown}"))
            })?,
            None => (self.row.max(1), self.column.saturating_add(1)),
        };
        let style = markup::attribute(start, "s")?.and_then(|style| style.parse().ok());
        let mut open = OpenCell {
            kind: markup::attribute(start, "t")?.unwrap_or_default().into_owned(),
            style: style.unwrap_or(0),
            ..OpenCell::default()
        };
        let mut depth = 1;
        while depth > 0 {
            match markup.next()? {
                Some(Node::Start(start)) => match start.local_name().as_ref() {
                    "v" => open.value = Some(markup.text()?),
                    "is" => open.inline = Some(workbook::rich_text(markup)?),
                    "f" => {
                        open.has_formula = true;
                        markup.skip()?;
                    }
                    _ => depth += 1,
                },
                Some(Node::End) => depth -= 1,
                Some(Node::Text(_)) => {}
                None => break,
            }
        }
        self.keep(&open)
    }

    fn keep(&mut self, open: &OpenCell) -> Result<(), Problem> {
        // Excel stores an empty text as a result too; a number cannot be empty.
        let has_value = open.inline.is_some()
            || open.value.as_ref().is_some_and(|value| !value.is_empty() || open.kind == "str");
        if open.has_formula && !has_value {
            self.grid.formulas_without_value.push(address(self.row, self.column));
            return Ok(());
        }
        let Some(text) = self.text_of(open) else {
            self.grid.broken_cells.push(address(self.row, self.column));
            return Ok(());
        };
        if text.is_empty() {
            return Ok(());
        }
        let limit = |what: String| Problem::new(ProblemCode::TooManyCells, what);
        self.allowance.cells = self
            .allowance
            .cells
            .checked_sub(1)
            .ok_or_else(|| limit(format!("cells, limit {}", self.allowance.max_cells)))?;
        self.allowance.text =
            self.allowance.text.checked_sub(text.len() as u64).ok_or_else(|| {
                Problem::new(ProblemCode::DecompressedTooLarge, "text of cells".to_owned())
            })?;
        self.grid.cells.push(ReadCell { row: self.row, column: self.column, text });
        Ok(())
    }

    /// What a cell shows; `None` when its value cannot be told.
    fn text_of(&self, open: &OpenCell) -> Option<String> {
        if let Some(inline) = &open.inline {
            return Some(inline.clone());
        }
        let Some(value) = &open.value else { return Some(String::new()) };
        let value = value.trim();
        match open.kind.as_str() {
            "s" => self.workbook.string(value.parse().ok()?).map(str::to_owned),
            "b" => Some(if matches!(value, "1" | "true") { "TRUE" } else { "FALSE" }.to_owned()),
            "d" => Some(display::iso_date(value)),
            "str" | "e" | "inlineStr" => Some(workbook::clean(value)),
            _ if value.is_empty() => Some(String::new()),
            _ => {
                let number: f64 = value.parse().ok().filter(|number: &f64| number.is_finite())?;
                let format = self.workbook.format(open.style);
                Some(display::number(number, format, self.workbook.is_1904))
            }
        }
    }
}

impl Grid {
    /// A sheet of which nothing could be read.
    pub(super) fn unread(problem: Problem) -> Self {
        Self { problem: Some(problem), ..Self::default() }
    }

    /// The cells by row and column, merged ones with their spans. Cells that a merged region covers are not shown by
    /// Excel and left out; of two cells at one address the later counts.
    pub(super) fn into_shown_cells(mut self) -> Vec<ShownCell> {
        self.cells.sort_by_key(|cell| (cell.row, cell.column)); // stable: the later stays later
        self.regions.sort_unstable();
        let mut regions = self.regions.into_iter().peekable();
        // The regions that reach the current row, by their first column.
        let mut open: BTreeMap<u32, Region> = BTreeMap::new();
        let mut earliest_end = u32::MAX;
        let mut shown: Vec<ShownCell> = Vec::with_capacity(self.cells.len());
        for ReadCell { row, column, text } in self.cells {
            if row > earliest_end {
                open.retain(|_, region| region.last_row >= row);
                earliest_end =
                    open.values().map(|region| region.last_row).min().unwrap_or(u32::MAX);
            }
            while let Some(region) = regions.next_if(|region| region.first_row <= row) {
                if region.last_row >= row {
                    earliest_end = earliest_end.min(region.last_row);
                    open.insert(region.first_column, region);
                }
            }
            let region = open
                .range(..=column)
                .next_back()
                .map(|(_, region)| *region)
                .filter(|region| region.last_column >= column);
            let (row_span, column_span) = match region {
                None => (1, 1),
                Some(region) if (region.first_row, region.first_column) == (row, column) => {
                    (region.last_row - row + 1, region.last_column - column + 1)
                }
                Some(_) => continue,
            };
            let cell = ShownCell { row, column, row_span, column_span, text };
            match shown.last_mut() {
                Some(last) if (last.row, last.column) == (row, column) => *last = cell,
                _ => shown.push(cell),
            }
        }
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_round_trip_within_the_sheet() {
        for (text, place) in [
            ("A1", (1, 1)),
            ("Z9", (9, 26)),
            ("AA10", (10, 27)),
            ("XFD1048576", (MAX_ROW, MAX_COLUMN)),
        ] {
            assert_eq!(parse_address(text), Some(place));
            assert_eq!(address(place.0, place.1), text);
        }
        for bad in [
            "",
            "A",
            "1",
            "A0",
            "XFE1",
            "A1048577",
            "AAAAAAAAAAAAAAAA1",
            "A99999999999999",
            "Đ1",
            "A-1",
        ] {
            assert_eq!(parse_address(bad), None, "{bad}");
        }
    }

    #[test]
    fn covered_cells_are_left_out_and_later_values_count() {
        let cell = |row, column, text: &str| ReadCell { row, column, text: text.to_owned() };
        let grid = Grid {
            cells: vec![
                cell(3, 1, "c"),
                cell(1, 1, "a"),
                cell(2, 2, "x"),
                cell(1, 3, "b"),
                cell(3, 1, "d"),
            ],
            regions: vec![Region::parse("A1:B2").expect("a region")],
            ..Grid::default()
        };
        let shown: Vec<_> = grid
            .into_shown_cells()
            .into_iter()
            .map(|cell| (cell.row, cell.column, cell.row_span, cell.column_span, cell.text))
            .collect();
        let expect = [(1, 1, 2, 2, "a"), (1, 3, 1, 1, "b"), (3, 1, 1, 1, "d")];
        assert_eq!(shown, expect.map(|(r, c, rs, cs, text)| (r, c, rs, cs, text.to_owned())));
    }
}
