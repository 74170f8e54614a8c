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
        _ if is_compound(bytes) => return sniff_ole(bytes),
        [b'7', b'z', 0xBC, 0xAF, 0x27, 0x1C, ..] => return of(MediaType::SevenZip),
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
    if head.windows(5).any(|window| window == b"%PDF-") || is_headless_pdf(bytes, head) {
        return of(MediaType::Pdf);
    }
    sniff_text(bytes, head)
}

/// Whether these bytes begin as a compound file does.
pub(crate) fn is_compound(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])
}

/// Office files of 1997 to 2003 are compound files; their streams say which. An encrypted file keeps the type of its
/// wrapping.
fn sniff_ole(bytes: &[u8]) -> Sniffed {
    let has = |name| ole::names_entry(bytes, name);
    let media_type = if ole::is_encrypted_office(bytes) {
        MediaType::Ole
    } else if has("WordDocument") {
        MediaType::Doc
    } else if has("Workbook") || has("Book") {
        MediaType::Xls
    } else {
        MediaType::Ole
    };
    Sniffed { media_type, format: None }
}

/// Whether some bytes are a PDF whose first line is damaged: its first object at the beginning, the place of its
/// table of objects at the end.
fn is_headless_pdf(bytes: &[u8], head: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(HEAD)..];
    let has = |part: &[u8], mark: &[u8]| part.windows(mark.len()).any(|window| window == mark);
    has(head, b" 0 obj") && has(tail, b"startxref") && has(tail, b"%%EOF")
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
    if is_mail(&start) {
        return of(MediaType::Eml);
    }
    of(if csv::is_table(bytes) { MediaType::Csv } else { MediaType::Text })
}

/// Whether text in small letters begins as mail does: with header fields (RFC 5322 2.2), two at least of those that
/// programs always write.
fn is_mail(start: &str) -> bool {
    const FIELDS: [&str; 10] = [
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "mime-version",
        "received",
        "return-path",
        "delivered-to",
        "content-type",
    ];
    let header = start.split("\n\n").next().unwrap_or_default();
    let header = header.split("\r\n\r\n").next().unwrap_or_default();
    let mut n_known = 0;
    for line in header.lines().filter(|line| !line.starts_with([' ', '\t'])) {
        let Some((name, _)) = line.split_once(':') else { break };
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        {
            return false;
        }
        n_known += usize::from(FIELDS.contains(&name));
    }
    n_known >= 3
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
            () if has("xl/workbook.bin") => Sniffed { media_type: MediaType::Xlsb, format: None },
            () if has_under("xl/") => Sniffed { media_type: MediaType::Xlsx, format: None },
            () if has_under("ppt/") => named("pptx"),
            () => zip,
        }
    } else if has("mimetype") && has("content.xml") {
        // The first entry is the type itself, stored as it is (ODF 1.3, part 2, 3.3).
        let head = &bytes[..bytes.len().min(HEAD)];
        let says = |word: &[u8]| head.windows(word.len()).any(|window| window == word);
        if says(b"opendocument.spreadsheet") {
            Sniffed { media_type: MediaType::Ods, format: None }
        } else if says(b"opendocument.text") {
            Sniffed { media_type: MediaType::Odt, format: None }
        } else {
            named("opendocument")
        }
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
        MediaType::Xls => "xls",
        MediaType::Xlsb => "xlsb",
        MediaType::Ods => "ods",
        MediaType::SevenZip => "7z",
        MediaType::Eml => "eml",
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
        "ppt" => &[MediaType::Ole],
        "xls" | "xlt" => &[MediaType::Xls],
        "xlsb" => &[MediaType::Xlsb],
        "ods" | "ots" => &[MediaType::Ods],
        "eml" => &[MediaType::Eml],
        "7z" => &[MediaType::SevenZip],
        "rar" => &[MediaType::Archive],
        "rtf" => &[MediaType::Rtf],
        "txt" | "csv" | "tsv" => &[MediaType::Text, MediaType::Csv],
        "jpg" | "jpeg" | "png" | "tif" | "tiff" | "gif" | "bmp" => &[MediaType::Image],
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
        check(b"PDF.1.4\n1 0 obj<</Type/Catalog>>endobj startxref 9 %%EOF", "pdf");
        check(b"Xem 1 0 obj", "text");
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
        check(b"Rar!\x1A\x07\x01\0", "rar");
        check(b"From: a@b.vn\r\nTo: c@d.vn\r\n e@f.vn\r\nSubject: x\r\n\r\ny", "eml");
        check(b"Received: by x\nDate: y\nX-Mailer: z\nSubject: t\n\nMa: so\n", "eml");
        check(b"From: 2024\nTo: 2025\nBao cao\n", "text");
        check("Từ: 2024\nTo: 2025\nDate: 1\nSubject: x\n".as_bytes(), "text");
        check(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "ole");
        let mut word = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
        word.resize(1024, 0xFF);
        word.extend("WordDocument\0".encode_utf16().flat_map(u16::to_le_bytes));
        check(&word, "doc");
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
        check(MediaType::Xls, "bieu.xlsx", true);
        check(MediaType::Xls, "bieu.XLS", false);
        check(MediaType::SevenZip, "nop.rar", true);
    }
}
