//! Word 6.0 and 95: what Word 97 says, in other places and shorter forms. Everything lies in the main stream, a
//! character is a byte, and a property modifier has a code of one byte.
//!
//! Handed on in the forms of Word 97, so that stories are read in one way. Styles and lists are not: a paragraph has
//! what it says itself. The layout is that of the public descriptions of the format ("Word 6 binary file format").

use std::ops::Range;

use model::problem::{Problem, ProblemCode};

use super::{
    Opened, Streams,
    fib::Fib,
    formatting::{Formatting, Kind, PAGE, Run, page_runs},
    pieces::Pieces,
    sprm,
};
use crate::{
    number::{u8_at, u16_at, u32_at},
    session::Session,
};

/// What marks files of these versions.
const MAGIC: u16 = 0xA5DC;
/// Flags at 0x0A.
const IS_FAST_SAVED: u16 = 0x0004;
const IS_ENCRYPTED: u16 = 0x0100;
const HAS_WIDE_CHARACTERS: u16 = 0x1000;
/// Where the block at the start says what.
const FIRST_BYTE: usize = 0x18;
const LENGTHS: usize = 0x34;
const CHARACTER_FORMATS: Pages = Pages { table: 0xB8, first: 0x18A, count: 0x18E };
const PARAGRAPH_FORMATS: Pages = Pages { table: 0xC0, first: 0x18C, count: 0x190 };
const FONTS: usize = 0xD0;
const PIECES: usize = 0x160;

/// Bytes of a font's entry before its name: here, and in Word 97.
const FONT_NAME: usize = 6;
const FONT_NAME_97: usize = 40;
/// Bytes of what a row says of a cell: here, and in Word 97.
const CELL: usize = 10;
const CELL_97: usize = 20;
/// Bytes of the entry of a paragraph on its page of formatting.
const PARAGRAPH_ENTRY: usize = 7;

/// Where the pages of formatting are told. The table may hold the first alone: the others follow it.
struct Pages {
    table: usize,
    first: usize,
    count: usize,
}

/// Whether a main stream is that of Word 6.0 or 95.
pub(super) fn is(main: &[u8]) -> bool {
    u16_at(main, 0) == Some(MAGIC)
}

/// Opens a main stream of Word 6.0 or 95.
///
/// # Errors
/// `damaged` when the block at the start or the pieces are not whole, `password-required`, `decompressed-too-large`.
pub(super) fn open(mut main: Vec<u8>, session: &Session<'_>) -> Result<Opened, Problem> {
    let damaged = || Problem::new(ProblemCode::Damaged, "FIB");
    let flags = u16_at(&main, 0x0A).ok_or_else(damaged)?;
    if flags & IS_ENCRYPTED != 0 {
        return Err(Problem::new(ProblemCode::PasswordRequired, "XOR"));
    }
    let mut lengths = [0; 7];
    for (index, length) in lengths.iter_mut().enumerate() {
        *length = u32_at(&main, LENGTHS + 4 * index).ok_or_else(damaged)?;
    }
    let is_narrow = flags & HAS_WIDE_CHARACTERS == 0;
    let table = match flags & IS_FAST_SAVED {
        0 => {
            let n_characters = lengths.iter().fold(0, |sum: u32, next| sum.saturating_add(*next));
            let start = u32_at(&main, FIRST_BYTE).ok_or_else(damaged)?;
            let mut pieces = [0, n_characters].map(u32::to_le_bytes).concat();
            pieces.extend([0, 0]);
            pieces.extend(start.to_le_bytes());
            pieces.extend([0, 0]);
            piece_table(&pieces, is_narrow)
        }
        _ => clx(structure(&main, PIECES), is_narrow).ok_or_else(damaged)?,
    };
    let pieces = Pieces::parse(&table, main.len(), session.output_left())?;
    let characters = runs(&mut main, &CHARACTER_FORMATS, Kind::Characters);
    let paragraphs = runs(&mut main, &PARAGRAPH_FORMATS, Kind::Paragraphs);
    let fonts = fonts(structure(&main, FONTS));
    let fib = Fib::with_fonts(lengths, fonts.len());
    let streams = Streams { main, table: fonts, overflow: Vec::new(), fib };
    Ok(Opened { streams, pieces, formatting: Formatting::of(characters, paragraphs) })
}

/// The bytes whose position and length stand at a place of the block at the start; empty where they lie outside.
fn structure(main: &[u8], at: usize) -> &[u8] {
    let number = |at| u32_at(main, at).and_then(|number| usize::try_from(number).ok());
    let range = number(at).zip(number(at + 4));
    range
        .and_then(|(start, length)| main.get(start..start.checked_add(length)?))
        .unwrap_or_default()
}

