//! The record of runs, as somebody checks it who has nothing but the file.

use std::process::Command;

use crate::program::{Round, kiemchung, said};

fn verify(arguments: &[&str]) -> Command {
    let mut program = kiemchung();
    program.args(["verify-record", "--json"]).args(arguments);
    program
}

#[test]
fn a_run_that_changes_something_is_recorded_and_a_changed_record_is_found_out() {
    let round = Round::of_one_unit();
    let folder = round.folder.path();
    let (pipeline, out) = (folder.join("pipeline.toml"), folder.join("so-ghi.jsonl"));
    let (pipeline, out) = (pipeline.to_str().expect("UTF-8"), out.to_str().expect("UTF-8"));
    let exported = || {
        let output = verify(&[pipeline, "--out", out]).output().expect("started");
        assert!(output.status.success(), "{}", said(&output));
        std::fs::read_to_string(out).expect("a record")
    };
    round.write("ho-so/don-vi/1.3.1/KH 1.txt", "Kế hoạch số 1/KH-UBND ngày 02 tháng 01 năm 2025");
    round.checked();
    let first = exported();
    assert_eq!(first.lines().count(), 1);
    round.checked();
    assert_eq!(exported(), first, "nothing changed");
    round.write("ho-so/don-vi/1.3.1/KH 2.txt", "Kế hoạch số 2/KH-UBND ngày 03 tháng 01 năm 2025");
    round.checked();
    let second = exported();
    assert!(second.starts_with(&first) && second.lines().count() == 2, "{second}");

    let output = verify(&[out]).output().expect("started");
    assert!(output.status.success(), "{}", said(&output));
    std::fs::write(out, second.replacen("\"findings\":", "\"findings\":1", 1)).expect("written");
    let output = verify(&[out]).output().expect("started");
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let answer = String::from_utf8_lossy(&output.stdout);
    assert!(answer.contains("other-hash"), "{answer}");
}

#[test]
fn the_printed_end_of_the_record_is_found_in_it() {
    let round = Round::of_one_unit();
    let folder = round.folder.path();
    let (pipeline, out) = (folder.join("pipeline.toml"), folder.join("so-ghi.jsonl"));
    let (pipeline, out) = (pipeline.to_str().expect("UTF-8"), out.to_str().expect("UTF-8"));
    let report = folder.join("bao-cao");
    let printed = || {
        let arguments = ["--report", report.to_str().expect("UTF-8")];
        let output = round.check(&arguments).output().expect("started");
        assert!(output.status.success(), "{}", said(&output));
        let minutes = std::fs::read(report.join("minutes/don-vi.docx")).expect("minutes");
        // The parts are stored, not deflated, so the text stands in the bytes.
        let text = String::from_utf8_lossy(&minutes).into_owned();
        let (_, line) = text.split_once("Mã sổ ghi sau mục ").expect("the end of the record");
        let (entry, rest) = line.split_once(": ").expect("entry and hash");
        (entry.to_owned(), rest[..64].to_owned())
    };
    round.write("ho-so/don-vi/1.3.1/KH 1.txt", "Kế hoạch số 1/KH-UBND ngày 02 tháng 01 năm 2025");
    let first = printed();
    assert_eq!((first.0.as_str(), printed()), ("1", first.clone()), "nothing changed");
    round.write("ho-so/don-vi/1.3.1/KH 2.txt", "Kế hoạch số 2/KH-UBND ngày 03 tháng 01 năm 2025");
    let second = printed();
    assert_eq!(second.0, "2");

    let output = verify(&[pipeline, "--out", out]).output().expect("started");
    assert!(output.status.success(), "{}", said(&output));
    let holds = |head: &str| {
        let output = verify(&[out, "--head", head]).output().expect("started");
        let answer: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        (output.status.code(), answer["head_at"].as_u64())
    };
    // Minutes of an earlier run still stand for their part of the record.
    assert_eq!(holds(&first.1), (Some(0), Some(1)));
    assert_eq!(holds(&second.1), (Some(0), Some(2)));
    assert_eq!(holds(&"0".repeat(64)), (Some(1), Some(0)));
}
