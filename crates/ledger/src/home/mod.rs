//! Where a ledger lives: one small trait, and the homes that keep it.
//!
//! *Invariant:* nothing outside this folder knows which home it talks to. Every home passes [`conformance`].

pub mod conformance;
pub mod sqlite;

use std::time::Duration;

use thiserror::Error;

use crate::codec::DecodeError;
use crate::entry::{Entry, Head, Id};

/// A place that keeps one register's entries. Durable when `append` returns.
pub trait Home: Send + Sync {
    /// The register kept here.
    fn register(&self) -> &str;

    /// The end of the chain.
    fn head(&self) -> Result<Head, HomeError>;

    /// Appends sealed entries after `expected`, all or none. [`AppendError::HeadMoved`] if the head is elsewhere.
    fn append(&self, expected: &Head, entries: &[Entry]) -> Result<Head, AppendError>;

    /// Up to `most` entries after sequence `after`, in order.
    fn read(&self, after: u64, most: usize) -> Result<Vec<Entry>, HomeError>;

    /// The stored bytes of every entry in order, for a verifier that trusts nothing.
    fn read_raw(&self, each: &mut dyn FnMut(u64, &[u8])) -> Result<(), HomeError>;

    /// First and last sequence of an act's entries, if the register holds the act.
    fn act(&self, act: Id) -> Result<Option<(u64, u64)>, HomeError>;

    /// Waits until the head is past `after`, or the time is over; returns the head then.
    fn wait(&self, after: u64, time: Duration) -> Result<Head, HomeError>;

    /// Erases the named fields of one entry: words and salts go for good, digests stay, the chain still verifies.
    /// Names the entry does not have are an error and nothing is erased. Without names it makes sure that what was erased before is gone.
    fn erase(&self, seq: u64, fields: &[&str]) -> Result<(), HomeError>;

    /// Copies the whole ledger, as it stands now, into a new file or folder while others go on working.
    fn backup(&self, to: &std::path::Path) -> Result<(), HomeError>;
}

/// Why a home could not do as asked.
#[derive(Debug, Error)]
pub enum HomeError {
    /// The store failed: a full disk, a read-only folder, a lost connection.
    #[error("the ledger's store failed while it was {doing}: {why}")]
    Store {
        /// What was being done.
        doing: &'static str,
        /// The store's own words.
        why: String,
        /// Whether the disk or folder cannot take more (full or read-only), so that trying again is useless.
        no_room: bool,
    },
    /// An entry's bytes cannot be read.
    #[error("entry {seq} cannot be read: {why}")]
    Unreadable {
        /// Which entry.
        seq: u64,
        /// Why not.
        why: DecodeError,
    },
    /// The store was made by a newer Candour.
    #[error("the ledger has layout {0}, newer than this build knows: run a newer candour")]
    FromTheFuture(i64),
    /// The store is not a ledger, or is another register's.
    #[error("{0}")]
    NotThisLedger(String),
    /// There is no such entry.
    #[error("there is no entry {0}")]
    NoEntry(u64),
    /// Somebody reads what was erased.
    #[error(
        "another program has the ledger open at what was erased, so the words are still in its log: end that reading (a backup, a query) and try again"
    )]
    Read,
    /// The entry has no such field.
    #[error("entry {seq} has no field '{field}'")]
    NoField {
        /// Which entry.
        seq: u64,
        /// The missing name.
        field: String,
    },
}

/// Why an append did not happen. Nothing was written.
#[derive(Debug, Error)]
pub enum AppendError {
    /// Someone else appended first; catch up and decide again.
    #[error("the head has moved to {0}")]
    HeadMoved(Head),
    /// The register already holds this act.
    #[error("act {0} is already in the register")]
    ActExists(Id),
    /// An entry does not follow its predecessor.
    #[error("the entries do not follow the expected head")]
    NotInOrder,
    /// An entry is larger than the format allows.
    #[error("entry {0} is larger than 64 MiB")]
    TooLarge(u64),
    /// The store failed.
    #[error(transparent)]
    Home(#[from] HomeError),
}
