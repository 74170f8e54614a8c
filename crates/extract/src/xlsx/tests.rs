//! Whole workbooks: ordinary ones as `rust_xlsxwriter` writes them, hostile ones by hand.

use model::{place::Place, problem::ProblemCode};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook as NewWorkbook};

use super::*;
use crate::{limits::Limits, tests::zip_of};

fn read_with(limits: &Limits, bytes: &[u8]) -> Contents {
    let mut progress = || {};
    read(bytes, &mut Session::new(limits, bytes.len() as u64, &mut progress))
}

fn read_xlsx(bytes: &[u8]) -> Contents {
    read_with(&Limits::default(), bytes)
}

/// A workbook of one sheet with this XML after `worksheet`, and these shared strings.
fn by_hand(sheet: &str, strings: &str) -> Vec<u8> {
    let relationship = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"http://x/{kind}\" Target=\"{target}\"/>")
    };
    let relationships = format!(
        "<Relationships>{}{}</Relationships>",
        relationship("r1", "worksheet", "worksheets/sheet1.xml"),
        relationship("r2", "sharedStrings", "sharedStrings.xml")
    );
    zip_of(&[
        ("[Content_Types].xml", b"<Types/>"),
        (
            "xl/workbook.xml",
            "<workbook xmlns:r='r'><sheets><sheet name='Biểu' sheetId='1' r:id='r1'/></sheets></workbook>".as_bytes(),
        ),
        ("xl/_rels/workbook.xml.rels", relationships.as_bytes()),
        ("xl/worksheets/sheet1.xml", format!("<worksheet>{sheet}</worksheet>").as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
    ])
}

fn cells(contents: &Contents) -> Vec<(String, String)> {
    contents
        .document
        .segments()
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
fn cells_of_before_unicode_are_decoded_by_the_texts_of_all_sheets() {
    let mut workbook = NewWorkbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_string(0, 0, "QuyÕt ®Þnh cña ñy ban nh©n d©n tØnh").expect("fits");
    sheet.write_string(1, 0, "Sè: 12/Q§-UBND").expect("fits");
    // One word says nothing by itself; the others say what it is.
    workbook.add_worksheet().write_string(0, 0, "huyÖn").expect("fits");
    let contents = read_xlsx(&workbook.save_to_buffer().expect("memory"));
    expect_cells(
        &contents,
        &[("A1", "Quyết định của ủy ban nhân dân tỉnh"), ("A2", "Số: 12/QĐ-UBND"), ("A1", "huyện")],
    );
    let codes: Vec<_> = contents.problems.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, [ProblemCode::LegacyEncoding]);
}

#[test]
fn cells_show_what_excel_shows() {
    let mut workbook = NewWorkbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("Biểu 1").expect("a name");
    let format = |code: &str| Format::new().set_num_format(code);
    let day = ExcelDateTime::from_ymd(2025, 10, 15).expect("a day");
    sheet.write_string(0, 0, "Tỷ lệ\nđúng hạn").expect("fits");
    sheet.write_number_with_format(0, 3, 0.9881, &format("0.00%")).expect("fits");
    sheet.write_number(1, 1, 643_272).expect("fits");
    sheet.write_number_with_format(1, 2, 643_272, &format("#,##0")).expect("fits");
    sheet.write_datetime_with_format(1, 3, &day, &format("yyyy-mm-dd")).expect("fits");
    sheet.write_boolean(1, 4, true).expect("fits");
    sheet
        .write_formula(11, 1, rust_xlsxwriter::Formula::new("=SUM(B1:B2)").set_result("0.25"))
        .expect("fits");
    let contents = read_xlsx(&workbook.save_to_buffer().expect("memory"));
    assert_eq!(contents.problems, []);
    expect_cells(
        &contents,
        &[
            ("A1", "Tỷ lệ\nđúng hạn"),
            ("D1", "98,81%"),
            ("B2", "643272"),
            ("C2", "643.272"),
            ("D2", "15/10/2025"),
            ("E2", "TRUE"),
            ("B12", "0,25"),
        ],
    );
    let (_, _, rows) = contents.document.tables().next().expect("a table");
    assert_eq!(rows[1].iter().map(|cell| cell.column).collect::<Vec<_>>(), [2, 3, 4, 5]);
}

#[test]
fn merged_cells_span_and_hidden_sheets_are_read_and_noted() {
    let mut workbook = NewWorkbook::new();
    let sheet = workbook.add_worksheet();
    sheet.merge_range(0, 0, 2, 1, "Tiêu chí", &Format::new()).expect("fits");
    sheet.write_string(0, 2, "Điểm").expect("fits");
    let hidden = workbook.add_worksheet();
    hidden.set_name("Ẩn").expect("a name").set_hidden(true);
    hidden.write_number(0, 0, 7).expect("fits");
    let contents = read_xlsx(&workbook.save_to_buffer().expect("memory"));
    let (_, _, rows) = contents.document.tables().next().expect("a table");
    let shape: Vec<_> = rows[0].iter().map(|c| (c.column, c.column_span, c.row_span)).collect();
    assert_eq!(shape, [(1, 2, 3), (3, 1, 1)]);
    assert_eq!(contents.document.parts()[1].text(), "7");
    let [problem] = &contents.problems[..] else { panic!("{:?}", contents.problems) };
    assert_eq!((problem.code, problem.detail.as_str()), (ProblemCode::HiddenSheet, "Ẩn"));
}

