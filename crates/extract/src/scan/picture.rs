//! Image files that were sent as documents: photographs and scans as JPEG or PNG, faxes as TIFF with many pages.
//!
//! A page of such a file has no size of its own that could be trusted, so it is taken for A4: then its points are those
//! of the paper that most of them show. Refuses to know: what the images show.

use std::io::Cursor;

use image::{ImageDecoder as _, ImageFormat, ImageReader, RgbaImage};
use model::{
    document::{Part, PartBuilder, TextSource},
    problem::{Problem, ProblemCode},
};
use tiff::{
    ColorType,
    decoder::{Decoder, DecodingResult},
};

use super::{Lack, PageFrame, prepare, raster::Colour};
use crate::{contents::Contents, drawing::NotDrawn, pdf::page_list, session::Session};

/// The longer side of A4, in points.
const LONGER_SIDE: f32 = 842.0;
/// Images finer than this are halved; twice 300 dots per inch for A4.
const FINEST_PIXELS: u32 = 5_000;
/// Images coarser than this are doubled; 150 dots per inch for A4.
const COARSEST_PIXELS: u32 = 1_750;
/// The most pixels of one image; a camera with 100 million of them takes no documents.
const MOST_PIXELS: u64 = 100_000_000;

/// Reads an image file of this format. Its pages have no text until they are recognised.
pub(crate) fn read(bytes: &[u8], format: &str, session: &mut Session<'_>) -> Contents {
    let mut pages = Pages { session, parts: Vec::new(), problems: Vec::new() };
    let read = match format {
        "jpeg" => pages.read_single(bytes, ImageFormat::Jpeg),
        "png" => pages.read_single(bytes, ImageFormat::Png),
        "tiff" => pages.read_tiff(bytes),
        other => return Contents::rejected_for(ProblemCode::UnsupportedType, other),
    };
    let Pages { parts, mut problems, .. } = pages;
    if let Err(reason) = read {
        let problem = Problem::new(ProblemCode::Damaged, reason);
        if parts.is_empty() {
            return Contents::rejected(problem);
        }
        problems.push(problem);
    }
    let numbers: Vec<u32> = (1..).zip(&parts).map(|(number, _)| number).collect();
    problems.push(Problem::new(ProblemCode::PageNeedsOcr, page_list(&numbers)));
    Contents { problems, ..Contents::of(parts) }
}

/// The pages found so far.
struct Pages<'s, 'a> {
    session: &'s mut Session<'a>,
    parts: Vec<Part>,
    problems: Vec<Problem>,
}

impl Pages<'_, '_> {
    fn read_single(&mut self, bytes: &[u8], format: ImageFormat) -> Result<(), String> {
        let image = decoded(bytes, format)?;
        self.add(image.width(), image.height(), || Some(image.into_raw()));
        Ok(())
    }

    fn read_tiff(&mut self, bytes: &[u8]) -> Result<(), String> {
        let mut decoder = Decoder::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
        let most_pages = self.session.limits().pages;
        for number in 1.. {
            let (width, height) = decoder.dimensions().map_err(|error| error.to_string())?;
            check_size(width, height)?;
            let colour_type = decoder.colortype().map_err(|error| error.to_string())?;
            let mut refused = None;
            self.add(width, height, || {
                let decoded = decoder.read_image().map_err(|error| error.to_string());
                let pixels =
                    decoded.and_then(|decoded| in_colour(decoded, colour_type, width as usize));
                pixels.map_err(|reason| refused = Some(reason)).ok()
            });
            if let Some(reason) = refused {
                let detail = format!("{number}: {reason}");
                self.problems.push(Problem::new(ProblemCode::Damaged, detail));
            }
            if !decoder.more_images() {
                break;
            }
            if number == most_pages {
                let detail = format!("> {most_pages}");
                self.problems.push(Problem::new(ProblemCode::TooManyPages, detail));
                break;
            }
            decoder.next_image().map_err(|error| error.to_string())?;
        }
        Ok(())
    }

    /// Adds a page and hands its image out where somebody wants it.
    fn add(&mut self, width: u32, height: u32, pixels: impl FnOnce() -> Option<Vec<u8>>) {
        self.session.beat();
        let points = LONGER_SIDE / width.max(height) as f32;
        let size = [width as f32 * points, height as f32 * points];
        let number = self.parts.len() as u32 + 1;
        let mut part = PartBuilder::page(number, size[0], size[1]);
        part.came_from(TextSource::None, Lack::NoText.reason());
        self.parts.push(part.finish());
        if self.session.wants_image()
            && let Some(pixels) = pixels()
        {
            let colour = Colour { width: width as usize, height: height as usize, pixels };
            let colour = resized(colour);
            let document = self.session.document();
            let frame = PageFrame { document, number, size, keeps_text: false };
            let image = prepare(frame, &colour, self.session.heartbeat());
            self.session.hand_out(image);
        }
    }
}

