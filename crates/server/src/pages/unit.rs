//! A unit: its self-score table as officials know it, the verdict beside each row; and the list of its documents.

use std::collections::BTreeMap;

use askama::Template;
use engine::Standing;
use model::{
    CriterionCode, Points, UnitId,
    appraisal::{Appraisal, Appraised, appraised},
    criteria::{Criterion, Leaf},
    dossier::FilePath,
    finding::{Finding, Severity},
    reading::ReadState,
    rule::Assessor,
    verdict::{Judgement, Verdict},
};
use report::{
    PointTally, UnitReport, UnitState, choices_text, date_text, finding_text, media_type_text,
    not_judged_text, problem_text, read_state_text, severity_name, verdict_text,
};

use super::{
    Answer, Frame, Shown, appraise, export, heat_map::verdict_class, round::severity_class, show,
};
use crate::{
    address,
    ask::Ask,
    failure::Failure,
    table::{Bar, Cell, Column, Row, Table},
};

#[derive(Template)]
#[template(path = "unit.html")]
struct UnitPage {
    frame: Frame,
    /// The address that all of the unit's pages begin with.
    base: String,
    not_judged: Option<String>,
    is_current: bool,
    sheet: Option<(String, String)>,
    total: Vec<(&'static str, String, &'static str)>,
    bar: Option<Bar>,
    claims: Table,
    findings: Vec<FindingItem>,
}

/// A finding as pages show it.
pub(crate) struct FindingItem {
    pub(crate) class: &'static str,
    pub(crate) severity: &'static str,
    pub(crate) title: &'static str,
    pub(crate) message: String,
    pub(crate) hint: String,
}

impl Shown for UnitPage {
    fn tables(&self) -> Vec<&Table> {
        vec![&self.claims]
    }
}

/// `GET /units/{unit}`
pub(crate) async fn page(ask: Ask) -> Answer {
    let standing = ask.site.round.standing().await?;
    let id = ask.unit()?;
    let seen = standing.seen(&id).ok_or(Failure::NotFound)?;
    let unit = &seen.report;
    let (l, language) = (ask.l(), ask.language);
    let desk = ask.site.round.desk(&ask.viewer.account);
    let (said, _) = desk.said_of(&id).await.map_err(appraise::refused)?;
    let said: Vec<_> = said.into_iter().map(|stored| stored.appraisal).collect();
    let points = seen.tally.as_ref().map(|tally| tally.points).unwrap_or_default();
    let figure = |points| report::points_text(points, language);
    let (not_judged, sheet, findings) = match &unit.state {
        UnitState::NotJudged { reason } => (Some(not_judged_text(reason, language)), None, vec![]),
        UnitState::Judged { sheet, findings, .. } => {
            let link = |file: &FilePath| (address::document(&id, file), ask.name_of(file));
            let of_sheet = findings.iter().filter(|finding| finding.criterion.is_none());
            (None, sheet.as_ref().map(link), of_sheet.map(|one| item(one, &ask)).collect())
        }
    };
    let page = UnitPage {
        base: address::unit(&id),
        not_judged,
        is_current: seen.is_current,
        sheet,
        total: vec![
            (l.points, figure(points.claimed), ""),
            (l.standing, figure(points.standing), "standing"),
            (l.for_appraiser, figure(points.for_appraiser), "for-appraiser"),
            (l.in_doubt, figure(points.in_doubt), "in-doubt"),
            (l.uncheckable, figure(points.uncheckable), "uncheckable"),
        ],
        bar: Bar::of(&points),
        claims: export(&ask, claims(&ask, &standing, unit, &said)),
        findings,
        frame: Frame::new(&ask, &unit.name),
    };
    show(&ask, &page)
}

/// A finding in words.
pub(crate) fn item(finding: &Finding, ask: &Ask) -> FindingItem {
    let text = finding_text(finding, ask.language);
    FindingItem {
        class: severity_class(finding.severity),
        severity: severity_name(finding.severity, ask.language),
        title: text.title,
        message: text.message,
        hint: text.hint,
    }
}

