//! Holds the form of a criteria set against itself, and makes the set of it.

use std::{collections::BTreeMap, fmt};

use super::{
    Area, CriteriaSet, Criterion, Leaf, LeafPosition,
    form::{AreaForm, CriteriaSetForm, CriterionForm},
};
use crate::{
    declaration::{DeclarationError, Issue, IssueKind, Located, Path},
    id::CriterionCode,
    points::Points,
    rule::{Assessor, RuleCheck, RuleDefect, Scoring, range_defects},
};

/// A contradiction of a criteria set with itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inconsistency {
    /// The maxima below do not add up to the maximum.
    Sum {
        /// The area or criterion; `None` for the whole set.
        code: Option<CriterionCode>,
        /// Its maximum.
        stated: Points,
        /// The sum of what is below it.
        summed: Points,
    },
    /// The survey leaves do not add up to the survey points.
    SurveySum {
        /// The points that the decision states.
        stated: Points,
        /// The sum of the survey leaves.
        summed: Points,
    },
    /// There are more or fewer nodes than the decision states.
    Count {
        /// What is counted.
        counted: Counted,
        /// How many the decision states.
        stated: usize,
        /// How many there are.
        found: usize,
    },
    /// The code is already taken.
    DuplicateCode {
        /// The code.
        code: CriterionCode,
        /// The line where it stands first.
        first_line: usize,
    },
    /// The code does not belong where it stands.
    MisplacedCode {
        /// The code.
        code: CriterionCode,
        /// The area or criterion that it stands in.
        parent: Option<CriterionCode>,
    },
    /// A criterion with subcriteria is not scored itself.
    KeyBesideSubcriteria {
        /// The criterion.
        code: CriterionCode,
        /// The key that only a leaf has.
        key: &'static str,
    },
    /// Who gives the points does not fit the rule.
    AssessorMismatch {
        /// The leaf.
        code: CriterionCode,
        /// Who the rule leaves the points to.
        by_rule: Assessor,
    },
    /// Something is wrong with a rule in itself.
    Rule {
        /// The leaf.
        code: CriterionCode,
        /// What is wrong.
        defect: RuleDefect,
    },
    /// The bands of the index do not cover it exactly once.
    Bands(RuleDefect),
    /// The head knows no such defect.
    UnknownDefect {
        /// The leaf that refers to it.
        code: CriterionCode,
        /// The id.
        id: String,
    },
    /// A deadline is one of a document that the leaf does not list.
    UnknownEvidence {
        /// The leaf.
        code: CriterionCode,
        /// The name of the document.
        name: String,
    },
    /// There is no such band.
    UnknownBand {
        /// Its name.
        name: String,
    },
    /// A term of the head names a code that the set does not have.
    UnknownCode {
        /// The code.
        code: CriterionCode,
    },
}

/// What a decision counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Areas.
    Areas,
    /// Criteria.
    Criteria,
    /// Subcriteria.
    Subcriteria,
}

impl fmt::Display for Inconsistency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sum { code: Some(code), stated, summed } => {
                write!(f, "`{code}` has {stated} points, what is in it has {summed}")
            }
            Self::Sum { code: None, stated, summed } => {
                write!(f, "the set has {stated} points, its areas have {summed}")
            }
            Self::SurveySum { stated, summed } => {
                write!(f, "the decision states {stated} survey points, the leaves have {summed}")
            }
            Self::Count { counted, stated, found } => {
                let counted = match counted {
                    Counted::Areas => "areas",
                    Counted::Criteria => "criteria",
                    Counted::Subcriteria => "subcriteria",
                };
                write!(f, "the decision states {stated} {counted}, there are {found}")
            }
            Self::DuplicateCode { code, first_line } => {
                write!(f, "`{code}` stands already in line {first_line}")
            }
            Self::MisplacedCode { code, parent: Some(parent) } => {
                write!(f, "`{code}` is no code directly below `{parent}`")
            }
            Self::MisplacedCode { code, parent: None } => {
                write!(f, "`{code}` is no code of an area")
            }
            Self::KeyBesideSubcriteria { code, key } => {
                write!(f, "`{code}` has subcriteria, so it cannot have `{key}`")
            }
            Self::AssessorMismatch { code, by_rule } => {
                write!(f, "the rule of `{code}` leaves the points to {by_rule:?}")
            }
            Self::Rule { code, defect } => write!(f, "`{code}`: {defect}"),
            Self::Bands(defect) => write!(f, "bands: {defect}"),
            Self::UnknownDefect { code, id } => {
                write!(f, "`{code}` refers to defect `{id}`, which is not listed")
            }
            Self::UnknownEvidence { code, name } => {
                write!(f, "`{code}` lists no document called `{name}`")
            }
            Self::UnknownBand { name } => write!(f, "no band is called `{name}`"),
            Self::UnknownCode { code } => write!(f, "the set has no `{code}`"),
        }
    }
}

