//! Which document of the unit a citation means, and how sure that is.
//!
//! Refuses to know whether the document backs the claim.

use model::{dossier::EvidenceDocument, facts::Citation};

use crate::{
    basis::{is_basis, is_of_set},
    body,
    context::Context,
    holdings::{Holdings, NumberMatch},
    own,
};

/// A citation with what it was found to mean.
pub(crate) struct Cited<'a> {
    /// The citation in the sheet.
    pub(crate) citation: &'a Citation,
    /// What bears its number.
    pub(crate) found: Found<'a>,
}

/// What bears a cited number.
pub(crate) enum Found<'a> {
    /// No document of the unit.
    Nothing,
    /// No document of the unit; but it is a basis from above, which is public.
    Basis,
    /// One document, as one file or in several: copies, a message and its attachment.
    One(CitedDocument<'a>),
    /// Several different documents, and neither date nor issuer tells which is meant.
    Several(Vec<&'a EvidenceDocument>),
}

/// The one document that bears a cited number.
pub(crate) struct CitedDocument<'a> {
    /// How the number agrees.
    pub(crate) how: NumberMatch,
    /// The files that bear the number, ordered by path; at least one.
    pub(crate) files: Vec<&'a EvidenceDocument>,
    /// Those files and all files inside them: where the document's content is.
    pub(crate) content: Vec<&'a EvidenceDocument>,
}

impl<'a> CitedDocument<'a> {
    /// The file to show: the first that was read in full and bears the number on itself, not only on the message that
    /// carried it; else the first that was read in full; else the first.
    pub(crate) fn shown(&self) -> &'a EvidenceDocument {
        let read = || self.files.iter().copied().filter(|document| document.is_fully_read());
        let with_header = read().find(|document| document.facts.header.number.is_some());
        with_header.or_else(|| read().next()).unwrap_or(self.files[0])
    }
}

impl<'a> Cited<'a> {
    /// Looks a citation up.
    pub(crate) fn find(
        citation: &'a Citation,
        explanation: Option<&str>,
        context: &Context<'a>,
    ) -> Self {
        let found = match find(citation, context.holdings) {
            Found::Nothing
                if is_of_set(&citation.number, context.set.head())
                    || is_basis(citation, explanation, context.set.head().level) =>
            {
                Found::Basis
            }
            found => found,
        };
        Self { citation, found }
    }

    /// The one document meant.
    pub(crate) fn document(&self) -> Option<&CitedDocument<'a>> {
        match &self.found {
            Found::One(document) => Some(document),
            Found::Nothing | Found::Basis | Found::Several(_) => None,
        }
    }

    /// Every file that can be the document meant, with its content.
    pub(crate) fn content(&self) -> &[&'a EvidenceDocument] {
        match &self.found {
            Found::Nothing | Found::Basis => &[],
            Found::One(document) => &document.content,
            Found::Several(documents) => documents,
        }
    }
}

fn find<'a>(citation: &Citation, holdings: &Holdings<'a>) -> Found<'a> {
    let Some((how, bearing)) = holdings.bearing(citation) else { return Found::Nothing };
    let files = meant_by(citation, &bearing);
    if !are_one_document(&files) {
        return Found::Several(files);
    }
    let mut content: Vec<_> = files.clone();
    for file in &files {
        content.extend(holdings.inside(&file.file));
    }
    content.sort_by_key(|document| &document.file);
    content.dedup_by_key(|document| &document.file);
    Found::One(CitedDocument { how, files, content })
}

/// Those of the documents that the citation's date and issuer agree with; where they agree with none, those that they
/// do not speak against; where they speak against all, all.
fn meant_by<'a>(
    citation: &Citation,
    bearing: &[&'a EvidenceDocument],
) -> Vec<&'a EvidenceDocument> {
    let by_date =
        narrow(bearing, &|document| Some(citation.date?.agrees_with(own::date(document)?)));
    narrow(&by_date, &|document| {
        Some(body::can_be_same(cited_issuer(citation)?, own::issuer(document)?))
    })
}

fn narrow<'a>(
    documents: &[&'a EvidenceDocument],
    agrees: &dyn Fn(&EvidenceDocument) -> Option<bool>,
) -> Vec<&'a EvidenceDocument> {
    let with = |answer: Option<bool>| {
        let documents = documents.iter().copied();
        documents.filter(|document| agrees(document) == answer).collect::<Vec<_>>()
    };
    [with(Some(true)), with(None), documents.to_vec()]
        .into_iter()
        .find(|documents| !documents.is_empty())
        .unwrap_or_default()
}

/// The issuer that a citation names, with its id in the table of bodies where it has one.
pub(crate) fn cited_issuer(citation: &Citation) -> Option<(&str, Option<&str>)> {
    Some((citation.issuer.as_deref()?, citation.issuer_id.as_deref()))
}

/// Whether files are one document: a message and what is attached to it, or copies of each other.
fn are_one_document(files: &[&EvidenceDocument]) -> bool {
    let mut outermost = files
        .iter()
        .filter(|document| !files.iter().any(|container| document.file.is_inside(&container.file)));
    let Some(first) = outermost.next() else { return true };
    outermost.all(|other| own::are_copies(first, other))
}
