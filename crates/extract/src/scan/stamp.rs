//! The red of official stamps, taken off the text that they were pressed over.
//!
//! A stamp is known by its size: red that hangs together over 20 mm and more in both directions (the round stamp of
//! Thông tư 07/2010/TT-BCA has 36 mm). Red figures and words, such as a number put in by hand, are smaller and stay.
//! Refuses to know: what the stamp says.

use super::raster::{Colour, Grey};

/// How far red hangs together in a stamp at least, in millimetres.
const STAMP_SIZE: usize = 20;
/// Share of red from which a square millimetre belongs to a red shape.
const RED_SHARE: f32 = 0.06;
/// How much a red pixel is redder than it is green or blue.
const REDNESS: u8 = 40;
/// The same for pixels within a stamp, where paler ones are its edges.
const PALE_REDNESS: u8 = 12;

/// The same page in grey, without its stamps.
pub(super) fn take_off(mut grey: Grey, colour: &Colour, dots_per_inch: f32) -> Grey {
    for stamp in stamps(colour, dots_per_inch) {
        for y in stamp.top..stamp.bottom {
            for at in y * colour.width + stamp.left..y * colour.width + stamp.right {
                let pixel = &colour.pixels[4 * at..4 * at + 4];
                if is_red(pixel, PALE_REDNESS) {
                    // Ink under the stamp is dark in red light too; the stamp alone is not.
                    grey.pixels[at] = pixel[0];
                }
            }
        }
    }
    grey
}

fn is_red(pixel: &[u8], redness: u8) -> bool {
    pixel[0] > pixel[1].max(pixel[2]).saturating_add(redness)
}

/// A box in pixels; right and bottom are outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Box {
    left: usize,
    top: usize,
    right: usize,
    bottom: usize,
}

fn stamps(colour: &Colour, dots_per_inch: f32) -> Vec<Box> {
    let millimetre = ((dots_per_inch / 25.4).round() as usize).max(1);
    let (columns, rows) = (colour.width / millimetre, colour.height / millimetre);
    let mut counts = vec![0_u32; columns * rows];
    for (y, row) in colour.pixels.chunks_exact(4 * colour.width).enumerate() {
        if y / millimetre >= rows {
            break;
        }
        for (x, pixel) in row.chunks_exact(4).enumerate() {
            if pixel[0] > pixel[1] && is_red(pixel, REDNESS) && x / millimetre < columns {
                counts[y / millimetre * columns + x / millimetre] += 1;
            }
        }
    }
    let least = RED_SHARE * (millimetre * millimetre) as f32;
    let mut is_open: Vec<bool> = counts.iter().map(|count| *count as f32 >= least).collect();
    let mut stamps = Vec::new();
    for start in 0..is_open.len() {
        if !std::mem::take(&mut is_open[start]) {
            continue;
        }
        let (x, y) = (start % columns, start / columns);
        let mut shape = Box { left: x, top: y, right: x + 1, bottom: y + 1 };
        let mut reached = vec![(x, y)];
        while let Some((x, y)) = reached.pop() {
            shape = Box {
                left: shape.left.min(x),
                top: shape.top.min(y),
                right: shape.right.max(x + 1),
                bottom: shape.bottom.max(y + 1),
            };
            // A stroke of text over the ring may part it by a millimetre.
            for y in y.saturating_sub(2)..(y + 3).min(rows) {
                for x in x.saturating_sub(2)..(x + 3).min(columns) {
                    if std::mem::take(&mut is_open[y * columns + x]) {
                        reached.push((x, y));
                    }
                }
            }
        }
        if shape.right - shape.left >= STAMP_SIZE && shape.bottom - shape.top >= STAMP_SIZE {
            stamps.push(Box {
                left: shape.left.saturating_sub(1) * millimetre,
                top: shape.top.saturating_sub(1) * millimetre,
                right: ((shape.right + 1) * millimetre).min(colour.width),
                bottom: ((shape.bottom + 1) * millimetre).min(colour.height),
            });
        }
    }
    stamps
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 50 dots to the inch: two pixels a millimetre. A red ring of this radius in millimetres around the middle, and a
    /// black bar through it.
    fn page_with_ring(radius: f32) -> Colour {
        const SIZE: usize = 120;
        let mut pixels = vec![255; 4 * SIZE * SIZE];
        for y in 0..SIZE {
            for x in 0..SIZE {
                let from_middle = (x as f32 - 60.0).hypot(y as f32 - 60.0);
                let pixel = &mut pixels[4 * (y * SIZE + x)..][..4];
                if (59..61).contains(&y) {
                    pixel.copy_from_slice(&[20, 20, 20, 255]);
                } else if (from_middle - 2.0 * radius).abs() < 2.0 {
                    pixel.copy_from_slice(&[225, 40, 50, 255]);
                }
            }
        }
        Colour { width: SIZE, height: SIZE, pixels }
    }

    #[test]
    fn a_stamp_goes_and_the_text_under_it_stays() {
        let page = page_with_ring(15.0);
        let grey = take_off(page.to_grey(), &page, 50.8);
        assert!(grey.pixels.iter().all(|pixel| *pixel == 20 || *pixel >= 225));
        assert_eq!(grey.pixels.iter().filter(|pixel| **pixel == 20).count(), 2 * 120);
    }

    #[test]
    fn small_red_signs_stay() {
        let page = page_with_ring(4.0);
        let grey = take_off(page.to_grey(), &page, 50.8);
        assert!(grey.pixels.iter().any(|pixel| (60..120).contains(pixel)));
    }
}
