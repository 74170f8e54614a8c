//! The report for other programs: the counts first, then the units with all that was judged and found.
//!
//! Leaves out what belongs to the run (the ledger generation of a judgement), so that two runs write the same bytes.

use model::{
    CriterionCode, DocumentNumber, PartialDate, Points, RoundId, UnitId,
    criteria::CriteriaSet,
    dossier::FilePath,
    finding::Finding,
    personal::Persons,
    rule::CalculationStep,
    verdict::{Judgement, PointsOfBase, UnreadFile, Verdict},
};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    DocumentLine, NotJudged, Proposal, RoundReport, UnitReport, UnitState, Verification, answer,
    tally::{RoundTally, Tally},
    today::Today,
};

/// The report of a round, as `schemas/report.schema.json` describes it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReportJson<'r> {
    /// Names the round.
    round: &'r RoundId,
    /// What the round is called.
    name: &'r str,
    /// The year that is scored.
    year: i16,
    /// The criteria set.
    criteria_set: CriteriaSetJson<'r>,
    /// How unchanged files were told from changed ones.
    verification: Verification,
    /// The counts over all units.
    summary: RoundTally,
    /// The units, in the order of the pipeline.
    units: Vec<UnitJson<'r>>,
}

/// Names a criteria set.
#[derive(Debug, Serialize, JsonSchema)]
struct CriteriaSetJson<'r> {
    /// What it is called.
    name: &'r str,
    /// The number of its decision.
    decision: &'r DocumentNumber,
    /// The date of its decision.
    date: PartialDate,
}

/// One unit.
#[derive(Debug, Serialize, JsonSchema)]
struct UnitJson<'r> {
    /// Names the unit.
    id: &'r UnitId,
    /// What the unit is called.
    name: &'r str,
    /// Its folder within the evidence.
    folder: &'r str,
    /// What came of it.
    #[serde(flatten)]
    state: StateJson<'r>,
}

/// What came of a unit.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "state", rename_all = "kebab-case")]
enum StateJson<'r> {
    /// All its files were looked at, and its claims judged.
    Judged {
        /// Its counts.
        summary: Box<Tally>,
        /// Where it stands today, and what is still missing.
        today: Today,
        /// Its self-score sheet.
        sheet: Option<&'r FilePath>,
        /// One for each claim, ordered by criterion.
        judgements: Vec<JudgementJson<'r>>,
        /// What is wrong.
        findings: &'r [Finding],
        /// The files that were not read, or not in full.
        unread: &'r [UnreadFile],
        /// Documents for a person to look at.
        proposals: &'r [Proposal],
        /// All its documents, ordered by path.
        documents: &'r [DocumentLine],
    },
    /// Its claims were not judged.
    NotJudged {
        /// Why not.
        #[serde(flatten)]
        reason: &'r NotJudged,
    },
}

/// What was decided about one claim.
#[derive(Debug, Serialize, JsonSchema)]
struct JudgementJson<'r> {
    /// For which leaf.
    criterion: &'r CriterionCode,
    /// The points claimed.
    claimed: Points,
    /// The points that the rule gives for the figures found.
    recomputed: Option<Points>,
    /// How these points came out.
    calculation: &'r [CalculationStep],
    /// What the rule gives for each rate of a whole that the documents count beside the rate that they state.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    bases: &'r [PointsOfBase],
    /// The verdict; none for a claim of 0.
    verdict: &'r Option<Verdict>,
    /// What was looked at.
    coverage: CoverageJson<'r>,
}

/// What a judgement looked at.
#[derive(Debug, Serialize, JsonSchema)]
struct CoverageJson<'r> {
    /// How many documents of the unit were read in full and searched.
    searched: u32,
    /// The files that were not read, or not in full.
    unread: &'r [FilePath],
}

/// The report as JSON, indented, with a final line end. Places in it still fit where numbers of persons are masked.
#[must_use]
pub fn json(report: &RoundReport<'_>, persons: Persons) -> Vec<u8> {
    let value = answer(&ReportJson::of(report), persons);
    let mut bytes =
        serde_json::to_vec_pretty(&value).expect("a value of JSON can be written as JSON");
    bytes.push(b'\n');
    bytes
}

