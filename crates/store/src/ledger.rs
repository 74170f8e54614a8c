//! The ledger: which objects were named, what became of each, and what was judged from them.
//!
//! One transaction publishes what was understood of an object together with its new state and a generation given in
//! commit order. Whoever follows the ledger (the index) applies every generation after the last one that it has.

use std::path::Path;

use model::ErrorKind;
use serde::{Serialize, de::DeserializeOwned};
use sqlx::{
    Sqlite, Transaction,
    sqlite::{
        SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
    },
};

use crate::error::{Error, Result};

mod objects;
mod units;

pub use objects::{
    Change, Content, JobState, ListedObject, Listing, PendingObject, Publication, PublishedFacts,
    StateCount, StoredDocument,
};
pub use units::{FindingState, JudgedAt, StoredFinding, StoredUnit};

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../../schemas/migrations/sqlite");

/// The ledger of all rounds, in one SQLite file.
#[derive(Debug, Clone)]
pub struct Ledger {
    pool: SqlitePool,
}

impl Ledger {
    /// Opens the ledger in this file, which is made and brought up to date when needed.
    ///
    /// # Errors
    /// `Denied` when the file cannot be made, `Corrupt` when it is no ledger, `Invalid` when a newer program wrote it.
    pub async fn open(file: &Path) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // A power cut may take back the last commits; what they held is then read again.
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(std::time::Duration::from_secs(30));
        let pool = SqlitePoolOptions::new()
            .max_connections(8)
            .connect_with(options)
            .await
            .map_err(Error::ledger("open"))?;
        MIGRATIONS.run(&pool).await.map_err(|source| {
            let kind = match &source {
                sqlx::migrate::MigrateError::VersionMissing(_)
                | sqlx::migrate::MigrateError::VersionMismatch(_) => ErrorKind::Invalid,
                _ => ErrorKind::Corrupt,
            };
            Error::caused(kind, format!("ledger: bring `{}` up to date", file.display()), source)
        })?;
        Ok(Self { pool })
    }

    /// Closes the ledger, so that everything committed is in its one file.
    pub async fn close(self) {
        self.pool.close().await;
    }

    /// Begins a transaction that no other writer can overtake.
    async fn begin(&self) -> Result<Transaction<'static, Sqlite>> {
        self.pool.begin_with("BEGIN IMMEDIATE").await.map_err(Error::ledger("begin a transaction"))
    }
}

async fn next_generation(transaction: &mut Transaction<'static, Sqlite>) -> Result<i64> {
    sqlx::query_scalar(
        "UPDATE counter SET generation = generation + 1 WHERE id = 1 RETURNING generation",
    )
    .fetch_one(&mut **transaction)
    .await
    .map_err(Error::ledger("take the next generation"))
}

/// Zstandard's own default level.
const COMPRESSION_LEVEL: i32 = 3;

fn pack<T: Serialize>(value: &T) -> Result<Vec<u8>> {
    let bug = |source: Box<dyn std::error::Error + Send + Sync>| {
        Error::caused(ErrorKind::Bug, "ledger: write a value", source)
    };
    let json = serde_json::to_vec(value).map_err(|source| bug(source.into()))?;
    zstd::bulk::compress(&json, COMPRESSION_LEVEL).map_err(|source| bug(source.into()))
}

fn unpack<T: DeserializeOwned>(packed: &[u8]) -> Result<T> {
    let corrupt = |source: Box<dyn std::error::Error + Send + Sync>| {
        Error::caused(ErrorKind::Corrupt, "ledger: read a stored value", source)
    };
    let json = zstd::decode_all(packed).map_err(|source| corrupt(source.into()))?;
    serde_json::from_slice(&json).map_err(|source| corrupt(source.into()))
}

fn from_json<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text)
        .map_err(|source| Error::caused(ErrorKind::Corrupt, "ledger: read a stored value", source))
}

fn to_json<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value)
        .map_err(|source| Error::caused(ErrorKind::Bug, "ledger: write a value", source))
}

/// An identifier as stored; one that is not valid (any more) means that the ledger was damaged.
fn stored_id<T: TryFrom<String, Error = model::id::InvalidId>>(text: String) -> Result<T> {
    T::try_from(text).map_err(|source| {
        Error::caused(ErrorKind::Corrupt, "ledger: read a stored identifier", source)
    })
}

fn to_generation(stored: i64) -> Result<u64> {
    u64::try_from(stored)
        .map_err(|source| Error::caused(ErrorKind::Corrupt, "ledger: read a generation", source))
}
