//! Numbers of persons: masked wherever the program speaks, until somebody asks for them whom the record names.

use std::{
    io::Write as _,
    process::{Command, Output},
};

use crate::program::{Round, kiemchung, said};

fn on(round: &Round, command: &str, arguments: &[&str]) -> Output {
    let mut program: Command = kiemchung();
    program.arg(command).arg(round.folder.path().join("pipeline.toml")).args(arguments);
    let output = program.output().expect("started");
    assert!(output.status.success(), "{}", said(&output));
    output
}

#[test]
fn numbers_of_persons_are_masked_until_somebody_on_record_asks() {
    let round = Round::of_one_unit();
    let letter = "Số: 1/KH-UBND\nNgày 02 tháng 01 năm 2025\nKẾ HOẠCH\nVề công tác cải cách hành chính\n\
                  Đầu mối tiếp nhận: bà Lan, điện thoại 0912 345 678, căn cước công dân 092080001234\n";
    round.write("ho-so/don-vi/a.txt", letter);
    round.checked();
    let shows = |output: &Output| {
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(text.contains("đầu mối") || text.contains("Đầu mối"), "{text}");
        text.contains("0912 345 678") || text.contains("092080001234")
    };
    for format in [&["--json"][..], &[]] {
        let asked = [&["đầu mối"], format].concat();
        assert!(!shows(&on(&round, "search", &asked)));
        let unmasked = [&["đầu mối", "--unmasked", "lan"], format].concat();
        assert!(shows(&on(&round, "search", &unmasked)));
    }
    let record = round.folder.path().join("so-ghi.jsonl");
    on(&round, "verify-record", &["--out", record.to_str().expect("UTF-8")]);
    let record = std::fs::read_to_string(record).expect("a record");
    let n_asked = record.lines().filter(|line| {
        line.contains(r#""by":"lan""#)
            && line.contains(r#""did":"persons-shown","command":"search""#)
    });
    assert_eq!(n_asked.count(), 2, "{record}");
}

#[test]
fn a_file_called_by_the_number_of_a_person_is_named_without_it() {
    let round = Round::of_one_unit();
    round.write("ho-so/don-vi/0912345679.pdf", "%PDF-1.7 and no more of it");
    round.write(
        "ho-so/don-vi/ke hoach 0912 345 678.txt",
        "Số: 1/KH-UBND\nKẾ HOẠCH\nVề cải cách hành chính\n",
    );
    let reports = round.folder.path().join("bao-cao");
    let into = reports.to_str().expect("UTF-8");
    let hides = |said: &str| !said.contains("0912345679") && !said.contains("0912 345 678");
    for output in [
        on(&round, "check", &["--report", into]),
        on(&round, "check", &["--json"]),
        on(&round, "search", &["cải cách"]),
        on(&round, "search", &["cải cách", "--json"]),
    ] {
        let told = String::from_utf8_lossy(&output.stdout).into_owned() + &said(&output);
        assert!(hides(&told), "{told}");
        assert!(told.contains("*** 678") || told.contains("*679.pdf"), "{told}");
    }
    let mut n_named = 0;
    for file in std::fs::read_dir(&reports).expect("reports") {
        let path = file.expect("a report").path();
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        assert!(hides(&text), "{}", path.display());
        n_named += usize::from(text.contains("*******679.pdf"));
    }
    assert!(n_named >= 2, "the unread file is named in reports");
    let unmasked = on(&round, "check", &["--json", "--unmasked", "lan"]);
    assert!(String::from_utf8_lossy(&unmasked.stdout).contains("don-vi/0912345679.pdf"));
}

#[test]
fn what_is_read_of_a_file_is_masked_until_somebody_asks_by_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a.txt");
    let letter = "Số: 1/KH-UBND\nNgày 02 tháng 01 năm 2025\nKẾ HOẠCH\nĐiện thoại 0912 345 678\n";
    std::fs::write(&file, letter).expect("written");
    let answers = |arguments: &[&str], input: &str| {
        let mut program = kiemchung();
        program.args(arguments).stdin(std::process::Stdio::piped());
        program.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
        let mut program = program.spawn().expect("started");
        let mut stdin = program.stdin.take().expect("piped");
        stdin.write_all(input.as_bytes()).expect("written");
        drop(stdin);
        let output = program.wait_with_output().expect("ended");
        assert!(output.status.success(), "{}", said(&output));
        (String::from_utf8_lossy(&output.stdout).into_owned(), said(&output))
    };
    let path = file.to_str().expect("UTF-8");
    let (masked, _) = answers(&["read", path], "");
    assert!(masked.contains("**** *** 678") && masked.contains("1/KH-UBND"), "{masked}");
    let (shown, log) = answers(&["read", path, "--unmasked", "lan"], "");
    assert!(shown.contains("0912 345 678") && log.contains("lan"), "{shown} {log}");

    // A body is named with a telephone number beside it; nothing else of the answer changes.
    let line = serde_json::json!({ "id": "0912345678", "text": format!("{letter}Đạt 95% hồ sơ trực tuyến, ĐT 0912345678") });
    let line = format!("{line}\n");
    let (masked, _) = answers(&["facts"], &line);
    assert!(
        masked.contains("\"id\":\"0912345678\"") && !masked.contains("ĐT 0912345678"),
        "{masked}"
    );
    answers(&["facts", "--unmasked", "lan"], &line);
}
