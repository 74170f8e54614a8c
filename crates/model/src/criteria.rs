//! Criteria sets: areas, criteria and subcriteria with their points, as a decision lays them down.
//!
//! A [`CriteriaSet`] exists only validated: its points add up, its counts are the stated ones, its codes nest, its
//! rules can give exactly their maxima. It refuses to know units, claims and evidence.

mod amend;
mod change;
mod check;
mod deadline;
mod draft;
mod evidence;
mod form;
mod head;
mod remark;
mod terms;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use amend::{AmendError, amended};
pub use change::{Change, ChangeKind, SameLeaf};
pub use check::{Counted, Inconsistency};
pub use deadline::{DateThatCounts, Deadline, DeadlineTerm, Direction};
pub use draft::{DraftHead, DraftItem, DraftLeaf, DraftSet, LikelyFigure};
pub use evidence::{EvidenceItem, EvidenceKind, EvidencePeriod};
pub use form::CriteriaSetForm;
pub use head::{
    Band, Counts, Defect, Guidance, Head, Level, ReplacedDecision, RoundDates, Rounding,
};
pub use remark::{Remark, RemarkAt, Verification};
pub use terms::{
    BandCap, Extra, NotApplicable, Sample, SurveyTerms, Ties, Unranked, WithoutSurvey,
};

use crate::{
    declaration::{self, DeclarationError, exact},
    id::CriterionCode,
    points::Points,
    rule::{Assessor, Rule},
};

/// A validated criteria set.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CriteriaSet {
    head: Head,
    areas: Vec<Area>,
    #[serde(skip)]
    leaves: BTreeMap<CriterionCode, LeafPosition>,
}

/// Where a leaf lies in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct LeafPosition {
    area: usize,
    criterion: usize,
    /// 0 where the criterion is the leaf.
    subcriterion: usize,
}

/// An area (lĩnh vực).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Area {
    /// Its code.
    pub code: CriterionCode,
    /// Its name in the decision.
    pub name: String,
    /// Its maximum.
    pub max: Points,
    /// Its criteria, in code order.
    pub criteria: Vec<Criterion>,
}

/// A criterion (tiêu chí): scored itself, or by its subcriteria.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Criterion {
    /// The criterion is scored itself.
    Leaf(Box<Leaf>),
    /// Its subcriteria are scored.
    Divided {
        /// Its code.
        code: CriterionCode,
        /// Its name in the decision.
        name: String,
        /// Its maximum.
        max: Points,
        /// Its subcriteria (tiêu chí thành phần), in code order.
        subcriteria: Vec<Leaf>,
    },
}

impl Criterion {
    /// Its code.
    #[must_use]
    pub fn code(&self) -> &CriterionCode {
        match self {
            Self::Leaf(leaf) => &leaf.code,
            Self::Divided { code, .. } => code,
        }
    }

    /// Its name in the decision.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Leaf(leaf) => &leaf.name,
            Self::Divided { name, .. } => name,
        }
    }

    /// Its maximum.
    #[must_use]
    pub fn max(&self) -> Points {
        match self {
            Self::Leaf(leaf) => leaf.max,
            Self::Divided { max, .. } => *max,
        }
    }

    /// The leaves in it: itself, or its subcriteria.
    #[must_use]
    pub fn leaves(&self) -> &[Leaf] {
        match self {
            Self::Leaf(leaf) => std::slice::from_ref(leaf),
            Self::Divided { subcriteria, .. } => subcriteria,
        }
    }
}

/// What is scored (mục chấm điểm): a criterion or subcriterion that carries a rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Leaf {
    /// Its code.
    pub code: CriterionCode,
    /// Its name in the decision.
    pub name: String,
    /// Its maximum.
    #[serde(deserialize_with = "exact::points")]
    #[schemars(schema_with = "exact::schema")]
    pub max: Points,
    /// Who gives its points.
    pub assessed_by: Assessor,
    /// The rule that applies.
    pub rule: Rule,
    /// The decision's own rule, where the guidance scores otherwise and `rule` follows the guidance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision_rule: Option<Rule>,
    /// The documents that the guidance lists for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EvidenceItem>,
    /// Whether the guidance admits further documents.
    #[serde(default)]
    pub other_evidence_allowed: bool,
    /// When the guidance asks for an explanation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explain_if: Option<String>,
    /// Deadlines that the rule refers to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deadlines: Vec<Deadline>,
    /// The period that is scored, where it is not the year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<ScoredPeriod>,
    /// When it does not apply to a unit: it then leaves the unit's points and its maximum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_applicable_if: Option<String>,
    /// The bodies that answer for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub responsible: Vec<String>,
    /// Whether only the structure of the source is known, so that name and rule stand for rows still to be imported.
    #[serde(default)]
    pub placeholder: bool,
    /// Which source lays down the rule, where it is not the decision alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The known defect of the sources that touches it, by id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub defect: Option<String>,
}

