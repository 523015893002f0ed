//! Who acts and when: three plain values that come first in every act.
//!
//! *Invariant:* made at the edge and handed in; nothing here asks the machine.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::access::{Act, Forbidden, Permit, Role, Subject, policy};
use crate::ids::ActorId;

/// Whoever acts: a pseudonym and a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The pseudonym written in the ledger.
    pub id: ActorId,
    /// What they are here.
    pub role: Role,
}

/// The actor, the instant, and today's date in London.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ctx {
    /// Who.
    pub actor: Actor,
    /// The instant it is written.
    pub now: Timestamp,
    /// The civil day it is written on (Europe/London).
    pub today: Date,
}

impl Ctx {
    /// A permit for act `A` on these subjects, or why not. Without a permit no act compiles.
    pub fn permit<A: Act>(&self, on: &impl Subject) -> Result<Permit<A>, Forbidden> {
        if policy(self.actor.role, A::KIND, &on.bodies()) {
            Ok(Permit::granted())
        } else {
            Err(Forbidden { act: A::KIND, role: self.actor.role })
        }
    }
}
