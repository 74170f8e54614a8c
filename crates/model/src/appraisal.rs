//! Appraisals: the points that appraisers and the council give a claim, beside those that the unit gave itself.
//!
//! Appraisers never overwrite each other: each has an appraisal of their own for a leaf and a stage, and two that differ
//! are a conflict that everybody sees until a later stage, or one of them, settles it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    criteria::Leaf,
    id::{AccountName, CriterionCode, UnitId},
    points::Points,
};

/// The steps of appraising, in their order; a later one counts over an earlier one.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// The first appraisal (thẩm định vòng 1).
    First,
    /// The second appraisal, after the unit's answer (thẩm định vòng 2).
    Second,
    /// What the council decided (hội đồng quyết định).
    Decision,
}

impl Stage {
    /// All of them, in their order.
    pub const ALL: [Self; 3] = [Self::First, Self::Second, Self::Decision];
}

/// What an appraiser thinks of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Stance {
    /// The claimed points stand.
    Agrees,
    /// Other points are right.
    Disagrees,
    /// The unit must explain or send more before points can be given.
    AsksUnit,
}

/// What one appraiser says about one claim at one stage. Only [`Appraisal::admit`] makes one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Appraisal {
    /// Whose claim.
    pub unit: UnitId,
    /// The leaf.
    pub criterion: CriterionCode,
    /// At which stage.
    pub stage: Stage,
    /// Who says it.
    pub appraiser: AccountName,
    /// What they think.
    pub stance: Stance,
    /// The points they give; none while the unit is asked.
    pub points: Option<Points>,
    /// Why: for the unit to read.
    pub reason: String,
    /// For the next reader among the appraisers.
    pub note: String,
    /// The generation of the judgement that they had before them.
    pub judged_at: u64,
}

/// An appraisal as it was filled in.
#[derive(Debug, Clone, PartialEq)]
pub struct AppraisalForm {
    /// What they think.
    pub stance: Stance,
    /// The points; may be left out where the claimed ones stand.
    pub points: Option<Points>,
    /// Why.
    pub reason: String,
    /// For the next reader.
    pub note: String,
    /// The generation of the judgement on the page.
    pub judged_at: u64,
}

/// Why a form is no appraisal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAdmitted {
    /// The unit claims nothing here, so there is nothing to agree with: points are needed.
    NothingToAgreeWith,
    /// Who agrees gives the claimed points and no others.
    AgreesWithOtherPoints,
    /// Who disagrees gives points.
    PointsMissing,
    /// Who disagrees gives points other than the claimed ones.
    DisagreesWithTheSamePoints,
    /// Who asks gives no points yet.
    AsksWithPoints,
    /// Who disagrees or asks says why.
    ReasonMissing,
    /// The leaf does not give as many points, or gives none below zero.
    OutOfBounds {
        /// The most that it gives.
        max: Points,
    },
    /// A text is longer than [`Appraisal::LONGEST_TEXT`].
    TooLong,
}

impl Appraisal {
    /// The most characters of a reason or a note.
    pub const LONGEST_TEXT: usize = 4000;

    /// Admits what was filled in for a leaf of which `max` can be had and `claimed` was claimed.
    ///
    /// # Errors
    /// When points, reason and stance do not go together.
    pub fn admit(
        form: AppraisalForm,
        unit: UnitId,
        leaf: &Leaf,
        stage: Stage,
        appraiser: AccountName,
        claimed: Option<Points>,
    ) -> Result<Self, NotAdmitted> {
        let AppraisalForm { stance, points, reason, note, judged_at } = form;
        let (reason, note) = (reason.trim().to_owned(), note.trim().to_owned());
        if [&reason, &note].iter().any(|text| text.chars().count() > Self::LONGEST_TEXT) {
            return Err(NotAdmitted::TooLong);
        }
        let points = match (stance, points, claimed) {
            (Stance::Agrees, _, None) => return Err(NotAdmitted::NothingToAgreeWith),
            (Stance::Agrees, Some(points), Some(claimed)) if points != claimed => {
                return Err(NotAdmitted::AgreesWithOtherPoints);
            }
            (Stance::Agrees, _, Some(claimed)) => Some(claimed),
            (Stance::Disagrees, None, _) => return Err(NotAdmitted::PointsMissing),
            (Stance::Disagrees, Some(points), claimed) if claimed == Some(points) => {
                return Err(NotAdmitted::DisagreesWithTheSamePoints);
            }
            (Stance::Disagrees, points, _) => points,
            (Stance::AsksUnit, Some(_), _) => return Err(NotAdmitted::AsksWithPoints),
            (Stance::AsksUnit, None, _) => None,
        };
        if points.is_some_and(|points| points < Points::ZERO || points > leaf.max) {
            return Err(NotAdmitted::OutOfBounds { max: leaf.max });
        }
        if stance != Stance::Agrees && reason.is_empty() {
            return Err(NotAdmitted::ReasonMissing);
        }
        let criterion = leaf.code.clone();
        Ok(Self { unit, criterion, stage, appraiser, stance, points, reason, note, judged_at })
    }
}

