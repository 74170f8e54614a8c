//! Pages of lines, and the tables that they are together.

use super::*;
use crate::document::{NewCell, PartBuilder};

/// Where the columns of the tables here begin, 100 points apart.
const LEFT: [f32; 4] = [50.0, 100.0, 300.0, 400.0];

/// A page of lines: `|` parts the cells of a row, other lines are paragraphs.
fn page(number: u32, lines: &[&str]) -> Part {
    shifted_page(number, lines, 0.0)
}

fn shifted_page(number: u32, lines: &[&str], shift: f32) -> Part {
    let mut page = PartBuilder::page(number, 595.0, 842.0);
    let mut is_in_table = false;
    for line in lines {
        let cells: Vec<&str> = line.split('|').collect();
        if cells.len() == 1 {
            page.begin_paragraph();
            page.word(line, [50.0, 0.0, 500.0, 10.0]);
            page.end_paragraph();
            is_in_table = false;
            continue;
        }
        if !std::mem::replace(&mut is_in_table, true) {
            page.begin_table();
        }
        page.begin_row();
        for ((column, cell), left) in (1..).zip(cells).zip(LEFT) {
            page.begin_cell(NewCell::new(column, ""));
            for word in cell.split_whitespace() {
                page.word(word, [left + shift, 0.0, left + shift + 40.0, 10.0]);
            }
            page.end_cell();
        }
    }
    page.finish()
}

/// All tables of some pages as they read, long ones whole.
fn read(pages: Vec<Part>) -> Vec<Vec<String>> {
    let document = Document::new(pages);
    let texts =
        |row: &Vec<LongCell<'_>>| row.iter().map(LongCell::text).collect::<Vec<_>>().join("|");
    let tables = document.whole_tables();
    tables.iter().map(|table| table.rows(&document).iter().map(texts).collect()).collect()
}

#[test]
fn a_heading_printed_again_stands_once() {
    let tables = read(vec![
        page(1, &["Biểu 1", "STT|Nội dung|Số|Tỷ lệ", "1|Hồ sơ|12|98%", "1"]),
        page(2, &["2", "STT|Nội dung|Số|Tỷ lệ", "2|Văn bản|7|91%"]),
        page(3, &["STT|Nội dung|Số|Tỷ lệ", "3|Thư|9|90%", "Nơi nhận:"]),
    ]);
    assert_eq!(
        tables,
        [["STT|Nội dung|Số|Tỷ lệ", "1|Hồ sơ|12|98%", "2|Văn bản|7|91%", "3|Thư|9|90%"]]
    );
}

#[test]
fn a_table_goes_on_without_a_heading_where_its_columns_stand() {
    let first = || page(1, &["STT|Nội dung|Số|Tỷ lệ", "1|Hồ sơ|12|98%"]);
    let rows = ["2|Văn bản|7|91%"];
    assert_eq!(read(vec![first(), page(2, &rows)]).len(), 1);
    assert_eq!(read(vec![first(), shifted_page(2, &rows, 60.0)]).len(), 2, "other columns");
    assert_eq!(read(vec![first(), page(2, &["2|Văn bản|7"])]).len(), 2, "fewer columns");
    assert_eq!(
        read(vec![first(), page(2, &["Biểu 2 về văn bản", rows[0]])]).len(),
        2,
        "its own title"
    );
    let other = ["TT|Lĩnh vực|Trễ|Lý do", rows[0]];
    assert_eq!(read(vec![first(), page(2, &other)]).len(), 2, "its own heading");
    let ended = page(1, &["STT|Nội dung|Số|Tỷ lệ", "1|Hồ sơ|12|98%", "Sở Nội vụ báo cáo như trên"]);
    assert_eq!(read(vec![ended, page(2, &rows)]).len(), 2, "text below it");
}

#[test]
fn a_running_foot_ends_no_table() {
    let tables = read(vec![
        page(1, &["STT|Nội dung|Số|Tỷ lệ", "1|Hồ sơ|12|98%", "Báo cáo của Sở Nội vụ quý III"]),
        page(2, &["2|Văn bản|7|91%", "Báo cáo của Sở Nội vụ quý III"]),
    ]);
    assert_eq!(tables.len(), 1);
}

#[test]
fn a_row_broken_by_the_page_is_whole() {
    let check = |upper: &str, lower: &str, expect: &[&str]| {
        let first = page(1, &["STT|Nội dung|Số|Ghi chú", upper]);
        let tables = read(vec![first, page(2, &[lower, "2|Thư|9|đủ"])]);
        assert_eq!(tables[0][1..], expect[..], "{upper} / {lower}");
    };
    check(
        "1|Hồ sơ của|12|đã gửi",
        "|công dân||",
        &["1|Hồ sơ của\ncông dân|12|đã gửi", "2|Thư|9|đủ"],
    );
    // A cell that found no room at all is printed on the next page.
    check("1||12|đủ", "|Hồ sơ||", &["1|Hồ sơ|12|đủ", "2|Thư|9|đủ"]);
    // A row of totals has figures, a row of its own a number.
    check("1|Hồ sơ|12|đủ", "|Tổng|12|", &["1|Hồ sơ|12|đủ", "|Tổng|12|", "2|Thư|9|đủ"]);
    check("1|Hồ sơ|12|đủ", "2|công dân|1|", &["1|Hồ sơ|12|đủ", "2|công dân|1|", "2|Thư|9|đủ"]);
}

#[test]
fn where_rows_without_numbers_are_usual_only_a_sentence_goes_on() {
    let check = |lower: &str, n_rows: usize| {
        let rows = ["STT|Nội dung|Số|Ghi chú", "1|Thư|3|x", "|trả lại|0|", "2|Hồ sơ của|12|y"];
        let first = page(1, &rows);
        assert_eq!(read(vec![first, page(2, &[lower])])[0].len(), n_rows, "{lower}");
    };
    check("|công dân||", 4);
    check("|Trả lại||", 5);
}

#[test]
fn what_stands_on_two_pages_is_quoted_from_one() {
    let document = Document::new(vec![
        page(1, &["STT|Nội dung|Số|Ghi chú", "1|Hồ sơ của|12|x"]),
        page(2, &["|công dân||"]),
    ]);
    let rows = document.long_tables()[0].rows(&document);
    let cell = &rows[1][1];
    assert_eq!(cell.text(), "Hồ sơ của\ncông dân");
    let at = |word: &str| {
        let start = cell.text().find(word).expect("it is there");
        let (piece, bytes) = cell.piece(start..start + word.len()).expect("a piece");
        (piece.span.part, piece.text[bytes].to_owned())
    };
    assert_eq!(at("sơ"), (0, "sơ".to_owned()));
    assert_eq!(at("dân"), (1, "dân".to_owned()));
    assert_eq!(at("của\ncông"), (0, "của".to_owned()));
    assert!(cell.piece(100..101).is_none());
}
