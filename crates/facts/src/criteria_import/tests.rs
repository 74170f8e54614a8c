//! Whole annexes, invented, in the forms in which readers hand them over.

use model::{
    Document,
    criteria::{DraftLeaf, DraftSet},
    document::{NewCell, PartBuilder},
    facts::Scope,
    rule::{Assessor, Rule, Scoring},
};

use super::{Source, draft};

/// A document of one table under a title.
fn annex(title: &str, rows: &[&[&str]]) -> Document {
    annex_on_pages(title, &[rows])
}

/// A document whose table is broken over pages, each a table of its own.
fn annex_on_pages(title: &str, pages: &[&[&[&str]]]) -> Document {
    let mut part = PartBuilder::flow();
    part.paragraph(title);
    let cells = |row: &&[&str]| {
        (1..).zip(row.iter()).map(|(column, text)| NewCell::new(column, *text)).collect()
    };
    for rows in pages {
        part.table(rows.iter().map(cells).collect());
    }
    Document::new(vec![part.finish()])
}

const DECISION: &str = "CHỈ SỐ CẢI CÁCH HÀNH CHÍNH CẤP TỈNH\n(Ban hành kèm theo Quyết định số 12/QĐ-BNV ngày 03 tháng 4 năm 2025 của Bộ Nội vụ)";
const GUIDANCE: &str = "HƯỚNG DẪN CHẤM ĐIỂM\n(Kèm theo Công văn số 34/BNV-CCHC ngày 05 tháng 6 năm 2025 của Bộ Nội vụ)";
const HEADER: &[&str] = &["STT", "Lĩnh vực/Tiêu chí/Tiêu chí thành phần", "Điểm tối đa", "Ghi chú"];
const GUIDANCE_HEADER: &[&str] =
    &["STT", "Tên TC/TCTP", "Cách chấm điểm", "Tài liệu kiểm chứng (TLKC)"];

fn drafted(decision: &[&[&str]], guidance: &[&[&str]]) -> DraftSet {
    let decision = annex(DECISION, &[&[HEADER], decision].concat());
    let guidance = annex(GUIDANCE, &[&[GUIDANCE_HEADER], guidance].concat());
    let hash = model::ContentHash::from_digest([0; 32]);
    let facts = [&decision, &guidance].map(|document| crate::understand(document, hash, None));
    let sources = [
        Source { document: &guidance, facts: &facts[1] },
        Source { document: &decision, facts: &facts[0] },
    ];
    draft(&sources).expect("a table of criteria")
}

fn leaf<'d>(draft: &'d DraftSet, code: &str) -> &'d DraftLeaf {
    let found = draft.leaves().find(|(item, _)| item.code.to_string() == code);
    found.unwrap_or_else(|| panic!("{code} is a leaf")).1
}

/// A rule in short: its kind and its figures.
fn short(rule: Option<&Rule>) -> String {
    let Some(rule) = rule else { return "none".to_owned() };
    match &rule.scoring {
        Scoring::SumOfParts(sum) => {
            let parts: Vec<_> = sum
                .parts
                .iter()
                .map(|part| format!("{} {}", part.max, short(Some(&part.rule))))
                .collect();
            format!("sum({})", parts.join("; "))
        }
        Scoring::External(external) => format!("external({})", short(Some(&external.rule))),
        scoring => {
            let kind = match scoring {
                Scoring::Options(_) => "options",
                Scoring::Tiers(_) => "tiers",
                Scoring::Count(_) => "count",
                Scoring::Rank(_) => "rank",
                Scoring::Ratio(_) => "ratio",
                Scoring::WeightedRatio(_) => "weighted",
                Scoring::YearOnYear(_) => "change",
                Scoring::Survey(_) => "survey",
                _ => "other",
            };
            let figures: Vec<_> =
                super::merge::figures(rule).iter().map(ToString::to_string).collect();
            format!("{kind} {}", figures.join(" "))
        }
    }
}

