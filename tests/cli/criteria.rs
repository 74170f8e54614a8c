//! Criteria sets as their authors meet them: imported from an annex, verified with lines, shown and compared.

use std::path::PathBuf;

use serde_json::Value;
use tempfile::TempDir;
use testkit::{
    docx,
    letter::{Block, Cell, Letter, Table, sample},
};

use crate::program::{kiemchung, root, said};

fn province() -> PathBuf {
    root().join("pipelines/criteria/qd-1187-2025-province.toml")
}

/// `criteria` with these arguments: exit code, what it printed, what it said.
fn criteria(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = kiemchung().arg("criteria").args(arguments).output().expect("started");
    let printed = String::from_utf8(output.stdout.clone()).expect("UTF-8");
    (output.status.code(), printed, said(&output))
}

/// A copy of the province's set with one text replaced.
fn edited(folder: &TempDir, from: &str, to: &str) -> String {
    let toml = std::fs::read_to_string(province()).expect("there");
    assert!(toml.contains(from), "the set does not say {from}");
    let path = folder.path().join("bo-tieu-chi.toml");
    std::fs::write(&path, toml.replacen(from, to, 1)).expect("written");
    path.to_str().expect("a path").to_owned()
}

#[test]
fn a_set_is_verified_with_the_line_of_every_slip() {
    let folder = TempDir::new().expect("a folder");
    let sound = province();
    let sound = sound.to_str().expect("a path");
    let (code, printed, _) = criteria(&["verify", sound]);
    assert_eq!(code, Some(0));
    assert!(printed.contains("0 lỗi"), "{printed}");

    let broken = edited(&folder, "max = 9.5", "max = 9.25");
    let (code, printed, _) = criteria(&["verify", &broken]);
    assert_eq!(code, Some(0), "defects are in the output: {printed}");
    let toml = std::fs::read_to_string(&broken).expect("there");
    let line = toml.lines().position(|line| line == "max = 9.25").expect("written") + 1;
    assert!(printed.contains(&format!("bo-tieu-chi.toml:{line}: ")), "{printed}");
    assert_eq!(criteria(&["verify", "--strict", &broken]).0, Some(3));

    let (_, printed, _) = criteria(&["--json", "verify", &broken]);
    let answer: Value = serde_json::from_str(&printed).expect("one JSON object");
    assert_eq!(answer["valid"], false);
    assert!(answer["defects"].as_array().is_some_and(|all| all.iter().any(|d| d["line"] == line)));
}

#[test]
fn rows_that_hold_a_place_are_named() {
    let set = root().join("pipelines/criteria/ha-noi-2019-division.toml");
    let (code, printed, _) = criteria(&["--json", "verify", set.to_str().expect("a path")]);
    assert_eq!(code, Some(0));
    let answer: Value = serde_json::from_str(&printed).expect("one JSON object");
    let remarks = answer["remarks"].as_array().expect("remarks");
    let held = remarks.iter().filter(|remark| remark["remark"] == "placeholder").count();
    assert_eq!((answer["valid"].as_bool(), held), (Some(true), 42));
}

