//! What became of each number of a list: found, ambiguous, of another date or issuer, missing, or not to be said yet.

use index::{Hit, JudgedFiles, Search};
use model::{PartialDate, RoundId, query::Matched};
use report::{AskedDocument, LookupCounts, LookupOutcome, LookupReport, LookupRow};
use store::Ledger;

use crate::{
    error::Result,
    search::{coverage, different_documents, found_document},
};

mod table;

pub use table::{AskedRow, ListError, asked_in_csv, asked_in_document};

/// How many documents are shown for one number.
const SHOWN: usize = 20;

/// Looks every row of a list up.
///
/// # Errors
/// When ledger or index cannot be read.
pub async fn lookup(
    ledger: &Ledger,
    round: &RoundId,
    index: &Search,
    asked: Vec<AskedRow>,
) -> Result<LookupReport> {
    let coverage = coverage(ledger, round, index, None, &JudgedFiles::new()).await?;
    let mut rows = Vec::with_capacity(asked.len());
    for AskedRow { row, asked } in asked {
        rows.push(answer(index, row, asked, coverage.is_complete())?);
    }
    Ok(LookupReport { round: round.clone(), counts: LookupCounts::of(&rows), rows, coverage })
}

fn answer(
    index: &Search,
    row: usize,
    asked: AskedDocument,
    is_complete: bool,
) -> Result<LookupRow> {
    let date = (!asked.date.trim().is_empty()).then(|| PartialDate::from_written(&asked.date));
    let has_number = asked.number.contains(|c: char| c.is_ascii_digit());
    if !has_number || date == Some(None) {
        let outcome = LookupOutcome::Invalid;
        return Ok(LookupRow {
            row,
            asked,
            outcome,
            matched: None,
            documents: Vec::new(),
            cited_by: 0,
        });
    }
    let (hits, cited_by) = index.by_number(&asked.number, SHOWN)?;
    let (outcome, hits) = decide(hits, date.flatten(), &asked.issuer, is_complete);
    Ok(LookupRow {
        row,
        asked,
        outcome,
        matched: hits.first().map(|hit| hit.matched.clone()),
        documents: hits.iter().map(|hit| found_document(&hit.card)).collect(),
        cited_by,
    })
}

/// The outcome, and the documents that speak for it. What a document does not state disagrees with nothing.
fn decide(
    hits: Vec<Hit>,
    date: Option<PartialDate>,
    issuer: &str,
    is_complete: bool,
) -> (LookupOutcome, Vec<Hit>) {
    if hits.is_empty() {
        let outcome = if is_complete { LookupOutcome::Missing } else { LookupOutcome::Undecided };
        return (outcome, hits);
    }
    let agrees_in_date =
        |hit: &Hit| date.zip(hit.card.date).is_none_or(|(asked, stated)| asked.agrees_with(stated));
    let agrees_in_issuer = |hit: &Hit| match &hit.card.issuer {
        Some(stated) if !issuer.trim().is_empty() => index::same_body(issuer, stated),
        _ => true,
    };
    let agrees = |hit: &Hit| agrees_in_date(hit) && agrees_in_issuer(hit);
    if !hits.iter().any(agrees) {
        let outcome = if hits.iter().any(agrees_in_issuer) {
            LookupOutcome::DateDiffers
        } else {
            LookupOutcome::IssuerDiffers
        };
        return (outcome, hits);
    }
    let agreeing: Vec<Hit> = hits.into_iter().filter(agrees).collect();
    let cards: Vec<_> = agreeing.iter().map(|hit| &hit.card).collect();
    let numbers: std::collections::BTreeSet<_> =
        cards.iter().filter_map(|card| card.number.as_ref()).collect();
    let is_exact = |hit: &Hit| hit.matched == Matched::OwnNumber(Vec::new());
    let outcome = if different_documents(&cards) > 1 || numbers.len() > 1 {
        LookupOutcome::Ambiguous
    } else if agreeing.iter().all(is_exact) {
        LookupOutcome::Found
    } else {
        LookupOutcome::FoundAlike
    };
    (outcome, agreeing)
}

#[cfg(test)]
mod tests;
