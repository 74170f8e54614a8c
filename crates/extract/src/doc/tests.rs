//! Whole Word files, written by testkit.

use model::{place::Place, reading::MediaType, reading::Outcome};
use testkit::{doc, legacy::Spelling, letter::sample};

use super::*;
use crate::{
    Limits, read,
    tests::{check_damaged, check_report},
};

fn read_doc(bytes: &[u8]) -> model::reading::Reading {
    read(bytes, "a.doc", &Limits::default(), &mut || {})
}

/// The position of the main stream in the file: cfb writes its first sectors behind the directory.
fn main_stream(file: &[u8]) -> usize {
    let magic = [0xEC, 0xA5, 0xC1, 0x00];
    file.windows(4).position(|window| window == magic).expect("a FIB")
}

#[test]
fn a_fast_saved_file_says_what_the_letter_says() {
    let reading = read_doc(&doc::write(&sample::report(), Spelling::Unicode));
    assert_eq!(reading.media_type, MediaType::Doc);
    check_report(&reading, &[]);
    let place = Place::TableCell { table: 1, row: 2, column: 1, range: None };
    assert_eq!(reading.document.quote(&place).expect("a cell").text(), "Số: 215/BC-SNV");
}

#[test]
fn old_encodings_say_the_same() {
    for spelling in [Spelling::Tcvn3, Spelling::Vni] {
        let reading = read_doc(&doc::write(&sample::report(), spelling));
        check_report(&reading, &[ProblemCode::LegacyEncoding]);
    }
}

#[test]
fn encrypted_files_are_told_from_empty_ones() {
    let mut bytes = doc::write(&sample::report(), Spelling::Unicode);
    let at = main_stream(&bytes) + 0x0B;
    bytes[at] |= 1;
    let reading = read_doc(&bytes);
    assert_eq!(reading.outcome, Outcome::Rejected);
    assert_eq!(reading.problems[0].code, ProblemCode::PasswordRequired);
    assert_eq!(reading.problems[0].detail, "RC4");
}

#[test]
fn files_of_word_95_are_named() {
    let mut bytes = doc::write(&sample::report(), Spelling::Unicode);
    let at = main_stream(&bytes);
    bytes[at..at + 4].copy_from_slice(&[0xDC, 0xA5, 0x68, 0x00]);
    let reading = read_doc(&bytes);
    assert_eq!(reading.problems[0].code, ProblemCode::UnsupportedType);
    assert_eq!(reading.problems[0].detail, "Word 6.0/95");
}

#[test]
fn the_beginning_of_a_file_that_was_cut_off_is_kept() {
    // Word writes the main stream first; so does no library, and the file is put together here.
    let mut main = vec![0; 0x600];
    main[0..4].copy_from_slice(&[0xEC, 0xA5, 0xC1, 0x00]);
    let text = "Sè: 12/Q§-UB\rQuyÕt ®Þnh cña ñy ban nh©n d©n tØnh\rph¸t triÓn kinh tÕ";
    let bytes: Vec<u8> = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    let n_bytes = u32::try_from(bytes.len()).expect("short");
    main[0x18..0x1C].copy_from_slice(&0x600_u32.to_le_bytes());
    main[0x1C..0x20].copy_from_slice(&(0x600 + n_bytes).to_le_bytes());
    main[0x4C..0x50].copy_from_slice(&n_bytes.to_le_bytes());
    main.extend(bytes);
    let mut file = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    file.resize(128, 0);
    file.extend("WordDocument".encode_utf16().flat_map(u16::to_le_bytes));
    file.resize(512, 0);
    file.extend(&main[..main.len() - 7]);
    let reading = read_doc(&file);
    assert_eq!(reading.problems[0].code, ProblemCode::Truncated);
    assert!(!reading.is_fully_read());
    let text = reading.document.parts()[0].text();
    assert!(
        text.starts_with("Số: 12/QĐ-UB\nQuyết định của ủy ban nhân dân tỉnh\nphát triển"),
        "{text}"
    );
}

#[test]
fn cells_are_limited() {
    let bytes = doc::write(&sample::report(), Spelling::Unicode);
    let limits = Limits { cells: 3, ..Limits::default() };
    let reading = read(&bytes, "a.doc", &limits, &mut || {});
    assert_eq!(reading.problems[0].code, ProblemCode::TooManyCells);
    assert!(!reading.is_fully_read());
}

#[test]
fn damaged_files_are_read_as_far_as_they_go() {
    check_damaged(&doc::write(&sample::report(), Spelling::Tcvn3), "a.doc");
}
