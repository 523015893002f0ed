//! Places among the few sealed files that are in memory at once, while they are sealed or opened: a few for all, and fewer for each person, so that
//! nobody's slow connections hold up the others.
//!
//! *Invariant:* who waits for one of their own places waits in nobody else's way.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::ActorId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The most files in memory at once.
const ALL: usize = 4;
/// The most that one person has there.
const EACH: usize = 2;

/// The places.
pub(crate) struct Rooms {
    all: Arc<Semaphore>,
    own: Mutex<HashMap<ActorId, Arc<Semaphore>>>,
}

/// A place, until it is dropped.
pub(crate) struct Room {
    _place: OwnedSemaphorePermit,
    _own: Own,
}

/// One of a person's own.
struct Own {
    rooms: Arc<Rooms>,
    whose: ActorId,
    permit: Option<OwnedSemaphorePermit>,
}

impl Drop for Own {
    fn drop(&mut self) {
        self.permit = None;
        let mut own = self.rooms.own.lock().unwrap_or_else(PoisonError::into_inner);
        // Nobody has one of them or waits for one: they are made again when they are wanted.
        if own.get(&self.whose).is_some_and(|places| Arc::strong_count(places) == 1) {
            own.remove(&self.whose);
        }
    }
}

impl Rooms {
    pub(crate) fn new() -> Arc<Rooms> {
        Arc::new(Rooms { all: Arc::new(Semaphore::new(ALL)), own: Mutex::default() })
    }

    /// A place for somebody, if there is one before so long.
    pub(crate) async fn take(self: &Arc<Rooms>, whose: ActorId, within: Duration) -> Option<Room> {
        tokio::time::timeout(within, self.wait(whose)).await.ok().flatten()
    }

    async fn wait(self: &Arc<Rooms>, whose: ActorId) -> Option<Room> {
        let mut own = Own { rooms: Arc::clone(self), whose, permit: None };
        let places = {
            let mut all = self.own.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(all.entry(whose).or_insert_with(|| Arc::new(Semaphore::new(EACH))))
        };
        own.permit = Some(places.acquire_owned().await.ok()?);
        let place = Arc::clone(&self.all).acquire_owned().await.ok()?;
        Some(Room { _place: place, _own: own })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_person_has_two_places_and_leaves_the_others_to_others() {
        let (rooms, now) = (Rooms::new(), Duration::from_millis(5));
        let (one, two, three) = (ActorId([1; 16]), ActorId([2; 16]), ActorId([3; 16]));
        let first = rooms.take(one, now).await;
        let second = rooms.take(one, now).await;
        assert!(first.is_some() && second.is_some() && rooms.take(one, now).await.is_none());
        let others = [rooms.take(two, now).await, rooms.take(two, now).await];
        assert!(others.iter().all(Option::is_some), "there are four in all");
        assert!(rooms.take(three, now).await.is_none(), "and no more");
        drop(first);
        assert!(rooms.take(three, now).await.is_some(), "what is left is another's");
        assert!(rooms.take(one, now).await.is_some(), "or one's own again");
        drop((second, others));
        assert!(rooms.own.lock().unwrap_or_else(PoisonError::into_inner).is_empty(), "nobody is remembered");
    }
}
