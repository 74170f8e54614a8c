//! What some bytes are, by the bytes alone. A name only ever adds the note that it says something else.

use model::reading::MediaType;

use crate::{
    csv,
    markup::{self, Markup, Node},
    ole, text,
    zipped::Zipped,
};

/// How far into a file its beginning reaches: PDF readers accept their mark within this many bytes.
const HEAD: usize = 1024;

/// What some bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sniffed {
    /// The type.
    pub(crate) media_type: MediaType,
    /// A closer name, where the type covers several formats.
    pub(crate) format: Option<&'static str>,
}

impl Sniffed {
    /// The closest name that there is, for people.
    pub(crate) fn label(self) -> &'static str {
        self.format.unwrap_or_else(|| label(self.media_type))
    }
}

/// The type of these bytes.
pub(crate) fn sniff(bytes: &[u8]) -> Sniffed {
    let of = |media_type| Sniffed { media_type, format: None };
    let named = |media_type, format| Sniffed { media_type, format: Some(format) };
    let head = &bytes[..bytes.len().min(HEAD)];
    match bytes {
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => return sniff_zip(bytes),
        [] => return of(MediaType::Unknown),
        [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ..] => return sniff_ole(bytes),
        [b'7', b'z', 0xBC, 0xAF, 0x27, 0x1C, ..] => return named(MediaType::Archive, "7z"),
        [b'R', b'a', b'r', b'!', 0x1A, 7, ..] => return named(MediaType::Archive, "rar"),
        [0xFF, 0xD8, 0xFF, ..] => return named(MediaType::Image, "jpeg"),
        [0x89, b'P', b'N', b'G', ..] => return named(MediaType::Image, "png"),
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => {
            return named(MediaType::Image, "tiff");
        }
        [b'G', b'I', b'F', b'8', ..] => return named(MediaType::Image, "gif"),
        [b'B', b'M', ..] if bytes.len() > 26 && bytes[6..10] == [0; 4] => {
            return named(MediaType::Image, "bmp");
        }
        _ => {}
    }
    if head.windows(5).any(|window| window == b"%PDF-") {
        return of(MediaType::Pdf);
    }
    sniff_text(bytes, head)
}

fn sniff_text(bytes: &[u8], head: &[u8]) -> Sniffed {
    let of = |media_type| Sniffed { media_type, format: None };
    if head.trim_ascii_start().starts_with(b"{\\rtf") {
        return of(MediaType::Rtf);
    }
    if !text::is_text(head) {
        return of(MediaType::Unknown);
    }
    let Ok((text, _)) = markup::decode(head) else {
        return of(MediaType::Xml); // it declares an encoding, so it is XML, if of an unknown encoding
    };
    let start = text.trim_start_matches('\u{feff}').trim_start().to_ascii_lowercase();
    if ["<!doctype html", "<html", "<head", "<body"].iter().any(|tag| start.starts_with(tag))
        || (start.starts_with('<') && start.contains("<html"))
    {
        return of(MediaType::Html);
    }
    let opens_element = start
        .strip_prefix('<')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_alphabetic() || "?!_".contains(c)));
    if opens_element {
        return of(if is_edxml(bytes) { MediaType::Edxml } else { MediaType::Xml });
    }
    of(if csv::is_table(bytes) { MediaType::Csv } else { MediaType::Text })
}

/// Office files of 1997 to 2003 are compound files; their streams say which. An encrypted file keeps the type of its
/// wrapping.
fn sniff_ole(bytes: &[u8]) -> Sniffed {
    let is_word = ole::has_entry(bytes, "WordDocument") && !ole::is_encrypted_office(bytes);
    Sniffed { media_type: if is_word { MediaType::Doc } else { MediaType::Ole }, format: None }
}

/// Whether the root element is that of a message of the national document exchange.
fn is_edxml(bytes: &[u8]) -> bool {
    // The root stands after the declaration and perhaps comments; more than this is no message.
    let Ok((text, _)) = markup::decode(&bytes[..bytes.len().min(16 * HEAD)]) else { return false };
    let mut progress = || {};
    let mut markup = Markup::new(&text, 1, &mut progress);
    loop {
        match markup.next() {
            Ok(Some(Node::Start(root))) => {
                return root.local_name().as_ref().eq_ignore_ascii_case("edXML");
            }
            Ok(Some(_)) => {}
            Ok(None) | Err(_) => return false,
        }
    }
}

