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

/// A workbook of four kilobytes that says it holds 22,906,492,245 texts: a reader that believes the count asks for
/// 549 GB.
#[must_use]
pub fn promising_sheet() -> Vec<u8> {
    let relationship = |id: &str, kind: &str, target: &str| {
        format!(
            "<Relationship Id=\"{id}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" Target=\"{target}\"/>"
        )
    };
    let package = format!(
        "<Relationships>{}</Relationships>",
        relationship("r1", "officeDocument", "xl/workbook.xml")
    );
    let parts = format!(
        "<Relationships>{}{}</Relationships>",
        relationship("r1", "worksheet", "worksheets/sheet1.xml"),
        relationship("r2", "sharedStrings", "sharedStrings.xml")
    );
    let workbook = "<workbook xmlns:r=\"r\"><sheets><sheet name=\"Biểu\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>";
    let sheet = "<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData></worksheet>";
    archive::zip([
        ("[Content_Types].xml", "<Types/>".as_bytes()),
        ("_rels/.rels", package.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", parts.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ("xl/sharedStrings.xml", b"<sst count=\"1\" uniqueCount=\"22906492245\"/>"),
    ])
}

/// An OpenDocument workbook of one cell that is repeated over every row and column of the largest sheet.
#[must_use]
pub fn repeating_sheet() -> Vec<u8> {
    let content = "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><office:body>\
        <office:spreadsheet><table:table table:name=\"Biểu\"><table:table-row table:number-rows-repeated=\"1048576\">\
        <table:table-cell table:number-columns-repeated=\"16384\"><text:p>số liệu</text:p></table:table-cell>\
        </table:table-row></table:table></office:spreadsheet></office:body></office:document-content>";
    archive::zip([
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet".as_slice()),
        ("content.xml", content.as_bytes()),
    ])
}

/// An element of so many attributes that comparing each name with all others takes minutes.
#[must_use]
pub fn wide_xml(n_attributes: usize) -> Vec<u8> {
    let attributes: String = (0..n_attributes).map(|nth| format!(" a{nth}=\"\"")).collect();
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<bao-cao{attributes}>nội dung</bao-cao>\n")
        .into_bytes()
}

/// A hundred megabytes of zeros in a few hundred kilobytes: more than a whole unit sends.
#[must_use]
pub fn large_zip_bomb() -> Vec<u8> {
    archive::zip([("so-lieu.bin", vec![0; 100_000_000].as_slice())])
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
