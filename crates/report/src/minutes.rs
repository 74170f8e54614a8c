//! The minutes of a unit's pre-check (biên bản tiền kiểm), to be discussed and signed: DOCX.
//!
//! Form: Nghị định 30/2020/NĐ-CP, appendix III. Number, day and those present are left blank for the people who fill
//! them in; what is printed is what was found.

mod opinions;

use std::{collections::BTreeMap, io::Cursor};

use model::{
    ContentHash, CriterionCode,
    finding::{Finding, Severity},
    personal::Persons,
    record::Head,
    verdict::{Judgement, UnreadFile, VerdictKind},
};

use crate::{
    Language, RoundReport, UnitReport, UnitState,
    page::Page,
    record::record_head_text,
    tally::Tally,
    wording::{
        choices::choices,
        figure,
        finding::{finding_text, severity},
        label::Labels,
        problem::problem_text,
        verdict::verdict_text,
    },
};

pub use opinions::{Opinion, Opinions};

/// What is printed, dated and signed below the minutes, so that nobody can begin another record after that day unseen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seal {
    /// The hash of the JSON report, which the record of runs holds.
    pub report: Option<ContentHash>,
    /// The end of the record: with the run whose report this is, or when the minutes were asked for.
    pub record: Option<Head>,
}

/// The minutes of a unit as a DOCX file; none where it was not judged. What people said at the desk stands beside what
/// was found.
#[must_use]
pub fn minutes(
    report: &RoundReport<'_>,
    unit: &UnitReport,
    seal: Seal,
    said: Opinions<'_>,
    language: Language,
) -> Option<Vec<u8>> {
    let UnitState::Judged { judgements, findings, unread, .. } = &unit.state else { return None };
    let minutes = Minutes { report, unit, seal, said, language, l: Labels::of(language) };
    let mut page = Page::default();
    minutes.opening(&mut page);
    minutes.counts(&Tally::of(unit)?, &mut page);
    minutes.to_put_right(findings, &mut page);
    minutes.to_appraise(judgements, &mut page);
    minutes.unread(unread, &mut page);
    minutes.opinions(judgements, &mut page);
    minutes.closing(&mut page);
    let mut bytes = Cursor::new(Vec::new());
    page.docx().build().pack(&mut bytes).expect("writing to memory does not fail");
    Some(bytes.into_inner())
}

struct Minutes<'r> {
    report: &'r RoundReport<'r>,
    unit: &'r UnitReport,
    seal: Seal,
    said: Opinions<'r>,
    language: Language,
    l: &'static Labels,
}

