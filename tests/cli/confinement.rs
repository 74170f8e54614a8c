//! The reader process: what a document does to it becomes a problem of that document, and it can do nothing else.

use std::{io::Write as _, process::Stdio};

use serde_json::Value;

use crate::program::{Round, kiemchung, root, said};

#[test]
fn too_little_memory_is_a_problem_of_the_document() {
    let round = Round::of_one_unit();
    round.submit(
        "pipelines/demo/submissions/an-binh/Bang tu cham diem PAR INDEX 2025.xlsx",
        "bang.xlsx",
    );
    round.change_pipeline("[evidence]", "[reader]\nmemory_mib = 9\n\n[evidence]");
    let report = round.checked();
    let document = &report["units"][0]["documents"][0];
    assert!(
        matches!(document["outcome"].as_str(), Some("out-of-memory" | "crashed")),
        "{document}"
    );
    // The outcome is not kept as final: with enough memory the next check reads the file.
    round.change_pipeline("memory_mib = 9", "memory_mib = 512");
    let report = round.checked();
    assert_eq!(report["units"][0]["documents"][0]["fully_read"], Value::Bool(true));
}

#[test]
fn the_reader_refuses_what_is_no_request_and_ends_with_its_input() {
    let start = || {
        kiemchung()
            .args(["reader", "1073741824"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("started")
    };
    let output = start().wait_with_output().expect("ended");
    assert!(output.status.success(), "{}", said(&output));
    let mut reader = start();
    reader.stdin.take().expect("piped").write_all(&[0xff; 64]).expect("written");
    let output = reader.wait_with_output().expect("ended");
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
}

#[test]
fn read_gives_one_line_for_each_document_with_children_after_their_container() {
    let zip = root().join("pipelines/demo/submissions/dong-giang/7. Chuyển đổi số.zip");
    let output = kiemchung().arg("read").arg(&zip).output().expect("started");
    assert!(output.status.success(), "{}", said(&output));
    let lines: Vec<Value> = String::from_utf8(output.stdout)
        .expect("text")
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let file = zip.to_string_lossy();
    assert_eq!(lines[0]["file"], file.as_ref());
    assert!(lines.len() > 1);
    for line in &lines[1..] {
        assert!(
            line["file"].as_str().is_some_and(|name| name.starts_with(&format!("{file}!/"))),
            "{}",
            line["file"]
        );
        assert!(line["parent"].is_string());
    }
}
