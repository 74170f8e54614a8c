//! The report as a workbook for Excel: to filter, sort and send on.
//!
//! Texts are written as texts and figures as numbers; there is no formula in the workbook, whatever a document says.

mod criteria;
pub(crate) mod grid;

pub use criteria::criteria_xlsx;

use model::{
    Points,
    dossier::FilePath,
    finding::{Finding, Severity},
    personal::Persons,
    verdict::{Evidence, Judgement, UnreadFile},
};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use crate::{
    DocumentLine, Language, Links, RoundReport, UnitReport, UnitState,
    by_criterion::{CriterionTally, by_criterion},
    summary::{claims_by_verdict, verdict_or_zero},
    tally::{RoundTally, Tally},
    wording::{
        calculation,
        choices::choices,
        figure,
        file::{media_type_text, outcome_text},
        finding::{finding_text, severity},
        label::{self, Labels},
        place::place_text,
        problem::{self, problem_text},
        verdict::{not_judged, verdict_text},
    },
};
use grid::{Cell, Column, Grid, Styles};

/// The report as an XLSX file.
///
/// # Errors
/// When the report has more rows than a sheet of Excel can hold.
pub fn xlsx(
    report: &RoundReport<'_>,
    links: &Links,
    language: Language,
) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = empty_workbook(&report.name)?;
    let labels = Labels::of(language);
    let book = Book { report, links, language, labels, styles: Styles::new() };
    book.overview(&mut workbook)?;
    book.by_criterion(&mut workbook)?;
    book.findings(&mut workbook)?;
    book.claims(&mut workbook)?;
    book.documents(&mut workbook)?;
    book.problems(&mut workbook)?;
    workbook.save_to_buffer()
}

/// A workbook without sheets. The same report gives the same bytes, so the time of writing is left at a fixed day.
pub(crate) fn empty_workbook(title: &str) -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&created));
    Ok(workbook)
}

/// What every sheet is made from.
struct Book<'r> {
    report: &'r RoundReport<'r>,
    links: &'r Links,
    language: Language,
    labels: &'static Labels,
    styles: Styles,
}

/// A unit that was judged.
struct JudgedUnit<'r> {
    name: &'r str,
    judgements: &'r [Judgement],
    findings: &'r [Finding],
    unread: &'r [UnreadFile],
    documents: &'r [DocumentLine],
}

