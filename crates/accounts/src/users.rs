//! A person: the name behind a pseudonym, and what they sign in with.
//!
//! *Invariant:* a pseudonym is random and says nothing of the person; without this file it is nobody.

use std::str::FromStr;

use domain::ActorId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use totp_rs::{Builder, Secret, Totp};

use crate::home::{Space, Write};
use crate::passwords;
use crate::sessions::Session;
use crate::store::{AccountError, Accounts, Seen, digest, keep, remove};

/// How many codes one gets for the day the telephone is lost.
const CODES: usize = 10;
/// For how many seconds after a provider signed somebody in they need not show again who they are.
const JUST_NOW: i64 = 600;

/// A person.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct User {
    /// Their name.
    pub name: String,
    /// Their address, in small letters.
    pub email: String,
    /// Their password, hashed; none until the invitation is taken up, or where a provider signs them in.
    #[serde(default)]
    password: Option<String>,
    /// What their telephone's codes are made from, in base 32, and the last step that was used.
    #[serde(default)]
    totp: Option<(String, u64)>,
    /// Digests of the codes for the day the telephone is lost.
    #[serde(default)]
    codes: Vec<String>,
    /// A provider that signs them in: its address, and its name for them.
    #[serde(default)]
    pub outside: Option<(String, String)>,
    /// How often links that were sent were made worthless.
    #[serde(default)]
    pub(crate) links: u32,
    /// When the account was made (Unix seconds).
    pub made: i64,
    /// When it was stopped (Unix seconds).
    #[serde(default)]
    pub stopped: Option<i64>,
}

impl User {
    /// Whether the invitation was taken up.
    pub fn active(&self) -> bool {
        (self.password.is_some() || self.outside.is_some()) && self.stopped.is_none()
    }

    /// Whether they have a password; whom a provider signs in may have none.
    pub fn has_password(&self) -> bool {
        self.password.is_some()
    }

    /// Whether a code is asked for besides the password.
    pub fn second_factor(&self) -> bool {
        self.totp.is_some()
    }

    /// How many of the codes for a lost telephone are left.
    pub fn codes_left(&self) -> usize {
        self.codes.len()
    }
}

/// What came of a name and a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// It is them.
    Whole(ActorId),
    /// It is their password; the code is still to come.
    CodeNeeded(ActorId),
    /// No. Which of the two is wrong is not said.
    Wrong,
}

/// What someone needs to set up a telephone.
#[derive(Clone, Debug)]
pub struct Enrolment {
    /// The secret, in base 32.
    pub secret: String,
    /// The address that a telephone reads (Key URI Format).
    pub address: String,
}

impl Accounts {
    /// A person, by pseudonym.
    pub fn user(&self, id: ActorId, now: Timestamp) -> Result<Option<User>, AccountError> {
        Ok(self.seen_user(id, now)?.map(|seen| seen.value))
    }

    /// Everybody, in the order of their pseudonyms.
    pub fn users(&self, now: Timestamp) -> Result<Vec<(ActorId, User)>, AccountError> {
        let all = self.all::<User>(Space::User, "", now)?;
        Ok(all.into_iter().filter_map(|(key, seen)| Some((ActorId::from_str(&key).ok()?, seen.value))).collect())
    }

    /// Who has this address.
    pub fn user_at(&self, email: &str, now: Timestamp) -> Result<Option<ActorId>, AccountError> {
        Ok(self.read::<ActorId>(Space::Email, &address(email)?, now)?.map(|seen| seen.value))
    }

    /// Makes an account that nobody can sign in to before they have taken up its invitation.
    pub fn add_user(&self, name: &str, email: &str, now: Timestamp) -> Result<ActorId, AccountError> {
        let email = address(email)?;
        let id = ActorId(self.id()?);
        let name: String = name.trim().chars().take(200).collect();
        let user = User {
            name: if name.is_empty() { email.clone() } else { name },
            email: email.clone(),
            password: None,
            totp: None,
            codes: Vec::new(),
            outside: None,
            links: 0,
            made: now.as_second(),
            stopped: None,
        };
        let writes = [keep(Space::Email, &email, 0, &id, None)?, keep(Space::User, &id.to_string(), 0, &user, None)?];
        match self.apply(&writes) {
            Err(AccountError::Changed) => Err(AccountError::Taken(email)),
            done => done.map(|()| id),
        }
    }

    /// Sets a password. Every session of theirs ends but the one that asked, if it is named; every token and every link that was sent ends too.
    pub fn set_password(
        &self,
        id: ActorId,
        password: &str,
        but: Option<&str>,
        now: Timestamp,
    ) -> Result<(), AccountError> {
        self.renew_password(id, password, Vec::new(), but, now)
    }

