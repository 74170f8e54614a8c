//! Loading what units hand in: a tree, an archive, an unknown folder, a second run, death and resumption, a bucket.

use std::process::{Command, Stdio};

use serde_json::Value;
use testkit::server::S3Server;

use crate::program::{Round, kiemchung, said};

/// `load` of the round's folder `nguon` into this place.
fn load(round: &Round, destination: &str, arguments: &[&str]) -> Command {
    let mut command = kiemchung();
    command.arg("load").arg(round.folder.path().join("nguon")).arg(destination);
    command.arg("--pipeline").arg(round.folder.path().join("pipeline.toml")).args(arguments);
    command
}

fn answer(mut command: Command) -> Value {
    let output = command.arg("--json").output().expect("started");
    assert!(output.status.success(), "{}", said(&output));
    serde_json::from_slice(&output.stdout).expect("one JSON object")
}

fn count(answer: &Value, name: &str) -> u64 {
    answer["counts"][name].as_u64().expect("a count")
}

/// A round whose source has the unit's files in a tree and in an archive.
fn round() -> Round {
    let round = Round::of_one_unit();
    round.write("nguon/Đơn vị thử/1.3.1/QD 12.txt", "Quyết định số 12/QĐ-UBND");
    round.write("nguon/Đơn vị thử/Kế hoạch.txt", "Kế hoạch số 1/KH-UBND");
    let packed = testkit::archive::zip([
        ("1.1.1/BC.txt", "Báo cáo số 2/BC-UBND".as_bytes()),
        ("1.1.1/Lại QD 12.txt", "Quyết định số 12/QĐ-UBND".as_bytes()),
    ]);
    round.write("nguon/DON VI THU.zip", packed);
    round
}

fn destination(round: &Round) -> String {
    format!("file://{}", round.folder.path().join("ho-so").display())
}

#[test]
fn what_is_loaded_is_what_is_checked_and_a_second_run_sends_nothing() {
    let round = round();
    let destination = destination(&round);
    let planned = answer(load(&round, &destination, &["--dry-run"]));
    assert_eq!((&planned["state"], count(&planned, "found")), (&"planned".into(), 4));
    let listed = || std::fs::read_dir(round.folder.path().join("ho-so/don-vi")).expect("there");
    assert_eq!(listed().count(), 0, "nothing is sent by asking");

    let loaded = answer(load(&round, &destination, &["--verify"]));
    assert_eq!((count(&loaded, "sent"), count(&loaded, "copied")), (3, 1), "{loaded}");
    assert_eq!(loaded["verification"]["defects"], serde_json::json!([]));
    let again = answer(load(&round, &destination, &[]));
    assert_eq!((count(&again, "unchanged"), count(&again, "bytes_sent")), (4, 0), "{again}");

    let report = round.checked();
    let files: Vec<_> = report["units"][0]["documents"]
        .as_array()
        .expect("documents")
        .iter()
        .map(|document| document["file"].as_str().expect("a path"))
        .collect();
    let expected = [
        "don-vi/1.1.1/BC.txt",
        "don-vi/1.1.1/Lại QD 12.txt",
        "don-vi/1.3.1/QD 12.txt",
        "don-vi/Kế hoạch.txt",
    ];
    assert_eq!(files, expected);
}

#[test]
fn an_unknown_folder_stops_the_load_and_says_how_to_place_it() {
    let round = round();
    round.write("nguon/ĐVT/a.txt", "x");
    let destination = destination(&round);
    let output = load(&round, &destination, &[]).output().expect("started");
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let text = String::from_utf8(output.stdout).expect("text");
    assert!(text.contains("chưa tải lên tệp nào"), "{text}");
    assert!(text.contains("gần nhất là `don-vi`") && text.contains("path = \"ĐVT\""), "{text}");
    let english = load(&round, &destination, &["--lang", "en"]).output().expect("started");
    assert!(String::from_utf8(english.stdout).expect("text").contains("nothing was sent"));

    let strict = load(&round, &destination, &["--skip-unplaced", "--strict"]).output();
    assert_eq!(strict.expect("started").status.code(), Some(3));
    round.change_pipeline("folder = \"don-vi\"", "folder = \"don-vi\"\nalso = [\"ĐVT\"]");
    let loaded = answer(load(&round, &destination, &[]));
    assert_eq!((count(&loaded, "sent"), count(&loaded, "unplaced")), (1, 0), "{loaded}");
}

