//! The cells of one sheet as they are found, and as the sheet shows them: in order, merged ones with their spans.
//!
//! Only what is really there takes memory: a cell in the far corner of a sheet costs as much as one in the first.

use std::collections::BTreeMap;

use model::problem::{Problem, ProblemCode};

use crate::session::Session;

/// Excel's own bounds.
pub(crate) const MAX_ROW: u32 = 1_048_576;
const MAX_COLUMN: u32 = 16_384;

/// More merged regions than this are no table that a person made.
const MAX_REGIONS: usize = 100_000;

/// What all sheets of a workbook together may still hold.
pub(crate) struct Allowance {
    /// Cells that show something.
    cells: u32,
    /// Bytes of text: a long string may be shared by many cells.
    text: u64,
    /// The limit that `cells` started from.
    max_cells: u32,
}

/// The cells of a sheet.
#[derive(Debug, Default)]
pub(crate) struct Grid {
    /// What the cells say, one after the other.
    text: String,
    /// Cells that show something, in the order of the file.
    cells: Vec<FoundCell>,
    regions: Vec<Region>,
    /// Addresses of formulas whose result was not stored.
    pub(crate) formulas_without_value: Vec<String>,
    /// Addresses of cells whose value cannot be told.
    pub(crate) broken_cells: Vec<String>,
    /// Why the rest is missing.
    pub(crate) problem: Option<Problem>,
}

#[derive(Debug, Clone, Copy)]
struct FoundCell {
    row: u32,
    column: u32,
    /// Bytes of the grid's text.
    start: usize,
    end: usize,
}

/// A merged region; rows and columns from 1, both ends inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Region {
    pub(crate) first_row: u32,
    pub(crate) first_column: u32,
    pub(crate) last_row: u32,
    pub(crate) last_column: u32,
}

/// Where a cell stands that the sheet shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ShownCell {
    /// From 1.
    pub(crate) row: u32,
    /// From 1.
    pub(crate) column: u32,
    pub(crate) row_span: u32,
    pub(crate) column_span: u32,
}

impl Allowance {
    /// All that the session's limits allow.
    pub(crate) fn new(session: &Session<'_>) -> Self {
        let max_cells = session.limits().cells;
        Self { cells: max_cells, text: session.output_left(), max_cells }
    }

    /// Whether so many more cells may be kept, asked before any of them is.
    ///
    /// # Errors
    /// `too-many-cells` when they may not.
    pub(crate) fn check_cells(&self, n_cells: u64) -> Result<(), Problem> {
        if n_cells <= u64::from(self.cells) {
            return Ok(());
        }
        let detail = format!("cells, limit {}", self.max_cells);
        Err(Problem::new(ProblemCode::TooManyCells, detail))
    }

    /// The problem of more shared strings than there may be cells; each costs memory before any cell shows it.
    ///
    /// # Errors
    /// `too-many-cells` when there are as many already.
    pub(crate) fn check_strings(&self, n_strings: usize) -> Result<(), Problem> {
        if n_strings < self.max_cells as usize {
            return Ok(());
        }
        let detail = format!("shared strings, limit {}", self.max_cells);
        Err(Problem::new(ProblemCode::TooManyCells, detail))
    }
}

impl Region {
    /// The region of a reference such as `A1:B2`; `None` when it is none.
    pub(crate) fn parse(reference: &str) -> Option<Self> {
        let (first, last) = reference.split_once(':')?;
        let (first_row, first_column) = parse_address(first)?;
        let (last_row, last_column) = parse_address(last)?;
        Self { first_row, first_column, last_row, last_column }.checked()
    }

    /// The region of rows and columns that are counted from 0, as binary files do; `None` when it lies in no sheet.
    pub(crate) fn from_zero(rows: [u32; 2], columns: [u32; 2]) -> Option<Self> {
        Self {
            first_row: rows[0].checked_add(1)?,
            first_column: columns[0].checked_add(1)?,
            last_row: rows[1].checked_add(1)?,
            last_column: columns[1].checked_add(1)?,
        }
        .checked()
    }

    fn checked(self) -> Option<Self> {
        let Self { first_row, first_column, last_row, last_column } = self;
        (first_row <= last_row
            && first_column <= last_column
            && last_row <= MAX_ROW
            && last_column <= MAX_COLUMN)
            .then_some(self)
    }
}

impl Grid {
    /// A sheet of which nothing could be read.
    pub(crate) fn unread(problem: Problem) -> Self {
        Self { problem: Some(problem), ..Self::default() }
    }

    /// The sheet as far as it was read.
    pub(crate) fn ended(self, result: Result<(), Problem>) -> Self {
        Self { problem: result.err(), ..self }
    }

