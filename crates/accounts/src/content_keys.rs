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
    /// When it was made (Unix seconds).
    pub made: i64,
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
        if let Some(kept) = self.content_key_of(id, now)? {
            return Ok(kept);
        }
        let kept = KeptKey { key: hex(&self.bytes()?), made: now.as_second(), files: Vec::new() };
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
        /// Whoever comes between has named another file; then it is tried again.
        const TRIES: usize = 20;
        for _ in 0..TRIES {
            let Seen { version, mut value } = self.seen_key(id, now)?.ok_or(AccountError::Changed)?;
            if value.files.iter().any(|known| known == digest) {
                return Ok(());
            }
            value.files.push(digest.to_owned());
            match self.apply(&[keep(Space::ContentKey, &id.to_string(), version, &value, None)?]) {
                Err(AccountError::Changed) => continue,
                done => return done,
            }
        }
        Err(AccountError::Changed)
    }

    /// The records that have a key, with it.
    pub fn content_keys(&self, now: Timestamp) -> Result<Vec<(RecordId, KeptKey)>, AccountError> {
        let all = self.all::<KeptKey>(Space::ContentKey, "", now)?;
        Ok(all.into_iter().filter_map(|(id, seen)| Some((id.parse().ok()?, seen.value))).collect())
    }

    /// Destroys the key of a record, and with it every copy of what is sealed with it. Done again it does nothing.
    pub fn destroy_content_key(&self, id: RecordId, now: Timestamp) -> Result<(), AccountError> {
        if let Some(seen) = self.seen_key(id, now)? {
            self.apply(&[remove(Space::ContentKey, &id.to_string(), seen.version)])?;
        }
        Ok(self.home.settle()?)
    }
}
