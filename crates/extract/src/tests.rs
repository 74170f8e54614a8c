//! The whole of `read`: what every format goes through, and files inside files.

use std::io::{Cursor, Write as _};

use model::{
    problem::ProblemCode,
    reading::{MediaType, Outcome, Reading},
};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::{Limits, read};

fn read_all(bytes: &[u8], name: &str) -> Reading {
    read(bytes, name, &Limits::default(), &mut || {})
}

fn codes(reading: &Reading) -> Vec<ProblemCode> {
    reading.problems.iter().map(|problem| problem.code).collect()
}

/// A ZIP archive of these entries.
pub(crate) fn zip_of(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a new name");
        writer.write_all(bytes).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}

/// The same archive with one name replaced by another of the same length, wherever it stands.
fn renamed(mut zip: Vec<u8>, from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    for at in 0..zip.len() - from.len() {
        if zip[at..].starts_with(from) {
            zip[at..at + to.len()].copy_from_slice(to);
        }
    }
    zip
}

#[test]
fn nothing_is_rejected_without_saying_why() {
    let check = |bytes: &[u8], name: &str, media_type: MediaType, expect: &[ProblemCode]| {
        let reading = read_all(bytes, name);
        assert_eq!(
            (reading.media_type, reading.outcome),
            (media_type, Outcome::Rejected),
            "{name}"
        );
        assert_eq!(codes(&reading), expect, "{name}");
        assert!(!reading.is_fully_read());
    };
    use ProblemCode::*;
    let ole = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0";
    let encrypted: Vec<u8> = ole
        .iter()
        .copied()
        .chain(std::iter::repeat_n(0, 128 - ole.len()))
        .chain("EncryptedPackage\0".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    check(b"", "a.pdf", MediaType::Unknown, &[EmptyFile]);
    check(b"<!DOCTYPE html><p>404", "a.pdf", MediaType::Html, &[HtmlPage, WrongExtension]);
    check(ole, "a.ppt", MediaType::Ole, &[UnsupportedType]);
    check(&encrypted, "a.xlsx", MediaType::Ole, &[PasswordRequired, WrongExtension]);
    check(b"\xFF\xD8\xFF\xE0", "a.jpg", MediaType::Image, &[Damaged]);
    check(b"PK\x03\x04\x14\0\0\0", "a.zip", MediaType::Zip, &[Truncated]);
    let slides = zip_of(&[("[Content_Types].xml", b"<a/>"), ("ppt/presentation.xml", b"<a/>")]);
    check(&slides, "a.pptx", MediaType::Zip, &[UnsupportedType]);
}

#[test]
fn the_type_found_is_named() {
    let reading = read_all(b"GIF89a", "scan.pdf");
    let details: Vec<_> = reading.problems.iter().map(|problem| problem.detail.as_str()).collect();
    assert_eq!(details, ["gif", "gif"]);
}

#[test]
fn children_are_readings_of_their_own() {
    let xml = "<BaoCao><TyLe>98,81%</TyLe></BaoCao>".as_bytes();
    let inner = zip_of(&[("bc.xml", xml)]);
    let outer = zip_of(&[
        ("Tài liệu/", b""),
        ("Tài liệu/gói.zip", &inner),
        ("__MACOSX/._gói.zip", b"x"),
        ("Tài liệu/Thumbs.db", b"x"),
        ("../../etc/passwd", b"root"),
        ("rỗng.pdf", b""),
    ]);
    let reading = read_all(&outer, "nop.zip");
    assert_eq!((reading.media_type, reading.outcome), (MediaType::Zip, Outcome::Read));
    let flat: Vec<_> = reading
        .flatten()
        .into_iter()
        .map(|(path, reading)| (path, reading.media_type, reading.outcome))
        .collect();
    let at = |path: &str, media_type, outcome| (path.to_owned(), media_type, outcome);
    assert_eq!(
        flat,
        [
            at("", MediaType::Zip, Outcome::Read),
            at("Tài liệu/gói.zip", MediaType::Zip, Outcome::Read),
            at("Tài liệu/gói.zip!/bc.xml", MediaType::Xml, Outcome::Read),
            at("../../etc/passwd", MediaType::Text, Outcome::Read),
            at("rỗng.pdf", MediaType::Unknown, Outcome::Rejected),
        ]
    );
    let alone = read_all(xml, "bc.xml");
    assert_eq!(reading.children[0].children[0], alone);
}

#[test]
fn equal_names_are_told_apart() {
    let zip = zip_of(&[("a.xml", b"<a>1</a>"), ("b.xml", b"<a>2</a>"), ("c.xml", b"<a>3</a>")]);
    let zip = renamed(renamed(zip, b"b.xml", b"a.xml"), b"c.xml", b"a.xml");
    let reading = read_all(&zip, "x.zip");
    let said: Vec<_> = reading
        .children
        .iter()
        .map(|child| (child.name.as_str(), child.document.parts()[0].text()))
        .collect();
    assert_eq!(said, [("a.xml", "1"), ("a (2).xml", "2"), ("a (3).xml", "3")]);
}

#[test]
fn names_without_the_utf8_flag_are_read_all_the_same() {
    let zip = zip_of(&[("bc-quy.xml", b"<a>1</a>")]);
    let utf8 = renamed(zip.clone(), b"bc-quy.xml", "bc-qúy.xm".as_bytes());
    assert_eq!(read_all(&utf8, "x.zip").children[0].name, "bc-qúy.xm");
    let cp437 = renamed(zip, b"bc-quy.xml", b"bc-q\xA3y.xml");
    assert_eq!(read_all(&cp437, "x.zip").children[0].name, "bc-qúy.xml");
}

#[test]
fn an_archive_that_was_cut_off_gives_what_came_through() {
    let long: String = (0..3000).map(|nth| format!("<dong>{nth}</dong>")).collect();
    let entries =
        [("a.xml", "<a>1</a>".as_bytes()), ("b.xml", b"<b>2</b>"), ("c.xml", long.as_bytes())];
    let zip = zip_of(&entries);
    let reading = read_all(&zip[..zip.len() / 2], "nop.zip");
    assert_eq!(codes(&reading), [ProblemCode::Truncated, ProblemCode::EntryNotExtracted]);
    assert_eq!(reading.problems[1].detail, "c.xml: cut off");
    let names: Vec<_> = reading.children.iter().map(|child| child.name.as_str()).collect();
    assert_eq!(names, ["a.xml", "b.xml"]);
    assert!(reading.children.iter().all(Reading::is_fully_read) && !reading.is_fully_read());
}

#[test]
fn containers_of_all_kinds_lie_in_each_other() {
    let mail = "From: a@example.vn\r\nTo: b@example.vn\r\nSubject: x\r\nMIME-Version: 1.0\r\n\
        Content-Type: application/zip; name=\"bc.zip\"\r\nContent-Disposition: attachment; filename=\"bc.zip\"\r\n\
        Content-Transfer-Encoding: base64\r\n\r\n";
    let inner = zip_of(&[("bc.xml", b"<a>98,81%</a>")]);
    let mail =
        [mail, &::base64::Engine::encode(&::base64::engine::general_purpose::STANDARD, inner)]
            .concat();
    let mut seven = sevenz_rust2::ArchiveWriter::new(Cursor::new(Vec::new())).expect("memory");
    let entry = sevenz_rust2::ArchiveEntry::new_file("thư.eml");
    seven.push_archive_entry(entry, Some(mail.as_bytes())).expect("memory");
    let seven = seven.finish().expect("memory").into_inner();
    let reading = read_all(&zip_of(&[("gói.7z", &seven)]), "nop.zip");
    let flat = reading.flatten();
    let paths: Vec<_> =
        flat.iter().map(|(path, reading)| (path.as_str(), reading.outcome)).collect();
    assert_eq!(
        paths,
        [
            ("", Outcome::Read),
            ("gói.7z", Outcome::Read),
            ("gói.7z!/thư.eml", Outcome::Read),
            ("gói.7z!/thư.eml!/bc.zip", Outcome::Read),
            ("gói.7z!/thư.eml!/bc.zip!/bc.xml", Outcome::Read),
        ]
    );
}

#[test]
fn an_encrypted_entry_is_named_and_the_others_are_read() {
    let mut zip = zip_of(&[("mat.xml", b"<a>1</a>"), ("ro.xml", b"<a>2</a>")]);
    // Bit 0 of the flags says that an entry is encrypted: 6 bytes into its local header, 8 into the central one.
    zip[6] |= 1;
    let central = zip.windows(4).position(|window| window == b"PK\x01\x02").expect("a directory");
    zip[central + 8] |= 1;
    let reading = read_all(&zip, "x.zip");
    assert_eq!(codes(&reading), [ProblemCode::EntryNotExtracted]);
    assert_eq!(reading.problems[0].detail, "mat.xml: encrypted");
    assert_eq!(reading.children.len(), 1);
    assert!(!reading.is_fully_read());
}

#[test]
fn a_broken_entry_is_named() {
    let mut zip = zip_of(&[("a.xml", b"<a>mot hai ba bon nam sau bay</a>")]);
    let data = 30 + "a.xml".len();
    zip[data..data + 8].fill(0xFF);
    let reading = read_all(&zip, "x.zip");
    assert_eq!(codes(&reading), [ProblemCode::EntryNotExtracted]);
}

#[test]
fn bombs_are_refused_before_they_unfold() {
    let zeros = vec![0; 64 << 20];
    let bomb = zip_of(&[("0.bin", &zeros)]);
    assert!(bomb.len() < 80_000, "{}", bomb.len());
    let reading = read_all(&bomb, "x.zip");
    assert_eq!(codes(&reading), [ProblemCode::DecompressedTooLarge]);
    assert!(reading.children.is_empty());

    let many: Vec<_> = (0..16).map(|nth| format!("{nth}.zip")).collect();
    let entries: Vec<_> = many.iter().map(|name| (name.as_str(), &bomb[..])).collect();
    let layered = zip_of(&[("layer.zip", &zip_of(&entries))]);
    let limits = Limits { decompressed_bytes: 1 << 20, ..Limits::default() };
    let mut most = 0;
    for (_, reading) in read(&layered, "x.zip", &limits, &mut || {}).flatten() {
        most = most.max(reading.size);
    }
    assert!(most <= bomb.len() as u64, "nothing came out of the bombs: {most}");
}

#[test]
fn a_lying_size_does_not_help_a_bomb() {
    let zeros = vec![0; 16 << 20];
    let mut bomb = zip_of(&[("0.bin", &zeros)]);
    let size = u32::try_from(zeros.len()).expect("small").to_le_bytes();
    for at in 0..bomb.len() - 4 {
        if bomb[at..at + 4] == size {
            bomb[at..at + 4].copy_from_slice(&10_u32.to_le_bytes());
        }
    }
    let reading = read_all(&bomb, "x.zip");
    assert!(reading.children.is_empty() && !reading.is_fully_read(), "{:?}", reading.problems);
}

#[test]
fn depth_and_entries_are_limited() {
    let mut nested = zip_of(&[("a.xml", b"<a>1</a>")]);
    for _ in 0..4 {
        nested = zip_of(&[("in.zip", &nested)]);
    }
    let limits = Limits { nesting_depth: 3, ..Limits::default() };
    let reading = read(&nested, "x.zip", &limits, &mut || {});
    let flat = reading.flatten();
    let (path, deepest) = flat.last().expect("at least itself");
    assert_eq!(path, "in.zip!/in.zip!/in.zip!/in.zip");
    assert_eq!(codes(deepest), [ProblemCode::NestedTooDeep]);

    let names: Vec<_> = (0..20).map(|nth| format!("{nth}.xml")).collect();
    let entries: Vec<_> = names.iter().map(|name| (name.as_str(), &b"<a/>"[..])).collect();
    let limits = Limits { entries: 19, ..Limits::default() };
    let reading = read(&zip_of(&entries), "x.zip", &limits, &mut || {});
    assert_eq!(codes(&reading), [ProblemCode::TooManyEntries]);
    assert_eq!(reading.outcome, Outcome::Rejected);

    let limits = Limits { file_bytes: 10, ..Limits::default() };
    let reading = read(&zip_of(&entries), "x.zip", &limits, &mut || {});
    assert_eq!(codes(&reading), [ProblemCode::FileTooLarge]);
}

#[test]
fn no_beginning_of_an_archive_makes_the_reader_panic() {
    let zip = zip_of(&[
        ("[Content_Types].xml", b"<a/>"),
        ("word/document.xml", b"<w:document><w:body><w:p/></w:body></w:document>"),
    ]);
    // One or two letters are text.
    for end in 3..zip.len() {
        let reading = read_all(&zip[..end], "x.docx");
        assert_ne!(reading.outcome, Outcome::Read, "{end} of {}", zip.len());
        assert!(!reading.problems.is_empty() && !reading.is_fully_read());
    }
}

#[test]
fn the_heart_beats_for_every_entry() {
    let names: Vec<_> = (0..50).map(|nth| format!("{nth}.xml")).collect();
    let entries: Vec<_> = names.iter().map(|name| (name.as_str(), &b"<a>1</a>"[..])).collect();
    let mut n_beats = 0;
    let reading = read(&zip_of(&entries), "x.zip", &Limits::default(), &mut || n_beats += 1);
    assert_eq!(reading.children.len(), 50);
    assert!(n_beats >= 100, "{n_beats}");
}

proptest::proptest! {
    /// Whatever the bytes are, there is a reading, and the same one twice.
    #[test]
    fn any_bytes_have_one_reading(
        head in proptest::sample::select(vec![&b""[..], b"PK\x03\x04", b"<a>", b"<edXML>", b"\xFF\xFE<\0"]),
        tail in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300),
    ) {
        let bytes = [head, &tail].concat();
        let reading = read_all(&bytes, "x");
        proptest::prop_assert_eq!(&reading, &read_all(&bytes, "x"));
        let is_clean = reading.outcome == Outcome::Read;
        proptest::prop_assert_eq!(is_clean, reading.problems.is_empty());
    }
}

