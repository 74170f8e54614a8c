//! The report as one page for a browser: nothing is fetched, nothing runs, everything that comes from outside is
//! escaped by the template.

use askama::Template;
use model::{
    finding::{Finding, Severity},
    personal::Persons,
    rule::CalculationStep,
    verdict::{Evidence, Judgement, UnreadFile, VerdictKind},
};

use crate::{
    Language, Links, Proposal, RoundReport, UnitReport, UnitState,
    by_criterion::{CriterionTally, by_criterion},
    summary::{claims_by_verdict, codes_by_severity, verdict_or_zero},
    tally::{RoundTally, Tally},
    wording::{
        calculation,
        choices::choices,
        figure,
        finding::{finding_text, finding_title, severity},
        label::{self, Labels},
        place::place_text,
        problem::problem_text,
        verdict::{not_judged, verdict_text},
    },
};

/// The report as a page of HTML.
#[must_use]
pub fn html(report: &RoundReport<'_>, links: &Links, language: Language) -> String {
    let writer = Writer { report, links, language };
    writer.page().render().expect("the template calls nothing that can fail")
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page {
    l: &'static Labels,
    language: &'static str,
    name: String,
    year: i16,
    criteria_set: String,
    verification: &'static str,
    overview: [Overview; 2],
    by_code: Vec<CodeRow>,
    by_criterion: Vec<CriterionRow>,
    units: Vec<Section>,
}

/// Some of the counts, unit by unit.
struct Overview {
    caption: &'static str,
    headings: Vec<&'static str>,
    rows: Vec<OverviewRow>,
    total: Vec<String>,
}

/// A unit in an overview; without figures where it was not judged.
struct OverviewRow {
    id: String,
    name: String,
    figures: Vec<String>,
    not_judged: Option<String>,
}

struct CodeRow {
    class: &'static str,
    severity: &'static str,
    title: &'static str,
    number: String,
}

/// What came of one leaf over all units.
struct CriterionRow {
    code: String,
    name: String,
    figures: [String; 8],
}

/// A judged unit.
struct Section {
    id: String,
    name: String,
    sheet: Option<String>,
    claims: Vec<ClaimRow>,
    findings: Vec<FindingItem>,
    unread: Vec<UnreadRow>,
    proposals: Vec<ProposalRow>,
}

struct ClaimRow {
    code: String,
    name: String,
    maximum: String,
    claimed: String,
    recomputed: String,
    class: &'static str,
    verdict: &'static str,
    reason: String,
    calculation: String,
    /// What the rule gives for each whole that a rate may be taken of.
    bases: String,
    /// The cases of the rule, where a person must choose between them.
    choices: String,
}

struct FindingItem {
    class: &'static str,
    severity: &'static str,
    criterion: String,
    title: &'static str,
    message: String,
    hint: String,
    quotes: Vec<QuoteItem>,
}

struct QuoteItem {
    text: Option<String>,
    source: String,
    link: Option<String>,
}

struct UnreadRow {
    file: String,
    reason: String,
    hint: &'static str,
    blocked: String,
}

struct ProposalRow {
    code: String,
    query: String,
    files: Vec<String>,
}

/// Turns the report into what the template shows.
struct Writer<'r> {
    report: &'r RoundReport<'r>,
    links: &'r Links,
    language: Language,
}

