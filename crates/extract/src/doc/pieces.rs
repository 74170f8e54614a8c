//! The piece table (MS-DOC 2.9.177): which bytes of the main stream hold which characters.
//!
//! A piece holds 8-bit characters of Windows-1252 or UTF-16. Files that were saved fast have many pieces in any order,
//! each with formatting that goes over that of its bytes.

use model::problem::{Problem, ProblemCode};

use super::Characters;
use crate::number::{u8_at, u16_at, u32_at};

/// The pieces of a file in the order of their characters.
#[derive(Debug)]
pub(super) struct Pieces {
    pieces: Vec<Piece>,
    is_cut: bool,
}

/// Characters that lie together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) characters: Characters,
    /// The position of the first of them in the main stream.
    pub(super) start: u32,
    /// One byte a character, else two.
    pub(super) is_narrow: bool,
    /// Formatting that goes over that of the bytes.
    pub(super) format: Vec<u8>,
}

impl Piece {
    /// Bytes of one character.
    pub(super) fn width(&self) -> u32 {
        if self.is_narrow { 1 } else { 2 }
    }

    /// The position in the main stream of a character of this piece.
    pub(super) fn position(&self, character: u32) -> u32 {
        self.start + (character - self.characters.start) * self.width()
    }
}

impl Pieces {
    /// Reads the table, for a main stream of so many bytes.
    ///
    /// # Errors
    /// `damaged` when there is no table; `decompressed-too-large` when its pieces use the same bytes so often that
    /// there would be more characters than allowed.
    pub(super) fn parse(clx: &[u8], n_bytes: usize, most_characters: u64) -> Result<Self, Problem> {
        let damaged = || Problem::new(ProblemCode::Damaged, "piece table");
        let mut formats: Vec<&[u8]> = Vec::new();
        let mut at = 0;
        let table = loop {
            match u8_at(clx, at) {
                Some(1) => {
                    let length = usize::from(u16_at(clx, at + 1).ok_or_else(damaged)?);
                    formats.push(clx.get(at + 3..at + 3 + length).ok_or_else(damaged)?);
                    at += 3 + length;
                }
                Some(2) => {
                    let length = u32_at(clx, at + 1).ok_or_else(damaged)?;
                    let length = usize::try_from(length).unwrap_or(usize::MAX);
                    let rest = clx.get(at + 5..).ok_or_else(damaged)?;
                    break &rest[..length.min(rest.len())];
                }
                _ => return Err(damaged()),
            }
        };
        let n_pieces = table.len().saturating_sub(4) / 12;
        let mut pieces = Vec::new();
        let (mut n_characters, mut is_cut) = (0_u64, false);
        for index in 0..n_pieces {
            let number = |at: usize| u32_at(table, at).ok_or_else(damaged);
            let (from, to) = (number(4 * index)?, number(4 * index + 4)?);
            let descriptor = 4 * (n_pieces + 1) + 8 * index;
            let place = number(descriptor + 2)?;
            let modifier = u16_at(table, descriptor + 6).ok_or_else(damaged)?;
            let is_narrow = place & 0x4000_0000 != 0;
            let start = place & 0x3FFF_FFFF;
            let start = if is_narrow { start / 2 } else { start };
            let in_order = pieces.last().is_none_or(|last: &Piece| last.characters.end <= from);
            if from >= to || !in_order {
                is_cut |= from > to || !in_order;
                continue;
            }
            let format = modifier_format(modifier, &formats);
            let mut piece = Piece { characters: from..to, start, is_narrow, format };
            let there =
                u32::try_from(n_bytes).unwrap_or(u32::MAX).saturating_sub(start) / piece.width();
            if to - from > there {
                is_cut = true;
                piece.characters.end = from + there;
            }
            n_characters += u64::from(piece.characters.end - from);
            if n_characters > most_characters {
                let detail = format!("characters, limit {most_characters}");
                return Err(Problem::new(ProblemCode::DecompressedTooLarge, detail));
            }
            if !piece.characters.is_empty() {
                pieces.push(piece);
            }
        }
        if pieces.is_empty() && n_pieces > 0 && is_cut {
            return Err(damaged());
        }
        Ok(Self { pieces, is_cut })
    }