/// What the sample letter of testkit says, in any format and encoding.
pub(crate) const REPORT: &str = "ỦY BAN NHÂN DÂN\nTỈNH AN BÌNH\nSỞ NỘI VỤ | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\
    Số: 215/BC-SNV | An Bình, ngày 15 tháng 12 năm 2025\n\
    BÁO CÁO\n\
    Kết quả kiểm tra công tác cải cách hành chính năm 2025\n\
    Kính gửi: Ủy ban nhân dân tỉnh\n\
    Căn cứ Kế hoạch số 12/KH-UBND ngày 14 tháng 01 năm 2025;\n\
    I. KẾT QUẢ\n\
    Đã kiểm tra 28/112 cơ quan, đơn vị, đạt tỷ lệ 25%.\n\
    a) 12 sở, ngành & tương đương;\n\
    QUYẾT ĐỊNH:\n\
    Điều 1. Công bố <kết quả>.\n\
    STT | Đơn vị | Hồ sơ\n\
    Tiếp nhận | Giải quyết\n\
    1 | Sở Tư pháp | 12.345 | 12.300\n\
    Tổng cộng | 12.345 | 12.300\n\
    Nơi nhận:\n- Như trên;\n- Lưu: VT, CCHC. | KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\nTrần Văn Hòa";

