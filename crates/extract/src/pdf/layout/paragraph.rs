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
        let fills = |line: &Line| self.right - line.area.right <= RAGGED * line.size;
        // The last line of a paragraph may be nothing but a symbol in capitals.
        let changes_case = is_title(last) != is_title(line) && !(is_title(line) && fills(last));
        if changes_case || (ends_clause(last) && begins_item(line)) {
            return false;
        }
        if is_centred_under(last, line) {
            return true;
        }
        let is_indented = |line: &Line| line.area.left - self.left > INDENT * line.size;
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

/// Whether a line is set in capitals, as titles are; a symbol alone is no title.
fn is_title(line: &Line) -> bool {
    let has_small_letters = line.words.iter().any(|word| word.text.chars().any(char::is_lowercase));
    let is_long = |text: &str| text.chars().filter(|letter| letter.is_uppercase()).count() >= 3;
    !has_small_letters && line.words.iter().filter(|word| is_long(&word.text)).count() >= 2
}

fn ends_clause(line: &Line) -> bool {
    line.words.last().is_some_and(|word| word.text.ends_with(['.', ';', ':']))
}

/// Whether a line begins with a dash, a bullet or a short number such as `2.`, `a)`, `IV.`
fn begins_item(line: &Line) -> bool {
    let Some(word) = line.words.first() else { return false };
    let mark = word.text.as_str();
    let is_short_number = || {
        mark.strip_suffix(['.', ')']).is_some_and(|number| {
            (1..=4).contains(&number.chars().count()) && number.chars().all(char::is_alphanumeric)
        })
    };
    matches!(mark, "-" | "–" | "+" | "*" | "•" | "▪" | "➢") || is_short_number()
}

/// Whether a horizontal line parts two lines of text: a long one under a running head or above footnotes, a short
/// one in the middle under a title.
fn is_ruled_off(open: &[Line], line: &Line, rules: &[Rule]) -> bool {
    let Some(last) = open.last() else { return false };
    let both = last.area.around(&line.area);
    let (from, to) = (last.baseline() + 0.3 * last.size, line.area.center_y());
    let horizontal = rules.partition_point(|rule| rule.axis == Axis::Horizontal);
    let first = rules[..horizontal].partition_point(|rule| rule.at < from);
    rules[first..horizontal].iter().take_while(|rule| rule.at < to).any(|rule| {
        let is_beside = rule.to <= both.left || rule.from >= both.right;
        let is_long = rule.length() >= 0.5 * both.width();
        let is_centred =
            (f32::midpoint(rule.from, rule.to) - last.area.center_x()).abs() <= last.size;
        !is_beside && (is_long || is_centred)
    })
}
