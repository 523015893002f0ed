//! Programs of others that are told of a search: where, what, the secret between the two, and what came of telling them.
//!
//! The secret is kept as it is, for it signs every message (Standard Webhooks); whoever reads this file can sign as this register.
//!
//! *Invariant:* an entry that was not taken is told again, later and later, and never left out.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::home::Space;
use crate::store::{AccountError, Accounts, digest, keep, remove};

/// After how many seconds a message that was not taken is sent again, time after time; then it is given up.
const AGAIN: [i64; 9] = [5, 60, 300, 1800, 7200, 18_000, 36_000, 86_400, 86_400];
/// Deliveries that are remembered of each.
const REMEMBERED: usize = 50;

/// What came of one message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// The message's name, the same at every try.
    pub id: String,
    /// When it was tried last (Unix seconds).
    pub at: i64,
    /// How often.
    pub tries: u32,
    /// What the program answered; none where it could not be reached.
    pub status: Option<u16>,
    /// Why it was not taken; none where it was.
    pub trouble: Option<String>,
}

/// A program that is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Webhook {
    /// Its name here.
    pub id: String,
    /// Where it listens.
    pub url: String,
    /// The search it is told of, as its address has it; empty for everything.
    pub query: String,
    /// The secret, 64 hexadecimal digits.
    pub secret: String,
    /// Up to which entry of the ledger it was told.
    pub told: u64,
    /// Up to which entry the message tells that is on its way; none where none is.
    #[serde(default)]
    pub pending: Option<u64>,
    /// When it is tried next (Unix seconds).
    #[serde(default)]
    pub next: i64,
    /// When it was given up (Unix seconds), by us or by itself.
    #[serde(default)]
    pub stopped: Option<i64>,
    /// The last messages, the newest last.
    #[serde(default)]
    pub deliveries: Vec<Delivery>,
}

impl Accounts {
    /// Adds a program that is told of a search from this entry on.
    pub fn add_webhook(&self, url: &str, query: &str, told: u64, now: Timestamp) -> Result<Webhook, AccountError> {
        let secret = self.secret()?;
        let id = digest("webhook", &secret).chars().take(12).collect::<String>();
        let hook = Webhook {
            id: id.clone(),
            url: url.to_owned(),
            query: query.chars().take(2000).collect(),
            secret,
            told,
            pending: None,
            next: now.as_second(),
            stopped: None,
            deliveries: Vec::new(),
        };
        self.apply(&[keep(Space::Webhook, &id, 0, &hook, None)?])?;
        Ok(hook)
    }

    /// Every program that is told, or was.
    pub fn webhooks(&self, now: Timestamp) -> Result<Vec<Webhook>, AccountError> {
        Ok(self.all::<Webhook>(Space::Webhook, "", now)?.into_iter().map(|(_, seen)| seen.value).collect())
    }

    /// Removes one; `false` where there is none.
    pub fn end_webhook(&self, id: &str, now: Timestamp) -> Result<bool, AccountError> {
        match self.read::<Webhook>(Space::Webhook, id, now)? {
            Some(seen) => self.apply(&[remove(Space::Webhook, id, seen.version)]).map(|()| true),
            None => Ok(false),
        }
    }

    /// Writes down that one is told up to an entry, there being nothing it asked for.
    pub fn webhook_past(&self, id: &str, up_to: u64, now: Timestamp) -> Result<(), AccountError> {
        let Some(mut seen) = self.read::<Webhook>(Space::Webhook, id, now)? else { return Ok(()) };
        seen.value.told = up_to;
        self.apply(&[keep(Space::Webhook, id, seen.version, &seen.value, None)?])
    }

    /// Writes down what came of a message that tells up to an entry. One that was not taken stays, as it is, to be tried again.
    pub fn webhook_told(
        &self,
        id: &str,
        message: &str,
        up_to: u64,
        came: (Option<u16>, Option<String>),
        now: Timestamp,
    ) -> Result<(), AccountError> {
        let Some(mut seen) = self.read::<Webhook>(Space::Webhook, id, now)? else { return Ok(()) };
        let (hook, second) = (&mut seen.value, now.as_second());
        let before = hook.deliveries.last().filter(|last| last.id == message).map_or(0, |last| last.tries);
        hook.deliveries.retain(|delivery| delivery.id != message);
        let (status, trouble) = came;
        let trouble = trouble.map(|why| why.chars().take(300).collect());
        hook.deliveries.push(Delivery { id: message.to_owned(), at: second, tries: before + 1, status, trouble });
        let over = hook.deliveries.len().saturating_sub(REMEMBERED);
        hook.deliveries.drain(..over);
        let taken = hook.deliveries.last().is_some_and(|last| last.trouble.is_none());
        if taken {
            (hook.told, hook.pending, hook.next) = (up_to, None, second);
        } else {
            hook.pending = Some(up_to);
            match usize::try_from(before).ok().and_then(|tries| AGAIN.get(tries)).filter(|_| status != Some(410)) {
                Some(wait) => hook.next = second + wait,
                // 410 Gone: the program wants no more (Standard Webhooks).
                None => hook.stopped = Some(second),
            }
        }
        self.apply(&[keep(Space::Webhook, id, seen.version, &seen.value, None)?])
    }
}
