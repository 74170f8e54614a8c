//! Pages made by hand, and the text that must come out of them.

use proptest::prelude::*;

use super::*;
use crate::pdf::rule::{self, Axis};

/// Words of size 10, each letter 5 points wide, blanks 2.5 points.
fn words(x: f32, y: f32, text: &str) -> Vec<Word> {
    let mut left = x;
    text.split(' ')
        .map(|text| {
            let right = left + 5.0 * text.chars().count() as f32;
            let area = Area::new(left, y - 8.0, right, y + 2.2);
            left = right + 2.5;
            Word {
                text: text.to_owned(),
                area,
                baseline: y,
                size: 10.0,
                after_blank: true,
                confidence: None,
            }
        })
        .collect()
}

fn rule(axis: Axis, at: f32, from: f32, to: f32) -> Rule {
    Rule { axis, at, from, to }
}

/// Vertical lines at `xs` and horizontal ones at `ys`, all through.
fn net(xs: &[f32], ys: &[f32]) -> Vec<Rule> {
    let ends = |places: &[f32]| (places[0], places[places.len() - 1]);
    let ((left, right), (top, bottom)) = (ends(xs), ends(ys));
    ys.iter()
        .map(|y| rule(Axis::Horizontal, *y, left, right))
        .chain(xs.iter().map(|x| rule(Axis::Vertical, *x, top, bottom)))
        .collect()
}

fn text_of(lines: &[Line]) -> String {
    let lines: Vec<String> = lines
        .iter()
        .map(|line| line.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" "))
        .collect();
    lines.join("/")
}

/// Paragraphs as their lines, tables as `[cell|cell;cell|cell]`, a span as `×columns,rows` after the cell.
fn show(words: Vec<Word>, rules: Vec<Rule>) -> Vec<String> {
    lay_out(words, &rule::merge(rules), 1_000)
        .iter()
        .map(|piece| match piece {
            Piece::Paragraph(lines) => text_of(lines),
            Piece::Table(table) => {
                let rows: Vec<String> = table
                    .rows
                    .iter()
                    .map(|cells| {
                        let cells: Vec<String> = cells
                            .iter()
                            .map(|cell| {
                                let text = text_of(&cell.lines);
                                match (cell.column_span, cell.row_span) {
                                    (1, 1) => text,
                                    (columns, rows) => format!("{text}×{columns},{rows}"),
                                }
                            })
                            .collect();
                        cells.join("|")
                    })
                    .collect();
                format!("[{}]", rows.join(";"))
            }
        })
        .collect()
}

#[test]
fn lines_with_common_blanks_and_figures_are_a_table() {
    let page = [
        words(50.0, 20.0, "Kết quả tiếp nhận và giải quyết hồ sơ của các xã trong năm 2025"),
        words(50.0, 50.0, "STT"),
        words(90.0, 50.0, "Đơn vị"),
        words(250.0, 50.0, "Tiếp nhận"),
        words(350.0, 50.0, "Ghi chú"),
        words(50.0, 70.0, "1"),
        words(90.0, 70.0, "Xã Hà Tân và các"),
        words(250.0, 70.0, "1.204"),
        words(350.0, 70.0, "đúng hạn"),
        words(90.0, 82.0, "đơn vị trực thuộc"),
        words(50.0, 102.0, "2"),
        words(90.0, 102.0, "Xã Đông Giang"),
        words(250.0, 102.0, "98"),
        words(50.0, 122.0, "3"),
        words(90.0, 122.0, "Xã An Bình"),
        words(250.0, 122.0, "512"),
        words(350.0, 122.0, "trễ hạn"),
        words(50.0, 150.0, "Các xã còn lại không phát sinh hồ sơ trong kỳ báo cáo này."),
    ]
    .concat();
    assert_eq!(
        show(page, Vec::new()),
        [
            "Kết quả tiếp nhận và giải quyết hồ sơ của các xã trong năm 2025",
            "[STT|Đơn vị|Tiếp nhận|Ghi chú;\
             1|Xã Hà Tân và các/đơn vị trực thuộc|1.204|đúng hạn;\
             2|Xã Đông Giang|98|;\
             3|Xã An Bình|512|trễ hạn]",
            "Các xã còn lại không phát sinh hồ sơ trong kỳ báo cáo này.",
        ]
    );
}

