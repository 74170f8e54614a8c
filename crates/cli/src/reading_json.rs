//! The JSON of `read` and `facts`, as other programs rely on it.

use model::{
    ContentHash, Document, PartialDate, Place, Problem,
    document::{Cell, LongCell, LongTable, Part, PartKind, Span, TextSource},
    facts::{Citation, Header, Metric, MetricUnit, Qualifier, Recognition},
    place::Range,
    reading::{MediaType, Outcome, Reading},
};
use serde::Serialize;

use self::signature::SignatureJson;

mod signature;

/// One document.
#[derive(Debug, Serialize)]
pub(crate) struct ReadingJson {
    file: String,
    parent: Option<String>,
    sha256: ContentHash,
    media_type: MediaType,
    outcome: Outcome,
    pages: Vec<PageJson>,
    tables: Vec<TableJson>,
    header: HeaderJson,
    refs: Vec<RefJson>,
    metrics: Vec<MetricJson>,
    signatures: Vec<SignatureJson>,
    problems: Vec<Problem>,
}

#[derive(Debug, Serialize)]
struct PageJson {
    number: usize,
    text: String,
    source: TextSource,
    reason: Option<String>,
}

#[derive(Debug, Serialize)]
struct TableJson {
    place: Option<Place>,
    rows: Vec<Vec<String>>,
}

#[derive(Debug, Serialize)]
pub(crate) struct HeaderJson {
    number: Option<String>,
    raw: Option<String>,
    date: Option<PartialDate>,
    issuer: Option<String>,
    issuer_id: Option<String>,
    doc_type: Option<String>,
    #[serde(rename = "abstract")]
    subject: Option<String>,
    signer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recognition: Option<RecognitionJson>,
}

#[derive(Debug, Serialize)]
pub(crate) struct RefJson {
    number: String,
    raw: String,
    date: Option<PartialDate>,
    issuer: Option<String>,
    issuer_id: Option<String>,
    doc_type: Option<String>,
    repaired: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    recognition: Option<RecognitionJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Place>,
}

/// How a number was recognised, of those that stand in an image.
#[derive(Debug, Serialize)]
pub(crate) struct RecognitionJson {
    percent: u8,
    outnumbered_by: Option<String>,
    doubtful: bool,
}

#[derive(Debug, Serialize)]
pub(crate) struct MetricJson {
    metric: String,
    value: serde_json::Number,
    unit: MetricUnit,
    numerator: Option<serde_json::Number>,
    denominator: Option<serde_json::Number>,
    base: Option<String>,
    period: Option<String>,
    qualifier: Option<Qualifier>,
    is_target: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Place>,
    quote: String,
}

/// The documents of a reading: the file, then the files inside it.
pub(crate) fn lines(file: &str, reading: &Reading) -> Vec<ReadingJson> {
    reading
        .flatten()
        .into_iter()
        .map(|(inner, reading)| {
            let name = |inner: &str| {
                if inner.is_empty() { file.to_owned() } else { format!("{file}!/{inner}") }
            };
            let parent = (!inner.is_empty())
                .then(|| name(inner.rsplit_once("!/").map_or("", |(outer, _)| outer)));
            let facts =
                facts::understand(&reading.document, reading.sha256, reading.identity.as_ref());
            ReadingJson {
                file: name(&inner),
                parent,
                sha256: reading.sha256,
                media_type: reading.media_type,
                outcome: reading.outcome,
                pages: (1..)
                    .zip(reading.document.parts())
                    .map(|(number, part)| page(number, part))
                    .collect(),
                tables: tables(&reading.document),
                header: HeaderJson::from(&facts.header),
                refs: facts.citations.iter().map(RefJson::from).collect(),
                metrics: facts.metrics.iter().map(MetricJson::from).collect(),
                signatures: reading.signatures.iter().map(SignatureJson::from).collect(),
                problems: reading.problems.iter().chain(&facts.problems).cloned().collect(),
            }
        })
        .collect()
}

fn page(number: usize, part: &Part) -> PageJson {
    PageJson {
        number,
        text: part.text().to_owned(),
        source: part.source(),
        reason: part.reason().map(str::to_owned),
    }
}

