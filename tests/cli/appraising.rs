//! What several people say about claims, gathered: where they do not agree is told on every page that counts points, and
//! printed in the minutes.

use crate::{program::kiemchung, serve::Staffed};

#[test]
fn two_who_do_not_agree_are_told_wherever_points_are() {
    let staffed = Staffed::new();
    let (lan, minh) = (staffed.sign_in("lan"), staffed.sign_in("minh"));
    let say = |visitor: &crate::desk::Visitor<'_>, criterion: &str, points: &str, stage: &str| {
        let claim = format!("/units/an-binh/claims/{criterion}");
        let basis = visitor.get(&claim).field("basis");
        let fields = [
            ("stage", stage),
            ("stance", "disagrees"),
            ("points", points),
            ("reason", "chứng minh được một phần"),
            ("over", "0"),
            ("basis", &basis),
        ];
        let status = visitor.send(&format!("{claim}/appraisal"), &fields).status;
        assert_eq!(status, 303, "{criterion} {points}");
    };
    say(&lan, "1.5", "0,25", "first");
    say(&minh, "1.5", "0,5", "first");
    say(&lan, "1.1", "0,25", "first");
    say(&minh, "2.2", "0,25", "second");

    let page = lan.get("/appraisals").text();
    assert!(page.contains("href=\"/units/an-binh/claims/1.5\""), "{page}");
    assert!(page.contains("chưa thống nhất") && page.contains("lan: 0,25; Thẩm định vòng 1, minh"));
    let has_area = |page: &str, area: &str| page.contains(&format!("<td>{area}. "));
    assert!(has_area(&page, "1") && !has_area(&page, "2"), "lan was given the first area");
    let all = lan.get("/appraisals?areas=all").text();
    assert!(has_area(&all, "1") && has_area(&all, "2"));
    assert!(lan.get("/appraisals?table=progress").body.starts_with(b"PK"));
    let of_unit = staffed.sign_in("an-binh");
    assert_eq!(of_unit.get("/appraisals").status, 404);
    let sheet = of_unit.get("/units/an-binh").text();
    assert!(sheet.contains("chưa thống nhất"), "the unit sees that its points are not settled");

    let minutes = of_unit.get("/units/an-binh/minutes.docx").body;
    let minutes = String::from_utf8_lossy(&minutes);
    for words in ["chưa thống nhất: 1", "minh: Cho điểm khác (0,5)", "lan: Cho điểm khác (0,25)"]
    {
        assert!(minutes.contains(words), "{words}");
    }
    assert!(lan.get("/units/an-binh/claims/1.5?table=appraisals").body.starts_with(b"PK"));
    let administrator = staffed.sign_in("quan-tri");
    assert!(administrator.get("/accounts?table=accounts").body.starts_with(b"PK"));

    // What the council decides counts from then on.
    say(&staffed.sign_in("hoi-dong"), "1.5", "0,5", "decision");
    assert!(!lan.get("/appraisals").text().contains("/claims/1.5"));
}

#[test]
fn what_was_said_stays_while_files_of_the_unit_are_read() {
    let staffed = Staffed::new();
    let lan = staffed.sign_in("lan");
    let claim = "/units/an-binh/claims/1.5";
    let basis = lan.get(claim).field("basis");
    let fields = [
        ("stage", "first"),
        ("stance", "disagrees"),
        ("points", "0,25"),
        ("reason", "chứng minh được một phần"),
        ("over", "0"),
        ("basis", &basis),
    ];
    assert_eq!(lan.send(&format!("{claim}/appraisal"), &fields).status, 303);
    let file = "an-binh/1.2/BC 118 CCHC quy I.docx";
    let again = kiemchung().arg("retry").arg(staffed.round.pipeline()).arg(file).output();
    assert!(again.expect("started").status.success());
    let page = lan.get("/appraisals").text();
    assert!(!page.contains("href=\"/units/an-binh/claims/1.5\""), "nothing has changed: {page}");
}
