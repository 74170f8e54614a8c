//! Which ruling lines make a table, and which cells they enclose.
//!
//! A table is a net of lines that touch each other and enclose at least two columns of cells. Rules that nothing
//! crosses (under running heads, above footnotes, under the titles of a header) are none. Refuses to know: text.

use super::{Line, Table, TableCell};
use crate::pdf::{
    area::Area,
    rule::{Axis, Rule},
};

/// How near lines come to each other to touch, in points.
const TOUCH: f32 = 2.5;
/// Grid lines nearer to each other than this are one: borders that do not quite meet, double borders.
const SNAP: f32 = 3.0;
/// Lines that reach beyond the last crossing by more than this leave an open side there, as tables do that go on.
const OPEN_END: f32 = 6.0;
/// How much of a cell's side a line must cover to close it.
const CLOSED: f32 = 0.6;
/// More lines than this on one page are a drawing or a map.
const MOST_LINES: usize = 4_000;
/// The most fields (rows times columns) of one grid.
const MOST_FIELDS: usize = 100_000;

/// A table without its text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Grid {
    area: Area,
    n_rows: usize,
    /// From the top, then from the left.
    pub(super) cells: Vec<GridCell>,
    /// The grid lines from the left, from the top, and which cell covers the field between them, row by row.
    xs: Vec<f32>,
    ys: Vec<f32>,
    fields: Vec<Option<usize>>,
}

/// A cell: its place, and the fields of the grid that it covers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct GridCell {
    area: Area,
    row: usize,
    column: usize,
    row_span: usize,
    column_span: usize,
}

impl Grid {
    /// The cell at a point.
    pub(super) fn cell_at(&self, x: f32, y: f32) -> Option<usize> {
        if !self.area.holds(x, y) {
            return None;
        }
        let between = |lines: &[f32], at: f32| {
            lines.partition_point(|line| *line <= at).clamp(1, lines.len() - 1) - 1
        };
        let (column, row) = (between(&self.xs, x), between(&self.ys, y));
        self.fields[row * (self.xs.len() - 1) + column]
    }

    /// The table with the lines of each cell.
    pub(super) fn fill(self, texts: Vec<Vec<Line>>) -> Table {
        let mut rows = vec![Vec::new(); self.n_rows];
        for (cell, lines) in self.cells.into_iter().zip(texts) {
            rows[cell.row].push(TableCell {
                column: count(cell.column + 1),
                column_span: count(cell.column_span),
                row_span: count(cell.row_span),
                lines,
            });
        }
        Table { area: self.area, rows }
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).expect("a grid has fewer fields than `MOST_FIELDS`")
}

/// The tables of a page from the top; `rules` are whole lines, horizontal ones first. Of tables with more than
/// `most_cells` cells in all only the first are found.
pub(super) fn find(rules: &[Rule], most_cells: usize) -> Vec<Grid> {
    if rules.len() > MOST_LINES {
        return Vec::new();
    }
    let mut grids: Vec<Grid> =
        nets(rules).iter().filter_map(|net| Net::new(net)?.into_grid()).collect();
    grids.sort_by(|a, b| {
        a.area.top.total_cmp(&b.area.top).then(a.area.left.total_cmp(&b.area.left))
    });
    // A table within a cell of another is read as text of that cell.
    let areas: Vec<Area> = grids.iter().map(|grid| grid.area).collect();
    grids.retain(|grid| {
        !areas.iter().any(|outer| {
            *outer != grid.area
                && outer.holds(grid.area.left, grid.area.top)
                && outer.holds(grid.area.right, grid.area.bottom)
        })
    });
    let mut n_cells = 0;
    grids.retain(|grid| {
        n_cells += grid.cells.len();
        n_cells <= most_cells
    });
    grids
}

/// Lines that touch each other, directly or through others.
fn nets(rules: &[Rule]) -> Vec<Vec<Rule>> {
    let (horizontal, vertical) =
        rules.split_at(rules.partition_point(|rule| rule.axis == Axis::Horizontal));
    let mut sets = Sets::new(rules.len());
    for (index, upright) in vertical.iter().enumerate() {
        let first = horizontal.partition_point(|level| level.at < upright.from - TOUCH);
        for (offset, level) in horizontal[first..].iter().enumerate() {
            if level.at > upright.to + TOUCH {
                break;
            }
            if (level.from - TOUCH..=level.to + TOUCH).contains(&upright.at) {
                sets.join(horizontal.len() + index, first + offset);
            }
        }
    }
    sets.members()
        .into_iter()
        .map(|net| net.into_iter().map(|index| rules[index]).collect())
        .collect()
}

/// Lines that touch each other, as a grid of fields.
struct Net<'r> {
    rules: &'r [Rule],
    /// The grid lines from the left, from the top.
    xs: Vec<f32>,
    ys: Vec<f32>,
    /// Sides that are closed although nothing is drawn there: the table goes on, on another page.
    open_sides: OpenSides,
}