/// The tables as they read, those that go on over pages whole, at their place on the first.
fn tables(document: &Document) -> Vec<TableJson> {
    let json = |table: &LongTable| {
        let (index, rows) = table.beginning(document);
        TableJson {
            place: table_place(document, index, &document.parts()[index], rows),
            rows: table.rows(document).iter().map(|cells| row(cells)).collect(),
        }
    };
    document.whole_tables().iter().map(json).collect()
}

/// On a page the words of the whole table, else its first cell that says something.
fn table_place(
    document: &Document,
    index: usize,
    part: &Part,
    rows: &[Vec<Cell>],
) -> Option<Place> {
    let mut cells =
        rows.iter().flatten().map(|cell| cell.range).filter(|range| range.start < range.end);
    let first = cells.next()?;
    let range = match part.kind() {
        PartKind::Page { .. } => {
            Range { start: first.start, end: cells.next_back().unwrap_or(first).end }
        }
        _ => first,
    };
    document.place(&Span { part: index, range })
}

/// The texts of a row, each in its grid column.
fn row(cells: &[LongCell<'_>]) -> Vec<String> {
    let mut texts = Vec::new();
    for cell in cells {
        let column = cell.as_ref().column.saturating_sub(1) as usize;
        texts.resize(texts.len().max(column), String::new());
        texts.push(cell.text().to_owned());
    }
    texts
}

impl From<&Header> for HeaderJson {
    fn from(header: &Header) -> Self {
        Self {
            number: header.number.as_ref().map(|number| number.number().to_owned()),
            raw: header.number.as_ref().map(|number| number.raw().to_owned()),
            date: header.date,
            issuer: header.issuer.clone(),
            issuer_id: header.issuer_id.clone(),
            doc_type: header.doc_type.as_ref().map(|doc_type| doc_type.as_str().to_owned()),
            subject: header.subject.clone(),
            signer: header.signer.clone(),
            recognition: header.number_recognition.as_ref().map(RecognitionJson::from),
        }
    }
}

impl From<&Recognition> for RecognitionJson {
    fn from(recognition: &Recognition) -> Self {
        Self {
            percent: recognition.percent,
            outnumbered_by: recognition.outnumbered_by.as_ref().map(ToString::to_string),
            doubtful: recognition.is_doubtful(),
        }
    }
}

impl From<&Citation> for RefJson {
    fn from(citation: &Citation) -> Self {
        Self {
            number: citation.number.number().to_owned(),
            raw: citation.number.raw().to_owned(),
            date: citation.date,
            issuer: citation.issuer.clone(),
            issuer_id: citation.issuer_id.clone(),
            doc_type: citation.doc_type.as_ref().map(|doc_type| doc_type.as_str().to_owned()),
            repaired: citation.repaired,
            recognition: citation.recognition.as_ref().map(RecognitionJson::from),
            place: Some(citation.quote.place.clone()),
        }
    }
}

impl RefJson {
    /// The number that a text bears itself.
    pub(crate) fn of_header(header: &Header) -> Option<Self> {
        let number = header.number.as_ref()?;
        Some(Self {
            number: number.number().to_owned(),
            raw: number.raw().to_owned(),
            date: header.date,
            issuer: header.issuer.clone(),
            issuer_id: header.issuer_id.clone(),
            doc_type: header.doc_type.as_ref().map(|doc_type| doc_type.as_str().to_owned()),
            repaired: false,
            recognition: None,
            place: None,
        })
    }

    /// A citation in a text that has no places.
    pub(crate) fn without_place(citation: &Citation) -> Self {
        Self { place: None, ..Self::from(citation) }
    }
}

impl From<&Metric> for MetricJson {
    fn from(metric: &Metric) -> Self {
        let number = |value: &dyn std::fmt::Display| {
            value
                .to_string()
                .parse::<serde_json::Number>()
                .expect("a decimal prints as a JSON number")
        };
        Self {
            metric: metric.metric.as_str().to_owned(),
            value: number(&metric.value),
            unit: metric.unit,
            numerator: metric.numerator.map(|value| number(&value)),
            denominator: metric.denominator.map(|value| number(&value)),
            base: metric.base.clone(),
            period: metric.period.clone(),
            qualifier: metric.qualifier,
            is_target: metric.is_target,
            place: Some(metric.quote.place.clone()),
            quote: metric.quote.text.clone(),
        }
    }
}

impl MetricJson {
    /// A metric in a text that has no places.
    pub(crate) fn without_place(metric: &Metric) -> Self {
        Self { place: None, ..Self::from(metric) }
    }
}
