//! The truth: an append-only chain of entries, and the means to check it without us.
//!
//! Everything anyone says is appended here once. An entry carries the whole new version of one record as named
//! fields, each with its own salt and digest, so that a field can be erased by law and the chain still verifies.
//! `FORMAT.md` beside this crate specifies every byte; a stranger can write a verifier from it alone.
//!
//! *Invariant:* this room knows bytes, hashes and order. It never knows what a recommendation is, decides nothing,
//! and depends on no other room. Database drivers appear only inside `home/`.

mod codec;
mod entry;
pub mod home;
mod seal;
mod verify;

pub use codec::{DecodeError, decode, encode};
pub use entry::{Content, Digest, Entry, Field, Head, Id, NewEntry, NewField, Visibility};
pub use home::{AppendError, Home, HomeError, sqlite::SqliteHome};
pub use seal::{chain_hash, content_digest, field_digest, seal};
pub use verify::{Finding, Report, Verifier, verify};

/// The newest entry format this build reads and writes. A ledger holding a higher one is "from the future".
pub const FORMAT: u16 = 1;