#[test]
fn cells_that_begin_below_each_other_are_a_table_though_they_almost_touch() {
    let row = |y, cells: [&str; 4]| {
        let at = [50.0, 68.0, 116.0, 151.0].into_iter().zip(cells);
        at.flat_map(|(x, cell)| words(x, y, cell)).collect::<Vec<_>>()
    };
    let rows = [
        row(50.0, ["STT", "Nội dung", "Số liệu", "Tỷ lệ"]),
        row(65.0, ["1", "giám quan", "909.43", "8/109"]),
        row(80.0, ["2", "trách môn", "420.12", "24/116"]),
        row(95.0, ["3", "chức đúng", "39.844", "27/146"]),
    ];
    assert_eq!(
        show(rows.concat(), Vec::new()),
        ["[STT|Nội dung|Số liệu|Tỷ lệ;1|giám quan|909.43|8/109;2|trách môn|420.12|24/116;\
          3|chức đúng|39.844|27/146]"]
    );
    // Typewritten text stands on a raster, so that words begin below each other without being cells.
    let raster = [
        words(50.0, 50.0, "Năm 2025 tỉnh giải quyết 1204 hồ sơ"),
        words(50.0, 65.0, "Quý 1234 xã nhận trả lời 5678 hồ sơ"),
        words(50.0, 80.0, "Tra 2345 bộ chuyển tiếp 9123 hồ sơ"),
    ];
    assert!(show(raster.concat(), Vec::new()).iter().all(|piece| !piece.starts_with('[')));
}

#[test]
fn a_page_set_in_three_columns_is_no_table() {
    let mut page = Vec::new();
    for line in 0..6_u8 {
        for column in 0..3_u8 {
            let (x, y) = (50.0 + 150.0 * f32::from(column), 50.0 + 14.0 * f32::from(line));
            page.extend(words(x, y, "thực hiện nhiệm vụ được"));
        }
    }
    assert!(show(page, Vec::new()).iter().all(|piece| !piece.starts_with('[')));
}

