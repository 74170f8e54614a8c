//! Is a page blank? Asked of the page as it was scanned, before anything is cleaned off it: no step of preparing a page
//! may take writing away and then testify that there was none.
//!
//! A page is blank only where, after the shade of its paper is taken off, next to no ink is left: no patch as large as
//! a letter, and no more dust than lies on a clean glass. Everything else that a recogniser finds nothing on is unread.
//! Refuses to know: what the ink says.

use super::raster::Grey;

/// The resolution at which ink is looked for, in dots per inch: grain averages out, the strokes of letters stay.
const LOOK: f32 = 100.0;
/// The side of the squares whose median is the shade of the paper, in pixels at [`LOOK`]: 8 mm, several lines of text,
/// less than half of which is ink.
const SQUARE: usize = 32;
/// How much darker than its paper the palest ink is, in grey values.
const PALEST: i16 = 12;
/// How many times as dark as the grain of the paper ink is at least.
const ABOVE_GRAIN: i16 = 6;
/// The larger side of the smallest letter, in pixels at [`LOOK`]: 1 mm, a small letter of six points.
const LETTER: usize = 4;
/// The sides of a punched hole, in pixels at [`LOOK`]: 4 to 9 mm.
const HOLE: std::ops::Range<usize> = 16..36;
/// The share of its box that a hole fills; that of a disc is 0.79, no letter of that size comes near.
const HOLE_FILLS: f32 = 0.7;
/// Paper that is darker than the lightest of the page by more than this, in grey values, is a bar, a picture or a shadow.
const SHADED: u8 = 80;
/// More of a page than this under specks is faint print, not dust.
const DUST: f32 = 0.0005;

/// Whether a page has next to no ink.
pub(super) fn is_blank(page: &Grey, dots_per_inch: f32) -> bool {
    let small = page.reduced(((dots_per_inch / LOOK).round() as usize).max(1));
    let paper = Paper::of(&small);
    if paper.has_dark_parts() {
        return false;
    }
    let darkness = paper.darkness(&small);
    // Half of the deviations of a page without writing are smaller than this, whatever lies on the rest.
    let grain = median(&darkness.iter().map(|value| value.abs()).collect::<Vec<_>>());
    let ink = PALEST.max(ABOVE_GRAIN * grain);
    let mut is_ink: Vec<bool> = darkness.iter().map(|value| *value >= ink).collect();
    let mut dust = 0;
    for start in 0..is_ink.len() {
        if !is_ink[start] {
            continue;
        }
        let patch = Patch::taken(&mut is_ink, start, small.width);
        if patch.is_hole() {
            continue;
        }
        if patch.width.max(patch.height) >= LETTER {
            return false;
        }
        dust += patch.pixels;
    }
    dust as f32 <= DUST * is_ink.len() as f32
}

/// The shade of a page's paper, square by square.
struct Paper {
    columns: usize,
    shades: Vec<u8>,
}

impl Paper {
    fn of(small: &Grey) -> Self {
        let mut shades = Vec::new();
        for top in (0..small.height).step_by(SQUARE) {
            let rows = top..(top + SQUARE).min(small.height);
            for left in (0..small.width).step_by(SQUARE) {
                let right = (left + SQUARE).min(small.width);
                let square: Vec<u8> =
                    rows.clone().flat_map(|y| small.row(y)[left..right].iter().copied()).collect();
                shades.push(median(&square));
            }
        }
        Self { columns: small.width.div_ceil(SQUARE), shades }
    }

    /// Whether most of some square is ink, or all of the page is dark.
    fn has_dark_parts(&self) -> bool {
        let lightest = self.shades.iter().max().copied().unwrap_or_default();
        self.shades.iter().any(|shade| *shade < lightest.max(2 * SHADED) - SHADED)
    }

    /// How much darker each pixel is than the paper around it.
    fn darkness(&self, small: &Grey) -> Vec<i16> {
        let shade = |at: usize| {
            let (x, y) = (at % small.width, at / small.width);
            i16::from(self.shades[y / SQUARE * self.columns + x / SQUARE])
        };
        small.pixels.iter().enumerate().map(|(at, pixel)| shade(at) - i16::from(*pixel)).collect()
    }
}

