//! Who works on the round: accounts, sessions, the record of what they did, and the desk of one of them.
//!
//! Refuses to know how passwords are hashed and where sessions are kept.

use model::{AccountName, ContentHash, CriterionCode, UnitId, account::Account};
use store::PasswordHash;

use super::{OpenRound, Standing};
use crate::{Desk, Discussion, Refusal, error::Result, results::JudgedUnit};

impl OpenRound {
    /// The desk as this account has it.
    #[must_use]
    pub fn desk<'d>(&'d self, account: &'d Account) -> Desk<'d> {
        Desk {
            ledger: &self.parts.wiring.ledger,
            pipeline: &self.parts.pipeline,
            set: &self.parts.set,
            account,
        }
    }

    /// What was said about a claim, held against what is found of it in this standing, as far as the account may read it.
    ///
    /// # Errors
    /// `NotFound` for a unit or leaf that does not exist for the account, or when the ledger fails.
    pub async fn discussion(
        &self,
        account: &Account,
        standing: &Standing,
        unit: &UnitId,
        criterion: &CriterionCode,
    ) -> std::result::Result<Discussion, Refusal> {
        let found = standing.judged(unit).unwrap_or_else(JudgedUnit::nothing);
        self.desk(account).discussion(unit, criterion, &found).await
    }

    /// All accounts, by name.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn accounts(&self) -> Result<Vec<Account>> {
        Ok(self.parts.wiring.ledger.accounts().await?)
    }

    /// An account, with what its password is checked against.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn account(&self, name: &AccountName) -> Result<Option<(Account, PasswordHash)>> {
        Ok(self.parts.wiring.ledger.account(name).await?)
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
        Ok(self.parts.wiring.ledger.make_account(account, password, by).await?)
    }

    /// Changes what an account is called, may do, and whether it is open. Its sessions end.
    ///
    /// # Errors
    /// `NotFound` when there is none of this name; `Denied` when nobody could administer afterwards.
    pub async fn change_account(&self, changed: &Account, by: &AccountName) -> Result<()> {
        Ok(self.parts.wiring.ledger.change_account(changed, by).await?)
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
        Ok(self.parts.wiring.ledger.change_password(name, password, by).await?)
    }

    /// Opens a session of an account for so many milliseconds.
    ///
    /// # Errors
    /// `Denied` when the account is closed.
    pub async fn open_session(
        &self,
        token: ContentHash,
        name: &AccountName,
        lasts_ms: i64,
    ) -> Result<()> {
        Ok(self.parts.wiring.ledger.open_session(token, name, lasts_ms).await?)
    }

    /// Whose session this is; none when it is over.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn session(&self, token: ContentHash) -> Result<Option<Account>> {
        Ok(self.parts.wiring.ledger.session(token).await?)
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the ledger refuses.
    pub async fn close_session(&self, token: ContentHash) -> Result<()> {
        Ok(self.parts.wiring.ledger.close_session(token).await?)
    }

    /// Lines of the record after the first `after`, at most `limit`.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn record_lines(&self, after: u64, limit: u32) -> Result<Vec<String>> {
        Ok(self.parts.wiring.ledger.record_lines(after, limit).await?)
    }
}
