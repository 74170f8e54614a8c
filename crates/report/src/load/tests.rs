//! What people are told of a load.

use model::{ContentHash, ObjectKey, UnitId};

use super::*;
use crate::Language;

fn file(name: &str, outcome: LoadOutcome) -> LoadedFile {
    LoadedFile {
        file: name.to_owned(),
        size: 10,
        unit: None,
        criterion: None,
        unknown_criterion: None,
        key: ObjectKey::new(name).ok(),
        sha256: None,
        changes: Vec::new(),
        outcome,
    }
}

fn report(state: LoadState, files: Vec<LoadedFile>) -> LoadReport {
    LoadReport {
        source: "ho-so".to_owned(),
        destination: "s3://kho/2025".to_owned(),
        state,
        counts: LoadCounts::of(&files),
        units: Vec::new(),
        files,
        verification: None,
    }
}

fn no_unit(nearest: Option<&str>) -> LoadOutcome {
    let nearest = nearest.map(|id| UnitId::new(id).expect("valid"));
    LoadOutcome::Unplaced { reason: Unplaced::NoUnit { nearest } }
}

#[test]
fn counts_add_up_over_every_outcome() {
    let key = ObjectKey::new("a").expect("valid");
    let outcomes = [
        LoadOutcome::Sent,
        LoadOutcome::Replaced,
        LoadOutcome::Copied { from: key },
        LoadOutcome::Unchanged,
        LoadOutcome::Doubled { of: "b".to_owned() },
        LoadOutcome::Waiting,
        LoadOutcome::Failed { reason: LoadFailure::Changed },
        no_unit(None),
        LoadOutcome::Refused { reason: RefusedName::Link },
        LoadOutcome::Leftover,
    ];
    let files: Vec<_> = outcomes.into_iter().map(|outcome| file("a", outcome)).collect();
    let counts = LoadCounts::of(&files);
    let LoadCounts { sent, replaced, copied, unchanged, doubled, .. } = counts;
    let LoadCounts { waiting, failed, unplaced, refused, leftover, .. } = counts;
    let each =
        [sent, replaced, copied, unchanged, doubled, waiting, failed, unplaced, refused, leftover];
    assert_eq!((each, counts.found, counts.bytes_sent), ([1; 10], 10, 20));
}

#[test]
fn what_is_not_placed_is_told_by_folder_with_the_lines_to_write() {
    let files = vec![
        file("SYT/1.3.1/a.pdf", no_unit(Some("so-y-te"))),
        file("SYT/b.pdf", no_unit(Some("so-y-te"))),
        file("lạc.pdf", no_unit(None)),
        file("Sở Nội vụ/c.pdf", LoadOutcome::Waiting),
    ];
    let text = load_text(&report(LoadState::NotPlaced, files), Language::Vietnamese);
    assert_eq!(
        text,
        "Chưa biết 3 tệp thuộc đơn vị nào, nên chưa tải lên tệp nào:\n  \
         SYT/ (2 tệp): không có đơn vị nào tên như vậy; gần nhất là `so-y-te`\n  \
         lạc.pdf (1 tệp): không có đơn vị nào tên như vậy\n\
         Hãy ghi vào tệp khai báo đợt chấm điểm (pipeline.toml):\n  \
         [[load.belongs]]\n  \
         path = \"SYT\"\n  \
         unit = \"mã-đơn-vị\"\n\
         hoặc, nếu đó là tên khác của đơn vị, trong [[unit]] của đơn vị đó: also = [\"SYT\"]\n\
         Hoặc chạy lại với --unit MÃ (mọi tệp của một đơn vị), hoặc --skip-unplaced (bỏ qua các tệp này).\n\
         Chưa tải lên: 4 tệp = 1 chờ + 3 chưa biết của đơn vị nào"
    );
}

#[test]
fn a_name_cannot_turn_the_line_that_tells_of_it() {
    let hostile =
        file("a\u{202e}fdp.exe\n", LoadOutcome::Refused { reason: RefusedName::ControlCharacters });
    let text = load_text(&report(LoadState::Loaded, vec![hostile]), Language::English);
    assert!(text.contains(r"a\u{202e}fdp.exe\u{a}:"), "{text}");
    assert!(!text.contains('\u{202e}'));
}

#[test]
fn long_lists_are_cut_and_defects_are_named() {
    let refused = |number: u32| {
        file(&format!("{number}.lnk"), LoadOutcome::Refused { reason: RefusedName::Link })
    };
    let mut report = report(LoadState::Loaded, (100..125).map(refused).collect());
    let defect = |found| LoadDefect { key: ObjectKey::new("a/b.pdf").expect("valid"), found };
    let other = ContentHash::from_digest([1; 32]);
    report.verification =
        Some(LoadVerification { objects: 2, defects: vec![defect(None), defect(Some(other))] });
    let text = load_text(&report, Language::Vietnamese);
    for line in [
        "Không nhận (25):",
        "  100.lnk: là liên kết đến tệp khác",
        "  … và 5 dòng nữa; xem đủ với --json",
        "Đã đọc lại 2 tệp: 2 tệp SAI:",
        "  a/b.pdf: không có ở nơi lưu trữ",
        "  a/b.pdf: nội dung khác với nguồn",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} in\n{text}");
    }
    assert!(!text.contains("120.lnk"));
}
