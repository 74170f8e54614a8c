//! The unpacker's side: say what is in the archive, then give files until nobody asks any more.

use std::io::{self, BufReader, Read, Seek, Write};

use extract::{Limits, PackedFile, packed_files};
use model::ProblemCode;

use super::protocol::{
    CHUNK, DAMAGED, END, FAILED, LIST, NotUnpacked, PackedName, read_request, write_answer,
};

/// How much of a file is given at a time.
const CHUNK_BYTES: u64 = 1 << 20;

/// Unpacks an archive for whoever asks.
///
/// # Errors
/// When whoever asks is gone.
pub fn serve(
    archive: impl Read + Seek,
    input: &mut impl Read,
    output: &mut impl Write,
) -> io::Result<()> {
    let mut archive = BufReader::new(archive);
    let Ok(files) = packed_files(&mut archive) else {
        return write_answer(output, DAMAGED, &[]);
    };
    let name = |file: &PackedFile| PackedName {
        name: file.name().to_owned(),
        size: file.size(),
        is_link: file.is_link(),
    };
    let names: Vec<_> = files.iter().map(name).collect();
    write_answer(output, LIST, &serde_json::to_vec(&names)?)?;
    while let Some(number) = read_request(input)? {
        let file = usize::try_from(number).ok().and_then(|number| files.get(number));
        let file = file.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        give(file, &mut archive, output)?;
    }
    Ok(())
}

fn give(
    file: &PackedFile,
    archive: &mut (impl Read + Seek),
    output: &mut impl Write,
) -> io::Result<()> {
    let failed = |output: &mut _, reason: NotUnpacked| {
        write_answer(output, FAILED, &serde_json::to_vec(&reason)?)
    };
    let mut unpacked = match file.open(archive, &Limits::default()) {
        Ok(unpacked) => unpacked,
        Err(problem) if problem.code == ProblemCode::PasswordRequired => {
            return failed(output, NotUnpacked::Encrypted);
        }
        Err(problem) => return failed(output, NotUnpacked::Broken(problem.detail)),
    };
    let mut chunk = Vec::new();
    loop {
        chunk.clear();
        match unpacked.by_ref().take(CHUNK_BYTES).read_to_end(&mut chunk) {
            Ok(0) => return write_answer(output, END, &[]),
            Ok(_) => write_answer(output, CHUNK, &chunk)?,
            Err(error) if error.kind() == io::ErrorKind::FileTooLarge => {
                return failed(output, NotUnpacked::TooLarge);
            }
            Err(error) => return failed(output, NotUnpacked::Broken(error.to_string())),
        }
    }
}
