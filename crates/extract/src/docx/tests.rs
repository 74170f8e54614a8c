//! Whole Word files, built from the XML that Word writes.

use model::{document::Block, place::Place};

use super::*;
use crate::{limits::Limits, tests::zip_of};

const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" xmlns:mc=\"m\" xmlns:v=\"v\"";

/// A Word file with this body, and these further parts: kind of relationship, part, content.
fn docx(body: &str, parts: &[(&str, &str, &str)]) -> Vec<u8> {
    let document = format!("<w:document {W}><w:body>{body}</w:body></w:document>");
    let relationships: String = parts
        .iter()
        .map(|(kind, part, _)| {
            format!("<Relationship Id=\"{part}\" Type=\"http://x/{kind}\" Target=\"{part}\"/>")
        })
        .collect();
    let relationships = format!("<Relationships>{relationships}</Relationships>");
    let parts: Vec<_> = parts
        .iter()
        .map(|(_, part, xml)| (format!("word/{part}"), xml.replace("{W}", W)))
        .collect();
    let mut entries: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", b"<Types/>"),
        (
            "_rels/.rels",
            b"<Relationships><Relationship Id=\"r1\" Type=\"http://x/officeDocument\" \
              Target=\"word/document.xml\"/></Relationships>",
        ),
        ("word/document.xml", document.as_bytes()),
        ("word/_rels/document.xml.rels", relationships.as_bytes()),
    ];
    entries.extend(parts.iter().map(|(name, xml)| (name.as_str(), xml.as_bytes())));
    zip_of(&entries)
}

fn read_docx(bytes: &[u8]) -> Contents {
    let limits = Limits::default();
    let mut progress = || {};
    read(bytes, &mut Session::new(&limits, bytes.len() as u64, &mut progress))
}

fn check(body: &str, expect: &str) {
    let contents = read_docx(&docx(body, &[]));
    assert_eq!(contents.problems, [], "{body}");
    assert_eq!(contents.document.parts()[0].text(), expect, "{body}");
}

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

#[test]
fn runs_of_a_paragraph_are_one_text() {
    check(
        "<w:p><w:r><w:t>Số: 24</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>29</w:t></w:r>\
         <w:r><w:t>/QĐ</w:t><w:noBreakHyphen/><w:t>UBND</w:t><w:tab/><w:t>x</w:t><w:br/><w:t>y</w:t>\
         <w:sym w:font=\"Wingdings\" w:char=\"F0FC\"/></w:r></w:p>",
        "Số: 2429/QĐ-UBND\tx\ny",
    );
    check(&p("Quye\u{302}\u{301}t đi\u{323}nh"), "Quyết định");
    check(&(p("một") + "<w:p/>" + &p(" ") + &p("hai &amp; ba")), "một\nhai & ba");
}

#[test]
fn old_encodings_are_decoded() {
    let body = p("Sè: 12/Q§-UB") + &p("QuyÕt ®Þnh cña ñy ban nh©n d©n tØnh");
    let contents = read_docx(&docx(&body, &[]));
    assert_eq!(
        contents.document.parts()[0].text(),
        "Số: 12/QĐ-UB\nQuyết định của ủy ban nhân dân tỉnh"
    );
    assert_eq!(contents.problems[0].code, ProblemCode::LegacyEncoding);
}

#[test]
fn tracked_changes_are_accepted() {
    check(
        "<w:p><w:r><w:t>đạt </w:t></w:r><w:del><w:r><w:delText>90</w:delText></w:r></w:del>\
         <w:ins><w:r><w:t>98</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>cũ</w:t></w:r></w:moveFrom>\
         <w:moveTo><w:r><w:t>%</w:t></w:r></w:moveTo></w:p>",
        "đạt 98%",
    );
    check(
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>một </w:t></w:r></w:p><w:p><w:r><w:t>hai</w:t></w:r></w:p>",
        "một hai",
    );
    let deleted_row = format!(
        "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>{}</w:tc></w:tr><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>",
        p("cũ"),
        p("mới")
    );
    check(&deleted_row, "mới");
}

#[test]
fn hidden_text_and_page_numbers_are_no_text() {
    check(
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r><w:r><w:t>hiện</w:t></w:r></w:p>",
        "hiện",
    );
    check("<w:p><w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>hiện</w:t></w:r></w:p>", "hiện");
    let field = |instruction: &str| {
        format!(
            "<w:p><w:r><w:t>a</w:t></w:r><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> {instruction} \
             </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>7</w:t></w:r><w:r>\
             <w:fldChar w:fldCharType=\"end\"/></w:r><w:r><w:t>z</w:t></w:r></w:p>"
        )
    };
    check(&field("PAGE \\* MERGEFORMAT"), "az");
    check(&field("REF _x"), "a7z");
    check(
        "<w:p><w:fldSimple w:instr=\" NUMPAGES \"><w:r><w:t>9</w:t></w:r></w:fldSimple></w:p>",
        "",
    );
    let unclosed = "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r></w:p>".to_owned();
    check(&(unclosed + &p("còn")), "còn");
}

