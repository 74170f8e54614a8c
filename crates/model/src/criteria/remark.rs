//! What a sound criteria set still leaves open: silences and oddities of the sources, each with its line.
//!
//! A set with remarks can be used; whoever publishes it should know them. A remark that the set itself lists among the
//! defects of its sources is known by that id. Refuses to know contradictions: those keep a set from being one.

use std::collections::BTreeMap;

use super::{
    CriteriaSet, CriteriaSetForm, EvidenceItem, Rounding, check,
    form::{AreaForm, CriterionForm},
};
use crate::{
    declaration::{self, DeclarationError, Lines, Path},
    id::CriterionCode,
    points::Points,
    rule::{Assessor, Rule, Scoring, ZeroDenominator},
};

/// A criteria set held against itself: what is wrong with it, and what it leaves open.
#[derive(Debug)]
pub struct Verification {
    /// The set, or everything that keeps it from being one.
    pub set: Result<CriteriaSet, DeclarationError>,
    /// What it leaves open, by line; empty where the text could not be read at all.
    pub remarks: Vec<RemarkAt>,
}

/// A remark where it is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemarkAt {
    /// The line, from 1.
    pub line: usize,
    /// The key or table.
    pub path: Path,
    /// The area, criterion or subcriterion; `None` for the whole set.
    pub code: Option<CriterionCode>,
    /// What is remarkable.
    pub remark: Remark,
    /// The known defect of the sources that says so, by id.
    pub known_as: Option<String>,
}

/// What a sound set still leaves open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// The sources do not say what a denominator of 0 gives.
    ZeroDenominatorSilent,
    /// The rule jumps: just below this fraction it gives the first points, from it on the second.
    Jump {
        /// The fraction.
        at: rust_decimal::Decimal,
        /// The points just below.
        below: Points,
        /// The points from there on.
        from: Points,
    },
    /// Whatever the facts, the rule gives at least these points.
    NeverZero {
        /// The fewest points.
        least: Points,
    },
    /// The decision's own rule does not give the maximum.
    DecisionRuleMissesMaximum {
        /// The maximum.
        max: Points,
        /// The most that it gives.
        best: Points,
    },
    /// A self-scored item lists no evidence.
    NoEvidence,
    /// Another item has the same name.
    NameRepeated {
        /// The item that had it first.
        first: CriterionCode,
    },
    /// The code before it is left out.
    CodeSkipped {
        /// The code that is not there.
        expected: CriterionCode,
    },
    /// Only the structure of the source is known here.
    Placeholder,
    /// The sources do not say how points are rounded.
    RoundingSilent,
}

impl CriteriaSet {
    /// Reads a criteria set as [`CriteriaSet::parse`] does, and says besides what it leaves open.
    #[must_use]
    pub fn verify(toml: &str, file_name: &str) -> Verification {
        match declaration::parse_located::<CriteriaSetForm>(toml, file_name) {
            Ok(declared) => {
                let remarks = remarks(&declared.value, &declared.lines);
                Verification { set: check::check(declared), remarks }
            }
            Err(error) => Verification { set: Err(error), remarks: Vec::new() },
        }
    }
}

fn remarks(form: &CriteriaSetForm, lines: &Lines<'_>) -> Vec<RemarkAt> {
    let mut survey = Survey { form, lines, first_names: BTreeMap::new(), remarks: Vec::new() };
    if form.head.rounding == Rounding::Silent {
        survey.report(Path::root().key("set").key("rounding"), None, Remark::RoundingSilent);
    }
    let area = Path::root().key("area");
    survey.sequence(&area, form.areas.iter().map(|area| &area.code), None);
    for (position, in_area) in form.areas.iter().enumerate() {
        survey.area(&area.at(position), in_area);
    }
    survey.remarks.sort_by_key(|remark| remark.line);
    survey.remarks
}

struct Survey<'a> {
    form: &'a CriteriaSetForm,
    lines: &'a Lines<'a>,
    first_names: BTreeMap<&'a str, &'a CriterionCode>,
    remarks: Vec<RemarkAt>,
}

/// What is looked at of a leaf, wherever it stands.
struct LeafView<'a> {
    code: &'a CriterionCode,
    name: &'a str,
    max: Points,
    assessed_by: Option<Assessor>,
    rule: Option<&'a Rule>,
    decision_rule: Option<&'a Rule>,
    evidence: &'a [EvidenceItem],
    is_placeholder: bool,
}

impl<'a> Survey<'a> {
    fn report(&mut self, path: Path, code: Option<&CriterionCode>, remark: Remark) {
        let known_as = code.and_then(|code| {
            let is_known = |defect: &&super::Defect| defect.codes.contains(code);
            self.form.head.defects.iter().find(is_known).map(|defect| defect.id.clone())
        });
        let line = self.lines.line_of(&path);
        self.remarks.push(RemarkAt { line, path, code: code.cloned(), remark, known_as });
    }

