//! The answer to a query, for people and for other programs.
//!
//! It says what was looked at: while files are unread or the index is behind, nothing is called absent.

use model::{
    DocumentNumber, PartialDate, Place, RoundId, UnitId, dossier::FilePath, facts::DocType,
    personal::Persons, query::Matched, reading::ReadState,
};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    Language,
    wording::{label::Labels, place::place_text, search as wording},
};

/// The answer to a query, as `schemas/search.schema.json` describes it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SearchReport {
    /// Names the round.
    pub round: RoundId,
    /// The query as typed.
    pub query: String,
    /// How many documents meet the query, where it says what they must meet; a ranking has no such number.
    pub total: Option<u64>,
    /// Whether the number asked for is borne by documents of different issuers or dates.
    pub ambiguous: bool,
    /// The documents, best first.
    pub hits: Vec<SearchHit>,
    /// Words that no document holds, with words that documents do hold.
    pub suggestions: Vec<WordSuggestion>,
    /// What was looked at.
    pub coverage: SearchCoverage,
}

/// A document that was found.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SearchHit {
    /// Why it was found.
    pub matched: Matched,
    /// The document.
    #[serde(flatten)]
    pub document: FoundDocument,
    /// Where in its text, best first.
    pub passages: Vec<FoundPassage>,
}

/// A document as answers show it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FoundDocument {
    /// Whose it is.
    pub unit: UnitId,
    /// Where it lies.
    pub file: FilePath,
    /// How much of it was read.
    pub read: ReadState,
    /// Its own number.
    pub number: Option<DocumentNumber>,
    /// Its date of issue.
    pub date: Option<PartialDate>,
    /// Who issued it, as written.
    pub issuer: Option<String>,
    /// Who issued it, in the table of bodies.
    pub issuer_id: Option<String>,
    /// Its type.
    pub doc_type: Option<DocType>,
    /// What it is about.
    #[serde(rename = "abstract")]
    pub subject: Option<String>,
}

/// Text of a document with what was asked for marked in it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FoundPassage {
    /// Where it stands, resolved in the stored reading; none when that is not to be had.
    pub place: Option<Place>,
    /// The text.
    pub text: String,
    /// What was asked for, in bytes of the text.
    pub marks: Vec<[usize; 2]>,
}

/// A word that no document holds, and the one that may have been meant.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct WordSuggestion {
    /// The word as asked.
    pub word: String,
    /// A word that documents hold.
    pub meant: String,
}

/// What an answer was given from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SearchCoverage {
    /// Documents in the index, files inside files included.
    pub documents: u64,
    /// Documents among those asked about that were not read, or not in full.
    pub unread: u64,
    /// Files that were listed and are still to be read.
    pub to_read: u64,
    /// Changes that the ledger has and the index has not.
    pub behind: u64,
}

impl SearchReport {
    /// The answer with its texts as they may be shown; marks keep their places.
    #[must_use]
    pub fn shown(mut self, persons: Persons) -> Self {
        for hit in &mut self.hits {
            for passage in &mut hit.passages {
                passage.text = persons.text(&passage.text).into_owned();
            }
            if let Some(subject) = &mut hit.document.subject {
                *subject = persons.text(subject).into_owned();
            }
        }
        self
    }
}

impl SearchCoverage {
    /// Whether what was not found is not there.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.unread == 0 && self.to_read == 0 && self.behind == 0
    }
}

/// The answer on a terminal: documents with their passages, what was asked for between «».
#[must_use]
pub fn search_text(report: &SearchReport, persons: Persons, language: Language) -> String {
    let labels = Labels::of(language);
    let mut lines = vec![wording::headline(report, language)];
    for (rank, hit) in (1..).zip(&report.hits) {
        let document = &hit.document;
        let number = document.number.as_ref().map(DocumentNumber::number);
        let date = document.date.map(|date| date.to_string());
        let named: Vec<&str> =
            [number, document.issuer.as_deref(), date.as_deref()].into_iter().flatten().collect();
        let why = wording::matched(&hit.matched, language);
        lines.push(String::new());
        let file = document.file.shown(persons);
        lines.push(format!("{rank}. {file} [{why}]"));
        if !named.is_empty() {
            lines.push(format!("   {}", named.join(" · ")));
        }
        if let Some(subject) = &document.subject {
            lines.push(format!("   {subject}"));
        }
        if document.read != ReadState::Full {
            lines.push(format!("   {}", wording::read_state(document.read, language)));
        }
        for passage in &hit.passages {
            let place = passage.place.as_ref().map(|place| place_text(place, language));
            let place = place.map(|place| format!("{place}: ")).unwrap_or_default();
            lines.push(format!("   {place}{}", marked(passage)));
        }
    }
    for WordSuggestion { word, meant } in &report.suggestions {
        lines.push(wording::suggestion(word, meant, language));
    }
    lines.push(String::new());
    lines.push(format!("{}: {}", labels.coverage, wording::coverage(&report.coverage, language)));
    lines.join("\n")
}

/// The passage on one line, what was asked for between «».
fn marked(passage: &FoundPassage) -> String {
    let mut shown = String::with_capacity(passage.text.len());
    let mut at = 0;
    for [start, end] in &passage.marks {
        let (Some(before), Some(mark)) =
            (passage.text.get(at..*start), passage.text.get(*start..*end))
        else {
            continue;
        };
        shown.push_str(before);
        shown.push('«');
        shown.push_str(mark);
        shown.push('»');
        at = *end;
    }
    shown.push_str(passage.text.get(at..).unwrap_or_default());
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}
