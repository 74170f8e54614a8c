//! The demo round: every finding is expected, every planted error is found, every clean claim stays clean.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::program::{Round, findings, root, said};

/// Compares with a committed reference; one that is missing is written, and the test fails until it was reviewed.
fn compare(reference: &str, found: &str) {
    let path = root().join(reference);
    match std::fs::read_to_string(&path) {
        Ok(expected) => assert!(
            expected == found,
            "the findings are not those of {reference}:\n{}",
            difference(&expected, found)
        ),
        Err(_) => {
            std::fs::write(&path, found).expect("written");
            panic!("{reference} was missing and has been written: review it");
        }
    }
}

fn difference(expected: &str, found: &str) -> String {
    let (expected, found): (BTreeSet<_>, BTreeSet<_>) =
        (expected.lines().collect(), found.lines().collect());
    let missing = expected.difference(&found).map(|line| format!("- {line}"));
    let new = found.difference(&expected).map(|line| format!("+ {line}"));
    missing.chain(new).collect::<Vec<_>>().join("\n")
}

#[test]
fn all_findings_are_the_expected_ones() {
    let found = findings(&Round::demo_with_scans().checked());
    check_planted(&found);
    compare("fixtures/demo/expected-findings.txt", &(found.join("\n") + "\n"));
}

/// Planted errors are found, and clean claims stay clean.
fn check_planted(found: &[String]) {
    let planted =
        std::fs::read_to_string(root().join("fixtures/demo/planted.toml")).expect("there");
    let planted: toml::Table = toml::from_str(&planted).expect("TOML");
    let mut codes = BTreeSet::new();
    let entries = |name: &str| planted[name].as_array().expect("entries").clone();
    let text = |entry: &toml::Value, key: &str| {
        entry.get(key).and_then(toml::Value::as_str).unwrap_or("-").to_owned()
    };
    for entry in entries("planted") {
        let start = format!(
            "{} {} {} ",
            text(&entry, "unit"),
            text(&entry, "criterion"),
            text(&entry, "code")
        );
        assert!(
            found.iter().any(|line| line.starts_with(&start)),
            "planted, but not found: {start}"
        );
        codes.insert(text(&entry, "code"));
    }
    assert!(codes.len() >= 10, "only {} codes are planted", codes.len());
    for entry in entries("clean") {
        let start = format!("{} {} ", text(&entry, "unit"), text(&entry, "criterion"));
        let wrong: Vec<_> = found
            .iter()
            .filter(|line| line.starts_with(&start) && !line.contains(" needs-appraiser "))
            .collect();
        assert!(wrong.is_empty(), "clean, but found: {wrong:?}");
    }
}

#[test]
fn every_quote_of_a_finding_names_its_file_and_place() {
    let report = Round::demo().checked();
    let mut quotes = 0;
    for unit in report["units"].as_array().expect("units") {
        for finding in unit["findings"].as_array().expect("findings") {
            for evidence in finding["evidence"].as_array().expect("evidence") {
                assert!(
                    evidence["file"].as_str().is_some_and(|file| !file.is_empty()),
                    "{evidence}"
                );
                if evidence["quote"] != Value::Null {
                    assert!(evidence["quote"]["place"].is_object(), "{evidence}");
                    assert!(
                        evidence["quote"]["text"].as_str().is_some_and(|text| !text.is_empty()),
                        "{evidence}"
                    );
                    quotes += 1;
                }
            }
        }
    }
    assert!(quotes > 50, "only {quotes} quotes");
}

#[test]
fn the_summary_is_vietnamese_unless_english_is_asked_for() {
    let round = Round::demo();
    let output = round
        .check(&["--report", round.folder.path().join("r").to_str().expect("a path")])
        .output()
        .expect("started");
    assert!(output.status.success(), "{}", said(&output));
    let summary = String::from_utf8(output.stdout).expect("text");
    assert!(summary.contains("Báo cáo:"), "{summary}");
    let files = [
        "report.json",
        "report.html",
        "report.xlsx",
        "findings.csv",
        "claims.csv",
        "minutes/an-binh.docx",
    ];
    for file in files {
        let size =
            std::fs::metadata(round.folder.path().join("r").join(file)).expect("written").len();
        assert!(size > 1000, "{file} has {size} bytes");
    }
    let output = round.check(&["--lang", "en"]).output().expect("started");
    let english = String::from_utf8(output.stdout).expect("text");
    assert!(output.status.success() && english != summary, "{english}");
}

#[test]
fn strict_says_by_its_exit_code_that_something_blocks() {
    let output = Round::demo().check(&["--strict"]).output().expect("started");
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
}
