//! Sheets in the layouts that units use, from header to row.

use model::{
    ContentHash, Document, ProblemCode,
    document::{NewCell, PartBuilder},
    sheet::SheetRow,
};

use super::find;

const HEAD: &str = "STT | Lĩnh vực/Tiêu chí/Tiêu chí thành phần | Điểm chuẩn | Điểm tự đánh giá | Tài liệu kiểm chứng | Giải trình";

fn hash() -> ContentHash {
    ContentHash::from_digest([7; 32])
}

/// A row as `code|points|maximum|citations|explanation`, with `-` for what is not there.
fn shown(row: &SheetRow) -> String {
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    let citations: Vec<_> = row.citations.iter().map(|citation| citation.number.number()).collect();
    [
        or_dash(row.code.clone()),
        or_dash(row.points.map(|points| points.to_string())),
        or_dash(row.maximum.map(|points| points.to_string())),
        or_dash((!citations.is_empty()).then(|| citations.join(" "))),
        or_dash(row.explanation.clone()),
    ]
    .join("|")
}

fn rows_of(document: &Document) -> Vec<String> {
    let (sheet, problems) = find(document, hash());
    assert_eq!(problems, []);
    sheet.expect("a sheet").rows.iter().map(shown).collect()
}

fn check(lines: &[&str], expected: &[&str]) {
    assert_eq!(rows_of(&crate::plain::document(&lines.join("\n"))), expected);
}

#[test]
fn codes_points_evidence_and_explanation_are_read() {
    check(
        &[
            HEAD,
            "1 | CÔNG TÁC CHỈ ĐẠO | 9,5 | 8 |  | ",
            "1.1 | Kế hoạch cải cách hành chính | 1,5 | 1,5 | Kế hoạch số 12/KH-UBND ngày 05/01/2025 | ",
            " | Ban hành kịp thời: 1,5 |  |  |  | ",
            "1.2. | Báo cáo định kỳ | 2 | 1.25 | Báo cáo số 7/BC-UBND; Báo cáo số 90/BC-UBND | Báo cáo quý I gửi chậm hai ngày",
            "Tổng cộng |  | 100 | 9,5 |  | ",
        ],
        &[
            "1|8|9.5|-|-",
            "1.1|1.5|1.5|12/KH-UBND|-",
            "-|-|-|-|-",
            "1.2|1.25|2|7/BC-UBND 90/BC-UBND|Báo cáo quý I gửi chậm hai ngày",
            "-|9.5|100|-|-",
        ],
    );
}

#[test]
fn the_total_row_keeps_its_name() {
    let text = [HEAD, "1.1 | Kế hoạch | 1 | 1 |  | ", " | Tổng cộng | 100 | 88,5 |  | "].join("\n");
    let (sheet, _) = find(&crate::plain::document(&text), hash());
    let total = sheet.expect("a sheet").rows.pop().expect("rows");
    assert_eq!((total.code, total.name.as_str()), (None, "Tổng cộng"));
}

#[test]
fn roman_areas_carry_over_to_codes_below_them() {
    check(
        &[
            HEAD,
            "I | CHỈ ĐẠO | 5 | 4 |  | ",
            "1 | Kế hoạch | 2 | 2 |  | ",
            "1.1 | Ban hành | 1 | 1 |  | ",
            "II | THỂ CHẾ | 5 | 4 |  | ",
            "1 | Xây dựng văn bản | 2 | 1 |  | ",
        ],
        &["1|4|5|-|-", "1.1|2|2|-|-", "1.1.1|1|1|-|-", "2|4|5|-|-", "2.1|1|2|-|-"],
    );
}

#[test]
fn codes_may_stand_in_the_name() {
    check(
        &[
            "TT | Tiêu chí | Điểm tối đa | Điểm tự chấm | Minh chứng",
            "1 | 1.3.1. Tỷ lệ nhiệm vụ hoàn thành | 1,0 | 0,5 | Báo cáo số 7/BC-UBND",
            "2 | 1.3.2. Tỷ lệ xử lý vấn đề | 1,0 | 1,0 | nt",
        ],
        &["1.3.1|0.5|1|7/BC-UBND|-", "1.3.2|1|1|7/BC-UBND|-"],
    );
}

#[test]
fn titles_two_header_rows_and_column_numbers_are_passed_over() {
    let cell = NewCell::new;
    let wide = |column, span, text| NewCell { column_span: span, ..NewCell::new(column, text) };
    let tall = |column, text| NewCell { row_span: 2, ..NewCell::new(column, text) };
    let mut part = PartBuilder::flow();
    part.table(vec![
        vec![wide(1, 5, "BẢNG TỰ ĐÁNH GIÁ, CHẤM ĐIỂM NĂM 2025")],
        vec![
            tall(1, "STT"),
            tall(2, "Tiêu chí"),
            wide(3, 2, "Điểm"),
            tall(5, "Tài liệu kiểm chứng"),
        ],
        vec![cell(3, "Tối đa"), cell(4, "Tự chấm")],
        vec![cell(1, "(1)"), cell(2, "(2)"), cell(3, "(3)"), cell(4, "(4)"), cell(5, "(5)")],
        vec![
            cell(1, "1.1"),
            cell(2, "Kế hoạch"),
            cell(3, "1,5"),
            cell(4, "1"),
            cell(5, "12/KH-UBND"),
        ],
    ]);
    assert_eq!(rows_of(&Document::new(vec![part.finish()])), ["1.1|1|1.5|12/KH-UBND|-"]);
}

