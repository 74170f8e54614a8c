//! Headers as letters, tables and sheets lay them out, drafts, and what a container fills in.

use model::document::{NewCell, PartBuilder};

use super::*;

/// What a header says, as `number; date; issuer; parent; type; subject; signer; position; draft`.
fn check(document: &Document, expected: &str) {
    let (header, _) = read(document, ContentHash::from_digest([1; 32]), None);
    assert_eq!(printed(&header), expected);
}

fn printed(header: &Header) -> String {
    let fields = [
        header.number.as_ref().map(ToString::to_string),
        header.date.map(|date| date.to_string()),
        header.issuer.clone(),
        header.parent_body.clone(),
        header.doc_type.as_ref().map(|doc_type| doc_type.as_str().to_owned()),
        header.subject.clone(),
        header.signer.clone(),
        header.signer_position.clone(),
        header.draft.as_ref().map(|draft| draft.text.clone()),
    ];
    fields.map(Option::unwrap_or_default).join("; ")
}

fn paragraphs(texts: &[&str]) -> Document {
    let mut part = PartBuilder::flow();
    for text in texts {
        part.paragraph(text);
    }
    Document::new(vec![part.finish()])
}

/// A page whose paragraphs are given line by line.
fn page(texts: &[&str]) -> Document {
    let mut part = PartBuilder::page(1, 595.0, 842.0);
    for text in texts {
        part.begin_paragraph();
        for line in text.split('\n') {
            for word in line.split(' ') {
                part.word(word, [0.0; 4]);
            }
            part.line_break();
        }
        part.end_paragraph();
    }
    Document::new(vec![part.finish()])
}

const MOTTO: &str = "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM\nÐộc lập - Tự do - Hạnh phúc";

#[test]
fn left_column_then_right_column() {
    check(
        &page(&[
            "BỘ NỘI VỤ\nSố: 1 1 8 7 /QĐ-BNV",
            MOTTO,
            "Hà Nội, ngày 15 tháng 10 năm 2025",
            "QUYẾT ĐỊNH\nPhê duyệt Đề án thử nghiệm\ncủa các bộ",
            "BỘ TRƯỞNG BỘ NỘI VỤ",
            "Căn cứ Nghị định số 25/2025/NĐ-CP ngày 21 tháng 02 năm 2025 của Chính phủ;",
            "Nơi nhận:\n- Như Điều 3;\n- Lưu: VT.",
            "BỘ TRƯỞNG",
            "Trần Thị Mẫu",
        ]),
        "1187/QĐ-BNV; 2025-10-15; Bộ Nội vụ; ; quyết định; Phê duyệt Đề án thử nghiệm của các bộ; Trần Thị Mẫu; BỘ TRƯỞNG; ",
    );
}

#[test]
fn both_columns_on_one_line() {
    check(
        &page(&[
            &format!(
                "UBND TỈNH MẪU CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSỞ NỘI VỤ Độc lập - Tự do - Hạnh phúc\n{}\n{}",
                "Số: 012/SNV-CCHC Mẫu, ngày 03 tháng 11 năm 2025", "V/v nộp tài liệu"
            ),
            "Kính gửi: Các sở, ngành",
        ]),
        "012/SNV-CCHC; 2025-11-03; Sở Nội vụ; UBND tỉnh Mẫu; công văn; nộp tài liệu; ; ; ",
    );
}

