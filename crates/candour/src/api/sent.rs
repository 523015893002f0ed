//! What was asked for lately under which act's identifier, so that other words under the same one are refused instead of being told that
//! they are done.
//!
//! *Invariant:* only what was done is kept, so that a refused act may be mended and sent again; the ledger decides what was done before.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use domain::ActId;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// How many acts are remembered.
const MOST: usize = 20_000;

/// The words of the acts of this server's programs, the last ones, as digests.
#[derive(Default)]
pub(crate) struct Sent {
    known: Mutex<Known>,
    /// Told whenever an act is over.
    over: Condvar,
}

#[derive(Default)]
struct Known {
    words: HashMap<ActId, [u8; 32]>,
    order: VecDeque<ActId>,
    /// The acts that are being done.
    doing: HashSet<ActId>,
}

/// An act that nobody else does meanwhile.
pub(super) struct Alone<'a>(&'a Sent, ActId);

impl Drop for Alone<'_> {
    fn drop(&mut self) {
        self.0.known().doing.remove(&self.1);
        self.0.over.notify_all();
    }
}

/// The digest of what an act is done with; a JSON object's parts are in order whatever order they came in.
pub(super) fn words(with: &Value) -> [u8; 32] {
    Sha256::digest(with.to_string()).into()
}

impl Sent {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until nobody does an act under this identifier. For a thread that may wait.
    pub(super) fn alone(&self, act: ActId) -> Alone<'_> {
        let doing = self.over.wait_while(self.known(), |known| known.doing.contains(&act));
        doing.unwrap_or_else(PoisonError::into_inner).doing.insert(act);
        Alone(self, act)
    }

    /// Whether these are other words than those that the act was done with, as far as is known; what was done now is known from here on.
    pub(super) fn are_others(&self, act: ActId, words: [u8; 32], replayed: bool) -> bool {
        let mut known = self.known();
        if let Some(before) = known.words.get(&act) {
            return *before != words;
        }
        if !replayed {
            known.words.insert(act, words);
            known.order.push_back(act);
            if known.order.len() > MOST
                && let Some(oldest) = known.order.pop_front()
            {
                known.words.remove(&oldest);
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_acts_are_known_by_their_words_and_no_more_than_so_many() {
        let (sent, act) = (Sent::default(), |n: usize| ActId(u128::try_from(n).unwrap_or(0).to_be_bytes()));
        let [yes, no] =
            [r#"{"b":1,"a":"yes"}"#, r#"{"a":"no","b":1}"#].map(|t| serde_json::from_str(t).unwrap_or(Value::Null));
        let same = serde_json::from_str(r#"{"a":"yes","b":1}"#).unwrap_or(Value::Null);
        assert!(!sent.are_others(act(0), words(&yes), false));
        assert!(!sent.are_others(act(0), words(&same), true), "in another order they are the same");
        assert!(sent.are_others(act(0), words(&no), true));
        assert!(!sent.are_others(act(1), words(&yes), true), "what was done before this server began is not known");
        assert!(!sent.are_others(act(1), words(&no), true));
        (2..MOST + 2).for_each(|n| assert!(!sent.are_others(act(n), words(&yes), false)));
        assert!(!sent.are_others(act(0), words(&no), true), "the oldest is forgotten");
        assert!(sent.are_others(act(MOST + 1), words(&no), true));
    }
}
