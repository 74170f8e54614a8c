//! Who lists, follows and judges a round: one process at a time, any that can reach the ledger.
//!
//! A lease ends by itself, by the clock of the ledger, so that a holder that died keeps nobody waiting for long. One
//! that only seemed dead finds its token outgrown: what it writes under it is refused, in the same transaction.

use std::time::Duration;

use model::{ErrorKind, RoundId};

use super::Ledger;
use crate::{
    database::{Statement, Transaction},
    error::{Error, Result},
};

/// The right to list, follow and judge a round, for as long as nobody else has taken it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    round: RoundId,
    token: i64,
}

impl Lease {
    /// The round that it is for.
    #[must_use]
    pub fn round(&self) -> &RoundId {
        &self.round
    }

    /// How often this round's lease was taken, this time included.
    #[must_use]
    pub fn token(&self) -> i64 {
        self.token
    }

    /// Makes sure that nobody else has taken it, nor can before the transaction ends.
    pub(super) async fn hold_in(&self, transaction: &mut Transaction) -> Result<()> {
        let held = Statement::new(
            "look at the lease",
            "SELECT token FROM lease WHERE round = $1 AND token = $2",
        )
        .bind(self.round.as_str())
        .bind(self.token)
        .optional(transaction)
        .await?;
        match held {
            Some(_) => Ok(()),
            None => Err(self.is_lost()),
        }
    }

    fn is_lost(&self) -> Error {
        let attempted = format!("work on `{}`: another process has taken the lease", self.round);
        Error::new(ErrorKind::Conflict, attempted)
    }
}

impl Ledger {
    /// Takes the lease of a round for some time; none while it is another's. A holder of the same name is one that died:
    /// whoever bears a name sees to it that nobody else does.
    ///
    /// # Errors
    /// When the ledger refuses.
    pub async fn take_lease(
        &self,
        round: &RoundId,
        holder: &str,
        length: Duration,
    ) -> Result<Option<Lease>> {
        // As a writer among the others: whoever writes under a lease has it until the end.
        let mut transaction = self.database.begin().await?;
        let taken = Statement::new(
            "take the lease",
            "INSERT INTO lease (round, holder, token, until_ms) \
             SELECT $1, $2, 1, clock.now_ms + $3 FROM clock WHERE TRUE \
             ON CONFLICT (round) DO UPDATE SET holder = excluded.holder, token = lease.token + 1, \
             until_ms = excluded.until_ms \
             WHERE lease.until_ms <= (SELECT now_ms FROM clock) OR lease.holder = excluded.holder RETURNING token",
        )
        .bind(round.as_str())
        .bind(holder)
        .bind(milliseconds(length))
        .optional(&mut transaction)
        .await?;
        transaction.commit("commit the lease").await?;
        taken.map(|row| Ok(Lease { round: round.clone(), token: row.get("token")? })).transpose()
    }

    /// Keeps a lease for some more time, from now on.
    ///
    /// # Errors
    /// `Conflict` when it is another's by now.
    pub async fn renew_lease(&self, lease: &Lease, length: Duration) -> Result<()> {
        let renewed = Statement::new(
            "renew the lease",
            "UPDATE lease SET until_ms = (SELECT now_ms FROM clock) + $3 WHERE round = $1 AND token = $2",
        )
        .bind(lease.round.as_str())
        .bind(lease.token)
        .bind(milliseconds(length))
        .execute(&self.database)
        .await?;
        if renewed == 0 { Err(lease.is_lost()) } else { Ok(()) }
    }

    /// Gives a lease back, so that the next one need not wait until it ends.
    ///
    /// # Errors
    /// When the ledger refuses.
    pub async fn release_lease(&self, lease: Lease) -> Result<()> {
        Statement::new(
            "give the lease back",
            "UPDATE lease SET until_ms = 0 WHERE round = $1 AND token = $2",
        )
        .bind(lease.round.as_str())
        .bind(lease.token)
        .execute(&self.database)
        .await?;
        Ok(())
    }

    /// Who holds the lease of a round now, as it named itself; nobody when it ended.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn lease_holder(&self, round: &RoundId) -> Result<Option<String>> {
        Statement::new(
            "read who holds the lease",
            "SELECT holder FROM lease, clock WHERE round = $1 AND until_ms > clock.now_ms",
        )
        .bind(round.as_str())
        .optional(&self.database)
        .await?
        .map(|row| row.get("holder"))
        .transpose()
    }
}

fn milliseconds(length: Duration) -> i64 {
    i64::try_from(length.as_millis()).unwrap_or(i64::MAX / 2)
}