impl Minutes<'_> {
    fn opening(&self, page: &mut Page) {
        let l = self.l;
        page.beside(
            &[l.minutes_council, l.minutes_number],
            &[l.minutes_state, l.minutes_motto, l.minutes_day],
        );
        page.title(l.minutes);
        page.centred(&format!("{} – {}", self.unit.name, self.report.name));
        let head = self.report.set.head();
        page.text(&format!("{}: {} ({}).", l.criteria_set, head.name, head.decision));
        page.text(l.minutes_present);
    }

    fn counts(&self, tally: &Tally, page: &mut Page) {
        let l = self.l;
        let points = |points| figure::points(points, self.language);
        page.heading(&format!("I. {}", l.overview));
        let row = |label: &str, value: String| vec![label.to_owned(), value];
        page.table(
            &[70, 30],
            &[l.points, ""],
            &[
                row(l.claimed, points(tally.points.claimed)),
                row(l.standing, points(tally.points.standing)),
                row(l.for_appraiser, points(tally.points.for_appraiser)),
                row(l.in_doubt, points(tally.points.in_doubt)),
                row(l.uncheckable, points(tally.points.uncheckable)),
            ],
        );
        let files = &tally.files;
        page.text(&format!(
            "{}: {} ({} {}, {} {}, {} {}).",
            l.files,
            files.listed,
            files.in_full,
            l.in_full.to_lowercase(),
            files.in_part,
            l.in_part.to_lowercase(),
            files.not_read,
            l.not_read.to_lowercase(),
        ));
    }

    /// What the unit must answer: everything that blocks or warns, leaf by leaf.
    fn to_put_right(&self, findings: &[Finding], page: &mut Page) {
        let (l, language) = (self.l, self.language);
        page.heading(&format!("II. {}", l.minutes_to_put_right));
        let mut by_criterion = BTreeMap::<Option<&CriterionCode>, Vec<&Finding>>::new();
        for finding in findings.iter().filter(|finding| finding.severity != Severity::Note) {
            by_criterion.entry(finding.criterion.as_ref()).or_default().push(finding);
        }
        if by_criterion.is_empty() {
            return page.text(l.nothing_found);
        }
        let rows: Vec<_> = by_criterion
            .into_iter()
            .flat_map(|(code, findings)| {
                findings.into_iter().map(move |finding| {
                    let text = finding_text(finding, language);
                    let name = code.and_then(|code| self.report.set.name_of(code));
                    vec![
                        code.map(ToString::to_string).unwrap_or_default(),
                        name.unwrap_or(l.whole_sheet).to_owned(),
                        finding
                            .claimed
                            .map(|points| figure::points(points, language))
                            .unwrap_or_default(),
                        format!(
                            "{}: {}. {}",
                            severity(finding.severity, language),
                            text.title,
                            text.message
                        ),
                        text.hint,
                        code.and_then(|code| self.said.answer(code)).unwrap_or_default().to_owned(),
                    ]
                })
            })
            .collect();
        page.table(
            &[8, 22, 8, 32, 18, 12],
            &[l.criterion, l.criterion_name, l.claimed, l.message, l.hint, l.minutes_answer],
            &rows,
        );
    }

    /// What waits for a person, with the cases of the rule beside the evidence.
    fn to_appraise(&self, judgements: &[Judgement], page: &mut Page) {
        let (l, language) = (self.l, self.language);
        let is_open = |judgement: &&Judgement| {
            judgement
                .verdict
                .as_ref()
                .is_some_and(|verdict| verdict.kind() == VerdictKind::NeedsAppraiser)
        };
        let rows: Vec<_> = judgements
            .iter()
            .filter(is_open)
            .map(|judgement| {
                let set = self.report.set;
                let code = &judgement.criterion;
                vec![
                    code.to_string(),
                    set.name_of(code).unwrap_or_default().to_owned(),
                    figure::points(judgement.claimed, language),
                    verdict_text(judgement.verdict.as_ref(), language).reason,
                    set.leaf(code).map(|leaf| choices(leaf, language)).unwrap_or_default(),
                    self.appraised(code),
                ]
            })
            .collect();
        if rows.is_empty() {
            return;
        }
        page.heading(&format!("III. {}", l.minutes_to_appraise));
        page.table(
            &[8, 22, 8, 30, 20, 12],
            &[l.criterion, l.criterion_name, l.claimed, l.reason, l.choices, l.minutes_appraised],
            &rows,
        );
    }

    fn unread(&self, unread: &[UnreadFile], page: &mut Page) {
        let (l, language) = (self.l, self.language);
        if unread.is_empty() {
            return;
        }
        page.heading(&format!("IV. {}", l.unread));
        let rows: Vec<_> = unread
            .iter()
            .map(|file| {
                let text = problem_text(file.reason, &file.detail, language);
                let blocked = figure::count(file.blocked_claims.into(), language);
                vec![file.file.shown(Persons::Masked), text.message, text.hint.to_owned(), blocked]
            })
            .collect();
        page.table(&[36, 26, 26, 12], &[l.file, l.reason, l.hint, l.blocked_claims], &rows);
    }

    fn closing(&self, page: &mut Page) {
        let l = self.l;
        if let Some(hash) = self.seal.report {
            page.text(&format!("{}: {hash}.", l.minutes_report));
        }
        if let Some(head) = self.seal.record {
            page.text(&record_head_text(head, self.language));
        }
        page.text(l.minutes_end);
        page.beside(&[l.minutes_unit_signs], &[l.minutes_helper_signs]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::*;

    pub(super) fn text_of(bytes: &[u8]) -> String {
        // The parts are stored, not deflated, so the text stands in the bytes.
        String::from_utf8_lossy(bytes).into_owned()
    }

    /// The minutes of which nothing is printed below and about which nobody said anything.
    fn plain(report: &RoundReport<'_>, unit: &UnitReport, language: Language) -> Option<Vec<u8>> {
        minutes(report, unit, Seal::default(), Opinions::default(), language)
    }

    #[test]
    fn the_minutes_say_what_was_claimed_found_and_not_read() {
        let set = set();
        let report = sample(&set);
        let bytes = plain(&report, &report.units[0], Language::Vietnamese).expect("judged");
        let text = text_of(&bytes);
        for words in [
            "BIÊN BẢN TIỀN KIỂM",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Vượt điểm tối đa",
            "so-y-te/scan.pdf",
            "&lt;script&gt;",
        ] {
            assert!(text.contains(words), "{words}");
        }
        assert!(!text.contains("<script>"));
        assert_eq!(plain(&report, &report.units[1], Language::Vietnamese), None);
    }

    #[test]
    fn the_hash_of_the_report_and_the_end_of_the_record_are_printed() {
        let (set, hash) = (set(), ContentHash::from_digest([5; 32]));
        let report = sample(&set);
        let record = Head { length: 12, hash: ContentHash::from_digest([6; 32]) };
        let seal = Seal { report: Some(hash), record: Some(record) };
        let nobody = Opinions::default();
        let bytes = minutes(&report, &report.units[0], seal, nobody, Language::Vietnamese);
        let text = text_of(&bytes.expect("judged"));
        assert!(text.contains(&format!("Mã báo cáo (SHA-256 của report.json): {hash}.")));
        assert!(text.contains(&format!("Mã sổ ghi sau mục 12: {}.", record.hash)));
    }

    #[test]
    fn the_same_report_gives_the_same_bytes() {
        let set = set();
        let report = sample(&set);
        for language in Language::ALL {
            let one = plain(&report, &report.units[0], language);
            assert_eq!(one, plain(&sample(&set), &report.units[0], language));
        }
    }
}
