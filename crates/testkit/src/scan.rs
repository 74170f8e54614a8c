//! How does a document look after it was printed, stamped, copied and scanned? Pages of a PDF as images, worn by
//! amounts that are given, and put into a PDF of images again.
//!
//! The same page, wear and seed give the same image on every run. Refuses to know what recognises it.

use hayro::{
    PixmapSettings, RenderCache, RenderSettings,
    hayro_interpret::InterpreterSettings,
    hayro_syntax::Pdf,
    vello_cpu::{color::palette::css::WHITE, peniko::ImageAlphaType},
};
use image::{ImageFormat, Rgb, RgbImage, codecs::jpeg::JpegEncoder, imageops};
use krilla::{Document, geom::Size, image::Image, page::PageSettings};

use crate::chance::Chance;

/// What happens to a page between the printer and the file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wear {
    /// The resolution of the scanner.
    pub dots_per_inch: f32,
    /// How far the page lies turned under the lid, clockwise.
    pub degrees: f64,
    /// Blur of its optics, as the standard deviation in pixels; 0 for none.
    pub blur: f32,
    /// Grain, as the largest change of a grey value in either direction.
    pub noise: u8,
    /// How many pixels in 10,000 are specks of dust.
    pub dust: u32,
    /// How dark the paper and how pale the ink of a photocopy is: 0 for an original.
    pub grey: u8,
    /// Where a round red stamp is pressed on, from the left top corner of the page, in millimetres.
    pub stamp: Option<(f32, f32)>,
    /// Where a pen writes by hand, on a box of 18 by 6 mm from here, in millimetres.
    pub pen: Option<(f32, f32)>,
    /// Quality of the JPEG in the file, in percent.
    pub jpeg: u8,
}

impl Wear {
    /// A clean scan at this resolution.
    #[must_use]
    pub fn clean(dots_per_inch: f32) -> Self {
        Self {
            dots_per_inch,
            degrees: 0.0,
            blur: 0.0,
            noise: 0,
            dust: 0,
            grey: 0,
            stamp: None,
            pen: None,
            jpeg: 90,
        }
    }
}

/// The pages of a PDF as a scanner would give them. `seed` decides where grain and dust fall.
///
/// # Panics
/// When the bytes are no PDF.
#[must_use]
pub fn pages(pdf: &[u8], wear: &Wear, seed: u64) -> Vec<RgbImage> {
    let pdf = Pdf::new(pdf.to_vec()).expect("a PDF of ours");
    let cache = RenderCache::new();
    let scale = wear.dots_per_inch / 72.0;
    let page_settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let (interpreter, renderer) = (InterpreterSettings::default(), RenderSettings::default());
    (0..)
        .zip(pdf.pages().iter())
        .map(|(index, page)| {
            let pixmap = hayro::render(page, &cache, &interpreter, &renderer, &page_settings);
            let (width, height) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
            let pixels = pixmap.take_rgba8(ImageAlphaType::AlphaPremultiplied);
            let rgb = pixels.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]);
            let image = RgbImage::from_raw(width, height, rgb.collect());
            worn(image.expect("three bytes a pixel"), wear, seed.wrapping_add(index))
        })
        .collect()
}

/// A PDF of these images, each a page of its own, at the resolution and quality of the wear.
///
/// # Panics
/// When an image has no area.
#[must_use]
pub fn to_pdf(images: &[RgbImage], wear: &Wear) -> Vec<u8> {
    jpegs_to_pdf(images.iter().map(|image| (to_jpeg(image, wear), image.dimensions())), wear)
}

/// The same of images that are files already, with their width and height in pixels.
///
/// # Panics
/// When an image has no area, or is no JPEG.
#[must_use]
pub fn jpegs_to_pdf(
    jpegs: impl IntoIterator<Item = (Vec<u8>, (u32, u32))>,
    wear: &Wear,
) -> Vec<u8> {
    let mut document = Document::new();
    for (jpeg, (width, height)) in jpegs {
        let points = |pixels: u32| pixels as f32 * 72.0 / wear.dots_per_inch;
        let (width, height) = (points(width), points(height));
        let size = Size::from_wh(width, height).expect("an image has an area");
        let settings = PageSettings::from_wh(width, height).expect("an image has an area");
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        surface.draw_image(Image::from_jpeg(jpeg.into(), false).expect("a JPEG"), size);
        surface.finish();
        page.finish();
    }
    document.finish().expect("krilla writes what it was given")
}