/// The pieces of a fast-saved file, with the formatting that stands before their table.
fn clx(mut list: &[u8], is_narrow: bool) -> Option<Vec<u8>> {
    let mut new = Vec::new();
    loop {
        match u8_at(list, 0)? {
            1 => {
                let length = usize::from(u16_at(list, 1)?);
                let format = sprms_97(list.get(3..3 + length)?);
                new.push(1);
                new.extend(u16::try_from(format.len()).ok()?.to_le_bytes());
                new.extend(format);
                list = &list[3 + length..];
            }
            2 => {
                let length = usize::try_from(u32_at(list, 1)?).ok()?;
                let rest = &list[5.min(list.len())..];
                new.extend(piece_table(&rest[..length.min(rest.len())], is_narrow));
                return Some(new);
            }
            _ => return None,
        }
    }
}

/// A piece table whose pieces say how wide their characters are.
fn piece_table(pieces: &[u8], is_narrow: bool) -> Vec<u8> {
    let mut pieces = pieces.to_vec();
    let n_pieces = pieces.len().saturating_sub(4) / 12;
    for descriptor in (0..n_pieces).map(|index| 4 * (n_pieces + 1) + 8 * index) {
        let place = descriptor + 2..descriptor + 6;
        if let Some(start) = u32_at(&pieces, place.start).filter(|_| is_narrow) {
            // Eight-bit characters lie at half of what is told, which leaves no room for a place beyond 512 MB.
            let told = 0x4000_0000 | start.saturating_mul(2) & 0x3FFF_FFFF;
            pieces[place].copy_from_slice(&told.to_le_bytes());
        }
    }
    let mut table = vec![2];
    table.extend(u32::try_from(pieces.len()).unwrap_or(u32::MAX).to_le_bytes());
    table.extend(pieces);
    table
}

/// The runs of all pages of formatting; their modifiers, in the form of Word 97, are added to the main stream.
fn runs(main: &mut Vec<u8>, pages: &Pages, kind: Kind) -> Vec<Run> {
    let table = structure(main, pages.table);
    let n_told = table.len().saturating_sub(4) / 6;
    let told = (0..n_told).filter_map(|index| u16_at(table, 4 * (n_told + 1) + 2 * index));
    let mut numbers: Vec<u16> = told.collect();
    let n_pages = usize::from(u16_at(main, pages.count).unwrap_or(0));
    if let Some(first) = u16_at(main, pages.first).filter(|_| n_told < n_pages) {
        let n_more = u16::try_from(n_pages - n_told).unwrap_or(0);
        let next = first.saturating_add(u16::try_from(n_told).unwrap_or(0));
        numbers.extend(next..next.saturating_add(n_more));
    }
    numbers.sort_unstable();
    numbers.dedup();
    let mut found = Vec::new();
    for start in numbers.into_iter().map(|number| usize::from(number) * PAGE) {
        if let Some(page) = main.get(start..start + PAGE) {
            let entry = if kind == Kind::Characters { 1 } else { PARAGRAPH_ENTRY };
            page_runs(page, start, kind, entry, &mut found);
        }
    }
    for run in &mut found {
        run.format = translated(main, run.format.clone(), kind);
    }
    found
}

/// Adds the modifiers of a run to the main stream, in the form of Word 97, and says where.
fn translated(main: &mut Vec<u8>, format: Range<usize>, kind: Kind) -> Range<usize> {
    let format = main.get(format).unwrap_or_default();
    // A paragraph's formatting begins with its style.
    let (style, list) = match kind {
        Kind::Characters => (&[][..], format),
        Kind::Paragraphs => format.split_at(format.len().min(2)),
    };
    let new = [style, &sprms_97(list)].concat();
    let start = main.len();
    main.extend(new);
    start..main.len()
}

/// The modifiers that change what the text is, in the form of Word 97.
fn sprms_97(list: &[u8]) -> Vec<u8> {
    let mut new = Vec::new();
    let mut rest = list;
    while let Some(code) = u8_at(rest, 0) {
        let Some(length) = length(rest) else { break };
        let Some(operand) = rest.get(1..length) else { break };
        let code_97 = match code {
            24 => Some(sprm::IN_TABLE),
            25 => Some(sprm::ROW_END),
            65 => Some(sprm::DELETED),
            92 => Some(sprm::HIDDEN),
            93 => Some(sprm::FONT),
            117 => Some(sprm::SPECIAL),
            190 => {
                new.extend(row_97(operand).unwrap_or_default());
                None
            }
            _ => None,
        };
        if let Some(code) = code_97 {
            new.extend(code.to_le_bytes());
            new.extend(operand);
        }
        rest = &rest[length..];
    }
    new
}