#[test]
fn a_set_is_shown_as_the_decisions_table() {
    let folder = TempDir::new().expect("a folder");
    let set = province();
    let set = set.to_str().expect("a path");
    let (code, printed, _) = criteria(&["show", set]);
    assert_eq!(code, Some(0));
    assert!(printed.contains("\n3.4.2. ") && printed.contains("Tổng điểm: 100 điểm"), "{printed}");
    assert!(printed.contains("tính theo số liệu của cấp xã"), "{printed}");
    for name in ["bo.xlsx", "bo.html"] {
        let out = folder.path().join(name);
        assert_eq!(criteria(&["show", set, "--out", out.to_str().expect("a path")]).0, Some(0));
        assert!(std::fs::metadata(&out).expect("written").len() > 10_000, "{name}");
    }
    let (code, _, said) = criteria(&["show", set, "--out", "bo.pdf"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("bo.pdf"), "{said}");
}

#[test]
fn two_sets_are_compared_in_an_officials_words() {
    let folder = TempDir::new().expect("a folder");
    let older = province();
    let older = older.to_str().expect("a path");
    let newer = edited(
        &folder,
        "numerator = \"hồ sơ đã giải quyết đúng hạn\"\ndenominator = \"hồ sơ đã giải quyết trong năm\"",
        "numerator = \"hồ sơ đã giải quyết đúng hạn\"\ndenominator = \"hồ sơ đã tiếp nhận\"",
    );
    let (code, printed, _) = criteria(&["diff", older, &newer]);
    assert_eq!(code, Some(0));
    let base = "cách tính tỷ lệ đổi từ \"hồ sơ đã giải quyết đúng hạn / hồ sơ đã giải quyết trong năm\" sang \"hồ sơ đã giải quyết đúng hạn / hồ sơ đã tiếp nhận\"";
    assert!(printed.starts_with("3.4.1 ") && printed.contains(base), "{printed}");
    assert_eq!(printed.lines().count(), 1, "{printed}");
    let (_, printed, _) = criteria(&["diff", older, older]);
    assert_eq!(printed, "Hai bộ tiêu chí như nhau.\n");
}

/// A decision with its annex as Word writes it.
fn decision() -> Vec<u8> {
    let row = |cells: [&str; 4]| cells.map(Cell::text).to_vec();
    let rows = vec![
        row(["STT", "Lĩnh vực/Tiêu chí/Tiêu chí thành phần", "Điểm tối đa", "Ghi chú"]),
        row(["1", "CẢI CÁCH THỦ TỤC HÀNH CHÍNH", "3", ""]),
        row(["1.1", "Giải quyết hồ sơ đúng hạn", "2", ""]),
        row(["", "Từ 98% trở lên: 2", "", ""]),
        row(["", "Từ 90% - dưới 98%: 1", "", ""]),
        row(["", "Dưới 90%: 0", "", ""]),
        row(["1.2", "Sáng kiến cải cách", "1", ""]),
        row(["", "Hội đồng xem xét, cho điểm theo thực tế", "", ""]),
    ];
    let letter = Letter {
        number: "12/QĐ-UBND".to_owned(),
        doc_type: Some("Quyết định".to_owned()),
        subject: "Ban hành Bộ tiêu chí đánh giá cải cách hành chính các sở".to_owned(),
        addressees: Vec::new(),
        body: vec![Block::Table(Table {
            columns: vec![1, 6, 2, 2],
            header_rows: 1,
            font_size: 12.0,
            rows,
        })],
        ..sample::report()
    };
    docx::write(&letter)
}

#[test]
fn an_annex_becomes_a_draft_that_says_what_is_left_to_do() {
    let folder = TempDir::new().expect("a folder");
    let annex = folder.path().join("quyet-dinh.docx");
    std::fs::write(&annex, decision()).expect("written");
    let out = folder.path().join("bo-moi.toml");
    let (annex, out) = (annex.to_str().expect("a path"), out.to_str().expect("a path"));
    let (code, printed, said) = criteria(&["import", annex, "--out", out]);
    assert_eq!(code, Some(0), "{said}");
    assert!(
        printed.starts_with("Đã đọc 1 lĩnh vực, 2 tiêu chí, 0 tiêu chí thành phần"),
        "{printed}"
    );
    assert!(printed.contains("1.2 Sáng kiến cải cách: chưa có quy tắc"), "{printed}");
    assert!(printed.contains("Hội đồng xem xét, cho điểm theo thực tế"), "{printed}");

    let toml = std::fs::read_to_string(out).expect("written");
    assert!(
        toml.contains("kind = \"tiers\"") && toml.contains("{ from = 98, points = 2 }"),
        "{toml}"
    );
    for known in ["decision = \"12/QĐ-UBND\"", "date = \"2025-12-15\"", "level = \"department\""] {
        assert!(toml.contains(known), "{known} in {toml}");
    }
    let (_, printed, _) = criteria(&["verify", out]);
    let line = toml.lines().position(|line| line == "code = \"1.2\"").expect("there");
    assert!(
        printed.contains(&format!("bo-moi.toml:{line}: ")),
        "the item without a rule: {printed}"
    );
}

#[test]
fn what_was_not_read_in_full_is_not_imported() {
    let folder = TempDir::new().expect("a folder");
    let out = folder.path().join("bo-moi.toml");
    let annex = root().join("fixtures/hostile/truncated.docx");
    let (annex, out) = (annex.to_str().expect("a path"), out.to_str().expect("a path"));
    let (code, _, said) = criteria(&["import", annex, "--out", out]);
    assert_eq!(code, Some(2));
    assert!(said.contains("truncated.docx"), "{said}");
    assert!(!std::fs::exists(out).expect("asked"), "nothing is written");
}

/// The sets in force in Cần Thơ in 2019 are the base decision with its amending decision applied, and nothing else.
#[test]
fn the_sets_of_2019_are_the_base_decision_with_its_amendment() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let sets = root().join("pipelines/criteria");
    for level in ["department", "district"] {
        let out = folder.path().join("set.toml");
        let output = kiemchung()
            .args(["criteria", "amend"])
            .arg(sets.join(format!("can-tho-1823-2018-{level}.toml")))
            .arg(sets.join(format!("can-tho-2429-2019-{level}.amendment.toml")))
            .arg("--out")
            .arg(&out)
            .output()
            .expect("started");
        assert!(output.status.success(), "{}", said(&output));
        let read = |path: &std::path::Path| std::fs::read_to_string(path).expect("there");
        let committed = read(&sets.join(format!("can-tho-2429-2019-{level}.toml")));
        assert_eq!(read(&out), committed, "{level}");
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(told.contains("1.3") && told.contains("1,5"), "{told}");
    }
    let missing = folder.path().join("amendment.toml");
    std::fs::write(
        &missing,
        "[amendment]\nnumber = \"1/QĐ-UBND\"\ndate = \"2019\"\n[[remove]]\ncode = \"9.9\"\n",
    )
    .expect("written");
    let output = kiemchung()
        .args(["criteria", "amend"])
        .arg(sets.join("can-tho-1823-2018-department.toml"))
        .arg(&missing)
        .arg("--out")
        .arg(folder.path().join("x.toml"))
        .output()
        .expect("started");
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("9.9"), "{}", said(&output));
}
