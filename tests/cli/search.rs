//! Searching, looking numbers up and asking for the status, on the demo round.

use std::process::Command;

use serde_json::Value;

use crate::program::{Round, kiemchung, said};

/// A command on the round's pipeline with these arguments behind it.
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

fn files(answer: &Value) -> Vec<&str> {
    let hits = answer["hits"].as_array().expect("hits");
    hits.iter().map(|hit| hit["file"].as_str().expect("a path")).collect()
}

#[test]
fn a_checked_round_is_searched_looked_up_and_counted() {
    let round = Round::demo();
    round.checked();

    let by_number = answer(on(&round, "search", &["612/qđ-ubnd"]));
    assert_eq!(by_number["hits"][0]["matched"]["by"], "own-number");
    assert!(files(&by_number)[0].contains("QĐ 612"), "{by_number}");
    let citing = by_number["hits"].as_array().expect("hits").iter().any(|hit| {
        hit["matched"]["by"] == "cited-number"
            && hit["passages"][0]["text"].as_str().is_some_and(|line| line.contains("612/QĐ-UBND"))
            && hit["passages"][0]["place"].is_object()
    });
    assert!(citing, "{by_number}");

    let typed = answer(on(&round, "search", &["\"cải cách hành chính\"", "don_vi:ha-tan"]));
    let bare = answer(on(&round, "search", &["\"cai cach hanh chinh\"", "don_vi:ha-tan"]));
    assert_eq!((&typed["total"], files(&typed).is_empty()), (&bare["total"], false));
    assert!(files(&typed).iter().all(|file| file.starts_with("ha-tan/")), "{typed}");

    let missing = answer(on(&round, "search", &["9999/QĐ-XYZ"]));
    assert_eq!(files(&missing), [""; 0]);
    assert_eq!(missing["coverage"]["unread"], 7, "what is unread is told: {missing}");

    round.write("list.csv", "Số, ký hiệu;Ngày\n612/QĐ-UBND;\n612/QĐ-UBND;01/01/2024\n9/KH-XYZ;\n");
    let list = round.folder.path().join("list.csv");
    let out = round.folder.path().join("out.xlsx");
    let (list, out) = (list.to_str().expect("a path"), out.to_str().expect("a path"));
    let found = answer(on(&round, "lookup", &[list, "--out", out]));
    let outcomes: Vec<_> =
        found["rows"].as_array().expect("rows").iter().map(|row| &row["outcome"]).collect();
    assert_eq!(outcomes, ["found", "date-differs", "undecided"]);
    assert!(std::fs::metadata(out).expect("written").len() > 1000);
    let strict = on(&round, "lookup", &[list, "--strict"]).output().expect("started");
    assert_eq!(strict.status.code(), Some(3), "{}", said(&strict));
    // What was written is itself a list: its second column holds the numbers.
    let again = answer(on(&round, "lookup", &[out]));
    assert_eq!(again["counts"]["rows"], 3, "{again}");

    let status = answer(on(&round, "status", &[]));
    let files = &status["files"];
    let count = |name: &str| files[name].as_u64().expect("a count");
    let sum = ["to_read", "in_full", "in_part", "not_read"].map(count).iter().sum::<u64>();
    assert_eq!((sum, count("not_read"), count("in_part")), (count("listed"), 3, 4));
    assert_eq!(
        (&status["index"]["state"], &status["index"]["behind"]),
        (&"current".into(), &0.into())
    );
}

#[test]
fn an_index_that_was_deleted_or_damaged_is_rebuilt_and_answers_the_same() {
    let round = Round::demo();
    round.checked();
    let ask = || answer(on(&round, "search", &["\"kế hoạch\""]));
    let before = ask();
    let index = round.folder.path().join(".kiemchung/index");
    std::fs::remove_dir_all(&index).expect("there");
    let status = answer(on(&round, "status", &[]));
    assert_eq!(status["index"]["state"], "missing");
    assert_eq!(ask(), before);
    let rebuilt = answer(on(&round, "index", &["--rebuild"]));
    assert_eq!(rebuilt["index"]["state"], "current");
    assert_eq!(ask(), before);
}

#[test]
fn a_wrong_query_is_wrong_usage_and_its_place_is_shown() {
    let round = Round::of_one_unit();
    let output = on(&round, "search", &["cải cách loạii:qđ"]).output().expect("started");
    assert_eq!(output.status.code(), Some(2));
    let message = said(&output);
    assert!(message.contains("`loại`") && message.contains("^^^^^"), "{message}");
}
