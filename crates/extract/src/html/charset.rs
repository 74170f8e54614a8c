//! The encoding of a page: its byte order mark, what it declares, else what its bytes look like.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::text;

/// The declaration stands within so many bytes (HTML 13.2.3.2).
const HEAD: usize = 4096;

/// The text of a page.
pub(super) fn decode(bytes: &[u8]) -> String {
    let declared = declared(bytes).filter(|_| Encoding::for_bom(bytes).is_none());
    match declared {
        // A page that could be read so far as to find this declaration is not in UTF-16; and one that is no UTF-8
        // only says so.
        Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE || encoding == UTF_8 => {
            text::decode(bytes).0
        }
        Some(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
        None => text::decode(bytes).0,
    }
}

fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]).to_ascii_lowercase();
    let (_, rest) = head.split_once("charset")?;
    let label = rest.trim_start().strip_prefix('=')?.trim_start_matches([' ', '"', '\'']);
    let end =
        label.find(|letter: char| !(letter.is_ascii_alphanumeric() || "-_:".contains(letter)))?;
    Encoding::for_label(&label.as_bytes()[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_count_unless_the_bytes_say_otherwise() {
        let check = |bytes: &[u8], expect: &str| assert_eq!(decode(bytes), expect);
        check(b"<meta charset=\"windows-1258\">\xD0", "<meta charset=\"windows-1258\">Đ");
        check(
            b"<meta content='text/html; charset=windows-1251'>\xC0",
            "<meta content='text/html; charset=windows-1251'>А",
        );
        check("<meta charset=utf-16><p>Đ".as_bytes(), "<meta charset=utf-16><p>Đ");
        check(b"<meta charset=utf-8><p>\xA7\xFF", "<meta charset=utf-8><p>§ÿ");
        check("<p>Đ".as_bytes(), "<p>Đ");
    }
}