#[test]
fn items_points_and_survey_marks_are_the_annexs() {
    let draft = drafted(
        &[
            &["1.", "CÔNG TÁC CHỈ ĐẠO CCHC", "3.50", ""],
            &["1.1.", "Kế hoạch năm", "1.50", ""],
            &[
                "",
                "Tính điểm theo công thức: (b/a)*điểm tối đa. Trong đó:\na là tổng số nhiệm vụ\nb là số nhiệm vụ đã xong\nNếu tỷ lệ b/a <0.8 thì điểm đánh giá là 0",
                "",
                "",
            ],
            &["1.2.", "Kiểm tra", "2.00", ""],
            &["1.2.1.", "Tỷ lệ đơn vị được\nkiểm tra", "1.00", ""],
            &["", "Từ 20% số đơn vị trở lên: 1", "", ""],
            &["", "Từ 15% - dưới 20% số đơn vị: 0.5", "", ""],
            &["", "Dưới 15% số đơn vị: 0", "", ""],
            &["1.2.2.", "Tính hợp lý của việc kiểm tra", "1.00", "ĐTXHH"],
            &["", "TỔNG ĐIỂM", "3.50", ""],
        ],
        &[],
    );
    let items: Vec<_> = draft
        .items
        .iter()
        .map(|item| format!("{} {} {}", item.code, item.name, item.max.expect("stated")))
        .collect();
    assert_eq!(
        items,
        [
            "1 Công tác chỉ đạo CCHC 3.5",
            "1.1 Kế hoạch năm 1.5",
            "1.2 Kiểm tra 2",
            "1.2.1 Tỷ lệ đơn vị được kiểm tra 1",
            "1.2.2 Tính hợp lý của việc kiểm tra 1",
        ]
    );
    assert_eq!(short(leaf(&draft, "1.1").rule.as_ref()), "ratio 1.5 0.8");
    assert_eq!(short(leaf(&draft, "1.2.1").rule.as_ref()), "tiers 20 1 15 0.5");
    assert_eq!(leaf(&draft, "1.2.2").assessed_by, Assessor::Survey);
    assert_eq!(draft.survey_points().to_string(), "1");
    assert_eq!(draft.head.total.expect("stated").to_string(), "3.5");
    assert_eq!(draft.head.decision.as_ref().map(|n| n.number()), Some("12/QĐ-BNV"));
    assert_eq!(draft.head.guidance.as_ref().map(|(n, _)| n.number()), Some("34/BNV-CCHC"));
    assert!(draft.unplaced.is_empty());
}

/// The rule of an item with the lines and the guidance given.
fn check(lines: &[&str], scoring: &str, max: &str, expect: &str) -> DraftLeaf {
    let mut rows = vec![vec!["1.", "LĨNH VỰC", max, ""], vec!["1.1.", "Mục thử", max, ""]];
    rows.extend(lines.iter().map(|line| vec!["", *line, "", ""]));
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let guided: &[&[&str]] = &[&["1.", "TC 1.1 - Mục thử", scoring, "- Báo cáo năm"]];
    let draft = drafted(&rows, if scoring.is_empty() { &[] } else { guided });
    let leaf = leaf(&draft, "1.1").clone();
    assert_eq!(short(leaf.rule.as_ref()), expect, "{lines:?} {scoring}");
    leaf
}

#[test]
fn parts_are_told_from_cases_by_what_they_add_up_to() {
    check(&["Đầy đủ: 1", "Chưa đầy đủ: 0.5", "Không có: 0"], "", "1", "options 1 0.5");
    check(
        &["Có ứng dụng A: 0.5", "Có ứng dụng B: 0.25", "Có ứng dụng khác: 0.25"],
        "",
        "1",
        "sum(0.5 options 0.5; 0.25 options 0.25; 0.25 options 0.25)",
    );
    check(
        &[
            "Xây dựng hệ thống: 0.5",
            "Đã hoàn thành: 0.5",
            "Đang xây dựng: 0.25",
            "Chưa triển khai: 0",
            "Tỷ lệ đơn vị dùng chung: 0.5",
            "Tính điểm theo công thức: (b/a)*0.5. Trong đó:\na là tổng số đơn vị\nb là số đơn vị dùng chung",
        ],
        "",
        "1",
        "sum(0.5 options 0.5 0.25; 0.5 ratio 0.5)",
    );
    check(
        &[
            "Thu theo chỉ tiêu:",
            "Vượt chỉ tiêu từ 4% trở lên: 1",
            "Đạt hoặc vượt chỉ tiêu dưới 4%: 0.5",
            "Không hoàn thành chỉ tiêu được giao: 0",
            "Thu theo giá trị:",
            "Thuộc nhóm 10 địa phương cao nhất: 1",
            "Từ vị trí thứ 11 đến 30 so với 34 tỉnh: 0.5",
            "Thuộc nhóm 04 địa phương thấp nhất: 0.25",
        ],
        "",
        "2",
        "sum(1 tiers 4 1 0.5; 1 rank 1 1 11 0.5 31 0.25)",
    );
    // The same lines in cells of several lines, as some tables are ruled.
    check(
        &[
            "Thu theo chỉ tiêu:\nVượt chỉ tiêu từ 4% trở lên: 1\nĐạt hoặc vượt chỉ tiêu dưới 4%: 0.5",
            "Không hoàn thành chỉ tiêu được giao: 0",
            "Thu theo giá trị:\nThuộc nhóm 10 địa phương cao nhất:1\nTừ vị trí thứ 11 đến 30 so\nvới 34 tỉnh: 0.5\nThuộc nhóm 04 địa phương thấp nhất: 0.25",
        ],
        "",
        "2",
        "sum(1 tiers 4 1 0.5; 1 rank 1 1 11 0.5 31 0.25)",
    );
}

