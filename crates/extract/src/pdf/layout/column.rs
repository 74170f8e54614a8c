//! Where two columns of text stand side by side: the header of an administrative document (issuing body and number
//! on the left, national title and date on the right), its signature block, and pages set in two columns.
//!
//! Refuses to know: tables, ruled or not; lines with more than one gutter are read across.

use super::line::{self, Line};

/// A line whose widest blank is at least this, in ems, may have a gutter there. Justified text rarely reaches it.
const SEED_GAP: f32 = 1.0;
/// The gutter that all lines of two columns must leave free, in ems: more than a word space.
const GUTTER: f32 = 0.45;
/// The blank between lines, in ems, beyond which the columns end.
const LONGEST_BREAK: f32 = 6.0;
/// The least width of a column, as a share of both with their gutter: a narrower one is numbering.
const NARROWEST: f32 = 0.12;
/// How many lines up or down columns may reach.
const MOST_LINES: usize = 500;

/// Runs of lines in reading order: lines across the page, then a left column, then its right column, and so on.
pub(super) fn split(lines: Vec<Line>) -> Vec<Vec<Line>> {
    let mut found: Vec<Columns> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let floor = found.last().map_or(0, |columns| columns.end);
        match Columns::around(&lines, at, floor) {
            Some(columns) => {
                at = columns.end;
                found.push(columns);
            }
            None => at += 1,
        }
    }

    let mut runs = Vec::new();
    let mut done = 0;
    let mut rest = lines.into_iter();
    for Columns { first, end, gutter } in found {
        runs.push(rest.by_ref().take(first - done).collect());
        let middle = gutter.middle();
        let (left, right) = rest
            .by_ref()
            .take(end - first)
            .flat_map(|line| line.words)
            .partition(|word| word.area.center_x() < middle);
        runs.extend([line::cluster(left), line::cluster(right)]);
        done = end;
    }
    runs.push(rest.collect());
    runs.retain(|run: &Vec<Line>| !run.is_empty());
    runs
}

/// Lines `first..end` that are two columns.
struct Columns {
    first: usize,
    end: usize,
    gutter: Blank,
}

/// A blank between words, from left to right.
#[derive(Debug, Clone, Copy)]
pub(super) struct Blank {
    left: f32,
    right: f32,
}

impl Blank {
    pub(super) fn new(left: f32, right: f32) -> Self {
        Self { left, right }
    }

    pub(super) fn width(self) -> f32 {
        self.right - self.left
    }

    pub(super) fn middle(self) -> f32 {
        f32::midpoint(self.left, self.right)
    }

    /// The widest part of this blank that a line leaves free as well.
    pub(super) fn left_free_by(self, line: &Line) -> Self {
        let nothing = Self { left: self.left, right: self.left };
        let mut widest = nothing;
        let mut from = self.left;
        for area in line.words.iter().map(|word| word.area) {
            if area.right <= self.left || area.left >= self.right {
                continue;
            }
            let part = Self { left: from, right: area.left };
            if part.width() > widest.width() {
                widest = part;
            }
            from = from.max(area.right);
        }
        let last = Self { left: from, right: self.right };
        if last.width() > widest.width() { last } else { widest }
    }
}

/// On which sides of a gutter a line has words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sides {
    Left,
    Right,
    Both,
}

impl Columns {
    /// The two columns that a line is part of, not reaching above line `floor`.
    fn around(lines: &[Line], seed: usize, floor: usize) -> Option<Self> {
        let seed_line = &lines[seed];
        let em = seed_line.size;
        let mut gutter = blanks(seed_line)
            .max_by(|a, b| a.width().total_cmp(&b.width()))
            .filter(|blank| blank.width() >= SEED_GAP * em)?;
        let least = GUTTER * em;
        let follows =
            |above: &Line, below: &Line| below.area.top - above.area.bottom <= LONGEST_BREAK * em;

        let mut end = seed + 1;
        while end < lines.len().min(seed + MOST_LINES) && follows(&lines[end - 1], &lines[end]) {
            let narrower = gutter.left_free_by(&lines[end]);
            if narrower.width() < least {
                break;
            }
            gutter = narrower;
            end += 1;
        }
        let mut first = seed;
        while first > floor.max(seed.saturating_sub(MOST_LINES))
            && follows(&lines[first - 1], &lines[first])
        {
            let narrower = gutter.left_free_by(&lines[first - 1]);
            if narrower.width() < least {
                break;
            }
            gutter = narrower;
            first -= 1;
        }
        let sides: Vec<Sides> =
            lines[first..end].iter().map(|line| sides_of(line, gutter)).collect();
        // Lines above that stand on the left only are read first anyway, as lines across the page.
        let n_leading = sides.iter().take_while(|sides| **sides == Sides::Left).count();
        first += n_leading;
        let columns = Self { first, end, gutter };
        columns.hold(&lines[first..end], &sides[n_leading..]).then_some(columns)
    }

    /// Whether the lines look like columns rather than one line with a wide blank, numbered lines, or a table.
    fn hold(&self, lines: &[Line], sides: &[Sides]) -> bool {
        let count = |wanted: Sides| sides.iter().filter(|sides| **sides == wanted).count();
        let n_both = count(Sides::Both);
        let (n_left, n_right) = (n_both + count(Sides::Left), n_both + count(Sides::Right));
        if n_left.max(n_right) < 2 || n_left == 0 || n_right == 0 {
            return false;
        }

        let area = lines.iter().skip(1).fold(lines[0].area, |area, line| area.around(&line.area));
        let narrowest = NARROWEST * area.width();
        if self.gutter.left - area.left < narrowest || area.right - self.gutter.right < narrowest {
            return false;
        }

        let both = || {
            lines
                .iter()
                .zip(sides)
                .filter(|(_, sides)| **sides == Sides::Both)
                .map(|(line, _)| line)
        };
        let n_with_more_gutters = both()
            .filter(|line| {
                blanks(line).filter(|blank| blank.width() >= 1.5 * line.size).count() >= 2
            })
            .count();
        let right_is_figures = n_both >= 2
            && both()
                .flat_map(|line| &line.words)
                .filter(|word| word.area.center_x() > self.gutter.middle())
                .all(|word| !word.text.chars().any(char::is_alphabetic));
        n_with_more_gutters < 2 && !right_is_figures
    }
}

/// The blanks between the words of a line.
pub(super) fn blanks(line: &Line) -> impl Iterator<Item = Blank> {
    line.words.windows(2).map(|pair| Blank { left: pair[0].area.right, right: pair[1].area.left })
}

fn sides_of(line: &Line, gutter: Blank) -> Sides {
    let middle = gutter.middle();
    let is_left = line.words.iter().any(|word| word.area.center_x() < middle);
    let is_right = line.words.iter().any(|word| word.area.center_x() >= middle);
    match (is_left, is_right) {
        (true, true) => Sides::Both,
        (true, false) => Sides::Left,
        (false, _) => Sides::Right,
    }
}
