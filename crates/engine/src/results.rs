//! From the tables of a round and the findings in its ledger to what its council publishes.
//!
//! Refuses to know terminals and files: tables come as rows, reports leave as values.

mod columns;
mod on_record;
mod read;
mod stated;
mod table;
mod units;
mod value;

use std::{borrow::Cow, collections::BTreeMap};

use assess::results::{Earlier, Results};
use model::{
    ContentHash, CriterionCode, Points, RoundId, UnitId,
    appraisal::Appraisal,
    criteria::CriteriaSet,
    finding::Finding,
    pipeline::{EarlierRound, Pipeline, ResultFile, Unit},
    record::Head,
    results::{
        given::{BadRow, Given},
        standing::Entrant,
    },
    verdict::Judgement,
};
use report::{ResultsReport, UnitResults};
use store::Ledger;

pub use columns::headings;
pub use table::{InputTable, TableError, input_csv, input_document};

pub(crate) use on_record::agreed_cause;

use crate::{
    Said,
    desk::{Bases, FoundNow, is_lost_to_erasure},
    error::Result,
    open_round,
};
use read::TableReader;

/// What results are computed from.
#[derive(Debug)]
pub struct ResultsInput<'r> {
    /// The round.
    pub pipeline: &'r Pipeline,
    /// Its criteria set.
    pub set: &'r CriteriaSet,
    /// What its tables say.
    pub tables: &'r TablesRead,
    /// The year before with its criteria set, where the pipeline names one.
    pub earlier: Option<(&'r EarlierRound, &'r CriteriaSet)>,
    /// What appraisers and council said on the web.
    pub said: &'r Said,
    /// What was found of the units' claims; units that were never judged are left out.
    pub judged: BTreeMap<UnitId, JudgedUnit<'r>>,
    /// The end of the record, once anything stands in it.
    pub record: Option<Head>,
}

/// What the last check found of a unit's claims.
#[derive(Debug)]
pub struct JudgedUnit<'r> {
    /// The generation of the ledger that was judged.
    pub generation: u64,
    /// One for each claim.
    pub judgements: Cow<'r, [Judgement]>,
    /// What is wrong.
    pub findings: Cow<'r, [Finding]>,
    /// What was found of the claims before evidence was erased, as hashes.
    pub before_erasure: Cow<'r, BTreeMap<CriterionCode, ContentHash>>,
    /// Whether the unit's files are still those that were judged.
    pub is_current: bool,
    pub(crate) bases: Bases,
}

impl JudgedUnit<'static> {
    /// What the ledger keeps of a unit's last judgement; none where it was never judged, and its
    /// evidence was not erased since. Whether its files are still those is for the caller to say.
    pub(crate) async fn stored(
        ledger: &Ledger,
        round: &RoundId,
        unit: &UnitId,
    ) -> store::Result<Option<Self>> {
        let judged = ledger.judged(round, unit).await?;
        let before = ledger.found_before_erasure(round).await?.remove(unit);
        let was_erased = before.is_some();
        let before_erasure = Cow::Owned(before.unwrap_or_default());
        Ok(match judged {
            Some((at, stored)) => Some(Self {
                generation: at.generation,
                judgements: Cow::Owned(stored.judgements),
                findings: Cow::Owned(stored.findings),
                before_erasure,
                is_current: true,
                bases: Bases::default(),
            }),
            None => was_erased.then(|| Self { before_erasure, ..Self::nothing() }),
        })
    }
}

impl JudgedUnit<'_> {
    /// Of a unit that was never judged.
    pub(crate) fn nothing() -> Self {
        let (judgements, findings) = (Cow::Borrowed(&[][..]), Cow::Borrowed(&[][..]));
        let before_erasure = Cow::Owned(BTreeMap::new());
        let bases = Bases::default();
        Self { generation: 0, judgements, findings, before_erasure, is_current: true, bases }
    }

    pub(crate) fn claimed(&self, criterion: &CriterionCode) -> Option<Points> {
        let judgement = self.judgements.iter().find(|judgement| judgement.criterion == *criterion);
        judgement.map(|judgement| judgement.claimed)
    }

    /// What was found of a claim, as a hash.
    pub(crate) fn basis(&self, criterion: &CriterionCode) -> ContentHash {
        self.bases.of(&self.judgements, &self.findings, criterion)
    }

    /// What is found of a claim now, and was before an erasure that left nothing to be found.
    pub(crate) fn found_now(&self, criterion: &CriterionCode) -> FoundNow {
        let before = self.before_erasure.get(criterion).copied();
        FoundNow {
            basis: self.basis(criterion),
            before_erasure: before.filter(|_| is_lost_to_erasure(&self.judgements, criterion)),
            judged_at: self.generation,
        }
    }

    /// Whether an appraisal is about what was found.
    pub(crate) fn is_about(&self, appraisal: &Appraisal) -> bool {
        self.found_now(&appraisal.criterion).is_of(appraisal)
    }

    /// What was found of each claim, as hashes; of what an erasure has made undecidable already, what was found before.
    pub(crate) fn found_so_far(&self) -> BTreeMap<CriterionCode, ContentHash> {
        let found = |judgement: &Judgement| {
            let criterion = &judgement.criterion;
            let now = self.found_now(criterion);
            (criterion.clone(), now.before_erasure.unwrap_or(now.basis))
        };
        self.judgements.iter().map(found).collect()
    }
}

/// What the tables of a round say, and those of the year before. The tables of a round stay the same while people say
/// one thing after the other.
#[derive(Debug, Clone)]
pub struct TablesRead {
    given: Given,
    bad_rows: Vec<BadRow>,
    before: Option<(Given, Vec<BadRow>)>,
}

