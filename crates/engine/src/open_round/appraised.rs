//! How far is the appraising of each unit: area by area, and the claims that somebody must come back to. Counted once
//! for what was found and said of a unit, and again only of units of which something else was found or said.
//!
//! Refuses to know who is responsible for which area.

use std::{
    collections::BTreeMap,
    ops::AddAssign,
    sync::{Arc, Mutex},
};

use model::{
    CriterionCode, UnitId,
    account::Account,
    appraisal::{Appraised, Stage, appraised},
};
use report::UnitState;

use super::{OpenRound, Said, SaidOfUnit, SeenUnit, Standing};
use crate::Refusal;

/// How many claims came how far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AppraisalTally {
    /// The claims.
    pub claims: u64,
    /// Those of which something was said, by stage.
    pub by_stage: [u64; 3],
    /// All agree on the points.
    pub settled: u64,
    /// The unit is asked.
    pub asked: u64,
    /// Appraisers differ.
    pub in_conflict: u64,
    /// Something else is found now than what was appraised.
    pub stale: u64,
}

/// Why somebody must come back to a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComeBack {
    /// The unit was asked.
    Asked,
    /// Appraisers differ.
    Conflict,
    /// Something else is found now.
    Stale,
}

/// How far the appraising of one unit is.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct AppraisedUnit {
    /// Area by area; areas in which nothing is claimed are left out.
    pub by_area: BTreeMap<CriterionCode, AppraisalTally>,
    /// The claims that somebody must come back to, in code order.
    pub come_back: Vec<(CriterionCode, ComeBack)>,
}

/// How far the appraising of each unit is, in the order of the pipeline, with what was said of it.
pub type AppraisedUnits = Vec<(UnitId, Arc<SaidOfUnit>, Arc<AppraisedUnit>)>;

/// What was counted, with what it was counted from.
#[derive(Debug, Default)]
pub(super) struct KeptAppraised(Mutex<BTreeMap<UnitId, Counted>>);

#[derive(Debug)]
struct Counted {
    seen: Arc<SeenUnit>,
    said: Arc<SaidOfUnit>,
    appraised: Arc<AppraisedUnit>,
}

impl OpenRound {
    /// How far the appraising of each unit is at this standing.
    ///
    /// # Errors
    /// `NotAllowed` for an account that does not see all units, or when the ledger fails.
    pub async fn appraised(
        &self,
        account: &Account,
        standing: &Standing,
    ) -> std::result::Result<AppraisedUnits, Refusal> {
        Ok(self.appraised.of(standing, &*self.said(account).await?))
    }
}

impl KeptAppraised {
    pub(super) fn of(&self, standing: &Standing, said: &Said) -> AppraisedUnits {
        let nothing = Arc::new(SaidOfUnit::new());
        let mut kept = self.0.lock().expect("nothing panics while it holds the counts");
        let counted = standing.units.iter().map(|seen| {
            let id = &seen.report.id;
            let said = said.get(id).unwrap_or(&nothing);
            let known = kept.get(id).filter(|known| {
                Arc::ptr_eq(&known.seen, seen)
                    && (Arc::ptr_eq(&known.said, said) || known.said.is_empty() && said.is_empty())
            });
            let appraised = known.map(|known| Arc::clone(&known.appraised));
            let appraised = appraised.unwrap_or_else(|| {
                let appraised = Arc::new(AppraisedUnit::of(seen, said));
                let (seen, said) = (Arc::clone(seen), Arc::clone(said));
                let counted = Counted { seen, said, appraised: Arc::clone(&appraised) };
                kept.insert(id.clone(), counted);
                appraised
            });
            (id.clone(), Arc::clone(said), appraised)
        });
        counted.collect()
    }
}

impl AppraisedUnit {
    fn of(seen: &SeenUnit, said: &SaidOfUnit) -> Self {
        let mut of_unit = Self::default();
        if let UnitState::Judged { judgements, .. } = &seen.report.state {
            for judgement in judgements {
                let tally = of_unit.by_area.entry(judgement.criterion.area()).or_default();
                tally.claims += 1;
            }
        }
        for (criterion, said) in said {
            let reached = appraised(said, |one| seen.is_about(one));
            let come_back = match reached {
                Appraised::Open | Appraised::Settled { .. } => None,
                Appraised::Asked => Some(ComeBack::Asked),
                Appraised::Conflict(_) => Some(ComeBack::Conflict),
                Appraised::Stale(_) => Some(ComeBack::Stale),
            };
            of_unit.come_back.extend(come_back.map(|why| (criterion.clone(), why)));
            // What was said of a claim that the unit does not make any more is to be come back to, and no progress.
            if seen.judgement(criterion).is_none() {
                continue;
            }
            let tally = of_unit.by_area.entry(criterion.area()).or_default();
            for (count, stage) in tally.by_stage.iter_mut().zip(Stage::ALL) {
                *count += u64::from(said.iter().any(|one| one.stage == stage));
            }
            match come_back {
                Some(ComeBack::Asked) => tally.asked += 1,
                Some(ComeBack::Conflict) => tally.in_conflict += 1,
                Some(ComeBack::Stale) => tally.stale += 1,
                None if matches!(reached, Appraised::Settled { .. }) => tally.settled += 1,
                None => {}
            }
        }
        of_unit
    }
}

impl AddAssign for AppraisalTally {
    fn add_assign(&mut self, other: Self) {
        let Self { claims, by_stage, settled, asked, in_conflict, stale } = other;
        self.claims += claims;
        for (sum, more) in self.by_stage.iter_mut().zip(by_stage) {
            *sum += more;
        }
        self.settled += settled;
        self.asked += asked;
        self.in_conflict += in_conflict;
        self.stale += stale;
    }
}

