//! What the file as a whole says of itself: encryption, damage, how many pages it should have.
//!
//! Refuses to know: what stands on the pages.

use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use lopdf::PdfMetadata;
use model::problem::{Problem, ProblemCode};

use super::salvage::salvage;

/// Readers look for the end marker in this many last bytes (ISO 32000-1, annex H, note 18).
const TAIL: usize = 1024;

/// A file that opens, and what is wrong with it.
pub(super) struct Opened {
    pub(super) pdf: Pdf,
    /// Whether its strings and streams are encrypted (with no password needed to read them).
    pub(super) is_encrypted: bool,
    pub(super) problems: Vec<Problem>,
}

/// Opens a file without a password; otherwise the reason why nothing of it can be read.
pub(super) fn open(bytes: &[u8]) -> Result<Opened, Problem> {
    if bytes.is_empty() {
        return Err(Problem::new(ProblemCode::EmptyFile, ""));
    }
    // Two readers look at the structure. hayro repairs silently and opens more files; lopdf says what was broken.
    let metadata = lopdf::Document::load_metadata_mem(bytes).ok();
    let is_encrypted = metadata.as_ref().is_some_and(|metadata| metadata.encrypted);
    let was_rebuilt = metadata.as_ref().is_none_or(|metadata| metadata.xref_recovery.is_some());
    let n_declared = metadata.as_ref().map_or(0, |metadata| metadata.page_count as usize);
    let ending = Ending::of(bytes);
    let damage = || match ending {
        Ending::Marked => Problem::new(ProblemCode::Damaged, ""),
        Ending::Unmarked | Ending::AmidObjects => Problem::new(ProblemCode::Truncated, ""),
    };

    let mut problems = Vec::new();
    let pdf = match Pdf::new(bytes.to_vec()) {
        Err(LoadPdfError::Decryption(DecryptionError::PasswordProtected)) => {
            return Err(Problem::new(ProblemCode::PasswordRequired, ""));
        }
        Err(LoadPdfError::Decryption(DecryptionError::UnsupportedAlgorithm)) => {
            return Err(Problem::new(ProblemCode::PasswordRequired, "unsupported-encryption"));
        }
        // While rebuilding a file, hayro does not say that a password stopped it.
        Err(LoadPdfError::Invalid) if needs_password(metadata.as_ref()) => {
            return Err(Problem::new(ProblemCode::PasswordRequired, ""));
        }
        Err(_) => None,
        Ok(pdf) => Some(pdf),
    };
    let n_pages = pdf.as_ref().map_or(0, |pdf| pdf.pages().len());
    let lacks_pages = n_pages == 0 || (was_rebuilt && n_pages < n_declared);
    let salvaged = if lacks_pages {
        salvage(bytes)
            .and_then(|mended| Pdf::new(mended).ok())
            .filter(|mended| mended.pages().len() > n_pages)
    } else {
        None
    };
    let was_salvaged = salvaged.is_some();
    let pdf = salvaged.or(pdf).filter(|pdf| !pdf.pages().is_empty()).ok_or_else(damage)?;
    let n_pages = pdf.pages().len();

    if is_encrypted {
        problems.push(Problem::new(ProblemCode::OwnerRestricted, ""));
    }
    if was_rebuilt || was_salvaged {
        problems.push(Problem::new(ProblemCode::Rebuilt, ""));
    }
    let is_truncated = match ending {
        Ending::Marked => false,
        // Garbage after the marker does no harm while the file is otherwise as its trailer says.
        Ending::Unmarked => was_rebuilt,
        Ending::AmidObjects => true,
    };
    if is_truncated {
        problems.push(Problem::new(ProblemCode::Truncated, ""));
    }
    if n_pages < n_declared {
        problems.push(Problem::new(ProblemCode::Damaged, format!("{n_pages}/{n_declared}")));
    } else if was_salvaged && !is_truncated {
        // What was lost with the page tree is not known.
        problems.push(Problem::new(ProblemCode::Damaged, ""));
    }
    Ok(Opened { pdf, is_encrypted, problems })
}

fn needs_password(metadata: Option<&PdfMetadata>) -> bool {
    metadata.is_some_and(|metadata| metadata.encrypted && metadata.page_count == 0)
}

/// How the last bytes of a file look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// The end marker stands there.
    Marked,
    /// No end marker.
    Unmarked,
    /// After the end marker of an earlier revision the objects of a later one begin.
    AmidObjects,
}

impl Ending {
    fn of(bytes: &[u8]) -> Self {
        const MARKER: &[u8] = b"%%EOF";
        let tail = &bytes[bytes.len().saturating_sub(TAIL)..];
        let Some(marker) = tail.windows(MARKER.len()).rposition(|window| window == MARKER) else {
            return Self::Unmarked;
        };
        match tail[marker..].windows(4).any(|window| window == b" obj") {
            true => Self::AmidObjects,
            false => Self::Marked,
        }
    }
}
