//! OLE compound files (MS-CFB): the streams that Word, Excel and PowerPoint of 1997 to 2003 keep their documents in.
//!
//! Refuses to know: what the streams hold.

use std::io::Cursor;

use cfb::CompoundFile;
use model::problem::{Problem, ProblemCode};

use crate::session::Session;

/// An opened compound file.
pub(crate) struct Ole<'b> {
    file: CompoundFile<Cursor<&'b [u8]>>,
    n_bytes: u64,
}

impl<'b> Ole<'b> {
    /// Opens a compound file by its directory.
    ///
    /// # Errors
    /// `damaged` when the directory cannot be read.
    pub(crate) fn open(bytes: &'b [u8]) -> Result<Self, Problem> {
        let file = CompoundFile::open(Cursor::new(bytes))
            .map_err(|error| Problem::new(ProblemCode::Damaged, error.to_string()))?;
        Ok(Self { file, n_bytes: bytes.len() as u64 })
    }

    /// Takes out a stream of the root; `None` when there is none of this name.
    ///
    /// # Errors
    /// When its sectors are broken or missing.
    pub(crate) fn take(
        &mut self,
        name: &str,
        session: &mut Session<'_>,
    ) -> Result<Option<Vec<u8>>, Problem> {
        if !self.file.is_stream(name) {
            return Ok(None);
        }
        let damaged =
            |error: std::io::Error| Problem::new(ProblemCode::Damaged, format!("{name}: {error}"));
        let stream = self.file.open_stream(name).map_err(damaged)?;
        let bytes = session.take_out(stream, self.n_bytes);
        bytes.map(Some).map_err(|refused| refused.into_problem(name))
    }
}

/// Whether the file has an entry of just this name in its directory, told without opening it, because the directory of a
/// file that was cut off may still be there: the name begins where an entry begins, at a multiple of 128 bytes, and ends
/// where the field for it is filled with zeros.
pub(crate) fn names_entry(bytes: &[u8], name: &str) -> bool {
    const ENTRY: usize = 128;
    let name: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
    bytes.chunks(ENTRY).any(|entry| entry.starts_with(&name))
}

/// Whether the file is the wrapping of an encrypted Office file, MS-OFFCRYPTO 2.3.4.
pub(crate) fn is_encrypted_office(bytes: &[u8]) -> bool {
    names_entry(bytes, "EncryptedPackage")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encrypted_office_is_told_by_its_stream() {
        let mut ole = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1....".to_vec();
        assert!(!is_encrypted_office(&ole));
        ole.resize(128, 0);
        ole.extend("EncryptedPackage\0".encode_utf16().flat_map(u16::to_le_bytes));
        assert!(is_encrypted_office(&ole));
    }
}
