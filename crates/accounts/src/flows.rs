//! A sign-in at a provider that is on its way: what was sent along, kept until the person comes back, once.
//!
//! The browser holds a secret in a cookie, the store its digest, so that an answer of the provider is worth nothing in another browser.
//!
//! *Invariant:* it is taken once, whatever comes of it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::home::Space;
use crate::store::{AccountError, Accounts, digest, keep, remove};

/// How long somebody may take at the provider, in seconds.
const LASTS: i64 = 600;

/// What was sent along, and where the person wanted to go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// What the provider must send back with its answer (RFC 6749 section 10.12).
    pub state: String,
    /// What must stand in the provider's word on who it is (OpenID Connect Core 1.0 section 15.5.2).
    pub nonce: String,
    /// What shows that the answer is taken up by whoever asked (RFC 7636).
    pub verifier: String,
    /// The address to go to afterwards.
    pub then: String,
}

impl Accounts {
    /// Begins a sign-in at a provider: the cookie's secret, and what is sent along.
    pub fn start_flow(&self, then: &str, now: Timestamp) -> Result<(String, Flow), AccountError> {
        let secret = self.secret()?;
        let flow =
            Flow { state: self.secret()?, nonce: self.secret()?, verifier: self.secret()?, then: then.to_owned() };
        self.apply(&[keep(Space::Flow, &digest("flow", &secret), 0, &flow, Some(now.as_second() + LASTS))?])?;
        Ok((secret, flow))
    }

    /// Takes what was sent along when the person is back; a second time there is nothing.
    pub fn take_flow(&self, secret: &str, now: Timestamp) -> Result<Option<Flow>, AccountError> {
        let key = digest("flow", secret);
        let Some(seen) = self.read::<Flow>(Space::Flow, &key, now)? else { return Ok(None) };
        Ok(self.home.apply(&[remove(Space::Flow, &key, seen.version)])?.then_some(seen.value))
    }
}