fn decoded(bytes: &[u8], format: ImageFormat) -> Result<RgbaImage, String> {
    let mut limits = image::Limits::default();
    limits.max_alloc = Some(4 * MOST_PIXELS);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(|error| error.to_string())?;
    let (width, height) = decoder.dimensions();
    check_size(width, height)?;
    let image = image::DynamicImage::from_decoder(decoder).map_err(|error| error.to_string())?;
    Ok(image.into_rgba8())
}

/// Draws a page of an image file so many pixels wide, whatever its own size.
pub(crate) fn draw(
    bytes: &[u8],
    format: &str,
    number: u32,
    width: u32,
) -> Result<Colour, NotDrawn> {
    let image = match (format, number) {
        ("jpeg", 1) => decoded(bytes, ImageFormat::Jpeg),
        ("png", 1) => decoded(bytes, ImageFormat::Png),
        ("jpeg" | "png", _) => return Err(NotDrawn::NoSuchPage),
        ("tiff", 1..) => page_of_tiff(bytes, number)?,
        ("tiff", 0) => return Err(NotDrawn::NoSuchPage),
        _ => return Err(NotDrawn::NoPages),
    };
    let image = image.map_err(|_| NotDrawn::Refused)?;
    let height = u64::from(image.height()) * u64::from(width) / u64::from(image.width());
    let height = u32::try_from(height).map_err(|_| NotDrawn::Refused)?.max(1);
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(NotDrawn::Refused);
    }
    let image = image::imageops::thumbnail(&image, width, height);
    Ok(Colour { width: width as usize, height: height as usize, pixels: image.into_raw() })
}

/// Page `number` (from 1) of a TIFF; the inner error says why it could not be decoded.
fn page_of_tiff(bytes: &[u8], number: u32) -> Result<Result<RgbaImage, String>, NotDrawn> {
    let mut decoder = Decoder::new(Cursor::new(bytes)).map_err(|_| NotDrawn::Refused)?;
    for _ in 1..number {
        if !decoder.more_images() {
            return Err(NotDrawn::NoSuchPage);
        }
        decoder.next_image().map_err(|_| NotDrawn::Refused)?;
    }
    let (width, height) = decoder.dimensions().map_err(|_| NotDrawn::Refused)?;
    check_size(width, height).map_err(|_| NotDrawn::Refused)?;
    let colour_type = decoder.colortype().map_err(|_| NotDrawn::Refused)?;
    let image = decoder.read_image().map_err(|error| error.to_string());
    let pixels = image.and_then(|image| in_colour(image, colour_type, width as usize));
    Ok(pixels.and_then(|pixels| {
        RgbaImage::from_raw(width, height, pixels).ok_or_else(|| "too few pixels".to_owned())
    }))
}

fn check_size(width: u32, height: u32) -> Result<(), String> {
    let pixels = u64::from(width) * u64::from(height);
    match pixels {
        0 => Err("no pixels".to_owned()),
        1..=MOST_PIXELS => Ok(()),
        _ => Err(format!("{width}×{height} pixels, limit {MOST_PIXELS}")),
    }
}

/// Four bytes a pixel from what TIFF decoders give: bits packed into bytes, or one, three or four bytes.
fn in_colour(decoded: DecodingResult, of: ColorType, width: usize) -> Result<Vec<u8>, String> {
    let DecodingResult::U8(samples) = decoded else { return Err(format!("{of:?}")) };
    let grey = |value: u8| [value, value, value, u8::MAX];
    Ok(match of {
        ColorType::Gray(1) => samples
            .chunks_exact(width.div_ceil(8))
            .flat_map(|row| {
                (0..width).map(|x| if row[x / 8] << (x % 8) & 0x80 == 0 { 0 } else { 255 })
            })
            .flat_map(grey)
            .collect(),
        ColorType::Gray(8) => samples.into_iter().flat_map(grey).collect(),
        ColorType::RGB(8) => {
            samples.chunks_exact(3).flat_map(|rgb| [rgb[0], rgb[1], rgb[2], u8::MAX]).collect()
        }
        ColorType::RGBA(8) => samples,
        other => return Err(format!("{other:?}")),
    })
}

/// The image at a resolution that a recogniser reads well.
fn resized(colour: Colour) -> Colour {
    let (width, height) = (colour.width as u32, colour.height as u32);
    let longer = width.max(height);
    let (width, height, filter) = if longer > FINEST_PIXELS {
        (width.div_ceil(2), height.div_ceil(2), image::imageops::FilterType::Triangle)
    } else if longer < COARSEST_PIXELS {
        (2 * width, 2 * height, image::imageops::FilterType::CatmullRom)
    } else {
        return colour;
    };
    let image =
        image::RgbaImage::from_raw(colour.width as u32, colour.height as u32, colour.pixels)
            .expect("an image has four bytes for each of its pixels");
    let image = image::imageops::resize(&image, width, height, filter);
    Colour { width: width as usize, height: height as usize, pixels: image.into_raw() }
}
