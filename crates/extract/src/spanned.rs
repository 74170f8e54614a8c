//! Tables whose cells say how many columns and rows they cover: HTML and ODF.
//!
//! Refuses to know: the markup that says so.

use std::collections::BTreeMap;

use crate::{
    flow::{Block, Cell, Row},
    grid::Merge,
};

/// No office program makes wider tables; a page may claim anything.
const MOST_COLUMNS: u32 = 1000;

/// A cell as the file has it.
#[derive(Debug, Clone, Default)]
pub(crate) struct SpannedCell {
    pub(crate) blocks: Vec<Block>,
    /// How many columns it covers.
    pub(crate) columns: u32,
    /// How many rows it covers.
    pub(crate) rows: u32,
}

/// The rows with the cells that reach into them from above.
pub(crate) fn to_grid(rows: Vec<Vec<SpannedCell>>) -> Vec<Row> {
    // The cells that reach down: first column to columns and rows left.
    let mut reaching: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
    rows.into_iter().map(|row| place(row, &mut reaching)).collect()
}

fn place(cells: Vec<SpannedCell>, reaching: &mut BTreeMap<u32, (u32, u32)>) -> Row {
    let mut from_above = std::mem::take(reaching);
    let mut row = Row::default();
    let mut column = 0;
    let mut cells = cells.into_iter();
    loop {
        // What reaches down from the left of here was run over by a wider cell.
        from_above = from_above.split_off(&column);
        if let Some((span, left)) = from_above.remove(&column) {
            if left > 1 {
                reaching.insert(column, (span, left - 1));
            }
            row.cells.push(Cell { blocks: Vec::new(), span, merge: Merge::Continue });
            column += span;
            continue;
        }
        let Some(SpannedCell { blocks, columns, rows }) = cells.next() else { break };
        let span = columns.clamp(1, MOST_COLUMNS);
        let merge = if rows > 1 { Merge::Restart } else { Merge::None };
        if rows > 1 {
            reaching.insert(column, (span, rows - 1));
        }
        row.cells.push(Cell { blocks, span, merge });
        column = column.saturating_add(span);
    }
    // Cells that reach down beside a shorter row.
    for (start, (span, left)) in from_above {
        if left > 1 {
            reaching.insert(start, (span, left - 1));
        }
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_move_right_past_those_from_above() {
        let cell = |columns, rows| SpannedCell { blocks: Vec::new(), columns, rows };
        let rows = to_grid(vec![
            vec![cell(1, 2), cell(2, 1), cell(1, 3)],
            vec![cell(1, 1), cell(1, 1)],
            vec![cell(3, 1)],
            vec![cell(0, 0)],
        ]);
        let shape: Vec<Vec<_>> = rows
            .iter()
            .map(|row| row.cells.iter().map(|cell| (cell.span, cell.merge)).collect())
            .collect();
        use Merge::{Continue, None, Restart};
        assert_eq!(
            shape,
            [
                vec![(1, Restart), (2, None), (1, Restart)],
                vec![(1, Continue), (1, None), (1, None), (1, Continue)],
                vec![(3, None), (1, Continue)],
                vec![(1, None)],
            ]
        );
    }
}