#[test]
fn guidance_refines_or_replaces_the_decision() {
    let refined = check(
        &["Đúng quy định: 0.5", "Không đúng quy định: 0"],
        "- Yêu cầu: Thực hiện theo Nghị định.\n- Nếu đúng quy định thì điểm đánh giá là 0.5; nếu không đúng\nquy định thì điểm đánh giá là 0.\nTrường hợp không phát sinh thì điểm đánh giá là 0.5 điểm",
        "0.5",
        "options 0.5 0.5",
    );
    assert_eq!(refined.decision_rule, None);
    assert_eq!(refined.texts, ["Yêu cầu: Thực hiện theo Nghị định."]);
    let replaced = check(
        &["Từ 80% trở lên: 0.75", "Từ 60% - dưới 80%: 0.5", "Dưới 60%: 0"],
        "Tính tỷ lệ. Nếu tỷ lệ này đạt:\n- 100% thì điểm đánh giá là 0.75;\n- Từ 80% - dưới 100% thì điểm đánh giá là 0.5;\n- Dưới 80% thì điểm đánh giá là 0.",
        "0.75",
        "tiers 100 0.75 80 0.5",
    );
    assert_eq!(short(replaced.decision_rule.as_ref()), "tiers 80 0.75 60 0.5");
    let parts = check(
        &["Không có thủ tục trái quy định: 0.5", "Có kiến nghị: 0.5", "Hoàn thành: 0.5"],
        "Điểm đạt được của tiêu chí này là tổng điểm đạt được của 02 nội dung sau:\n(1) Ban hành văn bản: 0.5 điểm\n+ Đầy đủ: 0.5 điểm;\n+ Chưa đầy đủ: 0 điểm.\n(2) Không có vi phạm thì điểm đánh giá là 0.5.",
        "1",
        "sum(0.5 options 0.5; 0.5 options 0.5)",
    );
    assert!(parts.decision_rule.is_some(), "its parts add up to more than the maximum");
}

#[test]
fn what_stands_around_a_rule_is_read() {
    let gated = check(
        &[],
        "- Nếu từ 80% - 100% sở đạt mức tốt thì điểm đánh giá là 0.25;\n- Nếu từ 80% - 100% xã đạt mức tốt thì điểm đánh giá CỘNG THÊM 0.5 điểm;\n- Nếu cấp nào không đạt tỷ lệ trên thì điểm đánh giá là 0 điểm đối với thang điểm tương ứng.\n- Nếu đánh giá không đúng quy định thì điểm đánh giá là 0 điểm đối với cả TCTP này.",
        "0.75",
        "sum(0.25 tiers 80 0.25; 0.5 tiers 80 0.5)",
    );
    let zero_if = gated.rule.as_ref().and_then(|rule| rule.zero_if.as_deref());
    assert_eq!(zero_if, Some("đánh giá không đúng quy định"));
    let deducted = check(
        &[],
        "Tính điểm theo công thức: (b/a)*điểm tối đa. Trong đó:\na là tổng số văn bản\nb là số văn bản đã xử lý\nTrường hợp a = 0 thì đạt điểm tối đa.\nNếu báo cáo không đạt yêu cầu thì TRỪ 10% tổng số điểm đạt được.",
        "1",
        "ratio 10 1",
    );
    assert_eq!(deducted.rule.as_ref().map(|rule| rule.adjustments.len()), Some(1));
    let fallback = check(
        &[],
        "- Nếu đúng quy định thì điểm đánh giá là 0.25; không đúng thì điểm đánh giá là 0.\n- Trường hợp trong năm không tuyển dụng thì đánh giá dựa trên kết quả của kỳ gần nhất.\n+ Nếu kỳ gần nhất đúng quy định thì điểm đánh giá là 0.25;\n+ Nếu có sai phạm thì điểm đánh giá cho năm đầu tiên là 0",
        "0.25",
        "options 0.25",
    );
    let cases = fallback.rule.and_then(|rule| rule.fallback).map(|fallback| fallback.options.len());
    assert_eq!(cases, Some(2));
}

