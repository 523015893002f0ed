//! A forum: a working group, board or committee.
//!
//! *Invariant:* its members are posts and bodies in public; people stand in attendance records that are shared.

use serde::{Deserialize, Serialize};

use crate::BodyId;

/// A working group, board or committee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forum {
    /// The name in its address, never reused.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// The body it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<BodyId>,
}
