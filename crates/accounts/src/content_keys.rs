//! The keys of restricted records: one a record, made before it is written, destroyed when it is.
//!
//! *Invariant:* a key is on the disk before anything is sealed with it, and is in no copy of the home made after it was destroyed.

use domain::RecordId;
use jiff::Timestamp;

use crate::home::Space;
use crate::store::{AccountError, Accounts, hex, keep, remove};

impl Accounts {
    /// The key of a record: the one that is there, or a new one.
    pub fn content_key(&self, id: RecordId, now: Timestamp) -> Result<[u8; 32], AccountError> {
        match self.content_key_of(id, now)? {
            Some(key) => Ok(key),
            None => {
                let key = self.bytes()?;
                match self.apply(&[keep(Space::ContentKey, &id.to_string(), 0, &hex(&key), None)?]) {
                    // Somebody sent the same form at the same moment: theirs is the one.
                    Err(AccountError::Changed) => self.content_key_of(id, now)?.ok_or(AccountError::Changed),
                    made => made.map(|()| key),
                }
            }
        }
    }

    /// The key of a record, if there is one and it was not destroyed.
    pub fn content_key_of(&self, id: RecordId, now: Timestamp) -> Result<Option<[u8; 32]>, AccountError> {
        let Some(seen) = self.read::<String>(Space::ContentKey, &id.to_string(), now)? else { return Ok(None) };
        let unreadable = || AccountError::Unreadable { space: Space::ContentKey.as_str(), why: "no key".to_owned() };
        let mut key = [0; 32];
        if seen.value.len() != 64 {
            return Err(unreadable());
        }
        for (i, byte) in key.iter_mut().enumerate() {
            let digits = seen.value.get(i * 2..i * 2 + 2).ok_or_else(unreadable)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| unreadable())?;
        }
        Ok(Some(key))
    }

    /// The records that have a key.
    pub fn content_keys(&self, now: Timestamp) -> Result<Vec<RecordId>, AccountError> {
        let all = self.all::<String>(Space::ContentKey, "", now)?;
        Ok(all.into_iter().filter_map(|(id, _)| id.parse().ok()).collect())
    }

    /// Destroys the key of a record, and with it every copy of what is sealed with it. Done again it does nothing.
    pub fn destroy_content_key(&self, id: RecordId, now: Timestamp) -> Result<(), AccountError> {
        if let Some(seen) = self.read::<String>(Space::ContentKey, &id.to_string(), now)? {
            self.apply(&[remove(Space::ContentKey, &id.to_string(), seen.version)])?;
        }
        Ok(self.home.settle()?)
    }
}