#[test]
fn a_table_without_borders() {
    let mut part = PartBuilder::flow();
    part.table(vec![
        vec![
            NewCell::new(1, "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ CẦN THƠ\n-------"),
            NewCell::new(2, MOTTO),
        ],
        vec![
            NewCell::new(1, "Số: 2429/QĐ-UBND"),
            NewCell::new(2, "Cần Thơ, ngày 10 tháng 10\nnăm 2019"),
        ],
    ]);
    part.paragraph("QUYẾT ĐỊNH");
    part.paragraph("Về việc sửa đổi Bộ chỉ số");
    part.paragraph("ỦY BAN NHÂN DÂN THÀNH PHỐ CẦN THƠ");
    part.paragraph("Căn cứ Luật Tổ chức chính quyền địa phương số 77/2015/QH13;");
    part.table(vec![vec![
        NewCell::new(1, "Nơi nhận:\n- Như Điều 2;"),
        NewCell::new(2, "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\n\nLê Văn Mẫu"),
    ]]);
    let document = Document::new(vec![part.finish()]);
    check(
        &document,
        "2429/QĐ-UBND; 2019-10-10; Ủy ban nhân dân thành phố Cần Thơ; ; quyết định; Về việc sửa đổi Bộ chỉ số; Lê Văn Mẫu; PHÓ CHỦ TỊCH; ",
    );
    let (header, own) = read(&document, ContentHash::from_digest([1; 32]), None);
    assert_eq!(header.issuer_id.as_deref(), Some("ubnd-can-tho"));
    assert_eq!(header.number_quote.map(|quote| quote.text).as_deref(), Some("Số: 2429/QĐ-UBND"));
    assert_eq!(
        header.date_quote.map(|quote| quote.text).as_deref(),
        Some("ngày 10 tháng 10\nnăm 2019")
    );
    let cited =
        crate::citation::of_document(&document, ContentHash::from_digest([1; 32]), own, None);
    let cited: Vec<_> = cited.iter().map(|citation| citation.number.number()).collect();
    assert_eq!(cited, ["77/2015/QH13"]);
}

#[test]
fn a_sheet_with_a_letterhead_in_its_first_rows() {
    let mut part = PartBuilder::sheet("Biểu", false);
    let cell = |column, address: &str, text: &str| NewCell {
        address: Some(address.to_owned()),
        ..NewCell::new(column, text)
    };
    part.table(vec![
        vec![cell(1, "A1", "UBND TỈNH MẪU"), cell(4, "D1", MOTTO)],
        vec![cell(1, "A2", "SỞ TƯ PHÁP"), cell(4, "D2", "Mẫu, ngày 05 tháng 12 năm 2025")],
        vec![cell(1, "A3", "BÁO CÁO TỰ CHẤM ĐIỂM")],
    ]);
    check(
        &Document::new(vec![part.finish()]),
        "; 2025-12-05; Sở Tư pháp; UBND tỉnh Mẫu; báo cáo; TỰ CHẤM ĐIỂM; ; ; ",
    );
}

#[test]
fn drafts_leave_number_or_date_blank() {
    let letterhead = |number: &str, date: &str| {
        paragraphs(&["SỞ Y TẾ", number, MOTTO, date, "KẾ HOẠCH", "Kiểm tra năm 2025"])
    };
    check(
        &letterhead("Số:      /KH-SYT", "Mẫu, ngày      tháng      năm 2025"),
        "; ; Sở Y tế; ; kế hoạch; Kiểm tra năm 2025; ; ; Số:      /KH-SYT",
    );
    check(
        &letterhead("Số: 15/KH-SYT", "Mẫu, ngày … tháng 3 năm 2025"),
        "15/KH-SYT; ; Sở Y tế; ; kế hoạch; Kiểm tra năm 2025; ; ; ngày … tháng 3 năm 2025",
    );
    check(
        &letterhead("DỰ THẢO LẦN 2", "Mẫu, ngày 01 tháng 3 năm 2025"),
        "; 2025-03-01; Sở Y tế; ; kế hoạch; Kiểm tra năm 2025; ; ; DỰ THẢO LẦN 2",
    );
    check(
        &letterhead("Số: 15/KH-SYT", "Mẫu, ngày 01 tháng 3 năm 2025"),
        "15/KH-SYT; 2025-03-01; Sở Y tế; ; kế hoạch; Kiểm tra năm 2025; ; ; ",
    );
}

