//! Whole workbooks, built from the XML that programs write.

use model::place::Place;

use super::*;
use crate::{limits::Limits, tests::zip_of};

fn ods(tables: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content xmlns:office='o' xmlns:table='t' xmlns:text='x' xmlns:style='s'>\
         <office:automatic-styles><style:style style:name='ta1'><style:table-properties table:display='true'/>\
         </style:style><style:style style:name='ta2'><style:table-properties table:display='false'/></style:style>\
         </office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>\
         </office:document-content>"
    );
    zip_of(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
    ])
}

fn read_with(limits: &Limits, bytes: &[u8]) -> Contents {
    let mut progress = || {};
    read(bytes, &mut Session::new(limits, bytes.len() as u64, &mut progress))
}

fn table(rows: &str) -> Contents {
    let table =
        format!("<table:table table:name='Biểu' table:style-name='ta1'>{rows}</table:table>");
    read_with(&Limits::default(), &ods(&table))
}

fn expect_cells(contents: &Contents, expect: &[(&str, &str)]) {
    let found: Vec<_> = contents
        .document
        .segments()
        .map(|segment| {
            let place = contents.document.place(&segment.span);
            let Some(Place::Cell { cell, .. }) = place else { panic!("{place:?}") };
            (cell, segment.text.to_owned())
        })
        .collect();
    let expect: Vec<_> =
        expect.iter().map(|(cell, text)| ((*cell).to_owned(), (*text).to_owned())).collect();
    assert_eq!(found, expect);
}

fn cell(attributes: &str, text: &str) -> String {
    format!("<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>")
}

#[test]
fn cells_show_what_the_program_showed_with_a_decimal_comma() {
    let row = [
        cell("office:value-type='string'", "Tỷ lệ<text:s text:c='2'/>đúng</text:p><text:p>hạn"),
        cell("office:value-type='percentage' office:value='0.9881'", "98.81%"),
        cell("office:value-type='float' office:value='643272'", "643,272"),
        cell("office:value-type='float' office:value='2.5'", "2,5"),
        cell("office:value-type='date' office:date-value='2025-10-15'", "10/15/25"),
        cell("office:value-type='date' office:date-value='2025-01-01'", "2025"),
        "<table:table-cell office:value-type='float' office:value='1.5'/>".to_owned(),
        "<table:table-cell office:value-type='string'><office:annotation><text:p>ghi chú</text:p>\
         </office:annotation><text:p>x</text:p></table:table-cell>"
            .to_owned(),
    ]
    .concat();
    let contents = table(&format!("<table:table-row>{row}</table:table-row>"));
    assert_eq!(contents.problems, []);
    expect_cells(
        &contents,
        &[
            ("A1", "Tỷ lệ  đúng\nhạn"),
            ("B1", "98,81%"),
            ("C1", "643.272"),
            ("D1", "2,5"),
            ("E1", "15/10/2025"),
            ("F1", "2025"),
            ("G1", "1,5"),
            ("H1", "x"),
        ],
    );
}

#[test]
fn merged_and_repeated_cells_stand_where_they_are() {
    let contents = table(&format!(
        "<table:table-header-rows><table:table-row>{}<table:covered-table-cell/>{}</table:table-row>\
         </table:table-header-rows><table:table-row table:number-rows-repeated='3'>\
         <table:table-cell table:number-columns-repeated='2'/></table:table-row>\
         <table:table-row table:number-rows-repeated='2'>{}</table:table-row>\
         <table:table-row table:number-rows-repeated='1048000'><table:table-cell table:number-columns-repeated='16384'/>\
         </table:table-row>",
        cell("table:number-columns-spanned='2' table:number-rows-spanned='2'", "Điểm"),
        cell("", "Ghi chú"),
        cell("table:number-columns-repeated='2'", "0"),
    ));
    expect_cells(
        &contents,
        &[("A1", "Điểm"), ("C1", "Ghi chú"), ("A5", "0"), ("B5", "0"), ("A6", "0"), ("B6", "0")],
    );
    let (_, _, rows) = contents.document.tables().next().expect("a table");
    assert_eq!((rows[0][0].column_span, rows[0][0].row_span), (2, 2));
}

#[test]
fn hidden_sheets_formulas_and_passwords_are_named() {
    let bytes = ods(&format!(
        "<table:table table:name='Ẩn' table:style-name='ta2'><table:table-row>\
         <table:table-cell table:formula='of:=1+1'/>{}</table:table-row></table:table>",
        cell("table:formula='of:=1' office:value-type='float' office:value='1'", "1"),
    ));
    let contents = read_with(&Limits::default(), &bytes);
    let found: Vec<_> =
        contents.problems.iter().map(|problem| (problem.code, problem.detail.as_str())).collect();
    assert_eq!(
        found,
        [(ProblemCode::HiddenSheet, "Ẩn"), (ProblemCode::FormulaWithoutValue, "Ẩn: A1")]
    );
    let locked = zip_of(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", b"\xFF\x00"),
        ("META-INF/manifest.xml", b"<manifest:encryption-data/>"),
    ]);
    let contents = read_with(&Limits::default(), &locked);
    assert_eq!(contents.problems[0].code, ProblemCode::PasswordRequired);
}

#[test]
fn repeats_unfold_within_the_limits_only() {
    let bomb = format!(
        "<table:table table:name='Biểu'><table:table-row table:number-rows-repeated='4000000000'>{}</table:table-row></table:table>",
        cell("table:number-columns-repeated='4000000000'", "x"),
    );
    let contents = read_with(&Limits { cells: 1000, ..Limits::default() }, &ods(&bomb));
    assert_eq!(contents.problems[0].code, ProblemCode::TooManyCells);
    assert_eq!(contents.problems[0].detail, "Biểu: cells, limit 1000");
    let contents = table(&format!("<table:table-row>{}", cell("", "giữ lại")));
    expect_cells(&contents, &[("A1", "giữ lại")]);
    assert_eq!(contents.problems[0].code, ProblemCode::MalformedXml);
}