/// An image as a file of its own, at the quality of the wear.
///
/// # Panics
/// When the image has no area.
#[must_use]
pub fn to_jpeg(image: &RgbImage, wear: &Wear) -> Vec<u8> {
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, wear.jpeg)
        .encode_image(image)
        .expect("memory takes everything");
    jpeg
}

/// Whether two files of scans show the same: as many images, of the same sizes, which differ by one grey value of 255 in
/// the mean at most.
///
/// Their bytes may differ all the same: pages are drawn with what the processor offers, which may round otherwise on
/// another one.
#[must_use]
pub fn show_the_same(one: &[u8], other: &[u8]) -> bool {
    let (one, other) = (images_in(one), images_in(other));
    let alike = |(one, other): (&RgbImage, &RgbImage)| {
        let differences =
            one.as_raw().iter().zip(other.as_raw()).map(|(a, b)| u64::from(a.abs_diff(*b)));
        one.dimensions() == other.dimensions()
            && differences.sum::<u64>() <= one.as_raw().len() as u64
    };
    !one.is_empty() && one.len() == other.len() && one.iter().zip(&other).all(alike)
}

/// The JPEG images that a file is or holds, those left out that cannot be decoded.
fn images_in(bytes: &[u8]) -> Vec<RgbImage> {
    const START: [u8; 3] = [0xFF, 0xD8, 0xFF];
    let starts = bytes.windows(START.len()).enumerate().filter(|(_, window)| *window == START);
    starts
        .filter_map(|(at, _)| {
            image::load_from_memory_with_format(&bytes[at..], ImageFormat::Jpeg).ok()
        })
        .map(image::DynamicImage::into_rgb8)
        .collect()
}

fn worn(mut image: RgbImage, wear: &Wear, seed: u64) -> RgbImage {
    let millimetre = wear.dots_per_inch / 25.4;
    let mut chance = Chance::new(seed);
    if let Some(at) = wear.stamp {
        stamp(&mut image, at, millimetre);
    }
    if let Some(at) = wear.pen {
        write_by_hand(&mut image, at, millimetre, &mut chance);
    }
    if wear.degrees != 0.0 {
        image = turned(&image, wear.degrees.to_radians());
    }
    if wear.blur > 0.0 {
        image = imageops::blur(&image, wear.blur);
    }
    for pixel in image.pixels_mut() {
        let grain = match wear.noise {
            0 => 0,
            noise => i32::from(chance.below(2 * u32::from(noise) + 1)) - i32::from(noise),
        };
        let is_dust = wear.dust > 0 && chance.below(10_000) < wear.dust as u16;
        for value in &mut pixel.0 {
            let flat =
                i32::from(*value) * (255 - 2 * i32::from(wear.grey)) / 255 + i32::from(wear.grey);
            *value = if is_dust { 40 } else { (flat + grain).clamp(0, 255) as u8 };
        }
    }
    image
}

/// A ring of 36 mm with a smaller one in it, as ink lets through what lies under it.
fn stamp(image: &mut RgbImage, (x, y): (f32, f32), millimetre: f32) {
    for (column, row, pixel) in image.enumerate_pixels_mut() {
        let from_middle = (column as f32 / millimetre - x).hypot(row as f32 / millimetre - y);
        let is_inked = [18.0, 16.8, 11.0].iter().any(|radius| (from_middle - radius).abs() < 0.4)
            || (from_middle < 4.0 && (column + row) % 3 != 0);
        if is_inked {
            let [red, green, blue] = pixel.0.map(u16::from);
            *pixel =
                Rgb([(red * 222 / 255) as u8, (green * 48 / 255) as u8, (blue * 58 / 255) as u8]);
        }
    }
}

