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