/// Makes the set, or reports everything that is wrong with it.
pub(super) fn check(
    declared: Located<'_, CriteriaSetForm>,
) -> Result<CriteriaSet, DeclarationError> {
    let Located { value: form, lines } = declared;
    let mut check = Check {
        lines: &lines,
        defect_ids: form.head.defects.iter().map(|defect| defect.id.clone()).collect(),
        first_lines: BTreeMap::new(),
        issues: Vec::new(),
    };
    check.head(&form);
    let head = form.head;
    let mut areas: Vec<Area> = form
        .areas
        .into_iter()
        .enumerate()
        .map(|(position, area)| check.area(position, area))
        .collect();
    areas.sort_by(|a, b| a.code.cmp(&b.code));

    let leaves = positions(&areas);
    let set = CriteriaSet { head, areas, leaves };
    check.whole(&set);
    if check.issues.is_empty() { Ok(set) } else { Err(lines.error(check.issues)) }
}

fn positions(areas: &[Area]) -> BTreeMap<CriterionCode, LeafPosition> {
    let mut positions = BTreeMap::new();
    for (area, in_area) in areas.iter().enumerate() {
        for (criterion, in_criterion) in in_area.criteria.iter().enumerate() {
            for (subcriterion, leaf) in in_criterion.leaves().iter().enumerate() {
                let position = LeafPosition { area, criterion, subcriterion };
                positions.insert(leaf.code.clone(), position);
            }
        }
    }
    positions
}

struct Check<'a> {
    lines: &'a crate::declaration::Lines<'a>,
    defect_ids: Vec<String>,
    first_lines: BTreeMap<CriterionCode, usize>,
    issues: Vec<Issue>,
}

