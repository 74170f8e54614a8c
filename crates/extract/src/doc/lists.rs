//! What the lists of a file look like (MS-DOC 2.9.147, 2.9.131): the definitions, and the lists that use them.

use super::{Streams, fib::Table};
use crate::{
    number::{u8_at, u16_at, u32_at, utf16_at},
    numbering::{Definition, Format, LEVELS, Level, List, MAX_LABEL, Numbering},
};

/// Bytes of a definition before its levels, of a level before its formatting, of a list.
const DEFINITION: usize = 28;
const LEVEL: usize = 28;
const LIST: usize = 16;

/// The lists of a file, by the numbers that paragraphs use.
pub(super) fn parse(streams: &Streams) -> Numbering {
    let mut numbering = Numbering::default();
    // What follows the definitions and the lists does not count into the lengths of the structures.
    let rest_of =
        |table| streams.table.get(streams.fib.structure(table).start..).unwrap_or_default();
    if !streams.fib.structure(Table::ListDefinitions).is_empty() {
        parse_definitions(rest_of(Table::ListDefinitions), &mut numbering);
    }
    if !streams.fib.structure(Table::Lists).is_empty() {
        parse_lists(rest_of(Table::Lists), &mut numbering);
    }
    numbering
}

/// The key of a list in [`Numbering`].
pub(super) fn key(list: i16) -> String {
    list.to_string()
}

fn parse_definitions(bytes: &[u8], numbering: &mut Numbering) -> Option<()> {
    let n_definitions = usize::from(u16_at(bytes, 0)?);
    let mut at = 2 + DEFINITION * n_definitions;
    for index in 0..n_definitions {
        let start = 2 + DEFINITION * index;
        let id = u32_at(bytes, start)?;
        let is_simple = u8_at(bytes, start + 26)? & 1 == 1;
        let mut definition = Definition::default();
        for level in 0..if is_simple { 1 } else { LEVELS } {
            let (look, end) = parse_level(bytes, at)?;
            let style = u16_at(bytes, start + 8 + 2 * level).filter(|style| *style != 0x0FFF);
            definition.levels[level] =
                Level { style: style.map(|style| style.to_string()), ..look };
            at = end;
        }
        numbering.definitions.insert(id.to_string(), definition);
    }
    Some(())
}

fn parse_lists(bytes: &[u8], numbering: &mut Numbering) -> Option<()> {
    let n_lists = usize::try_from(u32_at(bytes, 0)?).ok()?.min(bytes.len() / LIST);
    let mut at = 4 + LIST * n_lists;
    for index in 0..n_lists {
        let start = 4 + LIST * index;
        let definition = u32_at(bytes, start)?.to_string();
        let n_overrides = u8_at(bytes, start + 12)?;
        let mut list = List { definition, ..List::default() };
        at += 4;
        for _ in 0..n_overrides {
            let number = u32_at(bytes, at)?;
            let flags = u32_at(bytes, at + 4)?;
            at += 8;
            let level = usize::from(flags.to_le_bytes()[0] & 0xF).min(LEVELS - 1);
            if flags & 0x20 != 0 {
                let (look, end) = parse_level(bytes, at)?;
                list.levels.insert(level, look);
                at = end;
            } else if flags & 0x10 != 0 {
                list.starts.insert(level, number);
            }
        }
        numbering.lists.insert(key(i16::try_from(index + 1).ok()?), list);
    }
    Some(())
}

/// A level, and where it ends.
fn parse_level(bytes: &[u8], at: usize) -> Option<(Level, usize)> {
    let start = u32_at(bytes, at)?;
    let format = format(u8_at(bytes, at + 4)?);
    let flags = u8_at(bytes, at + 5)?;
    let follow = u8_at(bytes, at + 15)?;
    let formatting = usize::from(u8_at(bytes, at + 24)?) + usize::from(u8_at(bytes, at + 25)?);
    let restart = u8_at(bytes, at + 26)?;
    let text = at + LEVEL + formatting;
    let n_units = usize::from(u16_at(bytes, text)?);
    let mut pattern = String::new();
    for letter in utf16_at(bytes, text + 2, n_units)?.chars().take(MAX_LABEL) {
        match letter {
            // The number of this level, from 0, stands here.
            level @ '\0'..='\u{8}' => {
                pattern.push('%');
                pattern.extend(char::from_digit(u32::from(level) + 1, 10));
            }
            letter => pattern.push(letter),
        }
    }
    let level = Level {
        start,
        format,
        pattern,
        is_legal: flags & 4 != 0,
        restart: (flags & 8 != 0).then_some(usize::from(restart)),
        is_tight: follow == 2,
        style: None,
    };
    Some((level, text + 2 + 2 * n_units))
}

/// The formats of MS-OSHARED 2.2.1.3 that stand in official documents.
fn format(code: u8) -> Format {
    match code {
        1 => Format::UpperRoman,
        2 => Format::LowerRoman,
        3 => Format::UpperLetter,
        4 => Format::LowerLetter,
        22 => Format::DecimalZero,
        23 => Format::Bullet,
        255 => Format::None,
        _ => Format::Decimal,
    }
}
