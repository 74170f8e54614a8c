//! Doing work again, and how the status counts it.

use std::process::Command;

use serde_json::Value;

use crate::program::{Round, kiemchung, said};

fn on(round: &Round, command: &str, arguments: &[&str]) -> Command {
    let mut program = kiemchung();
    program.arg(command).arg(round.folder.path().join("pipeline.toml")).args(arguments);
    program
}

fn answer(mut command: Command) -> Value {
    let output = command.arg("--json").output().expect("started");
    assert!(output.status.success(), "{}", said(&output));
    serde_json::from_slice(&output.stdout).expect("one JSON object")
}

/// A round with one file that is read and two that are not, checked.
fn round() -> (Round, Value) {
    let round = Round::of_one_unit();
    round.write("ho-so/don-vi/1.3.1/KH 1.txt", "Kế hoạch số 1/KH-UBND ngày 02 tháng 01 năm 2025");
    round.submit("fixtures/hostile/empty.pdf", "rỗng.pdf");
    round.submit("fixtures/hostile/encrypted-user.pdf", "khóa.pdf");
    let report = round.checked();
    (round, report)
}

fn states(round: &Round) -> [u64; 4] {
    let status = answer(on(round, "status", &[]));
    let count = |name: &str| status["files"][name].as_u64().expect("a count");
    let states = ["to_read", "in_full", "in_part", "not_read"].map(count);
    assert_eq!(states.iter().sum::<u64>(), count("listed"), "{status}");
    states
}

#[test]
fn what_failed_is_done_again_and_the_report_stays_the_same() {
    let (round, report) = round();
    assert_eq!(states(&round), [0, 1, 0, 2]);
    let again = answer(on(&round, "retry", &["--failed"]));
    assert_eq!(again["files"], serde_json::json!(["don-vi/khóa.pdf", "don-vi/rỗng.pdf"]));
    assert_eq!(states(&round), [2, 1, 0, 0]);
    assert_eq!(round.checked(), report);
    assert_eq!(states(&round), [0, 1, 0, 2]);

    let status = answer(on(&round, "status", &[]));
    assert_eq!(status["slowest"].as_array().expect("files").len(), 3, "{status}");
    assert!(status["pace"]["files_an_hour"].as_u64() > Some(0), "{status}");
    assert_eq!(status["pace"]["seconds_left"], Value::Null, "nothing is left");
}

#[test]
fn a_file_that_is_named_is_read_afresh_whatever_is_stored_of_it() {
    let (round, report) = round();
    let readings = round.folder.path().join(".kiemchung/readings");
    let recipe = std::fs::read_dir(readings).expect("there").next().expect("one").expect("read");
    for reading in std::fs::read_dir(recipe.path()).expect("there") {
        std::fs::write(reading.expect("read").path(), "damaged").expect("written");
    }
    let rebuild = || on(&round, "index", &["--rebuild"]).output().expect("started");
    assert_eq!(rebuild().status.code(), Some(1), "a damaged reading is not passed over");
    let files = ["don-vi/1.3.1/KH 1.txt", "don-vi/khóa.pdf", "don-vi/rỗng.pdf"];
    let again = answer(on(&round, "retry", &files));
    assert_eq!(again["files"], serde_json::json!(files));
    assert_eq!(round.checked(), report);
    let rebuilt = rebuild();
    assert!(rebuilt.status.success(), "{}", said(&rebuilt));
}

#[test]
fn versions_decide_what_is_older() {
    let (round, _) = round();
    let older = |version: &str| {
        let files = answer(on(&round, "retry", &["--older-than", version]))["files"].clone();
        files.as_array().expect("files").len()
    };
    assert_eq!(older("read-1"), 0);
    assert_eq!((older("facts-9999"), states(&round)), (3, [3, 0, 0, 0]));
    assert_eq!(older("read-9999"), 0, "they are jobs already");
}

#[test]
fn what_cannot_be_meant_is_wrong_usage() {
    let (round, _) = round();
    for (arguments, message) in [
        (&[][..], "--failed"),
        (&["--older-than", "cũ"], "cũ"),
        (&["don-vi/1.3.1/KH 2.txt"], "don-vi/1.3.1/KH 1.txt"),
        (&["../x"], "../x"),
    ] {
        let output = on(&round, "retry", arguments).output().expect("started");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", said(&output));
        assert!(said(&output).contains(message), "{arguments:?}: {}", said(&output));
    }
    assert_eq!(states(&round), [0, 1, 0, 2], "nothing was made a job");
}
