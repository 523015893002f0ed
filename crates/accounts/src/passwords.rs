//! Passwords: argon2id (RFC 9106) with its own random salt, and what a password must be.
//!
//! NIST SP 800-63B 3.1.1.2: length is what counts; no rules of composition, no change without a reason, the commonest refused.
//!
//! *Invariant:* a password is never kept, logged or compared but through argon2id.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use thiserror::Error;

/// The fewest characters of a password.
pub const SHORTEST: usize = 12;
/// The most bytes that are hashed.
const LONGEST: usize = 1024;

/// Why a password was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PasswordRefused {
    /// Too short.
    #[error("a password has at least {SHORTEST} characters; three or four words are easier to keep than signs")]
    Short,
    /// Too long.
    #[error("a password has at most {LONGEST} bytes")]
    Long,
    /// One of those that are tried first, or the person's own name or address.
    #[error("that password is one of the first that anybody would try; take another")]
    Common,
    /// It could not be hashed.
    #[error("the password could not be kept: {0}")]
    Hash(String),
}

/// Whether a password may be taken by someone with this name and address.
pub(crate) fn check(password: &str, own: &[&str]) -> Result<(), PasswordRefused> {
    if password.len() > LONGEST {
        return Err(PasswordRefused::Long);
    }
    if password.chars().count() < SHORTEST {
        return Err(PasswordRefused::Short);
    }
    let small = password.to_lowercase();
    let letters: String = small.chars().filter(|c| c.is_alphanumeric()).collect();
    let few = small.chars().collect::<std::collections::BTreeSet<_>>().len() < 5;
    let begun = ["password", "123456", "qwerty", "letmein", "welcome", "candour", "abcdef", "111111", "iloveyou"];
    // Nothing is left of a common one but digits and signs.
    let common = begun.iter().any(|word| letters.starts_with(word) && letters.len() < word.len() + 8);
    let named =
        own.iter().map(|o| o.to_lowercase()).any(|o| o.len() >= 4 && small.contains(&o) && small.len() < o.len() + 8);
    if few || common || named { Err(PasswordRefused::Common) } else { Ok(()) }
}

/// A password as it is kept. `salt` is fresh random bytes.
pub(crate) fn hash(password: &str, salt: [u8; 16]) -> Result<String, PasswordRefused> {
    let hashed = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
    hashed.map(|hash| hash.to_string()).map_err(|e| PasswordRefused::Hash(e.to_string()))
}

/// Whether it is the password. Where there is none to compare with, the same work is done and the answer is no, so that nobody learns
/// from the time it takes which addresses have accounts.
pub(crate) fn is(kept: Option<&str>, password: &str) -> bool {
    /// Of no password.
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    if password.len() > LONGEST {
        return false;
    }
    let known = kept.is_some();
    let Ok(hash) = PasswordHash::new(kept.unwrap_or(NOBODY)) else { return false };
    Argon2::default().verify_password(password.as_bytes(), &hash).is_ok() && known
}
