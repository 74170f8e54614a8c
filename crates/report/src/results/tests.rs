//! What is written of results, in each form.

use model::{
    CriterionCode,
    results::standing::{Decisions, ItemStanding, OpenLeaf},
};

use super::{sample::*, *};
use crate::{Language, testing::set};

fn holds(text: &str, words: &[&str]) {
    for words in words {
        assert!(text.contains(words), "`{words}` is missing in:\n{text}");
    }
}

/// Parts of DOCX files are stored, so that their text stands in the bytes.
fn stored(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn the_annex_has_the_columns_of_a_decision_and_says_what_is_open() {
    let set = set();
    let report = sample(&set);
    let annex = stored(&twice(|| annex_docx(&report, Language::Vietnamese)));
    holds(
        &annex,
        &[
            "PHỤ LỤC",
            "Kèm theo Quyết định số",
            "CHƯA ĐỦ CĂN CỨ CÔNG BỐ: 1 đơn vị",
            "Xếp hạng",
            "Điểm tối đa",
            "Chỉ số (%)",
            "83,33",
            "33,33–83,33?",
            "1–2?",
            "không xếp hạng",
            "chủ trì thẩm định",
            "Trung bình",
            "Mã sổ ghi sau mục 7: 0606",
        ],
    );
    assert!(!report.is_complete());
}

#[test]
fn what_the_council_has_not_decided_is_counted_and_named() {
    let set = set();
    let mut report = sample(&set);
    let decisions = Decisions {
        leaves: 9,
        decided: 4,
        second: 2,
        first: 1,
        stale: 1,
        asked: 1,
        ..Decisions::default()
    };
    let unit = &mut report.standings.units[0];
    unit.decisions = decisions;
    let counted = LeafState::Counted {
        by: model::results::given::Giver::Council,
        document: "lan, minh".to_owned(),
        provisional: Some(model::appraisal::Stage::First),
    };
    let item = |code: &str, state| ItemStanding {
        code: CriterionCode::new(code).expect("a code"),
        leaf: Some(state),
        ..unit.items[0].clone()
    };
    let stale = LeafState::Open { why: OpenLeaf::AppraisalStale };
    let items = vec![item("1.1", counted), item("1.2", stale)];
    unit.items.extend(items);
    report.outdated = vec![unit.entrant.unit.clone()];
    for text in
        [html(&report, Language::Vietnamese), stored(&annex_docx(&report, Language::Vietnamese))]
    {
        holds(
            &text,
            &[
                "KẾT QUẢ TẠM TÍNH: Hội đồng đã quyết định 4 trong 9 mục đơn vị tự chấm, còn 5 mục (2 đang ở thẩm định vòng 2, 1 đang ở thẩm định vòng 1, 1 phải thẩm định lại vì căn cứ đã đổi, 1 chờ đơn vị giải trình).",
                "tạm tính, Hội đồng chưa quyết định 5 mục",
                "Mục Hội đồng chưa quyết định",
                "tạm tính, thẩm định vòng 1: lan, minh",
                "phải thẩm định lại",
                "cần chạy lại check",
            ],
        );
    }
    let english = text(&report, Language::English);
    holds(&english, &["PROVISIONAL RESULTS: the council decided on 4 of 9 items"]);
    assert!(!report.is_complete());
}

#[test]
fn a_page_counts_what_the_annexes_name_where_it_is_too_much_to_look_at() {
    let set = set();
    let mut report = sample(&set);
    let unit = &mut report.standings.units[0];
    let counted = LeafState::Counted {
        by: model::results::given::Giver::Council,
        document: "lan".to_owned(),
        provisional: Some(model::appraisal::Stage::First),
    };
    let code = CriterionCode::new("1.1").expect("a code");
    let item = ItemStanding { code, leaf: Some(counted), ..unit.items[0].clone() };
    unit.items.push(item);
    let named = "Mục Hội đồng chưa quyết định";
    for (first, is_named) in [(300, true), (301, false)] {
        report.standings.units[0].decisions =
            Decisions { leaves: first, first, ..Decisions::default() };
        let page = annex_part(&report, Language::Vietnamese, &|_| None);
        assert_eq!(page.contains(named), is_named, "{first}");
        holds(&page, &["Tiến độ quyết định theo đơn vị", &first.to_string()]);
        holds(&stored(&annex_docx(&report, Language::Vietnamese)), &[named]);
    }
}

#[test]
fn the_page_escapes_names_and_names_rows_that_were_not_used() {
    let set = set();
    let page = html(&sample(&set), Language::Vietnamese);
    holds(
        &page,
        &[
            "Sở Y tế &#60;b&#62;",
            "tham-dinh.csv",
            "Ô “Điểm” để trống",
            "Nếu mọi phát hiện được chấp nhận",
        ],
    );
    assert!(!page.contains("<b>"), "{page}");
}

#[test]
fn an_analysis_tells_causes_bodies_and_years_with_charts() {
    let set = set();
    let report = sample(&set);
    let unit = &report.units[0];
    let page = analysis_html(&report, unit, Language::Vietnamese);
    holds(
        &page,
        &[
            "<svg",
            "Xếp hạng 5/63 năm 2024, nay 1.",
            "-5,17 điểm phần trăm",
            "thứ hạng là 5 năm 2024, nay là 6",
            "Quy định chặt hơn (gợi ý)",
            "Chưa có người xác nhận",
            "Sở Tư pháp",
            "1,5/1,5*",
            "16/63",
            "84,2",
        ],
    );
    let document = stored(&twice(|| analysis_docx(&report, unit, Language::Vietnamese)));
    holds(&document, &["PHÂN TÍCH CHỈ SỐ", "██████", "Quy định chặt hơn (gợi ý)"]);
    let english = analysis_html(&report, unit, Language::English);
    holds(&english, &["Rank 5 of 63 in 2024, now 1.", "Stricter rule (suggested)"]);
}

#[test]
fn a_plan_says_who_does_what_until_when_for_how_many_points() {
    let set = set();
    let report = sample(&set);
    let unit = &report.units[0];
    let document = stored(&twice(|| plan_docx(&report, unit, Language::Vietnamese)));
    holds(
        &document,
        &["Sở Tư pháp", "Cập nhật thủ tục trước hạn", "31/07/2026", "Kế hoạch CCHC năm", "0,25"],
    );
}

#[test]
fn workbooks_have_a_sheet_for_every_table() {
    let set = set();
    let report = sample(&set);
    let sheets = |bytes: Vec<u8>| -> Vec<String> {
        let workbook: calamine::Xlsx<_> =
            calamine::Reader::new(std::io::Cursor::new(bytes)).expect("opens");
        calamine::Reader::sheet_names(&workbook)
    };
    let of_round = twice(|| xlsx(&report, Language::Vietnamese).expect("a workbook"));
    assert_eq!(
        sheets(of_round),
        [
            "Kết quả và xếp hạng",
            "Cao nhất, trung bình, thấp nhất",
            "Điểm từng tiêu chí",
            "Nếu mọi phát hiện được chấp nhận",
            "Từng mục còn tranh luận",
            "Dòng chưa dùng được",
        ]
        .map(|name| name.chars().take(31).collect::<String>())
    );
    let of_unit = unit_xlsx(&report, &report.units[0], Language::Vietnamese).expect("a workbook");
    assert!(sheets(of_unit).contains(&"Sở Tư pháp".to_owned()));
    let checklist = checklist_xlsx(&set, Language::Vietnamese).expect("a workbook");
    assert_eq!(sheets(checklist), ["Tài liệu cần có"]);
}

#[test]
fn csv_and_json_hold_exact_figures() {
    let set = set();
    let report = sample(&set);
    let units = stored(&standings_csv(&report, Language::Vietnamese));
    holds(&units, &["so-y-te,Sở Y tế <b>,,1,1,3,2.5,0,0,0,83.333", ",83.33,Tốt,"]);
    let items = stored(&items_csv(&report, Language::Vietnamese));
    holds(&items, &["so-noi-vu,1.1,", "chưa có điểm"]);
    let value: serde_json::Value = serde_json::from_slice(&json(&report)).expect("JSON");
    let schema = schemars::generate::SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<ResultsJson<'static>>();
    let validator = jsonschema::validator_for(schema.as_value()).expect("a schema");
    let errors: Vec<_> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(value["units"][0]["published"], "83.33");
    assert_eq!(value["bad_rows"][0]["defect"], "empty-cell");
}

#[test]
fn the_summary_ranks_names_and_counts() {
    let set = set();
    holds(
        &text(&sample(&set), Language::Vietnamese),
        &[
            "Sở Y tế <b>: 2,5/3 = 83,33%, Tốt",
            "Sở Nội vụ: 1/3 = 33,33–83,33%?, Tốt; 1 mục chưa có điểm",
            "Mục đã cho điểm mà còn phát hiện: 1, của 1 đơn vị",
            "tham-dinh.csv, dòng 7: Ô “Điểm” để trống. Điền ô này, hoặc xóa dòng.",
        ],
    );
}
