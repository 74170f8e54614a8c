//! How does a round stand at one moment of its ledger? Its units with what was found of them, and the sums that pages ask
//! for again and again, each made once for as long as the unit stays the same.
//!
//! Refuses to know how it is gathered, and when another moment has come.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use index::JudgedFiles;
use model::{
    ContentHash, CriterionCode, UnitId, appraisal::Appraisal, dossier::FilePath, sheet::SheetRow,
    verdict::Judgement,
};
use report::{DocumentLine, PointTally, RoundTally, Tally, UnitReport, UnitState};
use store::JudgedAt;

use crate::{desk::Bases, results::JudgedUnit};

/// What the ledger says in few words: while it says the same, the round stands as it stood.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) generation: u64,
    pub(super) judged_at: BTreeMap<UnitId, JudgedAt>,
    pub(super) jobs_left: BTreeMap<UnitId, u64>,
}

/// A round as it stood at one moment.
#[derive(Debug)]
pub struct Standing {
    pub(super) at: Arc<Moment>,
    pub(super) units: Vec<Arc<SeenUnit>>,
    /// Where each unit stands among them.
    by_id: BTreeMap<UnitId, usize>,
    tally: RoundTally,
    by_area: BTreeMap<CriterionCode, PointTally>,
    /// What judgements rest on, by criterion; made when somebody searches by it.
    judged_files: OnceLock<JudgedFiles>,
}

/// A unit as it stood at one moment.
#[derive(Debug)]
pub struct SeenUnit {
    /// The unit. What full text proposes for its claims is asked for claim by claim, and not in here.
    pub report: UnitReport,
    /// Whether its files are still those that were judged.
    pub is_current: bool,
    /// The rows of its self-score sheet; none where it was not judged.
    pub(super) rows: Vec<SheetRow>,
    /// Its counts; none where it was not judged.
    pub tally: Option<Tally>,
    /// The points claimed, by area; areas without claims are left out.
    pub by_area: BTreeMap<CriterionCode, PointTally>,
    /// The generation of the ledger that it was judged at; 0 where it was not.
    judged_at: u64,
    /// The last judgement of a unit that is shown as not judged: while files of a unit are read, what was said is still
    /// about that.
    last: Option<JudgedUnit<'static>>,
    /// Where the same bytes lie among its documents.
    by_content: BTreeMap<ContentHash, Vec<usize>>,
    /// What was found of each claim, as hashes.
    bases: Bases,
    /// What was found of claims before evidence was erased, as hashes.
    before_erasure: BTreeMap<CriterionCode, ContentHash>,
}

impl Standing {
    pub(super) fn new(at: Arc<Moment>, units: Vec<Arc<SeenUnit>>) -> Self {
        let mut tally = RoundTally::default();
        let mut by_area: BTreeMap<CriterionCode, PointTally> = BTreeMap::new();
        for unit in &units {
            tally.count(unit.tally.as_ref());
            for (area, points) in &unit.by_area {
                *by_area.entry(area.clone()).or_default() += *points;
            }
        }
        let ids = units.iter().map(|unit| unit.report.id.clone());
        let by_id = ids.zip(0..).collect();
        Self { at, units, by_id, tally, by_area, judged_files: OnceLock::new() }
    }

    /// The units, in the order of the pipeline.
    pub fn units(&self) -> impl ExactSizeIterator<Item = &SeenUnit> {
        self.units.iter().map(|unit| &**unit)
    }

    /// The counts of the round.
    #[must_use]
    pub fn tally(&self) -> &RoundTally {
        &self.tally
    }

    /// The points that all units claim, by area; areas without claims are left out.
    #[must_use]
    pub fn by_area(&self) -> &BTreeMap<CriterionCode, PointTally> {
        &self.by_area
    }

    /// A unit with what is known of it beside its report; `None` when the round has none of this name.
    #[must_use]
    pub fn seen(&self, id: &UnitId) -> Option<&SeenUnit> {
        self.by_id.get(id).map(|position| &*self.units[*position])
    }

    /// A unit; `None` when the round has none of this name.
    #[must_use]
    pub fn unit(&self, id: &UnitId) -> Option<&UnitReport> {
        self.seen(id).map(|unit| &unit.report)
    }

