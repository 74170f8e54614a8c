//! Secrets: passwords as they are kept, tokens of sessions, first passwords.
//!
//! Refuses to know who has them.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc},
};
use engine::PasswordHash;
use model::{ContentHash, ErrorKind};
use sha2::{Digest as _, Sha256};
use tokio::{sync::Semaphore, task::spawn_blocking};

use crate::failure::Failure;

/// The fewest characters of a password that somebody chooses.
pub(crate) const SHORTEST_PASSWORD: usize = 12;
/// The most bytes of a password that are looked at.
const LONGEST_PASSWORD: usize = 256;

/// How many passwords are hashed at a time: each takes 19 MiB, and a crowd at the door must not take the memory of the
/// work.
static HASHING: Semaphore = Semaphore::const_new(4);

/// What a password that nobody has is checked against, so that a name that does not exist takes as long as one that
/// does.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$a2llbWNodW5nLW5vYm9keQ$kQMXbHxLk1bNPSBk4z3KxFq7c9r0xZ7p3vOQ3s5wT9E";

/// Hashes a password with Argon2id at the parameters that OWASP asks for.
pub(crate) async fn hashed(password: String) -> Result<PasswordHash, Failure> {
    off_thread(move || {
        let hash = Argon2::default().hash_password(password.as_bytes());
        hash.map(|hash| PasswordHash::new(hash.to_string())).map_err(|error| {
            tracing::error!(%error, "a password could not be hashed");
            Failure::Failed(ErrorKind::Bug)
        })
    })
    .await?
}

/// Whether the password is that of the hash; without a hash it never is, and it takes as long.
pub(crate) async fn is_right(
    password: String,
    hash: Option<PasswordHash>,
) -> Result<bool, Failure> {
    if password.len() > LONGEST_PASSWORD {
        return Ok(false);
    }
    off_thread(move || {
        let kept = hash.as_ref().map_or(NOBODY, PasswordHash::expose);
        let Ok(kept) = phc::PasswordHash::new(kept) else { return false };
        let is_same = Argon2::default().verify_password(password.as_bytes(), &kept).is_ok();
        is_same && hash.is_some()
    })
    .await
}

/// Whether a chosen password may be used.
pub(crate) fn is_acceptable(password: &str) -> bool {
    password.chars().count() >= SHORTEST_PASSWORD && password.len() <= LONGEST_PASSWORD
}

async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Failure> {
    let _one_of_few = HASHING.acquire().await.expect("nobody closes the door");
    spawn_blocking(work).await.map_err(|error| {
        tracing::error!(%error, "hashing a password ended early");
        Failure::Failed(ErrorKind::Bug)
    })
}

/// A token that nobody can guess: 256 bits from the kernel, in hexadecimal digits.
///
/// # Panics
/// When the kernel gives no random bytes: nothing is safe then.
pub(crate) fn token() -> String {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("the kernel gives random bytes");
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A password for somebody to sign in with the first time: four groups of letters and digits that are not mistaken for
/// each other, 80 bits.
pub(crate) fn first_password() -> String {
    const SIGNS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789+";
    let token = token();
    let bytes = token.as_bytes().chunks_exact(2).take(16);
    let sign = |pair: &[u8]| {
        let byte = pair.iter().fold(0, |byte, digit| {
            16 * byte + char::from(*digit).to_digit(16).expect("a hexadecimal digit") as usize
        });
        char::from(SIGNS[byte % SIGNS.len()])
    };
    let signs: Vec<char> = bytes.map(sign).collect();
    signs.chunks(4).map(String::from_iter).collect::<Vec<_>>().join("-")
}

/// What the ledger knows of a session's token: it cannot be used by who reads the ledger.
pub(crate) fn token_hash(token: &str) -> ContentHash {
    ContentHash::from_digest(Sha256::digest(token).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_right_for_its_own_hash_only() {
        let hash = hashed("một mật khẩu dài".to_owned()).await.expect("hashed");
        assert!(hash.expose().starts_with("$argon2id$"), "{}", hash.expose());
        let check = async |password: &str, hash: Option<&PasswordHash>, expect: bool| {
            let found = is_right(password.to_owned(), hash.cloned()).await.expect("checked");
            assert_eq!(found, expect, "{password}");
        };
        check("một mật khẩu dài", Some(&hash), true).await;
        check("một mật khẩu dai", Some(&hash), false).await;
        check("một mật khẩu dài", None, false).await;
        check(&"x".repeat(LONGEST_PASSWORD + 1), Some(&hash), false).await;
        assert!(phc::PasswordHash::new(NOBODY).is_ok(), "it takes as long as a real one");
    }

    #[test]
    fn secrets_do_not_repeat() {
        assert_ne!(token(), token());
        let first = first_password();
        assert_eq!((first.len(), first.split('-').count()), (19, 4), "{first}");
        assert!(is_acceptable(&first) && !is_acceptable("ngắn"));
    }
}
