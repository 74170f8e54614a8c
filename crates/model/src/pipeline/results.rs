//! Which files say what results are computed from: points, circumstances, earlier years, tasks.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::UnitId;

/// What results are computed from, besides the criteria set and the appraisals in the ledger.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Results {
    /// Tables of the round.
    #[serde(rename = "file")]
    pub files: Vec<ResultFile>,
    /// The year before, to compare with.
    pub earlier: Option<EarlierRound>,
    /// The units that are analysed; all where none is named.
    pub analyse: Vec<UnitId>,
    /// The decision that published the results: from then on every unit sees the ranking, before it only its own points.
    pub published: Option<String>,
}

/// A table of one kind of input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResultFile {
    /// The file: CSV or XLSX.
    pub path: String,
    /// What it holds.
    pub holds: Holding,
    /// The document that says so, for rows that do not name their own.
    #[serde(default)]
    pub document: Option<String>,
    /// Whose points it holds, where it is the sheet of one unit and has no column of units.
    #[serde(default)]
    pub unit: Option<UnitId>,
}

/// What a table holds, one row each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Holding {
    /// Unit, leaf, appraised points.
    Appraised,
    /// Unit, leaf, points of a survey, how many were asked and answered.
    Survey,
    /// Unit, leaf, percent of satisfaction, how many were asked and answered.
    Satisfaction,
    /// Unit, leaf, points that another body gave.
    External,
    /// Unit, and the item where it is not every survey that was not held.
    NoSurvey,
    /// Unit, points that are added, what for.
    Bonus,
    /// Unit, points that are taken away, what for.
    Penalty,
    /// Unit, item that does not apply to it, why.
    NotApplicable,
    /// Unit that is banded but not ranked, why.
    Unranked,
    /// Unit that sent no self-score.
    NoSelfScore,
    /// Unit, best band that it can reach, why.
    BandCap,
    /// Unit, the rank that the competent body gave it among equals.
    RankDecision,
    /// Unit, leaf, cause of lost points as a person confirms it.
    Cause,
    /// Unit, year, PAR INDEX, rank of how many, SIPAS, PAPI.
    Years,
    /// Leaf, body, what to do, evidence, until when, points expected; unit where it is one's own.
    Tasks,
}

/// The round of an earlier year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EarlierRound {
    /// The year.
    pub year: i16,
    /// The file of its criteria set.
    pub criteria: String,
    /// Its tables.
    #[serde(rename = "file")]
    pub files: Vec<ResultFile>,
}
