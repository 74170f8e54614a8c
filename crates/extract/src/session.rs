//! What one call of [`read`](crate::read) carries through all formats and depths: the limits, what is left of them,
//! and the heartbeat. All decompression and decoding of files inside files passes through here.

use std::{
    alloc::{Layout, handle_alloc_error},
    io::{ErrorKind, Read},
};

use model::problem::{Problem, ProblemCode};

use crate::{limits::Limits, scan::PageImage, signature::certificate::TrustRoots};

/// Without roots nobody is trusted.
static NO_ROOTS: TrustRoots = TrustRoots::NONE;

/// The state of one call of [`read`](crate::read).
pub(crate) struct Session<'a> {
    limits: &'a Limits,
    roots: &'a TrustRoots,
    decompressed_left: u64,
    entries_left: u32,
    progress: &'a mut dyn FnMut(),
    images: Option<&'a mut dyn FnMut(PageImage)>,
    images_left: u32,
    /// The way from the outermost document to the one being read.
    document: Vec<u32>,
}

impl<'a> Session<'a> {
    /// A session over an outermost file of this many bytes. What comes out of all depths together is bounded by the
    /// ratio to these bytes, so bombs gain nothing by nesting.
    pub(crate) fn new(limits: &'a Limits, file_bytes: u64, progress: &'a mut dyn FnMut()) -> Self {
        Self {
            limits,
            roots: &NO_ROOTS,
            decompressed_left: limits.decompressed_from(file_bytes),
            entries_left: limits.entries,
            progress,
            images: None,
            images_left: 0,
            document: Vec::new(),
        }
    }

    /// The same session, handing out the images of pages that must be read by OCR, as many as the limits allow.
    pub(crate) fn with_images(self, images: &'a mut dyn FnMut(PageImage)) -> Self {
        Self { images: Some(images), images_left: self.limits.ocr_pages, ..self }
    }

    /// The same session, in which the certificates of signatures may lead to these roots.
    pub(crate) fn trusting(self, roots: &'a TrustRoots) -> Self {
        Self { roots, ..self }
    }

    /// The certificates that the operator trusts.
    pub(crate) fn roots(&self) -> &'a TrustRoots {
        self.roots
    }

    pub(crate) fn limits(&self) -> &'a Limits {
        self.limits
    }

    /// Says that reading goes on.
    pub(crate) fn beat(&mut self) {
        (self.progress)();
    }

    /// The heartbeat, for readers that need nothing else of the session.
    pub(crate) fn heartbeat(&mut self) -> &mut dyn FnMut() {
        &mut *self.progress
    }

    /// From here on, until [`Session::leave`], this child of the current document is read.
    pub(crate) fn enter(&mut self, child: u32) {
        self.document.push(child);
    }

    /// The child entered last is done.
    pub(crate) fn leave(&mut self) {
        self.document.pop();
    }

    /// The document being read, see [`ScannedPage::document`](crate::ScannedPage::document).
    pub(crate) fn document(&self) -> Vec<u32> {
        self.document.clone()
    }

    /// Whether somebody wants the image of one more page.
    pub(crate) fn wants_image(&self) -> bool {
        self.images.is_some() && self.images_left > 0
    }

    /// Hands a page's image out.
    pub(crate) fn hand_out(&mut self, image: PageImage) {
        if let Some(images) = &mut self.images {
            self.images_left = self.images_left.saturating_sub(1);
            images(image);
        }
        self.beat();
    }

    /// Counts files or parts inside the outermost file.
    ///
    /// # Errors
    /// `too-many-entries` when there are more of them than the limit, over all depths.
    pub(crate) fn count_entries(&mut self, n_entries: usize) -> Result<(), Problem> {
        let left = u32::try_from(n_entries).ok().and_then(|n| self.entries_left.checked_sub(n));
        self.entries_left = left.ok_or_else(|| {
            Problem::new(
                ProblemCode::TooManyEntries,
                format!("{n_entries}, limit {}", self.limits.entries),
            )
        })?;
        Ok(())
    }

    /// The most bytes that one entry may still become.
    pub(crate) fn entry_limit(&self, compressed: u64) -> u64 {
        self.limits
            .decompressed_from(compressed)
            .min(self.decompressed_left)
            .min(self.limits.file_bytes)
    }

    /// What may still come out of this file, in bytes: for readers that build more text than they read.
    pub(crate) fn output_left(&self) -> u64 {
        self.decompressed_left
    }

    /// Reads a decompressing or decoding source to its end. Nothing is allocated ahead of what the source really
    /// gives, and the source is asked for one byte more than allowed at most.
    ///
    /// # Errors
    /// [`Refused::TooLarge`] when the source gives more than its share; [`Refused::Cut`] when it ends early;
    /// [`Refused::Broken`] when it fails.
    ///
    /// # Aborts
    /// When there is no memory left for what comes out.
    pub(crate) fn take_out(
        &mut self,
        source: impl Read,
        compressed: u64,
    ) -> Result<Vec<u8>, Refused> {
        let limit = self.entry_limit(compressed);
        let mut bytes = Vec::new();
        let read = source.take(limit.saturating_add(1)).read_to_end(&mut bytes);
        let taken = bytes.len() as u64;
        self.decompressed_left = self.decompressed_left.saturating_sub(taken);
        self.beat();
        match read {
            // No fault of the file: it ends as any other failed allocation does, so that nobody keeps it as final.
            Err(error) if error.kind() == ErrorKind::OutOfMemory => {
                handle_alloc_error(Layout::for_value(bytes.as_slice()))
            }
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => Err(Refused::Cut(bytes)),
            Err(error) => Err(Refused::Broken(error.to_string())),
            Ok(_) if taken > limit => Err(Refused::TooLarge { limit }),
            Ok(_) => Ok(bytes),
        }
    }
}