impl Book<'_> {
    fn judged(&self) -> impl Iterator<Item = JudgedUnit<'_>> {
        self.report.units.iter().filter_map(|UnitReport { name, state, .. }| match state {
            UnitState::Judged { judgements, findings, unread, documents, .. } => {
                Some(JudgedUnit { name, judgements, findings, unread, documents })
            }
            UnitState::NotJudged { .. } => None,
        })
    }

    fn overview(&self, workbook: &mut Workbook) -> Result<(), XlsxError> {
        let (l, language) = (self.labels, self.language);
        let mut columns = vec![Column(l.unit, 32.0), Column(l.state, 24.0)];
        let verdicts =
            claims_by_verdict(&Tally::default()).map(|(kind, _)| verdict_or_zero(kind, language));
        let severities = [Severity::Blocking, Severity::Warning, Severity::Note]
            .map(|kind| severity(kind, language));
        let figures = [l.files, l.in_full, l.in_part, l.not_read, l.claims]
            .into_iter()
            .chain(verdicts)
            .chain([l.points, l.standing, l.for_appraiser, l.in_doubt, l.uncheckable, l.findings])
            .chain(severities);
        columns.extend(figures.map(|heading| Column(heading, 12.0)));

        let head = self.report.set.head();
        let decision = format!("{} ({})", head.name, head.decision);
        let year = self.report.year.to_string();
        let above = [
            (l.round, self.report.name.as_str()),
            (l.year, &year),
            (l.criteria_set, &decision),
            (l.verification, label::verification(self.report.verification, language)),
        ];
        let mut grid = Grid::below(workbook, &self.styles, l.overview, &above, &columns)?;
        for unit in self.report.units.iter() {
            let mut row = vec![Cell::text(&unit.name)];
            match (&unit.state, Tally::of(unit)) {
                (UnitState::NotJudged { reason }, _) => {
                    let reason = not_judged(reason, language);
                    row.push(Cell::text(format!("{}: {reason}", l.not_judged)));
                }
                (UnitState::Judged { .. }, tally) => {
                    row.push(Cell::text(l.judged));
                    row.extend(tally_cells(&tally.unwrap_or_default()));
                }
            }
            grid.row(&row)?;
        }
        let mut total = vec![Cell::text(l.total), Cell::Empty];
        total.extend(tally_cells(&RoundTally::of(self.report).judged));
        grid.total(&total)
    }

    fn by_criterion(&self, workbook: &mut Workbook) -> Result<(), XlsxError> {
        let (l, language) = (self.labels, self.language);
        let mut columns = vec![
            Column(l.criterion, 8.0),
            Column(l.criterion_name, 48.0),
            Column(l.maximum, 10.0),
            Column(l.claims, 10.0),
            Column(l.mean_claimed, 10.0),
            Column(l.points, 10.0),
            Column(l.standing, 12.0),
            Column(l.for_appraiser, 12.0),
            Column(l.in_doubt, 12.0),
            Column(l.uncheckable, 12.0),
        ];
        let severities = [Severity::Blocking, Severity::Warning, Severity::Note];
        columns.extend(severities.map(|kind| Column(severity(kind, language), 10.0)));
        let mut grid = Grid::new(workbook, &self.styles, l.by_criterion, &columns)?;
        for tally in by_criterion(self.report) {
            let CriterionTally { leaf, claims, points, findings } = &tally;
            grid.row(&[
                Cell::text(leaf.code.to_string()),
                Cell::text(&leaf.name),
                Cell::points(Some(leaf.max)),
                Cell::count(claims.claimed),
                Cell::points(tally.mean_claimed()),
                Cell::points(Some(points.claimed)),
                Cell::points(Some(points.standing)),
                Cell::points(Some(points.for_appraiser)),
                Cell::points(Some(points.in_doubt)),
                Cell::points(Some(points.uncheckable)),
                Cell::count(findings.blocking),
                Cell::count(findings.warning),
                Cell::count(findings.note),
            ])?;
        }
        grid.filtered()
    }

    /// The link that an appraiser follows first: to the last document shown, which is the evidence, not the sheet.
    fn link_of(&self, evidence: &[Evidence]) -> Cell {
        match evidence.last().and_then(|shown| self.links.to_words(shown)) {
            Some(to) => Cell::link(Some(to), self.labels.open_file),
            None => Cell::Empty,
        }
    }

    fn findings(&self, workbook: &mut Workbook) -> Result<(), XlsxError> {
        let (l, language) = (self.labels, self.language);
        let columns = [
            Column(l.unit, 22.0),
            Column(l.criterion, 8.0),
            Column(l.criterion_name, 32.0),
            Column(l.severity, 13.0),
            Column(l.code, 24.0),
            Column(l.message, 56.0),
            Column(l.hint, 40.0),
            Column(l.claimed, 10.0),
            Column(l.quote, 56.0),
            Column(l.file, 40.0),
            Column(l.place, 24.0),
            Column(l.open_file, 10.0),
        ];
        let mut grid = Grid::new(workbook, &self.styles, l.findings, &columns)?;
        for unit in self.judged() {
            for finding in unit.findings {
                let text = finding_text(finding, language);
                let code = finding.criterion.as_ref();
                let (code, name) = match code {
                    Some(code) => (
                        code.to_string(),
                        self.report.set.name_of(code).unwrap_or_default().to_owned(),
                    ),
                    None => (String::new(), l.whole_sheet.to_owned()),
                };
                let (quotes, files, places) = columns_of(&finding.evidence, language);
                grid.row(&[
                    Cell::text(unit.name),
                    Cell::text(code),
                    Cell::text(name),
                    Cell::Severity(finding.severity, severity(finding.severity, language)),
                    Cell::text(text.title),
                    Cell::text(text.message),
                    Cell::text(text.hint),
                    Cell::points(finding.claimed),
                    Cell::text(quotes),
                    Cell::text(files),
                    Cell::text(places),
                    self.link_of(&finding.evidence),
                ])?;
            }
        }
        grid.filtered()
    }

    fn claims(&self, workbook: &mut Workbook) -> Result<(), XlsxError> {
        let (l, language) = (self.labels, self.language);
        let columns = [
            Column(l.unit, 22.0),
            Column(l.criterion, 8.0),
            Column(l.criterion_name, 48.0),
            Column(l.maximum, 10.0),
            Column(l.claimed, 10.0),
            Column(l.recomputed, 10.0),
            Column(l.verdict, 24.0),
            Column(l.reason, 64.0),
            Column(l.calculation, 40.0),
            Column(l.bases, 40.0),
            Column(l.choices, 40.0),
            Column(l.evidence, 40.0),
            Column(l.open_file, 10.0),
        ];
        let mut grid = Grid::new(workbook, &self.styles, l.self_scores, &columns)?;
        for unit in self.judged() {
            for judgement in unit.judgements {
                let code = &judgement.criterion;
                let text = verdict_text(judgement.verdict.as_ref(), language);
                let evidence =
                    judgement.verdict.as_ref().map_or(&[][..], |verdict| verdict.evidence());
                let choices = self.report.set.leaf(code).map(|leaf| choices(leaf, language));
                let (_, files, _) = columns_of(evidence, language);
                grid.row(&[
                    Cell::text(unit.name),
                    Cell::text(code.to_string()),
                    Cell::text(self.report.set.name_of(code).unwrap_or_default()),
                    Cell::points(self.report.set.max_of(code)),
                    Cell::points(Some(judgement.claimed)),
                    Cell::points(judgement.recomputed),
                    Cell::text(text.name),
                    Cell::text(text.reason),
                    Cell::text(calculation::steps(&judgement.calculation, language)),
                    Cell::text(calculation::bases(&judgement.bases, language)),
                    Cell::text(choices.unwrap_or_default()),
                    Cell::text(files),
                    self.link_of(evidence),
                ])?;
            }
        }
        grid.filtered()
    }

    fn documents(&self, workbook: &mut Workbook) -> Result<(), XlsxError> {
        let (l, language) = (self.labels, self.language);
        let columns = [
            Column(l.unit, 22.0),
            Column(l.file, 56.0),
            Column(l.media_type, 12.0),
            Column(l.state, 16.0),
            Column(l.outcome, 20.0),
            Column(l.document_number, 20.0),
            Column(l.date, 12.0),
            Column(l.issuer, 28.0),
            Column(l.doc_type, 16.0),
            Column(l.subject, 48.0),
            Column(l.problems, 48.0),
            Column(l.blocked_claims, 12.0),
            Column(l.sha256, 20.0),
        ];
        let mut grid = Grid::new(workbook, &self.styles, l.documents, &columns)?;
        for unit in self.judged() {
            for document in unit.documents {
                let blocked = unit.unread.iter().find(|unread| unread.file == document.file);
                let date = document.date.map(|date| figure::date(date, language));
                let problems: Vec<_> = document
                    .problems
                    .iter()
                    .map(|problem| problem_text(problem.code, &problem.detail, language).message)
                    .collect();
                grid.row(&[
                    Cell::text(unit.name),
                    Cell::link(self.links.to(&document.file), document.file.shown(Persons::Masked)),
                    Cell::text(media_type_text(document.media_type, language)),
                    Cell::text(l.read_share(document)),
                    Cell::text(outcome_text(document.outcome, language)),
                    Cell::text(
                        document.number.as_ref().map(ToString::to_string).unwrap_or_default(),
                    ),
                    Cell::text(date.unwrap_or_default()),
                    Cell::text(document.issuer.as_deref().unwrap_or_default()),
                    Cell::text(document.doc_type.as_ref().map_or("", |doc_type| doc_type.as_str())),
                    Cell::text(document.subject.as_deref().unwrap_or_default()),
                    Cell::text(problems.join("\n")),
                    blocked.map_or(Cell::Empty, |file| Cell::count(file.blocked_claims.into())),
                    Cell::text(document.sha256.to_string()),
                ])?;
            }
        }
        grid.filtered()
    }

    fn problems(&self, workbook: &mut Workbook) -> Result<(), XlsxError> {
        let (l, language) = (self.labels, self.language);
        let columns = [
            Column(l.unit, 22.0),
            Column(l.file, 56.0),
            Column(l.severity, 16.0),
            Column(l.problem, 56.0),
            Column(l.hint, 48.0),
            Column(l.place, 24.0),
        ];
        let mut grid = Grid::new(workbook, &self.styles, l.problems, &columns)?;
        for unit in self.judged() {
            for document in unit.documents {
                for found in &document.problems {
                    let text = problem_text(found.code, &found.detail, language);
                    let place = found.place.as_ref().map(|place| place_text(place, language));
                    grid.row(&[
                        Cell::text(unit.name),
                        Cell::text(document.file.shown(Persons::Masked)),
                        Cell::text(problem::severity(found.severity, language)),
                        Cell::text(text.message),
                        Cell::text(text.hint),
                        Cell::text(place.unwrap_or_default()),
                    ])?;
                }
            }
        }
        grid.filtered()
    }
}