impl<'r> ReportJson<'r> {
    /// The report in its published form.
    #[must_use]
    pub fn of(report: &'r RoundReport<'_>) -> Self {
        let head = report.set.head();
        Self {
            round: &report.round,
            name: &report.name,
            year: report.year,
            criteria_set: CriteriaSetJson {
                name: &head.name,
                decision: &head.decision,
                date: head.date,
            },
            verification: report.verification,
            summary: RoundTally::of(report),
            units: report.units.iter().map(|unit| UnitJson::of(unit, report.set)).collect(),
        }
    }
}

impl<'r> UnitJson<'r> {
    fn of(unit: &'r UnitReport, set: &CriteriaSet) -> Self {
        let state = match &unit.state {
            UnitState::NotJudged { reason } => StateJson::NotJudged { reason },
            UnitState::Judged {
                sheet, judgements, findings, unread, proposals, documents, ..
            } => StateJson::Judged {
                summary: Box::new(Tally::of(unit).unwrap_or_default()),
                today: Today::of(unit, set).unwrap_or_default(),
                sheet: sheet.as_ref(),
                judgements: judgements.iter().map(JudgementJson::of).collect(),
                findings,
                unread,
                proposals,
                documents,
            },
        };
        Self { id: &unit.id, name: &unit.name, folder: &unit.folder, state }
    }
}

impl<'r> JudgementJson<'r> {
    fn of(judgement: &'r Judgement) -> Self {
        let Judgement {
            unit: _,
            criterion,
            claimed,
            recomputed,
            calculation,
            bases,
            verdict,
            coverage,
        } = judgement;
        Self {
            criterion,
            claimed: *claimed,
            recomputed: *recomputed,
            calculation,
            bases,
            verdict,
            coverage: CoverageJson { searched: coverage.searched, unread: &coverage.unread },
        }
    }
}

#[cfg(test)]
mod tests {
    use model::finding::FindingCode;
    use schemars::generate::SchemaSettings;

    use super::*;
    use crate::testing::*;

    #[test]
    fn counts_come_first_and_the_run_is_left_out() {
        let set = set();
        let report = sample(&set);
        let text = String::from_utf8(json(&report, Persons::Masked)).expect("UTF-8");
        let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let summary = text.find("\"summary\"").expect("there");
        assert!(summary < text.find("\"units\": [").expect("there"));
        assert!(!text.contains("generation"), "{text}");
        assert_eq!(value["summary"]["judged"]["claims"]["claimed"], 4);
        assert_eq!(value["summary"]["judged"]["points"]["claimed"], "4.5");
        assert_eq!(value["summary"]["judged"]["findings"]["by_code"]["score-above-maximum"], 1);
        assert_eq!(value["units"][0]["state"], "judged");
        assert_eq!(value["units"][1]["state"], "not-judged");
        assert_eq!(value["units"][1]["reason"], "files-left");
        assert_eq!(value["units"][1]["files"], 12);
    }

    #[test]
    fn the_report_is_what_its_schema_describes() {
        let schema = SchemaSettings::draft2020_12()
            .for_serialize()
            .into_generator()
            .into_root_schema_for::<ReportJson<'_>>();
        let validator = jsonschema::validator_for(schema.as_value()).expect("a schema");
        let set = set();
        let all_codes = FindingCode::ALL.iter().map(|code| finding_of(*code)).collect();
        let all_verdicts = (0..7).map(|kind| judgement_of(kind, 5)).collect();
        let mut report = sample(&set);
        report.units.to_mut().push(judged(all_verdicts, all_codes, vec![document_of(0, true)]));
        let value = serde_json::from_slice(&json(&report, Persons::Masked)).expect("JSON");
        let errors: Vec<_> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert_eq!(errors, [""; 0]);
    }

    #[test]
    fn the_generation_of_the_run_changes_nothing() {
        let set = set();
        let first = sample(&set);
        let mut second = sample(&set);
        for unit in second.units.to_mut() {
            if let UnitState::Judged { judgements, .. } = &mut unit.state {
                judgements.iter_mut().for_each(|judgement| judgement.coverage.generation += 7);
            }
        }
        assert_eq!(json(&first, Persons::Shown), json(&second, Persons::Shown));
    }
}
