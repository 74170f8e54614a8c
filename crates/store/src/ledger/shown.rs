//! Rounds that were judged as a whole, with what a report shows of each unit: while nothing has changed since, no document
//! is gathered again to say the same.
//!
//! Refuses to know what is shown.

use std::collections::BTreeMap;

use model::{ErrorKind, RoundId, UnitId, recipe::JudgeRecipe};
use serde::{Serialize, de::DeserializeOwned};

use super::{JudgedAt, Lease, Ledger, StoredUnit, pack, stored_id, to_generation, unpack};
use crate::{
    database::Statement,
    error::{Error, Result},
};

/// What all units of a round were judged from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundJudgedAt {
    /// The newest generation among the objects of the round.
    pub generation: u64,
    /// What they were judged with, and which they were.
    pub recipe: JudgeRecipe,
}

/// What a report shows of a unit, and what the judgement that it stands beside was made from.
#[derive(Debug, Clone, PartialEq)]
pub struct ShownUnit<T> {
    /// The unit.
    pub unit: UnitId,
    /// What its judgement was made from.
    pub at: JudgedAt,
    /// What is shown.
    pub shown: T,
}

impl Ledger {
    /// The newest generation among the objects of a round; 0 when it has none.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn round_generation(&self, round: &RoundId) -> Result<u64> {
        let row = Statement::new(
            "read the last generation of a round",
            "SELECT coalesce(max(generation), 0) AS generation FROM object WHERE round = $1",
        )
        .bind(round.as_str())
        .row(&self.database)
        .await?;
        to_generation(row.get("generation")?)
    }

    /// The judgements of a round with what is shown beside each, when the round was last judged as a whole from just this;
    /// none when it was judged from something else. A unit that was judged by itself since is not among them.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn judged_as_a_whole<T: DeserializeOwned>(
        &self,
        round: &RoundId,
        at: &RoundJudgedAt,
    ) -> Result<Option<BTreeMap<UnitId, (StoredUnit, T)>>> {
        let mut transaction = self.database.snapshot().await?;
        let is_as_then = Statement::new(
            "read what a round was judged from",
            "SELECT round FROM judged_round WHERE round = $1 AND generation = $2 AND recipe = $3",
        )
        .bind(round.as_str())
        .bind(stored_generation(at.generation)?)
        .bind(at.recipe.as_str())
        .optional(&mut transaction)
        .await?
        .is_some();
        let rows = if is_as_then {
            Statement::new(
                "read what is shown of a round",
                "SELECT shown.unit, judged.body AS judged, shown.body AS shown FROM shown JOIN judged \
                 ON judged.round = shown.round AND judged.unit = shown.unit \
                 AND judged.generation = shown.generation AND judged.recipe = shown.recipe \
                 WHERE shown.round = $1",
            )
            .bind(round.as_str())
            .rows(&mut transaction)
            .await?
        } else {
            Vec::new()
        };
        transaction.commit("end reading").await?;
        if !is_as_then {
            return Ok(None);
        }
        let units = rows.into_iter().map(|row| {
            let judged = unpack(row.get("judged")?)?;
            Ok((stored_id(row.get("unit")?)?, (judged, unpack(row.get("shown")?)?)))
        });
        units.collect::<Result<_>>().map(Some)
    }

    /// Keeps what a round was judged from as a whole, with what is shown of each unit, in place of what was kept before.
    ///
    /// # Errors
    /// When the ledger refuses; `Conflict` when the lease is another's by now.
    pub async fn keep_judged_as_a_whole<T: Serialize>(
        &self,
        lease: &Lease,
        at: &RoundJudgedAt,
        units: &[ShownUnit<T>],
    ) -> Result<()> {
        let round = lease.round();
        let packed = units.iter().map(|unit| Ok((unit, pack(&unit.shown)?)));
        let packed: Vec<_> = packed.collect::<Result<_>>()?;
        let mut transaction = self.database.begin().await?;
        lease.hold_in(&mut transaction).await?;
        Statement::new("forget what was shown", "DELETE FROM shown WHERE round = $1")
            .bind(round.as_str())
            .execute(&mut transaction)
            .await?;
        for (ShownUnit { unit, at, .. }, body) in packed {
            Statement::new(
                "keep what is shown",
                "INSERT INTO shown (round, unit, generation, recipe, body) VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(round.as_str())
            .bind(unit.as_str())
            .bind(stored_generation(at.generation)?)
            .bind(at.recipe.as_str())
            .bind(body)
            .execute(&mut transaction)
            .await?;
        }
        Statement::new(
            "keep what a round was judged from",
            "INSERT INTO judged_round (round, generation, recipe) VALUES ($1, $2, $3) \
             ON CONFLICT (round) DO UPDATE SET generation = excluded.generation, recipe = excluded.recipe",
        )
        .bind(round.as_str())
        .bind(stored_generation(at.generation)?)
        .bind(at.recipe.as_str())
        .execute(&mut transaction)
        .await?;
        transaction.commit("commit what is shown").await
    }
}

fn stored_generation(generation: u64) -> Result<i64> {
    i64::try_from(generation)
        .map_err(|source| Error::caused(ErrorKind::Bug, "write a generation", source))
}
