//! The findings and the claims as tables of text, for other programs and for whoever has no Excel: RFC 4180, UTF-8.
//!
//! A byte order mark stands in front, because Excel takes a file without one for its own code page. A text that a
//! spreadsheet would take for a formula gets an apostrophe in front; the exact texts are in the JSON.

use std::borrow::Cow;

use csv::Writer;
use model::{finding::Finding, personal::Persons, verdict::Judgement};

use crate::{
    Language, RoundReport, UnitReport, UnitState,
    wording::{
        finding::{finding_text, severity},
        label::Labels,
        place::place_text,
        verdict::verdict_text,
    },
};

/// The findings, one a line.
#[must_use]
pub fn findings_csv(report: &RoundReport<'_>, language: Language) -> Vec<u8> {
    let l = Labels::of(language);
    let mut table = Table::new(&[
        l.unit,
        l.criterion,
        l.criterion_name,
        l.severity,
        "code",
        l.code,
        l.message,
        l.hint,
        l.claimed,
        l.quote,
        l.file,
        l.place,
    ]);
    for (unit, _, findings) in judged(report) {
        for finding in findings {
            let text = finding_text(finding, language);
            let shown = finding.evidence.iter().rev().find(|evidence| evidence.quote.is_some());
            let shown = shown.or_else(|| finding.evidence.last());
            let quote = shown.and_then(|shown| shown.quote.as_ref());
            table.row(&[
                unit.id.as_str(),
                &finding.criterion.as_ref().map(ToString::to_string).unwrap_or_default(),
                finding
                    .criterion
                    .as_ref()
                    .and_then(|code| report.set.name_of(code))
                    .unwrap_or(l.whole_sheet),
                severity(finding.severity, language),
                &code_name(finding),
                text.title,
                &text.message,
                &text.hint,
                &finding.claimed.map(|points| points.to_string()).unwrap_or_default(),
                &quote.map_or(Cow::Borrowed(""), |quote| Persons::Masked.text(&quote.text)),
                &shown.map(|shown| shown.file.shown(Persons::Masked)).unwrap_or_default(),
                &quote.map(|quote| place_text(&quote.place, language)).unwrap_or_default(),
            ]);
        }
    }
    table.finish()
}

/// The claims with their verdicts, one a line.
#[must_use]
pub fn claims_csv(report: &RoundReport<'_>, language: Language) -> Vec<u8> {
    let l = Labels::of(language);
    let mut table = Table::new(&[
        l.unit,
        l.criterion,
        l.criterion_name,
        l.maximum,
        l.claimed,
        l.recomputed,
        l.verdict,
        l.reason,
    ]);
    for (unit, judgements, _) in judged(report) {
        for Judgement { criterion, claimed, recomputed, verdict, .. } in judgements {
            let text = verdict_text(verdict.as_ref(), language);
            table.row(&[
                unit.id.as_str(),
                &criterion.to_string(),
                report.set.name_of(criterion).unwrap_or_default(),
                &report.set.max_of(criterion).map(|points| points.to_string()).unwrap_or_default(),
                &claimed.to_string(),
                &recomputed.map(|points| points.to_string()).unwrap_or_default(),
                text.name,
                &text.reason,
            ]);
        }
    }
    table.finish()
}

fn judged<'r>(
    report: &'r RoundReport<'_>,
) -> impl Iterator<Item = (&'r UnitReport, &'r [Judgement], &'r [Finding])> {
    report.units.iter().filter_map(|unit| match &unit.state {
        UnitState::Judged { judgements, findings, .. } => {
            Some((unit, judgements.as_slice(), findings.as_slice()))
        }
        UnitState::NotJudged { .. } => None,
    })
}

/// The stable name of a finding, as in JSON.
fn code_name(finding: &Finding) -> String {
    let name = serde_json::to_value(finding.code()).expect("a code is a name");
    name.as_str().unwrap_or_default().to_owned()
}

pub(crate) struct Table(Writer<Vec<u8>>);

const WRITTEN: &str = "writing to memory does not fail";

impl Table {
    pub(crate) fn new(headings: &[&str]) -> Self {
        let mut table = Self(Writer::from_writer("\u{feff}".as_bytes().to_vec()));
        table.row(headings);
        table
    }

    pub(crate) fn row(&mut self, cells: &[&str]) {
        self.0.write_record(cells.iter().map(|cell| harmless(cell))).expect(WRITTEN);
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.0.into_inner().expect(WRITTEN)
    }
}

/// A text that no spreadsheet takes for a formula. Numbers below zero stay numbers.
fn harmless(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let is_number = text.parse::<rust_decimal::Decimal>().is_ok();
    if is_formula && !is_number { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::*;

    fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
        let text = bytes.strip_prefix("\u{feff}".as_bytes()).expect("a byte order mark");
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
        reader
            .records()
            .map(|row| row.expect("a row").iter().map(str::to_owned).collect())
            .collect()
    }

    #[test]
    fn every_finding_and_claim_is_a_line() {
        let set = set();
        let report = sample(&set);
        let findings = rows(&findings_csv(&report, Language::Vietnamese));
        assert_eq!(findings.len(), 1 + 2);
        assert_eq!(findings[1][4], "score-above-maximum");
        assert_eq!(findings[1][9], "Tự chấm: 2");
        let claims = rows(&claims_csv(&report, Language::English));
        assert_eq!(claims.len(), 1 + 4);
        assert_eq!(claims[1][..5], ["so-y-te", "1.1", "Kế hoạch", "1.5", "2"]);
    }

    #[test]
    fn no_text_is_a_formula() {
        let set = set();
        let findings = rows(&findings_csv(&sample(&set), Language::Vietnamese));
        assert_eq!(findings[2][9], "'=HYPERLINK(\"x\")");
        for (text, expect) in [("-1.5", "-1.5"), ("-x", "'-x"), ("a=b", "a=b"), ("@a", "'@a")] {
            assert_eq!(harmless(text), expect);
        }
    }
}
