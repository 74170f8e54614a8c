//! What people do at the desk: appraise, decide, answer. Whoever asks is asked first who they are: what belongs to a
//! unit that they may not see does not exist for them.
//!
//! Refuses to know pages, cookies and how passwords are hashed.

mod basis;

use std::collections::BTreeMap;

use model::{
    ContentHash, CriterionCode, ErrorKind, Points, UnitId,
    account::Account,
    appraisal::{
        Answer, Appraisal, AppraisalForm, Appraised, JudgedClaim, NotAdmitted, Stage, Stance,
        appraised,
    },
    criteria::{CriteriaSet, Leaf},
    pipeline::Pipeline,
};
use store::{Ledger, StoredAnswer, StoredAppraisal};

pub(crate) use basis::{Bases, FoundNow, is_lost_to_erasure};

use crate::{
    error::Error,
    results::{JudgedUnit, agreed_cause},
};

/// The desk as one account has it.
#[derive(Debug, Clone, Copy)]
pub struct Desk<'d> {
    /// The ledger that it writes to.
    pub ledger: &'d Ledger,
    /// The round.
    pub pipeline: &'d Pipeline,
    /// Its criteria set.
    pub set: &'d CriteriaSet,
    /// Who sits there.
    pub account: &'d Account,
}

/// What was said about one claim.
#[derive(Debug, Clone, PartialEq)]
pub struct Discussion {
    /// By appraisers and council, by stage and name.
    pub appraisals: Vec<StoredAppraisal>,
    /// By the unit.
    pub answer: Option<StoredAnswer>,
    /// What is found of the claim now, as a hash: who appraises it says that they saw this.
    pub basis: ContentHash,
    found: FoundNow,
}

impl Discussion {
    /// Whether an appraisal is about what is found now.
    #[must_use]
    pub fn is_current(&self, appraisal: &Appraisal) -> bool {
        self.found.is_of(appraisal)
    }
}

/// Why something was not done.
#[derive(Debug)]
pub enum Refusal {
    /// There is no such unit or leaf, for this account.
    NotFound,
    /// The account sees it, but may not do this.
    NotAllowed,
    /// It was filled in wrongly.
    NotAdmitted(NotAdmitted),
    /// The account has changed it meanwhile, on another page.
    Conflict,
    /// What was found of the claim has changed since it was on the page.
    JudgedMeanwhile,
    /// The ledger failed.
    Failed(Error),
}

/// Points that appraisers settled and that the council has not decided on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettledClaim {
    /// The leaf.
    pub criterion: CriterionCode,
    /// At which stage.
    pub stage: Stage,
    /// The points.
    pub points: Points,
}

impl From<store::Error> for Refusal {
    fn from(error: store::Error) -> Self {
        if error.kind() == ErrorKind::Conflict {
            Self::Conflict
        } else {
            Self::Failed(error.into())
        }
    }
}

