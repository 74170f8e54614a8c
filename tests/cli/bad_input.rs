//! Bad input: a clear message or a named problem, everything else still done, and never a false accusation.

use serde_json::Value;

use crate::program::{Round, findings, kiemchung, root, said};

fn problems(report: &Value, file: &str) -> Vec<String> {
    report["units"][0]["documents"]
        .as_array()
        .expect("documents")
        .iter()
        .filter(|document| document["file"].as_str().is_some_and(|name| name.ends_with(file)))
        .flat_map(|document| document["problems"].as_array().into_iter().flatten())
        .map(|problem| problem["code"].as_str().expect("a code").to_owned())
        .collect()
}

#[test]
fn hostile_files_are_named_problems_and_block_no_other_file() {
    let round = Round::of_one_unit();
    let expected = [
        ("empty.pdf", "empty-file"),
        ("html-named.pdf", "html-page"),
        ("truncated.docx", "truncated"),
        ("encrypted-user.pdf", "password-required"),
        ("encrypted-owner.pdf", "owner-restricted"),
        ("xml-bomb.xml", "doctype-refused"),
        ("deep.xml", "nested-too-deep"),
    ];
    for (name, _) in expected {
        round.submit(&format!("fixtures/hostile/{name}"), name);
    }
    let report = round.checked();
    for (name, code) in expected {
        let found = problems(&report, name);
        assert!(found.iter().any(|problem| problem == code), "{name}: {found:?}");
    }
}

#[test]
fn a_unit_without_a_folder_is_named_and_the_others_are_judged() {
    let round = Round::demo();
    round.change_pipeline("folder = \"dong-giang\"", "folder = \"khong-co\"");
    let report = round.checked();
    let states: Vec<_> =
        report["units"].as_array().expect("units").iter().map(|unit| &unit["state"]).collect();
    assert_eq!(states, ["judged", "not-judged", "judged"]);
    assert_eq!(report["units"][1]["reason"], "folder-missing");
}

#[test]
fn without_a_readable_sheet_no_criterion_is_called_missing() {
    let round = Round::of_one_unit();
    round.submit("fixtures/hostile/truncated.docx", "Bảng tự chấm điểm.docx");
    round.change_pipeline(
        "folder = \"don-vi\"",
        "folder = \"don-vi\"\nself_score = \"Bảng tự chấm điểm.docx\"",
    );
    let found = findings(&round.checked());
    assert!(found.iter().any(|line| line.contains("evidence-unreadable")), "{found:?}");
    assert!(!found.iter().any(|line| line.contains("criterion-missing")), "{found:?}");
}

#[test]
fn a_misspelt_key_is_wrong_usage_and_names_the_right_one() {
    let round = Round::of_one_unit();
    round.change_pipeline("deadline", "deadlin");
    let output = round.check(&[]).output().expect("started");
    assert_eq!(output.status.code(), Some(2));
    let message = said(&output);
    assert!(
        message.contains("deadlin")
            && message.contains("deadline")
            && message.contains("pipeline.toml:9"),
        "{message}"
    );
}

#[test]
fn a_set_whose_points_do_not_add_up_is_refused_with_the_line() {
    let round = Round::of_one_unit();
    let set = root().join("pipelines/criteria/qd-1187-2025-province.toml");
    let toml = std::fs::read_to_string(&set).expect("there");
    let broken = toml.replacen("max = 9.5", "max = 9.25", 1);
    assert_ne!(toml, broken);
    round.write("bo-tieu-chi.toml", broken);
    round.change_pipeline(&format!("{set:?}"), "\"bo-tieu-chi.toml\"");
    let output = round.check(&[]).output().expect("started");
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("bo-tieu-chi.toml"), "{}", said(&output));
}

#[test]
fn missing_files_and_wrong_arguments_are_wrong_usage() {
    let output = kiemchung().args(["check", "khong-co.toml"]).output().expect("started");
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("khong-co.toml"), "{}", said(&output));
    let output = kiemchung().args(["check"]).output().expect("started");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_missing_evidence_folder_fails_and_says_where() {
    let round = Round::of_one_unit();
    std::fs::remove_dir_all(round.folder.path().join("ho-so")).expect("there");
    let output = round.check(&[]).output().expect("started");
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("ho-so"), "{}", said(&output));
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_fetched_is_a_problem_that_another_try_may_mend() {
    let round = Round::of_one_unit();
    let path = round.folder.path().join("ho-so/don-vi/a.docx");
    std::os::unix::fs::symlink(round.folder.path().join("nowhere"), &path).expect("linked");
    round.submit("fixtures/hostile/empty.pdf", "b.pdf");
    let report = round.checked();
    assert_eq!(problems(&report, "b.pdf"), ["empty-file"]);
}
