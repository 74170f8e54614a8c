//! What the file as a whole says of itself: encryption, damage, how many pages it should have.
//!
//! Refuses to know: what stands on the pages.

use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use lopdf::PdfMetadata;
use model::problem::{Problem, ProblemCode};

/// Readers look for the end marker in this many last bytes (ISO 32000-1, annex H, note 18).
const TAIL: usize = 1024;

/// A file that opens, and what is wrong with it.
pub(super) struct Opened {
    pub(super) pdf: Pdf,
    pub(super) problems: Vec<Problem>,
}

/// Opens a file without a password; otherwise the reason why nothing of it can be read.
pub(super) fn open(bytes: &[u8]) -> Result<Opened, Problem> {
    if bytes.is_empty() {
        return Err(Problem::new(ProblemCode::EmptyFile, ""));
    }
    // Two readers look at the structure. hayro repairs silently and opens more files; lopdf says what was broken.
    let metadata = lopdf::Document::load_metadata_mem(bytes).ok();
    let ending = Ending::of(bytes);
    let damage = || match ending {
        Ending::Marked => Problem::new(ProblemCode::Damaged, ""),
        Ending::Unmarked | Ending::AmidObjects => Problem::new(ProblemCode::Truncated, ""),
    };
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => {
            Problem::new(ProblemCode::PasswordRequired, "")
        }
        LoadPdfError::Decryption(DecryptionError::UnsupportedAlgorithm) => {
            Problem::new(ProblemCode::PasswordRequired, "unsupported-encryption")
        }
        // While rebuilding a file, hayro does not say that a password stopped it.
        LoadPdfError::Invalid if needs_password(metadata.as_ref()) => {
            Problem::new(ProblemCode::PasswordRequired, "")
        }
        LoadPdfError::Decryption(
            DecryptionError::InvalidEncryption | DecryptionError::MissingIDEntry,
        )
        | LoadPdfError::Invalid => damage(),
    })?;
    let n_pages = pdf.pages().len();
    if n_pages == 0 {
        return Err(damage());
    }

    let mut problems = Vec::new();
    if metadata.as_ref().is_some_and(|metadata| metadata.encrypted) {
        problems.push(Problem::new(ProblemCode::OwnerRestricted, ""));
    }
    let was_rebuilt = metadata.as_ref().is_none_or(|metadata| metadata.xref_recovery.is_some());
    if was_rebuilt {
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
    let n_declared = metadata.map_or(0, |metadata| metadata.page_count as usize);
    if n_pages < n_declared {
        let detail = format!("{n_pages}/{n_declared}");
        problems.push(Problem::new(ProblemCode::Damaged, detail));
    }
    Ok(Opened { pdf, problems })
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
