//! The ledger: which objects were named, what became of each, and what was judged from them.
//!
//! One transaction publishes what was understood of an object together with its new state and a generation given in
//! commit order. Whoever follows the ledger (the index) applies every generation after the last one that it has.

use std::path::Path;

use model::ErrorKind;
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    compressed,
    database::{Database, Password, Statement, Transaction},
    error::{Error, Result},
};

mod accounts;
mod appraisals;
mod erasure;
mod lease;
mod listing;
mod objects;
mod record;
mod shown;
mod standing;
mod units;

pub use accounts::PasswordHash;
pub use appraisals::{StoredAnswer, StoredAppraisal};
pub use erasure::{Erasure, HeldFile};
pub use lease::Lease;
pub use listing::{Again, ListedObject, Listing};
pub use objects::{
    Change, Content, JobState, PendingObject, Publication, PublishedFacts, StateCount,
    StoredDocument, UnreadObject,
};
pub use shown::{RoundJudgedAt, ShownUnit};
pub use standing::{ListedContent, MadeWith, Pace, ReadTime, Standing};
pub use units::{FindingState, JudgedAt, StoredFinding, StoredUnit};

/// The ledger of all rounds, in one SQLite file or in one database of a PostgreSQL server.
#[derive(Debug, Clone)]
pub struct Ledger {
    database: Database,
}

impl Ledger {
    /// Opens the ledger in this file, which is made and brought up to date when needed.
    ///
    /// # Errors
    /// `Denied` when the file cannot be made, `Corrupt` when it is no ledger, `Invalid` when a newer program wrote it.
    pub async fn open(file: &Path) -> Result<Self> {
        let database = Database::of_file(file).await?;
        database.upgrade().await?;
        Ok(Self { database })
    }

    /// Connects to the ledger in a database of a PostgreSQL server, which must be there, and brings it up to date when
    /// needed. The URL, `postgres://user@host/database`, has no password in it; `?sslmode=verify-full` after it asks for
    /// TLS and for a certificate of that host, from an authority that this machine or `&sslrootcert=FILE` trusts.
    ///
    /// # Errors
    /// `Invalid` for a URL of another form or when a newer program wrote the ledger, `Denied` for a wrong password,
    /// `NotFound` when there is no such database, `Unavailable` when nobody answers.
    pub async fn connect(url: &str, password: Option<&Password>) -> Result<Self> {
        let database = Database::of_server(url, password).await?;
        database.upgrade().await?;
        Ok(Self { database })
    }

    /// The version of the tables that this program works with.
    pub const VERSION: i64 = crate::database::VERSION;

    /// Takes the tables back to an older version, for an older program, and closes the ledger. What only the newer
    /// tables can hold is lost; the next program that is up to date begins it anew.
    ///
    /// # Errors
    /// When the ledger refuses.
    pub async fn downgrade(self, version: i64) -> Result<()> {
        self.database.downgrade(version).await?;
        self.close().await;
        Ok(())
    }

    /// Tells this ledger from any other, one at the same place before it included: generations are compared within it.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn identity(&self) -> Result<String> {
        Statement::new("read the identity", "SELECT ledger FROM counter WHERE id = 1")
            .row(&self.database)
            .await?
            .get("ledger")
    }

    /// The last generation that was given, in any round.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn generation(&self) -> Result<u64> {
        let row = Statement::new(
            "read the last generation",
            "SELECT generation FROM counter WHERE id = 1",
        )
        .row(&self.database)
        .await?;
        to_generation(row.get("generation")?)
    }

    /// Closes the ledger, so that everything committed is in its one file.
    pub async fn close(self) {
        self.database.close().await;
    }
}

async fn next_generation(transaction: &mut Transaction) -> Result<i64> {
    Statement::new(
        "take the next generation",
        "UPDATE counter SET generation = generation + 1 WHERE id = 1 RETURNING generation",
    )
    .row(transaction)
    .await?
    .get("generation")
}

fn pack<T: Serialize>(value: &T) -> Result<Vec<u8>> {
    let bug = |source: Box<dyn std::error::Error + Send + Sync>| {
        Error::caused(ErrorKind::Bug, "ledger: write a value", source)
    };
    let json = serde_json::to_vec(value).map_err(|source| bug(source.into()))?;
    compressed::compress(&json).map_err(|source| bug(source.into()))
}

fn unpack<T: DeserializeOwned>(packed: &[u8]) -> Result<T> {
    let corrupt = |source: Box<dyn std::error::Error + Send + Sync>| {
        Error::caused(ErrorKind::Corrupt, "ledger: read a stored value", source)
    };
    let json = compressed::decompress(packed).map_err(|source| corrupt(source.into()))?;
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
