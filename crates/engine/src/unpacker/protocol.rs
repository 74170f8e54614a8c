//! What a load and its unpacker say to each other: the unpacker begins with the list of files, as JSON; then it is asked
//! for one file after the other by its number, and answers with the bytes in chunks, or why there are none.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

/// A file of an archive, as its directory has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PackedName {
    /// Its path in the archive: it may be absolute or climb out.
    pub(crate) name: String,
    /// How many bytes it has, as the archive says; more or fewer may come out.
    pub(crate) size: u64,
    /// Whether it is a link to another file.
    pub(crate) is_link: bool,
}

/// Why a file does not come out of its archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum NotUnpacked {
    /// It is packed with a password.
    Encrypted,
    /// It is far more than it is packed.
    TooLarge,
    /// It is broken.
    Broken(String),
}

/// The list of files follows, as JSON.
pub(super) const LIST: u8 = b'l';
/// The directory of the archive cannot be read.
pub(super) const DAMAGED: u8 = b'x';
/// Some bytes of the file that was asked for follow.
pub(super) const CHUNK: u8 = b'c';
/// That was the file.
pub(super) const END: u8 = b'e';
/// Why there is no more of the file follows, as JSON.
pub(super) const FAILED: u8 = b'f';

/// The most bytes of an answer: the names of a million files.
const MOST: u32 = 256 << 20;

pub(super) fn write_answer(output: &mut impl Write, kind: u8, body: &[u8]) -> io::Result<()> {
    let length = u32::try_from(body.len()).ok().filter(|length| *length <= MOST);
    let length = length.ok_or_else(|| io::Error::from(io::ErrorKind::FileTooLarge))?;
    output.write_all(&[kind])?;
    output.write_all(&length.to_le_bytes())?;
    output.write_all(body)?;
    output.flush()
}

pub(super) fn read_answer(input: &mut impl Read) -> io::Result<(u8, Vec<u8>)> {
    let mut head = [0; 5];
    input.read_exact(&mut head)?;
    let [kind, length @ ..] = head;
    let length = u32::from_le_bytes(length);
    if length > MOST {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut body = Vec::new();
    input.take(length.into()).read_to_end(&mut body)?;
    if body.len() < length as usize {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok((kind, body))
}

pub(super) fn write_request(output: &mut impl Write, file: u64) -> io::Result<()> {
    output.write_all(&file.to_le_bytes())?;
    output.flush()
}

/// The number of the file that is asked for; none when nobody asks any more.
pub(super) fn read_request(input: &mut impl Read) -> io::Result<Option<u64>> {
    let mut number = [0; 8];
    match input.read_exact(&mut number) {
        Ok(()) => Ok(Some(u64::from_le_bytes(number))),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}
