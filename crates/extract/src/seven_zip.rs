//! 7z archives: which of their entries are files that somebody sent.
//!
//! Files of one archive are mostly compressed together, so they are taken out in one pass, each within what is left of
//! the session's limits. How much memory the packing asks for is checked before it is unpacked.

use std::io::{self, Cursor};

use model::problem::{Problem, ProblemCode};
use sevenz_rust2::{ArchiveEntry, ArchiveReader, Block, EncoderMethod, Error, Password};

use crate::{
    archive::{self, Names},
    contents::{Contents, Inner},
    nfc::nfc,
    session::{Refused, Session},
};

/// The most memory that a packing method may ask for; 7-Zip asks for 64 MiB in its strongest setting.
const MAX_DICTIONARY: u32 = 64 << 20;

/// Reads an archive: its entries become children, in its order.
pub(crate) fn read(bytes: &[u8], session: &mut Session<'_>) -> Contents {
    let mut reader = match open(bytes, session) {
        Ok(reader) => reader,
        Err(problem) => return Contents::rejected(problem),
    };
    let is_file =
        |entry: &ArchiveEntry| !entry.is_directory() && !archive::is_leftover(&entry.name);
    let mut n_left = reader.archive().files.iter().filter(|entry| is_file(entry)).count();
    let mut contents = Contents::default();
    let mut names = Names::default();
    let compressed = bytes.len() as u64;
    let result = reader.for_each_entries(|entry, source| {
        if !is_file(entry) {
            return Ok(true);
        }
        n_left -= 1;
        let name = names.tell_apart(nfc(&entry.name.replace('\\', "/")));
        let limit = session.entry_limit(compressed);
        let taken = if entry.size() > limit {
            Err(Refused::TooLarge { limit })
        } else {
            session.take_out(&mut *source, compressed)
        };
        match taken {
            Ok(bytes) => {
                contents.children.push(Inner::new(name, bytes));
                Ok(true)
            }
            // What is packed together with it stands behind it, and could be reached only by unpacking it.
            Err(refused) => {
                contents.problems.push(refused.into_problem(&name));
                Ok(false)
            }
        }
    });
    if let Err(error) = result {
        contents.problems.push(explain(&error));
    }
    if n_left > 0 {
        let detail = format!("{n_left} files behind others");
        contents.problems.push(Problem::new(ProblemCode::EntryNotExtracted, detail));
    }
    contents.rejected = contents.children.is_empty() && !contents.problems.is_empty();
    contents
}

fn open<'b>(
    bytes: &'b [u8],
    session: &mut Session<'_>,
) -> Result<ArchiveReader<Cursor<&'b [u8]>>, Problem> {
    let mut reader = ArchiveReader::new(Cursor::new(bytes), Password::empty())
        .map_err(|error| explain(&error))?;
    reader.set_thread_count(1);
    session.count_entries(reader.archive().files.len())?;
    for block in &reader.archive().blocks {
        check_memory(block)?;
    }
    Ok(reader)
}

fn check_memory(block: &Block) -> Result<(), Problem> {
    let sizes =
        block.coders.iter().map(|coder| dictionary(coder.encoder_method_id(), coder.properties()));
    match sizes.max() {
        Some(size) if size > MAX_DICTIONARY => {
            let detail = format!("dictionary of {size} bytes, limit {MAX_DICTIONARY}");
            Err(Problem::new(ProblemCode::DecompressedTooLarge, detail))
        }
        _ => Ok(()),
    }
}

/// The bytes that a packing method keeps at hand, as its properties ask for.
fn dictionary(method: &[u8], properties: &[u8]) -> u32 {
    match (method, properties) {
        (EncoderMethod::ID_LZMA, [_, size @ ..]) => {
            size.first_chunk().map_or(0, |size| u32::from_le_bytes(*size))
        }
        (EncoderMethod::ID_LZMA2, [bits @ 0..=39, ..]) => {
            (2 | u32::from(bits & 1)) << (u32::from(bits / 2) + 11)
        }
        (EncoderMethod::ID_LZMA2, _) => u32::MAX,
        _ => 0,
    }
}