/// The definition of a row: the number of its cells, their edges, and what is said about each.
fn row_97(operand: &[u8]) -> Option<Vec<u8>> {
    let n_cells = usize::from(u8_at(operand, 2)?);
    let edges = operand.get(3..3 + 2 * (n_cells + 1))?;
    let mut row = vec![u8::try_from(n_cells).ok()?];
    row.extend(edges);
    for index in 0..n_cells {
        let flags = u16_at(operand, 3 + 2 * (n_cells + 1) + CELL * index).unwrap_or(0);
        // The first of merged cells is told by the lower bit, the others by the higher: the other way round in Word 97.
        let merged = (flags & 1) << 1 | (flags >> 1) & 1;
        let mut cell = vec![0; CELL_97];
        cell[..2].copy_from_slice(&merged.to_le_bytes());
        row.extend(cell);
    }
    let mut new = sprm::ROW.to_le_bytes().to_vec();
    new.extend(u16::try_from(row.len() + 1).ok()?.to_le_bytes());
    new.extend(row);
    Some(new)
}

/// How many bytes the first modifier of a list takes, its code included.
fn length(list: &[u8]) -> Option<usize> {
    let byte = |at| u8_at(list, at).map(usize::from);
    Some(match *list.first()? {
        23 if byte(1)? == 255 => {
            let n_deleted = byte(2)?;
            4 + 4 * n_deleted + 3 * byte(3 + 4 * n_deleted)?
        }
        3 | 12 | 15 | 23 | 81 | 103 | 108 | 188 | 191 => 2 + byte(1)?,
        190 => 2 + usize::from(u16_at(list, 1)?),
        20 | 70 | 74 | 192 | 194 | 196 | 200 => 5,
        68 | 193 | 199 => 6,
        73 | 95 | 136 | 137 => 4,
        120 | 187 => 13,
        2 | 16..=19 | 21 | 22 | 26..=28 | 30..=36 | 38..=43 | 45..=49 | 69 | 72 | 80 | 93 => 3,
        96 | 97 | 99 | 101 | 105..=107 | 109 | 110 | 121..=124 | 140 | 141 | 144 | 145 => 3,
        148 | 149 | 154..=157 | 160 | 161 | 164..=171 | 182..=184 | 189 | 195 | 197 | 198 => 3,
        _ => 2,
    })
}

/// The names of the fonts, as Word 97 lists them.
fn fonts(list: &[u8]) -> Vec<u8> {
    let mut new = vec![0; 4];
    let (mut at, mut n_fonts) = (2, 0_u16);
    while let Some(length) = u8_at(list, at).map(usize::from).filter(|length| *length > 0) {
        let name = list.get(at + FONT_NAME..at + 1 + length).unwrap_or_default();
        let name: Vec<u8> = name.iter().copied().take_while(|byte| *byte != 0).take(100).collect();
        let n_bytes = FONT_NAME_97 - 1 + 2 * name.len();
        new.push(u8::try_from(n_bytes).unwrap_or(u8::MAX));
        new.resize(new.len() + FONT_NAME_97 - 1, 0);
        new.extend(name.into_iter().flat_map(|byte| [byte, 0]));
        n_fonts += 1;
        at += 1 + length;
    }
    new[..2].copy_from_slice(&n_fonts.to_le_bytes());
    new
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modifiers_come_out_as_those_of_word_97() {
        let list = [
            5, 1, // justified: nothing of the text
            24, 1, // in a table
            23, 255, 1, 9, 9, 9, 9, 1, 7, 7, 7, // tab stops in the long form
            93, 7, 0, // the font
            190, 16, 0, 1, 10, 0, 20, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, // a row of one cell
            25, 1, // its end
            20, 1, // cut off
        ];
        let found = sprms_97(&list);
        let found: Vec<_> = sprm::sprms(&found).collect();
        let mut row = vec![1, 10, 0, 20, 0, 3];
        row.resize(5 + CELL_97, 0);
        assert_eq!(
            found,
            [
                (sprm::IN_TABLE, &[1][..]),
                (sprm::FONT, &[7, 0]),
                (sprm::ROW, &row),
                (sprm::ROW_END, &[1]),
            ]
        );
    }
}