    /// The same, made whole with other changes or not at all.
    pub(crate) fn renew_password(
        &self,
        id: ActorId,
        password: &str,
        mut with: Vec<Write>,
        but: Option<&str>,
        now: Timestamp,
    ) -> Result<(), AccountError> {
        let mut seen = self.seen_user(id, now)?.ok_or(AccountError::NoUser)?;
        let local = seen.value.email.split('@').next().unwrap_or("").to_owned();
        passwords::check(password, &[&seen.value.name, &local])?;
        seen.value.password = Some(passwords::hash(password, self.id()?)?);
        seen.value.links += 1;
        with.push(keep(Space::User, &id.to_string(), seen.version, &seen.value, None)?);
        self.apply(&with)?;
        self.end_sessions(id, but, now)?;
        self.end_tokens(id, now)
    }

    /// Changes one thing about a person.
    pub(crate) fn change_user(
        &self,
        id: ActorId,
        now: Timestamp,
        change: impl Fn(&mut User),
    ) -> Result<(), AccountError> {
        let mut seen = self.seen_user(id, now)?.ok_or(AccountError::NoUser)?;
        change(&mut seen.value);
        self.keep_user(id, &seen)
    }

    /// Whether an address and a password are someone's.
    pub fn sign_in(&self, email: &str, password: &str, now: Timestamp) -> Result<SignIn, AccountError> {
        let id = match address(email) {
            Ok(email) => self.read::<ActorId>(Space::Email, &email, now)?.map(|seen| seen.value),
            Err(_) => None,
        };
        let user = id.map(|id| self.user(id, now)).transpose()?.flatten();
        let kept = user.as_ref().filter(|user| user.stopped.is_none()).and_then(|user| user.password.as_deref());
        if !passwords::is(kept, password) {
            return Ok(SignIn::Wrong);
        }
        Ok(match (id, user) {
            (Some(id), Some(user)) if user.second_factor() => SignIn::CodeNeeded(id),
            (Some(id), Some(_)) => SignIn::Whole(id),
            _ => SignIn::Wrong,
        })
    }

    /// Whether it is still them, for changes that ask again: by their password or, where a provider signs them in and they have none, by
    /// having signed in a few minutes ago.
    pub fn is_still(&self, session: &Session, password: &str, now: Timestamp) -> Result<bool, AccountError> {
        let user = self.user(session.actor, now)?;
        let outside = user.as_ref().is_some_and(|user| user.outside.is_some() && !user.has_password());
        if outside {
            return Ok(now.as_second() - session.made <= JUST_NOW);
        }
        Ok(passwords::is(user.as_ref().and_then(|user| user.password.as_deref()), password))
    }

    /// What to set a telephone up with. Nothing is kept until a code shows that it was.
    pub fn enrol(&self, id: ActorId, service: &str, now: Timestamp) -> Result<Enrolment, AccountError> {
        let user = self.user(id, now)?.ok_or(AccountError::NoUser)?;
        // 20 bytes: the length RFC 4226 section 4 recommends.
        let secret = Secret::from(self.bytes()?.into_iter().take(20).collect::<Vec<u8>>()).to_base32();
        let plain = |text: &str| -> String {
            text.bytes()
                .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
                .collect()
        };
        let (service, email) = (plain(service), plain(&user.email));
        let address = format!("otpauth://totp/{service}:{email}?secret={secret}&issuer={service}");
        Ok(Enrolment { secret, address })
    }

    /// Keeps a telephone after its first code; gives the codes for the day it is lost, which are shown once.
    pub fn set_totp(&self, id: ActorId, secret: &str, code: &str, now: Timestamp) -> Result<Vec<String>, AccountError> {
        let mut seen = self.seen_user(id, now)?.ok_or(AccountError::NoUser)?;
        let step = matched(secret, code, now).ok_or(AccountError::WrongCode)?;
        seen.value.totp = Some((secret.to_owned(), step));
        let mut codes = Vec::new();
        for _ in 0..CODES {
            let fresh = self.secret()?;
            let (first, second) = (fresh.get(..5).unwrap_or_default(), fresh.get(5..10).unwrap_or_default());
            codes.push(format!("{first}-{second}"));
        }
        seen.value.codes = codes.iter().map(|code| digest("code", code)).collect();
        self.keep_user(id, &seen)?;
        Ok(codes)
    }

    /// Stops asking for a code.
    pub fn remove_totp(&self, id: ActorId, now: Timestamp) -> Result<(), AccountError> {
        let mut seen = self.seen_user(id, now)?.ok_or(AccountError::NoUser)?;
        (seen.value.totp, seen.value.codes) = (None, Vec::new());
        self.keep_user(id, &seen)
    }