impl Writer<'_> {
    fn page(&self) -> Page {
        let (report, language, l) = (self.report, self.language, Labels::of(self.language));
        let tally = RoundTally::of(report).judged;
        let head = report.set.head();
        Page {
            l,
            language: language.tag(),
            name: report.name.clone(),
            year: report.year,
            criteria_set: format!("{} ({})", head.name, head.decision),
            verification: label::verification(report.verification, language),
            overview: [
                self.overview(l.files_and_claims, &tally, Self::files_and_claims),
                self.overview(l.points_and_findings, &tally, Self::points_and_findings),
            ],
            by_code: codes_by_severity(&tally)
                .into_iter()
                .map(|(code, number)| CodeRow {
                    class: severity_class(code.severity()),
                    severity: severity(code.severity(), language),
                    title: finding_title(code, language),
                    number: figure::count(number, language),
                })
                .collect(),
            by_criterion: by_criterion(report).iter().map(|tally| self.criterion(tally)).collect(),
            units: report.units.iter().filter_map(|unit| self.section(unit)).collect(),
        }
    }

    fn criterion(&self, tally: &CriterionTally<'_>) -> CriterionRow {
        let points = |points| figure::points(points, self.language);
        let count = |number| figure::count(number, self.language);
        let CriterionTally { leaf, claims, points: shares, findings } = tally;
        CriterionRow {
            code: leaf.code.to_string(),
            name: leaf.name.clone(),
            figures: [
                points(leaf.max),
                count(claims.claimed),
                points(shares.claimed),
                points(shares.standing),
                points(shares.for_appraiser),
                points(shares.in_doubt),
                points(shares.uncheckable),
                count(findings.blocking + findings.warning),
            ],
        }
    }

    /// The columns that `columns` makes of the counts, for every unit and for all of them.
    fn overview(
        &self,
        caption: &'static str,
        total: &Tally,
        columns: fn(&Self, &Tally) -> Vec<(&'static str, String)>,
    ) -> Overview {
        let figures = |tally: &Tally| -> Vec<String> {
            columns(self, tally).into_iter().map(|(_, figure)| figure).collect()
        };
        let row = |unit: &UnitReport| OverviewRow {
            id: unit.id.to_string(),
            name: unit.name.clone(),
            figures: Tally::of(unit).map(|tally| figures(&tally)).unwrap_or_default(),
            not_judged: match &unit.state {
                UnitState::NotJudged { reason } => Some(not_judged(reason, self.language)),
                UnitState::Judged { .. } => None,
            },
        };
        Overview {
            caption,
            headings: columns(self, total).into_iter().map(|(heading, _)| heading).collect(),
            rows: self.report.units.iter().map(row).collect(),
            total: figures(total),
        }
    }

    fn files_and_claims(&self, tally: &Tally) -> Vec<(&'static str, String)> {
        let (l, files) = (Labels::of(self.language), &tally.files);
        let mut columns = vec![
            (l.files, files.listed),
            (l.in_full, files.in_full),
            (l.in_part, files.in_part),
            (l.not_read, files.not_read),
            (l.claims, tally.claims.claimed),
        ];
        columns.extend(
            claims_by_verdict(tally)
                .map(|(kind, number)| (verdict_or_zero(kind, self.language), number)),
        );
        self.counted(columns)
    }

    fn points_and_findings(&self, tally: &Tally) -> Vec<(&'static str, String)> {
        let (l, points, findings) = (Labels::of(self.language), &tally.points, &tally.findings);
        let mut columns = [
            (l.points, points.claimed),
            (l.standing, points.standing),
            (l.for_appraiser, points.for_appraiser),
            (l.in_doubt, points.in_doubt),
            (l.uncheckable, points.uncheckable),
        ]
        .map(|(heading, points)| (heading, figure::points(points, self.language)))
        .to_vec();
        columns.extend(self.counted(vec![
            (l.findings, findings.found),
            (severity(Severity::Blocking, self.language), findings.blocking),
            (severity(Severity::Warning, self.language), findings.warning),
            (severity(Severity::Note, self.language), findings.note),
        ]));
        columns
    }

    fn counted(&self, columns: Vec<(&'static str, u64)>) -> Vec<(&'static str, String)> {
        columns
            .into_iter()
            .map(|(heading, number)| (heading, figure::count(number, self.language)))
            .collect()
    }

    fn section(&self, unit: &UnitReport) -> Option<Section> {
        let UnitState::Judged { sheet, judgements, findings, unread, proposals, .. } = &unit.state
        else {
            return None;
        };
        Some(Section {
            id: unit.id.to_string(),
            name: unit.name.clone(),
            sheet: sheet.as_ref().map(ToString::to_string),
            claims: judgements.iter().map(|judgement| self.claim(judgement)).collect(),
            findings: findings.iter().map(|finding| self.finding(finding)).collect(),
            unread: unread.iter().map(|file| self.unread(file)).collect(),
            proposals: proposals.iter().map(proposal).collect(),
        })
    }

    fn claim(&self, judgement: &Judgement) -> ClaimRow {
        let (set, language) = (self.report.set, self.language);
        let code = &judgement.criterion;
        let text = verdict_text(judgement.verdict.as_ref(), language);
        let points = |points| figure::points(points, language);
        let steps: &[CalculationStep] = &judgement.calculation;
        let kind = judgement.verdict.as_ref().map(model::verdict::Verdict::kind);
        let is_to_choose = kind == Some(VerdictKind::NeedsAppraiser);
        let leaf = set.leaf(code).filter(|_| is_to_choose);
        ClaimRow {
            code: code.to_string(),
            name: set.name_of(code).unwrap_or_default().to_owned(),
            maximum: set.max_of(code).map(points).unwrap_or_default(),
            claimed: points(judgement.claimed),
            recomputed: judgement.recomputed.map(points).unwrap_or_default(),
            class: verdict_class(kind),
            verdict: text.name,
            reason: text.reason,
            calculation: calculation::steps(steps, language),
            bases: calculation::bases(&judgement.bases, language),
            choices: leaf.map(|leaf| choices(leaf, language)).unwrap_or_default(),
        }
    }

    fn finding(&self, finding: &Finding) -> FindingItem {
        let text = finding_text(finding, self.language);
        let criterion = match &finding.criterion {
            None => Labels::of(self.language).whole_sheet.to_owned(),
            Some(code) => {
                format!("{code} {}", self.report.set.name_of(code).unwrap_or_default())
            }
        };
        FindingItem {
            class: severity_class(finding.severity),
            severity: severity(finding.severity, self.language),
            criterion,
            title: text.title,
            message: text.message,
            hint: text.hint,
            quotes: finding.evidence.iter().map(|evidence| self.quote(evidence)).collect(),
        }
    }

    fn quote(&self, evidence: &Evidence) -> QuoteItem {
        let place = evidence.quote.as_ref().map(|quote| place_text(&quote.place, self.language));
        let mut source = evidence.file.shown(Persons::Masked);
        for part in evidence.number.as_ref().map(ToString::to_string).into_iter().chain(place) {
            source = format!("{source}, {part}");
        }
        QuoteItem {
            text: evidence
                .quote
                .as_ref()
                .map(|quote| Persons::Masked.text(&quote.text).into_owned()),
            source,
            link: self.links.to_words(evidence),
        }
    }

    fn unread(&self, file: &UnreadFile) -> UnreadRow {
        let text = problem_text(file.reason, &file.detail, self.language);
        UnreadRow {
            file: file.file.shown(Persons::Masked),
            reason: text.message,
            hint: text.hint,
            blocked: figure::count(u64::from(file.blocked_claims), self.language),
        }
    }
}

fn proposal(proposal: &Proposal) -> ProposalRow {
    ProposalRow {
        code: proposal.criterion.to_string(),
        query: proposal.query.clone(),
        files: proposal.files.iter().map(ToString::to_string).collect(),
    }
}

fn severity_class(severity: Severity) -> &'static str {
    match severity {
        Severity::Blocking => "blocking",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// The colour of a verdict: whether the points stand, are in doubt, or wait for somebody.
fn verdict_class(kind: Option<VerdictKind>) -> &'static str {
    match kind {
        Some(VerdictKind::Supported) => "standing",
        Some(VerdictKind::NeedsAppraiser) => "note",
        Some(VerdictKind::Undecidable) => "warning",
        Some(VerdictKind::Partial | VerdictKind::Contradicted | VerdictKind::Unsupported) => {
            "blocking"
        }
        None => "plain",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::*;

    #[test]
    fn hostile_names_are_escaped() {
        let set = set();
        let page = html(&sample(&set), &Links::none(), Language::Vietnamese);
        assert!(!page.contains("<script"), "{page}");
        assert!(!page.contains("<img"), "{page}");
        assert!(page.contains("&#60;script&#62;"), "{page}");
    }

    #[test]
    fn the_page_asks_for_nothing_outside_and_runs_nothing() {
        let set = set();
        for language in Language::ALL {
            let page = html(&sample(&set), &Links::none(), language);
            for forbidden in ["src=", "http", "url(", "@import", "<link", "onclick"] {
                assert!(!page.contains(forbidden), "{forbidden}");
            }
        }
    }

    #[test]
    fn tables_have_captions_and_headings_have_an_order() {
        let set = set();
        let page = html(&sample(&set), &Links::none(), Language::Vietnamese);
        assert_eq!(page.matches("<table").count(), page.matches("<caption>").count());
        assert_eq!(
            page.matches("<th").count() - page.matches("<thead").count(),
            page.matches("scope=").count()
        );
        assert_eq!(page.matches("<h1").count(), 1);
        assert!(page.contains("<html lang=\"vi\">"));
        let overview = page.find("Tổng hợp").expect("an overview");
        assert!(overview < page.find("id=\"don-vi-so-y-te\"").expect("a unit"));
    }

    #[test]
    fn findings_are_shown_with_quote_file_and_place() {
        let set = set();
        let page = html(&sample(&set), &Links::none(), Language::Vietnamese);
        assert!(page.contains("<blockquote>Tự chấm: 2</blockquote>"), "{page}");
        assert!(page.contains("so-y-te/bang.xlsx, ô D5, trang tính Bảng"), "{page}");
        assert!(page.contains("Tài liệu có thể liên quan, cần người xem"), "{page}");
        assert!(page.contains("còn 12 tệp chưa xử lý"), "{page}");
    }

    #[test]
    fn quotes_lead_to_their_files() {
        let set = set();
        let page = html(&sample(&set), &Links::below("../ho-so"), Language::Vietnamese);
        assert!(page.contains("<a href=\"../ho-so/so-y-te/bang.xlsx\">"), "{page}");
        assert!(!html(&sample(&set), &Links::none(), Language::Vietnamese).contains("href=\"../"));
    }

    #[test]
    fn the_same_report_gives_the_same_page() {
        let set = set();
        for language in Language::ALL {
            assert_eq!(
                html(&sample(&set), &Links::none(), language),
                html(&sample(&set), &Links::none(), language)
            );
        }
    }
}
