//! Units in the ledger: what they were judged from, to what end, and the findings that outlive the run.

use std::collections::BTreeMap;

use model::{
    ErrorKind, RoundId, UnitId,
    finding::{Finding, Severity},
    recipe::JudgeRecipe,
    verdict::{Judgement, UnreadFile},
};
use serde::{Deserialize, Serialize};

use super::{Lease, Ledger, from_json, pack, stored_id, to_generation, to_json, unpack};
use crate::{
    database::Statement,
    error::{Error, Result},
};

/// What a unit was judged from: judged again only when it differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgedAt {
    /// The newest generation among the unit's objects.
    pub generation: u64,
    /// What it was judged with.
    pub recipe: JudgeRecipe,
}

/// The judgement of one unit, as stored.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct StoredUnit {
    /// One for each claim, ordered by criterion.
    pub judgements: Vec<Judgement>,
    /// What is wrong, in the order of `assess`.
    pub findings: Vec<Finding>,
    /// The files that were not read, or not in full.
    pub unread: Vec<UnreadFile>,
}

/// Whether a finding still holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FindingState {
    /// It was found by the last judgement.
    Open,
    /// It was found before, and the last judgement did not find it.
    Closed,
}

/// A finding with its history.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredFinding {
    /// The finding as last seen.
    pub finding: Finding,
    /// Whether it still holds.
    pub state: FindingState,
    /// The generation at which it was first found.
    pub first_generation: u64,
}

impl Ledger {
    /// What the unit's stored judgement was made from, with that judgement.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn judged(
        &self,
        round: &RoundId,
        unit: &UnitId,
    ) -> Result<Option<(JudgedAt, StoredUnit)>> {
        Statement::new(
            "read a judgement",
            "SELECT generation, recipe, body FROM judged WHERE round = $1 AND unit = $2",
        )
        .bind(round.as_str())
        .bind(unit.as_str())
        .optional(&self.database)
        .await?
        .map(|row| {
            let generation = to_generation(row.get("generation")?)?;
            let recipe = JudgeRecipe::new(row.get::<String>("recipe")?);
            Ok((JudgedAt { generation, recipe }, unpack(row.get("body")?)?))
        })
        .transpose()
    }

    /// What the stored judgements of a round were made from, without the judgements.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn judged_at(&self, round: &RoundId) -> Result<BTreeMap<UnitId, JudgedAt>> {
        Statement::new(
            "read what units were judged from",
            "SELECT unit, generation, recipe FROM judged WHERE round = $1",
        )
        .bind(round.as_str())
        .rows(&self.database)
        .await?
        .into_iter()
        .map(|row| {
            let generation = to_generation(row.get("generation")?)?;
            let recipe = JudgeRecipe::new(row.get::<String>("recipe")?);
            Ok((stored_id(row.get("unit")?)?, JudgedAt { generation, recipe }))
        })
        .collect()
    }

    /// Stores a unit's judgement: findings that were there are updated, new ones opened, the rest closed.
    ///
    /// # Errors
    /// When the ledger refuses; `Conflict` when the lease is another's by now; `Bug` when two findings have the same
    /// name.
    pub async fn record_judgement(
        &self,
        lease: &Lease,
        unit: &UnitId,
        at: &JudgedAt,
        judged: &StoredUnit,
    ) -> Result<()> {
        let generation = i64::try_from(at.generation)
            .map_err(|source| Error::caused(ErrorKind::Bug, "store a judgement", source))?;
        let round = lease.round();
        let mut transaction = self.database.begin().await?;
        lease.hold_in(&mut transaction).await?;
        Statement::new(
            "close findings",
            "UPDATE finding SET state = 'closed' WHERE round = $1 AND unit = $2",
        )
        .bind(round.as_str())
        .bind(unit.as_str())
        .execute(&mut transaction)
        .await?;
        for finding in &judged.findings {
            let changed = Statement::new(
                "store a finding",
                "INSERT INTO finding (round, unit, criterion, code, subject, severity, state, body, first_generation, last_generation) \
                 VALUES ($1, $2, $3, $4, $5, $6, 'open', $7, $8, $8) \
                 ON CONFLICT (round, unit, criterion, code, subject) DO UPDATE SET severity = excluded.severity, \
                 state = 'open', body = excluded.body, last_generation = excluded.last_generation \
                 WHERE finding.state = 'closed'",
            )
            .bind(round.as_str())
            .bind(unit.as_str())
            .bind(finding.criterion.as_ref().map(ToString::to_string).unwrap_or_default())
            .bind(name_of(&finding.code())?)
            .bind(to_json(&finding.subject)?)
            .bind(name_of::<Severity>(&finding.severity)?)
            .bind(to_json(finding)?)
            .bind(generation)
            .execute(&mut transaction)
            .await?;
            if changed == 0 {
                let name = format!(
                    "store the finding {:?} of `{unit}`: another one has the same name",
                    finding.code()
                );
                return Err(Error::new(ErrorKind::Bug, name));
            }
        }
        Statement::new(
            "store a judgement",
            "INSERT INTO judged (round, unit, generation, recipe, body) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (round, unit) DO UPDATE SET generation = excluded.generation, recipe = excluded.recipe, \
             body = excluded.body",
        )
        .bind(round.as_str())
        .bind(unit.as_str())
        .bind(generation)
        .bind(at.recipe.as_str())
        .bind(pack(judged)?)
        .execute(&mut transaction)
        .await?;
        transaction.commit("commit a judgement").await
    }

    /// All findings of a unit, open and closed, by criterion, code and subject.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn findings(&self, round: &RoundId, unit: &UnitId) -> Result<Vec<StoredFinding>> {
        Statement::new(
            "read findings",
            "SELECT state, body, first_generation FROM finding WHERE round = $1 AND unit = $2 \
             ORDER BY criterion, code, subject",
        )
        .bind(round.as_str())
        .bind(unit.as_str())
        .rows(&self.database)
        .await?
        .into_iter()
        .map(|row| {
            let is_open = row.get::<&str>("state")? == "open";
            let state = if is_open { FindingState::Open } else { FindingState::Closed };
            let first_generation = to_generation(row.get("first_generation")?)?;
            Ok(StoredFinding { finding: from_json(row.get("body")?)?, state, first_generation })
        })
        .collect()
    }
}

/// The name that a fieldless enum has in JSON.
fn name_of<T: Serialize>(value: &T) -> Result<String> {
    Ok(to_json(value)?.trim_matches('"').to_owned())
}