/// A scored period other than the year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoredPeriod {
    /// Its first day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Its last day.
    pub to: String,
    /// What falls in it, where that is not plain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meaning: Option<String>,
}

impl CriteriaSet {
    /// Reads and validates a criteria set in its TOML form.
    ///
    /// # Errors
    /// With every defect of the text, each with its line: of syntax, of keys and types, or of the set itself.
    pub fn parse(toml: &str, file_name: &str) -> Result<Self, DeclarationError> {
        let declared = declaration::parse_located::<CriteriaSetForm>(toml, file_name)?;
        check::check(declared)
    }

    /// What the decision says of itself and of the whole set.
    #[must_use]
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// The areas, in code order.
    #[must_use]
    pub fn areas(&self) -> &[Area] {
        &self.areas
    }

    /// The leaves, in code order.
    pub fn leaves(&self) -> impl Iterator<Item = &Leaf> {
        self.areas.iter().flat_map(|area| &area.criteria).flat_map(Criterion::leaves)
    }

    /// The leaf with this code; `None` for other codes, also those of areas and divided criteria.
    #[must_use]
    pub fn leaf(&self, code: &CriterionCode) -> Option<&Leaf> {
        let LeafPosition { area, criterion, subcriterion } = self.leaves.get(code)?;
        self.areas.get(*area)?.criteria.get(*criterion)?.leaves().get(*subcriterion)
    }

    /// Whether an area, criterion or subcriterion has this code.
    #[must_use]
    pub fn contains(&self, code: &CriterionCode) -> bool {
        self.node(code).is_some()
    }

    /// The name of the area, criterion or subcriterion with this code.
    #[must_use]
    pub fn name_of(&self, code: &CriterionCode) -> Option<&str> {
        self.node(code).map(|(name, _)| name)
    }

    /// The maximum of the area, criterion or subcriterion with this code.
    #[must_use]
    pub fn max_of(&self, code: &CriterionCode) -> Option<Points> {
        self.node(code).map(|(_, max)| max)
    }

    fn node(&self, code: &CriterionCode) -> Option<(&str, Points)> {
        if let Some(leaf) = self.leaf(code) {
            return Some((&leaf.name, leaf.max));
        }
        let area = self.areas.iter().find(|area| area.code == code.area())?;
        if area.code == *code {
            return Some((&area.name, area.max));
        }
        let criterion = area.criteria.iter().find(|criterion| criterion.code() == code)?;
        Some((criterion.name(), criterion.max()))
    }
}

#[cfg(test)]
pub(crate) mod sample;

#[cfg(test)]
mod tests {
    use super::{sample::SMALL, *};
    use crate::{
        facts::MetricId,
        rule::{Scoring, ZeroDenominator},
    };

    const PROVINCE_2025: &str =
        include_str!("../../../pipelines/criteria/qd-1187-2025-province.toml");

    fn province() -> CriteriaSet {
        CriteriaSet::parse(PROVINCE_2025, "qd-1187-2025-province.toml")
            .unwrap_or_else(|error| panic!("{error}"))
    }

    fn code(text: &str) -> CriterionCode {
        CriterionCode::new(text).expect("a code")
    }

    fn points(text: &str) -> Points {
        Points::new(text.parse().expect("a number"))
    }

    #[test]
    fn the_small_set_is_sound() {
        let set = CriteriaSet::parse(SMALL, "set.toml").unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(set.head().rounding, Rounding::Decimals(2));
        let leaf = set.leaf(&code("1.1")).expect("there");
        let kinds: Vec<_> = leaf.evidence.iter().flat_map(EvidenceItem::kinds).collect();
        let names: Vec<_> = kinds.iter().filter_map(|kind| kind.doc_type.as_ref()).collect();
        assert_eq!(
            names.iter().map(|name| name.as_str()).collect::<Vec<_>>(),
            ["báo cáo", "thông báo"]
        );
        assert_eq!(kinds.first().and_then(|kind| kind.period), Some(EvidencePeriod::Quarter1));
    }

