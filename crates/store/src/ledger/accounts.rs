//! Accounts and sessions in the ledger. What a password must be, and how it is hashed, is known to who asks.

use std::fmt;

use model::{
    AccountName, ContentHash, ErrorKind,
    account::{Account, Role},
    record::Deed,
};

use super::{Ledger, from_json, record, to_json};
use crate::{
    database::{Row, Statement, Transaction},
    error::{Error, Result},
};

/// The hash of a password, in the PHC form. It is not printed.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Wraps a hash in the PHC form.
    #[must_use]
    pub fn new(phc: String) -> Self {
        Self(phc)
    }

    /// The hash, to check a password against.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

impl Ledger {
    /// All accounts, by name.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn accounts(&self) -> Result<Vec<Account>> {
        Statement::new("read the accounts", "SELECT body FROM account ORDER BY name")
            .rows(&self.database)
            .await?
            .iter()
            .map(account)
            .collect()
    }

    /// An account, with what its password is checked against.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn account(&self, name: &AccountName) -> Result<Option<(Account, PasswordHash)>> {
        Statement::new("read an account", "SELECT body, password FROM account WHERE name = $1")
            .bind(name.as_str())
            .optional(&self.database)
            .await?
            .map(|row| Ok((account(&row)?, PasswordHash(row.get("password")?))))
            .transpose()
    }

    /// Makes an account; `by` is none for the first one, which the program makes by itself.
    ///
    /// # Errors
    /// `Conflict` when there is one of this name.
    pub async fn make_account(
        &self,
        account: &Account,
        password: &PasswordHash,
        by: Option<&AccountName>,
    ) -> Result<()> {
        let mut transaction = self.database.begin().await?;
        let made = Statement::new(
            "make an account",
            "INSERT INTO account (name, body, password) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING",
        )
        .bind(account.name.as_str())
        .bind(to_json(account)?)
        .bind(password.expose())
        .execute(&mut transaction)
        .await?;
        if made == 0 {
            let attempted = format!("make the account `{}`, which there is", account.name);
            return Err(Error::new(ErrorKind::Conflict, attempted));
        }
        let deed = Deed::AccountMade { account: account.name.clone(), role: account.role.clone() };
        record::append(&mut transaction, None, by, deed).await?;
        transaction.commit("make an account").await
    }

    /// Changes what an account is called, may do, and whether it is open. Its sessions end.
    ///
    /// # Errors
    /// `NotFound` when there is none of this name; `Denied` when nobody could administer afterwards.
    pub async fn change_account(&self, changed: &Account, by: &AccountName) -> Result<()> {
        let mut transaction = self.database.begin().await?;
        let before = read(&mut transaction, &changed.name).await?;
        Statement::new("change an account", "UPDATE account SET body = $2 WHERE name = $1")
            .bind(changed.name.as_str())
            .bind(to_json(changed)?)
            .execute(&mut transaction)
            .await?;
        let rows = Statement::new("read the accounts", "SELECT body FROM account ORDER BY name")
            .rows(&mut transaction)
            .await?;
        let accounts = rows.iter().map(account).collect::<Result<Vec<_>>>()?;
        if !accounts.iter().any(|account| account.open && account.role == Role::Administrator) {
            let attempted = "change the last account that may administer";
            return Err(Error::new(ErrorKind::Denied, attempted));
        }
        end_sessions(&mut transaction, &changed.name).await?;
        let deed = Deed::AccountChanged {
            account: changed.name.clone(),
            before: before.role,
            after: changed.role.clone(),
            open: changed.open,
        };
        record::append(&mut transaction, None, Some(by), deed).await?;
        transaction.commit("change an account").await
    }

    /// Gives an account another password. Its sessions end.
    ///
    /// # Errors
    /// `NotFound` when there is none of this name.
    pub async fn change_password(
        &self,
        name: &AccountName,
        password: &PasswordHash,
        by: &AccountName,
    ) -> Result<()> {
        let mut transaction = self.database.begin().await?;
        read(&mut transaction, name).await?;
        Statement::new("change a password", "UPDATE account SET password = $2 WHERE name = $1")
            .bind(name.as_str())
            .bind(password.expose())
            .execute(&mut transaction)
            .await?;
        end_sessions(&mut transaction, name).await?;
        let deed = Deed::PasswordChanged { account: name.clone() };
        record::append(&mut transaction, None, Some(by), deed).await?;
        transaction.commit("change a password").await
    }

    /// Opens a session of an account for so many milliseconds. Sessions that are over are forgotten.
    ///
    /// # Errors
    /// `Denied` when the account is closed, `NotFound` when there is none.
    pub async fn open_session(
        &self,
        token: ContentHash,
        name: &AccountName,
        lasts_ms: i64,
    ) -> Result<()> {
        let mut transaction = self.database.begin().await?;
        if !read(&mut transaction, name).await?.open {
            let attempted = format!("open a session of the closed account `{name}`");
            return Err(Error::new(ErrorKind::Denied, attempted));
        }
        Statement::new(
            "forget old sessions",
            "DELETE FROM session WHERE until_ms <= (SELECT now_ms FROM clock)",
        )
        .execute(&mut transaction)
        .await?;
        Statement::new(
            "open a session",
            "INSERT INTO session (token_sha256, account, until_ms) SELECT $1, $2, now_ms + $3 FROM clock",
        )
        .bind(token.to_string())
        .bind(name.as_str())
        .bind(lasts_ms)
        .execute(&mut transaction)
        .await?;
        record::append(&mut transaction, None, Some(name), Deed::SignedIn).await?;
        transaction.commit("open a session").await
    }

    /// Whose session this is; none when it is over, or its account closed.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn session(&self, token: ContentHash) -> Result<Option<Account>> {
        let row = Statement::new(
            "read a session",
            "SELECT account.body AS body FROM session JOIN account ON account.name = session.account \
             WHERE session.token_sha256 = $1 AND session.until_ms > (SELECT now_ms FROM clock)",
        )
        .bind(token.to_string())
        .optional(&self.database)
        .await?;
        let account = row.as_ref().map(account).transpose()?;
        Ok(account.filter(|account| account.open))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the ledger refuses.
    pub async fn close_session(&self, token: ContentHash) -> Result<()> {
        Statement::new("end a session", "DELETE FROM session WHERE token_sha256 = $1")
            .bind(token.to_string())
            .execute(&self.database)
            .await?;
        Ok(())
    }
}

async fn read(transaction: &mut Transaction, name: &AccountName) -> Result<Account> {
    let row = Statement::new("read an account", "SELECT body FROM account WHERE name = $1")
        .bind(name.as_str())
        .row(transaction)
        .await?;
    account(&row)
}

async fn end_sessions(transaction: &mut Transaction, name: &AccountName) -> Result<()> {
    Statement::new("end the sessions of an account", "DELETE FROM session WHERE account = $1")
        .bind(name.as_str())
        .execute(transaction)
        .await?;
    Ok(())
}

fn account(row: &Row) -> Result<Account> {
    from_json(&row.get::<String>("body")?)
}
