//! How often may be tried: by an address from a network, by a network, and at an address from everywhere.
//!
//! Nobody can lock another out: what counts against an address from everywhere does not count for a device that signed in to it
//! before, and no limit is ever for good.
//!
//! *Invariant:* bounded: the fullest memory of tries is [`MOST`] of them, the oldest forgotten first.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use thiserror::Error;

use crate::store::digest;

/// The most tries that are remembered.
const MOST: usize = 100_000;

/// One limit: so many at once, then one every so many seconds.
#[derive(Clone, Copy, Debug)]
struct Limit {
    at_once: f64,
    every: f64,
}

/// By one address from one network, or from a device that is known.
const ONE: Limit = Limit { at_once: 8.0, every: 60.0 };
/// By one network, whatever the address.
const NETWORK: Limit = Limit { at_once: 60.0, every: 10.0 };
/// At one address, from everywhere that is not known.
const ADDRESS: Limit = Limit { at_once: 50.0, every: 60.0 };

/// Too many tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("that was tried too often; try again in {seconds} seconds")]
pub struct TooMany {
    /// When to try again.
    pub seconds: u64,
}

/// What was tried lately, in this process.
#[derive(Default)]
pub struct Throttle(Mutex<HashMap<String, (f64, i64)>>);

impl Throttle {
    /// Takes note of a try at `address` from `network`, or says that it is one too many. `known`: from a device that signed in to the
    /// address before.
    pub fn take(&self, address: &str, network: &str, known: Option<&str>, now: Timestamp) -> Result<(), TooMany> {
        let all = match known {
            Some(device) => vec![(digest("throttle/device", device), ONE)],
            None => vec![
                (digest("throttle/one", &format!("{address}\n{network}")), ONE),
                (digest("throttle/network", network), NETWORK),
                (digest("throttle/address", address), ADDRESS),
            ],
        };
        self.taken(all, now)
    }

    /// Takes note of a try from a network that names nobody yet: a sign-in that begins elsewhere. It counts apart, for any page can make a browser
    /// begin one, and passwords shall not suffer for it.
    pub fn take_from(&self, network: &str, now: Timestamp) -> Result<(), TooMany> {
        self.taken(vec![(digest("throttle/elsewhere", network), NETWORK)], now)
    }

    fn taken(&self, all: Vec<(String, Limit)>, now: Timestamp) -> Result<(), TooMany> {
        let second = now.as_second();
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // What is left, as of now: it grows back with time.
        let left = |kept: &HashMap<String, (f64, i64)>, key: &str, limit: Limit| {
            kept.get(key).map_or(limit.at_once, |(left, at)| {
                #[expect(clippy::cast_precision_loss, reason = "seconds since the last try")]
                let since = (second - at).max(0) as f64;
                (left + since / limit.every).min(limit.at_once)
            })
        };
        for (key, limit) in &all {
            let left = left(&kept, key, *limit);
            if left < 1.0 {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "at most a limit's seconds"
                )]
                let seconds = ((1.0 - left) * limit.every).ceil() as u64;
                return Err(TooMany { seconds });
            }
        }
        for (key, limit) in all {
            let left = left(&kept, &key, limit) - 1.0;
            kept.insert(key, (left, second));
        }
        if kept.len() > MOST {
            let mut times: Vec<i64> = kept.values().map(|(_, at)| *at).collect();
            let middle = times.len() / 2;
            let (_, oldest, _) = times.select_nth_unstable(middle);
            let oldest = *oldest;
            kept.retain(|_, (_, at)| *at > oldest);
        }
        Ok(())
    }

    /// Gives back what a try took that was right.
    pub fn give_back(&self, address: &str, network: &str, known: Option<&str>) {
        let keys = match known {
            Some(device) => vec![digest("throttle/device", device)],
            None => vec![
                digest("throttle/one", &format!("{address}\n{network}")),
                digest("throttle/network", network),
                digest("throttle/address", address),
            ],
        };
        self.given_back(keys);
    }

    /// The same for a network alone.
    pub fn give_back_from(&self, network: &str) {
        self.given_back(vec![digest("throttle/elsewhere", network)]);
    }

    fn given_back(&self, keys: Vec<String>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for key in keys {
            if let Some((left, _)) = kept.get_mut(&key) {
                *left += 1.0;
            }
        }
    }
}
