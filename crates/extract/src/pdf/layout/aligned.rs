//! Tables without ruling lines: lines of words whose blanks stand above each other.
//!
//! In doubt there is no table: two columns are the header or the signatures of a document and are left to
//! [`column`](super::column), columns without figures may be a page set in columns. Refuses to know: what the cells
//! say.

use super::{
    Table, TableCell,
    column::{Blank, blanks},
    line::{self, Line},
};

/// A blank between two cells of the first line, in ems: justified text rarely has one.
const SEED_GAP: f32 = 0.7;
/// The blank that all lines leave free between two columns, in ems.
const GUTTER: f32 = 0.5;
/// How far apart the cells of a column without padding begin, in ems.
const SAME_EDGE: f32 = 0.03;
/// The blank before a cell of such a column, below the heads, in ems: more than a word space.
const EDGE_GAP: f32 = 0.4;
/// The fewest columns.
const FEWEST_COLUMNS: usize = 3;
/// The fewest lines with text in so many columns.
const FEWEST_FULL: usize = 3;
/// The blank between two lines, in ems, beyond which a table ends.
const LONGEST_BREAK: f32 = 2.5;
/// How much further than the nearest two lines the lines of one row may stand apart.
const SAME_ROW: f32 = 1.15;
/// The most lines of one table.
const MOST_LINES: usize = 500;

/// A stretch of lines.
#[derive(Debug, PartialEq)]
pub(super) enum Stretch {
    Lines(Vec<Line>),
    Table(Table),
}

/// Lines from the top, with the tables among them; a table of more than `most_cells` cells is left as lines.
pub(super) fn split(lines: Vec<Line>, most_cells: usize) -> Vec<Stretch> {
    let mut stretches = Vec::new();
    let mut rest = lines;
    loop {
        let found = (0..rest.len()).find_map(|first| {
            let lines = &rest[first..];
            let columns = Columns::most(lines)?;
            (columns.n_lines * columns.count() <= most_cells).then_some((first, columns))
        });
        let Some((first, columns)) = found else { break };
        let mut lines = rest;
        let mut table = lines.split_off(first);
        rest = table.split_off(columns.n_lines);
        stretches.push(Stretch::Lines(lines));
        stretches.extend(columns.table(table).map(Stretch::Table));
    }
    stretches.push(Stretch::Lines(rest));
    stretches.retain(|stretch| !matches!(stretch, Stretch::Lines(lines) if lines.is_empty()));
    stretches
}

/// The gutters that some lines leave free together.
#[derive(Debug)]
struct Columns {
    gutters: Vec<Blank>,
    n_lines: usize,
}

impl Columns {
    /// The columns that begin with the first of these lines: by their blanks, or by their edges where these part more
    /// of the same lines.
    fn most(lines: &[Line]) -> Option<Self> {
        let (by_blanks, by_edges) = (Self::from(lines), Self::of_equal_edges(lines));
        let parts_more = |edges: &Self| {
            by_blanks.as_ref().is_none_or(|blanks| {
                edges.n_lines >= blanks.n_lines && edges.count() > blanks.count()
            })
        };
        by_edges.filter(parts_more).or(by_blanks)
    }

    /// The columns whose blanks begin with the first of these lines and go on as far as they can.
    fn from(lines: &[Line]) -> Option<Self> {
        let first = lines.first()?;
        let mut gutters: Vec<Blank> =
            blanks(first).filter(|blank| blank.width() >= SEED_GAP * first.size).collect();
        if gutters.len() + 1 < FEWEST_COLUMNS {
            return None;
        }
        let mut n_lines = 1;
        for pair in lines.windows(2).take(MOST_LINES) {
            let [above, line] = pair else { break };
            let is_far = line.area.top - above.area.bottom > LONGEST_BREAK * first.size;
            let narrower: Vec<Blank> =
                gutters.iter().map(|gutter| gutter.left_free_by(line)).collect();
            if is_far || narrower.iter().any(|gutter| gutter.width() < GUTTER * first.size) {
                break;
            }
            gutters = narrower;
            n_lines += 1;
        }
        let columns = Self { gutters, n_lines };
        columns.hold(&lines[..n_lines]).then_some(columns)
    }