#[test]
fn a_formula_without_a_stored_result_is_named() {
    let formulas: String =
        (1..=25).map(|row| format!("<row r='{row}'><c r='A{row}'><f>1+1</f></c></row>")).collect();
    let empty_text = "<row r='30'><c r='A30' t='str'><f>\"\"</f><v></v></c><c t='str'><f>x</f><v>có</v></c></row>";
    let contents =
        read_xlsx(&by_hand(&format!("<sheetData>{formulas}{empty_text}</sheetData>"), "<sst/>"));
    expect_cells(&contents, &[("B30", "có")]);
    let [problem] = &contents.problems[..] else { panic!("{:?}", contents.problems) };
    assert_eq!(problem.code, ProblemCode::FormulaWithoutValue);
    assert!(problem.detail.starts_with("Biểu: A1, A2, ") && problem.detail.ends_with("A20, +5"));
}

#[test]
fn strings_are_shared_rich_or_inline() {
    let strings = "<sst><si><t>một</t></si><si><r><t>ha</t></r><r><t xml:space='preserve'>i </t></r><rPh><t>x</t></rPh></si></sst>";
    let sheet = "<sheetData><row r='2'><c t='s'><v>1</v></c><c t='s'><v>0</v></c><c t='inlineStr'><is><t>ba</t></is></c>\
        <c t='s'><v>9</v></c><c><v>bốn</v></c><c t='e'><v>#DIV/0!</v></c></row></sheetData>";
    let contents = read_xlsx(&by_hand(sheet, strings));
    expect_cells(&contents, &[("A2", "hai"), ("B2", "một"), ("C2", "ba"), ("F2", "#DIV/0!")]);
    let [problem] = &contents.problems[..] else { panic!("{:?}", contents.problems) };
    assert_eq!((problem.code, problem.detail.as_str()), (ProblemCode::Damaged, "Biểu: D2, E2"));
}

#[test]
fn what_a_file_declares_costs_nothing() {
    let sheet = "<dimension ref='A1:XFD1048576'/><sheetData><row r='1048576'><c r='XFD1048576'><v>1</v></c></row></sheetData>\
        <mergeCells count='4000000000'><mergeCell ref='A1:XFC1048575'/></mergeCells>";
    // 22,906,492,245 strings of 24 bytes are the 549 GB that stop a reader which believes the count.
    let contents = read_xlsx(&by_hand(sheet, "<sst count='1' uniqueCount='22906492245'/>"));
    assert_eq!(contents.problems, []);
    expect_cells(&contents, &[("XFD1048576", "1")]);
}

#[test]
fn cells_outside_any_sheet_are_damage() {
    for cell in ["XFE1", "A1048577", "AAAAAAAAAAAAAAAAAAAA1", "A0"] {
        let sheet =
            format!("<sheetData><row><c><v>1</v></c><c r='{cell}'><v>2</v></c></row></sheetData>");
        let contents = read_xlsx(&by_hand(&sheet, "<sst/>"));
        expect_cells(&contents, &[("A1", "1")]);
        assert_eq!(contents.problems[0].code, ProblemCode::Damaged);
    }
}

#[test]
fn cells_and_their_text_are_limited() {
    let row = "<row><c><v>1</v></c><c><v>2</v></c></row>";
    let bytes = by_hand(&format!("<sheetData>{}</sheetData>", row.repeat(10)), "<sst/>");
    let contents = read_with(&Limits { cells: 7, ..Limits::default() }, &bytes);
    assert_eq!(cells(&contents).len(), 7);
    assert_eq!(contents.problems[0].code, ProblemCode::TooManyCells);
    assert_eq!(contents.problems[0].detail, "Biểu: cells, limit 7");

    // A long string costs a file little, however many cells repeat it.
    let shared = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(1 << 20));
    let row = "<row><c t='s'><v>0</v></c></row>";
    let bytes = by_hand(&format!("<sheetData>{}</sheetData>", row.repeat(1000)), &shared);
    let contents = read_xlsx(&bytes);
    assert_eq!(contents.problems[0].code, ProblemCode::DecompressedTooLarge);
    assert!(contents.document.parts()[0].text().len() < 9 << 20);
}

#[test]
fn hostile_files_are_refused() {
    let check = |bytes: &[u8], expect: ProblemCode| {
        let contents = read_xlsx(bytes);
        assert!(contents.rejected, "{:?}", contents.problems);
        assert_eq!(contents.problems[0].code, expect);
    };
    let doctype = "<!DOCTYPE s [<!ENTITY a 'b'>]><sst><si><t>&a;</t></si></sst>";
    check(&by_hand("<sheetData/>", doctype), ProblemCode::DoctypeRefused);
    check(&by_hand("<sheetData/>", &" ".repeat(32 << 20)), ProblemCode::DecompressedTooLarge);
    let whole = by_hand("<sheetData/>", "<sst/>");
    check(&whole[..whole.len() / 4], ProblemCode::Truncated);
    check(
        &zip_of(&[("[Content_Types].xml", b"<Types/>"), ("xl/x.xml", b"")]),
        ProblemCode::Damaged,
    );
}

#[test]
fn a_broken_sheet_leaves_the_others() {
    let contents = read_xlsx(&by_hand("<sheetData><row><c><v>1</v></c></row><row>", "<sst/>"));
    expect_cells(&contents, &[("A1", "1")]);
    assert_eq!(contents.problems[0].code, ProblemCode::MalformedXml);
    assert!(contents.problems[0].detail.starts_with("Biểu: "));
    assert!(!contents.rejected);
}
