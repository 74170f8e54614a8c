//! Erasing from the ledger: what was understood, judged and found by files that may not be kept any longer.
//!
//! The record keeps who erased what, when and why, by the hashes of the bytes; nothing of a text stays. That a file was
//! sent stays known: it is one that nobody can read any more, and no proof that there was no evidence. Of claims, a hash
//! of what was found of them stays, so that an appraisal of it is known for one. Whoever follows the ledger is told.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    AccountName, ContentHash, CriterionCode, Moment, ObjectKey, Problem, ProblemCode, RoundId,
    UnitId, record::Deed,
};

use super::{Lease, Ledger, next_generation, record, stored_id, to_json};
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
    /// What was found of the unit's claims, as hashes; empty where its last judgement is gone already.
    pub found: BTreeMap<CriterionCode, ContentHash>,
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
    /// The files of a round, ordered by key; those that are to be read (again) as well, erased ones not.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn held_files(&self, round: &RoundId) -> Result<Vec<HeldFile>> {
        Statement::new(
            "read which files there are",
            "SELECT unit, key, sha256 FROM object WHERE round = $1 AND state <> 'removed' AND erased IS NULL \
             ORDER BY key",
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

    /// Whether a unit sent files of which every one was erased, so that nothing is left to be listed.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn all_erased(&self, round: &RoundId, unit: &UnitId) -> Result<bool> {
        let row = Statement::new(
            "count what was erased",
            "SELECT count(*) AS objects, count(erased) AS erased FROM object \
             WHERE round = $1 AND unit = $2 AND state <> 'removed'",
        )
        .bind(round.as_str())
        .bind(unit.as_str())
        .row(&self.database)
        .await?;
        let [objects, erased]: [i64; 2] = [row.get("objects")?, row.get("erased")?];
        Ok(objects > 0 && objects == erased)
    }

    /// What was found of claims before evidence of their units was erased, as hashes; of units of which nothing was
    /// erased, nothing.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn found_before_erasure(
        &self,
        round: &RoundId,
    ) -> Result<BTreeMap<UnitId, BTreeMap<CriterionCode, ContentHash>>> {
        let rows = Statement::new(
            "read what was found before an erasure",
            "SELECT unit, criterion, basis FROM found_before_erasure WHERE round = $1",
        )
        .bind(round.as_str())
        .rows(&self.database)
        .await?;
        let mut found = BTreeMap::<_, BTreeMap<_, _>>::new();
        for row in rows {
            let of_unit = found.entry(stored_id(row.get("unit")?)?).or_default();
            of_unit.insert(stored_id(row.get("criterion")?)?, stored_id(row.get("basis")?)?);
        }
        Ok(found)
    }

    /// Erases what the ledger knows of files, and adds to the record that it was done.
    ///
    /// # Errors
    /// When the ledger refuses; `Conflict` when the lease is another's by now. Nothing is erased then.
    pub async fn erase(&self, lease: &Lease, erasure: &Erasure) -> Result<()> {
        let Erasure { unit, keys, contents, found, by, reason } = erasure;
        let round = lease.round();
        let mut transaction = self.database.begin().await?;
        lease.hold_in(&mut transaction).await?;
        let deed = Deed::Erased {
            reason: reason.clone(),
            unit: unit.clone(),
            contents: contents.iter().copied().collect(),
        };
        let entry = record::append(&mut transaction, Some(round), Some(by), deed).await?;
        let sequence = entry.head.length;
        let moment = Moment::from_unix_seconds(entry.at_ms.div_euclid(1000));
        let day = moment.and_then(|moment| moment.day_in_viet_nam().ok());
        let day = day.map_or_else(String::new, |day| format!(", {day}"));
        let detail = format!("{by}{day}, #{sequence}: {reason}");
        let problems = to_json(&[Problem::new(ProblemCode::Erased, detail)])?;
        for key in keys {
            let generation = next_generation(&mut transaction).await?;
            Statement::new(
                "erase an object",
                "UPDATE object SET state = 'done', sha256 = NULL, read_recipe = NULL, facts_recipe = NULL, \
                 not_fetched = $1, may_pass = FALSE, afresh = FALSE, took_ms = NULL, generation = $2, erased = $3 \
                 WHERE round = $4 AND key = $5",
            )
            .bind(problems.as_str())
            .bind(generation)
            .bind(i64::try_from(sequence).unwrap_or(i64::MAX))
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
        for (criterion, basis) in found {
            Statement::new(
                "keep what was found before an erasure",
                "INSERT INTO found_before_erasure (round, unit, criterion, basis) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (round, unit, criterion) DO UPDATE SET basis = excluded.basis",
            )
            .bind(round.as_str())
            .bind(unit.as_str())
            .bind(criterion.to_string())
            .bind(basis.to_string())
            .execute(&mut transaction)
            .await?;
        }
        // Findings and judgements quote what the unit sent; the next check makes those anew that still hold.
        for text in [
            "DELETE FROM finding WHERE round = $1 AND unit = $2",
            "DELETE FROM judged WHERE round = $1 AND unit = $2",
            "DELETE FROM shown WHERE round = $1 AND unit = $2",
        ] {
            Statement::new("erase what was judged", text)
                .bind(round.as_str())
                .bind(unit.as_str())
                .execute(&mut transaction)
                .await?;
        }
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
