//! Which of the documents that the criteria set lists for a leaf are there.
//!
//! A document that the unit cites, or keeps in the criterion's folder, serves as a listed one by its type and period;
//! the unit says itself what it is about. A document that the unit does not bring forward must also have the topic, so
//! that no stray report counts. Items without a type of document ("Đường dẫn tin, bài") cannot be recognised and are
//! left to people.

use model::{
    PartialDate,
    criteria::{EvidenceItem, EvidenceKind, EvidencePeriod, Leaf},
    dossier::EvidenceDocument,
};

use crate::{own, period::StatedPeriod, words::has_all_words};

/// An item of a leaf's list, with the documents that serve as it.
pub(crate) struct Requirement<'a> {
    /// The item.
    pub(crate) item: &'a EvidenceItem,
    /// The documents, ordered by path; some may be brought forward, some found.
    pub(crate) documents: Vec<&'a EvidenceDocument>,
}

/// The items of a leaf that can be recognised, each with what serves as it.
pub(crate) fn requirements<'a>(
    leaf: &'a Leaf,
    brought_forward: &[&'a EvidenceDocument],
    others: &[&'a EvidenceDocument],
    year: i16,
) -> Vec<Requirement<'a>> {
    let is_on_topic_of = |item: &EvidenceItem, document: &EvidenceDocument| {
        item.kinds().any(|kind| is_of(kind, document, year) && has_topic(kind, document))
    };
    leaf.evidence
        .iter()
        .filter(|item| item.provided_by.is_none())
        .filter(|item| item.kinds().any(|kind| kind.doc_type.is_some()))
        .map(|item| {
            // A document on the topic of one item serves as that one, not as others of the same type.
            let brought = brought_forward.iter().filter(|document| {
                item.kinds().any(|kind| is_of(kind, document, year))
                    && (is_on_topic_of(item, document)
                        || !leaf.evidence.iter().any(|item| is_on_topic_of(item, document)))
            });
            let found = others.iter().filter(|document| is_on_topic_of(item, document));
            let mut documents: Vec<_> = brought.chain(found).copied().collect();
            documents.sort_by_key(|document| &document.file);
            documents.dedup_by_key(|document| &document.file);
            Requirement { item, documents }
        })
        .collect()
}

impl Requirement<'_> {
    /// Whether the claim is incomplete without it and it is not there.
    pub(crate) fn is_missing(&self) -> bool {
        self.item.is_required_of_unit() && self.documents.is_empty()
    }
}

/// Whether a document is of the type and period of a kind.
fn is_of(kind: &EvidenceKind, document: &EvidenceDocument, year: i16) -> bool {
    kind.doc_type.is_some()
        && own::doc_type(document) == kind.doc_type
        && covers(kind.period, document, year)
}

/// Whether a document's abstract has the topic that a kind names.
fn has_topic(kind: &EvidenceKind, document: &EvidenceDocument) -> bool {
    match (&kind.topic, own::subject(document)) {
        (Some(topic), Some(subject)) => has_all_words(subject, topic),
        _ => false,
    }
}

/// Whether a document speaks of a period of the scored year: by its abstract, where that is silent by its date.
fn covers(period: Option<EvidencePeriod>, document: &EvidenceDocument, year: i16) -> bool {
    let stated = own::subject(document).map(StatedPeriod::of).unwrap_or_default();
    let dated = own::date(document).map(PartialDate::year);
    let is_of_year = |year: i16| {
        // A report is written at the end of its year or soon after, a plan soon before or in it.
        stated.includes(year).unwrap_or_else(|| dated.is_none_or(|dated| (dated - year).abs() <= 1))
    };
    match period {
        None => is_of_year(year) || dated == Some(year),
        Some(EvidencePeriod::Year) => !stated.is_partial() && is_of_year(year),
        Some(EvidencePeriod::PreviousYear) => !stated.is_partial() && is_of_year(year - 1),
        Some(part) => stated.names(part) && is_of_year(year),
    }
}
