//! Tesseract killed in the middle of a page: once, and the page is recognised all the same; each time, and the page is
//! named as unread, so that the next check reads it.

use std::{
    fs,
    process::{Child, Command, Stdio},
};

use testkit::scan::{self, Wear};

use crate::{
    chance::Chance,
    embedded::report,
    program::{Round, root, said},
};

/// One page with number, date, citations and signer.
const LETTER: &str = "pipelines/demo/submissions/an-binh/Tài liệu chung/BC 448 tổ chức bộ máy.pdf";

/// A round of one unit that sent this file.
fn round(scan: &[u8]) -> Round {
    let round = Round::of_one_unit();
    round.write("ho-so/don-vi/quet.pdf", scan);
    round
}

#[test]
fn a_recogniser_that_is_killed_loses_no_page() {
    let mut chance = Chance::new("recogniser");
    let letter = fs::read(root().join(LETTER)).expect("the demo is there");
    // As coarse as can be recognised: what is prepared of a page takes its time in a program that is not optimised.
    let wear = Wear::clean(100.0);
    let scan = scan::to_pdf(&scan::pages(&letter, &wear, 7), &wear);

    let always = round(&scan);
    let (killed, output) = killing(&always, usize::MAX, &mut chance);
    assert!(killed > 1, "{killed} were killed");
    let output = String::from_utf8(output).expect("JSON is text");
    assert!(output.contains("\"ocr-failed\""), "the page is named: {output}");
    let undisturbed = report(&always);
    assert!(
        !String::from_utf8_lossy(&undisturbed).contains("\"ocr-failed\""),
        "read when left alone"
    );

    let (killed, output) = killing(&round(&scan), 1, &mut chance);
    assert_eq!(killed, 1);
    assert!(output == undisturbed, "the page was tried again");
}

/// The report of a check of which so many recognisers are killed at most; how many were.
fn killing(round: &Round, at_most: usize, chance: &mut Chance) -> (usize, Vec<u8>) {
    let answer = round.folder.path().join("tra-loi.json");
    let mut check = round
        .check(&["--json"])
        .stdout(fs::File::create(&answer).expect("the folder takes a file"))
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    let mut killed = Vec::new();
    while check.try_wait().expect("a child can be waited for").is_none() {
        chance.pass_time(5, 120);
        if killed.len() < at_most
            && let Some(recogniser) = recogniser_of(&check).filter(|id| !killed.contains(id))
        {
            let done = Command::new("kill").args(["-KILL", &recogniser]).status();
            assert!(done.expect("started").success(), "a page takes longer than to find it");
            killed.push(recogniser);
        }
    }
    let output = check.wait_with_output().expect("a child can be waited for");
    assert!(output.status.success(), "{}", said(&output));
    (killed.len(), fs::read(answer).expect("written"))
}

/// The number of a process that has become Tesseract.
fn recogniser_of(check: &Child) -> Option<String> {
    // The children that a thread started are that thread's.
    let threads = fs::read_dir(format!("/proc/{}/task", check.id())).ok()?;
    let children = threads
        .flatten()
        .filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok())
        .flat_map(|ids| ids.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
    children.into_iter().find(|id| {
        fs::read_to_string(format!("/proc/{id}/comm")).is_ok_and(|name| name.trim() == "tesseract")
    })
}
