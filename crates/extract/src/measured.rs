//! Tables whose cells are told by where their right edges lie, in twips: DOC and RTF have no grid columns.
//!
//! Refuses to know: the bytes that say so.

use crate::{
    flow::{Block, Cell, Row},
    grid::Merge,
};

/// How deep tables may lie in each other; those beyond are read as lying in the last.
pub(crate) const MAX_DEPTH: u32 = 16;

/// Edges of different rows that lie this close are one edge, in twips (1/1440 inch): Word moves them by a few, and no
/// column is as narrow.
const SAME_EDGE: i32 = 60;

/// A row as the file has it.
#[derive(Debug, Clone, Default)]
pub(crate) struct MeasuredRow {
    /// Where the first cell begins.
    pub(crate) left: i32,
    pub(crate) cells: Vec<MeasuredCell>,
}

/// A cell as the file has it.
#[derive(Debug, Clone)]
pub(crate) struct MeasuredCell {
    /// Where it ends; `None` where the file does not say.
    pub(crate) right: Option<i32>,
    pub(crate) merge: Merge,
    /// It only continues the cell on its left; what it says is not shown.
    pub(crate) joins_left: bool,
    pub(crate) blocks: Vec<Block>,
}

/// Blocks in the making where each paragraph says how deep in tables it lies, and marks end cells and rows.
#[derive(Debug, Default)]
pub(crate) struct NestedBlocks {
    blocks: Vec<Block>,
    /// The tables that are open, from the outermost.
    tables: Vec<OpenTable>,
}

#[derive(Debug, Default)]
struct OpenTable {
    rows: Vec<MeasuredRow>,
    cells: Vec<Vec<Block>>,
    cell: Vec<Block>,
}

impl NestedBlocks {
    /// Adds a block so deep in tables, from 0. Deeper tables end before it.
    pub(crate) fn block(&mut self, block: Block, depth: u32) {
        self.go_to(depth);
        match self.tables.last_mut() {
            Some(table) => table.cell.push(block),
            None => self.blocks.push(block),
        }
    }

    /// The cell of the block added last ends.
    pub(crate) fn end_cell(&mut self) {
        if let Some(table) = self.tables.last_mut() {
            let cell = std::mem::take(&mut table.cell);
            table.cells.push(cell);
        }
    }

    /// A row ends of the table so deep, from 1; `define` says where its cells are.
    pub(crate) fn end_row(&mut self, depth: u32, define: impl FnOnce(&mut MeasuredRow)) {
        self.go_to(depth);
        if let Some(table) = self.tables.last_mut() {
            table.end_row(define);
        }
    }

    /// The blocks.
    pub(crate) fn finish(mut self) -> Vec<Block> {
        self.go_to(0);
        self.blocks
    }

    fn go_to(&mut self, depth: u32) {
        let depth = depth.min(MAX_DEPTH) as usize;
        while self.tables.len() > depth {
            let Some(mut table) = self.tables.pop() else { return };
            // Cells that no end of a row follows were cut off; what they say is kept.
            if !table.cell.is_empty() {
                table.cells.push(std::mem::take(&mut table.cell));
            }
            if !table.cells.is_empty() {
                table.end_row(|_| {});
            }
            let block = Block::Table(to_grid(table.rows));
            match self.tables.last_mut() {
                Some(outer) => outer.cell.push(block),
                None => self.blocks.push(block),
            }
        }
        self.tables.resize_with(depth, OpenTable::default);
    }
}

impl OpenTable {
    fn end_row(&mut self, define: impl FnOnce(&mut MeasuredRow)) {
        let cell =
            |blocks| MeasuredCell { right: None, merge: Merge::None, joins_left: false, blocks };
        let cells = std::mem::take(&mut self.cells);
        let mut row = MeasuredRow { left: 0, cells: cells.into_iter().map(cell).collect() };
        define(&mut row);
        self.rows.push(row);
    }
}

/// The rows with grid columns, one between every two edges that any row has.
fn to_grid(rows: Vec<MeasuredRow>) -> Vec<Row> {
    let mut edges: Vec<i32> = rows
        .iter()
        .filter(|row| is_measured(row))
        .flat_map(|row| row.cells.iter().filter_map(|cell| cell.right).chain([row.left]))
        .collect();
    edges.sort_unstable();
    edges.dedup_by(|later, earlier| later.saturating_sub(*earlier) <= SAME_EDGE);
    rows.into_iter().map(|row| place(row, &edges)).collect()
}

/// Whether the edges of a row say where its cells are: they all must, and go from left to right.
fn is_measured(row: &MeasuredRow) -> bool {
    let mut reached = row.left;
    row.cells.iter().all(|cell| {
        let is_further = cell.right.is_some_and(|right| right >= reached);
        reached = cell.right.unwrap_or(reached);
        is_further
    })
}

fn place(row: MeasuredRow, edges: &[i32]) -> Row {
    let is_measured = is_measured(&row);
    // The edge that this one became one with: the last that is not further right.
    let column = |edge: i32| edges.partition_point(|known| *known <= edge).saturating_sub(1);
    let mut reached = column(row.left);
    let n_before = if is_measured { u32::try_from(reached).unwrap_or(0) } else { 0 };
    let mut cells: Vec<Cell> = Vec::with_capacity(row.cells.len());
    for MeasuredCell { right, merge, joins_left, blocks } in row.cells {
        let end = right.filter(|_| is_measured).map_or(reached + 1, column);
        // A cell of no width is still a cell.
        let span = u32::try_from(end.saturating_sub(reached)).unwrap_or(1);
        reached = reached.max(end);
        match cells.last_mut() {
            Some(left) if joins_left => left.span = left.span.saturating_add(span),
            _ => cells.push(Cell { blocks, span: span.max(1), merge }),
        }
    }
    Row { n_before, cells }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(left: i32, rights: &[i32]) -> MeasuredRow {
        let cell = |right: &i32| MeasuredCell {
            right: Some(*right),
            merge: Merge::None,
            joins_left: false,
            blocks: Vec::new(),
        };
        MeasuredRow { left, cells: rights.iter().map(cell).collect() }
    }

    fn spans(rows: Vec<MeasuredRow>) -> Vec<(u32, Vec<u32>)> {
        let row = |row: &Row| (row.n_before, row.cells.iter().map(|cell| cell.span).collect());
        to_grid(rows).iter().map(row).collect()
    }

    #[test]
    fn every_edge_of_any_row_parts_columns() {
        let rows = vec![row(0, &[1000, 5000]), row(-5, &[1003, 3000, 5008]), row(1000, &[3000])];
        assert_eq!(spans(rows), [(0, vec![1, 2]), (0, vec![1, 1, 1]), (1, vec![1])]);
    }

    #[test]
    fn a_joined_cell_widens_its_left_one() {
        let mut joined = row(0, &[1000, 2000, 3000]);
        joined.cells[1].joins_left = true;
        assert_eq!(spans(vec![joined]), [(0, vec![2, 1])]);
    }

    #[test]
    fn edges_that_make_no_sense_are_not_believed() {
        let backwards = row(0, &[1000, -7, i32::MAX]);
        assert_eq!(
            spans(vec![backwards, row(0, &[500, 1000])]),
            [(0, vec![1, 1, 1]), (0, vec![1, 1])]
        );
    }
}