    /// Takes a code, or one of those for a lost telephone; each is good for one time.
    pub fn use_code(&self, id: ActorId, code: &str, now: Timestamp) -> Result<(), AccountError> {
        let mut seen = self.seen_user(id, now)?.ok_or(AccountError::NoUser)?;
        let given: String = code.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
        let Some((secret, last)) = seen.value.totp.clone() else { return Err(AccountError::WrongCode) };
        let kept = digest("code", &given);
        if let Some(step) = matched(&secret, &given, now).filter(|step| *step > last) {
            seen.value.totp = Some((secret, step));
        } else if let Some(place) = seen.value.codes.iter().position(|code| *code == kept) {
            seen.value.codes.remove(place);
        } else {
            return Err(AccountError::WrongCode);
        }
        // Used at the same moment elsewhere: then it was not used here.
        match self.keep_user(id, &seen) {
            Err(AccountError::Changed) => Err(AccountError::WrongCode),
            done => done,
        }
    }

    /// Stops an account: its sessions and tokens end, its name stays behind what it did.
    pub fn stop_user(&self, id: ActorId, now: Timestamp) -> Result<(), AccountError> {
        let mut seen = self.seen_user(id, now)?.ok_or(AccountError::NoUser)?;
        seen.value.stopped = Some(now.as_second());
        self.keep_user(id, &seen)?;
        self.end_sessions(id, None, now)?;
        self.end_tokens(id, now)
    }

    /// Who a provider's person is: linked before, or invited at the address that the provider vouches for.
    pub fn outside(
        &self,
        issuer: &str,
        subject: &str,
        email: Option<&str>,
        now: Timestamp,
    ) -> Result<Option<ActorId>, AccountError> {
        let key = digest("outside", &format!("{issuer}\n{subject}"));
        if let Some(known) = self.read::<ActorId>(Space::Outside, &key, now)? {
            let user = self.user(known.value, now)?;
            return Ok(user.filter(|user| user.stopped.is_none()).map(|_| known.value));
        }
        let Some(email) = email else { return Ok(None) };
        let Some(id) = self.user_at(email, now)? else { return Ok(None) };
        let Some(mut seen) = self.seen_user(id, now)? else { return Ok(None) };
        if seen.value.stopped.is_some() || seen.value.outside.is_some() {
            return Ok(None);
        }
        seen.value.outside = Some((issuer.to_owned(), subject.to_owned()));
        let user = keep(Space::User, &id.to_string(), seen.version, &seen.value, None)?;
        self.apply(&[user, keep(Space::Outside, &key, 0, &id, None)?])?;
        Ok(Some(id))
    }

    /// Forgets which person of a provider somebody is, so that another provider, or another name there, can be theirs.
    pub fn forget_outside(&self, id: ActorId, now: Timestamp) -> Result<bool, AccountError> {
        let mut seen = self.seen_user(id, now)?.ok_or(AccountError::NoUser)?;
        let Some((issuer, subject)) = seen.value.outside.take() else { return Ok(false) };
        let key = digest("outside", &format!("{issuer}\n{subject}"));
        let version = self.read::<ActorId>(Space::Outside, &key, now)?.map_or(0, |known| known.version);
        let user = keep(Space::User, &id.to_string(), seen.version, &seen.value, None)?;
        self.apply(&[user, remove(Space::Outside, &key, version)])?;
        self.end_sessions(id, None, now)?;
        Ok(true)
    }

    /// Removes an account that nobody has used, so that its address is free again.
    pub fn forget_user(&self, id: ActorId, now: Timestamp) -> Result<(), AccountError> {
        let Some(seen) = self.seen_user(id, now)? else { return Ok(()) };
        let email = self.read::<ActorId>(Space::Email, &seen.value.email, now)?.map_or(0, |seen| seen.version);
        self.apply(&[
            remove(Space::User, &id.to_string(), seen.version),
            remove(Space::Email, &seen.value.email, email),
        ])
    }

    fn seen_user(&self, id: ActorId, now: Timestamp) -> Result<Option<Seen<User>>, AccountError> {
        self.read(Space::User, &id.to_string(), now)
    }

    fn keep_user(&self, id: ActorId, seen: &Seen<User>) -> Result<(), AccountError> {
        self.apply(&[keep(Space::User, &id.to_string(), seen.version, &seen.value, None)?])
    }
}

/// The step a code is of, if it is one of now: the last, this or the next half minute (RFC 6238 section 5.2).
fn matched(secret: &str, code: &str, now: Timestamp) -> Option<u64> {
    let totp: Totp = Builder::new().with_secret(Secret::try_from_base32(secret).ok()?).build().ok()?;
    totp.check(code, u64::try_from(now.as_second()).ok()?)
}

/// An address as it is kept: without spaces around it, in small letters.
pub(crate) fn address(email: &str) -> Result<String, AccountError> {
    let wrong = || AccountError::NotAnAddress(email.chars().take(100).collect());
    let email = email.trim().to_lowercase();
    let (before, host) = email.rsplit_once('@').ok_or_else(wrong)?;
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_graphic() && !b"<>()[],;:\\\"".contains(&b));
    let whole = !before.is_empty() && before.len() <= 64 && !host.is_empty() && host.len() <= 190;
    if whole && plain(before) && plain(host) && !host.contains('@') && !host.starts_with('.') {
        Ok(email)
    } else {
        Err(wrong())
    }
}
