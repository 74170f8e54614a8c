//! How values are kept small: JSON under Zstandard, and back within a cap.

use std::io::{self, Read as _};

/// Zstandard's own default: more costs time that reading does not have.
const LEVEL: i32 = 3;

/// The most bytes that one stored value may decompress to.
pub(crate) const MAX_BYTES: u64 = 1 << 30;

pub(crate) fn compress(plain: &[u8]) -> io::Result<Vec<u8>> {
    zstd::bulk::compress(plain, LEVEL)
}

/// What was compressed; cut at [`MAX_BYTES`], which no longer parses.
pub(crate) fn decompress(compressed: &[u8]) -> io::Result<Vec<u8>> {
    let mut plain = Vec::new();
    zstd::Decoder::new(compressed)?.take(MAX_BYTES).read_to_end(&mut plain)?;
    Ok(plain)
}
