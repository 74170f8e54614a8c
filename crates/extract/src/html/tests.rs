//! Whole pages.

use model::{document::Block, reading::Reading};

use super::*;
use crate::{Limits, read, tests::check_damaged};

/// A page that Word saved.
fn saved(body: &str) -> String {
    format!(
        "<html xmlns:w=\"urn:schemas-microsoft-com:office:word\"><head><style>p {{x}}</style></head><body>{body}</body></html>"
    )
}

fn read_page(html: &str, name: &str) -> Reading {
    read(html.as_bytes(), name, &Limits::default(), &mut || {})
}

fn check(body: &str, expect: &str) {
    let reading = read_page(&saved(body), "a.html");
    assert_eq!(reading.problems, [], "{body}");
    assert_eq!(reading.document.parts()[0].text(), expect, "{body}");
}

#[test]
fn text_is_what_the_page_shows() {
    check(
        "<p>Số:\n 12/QĐ&#8209;UBND</p><p>Quy&#7871;t  <b>định</b></p>",
        "Số: 12/QĐ‑UBND\nQuyết định",
    );
    check(
        "<div>một<br>hai</div><script>x</script><p style='display: none'>ẩn</p>ba",
        "một\nhai\nba",
    );
    check("<p><span style='display:none'>x<span>y</span></span>z", "z");
    check(
        "<ol><li>a<ul><li>b</li></ul></li><li>c</ol><ol type=a start=3><li>d</ol>",
        "1. a\n• b\n2. c\nc. d",
    );
    check("<pre>a  b\nc</pre>a  b", "a  b\nc\na b");
    check("a&nbsp;&nbsp;b &amp; &lt;c&gt;", "a  b & <c>");
}

#[test]
fn tables_have_cells_and_frames_have_none() {
    let body = "<table><tr><td><table><tr><th rowspan=2>TT<th colspan=2>Hồ sơ</tr>\
        <tr><td>a</td><td>b<table><tr><td>x</td><td>y</td></tr></table></td></tr></table>sau</td></tr></table>";
    let reading = read_page(&saved(body), "a.doc");
    let part = &reading.document.parts()[0];
    assert_eq!(part.text(), "TT | Hồ sơ\na | b\nx\ty\nsau");
    let Block::Table { rows } = &part.blocks()[0] else { panic!("a table") };
    let shape: Vec<Vec<_>> = rows
        .iter()
        .map(|row| row.iter().map(|c| (c.column, c.column_span, c.row_span)).collect())
        .collect();
    assert_eq!(shape, [vec![(1, 1, 2), (2, 2, 1)], vec![(2, 1, 1), (3, 1, 1)]]);
}

#[test]
fn old_encodings_are_decoded_with_their_fonts() {
    let body = "<p><font face='.VnTimeH'>quyÕt ®Þnh</font> <span style='font-family:\".VnTime\"'>cña ñy ban nh©n d©n</span></p>";
    let reading = read_page(&saved(body), "a.doc");
    assert_eq!(reading.document.parts()[0].text(), "QUYẾT ĐỊNH của ủy ban nhân dân");
    assert_eq!(reading.problems[0].code, ProblemCode::LegacyEncoding);
}

#[test]
fn error_pages_are_no_documents() {
    let long = "<p>Báo cáo kết quả cải cách hành chính của Sở Nội vụ năm 2025</p>".repeat(5);
    let check = |html: &str, name: &str, is_document: bool| {
        let reading = read_page(html, name);
        let is_page = reading.problems.iter().any(|problem| problem.code == ProblemCode::HtmlPage);
        assert_eq!(is_page, !is_document, "{name}: {html}");
        assert_eq!(reading.document.parts().is_empty(), !is_document);
    };
    check(&format!("<html><title>Báo cáo</title>{long}"), "a.html", true);
    check(&format!("<html><title>Báo cáo</title>{long}"), "a.doc", true);
    check(&format!("<html><title>Báo cáo</title>{long}"), "a.pdf", false);
    check(&format!("<html><title>404 Not Found</title>{long}"), "a.html", false);
    check("<html><body>Lỗi 404", "a.doc", false);
    check(&saved("<p>Ngắn"), "a.pdf", true);
}

#[test]
fn hostile_pages_are_read_to_their_limits() {
    let deep = saved(&"<table><tr><td>".repeat(5000));
    assert_eq!(read_page(&deep, "a.html").document.parts()[0].text(), "");
    let wide = saved(&format!(
        "<table>{}</table>",
        "<tr><td colspan=4294967295 rowspan=4294967295>x</tr>".repeat(50)
    ));
    assert!(read_page(&wide, "a.html").document.parts()[0].text().starts_with("x\nx"));
    let many = saved(&"<table><tr><td>x<td>y</table>".repeat(50));
    let limits = Limits { cells: 10, ..Limits::default() };
    let reading = read(many.as_bytes(), "a.html", &limits, &mut || {});
    assert_eq!(reading.problems[0].code, ProblemCode::TooManyCells);
    check_damaged(
        saved("<table><tr><td>a<td rowspan=2>b</table><ol><li>c</ol>").as_bytes(),
        "a.html",
    );
}
