//! Whole texts, built from the XML that LibreOffice writes.

use std::io::{Cursor, Write as _};

use model::{document::Block, reading::Reading};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::*;
use crate::{Limits, read, tests::check_damaged};

const NAMESPACES: &str = "xmlns:office='o' xmlns:text='t' xmlns:table='b' xmlns:style='s' xmlns:draw='d' xmlns:fo='f' xmlns:svg='v'";

/// A package of these entries; the first is stored as it is, as the format asks.
fn package(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (index, (name, bytes)) in entries.iter().enumerate() {
        let method =
            if index == 0 { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let options = SimpleFileOptions::default().compression_method(method);
        writer.start_file(*name, options).expect("a new name");
        writer.write_all(bytes).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}

/// A text with these automatic styles and this body.
fn odt(styles: &str, body: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content {NAMESPACES}><office:automatic-styles>{styles}</office:automatic-styles>\
         <office:body><office:text>{body}</office:text></office:body></office:document-content>"
    );
    let shared = format!(
        "<office:document-styles {NAMESPACES}><office:styles><text:outline-style><text:outline-level-style text:level='1' \
         style:num-format='I' style:num-suffix='.'/></text:outline-style></office:styles><office:master-styles>\
         <style:master-page><style:header><text:p>UBND</text:p></style:header><style:header-left style:display='false'>\
         <text:p>x</text:p></style:header-left><style:footer><text:p>VT <text:page-number>1</text:page-number></text:p>\
         </style:footer></style:master-page></office:master-styles></office:document-styles>"
    );
    package(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", content.as_bytes()),
        ("styles.xml", shared.as_bytes()),
    ])
}

fn read_odt(bytes: &[u8]) -> Reading {
    read(bytes, "a.odt", &Limits::default(), &mut || {})
}

fn check(styles: &str, body: &str, expect: &str) {
    let reading = read_odt(&odt(styles, body));
    assert_eq!(reading.problems, [], "{body}");
    assert_eq!(reading.document.parts()[0].text(), format!("UBND\n{expect}\nVT"), "{body}");
}

#[test]
fn text_is_as_printed() {
    check(
        "<style:style style:name='H'><style:text-properties text:display='none'/></style:style>",
        "<text:tracked-changes><text:p>xóa</text:p></text:tracked-changes>\
         <text:h text:outline-level='1'>Kết quả</text:h>\
         <text:p>Số:<text:s text:c='2'/>12/QĐ<text:tab/><text:span>UB\n  ND</text:span><text:span text:style-name='H'>ẩn</text:span>\
         <text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>chú thích</text:p></text:note-body></text:note>\
         <text:line-break/>x<draw:frame><draw:text-box><text:p>hộp</text:p></draw:text-box></draw:frame></text:p>",
        "I. Kết quả\nSố:  12/QĐ\tUB ND\nx\nhộp\nchú thích",
    );
}

#[test]
fn list_numbers_are_printed() {
    let style = "<text:list-style style:name='L'><text:list-level-style-number text:level='1' style:num-format='1' \
        style:num-suffix='.'/><text:list-level-style-number text:level='2' style:num-format='1' style:num-suffix='.' \
        text:display-levels='2'/><text:list-level-style-bullet text:level='3' text:bullet-char='-'/></text:list-style>";
    let item = |inner: &str| format!("<text:list-item>{inner}</text:list-item>");
    let list =
        |attributes: &str, items: &str| format!("<text:list {attributes}>{items}</text:list>");
    let inner =
        list("", &(item("<text:p>b</text:p>") + &item("<text:p>c</text:p><text:p>d</text:p>")));
    let first = list(
        "text:style-name='L' xml:id='one'",
        &(item(&format!("<text:p>a</text:p>{inner}")) + &item("<text:p>e</text:p>")),
    );
    let on = list("text:style-name='L' text:continue-list='one'", &item("<text:p>f</text:p>"));
    let anew = list("text:style-name='L'", &item("<text:p>g</text:p>"));
    check(style, &(first + &on + &anew), "1. a\n1.1. b\n1.2. c\nd\n2. e\n3. f\n1. g");
}

#[test]
fn merged_cells_have_spans() {
    let cell = |attributes: &str, text: &str| {
        format!("<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>")
    };
    let body = format!(
        "<table:table><table:table-column/><table:table-header-rows><table:table-row>{}{}<table:covered-table-cell/></table:table-row>\
         </table:table-header-rows><table:table-row><table:covered-table-cell/>{}</table:table-row></table:table>",
        cell("table:number-rows-spanned='2'", "TT"),
        cell("table:number-columns-spanned='2'", "Hồ sơ"),
        cell("table:number-columns-repeated='2'", "a"),
    );
    let reading = read_odt(&odt("", &body));
    let part = &reading.document.parts()[0];
    assert_eq!(part.text(), "UBND\nTT | Hồ sơ\na | a\nVT");
    let Block::Table { rows } = &part.blocks()[1] else { panic!("a table") };
    let shape: Vec<Vec<_>> = rows
        .iter()
        .map(|row| row.iter().map(|c| (c.column, c.column_span, c.row_span)).collect())
        .collect();
    assert_eq!(shape, [vec![(1, 1, 2), (2, 2, 1)], vec![(2, 1, 1), (3, 1, 1)]]);
}

#[test]
fn old_encodings_are_decoded_with_their_fonts() {
    let styles = "<style:style style:name='P'><style:text-properties style:font-name='.VnTime1'/></style:style>\
        <style:style style:name='T'><style:text-properties fo:font-family='.VnTimeH'/></style:style>";
    let body = "<text:p text:style-name='P'><text:span text:style-name='T'>quyÕt ®Þnh</text:span> cña ñy ban nh©n d©n</text:p>";
    let reading = read_odt(&odt(styles, body));
    assert_eq!(reading.document.parts()[0].text(), "UBND\nQUYẾT ĐỊNH của ủy ban nhân dân\nVT");
}

#[test]
fn encrypted_and_hostile_files_are_named() {
    let first = |bytes: &[u8]| read_odt(bytes).problems[0].code;
    let manifest = b"<m><manifest:encryption-data/></m>";
    let locked = package(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", b"\x01\x02"),
        ("META-INF/manifest.xml", manifest),
    ]);
    assert_eq!(first(&locked), ProblemCode::PasswordRequired);
    let many = "<table:table><table:table-row><table:table-cell table:number-columns-repeated='4294967295'/></table:table-row></table:table>";
    let few = Limits { cells: 1000, ..Limits::default() };
    let reading = read(&odt("", many), "a.odt", &few, &mut || {});
    assert_eq!(reading.problems[0].code, ProblemCode::TooManyCells);
    assert_eq!(first(&odt("", &"<text:section>".repeat(5000))), ProblemCode::NestedTooDeep);
    check_damaged(
        &odt("", "<text:p>x</text:p><table:table><table:table-row/></table:table>"),
        "a.odt",
    );
}
