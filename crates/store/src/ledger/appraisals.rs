//! Appraisals and answers in the ledger: each change together with its entry in the record.

use model::{
    AccountName, CriterionCode, ErrorKind, RoundId, UnitId,
    appraisal::{Answer, Appraisal, Stage},
    record::Deed,
};

use super::{Ledger, from_json, record, to_json};
use crate::{
    database::{Row, Statement, Transaction},
    error::{Error, Result},
};

/// An appraisal as it stands in the ledger.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredAppraisal {
    /// What was said.
    pub appraisal: Appraisal,
    /// How often its author has changed it, from 1. Who changes it names the one that they saw.
    pub revision: u64,
    /// When, in milliseconds since 1970 by the clock of the ledger.
    pub at_ms: i64,
}

/// An answer as it stands in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAnswer {
    /// What was said.
    pub answer: Answer,
    /// When, in milliseconds since 1970 by the clock of the ledger.
    pub at_ms: i64,
}

impl Ledger {
    /// Records an appraisal in the place of its author's earlier one at this stage, whose revision is `over`; 0 where
    /// there is none. Gives the new revision.
    ///
    /// # Errors
    /// `Conflict` when there is another revision by now: the author has two pages open.
    pub async fn appraise(&self, round: &RoundId, appraisal: &Appraisal, over: u64) -> Result<u64> {
        let mut transaction = self.database.begin().await?;
        let before = standing(&mut transaction, round, appraisal, over).await?;
        let revision = over + 1;
        Statement::new(
            "store an appraisal",
            "INSERT INTO appraisal (round, unit, criterion, stage, appraiser, revision, at_ms, body) \
             SELECT $1, $2, $3, $4, $5, $6, now_ms, $7 FROM clock WHERE true \
             ON CONFLICT (round, unit, criterion, stage, appraiser) DO UPDATE SET revision = excluded.revision, \
             at_ms = excluded.at_ms, body = excluded.body",
        )
        .bind(round.as_str())
        .bind(appraisal.unit.as_str())
        .bind(appraisal.criterion.to_string())
        .bind(stage_name(appraisal.stage)?)
        .bind(appraisal.appraiser.as_str())
        .bind(i64::try_from(revision).map_err(|source| {
            Error::caused(ErrorKind::Invalid, "store an appraisal of this revision", source)
        })?)
        .bind(to_json(appraisal)?)
        .execute(&mut transaction)
        .await?;
        let deed = Deed::Appraised { before, after: appraisal.clone() };
        let by = Some(&appraisal.appraiser);
        record::append(&mut transaction, Some(round), by, deed).await?;
        transaction.commit("store an appraisal").await?;
        Ok(revision)
    }

    /// Takes an appraisal back, for its author.
    ///
    /// # Errors
    /// `Conflict` when there is another revision by now, or none.
    pub async fn withdraw(&self, round: &RoundId, appraisal: &Appraisal, over: u64) -> Result<()> {
        let mut transaction = self.database.begin().await?;
        let Some(before) = standing(&mut transaction, round, appraisal, over).await? else {
            return Err(Error::new(
                ErrorKind::Conflict,
                "take back an appraisal that is not there",
            ));
        };
        Statement::new(
            "take back an appraisal",
            "DELETE FROM appraisal WHERE round = $1 AND unit = $2 AND criterion = $3 AND stage = $4 AND appraiser = $5",
        )
        .bind(round.as_str())
        .bind(appraisal.unit.as_str())
        .bind(appraisal.criterion.to_string())
        .bind(stage_name(appraisal.stage)?)
        .bind(appraisal.appraiser.as_str())
        .execute(&mut transaction)
        .await?;
        let by = Some(&appraisal.appraiser);
        let deed = Deed::Withdrawn { before };
        record::append(&mut transaction, Some(round), by, deed).await?;
        transaction.commit("take back an appraisal").await
    }

