//! The image of one page as a person sees it on a screen: colour where the page has colour, as wide as asked for.
//!
//! Refuses to know: who looks at it, how long it is kept, and where its words are; those are in the reading, in points
//! of the same page.

use image::{ExtendedColorType, ImageEncoder as _, codecs::png};
use serde::{Deserialize, Serialize};

use crate::{
    Limits, pdf, read_contents,
    scan::{picture, raster::Colour},
    session::Session,
    sniff,
};
use model::reading::MediaType;

/// The widest image that is drawn, in pixels.
pub const WIDEST: u32 = 2_400;

/// Which page of which document of a file is wanted, and how wide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageView {
    /// The way from the outermost file to the document, as [`Reading::flatten`](model::reading::Reading::flatten) names
    /// it; empty for the file itself.
    pub inner: String,
    /// The page, from 1.
    pub page: u32,
    /// The width of the image in pixels, cut to [`WIDEST`].
    pub width: u32,
}

/// Why there is no image of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotDrawn {
    /// The file holds no such document.
    NoSuchDocument,
    /// Documents of this format have no pages.
    NoPages,
    /// The document has no such page.
    NoSuchPage,
    /// The page or its file is damaged, locked, or over a limit.
    Refused,
}

/// Draws a page as PNG, under the same limits as reading it.
///
/// # Errors
/// Says why there is nothing to be seen.
pub fn draw_page(
    bytes: &[u8],
    view: &PageView,
    limits: &Limits,
    progress: &mut dyn FnMut(),
) -> Result<Vec<u8>, NotDrawn> {
    let mut session = Session::new(limits, bytes.len() as u64, progress);
    let colour = drawn_at(bytes, &view.inner, view, 0, &mut session)?;
    session.beat();
    encoded(colour)
}

fn drawn_at(
    bytes: &[u8],
    inner: &str,
    view: &PageView,
    depth: u32,
    session: &mut Session<'_>,
) -> Result<Colour, NotDrawn> {
    let sniffed = sniff::sniff(bytes);
    let width = view.width.clamp(1, WIDEST);
    if inner.is_empty() {
        return match (sniffed.media_type, sniffed.format) {
            (MediaType::Pdf, _) => pdf::draw(bytes, view.page, width, session),
            (MediaType::Image, Some(format)) => picture::draw(bytes, format, view.page, width),
            _ => Err(NotDrawn::NoPages),
        };
    }
    let contents = read_contents(bytes, "", sniffed, depth, session);
    for child in contents.children {
        let Some(rest) = inner.strip_prefix(child.name.as_str()) else { continue };
        let rest = if rest.is_empty() { Some("") } else { rest.strip_prefix("!/") };
        if let Some(rest) = rest {
            return drawn_at(&child.bytes, rest, view, depth + 1, session);
        }
    }
    Err(NotDrawn::NoSuchDocument)
}

/// The image as PNG; a page without colour takes a third of the bytes.
fn encoded(colour: Colour) -> Result<Vec<u8>, NotDrawn> {
    let Colour { width, height, pixels } = colour;
    let (width, height) = (width as u32, height as u32);
    let is_grey = pixels.chunks_exact(4).all(|p| p[0] == p[1] && p[1] == p[2]);
    let (samples, kind): (Vec<u8>, _) = if is_grey {
        (pixels.chunks_exact(4).map(|p| p[0]).collect(), ExtendedColorType::L8)
    } else {
        let rgb = pixels.chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]);
        (rgb.collect(), ExtendedColorType::Rgb8)
    };
    let mut png = Vec::new();
    png::PngEncoder::new_with_quality(
        &mut png,
        png::CompressionType::Fast,
        png::FilterType::Adaptive,
    )
    .write_image(&samples, width, height, kind)
    .map_err(|_| NotDrawn::Refused)?;
    Ok(png)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(bytes: &[u8], inner: &str, page: u32, width: u32) -> Result<(u32, u32), NotDrawn> {
        let view = PageView { inner: inner.to_owned(), page, width };
        let png = draw_page(bytes, &view, &Limits::default(), &mut || {})?;
        let image = image::load_from_memory(&png).expect("a PNG");
        Ok((image.width(), image.height()))
    }

    #[test]
    fn documents_inside_others_are_reached_by_their_paths() {
        let mut png = Vec::new();
        png::PngEncoder::new(&mut png)
            .write_image(&[0; 4 * 6], 4, 6, ExtendedColorType::L8)
            .expect("memory");
        let inner = testkit::archive::zip([("a/b.png", png.as_slice())]);
        let outer = testkit::archive::zip([("trong.zip", inner.as_slice())]);
        assert_eq!(draw(&outer, "trong.zip!/a/b.png", 1, 8), Ok((8, 12)));
        assert_eq!(draw(&outer, "trong.zip", 1, 8), Err(NotDrawn::NoPages));
        assert_eq!(draw(&outer, "trong.zip!/a", 1, 8), Err(NotDrawn::NoSuchDocument));
    }
}
