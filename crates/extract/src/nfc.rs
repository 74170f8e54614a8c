//! One Unicode form for all text. Word files and macOS names come in NFD, where `ế` is three characters; nothing
//! after the readers should have to know.

use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};

/// The text in NFC, without U+0000, which no text of a document means and some stores refuse.
pub(crate) fn nfc(text: &str) -> String {
    let normal = match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => text.to_owned(),
        _ => text.nfc().collect(),
    };
    if normal.contains('\0') { normal.replace('\0', "") } else { normal }
}

#[cfg(test)]
mod tests {
    use super::nfc;

    #[test]
    fn marks_join_their_letters() {
        assert_eq!(nfc("Quye\u{302}\u{301}t đi\u{323}nh\0"), "Quyết định");
    }
}