impl Check<'_> {
    fn report(&mut self, path: Path, inconsistency: Inconsistency) {
        self.issue(path, IssueKind::Inconsistent(inconsistency));
    }

    fn issue(&mut self, path: Path, kind: IssueKind) {
        self.issues.push(Issue { line: self.lines.line_of(&path), path, kind });
    }

    fn code(&mut self, path: &Path, code: &CriterionCode, parent: Option<&CriterionCode>) {
        let path = path.key("code");
        let is_placed = match parent {
            Some(parent) => parent.contains(code) && code.depth() == parent.depth() + 1,
            None => code.depth() == 1,
        };
        if !is_placed {
            let (code, parent) = (code.clone(), parent.cloned());
            self.report(path.clone(), Inconsistency::MisplacedCode { code, parent });
        }
        let line = self.lines.line_of(&path);
        let first_line = *self.first_lines.entry(code.clone()).or_insert(line);
        if first_line != line {
            self.report(path, Inconsistency::DuplicateCode { code: code.clone(), first_line });
        }
    }

    fn sum(&mut self, path: &Path, code: &CriterionCode, stated: Points, summed: Points) {
        if stated != summed {
            let code = Some(code.clone());
            self.report(path.key("max"), Inconsistency::Sum { code, stated, summed });
        }
    }

    fn area(&mut self, position: usize, form: AreaForm) -> Area {
        let path = Path::root().key("area").at(position);
        let AreaForm { code, name, max, criteria } = form;
        self.code(&path, &code, None);
        let summed = criteria.iter().map(|criterion| criterion.max).sum();
        self.sum(&path, &code, max, summed);
        let mut criteria: Vec<Criterion> = criteria
            .into_iter()
            .enumerate()
            .filter_map(|(position, form)| {
                self.criterion(&path.key("criterion").at(position), form, &code)
            })
            .collect();
        criteria.sort_by(|a, b| a.code().cmp(b.code()));
        Area { code, name, max, criteria }
    }

    /// The criterion; `None` where it lacks what a leaf must have, which is then reported.
    fn criterion(
        &mut self,
        path: &Path,
        form: CriterionForm,
        area: &CriterionCode,
    ) -> Option<Criterion> {
        self.code(path, &form.code, Some(area));
        if form.subcriteria.is_empty() {
            let leaf = self.criterion_as_leaf(path, form)?;
            self.leaf(path, &leaf);
            return Some(Criterion::Leaf(Box::new(leaf)));
        }
        for key in leaf_keys(&form) {
            let code = form.code.clone();
            self.report(path.key(key), Inconsistency::KeyBesideSubcriteria { code, key });
        }
        let CriterionForm { code, name, max, mut subcriteria, .. } = form;
        for (position, leaf) in subcriteria.iter().enumerate() {
            let path = path.key("subcriterion").at(position);
            self.code(&path, &leaf.code, Some(&code));
            self.leaf(&path, leaf);
        }
        self.sum(path, &code, max, subcriteria.iter().map(|leaf| leaf.max).sum());
        subcriteria.sort_by(|a, b| a.code.cmp(&b.code));
        Some(Criterion::Divided { code, name, max, subcriteria })
    }

    fn criterion_as_leaf(&mut self, path: &Path, form: CriterionForm) -> Option<Leaf> {
        if form.assessed_by.is_none() {
            self.issue(path.clone(), IssueKind::MissingKey { key: "assessed_by".to_owned() });
        }
        if form.rule.is_none() {
            self.issue(path.clone(), IssueKind::MissingKey { key: "rule".to_owned() });
        }
        Some(Leaf {
            code: form.code,
            name: form.name,
            max: form.max,
            assessed_by: form.assessed_by?,
            rule: form.rule?,
            decision_rule: form.decision_rule,
            evidence: form.evidence,
            other_evidence_allowed: form.other_evidence_allowed,
            explain_if: form.explain_if,
            deadlines: form.deadlines,
            period: form.period,
            not_applicable_if: form.not_applicable_if,
            responsible: form.responsible,
            placeholder: form.placeholder,
            source: form.source,
            defect: form.defect,
        })
    }

    fn leaf(&mut self, path: &Path, leaf: &Leaf) {
        let applied = if leaf.placeholder {
            RuleCheck::placeholder(&leaf.rule, leaf.max)
        } else {
            RuleCheck::applied(&leaf.rule, leaf.max)
        };
        let replaced = leaf.decision_rule.as_ref().map(RuleCheck::replaced).unwrap_or_default();
        for (key, defects) in [("rule", applied), ("decision_rule", replaced)] {
            for (further, defect) in defects {
                let code = leaf.code.clone();
                let path = path.key(key).join(&further);
                self.report(path, Inconsistency::Rule { code, defect });
            }
        }
        if let Some(id) = &leaf.defect
            && !self.defect_ids.contains(id)
        {
            let (code, id) = (leaf.code.clone(), id.clone());
            self.report(path.key("defect"), Inconsistency::UnknownDefect { code, id });
        }
        for (position, deadline) in leaf.deadlines.iter().enumerate() {
            if let Some(name) = &deadline.of
                && !leaf.evidence.iter().any(|item| item.name == *name)
            {
                let (code, name) = (leaf.code.clone(), name.clone());
                let path = path.key("deadlines").at(position);
                self.report(path, Inconsistency::UnknownEvidence { code, name });
            }
        }
        let by_rule = match leaf.rule.scoring {
            Scoring::Survey(_) => Assessor::Survey,
            Scoring::External(_) => Assessor::Ministry,
            _ => Assessor::Unit,
        };
        if by_rule != leaf.assessed_by {
            let code = leaf.code.clone();
            let path = path.key("assessed_by");
            self.report(path, Inconsistency::AssessorMismatch { code, by_rule });
        }
    }

    /// What the head says of the whole, held against the form: this needs no criterion to be complete.
    fn head(&mut self, form: &CriteriaSetForm) {
        let path = Path::root().key("set");
        let (stated, summed) = (form.head.total, form.areas.iter().map(|area| area.max).sum());
        if stated != summed {
            let sum = Inconsistency::Sum { code: None, stated, summed };
            self.report(path.key("total"), sum);
        }
        let criteria = || form.areas.iter().flat_map(|area| &area.criteria);
        let n_subcriteria = criteria().map(|criterion| criterion.subcriteria.len()).sum();
        let counts = form.head.counts;
        for (counted, key, stated, found) in [
            (Counted::Areas, "areas", counts.areas, form.areas.len()),
            (Counted::Criteria, "criteria", counts.criteria, criteria().count()),
            (Counted::Subcriteria, "subcriteria", counts.subcriteria, n_subcriteria),
        ] {
            if stated != found {
                let path = path.key("counts").key(key);
                self.report(path, Inconsistency::Count { counted, stated, found });
            }
        }
        if form.head.bands.is_empty() {
            return;
        }
        let bands = form.head.bands.iter().map(|band| (band.from, band.to));
        for (position, defect) in range_defects(bands, None, None) {
            let path = path.key("band");
            let path = position.map_or_else(|| path.clone(), |position| path.at(position));
            self.report(path, Inconsistency::Bands(defect));
        }
    }

    /// What can only be said of a set whose criteria are all there.
    fn whole(&mut self, set: &CriteriaSet) {
        let is_missing = |issue: &Issue| matches!(issue.kind, IssueKind::MissingKey { .. });
        if self.issues.iter().any(is_missing) {
            return;
        }
        let head = Path::root().key("set");
        let surveyed = set.leaves().filter(|leaf| leaf.assessed_by == Assessor::Survey);
        let (stated, summed) = (set.head.survey_points, surveyed.map(|leaf| leaf.max).sum());
        if stated != summed {
            let sum = Inconsistency::SurveySum { stated, summed };
            self.report(head.key("survey_points"), sum);
        }
        let defects = set.head.defects.iter().map(|defect| &defect.codes);
        let terms = set.head.not_applicable.iter().map(|term| &term.codes);
        let with_paths = (defects.enumerate().map(|(n, codes)| (head.key("defect").at(n), codes)))
            .chain(terms.enumerate().map(|(n, codes)| (head.key("not_applicable").at(n), codes)));
        for (path, codes) in with_paths {
            for (position, code) in codes.iter().enumerate() {
                if !set.contains(code) {
                    let path = path.key("codes").at(position);
                    self.report(path, Inconsistency::UnknownCode { code: code.clone() });
                }
            }
        }
        for (position, cap) in set.head.band_caps.iter().enumerate() {
            if !set.head.bands.iter().any(|band| band.name == cap.band) {
                let path = head.key("band_cap").at(position).key("band");
                self.report(path, Inconsistency::UnknownBand { name: cap.band.clone() });
            }
        }
    }
}

