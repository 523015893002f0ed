//! The keys of restricted records: one a record, made before it is written, destroyed when it is, with the names of the files that it seals.
//!
//! *Invariant:* a key is on the disk before anything is sealed with it, and what it seals is named beside it before it is kept.

use domain::RecordId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::home::Space;
use crate::store::{AccountError, Accounts, Seen, hex, keep, remove};

/// The key of one restricted record.
#[derive(Clone, Serialize, Deserialize)]
pub struct KeptKey {
    key: String,
    /// When it was last asked for, to seal something with (Unix seconds).
    pub made: i64,
    /// Whether the record was written: from then on nothing but the record's own end ends the key.
    pub filed: bool,
    /// The files that are sealed with it, under the digests that they are kept under.
    pub files: Vec<String>,
}

impl KeptKey {
    /// The 32 bytes.
    pub fn bytes(&self) -> Result<[u8; 32], AccountError> {
        let unreadable = || AccountError::Unreadable { space: Space::ContentKey.as_str(), why: "no key".to_owned() };
        let mut key = [0; 32];
        if self.key.len() != 64 {
            return Err(unreadable());
        }
        for (i, byte) in key.iter_mut().enumerate() {
            let digits = self.key.get(i * 2..i * 2 + 2).ok_or_else(unreadable)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| unreadable())?;
        }
        Ok(key)
    }
}

impl Accounts {
    /// The key of a record: the one that is there, or a new one.
    pub fn content_key(&self, id: RecordId, now: Timestamp) -> Result<KeptKey, AccountError> {
        if self.content_key_of(id, now)?.is_some() {
            // One that was not used is new again, so that nobody ends it for its age.
            return self.changed_key(id, now, |kept| kept.made = now.as_second());
        }
        let kept = KeptKey { key: hex(&self.bytes()?), made: now.as_second(), filed: false, files: Vec::new() };
        match self.apply(&[keep(Space::ContentKey, &id.to_string(), 0, &kept, None)?]) {
            // Somebody sent the same form at the same moment: theirs is the one.
            Err(AccountError::Changed) => self.content_key_of(id, now)?.ok_or(AccountError::Changed),
            made => made.map(|()| kept),
        }
    }

    /// The key of a record, if there is one and it was not destroyed.
    pub fn content_key_of(&self, id: RecordId, now: Timestamp) -> Result<Option<KeptKey>, AccountError> {
        Ok(self.seen_key(id, now)?.map(|seen| seen.value))
    }

    fn seen_key(&self, id: RecordId, now: Timestamp) -> Result<Option<Seen<KeptKey>>, AccountError> {
        self.read(Space::ContentKey, &id.to_string(), now)
    }

    /// Names a file beside the key that seals it, before it is kept.
    pub fn seals_file(&self, id: RecordId, digest: &str, now: Timestamp) -> Result<(), AccountError> {
        let name = |kept: &mut KeptKey| {
            if !kept.files.iter().any(|known| known == digest) {
                kept.files.push(digest.to_owned());
            }
        };
        self.changed_key(id, now, name).map(drop)
    }

    /// Says that the record of a key was written.
    pub fn key_is_filed(&self, id: RecordId, now: Timestamp) -> Result<(), AccountError> {
        self.changed_key(id, now, |kept| kept.filed = true).map(drop)
    }

    fn changed_key(
        &self,
        id: RecordId,
        now: Timestamp,
        change: impl Fn(&mut KeptKey),
    ) -> Result<KeptKey, AccountError> {
        /// Whoever comes between has changed it too; then it is tried again.
        const TRIES: usize = 20;
        for _ in 0..TRIES {
            let Seen { version, mut value } = self.seen_key(id, now)?.ok_or(AccountError::Changed)?;
            change(&mut value);
            match self.apply(&[keep(Space::ContentKey, &id.to_string(), version, &value, None)?]) {
                Err(AccountError::Changed) => continue,
                done => return done.map(|()| value),
            }
        }
        Err(AccountError::Changed)
    }

    /// The records that have a key, each with it and the version that was seen of it.
    pub fn content_keys(&self, now: Timestamp) -> Result<Vec<(RecordId, u64, KeptKey)>, AccountError> {
        let all = self.all::<KeptKey>(Space::ContentKey, "", now)?;
        Ok(all.into_iter().filter_map(|(id, seen)| Some((id.parse().ok()?, seen.version, seen.value))).collect())
    }

    /// Ends a key that was never used, if nobody has asked for it since it was seen; `false` where somebody has.
    pub fn end_unused_key(&self, id: RecordId, seen: u64) -> Result<bool, AccountError> {
        match self.apply(&[remove(Space::ContentKey, &id.to_string(), seen)]) {
            Err(AccountError::Changed) => Ok(false),
            done => done.map(|()| true),
        }
    }

    /// Destroys the key of a record, and with it every copy of what is sealed with it. Done again it does nothing.
    pub fn destroy_content_key(&self, id: RecordId, now: Timestamp) -> Result<(), AccountError> {
        if let Some(seen) = self.seen_key(id, now)? {
            self.apply(&[remove(Space::ContentKey, &id.to_string(), seen.version)])?;
        }
        Ok(self.home.settle()?)
    }
}
