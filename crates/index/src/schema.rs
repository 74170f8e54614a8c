//! Which fields does a document have in the index, and what stands in each?
//!
//! What each costs in bytes is measured in docs/measurements.md.

use std::ops::RangeInclusive;

use model::{ObjectKey, UnitId, facts::Metric, number::DocumentNumber, reading::ReadState};
use rust_decimal::{Decimal, prelude::ToPrimitive as _};
use tantivy::{
    TantivyDocument,
    schema::{
        FAST, Field, IndexRecordOption, STORED, STRING, Schema, SchemaBuilder, TextFieldIndexing,
        TextOptions,
    },
};

use crate::{
    card::{Card, Entry, ReadingAt},
    error::{Error, Result},
    number,
    text::Text,
    words::{self, Shape},
};

/// The version of what is indexed and how: an index of another version is rebuilt.
pub(crate) const INDEX_VERSION: u32 = 3;

/// The name of the field that listings are ordered by.
pub(crate) const FILE: &str = "file";

/// The fields of a document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    /// The key of the object, by which a change replaces all of its documents.
    pub(crate) object: Field,
    /// Whose it is.
    pub(crate) unit: Field,
    /// Its path, whole; listings are ordered by it.
    pub(crate) file: Field,
    /// The words of its path.
    pub(crate) path: Field,
    /// The criteria in whose folders it lies.
    pub(crate) criterion: Field,
    /// How much of it was read.
    pub(crate) read: Field,
    /// Its own number: the key.
    pub(crate) number: Field,
    /// Its own number in the forms of [`number::loose`] and [`number::seen`].
    pub(crate) number_like: Field,
    /// The parts of its own number, its year with them.
    pub(crate) number_part: Field,
    /// The numbers of the documents that it cites: the keys.
    pub(crate) cited: Field,
    /// The same in tolerant forms.
    pub(crate) cited_like: Field,
    /// The first and the last day that its date can mean, as the number YYYYMMDD.
    pub(crate) dated_from: Field,
    pub(crate) dated_to: Field,
    /// Name and symbol of its type.
    pub(crate) doc_type: Field,
    /// The words of its issuer, with the symbols in its number.
    pub(crate) issuer: Field,
    /// The words of the periods of its figures.
    pub(crate) period: Field,
    /// Its figures, see [`metric_term`].
    pub(crate) metric: Field,
    /// The words of its text as they are written; see `search::variant` for those that are typed without diacritics.
    pub(crate) words: Field,
    /// Its text, for passages.
    pub(crate) text: Field,
    /// Its card, as JSON.
    pub(crate) card: Field,
}

pub(crate) fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let words = |schema: &mut SchemaBuilder, name, shape: Shape, option| {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(shape.tokenizer())
            .set_index_option(option)
            .set_fieldnorms(option != IndexRecordOption::Basic);
        schema.add_text_field(name, TextOptions::default().set_indexing_options(indexing))
    };
    let text = IndexRecordOption::WithFreqsAndPositions;
    let fields = Fields {
        object: schema.add_text_field("object", STRING),
        unit: schema.add_text_field("unit", STRING),
        file: schema.add_text_field(FILE, STRING | FAST),
        path: words(&mut schema, "path", Shape::Folded, text),
        criterion: schema.add_text_field("criterion", STRING),
        read: schema.add_text_field("read", STRING),
        number: schema.add_text_field("number", STRING),
        number_like: schema.add_text_field("number_like", STRING),
        number_part: schema.add_text_field("number_part", STRING),
        cited: schema.add_text_field("cited", STRING),
        cited_like: schema.add_text_field("cited_like", STRING),
        dated_from: schema.add_u64_field("dated_from", FAST),
        dated_to: schema.add_u64_field("dated_to", FAST),
        doc_type: schema.add_text_field("doc_type", STRING),
        issuer: words(&mut schema, "issuer", Shape::Folded, IndexRecordOption::Basic),
        period: words(&mut schema, "period", Shape::Folded, text),
        metric: schema.add_text_field("metric", STRING),
        words: words(&mut schema, "words", Shape::Accented, text),
        text: schema.add_text_field("text", STORED),
        card: schema.add_text_field("card", STORED),
    };
    (schema.build(), fields)
}

