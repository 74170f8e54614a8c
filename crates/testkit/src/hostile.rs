//! Files that break readers: each small on disk, each with one thing wrong.

use std::io::{Cursor, Write as _};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};
use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

use crate::archive;

/// The page that a download server sends instead of the document, with status 404.
#[must_use]
pub fn html_error_page(host: &str) -> Vec<u8> {
    format!(
        "<!DOCTYPE html>\n<html lang=\"vi\">\n<head><meta charset=\"utf-8\"><title>404 - Không tìm thấy</title></head>\n\
         <body>\n<h1>404</h1>\n<p>Không tìm thấy tệp tin yêu cầu trên máy chủ {host}.</p>\n</body>\n</html>\n"
    )
    .into_bytes()
}

/// The first part of a file, as an interrupted upload leaves it.
#[must_use]
pub fn truncated(bytes: &[u8], percent: usize) -> Vec<u8> {
    bytes[..bytes.len() * percent / 100].to_vec()
}

/// Ten megabytes of zeros, packed twice: about eleven kilobytes, then a few hundred bytes.
#[must_use]
pub fn zip_bomb() -> Vec<u8> {
    let zeros = vec![0; 10_000_000];
    let inner = archive::zip([("so-lieu.bin", zeros.as_slice())]);
    archive::zip([("so-lieu.zip", inner.as_slice())])
}

/// Archives in each other, `depth` of them, a text in the innermost.
#[must_use]
pub fn nested_zip(depth: usize) -> Vec<u8> {
    let mut bytes = "Tài liệu ở trong cùng.\n".as_bytes().to_vec();
    let mut name = "tai-lieu.txt".to_owned();
    for level in 0..depth {
        bytes = archive::zip([(name.as_str(), bytes.as_slice())]);
        name = format!("lop-{level}.zip");
    }
    bytes
}

/// Entities that expand to a thousand million letters ("billion laughs").
#[must_use]
pub fn xml_bomb() -> Vec<u8> {
    let mut text =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE bao-cao [\n<!ENTITY a0 \"hồ sơ\">\n"
            .to_owned();
    for level in 1..10 {
        let below = format!("&a{};", level - 1).repeat(10);
        text += &format!("<!ENTITY a{level} \"{below}\">\n");
    }
    text += "]>\n<bao-cao>&a9;</bao-cao>\n";
    text.into_bytes()
}

/// Elements in each other, `depth` deep.
#[must_use]
pub fn deep_xml(depth: usize) -> Vec<u8> {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}trong cùng{}\n",
        "<muc>".repeat(depth),
        "</muc>".repeat(depth)
    )
    .into_bytes()
}

/// A workbook with two filled cells that stand in opposite corners of the largest sheet that there can be: a reader that
/// asks for a dense grid asks for 17 thousand million cells.
#[must_use]
pub fn huge_sheet() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_ymd(2025, 12, 31).expect("a day");
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let sheet = workbook.add_worksheet();
    sheet.write_string(0, 0, "STT").expect("a cell of the sheet");
    sheet.write_string(1_048_575, 16_383, "Tổng cộng").expect("the last cell of the sheet");
    workbook.save_to_buffer().expect("memory takes all bytes")
}

/// An archive with an entry whose name climbs out of the folder, and one with an absolute name.
#[must_use]
pub fn climbing_zip() -> Vec<u8> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default());
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["../ngoai-thu-muc.xml", "/etc/ghi-de.xml", "trong-thu-muc.xml"] {
        writer.start_file(name, options).expect("entry names are different");
        writer
            .write_all("<ghi-chu>nội dung</ghi-chu>\n".as_bytes())
            .expect("memory takes all bytes");
    }
    writer.finish().expect("memory takes all bytes").into_inner()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bombs_are_small_on_disk() {
        assert!(zip_bomb().len() < 12_000, "{}", zip_bomb().len());
        assert!(xml_bomb().len() < 2_000);
        assert!(huge_sheet().len() < 10_000);
    }

    #[test]
    fn the_bomb_holds_what_it_promises() {
        let mut outer = zip::ZipArchive::new(Cursor::new(zip_bomb())).expect("a ZIP");
        let mut inner = Vec::new();
        std::io::copy(&mut outer.by_index(0).expect("an entry"), &mut inner).expect("reads");
        let mut inner = zip::ZipArchive::new(Cursor::new(inner)).expect("a ZIP");
        assert_eq!(inner.by_index(0).expect("an entry").size(), 10_000_000);
    }

    #[test]
    fn hostile_names_are_kept_as_they_are() {
        let mut archive = zip::ZipArchive::new(Cursor::new(climbing_zip())).expect("a ZIP");
        for (index, name) in [(0, "../ngoai-thu-muc.xml"), (1, "/etc/ghi-de.xml")] {
            let entry = archive.by_index(index).expect("an entry");
            assert_eq!(entry.name().expect("UTF-8"), name);
        }
    }

    #[test]
    fn the_sheet_claims_every_cell() {
        let mut archive = zip::ZipArchive::new(Cursor::new(huge_sheet())).expect("a ZIP");
        let entry = archive.by_name("xl/worksheets/sheet1.xml").expect("the sheet");
        let xml = std::io::read_to_string(entry).expect("UTF-8");
        assert!(xml.contains("<dimension ref=\"A1:XFD1048576\"/>"), "{xml}");
    }
}
