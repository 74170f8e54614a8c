//! From the tables of a round to what is published of it: the founding rounds checked and carried to their results, and
//! inputs that cannot be used.

use std::process::Output;

use serde_json::Value;

use crate::{
    founding_rounds,
    program::{Round, kiemchung, said},
};

/// The results of a pipeline of the round.
fn results(round: &Round, pipeline: &str, arguments: &[&str]) -> Output {
    let mut command = kiemchung();
    command.arg("results").arg(round.folder.path().join(pipeline)).args(arguments);
    command.output().expect("started")
}

fn results_json(round: &Round, pipeline: &str) -> Value {
    let output = results(round, pipeline, &["--json"]);
    assert!(output.status.success(), "{}", said(&output));
    serde_json::from_slice(&output.stdout).expect("one JSON object")
}

/// `rank unit points/maximum published` of every unit.
fn ranks(results: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    results["units"]
        .as_array()
        .expect("units")
        .iter()
        .map(|unit| {
            format!(
                "{} {} {}/{} {}",
                unit["rank"]["rank"],
                text(&unit["unit"]),
                text(&unit["points"]),
                text(&unit["maximum"]),
                text(&unit["published"])
            )
        })
        .collect()
}

/// The founding round in this folder, carried from its check to these results.
fn check(folder: &str, expect: &[&str]) -> (Round, Value) {
    let round = founding_rounds::checked(folder);
    let json = results_json(&round, "pipeline.toml");
    assert_eq!(ranks(&json), expect, "{folder}");
    assert_eq!(json["bad_rows"].as_array().map(Vec::len), Some(0), "{folder}");
    (round, json)
}

#[test]
fn a_rank_16_after_a_rank_5_is_explained_down_to_criteria_and_bodies() {
    let round = founding_rounds::checked("can-tho-2016");
    let json = results_json(&round, "ranking.toml");
    assert_eq!(json["units"].as_array().map(Vec::len), Some(63));
    assert_eq!(ranks(&json)[0], "16 can-tho 11.03/17 64.88");
    assert_eq!(json["is_complete"], true);

    let analysis = &json["analyses"][0];
    let since = &analysis["since"];
    assert_eq!(
        (&since["year"], &since["rank"], &since["ranked"]),
        (&2015.into(), &5.into(), &63.into())
    );
    // What measures the same in both years accounts for a part only; the rest became stricter.
    assert_eq!(since["comparable_ranks"], serde_json::json!([5, 11]));
    let decimal =
        |value: &Value| -> f64 { value.as_str().expect("a text").parse().expect("a number") };
    let parts = ["by_same", "by_changed", "by_added_or_removed"].map(|part| decimal(&since[part]));
    assert!((parts.iter().sum::<f64>() - decimal(&since["change"])).abs() < 1e-9);
    assert!(parts[1] < -9.9, "the stricter rules cost ten points of the index: {parts:?}");
    let costliest: Vec<_> = since["leaves"].as_array().expect("leaves").iter().take(3).collect();
    let codes: Vec<_> = costliest.iter().map(|leaf| leaf["code"].as_str().unwrap_or("-")).collect();
    assert_eq!(codes, ["1.4", "2.1", "4.2"]);

    let told = |list: &str, name: &str| -> Vec<String> {
        let losses = analysis[list].as_array().expect("losses");
        let line = |loss: &Value| {
            format!(
                "{} {}",
                loss[name].as_str().unwrap_or("-"),
                loss["lost"].as_str().expect("points")
            )
        };
        losses.iter().map(line).collect()
    };
    assert_eq!(
        told("by_cause", "cause"),
        ["stricter-rule 1.8", "objective 2.25", "slow-work 1", "- 0.92"]
    );
    assert_eq!(
        told("by_body", "body")[..2],
        ["Sở Nội vụ 2.25", "Sở Thông tin và Truyền thông 1.8"]
    );
    let suggested = |code: &str| {
        let leaves = analysis["leaves"].as_array().expect("leaves");
        leaves.iter().find(|leaf| leaf["code"] == code).expect("there")["suggested"].clone()
    };
    assert_eq!([suggested("1.4"), suggested("4.2")], ["stricter-rule", "stricter-rule"]);

    // Who acts is in the plan, with the task that was given where one was.
    let plan = json["plans"][0]["bodies"].as_array().expect("bodies");
    let justice = plan.iter().find(|body| body["body"] == "Sở Tư pháp").expect("charged");
    assert_eq!(justice["items"][0]["task"]["source"]["document"], "2387/UBND-NC");

    // Six of the scored leaves have findings; each alone would cost the city ranks.
    let effects = &json["effects"][0];
    let disputed: Vec<_> = effects["disputes"].as_array().expect("disputes").iter().collect();
    assert_eq!(disputed.len(), 6);
    assert!(disputed.iter().all(|one| one["upheld"]["rank"]["rank"].as_u64() > Some(16)));
}

