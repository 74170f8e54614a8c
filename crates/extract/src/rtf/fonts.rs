//! The table of fonts: names and character sets by number.

use std::collections::BTreeMap;

use encoding_rs::{Encoding, WINDOWS_1252};

use super::charset;
use crate::flow::{FontId, Fonts};

/// The fonts of a file.
#[derive(Debug, Default)]
pub(super) struct FontTable {
    fonts: BTreeMap<i32, Font>,
    /// The one whose entry is being read.
    open: Option<i32>,
}

#[derive(Debug, Default)]
struct Font {
    name: Vec<u8>,
    charset: Option<&'static Encoding>,
    id: FontId,
}

impl FontTable {
    /// More fonts than any file has; further ones are unknown.
    const MOST: usize = 10_000;

    /// The entry of a font begins.
    pub(super) fn begin(&mut self, number: i32) {
        self.open = (self.fonts.len() < Self::MOST).then_some(number);
        if self.open.is_some() {
            self.fonts.insert(number, Font::default());
        }
    }

    /// The character set of the font whose entry is being read.
    pub(super) fn set_charset(&mut self, number: i32) {
        if let Some(font) = self.open_font() {
            font.charset = charset::of_charset(number);
        }
    }

    /// A byte of its name; a semicolon ends it.
    pub(super) fn push(&mut self, byte: u8, fonts: &mut Fonts) {
        /// Names of fonts have at most 32 characters.
        const MOST_BYTES: usize = 128;
        let Some(font) = self.open_font() else { return };
        if byte != b';' {
            if font.name.len() < MOST_BYTES {
                font.name.push(byte);
            }
            return;
        }
        let (name, _) = WINDOWS_1252.decode_without_bom_handling(&font.name);
        font.id = fonts.id(name.trim());
        // Fonts of the old encodings call themselves Vietnamese, but their bytes are their own.
        if name.trim_start().starts_with('.') || name.trim_start().starts_with("VNI") {
            font.charset = Some(WINDOWS_1252);
        }
        self.open = None;
    }

    /// The font of a number, and the encoding of its bytes where it says so.
    pub(super) fn get(&self, number: i32) -> (FontId, Option<&'static Encoding>) {
        self.fonts.get(&number).map(|font| (font.id, font.charset)).unwrap_or_default()
    }

    fn open_font(&mut self) -> Option<&mut Font> {
        self.fonts.get_mut(&self.open?)
    }
}
