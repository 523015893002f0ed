//! What is not a fact of the register: names behind pseudonyms, credentials, sessions, tokens, and letters on their way.
//!
//! Nothing here is in the ledger or in a view, and a register whose accounts are lost is still whole: people are invited anew.
//! Secrets are kept as digests (sessions, links, tokens, recovery codes) or as argon2id (passwords). Someone who can read this
//! file can read names, addresses and the seeds of codes, and cannot sign in; someone who can write it can become anyone,
//! and what they then do is in the ledger under that pseudonym.
//!
//! *Invariant:* no fact of the register, no page, and no decision about rights (that is `domain/access`).

mod content_keys;
mod cursors;
mod flows;
pub mod home;
mod letters;
mod links;
mod passwords;
mod sessions;
mod store;
mod subscriptions;
mod throttle;
mod tokens;
mod users;
mod webhooks;

pub use content_keys::KeptKey;
pub use flows::Flow;
pub use home::{Home, HomeError, SqliteHome};
pub use letters::{Letter, Post};
pub use links::Link;
pub use passwords::{PasswordRefused, SHORTEST};
pub use sessions::{Session, SessionLimits};
pub use store::{AccountError, Accounts, Random};
pub use subscriptions::Subscription;
pub use throttle::{Throttle, TooMany};
pub use tokens::{NewToken, Token};
pub use users::{Enrolment, SignIn, User};
pub use webhooks::{Delivery, Webhook};