#[cfg(test)]
mod tests {
    use model::{
        AccountName, Points,
        appraisal::{Appraisal, Stance},
        verdict::{Coverage, Judgement, Verdict},
    };
    use report::UnitReport;

    use super::*;
    use crate::open_round::standing::Moment;

    fn unit(id: &str) -> UnitId {
        UnitId::new(id).expect("an id")
    }

    fn code(text: &str) -> CriterionCode {
        CriterionCode::new(text).expect("a code")
    }

    fn judged(id: &str, claims: &[&str]) -> Arc<SeenUnit> {
        let judgement = |claim: &&str| Judgement {
            unit: unit(id),
            criterion: code(claim),
            claimed: Points::new(1.into()),
            recomputed: None,
            calculation: Vec::new(),
            bases: Vec::new(),
            verdict: Some(Verdict::Unsupported),
            coverage: Coverage { searched: 1, generation: 1, unread: Vec::new() },
        };
        let state = UnitState::Judged {
            still_missing: Vec::new(),
            documents: Vec::new(),
            sheet: None,
            judgements: claims.iter().map(judgement).collect(),
            findings: Vec::new(),
            unread: Vec::new(),
            proposals: Vec::new(),
        };
        let report = UnitReport { id: unit(id), name: id.to_owned(), folder: id.to_owned(), state };
        Arc::new(SeenUnit::new(report, Vec::new(), true, 1, None, BTreeMap::new()))
    }

    fn standing(units: Vec<Arc<SeenUnit>>) -> Standing {
        let (judged_at, jobs_left) = (BTreeMap::new(), BTreeMap::new());
        Standing::new(Arc::new(Moment { generation: 1, judged_at, jobs_left }), units)
    }

    fn said(
        unit_id: &str,
        all: &[(&str, &str, Stage, Option<i64>, u64)],
    ) -> (UnitId, Arc<SaidOfUnit>) {
        let mut said = SaidOfUnit::new();
        for (criterion, name, stage, points, judged_at) in all {
            said.entry(code(criterion)).or_default().push(Appraisal {
                unit: unit(unit_id),
                criterion: code(criterion),
                stage: *stage,
                appraiser: AccountName::new(*name).expect("a name"),
                stance: if points.is_some() { Stance::Disagrees } else { Stance::AsksUnit },
                points: points.map(|points| Points::new(points.into())),
                reason: "thiếu báo cáo".to_owned(),
                note: String::new(),
                judged_at: *judged_at,
                basis: None,
                cause: None,
            });
        }
        (unit(unit_id), Arc::new(said))
    }

    #[test]
    fn each_claim_is_counted_where_it_stands_and_who_must_come_back_is_named() {
        let (first, second) = (Stage::First, Stage::Second);
        let said = Said::from([said(
            "a",
            &[
                ("1.1", "lan", first, Some(1), 1),
                ("1.2", "lan", first, Some(1), 1),
                ("1.2", "minh", first, Some(0), 1),
                ("2.1", "lan", first, None, 1),
                ("2.2", "lan", first, Some(1), 1),
                ("2.2", "minh", second, Some(0), 0),
                ("3.1", "lan", first, None, 1),
            ],
        )]);
        let seen = standing(vec![judged("a", &["1.1", "1.2", "1.3", "2.1", "2.2"])]);
        let counted = KeptAppraised::default().of(&seen, &said);
        let (_, _, of_unit) = &counted[0];
        let area = |code_of: &str| of_unit.by_area[&code(code_of)];
        let one = AppraisalTally {
            claims: 3,
            by_stage: [2, 0, 0],
            settled: 1,
            in_conflict: 1,
            ..Default::default()
        };
        assert_eq!(area("1"), one);
        let two = AppraisalTally {
            claims: 2,
            by_stage: [2, 1, 0],
            asked: 1,
            stale: 1,
            ..Default::default()
        };
        assert_eq!(area("2"), two);
        assert_eq!(of_unit.by_area.len(), 2, "nothing is claimed in the third area");
        let named: Vec<_> =
            of_unit.come_back.iter().map(|(code, why)| (code.to_string(), *why)).collect();
        let expect = [
            ("1.2", ComeBack::Conflict),
            ("2.1", ComeBack::Asked),
            ("2.2", ComeBack::Stale),
            ("3.1", ComeBack::Asked),
        ];
        assert_eq!(named, expect.map(|(code, why)| (code.to_owned(), why)));
    }

    #[test]
    fn only_units_of_which_something_was_said_are_counted_again() {
        let kept = KeptAppraised::default();
        let seen = standing(vec![judged("a", &["1.1"]), judged("b", &["1.1"])]);
        let before = kept.of(&seen, &Said::new());
        let more = Said::from([said("b", &[("1.1", "lan", Stage::First, Some(1), 1)])]);
        let after = kept.of(&seen, &more);
        assert!(Arc::ptr_eq(&before[0].2, &after[0].2), "nobody said anything of it");
        assert_eq!(after[1].2.by_area[&code("1")].settled, 1);
        let again = standing(vec![judged("a", &["1.1", "1.2"]), Arc::clone(&seen.units[1])]);
        let now = kept.of(&again, &more);
        assert_eq!(now[0].2.by_area[&code("1")].claims, 2, "something else is found");
        assert!(Arc::ptr_eq(&now[1].2, &after[1].2));
    }
}