#[derive(Debug, Clone, Copy, Default)]
struct OpenSides {
    left: bool,
    top: bool,
    right: bool,
    bottom: bool,
}

impl OpenSides {
    fn any(self) -> bool {
        self.left || self.top || self.right || self.bottom
    }
}

impl<'r> Net<'r> {
    fn new(rules: &'r [Rule]) -> Option<Self> {
        let places = |axis| {
            let mut places: Vec<f32> =
                rules.iter().filter(|rule| rule.axis == axis).map(|rule| rule.at).collect();
            places.sort_by(f32::total_cmp);
            places.dedup_by(|next, kept| *next - *kept < SNAP);
            places
        };
        let (mut xs, mut ys) = (places(Axis::Vertical), places(Axis::Horizontal));
        if xs.is_empty() || ys.is_empty() {
            return None;
        }
        let (left, right) = open_ends(rules, Axis::Horizontal, &xs);
        let (top, bottom) = open_ends(rules, Axis::Vertical, &ys);
        let open_sides = OpenSides {
            left: left.is_some(),
            right: right.is_some(),
            top: top.is_some(),
            bottom: bottom.is_some(),
        };
        xs.splice(0..0, left);
        xs.extend(right);
        ys.splice(0..0, top);
        ys.extend(bottom);
        let n_fields = xs.len().saturating_sub(1) * ys.len().saturating_sub(1);
        (xs.len() >= 3 && ys.len() >= 2 && n_fields <= MOST_FIELDS).then_some(Self {
            rules,
            xs,
            ys,
            open_sides,
        })
    }

    fn into_grid(self) -> Option<Grid> {
        let mut cells = self.cells();
        let n_columns = self.xs.len() - 1;
        let mut fields = vec![None; n_columns * (self.ys.len() - 1)];
        for (index, cell) in cells.iter().enumerate() {
            for row in cell.row..cell.row + cell.row_span {
                let first = row * n_columns + cell.column;
                fields[first..first + cell.column_span].fill(Some(index));
            }
        }

        leave_out_unused_lines(&mut cells);
        let distinct = |place: fn(&GridCell) -> usize| {
            let mut places: Vec<usize> = cells.iter().map(place).collect();
            places.sort_unstable();
            places.dedup();
            places.len()
        };
        // One row between two rules may be anything, unless it is framed on all sides.
        let is_table = distinct(|cell| cell.column) >= 2
            && (distinct(|cell| cell.row) >= 2 || !self.open_sides.any());
        let (first, rest) = cells.split_first().filter(|_| is_table)?;
        let area = rest.iter().fold(first.area, |area, cell| area.around(&cell.area));
        let n_rows = cells.iter().map(|cell| cell.row + cell.row_span).max()?;
        Some(Grid { area, n_rows, cells, xs: self.xs, ys: self.ys, fields })
    }

    /// The fields put together where no line parts them; those that are open to the outside are left out.
    fn cells(&self) -> Vec<GridCell> {
        let (n_columns, n_rows) = (self.xs.len() - 1, self.ys.len() - 1);
        let walls = Walls::new(self);
        let mut sets = Sets::new(n_columns * n_rows);
        let mut is_open = vec![false; n_columns * n_rows];
        for row in 0..n_rows {
            for column in 0..n_columns {
                let field = row * n_columns + column;
                if column + 1 < n_columns && !walls.upright(row, column + 1) {
                    sets.join(field, field + 1);
                }
                if row + 1 < n_rows && !walls.level(row + 1, column) {
                    sets.join(field, field + n_columns);
                }
                is_open[field] = (column == 0 && !walls.upright(row, 0))
                    || (column + 1 == n_columns && !walls.upright(row, n_columns))
                    || (row == 0 && !walls.level(0, column))
                    || (row + 1 == n_rows && !walls.level(n_rows, column));
            }
        }
        let mut cells = Vec::new();
        for fields in sets.members() {
            if fields.iter().any(|field| is_open[*field]) {
                continue;
            }
            let rows = || fields.iter().map(|field| field / n_columns);
            let columns = || fields.iter().map(|field| field % n_columns);
            let (Some(top), Some(bottom)) = (rows().min(), rows().max()) else { continue };
            let (Some(left), Some(right)) = (columns().min(), columns().max()) else { continue };
            if (bottom - top + 1) * (right - left + 1) == fields.len() {
                cells.push(self.cell(top, left, bottom - top + 1, right - left + 1));
            } else {
                // No rectangle, for a line is missing somewhere: every field stands for itself.
                cells.extend(
                    fields
                        .iter()
                        .map(|field| self.cell(field / n_columns, field % n_columns, 1, 1)),
                );
            }
        }
        cells.sort_by_key(|cell| (cell.row, cell.column));
        cells
    }

    fn cell(&self, row: usize, column: usize, row_span: usize, column_span: usize) -> GridCell {
        let area = Area::new(
            self.xs[column],
            self.ys[row],
            self.xs[column + column_span],
            self.ys[row + row_span],
        );
        GridCell { area, row, column, row_span, column_span }
    }
}

