//! What somebody without an account follows by e-mail: a search, from when they confirmed their address until they stop it.
//!
//! *Invariant:* nothing is sent to an address, but the one letter that asks, before whoever reads it has said yes.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::home::Space;
use crate::store::{AccountError, Accounts, digest, keep, remove};
use crate::users::address;

/// How long an address is waited for, in seconds.
const WAITING: i64 = 7 * 86_400;

/// What is followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    /// Where to.
    pub email: String,
    /// The search, as its address has it (`to=kent-police&position=rejected`).
    pub query: String,
    /// Whether the address was confirmed.
    pub confirmed: bool,
    /// Up to which entry of the ledger it was told.
    pub told: u64,
    /// When it was told last (Unix seconds).
    #[serde(default)]
    pub at: i64,
    /// The secret of the link that stops it, which every letter carries. All it opens is that.
    pub stop: String,
    /// When it was asked for (Unix seconds).
    pub made: i64,
}

impl Accounts {
    /// Asks an address whether it wants to follow a search from this entry on; the secret of the link that says yes.
    pub fn ask_subscription(
        &self,
        email: &str,
        query: &str,
        told: u64,
        now: Timestamp,
    ) -> Result<String, AccountError> {
        let secret = self.secret()?;
        let (email, query) = (address(email)?, query.chars().take(2000).collect());
        let asked =
            Subscription { email, query, confirmed: false, told, at: 0, stop: secret.clone(), made: now.as_second() };
        let ends = Some(now.as_second() + WAITING);
        self.apply(&[keep(Space::Subscription, &digest("follow", &secret), 0, &asked, ends)?])?;
        Ok(secret)
    }

    /// What a link's secret is of, if it stands.
    pub fn subscription(&self, secret: &str, now: Timestamp) -> Result<Option<Subscription>, AccountError> {
        Ok(self.read(Space::Subscription, &digest("follow", secret), now)?.map(|seen| seen.value))
    }

    /// Says yes.
    pub fn confirm_subscription(&self, secret: &str, now: Timestamp) -> Result<(), AccountError> {
        let key = digest("follow", secret);
        let mut seen = self.read::<Subscription>(Space::Subscription, &key, now)?.ok_or(AccountError::NoLink)?;
        if seen.value.confirmed {
            return Ok(());
        }
        seen.value.confirmed = true;
        self.apply(&[keep(Space::Subscription, &key, seen.version, &seen.value, None)?])
    }

    /// Stops it; one that is not there is stopped.
    pub fn end_subscription(&self, secret: &str, now: Timestamp) -> Result<(), AccountError> {
        let key = digest("follow", secret);
        match self.read::<Subscription>(Space::Subscription, &key, now)? {
            Some(seen) => self.apply(&[remove(Space::Subscription, &key, seen.version)]),
            None => Ok(()),
        }
    }

    /// What is followed by addresses that were confirmed.
    pub fn subscriptions(&self, now: Timestamp) -> Result<Vec<Subscription>, AccountError> {
        let all = self.all::<Subscription>(Space::Subscription, "", now)?;
        Ok(all.into_iter().map(|(_, seen)| seen.value).filter(|one| one.confirmed).collect())
    }

    /// Writes down up to which entry somebody was told, and when where there was something to tell.
    pub fn told(&self, secret: &str, up_to: u64, written: bool, now: Timestamp) -> Result<(), AccountError> {
        let key = digest("follow", secret);
        let Some(mut seen) = self.read::<Subscription>(Space::Subscription, &key, now)? else { return Ok(()) };
        seen.value.told = up_to;
        if written {
            seen.value.at = now.as_second();
        }
        self.apply(&[keep(Space::Subscription, &key, seen.version, &seen.value, None)?])
    }
}
