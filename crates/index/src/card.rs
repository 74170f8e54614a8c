//! What the index is told of a document, and what of it can be shown without reading the document again.

use std::ops::Range;

use model::{
    ContentHash, Document, DocumentNumber, ObjectKey, PartialDate, Place, UnitId,
    dossier::FilePath,
    facts::{DocType, Facts, Header, MetricId},
    reading::ReadState,
    recipe::ReadRecipe,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::text::Text;

/// A document to be found.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Where it lies.
    pub file: FilePath,
    /// How much of it was read.
    pub read: ReadState,
    /// What it says; empty where nothing was read.
    pub document: Document,
    /// What was understood of it.
    pub facts: Facts,
}

/// Everything about one object: what was known of it before is replaced.
#[derive(Debug, Clone, PartialEq)]
pub struct ObjectEntries {
    /// The object.
    pub key: ObjectKey,
    /// Whose it is.
    pub unit: UnitId,
    /// Where its reading is kept; none when there is none.
    pub reading: Option<ReadingAt>,
    /// Its documents; none when the object is gone.
    pub entries: Vec<Entry>,
}

/// Where a reading is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingAt {
    /// The content that was read.
    pub sha256: ContentHash,
    /// What it was read with.
    pub recipe: ReadRecipe,
}

/// A document as the index shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// Whose it is.
    pub unit: UnitId,
    /// Where it lies.
    pub file: FilePath,
    /// How much of it was read.
    pub read: ReadState,
    /// Its own number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<DocumentNumber>,
    /// Its date of issue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<PartialDate>,
    /// Who issued it, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// Who issued it, in the table of bodies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer_id: Option<String>,
    /// Its type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc_type: Option<DocType>,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Where its reading is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<ReadingAt>,
    /// Where each part but the first begins in the text, in bytes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) part_starts: Vec<usize>,
    /// The numbers that it cites, and where.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) cited: Vec<Cited>,
    /// The results that it states, and where.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) figures: Vec<Figure>,
}

/// A number that a document cites.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Cited {
    #[serde(rename = "n")]
    pub(crate) number: String,
    /// Where the citation stands in the text.
    #[serde(rename = "a")]
    pub(crate) at: Option<Range<usize>>,
}

/// A result that a document states.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Figure {
    #[serde(rename = "m")]
    pub(crate) metric: MetricId,
    #[serde(rename = "v")]
    pub(crate) value: Decimal,
    /// Where the figure stands in the text.
    #[serde(rename = "a")]
    pub(crate) at: Option<Range<usize>>,
}

impl Card {
    /// The card of a document that is to be indexed.
    #[must_use]
    pub fn of_entry(unit: &UnitId, reading: Option<&ReadingAt>, entry: &Entry) -> Self {
        Self::new(unit, reading, entry, &Text::of(&entry.document))
    }

    pub(crate) fn new(
        unit: &UnitId,
        reading: Option<&ReadingAt>,
        entry: &Entry,
        text: &Text,
    ) -> Self {
        let Header { number, date, issuer, issuer_id, doc_type, subject, .. } = &entry.facts.header;
        let at = |place: &Place| entry.document.span(place).map(|span| text.range_of(&span));
        let cited = entry.facts.citations.iter().map(|citation| Cited {
            number: citation.number.number().to_owned(),
            at: at(&citation.quote.place),
        });
        let results = entry.facts.metrics.iter().filter(|metric| !metric.is_target);
        let figures = results.map(|metric| Figure {
            metric: metric.metric.clone(),
            value: metric.value,
            at: at(&metric.quote.place),
        });
        Self {
            unit: unit.clone(),
            file: entry.file.clone(),
            read: entry.read,
            number: number.clone(),
            date: *date,
            issuer: issuer.clone(),
            issuer_id: issuer_id.clone(),
            doc_type: doc_type.clone(),
            subject: subject.clone(),
            reading: reading.cloned(),
            part_starts: text.part_starts.clone(),
            cited: cited.collect(),
            figures: figures.collect(),
        }
    }

    /// The part in which a byte of the text lies, and where that part begins.
    pub(crate) fn part_at(&self, byte: usize) -> (usize, usize) {
        let part = self.part_starts.partition_point(|start| *start <= byte);
        (part, part.checked_sub(1).map_or(0, |before| self.part_starts[before]))
    }
}
