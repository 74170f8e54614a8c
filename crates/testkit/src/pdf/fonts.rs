//! The faces of a document's text, and how wide its words are in them.
//!
//! Tinos has the widths of Times New Roman, which the decree prescribes, and every Vietnamese letter.

use std::{io, path::Path};

use krilla::text::{Font, GlyphId, KrillaGlyph};
use ttf_parser::Face;

/// Where Debian's package `fonts-croscore` puts the fonts.
pub const FONT_FOLDER: &str = "/usr/share/fonts/truetype/croscore";

/// A style of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Upright.
    Regular,
    /// Bold.
    Bold,
    /// Italic.
    Italic,
}

/// The faces of all styles.
pub struct Fonts {
    faces: [LoadedFace; 3],
}

struct LoadedFace {
    font: Font,
    advances: Vec<f32>,
    glyph_of: Vec<(char, u16)>,
}

impl Fonts {
    /// Tinos from the folder of the Debian package `fonts-croscore`.
    ///
    /// # Errors
    /// When a face cannot be read; the error names the package to install.
    pub fn installed() -> io::Result<Self> {
        let read = |name: &str| {
            let path = Path::new(FONT_FOLDER).join(name);
            std::fs::read(&path).map_err(|error| {
                let path = path.display();
                io::Error::new(
                    error.kind(),
                    format!("cannot read `{path}` (Debian package `fonts-croscore`): {error}"),
                )
            })
        };
        let load = |name: &str| {
            LoadedFace::parse(read(name)?).ok_or_else(|| {
                io::Error::new(io::ErrorKind::InvalidData, format!("`{name}` is not a font"))
            })
        };
        Ok(Self {
            faces: [load("Tinos-Regular.ttf")?, load("Tinos-Bold.ttf")?, load("Tinos-Italic.ttf")?],
        })
    }

    fn face(&self, style: Style) -> &LoadedFace {
        let index = match style {
            Style::Regular => 0,
            Style::Bold => 1,
            Style::Italic => 2,
        };
        &self.faces[index]
    }

    /// The face that krilla embeds.
    pub(super) fn font(&self, style: Style) -> Font {
        self.face(style).font.clone()
    }

    /// The width of a text in points, at a size in points.
    ///
    /// # Panics
    /// When the font lacks a character: a document with boxes for letters would teach nobody anything.
    #[must_use]
    pub fn width(&self, text: &str, style: Style, size: f32) -> f32 {
        let face = self.face(style);
        text.chars().map(|c| face.advance(face.glyph(c))).sum::<f32>() * size
    }

    /// The glyphs of a text; `space_extra` points are added to each space at that size, to justify a line.
    pub(super) fn glyphs(
        &self,
        text: &str,
        style: Style,
        size: f32,
        space_extra: f32,
    ) -> Vec<KrillaGlyph> {
        let face = self.face(style);
        text.char_indices()
            .map(|(start, c)| {
                let glyph = face.glyph(c);
                let extra = if c == ' ' { space_extra / size } else { 0.0 };
                let range = start..start + c.len_utf8();
                KrillaGlyph::new(
                    GlyphId::new(u32::from(glyph)),
                    face.advance(glyph) + extra,
                    0.0,
                    0.0,
                    0.0,
                    range,
                    None,
                )
            })
            .collect()
    }
}

impl LoadedFace {
    fn parse(bytes: Vec<u8>) -> Option<Self> {
        let face = Face::parse(&bytes, 0).ok()?;
        let units = f32::from(face.units_per_em());
        let advances = (0..face.number_of_glyphs())
            .map(|id| {
                f32::from(face.glyph_hor_advance(ttf_parser::GlyphId(id)).unwrap_or(0)) / units
            })
            .collect();
        let glyph_of = (' '..='\u{24ff}')
            .filter_map(|c| face.glyph_index(c).map(|glyph| (c, glyph.0)))
            .collect();
        Some(Self { advances, glyph_of, font: Font::new(bytes.into(), 0)? })
    }

    fn glyph(&self, c: char) -> u16 {
        match self.glyph_of.binary_search_by_key(&c, |&(known, _)| known) {
            Ok(found) => self.glyph_of[found].1,
            Err(_) => panic!("the font has no glyph for {c:?} (U+{:04X})", u32::from(c)),
        }
    }

    fn advance(&self, glyph: u16) -> f32 {
        self.advances[usize::from(glyph)]
    }
}