    /// The columns whose cells begin at the same places from the first of these lines on, though less is left between
    /// them than [`Self::from`] asks for: a table without padding, whose heads may all but touch. Words of running text
    /// begin below each other once in a while, hardly three times at two places, and never beside figures.
    fn of_equal_edges(lines: &[Line]) -> Option<Self> {
        let first = lines.first()?;
        let em = first.size;
        let mut edges: Vec<f32> = first.words.iter().skip(1).map(|word| word.area.left).collect();
        let begins = |line: &Line, edge: f32| {
            line.words.windows(2).any(|pair| {
                (pair[1].area.left - edge).abs() <= SAME_EDGE * em
                    && pair[1].area.left - pair[0].area.right >= EDGE_GAP * em
            })
        };
        let mut n_lines = 1;
        for pair in lines.windows(2).take(MOST_LINES) {
            let [above, line] = pair else { break };
            let is_far = line.area.top - above.area.bottom > LONGEST_BREAK * em;
            let shared: Vec<f32> =
                edges.iter().copied().filter(|edge| begins(line, *edge)).collect();
            let is_lost = n_lines >= FEWEST_FULL && shared.len() < edges.len();
            if is_far || is_lost || shared.len() + 1 < FEWEST_COLUMNS {
                break;
            }
            edges = shared;
            n_lines += 1;
        }
        let words = || lines[..n_lines].iter().flat_map(|line| &line.words);
        let gutters: Vec<Blank> = edges
            .into_iter()
            .map(|edge| {
                let before = words().filter(|word| word.area.left < edge - SAME_EDGE * em);
                let left = before.map(|word| word.area.right).fold(f32::NEG_INFINITY, f32::max);
                Blank::new(left, edge)
            })
            .collect();
        let columns = Self { gutters, n_lines };
        let are_free = columns.gutters.iter().all(|gutter| gutter.width() > 0.0);
        (are_free && columns.count() >= FEWEST_COLUMNS && columns.hold(&lines[..n_lines]))
            .then_some(columns)
    }

    fn count(&self) -> usize {
        self.gutters.len() + 1
    }

    /// The column of a word.
    fn of(&self, x: f32) -> usize {
        self.gutters.iter().take_while(|gutter| gutter.middle() < x).count()
    }

    /// Which columns a line has text in.
    fn filled(&self, line: &Line) -> Vec<usize> {
        let mut filled: Vec<usize> =
            line.words.iter().map(|word| self.of(word.area.center_x())).collect();
        filled.dedup();
        filled
    }

    /// Whether enough lines are full, and most of these have a figure beside their text.
    fn hold(&self, lines: &[Line]) -> bool {
        let full: Vec<&Line> =
            lines.iter().filter(|line| self.filled(line).len() >= FEWEST_COLUMNS).collect();
        let has_figure = |line: &&&Line| {
            (1..self.count()).any(|column| {
                let mut words =
                    line.words.iter().filter(|word| self.of(word.area.center_x()) == column);
                words.next().is_some_and(|word| {
                    word.text.starts_with(|letter: char| letter.is_ascii_digit())
                }) && words.next().is_none()
            })
        };
        full.len() >= FEWEST_FULL && 2 * full.iter().filter(has_figure).count() >= full.len()
    }

    /// The table of these lines.
    fn table(&self, lines: Vec<Line>) -> Option<Table> {
        let pitches =
            lines.windows(2).map(|pair| pair[1].area.center_y() - pair[0].area.center_y());
        let nearest = pitches.fold(f32::INFINITY, f32::min);
        let area =
            lines.iter().skip(1).fold(lines.first()?.area, |area, line| area.around(&line.area));
        let mut rows: Vec<Vec<Line>> = Vec::new();
        for line in lines {
            match rows.last_mut() {
                Some(row) if self.continues(row, &line, nearest) => row.push(line),
                _ => rows.push(vec![line]),
            }
        }
        let rows = rows.into_iter().map(|row| self.cells(row)).collect();
        Some(Table { area, rows })
    }

    /// Whether a line is the next line of wrapped cells: near to the one above, and not itself as full as a row.
    fn continues(&self, row: &[Line], line: &Line, nearest: f32) -> bool {
        let Some(last) = row.last() else { return false };
        let is_near = line.area.center_y() - last.area.center_y() <= SAME_ROW * nearest;
        let filled = self.filled(line);
        let begins = filled.first() == Some(&0);
        is_near && !begins && filled.len() < self.count()
    }

    fn cells(&self, row: Vec<Line>) -> Vec<TableCell> {
        let mut words = vec![Vec::new(); self.count()];
        for word in row.into_iter().flat_map(|line| line.words) {
            words[self.of(word.area.center_x())].push(word);
        }
        (1_u32..)
            .zip(words)
            .map(|(column, words)| TableCell {
                column,
                column_span: 1,
                row_span: 1,
                lines: line::cluster(words),
            })
            .collect()
    }
}
