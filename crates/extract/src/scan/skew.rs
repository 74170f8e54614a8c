//! Which way do the lines of a scanned page run, and how do they become level?
//!
//! A page is level when its ink falls on few rows: text lines make dark rows with light ones between. Refuses to know:
//! which end of the page is up, which only reading can tell.

use super::raster::Grey;
use crate::pdf::area::Turn;

/// The resolution at which lines are looked for; finer detail says nothing about them.
const LOOK: f32 = 100.0;
/// The steepest slope that is looked for, in degrees; steeper pages are quarter turns or photographs.
const STEEPEST: f64 = 8.0;
/// Slopes below this are left as they are, in radians: a letter's height over the width of a page.
const LEVEL: f64 = 0.0012;
/// Less ink than this has no lines to go by.
const LEAST_INK: usize = 400;
/// How much better the columns must be lined up than the rows before a page counts as turned.
const TURNED: f64 = 1.6;

/// How the lines of a page run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Lines {
    /// Upright or, for a page that lies on its side, upward.
    pub(super) turn: Turn,
    /// Their slope on the turned page, in radians, downwards to the right; 0 where it is too small to matter.
    pub(super) slope: f64,
}

/// How the lines of a page run, as far as its ink says.
pub(super) fn lines(grey: &Grey, dots_per_inch: f32) -> Lines {
    let level = Lines { turn: Turn::Upright, slope: 0.0 };
    let small = grey.reduced(((dots_per_inch / LOOK).round() as usize).max(1));
    let ink = ink_without_rules(&small);
    if ink.len() < LEAST_INK {
        return level;
    }
    let upward: Vec<(i32, i32)> =
        ink.iter().map(|(x, y)| (small.height as i32 - 1 - y, *x)).collect();
    let (slope, upright_order) = best_slope(&ink, small.height);
    let (upward_slope, upward_order) = best_slope(&upward, small.width);
    let lines = if upward_order > TURNED * upright_order {
        Lines { turn: Turn::Upward, slope: upward_slope }
    } else {
        Lines { turn: Turn::Upright, slope }
    };
    Lines { slope: if lines.slope.abs() < LEVEL { 0.0 } else { lines.slope }, ..lines }
}

/// The image turned so far that lines of this slope are level, on a canvas that holds all of it.
pub(super) fn levelled(grey: Grey, slope: f64) -> Grey {
    if slope == 0.0 {
        return grey;
    }
    let (sin, cos) = slope.sin_cos();
    let (old_width, old_height) = (grey.width as f64, grey.height as f64);
    let width = (old_width * cos + old_height * sin.abs()).ceil() as usize;
    let height = (old_width * sin.abs() + old_height * cos).ceil() as usize;
    /// Places within the old image are kept in 65,536ths of a pixel, so that a row is walked in whole steps.
    const ONE: f64 = 65_536.0;
    let (step_x, step_y) = ((cos * ONE) as i64, (sin * ONE) as i64);
    let mut pixels = vec![u8::MAX; width * height];
    for (y, row) in pixels.chunks_exact_mut(width).enumerate() {
        let (from_x, from_y) = (0.5 - width as f64 / 2.0, y as f64 + 0.5 - height as f64 / 2.0);
        let mut at_x = ((cos * from_x - sin * from_y + old_width / 2.0 - 0.5) * ONE) as i64;
        let mut at_y = ((sin * from_x + cos * from_y + old_height / 2.0 - 0.5) * ONE) as i64;
        for pixel in row {
            let (x, y) = (at_x >> 16, at_y >> 16);
            if x >= 0 && y >= 0 && x + 1 < grey.width as i64 && y + 1 < grey.height as i64 {
                let (right, down) = ((at_x & 0xFFFF) >> 8, (at_y & 0xFFFF) >> 8);
                let corner = y as usize * grey.width + x as usize;
                let value = |index: usize| i64::from(grey.pixels[index]);
                let above = value(corner) * (256 - right) + value(corner + 1) * right;
                let corner = corner + grey.width;
                let below = value(corner) * (256 - right) + value(corner + 1) * right;
                *pixel = ((above * (256 - down) + below * down) >> 16) as u8;
            }
            at_x += step_x;
            at_y += step_y;
        }
    }
    Grey { width, height, pixels }
}

