//! Letters: what is sent by e-mail, and what came of it. Each is kept from before it is sent, so that a mail server that is down for a
//! day, or a process that stops, loses none; and after, so that it can be shown that somebody was told.
//!
//! *Invariant:* a letter is written once: its name says what it is about and for whom, and a second of the same name is the first.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::home::Space;
use crate::store::{AccountError, Accounts, Seen, digest, keep, remove};

/// After how many seconds a letter that could not be sent is tried again, time after time.
const AGAIN: [i64; 7] = [60, 300, 1800, 7200, 21_600, 43_200, 86_400];
/// Where letters that are to be sent stand.
const WAITING: &str = "waiting/";
/// Where letters stand that were sent or given up.
const DONE: &str = "done/";
/// How many days a letter is kept after it was sent or given up.
const KEPT_DAYS: i64 = 730;
/// How often letters that are in other hands are tried to be changed.
const ROUNDS: usize = 5;

/// A letter to be sent.
#[derive(Clone, Debug)]
pub struct Letter<'a> {
    /// What it is about and for whom: a second of the same name is not written.
    pub name: &'a str,
    /// To whom: the address.
    pub to: &'a str,
    /// What it is called.
    pub subject: &'a str,
    /// What it says.
    pub text: &'a str,
    /// The address that stops letters like it, where anybody can (RFC 8058).
    pub stop: Option<&'a str>,
}

/// A letter as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// To whom.
    pub to: String,
    /// What it is called.
    pub subject: String,
    /// What it says; gone when it was sent, for it may hold a link.
    pub text: Option<String>,
    /// The address that stops letters like it, where anybody can.
    #[serde(default)]
    pub stop: Option<String>,
    /// When it was written (Unix seconds).
    pub written: i64,
    /// How often it was tried.
    pub tries: u32,
    /// When it is to be tried next (Unix seconds); none where it was sent or given up.
    pub next: Option<i64>,
    /// When the mail server took it (Unix seconds).
    pub sent: Option<i64>,
    /// What the mail server said the last time it did not.
    pub trouble: Option<String>,
}

impl Post {
    /// Puts other words in the place of those that `without` gives others for; whether there were any.
    fn reword(&mut self, without: impl Fn(&str) -> Option<String>) -> bool {
        let mut any = false;
        let said = std::iter::once(&mut self.subject).chain(&mut self.text).chain(&mut self.trouble);
        for text in said {
            if let Some(other) = without(text) {
                (*text, any) = (other, true);
            }
        }
        any
    }

    /// All that it says in words.
    fn says(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.subject.as_str()).chain(self.text.as_deref()).chain(self.trouble.as_deref())
    }
}

impl Accounts {
    /// Writes a letter; `false` if one of that name was written before.
    pub fn write_letter(&self, letter: &Letter<'_>, now: Timestamp) -> Result<bool, AccountError> {
        let written = now.as_second();
        let post = Post {
            to: letter.to.to_owned(),
            subject: letter.subject.to_owned(),
            text: Some(letter.text.to_owned()),
            stop: letter.stop.map(str::to_owned),
            written,
            tries: 0,
            next: Some(written),
            sent: None,
            trouble: None,
        };
        let name = digest("letter", letter.name);
        let ends = Some(written + KEPT_DAYS * 86_400);
        let writes = [
            keep(Space::Letter, &format!("name/{name}"), 0, &written, ends)?,
            keep(Space::Letter, &format!("{WAITING}{written:012}/{name}"), 0, &post, None)?,
        ];
        Ok(self.home.apply(&writes)?)
    }

    /// The letters that are still to be sent, the oldest first, by their place.
    pub fn letters_waiting(&self, now: Timestamp) -> Result<Vec<(String, Post)>, AccountError> {
        let all = self.all::<Post>(Space::Letter, WAITING, now)?;
        Ok(all.into_iter().map(|(place, seen)| (place, seen.value)).collect())
    }

