//! Tokens by which a program acts for a person: never more than the person may, and within the scopes it was given.
//!
//! *Invariant:* a token is shown once, when it is made; the store has its digest.

use domain::{ActorId, Scope};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::home::Space;
use crate::sessions::split;
use crate::store::{AccountError, Accounts, digest, keep, remove};
use crate::users::User;

/// What every token starts with, so that one that is left lying about is known for what it is.
const PREFIX: &str = "candour_";

/// A token as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// For whom it acts.
    pub actor: ActorId,
    /// What it is called.
    pub name: String,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// When it was made (Unix seconds).
    pub made: i64,
    /// Until when it is good (Unix seconds).
    pub ends: i64,
    /// Its place in the list of the person's tokens.
    #[serde(skip)]
    pub key: String,
}

/// A token to be made.
#[derive(Clone, Debug)]
pub struct NewToken<'a> {
    /// What it is called.
    pub name: &'a str,
    /// What it may be used for.
    pub scopes: &'a [Scope],
    /// For how many days it is good, 1 to 366.
    pub days: i64,
}

impl Accounts {
    /// Makes a token; what is shown of it, once.
    ///
    /// # Errors
    /// [`AccountError::TokenDays`] where it is to be good for no days, or for more than 366.
    pub fn make_token(&self, actor: ActorId, new: &NewToken<'_>, now: Timestamp) -> Result<String, AccountError> {
        if !(1..=366).contains(&new.days) {
            return Err(AccountError::TokenDays);
        }
        let secret = self.secret()?;
        let (made, ends) = (now.as_second(), now.as_second() + new.days * 86_400);
        let name = new.name.trim().chars().filter(|c| !c.is_control()).take(100).collect();
        let token = Token { actor, name, scopes: new.scopes.to_vec(), made, ends, key: String::new() };
        self.apply(&[keep(Space::Token, &key(actor, &secret), 0, &token, Some(ends))?])?;
        Ok(format!("{PREFIX}{actor}.{secret}"))
    }

    /// The token that was shown with its person's account, if both are good.
    pub fn token(&self, shown: &str, now: Timestamp) -> Result<Option<(Token, User)>, AccountError> {
        let Some((actor, secret)) = shown.strip_prefix(PREFIX).and_then(split) else { return Ok(None) };
        let Some(seen) = self.read::<Token>(Space::Token, &key(actor, secret), now)? else { return Ok(None) };
        let user = self.user(actor, now)?.filter(|user| user.stopped.is_none());
        Ok(user.map(|user| (seen.value, user)))
    }

    /// Someone's tokens, the newest first.
    pub fn tokens(&self, actor: ActorId, now: Timestamp) -> Result<Vec<Token>, AccountError> {
        let all = self.all::<Token>(Space::Token, &format!("{actor}/"), now)?;
        let mut all: Vec<Token> = all.into_iter().map(|(key, seen)| Token { key, ..seen.value }).collect();
        all.sort_by_key(|token| std::cmp::Reverse(token.made));
        Ok(all)
    }

    /// Ends one of someone's tokens by its place in their list.
    pub fn end_token(&self, key: &str, now: Timestamp) -> Result<(), AccountError> {
        match self.read::<Token>(Space::Token, key, now)? {
            Some(seen) => self.apply(&[remove(Space::Token, key, seen.version)]),
            None => Ok(()),
        }
    }

    pub(crate) fn end_tokens(&self, actor: ActorId, now: Timestamp) -> Result<(), AccountError> {
        for token in self.tokens(actor, now)? {
            self.end_token(&token.key, now)?;
        }
        Ok(())
    }
}

fn key(actor: ActorId, secret: &str) -> String {
    format!("{actor}/{}", digest("token", secret))
}
