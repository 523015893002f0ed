//! A session: that someone signed in here, until they sign out, fall silent or the day is over.
//!
//! The cookie holds the pseudonym and a secret; the store holds the secret's digest. A new secret is made at every sign-in, so that
//! a cookie that was put there before is worth nothing.
//!
//! *Invariant:* a session that waits for a code opens nothing but the page that asks for it.

use std::str::FromStr;

use domain::ActorId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::home::Space;
use crate::store::{AccountError, Accounts, digest, keep, remove};

/// How long a session that waits for its code lasts, in seconds.
const WAITING: i64 = 600;
/// How often a session's last use is written down, in seconds: a write for each page would be one too many.
const NOTED_EVERY: i64 = 60;
/// How long a device is known by its cookie, in seconds.
const DEVICE: i64 = 180 * 86_400;

/// How long sessions last, in seconds.
#[derive(Clone, Copy, Debug)]
pub struct SessionLimits {
    /// Without use.
    pub silent: i64,
    /// Whatever the use.
    pub longest: i64,
}

/// That someone signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Who.
    pub actor: ActorId,
    /// When (Unix seconds).
    pub made: i64,
    /// When it was used last, to the minute (Unix seconds).
    pub used: i64,
    /// Whether their code is still to come.
    pub waiting: bool,
    /// What each form of theirs carries, so that another site cannot make one.
    pub form: String,
    /// The browser's name for itself, for the list of sessions.
    pub browser: String,
    /// Its place in the list of the person's sessions.
    #[serde(skip)]
    pub key: String,
}

impl Accounts {
    /// Starts a session; its cookie. `waiting` where a code is still to come.
    pub fn start_session(
        &self,
        actor: ActorId,
        waiting: bool,
        browser: &str,
        limits: SessionLimits,
        now: Timestamp,
    ) -> Result<String, AccountError> {
        let (secret, form) = (self.secret()?, self.secret()?);
        let made = now.as_second();
        let browser = browser.chars().filter(|c| !c.is_control()).take(200).collect();
        let session = Session { actor, made, used: made, waiting, form, browser, key: String::new() };
        let ends = made + if waiting { WAITING } else { limits.silent.min(limits.longest) };
        self.apply(&[keep(Space::Session, &key(actor, &secret), 0, &session, Some(ends))?])?;
        Ok(format!("{actor}.{secret}"))
    }

    /// The session of a cookie, if it still runs; it runs on from now.
    pub fn session(
        &self,
        cookie: &str,
        limits: SessionLimits,
        now: Timestamp,
    ) -> Result<Option<Session>, AccountError> {
        let Some((actor, secret)) = split(cookie) else { return Ok(None) };
        let key = key(actor, secret);
        let Some(mut seen) = self.read::<Session>(Space::Session, &key, now)? else { return Ok(None) };
        let second = now.as_second();
        if !seen.value.waiting && second - seen.value.used >= NOTED_EVERY {
            seen.value.used = second;
            let ends = (second + limits.silent).min(seen.value.made + limits.longest);
            // Where another request notes it at the same moment, that is as good.
            self.home.apply(&[keep(Space::Session, &key, seen.version, &seen.value, Some(ends))?])?;
        }
        seen.value.key = key;
        Ok(Some(seen.value))
    }

    /// Ends the session of a cookie.
    pub fn end_session(&self, cookie: &str, now: Timestamp) -> Result<(), AccountError> {
        let Some((actor, secret)) = split(cookie) else { return Ok(()) };
        self.end_session_at(&key(actor, secret), now)
    }

    /// Ends one of someone's sessions by its place in their list.
    pub fn end_session_at(&self, key: &str, now: Timestamp) -> Result<(), AccountError> {
        // Between reading and removing its last use may be noted; then it is read again.
        for _ in 0..5 {
            let Some(seen) = self.read::<Session>(Space::Session, key, now)? else { return Ok(()) };
            if self.home.apply(&[remove(Space::Session, key, seen.version)])? {
                return Ok(());
            }
        }
        Err(AccountError::Changed)
    }

    /// Someone's sessions, the last used first.
    pub fn sessions(&self, actor: ActorId, now: Timestamp) -> Result<Vec<Session>, AccountError> {
        let all = self.all::<Session>(Space::Session, &format!("{actor}/"), now)?;
        let mut all: Vec<Session> = all.into_iter().map(|(key, seen)| Session { key, ..seen.value }).collect();
        all.sort_by_key(|session| std::cmp::Reverse(session.used));
        Ok(all)
    }

    /// Ends all of someone's sessions but one.
    pub(crate) fn end_sessions(&self, actor: ActorId, but: Option<&str>, now: Timestamp) -> Result<(), AccountError> {
        for session in self.sessions(actor, now)?.iter().filter(|session| Some(session.key.as_str()) != but) {
            self.end_session_at(&session.key, now)?;
        }
        Ok(())
    }

    /// Remembers that someone signed in from a device; its cookie. Who shows it is not held up by others who try at the same address.
    pub fn know_device(&self, actor: ActorId, now: Timestamp) -> Result<String, AccountError> {
        let secret = self.secret()?;
        let ends = Some(now.as_second() + DEVICE);
        self.apply(&[keep(Space::Device, &digest("device", &secret), 0, &actor, ends)?])?;
        Ok(secret)
    }

    /// Whose device it is.
    pub fn device(&self, cookie: &str, now: Timestamp) -> Result<Option<ActorId>, AccountError> {
        Ok(self.read(Space::Device, &digest("device", cookie), now)?.map(|seen| seen.value))
    }
}

fn key(actor: ActorId, secret: &str) -> String {
    format!("{actor}/{}", digest("session", secret))
}

/// Whose secret it is, and the secret.
pub(crate) fn split(cookie: &str) -> Option<(ActorId, &str)> {
    let (actor, secret) = cookie.split_once('.')?;
    (secret.len() == 64).then(|| ActorId::from_str(actor).ok()).flatten().map(|actor| (actor, secret))
}
