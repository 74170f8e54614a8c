//! Whole documents in old encodings, made from Unicode.

use proptest::prelude::*;
use testkit::legacy::{SpelledRun, Spelling, spell};

use super::*;

/// Lines of official prose with every vowel and tone.
const LINES: [&str; 14] = [
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "ỦY BAN NHÂN DÂN TỈNH AN BÌNH",
    "Số: 215/QĐ-UBND",
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
    "Theo đề nghị của Giám đốc Sở Nội vụ tại Tờ trình số 96/TTr-SNV;",
    "Về việc phê duyệt kế hoạch kiểm tra công tác cải cách hành chính, kỷ luật, kỷ cương",
    "Điều 1. Ban hành kèm theo Quyết định này bảng chấm điểm, gồm 8 lĩnh vực, 37 tiêu chí và 88 tiêu chí thành phần.",
    "Tỷ lệ hồ sơ giải quyết đúng hạn đạt 98,81%, trễ hẹn 1,19%; cán bộ một cửa xử lý ở mức khá.",
    "Những vướng mắc, tồn tại: quỹ đất hẹp, thủ tục rườm rà, phối hợp giữa các ngành chưa chặt chẽ.",
    "Khuyến khích người dân nộp hồ sơ trực tuyến, sử dụng chữ ký số và thanh toán không dùng tiền mặt.",
    "Đã rà soát, đơn giản hóa; bãi bỏ 12 thủ tục, thay thế 7, sửa đổi và bổ sung 30 thủ tục thuộc thẩm quyền.",
    "Yêu cầu Thủ trưởng các đơn vị nghiêm túc thực hiện, định kỳ báo cáo vào ngày 15 tháng cuối quý.",
    "Nguyễn Thị Thuý Hằng",
];

/// What a document of these runs says.
fn decode(paragraphs: &[Vec<SpelledRun>]) -> (Vec<String>, Vec<Problem>) {
    let mut survey = Survey::default();
    for run in paragraphs.iter().flatten() {
        survey.add(&run.text, run.font);
    }
    let mut said = Vec::new();
    for runs in paragraphs {
        said.push(runs.iter().map(|run| survey.decode(&run.text, run.font)).collect());
    }
    (said, survey.problems())
}

#[test]
fn a_document_says_the_same_in_every_encoding() {
    for spelling in [Spelling::Unicode, Spelling::Tcvn3, Spelling::Vni] {
        let paragraphs: Vec<_> = LINES.iter().map(|line| spell(line, spelling)).collect();
        assert_eq!(decode(&paragraphs).0, LINES, "{spelling:?}");
    }
}

#[test]
fn encodings_may_be_mixed_in_one_document() {
    let spellings = [Spelling::Unicode, Spelling::Tcvn3, Spelling::Vni];
    let paragraphs: Vec<_> =
        LINES.iter().zip(spellings.iter().cycle()).map(|(line, of)| spell(line, *of)).collect();
    let (said, problems) = decode(&paragraphs);
    assert_eq!(said, LINES);
    assert_eq!(problems[0].detail, "TCVN3, VNI");
}

#[test]
fn the_name_of_a_font_alone_proves_nothing() {
    let unicode = |font| {
        let run = |line: &&str| vec![SpelledRun { text: (*line).to_owned(), font }];
        LINES.iter().map(run).collect::<Vec<_>>()
    };
    for font in [".VnTime", ".VnTimeH", "VNI-Times", ""] {
        let (said, problems) = decode(&unicode(font));
        assert_eq!(said, LINES, "{font}");
        assert_eq!(problems, [], "{font}");
    }
    // And text of an old encoding needs no font: but capitals are then those that the bytes have.
    let runs = LINES[4..].iter().map(|line| {
        let text = spell(line, Spelling::Tcvn3).into_iter().map(|run| run.text).collect();
        vec![SpelledRun { text, font: "" }]
    });
    let said: Vec<String> = LINES[4..].iter().map(|line| (*line).to_owned()).collect();
    assert_eq!(decode(&runs.collect::<Vec<_>>()).0, said);
}

#[test]
fn foreign_words_are_left_alone() {
    let run = |text: &str| vec![SpelledRun { text: text.to_owned(), font: "Times New Roman" }];
    let foreign =
        ["L'été, à la fête de Noël", "Größe, Straße", "São Paulo", "¥ 100 ± 5 °C § 3 © 2025"];
    let (said, problems) = decode(&foreign.map(run));
    assert_eq!(said, foreign);
    assert_eq!(problems, []);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Any choice of words, each paragraph in an encoding of its own, comes back, but for words that say something in
    /// two encodings.
    #[test]
    fn words_come_back(choice in prop::collection::vec((0..LINES.len(), 0..3_usize), 4..20)) {
        let spellings = [Spelling::Unicode, Spelling::Tcvn3, Spelling::Vni];
        let paragraphs: Vec<_> =
            choice.iter().map(|(line, of)| spell(LINES[*line], spellings[*of])).collect();
        let said = decode(&paragraphs).0;
        let expect: Vec<&str> = choice.iter().map(|(line, _)| LINES[*line]).collect();
        prop_assert_eq!(said, expect);
    }

    #[test]
    fn any_text_stays_text(text in "\\PC{0,60}", font in "(\\.VnTimeH|VNI-Times|)") {
        let mut survey = Survey::default();
        survey.add(&text, &font);
        let decoded = survey.decode(&text, &font);
        prop_assert!(unicode_normalization::is_nfc(&decoded));
    }
}
