//! Dust, fax noise and the grain of photocopies: taken away where it is smaller than anything that is written.
//!
//! Refuses to know: letters. A full stop of the smallest print in use has several times the pixels that are removed.

use super::raster::Grey;

/// Share of the pixels that are specks above which the whole image is grainy, and smoothed first.
const GRAINY: f64 = 0.0015;

/// Paints specks over with paper.
pub(super) fn clean(grey: Grey, dots_per_inch: f32) -> Grey {
    let most = ((dots_per_inch * dots_per_inch / 15_000.0) as usize).max(1);
    let specks = specks(&grey, most);
    if specks.len() as f64 > GRAINY * grey.pixels.len() as f64 {
        let smooth = smoothed(&grey);
        let specks = self::specks(&smooth, 2 * most);
        painted_over(smooth, specks)
    } else {
        painted_over(grey, specks)
    }
}

fn painted_over(mut grey: Grey, specks: Vec<usize>) -> Grey {
    for pixel in specks {
        grey.pixels[pixel] = u8::MAX;
    }
    grey
}

/// The pixels of all patches of ink that have at most this many.
fn specks(grey: &Grey, most: usize) -> Vec<usize> {
    let (width, height) = (grey.width, grey.height);
    let threshold = grey.threshold();
    let is_ink = |x: usize, y: usize| grey.pixels[y * width + x] <= threshold;
    let mut found = Vec::new();
    let mut patch: Vec<(usize, usize)> = Vec::with_capacity(most + 1);
    for (y, row) in (0..height).map(|y| (y, grey.row(y))) {
        for (x, pixel) in row.iter().enumerate() {
            // Every patch has a pixel with no ink above it or on its left; only there it is looked at.
            if *pixel > threshold
                || (x > 0 && row[x - 1] <= threshold)
                || (y > 0 && is_ink(x, y - 1))
            {
                continue;
            }
            patch.clear();
            patch.push((x, y));
            let mut at = 0;
            while at < patch.len() && patch.len() <= most {
                let (x, y) = patch[at];
                at += 1;
                for y in y.saturating_sub(1)..(y + 2).min(height) {
                    for x in x.saturating_sub(1)..(x + 2).min(width) {
                        if is_ink(x, y) && !patch.contains(&(x, y)) {
                            patch.push((x, y));
                        }
                    }
                }
            }
            if patch.len() <= most {
                found.extend(patch.iter().map(|(x, y)| y * width + x));
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Each pixel the weighted mean of itself and its neighbours, 1-2-1 in both directions.
fn smoothed(grey: &Grey) -> Grey {
    let (width, height) = (grey.width, grey.height);
    let blend = |before: u8, here: u8, after: u8| {
        ((u16::from(before) + 2 * u16::from(here) + u16::from(after)) / 4) as u8
    };
    let mut across = Vec::with_capacity(grey.pixels.len());
    for row in grey.pixels.chunks_exact(width) {
        across.extend(
            (0..width)
                .map(|x| blend(row[x.saturating_sub(1)], row[x], row[(x + 1).min(width - 1)])),
        );
    }
    let mut pixels = Vec::with_capacity(across.len());
    for y in 0..height {
        let row = |y: usize| &across[y * width..(y + 1) * width];
        let (above, here, below) = (row(y.saturating_sub(1)), row(y), row((y + 1).min(height - 1)));
        pixels.extend((0..width).map(|x| blend(above[x], here[x], below[x])));
    }
    Grey { width, height, pixels }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(rows: &[&str]) -> Grey {
        let pixels = rows.concat().bytes().map(|mark| if mark == b'#' { 0 } else { 255 }).collect();
        Grey { width: rows[0].len(), height: rows.len(), pixels }
    }

    #[test]
    fn specks_go_and_signs_stay() {
        let dusty = drawn(&[
            "..........",
            ".#.....##.",
            ".......##.",
            "...#...##.",
            "....#.....",
            "..........",
        ]);
        let left: Vec<usize> = specks(&dusty, 2);
        assert_eq!(left, [11, 33, 44]);
        assert!(specks(&dusty, 1).len() == 1);
    }

    #[test]
    fn a_grainy_image_is_smoothed_to_its_letters() {
        let mut grey = Grey { width: 100, height: 100, pixels: vec![230; 10_000] };
        for y in 40..60 {
            grey.pixels[y * 100 + 30..y * 100 + 36].fill(20);
        }
        for speck in (0..10_000).step_by(97) {
            grey.pixels[speck] = 90;
        }
        let clean = clean(grey, 200.0);
        let threshold = clean.threshold();
        let ink = clean.pixels.iter().filter(|pixel| **pixel <= threshold).count();
        assert!((100..=190).contains(&ink), "{ink}");
    }
}
