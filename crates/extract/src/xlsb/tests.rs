//! Whole workbooks, written record by record.

use model::{place::Place, problem::ProblemCode};

use super::*;
use crate::{limits::Limits, tests::zip_of};

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let mut bytes = match u8::try_from(kind) {
        Ok(kind @ 0..=0x7F) => vec![kind],
        _ => kind_in_two(kind).to_vec(),
    };
    let mut length = data.len();
    while length >= 0x80 {
        bytes.push(u8::try_from(length & 0x7F).expect("seven bits") | 0x80);
        length >>= 7;
    }
    bytes.push(u8::try_from(length).expect("seven bits"));
    bytes.extend(data);
    bytes
}

fn kind_in_two(kind: u16) -> [u8; 2] {
    [kind & 0x7F | 0x80, kind >> 7].map(|byte| u8::try_from(byte).expect("seven bits"))
}

fn text(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut bytes = u32::try_from(units.len()).expect("short").to_le_bytes().to_vec();
    bytes.extend(units.into_iter().flat_map(u16::to_le_bytes));
    bytes
}

fn cell(kind: u16, column: u32, style: u32, value: &[u8]) -> Vec<u8> {
    record(kind, &[&column.to_le_bytes()[..], &style.to_le_bytes(), value].concat())
}

/// A workbook whose only sheet has these records: styles 0 general, 1 `0.00%`, 2 `dd/mm/yyyy`.
fn xlsb(state: u32, strings: &[&str], sheet: &[u8]) -> Vec<u8> {
    let relationship = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"http://x/{kind}\" Target=\"{target}\"/>")
    };
    let relationships = format!(
        "<Relationships>{}{}{}</Relationships>",
        relationship("r1", "worksheet", "worksheets/sheet1.bin"),
        relationship("r2", "sharedStrings", "sharedStrings.bin"),
        relationship("r3", "styles", "styles.bin")
    );
    let bound =
        [&state.to_le_bytes()[..], &1_u32.to_le_bytes(), &text("r1"), &text("Biểu")].concat();
    let shared: Vec<u8> =
        strings.iter().flat_map(|one| record(19, &[&[0][..], &text(one)].concat())).collect();
    let style = |format: u16| record(47, &[&[0, 0][..], &format.to_le_bytes(), &[0; 12]].concat());
    let styles = [
        record(44, &[&164_u16.to_le_bytes()[..], &text("dd/mm/yyyy")].concat()),
        style(9), // of the named styles, not of cells
        record(617, &[3, 0, 0, 0]),
        style(0),
        style(10),
        style(164),
        record(618, &[]),
    ]
    .concat();
    zip_of(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/workbook.bin", &record(156, &bound)),
        ("xl/_rels/workbook.bin.rels", relationships.as_bytes()),
        ("xl/worksheets/sheet1.bin", sheet),
        ("xl/sharedStrings.bin", &shared),
        ("xl/styles.bin", &styles),
    ])
}

fn read_with(limits: &Limits, bytes: &[u8]) -> Contents {
    let mut progress = || {};
    read(bytes, &mut Session::new(limits, bytes.len() as u64, &mut progress))
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

fn row(row: u32) -> Vec<u8> {
    record(0, &[&row.to_le_bytes()[..], &[0; 9]].concat())
}

#[test]
fn cells_show_what_excel_shows() {
    let sheet = [
        row(0),
        cell(7, 0, 0, &1_u32.to_le_bytes()),
        cell(2, 1, 1, &(9881_u32 << 2 | 3).to_le_bytes()),
        cell(5, 2, 2, &45_945_f64.to_le_bytes()),
        row(4),
        cell(6, 0, 0, &text("chữ")),
        cell(62, 1, 0, &[&[1][..], &text("có kiểu")].concat()),
        cell(8, 2, 0, &text("kết quả")),
        cell(9, 3, 1, &0.5_f64.to_le_bytes()),
        cell(10, 4, 0, &[1]),
        cell(11, 5, 0, &[0x07]),
        record(176, &[0_u32, 1, 0, 0].into_iter().flat_map(u32::to_le_bytes).collect::<Vec<_>>()),
    ]
    .concat();
    let contents = read_with(&Limits::default(), &xlsb(0, &["thừa", "Tỷ lệ"], &sheet));
    assert_eq!(contents.problems, []);
    expect_cells(
        &contents,
        &[
            ("A1", "Tỷ lệ"),
            ("B1", "9881,00%"),
            ("C1", "15/10/2025"),
            ("A5", "chữ"),
            ("B5", "có kiểu"),
            ("C5", "kết quả"),
            ("D5", "50,00%"),
            ("E5", "TRUE"),
            ("F5", "#DIV/0!"),
        ],
    );
    let (_, _, rows) = contents.document.tables().next().expect("a table");
    assert_eq!(rows[0][0].row_span, 2);
}

#[test]
fn hidden_sheets_lost_strings_and_limits_are_named() {
    let sheet = [row(0), cell(7, 0, 0, &9_u32.to_le_bytes()), cell(6, 1, 0, &text("x"))].concat();
    let contents = read_with(&Limits::default(), &xlsb(2, &[], &sheet));
    let found: Vec<_> =
        contents.problems.iter().map(|problem| (problem.code, problem.detail.as_str())).collect();
    assert_eq!(found, [(ProblemCode::HiddenSheet, "Biểu"), (ProblemCode::Damaged, "Biểu: A1")]);
    let few = Limits { cells: 3, ..Limits::default() };
    let sheet = [row(0), cell(6, 1, 0, &text("x")).repeat(9)].concat();
    let contents = read_with(&few, &xlsb(0, &[], &sheet));
    assert_eq!(contents.problems[0].code, ProblemCode::TooManyCells);
    let contents = read_with(&few, &xlsb(0, &["a"; 9], &sheet));
    assert_eq!(contents.problems[0].detail, "shared strings, limit 3");
}

#[test]
fn what_stands_before_a_break_is_kept() {
    let sheet = [row(0), cell(6, 0, 0, &text("giữ lại")), vec![6, 0x7F, 1]].concat();
    let contents = read_with(&Limits::default(), &xlsb(0, &[], &sheet));
    expect_cells(&contents, &[("A1", "giữ lại")]);
    assert_eq!(contents.problems[0].code, ProblemCode::Truncated);
    let lying = [row(0), cell(6, 0, 0, &u32::MAX.to_le_bytes()), cell(5, 1, 0, &[1])].concat();
    let contents = read_with(&Limits::default(), &xlsb(0, &[], &lying));
    assert_eq!(contents.problems[0].detail, "Biểu: B1");
}
