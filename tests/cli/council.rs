//! From appraisals to the council's decision and the published ranking, as browsers have it.

use crate::{
    desk::{Desk, Visitor},
    program::Round,
    serve::Staffed,
};

/// Each founding round shows what it came to: the ranking, or what keeps it open, and every table taken along.
#[test]
fn founding_rounds_show_their_results() {
    for (folder, pipeline, expect) in [
        ("can-tho-2016", "ranking.toml", ["Cần Thơ", "64,88", "63"]),
        ("can-tho-2019", "pipeline.toml", ["Xếp hạng", "Điểm tối đa", "Trung bình"]),
        ("can-tho-2019-district", "pipeline.toml", ["Xếp hạng", "Điểm tối đa", "Trung bình"]),
        ("can-tho-2022", "pipeline.toml", ["Xếp hạng", "Điểm tối đa", "Trung bình"]),
        ("ha-noi-2019", "pipeline.toml", ["Xếp hạng", "Điểm tối đa", "Trung bình"]),
        ("876-2022-province", "pipeline.toml", ["Xếp hạng", "Điểm tối đa", "Trung bình"]),
        ("876-2022-ministry", "pipeline.toml", ["Xếp hạng", "Điểm tối đa", "Trung bình"]),
        ("demo", "pipeline.toml", ["Xếp hạng", "Điểm tối đa", "Trung bình"]),
    ] {
        let round = Round::of_repository(folder);
        let desk = Desk::local_of(&round, pipeline);
        let page = desk.get("/results");
        assert_eq!(page.status, 200, "{folder}");
        let page = page.text();
        for words in expect {
            assert!(page.contains(words), "{folder}: {words}\n{page}");
        }
        let unit = page.split("href=\"/units/").nth(1).and_then(|rest| rest.split('"').next());
        let address = format!("/units/{}", unit.expect("a unit is named"));
        let of_unit = desk.get(&address);
        assert_eq!(of_unit.status, 200, "{folder} {address}");
        assert!(of_unit.text().contains("Điểm từng tiêu chí"), "{folder} {address}");
        let results = desk.get("/api/v1/results").json();
        let n_units = results["units"].as_array().map_or(0, Vec::len);
        assert!(n_units > 0 && results["bad_rows"].as_array().is_some_and(Vec::is_empty));
    }
}

#[test]
fn charts_and_years_of_an_analysed_unit_are_on_its_page() {
    let round = Round::of_repository("can-tho-2022");
    let desk = Desk::local(&round);
    let page = desk.get("/results").text();
    let unit = page.split("href=\"/units/").nth(1).and_then(|rest| rest.split('"').next());
    let page = desk.get(&format!("/units/{}", unit.expect("a unit"))).text();
    for words in ["PAR INDEX, SIPAS và PAPI", "<svg", "Kế hoạch cải thiện", "Mất nhiều điểm nhất"]
    {
        assert!(page.contains(words), "{words}\n{page}");
    }
}

/// The demo round without tables of the council, so that what is said at the desk decides.
fn without_tables() -> Round {
    let round = Round::of_two_units();
    let toml = std::fs::read_to_string(round.pipeline()).expect("read");
    let mut kept = String::new();
    for block in toml.split("\n[[") {
        if block.starts_with("results.file") {
            continue;
        }
        if !kept.is_empty() {
            kept.push_str("\n[[");
        }
        kept.push_str(block);
    }
    std::fs::write(round.pipeline(), kept).expect("written");
    round
}

fn appraise(visitor: &Visitor<'_>, stance: &str, points: &str, cause: &str) -> u16 {
    let claim = "/units/an-binh/claims/1.5";
    let basis = visitor.get(claim).field("basis");
    let fields = [
        ("stage", "first"),
        ("stance", stance),
        ("points", points),
        ("reason", "Mới có hai giải pháp"),
        ("cause", cause),
        ("over", "0"),
        ("basis", &basis),
    ];
    visitor.send(&format!("{claim}/appraisal"), &fields).status
}

