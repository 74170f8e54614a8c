//! Whole Word files, written by testkit.

use model::{place::Place, reading::MediaType, reading::Outcome};
use testkit::{doc, legacy::Spelling, letter::sample};

use super::{formatting::PAGE, *};
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

/// A file of Word 95: a paragraph in the first font, and a row of two cells, as its formatting says.
fn word_95(text: &str, font: &str) -> Vec<u8> {
    let text = encoding_rs::WINDOWS_1252.encode(text).0;
    let (start, pages, tables) = (0x300_usize, 0x600_usize, 0x800_usize);
    let mut main = vec![0; tables];
    let mut put = |at: usize, bytes: &[u8]| main[at..at + bytes.len()].copy_from_slice(bytes);
    let number = |at: usize| u32::try_from(at).expect("short").to_le_bytes();
    put(0, &[0xDC, 0xA5, 0x68, 0x00]);
    put(0x18, &number(start));
    put(0x34, &number(text.len()));
    put(start, &text);
    // One page of paragraphs: text, three marks of a row (two cells and its end), text.
    let row = text.iter().position(|byte| *byte == 7).expect("a row");
    let first_cell = text[..row].iter().rposition(|byte| *byte == b'\r').expect("text before") + 1;
    let end = row + 1 + text[row + 1..].iter().position(|byte| *byte == 7).expect("two") + 1;
    let edges = [0, first_cell, end, end + 1, text.len()].map(|at| start + at);
    edges.iter().enumerate().for_each(|(index, edge)| put(pages + 4 * index, &number(*edge)));
    for (index, format) in [(1, 0x80), (2, 0x90)] {
        put(pages + 4 * edges.len() + 7 * index, &[format]);
    }
    put(pages + 0x100, &[3, 0, 0, 24, 1, 0]);
    put(pages + 0x120, &[4, 0, 0, 24, 1, 25, 1, 0]);
    put(pages + PAGE - 1, &[4]);
    // The table of pages, and the fonts.
    let table = [number(start), number(start + text.len())].concat();
    put(0xC0, &[number(tables), number(table.len() + 2)].concat());
    let mut fonts = vec![0, 0, u8::try_from(6 + font.len()).expect("short"), 0, 0, 0, 0, 0];
    fonts.extend(font.bytes().chain([0]));
    put(0xD0, &[number(tables + 16), number(fonts.len())].concat());
    // One page of characters: all of them in the first font.
    put(0xB8, &[number(tables + 64), number(table.len() + 2)].concat());
    main.extend(&table);
    main.extend(3_u16.to_le_bytes());
    main.resize(tables + 16, 0);
    main.extend(fonts);
    main.resize(tables + 64, 0);
    main.extend(&table);
    main.extend(5_u16.to_le_bytes());
    main.resize(5 * PAGE, 0);
    main.extend(&table);
    main.push(0x80);
    main.resize(5 * PAGE + 0x100, 0);
    main.extend([3, 93, 0, 0]);
    main.resize(6 * PAGE - 1, 0);
    main.push(1);
    let mut file = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).expect("in memory");
    std::io::Write::write_all(&mut file.create_stream("WordDocument").expect("new"), &main)
        .expect("in memory");
    file.flush().expect("in memory");
    file.into_inner().into_inner()
}

#[test]
fn files_of_word_95_are_read() {
    let text = "Sè: 12/Q§-UB\rSTT\u{7}Néi dung\u{7}\u{7}QuyÕt ®Þnh cña ñy ban nh©n d©n tØnh\r";
    let reading = read_doc(&word_95(text, ".VnTime"));
    assert!(reading.is_fully_read(), "{:?}", reading.problems);
    let part = &reading.document.parts()[0];
    assert_eq!(part.text(), "Số: 12/QĐ-UB\nSTT | Nội dung\nQuyết định của ủy ban nhân dân tỉnh");
    let (_, _, rows) = reading.document.tables().next().expect("a table");
    assert_eq!(rows[0].len(), 2);
}

#[test]
fn damaged_files_of_word_95_are_read_as_far_as_they_go() {
    let text = "So: 12\rSTT\u{7}b\u{7}\u{7}Uy ban nhan dan tinh\r";
    check_damaged(&word_95(text, "Arial"), "a.doc");
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
