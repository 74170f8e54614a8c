//! A query answered: the index proposes, stored readings give the places, and the coverage says what was looked at.

use std::collections::BTreeMap;

use index::{Card, Hit, JudgedFiles, Passage, ReadingAt, Search};
use model::{
    ContentHash, Document, RoundId,
    criteria::Leaf,
    document::Span,
    dossier::FilePath,
    pipeline::Pipeline,
    place::Range,
    query::{Matched, Query, QueryError},
    reading::Reading,
};
use report::{
    FoundDocument, FoundPassage, SearchCoverage, SearchHit, SearchReport, WordSuggestion,
};
use store::{Ledger, Readings};

use crate::{error::Result, follow};

/// The query with the units' names replaced by their ids.
///
/// # Errors
/// When a name means no unit of the pipeline, or several.
pub fn named_units(query: Query, pipeline: &Pipeline) -> std::result::Result<Query, QueryError> {
    let find = |given: &str| {
        let words = index::folded_line(given);
        let exact = pipeline.units.iter().find(|unit| unit.id.as_str() == given);
        let mut named = pipeline
            .units
            .iter()
            .filter(|unit| !words.is_empty() && index::folded_line(&unit.name).contains(&words));
        let only = || named.next().filter(|_| named.next().is_none());
        exact.or_else(only).map(|unit| unit.id.clone())
    };
    let known: Vec<&str> = pipeline.units.iter().map(|unit| unit.id.as_str()).collect();
    query.with_units(find, &known)
}

/// The files that the last judgements of a round rest on, by criterion: what a filter by criterion also means.
///
/// # Errors
/// When the ledger cannot be read.
pub async fn judged_files(ledger: &Ledger, pipeline: &Pipeline) -> Result<JudgedFiles> {
    let mut files = JudgedFiles::new();
    for unit in &pipeline.units {
        let Some((_, stored)) = ledger.judged(&pipeline.round.id, &unit.id).await? else {
            continue;
        };
        for judgement in stored.judgements {
            let evidence = judgement.verdict.iter().flat_map(|verdict| verdict.evidence());
            let of_criterion = files.entry(judgement.criterion.clone()).or_default();
            of_criterion.extend(evidence.map(|evidence| evidence.file.clone()));
        }
    }
    Ok(files)
}

/// Answers a query with at most `limit` documents.
///
/// # Errors
/// When ledger, readings or index cannot be read.
pub async fn search(
    ledger: &Ledger,
    readings: &Readings,
    round: &RoundId,
    index: &Search,
    query: &Query,
    judged: &JudgedFiles,
    limit: usize,
) -> Result<SearchReport> {
    let found = index.find(query, judged, limit)?;
    let bearing: Vec<&Card> = found
        .hits
        .iter()
        .filter(|hit| matches!(&hit.matched, Matched::OwnNumber(over) if over.is_empty()))
        .map(|hit| &hit.card)
        .collect();
    let ambiguous = different_documents(&bearing) > 1;
    let mut kept = KeptReadings { readings, read: BTreeMap::new() };
    let mut hits = Vec::with_capacity(found.hits.len());
    for Hit { card, matched, passages } in found.hits {
        let mut placed = Vec::with_capacity(passages.len());
        for passage in passages {
            placed.push(kept.placed(&card, passage).await?);
        }
        hits.push(SearchHit { matched, document: found_document(&card), passages: placed });
    }
    Ok(SearchReport {
        round: round.clone(),
        query: query.text().to_owned(),
        total: found.total,
        ambiguous,
        hits,
        suggestions: found
            .suggestions
            .into_iter()
            .map(|suggestion| WordSuggestion { word: suggestion.word, meant: suggestion.meant })
            .collect(),
        coverage: coverage(ledger, round, index, Some(query), judged).await?,
    })
}

/// What an answer is given from; `query` narrows what counts as unread to what it asks about.
pub(crate) async fn coverage(
    ledger: &Ledger,
    round: &RoundId,
    index: &Search,
    query: Option<&Query>,
    judged: &JudgedFiles,
) -> Result<SearchCoverage> {
    Ok(SearchCoverage {
        documents: index.documents(),
        unread: index.unread(query, judged)?,
        to_read: ledger.jobs_left(round).await?.values().sum(),
        behind: follow::changes_behind(ledger, round, index.generation()).await?,
    })
}

/// A card as answers show it.
pub(crate) fn found_document(card: &Card) -> FoundDocument {
    FoundDocument {
        unit: card.unit.clone(),
        file: card.file.clone(),
        read: card.read,
        number: card.number.clone(),
        date: card.date,
        issuer: card.issuer.clone(),
        issuer_id: card.issuer_id.clone(),
        doc_type: card.doc_type.clone(),
        subject: card.subject.clone(),
    }
}