    #[test]
    fn a_set_finds_its_nodes_by_code() {
        let set = CriteriaSet::parse(SMALL, "set.toml").expect("sound");
        assert!(set.leaf(&code("1.2")).is_none(), "a divided criterion is no leaf");
        for (known, name, max) in [
            ("1", "Lĩnh vực", "3"),
            ("1.1", "Tiêu chí", "1.5"),
            ("1.2", "Tiêu chí có phần", "1.5"),
            ("1.2.2", "Khảo sát", "1"),
        ] {
            assert_eq!(set.name_of(&code(known)), Some(name));
            assert_eq!(set.max_of(&code(known)), Some(points(max)));
        }
        for unknown in ["2", "1.3", "1.1.1", "1.2.3"] {
            assert!(!set.contains(&code(unknown)), "{unknown}");
        }
    }

    #[test]
    fn leaves_come_in_code_order_whatever_the_order_of_the_file() {
        let (head, area) = SMALL.split_once("[[area.criterion]]").expect("criteria");
        let (first, second) = area.split_once("[[area.criterion]]").expect("two of them");
        let swapped = format!("{head}[[area.criterion]]{second}\n[[area.criterion]]{first}");
        let set =
            CriteriaSet::parse(&swapped, "set.toml").unwrap_or_else(|error| panic!("{error}"));
        let codes: Vec<_> = set.leaves().map(|leaf| leaf.code.to_string()).collect();
        assert_eq!(codes, ["1.1", "1.2.1", "1.2.2"]);
    }

    #[test]
    fn the_province_set_of_2025_has_what_its_decision_states() {
        let set = province();
        let leaves = |assessor| set.leaves().filter(move |leaf| leaf.assessed_by == assessor);
        let total = |assessor| leaves(assessor).map(|leaf| leaf.max).sum::<Points>();
        assert_eq!(set.leaves().count(), 102);
        assert_eq!((leaves(Assessor::Unit).count(), total(Assessor::Unit)), (70, points("61.5")));
        assert_eq!((leaves(Assessor::Survey).count(), total(Assessor::Survey)), (27, points("32")));
        assert_eq!(
            (leaves(Assessor::Ministry).count(), total(Assessor::Ministry)),
            (5, points("6.5"))
        );
        assert_eq!(set.head().decision.number(), "1187/QĐ-BNV");
        assert_eq!(set.head().defects.len(), 14);
    }

    #[test]
    fn the_rules_of_the_province_set_are_those_of_the_sources() {
        let set = province();
        let leaf = |text| set.leaf(&code(text)).unwrap_or_else(|| panic!("{text} is no leaf"));
        let Scoring::Ratio(on_time) = &leaf("3.4.1").rule.scoring else { panic!("3.4.1") };
        assert_eq!(on_time.floor, Some("0.95".parse().expect("a number")));
        assert_eq!(on_time.metric, Some(MetricId::new("on_time_rate")));
        assert_eq!(on_time.zero_denominator, ZeroDenominator::Silent);

        let Scoring::WeightedRatio(goals) = &leaf("8.5").rule.scoring else { panic!("8.5") };
        assert_eq!(goals.floor.as_ref().expect("a floor").over, ["b", "c"]);

        assert_eq!(leaf("2.3.2").rule.adjustments.len(), 1);
        assert!(leaf("3.4.4").rule.zero_if.is_some());
        assert!(leaf("5.3.1").rule.part_zero_if.is_some());
        assert_eq!(leaf("5.2.1").rule.fallback.as_ref().expect("a fallback").options.len(), 4);
        let replaced: Vec<_> = set
            .leaves()
            .filter(|leaf| leaf.decision_rule.is_some())
            .map(|leaf| leaf.code.to_string())
            .collect();
        assert_eq!(replaced, ["3.1", "3.2.3", "6.2.2", "6.2.3"]);
    }

    #[test]
    fn every_leaf_that_is_not_surveyed_lists_evidence_but_the_one_of_defect_12() {
        let set = province();
        let without: Vec<_> = set
            .leaves()
            .filter(|leaf| leaf.assessed_by != Assessor::Survey && leaf.evidence.is_empty())
            .map(|leaf| leaf.code.to_string())
            .collect();
        assert_eq!(without, ["7.2.3"]);
    }
}
