//! What all requests share: the round, the criteria sets that can be held against each other, and who is let in.

use std::sync::{Arc, OnceLock};

use engine::OpenRound;
use model::{
    AccountName, ErrorKind,
    account::{Account, Role},
    criteria::CriteriaSet,
};
use report::FirstAdministrator;

use crate::{openid::OpenId, secret, throttle::Throttle};

/// Everything that a request may need.
#[derive(Debug)]
pub struct Site {
    /// The round.
    pub(crate) round: Arc<OpenRound>,
    /// Criteria sets that the round's own can be compared with.
    pub(crate) sets: Vec<NamedSet>,
    /// Who is let in.
    pub(crate) access: Access,
    /// Where people may sign in, too.
    pub(crate) openid: Option<OpenId>,
    /// Who gave wrong passwords.
    pub(crate) throttle: Throttle,
    /// The description of the interface for programs, once somebody asked for it.
    pub(crate) description: OnceLock<String>,
}

impl Site {
    /// A site over a round.
    #[must_use]
    pub fn new(round: OpenRound, sets: Vec<NamedSet>, access: Access) -> Self {
        let round = Arc::new(round);
        let (openid, throttle) = (None, Throttle::default());
        Self { round, sets, access, openid, throttle, description: OnceLock::new() }
    }
}

impl Site {
    /// The same, where people may also sign in at a provider.
    #[must_use]
    pub fn with_openid(self, openid: Option<OpenId>) -> Self {
        Self { openid, ..self }
    }
}

impl Site {
    /// Gathers what pages need, apart from whoever asks for one: it goes on while the site is served.
    ///
    /// # Errors
    /// When ledger or index cannot be read.
    pub fn preparing(&self) -> impl Future<Output = engine::Result<()>> + Send + use<> {
        let round = Arc::clone(&self.round);
        async move { round.prepare().await }
    }
}

/// The site as handlers get it.
pub(crate) type Shared = Arc<Site>;

/// A criteria set by the name of its file.
#[derive(Debug)]
pub struct NamedSet {
    /// The file's name without its extension.
    pub name: String,
    /// The set.
    pub set: CriteriaSet,
}

/// Who is let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    /// Whoever sits at this machine, without an account; the server listens on loopback only.
    Local(LocalSecret),
    /// Those who have an account, as far as its role goes.
    Accounts,
}

/// What the forms of somebody without a session are known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalSecret(pub(crate) String);

impl Access {
    /// Whoever sits at this machine.
    #[must_use]
    pub fn local() -> Self {
        Self::Local(LocalSecret(secret::token()))
    }
}

/// Makes an administrator where there is no account at all; what they sign in with the first time.
///
/// # Errors
/// When the ledger refuses.
pub async fn first_administrator(site: &Site) -> engine::Result<Option<FirstAdministrator>> {
    if !site.round.accounts().await?.is_empty() {
        return Ok(None);
    }
    let name = AccountName::new("quan-tri").expect("the name is well formed");
    let password = secret::first_password();
    let shown_as = "Quản trị".to_owned();
    let account = Account { name: name.clone(), shown_as, role: Role::Administrator, open: true };
    let hash = secret::hashed(password.clone()).await.map_err(|_| {
        engine::Error::new(ErrorKind::Bug, "hash the password of the first administrator")
    })?;
    site.round.make_account(&account, &hash, None).await?;
    Ok(Some(FirstAdministrator { name: name.to_string(), password }))
}
