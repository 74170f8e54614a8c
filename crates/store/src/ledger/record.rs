//! The record in the ledger: lines that are added in the transaction of what they tell of, each bound to the one before.

use model::{
    AccountName, ContentHash, ErrorKind, RoundId,
    record::{Deed, Entry, Head},
};
use sha2::{Digest as _, Sha256};

use super::Ledger;
use crate::{
    database::{Statement, Transaction},
    error::{Error, Result},
};

impl Ledger {
    /// The lines of the record after so many, at most `limit` of them, as [`model::record::verify`] takes them.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn record_lines(&self, after: u64, limit: u32) -> Result<Vec<String>> {
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        Statement::new(
            "read the record",
            "SELECT line FROM record WHERE sequence > $1 ORDER BY sequence LIMIT $2",
        )
        .bind(after)
        .bind(i64::from(limit))
        .rows(&self.database)
        .await?
        .iter()
        .map(|row| row.get("line"))
        .collect()
    }

    /// The end of the record.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn record_head(&self) -> Result<Head> {
        let mut snapshot = self.database.snapshot().await?;
        head(&mut snapshot).await
    }

    /// Adds an entry that tells of nothing else in the ledger; gives the record's end with it.
    ///
    /// # Errors
    /// When the ledger refuses.
    pub async fn record(
        &self,
        round: Option<&RoundId>,
        by: Option<&AccountName>,
        deed: Deed,
    ) -> Result<Head> {
        let mut transaction = self.database.begin().await?;
        let appended = append(&mut transaction, round, by, deed).await?;
        transaction.commit("add to the record").await?;
        Ok(appended.head)
    }
}

/// An entry that was added.
pub(super) struct Appended {
    /// The record's end with it.
    pub(super) head: Head,
    /// When, in milliseconds since 1970 by the clock of the ledger.
    pub(super) at_ms: i64,
}

/// Adds an entry, in the transaction of what it tells of.
pub(super) async fn append(
    transaction: &mut Transaction,
    round: Option<&RoundId>,
    by: Option<&AccountName>,
    deed: Deed,
) -> Result<Appended> {
    let Head { length, hash } = head(transaction).await?;
    let at_ms = Statement::new("read the clock", "SELECT now_ms FROM clock")
        .row(&mut *transaction)
        .await?
        .get("now_ms")?;
    let sequence = length + 1;
    let entry =
        Entry { sequence, previous: hash, at_ms, round: round.cloned(), by: by.cloned(), deed };
    let line = entry.line();
    let hash = hash_of(line.as_bytes());
    Statement::new(
        "add to the record",
        "INSERT INTO record (sequence, line, line_sha256) VALUES ($1, $2, $3)",
    )
    .bind(i64::try_from(sequence).map_err(|source| {
        Error::caused(ErrorKind::Bug, "add so many lines to the record", source)
    })?)
    .bind(line)
    .bind(hash.to_string())
    .execute(transaction)
    .await?;
    Ok(Appended { head: Head { length: sequence, hash }, at_ms })
}

async fn head(transaction: &mut Transaction) -> Result<Head> {
    let last = Statement::new(
        "read the end of the record",
        "SELECT sequence, line_sha256 FROM record ORDER BY sequence DESC LIMIT 1",
    )
    .optional(transaction)
    .await?;
    let Some(row) = last else { return Ok(Head { length: 0, hash: hash_of(&[]) }) };
    let length: i64 = row.get("sequence")?;
    Ok(Head {
        length: u64::try_from(length).map_err(|source| {
            Error::caused(ErrorKind::Corrupt, "ledger: read the length of the record", source)
        })?,
        hash: super::stored_id(row.get("line_sha256")?)?,
    })
}

fn hash_of(bytes: &[u8]) -> ContentHash {
    ContentHash::from_digest(Sha256::digest(bytes).into())
}