    /// Adds a cell, its row and column from 1; one that says nothing is left out.
    ///
    /// # Errors
    /// `damaged` when it lies outside any sheet, `too-many-cells` or `decompressed-too-large` when the workbook has
    /// no room for it.
    pub(crate) fn add(
        &mut self,
        row: u32,
        column: u32,
        text: &str,
        allowance: &mut Allowance,
    ) -> Result<(), Problem> {
        if !(1..=MAX_ROW).contains(&row) || !(1..=MAX_COLUMN).contains(&column) {
            let detail = format!("cell in row {row}, column {column}");
            return Err(Problem::new(ProblemCode::Damaged, detail));
        }
        if text.is_empty() {
            return Ok(());
        }
        allowance.cells = allowance.cells.checked_sub(1).ok_or_else(|| {
            let detail = format!("cells, limit {}", allowance.max_cells);
            Problem::new(ProblemCode::TooManyCells, detail)
        })?;
        allowance.text = allowance.text.checked_sub(text.len() as u64).ok_or_else(|| {
            Problem::new(ProblemCode::DecompressedTooLarge, "text of cells".to_owned())
        })?;
        let start = self.text.len();
        self.text.push_str(text);
        self.cells.push(FoundCell { row, column, start, end: self.text.len() });
        Ok(())
    }

    /// Adds a merged region.
    ///
    /// # Errors
    /// `too-many-cells` when there are more than any table has.
    pub(crate) fn merge(&mut self, region: Region) -> Result<(), Problem> {
        if self.regions.len() == MAX_REGIONS {
            let detail = format!("merged regions, limit {MAX_REGIONS}");
            return Err(Problem::new(ProblemCode::TooManyCells, detail));
        }
        self.regions.push(region);
        Ok(())
    }

    /// Notes a cell whose value cannot be told.
    pub(crate) fn note_broken(&mut self, row: u32, column: u32) {
        self.broken_cells.push(address(row, column));
    }

    /// Notes a formula whose result was not stored.
    pub(crate) fn note_without_value(&mut self, row: u32, column: u32) {
        self.formulas_without_value.push(address(row, column));
    }

    /// What the cells say, in the order of the file.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.cells.iter().map(|cell| &self.text[cell.start..cell.end])
    }

    /// Hands out the cells by row and column, merged ones with their spans. Cells that a merged region covers are not
    /// shown by Excel and left out; of two cells at one address the later counts.
    pub(crate) fn show(mut self, mut each: impl FnMut(ShownCell, &str)) {
        let key = |cell: &FoundCell| (cell.row, cell.column);
        if !self.cells.is_sorted_by_key(key) {
            self.cells.sort_by_key(key); // stable: the later stays later
        }
        self.regions.sort_unstable();
        let mut regions = self.regions.into_iter().peekable();
        // The regions that reach the current row, by their first column.
        let mut open: BTreeMap<u32, Region> = BTreeMap::new();
        let mut earliest_end = u32::MAX;
        for (index, cell) in self.cells.iter().enumerate() {
            let FoundCell { row, column, start, end } = *cell;
            if self.cells.get(index + 1).is_some_and(|next| key(next) == (row, column)) {
                continue;
            }
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
            each(ShownCell { row, column, row_span, column_span }, &self.text[start..end]);
        }
    }
}

/// The address of a cell, `B12`.
pub(crate) fn address(row: u32, column: u32) -> String {
    let mut letters = [0; 8];
    let mut first = letters.len();
    let mut left = column;
    while left > 0 {
        first -= 1;
        letters[first] = u8::try_from((left - 1) % 26).expect("a remainder of 26 fits a byte");
        left = (left - 1) / 26;
    }
    let mut address = String::with_capacity(10);
    address.extend(letters[first..].iter().map(|digit| char::from(b'A' + digit)));
    address.push_str(&row.to_string());
    address
}

/// Row and column of an address; `None` when it is none, or outside any sheet.
pub(crate) fn parse_address(address: &str) -> Option<(u32, u32)> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;

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
        let limits = Limits::default();
        let mut progress = || {};
        let mut allowance = Allowance::new(&Session::new(&limits, 1000, &mut progress));
        let mut grid = Grid::default();
        for (row, column, text) in
            [(3, 1, "c"), (1, 1, "a"), (2, 2, "x"), (1, 3, "b"), (3, 1, "d"), (4, 4, "")]
        {
            grid.add(row, column, text, &mut allowance).expect("room");
        }
        assert!(grid.add(1, MAX_COLUMN + 1, "y", &mut allowance).is_err());
        grid.merge(Region::parse("A1:B2").expect("a region")).expect("room");
        let mut shown = Vec::new();
        grid.show(|cell, text| {
            let ShownCell { row, column, row_span, column_span } = cell;
            shown.push((row, column, row_span, column_span, text.to_owned()));
        });
        let expect = [(1, 1, 2, 2, "a"), (1, 3, 1, 1, "b"), (3, 1, 1, 1, "d")];
        assert_eq!(shown, expect.map(|(r, c, rs, cs, text)| (r, c, rs, cs, text.to_owned())));
    }

    #[test]
    fn regions_lie_inside_the_sheet() {
        assert_eq!(Region::from_zero([0, 1], [0, 1]), Region::parse("A1:B2"));
        assert_eq!(Region::from_zero([1, 0], [0, 1]), None);
        assert_eq!(Region::from_zero([0, u32::MAX], [0, 0]), None);
        assert_eq!(Region::from_zero([0, MAX_ROW], [0, 0]), None);
    }
}
