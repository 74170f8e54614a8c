//! How much one file may ask of the reader, so that no file of a few kilobytes can ask for the whole machine.
//!
//! Every limit is checked before what it limits is allocated. A limit that is reached is a problem of the document,
//! never an error: the reading says which one it was.

use serde::{Deserialize, Serialize};

/// The limits of one call of [`read`](crate::read), over the file and everything inside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Bytes of one file, also of one inside another. Default: 256 MiB.
    pub file_bytes: u64,
    /// Bytes that all decompression and decoding for one file may give, containers in containers included.
    /// Default: 512 MiB.
    pub decompressed_bytes: u64,
    /// How many bytes one compressed byte may become. Deflate reaches 1,032; office files stay below 100. Below
    /// [`Limits::RATIO_FREE_BYTES`] of output the ratio does not count. Default: 200.
    pub ratio: u64,
    /// How deep files may lie in each other; the outermost file has depth 0. Default: 8.
    pub nesting_depth: u32,
    /// Files inside one file, over all depths, and parts of an office file. Default: 10,000.
    pub entries: u32,
    /// How deep XML elements may lie in each other. Default: 256.
    pub xml_depth: u32,
    /// Cells of one workbook, and of the tables of one document. Default: 2,000,000.
    pub cells: u32,
    /// Pages of one document. Default: 5,000.
    pub pages: u32,
    /// Pages of one file, its inner files included, that are handed out for OCR; the rest stay unread and are named.
    /// Default: 1,000.
    pub ocr_pages: u32,
    /// Glyphs of one page; a full page of text has some 4,000. Default: 500,000.
    pub glyphs_per_page: u32,
}

impl Limits {
    /// Output that is allowed at any ratio, because it does no harm: a small sheet of one repeated cell is no bomb.
    pub const RATIO_FREE_BYTES: u64 = 8 << 20;

    /// The most bytes that `compressed` bytes may become.
    #[must_use]
    pub fn decompressed_from(&self, compressed: u64) -> u64 {
        compressed
            .saturating_mul(self.ratio)
            .max(Self::RATIO_FREE_BYTES)
            .min(self.decompressed_bytes)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 256 << 20,
            decompressed_bytes: 512 << 20,
            ratio: 200,
            nesting_depth: 8,
            entries: 10_000,
            xml_depth: 256,
            cells: 2_000_000,
            pages: 5_000,
            ocr_pages: 1_000,
            glyphs_per_page: 500_000,
        }
    }
}
