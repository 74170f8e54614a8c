//! Whole workbooks, written record by record.

use std::io::{Cursor, Write as _};

use model::place::Place;

use super::*;
use crate::limits::Limits;

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).expect("short");
    [&kind.to_le_bytes(), &length.to_le_bytes(), data].concat()
}

/// A text behind its length in two bytes, in two bytes a character.
fn text(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut bytes = u16::try_from(units.len()).expect("short").to_le_bytes().to_vec();
    bytes.push(1);
    bytes.extend(units.into_iter().flat_map(u16::to_le_bytes));
    bytes
}

/// The place and style of a cell.
fn at(row: u16, column: u16, style: u16) -> Vec<u8> {
    [row, column, style].into_iter().flat_map(u16::to_le_bytes).collect()
}

fn cell(kind: u16, place: [u16; 3], value: &[u8]) -> Vec<u8> {
    record(kind, &[&at(place[0], place[1], place[2]), value].concat())
}

/// The stream of a workbook: styles 0 general, 1 `0.00%`, 2 `dd/mm/yyyy`; the sheets by name, state and records.
fn stream(strings: &[&str], sheets: &[(&str, u8, Vec<u8>)]) -> Vec<u8> {
    let begin = |kind: u16| {
        record(
            0x0809,
            &[0x0600_u16, kind, 0, 0].into_iter().flat_map(u16::to_le_bytes).collect::<Vec<_>>(),
        )
    };
    let style =
        |format: u16| record(0x00E0, &[&[0, 0][..], &format.to_le_bytes(), &[0; 16]].concat());
    let shared: Vec<u8> = strings.iter().flat_map(|string| text(string)).collect();
    let mut globals = [
        begin(5),
        record(0x041E, &[&164_u16.to_le_bytes()[..], &text("dd/mm/yyyy")].concat()),
        style(0),
        style(10),
        style(164),
        record(0x00FC, &[&[0xFF; 8][..], &shared].concat()), // counts that lie
    ]
    .concat();
    let bounds: usize =
        sheets.iter().map(|(name, ..)| 4 + 8 + name.encode_utf16().count() * 2).sum();
    let mut start = globals.len() + bounds + 4;
    let mut all = Vec::new();
    for (name, state, records) in sheets {
        let sheet = [begin(0x10), records.clone(), record(0x000A, &[])].concat();
        let mut bound = u32::try_from(start).expect("short").to_le_bytes().to_vec();
        bound.extend([*state, 0]);
        let name = text(name);
        bound.extend([&name[..1], &name[2..]].concat());
        globals.extend(record(0x0085, &bound));
        start += sheet.len();
        all.extend(sheet);
    }
    globals.extend(record(0x000A, &[]));
    [globals, all].concat()
}

fn xls(stream: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("memory");
    file.create_stream("Workbook").expect("a new name").write_all(stream).expect("memory");
    file.flush().expect("memory");
    file.into_inner().into_inner()
}

fn read_with(limits: &Limits, bytes: &[u8]) -> Contents {
    let mut progress = || {};
    read(bytes, &mut Session::new(limits, bytes.len() as u64, &mut progress))
}

fn read_stream_of(stream: &[u8]) -> Contents {
    read_with(&Limits::default(), &xls(stream))
}

fn cells(contents: &Contents) -> Vec<(String, String)> {
    let segments = contents.document.segments();
    segments
        .map(|segment| {
            let place = contents.document.place(&segment.span);
            let Some(Place::Cell { cell, .. }) = place else { panic!("{place:?}") };
            (cell, segment.text.to_owned())
        })
        .collect()
}

fn expect_cells(contents: &Contents, expect: &[(&str, &str)]) {
    let expect: Vec<_> =
        expect.iter().map(|(cell, text)| ((*cell).to_owned(), (*text).to_owned())).collect();
    assert_eq!(cells(contents), expect);
}

#[test]
fn cells_show_what_excel_shows() {
    let rk = |number: u32| (number << 2 | 3).to_le_bytes();
    let mul_rk = [&[1, 0, 2, 0][..], &[0, 0], &rk(9881), &[1, 0], &rk(50), &[3, 0]].concat();
    let records = [
        cell(0x00FD, [0, 0, 0], &1_u32.to_le_bytes()),
        cell(0x0203, [0, 1, 1], &0.9881_f64.to_le_bytes()),
        cell(0x0203, [0, 2, 2], &45_945_f64.to_le_bytes()),
        cell(0x0204, [1, 0, 0], &text("Nhãn\r\nhai")),
        record(0x00BD, &mul_rk),
        cell(0x0205, [2, 0, 0], &[1, 0]),
        cell(0x0205, [2, 1, 0], &[0x07, 1]),
        cell(0x0006, [3, 0, 1], &[&0.5_f64.to_le_bytes()[..], &[0; 8]].concat()),
        cell(0x0006, [3, 1, 0], &[&[0, 0, 0, 0, 0, 0, 0xFF, 0xFF][..], &[0; 8]].concat()),
        record(0x0207, &text("kết quả")),
        cell(0x0006, [3, 2, 0], &[&[2, 0, 0x2A, 0, 0, 0, 0xFF, 0xFF][..], &[0; 8]].concat()),
    ]
    .concat();
    let contents = read_stream_of(&stream(&["thừa", "Tỷ lệ"], &[("Biểu 1", 0, records)]));
    assert_eq!(contents.problems, []);
    expect_cells(
        &contents,
        &[
            ("A1", "Tỷ lệ"),
            ("B1", "98,81%"),
            ("C1", "15/10/2025"),
            ("A2", "Nhãn\nhai"),
            ("C2", "98,81"),
            ("D2", "50,00%"),
            ("A3", "TRUE"),
            ("B3", "#DIV/0!"),
            ("A4", "50,00%"),
            ("B4", "kết quả"),
            ("C4", "#N/A"),
        ],
    );
}