/// Office files are ZIP archives; their parts say which.
fn sniff_zip(bytes: &[u8]) -> Sniffed {
    let zip = Sniffed { media_type: MediaType::Zip, format: None };
    // A broken archive keeps the type that its beginning shows, so that people see what it was meant to be.
    let Ok(names) = Zipped::names(bytes) else {
        let head = &bytes[..bytes.len().min(HEAD * 8)];
        let has = |part: &[u8]| head.windows(part.len()).any(|window| window == part);
        return match () {
            () if !has(b"[Content_Types].xml") => zip,
            () if has(b"word/") => Sniffed { media_type: MediaType::Docx, format: None },
            () if has(b"xl/") => Sniffed { media_type: MediaType::Xlsx, format: None },
            () => zip,
        };
    };
    let has = |name: &str| names.iter().any(|have| have == name);
    let has_under = |folder: &str| names.iter().any(|have| have.starts_with(folder));
    let named = |format| Sniffed { media_type: MediaType::Zip, format: Some(format) };
    if has("[Content_Types].xml") {
        match () {
            () if has_under("word/") => Sniffed { media_type: MediaType::Docx, format: None },
            () if has("xl/workbook.bin") => named("xlsb"),
            () if has_under("xl/") => Sniffed { media_type: MediaType::Xlsx, format: None },
            () if has_under("ppt/") => named("pptx"),
            () => zip,
        }
    } else if has("mimetype") && has("content.xml") {
        // The first entry is the type itself, stored as it is (ODF 1.3, part 2, 3.3).
        let head = &bytes[..bytes.len().min(HEAD)];
        let mark = b"application/vnd.oasis.opendocument.text";
        if head.windows(mark.len()).any(|window| window == mark) {
            return Sniffed { media_type: MediaType::Odt, format: None };
        }
        named("opendocument")
    } else {
        zip
    }
}

/// The name of a type in details, the same as in JSON.
pub(crate) fn label(media_type: MediaType) -> &'static str {
    match media_type {
        MediaType::Pdf => "pdf",
        MediaType::Docx => "docx",
        MediaType::Xlsx => "xlsx",
        MediaType::Xml => "xml",
        MediaType::Edxml => "edxml",
        MediaType::Zip => "zip",
        MediaType::Html => "html",
        MediaType::Ole => "ole",
        MediaType::Doc => "doc",
        MediaType::Odt => "odt",
        MediaType::Rtf => "rtf",
        MediaType::Csv => "csv",
        MediaType::Text => "text",
        MediaType::Image => "image",
        MediaType::Archive => "archive",
        MediaType::Unknown => "unknown",
    }
}

/// Whether a name's extension promises another type than the one found. Names without an extension, and with one
/// that promises nothing known, promise nothing.
pub(crate) fn contradicts_name(media_type: MediaType, name: &str) -> bool {
    let Some((_, extension)) = name.rsplit_once('.') else { return false };
    let promised: &[MediaType] = match extension.to_ascii_lowercase().as_str() {
        "pdf" => &[MediaType::Pdf],
        "docx" | "docm" | "dotx" => &[MediaType::Docx],
        "xlsx" | "xlsm" | "xltx" => &[MediaType::Xlsx],
        "xml" => &[MediaType::Xml, MediaType::Edxml],
        "edxml" => &[MediaType::Edxml],
        "zip" => &[MediaType::Zip],
        "htm" | "html" => &[MediaType::Html],
        "doc" | "dot" => &[MediaType::Doc],
        "odt" | "ott" => &[MediaType::Odt],
        "xls" | "ppt" => &[MediaType::Ole],
        "rtf" => &[MediaType::Rtf],
        "txt" | "csv" | "tsv" => &[MediaType::Text, MediaType::Csv],
        "jpg" | "jpeg" | "png" | "tif" | "tiff" | "gif" | "bmp" => &[MediaType::Image],
        "7z" | "rar" => &[MediaType::Archive],
        _ => return false,
    };
    !promised.contains(&media_type)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_decide() {
        let check = |bytes: &[u8], expect: &str| assert_eq!(sniff(bytes).label(), expect);
        check(b"%PDF-1.7\n", "pdf");
        check(b"\r\njunk before %PDF-1.4", "pdf");
        check(b"{\\rtf1\\ansi", "rtf");
        check(b"\xEF\xBB\xBF<!DOCTYPE html><html>", "html");
        check(b"<?xml version=\"1.0\"?><!DOCTYPE html PUBLIC \"x\"><html/>", "html");
        check(b"<?xml version=\"1.0\"?><BaoCao/>", "xml");
        check(b"<?xml version=\"1.0\"?><!-- x --><e:edXML xmlns:e=\"u\">", "edxml");
        check("<BáoCáo>".as_bytes(), "xml");
        check("Kính gửi: Sở Nội vụ".as_bytes(), "text");
        check(b"S\xE8 :12/Q\xA7-UB", "text");
        check(b"1 < 2", "text");
        check(b"\x00\x01\x02", "unknown");
        check(b"\x89PNG\r\n\x1a\n", "png");
        check(b"7z\xBC\xAF\x27\x1C", "7z");
        check(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "ole");
        check(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0", "doc");
        check(b"PK\x03\x04 cut mimetypeapplication/vnd.oasis.opendocument.text", "zip");
        check("TT;Đơn vị\n1;Sở\n2;Ban\n".as_bytes(), "csv");
        check(
            &"Số".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>().repeat(8),
            "text",
        );
        check(b"PK\x03\x04 cut [Content_Types].xml .. word/document.xml", "docx");
        check(b"PK\x03\x04 cut", "zip");
    }

    #[test]
    fn only_known_extensions_promise() {
        let check = |media_type, name, expect| {
            assert_eq!(contradicts_name(media_type, name), expect, "{name}");
        };
        check(MediaType::Zip, "1896_QD-TTg.doc", true);
        check(MediaType::Html, "QD 1187.PDF", true);
        check(MediaType::Edxml, "vanban.xml", false);
        check(MediaType::Pdf, "1187/QĐ-BNV", false);
        check(MediaType::Pdf, "1187.signed", false);
    }
}