/// The places of all ink but that of long straight strokes: rules and frames run both ways whatever the text does.
fn ink_without_rules(small: &Grey) -> Vec<(i32, i32)> {
    /// Longer than any stroke of a letter, in pixels at [`LOOK`].
    const LONG: usize = 30;
    let threshold = small.threshold();
    let (width, height) = (small.width, small.height);
    let mut is_ink: Vec<bool> = small.pixels.iter().map(|pixel| *pixel <= threshold).collect();
    let mut is_rule = vec![false; is_ink.len()];
    let mut mark = |indices: &mut dyn Iterator<Item = usize>| {
        let mut run = Vec::new();
        for index in indices {
            if is_ink[index] {
                run.push(index);
                continue;
            }
            if run.len() > LONG {
                run.iter().for_each(|index| is_rule[*index] = true);
            }
            run.clear();
        }
        if run.len() > LONG {
            run.iter().for_each(|index| is_rule[*index] = true);
        }
    };
    for y in 0..height {
        mark(&mut (y * width..(y + 1) * width));
    }
    for x in 0..width {
        mark(&mut (x..width * height).step_by(width.max(1)));
    }
    for (ink, rule) in is_ink.iter_mut().zip(is_rule) {
        *ink &= !rule;
    }
    let places = is_ink.into_iter().enumerate().filter(|(_, ink)| *ink);
    places.map(|(index, _)| ((index % width) as i32, (index / width) as i32)).collect()
}

/// The slope under which ink falls on the fewest rows, and how much more orderly that is than an even grey.
fn best_slope(ink: &[(i32, i32)], height: usize) -> (f64, f64) {
    let widest = ink.iter().map(|(x, _)| *x).max().unwrap_or(0);
    let margin = (f64::from(widest) * STEEPEST.to_radians().tan()) as i32 + 2;
    let mut rows = vec![0_u32; height + 2 * margin as usize];
    let mut order = |degrees: f64| {
        rows.fill(0);
        // Rows in 65,536ths, as in `levelled`.
        let rise = (degrees.to_radians().tan() * 65_536.0) as i64;
        for (x, y) in ink {
            let row = y - ((i64::from(*x) * rise) >> 16) as i32 + margin;
            rows[row as usize] += 1;
        }
        let squares: f64 = rows.iter().map(|n| f64::from(*n) * f64::from(*n)).sum();
        squares * height as f64 / (ink.len() as f64 * ink.len() as f64)
    };
    let mut best = (0.0, order(0.0));
    for step in [0.5, 0.1, 0.02] {
        let around = best.0;
        let n_steps = if step == 0.5 { (STEEPEST / step) as i32 } else { 5 };
        for n in -n_steps..=n_steps {
            let degrees = (around + f64::from(n) * step).clamp(-STEEPEST, STEEPEST);
            let found = order(degrees);
            if found > best.1 {
                best = (degrees, found);
            }
        }
    }
    (best.0.to_radians(), best.1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Lines of strokes as text has them, 100 dots to the inch, sloping by this many degrees.
    fn page_sloping(degrees: f64) -> Grey {
        let (width, height) = (600, 800);
        let mut level = Grey { width, height, pixels: vec![240; width * height] };
        for line in (80..720).step_by(24) {
            // From line to line the strokes stand elsewhere, as those of letters do.
            for stroke in (60 + line / 24 * 5 % 12..540).step_by(12) {
                for y in line..line + 9 {
                    level.pixels[y * width + stroke..y * width + stroke + 4].fill(15);
                }
            }
        }
        levelled(level, -degrees.to_radians())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4))]

        #[test]
        fn the_slope_of_lines_is_found(degrees in -7.0..7.0_f64) {
            let found = lines(&page_sloping(degrees), LOOK);
            prop_assert_eq!(found.turn, Turn::Upright);
            // What is found to be level within the smallest slope is left as it is.
            let left = if found.slope == 0.0 { LEVEL.to_degrees() } else { 0.0 };
            prop_assert!((found.slope.to_degrees() - degrees).abs() < 0.12 + left, "{:?}", found);
        }
    }

    #[test]
    fn a_page_on_its_side_is_turned() {
        let on_its_side = page_sloping(1.5).turned(Turn::Downward);
        let found = lines(&on_its_side, LOOK);
        assert_eq!(found.turn, Turn::Upward);
        let upright = levelled(on_its_side.turned(found.turn), found.slope);
        assert_eq!(lines(&upright, LOOK), Lines { turn: Turn::Upright, slope: 0.0 });
    }

    #[test]
    fn a_page_without_lines_stays_as_it_is() {
        let blank = Grey { width: 300, height: 400, pixels: vec![250; 120_000] };
        assert_eq!(lines(&blank, LOOK), Lines { turn: Turn::Upright, slope: 0.0 });
    }
}
