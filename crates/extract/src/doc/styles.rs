//! The style sheet and the fonts (MS-DOC 2.9.271, 2.9.287): what a paragraph or character has where it says nothing
//! itself.

use super::{Streams, fib::Table, sprm};
use crate::{
    flow::{FontId, Fonts},
    number::{i16_at, u8_at, u16_at, utf16_at},
};

/// How deep styles may build on each other.
const MAX_LINKS: usize = 32;
/// Bytes of a font's entry before its name.
const FONT_NAME: usize = 40;

/// Styles and fonts of a file.
#[derive(Debug)]
pub(super) struct Styles {
    styles: Vec<Style>,
    fonts: Vec<FontId>,
    default_font: FontId,
}

/// What a style says by itself.
#[derive(Debug, Clone, Default)]
struct Style {
    based_on: Option<u16>,
    font: Option<u16>,
    is_hidden: Option<bool>,
    list: Option<i16>,
    level: Option<u8>,
}

/// What characters of a style look like.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct CharacterLook {
    pub(super) font: FontId,
    pub(super) is_hidden: bool,
}

impl Styles {
    pub(super) fn parse(streams: &Streams, fonts: &mut Fonts) -> Self {
        let names = font_names(streams.structure(Table::Fonts));
        let fonts: Vec<FontId> = names.iter().map(|name| fonts.id(name)).collect();
        let sheet = streams.structure(Table::Styles);
        let styles = parse_styles(sheet).unwrap_or_default();
        let default_font = u16_at(sheet, 2 + 12)
            .and_then(|font| fonts.get(usize::from(font)).copied())
            .unwrap_or_default();
        Self { styles, fonts, default_font }
    }

    /// What characters of a style look like.
    pub(super) fn look(&self, style: u16) -> CharacterLook {
        let font = self.inherited(style, |style| style.font).and_then(|font| self.font(font));
        CharacterLook {
            font: font.unwrap_or(self.default_font),
            is_hidden: self.inherited(style, |style| style.is_hidden).unwrap_or(false),
        }
    }

    /// The same look with what a character style says over it.
    pub(super) fn look_over(&self, look: CharacterLook, style: u16) -> CharacterLook {
        let font = self.inherited(style, |style| style.font).and_then(|font| self.font(font));
        let is_hidden = self.inherited(style, |style| style.is_hidden);
        CharacterLook {
            font: font.unwrap_or(look.font),
            is_hidden: is_hidden.unwrap_or(look.is_hidden),
        }
    }

    /// A font by its number in the file.
    pub(super) fn font(&self, number: u16) -> Option<FontId> {
        self.fonts.get(usize::from(number)).copied()
    }

    /// The list that paragraphs of a style are in.
    pub(super) fn list(&self, style: u16) -> Option<i16> {
        self.inherited(style, |style| style.list)
    }

    /// The level in that list.
    pub(super) fn level(&self, style: u16) -> Option<u8> {
        self.inherited(style, |style| style.level)
    }

    fn inherited<T>(&self, style: u16, get: impl Fn(&Style) -> Option<T>) -> Option<T> {
        let by_number = |number: u16| self.styles.get(usize::from(number));
        std::iter::successors(by_number(style), |style| by_number(style.based_on?))
            .take(MAX_LINKS)
            .find_map(get)
    }
}

fn font_names(table: &[u8]) -> Vec<String> {
    let n_fonts = u16_at(table, 0).unwrap_or(0);
    let mut at = 4;
    let mut names = Vec::new();
    for _ in 0..n_fonts {
        let Some(length) = u8_at(table, at) else { break };
        let end = at + 1 + usize::from(length);
        let n_units = end.saturating_sub(at + FONT_NAME) / 2;
        let name = utf16_at(table, at + FONT_NAME, n_units).unwrap_or_default();
        names.push(name.split('\0').next().unwrap_or_default().to_owned());
        at = end;
    }
    names
}

fn parse_styles(sheet: &[u8]) -> Option<Vec<Style>> {
    let header = usize::from(u16_at(sheet, 0)?);
    let n_styles = u16_at(sheet, 2)?;
    let base = usize::from(u16_at(sheet, 4)?);
    let mut at = 2 + header;
    let mut styles = Vec::new();
    for _ in 0..n_styles {
        let Some(length) = u16_at(sheet, at).map(usize::from) else { break };
        let Some(style) = sheet.get(at + 2..at + 2 + length) else { break };
        styles.push(parse_style(style, base).unwrap_or_default());
        at += 2 + length + length % 2;
    }
    Some(styles)
}

fn parse_style(bytes: &[u8], base: usize) -> Option<Style> {
    const NO_STYLE: u16 = 0x0FFF;
    let links = u16_at(bytes, 2)?;
    let is_paragraph = links & 0xF == 1;
    let based_on = Some(links >> 4).filter(|style| *style != NO_STYLE);
    let n_formats = u16_at(bytes, 4)? & 0xF;
    let n_units = usize::from(u16_at(bytes, base)?);
    let mut at = base + 2 + 2 * n_units + 2;
    let mut style = Style { based_on, ..Style::default() };
    for index in 0..n_formats {
        let Some(length) = u16_at(bytes, at).map(usize::from) else { break };
        let Some(format) = bytes.get(at + 2..at + 2 + length) else { break };
        match (is_paragraph, index) {
            // The first format of a paragraph style begins with the number of the style itself.
            (true, 0) => style.read(format.get(2..).unwrap_or_default()),
            (true, 1) | (false, 0) => style.read(format),
            _ => {}
        }
        at += 2 + length + length % 2;
    }
    Some(style)
}

impl Style {
    fn read(&mut self, sprms: &[u8]) {
        for (code, operand) in sprm::sprms(sprms) {
            match code {
                sprm::FONT => self.font = u16_at(operand, 0),
                sprm::HIDDEN => self.is_hidden = Some(sprm::toggle(operand, false)),
                sprm::LIST => self.list = i16_at(operand, 0),
                sprm::LIST_LEVEL => self.level = u8_at(operand, 0),
                _ => {}
            }
        }
    }
}