    /// The letters that were sent or given up, the oldest first, by their place.
    pub fn letters_done(&self, now: Timestamp) -> Result<Vec<(String, Post)>, AccountError> {
        let all = self.all::<Post>(Space::Letter, DONE, now)?;
        Ok(all.into_iter().map(|(place, seen)| (place, seen.value)).collect())
    }

    /// Takes a letter to send it now: for ten minutes nobody else does. What it is and says, or nothing where somebody else has it.
    pub fn take_letter(&self, place: &str, now: Timestamp) -> Result<Option<Post>, AccountError> {
        let Some(mut seen) = self.read::<Post>(Space::Letter, place, now)? else { return Ok(None) };
        if seen.value.next.is_none_or(|next| next > now.as_second()) {
            return Ok(None);
        }
        seen.value.next = Some(now.as_second() + 600);
        let taken = self.home.apply(&[keep(Space::Letter, place, seen.version, &seen.value, None)?])?;
        Ok(taken.then_some(seen.value))
    }

    /// Writes down what came of sending a letter. What it said is kept until then and not after: it may hold a link.
    pub fn letter_sent(&self, place: &str, came: Result<(), String>, now: Timestamp) -> Result<(), AccountError> {
        let Some(Seen { version, value: mut post }) = self.read::<Post>(Space::Letter, place, now)? else {
            return Ok(());
        };
        match came {
            Ok(()) => (post.sent, post.next, post.trouble) = (Some(now.as_second()), None, None),
            Err(why) => {
                let wait = usize::try_from(post.tries).ok().and_then(|tries| AGAIN.get(tries));
                post.next = wait.map(|wait| now.as_second() + wait);
                post.trouble = Some(why.chars().take(500).collect());
            }
        }
        post.tries += 1;
        if post.next.is_some() {
            return self.apply(&[keep(Space::Letter, place, version, &post, None)?]);
        }
        post.text = None;
        let done = format!("{DONE}{}", place.strip_prefix(WAITING).unwrap_or(place));
        let ends = Some(now.as_second() + KEPT_DAYS * 86_400);
        self.apply(&[remove(Space::Letter, place, version), keep(Space::Letter, &done, 0, &post, ends)?])
    }

    /// The letters, those that wait and those that are kept, of which something that they say `holds`.
    pub fn letters_that(&self, holds: impl Fn(&str) -> bool, now: Timestamp) -> Result<Vec<Post>, AccountError> {
        let mut found = Vec::new();
        for prefix in [WAITING, DONE] {
            self.each(Space::Letter, prefix, now, |_, seen: Seen<Post>| {
                found.extend(Some(seen.value).filter(|post| post.says().any(&holds)));
                Ok(())
            })?;
        }
        Ok(found)
    }

    /// Changes what letters say, those that wait and those that are kept, for good; how many. `without` gives what is to stand in a text's place, or
    /// nothing where it may stay.
    ///
    /// # Errors
    /// [`AccountError::Changed`] where one was in other hands each time it was tried.
    pub fn reword_letters(
        &self,
        without: impl Fn(&str) -> Option<String>,
        now: Timestamp,
    ) -> Result<u64, AccountError> {
        let mut changed = 0;
        for _ in 0..ROUNDS {
            let mut missed = false;
            // One that is sent meanwhile is met again among those that are kept.
            for prefix in [WAITING, DONE] {
                self.each(Space::Letter, prefix, now, |place, Seen { version, value: mut post }: Seen<Post>| {
                    if !post.reword(&without) {
                        return Ok(());
                    }
                    let ends = (prefix == DONE).then(|| post.sent.unwrap_or(post.written) + KEPT_DAYS * 86_400);
                    let done = self.home.apply(&[keep(Space::Letter, &place, version, &post, ends)?])?;
                    changed += u64::from(done);
                    missed |= !done;
                    Ok(())
                })?;
            }
            if !missed {
                // What they said stands in the log of the store until here.
                if changed > 0 {
                    self.home.settle()?;
                }
                return Ok(changed);
            }
        }
        Err(AccountError::Changed)
    }
}
