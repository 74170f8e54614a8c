//! What can still be read of a Word file whose directory or tables are gone, mostly because it was cut off.
//!
//! Word writes the main stream first and its text in one go; the block at the start says between which bytes. Without
//! the tables there are no formats, no tables and no order of pieces: the text is given as it lies, and told to be so.

use model::problem::{Problem, ProblemCode};

use crate::number::{u16_at, u32_at, utf16_at};
use crate::{
    contents::Contents,
    flow::{self, Block, FontId, Fonts, Paragraph},
};

/// Where the first sector of a compound file lies.
const FIRST_SECTOR: usize = 512;

/// Reads the text that lies in a file of which the rest cannot be read, for the reason given.
pub(super) fn read(bytes: &[u8], reason: Problem) -> Contents {
    let Some((text, is_whole)) = text(bytes) else { return Contents::rejected(reason) };
    let mut fonts = Fonts::default();
    let unknown: FontId = fonts.id("");
    let blocks: Vec<Block> = text
        .split(['\r', '\u{7}', '\u{C}'])
        .map(|line| {
            let shown: String = line
                .chars()
                .map(|letter| if letter == '\u{B}' { '\n' } else { letter })
                .filter(|letter| !letter.is_control() || *letter == '\n' || *letter == '\t')
                .collect();
            let mut paragraph = Paragraph::default();
            paragraph.push(&shown, unknown);
            Block::Paragraph(paragraph)
        })
        .collect();
    if flow::are_blank(&blocks) {
        return Contents::rejected(reason);
    }
    let (part, mut problems) = flow::finish(&blocks, &fonts);
    let code = if is_whole { ProblemCode::Damaged } else { ProblemCode::Truncated };
    problems.insert(0, Problem::new(code, reason.detail));
    Contents { problems, ..Contents::of(vec![part]) }
}

/// The text between the bytes that the block at the start names, and whether all of it is there.
fn text(bytes: &[u8]) -> Option<(String, bool)> {
    let main = bytes.get(FIRST_SECTOR..).filter(|main| u16_at(main, 0) == Some(0xA5EC))?;
    let is_encrypted = u16_at(main, 0x0A)? & 0x0100 != 0;
    let at = |offset| u32_at(main, offset).and_then(|at| usize::try_from(at).ok());
    let (start, end) = (at(0x18)?, at(0x1C)?);
    let n_characters = at(0x4C)?;
    if is_encrypted || start >= end || start >= main.len() {
        return None;
    }
    let is_whole = end <= main.len();
    let text = main.get(start..end.min(main.len()))?;
    // Text in one byte a character is as long as it has characters; with two it is longer.
    if end - start >= n_characters.saturating_mul(2) && n_characters > 0 {
        return Some((utf16_at(text, 0, text.len() / 2)?, is_whole));
    }
    let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(text);
    Some((text.into_owned(), is_whole))
}