/// Why a file inside another could not be taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refused {
    /// It is larger than allowed; more than `limit` bytes.
    TooLarge {
        /// The bytes that it was allowed to have.
        limit: u64,
    },
    /// Its data is broken, for the reason that the decoder gives.
    Broken(String),
    /// Its data ends early; what came before the end.
    Cut(Vec<u8>),
    /// It is encrypted.
    Encrypted,
}

impl Refused {
    /// The problem of the container, about the entry of this name.
    pub(crate) fn into_problem(self, entry: &str) -> Problem {
        match self {
            Self::TooLarge { limit } => {
                Problem::new(ProblemCode::DecompressedTooLarge, format!("{entry}: > {limit} bytes"))
            }
            Self::Broken(reason) => {
                Problem::new(ProblemCode::EntryNotExtracted, format!("{entry}: {reason}"))
            }
            Self::Cut(_) => {
                Problem::new(ProblemCode::EntryNotExtracted, format!("{entry}: cut off"))
            }
            Self::Encrypted => {
                Problem::new(ProblemCode::EntryNotExtracted, format!("{entry}: encrypted"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endless_source_is_cut_at_its_share() {
        let limits = Limits { decompressed_bytes: 1000, ..Limits::default() };
        let mut beats = 0;
        let mut progress = || beats += 1;
        let mut session = Session::new(&limits, 10, &mut progress);
        assert_eq!(session.take_out(&b"abc"[..], 3).expect("small"), b"abc");
        assert_eq!(session.take_out(std::io::repeat(0), 3), Err(Refused::TooLarge { limit: 997 }));
        assert_eq!(session.take_out(&b"d"[..], 1), Err(Refused::TooLarge { limit: 0 }));
        assert_eq!(beats, 3);
    }

    #[test]
    fn nesting_gains_a_bomb_nothing() {
        let limits = Limits::default();
        let mut progress = || {};
        let session = Session::new(&limits, 42_000, &mut progress);
        assert_eq!(session.entry_limit(u64::MAX), 42_000 * limits.ratio);
    }

    #[test]
    fn entries_are_counted_over_all_depths() {
        let limits = Limits { entries: 5, ..Limits::default() };
        let mut progress = || {};
        let mut session = Session::new(&limits, 10, &mut progress);
        assert!(session.count_entries(3).is_ok());
        let problem = session.count_entries(3).expect_err("six of five");
        assert_eq!(problem.code, ProblemCode::TooManyEntries);
    }
}