#[test]
fn wrong_usage_is_told_before_anything_is_looked_at() {
    let round = round();
    let destination = destination(&round);
    for (arguments, message) in [
        (&["--unit", "khong-co"][..], "khong-co"),
        (&["--unit", "Không"], "Không"),
        (&["--dry-run", "--verify"], "--verify"),
    ] {
        let output = load(&round, &destination, arguments).output().expect("started");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", said(&output));
        assert!(said(&output).contains(message), "{}", said(&output));
    }
    let output = load(&round, "ftp://kho/a", &[]).output().expect("started");
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
}

#[test]
fn a_load_that_was_killed_goes_on_and_ends_as_if_it_had_not_been() {
    let round = Round::of_one_unit();
    let n_files: u64 = 300;
    for number in 0..n_files {
        let text = format!("Báo cáo số {number}/BC-UBND ").repeat(2000);
        round.write(&format!("nguon/Đơn vị thử/1.3.1/BC {number}.txt"), text);
    }
    let destination = destination(&round);
    let folder = round.folder.path().join("ho-so/don-vi/1.3.1");
    // What was being written when the process died stays beside, under a name that no listing gives.
    let is_whole = |entry: &std::io::Result<std::fs::DirEntry>| {
        entry.as_ref().is_ok_and(|entry| !entry.file_name().to_string_lossy().contains('#'))
    };
    let n_there = || std::fs::read_dir(&folder).map_or(0, |files| files.filter(is_whole).count());
    let mut running = load(&round, &destination, &[])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("started");
    // Killed as soon as something is there; a machine that is through by then has proved less, not something wrong.
    while n_there() == 0 && running.try_wait().expect("asked").is_none() {
        std::thread::yield_now();
    }
    running.kill().expect("killed or through");
    running.wait().expect("ended");
    let went_through = answer(load(&round, &destination, &["--verify"]));
    assert_eq!(count(&went_through, "sent") + count(&went_through, "unchanged"), n_files);
    assert!(count(&went_through, "unchanged") > 0, "what was sent is not sent again");
    assert_eq!(went_through["verification"]["defects"], serde_json::json!([]));
    assert_eq!(n_there() as u64, n_files, "no half file is an object");
    assert_eq!(count(&answer(load(&round, &destination, &[])), "unchanged"), n_files);
}

#[test]
fn a_bucket_is_loaded_and_checked_by_its_url_alone() {
    let server = S3Server::start();
    let round = round();
    let url = server.url("vong-2025");
    let in_bucket = |mut command: Command| {
        command.envs(server.variables());
        command
    };
    let loaded = answer(in_bucket(load(&round, &url, &["--verify"])));
    assert_eq!((count(&loaded, "sent"), count(&loaded, "copied")), (3, 1), "{loaded}");
    let again = answer(in_bucket(load(&round, &url, &[])));
    assert_eq!((count(&again, "unchanged"), count(&again, "bytes_sent")), (4, 0), "{again}");

    let of_folder = {
        answer(load(&round, &destination(&round), &[]));
        round.checked()
    };
    std::fs::remove_dir_all(round.folder.path().join(".kiemchung")).expect("there");
    round.change_pipeline("url = \"ho-so\"", &format!("url = {url:?}"));
    let of_bucket = answer(in_bucket(round.check(&[])));
    assert_eq!(of_bucket, of_folder, "where the files lie changes nothing");
}