impl Desk<'_> {
    /// Records what the account says about a claim, over the revision of its own that it saw; gives the new revision.
    /// Appraisers appraise, the council decides.
    ///
    /// # Errors
    /// Why it was not recorded; nothing was then.
    pub async fn appraise(
        &self,
        unit: &UnitId,
        criterion: &CriterionCode,
        stage: Stage,
        form: AppraisalForm,
        over: u64,
    ) -> Result<u64, Refusal> {
        let leaf = self.leaf(unit, criterion)?;
        let role = &self.account.role;
        let may = match stage {
            Stage::First | Stage::Second => role.appraises(criterion),
            Stage::Decision => role.decides(),
        };
        if !may {
            return Err(Refusal::NotAllowed);
        }
        let found = self.found(unit).await?;
        if form.basis != found.basis(criterion) {
            return Err(Refusal::JudgedMeanwhile);
        }
        let appraisal = self.admitted(form, unit, leaf, stage, &found)?;
        Ok(self.ledger.appraise(&self.pipeline.round.id, &appraisal, over).await?)
    }

    fn admitted(
        &self,
        form: AppraisalForm,
        unit: &UnitId,
        leaf: &Leaf,
        stage: Stage,
        found: &JudgedUnit<'_>,
    ) -> Result<Appraisal, Refusal> {
        let judged =
            JudgedClaim { claimed: found.claimed(&leaf.code), generation: found.generation };
        let appraiser = self.account.name.clone();
        Appraisal::admit(form, unit.clone(), leaf, stage, appraiser, judged)
            .map_err(Refusal::NotAdmitted)
    }

    /// What the last check found of a unit; nothing where it was never judged.
    async fn found(&self, unit: &UnitId) -> Result<JudgedUnit<'static>, Refusal> {
        let judged = JudgedUnit::stored(self.ledger, &self.pipeline.round.id, unit).await?;
        Ok(judged.unwrap_or_else(JudgedUnit::nothing))
    }

    /// The claims of a unit that wait for nothing but the council: appraisers settled them, of what is found now.
    ///
    /// # Errors
    /// `NotFound` for a unit that does not exist for the account, or when the ledger fails.
    pub async fn settled(&self, unit: &UnitId) -> Result<Vec<SettledClaim>, Refusal> {
        self.known(unit)?;
        let found = self.found(unit).await?;
        let by_leaf = self.by_leaf(unit).await?;
        Ok(by_leaf.values().filter_map(|said| settled(said, &found)).collect())
    }

    /// Decides for the council, as the appraisers settled them, the claims of a unit that were on its page; those that
    /// are not settled so any more stay undecided. Gives how many were decided.
    ///
    /// # Errors
    /// Why not all could be recorded; those before it were.
    pub async fn decide(
        &self,
        unit: &UnitId,
        seen: &[(CriterionCode, Points)],
        reason: &str,
    ) -> Result<u32, Refusal> {
        self.known(unit)?;
        if !self.account.role.decides() {
            return Err(Refusal::NotAllowed);
        }
        let found = self.found(unit).await?;
        let mut n_decided = 0;
        for (criterion, said) in self.by_leaf(unit).await? {
            let Some(claim) = settled(&said, &found) else { continue };
            if !seen.contains(&(criterion.clone(), claim.points)) {
                continue;
            }
            let leaf = self.set.leaf(&criterion).ok_or(Refusal::NotFound)?;
            let agrees = found.claimed(&criterion) == Some(claim.points);
            let form = AppraisalForm {
                stance: if agrees { Stance::Agrees } else { Stance::Disagrees },
                points: Some(claim.points),
                reason: reason.to_owned(),
                note: String::new(),
                basis: found.basis(&criterion),
                cause: agreed_cause(&said),
            };
            let appraisal = self.admitted(form, unit, leaf, Stage::Decision, &found)?;
            self.ledger.appraise(&self.pipeline.round.id, &appraisal, 0).await?;
            n_decided += 1;
        }
        Ok(n_decided)
    }

    /// What was said about a unit's claims, leaf by leaf.
    async fn by_leaf(
        &self,
        unit: &UnitId,
    ) -> Result<BTreeMap<CriterionCode, Vec<Appraisal>>, Refusal> {
        let mut by_leaf = BTreeMap::<CriterionCode, Vec<Appraisal>>::new();
        for stored in self.ledger.appraisals(&self.pipeline.round.id, Some(unit)).await? {
            let said = by_leaf.entry(stored.appraisal.criterion.clone()).or_default();
            said.push(stored.appraisal);
        }
        Ok(by_leaf)
    }

    /// Takes back what the account said about a claim at a stage.
    ///
    /// # Errors
    /// `NotFound` when it has said nothing there, else why it was not taken back.
    pub async fn withdraw(
        &self,
        unit: &UnitId,
        criterion: &CriterionCode,
        stage: Stage,
        over: u64,
    ) -> Result<(), Refusal> {
        self.leaf(unit, criterion)?;
        let (said, _) = self.said_of(unit).await?;
        let own = said.into_iter().find(|StoredAppraisal { appraisal, .. }| {
            appraisal.criterion == *criterion
                && appraisal.stage == stage
                && appraisal.appraiser == self.account.name
        });
        let own = own.ok_or(Refusal::NotFound)?;
        Ok(self.ledger.withdraw(&self.pipeline.round.id, &own.appraisal, over).await?)
    }

    /// Records what a unit answers about its claim.
    ///
    /// # Errors
    /// Why it was not recorded; nothing was then.
    pub async fn answer(
        &self,
        unit: &UnitId,
        criterion: &CriterionCode,
        text: &str,
    ) -> Result<(), Refusal> {
        self.leaf(unit, criterion)?;
        if !self.account.role.answers_for(unit) {
            return Err(Refusal::NotAllowed);
        }
        let text = text.trim();
        if text.is_empty() {
            return Err(Refusal::NotAdmitted(NotAdmitted::ReasonMissing));
        }
        if text.chars().count() > Appraisal::LONGEST_TEXT {
            return Err(Refusal::NotAdmitted(NotAdmitted::TooLong));
        }
        let answer = Answer {
            unit: unit.clone(),
            criterion: criterion.clone(),
            account: self.account.name.clone(),
            text: text.to_owned(),
        };
        Ok(self.ledger.answer(&self.pipeline.round.id, &answer).await?)
    }

    /// What was said about a claim, held against what is found of its unit, as far as the account may read it: a unit
    /// reads reasons, not the notes that appraisers leave each other.
    ///
    /// # Errors
    /// `NotFound` for a unit or leaf that does not exist for the account, or when the ledger fails.
    pub(crate) async fn discussion(
        &self,
        unit: &UnitId,
        criterion: &CriterionCode,
        found: &JudgedUnit<'_>,
    ) -> Result<Discussion, Refusal> {
        self.leaf(unit, criterion)?;
        let (mut appraisals, answers) = self.said_of(unit).await?;
        appraisals.retain(|stored| stored.appraisal.criterion == *criterion);
        let mut answers = answers.into_iter();
        let answer = answers.find(|stored| stored.answer.criterion == *criterion);
        let found = found.found_now(criterion);
        Ok(Discussion { appraisals, answer, basis: found.basis, found })
    }

    /// What was said about all claims of a unit, as far as the account may read it.
    ///
    /// # Errors
    /// `NotFound` for a unit that does not exist for the account, or when the ledger fails.
    pub async fn said_of(
        &self,
        unit: &UnitId,
    ) -> Result<(Vec<StoredAppraisal>, Vec<StoredAnswer>), Refusal> {
        self.known(unit)?;
        let round = &self.pipeline.round.id;
        let mut appraisals = self.ledger.appraisals(round, Some(unit)).await?;
        if !self.account.role.sees_all_units() {
            for stored in &mut appraisals {
                stored.appraisal.note.clear();
            }
        }
        Ok((appraisals, self.ledger.answers(round, unit).await?))
    }

    /// The leaf, where unit and leaf exist for this account.
    fn leaf(&self, unit: &UnitId, criterion: &CriterionCode) -> Result<&Leaf, Refusal> {
        self.known(unit)?;
        self.set.leaf(criterion).ok_or(Refusal::NotFound)
    }

    /// Whether the unit exists for this account.
    fn known(&self, unit: &UnitId) -> Result<(), Refusal> {
        let is_known = self.pipeline.units.iter().any(|known| known.id == *unit);
        if is_known && self.account.role.sees(unit) { Ok(()) } else { Err(Refusal::NotFound) }
    }
}

/// The claim of which this was said, where it waits for nothing but the council.
fn settled(said: &[Appraisal], found: &JudgedUnit<'_>) -> Option<SettledClaim> {
    match appraised(said, |appraisal| found.is_about(appraisal)) {
        Appraised::Settled { stage: stage @ (Stage::First | Stage::Second), points } => {
            let criterion = said.first()?.criterion.clone();
            Some(SettledClaim { criterion, stage, points })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