#[test]
fn a_text_box_is_read_once_and_follows_its_paragraph() {
    let boxed = format!("<w:txbxContent>{}</w:txbxContent>", p("Số: 5/BC"));
    check(
        &format!(
            "<w:p><w:r><w:t>trước </w:t><mc:AlternateContent><mc:Choice><w:drawing><wp:posOffset>77</wp:posOffset>{boxed}\
             </w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{boxed}</v:textbox></w:pict></mc:Fallback>\
             </mc:AlternateContent><w:t>sau</w:t></w:r></w:p>"
        ),
        "trước sau\nSố: 5/BC",
    );
    check(
        &format!("<w:p><w:r><w:pict><v:textbox>{boxed}</v:textbox></w:pict></w:r></w:p>"),
        "Số: 5/BC",
    );
}

#[test]
fn merged_cells_have_spans_and_nested_tables_are_flattened() {
    let cell = |properties: &str, text: &str| {
        format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p(text))
    };
    let nested = format!(
        "<w:tc>{}<w:tbl><w:tr>{}{}</w:tr></w:tbl><w:p/></w:tc>",
        p("trên"),
        cell("", "x"),
        cell("", "y")
    );
    let table = format!(
        "<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{}{}</w:tr><w:sdt><w:sdtContent><w:tr>{}{}{nested}</w:tr></w:sdtContent></w:sdt></w:tbl>",
        cell("<w:vMerge w:val=\"restart\"/>", "TT"),
        cell("<w:gridSpan w:val=\"2\"/>", "Điểm"),
        cell("<w:vMerge/>", ""),
        cell("", "chuẩn"),
    );
    let contents = read_docx(&docx(&(p("đầu") + &table), &[]));
    let part = &contents.document.parts()[0];
    assert_eq!(part.text(), "đầu\nTT | Điểm\nchuẩn | trên\nx\ty");
    let Block::Table { rows } = &part.blocks()[1] else { panic!("a table") };
    let shape: Vec<Vec<_>> = rows
        .iter()
        .map(|row| row.iter().map(|c| (c.column, c.column_span, c.row_span)).collect())
        .collect();
    assert_eq!(shape, [vec![(1, 1, 2), (2, 2, 1)], vec![(2, 1, 1), (3, 1, 1)]]);
    let place = Place::TableCell { table: 1, row: 2, column: 2, range: None };
    assert_eq!(contents.document.quote(&place).expect("a cell").text(), "chuẩn");
}

#[test]
fn list_numbers_are_printed() {
    let numbering = "<w:numbering {W}><w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/>\
        <w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%1.\"/></w:lvl><w:lvl w:ilvl=\"1\"><w:start w:val=\"1\"/>\
        <w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%1.%2.\"/></w:lvl></w:abstractNum>\
        <w:num w:numId=\"3\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>";
    let item = |level: u32, text: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"3\"/></w:numPr></w:pPr>\
             <w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let rows = format!(
        "<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>",
        item(1, ""),
        p("tiêu chí")
    );
    let body = item(0, "Kết quả") + &item(1, "Cải cách") + &rows + &item(0, "Hạn chế");
    let contents = read_docx(&docx(&body, &[("numbering", "numbering.xml", numbering)]));
    assert_eq!(
        contents.document.parts()[0].text(),
        "1. Kết quả\n1.1. Cải cách\n1.2. | tiêu chí\n2. Hạn chế"
    );
}

#[test]
fn headers_notes_and_footers_stand_around_the_body() {
    let part = |root: &str, content: &str| format!("<w:{root} {{W}}>{content}</w:{root}>");
    let note = |id: u32, text: &str| format!("<w:footnote w:id=\"{id}\">{}</w:footnote>", p(text));
    let body = format!(
        "<w:p><w:r><w:t>đạt 98,81%</w:t></w:r><w:r><w:footnoteReference w:id=\"2\"/></w:r></w:p>{}\
         <w:sectPr><w:headerReference w:type=\"default\" r:id=\"h1.xml\"/><w:headerReference w:type=\"even\" r:id=\"h2.xml\"/>\
         <w:headerReference w:type=\"first\" r:id=\"h3.xml\"/><w:footerReference w:type=\"default\" r:id=\"f1.xml\"/></w:sectPr>",
        p("hết")
    );
    let bytes = docx(
        &body,
        &[
            ("header", "h1.xml", &part("hdr", &p("UBND TỈNH"))),
            ("header", "h2.xml", &part("hdr", &p("UBND TỈNH"))),
            ("header", "h3.xml", &part("hdr", &p("không hiện"))),
            ("footer", "f1.xml", &part("ftr", &p("Lưu: VT"))),
            (
                "footnotes",
                "n.xml",
                &part("footnotes", &(note(1, "không dẫn") + &note(2, "theo báo cáo"))),
            ),
        ],
    );
    let contents = read_docx(&bytes);
    assert_eq!(contents.problems, []);
    assert_eq!(
        contents.document.parts()[0].text(),
        "UBND TỈNH\nđạt 98,81%\nhết\ntheo báo cáo\nLưu: VT"
    );
}

