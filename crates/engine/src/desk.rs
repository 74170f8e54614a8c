//! What people do at the desk: appraise, decide, answer. Whoever asks is asked first who they are: what belongs to a
//! unit that they may not see does not exist for them.
//!
//! Refuses to know pages, cookies and how passwords are hashed.

use model::{
    CriterionCode, ErrorKind, UnitId,
    account::Account,
    appraisal::{Answer, Appraisal, AppraisalForm, NotAdmitted, Stage},
    criteria::{CriteriaSet, Leaf},
    pipeline::Pipeline,
};
use store::{Ledger, StoredAnswer, StoredAppraisal};

use crate::error::Error;

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
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Discussion {
    /// By appraisers and council, by stage and name.
    pub appraisals: Vec<StoredAppraisal>,
    /// By the unit.
    pub answer: Option<StoredAnswer>,
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
    /// The ledger failed.
    Failed(Error),
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
        let round = &self.pipeline.round.id;
        let judged = self.ledger.judged(round, unit).await?;
        let claimed = judged.and_then(|(_, judged)| {
            let mut judgements = judged.judgements.into_iter();
            judgements.find(|judgement| judgement.criterion == *criterion)
        });
        let appraisal = Appraisal::admit(
            form,
            unit.clone(),
            leaf,
            stage,
            self.account.name.clone(),
            claimed.map(|judgement| judgement.claimed),
        )
        .map_err(Refusal::NotAdmitted)?;
        Ok(self.ledger.appraise(round, &appraisal, over).await?)
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
        let own = self.discussion(unit, criterion).await?.appraisals.into_iter().find(|stored| {
            stored.appraisal.stage == stage && stored.appraisal.appraiser == self.account.name
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

    /// What was said about a claim, as far as the account may read it: a unit reads reasons, not the notes that
    /// appraisers leave each other.
    ///
    /// # Errors
    /// `NotFound` for a unit or leaf that does not exist for the account, or when the ledger fails.
    pub async fn discussion(
        &self,
        unit: &UnitId,
        criterion: &CriterionCode,
    ) -> Result<Discussion, Refusal> {
        self.leaf(unit, criterion)?;
        let (mut appraisals, answers) = self.said_of(unit).await?;
        appraisals.retain(|stored| stored.appraisal.criterion == *criterion);
        let mut answers = answers.into_iter();
        let answer = answers.find(|stored| stored.answer.criterion == *criterion);
        Ok(Discussion { appraisals, answer })
    }

    /// What was said about all claims of a unit, as far as the account may read it.
    ///
    /// # Errors
    /// `NotFound` for a unit that does not exist for the account, or when the ledger fails.
    pub async fn said_of(
        &self,
        unit: &UnitId,
    ) -> Result<(Vec<StoredAppraisal>, Vec<StoredAnswer>), Refusal> {
        self.seen(unit)?;
        let round = &self.pipeline.round.id;
        let mut appraisals = self.ledger.appraisals(round, Some(unit)).await?;
        if !self.account.role.sees_all_units() {
            for stored in &mut appraisals {
                stored.appraisal.note.clear();
            }
        }
        Ok((appraisals, self.ledger.answers(round, unit).await?))
    }

    /// What appraisers and council said about all claims of the round.
    ///
    /// # Errors
    /// `NotAllowed` for an account that does not see all units, or when the ledger fails.
    pub async fn said_of_round(&self) -> Result<Vec<StoredAppraisal>, Refusal> {
        if !self.account.role.sees_all_units() {
            return Err(Refusal::NotAllowed);
        }
        Ok(self.ledger.appraisals(&self.pipeline.round.id, None).await?)
    }

    /// Whether a unit exists for this account.
    fn seen(&self, unit: &UnitId) -> Result<(), Refusal> {
        let is_known = self.pipeline.units.iter().any(|known| known.id == *unit);
        if is_known && self.account.role.sees(unit) { Ok(()) } else { Err(Refusal::NotFound) }
    }

    /// The leaf, where unit and leaf exist for this account.
    fn leaf(&self, unit: &UnitId, criterion: &CriterionCode) -> Result<&Leaf, Refusal> {
        self.seen(unit)?;
        self.set.leaf(criterion).ok_or(Refusal::NotFound)
    }
}

#[cfg(test)]
mod tests;