#[test]
fn departments_and_districts_of_2019() {
    check(
        "can-tho-2019",
        &["1 so-mot 6.68/7.5 89.07", "3 so-hai 6.25/7.5 83.33", "2 so-ba 5.62/6.5 86.46"],
    );
    check("can-tho-2019-district", &["1 quan-mot 6.47/7.5 86.27", "2 huyen-hai 6.25/7.5 83.33"]);
}

#[test]
fn divisions_without_a_survey_are_rescaled() {
    let (_, json) = check(
        "ha-noi-2019",
        &["1 phong-mot 67.75/70 96.79", "2 phong-hai 59.79/70 85.41", "3 phong-ba 58.91/70 84.16"],
    );
    let states = json["units"][0]["items"].as_array().expect("items").iter();
    let left_out = states.filter(|item| item["leaf"]["state"] == "survey-left-out").count();
    assert_eq!(left_out, 7, "every leaf that a survey would have scored");
}

#[test]
fn province_and_ministry_of_2022() {
    check("876-2022-province", &["1 tinh-mot 94.04/100 94.04", "2 tinh-hai 84.88/100 84.88"]);
    check("876-2022-ministry", &["1 bo-mot 94.29/100 94.29", "2 bo-hai 84.86/100 84.86"]);
}

#[test]
fn indices_of_several_years_stand_beside_each_other_with_a_plan() {
    let (round, json) = check("can-tho-2022", &["1 can-tho 93.04/100 93.04"]);
    let years = json["analyses"][0]["years"].as_array().expect("years");
    let told: Vec<_> =
        years.iter().map(|year| (year["year"].as_i64(), year["papi"].as_str())).collect();
    assert_eq!(
        told,
        [
            (Some(2019), Some("43.20")),
            (Some(2020), Some("42.80")),
            (Some(2021), Some("41.95")),
            (Some(2022), None)
        ]
    );
    let report = round.folder.path().join("report");
    let output = results(&round, "pipeline.toml", &["--report", report.to_str().expect("UTF-8")]);
    assert!(output.status.success(), "{}", said(&output));
    for file in [
        "annex.docx",
        "results.xlsx",
        "results.json",
        "results.html",
        "standings.csv",
        "items.csv",
        "checklist.xlsx",
        "units/can-tho-analysis.docx",
        "units/can-tho-analysis.html",
        "units/can-tho-analysis-plan.xlsx",
        "units/can-tho-plan.docx",
    ] {
        let size = std::fs::metadata(report.join(file)).map(|file| file.len());
        assert!(size.is_ok_and(|size| size > 100), "{file} was not written");
    }
    let page = std::fs::read_to_string(report.join("units/can-tho-analysis.html")).expect("there");
    assert!(page.contains("SIPAS (%)") && page.contains("<svg"));
}

