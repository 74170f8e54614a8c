//! Erasing from the ledger: what was understood, judged and found by files that may not be kept any longer.
//!
//! The record keeps who erased what, when and why, by the hashes of the bytes; nothing of a text stays. A file is no
//! longer named as one of the round, and whoever follows the ledger is told.

use std::collections::BTreeSet;

use model::{AccountName, ContentHash, ObjectKey, RoundId, UnitId, record::Deed};

use super::{Lease, Ledger, next_generation, record, stored_id};
use crate::{
    database::{Statement, Transaction},
    error::Result,
};

/// Files of one unit that are to be erased, by whom and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// Whose they are.
    pub unit: UnitId,
    /// Their keys.
    pub keys: Vec<ObjectKey>,
    /// The hashes of those whose bytes came in.
    pub contents: BTreeSet<ContentHash>,
    /// Who erases them.
    pub by: AccountName,
    /// Why.
    pub reason: String,
}

/// A file that the ledger holds for a unit, in whatever state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldFile {
    /// Whose it is.
    pub unit: UnitId,
    /// Its key.
    pub key: ObjectKey,
    /// The hash of its bytes as they last came in.
    pub content: Option<ContentHash>,
}

impl Ledger {
    /// The files of a round, ordered by key; those that are to be read (again) as well.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn held_files(&self, round: &RoundId) -> Result<Vec<HeldFile>> {
        Statement::new(
            "read which files there are",
            "SELECT unit, key, sha256 FROM object WHERE round = $1 AND state <> 'removed' ORDER BY key",
        )
        .bind(round.as_str())
        .rows(&self.database)
        .await?
        .iter()
        .map(|row| {
            let content: Option<String> = row.get("sha256")?;
            Ok(HeldFile {
                unit: stored_id(row.get("unit")?)?,
                key: stored_id(row.get("key")?)?,
                content: content.map(stored_id).transpose()?,
            })
        })
        .collect()
    }

    /// Which of these contents other files have, too, of this round or another: what is known of them is theirs as well.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn held_elsewhere(
        &self,
        round: &RoundId,
        keys: &BTreeSet<ObjectKey>,
        contents: &BTreeSet<ContentHash>,
    ) -> Result<BTreeSet<ContentHash>> {
        let mut snapshot = self.database.snapshot().await?;
        let held = held_elsewhere(&mut snapshot, round, keys, contents).await?;
        snapshot.commit("end reading").await?;
        Ok(held)
    }

    /// Erases what the ledger knows of files, and adds to the record that it was done.
    ///
    /// # Errors
    /// When the ledger refuses; `Conflict` when the lease is another's by now. Nothing is erased then.
    pub async fn erase(&self, lease: &Lease, erasure: &Erasure) -> Result<()> {
        let Erasure { unit, keys, contents, by, reason } = erasure;
        let round = lease.round();
        let mut transaction = self.database.begin().await?;
        lease.hold_in(&mut transaction).await?;
        for key in keys {
            let generation = next_generation(&mut transaction).await?;
            Statement::new(
                "erase an object",
                "UPDATE object SET state = 'removed', sha256 = NULL, read_recipe = NULL, facts_recipe = NULL, \
                 not_fetched = NULL, generation = $1 WHERE round = $2 AND key = $3",
            )
            .bind(generation)
            .bind(round.as_str())
            .bind(key.as_str())
            .execute(&mut transaction)
            .await?;
        }
        let erased = keys.iter().cloned().collect();
        let held = held_elsewhere(&mut transaction, round, &erased, contents).await?;
        for sha256 in contents.difference(&held) {
            Statement::new("erase what was understood", "DELETE FROM facts WHERE sha256 = $1")
                .bind(sha256.to_string())
                .execute(&mut transaction)
                .await?;
        }
        // Findings and judgements quote what the unit sent; the next check makes those anew that still hold.
        for text in [
            "DELETE FROM finding WHERE round = $1 AND unit = $2",
            "DELETE FROM judged WHERE round = $1 AND unit = $2",
        ] {
            Statement::new("erase what was judged", text)
                .bind(round.as_str())
                .bind(unit.as_str())
                .execute(&mut transaction)
                .await?;
        }
        let deed = Deed::Erased {
            reason: reason.clone(),
            unit: unit.clone(),
            contents: contents.iter().copied().collect(),
        };
        record::append(&mut transaction, Some(round), Some(by), deed).await?;
        transaction.commit("commit an erasure").await
    }
}

async fn held_elsewhere(
    transaction: &mut Transaction,
    round: &RoundId,
    keys: &BTreeSet<ObjectKey>,
    contents: &BTreeSet<ContentHash>,
) -> Result<BTreeSet<ContentHash>> {
    let mut held = BTreeSet::new();
    for sha256 in contents {
        let rows = Statement::new(
            "look who has the same bytes",
            "SELECT round, key FROM object WHERE sha256 = $1 AND state <> 'removed'",
        )
        .bind(sha256.to_string())
        .rows(&mut *transaction)
        .await?;
        for row in rows {
            let (of, key): (RoundId, ObjectKey) =
                (stored_id(row.get("round")?)?, stored_id(row.get("key")?)?);
            if of != *round || !keys.contains(&key) {
                held.insert(*sha256);
            }
        }
    }
    Ok(held)
}
