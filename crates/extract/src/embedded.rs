//! Files that somebody put into a Word or Excel file: what the object around each of them hides.
//!
//! Newer programs embed a file as it is. Older ones, and every program for files of types that Office does not know,
//! wrap it into a compound file: as a package with a name (MS-OLEDS 2.3.6), or as the streams of its own format.

use crate::{
    contents::Inner,
    ole::{self, Ole},
    session::Session,
    sniff,
};

/// The file inside an embedded object; `None` when the object is no file but a formula, which Word shows as text of
/// its own.
///
/// An object that is itself a document is handed on as it is.
pub(crate) fn unwrap(name: String, bytes: Vec<u8>, session: &mut Session<'_>) -> Option<Inner> {
    let as_it_is = |bytes| Some(Inner::new(name.clone(), bytes));
    if !sniff::is_compound(&bytes) {
        return as_it_is(bytes);
    }
    if ole::names_entry(&bytes, "Equation Native") {
        return None;
    }
    let Ok(mut object) = Ole::open(&bytes) else { return as_it_is(bytes) };
    // A stream that cannot be taken out leaves the object what it is, and its reader says what is wrong.
    let mut take = |stream: &str| object.take(stream, session).ok().flatten();
    if let Some(package) = take("\u{1}Ole10Native")
        && let Some((label, content)) = native(&package)
    {
        let label = if label.is_empty() { name } else { format!("{name}/{label}") };
        return Some(Inner::new(label, content.to_vec()));
    }
    // `Package` holds an Office file, `CONTENTS` what other programs hand over, mostly PDF.
    match take("Package").or_else(|| take("CONTENTS")) {
        Some(content) => as_it_is(content),
        None => as_it_is(bytes),
    }
}

/// Label and content of a package: sizes, label, path, and the path again stand before the content.
fn native(package: &[u8]) -> Option<(String, &[u8])> {
    let rest = package.get(6..)?;
    let (label, rest) = text(rest)?;
    let (_path, rest) = text(rest)?;
    let rest = rest.get(4..)?;
    let (_temporary_path, rest) = sized(rest)?;
    let (content, _) = sized(rest)?;
    Some((String::from_utf8_lossy(label).into_owned(), content))
}

/// Bytes up to a zero, and what follows it.
fn text(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|byte| *byte == 0)?;
    Some((&bytes[..end], &bytes[end + 1..]))
}

/// As many bytes as the number before them says, and what follows them.
fn sized(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (size, rest) = bytes.split_first_chunk()?;
    rest.split_at_checked(u32::from_le_bytes(*size) as usize)
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use super::*;
    use crate::limits::Limits;

    fn compound_of(path: &str, content: &[u8]) -> Vec<u8> {
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("memory");
        file.create_stream(path).expect("a new name").write_all(content).expect("memory");
        file.flush().expect("memory");
        file.into_inner().into_inner()
    }

    fn unwrapped(bytes: &[u8]) -> Option<Inner> {
        let limits = Limits::default();
        let mut progress = || {};
        let mut session = Session::new(&limits, bytes.len() as u64, &mut progress);
        unwrap("word/embeddings/oleObject1.bin".to_owned(), bytes.to_vec(), &mut session)
    }

    #[test]
    fn a_package_is_the_file_in_it() {
        let mut package = vec![0, 0, 0, 0, 2, 0];
        package
            .extend(b"Bieu 1.pdf\0C:\\Bieu 1.pdf\0\0\0\x03\0\x05\0\0\0C:\\x\0\x04\0\0\0%PDFrest");
        let inner = unwrapped(&compound_of("\u{1}Ole10Native", &package)).expect("a file");
        assert_eq!(inner.name, "word/embeddings/oleObject1.bin/Bieu 1.pdf");
        assert_eq!(inner.bytes, b"%PDF");
        // A package that lies about its sizes stays what it is.
        let cut = compound_of("\u{1}Ole10Native", &package[..package.len() - 8]);
        assert_eq!(unwrapped(&cut).expect("a file").bytes, cut);
    }

    #[test]
    fn formulas_are_no_files_and_other_objects_stay() {
        assert!(unwrapped(&compound_of("Equation Native", b"x")).is_none());
        let workbook = compound_of("Workbook", b"x");
        assert_eq!(unwrapped(&workbook).expect("a file").bytes, workbook);
        assert_eq!(unwrapped(&compound_of("CONTENTS", b"%PDF")).expect("a file").bytes, b"%PDF");
        assert_eq!(unwrapped(b"%PDF").expect("a file").bytes, b"%PDF");
    }
}
