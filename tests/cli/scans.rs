//! Scanned evidence, recognised by the real Tesseract: what a scan says is evidence like any other text; what could
//! not be recognised is named and accuses nobody.

use serde_json::Value;
use testkit::scan::{self, Wear};

use crate::program::{Round, kiemchung, root, said};

/// A report of the demo round: one page with number, date, citations and signer.
const LETTER: &str = "pipelines/demo/submissions/an-binh/Tài liệu chung/BC 448 tổ chức bộ máy.pdf";

/// The letter as a scan, worn like this.
fn scanned(wear: &Wear) -> Vec<u8> {
    let letter = std::fs::read(root().join(LETTER)).expect("the demo is there");
    scan::to_pdf(&scan::pages(&letter, wear, 7), wear)
}

/// What an office scanner makes of a stamped page that lies askew.
fn askew() -> Wear {
    Wear {
        degrees: 1.6,
        blur: 0.5,
        noise: 18,
        dust: 3,
        stamp: Some((130.0, 60.0)),
        jpeg: 70,
        ..Wear::clean(200.0)
    }
}

/// The first line that `read --json` gives for a file.
fn read(round: &Round, file: &str) -> Value {
    let path = round.folder.path().join("ho-so/don-vi").join(file);
    let output = kiemchung().arg("read").arg(path).output().expect("started");
    assert!(output.status.success(), "{}", said(&output));
    let text = String::from_utf8(output.stdout).expect("text");
    serde_json::from_str(text.lines().next().expect("a line")).expect("JSON")
}

fn pages_with_problem<'r>(document: &'r Value, code: &str) -> Option<&'r str> {
    let mut problems = document["problems"].as_array().expect("problems").iter();
    problems.find(|problem| problem["code"] == code).and_then(|problem| problem["detail"].as_str())
}

#[test]
fn a_worn_scan_is_read_like_the_letter_that_was_scanned() {
    let round = Round::of_one_unit();
    round.submit(LETTER, "goc.pdf");
    round.write("ho-so/don-vi/quet.pdf", scanned(&askew()));
    let (letter, scan) = (read(&round, "goc.pdf"), read(&round, "quet.pdf"));
    assert_eq!(scan["pages"][0]["source"], "ocr", "{scan}");
    assert_eq!(scan["pages"][0]["reason"], "no-text");
    assert_eq!(pages_with_problem(&scan, "page-needs-ocr"), None);
    for field in ["number", "date", "doc_type"] {
        assert_eq!(scan["header"][field], letter["header"][field], "{}", scan["pages"][0]["text"]);
    }
    let numbers = |document: &Value| -> Vec<String> {
        let refs = document["refs"].as_array().expect("refs").iter();
        refs.map(|cited| cited["number"].to_string()).collect()
    };
    assert_eq!(numbers(&scan), numbers(&letter));
}

#[test]
fn a_round_keeps_what_was_recognised_and_can_do_without() {
    let round = Round::of_one_unit();
    round.write("ho-so/don-vi/quet.pdf", scanned(&Wear::clean(150.0)));
    round.change_pipeline("[evidence]", "[reading]\nocr = false\n\n[evidence]");
    let document = |report: &Value| report["units"][0]["documents"][0].clone();
    let unread = document(&round.checked());
    assert_eq!(pages_with_problem(&unread, "page-needs-ocr"), Some("1"), "{unread}");
    assert_eq!(unread["fully_read"], Value::Bool(false));

    // Switched on, the page is recognised once: what was kept serves any later reading of the same image.
    round.change_pipeline("ocr = false", "ocr = true");
    let read = document(&round.checked());
    assert_eq!(read["fully_read"], Value::Bool(true), "{read}");
    let kept = round.folder.path().join(".kiemchung/ocr");
    let models: Vec<_> = std::fs::read_dir(&kept).expect("kept").collect();
    assert_eq!(models.len(), 1, "{models:?}");

    // Another file with the same image in it needs no recogniser: a page has no time at all here.
    round.change_pipeline("ocr = true", "ocr = true\nocr_page_seconds = 0");
    let mut again = scanned(&Wear::clean(150.0));
    again.extend(b"\n");
    round.write("ho-so/don-vi/quet lai.pdf", again);
    let report = round.checked();
    let documents = report["units"][0]["documents"].as_array().expect("documents");
    assert_eq!(documents.len(), 2);
    for document in documents {
        assert_eq!(pages_with_problem(document, "ocr-failed"), None, "{document}");
    }
}

#[test]
fn the_confined_recogniser_writes_nothing_and_reaches_nobody() {
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("written");
    let confined = |script: &str| {
        let mut command = kiemchung();
        command.args(["recogniser", "1073741824", "5"]);
        for path in ["/bin", "/usr", "/lib", "/lib64", "/etc", "/tmp", "/dev"] {
            command.args(["--read", path]);
        }
        command.args(["--", "/bin/sh", "-c", script]).output().expect("started")
    };
    let output = confined("echo said");
    assert_eq!(output.stdout, b"said\n", "{}", said(&output));
    let script = format!("echo x > {}", target.display());
    assert!(!confined(&script).status.success());
    assert!(std::fs::metadata(&target).is_err(), "a confined program wrote a file");
}