/// How many documents these cards are of at least: copies of one document state the same issuer and date, as far as
/// they state them.
pub(crate) fn different_documents(cards: &[&Card]) -> usize {
    let mut groups: Vec<Vec<&Card>> = Vec::new();
    for card in cards {
        match groups.iter_mut().find(|group| group.iter().all(|other| may_be_one(card, other))) {
            Some(group) => group.push(card),
            None => groups.push(vec![card]),
        }
    }
    groups.len()
}

fn may_be_one(a: &Card, b: &Card) -> bool {
    let dates = a.date.zip(b.date).is_none_or(|(a, b)| a.agrees_with(b));
    let issuers = match (&a.issuer_id, &b.issuer_id) {
        (Some(a), Some(b)) => a == b,
        _ => a.issuer.as_ref().zip(b.issuer.as_ref()).is_none_or(|(a, b)| index::same_body(a, b)),
    };
    dates && issuers
}

/// Readings fetched for one answer, each once.
struct KeptReadings<'r> {
    readings: &'r Readings,
    read: BTreeMap<(ContentHash, String), Option<Reading>>,
}

impl KeptReadings<'_> {
    /// The passage with its place, cut again from the document that was read.
    async fn placed(&mut self, card: &Card, passage: Passage) -> Result<FoundPassage> {
        let marks = passage.marks.iter().map(|mark| [mark.start, mark.end]).collect();
        let span =
            Span { part: passage.part, range: Range::new(passage.range.start, passage.range.end) };
        let quote = match &card.reading {
            None => None,
            Some(at) => {
                let reading = self.get(at).await?;
                let document = reading.and_then(|reading| document_of(reading, &card.file));
                document
                    .and_then(|document| document.quote_span(&span))
                    .map(|quote| (quote.place().clone(), quote.text().to_owned()))
            }
        };
        Ok(match quote {
            Some((place, text)) => {
                // On a page a quote is whole words; where that makes it longer, the marks fit no more.
                let fits = text.len() == passage.text.len();
                FoundPassage {
                    place: Some(place),
                    text,
                    marks: if fits { marks } else { Vec::new() },
                }
            }
            None => FoundPassage { place: None, text: passage.text, marks },
        })
    }

    async fn get(&mut self, at: &ReadingAt) -> Result<Option<&Reading>> {
        let key = (at.sha256, at.recipe.to_string());
        if !self.read.contains_key(&key) {
            let reading = self.readings.find(&at.recipe, at.sha256).await?;
            self.read.insert(key.clone(), reading);
        }
        Ok(self.read.get(&key).and_then(Option::as_ref))
    }
}

fn document_of<'r>(reading: &'r Reading, file: &FilePath) -> Option<&'r Document> {
    let inner = file.inner().unwrap_or_default();
    let (_, reading) = reading.flatten().into_iter().find(|(path, _)| path == inner)?;
    Some(&reading.document)
}

/// The queries that judging asks for a criterion's evidence in each unit, as a person can repeat them.
#[must_use]
pub fn evidence_queries(pipeline: &Pipeline, leaf: &Leaf) -> Vec<Query> {
    pipeline
        .units
        .iter()
        .flat_map(|unit| leaf.evidence.iter().map(|item| Query::all_words(&unit.id, &item.name)))
        .collect()
}

#[cfg(test)]
mod tests {
    use model::{ObjectKey, PartialDate, UnitId, reading::ReadState};

    use super::*;

    fn card(date: Option<&str>, issuer: Option<&str>, issuer_id: Option<&str>) -> Card {
        let entry = index::Entry {
            file: FilePath::of_object(ObjectKey::new("a").expect("valid")),
            read: ReadState::Full,
            document: Document::default(),
            facts: model::facts::Facts::default(),
        };
        let mut card = Card::of_entry(&UnitId::new("a").expect("valid"), None, &entry);
        card.date = date.map(|date| PartialDate::parse(date).expect("a date"));
        card.issuer = issuer.map(str::to_owned);
        card.issuer_id = issuer_id.map(str::to_owned);
        card
    }

    #[test]
    fn documents_differ_by_issuer_or_date() {
        let check = |cards: &[Card], expected: usize| {
            assert_eq!(different_documents(&cards.iter().collect::<Vec<_>>()), expected);
        };
        let one = card(Some("2019-10-10"), Some("UBND thành phố Cần Thơ"), Some("ubnd-can-tho"));
        check(std::slice::from_ref(&one), 1);
        check(&[one.clone(), card(Some("2019"), Some("UBND THÀNH PHỐ CẦN THƠ"), None)], 1);
        check(&[one.clone(), card(None, None, None)], 1);
        check(&[one.clone(), card(Some("2020-10-10"), None, None)], 2);
        check(&[one.clone(), card(None, Some("UBND tỉnh Lạng Sơn"), None)], 2);
        check(&[one, card(Some("2019-10-10"), None, Some("ubnd-lang-son"))], 2);
    }
}