fn explain(error: &Error) -> Problem {
    let code = match error {
        Error::PasswordRequired | Error::MaybeBadPassword(_) => ProblemCode::PasswordRequired,
        Error::UnsupportedCompressionMethod(_)
        | Error::Unsupported(_)
        | Error::ExternalUnsupported => ProblemCode::UnsupportedType,
        Error::MaxMemLimited { .. } => ProblemCode::DecompressedTooLarge,
        Error::Io(error, _) if error.kind() == io::ErrorKind::UnexpectedEof => {
            ProblemCode::Truncated
        }
        _ => ProblemCode::Damaged,
    };
    Problem::new(code, format!("7z: {error}"))
}

#[cfg(test)]
mod tests {
    use sevenz_rust2::ArchiveWriter;

    use super::*;
    use crate::limits::Limits;

    fn seven_zip_of(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ArchiveWriter::new(Cursor::new(Vec::new())).expect("memory");
        for (name, bytes) in entries {
            let entry = ArchiveEntry::new_file(name);
            writer.push_archive_entry(entry, Some(*bytes)).expect("memory");
        }
        writer.finish().expect("memory").into_inner()
    }

    fn read_with(limits: &Limits, bytes: &[u8]) -> Contents {
        let mut progress = || {};
        read(bytes, &mut Session::new(limits, bytes.len() as u64, &mut progress))
    }

    #[test]
    fn entries_become_children_in_their_order() {
        let archive = seven_zip_of(&[
            ("Tài liệu/bc.xml", b"<a>1</a>"),
            ("Thumbs.db", b"x"),
            ("Tài liệu/kh.xml", b"<a>2</a>"),
        ]);
        let contents = read_with(&Limits::default(), &archive);
        assert_eq!(contents.problems, []);
        let files: Vec<_> =
            contents.children.iter().map(|inner| (inner.name.as_str(), &inner.bytes[..])).collect();
        assert_eq!(
            files,
            [("Tài liệu/bc.xml", &b"<a>1</a>"[..]), ("Tài liệu/kh.xml", b"<a>2</a>")]
        );
    }

    #[test]
    fn bombs_are_refused_and_what_stands_beside_them_is_read_or_counted() {
        let zeros = vec![0; 2 << 20];
        let bomb = seven_zip_of(&[("so.bin", &zeros), ("nho.xml", b"<a/>")]);
        assert!(bomb.len() < 8_000, "{}", bomb.len());
        let small = Limits { decompressed_bytes: 1 << 20, ..Limits::default() };
        let contents = read_with(&small, &bomb);
        assert_eq!(contents.problems[0].code, ProblemCode::DecompressedTooLarge);
        // Packed together or not, the other file is a child or among those that were not reached.
        let n_missing = contents
            .problems
            .iter()
            .filter(|problem| problem.detail == "1 files behind others")
            .count();
        assert_eq!(contents.children.len() + n_missing, 1, "{:?}", contents.problems);
        let few = Limits { entries: 1, ..Limits::default() };
        assert_eq!(read_with(&few, &bomb).problems[0].code, ProblemCode::TooManyEntries);
    }

    #[test]
    fn dictionaries_are_as_large_as_their_properties_say() {
        let check = |method, properties: &[u8], expect| {
            assert_eq!(dictionary(method, properties), expect, "{properties:?}");
        };
        check(EncoderMethod::ID_LZMA2, &[24], 16 << 20);
        check(EncoderMethod::ID_LZMA2, &[39], 3 << 30);
        check(EncoderMethod::ID_LZMA2, &[40], u32::MAX);
        check(EncoderMethod::ID_LZMA, &[0x5D, 0, 0, 0, 4], 64 << 20);
        check(EncoderMethod::ID_LZMA, &[0x5D], 0);
        check(EncoderMethod::ID_COPY, &[], 0);
    }

    #[test]
    fn cut_and_damaged_archives_are_named() {
        let text: Vec<u8> =
            (0..5000_u32).flat_map(|nth| nth.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
        let archive = seven_zip_of(&[("a.bin", &text)]);
        for end in [8, 31, 40, archive.len() / 2, archive.len() - 1] {
            let contents = read_with(&Limits::default(), &archive[..end]);
            assert!(contents.rejected, "{end}");
            let code = contents.problems[0].code;
            assert!(matches!(code, ProblemCode::Truncated | ProblemCode::Damaged), "{code:?}");
        }
        let mut broken = archive;
        broken[200] ^= 0xFF;
        let contents = read_with(&Limits::default(), &broken);
        assert!(!contents.problems.is_empty());
    }
}
