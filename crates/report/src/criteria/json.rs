//! What the commands about criteria sets print with `--json`: one object a line, each with a schema.

use model::{
    CriterionCode, Points,
    criteria::{Change, ChangeKind, CriteriaSet, DraftSet, Remark, Verification},
    rule::Assessor,
};
use schemars::JsonSchema;
use serde::Serialize;

use super::{changes::change_text, table, verification};
use crate::{Language, wording::declaration::kind_text};

/// What `criteria verify` says of a file.
#[derive(Debug, Serialize, JsonSchema)]
pub struct VerificationJson {
    file: String,
    /// Whether it is a criteria set: nothing in it is wrong.
    valid: bool,
    defects: Vec<DefectJson>,
    remarks: Vec<RemarkJson>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct DefectJson {
    line: usize,
    /// The key or table.
    path: String,
    message: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct RemarkJson {
    line: usize,
    path: String,
    code: Option<CriterionCode>,
    remark: &'static str,
    message: String,
    /// The defect of the sources, listed in the set, that says so.
    known_as: Option<String>,
}

impl VerificationJson {
    /// The verification of a file.
    #[must_use]
    pub fn of(verification: &Verification, file_name: &str, language: Language) -> Self {
        let issues = verification.set.as_ref().err().map_or(&[][..], |error| &error.issues);
        let defects = issues.iter().map(|issue| DefectJson {
            line: issue.line,
            path: issue.path.to_string(),
            message: kind_text(&issue.kind, language),
        });
        let remarks = verification.remarks.iter().map(|at| RemarkJson {
            line: at.line,
            path: at.path.to_string(),
            code: at.code.clone(),
            remark: remark_name(&at.remark),
            message: verification::remark(&at.remark, language),
            known_as: at.known_as.clone(),
        });
        Self {
            file: file_name.to_owned(),
            valid: verification.set.is_ok(),
            defects: defects.collect(),
            remarks: remarks.collect(),
        }
    }
}

/// The stable name of a remark.
fn remark_name(remark: &Remark) -> &'static str {
    match remark {
        Remark::ZeroDenominatorSilent => "zero-denominator-silent",
        Remark::Jump { .. } => "jump",
        Remark::NeverZero { .. } => "never-zero",
        Remark::DecisionRuleMissesMaximum { .. } => "decision-rule-misses-maximum",
        Remark::NoEvidence => "no-evidence",
        Remark::NameRepeated { .. } => "name-repeated",
        Remark::CodeSkipped { .. } => "code-skipped",
        Remark::Placeholder => "placeholder",
        Remark::RoundingSilent => "rounding-silent",
    }
}

/// What `criteria show` says of a set.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SetJson {
    name: String,
    decision: String,
    total: Points,
    survey_points: Points,
    items: Vec<ItemJson>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ItemJson {
    code: String,
    name: String,
    max: Points,
    /// Absent for areas, and for criteria with subcriteria.
    assessed_by: Option<Assessor>,
    rule: Vec<String>,
    evidence: Vec<String>,
    responsible: Vec<String>,
}

impl SetJson {
    /// A set.
    #[must_use]
    pub fn of(set: &CriteriaSet, language: Language) -> Self {
        let items = table::rows(set, language).into_iter().map(|row| {
            let (code, name, max) = (row.code, row.name, row.max);
            match row.leaf {
                None => ItemJson {
                    code,
                    name,
                    max,
                    assessed_by: None,
                    rule: Vec::new(),
                    evidence: Vec::new(),
                    responsible: Vec::new(),
                },
                Some(leaf) => ItemJson {
                    code,
                    name,
                    max,
                    assessed_by: Some(leaf.assessed_by),
                    rule: leaf.rule,
                    evidence: leaf.evidence,
                    responsible: leaf.responsible,
                },
            }
        });
        let head = set.head();
        Self {
            name: head.name.clone(),
            decision: head.decision.number().to_owned(),
            total: head.total,
            survey_points: head.survey_points,
            items: items.collect(),
        }
    }
}

/// What `criteria diff` says of two sets.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChangesJson {
    older: String,
    newer: String,
    changes: Vec<ChangeJson>,
}

/// One change.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChangeJson {
    /// Absent for the whole set.
    code: Option<CriterionCode>,
    name: String,
    change: &'static str,
    message: String,
}

impl ChangesJson {
    /// The changes from one file to another.
    #[must_use]
    pub fn of(changes: &[Change], older: &str, newer: &str, language: Language) -> Self {
        let changes = changes.iter().map(|change| ChangeJson {
            code: change.code.clone(),
            name: change.name.clone(),
            change: change_name(&change.kind),
            message: change_text(&change.kind, language),
        });
        Self { older: older.to_owned(), newer: newer.to_owned(), changes: changes.collect() }
    }
}

/// The stable name of a change.
fn change_name(kind: &ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Added { .. } => "added",
        ChangeKind::Removed { .. } => "removed",
        ChangeKind::Moved { .. } => "moved",
        ChangeKind::Renamed { .. } => "renamed",
        ChangeKind::Points { .. } => "points",
        ChangeKind::Assessor { .. } => "assessor",
        ChangeKind::Base { .. } => "base",
        ChangeKind::Rule { .. } => "rule",
        ChangeKind::Evidence { .. } => "evidence",
        ChangeKind::Responsible { .. } => "responsible",
        ChangeKind::Total { .. } => "total",
        ChangeKind::Bands => "bands",
    }
}

/// What `criteria import` did.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ImportJson {
    out: String,
    areas: usize,
    criteria: usize,
    subcriteria: usize,
    /// Scored items, and how many of them have a rule.
    leaves: usize,
    with_rule: usize,
    survey_points: Points,
    /// What became no rule, by item.
    texts: Vec<TextJson>,
    /// Items of the guidance that the decision's annex does not have.
    unplaced: Vec<UnplacedJson>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct TextJson {
    code: CriterionCode,
    has_rule: bool,
    text: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct UnplacedJson {
    code: String,
    name: String,
}

impl ImportJson {
    /// The import of a draft that was written to `out`.
    #[must_use]
    pub fn of(draft: &DraftSet, out: &str) -> Self {
        let counts = draft.counts();
        let texts = draft.leaves().flat_map(|(item, leaf)| {
            let has_rule = leaf.rule.is_some();
            let bare = (!has_rule && leaf.texts.is_empty()).then(|| item.name.clone());
            leaf.texts.iter().cloned().chain(bare).map(move |text| TextJson {
                code: item.code.clone(),
                has_rule,
                text,
            })
        });
        let unplaced = draft
            .unplaced
            .iter()
            .map(|(code, name)| UnplacedJson { code: code.clone(), name: name.clone() });
        Self {
            out: out.to_owned(),
            areas: counts.areas,
            criteria: counts.criteria,
            subcriteria: counts.subcriteria,
            leaves: draft.leaves().count(),
            with_rule: draft.leaves().filter(|(_, leaf)| leaf.rule.is_some()).count(),
            survey_points: draft.survey_points(),
            texts: texts.collect(),
            unplaced: unplaced.collect(),
        }
    }
}
