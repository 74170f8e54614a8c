//! The head of a criteria set: the decision, what it states of the whole, and the known defects of the sources.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de};

use super::terms::{BandCap, Extra, NotApplicable, SurveyTerms, Ties, Unranked};
use crate::{
    date::PartialDate, declaration::exact, id::CriterionCode, number::DocumentNumber,
    points::Points,
};

/// The decision, and what it states of the whole set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// What the set is called.
    pub name: String,
    /// The number of the decision.
    #[serde(deserialize_with = "number")]
    #[schemars(schema_with = "number_schema")]
    pub decision: DocumentNumber,
    /// Its date.
    pub date: PartialDate,
    /// Who issued it.
    pub issuer: String,
    /// The units that it scores.
    pub level: Level,
    /// The year that is scored.
    pub year: i16,
    /// The points of the whole set.
    #[serde(deserialize_with = "exact::points")]
    #[schemars(schema_with = "exact::schema")]
    pub total: Points,
    /// The points by survey, as the decision states them.
    #[serde(deserialize_with = "exact::points")]
    #[schemars(schema_with = "exact::schema")]
    pub survey_points: Points,
    /// How the index follows from the points, in the source's words.
    pub index: String,
    /// How points are rounded before they are published.
    pub rounding: Rounding,
    /// How many areas, criteria and subcriteria the decision states.
    pub counts: Counts,
    /// The guidance that goes with the decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guidance: Option<Guidance>,
    /// The decisions that amended it, all applied here, in their order.
    #[serde(default, rename = "amendment", skip_serializing_if = "Vec::is_empty")]
    pub amendments: Vec<ReplacedDecision>,
    /// The decision that it replaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<ReplacedDecision>,
    /// The days that the guidance sets for the round.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round: Option<RoundDates>,
    /// To how many decimals more the index is compared where two units stand side by side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tie_decimals: Option<u32>,
    /// What units with the same index share; the rank, where the decision does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ties: Option<Ties>,
    /// How a survey counts, where the decision says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub survey: Option<SurveyTerms>,
    /// Points beside the criteria that are added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bonus: Option<Extra>,
    /// Points beside the criteria that are taken away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub penalty: Option<Extra>,
    /// Days besides Saturdays and Sundays on which nobody works.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holidays: Vec<PartialDate>,
    /// What does not apply to which units.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_applicable: Vec<NotApplicable>,
    /// Units that are banded but not ranked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unranked: Vec<Unranked>,
    /// What keeps a unit from better bands.
    #[serde(default, rename = "band_cap", skip_serializing_if = "Vec::is_empty")]
    pub band_caps: Vec<BandCap>,
    /// The bands of the index, the best first.
    #[serde(default, rename = "band", skip_serializing_if = "Vec::is_empty")]
    pub bands: Vec<Band>,
    /// What is known to be wrong in the sources.
    #[serde(default, rename = "defect", skip_serializing_if = "Vec::is_empty")]
    pub defects: Vec<Defect>,
}

/// The level of the units that a set scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Bộ, cơ quan ngang bộ.
    Ministry,
    /// Tỉnh, thành phố trực thuộc Trung ương.
    Province,
    /// Sở, ban, ngành.
    Department,
    /// Quận, huyện (until 1 July 2025).
    District,
    /// Phòng chuyên môn.
    Division,
    /// Xã, phường, đặc khu.
    Commune,
}

/// How points are rounded, always half up, before they are published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    /// The sources do not say.
    Silent,
    /// To this many decimals.
    Decimals(u32),
}

/// The numbers of nodes that a decision states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Areas.
    pub areas: usize,
    /// Criteria.
    pub criteria: usize,
    /// Subcriteria.
    pub subcriteria: usize,
}

/// The guidance that goes with a decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Guidance {
    /// Its number.
    #[serde(deserialize_with = "number")]
    #[schemars(schema_with = "number_schema")]
    pub number: DocumentNumber,
    /// Its date.
    pub date: PartialDate,
    /// The annex that holds the scoring.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub annex: Option<String>,
}

/// A decision that this one replaces, or that amends it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplacedDecision {
    /// Its number.
    #[serde(deserialize_with = "number")]
    #[schemars(schema_with = "number_schema")]
    pub number: DocumentNumber,
    /// Its date.
    pub date: PartialDate,
}

/// The days that the guidance sets for the round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoundDates {
    /// The last day for the self-score.
    pub self_score_deadline: PartialDate,
    /// The last day for the list of those to be asked.
    pub survey_list_deadline: PartialDate,
    /// The last day for the answers.
    pub survey_answer_deadline: PartialDate,
}

/// A band of the index: `from <= index < to`, in percent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Its name.
    pub name: String,
    /// The lower end, included; open where absent.
    #[serde(
        default,
        deserialize_with = "exact::optional_decimal",
        skip_serializing_if = "Option::is_none"
    )]
    #[schemars(schema_with = "exact::schema")]
    pub from: Option<Decimal>,
    /// The upper end, excluded; open where absent.
    #[serde(
        default,
        deserialize_with = "exact::optional_decimal",
        skip_serializing_if = "Option::is_none"
    )]
    #[schemars(schema_with = "exact::schema")]
    pub to: Option<Decimal>,
    /// Whether a unit reaches it only without a criterion at 0.
    #[serde(default, skip_serializing_if = "is_false")]
    pub no_criterion_at_zero: bool,
    /// Whether it is the band of a unit that sent no self-score, whatever its points.
    #[serde(default, skip_serializing_if = "is_false")]
    pub without_self_score: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

/// Something known to be wrong in the sources, and what was done about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Defect {
    /// Its id, which leaves refer to.
    pub id: String,
    /// The leaves that it touches.
    pub codes: Vec<CriterionCode>,
    /// The sources that have it.
    pub sources: Vec<String>,
    /// What is wrong.
    pub text: String,
    /// What this set uses.
    pub used: String,
}

fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<DocumentNumber, D::Error> {
    DocumentNumber::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
}

fn number_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
    if generator.contract().is_serialize() {
        generator.subschema_for::<DocumentNumber>()
    } else {
        schemars::json_schema!({ "type": "string" })
    }
}
