//! Whole files: what is read from PDFs that the tests write by hand.

use lopdf::{EncryptionState, EncryptionVersion, Permissions, dictionary};
use model::{
    document::{Part, PartKind, TextSource},
    problem::ProblemSeverity,
};

use testkit::{
    layers::Kind,
    paper::{At, Paper},
};

use super::*;
use crate::{PageView, draw_page};

fn read_with(bytes: &[u8], limits: &Limits, progress: &mut dyn FnMut()) -> Contents {
    read(bytes, &mut Session::new(limits, bytes.len() as u64, progress))
}

fn read_bytes(bytes: &[u8]) -> Contents {
    read_with(bytes, &Limits::default(), &mut || {})
}

fn read_paper(paper: Paper) -> Contents {
    read_bytes(&paper.write())
}

fn only_page(contents: &Contents) -> &Part {
    let [page] = contents.document.parts() else { panic!("one page") };
    page
}

fn paragraphs(part: &Part) -> Vec<&str> {
    part.blocks()
        .iter()
        .filter_map(|block| match block {
            Block::Paragraph { range, .. } => Some(part.slice(*range)),
            Block::Table { .. } => None,
        })
        .collect()
}

fn problems(contents: &Contents) -> Vec<(ProblemCode, &str)> {
    contents.problems.iter().map(|problem| (problem.code, problem.detail.as_str())).collect()
}

