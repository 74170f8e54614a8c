//! The image of a PDF page: at the resolution that its scan has, or as wide as somebody wants to see it.
//!
//! Refuses to know: what is done with it.

use hayro::{
    PixmapSettings, RenderCache, RenderSettings,
    vello_cpu::{color::palette::css::WHITE, peniko::ImageAlphaType},
};
use hayro_interpret::{InterpreterSettings, hayro_syntax::page::Page};

use super::raster::Colour;

/// The resolutions, in dots per inch, between which recognisers read best.
const COARSEST: f64 = 200.0;
const FINEST: f64 = 300.0;
/// The most pixels of one image: an A3 page at 450 dots per inch. Larger sheets are drawn coarser.
const MOST_PIXELS: f64 = 4e7;

/// Draws pages of one file.
pub(crate) struct Renderer<'a> {
    cache: RenderCache<'a>,
}

impl<'a> Renderer<'a> {
    pub(crate) fn new() -> Self {
        Self { cache: RenderCache::new() }
    }

    /// The page in colour; `scanned` is the resolution of its largest image, in dots per inch, 0 without an image.
    /// `None` for a page without area.
    pub(crate) fn draw(&self, page: &'a Page<'a>, scanned: f64) -> Option<Colour> {
        let (width, height) = page.render_dimensions();
        self.draw_scaled(page, scale(f64::from(width), f64::from(height), scanned) as f32)
    }

    /// The page in colour, this many pixels wide, but coarser where it is too high for that. `None` for a page without
    /// area.
    pub(crate) fn draw_to_width(&self, page: &'a Page<'a>, pixels: u32) -> Option<Colour> {
        let (width, height) = page.render_dimensions();
        let most = (MOST_PIXELS as f32 / (width * height)).sqrt();
        self.draw_scaled(page, (pixels as f32 / width).min(most))
    }

    fn draw_scaled(&self, page: &'a Page<'a>, scale: f32) -> Option<Colour> {
        let (width, height) = page.render_dimensions();
        if !scale.is_finite() || width * scale < 1.0 || height * scale < 1.0 {
            return None;
        }
        let pixmap = hayro::render(
            page,
            &self.cache,
            &InterpreterSettings::default(),
            &RenderSettings::default(),
            &PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE },
        );
        Some(Colour {
            width: usize::from(pixmap.width()),
            height: usize::from(pixmap.height()),
            // On white every pixel is opaque.
            pixels: pixmap.take_rgba8(ImageAlphaType::AlphaPremultiplied),
        })
    }
}

/// Pixels for a point.
fn scale(width: f64, height: f64, scanned: f64) -> f64 {
    let wanted = if scanned > 0.0 { scanned.clamp(COARSEST, FINEST) } else { FINEST };
    let square_inches = width * height / (72.0 * 72.0);
    wanted.min((MOST_PIXELS / square_inches).sqrt()) / 72.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_drawn_as_fine_as_their_scan_within_bounds() {
        let check = |size: (f64, f64), scanned: f64, dots_per_inch: f64| {
            let found = 72.0 * scale(size.0, size.1, scanned);
            assert!((found - dots_per_inch).abs() < 1.0, "{size:?} {scanned}: {found}");
        };
        check((595.0, 842.0), 240.0, 240.0);
        check((595.0, 842.0), 96.0, 200.0);
        check((595.0, 842.0), 600.0, 300.0);
        check((595.0, 842.0), 0.0, 300.0);
        check((14_400.0, 14_400.0), 0.0, 31.6);
    }
}