#[test]
fn the_header_is_read_column_by_column() {
    let page = [
        words(60.0, 50.0, "ỦY BAN NHÂN DÂN"),
        words(200.0, 50.0, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        words(50.0, 65.0, "THÀNH PHỐ CẦN THƠ"),
        words(217.5, 66.0, "Độc lập - Tự do - Hạnh phúc"),
        words(55.0, 95.0, "Số: 2429/QĐ-UBND"),
        words(220.0, 95.0, "Cần Thơ, ngày 10 tháng 10 năm 2019"),
        words(180.0, 130.0, "QUYẾT ĐỊNH"),
    ]
    .concat();
    // The short lines that underline both titles are no table.
    let underlines =
        vec![rule(Axis::Horizontal, 70.0, 70.0, 110.0), rule(Axis::Horizontal, 70.5, 230.0, 330.0)];
    assert_eq!(
        show(page, underlines),
        [
            "ỦY BAN NHÂN DÂN/THÀNH PHỐ CẦN THƠ",
            "Số: 2429/QĐ-UBND",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "Cần Thơ, ngày 10 tháng 10 năm 2019",
            "QUYẾT ĐỊNH",
        ]
    );
}

#[test]
fn a_header_whose_columns_almost_touch_is_still_two_columns() {
    let page = [
        words(50.0, 50.0, "UBND HUYỆN PHONG ĐIỀN"),
        words(162.0, 50.0, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        words(55.0, 65.0, "Số: 12/BC-UBND"),
        words(154.5, 65.0, "Phong Điền, ngày 02 tháng 01 năm 2020"),
    ]
    .concat();
    assert_eq!(
        show(page, Vec::new()),
        [
            "UBND HUYỆN PHONG ĐIỀN",
            "Số: 12/BC-UBND",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Phong Điền, ngày 02 tháng 01 năm 2020",
        ]
    );
}

#[test]
fn numbered_lines_are_no_columns() {
    let page = [
        words(50.0, 50.0, "1."),
        words(80.0, 50.0, "Thực hiện kế hoạch cải cách hành chính năm 2025"),
        words(50.0, 65.0, "2."),
        words(80.0, 65.0, "Thực hiện chế độ báo cáo định kỳ đúng thời hạn"),
    ]
    .concat();
    assert_eq!(
        show(page, Vec::new()).join("/"),
        "1. Thực hiện kế hoạch cải cách hành chính năm 2025/2. Thực hiện chế độ báo cáo định kỳ đúng thời hạn"
    );
}

#[test]
fn a_list_with_figures_is_read_across() {
    let page = [
        words(50.0, 50.0, "Sở Nội vụ thành phố"),
        words(300.0, 50.0, "98,81%"),
        words(50.0, 65.0, "Sở Tư pháp thành phố"),
        words(300.0, 65.0, "97,25%"),
    ]
    .concat();
    let text = show(page, Vec::new()).join("/");
    assert_eq!(text, "Sở Nội vụ thành phố 98,81%/Sở Tư pháp thành phố 97,25%");
}

#[test]
fn paragraphs_begin_with_an_indent() {
    let page = [
        words(80.0, 50.0, "Căn cứ Quyết định số 1823/QĐ-UBND ngày 23 tháng 7"),
        words(50.0, 65.0, "năm 2018 của Ủy ban nhân dân thành phố Cần Thơ ban hành"),
        words(50.0, 80.0, "bộ tiêu chí;"),
        words(80.0, 95.0, "Theo đề nghị của Giám đốc Sở Nội vụ."),
    ]
    .concat();
    assert_eq!(
        show(page, Vec::new()),
        [
            "Căn cứ Quyết định số 1823/QĐ-UBND ngày 23 tháng 7/năm 2018 của Ủy ban nhân dân thành phố Cần Thơ ban hành/bộ tiêu chí;",
            "Theo đề nghị của Giám đốc Sở Nội vụ.",
        ]
    );
}

#[test]
fn items_and_titles_begin_paragraphs_without_an_indent() {
    let page = [
        words(50.0, 50.0, "1. Ban hành kế hoạch năm 2025, trong đó có công văn số của"),
        words(50.0, 65.0, "UBND 12/KH-UBND;"),
        words(50.0, 80.0, "2. Kiểm tra 28 đơn vị."),
        words(50.0, 95.0, "I. KẾT QUẢ ĐẠT ĐƯỢC"),
        words(50.0, 110.0, "Đã kiểm tra 28/112 cơ quan."),
    ]
    .concat();
    assert_eq!(
        show(page, Vec::new()),
        [
            "1. Ban hành kế hoạch năm 2025, trong đó có công văn số của/UBND 12/KH-UBND;",
            "2. Kiểm tra 28 đơn vị.",
            "I. KẾT QUẢ ĐẠT ĐƯỢC",
            "Đã kiểm tra 28/112 cơ quan.",
        ]
    );
}

#[test]
fn a_short_rule_in_the_middle_ends_a_title() {
    let page = || {
        [
            words(100.0, 50.0, "Kết quả kiểm tra năm 2025"),
            words(110.0, 66.0, "Kính gửi: Sở Nội vụ."),
        ]
        .concat()
    };
    assert_eq!(show(page(), Vec::new()).len(), 1);
    let middle = words(100.0, 50.0, "Kết quả kiểm tra năm 2025")
        .iter()
        .map(|word| word.area.right)
        .fold(100.0, f32::max)
        .midpoint(100.0);
    let rules = vec![rule(Axis::Horizontal, 55.0, middle - 10.0, middle + 10.0)];
    assert_eq!(show(page(), rules).len(), 2);
}

#[test]
fn a_running_head_over_a_rule_is_a_paragraph_and_no_table() {
    let page = [
        words(50.0, 50.0, "CÔNG BÁO/Số 123 + 124/Ngày 12-5-2024"),
        words(50.0, 64.0, "Điều 1. Phạm vi điều chỉnh của luật này gồm"),
    ]
    .concat();
    let rules = vec![rule(Axis::Horizontal, 54.5, 50.0, 400.0)];
    assert_eq!(
        show(page, rules),
        ["CÔNG BÁO/Số 123 + 124/Ngày 12-5-2024", "Điều 1. Phạm vi điều chỉnh của luật này gồm"]
    );
}

#[test]
fn a_ruled_table_comes_out_cell_by_cell() {
    let page = [
        words(50.0, 30.0, "Bảng 2"),
        words(55.0, 60.0, "1.1."),
        words(105.0, 60.0, "Thực hiện"),
        words(105.0, 72.0, "kế hoạch"),
        words(205.0, 60.0, "1.50"),
        words(55.0, 90.0, "1.2."),
        words(105.0, 90.0, "Báo cáo"),
        words(205.0, 90.0, "0.50"),
        words(50.0, 120.0, "Ghi chú"),
    ]
    .concat();
    let rules = net(&[50.0, 100.0, 200.0, 250.0], &[50.0, 80.0, 100.0]);
    assert_eq!(
        show(page, rules),
        ["Bảng 2", "[1.1.|Thực hiện/kế hoạch|1.50;1.2.|Báo cáo|0.50]", "Ghi chú"]
    );
}

#[test]
fn merged_cells_span_columns_and_rows() {
    let page = [
        words(55.0, 75.0, "STT"),
        words(105.0, 60.0, "Điểm"),
        words(105.0, 80.0, "Tự"),
        words(205.0, 80.0, "Đạt"),
        words(55.0, 110.0, "1"),
        words(105.0, 110.0, "2"),
        words(205.0, 110.0, "3"),
    ]
    .concat();
    let rules = vec![
        rule(Axis::Horizontal, 50.0, 50.0, 250.0),
        rule(Axis::Horizontal, 70.0, 100.0, 250.0),
        rule(Axis::Horizontal, 100.0, 50.0, 250.0),
        rule(Axis::Horizontal, 120.0, 50.0, 250.0),
        rule(Axis::Vertical, 50.0, 50.0, 120.0),
        rule(Axis::Vertical, 100.0, 50.0, 120.0),
        rule(Axis::Vertical, 200.0, 70.0, 120.0),
        rule(Axis::Vertical, 250.0, 50.0, 120.0),
    ];
    assert_eq!(show(page, rules), ["[STT×1,2|Điểm×2,1;Tự|Đạt;1|2|3]"]);
}

#[test]
fn a_table_that_goes_on_has_an_open_side() {
    let page = [
        words(55.0, 60.0, "a"),
        words(105.0, 60.0, "b"),
        words(55.0, 90.0, "c"),
        words(105.0, 90.0, "d"),
    ]
    .concat();
    let rules = vec![
        rule(Axis::Horizontal, 50.0, 50.0, 150.0),
        rule(Axis::Horizontal, 70.0, 50.0, 150.0),
        rule(Axis::Vertical, 50.0, 50.0, 100.0),
        rule(Axis::Vertical, 100.0, 50.0, 100.0),
        rule(Axis::Vertical, 150.0, 50.0, 100.0),
    ];
    assert_eq!(show(page, rules), ["[a|b;c|d]"]);
}

#[test]
fn a_frame_around_prose_is_no_table() {
    let page = [words(60.0, 60.0, "Đề nghị các đơn vị"), words(60.0, 72.0, "thực hiện nghiêm túc")]
        .concat();
    let text = show(page, net(&[50.0, 300.0], &[50.0, 80.0]));
    assert_eq!(text, ["Đề nghị các đơn vị/thực hiện nghiêm túc"]);
}

#[test]
fn an_empty_grid_is_no_table() {
    let rules = net(&[50.0, 100.0, 150.0], &[50.0, 80.0, 110.0]);
    assert_eq!(show(words(50.0, 30.0, "Hình 1"), rules), ["Hình 1"]);
}

#[test]
fn words_drawn_twice_are_read_once() {
    let page = [words(50.0, 50.0, "QUYẾT ĐỊNH"), words(50.3, 50.0, "QUYẾT ĐỊNH")].concat();
    assert_eq!(show(page, Vec::new()), ["QUYẾT ĐỊNH"]);
}

proptest! {
    /// However words and lines lie, every word comes out exactly once.
    #[test]
    fn no_word_is_lost(
        places in prop::collection::vec((0_u16..300, 0_u16..60), 0..60),
        rules in prop::collection::vec((any::<bool>(), 0_u16..30, 0_u16..30, 1_u16..30), 0..24),
    ) {
        let page: Vec<Word> = places
            .iter()
            .zip('a'..)
            .flat_map(|((x, y), letter)| {
                words(f32::from(*x), f32::from(*y) * 5.0, &format!("{letter}{x}x{y}"))
            })
            .collect();
        let rules = rules
            .into_iter()
            .map(|(upright, at, from, length)| {
                let axis = if upright { Axis::Vertical } else { Axis::Horizontal };
                rule(
                    axis,
                    f32::from(at) * 10.0,
                    f32::from(from) * 10.0,
                    f32::from(from + length) * 10.0,
                )
            })
            .collect();
        let mut drawn: Vec<String> = page.iter().map(|word| word.text.clone()).collect();
        let pieces = lay_out(page, &rule::merge(rules), 1_000);
        let mut read: Vec<String> = pieces
            .iter()
            .flat_map(|piece| match piece {
                Piece::Paragraph(lines) => vec![lines],
                Piece::Table(table) => {
                    table.rows.iter().flatten().map(|cell| &cell.lines).collect()
                }
            })
            .flatten()
            .flat_map(|line| line.words.iter().map(|word| word.text.clone()))
            .collect();
        drawn.sort();
        read.sort();
        prop_assert_eq!(read, drawn);
    }
}
