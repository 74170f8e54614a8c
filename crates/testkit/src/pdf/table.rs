//! Ruled tables: wrapped cells, merged cells, the header again on each page.

use std::ops::Range;

use super::{
    fonts::Style,
    lines::{Line, Run, break_lines},
    page::{Alignment, Column, Pages, TEXT_WIDTH, line_height},
};
use crate::letter::{Content, Placed, Table};

/// Between a cell's text and its rules, in points.
const PADDING: f32 = 3.0;

/// Draws the table from the current position on.
pub(super) fn draw(pages: &mut Pages<'_>, table: &Table) {
    let laid = LaidTable::new(pages, table);
    let mut row = 0;
    while row < table.rows.len() {
        let rows = row..laid.group_end(row);
        let goes_over = pages.keep_together(laid.height(rows.clone()));
        if goes_over && row >= table.header_rows {
            laid.draw_rows(pages, 0..table.header_rows);
        }
        row = rows.end;
        laid.draw_rows(pages, rows);
    }
}

/// A table whose cells are broken into lines.
struct LaidTable<'t> {
    font_size: f32,
    /// The x positions of the grid's rules.
    edges: Vec<f32>,
    cells: Vec<LaidCell<'t>>,
    /// The height of each row.
    heights: Vec<f32>,
}

struct LaidCell<'t> {
    placed: Placed<'t>,
    column: Column,
    lines: Vec<Line>,
    alignment: Alignment,
}

impl<'t> LaidTable<'t> {
    fn new(pages: &Pages<'_>, table: &'t Table) -> Self {
        let total: f32 = table.columns.iter().map(|&width| f32::from(width)).sum();
        let edges = std::iter::once(0.0)
            .chain(table.columns.iter().scan(0.0, |x, &width| {
                *x += f32::from(width) / total * TEXT_WIDTH;
                Some(*x)
            }))
            .collect::<Vec<_>>();
        let cells: Vec<_> = table
            .placed()
            .into_iter()
            .map(|placed| LaidCell::new(pages, table, placed, &edges))
            .collect();
        let heights = heights(table, &cells);
        Self { font_size: table.font_size, edges, cells, heights }
    }

    fn height(&self, rows: Range<usize>) -> f32 {
        self.heights[rows].iter().sum()
    }

    /// The first row after `row` that no cell from above reaches into.
    fn group_end(&self, row: usize) -> usize {
        let mut end = row + 1;
        for LaidCell { placed, .. } in &self.cells {
            if (row..end).contains(&placed.row) {
                end = end.max(placed.row + placed.cell.row_span);
            }
        }
        end
    }

    fn draw_rows(&self, pages: &mut Pages<'_>, rows: Range<usize>) {
        let top = pages.y();
        let line_of = |row: usize| top + self.height(rows.start..row);
        for cell in self.cells.iter().filter(|cell| rows.contains(&cell.placed.row)) {
            let Placed { row, column, cell: content } = cell.placed;
            let (upper, lower) = (line_of(row), line_of(row + content.row_span));
            let (left, right) = (self.edges[column], self.edges[column + content.column_span]);
            pages.rule((left, upper), (right, upper));
            pages.rule((left, lower), (right, lower));
            pages.rule((left, upper), (left, lower));
            pages.rule((right, upper), (right, lower));
            let mut y = upper + PADDING;
            for line in &cell.lines {
                pages.line_at(cell.column, y, line.clone(), self.font_size, cell.alignment, 0.0);
                y += line_height(self.font_size);
            }
        }
        pages.set_y(line_of(rows.end));
    }
}

impl<'t> LaidCell<'t> {
    fn new(pages: &Pages<'_>, table: &Table, placed: Placed<'t>, edges: &[f32]) -> Self {
        let x = edges[placed.column] + PADDING;
        let right = edges[placed.column + placed.cell.column_span] - PADDING;
        let column = Column { x, width: right - x };
        let in_header = placed.row < table.header_rows;
        let style = if placed.cell.bold || in_header { Style::Bold } else { Style::Regular };
        let lines = placed
            .cell
            .printed()
            .split('\n')
            .flat_map(|paragraph| {
                let runs = [Run::new(style, paragraph)];
                break_lines(pages.fonts(), &runs, table.font_size, column.width, 0.0)
            })
            .collect();
        let alignment = match (&placed.cell.content, in_header) {
            (_, true) => Alignment::Centre,
            (Content::Count(_) | Content::Points(_), false) => Alignment::Right,
            (Content::Text(_), false) => Alignment::Left,
        };
        Self { placed, column, lines, alignment }
    }
}

/// The height of each row: its tallest cell; what a cell over several rows lacks is added to the last of them.
fn heights(table: &Table, cells: &[LaidCell<'_>]) -> Vec<f32> {
    let line = line_height(table.font_size);
    let mut heights = vec![line + 2.0 * PADDING; table.rows.len()];
    let (within_a_row, over_rows): (Vec<_>, Vec<_>) =
        cells.iter().partition(|laid| laid.placed.cell.row_span == 1);
    for LaidCell { placed, lines, .. } in within_a_row.into_iter().chain(over_rows) {
        let needed = lines.len() as f32 * line + 2.0 * PADDING;
        let rows = placed.row..placed.row + placed.cell.row_span;
        let present: f32 = heights[rows.clone()].iter().sum();
        heights[rows.end - 1] += (needed - present).max(0.0);
    }
    heights
}
