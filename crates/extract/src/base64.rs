//! Base64 as messages and mails carry files in it: broken into lines, sometimes without its padding.

use base64::{
    alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
    read::DecoderReader,
};

use crate::session::{Refused, Session};

/// The bytes that were encoded.
///
/// # Errors
/// As [`Session::take_out`], and when there is nothing.
pub(crate) fn decode(encoded: &[u8], session: &mut Session<'_>) -> Result<Vec<u8>, Refused> {
    const LENIENT: GeneralPurpose = GeneralPurpose::new(
        &alphabet::STANDARD,
        GeneralPurposeConfig::new()
            .with_decode_padding_mode(DecodePaddingMode::Indifferent)
            .with_decode_allow_trailing_bits(true),
    );
    let digits: Vec<u8> =
        encoded.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    if digits.is_empty() {
        return Err(Refused::Broken("no content".to_owned()));
    }
    session.take_out(DecoderReader::new(&digits[..], &LENIENT), digits.len() as u64)
}
