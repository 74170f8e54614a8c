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
    let read = |document: &&Value| document["outcome"] == "read";
    assert_eq!(
        documents.iter().filter(read).count(),
        1,
        "the next check goes on with what is left"
    );
    assert_eq!(documents.len(), 4, "what was erased is named as such");
}

/// Criterion, verdict, and of undecidable ones why, for a unit.
fn verdicts(report: &Value, unit: &str) -> Vec<(String, String, String)> {
    let units = report["units"].as_array().expect("units");
    let unit = units.iter().find(|one| one["id"] == unit).expect("the unit");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let judgements = unit["judgements"].as_array().expect("judgements").iter();
    judgements
        .map(|judgement| {
            let verdict = &judgement["verdict"];
            let reason = text(&verdict["unread"][0]["reason"]);
            (text(&judgement["criterion"]), text(&verdict["verdict"]), reason)
        })
        .collect()
}

/// Findings of a report that say that something is not there.
fn accusations(report: &Value) -> usize {
    let codes = [
        "score-without-evidence",
        "cited-document-missing",
        "evidence-partial",
        "criterion-missing",
    ];
    let findings = report["units"].as_array().expect("units").iter();
    let findings = findings.flat_map(|unit| unit["findings"].as_array().expect("findings"));
    findings.filter(|finding| codes.iter().any(|code| finding["code"] == *code)).count()
}

#[test]
fn erased_evidence_is_never_called_missing() {
    let round = Round::of_two_units();
    let before = round.checked();
    round.write("danh-sach.csv", "Số\n9999/KH-UBND\n");
    let unread = |round: &Round| {
        let list = round.folder.path().join("danh-sach.csv");
        let found = answer(&on(round, "lookup", &[list.to_str().expect("UTF-8")]));
        found["coverage"]["unread"].as_u64().expect("a count")
    };
    let unread_before = unread(&round);
    let why = ["--confirm", "lan", "--reason", "Hết thời hạn lưu"];
    let decision = "an-binh/1.5/QĐ 612 phê duyệt giải pháp mới.pdf";
    answer(&on(&round, "erase", &[&[decision][..], &why].concat()));

    let after = round.checked();
    let (were, are) = (verdicts(&before, "an-binh"), verdicts(&after, "an-binh"));
    let lost: Vec<_> = were.iter().zip(&are).filter(|(was, is)| was != is).collect();
    assert!(lost.iter().any(|(was, _)| was.1 != "unsupported"), "something rested on it: {were:?}");
    for (_, is) in lost {
        assert_eq!((is.1.as_str(), is.2.as_str()), ("undecidable", "erased"), "{is:?}");
    }
    assert!(accusations(&after) <= accusations(&before), "nobody is accused of what was erased");
    let of_unit = after["units"].as_array().expect("units").iter();
    let documents = of_unit.flat_map(|unit| unit["documents"].as_array().expect("documents"));
    let erased = documents.filter(|document| document["file"] == decision).collect::<Vec<_>>();
    let detail = erased[0]["problems"][0]["detail"].as_str().expect("a detail");
    assert!(detail.starts_with("lan, ") && detail.contains("Hết thời hạn lưu"), "{detail}");
    let again = round.checked();
    assert_eq!(verdicts(&again, "an-binh"), are, "the next check says the same");
    let retried = answer(&on(&round, "retry", &["--failed"]));
    let files = retried["files"].as_array().expect("files");
    assert!(!files.iter().any(|file| file == decision), "nobody can read it again");
    assert_eq!(unread(&round), unread_before + 1, "an answer about numbers counts it as unread");
}

#[test]
fn a_unit_all_of_whose_files_were_erased_is_no_unit_without_a_folder() {
    let round = Round::of_two_units();
    round.checked();
    let why = ["--confirm", "lan", "--reason", "Hết thời hạn lưu"];
    answer(&on(&round, "erase", &[&["--unit", "an-binh"][..], &why].concat()));
    let report = round.checked();
    let units = report["units"].as_array().expect("units");
    let unit = units.iter().find(|unit| unit["id"] == "an-binh").expect("the unit");
    let unread = unit["unread"].as_array().expect("it is judged, and its files are unread");
    assert!(
        !unread.is_empty() && unread.iter().all(|file| file["reason"] == "erased"),
        "{unread:?}"
    );
    let of_sheet = |finding: &&Value| finding["severity"] == "blocking";
    let findings = unit["findings"].as_array().expect("findings");
    assert!(
        !findings
            .iter()
            .any(|finding| of_sheet(&finding) && finding["code"] != "evidence-unreadable"),
        "{findings:?}"
    );
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