/// Strokes of a blue pen from left to right, up and down as figures go.
fn write_by_hand(image: &mut RgbImage, (x, y): (f32, f32), millimetre: f32, chance: &mut Chance) {
    const INK: Rgb<u8> = Rgb([38, 52, 140]);
    let mut from = (x, y + 3.0);
    for stroke in 1..=12_u8 {
        let height = f32::from(chance.below(60)) / 10.0;
        let back = f32::from(chance.below(12)) / 10.0;
        let to = (x + 1.5 * f32::from(stroke) - back, y + height);
        for step in 0..=100_u8 {
            let share = f32::from(step) / 100.0;
            let at = (from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1));
            let reach = (0.25 * millimetre).max(1.0) as i64;
            let (column, row) = ((at.0 * millimetre) as i64, (at.1 * millimetre) as i64);
            for (column, row) in (column - reach..=column + reach)
                .flat_map(|column| (row - reach..=row + reach).map(move |row| (column, row)))
            {
                let pixel = u32::try_from(column).ok().zip(u32::try_from(row).ok());
                if let Some(pixel) =
                    pixel.and_then(|(column, row)| image.get_pixel_mut_checked(column, row))
                {
                    *pixel = INK;
                }
            }
        }
        from = to;
    }
}

/// The page turned around its middle, on paper of the same size.
fn turned(image: &RgbImage, angle: f64) -> RgbImage {
    let (sin, cos) = angle.sin_cos();
    let (middle_x, middle_y) = (f64::from(image.width()) / 2.0, f64::from(image.height()) / 2.0);
    RgbImage::from_fn(image.width(), image.height(), |x, y| {
        let (x, y) = (f64::from(x) - middle_x, f64::from(y) - middle_y);
        let (x, y) = (cos * x + sin * y + middle_x, cos * y - sin * x + middle_y);
        imageops::sample_bilinear(
            image,
            (x / f64::from(image.width())) as f32,
            (y / f64::from(image.height())) as f32,
        )
        .unwrap_or(Rgb([255; 3]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{letter::sample, pdf};

    #[test]
    fn the_same_wear_gives_the_same_bytes() {
        let fonts = pdf::Fonts::installed().expect("the fonts of fonts-croscore");
        let letter = pdf::write(&sample::report(), &fonts);
        let wear = Wear {
            degrees: 1.2,
            noise: 20,
            dust: 5,
            grey: 20,
            stamp: Some((120.0, 200.0)),
            pen: Some((30.0, 40.0)),
            ..Wear::clean(60.0)
        };
        let scan = |seed| to_pdf(&pages(&letter, &wear, seed), &wear);
        assert_eq!(scan(1), scan(1));
        assert_ne!(scan(1), scan(2));
        let clean = pages(&letter, &Wear::clean(60.0), 1);
        let is_red = |pixel: &Rgb<u8>| pixel.0[0] > 150 && pixel.0[1] < 100;
        assert!(!clean[0].pixels().any(is_red));
        assert!(pages(&letter, &wear, 1)[0].pixels().any(is_red));
    }

    #[test]
    fn scans_are_compared_by_what_they_show() {
        let page = |value: u8, speck: u8| {
            let mut image = RgbImage::from_pixel(40, 60, Rgb([value; 3]));
            (0..20).for_each(|x| (0..20).for_each(|y| image.put_pixel(x, y, Rgb([speck; 3]))));
            image
        };
        let wear = Wear { jpeg: 100, ..Wear::clean(60.0) };
        let check = |one: &RgbImage, other: &RgbImage, expect: bool| {
            assert_eq!(show_the_same(&to_jpeg(one, &wear), &to_jpeg(other, &wear)), expect);
            let pdf = |image: &RgbImage| to_pdf(std::slice::from_ref(image), &wear);
            assert_eq!(show_the_same(&pdf(one), &pdf(other)), expect);
        };
        check(&page(250, 0), &page(250, 2), true);
        check(&page(250, 0), &page(250, 40), false);
        check(&page(250, 0), &page(240, 0), false);
        assert!(!show_the_same(b"no image", b"no image"));
    }

    #[test]
    fn a_turned_page_keeps_its_ink() {
        let fonts = pdf::Fonts::installed().expect("the fonts of fonts-croscore");
        let letter = pdf::write(&sample::report(), &fonts);
        let darkness = |degrees| -> u64 {
            let wear = Wear { degrees, ..Wear::clean(60.0) };
            pages(&letter, &wear, 1)[0].pixels().map(|pixel| 255 - u64::from(pixel.0[0])).sum()
        };
        let (level, turned) = (darkness(0.0), darkness(1.5));
        assert!(turned.abs_diff(level) * 50 < level, "{level} {turned}");
    }
}
