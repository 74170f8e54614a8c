//! Which cell covers which square of a table, and which rows only number the columns?
//!
//! Readers give cells with spans; whoever reads columns needs squares. Refuses to know what the other cells say.

use model::document::Cell;

/// No table of an administrative form is wider; spans beyond it are cut, whatever a file claims.
const MAX_COLUMNS: usize = 512;

/// A table as squares, each covered by at most one cell.
#[derive(Debug)]
pub(crate) struct Grid {
    squares: Vec<Vec<Option<CellIndex>>>,
    n_columns: usize,
}

/// A cell by its row and its position among the row's cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CellIndex {
    /// The row that the cell begins in.
    pub(crate) row: usize,
    /// Its position among the cells that begin there.
    pub(crate) index: usize,
}

impl Grid {
    /// Lays the cells out, those of one page or of a table that goes on over pages.
    pub(crate) fn new<C: AsRef<Cell>>(rows: &[Vec<C>]) -> Self {
        let columns_of = |cell: &Cell| {
            let first = (cell.column.max(1) - 1) as usize;
            first.min(MAX_COLUMNS)..(first + cell.column_span.max(1) as usize).min(MAX_COLUMNS)
        };
        let cells = rows.iter().flatten().map(AsRef::as_ref);
        let n_columns = cells.map(|cell| columns_of(cell).end).max().unwrap_or(0);
        let mut squares = vec![vec![None; n_columns]; rows.len()];
        for (row, cells) in rows.iter().enumerate() {
            for (index, cell) in cells.iter().map(AsRef::as_ref).enumerate() {
                let height = (cell.row_span.max(1) as usize).min(rows.len() - row);
                for line in &mut squares[row..row + height] {
                    for square in &mut line[columns_of(cell)] {
                        square.get_or_insert(CellIndex { row, index });
                    }
                }
            }
        }
        Self { squares, n_columns }
    }

    /// How many rows.
    pub(crate) fn n_rows(&self) -> usize {
        self.squares.len()
    }

    /// How many columns.
    pub(crate) fn n_columns(&self) -> usize {
        self.n_columns
    }

    /// The cell that covers a square.
    pub(crate) fn at(&self, row: usize, column: usize) -> Option<CellIndex> {
        *self.squares.get(row)?.get(column)?
    }

    /// Whether one cell covers the whole row: a title, or a heading between rows.
    pub(crate) fn is_one_cell(&self, row: usize) -> bool {
        let mut cells = self.squares[row].iter().flatten();
        let first = cells.next();
        first.is_some() && cells.all(|cell| Some(cell) == first)
    }
}

/// Whether a row only numbers the columns: "(1) | (2) | (3)".
pub(crate) fn is_number_row<'d>(
    grid: &Grid,
    text: &impl Fn(CellIndex) -> &'d str,
    row: usize,
) -> bool {
    let cells = (0..grid.n_columns()).filter_map(|column| grid.at(row, column)).map(text);
    let mut numbers = Vec::new();
    for cell in cells.filter(|cell| !cell.trim().is_empty()) {
        match column_number(cell) {
            Some(number) => numbers.push(number),
            None => return false,
        }
    }
    numbers.len() >= 2
        && numbers.is_sorted()
        && numbers[0] <= 4
        && numbers.windows(2).all(|pair| pair[1] - pair[0] <= 1)
}

/// The number of a column in a row that only numbers the columns: "(3)", "7=8+9+10".
fn column_number(text: &str) -> Option<u32> {
    let text = text.trim().trim_matches(['(', ')', '[', ']', ' ']);
    let is_formula =
        |c: char| c.is_ascii_digit() || matches!(c, '=' | '+' | '-' | ' ' | '(' | ')' | '/' | '*');
    if !text.chars().all(is_formula) {
        return None;
    }
    let digits = text.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok().filter(|number| *number < 100 && !digits.starts_with('0'))
}

#[cfg(test)]
mod tests {
    use model::document::{Block, Cell, NewCell, PartBuilder};

    use super::*;

    fn rows(cells: Vec<Vec<NewCell>>) -> Vec<Vec<Cell>> {
        let mut part = PartBuilder::flow();
        part.table(cells);
        match part.finish().blocks() {
            [Block::Table { rows }] => rows.clone(),
            other => panic!("one table was built, not {other:?}"),
        }
    }

    #[test]
    fn spans_cover_squares_and_hostile_spans_are_cut() {
        let tall = NewCell { row_span: 9, ..NewCell::new(1, "a") };
        let wide = NewCell { column_span: 2, ..NewCell::new(2, "b") };
        let grid = Grid::new(&rows(vec![vec![tall, wide], vec![NewCell::new(2, "c")]]));
        assert_eq!((grid.n_rows(), grid.n_columns()), (2, 3));
        let at = |row, column| grid.at(row, column).map(|cell| (cell.row, cell.index));
        assert_eq!([at(0, 0), at(1, 0)], [Some((0, 0)); 2]);
        assert_eq!([at(0, 1), at(0, 2)], [Some((0, 1)); 2]);
        assert_eq!([at(1, 1), at(1, 2), at(2, 0)], [Some((1, 0)), None, None]);
        let hostile = NewCell { column_span: u32::MAX, ..NewCell::new(1, "x") };
        assert_eq!(Grid::new(&rows(vec![vec![hostile]])).n_columns(), MAX_COLUMNS);
    }

    #[test]
    fn column_numbers_are_recognised() {
        let check = |text: &str, expected: Option<u32>| {
            assert_eq!(column_number(text), expected, "{text}");
        };
        check("(3)", Some(3));
        check("(7) = (8) + (9) + (10)", Some(7));
        check("3=4+5+6", Some(3));
        check("1.234", None);
        check("A", None);
        check("515", None);
    }
}
