//! Accounts as values of types: what each kind of thing is kept under, and how a secret becomes a key.
//!
//! *Invariant:* the time and randomness come in from outside; a secret is never kept, only its digest.

use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::home::{Home, HomeError, Space, Write};
use crate::passwords::PasswordRefused;

/// Where random bytes come from.
#[derive(Clone)]
pub struct Random(Arc<RandomFn>);

type RandomFn = dyn Fn() -> Result<[u8; 32], String> + Send + Sync;

impl Random {
    /// Randomness from `fill`, which gives 32 fresh bytes at every call.
    pub fn new(fill: impl Fn() -> Result<[u8; 32], String> + Send + Sync + 'static) -> Random {
        Random(Arc::new(fill))
    }
}

impl std::fmt::Debug for Random {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Random")
    }
}

/// Why something asked of the accounts was not done.
#[derive(Debug, Error)]
pub enum AccountError {
    /// The store failed.
    #[error(transparent)]
    Home(#[from] HomeError),
    /// The system gave no random bytes.
    #[error("{0}")]
    Randomness(String),
    /// A value cannot be read.
    #[error("the account's {space} record cannot be read: {why}")]
    Unreadable {
        /// Which kind of thing.
        space: &'static str,
        /// Why not.
        why: String,
    },
    /// Somebody else changed it first.
    #[error("it was changed by somebody else in the meantime; look again")]
    Changed,
    /// The password cannot be taken.
    #[error(transparent)]
    Password(#[from] PasswordRefused),
    /// The address cannot be one.
    #[error("'{0}' is not an e-mail address")]
    NotAnAddress(String),
    /// A token for no days, or too many.
    #[error("a token is good for 1 to 366 days")]
    TokenDays,
    /// The address has an account.
    #[error("{0} has an account already")]
    Taken(String),
    /// The link is wrong, used or over.
    #[error("this link was used already or its time is over; ask for a new one")]
    NoLink,
    /// The code is wrong.
    #[error("that is not the code that is shown now, or it was used already; wait for the next one")]
    WrongCode,
    /// There is no such account.
    #[error("there is no such account")]
    NoUser,
}

/// The accounts of one installation.
#[derive(Clone)]
pub struct Accounts {
    pub(crate) home: Arc<dyn Home>,
    random: Random,
}

/// A value that was read, with its version.
pub(crate) struct Seen<T> {
    pub(crate) version: u64,
    pub(crate) value: T,
}

impl Accounts {
    /// Accounts in a home.
    pub fn new(home: Arc<dyn Home>, random: Random) -> Accounts {
        Accounts { home, random }
    }

    /// Fresh random bytes.
    pub(crate) fn bytes(&self) -> Result<[u8; 32], AccountError> {
        (self.random.0)().map_err(AccountError::Randomness)
    }

    /// A fresh secret of 256 bits, as 64 hexadecimal digits.
    pub(crate) fn secret(&self) -> Result<String, AccountError> {
        Ok(hex(&self.bytes()?))
    }

    /// A fresh identifier.
    pub(crate) fn id(&self) -> Result<[u8; 16], AccountError> {
        let bytes = self.bytes()?;
        let mut id = [0; 16];
        id.iter_mut().zip(bytes).for_each(|(slot, byte)| *slot = byte);
        Ok(id)
    }

    pub(crate) fn read<T: DeserializeOwned>(
        &self,
        space: Space,
        key: &str,
        now: Timestamp,
    ) -> Result<Option<Seen<T>>, AccountError> {
        let Some(kept) = self.home.get(space, key)? else { return Ok(None) };
        if kept.expires.is_some_and(|at| at <= now.as_second()) {
            return Ok(None);
        }
        Ok(Some(Seen { version: kept.version, value: parse(space, &kept.value)? }))
    }

    pub(crate) fn all<T: DeserializeOwned>(
        &self,
        space: Space,
        prefix: &str,
        now: Timestamp,
    ) -> Result<Vec<(String, Seen<T>)>, AccountError> {
        /// Values read at once.
        const PART: usize = 1000;
        /// The most that are read of one kind: what a page or a round of a job can bear.
        const MOST: usize = 100_000;
        let mut kept = self.home.list(space, prefix, "", PART)?;
        while kept.len() % PART == 0 && kept.len() < MOST {
            let Some((last, _)) = kept.last().cloned() else { break };
            let more = self.home.list(space, prefix, &last, PART)?;
            if more.is_empty() {
                break;
            }
            kept.extend(more);
        }
        kept.into_iter()
            .filter(|(_, kept)| kept.expires.is_none_or(|at| at > now.as_second()))
            .map(|(key, kept)| Ok((key, Seen { version: kept.version, value: parse(space, &kept.value)? })))
            .collect()
    }

    /// Does something with each value of a kind, however many there are.
    pub(crate) fn each<T: DeserializeOwned>(
        &self,
        space: Space,
        prefix: &str,
        now: Timestamp,
        mut with: impl FnMut(String, Seen<T>) -> Result<(), AccountError>,
    ) -> Result<(), AccountError> {
        /// Values read at once.
        const PART: usize = 1000;
        let mut after = String::new();
        loop {
            let part = self.home.list(space, prefix, &after, PART)?;
            let Some((last, _)) = part.last() else { return Ok(()) };
            after.clone_from(last);
            for (key, kept) in part.into_iter().filter(|(_, kept)| kept.expires.is_none_or(|at| at > now.as_second())) {
                with(key, Seen { version: kept.version, value: parse(space, &kept.value)? })?;
            }
        }
    }

    /// Makes all changes or, where somebody else came first, none.
    pub(crate) fn apply(&self, writes: &[Write]) -> Result<(), AccountError> {
        if self.home.apply(writes)? { Ok(()) } else { Err(AccountError::Changed) }
    }

    /// Removes what has ended.
    pub fn sweep(&self, now: Timestamp) -> Result<u64, AccountError> {
        Ok(self.home.sweep(now.as_second())?)
    }
}

/// A change that keeps a value.
pub(crate) fn keep<T: Serialize>(
    space: Space,
    key: &str,
    seen: u64,
    value: &T,
    expires: Option<i64>,
) -> Result<Write, AccountError> {
    let bytes = serde_json::to_vec(value)
        .map_err(|e| AccountError::Unreadable { space: space.as_str(), why: e.to_string() })?;
    Ok(Write { space, key: key.to_owned(), seen, value: Some(bytes), expires })
}

/// A change that removes a value.
pub(crate) fn remove(space: Space, key: &str, seen: u64) -> Write {
    Write { space, key: key.to_owned(), seen, value: None, expires: None }
}

fn parse<T: DeserializeOwned>(space: Space, bytes: &[u8]) -> Result<T, AccountError> {
    serde_json::from_slice(bytes).map_err(|e| AccountError::Unreadable { space: space.as_str(), why: e.to_string() })
}

/// The key of a secret: who has the store cannot find the secret from it, for the secret is 256 random bits.
pub(crate) fn digest(purpose: &str, secret: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(purpose.as_bytes());
    hash.update([0]);
    hash.update(secret.as_bytes());
    hex(&hash.finalize())
}

/// Bytes as small hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