fn median<T: Copy + Ord + Default>(values: &[T]) -> T {
    let mut values = values.to_vec();
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// Ink that hangs together.
struct Patch {
    pixels: usize,
    width: usize,
    height: usize,
}

impl Patch {
    /// The patch around an inked pixel, taken off the page.
    fn taken(is_ink: &mut [bool], start: usize, width: usize) -> Self {
        is_ink[start] = false;
        let mut reached = vec![start];
        let mut pixels = 0;
        let (x, y) = (start % width, start / width);
        let (mut left, mut right, mut top, mut bottom) = (x, x, y, y);
        while let Some(at) = reached.pop() {
            pixels += 1;
            let (x, y) = (at % width, at / width);
            (left, right) = (left.min(x), right.max(x));
            (top, bottom) = (top.min(y), bottom.max(y));
            for y in y.saturating_sub(1)..=y + 1 {
                for x in x.saturating_sub(1)..(x + 2).min(width) {
                    if let Some(ink) = is_ink.get_mut(y * width + x)
                        && std::mem::take(ink)
                    {
                        reached.push(y * width + x);
                    }
                }
            }
        }
        Self { pixels, width: right - left + 1, height: bottom - top + 1 }
    }

    /// Whether it is what a punch leaves.
    fn is_hole(&self) -> bool {
        HOLE.contains(&self.width)
            && HOLE.contains(&self.height)
            && self.pixels as f32 > HOLE_FILLS * (self.width * self.height) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIDTH: usize = 400;
    const HEIGHT: usize = 560;

    /// Paper of this shade, 100 dots to the inch, with the grain of a scanner and a shadow along its left edge.
    fn paper(shade: u8, grain: u32) -> Grey {
        let mut chance = 1_u32;
        let mut pixel = |at: usize| {
            chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let noise = if grain == 0 { 0 } else { (chance >> 16) % (2 * grain + 1) };
            let shadow = 20 - (at % WIDTH / 4).min(20) as u32;
            (u32::from(shade) + noise - grain - shadow).min(255) as u8
        };
        let pixels = (0..WIDTH * HEIGHT).map(&mut pixel).collect();
        Grey { width: WIDTH, height: HEIGHT, pixels }
    }

    fn draw(page: &mut Grey, x: std::ops::Range<usize>, y: std::ops::Range<usize>, darker: u8) {
        for y in y {
            for pixel in &mut page.pixels[y * WIDTH + x.start..y * WIDTH + x.end] {
                *pixel = pixel.saturating_sub(darker);
            }
        }
    }

    #[test]
    fn paper_dust_and_holes_are_blank() {
        let check = |page: &Grey| assert!(is_blank(page, LOOK));
        check(&paper(250, 0));
        check(&paper(200, 6));
        let mut page = paper(235, 2);
        for speck in 0..20 {
            draw(&mut page, 30 + 17 * speck..32 + 17 * speck, 40 + 23 * speck..41 + 23 * speck, 90);
        }
        check(&page);
        for y in 100..124 {
            let half = (144.0 - (y as f32 - 112.0).powi(2)).max(0.0).sqrt() as usize;
            draw(&mut page, 60 - half..60 + half + 1, y..y + 1, 200);
        }
        check(&page);
    }

    #[test]
    fn one_word_however_pale_is_no_blank() {
        let mut page = paper(240, 2);
        for letter in 0..5 {
            draw(&mut page, 200 + 8 * letter..202 + 8 * letter, 300..307, 25);
        }
        assert!(!is_blank(&page, LOOK));
        // Dots of a printer that ran out of ink: none as large as a letter, together more than dust.
        let mut page = paper(240, 0);
        for dot in 0..240 {
            let (x, y) = (40 + dot % 40 * 8, 60 + dot / 40 * 60);
            draw(&mut page, x..x + 2, y..y + 1, 60);
        }
        assert!(!is_blank(&page, LOOK));
    }

    #[test]
    fn dark_parts_are_no_blank_paper() {
        let mut page = paper(240, 0);
        draw(&mut page, 0..WIDTH, 200..HEIGHT, 210);
        assert!(!is_blank(&page, LOOK));
        assert!(!is_blank(&paper(60, 0), LOOK));
    }
}