/// Holds a reading of the sample letter against what the letter says, with its places and its merged header.
pub(crate) fn check_report(reading: &Reading, expect: &[ProblemCode]) {
    assert_eq!(codes(reading), expect, "{:?}", reading.problems);
    let part = &reading.document.parts()[0];
    assert_eq!(part.text(), REPORT);
    let (_, _, rows) = reading.document.tables().nth(1).expect("the table of figures");
    let shape: Vec<Vec<_>> = rows
        .iter()
        .map(|row| row.iter().map(|cell| (cell.column, cell.column_span, cell.row_span)).collect())
        .collect();
    assert_eq!(
        shape,
        [
            vec![(1, 1, 2), (2, 1, 2), (3, 2, 1)],
            vec![(3, 1, 1), (4, 1, 1)],
            vec![(1, 1, 1), (2, 1, 1), (3, 1, 1), (4, 1, 1)],
            vec![(1, 2, 1), (3, 1, 1), (4, 1, 1)],
        ]
    );
}

/// Reads damaged copies of a file: bytes changed here and there, bytes in a row, the end cut off. The damage is the same
/// on every run. Whatever is read has places that fit, and nothing panics.
pub(crate) fn check_damaged(bytes: &[u8], name: &str) {
    let mut seed = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = |below: usize| {
        // xorshift64, G. Marsaglia, 2003.
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % below as u64).expect("below a usize")
    };
    for nth in 0..90 {
        let mut damaged = bytes.to_vec();
        let n_bytes = match nth % 3 {
            0 => 1,
            1 => 20,
            _ => {
                damaged.truncate(random(bytes.len()));
                0
            }
        };
        for _ in 0..n_bytes {
            let at = random(bytes.len());
            damaged[at] = u8::try_from(random(256)).expect("a byte");
        }
        let reading = read_all(&damaged, name);
        for segment in reading.document.segments().filter(|segment| !segment.text.is_empty()) {
            assert!(reading.document.place(&segment.span).is_some(), "{name}, copy {nth}");
        }
    }
}

#[test]
fn text_files_are_read_whatever_they_are_called() {
    let check = |bytes: &[u8], name: &str, expect: (MediaType, Outcome), text: &str| {
        let reading = read_all(bytes, name);
        assert_eq!((reading.media_type, reading.outcome), expect, "{name}");
        assert_eq!(reading.document.parts()[0].text(), text, "{name}");
    };
    check("Báo cáo".as_bytes(), "a.txt", (MediaType::Text, Outcome::Read), "Báo cáo");
    check(b"{\\rtf1 x}", "a.rtf", (MediaType::Rtf, Outcome::Read), "x");
    check(b"{\\rtf1 x}", "a.doc", (MediaType::Rtf, Outcome::ReadWithProblems), "x");
    check(b"a;b\n1;2\n3;4\n", "a.csv", (MediaType::Csv, Outcome::Read), "a | b\n1 | 2\n3 | 4");
}