#[test]
fn a_law_says_its_date_at_its_end() {
    check(
        &paragraphs(&[
            "12 CÔNG BÁO/Số 1 + 2/Ngày 30-7-2023",
            &format!("QUỐC HỘI {MOTTO}"),
            "Luật số: 99/2023/QH15",
            "LUẬT\nTHỬ NGHIỆM",
            "Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;",
            "Luật này được Quốc hội khóa XV thông qua ngày 22 tháng 6 năm 2023.",
            "CHỦ TỊCH QUỐC HỘI\nPhạm Văn Mẫu",
        ]),
        "99/2023/QH15; 2023-06-22; Quốc hội; ; luật; THỬ NGHIỆM; Phạm Văn Mẫu; CHỦ TỊCH QUỐC HỘI; ",
    );
}

#[test]
fn party_letterhead() {
    check(
        &paragraphs(&[
            "TỈNH ỦY MẪU\n*\nSố 17-NQ/TU",
            "ĐẢNG CỘNG SẢN VIỆT NAM",
            "Mẫu, ngày 08 tháng 11 năm 2021",
            "NGHỊ QUYẾT\nvề cải cách hành chính\n-----",
        ]),
        "17-NQ/TU; 2021-11-08; Tỉnh ủy Mẫu; ; nghị quyết; về cải cách hành chính; ; ; ",
    );
}

#[test]
fn prose_that_cites_has_no_header() {
    for text in [
        "Căn cứ Quyết định số\n1733/QĐ-UBND ngày 08/4/2025 của UBND tỉnh",
        "Thực hiện Kế hoạch\nsố 12/KH-UBND",
        "số 12/KH-UBND ngày 05/6/2025 của UBND tỉnh về kiểm tra",
        "Báo cáo nêu, ngày 05/6/2025 đoàn đã kiểm tra",
    ] {
        let (header, own) = read(&paragraphs(&[text]), ContentHash::from_digest([1; 32]), None);
        assert_eq!((header.number, header.date, own), (None, None, None), "{text}");
    }
}

#[test]
fn the_own_number_begins_its_line() {
    let number = |line: &str| {
        let document = paragraphs(&["SỞ Y TẾ", line, MOTTO, "KẾ HOẠCH", "Kiểm tra năm 2025"]);
        let (header, _) = read(&document, ContentHash::from_digest([1; 32]), None);
        header.number.map(|number| number.number().to_owned())
    };
    assert_eq!(number("Số: 12/KH-SYT").as_deref(), Some("12/KH-SYT"));
    assert_eq!(number("| Số: 12/KH-SYT |").as_deref(), Some("12/KH-SYT"));
    assert_eq!(number("Gửi kèm Số: 12/KH-SYT"), None);
    assert_eq!(number("Số: 12/KH-SYT kèm theo Số: 13/KH-SYT"), None);
    assert_eq!(number("Kế hoạch số: 12/KH-SYT"), None);
}

#[test]
fn the_rows_of_a_table_are_no_abstract() {
    let mut part = PartBuilder::sheet("Biểu", false);
    let row = |row: usize, texts: &[&str]| -> Vec<NewCell> {
        let cell = |(column, text): (u32, &&str)| NewCell {
            address: Some(format!("{}{row}", char::from(b'@' + u8::try_from(column).unwrap_or(1)))),
            ..NewCell::new(column, *text)
        };
        (1..).zip(texts).map(cell).collect()
    };
    part.table(vec![
        row(1, &["SỞ TƯ PHÁP", "", MOTTO]),
        row(2, &["Số: 9/BC-STP", "", "Mẫu, ngày 05 tháng 12 năm 2025"]),
        row(3, &["BÁO CÁO"]),
        row(4, &["Tổng hợp hồ sơ năm 2025"]),
        row(5, &["TT", "Lĩnh vực", "Tiếp nhận"]),
        row(6, &["1", "Hộ tịch", "200"]),
    ]);
    check(
        &Document::new(vec![part.finish()]),
        "9/BC-STP; 2025-12-05; Sở Tư pháp; ; báo cáo; Tổng hợp hồ sơ năm 2025; ; ; ",
    );
}

