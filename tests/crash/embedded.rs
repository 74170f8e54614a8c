//! Faults of one machine: a disk that is full, a file that is replaced while it is read, two officers at once.

use std::{
    fs,
    path::Path,
    process::{Command, Output, Stdio},
};

use serde_json::Value;

use crate::{
    chance::Chance,
    program::{Round, kiemchung, root, said},
};

/// The report of an embedded run, which must succeed.
pub(crate) fn report(round: &Round) -> Vec<u8> {
    let output = round.check(&["--json"]).output().expect("started");
    assert!(output.status.success(), "{}", said(&output));
    output.stdout
}

#[test]
fn a_disk_that_is_full_loses_nothing() {
    let undisturbed = report(&Round::demo());
    let round = Round::demo();
    for kilobytes in [8, 40, 120] {
        let output = with_small_files(&round, kilobytes);
        assert_eq!(output.status.code(), Some(1), "{kilobytes} kB: {}", said(&output));
        assert!(said(&output).starts_with("Lỗi:"), "{}", said(&output));
    }
    assert!(report(&round) == undisturbed, "with room on the disk, it goes on to the same end");
}

/// `check` where no file may become larger than this: what the system then refuses is what a full disk refuses.
fn with_small_files(round: &Round, kilobytes: u32) -> Output {
    let check = round.check(&["--json"]);
    Command::new("bash")
        // Without the trap the system would end the program instead of refusing.
        .args(["-c", r#"trap "" XFSZ; ulimit -f "$0"; exec "$@""#, &kilobytes.to_string()])
        .arg(check.get_program())
        .args(check.get_args())
        .output()
        .expect("started")
}

#[test]
fn a_file_that_is_replaced_while_it_is_read_is_read_as_it_is_in_the_end() {
    let mut chance = Chance::new("replaced");
    let (from, to) = ("an-binh", "Bang tu cham diem PAR INDEX 2025.xlsx");
    let round = with_own_submissions();
    let sheet = round.folder.path().join("ho-so").join(from).join(to);
    let other = root().join("pipelines/demo/submissions/ha-tan/Phu luc tu cham diem.xlsx");
    let mut running =
        round.check(&[]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("started");
    for content in [&other, &root().join("pipelines/demo/submissions").join(from).join(to), &other]
    {
        chance.pass_time(100, 700);
        replace(content, &sheet);
    }
    assert!(running.wait().expect("a child can be waited for").success());

    let undisturbed = with_own_submissions();
    replace(&other, &undisturbed.folder.path().join("ho-so").join(from).join(to));
    assert!(report(&round) == report(&undisturbed));
}

/// Puts a file in the place of another in one step, as a synchronising program does.
fn replace(content: &Path, place: &Path) {
    let beside = place.with_extension("moi");
    fs::copy(content, &beside).expect("copied");
    fs::rename(beside, place).expect("in one step");
}

#[test]
fn two_officers_who_load_the_same_unit_at_once_lose_and_double_nothing() {
    let mut chance = Chance::new("officers");
    let folder = tempfile::tempdir().expect("a folder");
    let destination = folder.path().join("kho");
    fs::create_dir(&destination).expect("made");
    let load = |arguments: &[&str]| {
        let mut command = kiemchung();
        command
            .arg("load")
            .arg(root().join("pipelines/demo/submissions"))
            .arg(&destination)
            .args(["--json"])
            .args(arguments);
        command
    };
    let spawned = [(); 2].map(|()| {
        chance.pass_time(1, 40);
        load(&[]).stdout(Stdio::piped()).spawn().expect("started")
    });
    for officer in spawned {
        let output = officer.wait_with_output().expect("waited for");
        assert!(output.status.success(), "{}", said(&output));
    }
    let output = load(&["--verify", "--strict"]).output().expect("started");
    assert!(output.status.success(), "{}", said(&output));
    let answer: Value = serde_json::from_slice(&output.stdout).expect("one JSON object");
    assert_eq!(answer["counts"]["unchanged"], 107, "{}", answer["counts"]);
    let checked = |submissions: &Path| {
        let round = Round::demo();
        let from = format!("url = {:?}", root().join("pipelines/demo/submissions"));
        round.change_pipeline(&from, &format!("url = {submissions:?}"));
        report(&round)
    };
    assert!(checked(&destination) == report(&Round::demo()));
}

/// The demo round on a copy of its submissions.
fn with_own_submissions() -> Round {
    let round = Round::demo();
    let submissions = root().join("pipelines/demo/submissions");
    copy(&submissions, &round.folder.path().join("ho-so"));
    round.change_pipeline(&format!("url = {submissions:?}"), r#"url = "ho-so""#);
    round
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("there").flatten() {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type().expect("known").is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(from, to).expect("copied");
        }
    }
}