#[test]
fn a_bad_row_is_named_and_a_bad_table_refused() {
    let round = Round::of_repository("can-tho-2019-district");
    let path = round.folder.path().join("results/appraised.csv");
    let csv = std::fs::read_to_string(&path).expect("there");
    assert!(csv.contains("huyen-hai,1.2,"), "{csv}");
    std::fs::write(&path, csv.replace("huyen-hai,1.2,", "huyện lạ,1.2,")).expect("written");
    let output = results(&round, "pipeline.toml", &["--strict"]);
    assert_eq!(output.status.code(), Some(3));
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(told.contains("Đợt chấm điểm không có đơn vị “huyện lạ”"), "{told}");
    // The leaf without points is open, so the other unit's rank is open, too, unless it cannot change.
    assert!(told.contains("1 mục chưa có điểm"), "{told}");

    std::fs::write(&path, csv.replace("Mã tiêu chí", "Ghi chép")).expect("written");
    let output = results(&round, "pipeline.toml", &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("thiếu cột Mã tiêu chí"), "{}", said(&output));
}

#[test]
fn the_demo_round_is_carried_to_its_results_by_the_decision_of_2025() {
    let round = Round::of_repository("demo");
    let json = results_json(&round, "pipeline.toml");
    assert_eq!(json["is_complete"], true, "{:?}", json["bad_rows"]);
    let bands: Vec<_> = json["units"]
        .as_array()
        .expect("units")
        .iter()
        .map(|unit| unit["band"]["band"].as_str().unwrap_or("-"))
        .collect();
    assert_eq!(bands, ["Tốt", "Tốt", "Tốt"]);
}

/// The sheet of one unit with the council's column, as a workbook: titles above, subtotals and notes between the leaves.
#[test]
fn a_workbook_in_the_layout_of_the_self_score_sheet_is_an_input() {
    use testkit::{
        letter::{Cell, Table},
        xlsx::{Band, Sheet, workbook},
    };
    let round = Round::of_repository("can-tho-2019-district");
    let line = |cells: [&str; 4]| cells.map(Cell::text).to_vec();
    let mut rows = vec![
        line(["STT", "Lĩnh vực/Tiêu chí", "Điểm tự đánh giá", "Điểm thẩm định"]),
        vec![Cell::text("1"), Cell::text("Lĩnh vực 1"), Cell::text(""), Cell::points(375)],
    ];
    for (code, points) in
        [("1.1", 100), ("1.2", 50), ("1.3", 125), ("1.4", 100), ("2.1", 75), ("2.2", 100)]
    {
        let points = Cell::points(points);
        rows.push(vec![Cell::text(code), Cell::text("Tiêu chí"), Cell::text("1"), points]);
        rows.push(line(["", "- Không đạt", "", ""]));
    }
    // The council has not scored 2.3 yet.
    rows.push(line(["2.3", "Tiêu chí", "1", ""]));
    let columns = vec![8, 40, 12, 12];
    let table = Table { columns: columns.clone(), header_rows: 1, font_size: 10.0, rows };
    let title = Band::Line(vec![Cell::text("BẢNG ĐIỂM THẨM ĐỊNH").spanning(4, 1)]);
    let bands = vec![title, Band::Gap, Band::Table(table)];
    let sheet = Sheet { name: "Thẩm định".to_owned(), widths: columns, bands };
    round.write("results/quan-mot.xlsx", workbook(&[sheet], (2020, 1, 5)));
    round.change_pipeline(
        "path = \"results/appraised.csv\"",
        "path = \"results/quan-mot.xlsx\"\nunit = \"quan-mot\"",
    );
    let json = results_json(&round, "pipeline.toml");
    assert_eq!(json["bad_rows"], serde_json::json!([]));
    let unit = &json["units"][0];
    assert_eq!(
        (&unit["points"], &unit["open"], &unit["index"]),
        (&"5.5".into(), &"1".into(), &Value::Null)
    );
    // Nobody has scored the other unit: it may still overtake, and is not at 0.
    assert_eq!(
        json["units"][1]["rank"],
        serde_json::json!({"state": "open", "best": 1, "worst": 2, "of": 2})
    );
}