#[test]
fn recipients_are_those_of_the_list() {
    let recipients = |texts: &[&str]| {
        let (header, _) = read(&paragraphs(texts), ContentHash::from_digest([1; 32]), None);
        header.recipients
    };
    let top = ["SỞ Y TẾ", "Số: 15/SYT-VP", MOTTO, "Mẫu, ngày 01 tháng 3 năm 2025"];
    let with = |texts: &[&'static str]| recipients(&[&top[..], texts].concat());
    assert_eq!(
        with(&[
            "Kính gửi: Bộ Y tế; UBND tỉnh",
            "Nơi nhận:\n- Như trên;\n- Giám đốc Sở;\n- Lưu: VT."
        ]),
        ["Bộ Y tế", "UBND tỉnh", "Giám đốc Sở"]
    );
    assert_eq!(
        with(&["Kính gửi:\n- Các bệnh viện;\n- Các trạm y tế."]),
        ["Các bệnh viện", "Các trạm y tế"]
    );
    assert_eq!(
        with(&[
            "Nơi nhận: GIÁM ĐỐC\n- UBND tỉnh;\nTrần Thị Mẫu\n- Lưu: VT.\n- Không phải nơi nhận;"
        ]),
        ["UBND tỉnh"]
    );
    assert!(with(&["Nội dung"]).is_empty());
}

#[test]
fn an_annex_shares_date_and_issuer_but_not_the_number() {
    check(
        &paragraphs(&[
            "PHỤ LỤC II",
            "DANH MỤC THỦ TỤC",
            "(Kèm theo Quyết định số 12/QĐ-UBND ngày 05/6/2025 của UBND tỉnh Lạng Sơn)",
        ]),
        "; 2025-06-05; UBND tỉnh Lạng Sơn; ; phụ lục; DANH MỤC THỦ TỤC; ; ; ",
    );
    check(
        &paragraphs(&[
            "1",
            "BẢNG 2",
            "CHỈ SỐ CẢI CÁCH HÀNH CHÍNH CẤP TỈNH",
            "(Ban hành kèm theo Quyết định số12/QĐ-BNV ngày15 tháng10 năm 2025 của Bộ Nội vụ)",
        ]),
        "; 2025-10-15; Bộ Nội vụ; ; phụ lục; CHỈ SỐ CẢI CÁCH HÀNH CHÍNH CẤP TỈNH; ; ; ",
    );
    // A table is no annex of anything where no line says so.
    let table = paragraphs(&["Bảng 2", "KẾT QUẢ THỰC HIỆN"]);
    assert_eq!(read(&table, ContentHash::from_digest([1; 32]), None).0.doc_type, None);
    let sentence = paragraphs(&["Phụ lục kèm theo nêu các thủ tục được sửa đổi"]);
    assert_eq!(read(&sentence, ContentHash::from_digest([1; 32]), None).0.doc_type, None);
}

#[test]
fn the_message_fills_what_the_text_leaves_unsaid() {
    let identity = Identity {
        number: Some("7816/VPCP-TTĐT".to_owned()),
        date: Some(PartialDate::parse("2019-05-02").expect("a date")),
        issuer: Some("VĂN PHÒNG CHÍNH PHỦ".to_owned()),
        doc_type: Some("Công văn".to_owned()),
        subject: Some("Thử nghiệm".to_owned()),
        signer: None,
    };
    let hash = ContentHash::from_digest([1; 32]);
    let silent = paragraphs(&["Kính gửi: Bộ Nội vụ"]);
    let (header, _) = read(&silent, hash, Some(&identity));
    let from_message =
        "7816/VPCP-TTĐT; 2019-05-02; Văn phòng Chính phủ; ; công văn; Thử nghiệm; ; ; ";
    assert_eq!(printed(&header), from_message);
    assert_eq!(header.issuer_id.as_deref(), Some("van-phong-chinh-phu"));

    let stated = paragraphs(&["SỞ Y TẾ\nSố: 15/SYT-VP", MOTTO, "Mẫu, ngày 01 tháng 3 năm 2025"]);
    let (header, _) = read(&stated, hash, Some(&identity));
    assert_eq!(printed(&header), "15/SYT-VP; 2025-03-01; Sở Y tế; ; công văn; Thử nghiệm; ; ; ");

    let mut markup = PartBuilder::markup();
    markup.element("/edXML/Code/CodeNumber", "74fass22/VPCP-TTĐT");
    let message = Document::new(vec![markup.finish()]);
    assert_eq!(printed(&read(&message, hash, Some(&identity)).0), from_message);
}

#[test]
fn the_fields_of_a_message_that_say_who_it_is_are_quoted() {
    let identity = Identity {
        number: Some("12/BC-SNV".to_owned()),
        date: PartialDate::parse("2025-03-01").ok(),
        issuer: None,
        doc_type: None,
        subject: None,
        signer: None,
    };
    let quoted = |fields: &[(&str, &str)]| {
        let mut markup = PartBuilder::markup();
        for (path, text) in fields {
            markup.element(&format!("/edXML/edXMLHeader/{path}"), text);
        }
        let document = Document::new(vec![markup.finish()]);
        let (header, _) = read(&document, ContentHash::from_digest([1; 32]), Some(&identity));
        [header.number_quote, header.date_quote].map(|quote| {
            let quote = quote?;
            assert_eq!(quote.resolve(&document).map(|found| found.text()), Some(&*quote.text));
            Some(quote.text)
        })
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        quoted(&[
            ("MessageHeader/ResponseFor/Code", "12/BC-SNV"),
            ("MessageHeader/DocumentId", "H13,2025/03/01,12/BC-SNV"),
            ("MessageHeader/PromulgationInfo/PromulgationDate", "2025/03/01"),
        ]),
        [some("12/BC-SNV"), some("2025/03/01")]
    );
    assert_eq!(
        quoted(&[
            ("MessageHeader/Code/CodeNumber", "12"),
            ("MessageHeader/Code/CodeNotation", "BC-SNV"),
        ]),
        [some("12"), None]
    );
}

#[test]
fn xml_of_a_reporting_system_is_read_like_a_page() {
    let mut markup = PartBuilder::markup();
    for (element, text) in [
        ("CoQuan", "SỞ TÀI CHÍNH"),
        ("QuocHieu", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("SoKyHieu", "Số: 18/BC-STC"),
        ("NgayBanHanh", "Mẫu, ngày 15 tháng 01 năm 2026"),
        ("LoaiVanBan", "BÁO CÁO"),
    ] {
        markup.element(&format!("/BaoCao/TieuDe/{element}"), text);
    }
    let document = Document::new(vec![markup.finish()]);
    let header = read(&document, ContentHash::from_digest([1; 32]), None).0;
    assert_eq!(header.number.as_ref().map(DocumentNumber::number), Some("18/BC-STC"));
    assert_eq!(header.date, PartialDate::parse("2026-01-15").ok());
}

#[test]
fn a_number_that_no_recogniser_reads_makes_no_draft() {
    let lines = ["SỞ NỘI VỤ\nSố: /BC-SNV", MOTTO, "Mẫu, ngày tháng năm 2025", "BÁO CÁO\nKết quả"];
    let typed = page(&lines);
    check(&typed, "; ; Sở Nội vụ; ; báo cáo; Kết quả; ; ; Số: /BC-SNV");
    assert_eq!(illegible_number(&typed, None), None);
    let mut part = PartBuilder::page(1, 595.0, 842.0);
    part.came_from(model::document::TextSource::Ocr, "no-text");
    for line in lines.iter().flat_map(|paragraph| paragraph.split('\n')) {
        part.begin_paragraph();
        line.split(' ').for_each(|word| part.recognised_word(word, [0.0; 4], 90));
        part.end_paragraph();
    }
    let scanned = Document::new(vec![part.finish()]);
    check(&scanned, "; ; Sở Nội vụ; ; báo cáo; Kết quả; ; ; ");
    let problem = illegible_number(&scanned, None).expect("a number that could not be read");
    assert_eq!(problem.detail, "Số: /BC-SNV");
    assert!(problem.place.is_some());
}
