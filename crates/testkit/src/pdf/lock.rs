//! PDFs under a password: 128-bit RC4 of PDF 1.4, which needs no random bytes.

use lopdf::{Document, EncryptionState, EncryptionVersion, Object, Permissions};

/// The same document under passwords. With an empty user password anybody can open it, but not change it.
///
/// # Panics
/// When the bytes are no PDF.
#[must_use]
pub fn lock(pdf: &[u8], user_password: &str, owner_password: &str) -> Vec<u8> {
    let mut document = Document::load_mem(pdf).expect("the writer made a PDF");
    let version = EncryptionVersion::V2 {
        document: &document,
        owner_password,
        user_password,
        key_length: 128,
        permissions: Permissions::PRINTABLE,
    };
    let state = EncryptionState::try_from(version).expect("the document has an id");
    document.encrypt(&state).expect("the passwords fit the version");
    settle_padding(&mut document);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("memory takes all bytes");
    bytes
}

/// Zeroes the last 16 bytes of /U, which the standard leaves to the writer and lopdf fills at random.
fn settle_padding(document: &mut Document) {
    let id = document.trailer.get(b"Encrypt").and_then(Object::as_reference);
    let dictionary = id.and_then(|id| document.get_dictionary_mut(id));
    let user_entry = dictionary.and_then(|dictionary| dictionary.get_mut(b"U"));
    match user_entry {
        Ok(Object::String(bytes, _)) if bytes.len() == 32 => bytes[16..].fill(0),
        other => panic!("an encrypted document has a /U of 32 bytes, not {other:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        letter::sample,
        pdf::{Fonts, write},
    };

    #[test]
    fn opens_only_with_the_password() {
        let fonts = Fonts::installed().expect("the fonts of fonts-croscore");
        let open = write(&sample::report(), &fonts);
        let locked = lock(&open, "bí mật", "chủ");
        assert_eq!(locked, lock(&open, "bí mật", "chủ"), "no byte is left to chance");
        let n_pages = |password: &str| {
            let options = lopdf::LoadOptions::with_password(password);
            Document::load_mem_with_options(&locked, options)
                .map(|document| document.get_pages().len())
        };
        assert_eq!(n_pages("bí mật").expect("the right password"), 1);
        assert!(n_pages("sai").is_err());
        let owner_only = Document::load_mem(&lock(&open, "", "chủ")).expect("no password needed");
        assert_eq!(owner_only.get_pages().len(), 1);
    }
}
