//! The same evidence gives the same report, byte for byte: run twice, killed and resumed, with one reader or many.

use std::{process::Stdio, time::Duration};

use crate::program::{Round, said};

fn report(round: &Round) -> Vec<u8> {
    let output = round.check(&["--json"]).output().expect("started");
    assert!(output.status.success(), "{}", said(&output));
    output.stdout
}

#[test]
fn two_runs_into_empty_places_are_identical() {
    assert!(report(&Round::demo()) == report(&Round::demo()));
}

#[test]
fn one_reader_and_many_give_the_same() {
    let one = Round::demo();
    one.change_pipeline("[evidence]", "[reader]\nprocesses = 1\n\n[evidence]");
    let many = Round::demo();
    many.change_pipeline("[evidence]", "[reader]\nprocesses = 4\n\n[evidence]");
    assert!(report(&one) == report(&many));
}

#[test]
fn a_run_killed_at_any_moment_and_resumed_gives_the_same() {
    let undisturbed = report(&Round::demo());
    let round = Round::demo();
    for milliseconds in [150, 400, 900, 1600] {
        let mut running =
            round.check(&[]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("started");
        // The moment of death is what is varied here; nothing is waited for.
        wait(Duration::from_millis(milliseconds));
        running.kill().expect("killed, or gone already");
        running.wait().expect("gone");
    }
    assert!(report(&round) == undisturbed);
}

/// Lets time pass without sleeping through a signal: a pipe that nobody writes to.
fn wait(duration: Duration) {
    let (_keep, nothing) = std::sync::mpsc::channel::<()>();
    assert!(nothing.recv_timeout(duration).is_err());
}

#[test]
fn a_second_check_reads_nothing_again() {
    let round = Round::demo();
    let first = report(&round);
    let readings = round.folder.path().join(".kiemchung/readings");
    std::fs::remove_dir_all(&readings).expect("there");
    assert!(report(&round) == first, "an unchanged round is judged from the ledger alone");
    assert_eq!(std::fs::read_dir(&readings).expect("made again").count(), 0);
}

#[test]
fn two_checks_of_one_round_do_not_run_at_once() {
    let round = Round::demo();
    let held = round.folder.path().join(".kiemchung");
    std::fs::create_dir_all(&held).expect("made");
    let lock = std::fs::File::create(held.join("lock")).expect("made");
    lock.lock().expect("locked");
    let output = round.check(&[]).output().expect("started");
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("một lần chạy khác"), "{}", said(&output));
}