impl TablesRead {
    /// Reads the tables, which are in the order in which the pipeline names them; those of the year before, where there
    /// are some, by its own criteria set.
    ///
    /// # Errors
    /// When a file has no heading with the columns that are needed. Rows that cannot be used are told in the results.
    pub fn of(
        pipeline: &Pipeline,
        set: &CriteriaSet,
        tables: &[InputTable],
        earlier: Option<(&EarlierRound, &CriteriaSet, &[InputTable])>,
    ) -> std::result::Result<Self, BadTable> {
        let units = &pipeline.units;
        let (given, bad_rows) = read(set, units, &pipeline.results.files, tables)?;
        let before = earlier.map(|(round, set, tables)| read(set, units, &round.files, tables));
        Ok(Self { given, bad_rows, before: before.transpose()? })
    }
}

/// A file that is no input.
#[derive(Debug)]
pub struct BadTable {
    /// As the pipeline names it.
    pub path: String,
    /// Why.
    pub error: TableError,
}

impl std::fmt::Display for BadTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "cannot use `{}`: {}", self.path, self.error)
    }
}

impl std::error::Error for BadTable {}

/// The results of a round.
#[must_use]
pub fn results<'r>(input: &ResultsInput<'r>) -> ResultsReport<'r> {
    let ResultsInput { pipeline, set, tables, earlier, said, judged, record } = input;
    let units = &pipeline.units;
    let TablesRead { mut given, mut bad_rows, before } = TablesRead::clone(tables);
    let nothing = JudgedUnit::nothing();
    for (unit, said) in *said {
        let found = judged.get(unit).unwrap_or(&nothing);
        on_record::add(&mut given, &mut bad_rows, unit, said, |one| found.is_about(one));
    }
    let before = earlier.zip(before).map(|((round, set), (given, bad))| {
        bad_rows.extend(bad);
        (round.year, set, given)
    });
    let entrants: Vec<Entrant> = units.iter().map(entrant).collect();
    let results = Results::new(set, &entrants, &given);
    let before = before.as_ref().map(|(year, before, given)| {
        Earlier::beside(set, *year, Results::new(before, &entrants, given))
    });
    let standings = results.standings();
    let is_analysed = |unit: &&Unit| {
        let wanted = &pipeline.results.analyse;
        wanted.is_empty() || wanted.contains(&unit.id)
    };
    let of_unit = |unit: &Unit| {
        let found = judged.get(&unit.id).map_or(&[][..], |judged| &judged.findings);
        let analysis = results.analysis(&unit.id, &standings, before.as_ref(), found)?;
        let plan = results.plan(&analysis);
        Some(UnitResults { analysis, plan })
    };
    let findings: BTreeMap<UnitId, &[Finding]> =
        judged.iter().map(|(unit, judged)| (unit.clone(), &*judged.findings)).collect();
    let is_outdated = |unit: &&Unit| judged.get(&unit.id).is_some_and(|unit| !unit.is_current);
    ResultsReport {
        round: pipeline.round.id.clone(),
        name: pipeline.round.name.clone(),
        year: pipeline.round.year,
        set: Cow::Borrowed(set),
        effects: results.effects(&findings),
        units: units.iter().filter(is_analysed).filter_map(of_unit).collect(),
        extras: given.extras.clone(),
        outdated: units.iter().filter(is_outdated).map(|unit| unit.id.clone()).collect(),
        standings,
        bad_rows,
        record: *record,
    }
}

fn read(
    set: &CriteriaSet,
    units: &[Unit],
    files: &[ResultFile],
    tables: &[InputTable],
) -> std::result::Result<(Given, Vec<BadRow>), BadTable> {
    let mut reader = TableReader::new(set, units);
    for (declared, table) in files.iter().zip(tables) {
        reader
            .read(declared, table)
            .map_err(|error| BadTable { path: declared.path.clone(), error })?;
    }
    Ok(reader.finish())
}

fn entrant(unit: &Unit) -> Entrant {
    Entrant { unit: unit.id.clone(), name: unit.name.clone(), group: unit.group.clone() }
}

/// What the last check of a round found, by unit; nothing for units that were never judged.
///
/// # Errors
/// When the ledger cannot be read.
pub async fn stored_judgements(
    ledger: &Ledger,
    pipeline: &Pipeline,
) -> Result<BTreeMap<UnitId, JudgedUnit<'static>>> {
    let round = &pipeline.round.id;
    let mut judged = BTreeMap::new();
    for unit in &pipeline.units {
        if let Some(of_unit) = JudgedUnit::stored(ledger, round, &unit.id).await? {
            judged.insert(unit.id.clone(), of_unit);
        }
    }
    let Some(oldest) = judged.values().map(|unit| unit.generation).min() else { return Ok(judged) };
    let jobs_left = ledger.jobs_left(round).await?;
    let changes = ledger.changes_after(round, oldest).await?;
    for (unit, judged) in &mut judged {
        let has_changed = changes
            .iter()
            .any(|change| change.unit == *unit && change.generation > judged.generation);
        judged.is_current = !has_changed && !jobs_left.contains_key(unit);
    }
    Ok(judged)
}

/// What appraisers and council said on the web about a round's claims.
///
/// # Errors
/// When the ledger cannot be read.
pub async fn stored_said(ledger: &Ledger, pipeline: &Pipeline) -> Result<Said> {
    open_round::everything_said(ledger, &pipeline.round.id).await
}
