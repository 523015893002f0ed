//! How far a job has followed the ledger.
//!
//! *Invariant:* a cursor is moved after the job's effects are kept, so that a crash between the two repeats them and loses none.

use jiff::Timestamp;

use crate::home::Space;
use crate::store::{AccountError, Accounts, keep};

impl Accounts {
    /// How far a job has come; nothing where it never ran.
    pub fn cursor(&self, job: &str, now: Timestamp) -> Result<Option<u64>, AccountError> {
        Ok(self.read::<u64>(Space::Cursor, job, now)?.map(|seen| seen.value))
    }

    /// Moves it on.
    pub fn move_cursor(&self, job: &str, to: u64, now: Timestamp) -> Result<(), AccountError> {
        let version = self.read::<u64>(Space::Cursor, job, now)?.map_or(0, |seen| seen.version);
        // Where another process moved it at the same moment, its effects have the same names.
        match self.apply(&[keep(Space::Cursor, job, version, &to, None)?]) {
            Err(AccountError::Changed) => Ok(()),
            done => done,
        }
    }
}
