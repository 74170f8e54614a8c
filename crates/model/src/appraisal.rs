//! Appraisals: the points that appraisers and the council give a claim, beside those that the unit gave itself.
//!
//! Appraisers never overwrite each other: each has an appraisal of their own for a leaf and a stage, and two that differ
//! are a conflict that everybody sees until a later stage, or one of them, settles it. Points count once the council
//! decided; and what was said of a claim whose judgement has changed since must be said again before it counts.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    criteria::Leaf,
    id::{AccountName, ContentHash, CriterionCode, UnitId},
    points::Points,
    results::analysis::Cause,
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
    /// What that judgement said of this claim, as a hash: who said something of a claim that says something else by now
    /// is asked again. None in what was said before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<ContentHash>,
    /// Why the points that are missing to the maximum were lost, where they say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
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
    /// What the judgement on the page said of the claim, as a hash.
    pub basis: ContentHash,
    /// Why points were lost.
    pub cause: Option<Cause>,
}

/// The claim that is appraised, as the last check left it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JudgedClaim {
    /// The points claimed; none where nothing is.
    pub claimed: Option<Points>,
    /// The generation that was judged; 0 where the unit never was.
    pub generation: u64,
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
    /// A cause is told where no points were lost.
    CauseWithoutLoss,
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

    /// Admits what was filled in for a leaf, of the claim as it was judged.
    ///
    /// # Errors
    /// When points, reason and stance do not go together.
    pub fn admit(
        form: AppraisalForm,
        unit: UnitId,
        leaf: &Leaf,
        stage: Stage,
        appraiser: AccountName,
        judged: JudgedClaim,
    ) -> Result<Self, NotAdmitted> {
        let AppraisalForm { stance, points, reason, note, basis, cause } = form;
        let JudgedClaim { claimed, generation: judged_at } = judged;
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
        if cause.is_some() && points.is_none_or(|points| points == leaf.max) {
            return Err(NotAdmitted::CauseWithoutLoss);
        }
        Ok(Self {
            unit,
            criterion: leaf.code.clone(),
            stage,
            appraiser,
            stance,
            points,
            reason,
            note,
            judged_at,
            basis: Some(basis),
            cause,
        })
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
    /// All who give points at the last stage give these. Only those of the decision are final.
    Settled {
        /// The last stage.
        stage: Stage,
        /// The points.
        points: Points,
    },
    /// Two at the same stage give different points, or one gives points and another still asks.
    Conflict(Vec<&'a Appraisal>),
    /// What these said at the last stage was about another judgement than the one that holds now: they are asked again,
    /// and nothing that was said before counts in their place.
    Stale(Vec<&'a Appraisal>),
}

/// Where appraising stands, from all appraisals of one claim and whether each is about the judgement that holds now.
#[must_use]
pub fn appraised(
    appraisals: &[Appraisal],
    is_current: impl Fn(&Appraisal) -> bool,
) -> Appraised<'_> {
    let Some(stage) = appraisals.iter().map(|appraisal| appraisal.stage).max() else {
        return Appraised::Open;
    };
    let last: Vec<&Appraisal> =
        appraisals.iter().filter(|appraisal| appraisal.stage == stage).collect();
    let stale: Vec<_> = last.iter().copied().filter(|appraisal| !is_current(appraisal)).collect();
    if !stale.is_empty() {
        return Appraised::Stale(stale);
    }
    match last.as_slice() {
        [first, others @ ..] if others.iter().all(|other| other.points == first.points) => {
            first.points.map_or(Appraised::Asked, |points| Appraised::Settled { stage, points })
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
            basis: ContentHash::from_digest([7; 32]),
            cause: None,
        }
    }

    fn leaf() -> Leaf {
        let set = CriteriaSet::parse(SMALL, "set.toml").expect("a valid set");
        set.leaves().next().expect("a set has leaves").clone()
    }

    fn admit(form: AppraisalForm, claimed: Option<&str>) -> Result<Appraisal, NotAdmitted> {
        let unit = UnitId::new("so-y-te").expect("a unit");
        let judged = JudgedClaim { claimed: claimed.map(points), generation: 7 };
        Appraisal::admit(form, unit, &leaf(), Stage::First, account("lan"), judged)
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
        let settled = |stage| Appraised::Settled { stage, points: points("0.5") };
        let all = |_: &Appraisal| true;
        assert_eq!(appraised(&[], all), Appraised::Open);
        assert_eq!(appraised(std::slice::from_ref(&asks), all), Appraised::Asked);
        assert_eq!(appraised(std::slice::from_ref(&lan), all), settled(Stage::First));
        let both = [lan.clone(), minh.clone()];
        assert_eq!(appraised(&both, all), Appraised::Conflict(vec![&both[0], &both[1]]));
        let unclear = [lan.clone(), asks];
        assert!(matches!(appraised(&unclear, all), Appraised::Conflict(_)));
        assert_eq!(appraised(&[minh, lan, decision], all), settled(Stage::Decision));
    }

    #[test]
    fn what_was_said_of_another_judgement_counts_no_more() {
        let said = |stage: Stage, basis: u8| Appraisal {
            stage,
            points: Some(points("0.5")),
            basis: Some(ContentHash::from_digest([basis; 32])),
            ..admit(form(Stance::AsksUnit, None, "?"), None).expect("admitted")
        };
        let now = ContentHash::from_digest([2; 32]);
        let check = |said: &[Appraisal], expect: Option<Stage>| {
            let found = match appraised(said, |appraisal| appraisal.basis == Some(now)) {
                Appraised::Settled { stage, .. } => Some(stage),
                Appraised::Stale(_) => None,
                other => panic!("{other:?}"),
            };
            assert_eq!(found, expect, "{said:?}");
        };
        check(&[said(Stage::First, 2)], Some(Stage::First));
        check(&[said(Stage::First, 1)], None);
        // A second appraiser who saw the new judgement stands in for the first, who did not.
        check(&[said(Stage::First, 1), said(Stage::Second, 2)], Some(Stage::Second));
        // The council's decision is not replaced by what an appraiser says: the council is asked again.
        check(&[said(Stage::First, 2), said(Stage::Decision, 1)], None);
        check(&[said(Stage::First, 1), said(Stage::First, 2)], None);
    }

    #[test]
    fn a_cause_is_told_only_where_points_were_lost() {
        let max = leaf().max.to_string();
        let with_cause = |stance, given: Option<&str>| AppraisalForm {
            cause: Some(Cause::SlowWork),
            ..form(stance, given, "chậm")
        };
        assert!(admit(with_cause(Stance::Disagrees, Some("0")), Some("0.2")).is_ok());
        for (form, claimed) in [
            (with_cause(Stance::Agrees, None), Some(max.as_str())),
            (with_cause(Stance::AsksUnit, None), Some("0.2")),
        ] {
            assert_eq!(admit(form, claimed), Err(NotAdmitted::CauseWithoutLoss));
        }
    }
}
