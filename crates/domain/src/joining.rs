//! Two bodies that turn out to be one (`body.join`): everything that named the one names the other from now on.
//!
//! *Invariant:* nothing is joined silently, and never where something stands against it: a duty of both to answer one recommendation, another
//! code of one scheme, one that comes after the other, somebody who still has a role in the one that goes.

use thiserror::Error;

use crate::access::Permit;
use crate::acts::{Act, ActKind};
use crate::record::{Change, Record, Visibility};
use crate::{ActId, Body, BodyId, fold};

/// The most records that are changed at once.
const RECORDS: usize = 20_000;

/// The command: say that a body is another one.
#[derive(Clone, Debug)]
pub struct JoinBodies {
    /// The act's own identifier.
    pub act_id: ActId,
    /// The one that goes.
    pub gone: BodyId,
    /// The one that it is.
    pub into: BodyId,
    /// The versions of both that were seen.
    pub seen: (u32, u32),
}

impl Act for JoinBodies {
    const KIND: ActKind = ActKind::JoinBodies;
}

/// What the register holds around two bodies.
#[derive(Clone, Debug)]
pub struct Joining {
    /// The one that goes, and its version.
    pub gone: (u32, Body),
    /// The one that it is, and its version.
    pub into: (u32, Body),
    /// Every record that names the one that goes, naming the other instead.
    pub renamed: Vec<Change>,
    /// Recommendations that both have a duty to answer (`REC-5`).
    pub both: Vec<String>,
    /// Whether somebody has a role in the one that goes.
    pub roles: bool,
    /// Whether both say which steps they take when an answer is late.
    pub ladders: bool,
    /// Whether something that is sealed names the one that goes.
    pub sealed: bool,
}

/// Why two bodies were not joined.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum JoinRefused {
    /// One body.
    #[error("a body cannot be joined to itself: name the other one")]
    Same,
    /// Somebody changed one first.
    #[error("what is said of one of these bodies was changed since you looked at it: look at it as it is now")]
    Changed,
    /// One of them is joined already.
    #[error("{0} is joined to another body already")]
    Joined(String),
    /// They are told apart by what is known of them.
    #[error(
        "they have different codes of one scheme ({scheme}: {gone} and {into}): two bodies, unless one of the codes is wrong"
    )]
    Codes {
        /// The scheme.
        scheme: String,
        /// The code of the one that would go.
        gone: String,
        /// The code of the other.
        into: String,
    },
    /// One is the other's successor or a part of it.
    #[error("one of them comes after the other or belongs to it: two bodies")]
    Kin,
    /// Both have a duty to answer one recommendation.
    #[error("both have a duty to answer {0}: one of the duties is wrong, or they are two bodies")]
    Both(String),
    /// Somebody has a role in it.
    #[error("somebody has a role in {0}: end it first, and give it in the other body")]
    Roles(String),
    /// Both have steps.
    #[error("both say which steps they take when an answer is late: take those of {0} away first")]
    Ladders(String),
    /// Something sealed names it.
    #[error("restricted evidence names {0}, and cannot be written again without its key")]
    Sealed(String),
    /// Too many.
    #[error(
        "more than 20,000 records name {0}: that is no slip; say when it ended and to which body its duties passed"
    )]
    TooMany(String),
}

/// The rule for `body.join`: the one that goes keeps its address and its history; its names and codes are the other's.
pub fn join_bodies(
    _permit: &Permit<JoinBodies>,
    around: Joining,
    cmd: &JoinBodies,
) -> Result<Vec<Change>, JoinRefused> {
    let ((gone_version, gone), (into_version, into)) = (around.gone, around.into);
    if cmd.gone == cmd.into {
        return Err(JoinRefused::Same);
    }
    if cmd.seen != (gone_version, into_version) {
        return Err(JoinRefused::Changed);
    }
    if let Some(joined) = [&gone, &into].into_iter().find(|body| body.joined.is_some()) {
        return Err(JoinRefused::Joined(joined.name.clone()));
    }
    let names = |body: &Body, other: BodyId| body.successor == Some(other) || body.parent == Some(other);
    if names(&gone, cmd.into) || names(&into, cmd.gone) {
        return Err(JoinRefused::Kin);
    }
    let other = |(scheme, code): (&String, &String)| {
        into.codes.get(scheme).filter(|own| *own != code).map(|own| (scheme.clone(), code.clone(), own.clone()))
    };
    if let Some((scheme, gone, into)) = gone.codes.iter().find_map(other) {
        return Err(JoinRefused::Codes { scheme, gone, into });
    }
    if let Some(recommendation) = around.both.into_iter().next() {
        return Err(JoinRefused::Both(recommendation));
    }
    for (against, refused) in [
        (around.roles, JoinRefused::Roles as fn(String) -> JoinRefused),
        (around.ladders, JoinRefused::Ladders),
        (around.sealed, JoinRefused::Sealed),
        (around.renamed.len() > RECORDS, JoinRefused::TooMany),
    ] {
        if against {
            return Err(refused(gone.name));
        }
    }
    let mut kept = into;
    for name in std::iter::once(&gone.name).chain(&gone.name_cy).chain(&gone.aliases) {
        let folded = fold(name);
        if !kept.folded_names().any(|known| known == folded) {
            kept.aliases.push(name.clone());
        }
    }
    for (scheme, code) in &gone.codes {
        kept.codes.entry(scheme.clone()).or_insert_with(|| code.clone());
    }
    let (aliases, codes) = Default::default();
    let gone = Body { joined: Some(cmd.into), aliases, codes, name_cy: None, successor: None, ..gone };
    let mut changes = vec![
        Change::new(cmd.gone, Visibility::Public, Record::Body(gone)),
        Change::new(cmd.into, Visibility::Public, Record::Body(kept)),
    ];
    changes.extend(around.renamed);
    Ok(changes)
}