fn decision() -> Paper {
    Paper::default()
        .page()
        .text(At(80.0, 790.0), "BỘ NỘI VỤ")
        .text(At(280.0, 790.0), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
        .text(At(300.0, 775.0), "Độc lập - Tự do - Hạnh phúc")
        .text(At(60.0, 750.0), "Số:             /QĐ-BNV")
        .text(At(300.0, 750.0), "Hà Nội, ngày    tháng    năm 2025")
        .text(At(250.0, 700.0), "QUYẾT ĐỊNH")
}

#[test]
fn text_of_before_unicode_is_not_passed_on_as_read() {
    let read_line = |text| read_paper(Paper::default().page().text(At(50.0, 700.0), text));
    let legacy = read_line("QuyÕt ®Þnh cña ñy ban nh©n d©n tØnh");
    assert_eq!(problems(&legacy), [(ProblemCode::EncodingUndecided, "TCVN3")]);
    assert_eq!(problems(&read_line("Quyết định của ủy ban nhân dân tỉnh")), []);
}

#[test]
fn header_columns_are_read_one_after_the_other() {
    let contents = read_paper(decision());
    assert_eq!(
        paragraphs(only_page(&contents)),
        [
            "BỘ NỘI VỤ",
            "Số: /QĐ-BNV",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "Hà Nội, ngày tháng năm 2025",
            "QUYẾT ĐỊNH",
        ]
    );
    assert_eq!(problems(&contents), []);
}

#[test]
fn a_number_stamped_by_the_signature_stands_in_its_blank() {
    let contents = read_paper(decision().stamp(At(85.0, 750.5), "1  1  8  7"));
    assert!(paragraphs(only_page(&contents)).contains(&"Số: 1187/QĐ-BNV"));
}

#[test]
fn a_number_stamped_beside_a_typed_one_is_a_line_of_its_own() {
    let typed = Paper::default()
        .page()
        .text(At(80.0, 790.0), "BỘ NỘI VỤ")
        .text(At(280.0, 790.0), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
        .text(At(60.0, 750.0), "Số: 1186/QĐ-BNV")
        .text(At(300.0, 750.0), "Hà Nội, ngày 15 tháng 10 năm 2025")
        .text(At(250.0, 700.0), "QUYẾT ĐỊNH");
    let contents = read_paper(typed.stamp(At(60.0, 735.0), "Số: 1187/QĐ-BNV"));
    let read = paragraphs(only_page(&contents)).join("\n");
    assert!(read.contains("Số: 1186/QĐ-BNV\n") && read.contains("Số: 1187/QĐ-BNV"), "{read}");
}

#[test]
fn decomposed_text_is_composed() {
    let contents = read_paper(
        Paper::default().page().text(At(50.0, 700.0), "Quye\u{302}\u{301}t \u{110}i\u{323}nh"),
    );
    assert_eq!(only_page(&contents).text(), "Quyết Định");
}

#[test]
fn words_know_their_boxes_as_displayed() {
    let page = || Paper::default().page().text(At(100.0, 742.0), "Điều 1.");
    let boxes = |contents: &Contents| -> Vec<[f32; 4]> {
        only_page(contents).words().iter().map(|word| word.bbox.map(f32::round)).collect()
    };
    let upright = read_paper(page());
    assert_eq!(boxes(&upright), [[100.0, 92.0, 120.0, 102.0], [125.0, 92.0, 135.0, 102.0]]);

    // A page turned clockwise shows this text running downwards at its right side.
    let turned = read_paper(page().rotate(90));
    assert_eq!(only_page(&turned).text(), "Điều 1.");
    let PartKind::Page { width, height, .. } = only_page(&turned).kind() else { panic!("a page") };
    assert_eq!((*width, *height), (842.0, 595.0));
    assert_eq!(boxes(&turned), [[740.0, 100.0, 750.0, 120.0], [740.0, 125.0, 750.0, 135.0]]);
}

#[test]
fn a_landscape_page_drawn_upwards_and_turned_is_upright() {
    let page = Paper::default().page().upward_text(At(100.0, 50.0), "Bảng 2").rotate(90);
    let contents = read_paper(page);
    let page = only_page(&contents);
    assert_eq!(page.text(), "Bảng 2");
    assert_eq!(page.words()[0].bbox.map(f32::round), [50.0, 92.0, 70.0, 102.0]);
}

#[test]
fn upward_text_is_read_after_upright_text() {
    let page = Paper::default()
        .page()
        .upward_text(At(30.0, 300.0), "Ký bởi: Bộ Nội vụ")
        .text(At(100.0, 100.0), "Nơi nhận:");
    let contents = read_paper(page);
    assert_eq!(paragraphs(only_page(&contents)), ["Nơi nhận:", "Ký bởi: Bộ Nội vụ"]);
}

#[test]
fn a_table_drawn_with_thin_rectangles_has_rows_of_cells() {
    let mut page = Paper::default().page();
    for y in [700, 660, 640] {
        page = page.draw(&format!("50 {y} 150 0.5 re f 200 {y} 100 0.5 re f"));
    }
    for x in [50, 100, 200, 300] {
        page = page.draw(&format!("{x} 640 0.5 60 re f"));
    }
    let contents = read_paper(
        page.text(At(55.0, 685.0), "1.1.")
            .text(At(105.0, 685.0), "Thực hiện kế hoạch")
            .text(At(105.0, 670.0), "cải cách")
            .text(At(205.0, 685.0), "1.50")
            .text(At(55.0, 645.0), "1.2.")
            .text(At(205.0, 645.0), "0.50"),
    );
    let page = only_page(&contents);
    assert_eq!(page.text(), "1.1. | Thực hiện kế hoạch\ncải cách | 1.50\n1.2. |  | 0.50");
    assert!(matches!(page.blocks(), [Block::Table { rows }] if rows.len() == 2));
}

#[test]
fn scans_need_ocr() {
    let paper = Paper::default()
        .page()
        .scan()
        .page()
        .scan()
        .stamp(At(50.0, 50.0), "Ký bởi: Cổng Thông tin điện tử")
        .page()
        .text(At(50.0, 700.0), "Phụ lục")
        .page()
        .scan();
    let contents = read_paper(paper);
    assert_eq!(problems(&contents), [(ProblemCode::PageNeedsOcr, "1-2, 4")]);
    let sources: Vec<_> =
        contents.document.parts().iter().map(|part| (part.source(), part.reason())).collect();
    assert_eq!(
        sources,
        [
            (TextSource::None, Some("no-text")),
            (TextSource::Text, Some("only-stamp")),
            (TextSource::Text, None),
            (TextSource::None, Some("no-text")),
        ]
    );
    assert!(!contents.rejected);
}

#[test]
fn a_blank_page_lacks_nothing() {
    let contents = read_paper(Paper::default().page());
    assert_eq!(problems(&contents), []);
    assert_eq!(only_page(&contents).source(), TextSource::None);
    assert_eq!(only_page(&contents).reason(), Some("blank"));
}

#[test]
fn text_drawn_as_outlines_needs_ocr() {
    let contents = read_paper(Paper::default().page().draw("50 50 m 60 90 80 90 90 50 c f"));
    assert_eq!(problems(&contents), [(ProblemCode::PageNeedsOcr, "1")]);
}

#[test]
fn glyphs_without_characters_are_counted() {
    let text = "Thực hiện kế hoạch cải cách hành chính năm 2025"; // 38 glyphs
    let page = |n_glyphs| {
        Paper::default()
            .page()
            .text(At(50.0, 700.0), text)
            .nameless_glyphs(At(50.0, 600.0), n_glyphs)
    };
    assert_eq!(problems(&read_paper(page(0))), []);
    assert_eq!(problems(&read_paper(page(2))), [(ProblemCode::UndecodableGlyphs, "1: 5%")]);
    assert_eq!(
        problems(&read_paper(page(38))),
        [(ProblemCode::PageNeedsOcr, "1"), (ProblemCode::UndecodableGlyphs, "1: 50%")]
    );
}

/// The decision encrypted with this user password.
fn encrypted(user_password: &str) -> Vec<u8> {
    let mut document = lopdf::Document::load_mem(&decision().write()).expect("a whole file");
    let version = EncryptionVersion::V2 {
        document: &document,
        owner_password: "chủ",
        user_password,
        key_length: 128,
        permissions: Permissions::PRINTABLE,
    };
    let state = EncryptionState::try_from(version).expect("valid settings");
    document.encrypt(&state).expect("not encrypted before");
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("memory takes everything");
    bytes
}

#[test]
fn a_user_password_is_told_from_an_owner_restriction() {
    let locked = read_bytes(&encrypted("mật khẩu"));
    assert!(locked.rejected);
    assert_eq!(problems(&locked), [(ProblemCode::PasswordRequired, "")]);

    let restricted = read_bytes(&encrypted(""));
    assert!(!restricted.rejected);
    assert_eq!(problems(&restricted), [(ProblemCode::OwnerRestricted, "")]);
    assert!(only_page(&restricted).text().contains("QUYẾT ĐỊNH"));
}

#[test]
fn what_cannot_be_opened_is_rejected_with_its_reason() {
    let check = |bytes: &[u8], code| {
        let contents = read_bytes(bytes);
        assert!(contents.rejected, "{code:?}");
        assert_eq!(problems(&contents), [(code, "")]);
    };
    check(b"", ProblemCode::EmptyFile);
    check(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog", ProblemCode::Truncated);
    check(b"%PDF-1.7\nkh\xF4ng ph\xE0i\n%%EOF\n", ProblemCode::Damaged);
}

#[test]
fn a_file_without_its_table_of_objects_is_rebuilt() {
    let bytes = decision().write();
    let text = String::from_utf8(bytes).expect("the test's file is text");
    let broken = text.replace("startxref\n", "startxref\n9").replace("xref\n0 ", "xxxx\n0 ");
    let contents = read_bytes(broken.as_bytes());
    assert_eq!(problems(&contents), [(ProblemCode::Rebuilt, "")]);
    assert!(only_page(&contents).text().contains("QUYẾT ĐỊNH"));
}

#[test]
fn a_truncated_file_is_never_fully_read() {
    let mut paper = Paper::default();
    for number in 1..=4 {
        paper = paper.page().text(At(50.0, 700.0), &format!("Trang {number}"));
    }
    let bytes = paper.write();
    let mut n_read = 0;
    for kept in (1..bytes.len() - 8).step_by(97) {
        let contents = read_bytes(&bytes[..kept]);
        n_read += usize::from(!contents.rejected);
        let unread =
            contents.problems.iter().any(|problem| problem.severity == ProblemSeverity::Unread);
        assert!(unread, "{kept} of {} bytes", bytes.len());
    }
    assert!(n_read > 0, "some truncated files give some pages");
}

#[test]
fn a_page_whose_compressed_content_is_broken_is_not_read_whole() {
    let mut paper = Paper::default().page();
    for line in 0..40_u8 {
        let y = 800.0 - 15.0 * f32::from(line);
        paper = paper.text(At(50.0, y), "Thực hiện kế hoạch cải cách hành chính năm 2025");
    }
    let mut document = lopdf::Document::load_mem(&paper.write()).expect("a whole file");
    document.compress();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("memory takes everything");
    assert_eq!(problems(&read_bytes(&bytes)), []);

    let content = bytes.windows(7).position(|window| window == b"7 0 obj").expect("the content");
    bytes[content + 200] ^= 0x55;
    assert_eq!(problems(&read_bytes(&bytes)), [(ProblemCode::Damaged, "1")]);
}

#[test]
fn limits_hold_and_are_told() {
    let bytes = Paper::default()
        .page()
        .text(At(50.0, 700.0), "Trang một")
        .page()
        .text(At(50.0, 700.0), "Trang hai")
        .write();
    let mut beats = 0;
    let limits = Limits { pages: 1, glyphs_per_page: 5, ..Limits::default() };
    let contents = read_with(&bytes, &limits, &mut || beats += 1);
    assert_eq!(beats, 1);
    assert_eq!(only_page(&contents).text(), "Trang");
    assert_eq!(
        problems(&contents),
        [(ProblemCode::TooManyPages, "2/1"), (ProblemCode::DecompressedTooLarge, "1 (5 glyphs)"),]
    );
}

#[test]
fn page_lists_name_runs() {
    assert_eq!(page_list(&[1, 2, 3, 4, 7]), "1-4, 7");
    assert_eq!(page_list(&[2]), "2");
}

#[test]
fn pages_are_found_where_the_tree_of_pages_is_lost() {
    let bytes = decision().page().text(At(50.0, 700.0), "Phụ lục").write();
    let fonts = bytes.windows(7).position(|window| window == b"3 0 obj").expect("the font");
    let contents = read_bytes(&[b"%PDF-1.7\n", &bytes[fonts..]].concat());
    let texts: Vec<&str> = contents.document.parts().iter().map(Part::text).collect();
    assert!(texts[0].contains("QUYẾT ĐỊNH") && texts[1] == "Phụ lục", "{texts:?}");
    assert_eq!(problems(&contents), [(ProblemCode::Rebuilt, ""), (ProblemCode::Damaged, "")]);
}

#[test]
fn a_page_that_would_unpack_to_gigabytes_is_refused_and_the_others_are_read() {
    let paper = Paper::default().page().text(At(50.0, 700.0), "Trang một").page();
    let mut document = lopdf::Document::load_mem(&paper.text(At(50.0, 700.0), "Trang hai").write())
        .expect("a whole file");
    let bomb = document.get_object_mut((7, 0)).and_then(lopdf::Object::as_stream_mut);
    let bomb = bomb.expect("the content of the first page");
    bomb.set_plain_content(vec![b' '; 9 << 20]);
    bomb.compress().expect("memory takes everything");
    assert!(bomb.content.len() < 10_000, "small as a file");
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("memory takes everything");

    let contents = read_bytes(&bytes);
    assert_eq!(problems(&contents), [(ProblemCode::DecompressedTooLarge, "1")]);
    let [refused, page] = contents.document.parts() else { panic!("two pages") };
    assert_eq!((refused.text(), refused.reason()), ("", Some("too-large")));
    assert_eq!(page.text(), "Trang hai");
}

#[test]
fn a_font_whose_widths_speak_of_billions_of_glyphs_is_refused() {
    let check = |last: i64, expect: &[(ProblemCode, &str)]| {
        let bytes = Paper::default().page().text(At(50.0, 700.0), "Trang một").write();
        let mut document = lopdf::Document::load_mem(&bytes).expect("a whole file");
        let glyphs = dictionary! {
            "Type" => "Font", "Subtype" => "CIDFontType2", "BaseFont" => "Tinos",
            "W" => vec![0.into(), last.into(), 500.into()],
        };
        let font = document.get_object_mut((3, 0)).and_then(lopdf::Object::as_dict_mut);
        let font = font.expect("the font");
        font.set("Subtype", "Type0");
        font.set("DescendantFonts", vec![glyphs.into()]);
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).expect("memory takes everything");
        let contents = read_bytes(&bytes);
        let refused = problems(&contents);
        let refused: Vec<_> = refused
            .into_iter()
            .filter(|(code, _)| *code == ProblemCode::DecompressedTooLarge)
            .collect();
        assert_eq!(refused, expect, "{last}");
    };
    check(60_000, &[]);
    check(4_000_000_000, &[(ProblemCode::DecompressedTooLarge, "1")]);
}

#[test]
fn files_inside_become_children_by_the_names_that_people_see() {
    let paper = decision().attach("Phụ lục.csv", "1,2").attach("Phụ lục.csv", "3,4");
    let contents = read_paper(paper);
    let children: Vec<(&str, &[u8])> = contents
        .children
        .iter()
        .map(|inner| (inner.name.as_str(), inner.bytes.as_slice()))
        .collect();
    assert_eq!(children, [("Phụ lục.csv", &b"1,2"[..]), ("Phụ lục.csv (2)", b"3,4")]);
    assert_eq!(problems(&contents), []);
}

#[test]
fn forms_that_draw_each_other_without_end_are_refused() {
    let paper = Paper::default().page().text(At(50.0, 700.0), "Trang").draw("/X Do");
    let mut document = lopdf::Document::load_mem(&paper.write()).expect("a whole file");
    let form = |resources: lopdf::Dictionary, content: &[u8]| {
        let keys = dictionary! {
            "Type" => "XObject", "Subtype" => "Form",
            "BBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
            "Resources" => resources,
        };
        lopdf::Stream::new(keys, content.to_vec())
    };
    let mut innermost = document.add_object(form(lopdf::Dictionary::new(), b"q Q"));
    for _ in 0..9 {
        let drawn = dictionary! { "XObject" => dictionary! { "X" => innermost } };
        innermost = document.add_object(form(drawn, &b"/X Do ".repeat(10)));
    }
    let page = document.get_dictionary_mut((6, 0)).expect("the page");
    let resources = page.get_mut(b"Resources").and_then(lopdf::Object::as_dict_mut);
    resources.expect("the fonts of the page").set("XObject", dictionary! { "X" => innermost });
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("memory takes everything");
    assert_eq!(problems(&read_bytes(&bytes)), [(ProblemCode::DecompressedTooLarge, "1")]);
}

#[test]
fn a_scan_is_handed_out_and_its_stamp_is_read_once() {
    let bytes = Paper::default().page().scan().stamp(At(60.0, 750.0), "Số: 51/2025/TT-BCA").write();
    let (limits, mut images) = (Limits::default(), Vec::new());
    let mut take = |image| images.push(image);
    let asked = crate::Asked { roots: &crate::TrustRoots::NONE, images: Some(&mut take) };
    let mut reading = crate::read_for(asked, &bytes, "scan.pdf", &limits, &mut || {});
    let [image] = images.as_slice() else { panic!("one image") };
    // The stamp's first word stands 60 points from the left and 92 from the top of the page; the recogniser reads it
    // wrongly, and a word elsewhere.
    let to_pixels = |points: u32| points * image.page.dots_per_inch / 72;
    let row = |left, top, text| {
        let (left, top, size) = (to_pixels(left), to_pixels(top), to_pixels(10));
        format!("5\t1\t1\t1\t1\t1\t{left}\t{top}\t{size}\t{size}\t88\t{text}\n")
    };
    let tsv = [row(62, 83, "Sô:"), row(62, 400, "Bộ")].concat();
    let words = crate::scan::PageRecognition::Words { tsv, reversed: false };
    crate::scan::complete(&mut reading, vec![(image.page.clone(), words)], &limits);
    let [page] = reading.document.parts() else { panic!("one page") };
    assert_eq!((page.source(), page.reason()), (TextSource::Ocr, Some("only-stamp")));
    assert_eq!(page.text(), "Số: 51/2025/TT-BCA\nBộ");
}

#[test]
fn a_page_with_good_text_is_never_handed_out() {
    let bytes = decision().write();
    let mut images = 0;
    let mut count = |_| images += 1;
    let asked = crate::Asked { roots: &crate::TrustRoots::NONE, images: Some(&mut count) };
    let reading = crate::read_for(asked, &bytes, "qd.pdf", &Limits::default(), &mut || {});
    assert_eq!((images, reading.document.parts()[0].source()), (0, TextSource::Text));
}

#[test]
fn a_drawn_page_is_as_wide_as_asked_and_keeps_its_shape() {
    let pdf = Paper::default().page().text(At(70.0, 700.0), "Kế hoạch").page().write();
    let check = |bytes: &[u8], page: u32, width: u32, expect: Result<(u32, u32), NotDrawn>| {
        let view = PageView { inner: String::new(), page, width };
        let drawn = draw_page(bytes, &view, &Limits::default(), &mut || {});
        let size = drawn.map(|png| {
            let image = image::load_from_memory(&png).expect("a PNG");
            (image.width(), image.height())
        });
        assert_eq!(size, expect, "page {page}, {width} pixels");
    };
    check(&pdf, 1, 595, Ok((595, 842)));
    check(&pdf, 2, 1190, Ok((1190, 1684)));
    for missing in [0, 3] {
        check(&pdf, missing, 595, Err(NotDrawn::NoSuchPage));
    }
    check(b"%PDF-1.7", 1, 595, Err(NotDrawn::Refused));
    check(b"chu", 1, 595, Err(NotDrawn::NoPages));
}

#[test]
fn ruined_layers_are_recognised_and_good_ones_left_alone() {
    let is_recognised = |pdf: &[u8]| {
        let contents = read_bytes(pdf);
        problems(&contents).iter().any(|(code, _)| *code == ProblemCode::PageNeedsOcr)
    };
    let pages = Kind::ALL.into_iter().flat_map(|kind| (100..104).map(move |seed| (kind, seed)));
    let wrong: Vec<(Kind, u64)> =
        pages.filter(|(kind, seed)| is_recognised(&kind.page(*seed)) == kind.is_good()).collect();
    assert_eq!(wrong, []);
}
