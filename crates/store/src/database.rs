//! How is one statement asked of either database?
//!
//! The text of a statement is the same for both: numbered parameters, truth values and `ON CONFLICT` mean the same to
//! SQLite and PostgreSQL. Where they differ (types, the clock, how text is compared), the difference lies in the
//! migrations, which are written for each. Refuses to know what the tables hold.

use sqlx::{Postgres, Sqlite, postgres::PgPool, sqlite::SqlitePool};

use crate::error::{Error, Result};

mod migrations;
mod open;
mod statement;

pub(crate) use migrations::VERSION;
pub use open::Password;
pub(crate) use statement::{Row, Statement};

/// A database that holds a ledger, with the connections to it.
#[derive(Debug, Clone)]
pub(crate) enum Database {
    /// One file of this machine.
    Sqlite(SqlitePool),
    /// A server that many machines reach.
    Postgres(PgPool),
}

/// Statements that take effect together or not at all; undone when it is dropped.
#[derive(Debug)]
pub(crate) enum Transaction {
    /// On the one file.
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    /// On the server.
    Postgres(sqlx::Transaction<'static, Postgres>),
}

/// What a statement is asked of.
#[derive(Debug)]
pub(crate) enum On<'a> {
    /// Any connection, for itself.
    Database(&'a Database),
    /// As part of this.
    Transaction(&'a mut Transaction),
}

impl<'a> From<&'a Database> for On<'a> {
    fn from(database: &'a Database) -> Self {
        Self::Database(database)
    }
}

impl<'a> From<&'a mut Transaction> for On<'a> {
    fn from(transaction: &'a mut Transaction) -> Self {
        Self::Transaction(transaction)
    }
}

impl Database {
    /// Begins a transaction that no other writer can overtake: until it ends, others that write wait. So each sees what
    /// all before it have left, and generations follow commits.
    pub(crate) async fn begin(&self) -> Result<Transaction> {
        const ATTEMPTED: &str = "begin a transaction";
        match self {
            Self::Sqlite(pool) => {
                let begun = pool.begin_with("BEGIN IMMEDIATE").await;
                Ok(Transaction::Sqlite(begun.map_err(Error::ledger(ATTEMPTED))?))
            }
            Self::Postgres(pool) => {
                // Both in one message: each way to the server and back is waited for by other writers, too.
                let begun =
                    pool.begin_with("BEGIN; SELECT id FROM counter WHERE id = 1 FOR UPDATE").await;
                Ok(Transaction::Postgres(begun.map_err(Error::ledger(ATTEMPTED))?))
            }
        }
    }

    /// Begins a transaction that only reads, and sees one moment however long it lasts. It keeps no writer waiting.
    pub(crate) async fn snapshot(&self) -> Result<Transaction> {
        let failed = Error::ledger("begin reading");
        match self {
            Self::Sqlite(pool) => pool.begin().await.map(Transaction::Sqlite),
            Self::Postgres(pool) => pool
                .begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                .await
                .map(Transaction::Postgres),
        }
        .map_err(failed)
    }

    /// Closes all connections, when what they were asked is done.
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Transaction {
    /// Lets everything take effect.
    ///
    /// # Errors
    /// When nothing did, or when it is not known whether it did: the connection broke while it was told.
    pub(crate) async fn commit(self, attempted: &'static str) -> Result<()> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await,
            Self::Postgres(transaction) => transaction.commit().await,
        }
        .map_err(Error::ledger(attempted))
    }
}