#[test]
fn merged_cells_span_and_hidden_sheets_are_noted() {
    let merged = record(
        0x00E5,
        &[1_u16, 0, 1, 0, 2].into_iter().flat_map(u16::to_le_bytes).collect::<Vec<_>>(),
    );
    let first = [cell(0x0204, [0, 0, 0], &text("Tiêu chí")), merged].concat();
    let hidden = cell(0x0204, [0, 0, 0], &text("x"));
    let contents = read_stream_of(&stream(&[], &[("Một", 0, first), ("Ẩn", 1, hidden)]));
    let (_, _, rows) = contents.document.tables().next().expect("a table");
    assert_eq!((rows[0][0].column_span, rows[0][0].row_span), (3, 2));
    let [problem] = &contents.problems[..] else { panic!("{:?}", contents.problems) };
    assert_eq!((problem.code, problem.detail.as_str()), (ProblemCode::HiddenSheet, "Ẩn"));
}

#[test]
fn charts_inside_a_sheet_hold_no_cells_of_it() {
    let chart = [
        record(0x0809, &[0, 6, 0x20, 0]),
        cell(0x0204, [0, 0, 0], &text("của biểu đồ")),
        record(0x000A, &[]),
    ];
    let records = [&chart.concat()[..], &cell(0x0204, [1, 0, 0], &text("của bảng"))].concat();
    let contents = read_stream_of(&stream(&[], &[("Biểu", 0, records)]));
    expect_cells(&contents, &[("A2", "của bảng")]);
}

#[test]
fn what_a_file_declares_costs_nothing() {
    let dimensions = record(0x0200, &[&[0; 4][..], &[0xFF; 4], &[0, 0, 0xFF, 0xFF, 0, 0]].concat());
    let records = [dimensions, cell(0x0204, [65_535, 255, 0], &text("xa"))].concat();
    let contents = read_stream_of(&stream(&[], &[("Biểu", 0, records)]));
    assert_eq!(contents.problems, []);
    expect_cells(&contents, &[("IV65536", "xa")]);
}

#[test]
fn cells_and_strings_are_limited() {
    let numbers: Vec<u8> =
        (0..9).flat_map(|row| cell(0x0203, [row, 0, 0], &1_f64.to_le_bytes())).collect();
    let bytes = xls(&stream(&["a"; 9], &[("Biểu", 0, numbers)]));
    let few = Limits { cells: 5, ..Limits::default() };
    let contents = read_with(&few, &bytes);
    assert_eq!(contents.problems[0].code, ProblemCode::TooManyCells);
    assert_eq!(contents.problems[0].detail, "shared strings, limit 5");
    let bytes =
        xls(&stream(&["a"; 3], &[("Biểu", 0, cell(0x0204, [0, 0, 0], &text("b")).repeat(9))]));
    let contents = read_with(&few, &bytes);
    assert_eq!(contents.problems[0].detail, "Biểu: cells, limit 5");
}

#[test]
fn locked_cut_and_broken_files_are_named() {
    let whole = stream(&["một"], &[("Biểu", 0, cell(0x00FD, [0, 0, 0], &[0; 4]))]);
    let locked = [&whole[..12], &record(0x002F, &[1, 0])[..], &whole[12..]].concat();
    let contents = read_stream_of(&locked);
    assert_eq!(contents.problems[0].code, ProblemCode::PasswordRequired);
    let contents = read_stream_of(&whole[..whole.len() - 6]);
    assert_eq!(contents.problems[0].code, ProblemCode::Truncated);
    let contents = read_stream_of(b"khong phai BIFF");
    assert_eq!(contents.problems[0].code, ProblemCode::Damaged);
    let missing = stream(&[], &[("Biểu", 0, cell(0x00FD, [0, 0, 0], &[9, 0, 0, 0]))]);
    let contents = read_stream_of(&missing);
    assert_eq!(
        (contents.problems[0].code, contents.problems[0].detail.as_str()),
        (ProblemCode::Damaged, "Biểu: A1")
    );
}

#[test]
fn no_change_of_a_file_makes_the_reader_panic() {
    let whole = xls(&stream(&["một", "hai"], &[("Biểu", 0, cell(0x00FD, [0, 0, 0], &[0; 4]))]));
    // A small generator with a fixed seed: the same changes on every run.
    let mut seed = 7_u64;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).expect("31 bits") % below
    };
    for _ in 0..500 {
        let mut bytes = whole.clone();
        for _ in 0..=next(8) {
            let at = next(bytes.len());
            bytes[at] = u8::try_from(next(256)).expect("a byte");
        }
        bytes.truncate(bytes.len() - next(bytes.len() / 2) * next(2));
        read_with(&Limits::default(), &bytes);
    }
}