#[test]
fn merged_evidence_backs_every_coded_row_that_it_reaches() {
    let cell = NewCell::new;
    let mut part = PartBuilder::flow();
    let tall = NewCell { row_span: 3, ..NewCell::new(4, "Báo cáo số 7/BC-UBND") };
    part.table(vec![
        vec![cell(1, "Mã"), cell(2, "Nội dung"), cell(3, "Điểm tự chấm"), cell(4, "Căn cứ")],
        vec![cell(1, "1.1"), cell(2, "Một"), cell(3, "1"), tall],
        vec![cell(2, "Đúng hạn: 1")],
        vec![cell(1, "1.2"), cell(2, "Hai"), cell(3, "0,5")],
    ]);
    assert_eq!(
        rows_of(&Document::new(vec![part.finish()])),
        ["1.1|1|-|7/BC-UBND|-", "-|-|-|-|-", "1.2|0.5|-|7/BC-UBND|-"]
    );
}

#[test]
fn a_sheet_goes_on_over_pages_with_or_without_its_header() {
    check(
        &[
            HEAD,
            "1.1 | Kế hoạch | 1 | 1 | Kế hoạch số 12/KH-UBND | ",
            "",
            "2",
            "",
            " |  |  |  | Kế hoạch số 13/KH-UBND | ",
            "1.2 | Báo cáo | 1 | 0,5 |  | ",
            "",
            HEAD,
            "1.3 | Kiểm tra | 1 | 1 |  | ",
        ],
        &["1.1|1|1|12/KH-UBND 13/KH-UBND|-", "1.2|0.5|1|-|-", "1.3|1|1|-|-"],
    );
}

#[test]
fn forty_citations_in_one_cell_are_forty() {
    let cited: Vec<_> =
        (1..=40).map(|number| format!("Báo cáo số {number}/BC-UBND ngày 05/01/2025")).collect();
    let text = format!("{HEAD}\n1.1 | Kế hoạch | 1 | 1 | {} | ", cited.join("; "));
    let (sheet, _) = find(&crate::plain::document(&text), hash());
    let row = sheet.expect("a sheet").rows.pop().expect("a row");
    assert_eq!((row.citations.len(), row.explanation), (40, None));
}

#[test]
fn points_that_are_no_number_are_a_problem_of_the_row() {
    let text =
        [HEAD, "1.1 | Kế hoạch | 2 | một điểm |  | ", "1.2 | Báo cáo | 2 | 1,5/2 |  | "].join("\n");
    let (sheet, problems) = find(&crate::plain::document(&text), hash());
    assert_eq!(sheet.expect("a sheet").rows.len(), 2);
    let found: Vec<_> = problems.iter().map(|p| (p.code, p.detail.as_str())).collect();
    let code = ProblemCode::SheetRowNotUnderstood;
    assert_eq!(found, [(code, "1.1: một điểm"), (code, "1.2: 1,5/2")]);
    assert!(problems.iter().all(|problem| problem.place.is_some()));
}

#[test]
fn a_titled_table_without_a_header_is_a_problem_and_other_tables_are_nothing() {
    let rows = "1.1 | Kế hoạch | 1 | 1\n1.2 | Báo cáo | 1 | 0,5";
    let of = |text: &str| find(&crate::plain::document(text), hash());
    let (sheet, problems) = of(&format!("BẢNG TỰ CHẤM ĐIỂM NĂM 2025\n{rows}"));
    assert_eq!(sheet, None);
    assert_eq!(
        problems.iter().map(|p| p.code).collect::<Vec<_>>(),
        [ProblemCode::SheetHeaderNotFound]
    );
    assert_eq!(of(rows), (None, Vec::new()));
    let set = "STT | Tiêu chí | Điểm tối đa | Ghi chú\n1.1 | Kế hoạch | 1 | ";
    assert_eq!(of(set), (None, Vec::new()));
}

#[test]
fn every_quote_stands_in_the_document() {
    let text =
        [HEAD, "1.1 | Kế hoạch | 1 | 1 | 12/KH-UBND | ", "1.2 | Báo cáo | 1 |  |  | "].join("\n");
    let document = crate::plain::document(&text);
    let (sheet, _) = find(&document, hash());
    let quotes: Vec<_> = sheet
        .expect("a sheet")
        .rows
        .iter()
        .map(|row| row.quote.resolve(&document).expect("it stands there").text().to_owned())
        .collect();
    assert_eq!(quotes, ["1", "1.2"]);
}
