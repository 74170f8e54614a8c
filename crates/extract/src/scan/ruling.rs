//! The ruling lines of a scanned page, so that its tables are found like those of any other page.
//!
//! Refuses to know: what the lines enclose.

use super::raster::Grey;
use crate::pdf::rule::{self, Axis, Rule};

/// The shortest stroke that rules anything, in points: longer than the strokes of letters, shorter than a row is high.
const SHORTEST: f32 = 16.0;
/// Gaps that dust and thresholds leave in a line, in points.
const GAP: f32 = 0.8;
/// What is thicker is no rule but a bar, a shadow or a picture, in points.
const THICKEST: f32 = 3.0;
/// More pieces of lines than any table has: the page is a picture, its lines are given up.
const MOST_PIECES: usize = 20_000;

/// The lines of a straightened page, in points.
pub(super) fn find(grey: &Grey, dots_per_inch: f32) -> Vec<Rule> {
    let threshold = grey.threshold();
    let to_points = 72.0 / dots_per_inch;
    let shortest = (SHORTEST / to_points) as usize;
    let gap = (GAP / to_points).max(1.0) as usize;
    let (width, height) = (grey.width, grey.height);
    let thickest = ((THICKEST / to_points) as usize).max(1);
    let is_ink = |x: usize, y: usize| grey.pixels[y * width + x] <= threshold;
    let is_bar = |before: Option<(usize, usize)>, after: (usize, usize)| {
        let is_dark = |(x, y): (usize, usize)| x >= width || y >= height || is_ink(x, y);
        before.is_none_or(is_dark) && is_dark(after)
    };
    let mut pieces = Vec::new();
    let mut add = |axis, at: usize, run: std::ops::Range<usize>| {
        if run.len() >= shortest && pieces.len() <= MOST_PIECES {
            pieces.push(Rule {
                axis,
                at: (at as f32 + 0.5) * to_points,
                from: run.start as f32 * to_points,
                to: run.end as f32 * to_points,
            });
        }
    };
    for y in 0..height {
        let is_rule = |x: usize| {
            let above = y.checked_sub(thickest).map(|y| (x, y));
            is_ink(x, y) && !is_bar(above, (x, y + thickest))
        };
        for_each_run((0..width).map(is_rule), gap, |run| add(Axis::Horizontal, y, run));
    }
    for x in 0..width {
        let is_rule = |y: usize| {
            let left = x.checked_sub(thickest).map(|x| (x, y));
            is_ink(x, y) && !is_bar(left, (x + thickest, y))
        };
        for_each_run((0..height).map(is_rule), gap, |run| add(Axis::Vertical, x, run));
    }
    if pieces.len() > MOST_PIECES { Vec::new() } else { rule::merge(pieces) }
}

/// Stretches of ink with small gaps in them.
fn for_each_run(
    is_ink: impl Iterator<Item = bool>,
    gap: usize,
    mut visit: impl FnMut(std::ops::Range<usize>),
) {
    let mut open: Option<std::ops::Range<usize>> = None;
    for (at, _) in is_ink.enumerate().filter(|(_, ink)| *ink) {
        match &mut open {
            Some(run) if at <= run.end + gap => run.end = at + 1,
            _ => {
                if let Some(run) = open.replace(at..at + 1) {
                    visit(run);
                }
            }
        }
    }
    if let Some(run) = open {
        visit(run);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_found_and_letters_are_not() {
        // 72 dots to the inch: pixels are points.
        let mut grey = Grey { width: 200, height: 100, pixels: vec![250; 20_000] };
        let mut fill = |x: std::ops::Range<usize>, y: std::ops::Range<usize>| {
            for y in y {
                grey.pixels[y * 200 + x.start..y * 200 + x.end].fill(0);
            }
        };
        fill(10..90, 20..22);
        fill(91..190, 20..22); // one line, with a gap
        fill(50..51, 20..80);
        fill(100..110, 50..62); // a letter
        fill(120..180, 40..90); // a picture: at most its edges
        let found = find(&grey, 72.0);
        let is_edge = |rule: &Rule| match rule.axis {
            Axis::Horizontal => rule.at > 30.0,
            Axis::Vertical => rule.at > 60.0,
        };
        let (edges, rules): (Vec<Rule>, Vec<Rule>) = found.into_iter().partition(is_edge);
        assert!(edges.len() <= 12, "{edges:?}");
        assert_eq!(rules.len(), 2, "{rules:?}");
        assert_eq!((rules[0].axis, rules[0].from, rules[0].to), (Axis::Horizontal, 10.0, 190.0));
        // Where it crosses the other line it cannot be told from it.
        assert_eq!((rules[1].axis, rules[1].from, rules[1].to), (Axis::Vertical, 22.0, 80.0));
    }
}
