//! Scores self-score sheets: rows by their order, then what each row claims.

use std::collections::BTreeSet;

use model::sheet::SheetRow;
use rust_decimal::Decimal;

use super::{
    labelled::{RowLabel, SheetText},
    quotes::Proof,
    score::Scored,
    understood,
};

pub(super) fn score(texts: &[SheetText], quotes: &mut Proof) -> Scored {
    let mut scored = Scored::new("self-score sheets", texts.len());
    for SheetText { id, text, rows: labels } in texts {
        let (document, facts) = understood(text);
        quotes.check(id, &document, &facts);
        let rows = facts.sheet.map(|sheet| sheet.rows).unwrap_or_default();
        scored.field("sheet").add(!labels.is_empty(), !rows.is_empty(), !rows.is_empty());
        // Rows without a code carry sums and options; those that are labelled have one.
        let rows: Vec<&SheetRow> = rows.iter().filter(|row| row.code.is_some()).collect();
        for label in labels {
            let same_code = |row: &&&SheetRow| row.code == label.code;
            let row = rows.iter().find(same_code).copied();
            scored.field("row").add(true, row.is_some(), row.is_some());
            match row {
                Some(row) => score_row(id, label, row, &mut scored),
                None => scored.miss("row not found", format!("{id} {:?}", label.code)),
            }
        }
        for row in rows {
            if !labels.iter().any(|label| label.code == row.code) {
                scored.field("row").add(false, true, false);
                scored.miss("row not there", format!("{id} {:?}", row.code));
            }
        }
    }
    scored
}

fn score_row(id: &str, label: &RowLabel, row: &SheetRow, scored: &mut Scored) {
    let id = format!("{id} {}", label.code.as_deref().unwrap_or_default());
    let decimal = |text: &Option<String>| -> Option<Decimal> {
        Some(text.as_deref()?.parse().expect("labelled points are decimals"))
    };
    scored.compare("maximum", &id, decimal(&label.maximum), row.maximum);
    scored.compare("points", &id, decimal(&label.points), row.points);
    let set = |numbers: BTreeSet<String>| Some(numbers).filter(|numbers| !numbers.is_empty());
    let read = row.citations.iter().map(|citation| citation.number.number().to_owned()).collect();
    scored.compare("citations", &id, set(label.citations.iter().cloned().collect()), set(read));
    let links = row.links.iter().map(|link| link.text.clone()).collect();
    scored.compare("links", &id, set(label.links.iter().cloned().collect()), set(links));
    // Of an explanation a few words are labelled: they must be in it.
    let read = row.explanation.as_deref().map(|text| match label.explanation.as_deref() {
        Some(words) if text.contains(words) => words,
        _ => text,
    });
    scored.compare("explanation", &id, label.explanation.as_deref(), read);
}