/// The document as tantivy takes it.
pub(crate) fn document(
    fields: &Fields,
    key: &ObjectKey,
    unit: &UnitId,
    reading: Option<&ReadingAt>,
    entry: Entry,
) -> Result<TantivyDocument> {
    let text = Text::of(&entry.document);
    let card = Card::new(unit, reading, &entry, &text);
    let card_json = serde_json::to_string(&card).map_err(|source| {
        Error::caused(model::ErrorKind::Bug, format!("write the card of `{}`", entry.file), source)
    })?;
    // It holds the text twice, once to be indexed and once to be stored, and little besides.
    let mut document = TantivyDocument::with_capacity(2 * text.text.len() + 2 * card_json.len());
    document.add_text(fields.object, key.as_str());
    document.add_text(fields.unit, unit.as_str());
    let path = entry.file.to_string();
    for code in criterion_segments(&path) {
        document.add_text(fields.criterion, code);
    }
    document.add_text(fields.path, &path);
    document.add_text(fields.file, path);
    document.add_text(fields.read, read_term(entry.read));
    let header = &entry.facts.header;
    if let Some(own) = &header.number {
        document.add_text(fields.number, own.key());
        document.add_text(fields.number_like, number::loose(own.key()));
        document.add_text(fields.number_like, number::seen(own.key()));
        let year = header.date.map(|date| date.year().to_string());
        for part in number::parts(own.key()).into_iter().chain(year) {
            document.add_text(fields.number_part, part);
        }
        document.add_text(fields.issuer, own.symbol());
    }
    for (key, like) in cited_forms(entry.facts.citations.iter().map(|citation| &citation.number)) {
        document.add_text(fields.cited, key);
        like.into_iter().for_each(|form| document.add_text(fields.cited_like, form));
    }
    if let Some(date) = header.date {
        document.add_u64(fields.dated_from, day_number(date.first_day()));
        document.add_u64(fields.dated_to, day_number(date.last_day()));
    }
    if let Some(doc_type) = &header.doc_type {
        document.add_text(fields.doc_type, words::folded_line(doc_type.as_str()));
    }
    if let Some(symbol) =
        header.number.as_ref().and_then(|own| own.symbol().split(['-', '/']).next())
    {
        document.add_text(fields.doc_type, words::folded_line(symbol));
    }
    let bodies = [&header.issuer, &header.parent_body, &header.issuer_id];
    for body in bodies.into_iter().flatten() {
        document.add_text(fields.issuer, with_abbreviations(body));
    }
    for metric in &entry.facts.metrics {
        if let Some(period) = &metric.period {
            document.add_text(fields.period, period);
        }
        document.add_text(fields.metric, metric_of(metric));
    }
    document.add_text(fields.words, &text.text);
    document.add_text(fields.text, text.text);
    document.add_text(fields.card, card_json);
    Ok(document)
}

/// The term of a state of reading.
pub(crate) fn read_term(state: ReadState) -> &'static str {
    match state {
        ReadState::Full => "full",
        ReadState::Partly => "partly",
        ReadState::NotRead => "not-read",
    }
}

/// Each cited number once: its key and its tolerant forms.
fn cited_forms<'n>(
    numbers: impl Iterator<Item = &'n DocumentNumber>,
) -> std::collections::BTreeMap<&'n str, [String; 2]> {
    numbers
        .map(|cited| (cited.key(), [number::loose(cited.key()), number::seen(cited.key())]))
        .collect()
}

fn criterion_segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| model::CriterionCode::new(segment).is_ok())
}