/// What a unit answers to the appraisers about one claim (giải trình).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Answer {
    /// Which unit.
    pub unit: UnitId,
    /// The leaf.
    pub criterion: CriterionCode,
    /// Who wrote it.
    pub account: AccountName,
    /// What they say.
    pub text: String,
}

/// Where the appraising of one claim stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Appraised<'a> {
    /// Nobody has said anything.
    Open,
    /// The unit is asked, and nobody gives points.
    Asked,
    /// All who give points at the last stage give these.
    Settled(Points),
    /// Two at the same stage give different points, or one gives points and another still asks.
    Conflict(Vec<&'a Appraisal>),
}

/// Where appraising stands, from all appraisals of one claim.
#[must_use]
pub fn appraised(appraisals: &[Appraisal]) -> Appraised<'_> {
    let Some(stage) = appraisals.iter().map(|appraisal| appraisal.stage).max() else {
        return Appraised::Open;
    };
    let last: Vec<&Appraisal> =
        appraisals.iter().filter(|appraisal| appraisal.stage == stage).collect();
    match last.as_slice() {
        [first, others @ ..] if others.iter().all(|other| other.points == first.points) => {
            first.points.map_or(Appraised::Asked, Appraised::Settled)
        }
        _ => Appraised::Conflict(last),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::criteria::{CriteriaSet, sample::SMALL};

    fn points(text: &str) -> Points {
        Points::new(text.parse().expect("a decimal"))
    }

    fn account(name: &str) -> AccountName {
        AccountName::new(name).expect("an account")
    }

    fn form(stance: Stance, given: Option<&str>, reason: &str) -> AppraisalForm {
        AppraisalForm {
            stance,
            points: given.map(points),
            reason: reason.to_owned(),
            note: String::new(),
            judged_at: 7,
        }
    }

    fn leaf() -> Leaf {
        let set = CriteriaSet::parse(SMALL, "set.toml").expect("a valid set");
        set.leaves().next().expect("a set has leaves").clone()
    }

    fn admit(form: AppraisalForm, claimed: Option<&str>) -> Result<Appraisal, NotAdmitted> {
        let unit = UnitId::new("so-y-te").expect("a unit");
        Appraisal::admit(form, unit, &leaf(), Stage::First, account("lan"), claimed.map(points))
    }

    #[test]
    fn stance_points_and_reason_go_together() {
        use NotAdmitted::{
            AgreesWithOtherPoints, AsksWithPoints, DisagreesWithTheSamePoints, NothingToAgreeWith,
            OutOfBounds, PointsMissing, ReasonMissing,
        };
        let max = leaf().max;
        let refused = [
            (form(Stance::Agrees, None, ""), None, NothingToAgreeWith),
            (form(Stance::Agrees, Some("0.1"), ""), Some("0.2"), AgreesWithOtherPoints),
            (form(Stance::Disagrees, None, "thiếu báo cáo"), Some("0.2"), PointsMissing),
            (form(Stance::Disagrees, Some("0.2"), "x"), Some("0.2"), DisagreesWithTheSamePoints),
            (form(Stance::Disagrees, Some("0.1"), "  "), Some("0.2"), ReasonMissing),
            (form(Stance::AsksUnit, None, ""), Some("0.2"), ReasonMissing),
            (form(Stance::AsksUnit, Some("0.1"), "x"), Some("0.2"), AsksWithPoints),
            (form(Stance::Disagrees, Some("99"), "x"), Some("0.2"), OutOfBounds { max }),
            (form(Stance::Disagrees, Some("-0.1"), "x"), Some("0.2"), OutOfBounds { max }),
        ];
        for (form, claimed, expected) in refused {
            assert_eq!(admit(form.clone(), claimed), Err(expected), "{form:?}");
        }
        let agreed = admit(form(Stance::Agrees, None, ""), Some("0.2")).expect("admitted");
        assert_eq!(agreed.points, Some(points("0.2")));
    }

    #[test]
    fn the_last_stage_counts_and_differences_are_conflicts() {
        let give = |name: &str, stage: Stage, given: Option<&str>| Appraisal {
            appraiser: account(name),
            stage,
            points: given.map(points),
            ..admit(form(Stance::AsksUnit, None, "?"), None).expect("admitted")
        };
        let lan = give("lan", Stage::First, Some("0.5"));
        let minh = give("minh", Stage::First, Some("0.25"));
        let asks = give("hoa", Stage::First, None);
        let decision = give("council", Stage::Decision, Some("0.5"));
        assert_eq!(appraised(&[]), Appraised::Open);
        assert_eq!(appraised(std::slice::from_ref(&asks)), Appraised::Asked);
        assert_eq!(appraised(std::slice::from_ref(&lan)), Appraised::Settled(points("0.5")));
        let both = [lan.clone(), minh.clone()];
        assert_eq!(appraised(&both), Appraised::Conflict(vec![&both[0], &both[1]]));
        let unclear = [lan.clone(), asks];
        assert!(matches!(appraised(&unclear), Appraised::Conflict(_)));
        assert_eq!(appraised(&[minh, lan, decision]), Appraised::Settled(points("0.5")));
    }
}
