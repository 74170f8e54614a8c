//! The ruling lines of a page, put together from the pieces in which programs draw them.
//!
//! Refuses to know: what the lines enclose.

use hayro_interpret::kurbo::Point;
use serde::{Deserialize, Serialize};

use super::area::{PageSize, Turn};

/// Pieces this near to each other are one line: programs draw a border cell by cell, with a dot at each crossing.
const JOIN: f32 = 2.0;
/// Lines this near to each other are the same line, drawn twice or as a double border.
const SAME: f32 = 1.5;

/// A straight line along one axis.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Rule {
    pub(crate) axis: Axis,
    /// Its y when it is horizontal, its x when it is vertical.
    pub(crate) at: f32,
    pub(crate) from: f32,
    pub(crate) to: f32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Axis {
    Horizontal,
    Vertical,
}

impl Rule {
    /// The line between two points, when it runs along an axis and is long enough to rule anything.
    pub(crate) fn between(start: Point, end: Point) -> Option<Self> {
        const SLANT: f64 = 1.0;
        const SHORTEST: f64 = 3.0;
        let (dx, dy) = ((end.x - start.x).abs(), (end.y - start.y).abs());
        let along = |axis, at: f64, one: f64, other: f64| {
            let (from, to) = (one.min(other) as f32, one.max(other) as f32);
            let rule = Self { axis, at: at as f32, from, to };
            (rule.at.is_finite() && from.is_finite() && to.is_finite()).then_some(rule)
        };
        if dx >= SHORTEST && dy <= SLANT {
            along(Axis::Horizontal, f64::midpoint(start.y, end.y), start.x, end.x)
        } else if dy >= SHORTEST && dx <= SLANT {
            along(Axis::Vertical, f64::midpoint(start.x, end.x), start.y, end.y)
        } else {
            None
        }
    }

    /// The same line on the turned sheet.
    pub(crate) fn turned(&self, turn: Turn, page: PageSize) -> Option<Self> {
        let (start, end) = match self.axis {
            Axis::Horizontal => ((self.from, self.at), (self.to, self.at)),
            Axis::Vertical => ((self.at, self.from), (self.at, self.to)),
        };
        let [start, end] =
            [start, end].map(|(x, y)| turn.onto_sheet(Point::new(x.into(), y.into()), page));
        Self::between(start, end)
    }

    /// The same line on a sheet of this size that was turned upside down.
    pub(crate) fn reversed(&self, width: f32, height: f32) -> Self {
        let (across, along) = match self.axis {
            Axis::Horizontal => (height, width),
            Axis::Vertical => (width, height),
        };
        Self { at: across - self.at, from: along - self.to, to: along - self.from, ..*self }
    }

    pub(crate) fn length(&self) -> f32 {
        self.to - self.from
    }
}

/// Whole lines from pieces, horizontal ones first, then by place.
pub(crate) fn merge(mut pieces: Vec<Rule>) -> Vec<Rule> {
    pieces.sort_by(|a, b| {
        a.axis.cmp(&b.axis).then(a.at.total_cmp(&b.at)).then(a.from.total_cmp(&b.from))
    });
    let mut merged = Vec::new();
    let mut rest = pieces.as_mut_slice();
    while let Some(first) = rest.first().copied() {
        let n_level = rest
            .iter()
            .take_while(|piece| piece.axis == first.axis && piece.at - first.at <= SAME)
            .count();
        let (level, others) = rest.split_at_mut(n_level);
        level.sort_by(|a, b| a.from.total_cmp(&b.from));
        let mut open: Option<Rule> = None;
        for piece in level {
            match &mut open {
                Some(line) if piece.from - line.to <= JOIN => {
                    if piece.length() > line.length() {
                        line.at = piece.at;
                    }
                    line.to = line.to.max(piece.to);
                }
                _ => merged.extend(open.replace(*piece)),
            }
        }
        merged.extend(open);
        rest = others;
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn horizontal(at: f32, from: f32, to: f32) -> Rule {
        Rule { axis: Axis::Horizontal, at, from, to }
    }

    #[test]
    fn pieces_of_a_border_become_one_line() {
        let pieces = vec![
            horizontal(50.4, 30.0, 60.0),
            horizontal(50.0, 0.0, 29.5),
            horizontal(50.0, 80.0, 90.0),
        ];
        assert_eq!(merge(pieces), [horizontal(50.4, 0.0, 60.0), horizontal(50.0, 80.0, 90.0)]);
    }

    #[test]
    fn slanted_and_tiny_strokes_are_no_rules() {
        let between = |x, y| Rule::between(Point::ZERO, Point::new(x, y));
        assert_eq!(between(20.0, 9.0), None);
        assert_eq!(between(1.0, 1.0), None);
        assert_eq!(between(20.0, 0.2), Some(horizontal(0.1, 0.0, 20.0)));
    }
}