/// The figures of a unit, in the order of the headings of the overview.
fn tally_cells(tally: &Tally) -> Vec<Cell> {
    let Tally { files, claims, points, findings } = tally;
    let counts = |numbers: &[u64]| numbers.iter().map(|n| Cell::count(*n)).collect::<Vec<_>>();
    let mut cells = counts(&[files.listed, files.in_full, files.in_part, files.not_read]);
    cells.push(Cell::count(claims.claimed));
    cells.extend(claims_by_verdict(tally).map(|(_, number)| Cell::count(number)));
    let shares: [Points; 5] = [
        points.claimed,
        points.standing,
        points.for_appraiser,
        points.in_doubt,
        points.uncheckable,
    ];
    cells.extend(shares.map(|points| Cell::points(Some(points))));
    cells.extend(counts(&[findings.found, findings.blocking, findings.warning, findings.note]));
    cells
}

/// Quotes, files and places, one line each in three columns, numbered where there are several.
fn columns_of(evidence: &[Evidence], language: Language) -> (String, String, String) {
    let column = |text: &dyn Fn(&Evidence) -> String| {
        let lines: Vec<_> = evidence
            .iter()
            .enumerate()
            .map(|(position, one)| match evidence.len() {
                1 => text(one),
                _ => format!("{}. {}", position + 1, text(one)),
            })
            .collect();
        lines.join("\n")
    };
    let file = |file: &FilePath| file.shown(Persons::Masked);
    (
        column(&|one| {
            one.quote
                .as_ref()
                .map(|quote| Persons::Masked.text(&quote.text).into_owned())
                .unwrap_or_default()
        }),
        column(&|one| file(&one.file)),
        column(&|one| {
            one.quote.as_ref().map(|quote| place_text(&quote.place, language)).unwrap_or_default()
        }),
    )
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader as _, Xlsx};

    use super::*;
    use crate::testing::*;

    fn opened(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
        calamine::open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook")
    }

    #[test]
    fn the_same_report_gives_the_same_bytes() {
        let set = set();
        let report = sample(&set);
        for language in Language::ALL {
            let first = xlsx(&report, &Links::none(), language).expect("written");
            assert_eq!(first, xlsx(&sample(&set), &Links::none(), language).expect("written"));
        }
    }

    #[test]
    fn a_text_that_looks_like_a_formula_stays_a_text() {
        let set = set();
        let mut book =
            opened(xlsx(&sample(&set), &Links::none(), Language::Vietnamese).expect("written"));
        let names =
            ["Tổng hợp", "Theo tiêu chí", "Phát hiện", "Điểm tự chấm", "Tài liệu", "Lỗi tài liệu"];
        assert_eq!(book.sheet_names(), names);
        let mut hostile = 0;
        for name in names {
            let formulas = book.worksheet_formula(name).expect("a sheet");
            assert!(formulas.used_cells().all(|(.., formula)| formula.is_empty()), "{name}");
            let range = book.worksheet_range(name).expect("a sheet");
            hostile += range
                .used_cells()
                .filter(|(.., cell)| matches!(cell, Data::String(text) if text.starts_with('=')))
                .count();
        }
        assert!(hostile >= 2, "{hostile}");
    }

    #[test]
    fn the_overview_adds_up() {
        let set = set();
        let mut book =
            opened(xlsx(&sample(&set), &Links::none(), Language::Vietnamese).expect("written"));
        let range = book.worksheet_range("Tổng hợp").expect("a sheet");
        let rows: Vec<Vec<String>> =
            range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
        let header = rows.iter().position(|row| row[0] == "Đơn vị").expect("a header");
        let total = rows.iter().find(|row| row[0] == "Tổng cộng").expect("a total");
        let column = |heading: &str| {
            rows[header].iter().position(|cell| cell == heading).expect("a heading")
        };
        assert_eq!(total[column("Mục tự chấm")], "4");
        assert_eq!(total[column("Điểm tự chấm")], "4.5");
        assert_eq!(rows[header + 1][column("Điểm tự chấm")], "4.5");
        assert!(rows[header + 2][1].starts_with("Chưa kiểm tra: còn 12 tệp"), "{rows:?}");
    }

    #[test]
    fn documents_can_be_opened_from_the_workbook() {
        let set = set();
        let report = sample(&set);
        let n_links = |links: &Links| {
            let bytes = xlsx(&report, links, Language::Vietnamese).expect("written");
            let range = opened(bytes).worksheet_range("Phát hiện").expect("a sheet");
            range.used_cells().filter(|(.., cell)| **cell == "Mở tệp").count()
        };
        // One for the heading, one for each finding.
        assert_eq!((n_links(&Links::below("../ho-so")), n_links(&Links::none())), (1 + 2, 1));
    }

    #[test]
    fn every_criterion_has_its_line() {
        let set = set();
        let mut book =
            opened(xlsx(&sample(&set), &Links::none(), Language::Vietnamese).expect("written"));
        let range = book.worksheet_range("Theo tiêu chí").expect("a sheet");
        let codes: Vec<_> = range.rows().skip(1).map(|row| row[0].to_string()).collect();
        assert_eq!(codes, ["1.1", "1.2", "1.3", "1.4"]);
        assert_eq!(range.get_value((1, 8)).expect("points in doubt").to_string(), "2");
    }

    #[test]
    fn a_text_longer_than_a_cell_is_cut() {
        let set = set();
        let mut report = sample(&set);
        let UnitState::Judged { documents, .. } = &mut report.units.to_mut()[0].state else {
            panic!()
        };
        documents[0].subject = Some("ệ".repeat(40_000));
        assert!(xlsx(&report, &Links::none(), Language::Vietnamese).is_ok());
    }

    #[test]
    fn control_characters_leave_the_workbook_readable() {
        let set = set();
        let mut report = sample(&set);
        report.units.to_mut()[0].name = "Sở\u{0}\u{1}\u{b}\u{ffff} <b>&amp;</b>".into();
        let mut book =
            opened(xlsx(&report, &Links::none(), Language::Vietnamese).expect("written"));
        let range = book.worksheet_range("Phát hiện").expect("a sheet");
        let name = range.get_value((1, 0)).expect("a unit").to_string();
        assert!(name.starts_with("Sở") && name.ends_with("<b>&amp;</b>"), "{name}");
    }
}
