//! One statement with its values, and the rows that answer it.

use sqlx::{
    AssertSqlSafe, Decode, Encode, Postgres, Row as _, SqlSafeStr as _, SqlStr, Sqlite, Type,
    postgres::PgRow, query::Query, sqlite::SqliteRow,
};

use super::{Database, On, Transaction};
use crate::error::{Error, Result};
use model::ErrorKind;

/// A statement in the language that both databases share, with a value for each `$1`, `$2`, ….
#[derive(Debug)]
pub(crate) struct Statement {
    attempted: &'static str,
    text: SqlStr,
    values: Vec<Value>,
}

/// A value of one of the types that the tables have.
#[derive(Debug)]
pub(crate) enum Value {
    Text(Option<String>),
    Integer(Option<i64>),
    Truth(bool),
    Bytes(Vec<u8>),
}

/// A row of an answer.
#[derive(Debug)]
pub(crate) enum Row {
    /// Of a file.
    Sqlite(SqliteRow),
    /// Of a server.
    Postgres(PgRow),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(integer: i64) -> Self {
        Self::Integer(Some(integer))
    }
}

impl From<Option<i64>> for Value {
    fn from(integer: Option<i64>) -> Self {
        Self::Integer(integer)
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Truth(truth)
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

impl Statement {
    /// A statement of a fixed text; `attempted` says in an error what it was for: `read the jobs`.
    pub(crate) fn new(attempted: &'static str, text: &'static str) -> Self {
        Self { attempted, text: text.into_sql_str(), values: Vec::new() }
    }

    /// A statement whose text was put together from fixed parts, never from values.
    pub(crate) fn composed(attempted: &'static str, text: String) -> Self {
        Self { attempted, text: AssertSqlSafe(text).into_sql_str(), values: Vec::new() }
    }

    /// Gives the next parameter its value.
    #[must_use]
    pub(crate) fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    /// Asks for all rows.
    pub(crate) async fn rows(self, on: impl Into<On<'_>>) -> Result<Vec<Row>> {
        let failed = Error::ledger(self.attempted);
        let sqlite = |rows: Vec<SqliteRow>| rows.into_iter().map(Row::Sqlite).collect();
        let postgres = |rows: Vec<PgRow>| rows.into_iter().map(Row::Postgres).collect();
        match on.into() {
            On::Database(Database::Sqlite(pool)) => {
                self.query::<Sqlite>().fetch_all(pool).await.map(sqlite)
            }
            On::Database(Database::Postgres(pool)) => {
                self.query::<Postgres>().fetch_all(pool).await.map(postgres)
            }
            On::Transaction(Transaction::Sqlite(transaction)) => {
                self.query::<Sqlite>().fetch_all(&mut **transaction).await.map(sqlite)
            }
            On::Transaction(Transaction::Postgres(transaction)) => {
                self.query::<Postgres>().fetch_all(&mut **transaction).await.map(postgres)
            }
        }
        .map_err(failed)
    }

    /// Asks for one row; none when there is none.
    pub(crate) async fn optional(self, on: impl Into<On<'_>>) -> Result<Option<Row>> {
        Ok(self.rows(on).await?.into_iter().next())
    }

    /// Asks for one row; it is an error that there is none.
    pub(crate) async fn row(self, on: impl Into<On<'_>>) -> Result<Row> {
        let attempted = self.attempted;
        let row = self.optional(on).await?;
        row.ok_or_else(|| Error::new(ErrorKind::NotFound, format!("ledger: {attempted}")))
    }

    /// Changes something; gives how many rows were.
    pub(crate) async fn execute(self, on: impl Into<On<'_>>) -> Result<u64> {
        let failed = Error::ledger(self.attempted);
        match on.into() {
            On::Database(Database::Sqlite(pool)) => {
                self.query::<Sqlite>().execute(pool).await.map(|done| done.rows_affected())
            }
            On::Database(Database::Postgres(pool)) => {
                self.query::<Postgres>().execute(pool).await.map(|done| done.rows_affected())
            }
            On::Transaction(Transaction::Sqlite(transaction)) => {
                let done = self.query::<Sqlite>().execute(&mut **transaction).await;
                done.map(|done| done.rows_affected())
            }
            On::Transaction(Transaction::Postgres(transaction)) => {
                let done = self.query::<Postgres>().execute(&mut **transaction).await;
                done.map(|done| done.rows_affected())
            }
        }
        .map_err(failed)
    }

    fn query<DB>(self) -> Query<'static, DB, DB::Arguments>
    where
        DB: sqlx::Database,
        Option<String>: for<'t> Encode<'t, DB> + Type<DB>,
        Option<i64>: for<'t> Encode<'t, DB> + Type<DB>,
        bool: for<'t> Encode<'t, DB> + Type<DB>,
        Vec<u8>: for<'t> Encode<'t, DB> + Type<DB>,
    {
        let query = sqlx::query(self.text);
        self.values.into_iter().fold(query, |query, value| match value {
            Value::Text(text) => query.bind(text),
            Value::Integer(integer) => query.bind(integer),
            Value::Truth(truth) => query.bind(truth),
            Value::Bytes(bytes) => query.bind(bytes),
        })
    }
}

impl Row {
    /// The value of a column.
    ///
    /// # Errors
    /// `Corrupt` when it is of another type, or null where that was not foreseen.
    pub(crate) fn get<'r, T>(&'r self, column: &str) -> Result<T>
    where
        T: Decode<'r, Sqlite> + Type<Sqlite> + Decode<'r, Postgres> + Type<Postgres>,
    {
        match self {
            Self::Sqlite(row) => row.try_get(column),
            Self::Postgres(row) => row.try_get(column),
        }
        .map_err(Error::ledger("read a row"))
    }
}