#[test]
fn a_file_of_pictures_needs_ocr() {
    let bytes = docx("<w:p/>", &[("image", "media/image1.jpeg", "x")]);
    let contents = read_docx(&bytes);
    assert_eq!(contents.problems[0].code, ProblemCode::PageNeedsOcr);
    assert_eq!(contents.problems[0].detail, "word/media/image1.jpeg");
}

#[test]
fn what_stands_before_a_break_is_kept() {
    let whole = docx(&(p("giữ lại") + "<w:tbl><w:tr><w:tc>" + &p("ô")), &[]);
    let contents = read_docx(&whole);
    assert_eq!(contents.document.parts()[0].text(), "giữ lại\nô");
    assert_eq!(contents.problems[0].code, ProblemCode::MalformedXml);
    assert!(!contents.rejected);
}

#[test]
fn a_file_that_was_cut_off_keeps_its_beginning() {
    let body: String = (0..2000).map(|nth| p(&format!("Đoạn {nth}"))).collect();
    let whole = docx(&body, &[("footer", "f1.xml", "<w:ftr/>")]);
    let contents = read_docx(&whole[..whole.len() / 2]);
    assert_eq!(contents.problems[0].code, ProblemCode::Truncated);
    assert!(!contents.rejected);
    let text = contents.document.parts()[0].text();
    assert!(text.starts_with("Đoạn 0\nĐoạn 1\n") && text.lines().count() > 500, "{}", text.len());
}

#[test]
fn comments_stand_at_the_end() {
    let comments = format!(
        "<w:comments {{W}}><w:comment w:id=\"1\" w:author=\"A\">{}</w:comment></w:comments>",
        p("Số liệu cũ")
    );
    let parts = [("comments", "comments.xml", comments.as_str()), ("footer", "f1.xml", "<w:ftr/>")];
    let contents = read_docx(&docx(&p("đạt 98%"), &parts));
    assert_eq!(contents.problems, []);
    assert_eq!(contents.document.parts()[0].text(), "đạt 98%\nSố liệu cũ");
}

#[test]
fn embedded_files_are_children() {
    let parts = [
        ("package", "embeddings/Bieu.xlsx", "PK"),
        ("oleObject", "embeddings/oleObject1.bin", "khong phai OLE"),
        ("aFChunk", "afchunk1.htm", "<html>x</html>"),
    ];
    let contents = read_docx(&docx(&p("xem tệp kèm"), &parts));
    let names: Vec<_> = contents.children.iter().map(|inner| inner.name.as_str()).collect();
    assert_eq!(
        names,
        ["word/embeddings/Bieu.xlsx", "word/embeddings/oleObject1.bin", "word/afchunk1.htm"]
    );
}

#[test]
fn hostile_files_are_refused() {
    let check = |bytes: &[u8], expect: ProblemCode| {
        let contents = read_docx(bytes);
        assert!(contents.rejected, "{:?}", contents.problems);
        assert_eq!(contents.problems[0].code, expect);
    };
    let with_document = |xml: &str| {
        zip_of(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", xml.as_bytes())])
    };
    check(
        &with_document("<!DOCTYPE x [<!ENTITY a 'b'>]><w:document>&a;</w:document>"),
        ProblemCode::DoctypeRefused,
    );
    check(&with_document(&"<w:tbl>".repeat(10_000)), ProblemCode::NestedTooDeep);
    check(&with_document(&" ".repeat(32 << 20)), ProblemCode::DecompressedTooLarge);
    check(
        &zip_of(&[("[Content_Types].xml", b"<Types/>"), ("word/x.xml", b"")]),
        ProblemCode::Damaged,
    );
    let whole = docx(&p("x"), &[]);
    check(&whole[..whole.len() / 4], ProblemCode::Truncated);
}

#[test]
fn cells_are_limited() {
    let row = format!("<w:tr>{}</w:tr>", format!("<w:tc>{}</w:tc>", p("x")).repeat(4));
    let bytes = docx(&(p("trước") + &format!("<w:tbl>{}</w:tbl>", row.repeat(4))), &[]);
    let limits = Limits { cells: 10, ..Limits::default() };
    let mut progress = || {};
    let contents = read(&bytes, &mut Session::new(&limits, bytes.len() as u64, &mut progress));
    assert_eq!(contents.problems[0].code, ProblemCode::TooManyCells);
    assert!(contents.document.parts()[0].text().starts_with("trước\nx | x"));
}

#[test]
fn signatures_on_the_package_are_named_and_never_vouched_for() {
    let xml = "<w:document xmlns:w=\"u\"><w:body><w:p><w:r><w:t>Số: 12/BC-SNV</w:t></w:r></w:p></w:body></w:document>";
    let bytes = zip_of(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", xml.as_bytes()),
        ("_xmlsignatures/origin.sigs", b""),
        ("_xmlsignatures/sig1.xml", b"<Signature/>"),
    ]);
    let reading = crate::read(&bytes, "ky.docx", &Limits::default(), &mut || {});
    let [signature] = &reading.signatures[..] else { panic!("one signature") };
    assert_eq!(signature.field, "_xmlsignatures/sig1.xml");
    assert_eq!(signature.integrity.answer, model::signature::Answer::NotCheckable);
}
