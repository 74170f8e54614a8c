//! The steps from an empty database to the tables of today, and back. One that is out in the world never changes.

use std::borrow::Cow;

use sqlx::{
    SqlSafeStr as _,
    migrate::{MigrateError, Migration, MigrationType, Migrator},
};

use model::ErrorKind;

use super::Database;
use crate::error::{Error, Result};

/// A step, forward and back, for each database.
struct Step {
    version: i64,
    description: &'static str,
    sqlite: [&'static str; 2],
    postgres: [&'static str; 2],
}

macro_rules! step {
    ($version:literal, $description:literal, $file:literal) => {
        Step {
            version: $version,
            description: $description,
            sqlite: [
                include_str!(concat!("../../../../schemas/migrations/sqlite/", $file, ".up.sql")),
                include_str!(concat!("../../../../schemas/migrations/sqlite/", $file, ".down.sql")),
            ],
            postgres: [
                include_str!(concat!("../../../../schemas/migrations/postgres/", $file, ".up.sql")),
                include_str!(concat!(
                    "../../../../schemas/migrations/postgres/",
                    $file,
                    ".down.sql"
                )),
            ],
        }
    };
}

const STEPS: [Step; 7] = [
    step!(1, "ledger", "0001_ledger"),
    step!(2, "ledger identity", "0002_ledger_identity"),
    step!(3, "retry and times", "0003_retry_and_times"),
    step!(4, "clock and lease", "0004_clock_and_lease"),
    step!(5, "desk", "0005_desk"),
    step!(6, "erasure", "0006_erasure"),
    step!(7, "unchanged", "0007_unchanged"),
];

/// The version that this program works with.
pub(crate) const VERSION: i64 = STEPS[STEPS.len() - 1].version;

impl Database {
    /// Takes the steps that are missing. Several processes may do so at once.
    ///
    /// # Errors
    /// `Invalid` when a newer program has taken further ones.
    pub(crate) async fn upgrade(&self) -> Result<()> {
        match self {
            Self::Sqlite(pool) => migrator(|step| step.sqlite).run(pool).await,
            Self::Postgres(pool) => migrator(|step| step.postgres).run(pool).await,
        }
        .map_err(failed("bring the ledger up to date"))
    }

    /// Takes back the steps after a version, so that an older program can go on. What only they can hold is lost.
    ///
    /// # Errors
    /// As [`Database::upgrade`].
    pub(crate) async fn downgrade(&self, version: i64) -> Result<()> {
        match self {
            Self::Sqlite(pool) => migrator(|step| step.sqlite).undo(pool, version).await,
            Self::Postgres(pool) => migrator(|step| step.postgres).undo(pool, version).await,
        }
        .map_err(failed("take the ledger back to an older version"))
    }
}

fn migrator(texts: impl Fn(&Step) -> [&'static str; 2]) -> Migrator {
    let of = |step: &Step| {
        let kinds = [MigrationType::ReversibleUp, MigrationType::ReversibleDown];
        let migration = |(kind, text): (MigrationType, &'static str)| {
            let description = Cow::Borrowed(step.description);
            Migration::new(step.version, description, kind, text.into_sql_str(), false)
        };
        kinds.into_iter().zip(texts(step)).map(migration).collect::<Vec<_>>()
    };
    Migrator::with_migrations(STEPS.iter().flat_map(of).collect())
}

fn failed(attempted: &'static str) -> impl FnOnce(MigrateError) -> Error {
    move |source| {
        let kind = match &source {
            MigrateError::VersionMissing(_) | MigrateError::VersionMismatch(_) => {
                ErrorKind::Invalid
            }
            MigrateError::Execute(source) => Error::kind_of_database(source),
            _ => ErrorKind::Corrupt,
        };
        Error::caused(kind, format!("ledger: {attempted}"), source)
    }
}
