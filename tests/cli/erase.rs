//! Erasing files: told first, then gone everywhere but in the record.

use std::{
    io::Read as _,
    path::Path,
    process::{Command, Output},
};

use serde_json::Value;

use crate::program::{Round, kiemchung, said};

const SECRET: &str = "Nguyễn Thị Bí Mật";

fn on(round: &Round, command: &str, arguments: &[&str]) -> Output {
    let mut program: Command = kiemchung();
    program.arg(command).arg(round.folder.path().join("pipeline.toml")).args(arguments);
    program.arg("--json").output().expect("started")
}

fn answer(output: &Output) -> Value {
    assert!(output.status.success(), "{}", said(output));
    serde_json::from_slice(&output.stdout).expect("one JSON object")
}

fn round() -> Round {
    let round = Round::of_one_unit();
    let letter = |n: u8, name: &str| {
        format!("Số: {n}/KH-UBND\nNgày 02 tháng 01 năm 2025\nKẾ HOẠCH\nNgười liên hệ: {name}\n")
    };
    round.write("ho-so/don-vi/a.txt", letter(1, SECRET));
    round.write("ho-so/don-vi/b.txt", letter(2, SECRET));
    round.write("ho-so/don-vi/b sao.txt", letter(2, SECRET));
    round.write("ho-so/don-vi/c.txt", letter(3, "Trần Văn Hòa"));
    round.checked();
    round
}

fn n_hits(round: &Round) -> usize {
    let found = answer(&on(round, "search", &["bí mật"]));
    found["hits"].as_array().expect("hits").len()
}

/// More than anything holds that a small round leaves behind.
const MOST_UNPACKED: u64 = 64 << 20;

/// The files below a folder, with what is packed in them unpacked, that hold these words.
fn holding(folder: &Path, words: &str, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let entry = entry.expect("readable");
        let path = entry.path();
        if entry.file_type().expect("known").is_dir() {
            holding(&path, words, found);
            continue;
        }
        let bytes = std::fs::read(&path).expect("readable");
        let mut unpacked = Vec::new();
        let packed = zstd::stream::read::Decoder::new(bytes.as_slice()).expect("a decoder");
        if packed.take(MOST_UNPACKED).read_to_end(&mut unpacked).is_err() {
            unpacked = bytes;
        }
        if unpacked.windows(words.len()).any(|window| window == words.as_bytes()) {
            found.push(path.display().to_string());
        }
    }
}

#[test]
fn what_is_erased_is_told_first_and_then_gone_but_for_the_record() {
    let round = round();
    assert_eq!(n_hits(&round), 3);
    let dry = answer(&on(&round, "erase", &["don-vi/a.txt", "don-vi/b.txt"]));
    assert_eq!((dry["is_done"].as_bool(), n_hits(&round)), (Some(false), 3));
    assert_eq!(dry["files"], serde_json::json!(["don-vi/a.txt", "don-vi/b.txt"]));
    assert_eq!(dry["kept_for_others"].as_array().expect("hashes").len(), 1, "b is there twice");

    let why = ["--confirm", "lan", "--reason", "Hết thời hạn lưu"];
    let erase = |which: &[&str]| answer(&on(&round, "erase", &[which, &why].concat()));
    let done = erase(&["don-vi/a.txt", "don-vi/b.txt"]);
    assert_eq!(done["is_done"].as_bool(), Some(true));
    assert_eq!(n_hits(&round), 1, "the copy of b is another file");
    assert!(!round.folder.path().join("ho-so/don-vi/a.txt").try_exists().expect("known"));
    erase(&["don-vi/b sao.txt"]);
    assert_eq!(n_hits(&round), 0);
    let mut left = Vec::new();
    holding(round.folder.path(), SECRET, &mut left);
    assert_eq!(left, [""; 0]);

    let out = round.folder.path().join("so-ghi.jsonl");
    let verified = on(&round, "verify-record", &["--out", out.to_str().expect("UTF-8")]);
    assert!(verified.status.success(), "{}", said(&verified));
    let record = std::fs::read_to_string(out).expect("a record");
    let erased: Vec<Value> = record
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .filter(|entry: &Value| entry["deed"]["did"] == "erased")
        .collect();
    assert_eq!(erased.len(), 2);
    assert_eq!(erased[0]["by"], "lan");
    assert_eq!(erased[0]["deed"]["reason"], "Hết thời hạn lưu");
    assert_eq!(erased[0]["deed"]["contents"].as_array().expect("hashes").len(), 2);
    let report = round.checked();
    let documents = report["units"][0]["documents"].as_array().expect("documents");
    assert_eq!(documents.len(), 1, "the next check goes on with what is left");
}

#[test]
fn nothing_is_erased_by_mistake() {
    let round = round();
    let unknown = on(&round, "erase", &["don-vi/d.txt", "--confirm", "lan", "--reason", "x"]);
    assert_eq!(unknown.status.code(), Some(2), "{}", said(&unknown));
    let nobody = on(&round, "erase", &["--unit", "khac", "--confirm", "lan", "--reason", "x"]);
    assert_eq!(nobody.status.code(), Some(2), "{}", said(&nobody));
    let without_reason = on(&round, "erase", &["--unit", "don-vi", "--confirm", "lan"]);
    assert_eq!(without_reason.status.code(), Some(2), "{}", said(&without_reason));
    let everything = on(&round, "erase", &["--confirm", "lan", "--reason", "x"]);
    assert_eq!(everything.status.code(), Some(2), "{}", said(&everything));
    let young = answer(&on(
        &round,
        "erase",
        &["--ended-before", "2020-01-01", "--confirm", "lan", "--reason", "x"],
    ));
    assert_eq!(young["files"], serde_json::json!([]));
    let all = answer(&on(&round, "erase", &["--ended-before", "2099-01-01"]));
    assert_eq!(all["files"].as_array().expect("files").len(), 4);
    assert_eq!(n_hits(&round), 3);
}
