//! What a document says of itself: its header first, its message header where that is silent.
//!
//! Refuses to know file names: they say what somebody called a file, not what it is.

use model::{
    DocumentNumber, PartialDate, Problem, ProblemCode, QuoteRecord, criteria::Level,
    dossier::EvidenceDocument, facts::DocType, reading::Identity, verdict::Evidence,
};

use crate::{body, words::words};

/// The numbers that a document bears: of its header, also where that states two, and of its message header where that
/// differs.
pub(crate) fn numbers(document: &EvidenceDocument) -> Vec<DocumentNumber> {
    let mut numbers: Vec<_> = document.facts.header.number.iter().cloned().collect();
    let restated = document.facts.header.restated.as_ref();
    numbers.extend(restated.and_then(|restated| restated.number.clone()));
    numbers.extend(message_number(document).filter(|number| !numbers.contains(number)));
    numbers
}

/// What a document's message header says of it, where the message does not name itself differently in two places.
fn identity(document: &EvidenceDocument) -> Option<&Identity> {
    let is_mismatch = |problem: &Problem| problem.code == ProblemCode::MessageIdMismatch;
    document.identity.as_ref().filter(|_| !document.problems.iter().any(is_mismatch))
}

/// The number and type that hold also for an unread file, where its message header can be trusted.
pub(crate) fn trusted_number(document: &EvidenceDocument) -> Option<DocumentNumber> {
    identity(document).and_then(|_| message_number(document))
}

/// The type that a trustworthy message header gives a document.
pub(crate) fn trusted_type(document: &EvidenceDocument) -> Option<DocType> {
    identity(document)?.doc_type.as_deref().map(DocType::new)
}

/// The date that a trustworthy message header gives a document.
pub(crate) fn trusted_date(document: &EvidenceDocument) -> Option<PartialDate> {
    identity(document)?.date
}

/// The number that a document's message header gives it. A message that names itself in two ways bears this one, too,
/// but it proves nothing.
fn message_number(document: &EvidenceDocument) -> Option<DocumentNumber> {
    let number = document.identity.as_ref()?.number.as_deref()?;
    DocumentNumber::parse(number).ok()
}

/// The date of issue.
pub(crate) fn date(document: &EvidenceDocument) -> Option<PartialDate> {
    document.facts.header.date.or_else(|| trusted_date(document))
}

/// The issuing body as written, with its id in the table of bodies where it has one.
pub(crate) fn issuer(document: &EvidenceDocument) -> Option<(&str, Option<&str>)> {
    let header = &document.facts.header;
    match &header.issuer {
        Some(issuer) => Some((issuer, header.issuer_id.as_deref())),
        None => identity(document)?.issuer.as_deref().map(|issuer| (issuer, None)),
    }
}

/// The type.
pub(crate) fn doc_type(document: &EvidenceDocument) -> Option<DocType> {
    document.facts.header.doc_type.clone().or_else(|| trusted_type(document))
}

/// The abstract.
pub(crate) fn subject(document: &EvidenceDocument) -> Option<&str> {
    let of_message = || identity(document)?.subject.as_deref();
    document.facts.header.subject.as_deref().or_else(of_message)
}

/// Whether two files are copies of one document, say a PDF and the DOCX it was made from: all that they say of
/// themselves is stated and agrees, and so do the figures in them. What is not stated cannot agree.
pub(crate) fn are_copies(one: &EvidenceDocument, other: &EvidenceDocument) -> bool {
    let figures = |document: &EvidenceDocument| {
        let mut figures: Vec<_> = document
            .facts
            .metrics
            .iter()
            .map(|metric| (metric.metric.clone(), metric.value.normalize()))
            .collect();
        figures.sort();
        figures
    };
    let is_stated_alike = || {
        let dates = date(one)?.agrees_with(date(other)?);
        let types = doc_type(one)? == doc_type(other)?;
        let issuers = body::can_be_same(issuer(one)?, issuer(other)?);
        let subjects = words(subject(one)?) == words(subject(other)?);
        Some(dates && types && issuers && subjects)
    };
    one.sha256 == other.sha256
        || (is_stated_alike() == Some(true) && figures(one) == figures(other))
}

/// A document as evidence, shown by these words, else by its number, its date or the first words known of it.
pub(crate) fn evidence(document: &EvidenceDocument, words: Option<&QuoteRecord>) -> Evidence {
    let facts = &document.facts;
    let header = &facts.header;
    let quote = words
        .or(header.number_quote.as_ref())
        .or(header.date_quote.as_ref())
        .or_else(|| facts.metrics.first().map(|metric| &metric.quote))
        .or_else(|| facts.citations.first().map(|citation| &citation.quote));
    Evidence {
        file: document.file.clone(),
        number: numbers(document).into_iter().next(),
        quote: quote.cloned(),
    }
}

/// Types of document in which a body plans or reports its own work, or attests it.
const OWN_WORK: &[&str] =
    &["báo cáo", "kế hoạch", "chương trình", "biên bản", "tờ trình", "đề án", "phương án"];

/// Whether a unit of this level must have made the document itself: one that plans or reports its work, not issued from
/// above; or one without a header, which the unit files under the criterion itself.
pub(crate) fn is_own_making(document: &EvidenceDocument, level: Level) -> bool {
    let is_from_above = issuer(document).is_some_and(|(name, _)| body::is_above(name, level));
    let doc_type = doc_type(document);
    let says_nothing = numbers(document).is_empty() && doc_type.is_none();
    let is_own_work = doc_type.is_some_and(|kind| OWN_WORK.contains(&kind.as_str()));
    !is_from_above && (is_own_work || says_nothing)
}
