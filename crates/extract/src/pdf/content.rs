//! Whether the drawing instructions of a page came out of their compressed streams whole.
//!
//! hayro decodes as much of a broken stream as it can and does not say that the rest is missing; the checksum of the
//! stream does. Refuses to know: what the instructions draw.

use hayro_interpret::hayro_syntax::{
    Filter,
    object::{Array, Dict, Object, Stream},
    page::Page,
};

/// Whether something of the page's content is missing or wrong.
pub(super) fn is_damaged(page: &Page<'_>) -> bool {
    const CONTENTS: &[u8] = b"Contents";
    let page = page.raw();
    if let Some(stream) = page.get::<Stream<'_>>(CONTENTS) {
        !is_whole(&stream)
    } else if let Some(streams) = page.get::<Array<'_>>(CONTENTS) {
        streams.iter::<Object<'_>>().any(|object| match object {
            Object::Stream(stream) => !is_whole(&stream),
            _ => true,
        })
    } else {
        page.contains_key(CONTENTS)
    }
}

fn is_whole(stream: &Stream<'_>) -> bool {
    let Ok(content) = stream.decoded_data() else { return false };
    let has_parameters = ["DecodeParms", "DP"]
        .iter()
        .any(|key| stream.dict().get::<Dict<'_>>(key.as_bytes()).is_some());
    // Checksums exist for zlib only, and over what a predictor would have changed.
    if !matches!(stream.filters().as_slice(), [Filter::FlateDecode]) || has_parameters {
        return true;
    }
    let compressed = stream.raw_data();
    let expected = adler32(&content).to_be_bytes();
    // The line break before `endstream` may have been counted as part of the stream.
    const LINE_BREAK: usize = 2;
    (0..=LINE_BREAK).any(|n_trailing| {
        compressed
            .len()
            .checked_sub(n_trailing)
            .is_some_and(|end| compressed[..end].ends_with(&expected))
    })
}

/// The checksum of RFC 1950.
fn adler32(bytes: &[u8]) -> u32 {
    const MODULUS: u32 = 65_521;
    /// As many bytes as can be summed up before a sum overflows.
    const BLOCK: usize = 5_552;
    let (mut low, mut high) = (1_u32, 0_u32);
    for block in bytes.chunks(BLOCK) {
        for byte in block {
            low += u32::from(*byte);
            high += low;
        }
        low %= MODULUS;
        high %= MODULUS;
    }
    high << 16 | low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_those_of_the_standard() {
        assert_eq!(adler32(b""), 1);
        assert_eq!(adler32(b"Wikipedia"), 0x11E6_0398);
        assert_eq!(adler32(&[0xFF; 20_000]), 0x9F51_D664);
    }
}