/// A name of a body, with the abbreviations that everybody uses beside the words that they stand for.
pub(crate) fn with_abbreviations(name: &str) -> String {
    let folded = words::folded_line(name);
    folded.replace("uy ban nhan dan", "ubnd").replace("hoi dong nhan dan", "hdnd")
}

/// Whether two names may mean one body: the words of the one are among those of the other, whatever the case, the
/// diacritics and the usual abbreviations.
#[must_use]
pub fn same_body(one: &str, other: &str) -> bool {
    let words = |name| {
        let name = with_abbreviations(name);
        name.split(' ').map(str::to_owned).collect::<std::collections::BTreeSet<_>>()
    };
    let (one, other) = (words(one), words(other));
    one.is_subset(&other) || other.is_subset(&one)
}

/// A day as the number YYYYMMDD.
pub(crate) fn day_number(day: jiff::civil::Date) -> u64 {
    let [year, month, day] = [i64::from(day.year()), i64::from(day.month()), i64::from(day.day())];
    u64::try_from(year * 10_000 + month * 100 + day).expect("years of documents are positive")
}

/// A target is no result: it stands under a name of its own.
fn metric_of(metric: &Metric) -> String {
    let kind = if metric.is_target { "target" } else { "result" };
    metric_term(&format!("{kind}/{}", metric.metric.as_str()), metric.value)
}

/// A figure as a term: terms of one metric sort as their values do.
pub(crate) fn metric_term(metric: &str, value: Decimal) -> String {
    format!("{metric}={:016x}", sortable(value))
}

/// The terms of all values of a metric's results between two bounds.
pub(crate) fn metric_terms(metric: &str, values: RangeInclusive<Decimal>) -> [String; 2] {
    let term = |value: Decimal| metric_term(&format!("result/{metric}"), value);
    [term(*values.start()), term(*values.end())]
}

/// The smallest step between values that the index tells apart.
pub(crate) fn metric_step() -> Decimal {
    Decimal::new(1, 6)
}

/// The largest value that the index tells from larger ones.
pub(crate) fn metric_limit() -> Decimal {
    Decimal::from(1_000_000_000_000_u64)
}

/// A value in millionths, moved so that none is negative.
fn sortable(value: Decimal) -> u64 {
    let limit = metric_limit();
    let millionths = value.clamp(-limit, limit) / metric_step();
    let moved = i128::from(millionths.floor().to_i64().expect("limited above")) + (1_i128 << 63);
    u64::try_from(moved).expect("an i64 moved by half its range is a u64")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn folders_named_by_criteria_are_known() {
        let segments = |path| criterion_segments(path).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(segments("so-y-te/II/2.3.1/KH.docx"), ["2.3.1"]);
        assert_eq!(segments("so-y-te/TC 1.pdf"), [""; 0]);
    }

    #[test]
    fn bodies_are_found_by_name_and_abbreviation() {
        assert_eq!(with_abbreviations("Uỷ ban nhân dân tỉnh An Bình"), "ubnd tinh an binh");
        assert_eq!(with_abbreviations("UBND TỈNH AN BÌNH"), "ubnd tinh an binh");
    }

    #[test]
    fn bodies_are_compared_by_their_words() {
        assert!(same_body("UBND tỉnh An Bình", "ỦY BAN NHÂN DÂN TỈNH AN BÌNH"));
        assert!(same_body("UBND", "Uỷ ban nhân dân tỉnh An Bình"));
        assert!(!same_body("UBND tỉnh An Bình", "UBND tỉnh Hà Tân"));
    }

    proptest! {
        /// Terms sort as values do, so that a range of terms is a range of values.
        #[test]
        fn terms_sort_as_values(a in -1_000_000_i64..1_000_000, b in -1_000_000_i64..1_000_000, scale in 0_u32..5) {
            let (a, b) = (Decimal::new(a, scale), Decimal::new(b, scale));
            prop_assert_eq!(metric_term("m", a).cmp(&metric_term("m", b)), a.cmp(&b));
        }
    }
}
