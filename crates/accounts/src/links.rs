//! Links that are sent: to take up an invitation, or to a new password. Each is good once, for a while.
//!
//! *Invariant:* the store has the digest of a link's secret; who reads the store cannot follow the link.

use domain::ActorId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::home::Space;
use crate::store::{AccountError, Accounts, digest, keep, remove};

/// How long an invitation stands, in seconds.
const INVITED: i64 = 7 * 86_400;
/// How long a link to a new password stands, in seconds.
const RECOVERY: i64 = 3600;

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// To make the first account, while there is none.
    First,
    /// To take up an invitation.
    Invitation(ActorId),
    /// To a new password.
    Recovery(ActorId),
}

impl Link {
    /// Whose it is, if it is anyone's yet.
    pub fn actor(self) -> Option<ActorId> {
        match self {
            Link::First => None,
            Link::Invitation(actor) | Link::Recovery(actor) => Some(actor),
        }
    }
}

impl Accounts {
    /// A new link; its secret.
    pub fn make_link(&self, link: Link, now: Timestamp) -> Result<String, AccountError> {
        let secret = self.secret()?;
        let lasts = match link {
            Link::First | Link::Invitation(_) => INVITED,
            Link::Recovery(_) => RECOVERY,
        };
        self.apply(&[keep(Space::Link, &digest("link", &secret), 0, &link, Some(now.as_second() + lasts))?])?;
        Ok(secret)
    }

    /// What a link is for, if it stands.
    pub fn link(&self, secret: &str, now: Timestamp) -> Result<Option<Link>, AccountError> {
        Ok(self.read(Space::Link, &digest("link", secret), now)?.map(|seen| seen.value))
    }

    /// Follows a link: sets the password, and the link is used up. A password that cannot be taken leaves the link as it was.
    pub fn follow_link(&self, secret: &str, password: &str, now: Timestamp) -> Result<ActorId, AccountError> {
        let key = digest("link", secret);
        let seen = self.read::<Link>(Space::Link, &key, now)?.ok_or(AccountError::NoLink)?;
        let actor = seen.value.actor().ok_or(AccountError::NoLink)?;
        let user = self.user(actor, now)?.ok_or(AccountError::NoLink)?;
        if user.stopped.is_some() {
            return Err(AccountError::NoLink);
        }
        self.set_password(actor, password, None, now)?;
        match self.apply(&[remove(Space::Link, &key, seen.version)]) {
            Err(AccountError::Changed) => Err(AccountError::NoLink),
            done => done.map(|()| actor),
        }
    }

    /// Uses a link up.
    pub fn end_link(&self, secret: &str, now: Timestamp) -> Result<(), AccountError> {
        let key = digest("link", secret);
        match self.read::<Link>(Space::Link, &key, now)? {
            Some(seen) => self.apply(&[remove(Space::Link, &key, seen.version)]),
            None => Err(AccountError::NoLink),
        }
    }
}
