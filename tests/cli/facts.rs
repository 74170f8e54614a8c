//! `kiemchung facts`: the contract that the evaluation sets and other programs rely on.

use std::{io::Write as _, process::Stdio};

use serde_json::{Value, json};

use crate::program::{kiemchung, said};

fn facts(text: &str) -> Value {
    let mut running = kiemchung()
        .arg("facts")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    let line = json!({ "id": "a", "text": text }).to_string();
    writeln!(running.stdin.take().expect("piped"), "{line}").expect("written");
    let output = running.wait_with_output().expect("ended");
    assert!(output.status.success(), "{}", said(&output));
    serde_json::from_slice(&output.stdout).expect("one JSON object")
}

#[test]
fn a_citation_has_number_date_issuer_and_type() {
    let answer = facts(
        "Căn cứ Quyết định số 2429/QĐ-UBND ngày 10 tháng 10 năm 2019 của UBND thành phố Cần Thơ;",
    );
    let reference = &answer["refs"][0];
    assert_eq!(reference["number"], "2429/QĐ-UBND");
    assert_eq!(reference["date"], "2019-10-10");
    assert_eq!(reference["issuer"], "UBND thành phố Cần Thơ");
    assert_eq!(reference["doc_type"], "quyết định");
    assert!(reference.get("place").is_none());
}

#[test]
fn a_rate_has_its_parts() {
    let answer = facts("Tỷ lệ hồ sơ giải quyết đúng hạn đạt 98,81% (635.593/643.272 hồ sơ).");
    let metric = &answer["metrics"][0];
    assert_eq!(metric["metric"], "on_time_rate");
    assert_eq!(metric["value"], json!(98.81));
    assert_eq!(metric["numerator"], json!(635_593));
    assert_eq!(metric["denominator"], json!(643_272));
}

#[test]
fn lines_with_bars_are_a_table() {
    let answer = facts("Đơn vị | Tiếp nhận | Đã giải quyết\nXã A | 1.200 | 1.195");
    let values: Vec<_> = answer["metrics"]
        .as_array()
        .expect("metrics")
        .iter()
        .map(|metric| (&metric["metric"], &metric["value"]))
        .collect();
    assert_eq!(
        values,
        [(&json!("received_count"), &json!(1200)), (&json!("processed_count"), &json!(1195))]
    );
}