/// What was found about each leaf.
struct OfLeaf<'u> {
    judgements: BTreeMap<&'u CriterionCode, &'u Judgement>,
    findings: BTreeMap<&'u CriterionCode, Vec<&'u Finding>>,
}

impl<'u> OfLeaf<'u> {
    fn new(unit: &'u UnitReport) -> Self {
        let mut of_leaf = Self { judgements: BTreeMap::new(), findings: BTreeMap::new() };
        if let UnitState::Judged { judgements, findings, .. } = &unit.state {
            of_leaf.judgements = judgements.iter().map(|one| (&one.criterion, one)).collect();
            for finding in findings {
                if let Some(code) = &finding.criterion {
                    of_leaf.findings.entry(code).or_default().push(finding);
                }
            }
        }
        of_leaf
    }

    /// The points claimed for all leaves below a code.
    fn claimed_below(&self, code: &CriterionCode) -> PointTally {
        let mut points = PointTally::default();
        let below = self.judgements.iter().filter(|(leaf, _)| code.contains(leaf));
        below.for_each(|(_, judgement)| points.count(judgement));
        points
    }
}

/// The table: areas and divided criteria as rows with their sums, leaves as rows with verdicts.
fn claims(ask: &Ask, standing: &Standing, unit: &UnitReport, said: &[Appraisal]) -> Table {
    let l = ask.l();
    let columns = vec![
        Column::code(l.criterion),
        Column::text(l.criterion_name),
        Column::number(l.maximum),
        Column::number(l.claimed),
        Column::number(l.recomputed),
        Column::verdict(l.verdict),
        Column::long(l.reason),
        Column::verdict(l.findings),
        Column::text(ask.w().settled),
    ];
    let mut table = Table::new("claims", format!("{} – {}", ask.w().claims, unit.name), columns);
    let of_leaf = OfLeaf::new(unit);
    let sum = |code: &CriterionCode, name: &str, max: Points, class| {
        let claimed = of_leaf.claimed_below(code).claimed;
        let mut cells = vec![Cell::text(code.to_string()), Cell::text(name)];
        cells.push(Cell::points(max, ask.language));
        cells.push(Cell::points(claimed, ask.language));
        cells.extend(std::iter::repeat_n(Cell::empty(), 5));
        Row { cells, class }
    };
    for area in ask.site.round.set().areas() {
        table.rows.push(sum(&area.code, &area.name, area.max, "area"));
        for criterion in &area.criteria {
            if let Criterion::Divided { code, name, max, .. } = criterion {
                table.rows.push(sum(code, name, *max, "criterion"));
            }
            for leaf in criterion.leaves() {
                let mut cells = leaf_cells(ask, &unit.id, leaf, &of_leaf);
                cells.push(appraised_cell(ask, standing, &leaf.code, said));
                table.push(cells);
            }
        }
    }
    table
}

fn leaf_cells(ask: &Ask, unit: &UnitId, leaf: &Leaf, of_leaf: &OfLeaf<'_>) -> Vec<Cell> {
    let language = ask.language;
    let max = Cell::points(leaf.max, language);
    let findings = of_leaf.findings.get(&leaf.code).map(Vec::as_slice).unwrap_or_default();
    let Some(judgement) = of_leaf.judgements.get(&leaf.code) else {
        let reason = match leaf.assessed_by {
            Assessor::Unit => ask.w().not_claimed.to_owned(),
            other => format!(
                "{}: {}",
                ask.w().scored_by,
                report::criteria::assessor_name(other, language)
            ),
        };
        let code = Cell::text(leaf.code.to_string()).to(address::claim(unit, &leaf.code));
        let empty = Cell::empty;
        let findings = finding_cell(findings, ask);
        return vec![
            code,
            Cell::text(&leaf.name),
            max,
            empty(),
            empty(),
            empty(),
            Cell::text(reason),
            findings,
        ];
    };
    let kind = judgement.verdict.as_ref().map(Verdict::kind);
    let text = verdict_text(judgement.verdict.as_ref(), language);
    let is_to_choose = kind == Some(model::verdict::VerdictKind::NeedsAppraiser);
    let choices = if is_to_choose { choices_text(leaf, language) } else { String::new() };
    vec![
        Cell::text(leaf.code.to_string()).to(address::claim(unit, &leaf.code)),
        Cell::text(&leaf.name),
        max,
        Cell::points(judgement.claimed, language),
        Cell::maybe_points(judgement.recomputed, language),
        Cell::text(text.name).tagged(verdict_class(kind)),
        Cell::text(text.reason).noted(choices),
        finding_cell(findings, ask),
    ]
}