/// The keys of a criterion's form that only a leaf may have, as far as they are there.
fn leaf_keys(form: &CriterionForm) -> impl Iterator<Item = &'static str> {
    [
        ("assessed_by", form.assessed_by.is_some()),
        ("rule", form.rule.is_some()),
        ("decision_rule", form.decision_rule.is_some()),
        ("evidence", !form.evidence.is_empty()),
        ("other_evidence_allowed", form.other_evidence_allowed),
        ("explain_if", form.explain_if.is_some()),
        ("deadlines", !form.deadlines.is_empty()),
        ("period", form.period.is_some()),
        ("not_applicable_if", form.not_applicable_if.is_some()),
        ("responsible", !form.responsible.is_empty()),
        ("placeholder", form.placeholder),
        ("source", form.source.is_some()),
        ("defect", form.defect.is_some()),
    ]
    .into_iter()
    .filter_map(|(key, is_there)| is_there.then_some(key))
}

#[cfg(test)]
mod tests {
    use super::super::{
        CriteriaSet,
        sample::{SMALL, edited},
    };

    /// The issues of the small set after an edit, as printed without the file's name.
    fn check(from: &str, to: &str, expect: &[&str]) {
        let error = CriteriaSet::parse(&edited(from, to), "set.toml").expect_err(to);
        let found: Vec<String> = error.issues.iter().map(ToString::to_string).collect();
        assert_eq!(found, expect, "after {from:?} became {to:?}");
    }

    #[test]
    fn points_must_add_up_on_every_level() {
        check(
            "max = 3",
            "max = 4",
            &[
                "9: `set.total`: the set has 3 points, its areas have 4",
                "18: `area[1].max`: `1` has 4 points, what is in it has 3",
            ],
        );
        check(
            "max = 0.5",
            "max = 0.25",
            &[
                "41: `area[1].criterion[2].max`: `1.2` has 1.5 points, what is in it has 1.25",
                "49: `area[1].criterion[2].subcriterion[1].rule`: `1.2.1`: at best the rule gives 0.5 points, the maximum is 0.25",
            ],
        );
        check(
            "survey_points = 1",
            "survey_points = 2",
            &["10: `set.survey_points`: the decision states 2 survey points, the leaves have 1"],
        );
    }

    #[test]
    fn counts_must_be_the_stated_ones() {
        check(
            "criteria = 2, subcriteria = 2",
            "criteria = 3, subcriteria = 4",
            &[
                "13: `set.counts.criteria`: the decision states 3 criteria, there are 2",
                "13: `set.counts.subcriteria`: the decision states 4 subcriteria, there are 2",
            ],
        );
    }

