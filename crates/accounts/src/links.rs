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

/// A link as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    link: Link,
    /// The number of the person's links that it was made under: a new password, or a further role for somebody who has not come yet, raises it,
    /// and every older link is worth nothing.
    number: u32,
}

impl Accounts {
    /// A new link; its secret.
    pub fn make_link(&self, link: Link, now: Timestamp) -> Result<String, AccountError> {
        let secret = self.secret()?;
        let lasts = match link {
            Link::First | Link::Invitation(_) => INVITED,
            Link::Recovery(_) => RECOVERY,
        };
        let number = match link.actor() {
            None => 0,
            Some(actor) => self.user(actor, now)?.ok_or(AccountError::NoUser)?.links,
        };
        let kept = Kept { link, number };
        self.apply(&[keep(Space::Link, &digest("link", &secret), 0, &kept, Some(now.as_second() + lasts))?])?;
        Ok(secret)
    }

    /// What a link is for, if it stands: an invitation does until it is taken up.
    pub fn link(&self, secret: &str, now: Timestamp) -> Result<Option<Link>, AccountError> {
        Ok(self.standing(secret, now)?.map(|(_, link)| link))
    }

    /// A link that stands, and the version it was seen at.
    fn standing(&self, secret: &str, now: Timestamp) -> Result<Option<(u64, Link)>, AccountError> {
        let Some(seen) = self.read::<Kept>(Space::Link, &digest("link", secret), now)? else { return Ok(None) };
        let stands = match seen.value.link {
            Link::First => true,
            Link::Invitation(actor) | Link::Recovery(actor) => self.user(actor, now)?.is_some_and(|user| {
                let wanted = matches!(seen.value.link, Link::Recovery(_)) || !user.active();
                user.stopped.is_none() && user.links == seen.value.number && wanted
            }),
        };
        Ok(stands.then_some((seen.version, seen.value.link)))
    }

    /// Follows a link: sets the password, and in the same moment the link is used up. A password that cannot be taken leaves it as it was.
    pub fn follow_link(&self, secret: &str, password: &str, now: Timestamp) -> Result<ActorId, AccountError> {
        let (version, link) = self.standing(secret, now)?.ok_or(AccountError::NoLink)?;
        let actor = link.actor().ok_or(AccountError::NoLink)?;
        let used = remove(Space::Link, &digest("link", secret), version);
        match self.renew_password(actor, password, vec![used], None, now) {
            Err(AccountError::Changed) => Err(AccountError::NoLink),
            done => done.map(|()| actor),
        }
    }

    /// Makes every link of a person worthless that was sent before.
    pub fn void_links(&self, actor: ActorId, now: Timestamp) -> Result<(), AccountError> {
        self.change_user(actor, now, |user| user.links += 1)
    }

    /// Uses a link up.
    pub fn end_link(&self, secret: &str, now: Timestamp) -> Result<(), AccountError> {
        let key = digest("link", secret);
        match self.read::<Kept>(Space::Link, &key, now)? {
            Some(seen) => self.apply(&[remove(Space::Link, &key, seen.version)]),
            None => Err(AccountError::NoLink),
        }
    }
}