#[test]
fn what_others_score_keeps_the_decisions_rule() {
    let external = check(
        &["Đạt tiêu chuẩn: 1", "Chưa đạt: 0"],
        "Bộ Khoa học và Công nghệ sẽ đối chiếu với các tiêu chuẩn để chấm điểm, các địa phương không cần\nphải thực hiện tự đánh giá.",
        "1",
        "external(options 1)",
    );
    assert_eq!(external.assessed_by, Assessor::Ministry);
}

#[test]
fn a_row_broken_by_the_end_of_a_page_goes_on_below_the_repeated_header() {
    let decision = annex_on_pages(
        DECISION,
        &[
            &[
                HEADER,
                &["1.", "Lĩnh vực", "0.5", ""],
                &["1.1.", "Ban hành quy định của các cơ", "0.5", ""],
            ],
            &[HEADER, &["", "quan thuộc tỉnh", "", ""]],
        ],
    );
    let guidance = annex_on_pages(
        GUIDANCE,
        &[
            &[
                GUIDANCE_HEADER,
                &[
                    "1.",
                    "TC 1.1 - Ban hành",
                    "- Nếu ban hành đầy đủ thì điểm",
                    "- Kết quả theo dõi của Bộ",
                ],
            ],
            &[
                GUIDANCE_HEADER,
                &[
                    "",
                    "",
                    "đánh giá là 0.5; nếu không đầy đủ thì điểm đánh giá là 0.",
                    "Tài chính.",
                ],
            ],
        ],
    );
    let hash = model::ContentHash::from_digest([0; 32]);
    let facts = [&decision, &guidance].map(|document| crate::understand(document, hash, None));
    let draft = draft(&[
        Source { document: &decision, facts: &facts[0] },
        Source { document: &guidance, facts: &facts[1] },
    ])
    .expect("a table of criteria");
    assert_eq!(draft.items[1].name, "Ban hành quy định của các cơ quan thuộc tỉnh");
    let leaf = leaf(&draft, "1.1");
    assert_eq!(short(leaf.rule.as_ref()), "options 0.5");
    assert_eq!(leaf.texts, [""; 0]);
    let evidence: Vec<_> = leaf.evidence.iter().map(|item| item.name.as_str()).collect();
    assert_eq!(evidence, ["Kết quả theo dõi của Bộ Tài chính"]);
}

#[test]
fn a_line_cut_by_the_end_of_a_page_goes_on() {
    check(
        &["100% số sở bổ nhiệm đúng quy định:", "0.25", "100% số xã bổ nhiệm đúng\nquy định: 0.25"],
        "",
        "0.5",
        "sum(0.25 tiers 100 0.25; 0.25 tiers 100 0.25)",
    );
}

#[test]
fn a_rate_names_the_figure_that_it_may_be_and_takes_none() {
    let figure = |name: &str, line: &str| {
        let rows: [&[&str]; 3] =
            [&["1.", "Lĩnh vực", "1", ""], &["1.1.", name, "1", ""], &["", line, "", ""]];
        let draft = drafted(&rows, &[]);
        let found = leaf(&draft, "1.1").likely_figure.clone();
        found.map(|figure| (figure.metric.as_str().to_owned(), figure.scope))
    };
    let share = "Tính điểm theo công thức: (b/a)*điểm tối đa";
    let on_time = |scope| Some(("on_time_rate".to_owned(), Some(scope)));
    assert_eq!(
        figure("Tỷ lệ hồ sơ TTHC do UBND cấp xã tiếp nhận được giải quyết đúng hạn", share),
        on_time(Scope::Commune)
    );
    assert_eq!(
        figure("Tỷ lệ hồ sơ TTHC do CQCM cấp tỉnh tiếp nhận được giải quyết đúng hạn", share),
        on_time(Scope::Province)
    );
    assert_eq!(figure("Tỷ lệ cơ quan được kiểm tra", share), None);
    assert_eq!(figure("Giải quyết hồ sơ đúng hạn", "Đầy đủ: 1"), None);
}

#[test]
fn what_has_no_known_form_stays_text() {
    let unread = check(&["Hội đồng xem xét, cho điểm theo thực tế"], "", "1", "none");
    assert_eq!(unread.texts, ["Hội đồng xem xét, cho điểm theo thực tế"]);
    let formula = check(&["Tính điểm theo công thức: (b-c)/a*điểm tối đa"], "", "1", "none");
    assert_eq!(formula.texts.len(), 1);
}

#[test]
fn a_document_without_such_a_table_is_no_set() {
    let document = annex("Báo cáo", &[&["STT", "Đơn vị", "Số lượng"], &["1", "Sở A", "12"]]);
    let facts = crate::understand(&document, model::ContentHash::from_digest([0; 32]), None);
    assert_eq!(draft(&[Source { document: &document, facts: &facts }]), None);
}
