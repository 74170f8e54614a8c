//! Files that ask for more than there is: each gets its name from a reader of 256 MiB address space. Two seconds are
//! the aim of a quiet machine; the limit here only ends a hang, so that a busy one proves the same.

use std::time::Duration;

use engine::reader::{ReaderProcess, ReaderSettings};
use model::{
    ContentHash, Problem, ProblemCode,
    reading::{Outcome, Reading},
};
use testkit::{archive, hostile};

const MEMORY: u64 = 256 << 20;

fn settings() -> ReaderSettings {
    ReaderSettings {
        program: env!("CARGO_BIN_EXE_kiemchung").into(),
        arguments: vec!["reader".to_owned()],
        limits: extract::Limits::default(),
        roots: extract::TrustRoots::NONE,
        memory_bytes: MEMORY,
        wall: Duration::from_secs(20),
        silence: Duration::from_secs(20),
        max_output: MEMORY,
        recycle_after: 1000,
        recycle_above: u64::MAX,
    }
}

async fn read(reader: &mut ReaderProcess, name: &str, bytes: &[u8]) -> Reading {
    let sha256 = ContentHash::from_digest([0; 32]);
    reader.read(name, sha256, bytes).await.expect("a reader could be started")
}

/// The most memory that a running process has held, in bytes.
fn peak(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("it runs");
    let (_, rest) = status.split_once("VmHWM:").expect("a kernel that counts");
    rest.split_whitespace().next().and_then(|kib| kib.parse::<u64>().ok()).expect("a number") << 10
}

#[tokio::test]
async fn bombs_are_refused_under_256_mib() {
    use ProblemCode::*;
    let pages = vec![b' '; 100_000_000];
    let heavy_sheet = archive::zip([
        ("[Content_Types].xml", b"<Types/>".as_slice()),
        ("xl/workbook.xml", &pages),
    ]);
    let files = [
        ("a.zip", hostile::large_zip_bomb(), DecompressedTooLarge),
        ("a.zip", hostile::zip_bomb(), DecompressedTooLarge),
        ("a.zip", hostile::nested_zip(40), NestedTooDeep),
        ("a.xml", hostile::xml_bomb(), DoctypeRefused),
        ("a.xml", hostile::deep_xml(200_000), NestedTooDeep),
        ("a.xlsx", heavy_sheet, DecompressedTooLarge),
        ("a.ods", hostile::repeating_sheet(), TooManyCells),
    ];
    let mut reader = ReaderProcess::new(settings());
    for (name, bytes, expect) in files {
        let reading = read(&mut reader, name, &bytes).await;
        let all: Vec<&Problem> =
            reading.flatten().into_iter().flat_map(|(_, one)| &one.problems).collect();
        assert!(all.iter().any(|problem| problem.code == expect), "{name}: {all:?}");
        assert!(
            matches!(
                reading.outcome,
                Outcome::Rejected | Outcome::Read | Outcome::ReadWithProblems
            ),
            "{name}: {:?}",
            reading.outcome
        );
    }
    // One process has met them all; its address space was limited, and this is what it touched of it.
    let peak = peak(reader.process_id().expect("it is still the same"));
    assert!(peak < MEMORY, "{peak}");
}

#[tokio::test]
async fn what_only_promises_to_be_huge_is_read() {
    let mut reader = ReaderProcess::new(settings());
    for (name, bytes, expect) in [
        ("a.xlsx", hostile::promising_sheet(), "1"),
        ("a.xlsx", hostile::huge_sheet(), "STT\nTổng cộng"),
        ("a.xml", hostile::wide_xml(100_000), "nội dung"),
    ] {
        let reading = read(&mut reader, name, &bytes).await;
        assert_eq!((reading.outcome, &reading.problems), (Outcome::Read, &Vec::new()), "{name}");
        assert_eq!(reading.document.parts()[0].text(), expect);
    }
    let peak = peak(reader.process_id().expect("it is still the same"));
    assert!(peak < MEMORY / 4, "{peak}");
}

#[tokio::test]
async fn a_reader_is_replaced_when_it_holds_too_much_and_after_so_many_documents() {
    let xml = "<a>98,81%</a>".as_bytes();
    let mut processes = Vec::new();
    let mut reader = ReaderProcess::new(ReaderSettings { recycle_after: 2, ..settings() });
    for _ in 0..4 {
        read(&mut reader, "a.xml", xml).await;
        processes.push(reader.process_id().is_some());
    }
    assert_eq!(processes, [true, false, true, false]);
    let mut reader = ReaderProcess::new(ReaderSettings { recycle_above: 1 << 20, ..settings() });
    assert_eq!(read(&mut reader, "a.xml", xml).await.outcome, Outcome::Read);
    assert_eq!(reader.process_id(), None);
}