/// Where at least two lines of an axis end together beyond the outermost lines that cross them.
fn open_ends(rules: &[Rule], axis: Axis, crossing: &[f32]) -> (Option<f32>, Option<f32>) {
    let (Some(first), Some(last)) = (crossing.first(), crossing.last()) else {
        return (None, None);
    };
    let lines = || rules.iter().filter(|rule| rule.axis == axis);
    let start = lines().map(|rule| rule.from).fold(f32::INFINITY, f32::min);
    let end = lines().map(|rule| rule.to).fold(f32::NEG_INFINITY, f32::max);
    let n_from = lines().filter(|rule| (rule.from - start).abs() <= SNAP).count();
    let n_to = lines().filter(|rule| (rule.to - end).abs() <= SNAP).count();
    (
        (first - start > OPEN_END && n_from >= 2).then_some(start),
        (end - last > OPEN_END && n_to >= 2).then_some(end),
    )
}

/// Which sides of the fields are drawn.
struct Walls {
    n_columns: usize,
    /// By row, then by grid line.
    upright: Vec<bool>,
    /// By grid line, then by column.
    level: Vec<bool>,
}

impl Walls {
    fn new(net: &Net<'_>) -> Self {
        let (n_columns, n_rows) = (net.xs.len() - 1, net.ys.len() - 1);
        let mut walls = Self {
            n_columns,
            upright: vec![false; n_rows * (n_columns + 1)],
            level: vec![false; (n_rows + 1) * n_columns],
        };
        for rule in net.rules {
            let (across, along) = match rule.axis {
                Axis::Vertical => (&net.xs, &net.ys),
                Axis::Horizontal => (&net.ys, &net.xs),
            };
            let line = nearest(across, rule.at);
            for (field, side) in along.windows(2).enumerate() {
                let covered = rule.to.min(side[1]) - rule.from.max(side[0]);
                if covered >= CLOSED * (side[1] - side[0]) {
                    match rule.axis {
                        Axis::Vertical => walls.upright[field * (n_columns + 1) + line] = true,
                        Axis::Horizontal => walls.level[line * n_columns + field] = true,
                    }
                }
            }
        }
        for row in 0..n_rows {
            walls.upright[row * (n_columns + 1)] |= net.open_sides.left;
            walls.upright[row * (n_columns + 1) + n_columns] |= net.open_sides.right;
        }
        for column in 0..n_columns {
            walls.level[column] |= net.open_sides.top;
            walls.level[n_rows * n_columns + column] |= net.open_sides.bottom;
        }
        walls
    }

    /// Whether a vertical grid line is drawn beside a row.
    fn upright(&self, row: usize, line: usize) -> bool {
        self.upright[row * (self.n_columns + 1) + line]
    }

    /// Whether a horizontal grid line is drawn above or below a column.
    fn level(&self, line: usize, column: usize) -> bool {
        self.level[line * self.n_columns + column]
    }
}

fn nearest(places: &[f32], at: f32) -> usize {
    let after = places.partition_point(|place| *place < at);
    match (after.checked_sub(1), places.get(after)) {
        (Some(before), Some(place)) if at - places[before] <= place - at => before,
        (Some(before), None) => before,
        _ => after,
    }
}

/// Counts rows and columns in grid lines at which some cell starts or ends.
fn leave_out_unused_lines(cells: &mut [GridCell]) {
    let used = |ends: fn(&GridCell) -> [usize; 2]| {
        let mut lines: Vec<usize> = cells.iter().flat_map(ends).collect();
        lines.sort_unstable();
        lines.dedup();
        lines
    };
    let rows = used(|cell| [cell.row, cell.row + cell.row_span]);
    let columns = used(|cell| [cell.column, cell.column + cell.column_span]);
    let renumber = |lines: &[usize], first: &mut usize, span: &mut usize| {
        let end = lines.partition_point(|line| *line < *first + *span);
        *first = lines.partition_point(|line| *line < *first);
        *span = end - *first;
    };
    for cell in cells {
        renumber(&rows, &mut cell.row, &mut cell.row_span);
        renumber(&columns, &mut cell.column, &mut cell.column_span);
    }
}

/// Disjoint sets of numbers below some number.
struct Sets {
    parents: Vec<usize>,
}

impl Sets {
    fn new(n: usize) -> Self {
        Self { parents: (0..n).collect() }
    }

    fn root(&mut self, mut member: usize) -> usize {
        while self.parents[member] != member {
            self.parents[member] = self.parents[self.parents[member]];
            member = self.parents[member];
        }
        member
    }

    /// The smaller root stays, so that the sets come out in the order of their first members.
    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        self.parents[one.max(other)] = one.min(other);
    }

    /// The sets by their first members, members ascending.
    fn members(mut self) -> Vec<Vec<usize>> {
        let mut sets: Vec<Vec<usize>> = vec![Vec::new(); self.parents.len()];
        for member in 0..self.parents.len() {
            let root = self.root(member);
            sets[root].push(member);
        }
        sets.retain(|set| !set.is_empty());
        sets
    }
}