#[test]
fn the_council_decides_and_a_unit_sees_its_own_until_the_ranking_is_published() {
    let staffed = Staffed::of(without_tables());
    let (lan, council) = (staffed.sign_in("lan"), staffed.sign_in("hoi-dong"));
    let officer = staffed.sign_in("an-binh");
    assert_eq!(appraise(&lan, "agrees", "", "slow-work"), 422, "no points were lost");
    assert_eq!(appraise(&lan, "disagrees", "1", "slow-work"), 303);

    let provisional = council.get("/results").text();
    assert!(provisional.contains("KẾT QUẢ TẠM TÍNH: Hội đồng đã quyết định 0 trong"));
    assert!(provisional.contains("1 đang ở thẩm định vòng 1"), "{provisional}");
    assert!(provisional.contains("tạm tính, thẩm định vòng 1: lan"), "{provisional}");

    let results = "/units/an-binh/results";
    let page = council.get(results).text();
    assert!(page.contains("name=\"claim-1.5\" value=\"1\""), "{page}");
    let decisions = "/units/an-binh/decisions";
    for other in [&lan, &officer] {
        assert_eq!(other.send(decisions, &[("claim-1.5", "1")]).status, 404, "not of the council");
        assert!(!other.get(results).text().contains("claim-1.5"));
    }
    let other_points = council.send(decisions, &[("claim-1.5", "0.5")]);
    assert!(other_points.header("location").contains("decided=0"), "not as it was settled");
    let decided = council.send(decisions, &[("claim-1.5", "1")]);
    assert!(decided.header("location").contains("decided=1"));
    let page = council.get("/results").text();
    assert!(page.contains("Hội đồng đã quyết định 1 trong"), "{page}");
    assert!(!council.get(results).text().contains("claim-1.5"), "nothing waits for the council");

    // Before publishing a unit sees its points and its plan, not how it stands beside others.
    let own = officer.get(results).text();
    assert!(own.contains("điểm thẩm định: hoi-dong"), "{own}");
    assert!(!own.contains("Xếp hạng"), "{own}");
    assert!(own.contains("Chậm thực hiện"), "the cause that was told with the points: {own}");
    let object = officer.get("/api/v1/units/an-binh/results").json();
    assert_eq!(object["decisions"]["decided"], 1);
    assert!(object["rank"].is_null());
    assert_eq!(officer.get(&format!("{results}/plan.docx")).status, 200);
    for hidden in ["/results", "/api/v1/results", "/units/an-binh/results/analysis.docx"] {
        assert_eq!(officer.get(hidden).status, 404, "{hidden}");
    }
}

#[test]
fn a_published_ranking_is_there_for_every_unit() {
    let round = Round::of_two_units();
    let toml = std::fs::read_to_string(round.pipeline()).expect("read");
    let published = "[results]\npublished = \"12/QĐ-UBND\"\n\n[[results.file]]";
    let toml = toml.replacen("[[results.file]]", published, 1);
    std::fs::write(round.pipeline(), toml).expect("written");
    let staffed = Staffed::of(round);
    let officer = staffed.sign_in("an-binh");
    let page = officer.get("/results").text();
    assert!(page.contains("Đã công bố theo 12/QĐ-UBND") && page.contains("Xếp hạng"), "{page}");
    assert!(!page.contains("Nếu phát hiện được chấp nhận"), "that is the council's");
    assert!(!page.contains("/units/ha-tan"), "no way leads to another unit");
    assert_eq!(officer.get("/results/annex.docx").status, 200);
    assert_eq!(officer.get("/results/results.json").status, 404);
    assert!(officer.get("/units/an-binh/results").text().contains("Xếp hạng"));
    assert_eq!(officer.get("/units/ha-tan/results").status, 404);
    let effects = officer.get("/api/v1/results").json()["effects"].clone();
    assert_eq!(effects, serde_json::json!([]));
}

#[test]
fn what_was_said_of_evidence_that_changed_is_asked_for_again() {
    let round = without_tables();
    let staffed = Staffed::of(round);
    let lan = staffed.sign_in("lan");
    assert_eq!(appraise(&lan, "disagrees", "1", ""), 303);
    let evidence = staffed.round.folder.path().join("ho-so/an-binh/1.5");
    std::fs::remove_dir_all(&evidence).expect("the evidence goes");
    staffed.round.checked();
    let page = lan.get("/units/an-binh/claims/1.5").text();
    assert!(page.contains("đã đổi sau khi thẩm định"), "{page}");
    assert!(page.contains("trước khi căn cứ đổi"), "{page}");
    let results = lan.get("/results").text();
    assert!(results.contains("1 phải thẩm định lại vì căn cứ đã đổi"), "{results}");
    let object = lan.get("/api/v1/units/an-binh/results").json();
    assert_eq!(object["decisions"]["stale"], 1);
}
