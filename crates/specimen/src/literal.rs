//! Values of the vocabulary from the text that a test writes them in.

use model::{
    ContentHash, DocumentNumber, PartialDate, Place, Points, QuoteRecord, dossier::FilePath,
    place::Range,
};
use rust_decimal::Decimal;

/// A date, `2025-12-15`, or a month or year.
#[must_use]
pub fn date(text: &str) -> PartialDate {
    PartialDate::parse(text).expect("a date")
}

/// An exact decimal.
#[must_use]
pub fn decimal(text: &str) -> Decimal {
    text.parse().expect("a decimal")
}

/// Points.
#[must_use]
pub fn points(text: &str) -> Points {
    Points::new(decimal(text))
}

/// A document number.
#[must_use]
pub fn number(text: &str) -> DocumentNumber {
    DocumentNumber::parse(text).expect("a document number")
}

/// A path of a file, `so-y-te/a.zip!/b.pdf`.
#[must_use]
pub fn path(text: &str) -> FilePath {
    FilePath::try_from(text.to_owned()).expect("a path")
}

/// A hash made of a name: the same name, the same bytes.
#[must_use]
pub fn hash(name: &str) -> ContentHash {
    // Two FNV-1a runs from different ends fill the digest; names of one test never meet by chance.
    let fnv = |bytes: &mut dyn Iterator<Item = u8>, basis: u64| {
        bytes.fold(basis, |state, byte| (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
    };
    let forward = fnv(&mut name.bytes(), 0xcbf2_9ce4_8422_2325);
    let backward = fnv(&mut name.bytes().rev(), 0x9ae1_6a3b_2f90_404f);
    let words =
        [forward, backward, forward.rotate_left(17) ^ backward, forward.wrapping_add(backward)];
    let mut digest = [0_u8; 32];
    for (chunk, word) in digest.chunks_exact_mut(8).zip(words) {
        chunk.copy_from_slice(&word.to_le_bytes());
    }
    ContentHash::from_digest(digest)
}

/// These words, in a document of these bytes.
#[must_use]
pub fn quote(text: &str, document: ContentHash) -> QuoteRecord {
    let place = Place::Paragraph { paragraph: 1, range: Range::new(0, text.len()) };
    QuoteRecord { place, text: text.to_owned(), document }
}
