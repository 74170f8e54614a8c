//! Who looks, and what of the round they may see and do.

use model::{
    AccountName, UnitId,
    account::{Account, Role},
};
use sha2::{Digest as _, Sha256};

/// Somebody who was let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Viewer {
    /// Their account; whoever sits at this machine has one of no name in the ledger.
    pub(crate) account: Account,
    /// Whether they came without signing in, because they sit at this machine.
    pub(crate) is_local: bool,
    /// What forms of theirs carry, so that no page of others can send one.
    pub(crate) form_token: String,
}

impl Viewer {
    /// Whoever sits at this machine.
    pub(crate) fn local(secret: &str) -> Self {
        let account = Account {
            name: AccountName::new("tai-may").expect("the name is well formed"),
            shown_as: "Người dùng tại máy".to_owned(),
            role: Role::Appraiser { areas: Vec::new() },
            open: true,
        };
        Self { account, is_local: true, form_token: form_token(secret) }
    }

    /// Somebody with a session.
    pub(crate) fn signed_in(account: Account, session: &str) -> Self {
        Self { account, is_local: false, form_token: form_token(session) }
    }

    /// Whether the unit's pages exist for this viewer.
    pub(crate) fn may_see(&self, unit: &UnitId) -> bool {
        self.account.role.sees(unit)
    }

    /// Whether pages about the whole round exist for this viewer.
    pub(crate) fn sees_the_round(&self) -> bool {
        self.account.role.sees_all_units()
    }

    /// Whether they make accounts.
    pub(crate) fn administers(&self) -> bool {
        self.account.role.administers()
    }

    /// Whether they load evidence, of whichever unit.
    pub(crate) fn loads(&self) -> bool {
        self.is_local || matches!(self.account.role, Role::Unit { .. } | Role::Administrator)
    }

    /// The only unit that they load evidence of; none where they load that of all.
    pub(crate) fn loads_only_for(&self) -> Option<&UnitId> {
        match &self.account.role {
            Role::Unit { unit } => Some(unit),
            Role::Appraiser { .. } | Role::Council | Role::Administrator => None,
        }
    }

    /// Whether they have files read again.
    pub(crate) fn has_read_again(&self, unit: &UnitId) -> bool {
        self.is_local || self.account.role.loads_for(unit)
    }

    /// Whether they may take the record of what everybody did along.
    pub(crate) fn reads_the_record(&self) -> bool {
        self.is_local || self.account.role.administers() || self.account.role.decides()
    }
}

/// Different for each session, and of no use to find the session by.
fn form_token(secret: &str) -> String {
    let digest = Sha256::digest(format!("form {secret}"));
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
