//! Which unread files keep a claim from being decided.
//!
//! An unread file blocks whatever it could change: a cited document that was not found, evidence that is missing, what
//! the claim's own document says. Only a trustworthy identity shows that it is another document; its name never does.

use std::collections::BTreeSet;

use model::{
    facts::{Citation, DocType},
    verdict::UnreadFile,
};

use crate::{
    examination::Examination,
    holdings::{Holdings, Unread},
    own,
};

/// Positions in [`Holdings::unread`].
pub(crate) type UnreadPositions = BTreeSet<usize>;

/// The unread files that bear on one claim.
#[derive(Debug, Default)]
pub(crate) struct Blocking {
    /// For every missing citation, in order, the files that could be the document.
    pub(crate) citations: Vec<UnreadPositions>,
    /// The files that could hold what else is missing, and those of the claim's own documents that were not read in full.
    pub(crate) rest: UnreadPositions,
}

impl Blocking {
    /// Finds the unread files that could hold what a claim lacks.
    pub(crate) fn of(examination: &Examination<'_>, holdings: &Holdings<'_>) -> Self {
        let positions = |could_be: &dyn Fn(&Unread<'_>) -> bool| {
            let unread = holdings.unread.iter().enumerate();
            unread.filter(|(_, unread)| could_be(unread)).map(|(position, _)| position).collect()
        };
        let citations = examination
            .missing_citations()
            .map(|citation| positions(&|unread| could_be_cited(unread, citation)))
            .collect();
        let own = examination.documents();
        let is_own = |unread: &Unread<'_>| {
            hides_content(unread) && own.iter().any(|own| own.file == unread.document.file)
        };
        let mut rest: UnreadPositions = if examination.brings_nothing() {
            positions(&|_| true)
        } else if !examination.scoring.missing().is_empty() {
            positions(&hides_content)
        } else {
            let missing = examination.missing_requirements();
            let types: BTreeSet<_> = missing
                .iter()
                .flat_map(|requirement| requirement.item.kinds())
                .filter_map(|kind| kind.doc_type.clone())
                .collect();
            positions(&|unread| !missing.is_empty() && could_be_of(unread, &types))
        };
        rest.extend::<UnreadPositions>(positions(&is_own));
        Self { citations, rest }
    }

    /// All files that bear on the claim.
    pub(crate) fn all(&self) -> UnreadPositions {
        self.citations.iter().flatten().chain(&self.rest).copied().collect()
    }
}

/// Whether text of the file itself is unknown. A sheet may have rows that were read but not understood: they can hide
/// what a claim cites, but no document.
fn hides_content(unread: &Unread<'_>) -> bool {
    !unread.document.is_fully_read()
}

fn could_be_cited(unread: &Unread<'_>, citation: &Citation) -> bool {
    hides_content(unread)
        && own::trusted_number(unread.document)
            .is_none_or(|number| number.eq_ignoring_zeros(&citation.number))
}

fn could_be_of(unread: &Unread<'_>, types: &BTreeSet<DocType>) -> bool {
    hides_content(unread)
        && own::trusted_type(unread.document).is_none_or(|named| types.contains(&named))
}

/// Unread files as they are shown, with how many claims each blocks.
pub(crate) fn unread_files(
    positions: &UnreadPositions,
    holdings: &Holdings<'_>,
    blocked_claims: &[u32],
) -> Vec<UnreadFile> {
    positions
        .iter()
        .map(|&position| {
            let Unread { document, reason, detail } = holdings.unread[position];
            UnreadFile {
                file: document.file.clone(),
                reason,
                detail: detail.to_owned(),
                blocked_claims: blocked_claims[position],
            }
        })
        .collect()
}