    #[test]
    fn codes_nest_and_do_not_repeat() {
        check(
            r#"code = "1.2.2""#,
            r#"code = "1.2.1""#,
            &["60: `area[1].criterion[2].subcriterion[2].code`: `1.2.1` stands already in line 44"],
        );
        check(
            r#"code = "1.2.2""#,
            r#"code = "1.3.2""#,
            &[
                "60: `area[1].criterion[2].subcriterion[2].code`: `1.3.2` is no code directly below `1.2`",
            ],
        );
    }

    #[test]
    fn ranges_lie_side_by_side() {
        check(
            "from = 80, to = 100",
            "from = 85, to = 100",
            &[
                "55: `area[1].criterion[2].subcriterion[1].rule.tiers[2]`: `1.2.1`: no range for values from 80 below 85",
            ],
        );
        check(
            "from = 0, to = 80",
            "from = 0, to = 90",
            &[
                "55: `area[1].criterion[2].subcriterion[1].rule.tiers[2]`: `1.2.1`: two ranges hold 80",
            ],
        );
        check(
            "{ from = 100, points = 0.5 }",
            "{ from = 100, to = 101, points = 0.5 }",
            &[
                "53: `area[1].criterion[2].subcriterion[1].rule.tiers`: `1.2.1`: no range for values from 101",
            ],
        );
    }

    #[test]
    fn a_floor_in_percent_is_a_slip() {
        check(
            "floor = 0.95",
            "floor = 95",
            &["34: `area[1].criterion[1].rule.floor`: `1.1`: 95 is not between 0 and 1"],
        );
    }

    #[test]
    fn a_criterion_is_scored_itself_or_by_its_subcriteria() {
        check(
            "max = 1.5\n\n[[area.criterion.subcriterion]]",
            "max = 1.5\nassessed_by = \"self\"\n\n[[area.criterion.subcriterion]]",
            &[
                "42: `area[1].criterion[2].assessed_by`: `1.2` has subcriteria, so it cannot have `assessed_by`",
            ],
        );
        check(
            "max = 1.5\n\n[[area.criterion.subcriterion]]",
            "max = 1.5\nresponsible = [\"Sở Nội vụ\"]\n\n[[area.criterion.subcriterion]]",
            &[
                "42: `area[1].criterion[2].responsible`: `1.2` has subcriteria, so it cannot have `responsible`",
            ],
        );
        check(
            "max = 1.5\nassessed_by = \"self\"\n",
            "max = 1.5\n",
            &["20: `area[1].criterion[1]`: missing key `assessed_by`"],
        );
    }

    #[test]
    fn who_scores_fits_the_rule() {
        check(
            "assessed_by = \"self\"\n\n[area.criterion.subcriterion.rule]",
            "assessed_by = \"ministry\"\n\n[area.criterion.subcriterion.rule]",
            &[
                "47: `area[1].criterion[2].subcriterion[1].assessed_by`: the rule of `1.2.1` leaves the points to Unit",
            ],
        );
    }

    #[test]
    fn defects_are_listed_and_name_codes_of_the_set() {
        check(
            "assessed_by = \"survey\"",
            "assessed_by = \"survey\"\ndefect = \"D7\"",
            &[
                "64: `area[1].criterion[2].subcriterion[2].defect`: `1.2.2` refers to defect `D7`, which is not listed",
            ],
        );
        let defect = "[[set.defect]]\nid = \"D1\"\ncodes = [\"1.2.2\", \"9.9\"]\nsources = []\ntext = \"\"\nused = \"\"\n\n[[area]]";
        check("[[area]]", defect, &["17: `set.defect[1].codes[2]`: the set has no `9.9`"]);
    }

    #[test]
    fn a_deadline_is_of_a_document_that_the_leaf_lists() {
        let parsed = |of: &str| {
            let own = "assessed_by = \"self\"";
            let deadlines = format!(
                "{own}\ndeadlines = [{{ by = \"trong 5 ngày\", relative_to = \"10/01/2025\", of = \"{of}\" }}]"
            );
            let set = CriteriaSet::parse(&SMALL.replacen(own, &deadlines, 1), "set.toml");
            set.map(|set| set.leaves().count()).map_err(|error| error.to_string())
        };
        assert_eq!(parsed("Báo cáo CCHC hoặc báo cáo khác"), Ok(3));
        assert!(parsed("Kế hoạch").is_err_and(|error| error.contains("`Kế hoạch`")));
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let text = SMALL.replace("max = 1\n", "max = 2\n").replace("floor = 0.95", "floor = 1.95");
        let error = CriteriaSet::parse(&text, "set.toml").expect_err("two slips");
        assert_eq!(error.issues.len(), 3, "{error}");
        assert!(error.issues.is_sorted_by_key(|issue| issue.line));
    }
}
