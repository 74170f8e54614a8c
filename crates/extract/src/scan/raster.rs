//! Pixels in rows, and the few things that all steps of preparation do with them.
//!
//! Refuses to know: what the pixels show.

use crate::pdf::area::Turn;

/// An image in colour, four bytes a pixel: red, green, blue, and one that is not looked at.
#[derive(Debug)]
pub(crate) struct Colour {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) pixels: Vec<u8>,
}

impl Colour {
    /// How dark each pixel is to the eye: the weights of ITU-R BT.601, in 256ths.
    pub(crate) fn to_grey(&self) -> Grey {
        let grey = |pixel: &[u8]| {
            let [red, green, blue] = [pixel[0], pixel[1], pixel[2]].map(u32::from);
            ((77 * red + 150 * green + 29 * blue) >> 8) as u8
        };
        let pixels = self.pixels.chunks_exact(4).map(grey).collect();
        Grey { width: self.width, height: self.height, pixels }
    }
}

/// An image in grey, 0 for black.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Grey {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) pixels: Vec<u8>,
}

impl Grey {
    pub(crate) fn row(&self, y: usize) -> &[u8] {
        &self.pixels[y * self.width..(y + 1) * self.width]
    }

    /// The grey value that parts ink from paper best, by Otsu's method: values up to it are ink.
    pub(crate) fn threshold(&self) -> u8 {
        let mut histogram = [0_u32; 256];
        for pixel in &self.pixels {
            histogram[usize::from(*pixel)] += 1;
        }
        let all = self.pixels.len() as f64;
        let sum: f64 = (0..).zip(histogram).map(|(value, n)| f64::from(value) * f64::from(n)).sum();
        let (mut n_dark, mut sum_dark, mut best, mut threshold) = (0.0, 0.0, 0.0, 128);
        for (value, n) in (0_u8..=255).zip(histogram) {
            n_dark += f64::from(n);
            sum_dark += f64::from(value) * f64::from(n);
            let n_light = all - n_dark;
            if n_dark == 0.0 || n_light == 0.0 {
                continue;
            }
            let distance = sum_dark / n_dark - (sum - sum_dark) / n_light;
            let between = n_dark * n_light * distance * distance;
            if between > best {
                (best, threshold) = (between, value);
            }
        }
        threshold
    }

    /// A smaller image: each pixel the mean of a square of `factor` pixels; what is left over at the edges is dropped.
    pub(crate) fn reduced(&self, factor: usize) -> Self {
        let (width, height) = (self.width / factor, self.height / factor);
        let mut pixels = Vec::with_capacity(width * height);
        let mut sums = vec![0_u32; width];
        for y in 0..height {
            sums.fill(0);
            for row in (y * factor..(y + 1) * factor).map(|y| self.row(y)) {
                for (sum, square) in sums.iter_mut().zip(row.chunks_exact(factor)) {
                    *sum += square.iter().map(|pixel| u32::from(*pixel)).sum::<u32>();
                }
            }
            let n = (factor * factor) as u32;
            pixels.extend(sums.iter().map(|sum| (sum / n) as u8));
        }
        Self { width, height, pixels }
    }

    /// The image as seen by a reader who turns the sheet so that its text is upright.
    pub(crate) fn turned(self, turn: Turn) -> Self {
        let Self { width, height, mut pixels } = self;
        match turn {
            Turn::Upright => Self { width, height, pixels },
            Turn::Reversed => {
                pixels.reverse();
                Self { width, height, pixels }
            }
            Turn::Upward | Turn::Downward => {
                let mut turned = Vec::with_capacity(pixels.len());
                for x in 0..width {
                    let x = if turn == Turn::Upward { x } else { width - 1 - x };
                    let column = pixels[x..].iter().step_by(width).copied();
                    match turn {
                        Turn::Upward => turned.extend(column.rev()),
                        _ => turned.extend(column),
                    }
                }
                Self { width: height, height: width, pixels: turned }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Grey {
        Grey { width: 3, height: 2, pixels: vec![1, 2, 3, 4, 5, 6] }
    }

    #[test]
    fn a_turned_image_is_what_the_reader_sees() {
        // Text that runs from bottom to top reads 4, 1 upwards in the first column.
        assert_eq!(sample().turned(Turn::Upward).pixels, [4, 1, 5, 2, 6, 3]);
        assert_eq!(sample().turned(Turn::Downward).pixels, [3, 6, 2, 5, 1, 4]);
        assert_eq!(sample().turned(Turn::Reversed).pixels, [6, 5, 4, 3, 2, 1]);
        assert_eq!(sample().turned(Turn::Upward).turned(Turn::Downward), sample());
    }

    #[test]
    fn the_threshold_lies_between_ink_and_paper() {
        let pixels = [[10; 8], [30; 8], [220; 8], [240; 8]].concat();
        let threshold = Grey { width: 8, height: 4, pixels }.threshold();
        assert!((30..220).contains(&threshold), "{threshold}");
    }

    #[test]
    fn reducing_takes_means() {
        let grey =
            Grey { width: 5, height: 2, pixels: vec![0, 10, 100, 100, 7, 20, 30, 100, 100, 7] };
        assert_eq!(grey.reduced(2), Grey { width: 2, height: 1, pixels: vec![15, 100] });
    }
}
