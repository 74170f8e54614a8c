//! What stands around the leaves: what does not apply to whom, bonus and penalty, survey terms, ties, who is not ranked.
//!
//! These are the decision's terms as data. Refuses to know points that anybody reached: `assess` applies the terms.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    declaration::exact,
    id::{CriterionCode, UnitId},
    points::Points,
};

/// Items that do not apply: they leave the points of these units and their maximum, so that the index is points over
/// the unit's own maximum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NotApplicable {
    /// Areas, criteria or subcriteria; what lies below them does not apply either.
    pub codes: Vec<CriterionCode>,
    /// The units; all of the round where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<UnitId>,
    /// Why.
    pub reason: String,
}

impl NotApplicable {
    /// Whether an item does not apply to a unit.
    #[must_use]
    pub fn covers(&self, code: &CriterionCode, unit: &UnitId) -> bool {
        let is_unit = self.units.is_empty() || self.units.contains(unit);
        is_unit && self.codes.iter().any(|item| item == code || item.contains(code))
    }
}

/// Points beside the criteria, added or taken away, and the most of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Extra {
    /// The most points of this kind.
    #[serde(deserialize_with = "exact::points")]
    #[schemars(schema_with = "exact::schema")]
    pub max: Points,
    /// What they are for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cases: Vec<crate::rule::Case>,
}

impl Extra {
    /// Points of this kind, cut at their most.
    #[must_use]
    pub fn capped(&self, points: Points) -> Points {
        points.min(self.max).max(Points::ZERO)
    }
}

/// How a survey counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SurveyTerms {
    /// What is done for a unit whose survey was not held, or whose sample is too small.
    pub without: WithoutSurvey,
    /// The smallest sample that counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<Sample>,
    /// To how many decimals survey points are rounded before anything else is done with them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimals: Option<u32>,
}

/// What is done for a unit without survey points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WithoutSurvey {
    /// Survey points are 0: the survey is required.
    Zero,
    /// They leave points and maximum, so that the appraised points are rescaled to the whole.
    Rescale,
}

/// The smallest sample of a survey that counts: a unit must reach both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    /// The share of those asked who answered, in percent.
    #[serde(deserialize_with = "exact::decimal")]
    #[schemars(schema_with = "exact::schema")]
    pub percent: Decimal,
    /// The number of answers.
    pub forms: u32,
}

impl Sample {
    /// Whether a sample is large enough.
    #[must_use]
    pub fn is_met(&self, answered: u32, asked: u32) -> bool {
        let needed = Decimal::from(asked) * self.percent / Decimal::ONE_HUNDRED;
        answered >= self.forms && Decimal::from(answered) >= needed
    }
}

/// What units with the same index share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ties {
    /// The rank; the next ranks are skipped.
    ShareRank,
    /// Nothing: the competent body decides between them.
    CompetentBodyDecides,
}

/// A unit that gets a band but no rank; means leave it out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unranked {
    /// The units.
    pub units: Vec<UnitId>,
    /// Why.
    pub reason: String,
}

/// A band that a unit cannot pass while a condition holds (discipline).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BandCap {
    /// The best band that can be reached.
    pub band: String,
    /// When no better can be reached.
    pub when: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_apply_takes_along_what_lies_below_it() {
        let code = |text| CriterionCode::new(text).expect("a code");
        let unit = |text: &str| UnitId::new(text).expect("an id");
        let term = NotApplicable {
            codes: vec![code("3.3")],
            units: vec![unit("so-a")],
            reason: "không có thủ tục hành chính".to_owned(),
        };
        for (item, of, expect) in [
            ("3.3", "so-a", true),
            ("3.3.1", "so-a", true),
            ("3.30", "so-a", false),
            ("3", "so-a", false),
            ("3.3", "so-b", false),
        ] {
            assert_eq!(term.covers(&code(item), &unit(of)), expect, "{item} {of}");
        }
        assert!(NotApplicable { units: Vec::new(), ..term }.covers(&code("3.3"), &unit("so-b")));
    }

    #[test]
    fn a_sample_must_reach_share_and_number() {
        let sample = Sample { percent: Decimal::TEN, forms: 50 };
        for (answered, asked, expect) in
            [(50, 500, true), (49, 100, false), (50, 501, false), (100, 1000, true)]
        {
            assert_eq!(sample.is_met(answered, asked), expect, "{answered} of {asked}");
        }
    }

    #[test]
    fn bonus_is_cut_at_its_most() {
        let bonus = Extra { max: Points::new(Decimal::from(3)), cases: Vec::new() };
        let points = |n: i64| Points::new(Decimal::from(n));
        assert_eq!([points(2), points(5)].map(|p| bonus.capped(p)), [points(2), points(3)]);
    }
}
