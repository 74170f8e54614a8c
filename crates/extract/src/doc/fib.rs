//! The File Information Block at the start of the main stream (MS-DOC 2.5): how long the stories are, and where in the
//! table stream everything else lies.

use std::ops::Range;

use model::problem::{Problem, ProblemCode};

use super::Characters;
use crate::number::{u16_at, u32_at};

/// What marks a Word file.
const MAGIC: u16 = 0xA5EC;
/// Word 97; files of earlier versions are built differently, see [`super::word95`].
const WORD_97: u16 = 0xC1;
/// Where the positions and lengths of the structures begin.
const STRUCTURES: usize = 0x9A;

/// What the block says.
#[derive(Debug)]
pub(super) struct Fib {
    uses_second_table: bool,
    /// Characters of the main text, footnotes, headers, macros, annotations, endnotes, text boxes, in this order.
    lengths: [u32; 7],
    structures: Vec<u8>,
}

/// A structure in the table stream, by its place in the list of MS-DOC 2.5.6.
#[derive(Debug, Clone, Copy)]
pub(super) enum Table {
    Styles = 1,
    Sections = 6,
    Headers = 11,
    CharacterFormats = 12,
    ParagraphFormats = 13,
    Fonts = 15,
    Settings = 31,
    Pieces = 33,
    ListDefinitions = 73,
    Lists = 74,
}

impl Fib {
    /// Reads the block.
    ///
    /// # Errors
    /// `damaged` when this is no Word file of 1997 or later, `password-required`.
    pub(super) fn parse(main: &[u8]) -> Result<Self, Problem> {
        let damaged = || Problem::new(ProblemCode::Damaged, "FIB");
        let magic = u16_at(main, 0).ok_or_else(damaged)?;
        let version = u16_at(main, 2).ok_or_else(damaged)?;
        let flags = u16_at(main, 0x0A).ok_or_else(damaged)?;
        if flags & 0x0100 != 0 {
            let method = if flags & 0x8000 != 0 { "XOR" } else { "RC4" };
            return Err(Problem::new(ProblemCode::PasswordRequired, method));
        }
        if magic != MAGIC || version < WORD_97 {
            return Err(damaged());
        }
        let mut lengths = [0; 7];
        for (index, length) in lengths.iter_mut().enumerate() {
            *length = u32_at(main, 0x4C + 4 * index).ok_or_else(damaged)?;
        }
        let n_structures = u16_at(main, STRUCTURES - 2).ok_or_else(damaged)?;
        let end = STRUCTURES + 8 * usize::from(n_structures);
        let structures = main.get(STRUCTURES..end.min(main.len())).ok_or_else(damaged)?.to_vec();
        Ok(Self { uses_second_table: flags & 0x0200 != 0, lengths, structures })
    }

    /// The block of a file that has stories of these lengths, and in its table stream nothing but so many bytes of fonts.
    pub(super) fn with_fonts(lengths: [u32; 7], n_bytes: usize) -> Self {
        let mut structures = vec![0; 8 * (Table::Fonts as usize + 1)];
        let length = u32::try_from(n_bytes).unwrap_or(u32::MAX).to_le_bytes();
        structures[8 * Table::Fonts as usize + 4..].copy_from_slice(&length);
        Self { uses_second_table: false, lengths, structures }
    }

    /// The name of the table stream in use.
    pub(super) fn table_stream(&self) -> &'static str {
        if self.uses_second_table { "1Table" } else { "0Table" }
    }

    /// The bytes of a structure in the table stream; empty when the file has none.
    pub(super) fn structure(&self, table: Table) -> Range<usize> {
        let number = |at| {
            u32_at(&self.structures, 8 * table as usize + at)
                .and_then(|number| usize::try_from(number).ok())
                .unwrap_or(0)
        };
        let start = number(0);
        start..start.saturating_add(number(4))
    }

    /// The characters of the main text.
    pub(super) fn body(&self) -> Characters {
        self.story(0)
    }

    /// The characters of the footnotes.
    pub(super) fn footnotes(&self) -> Characters {
        self.story(1)
    }

    /// The characters of headers and footers.
    pub(super) fn headers(&self) -> Characters {
        self.story(2)
    }

    /// The characters of the endnotes.
    pub(super) fn endnotes(&self) -> Characters {
        self.story(5)
    }

    /// The characters of the text boxes of the main text.
    pub(super) fn text_boxes(&self) -> Characters {
        self.story(6)
    }

    fn story(&self, index: usize) -> Characters {
        let sum =
            |lengths: &[u32]| lengths.iter().fold(0, |sum: u32, next| sum.saturating_add(*next));
        let start = sum(&self.lengths[..index]);
        start..start.saturating_add(self.lengths[index])
    }
}