    /// All appraisals of a round, or of one unit in it, by unit, criterion, stage and appraiser.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn appraisals(
        &self,
        round: &RoundId,
        unit: Option<&UnitId>,
    ) -> Result<Vec<StoredAppraisal>> {
        let all = "SELECT body, revision, at_ms FROM appraisal WHERE round = $1";
        let of_unit = "SELECT body, revision, at_ms FROM appraisal WHERE round = $1 AND unit = $2";
        // One statement for both would go through the whole round each time: its plan is made before the unit is known.
        let statement = match unit {
            None => Statement::new("read appraisals", all).bind(round.as_str()),
            Some(unit) => {
                Statement::new("read appraisals", of_unit).bind(round.as_str()).bind(unit.as_str())
            }
        };
        let rows = statement.rows(&self.database).await?;
        let mut stored = rows.iter().map(stored).collect::<Result<Vec<_>>>()?;
        // Codes are ordered by their numbers, stages by their time: no database knows either.
        stored.sort_by(|one, other| key(&one.appraisal).cmp(&key(&other.appraisal)));
        Ok(stored)
    }

    /// Records what a unit answers about a claim, in the place of what it answered before.
    ///
    /// # Errors
    /// When the ledger refuses.
    pub async fn answer(&self, round: &RoundId, answer: &Answer) -> Result<()> {
        let mut transaction = self.database.begin().await?;
        let before = Statement::new(
            "read an answer",
            "SELECT body FROM answer WHERE round = $1 AND unit = $2 AND criterion = $3",
        )
        .bind(round.as_str())
        .bind(answer.unit.as_str())
        .bind(answer.criterion.to_string())
        .optional(&mut transaction)
        .await?
        .map(|row| from_json(&row.get::<String>("body")?))
        .transpose()?;
        Statement::new(
            "store an answer",
            "INSERT INTO answer (round, unit, criterion, at_ms, body) \
             SELECT $1, $2, $3, now_ms, $4 FROM clock WHERE true \
             ON CONFLICT (round, unit, criterion) DO UPDATE SET at_ms = excluded.at_ms, body = excluded.body",
        )
        .bind(round.as_str())
        .bind(answer.unit.as_str())
        .bind(answer.criterion.to_string())
        .bind(to_json(answer)?)
        .execute(&mut transaction)
        .await?;
        let deed = Deed::Answered { before, after: answer.clone() };
        record::append(&mut transaction, Some(round), Some(&answer.account), deed).await?;
        transaction.commit("store an answer").await
    }

    /// What a unit has answered, by criterion.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn answers(&self, round: &RoundId, unit: &UnitId) -> Result<Vec<StoredAnswer>> {
        let rows = Statement::new(
            "read answers",
            "SELECT body, at_ms FROM answer WHERE round = $1 AND unit = $2",
        )
        .bind(round.as_str())
        .bind(unit.as_str())
        .rows(&self.database)
        .await?;
        let mut answers = rows
            .iter()
            .map(|row| {
                let answer = from_json(&row.get::<String>("body")?)?;
                Ok(StoredAnswer { answer, at_ms: row.get("at_ms")? })
            })
            .collect::<Result<Vec<StoredAnswer>>>()?;
        answers.sort_by(|one, other| one.answer.criterion.cmp(&other.answer.criterion));
        Ok(answers)
    }
}

/// What the author of this appraisal has said before at this stage, of which they saw revision `over`.
async fn standing(
    transaction: &mut Transaction,
    round: &RoundId,
    appraisal: &Appraisal,
    over: u64,
) -> Result<Option<Appraisal>> {
    let row = Statement::new(
        "read an appraisal",
        "SELECT body, revision, at_ms FROM appraisal \
         WHERE round = $1 AND unit = $2 AND criterion = $3 AND stage = $4 AND appraiser = $5",
    )
    .bind(round.as_str())
    .bind(appraisal.unit.as_str())
    .bind(appraisal.criterion.to_string())
    .bind(stage_name(appraisal.stage)?)
    .bind(appraisal.appraiser.as_str())
    .optional(transaction)
    .await?;
    let stored = row.as_ref().map(stored).transpose()?;
    if stored.as_ref().map_or(0, |stored| stored.revision) != over {
        let attempted = format!(
            "change revision {over} of an appraisal of `{}` {}",
            appraisal.unit, appraisal.criterion
        );
        return Err(Error::new(ErrorKind::Conflict, attempted));
    }
    Ok(stored.map(|stored| stored.appraisal))
}

fn stored(row: &Row) -> Result<StoredAppraisal> {
    let revision: i64 = row.get("revision")?;
    Ok(StoredAppraisal {
        appraisal: from_json(&row.get::<String>("body")?)?,
        revision: u64::try_from(revision).map_err(|source| {
            Error::caused(ErrorKind::Corrupt, "ledger: read a revision", source)
        })?,
        at_ms: row.get("at_ms")?,
    })
}

fn key(appraisal: &Appraisal) -> (&UnitId, &CriterionCode, Stage, &AccountName) {
    (&appraisal.unit, &appraisal.criterion, appraisal.stage, &appraisal.appraiser)
}

/// The name of a stage in the ledger, which is that in JSON.
fn stage_name(stage: Stage) -> Result<String> {
    Ok(to_json(&stage)?.trim_matches('"').to_owned())
}
