//! How many passwords are hashed at once: each takes 19 MiB and tens of milliseconds, and strangers decide when.
//!
//! *Invariant:* whoever waits here is a thread for work that waits, never one that serves pages.

use std::sync::{Condvar, Mutex, PoisonError};

/// Lets through so many at once.
pub(crate) struct Gate {
    free: Mutex<usize>,
    left: Condvar,
}

impl Gate {
    pub(crate) fn new(at_once: usize) -> Gate {
        Gate { free: Mutex::new(at_once.max(1)), left: Condvar::new() }
    }

    /// Waits for a place, does the work, and leaves.
    pub(crate) fn pass<T>(&self, work: impl FnOnce() -> T) -> T {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let mut free = self.left.wait_while(free, |free| *free == 0).unwrap_or_else(PoisonError::into_inner);
        *free -= 1;
        drop(free);
        let _leaving = Leaving(self);
        work()
    }
}

/// Gives the place back, however the work ended.
struct Leaving<'a>(&'a Gate);

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        *self.0.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.0.left.notify_one();
    }
}
