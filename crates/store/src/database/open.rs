//! Opening a database: a file of this machine, or a server by its URL. Refuses to know where passwords come from.

use std::{fmt, path::Path, time::Duration};

use model::ErrorKind;
use sqlx::{
    ConnectOptions as _, Connection as _,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::Database;
use crate::error::{Error, Result};

/// How many statements one process may have under way at a time.
const CONNECTIONS: u32 = 8;

/// How long a statement waits for a free connection, or for other writers of the file.
const MAX_WAIT: Duration = Duration::from_secs(30);

/// A password. Never printed.
#[derive(Clone)]
pub struct Password(String);

impl Password {
    /// Takes a password as it is.
    #[must_use]
    pub fn new(password: String) -> Self {
        Self(password)
    }

    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

impl Database {
    /// Opens the file, which is made when it is missing.
    pub(crate) async fn of_file(file: &Path) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // A power cut may take back the last commits; what they held is then read again.
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(MAX_WAIT);
        let pool = SqlitePoolOptions::new()
            .max_connections(CONNECTIONS)
            .connect_with(options)
            .await
            .map_err(Error::ledger("open"))?;
        Ok(Self::Sqlite(pool))
    }

    /// Connects to the database of a server.
    pub(crate) async fn of_server(url: &str, password: Option<&Password>) -> Result<Self> {
        let invalid = |form: &str| {
            Error::new(ErrorKind::Invalid, format!("open a ledger: the form is {form}"))
        };
        let form = "postgres://user@host:5432/database, without a password";
        let (scheme, rest) = url.split_once("://").ok_or_else(|| invalid(form))?;
        let authority = rest.split('/').next().unwrap_or_default();
        let has_password = authority.rsplit_once('@').is_some_and(|(user, _)| user.contains(':'));
        if !matches!(scheme, "postgres" | "postgresql") || has_password {
            return Err(invalid(form));
        }
        // The source would repeat the URL, which is not ours to show.
        let options: PgConnectOptions = url.parse().map_err(|_| invalid(form))?;
        let options = options.application_name("kiemchung");
        let options = match password {
            Some(password) => options.password(password.reveal()),
            None => options,
        };
        // A pool would ask a server that refuses again and again, and then only say that it took too long.
        let failed = Error::ledger("connect to the server");
        let connection = options.connect().await.map_err(failed)?;
        connection.close().await.map_err(Error::ledger("close a connection"))?;
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(MAX_WAIT)
            .connect_lazy_with(options);
        Ok(Self::Postgres(pool))
    }
}
