//! Scores citations: the number, and given the number its date, issuer and type.
//!
//! Strict compares canonical numbers, soft leaves leading zeros out. A reading that is labelled as a look-alike is a cause
//! of its own. A document's own number counts as named, as in `kiemchung facts`.

use model::{DocumentNumber, facts::Facts};

use super::{
    labelled::{CitationLabel, CitingText},
    pairing::{pair_up, unpaired},
    quotes::Proof,
    score::Scored,
    understood,
};

/// Whether a text shows what a scanner does to it: its id says so.
pub(super) fn is_damaged(text: &CitingText) -> bool {
    text.id.starts_with("ocr")
}

/// A citation, or the document's own number, in the labels' form.
pub(super) struct Reading {
    pub(super) number: DocumentNumber,
    date: Option<String>,
    issuer: Option<String>,
    doc_type: Option<String>,
}

/// What a text was understood to name.
pub(super) fn readings(facts: &Facts) -> Vec<Reading> {
    let header = &facts.header;
    let own = header.number.as_ref().map(|number| Reading {
        number: number.clone(),
        date: header.date.map(|date| date.to_string()),
        issuer: header.issuer.clone(),
        doc_type: header.doc_type.as_ref().map(|doc_type| doc_type.as_str().to_owned()),
    });
    let cited = facts.citations.iter().map(|citation| Reading {
        number: citation.number.clone(),
        date: citation.date.map(|date| date.to_string()),
        issuer: citation.issuer.clone(),
        doc_type: citation.doc_type.as_ref().map(|doc_type| doc_type.as_str().to_owned()),
    });
    own.into_iter().chain(cited).collect()
}

pub(super) fn score(title: &'static str, texts: &[CitingText], quotes: &mut Proof) -> Scored {
    let mut scored = Scored::new(title, texts.len());
    for text in texts {
        let (document, facts) = understood(&text.text);
        quotes.check(&text.id, &document, &facts);
        score_text(text, &readings(&facts), &mut scored);
    }
    scored
}

fn score_text(text: &CitingText, readings: &[Reading], scored: &mut Scored) {
    let labels: Vec<(&CitationLabel, DocumentNumber)> = text
        .refs
        .iter()
        .filter_map(|label| Some((label, DocumentNumber::parse(label.number.as_deref()?).ok()?)))
        .collect();
    let pairs = pair_up(&labels, readings, |(label, number), reading| {
        number.eq_ignoring_zeros(&reading.number).then(|| {
            (
                *number != reading.number,
                label.date != reading.date,
                folded(label.issuer.as_deref()) != folded(reading.issuer.as_deref()),
            )
        })
    });
    let strict =
        pairs.iter().filter(|(label, reading)| labels[*label].1 == readings[*reading].number);
    let strict = strict.count();
    for (field, right) in [("number", strict), ("number, zeros left out", pairs.len())] {
        let tally = scored.field(field);
        tally.right += right;
        tally.labelled += labels.len();
        tally.read += readings.len();
    }
    for (label, reading) in &pairs {
        let ((label, number), reading) = (&labels[*label], &readings[*reading]);
        let id = format!("{} {number}", text.id);
        scored.compare("date, given the number", &id, label.date.clone(), reading.date.clone());
        for (field, label, reading) in [
            ("issuer, given the number", &label.issuer, &reading.issuer),
            ("type, given the number", &label.doc_type, &reading.doc_type),
        ] {
            scored.compare(field, &id, folded(label.as_deref()), folded(reading.as_deref()));
        }
    }
    for label in unpaired(labels.len(), pairs.iter().map(|pair| pair.0)) {
        scored.miss("number not found", format!("{} {}", text.id, labels[label].1));
    }
    for reading in unpaired(readings.len(), pairs.iter().map(|pair| pair.1)) {
        let number = &readings[reading].number;
        let is_look_alike = text.non_refs.iter().filter_map(|other| other.text()).any(|other| {
            DocumentNumber::parse(other).is_ok_and(|other| other.eq_ignoring_zeros(number))
        });
        let cause = if is_look_alike { "look-alike taken" } else { "number not there" };
        scored.miss(cause, format!("{} {number}", text.id));
    }
}

/// Names are equal whatever their case and spacing.
pub(super) fn folded(name: Option<&str>) -> Option<String> {
    let name = name?.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    Some(name).filter(|name| !name.is_empty())
}