    /// What the last check found of a unit, also while files of it are read; none where it was never judged.
    pub(crate) fn judged(&self, id: &UnitId) -> Option<JudgedUnit<'_>> {
        self.seen(id)?.judged()
    }

    /// Whether an appraisal is about what is found of its claim now.
    #[must_use]
    pub fn is_about_now(&self, appraisal: &Appraisal) -> bool {
        match self.seen(&appraisal.unit) {
            Some(unit) => unit.is_about(appraisal),
            None => JudgedUnit::nothing().is_about(appraisal),
        }
    }

    /// A document of a unit; `None` when the unit has none of this path.
    #[must_use]
    pub fn document(&self, unit: &UnitId, file: &FilePath) -> Option<&DocumentLine> {
        let documents = documents_of(self.unit(unit)?);
        let position = documents.binary_search_by(|document| document.file.cmp(file)).ok()?;
        documents.get(position)
    }

    /// Every place where the same bytes lie.
    pub fn same_bytes(
        &self,
        sha256: ContentHash,
    ) -> impl Iterator<Item = (&UnitReport, &DocumentLine)> {
        self.units().flat_map(move |unit| {
            let places = unit.by_content.get(&sha256).map(Vec::as_slice).unwrap_or_default();
            let documents = documents_of(&unit.report);
            places.iter().map(move |position| (&unit.report, &documents[*position]))
        })
    }

    /// The claims of a unit whose verdict rests on a document.
    pub fn claims_resting_on<'s>(
        &'s self,
        unit: &UnitId,
        file: &'s FilePath,
    ) -> impl Iterator<Item = &'s Judgement> {
        let judgements = self.unit(unit).map(judgements_of).unwrap_or_default();
        judgements.iter().filter(move |judgement| {
            let evidence = judgement.verdict.iter().flat_map(|verdict| verdict.evidence());
            evidence.into_iter().any(|evidence| evidence.file == *file)
        })
    }

    /// What judgements rest on, by criterion.
    pub(super) fn judged_files(&self) -> &JudgedFiles {
        self.judged_files.get_or_init(|| {
            let mut files = JudgedFiles::new();
            for judgement in self.units().flat_map(|unit| judgements_of(&unit.report)) {
                let evidence = judgement.verdict.iter().flat_map(|verdict| verdict.evidence());
                let of_criterion = files.entry(judgement.criterion.clone()).or_default();
                of_criterion.extend(evidence.map(|evidence| evidence.file.clone()));
            }
            files
        })
    }
}

impl SeenUnit {
    pub(super) fn new(
        report: UnitReport,
        rows: Vec<SheetRow>,
        is_current: bool,
        judged_at: u64,
        last: Option<JudgedUnit<'static>>,
        before_erasure: BTreeMap<CriterionCode, ContentHash>,
    ) -> Self {
        let mut by_area: BTreeMap<CriterionCode, PointTally> = BTreeMap::new();
        for judgement in judgements_of(&report) {
            by_area.entry(judgement.criterion.area()).or_default().count(judgement);
        }
        let mut by_content: BTreeMap<ContentHash, Vec<usize>> = BTreeMap::new();
        for (position, document) in documents_of(&report).iter().enumerate() {
            by_content.entry(document.sha256).or_default().push(position);
        }
        let tally = Tally::of(&report);
        let bases = Bases::default();
        Self {
            report,
            rows,
            is_current,
            tally,
            by_area,
            judged_at,
            last,
            by_content,
            bases,
            before_erasure,
        }
    }

    /// What was decided about a claim; `None` where the unit does not claim points for the leaf.
    #[must_use]
    pub fn judgement(&self, criterion: &CriterionCode) -> Option<&Judgement> {
        let judgements = judgements_of(&self.report);
        let position = judgements.binary_search_by(|one| one.criterion.cmp(criterion)).ok()?;
        judgements.get(position)
    }

    pub(super) fn judged(&self) -> Option<JudgedUnit<'_>> {
        if let UnitState::Judged { judgements, findings, .. } = &self.report.state {
            return Some(JudgedUnit {
                generation: self.judged_at,
                judgements: Cow::Borrowed(judgements),
                findings: Cow::Borrowed(findings),
                before_erasure: Cow::Borrowed(&self.before_erasure),
                is_current: self.is_current,
                bases: self.bases.clone(),
            });
        }
        let last = self.last.as_ref()?;
        Some(JudgedUnit {
            judgements: Cow::Borrowed(&last.judgements),
            findings: Cow::Borrowed(&last.findings),
            before_erasure: Cow::Borrowed(&last.before_erasure),
            bases: last.bases.clone(),
            ..*last
        })
    }

    /// Whether an appraisal is about what is found of its claim now.
    #[must_use]
    pub fn is_about(&self, appraisal: &Appraisal) -> bool {
        self.judged().unwrap_or_else(JudgedUnit::nothing).is_about(appraisal)
    }

    /// The row of its self-score sheet that claims points for a leaf, with the sheet's path.
    #[must_use]
    pub fn claiming_row(&self, criterion: &CriterionCode) -> Option<(&FilePath, &SheetRow)> {
        let UnitState::Judged { sheet: Some(sheet), .. } = &self.report.state else { return None };
        let code = criterion.to_string();
        let row = self.rows.iter().find(|row| row.code.as_ref() == Some(&code))?;
        Some((sheet, row))
    }
}

fn documents_of(unit: &UnitReport) -> &[DocumentLine] {
    match &unit.state {
        UnitState::Judged { documents, .. } => documents,
        UnitState::NotJudged { .. } => &[],
    }
}

fn judgements_of(unit: &UnitReport) -> &[Judgement] {
    match &unit.state {
        UnitState::Judged { judgements, .. } => judgements,
        UnitState::NotJudged { .. } => &[],
    }
}
