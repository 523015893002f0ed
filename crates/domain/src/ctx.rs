//! Who acts and when: three plain values that come first in every act.
//!
//! *Invariant:* made at the edge and handed in; nothing here asks the machine.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::access::{Forbidden, Held, Permit, Role, Subject, allowed};
use crate::acts::Act;
use crate::ids::{ActorId, BodyId};

/// Whoever acts: a pseudonym and the roles they have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The pseudonym written in the ledger.
    pub id: ActorId,
    /// What they are, and where; nothing for the public.
    pub roles: Arc<[Held]>,
}

impl Actor {
    /// Whether they run the installation.
    pub fn is_operator(&self) -> bool {
        self.roles.iter().any(|held| held.role == Role::Operator)
    }

    /// Whether they have a role, in whichever body.
    pub fn is(&self, role: Role) -> bool {
        self.roles.iter().any(|held| held.role == role)
    }

    /// Whether they write or sign for a body.
    pub fn works_for(&self, body: BodyId) -> bool {
        self.bodies_as(Role::Contributor).chain(self.bodies_as(Role::Approver)).any(|own| own == body)
    }

    /// The bodies they have this role in.
    pub fn bodies_as(&self, role: Role) -> impl Iterator<Item = BodyId> {
        self.roles.iter().filter(move |held| held.role == role).filter_map(|held| held.body)
    }
}

/// The actor, the instant, and today's date in London.
#[derive(Clone, Debug, PartialEq, Eq)]
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
        if allowed(&self.actor.roles, A::KIND, &on.sides()) {
            Ok(Permit::granted())
        } else {
            Err(Forbidden { act: A::KIND })
        }
    }
}
