//! Which lines of a column belong together.
//!
//! Refuses to know: what paragraphs say. In doubt lines stay together: a citation that is torn apart is lost, one
//! that has a neighbour too many is not.

use super::line::Line;
use crate::pdf::rule::{Axis, Rule};

/// How much further than the line before it a line may stand from its predecessor, in ems.
const LOOSER: f32 = 0.25;
/// A pitch that parts lines whatever the pitch before was, in ems.
const LARGEST_PITCH: f32 = 2.4;
/// The indent of a first line, in ems.
const INDENT: f32 = 0.8;
/// How far from the margin a line that fills its column may end, in ems.
const RAGGED: f32 = 3.0;

/// The paragraphs of a column, in order.
pub(super) fn group(column: Vec<Line>, rules: &[Rule]) -> Vec<Vec<Line>> {
    let left = column.iter().map(|line| line.area.left).fold(f32::INFINITY, f32::min);
    let right = column.iter().map(|line| line.area.right).fold(f32::NEG_INFINITY, f32::max);
    let margins = Margins { left, right };
    let mut paragraphs: Vec<Vec<Line>> = Vec::new();
    for line in column {
        match paragraphs.last_mut() {
            Some(open) if margins.continues(open, &line) && !is_ruled_off(open, &line, rules) => {
                open.push(line);
            }
            _ => paragraphs.push(vec![line]),
        }
    }
    paragraphs
}

/// Where the column begins and ends.
struct Margins {
    left: f32,
    right: f32,
}

impl Margins {
    fn continues(&self, open: &[Line], line: &Line) -> bool {
        let Some((last, before)) = open.split_last() else { return true };
        let em = last.size.max(line.size);
        let pitch = |above: &Line, below: &Line| below.area.bottom - above.area.bottom;
        let usual = before.last().map(|above| pitch(above, last));
        let is_far = pitch(last, line) > LARGEST_PITCH * em
            || usual.is_some_and(|usual| pitch(last, line) > usual + LOOSER * em);
        let changes_size = (last.size - line.size).abs() > 0.2 * em;
        if is_far || changes_size {
            return false;
        }
        if is_centred_under(last, line) {
            return true;
        }
        let is_indented = |line: &Line| line.area.left - self.left > INDENT * line.size;
        let fills = |line: &Line| self.right - line.area.right <= RAGGED * line.size;
        match (is_indented(last), is_indented(line)) {
            // A new first line; or, in a block that is indented as a whole, just the next line of a full one.
            (false, true) => false,
            (true, true) => fills(last) && (last.area.left - line.area.left).abs() <= 0.3 * em,
            (_, false) => fills(last),
        }
    }
}

/// Whether a line is shorter or longer than the one above it by the same blank on both sides, as in titles.
fn is_centred_under(above: &Line, line: &Line) -> bool {
    let em = above.size.max(line.size);
    let (before, after) = (line.area.left - above.area.left, above.area.right - line.area.right);
    (before - after).abs() <= em && before.signum() == after.signum() && before.abs() > 0.5 * em
}

/// Whether a long horizontal line runs between two lines of text: under a running head, above footnotes.
fn is_ruled_off(open: &[Line], line: &Line, rules: &[Rule]) -> bool {
    let Some(last) = open.last() else { return false };
    let (from, to) = (last.area.center_y(), line.area.center_y());
    let width = last.area.width().max(line.area.width());
    let horizontal = rules.partition_point(|rule| rule.axis == Axis::Horizontal);
    let first = rules[..horizontal].partition_point(|rule| rule.at < from);
    rules[first..horizontal]
        .iter()
        .take_while(|rule| rule.at < to)
        .any(|rule| rule.length() >= 0.5 * width && rule.at > last.baseline() + 0.3 * last.size)
}