    /// Whether characters that the table names are missing from the file.
    pub(super) fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// The pieces that hold any of these characters, each cut to them.
    pub(super) fn of(&self, characters: Characters) -> impl Iterator<Item = (&Piece, Characters)> {
        let first = self.pieces.partition_point(|piece| piece.characters.end <= characters.start);
        self.pieces[first..]
            .iter()
            .take_while(move |piece| piece.characters.start < characters.end)
            .map(move |piece| {
                let start = piece.characters.start.max(characters.start);
                (piece, start..piece.characters.end.min(characters.end))
            })
    }
}

/// The formatting that a piece names: one of those that stand before the table, or a single property in short form
/// (MS-DOC 2.9.214), of which only those that change the text are known here.
fn modifier_format(modifier: u16, formats: &[&[u8]]) -> Vec<u8> {
    if modifier & 1 == 1 {
        return formats
            .get(usize::from(modifier >> 1))
            .map(|format| format.to_vec())
            .unwrap_or_default();
    }
    let [low, value] = modifier.to_le_bytes();
    let property: u16 = match low >> 1 {
        0x18 => super::sprm::IN_TABLE,
        0x19 => super::sprm::ROW_END,
        0x41 => super::sprm::DELETED,
        0x5C => super::sprm::HIDDEN,
        _ => return Vec::new(),
    };
    let [first, second] = property.to_le_bytes();
    vec![first, second, value]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table of these pieces: last character, place, modifier.
    fn clx(pieces: &[(u32, u32, u16)]) -> Vec<u8> {
        let mut table = 0_u32.to_le_bytes().to_vec();
        pieces.iter().for_each(|(end, ..)| table.extend(end.to_le_bytes()));
        for (_, place, modifier) in pieces {
            table.extend([0, 0]);
            table.extend(place.to_le_bytes());
            table.extend(modifier.to_le_bytes());
        }
        let mut clx = vec![1, 3, 0, 0x16, 0x24, 1, 2];
        clx.extend(u32::try_from(table.len()).expect("short").to_le_bytes());
        clx.extend(table);
        clx
    }

    #[test]
    fn pieces_may_lie_in_any_order_and_width() {
        let clx = clx(&[(5, 2000, 0), (9, 0x4000_0000 | 2048, 1), (12, 600, 0x0130)]);
        let pieces = Pieces::parse(&clx, 4096, 100).expect("a table");
        let shape: Vec<_> =
            pieces.of(3..100).map(|(piece, cut)| (cut, piece.start, piece.is_narrow)).collect();
        assert_eq!(shape, [(3..5, 2000, false), (5..9, 1024, true), (9..12, 600, false)]);
        let formats: Vec<_> = pieces.of(0..100).map(|(piece, _)| piece.format.clone()).collect();
        assert_eq!(formats, [vec![], vec![0x16, 0x24, 1], vec![0x16, 0x24, 1]]);
        assert!(!pieces.is_cut());
    }

    #[test]
    fn what_lies_beyond_the_end_is_missing() {
        let pieces = Pieces::parse(&clx(&[(50, 1000, 0)]), 1020, 100).expect("a table");
        assert!(pieces.is_cut());
        assert!(pieces.of(0..50).map(|(_, cut)| cut).eq(std::iter::once(0..10)));
    }

    #[test]
    fn bytes_cannot_be_used_without_end() {
        let again: Vec<_> = (1..=1000).map(|nth| (nth * 1000, 0, 0)).collect();
        let problem = Pieces::parse(&clx(&again), 4096, 50_000).expect_err("a million");
        assert_eq!(problem.code, ProblemCode::DecompressedTooLarge);
    }
}
