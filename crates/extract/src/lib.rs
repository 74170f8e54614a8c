//! Bytes in, [`Reading`] out: what a file says, with places; what is wrong with it; and the files inside it.
//!
//! Refuses to know: clock, files, network, threads, and what any of the text means. The same bytes give the same
//! reading. Types are told by the bytes, never by the name; every limit is checked before what it limits is
//! allocated; a bad document gives problems, never an error or a panic.
//!
//! One module per format, each handing back its [`Contents`](contents::Contents); the rest is the same for all.

mod archive;
mod base64;
mod contents;
mod csv;
mod doc;
mod docx;
mod drawing;
mod edxml;
mod embedded;
mod eml;
mod fields;
mod flow;
mod grid;
mod html;
mod limits;
mod markup;
mod measured;
mod nfc;
mod number;
mod numbering;
mod ods;
mod odt;
mod ole;
mod ooxml;
mod pdf;
mod rtf;
pub mod scan;
mod session;
mod seven_zip;
mod signature;
mod sniff;
mod spanned;
mod spreadsheet;
mod text;
mod vietnamese;
mod xls;
mod xlsb;
mod xlsx;
mod xml;
mod zipped;

use model::{
    id::ContentHash,
    problem::{Problem, ProblemCode},
    reading::{Identity, MediaType, Outcome, Reading},
};
use sha2::{Digest as _, Sha256};

pub use archive::is_leftover;
pub use drawing::{NotDrawn, PageView, WIDEST, draw_page};
pub use limits::Limits;
pub use scan::{PageImage, ScannedPage};
pub use signature::certificate::{NotACertificate, TrustRoots};
pub use zipped::packed::{PackedFile, packed_files};

use contents::Contents;
use session::Session;
use sniff::Sniffed;

/// The version of all readers together, part of the recipe that readings are stored under: it grows whenever the
/// same bytes may be read to something else than before.
pub const READER_VERSION: u32 = 8;

/// Reads a file and the files inside it.
///
/// `name` labels the reading and is compared with the type found, nothing else. `progress` is called at least once
/// for every page, sheet, entry and few thousand XML events, so that whoever waits can tell work from a hang.
#[must_use]
pub fn read(bytes: &[u8], name: &str, limits: &Limits, progress: &mut dyn FnMut()) -> Reading {
    let mut session = Session::new(limits, bytes.len() as u64, progress);
    read_at(bytes, name, None, 0, &mut session)
}

/// Whom a reading is for: who is trusted, and who wants the pages that have no text.
pub struct Asked<'a> {
    /// The certificates to which those of signatures must lead.
    pub roots: &'a TrustRoots,
    /// Takes the image of every page that must be read by OCR, in order, as soon as it is ready. What becomes of them is
    /// put into the reading by [`scan::complete`].
    pub images: Option<&'a mut dyn FnMut(PageImage)>,
}

/// Reads a file like [`read`], for somebody who asks for more than its text.
#[must_use]
pub fn read_for(
    asked: Asked<'_>,
    bytes: &[u8],
    name: &str,
    limits: &Limits,
    progress: &mut dyn FnMut(),
) -> Reading {
    let session = Session::new(limits, bytes.len() as u64, progress).trusting(asked.roots);
    let mut session = match asked.images {
        Some(images) => session.with_images(images),
        None => session,
    };
    read_at(bytes, name, None, 0, &mut session)
}

fn read_at(
    bytes: &[u8],
    name: &str,
    identity: Option<Identity>,
    depth: u32,
    session: &mut Session<'_>,
) -> Reading {
    session.beat();
    let sniffed = sniff::sniff(bytes);
    let media_type = sniffed.media_type;
    let contents = read_contents(bytes, name, sniffed, depth, session);

    let mut problems = contents.problems;
    if !bytes.is_empty() && sniff::contradicts_name(media_type, name) {
        problems.push(Problem::new(ProblemCode::WrongExtension, sniffed.label()));
    }
    let outcome = match (contents.rejected, problems.is_empty()) {
        (true, _) => Outcome::Rejected,
        (false, false) => Outcome::ReadWithProblems,
        (false, true) => Outcome::Read,
    };
    let read_inner = |(index, inner): (u32, contents::Inner)| {
        session.enter(index);
        let reading = read_at(&inner.bytes, &inner.name, inner.identity, depth + 1, session);
        session.leave();
        reading
    };
    Reading {
        name: name.to_owned(),
        sha256: ContentHash::from_digest(Sha256::digest(bytes).into()),
        size: bytes.len() as u64,
        media_type,
        outcome,
        document: contents.document,
        // What a message says of itself is closer than what its container says of it.
        identity: contents.identity.or(identity),
        signatures: contents.signatures,
        problems,
        children: (0..).zip(contents.children).map(read_inner).collect(),
    }
}

fn read_contents(
    bytes: &[u8],
    name: &str,
    sniffed: Sniffed,
    depth: u32,
    session: &mut Session<'_>,
) -> Contents {
    let limits = session.limits();
    if bytes.is_empty() {
        return Contents::rejected_for(ProblemCode::EmptyFile, "");
    }
    if bytes.len() as u64 > limits.file_bytes {
        let detail = format!("{} bytes, limit {}", bytes.len(), limits.file_bytes);
        return Contents::rejected_for(ProblemCode::FileTooLarge, detail);
    }
    if depth > limits.nesting_depth {
        let detail = format!("files in files, limit {}", limits.nesting_depth);
        return Contents::rejected_for(ProblemCode::NestedTooDeep, detail);
    }
    match (sniffed.media_type, sniffed.format) {
        (MediaType::Pdf, _) => pdf::read(bytes, session),
        (MediaType::Docx, _) => docx::read(bytes, session),
        (MediaType::Xlsx, _) => xlsx::read(bytes, session),
        (MediaType::Xlsb, _) => xlsb::read(bytes, session),
        (MediaType::Xls, _) => xls::read(bytes, session),
        (MediaType::Ods, _) => ods::read(bytes, session),
        (MediaType::Xml, _) => xml::read(bytes, session),
        (MediaType::Edxml, _) => edxml::read(bytes, session),
        (MediaType::Zip, None) => archive::read(bytes, session),
        (MediaType::SevenZip, _) => seven_zip::read(bytes, session),
        (MediaType::Eml, _) => eml::read(bytes, session),
        (MediaType::Doc, _) => doc::read(bytes, session),
        (MediaType::Rtf, _) => rtf::read(bytes, session),
        (MediaType::Odt, _) => odt::read(bytes, session),
        (MediaType::Html, _) => html::read(bytes, name, session),
        (MediaType::Text, _) => text::read(bytes),
        (MediaType::Csv, _) => csv::read(bytes, session),
        (MediaType::Image, Some(format)) => scan::picture::read(bytes, format, session),
        (MediaType::Ole, _) if ole::is_encrypted_office(bytes) => {
            Contents::rejected_for(ProblemCode::PasswordRequired, "")
        }
        (
            MediaType::Zip
            | MediaType::Ole
            | MediaType::Image
            | MediaType::Archive
            | MediaType::Unknown,
            _,
        ) => Contents::rejected_for(ProblemCode::UnsupportedType, sniffed.label()),
    }
}

#[cfg(test)]
mod tests;