    /// Codes side by side count from 1 without a gap, whatever their order in the file.
    fn sequence<'c>(
        &mut self,
        path: &Path,
        codes: impl Iterator<Item = &'c CriterionCode>,
        parent: Option<&CriterionCode>,
    ) {
        let mut placed: Vec<_> = codes.enumerate().collect();
        placed.sort_by_key(|(_, code)| *code);
        let mut number = 0;
        for (position, code) in placed {
            number += 1;
            let expected = CriterionCode::below(parent, number);
            if expected < *code && expected.depth() == code.depth() {
                let path = path.at(position).key("code");
                self.report(path, Some(code), Remark::CodeSkipped { expected });
                number = code.last_number();
            }
        }
    }

    fn area(&mut self, path: &Path, area: &'a AreaForm) {
        let path = path.key("criterion");
        self.sequence(
            &path,
            area.criteria.iter().map(|criterion| &criterion.code),
            Some(&area.code),
        );
        for (position, criterion) in area.criteria.iter().enumerate() {
            self.criterion(&path.at(position), criterion);
        }
    }

    fn criterion(&mut self, path: &Path, criterion: &'a CriterionForm) {
        if criterion.subcriteria.is_empty() {
            let leaf = LeafView {
                code: &criterion.code,
                name: &criterion.name,
                max: criterion.max,
                assessed_by: criterion.assessed_by,
                rule: criterion.rule.as_ref(),
                decision_rule: criterion.decision_rule.as_ref(),
                evidence: &criterion.evidence,
                is_placeholder: criterion.placeholder,
            };
            self.leaf(path, &leaf);
            return;
        }
        let path = path.key("subcriterion");
        let codes = criterion.subcriteria.iter().map(|leaf| &leaf.code);
        self.sequence(&path, codes, Some(&criterion.code));
        for (position, leaf) in criterion.subcriteria.iter().enumerate() {
            let leaf = LeafView {
                code: &leaf.code,
                name: &leaf.name,
                max: leaf.max,
                assessed_by: Some(leaf.assessed_by),
                rule: Some(&leaf.rule),
                decision_rule: leaf.decision_rule.as_ref(),
                evidence: &leaf.evidence,
                is_placeholder: leaf.placeholder,
            };
            self.leaf(&path.at(position), &leaf);
        }
    }

    fn leaf(&mut self, path: &Path, leaf: &LeafView<'a>) {
        let code = Some(leaf.code);
        if leaf.is_placeholder {
            self.report(path.key("placeholder"), code, Remark::Placeholder);
            return;
        }
        match self.first_names.get(leaf.name) {
            Some(first) => {
                let first = (*first).clone();
                self.report(path.key("name"), code, Remark::NameRepeated { first });
            }
            None => {
                self.first_names.insert(leaf.name, leaf.code);
            }
        }
        if leaf.assessed_by == Some(Assessor::Unit) && leaf.evidence.is_empty() {
            self.report(path.key("evidence"), code, Remark::NoEvidence);
        }
        if let Some(rule) = leaf.rule {
            self.rule(&path.key("rule"), leaf.code, rule);
        }
        if let Some(best) = leaf.decision_rule.and_then(Rule::best)
            && best != leaf.max
        {
            let remark = Remark::DecisionRuleMissesMaximum { max: leaf.max, best };
            self.report(path.key("decision_rule"), code, remark);
        }
    }

    fn rule(&mut self, path: &Path, code: &CriterionCode, rule: &Rule) {
        let silent = |path: &Path| path.key("zero_denominator");
        match &rule.scoring {
            Scoring::Ratio(ratio) => {
                if ratio.zero_denominator == ZeroDenominator::Silent && rule.full_if.is_none() {
                    self.report(silent(path), Some(code), Remark::ZeroDenominatorSilent);
                }
                if let Some(at) = ratio.full_at {
                    let below = Points::new(at * ratio.scale.value());
                    if below < ratio.scale {
                        let remark = Remark::Jump { at, below, from: ratio.scale };
                        self.report(path.key("full_at"), Some(code), remark);
                    }
                }
            }
            Scoring::WeightedRatio(ratio)
                if ratio.zero_denominator == ZeroDenominator::Silent && rule.full_if.is_none() =>
            {
                self.report(silent(path), Some(code), Remark::ZeroDenominatorSilent);
            }
            Scoring::Tiers(tiers) => {
                if tiers.zero_denominator == Some(ZeroDenominator::Silent) {
                    self.report(silent(path), Some(code), Remark::ZeroDenominatorSilent);
                }
                let points = tiers.tiers.iter().map(|tier| tier.points);
                self.never_zero(&path.key("tiers"), code, points.min());
            }
            Scoring::Count(count) => {
                let points = count.tiers.iter().map(|tier| tier.points);
                self.never_zero(&path.key("tiers"), code, points.min());
            }
            Scoring::Rank(rank) => {
                let points = rank.tiers.iter().map(|tier| tier.points);
                let otherwise = rank.otherwise.iter().map(|case| case.points);
                self.never_zero(&path.key("tiers"), code, points.chain(otherwise).min());
            }
            Scoring::Options(options) => {
                let points = options.options.iter().map(|case| case.points);
                self.never_zero(&path.key("options"), code, points.min());
            }
            Scoring::SumOfParts(sum) => {
                let path = path.key("parts");
                for (position, part) in sum.parts.iter().enumerate() {
                    self.rule(&path.at(position).key("rule"), code, &part.rule);
                }
            }
            Scoring::External(external) => self.rule(&path.key("rule"), code, &external.rule),
            _ => {}
        }
    }

    fn never_zero(&mut self, path: &Path, code: &CriterionCode, least: Option<Points>) {
        if let Some(least) = least.filter(|least| *least > Points::ZERO) {
            self.report(path.clone(), Some(code), Remark::NeverZero { least });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::sample::{SMALL, edited},
        *,
    };

    /// The remarks on the small set with one text replaced, as `line path remark`.
    fn check(from: &str, to: &str, expect: &[&str]) {
        let verification = CriteriaSet::verify(&edited(from, to), "set.toml");
        let found: Vec<_> = verification
            .remarks
            .iter()
            .map(|RemarkAt { line, path, remark, known_as, .. }| {
                let known = known_as.as_ref().map(|id| format!(" ({id})")).unwrap_or_default();
                format!("{line} {path}: {remark:?}{known}")
            })
            .collect();
        assert_eq!(found, expect, "{to}");
    }

    const ZERO: &str = "area[1].criterion[1].rule.zero_denominator: ZeroDenominatorSilent";
    const NO_EVIDENCE: &str = "area[1].criterion[2].subcriterion[1].evidence: NoEvidence";

    #[test]
    fn silences_are_remarked_with_their_lines() {
        let (zero, evidence) = (format!("35 {ZERO}"), format!("43 {NO_EVIDENCE}"));
        check("max = 3", "max = 3", &[&zero, &evidence]);
        check("zero_denominator = \"silent\"", "zero_denominator = \"max\"", &[&evidence]);
        check(
            "floor = 0.95",
            "full_at = 0.7",
            &[
                "34 area[1].criterion[1].rule.full_at: Jump { at: 0.7, below: Points(1.05), from: Points(1.5) }",
                &zero,
                &evidence,
            ],
        );
        check(
            "rounding = { decimals = 2 }",
            "rounding = \"silent\"",
            &["12 set.rounding: RoundingSilent", &zero, &evidence],
        );
    }

    #[test]
    fn what_the_set_lists_as_a_defect_is_known() {
        let defect = "[[set.defect]]\nid = \"D1\"\ncodes = [\"1.1\"]\nsources = []\ntext = \"\"\nused = \"\"\n\n[[area]]";
        check("[[area]]", defect, &[&format!("42 {ZERO} (D1)"), &format!("50 {NO_EVIDENCE}")]);
    }

    #[test]
    fn gaps_in_codes_and_repeated_names_are_seen() {
        let (zero, evidence) = (format!("35 {ZERO}"), format!("43 {NO_EVIDENCE}"));
        check(
            "code = \"1.2.2\"",
            "code = \"1.2.4\"",
            &[
                &zero,
                &evidence,
                "60 area[1].criterion[2].subcriterion[2].code: CodeSkipped { expected: CriterionCode([1, 2, 2]) }",
            ],
        );
        check(
            "name = \"Khảo sát\"",
            "name = \"Tiêu chí thành phần\"",
            &[
                &zero,
                &evidence,
                "61 area[1].criterion[2].subcriterion[2].name: NameRepeated { first: CriterionCode([1, 2, 1]) }",
            ],
        );
    }

    #[test]
    fn a_placeholder_says_so_and_may_have_no_rule() {
        let text = SMALL
            .replace(
                "rule = { kind = \"survey\" }",
                "rule = { kind = \"unspecified\" }\nplaceholder = true",
            )
            .replace("assessed_by = \"survey\"", "assessed_by = \"self\"")
            .replace("survey_points = 1", "survey_points = 0");
        let Verification { set, remarks } = CriteriaSet::verify(&text, "set.toml");
        set.unwrap_or_else(|error| panic!("{error}"));
        assert!(remarks.iter().any(|at| at.remark == Remark::Placeholder));
    }

    #[test]
    fn remarks_are_made_on_sets_with_contradictions_too() {
        let Verification { set, remarks } =
            CriteriaSet::verify(&edited("total = 3", "total = 4"), "set.toml");
        assert!(set.is_err());
        assert_eq!(remarks.len(), 2);
    }
}
