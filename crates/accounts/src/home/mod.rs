//! Where accounts live: one small trait, and the homes that keep it.
//!
//! A home keeps values under a space and a key, each with a version. A change says which version it saw, and a set of changes is
//! made whole or not at all, so that two who change one thing at once never both succeed.
//!
//! *Invariant:* nothing outside this folder knows which home it talks to. Every home passes [`conformance`].

pub mod conformance;
mod sqlite;

pub use sqlite::SqliteHome;
use thiserror::Error;

/// Which kind of thing a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Space {
    /// A person, by pseudonym.
    User,
    /// A pseudonym, by e-mail address.
    Email,
    /// A pseudonym, by a provider's name for the person.
    Outside,
    /// A session, by pseudonym and digest.
    Session,
    /// An invitation or a link to a new password, by digest.
    Link,
    /// A sign-in at a provider that is on its way, by digest.
    Flow,
    /// A token for the API, by pseudonym and digest.
    Token,
    /// A device someone signed in from, by digest.
    Device,
    /// A letter, by when it was written.
    Letter,
    /// What somebody without an account follows, by digest.
    Subscription,
    /// A program that is told of what changes, by name.
    Webhook,
    /// How far a job has followed the ledger, by name.
    Cursor,
    /// The key of a restricted record, by its identifier.
    ContentKey,
}

impl Space {
    /// Every space.
    pub const ALL: [Space; 13] = [
        Space::User,
        Space::Email,
        Space::Outside,
        Space::Session,
        Space::Link,
        Space::Flow,
        Space::Token,
        Space::Device,
        Space::Letter,
        Space::Subscription,
        Space::Webhook,
        Space::Cursor,
        Space::ContentKey,
    ];

    /// The name in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Space::User => "user",
            Space::Email => "email",
            Space::Outside => "outside",
            Space::Session => "session",
            Space::Link => "link",
            Space::Flow => "flow",
            Space::Token => "token",
            Space::Device => "device",
            Space::Letter => "letter",
            Space::Subscription => "subscription",
            Space::Webhook => "webhook",
            Space::Cursor => "cursor",
            Space::ContentKey => "content_key",
        }
    }
}

/// A value as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its version, from 1.
    pub version: u64,
    /// Its bytes.
    pub value: Vec<u8>,
    /// Gone from this second on (Unix time).
    pub expires: Option<i64>,
}

/// A change of one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    /// Which kind of thing.
    pub space: Space,
    /// Its key.
    pub key: String,
    /// The version it was seen at; 0 where it must not be there.
    pub seen: u64,
    /// Its new bytes; none to remove it.
    pub value: Option<Vec<u8>>,
    /// Gone from this second on (Unix time).
    pub expires: Option<i64>,
}

/// A place that keeps accounts. Durable when `apply` returns.
pub trait Home: Send + Sync {
    /// A value.
    fn get(&self, space: Space, key: &str) -> Result<Option<Kept>, HomeError>;

    /// Up to `most` values whose keys start with `prefix` and come after `after`, in the order of their keys.
    fn list(&self, space: Space, prefix: &str, after: &str, most: usize) -> Result<Vec<(String, Kept)>, HomeError>;

    /// Makes all changes, or none where one of the values is not at the version that was seen: then `false`.
    fn apply(&self, writes: &[Write]) -> Result<bool, HomeError>;

    /// Removes what expired before this second; how many.
    fn sweep(&self, now: i64) -> Result<u64, HomeError>;

    /// Takes what was removed out of whatever keeps it on the disk still, so that nobody who has the disk reads it.
    fn settle(&self) -> Result<(), HomeError>;

    /// Copies everything, as it stands now, into a new file while others go on working.
    fn backup(&self, to: &std::path::Path) -> Result<(), HomeError>;
}

/// Why a home could not do as asked.
#[derive(Debug, Error)]
pub enum HomeError {
    /// The store failed.
    #[error("the accounts could not be {doing}: {why}")]
    Store {
        /// What was being done.
        doing: &'static str,
        /// The store's own words.
        why: String,
    },
    /// The store was made by a newer Candour.
    #[error("the accounts have layout {0}, newer than this build knows: run a newer candour")]
    FromTheFuture(i64),
}