/// The points that appraisers or the council gave, or why there are none yet.
fn appraised_cell(
    ask: &Ask,
    standing: &Standing,
    code: &CriterionCode,
    said: &[Appraisal],
) -> Cell {
    let said: Vec<_> = said.iter().filter(|one| one.criterion == *code).cloned().collect();
    match appraised(&said, |one| standing.is_about_now(one)) {
        Appraised::Open => Cell::empty(),
        Appraised::Asked => Cell::text(ask.w().appraisals_asked).tagged("uncheckable"),
        Appraised::Conflict(_) => Cell::text(ask.w().appraisals_conflict).tagged("in-doubt"),
        Appraised::Stale(_) => Cell::text(ask.w().appraisals_stale).tagged("in-doubt"),
        Appraised::Settled { points, .. } => Cell::points(points, ask.language),
    }
}

/// The gravest finding, and how many more there are.
fn finding_cell(findings: &[&Finding], ask: &Ask) -> Cell {
    let serious = findings.iter().filter(|finding| finding.severity != Severity::Note);
    let Some(gravest) = serious.min_by_key(|finding| finding.severity) else {
        return Cell::empty();
    };
    let title = report::finding_title(gravest.code(), ask.language);
    let cell = Cell::text(title).tagged(severity_class(gravest.severity));
    match findings.len() - 1 {
        0 => cell,
        more => cell.noted(format!("+{more}")),
    }
}

#[derive(Template)]
#[template(path = "documents.html")]
struct DocumentsPage {
    frame: Frame,
    base: String,
    name: String,
    documents: Table,
}

impl Shown for DocumentsPage {
    fn tables(&self) -> Vec<&Table> {
        vec![&self.documents]
    }
}

/// `GET /units/{unit}/documents`
pub(crate) async fn documents(ask: Ask) -> Answer {
    let standing = ask.site.round.standing().await?;
    let id = ask.unit()?;
    let unit = standing.unit(&id).ok_or(Failure::NotFound)?;
    let (l, language) = (ask.l(), ask.language);
    let columns = vec![
        Column::long(l.file),
        Column::code(l.document_number),
        Column::code(l.date),
        Column::text(l.doc_type),
        Column::long(l.subject),
        Column::text(l.media_type),
        Column::text(l.outcome),
    ];
    let caption = format!("{} – {}", ask.w().documents, unit.name);
    let mut table = Table::new("documents", caption, columns);
    if let UnitState::Judged { documents, .. } = &unit.state {
        for document in documents {
            let state = ReadState::of(document.outcome, &document.problems);
            let problems = document
                .problems
                .iter()
                .map(|problem| problem_text(problem.code, &problem.detail, language).message);
            let problems: Vec<_> = problems.collect();
            let class = if state == ReadState::Full { "standing" } else { "uncheckable" };
            let text = |text: Option<&str>| Cell::text(text.unwrap_or_default());
            table.push(vec![
                Cell::text(ask.name_within(&document.file, &unit.folder))
                    .to(address::document(&id, &document.file)),
                text(document.number.as_ref().map(ToString::to_string).as_deref()),
                text(document.date.map(|date| date_text(date, language)).as_deref()),
                text(document.doc_type.as_ref().map(|doc_type| doc_type.as_str())),
                text(document.subject.as_deref()),
                Cell::text(media_type_text(document.media_type, language)),
                Cell::text(read_state_text(state, language))
                    .tagged(class)
                    .noted(problems.join("; ")),
            ]);
        }
    }
    let page = DocumentsPage {
        base: address::unit(&id),
        name: unit.name.clone(),
        documents: export(&ask, table),
        frame: Frame::new(&ask, format!("{} – {}", ask.w().documents, unit.name)),
    };
    show(&ask, &page)
}
