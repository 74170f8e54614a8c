//! Which character a glyph shows when the file names none: what the embedded font program itself says, in its table
//! of characters or by the names of its glyphs.
//!
//! A glyph that several characters share stands for the first of them that is no presentation form. Refuses to guess:
//! a program without such tables says nothing, and its glyphs stay unknown.

use std::collections::BTreeMap;

use hayro_interpret::font::OutlineGlyph;
use ttf_parser::{Face, GlyphId};

/// What the font programs of a file say of their glyphs, looked up once each.
#[derive(Debug, Default)]
pub(super) struct Programs {
    characters: BTreeMap<u128, BTreeMap<u32, char>>,
}

impl Programs {
    /// The character of a glyph.
    pub(super) fn character(&mut self, glyph: &OutlineGlyph) -> Option<char> {
        let program = glyph.font_data()?;
        let characters = self
            .characters
            .entry(program.cache_key)
            .or_insert_with(|| characters(program.data.as_ref().as_ref()));
        characters.get(&glyph.glyph_id().to_u32()).copied()
    }
}

/// Every glyph of a TrueType or OpenType program that shows a known character.
fn characters(program: &[u8]) -> BTreeMap<u32, char> {
    let mut characters = BTreeMap::new();
    let Ok(face) = Face::parse(program, 0) else { return characters };
    let subtables = face.tables().cmap.map(|cmap| cmap.subtables);
    for subtable in subtables.into_iter().flatten().filter(|subtable| subtable.is_unicode()) {
        subtable.codepoints(|code| {
            let (Some(letter), Some(glyph)) = (char::from_u32(code), subtable.glyph_index(code))
            else {
                return;
            };
            if glyph.0 == 0 || is_private(letter) {
                return;
            }
            characters
                .entry(u32::from(glyph.0))
                .and_modify(|known| *known = better(*known, letter))
                .or_insert(letter);
        });
    }
    for glyph in 1..face.number_of_glyphs() {
        if let Some(letter) = face.glyph_name(GlyphId(glyph)).and_then(named) {
            characters.entry(u32::from(glyph)).or_insert(letter);
        }
    }
    characters
}

fn is_private(letter: char) -> bool {
    matches!(letter, '\u{E000}'..='\u{F8FF}') || letter.is_control()
}

/// Of two characters with the same glyph the one that people type.
fn better(one: char, other: char) -> char {
    // Vietnamese fonts draw the letter of đ and the Icelandic one alike.
    let is_form = |letter: char| matches!(letter, '\u{D0}' | '\u{A0}' | '\u{AD}' | '\u{2000}'..='\u{200F}' | '\u{FB00}'..='\u{FEFF}');
    match (is_form(one), is_form(other)) {
        (true, false) => other,
        (false, true) => one,
        _ => one.min(other),
    }
}

/// The character in a name of the form `uni1EBF`, `u1EBF` or of one letter; names of the Adobe list are hayro's to
/// know, which looks them up where a font has an encoding.
fn named(name: &str) -> Option<char> {
    let mut letters = name.chars();
    if let (Some(letter), None) = (letters.next(), letters.next()) {
        return Some(letter);
    }
    let digits = name.strip_prefix("uni").or_else(|| name.strip_prefix('u'))?;
    let is_code = (4..=6).contains(&digits.len())
        && digits.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'A'..=b'F'));
    let letter = char::from_u32(u32::from_str_radix(digits, 16).ok().filter(|_| is_code)?)?;
    (!is_private(letter)).then_some(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_codes_are_characters() {
        let check = |name: &str, expect: Option<char>| assert_eq!(named(name), expect, "{name}");
        check("uni1EBF", Some('ế'));
        check("u01B0", Some('ư'));
        check("A", Some('A'));
        check("g17", None);
        check("uniE001", None);
        check("union", None);
    }

    #[test]
    fn the_plain_character_is_the_better_one() {
        assert_eq!(better(' ', '\u{A0}'), ' ');
        assert_eq!(better('\u{AD}', '-'), '-');
        assert_eq!(better('\u{D0}', 'Đ'), 'Đ');
    }

    #[test]
    fn what_is_no_font_says_nothing() {
        assert!(characters(b"not a font").is_empty());
    }
}
