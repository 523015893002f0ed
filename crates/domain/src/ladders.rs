//! An escalation ladder: what a body does, and who, when an answer is so many days late. Everybody sees it when the body says so.
//!
//! *Invariant:* which step is reached is reckoned from the due day and the day that is asked about; nothing is stored that midnight would change.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::access::Permit;
use crate::acts::{Act, ActKind};
use crate::record::{Change, Record, Visibility};
use crate::{ActId, BodyId, LadderId};

/// The most steps.
const MOST: usize = 10;
/// The longest words of a step, in bytes.
const WORDS: usize = 500;

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rung {
    /// From this many days after the last due day.
    pub days: u32,
    /// What is done.
    pub what: String,
    /// The post that does it.
    pub who: String,
}

/// A body's steps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ladder {
    /// Whose they are.
    pub body: BodyId,
    /// The steps, the earliest first; none: there is no ladder.
    #[serde(default)]
    pub rungs: Vec<Rung>,
    /// Whether everybody may see them.
    #[serde(default)]
    pub public: bool,
}

impl Ladder {
    /// The step that is reached when an answer is so many days late: its place from 1, and the step.
    pub fn reached(&self, days_late: i64) -> Option<(usize, &Rung)> {
        let steps = (1..).zip(&self.rungs);
        steps.take_while(|(_, rung)| i64::from(rung.days) <= days_late).last()
    }
}

/// The command: say which steps a body takes (`ladder.set`).
#[derive(Clone, Debug)]
pub struct SetLadder {
    /// The act's own identifier.
    pub act_id: ActId,
    /// The version that was seen, where that is known; 0 where there was none.
    pub seen: Option<u32>,
    /// The identifier of the body's own ladder, and of the copy that everybody may see.
    pub ids: (LadderId, LadderId),
    /// Whose it is.
    pub body: BodyId,
    /// The steps.
    pub rungs: Vec<Rung>,
    /// Whether everybody may see them.
    pub public: bool,
}

impl Act for SetLadder {
    const KIND: ActKind = ActKind::SetLadder;
}

/// Why a ladder was not set.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LadderRefused {
    /// Somebody else changed it first.
    #[error("the steps were changed by somebody else since you looked at them: look at them as they are now")]
    Changed,
    /// Too many steps.
    #[error("a ladder has at most 10 steps")]
    TooMany,
    /// Steps out of order.
    #[error("each step comes later than the one before it: {0} days do not come after {1}")]
    Order(u32, u32),
    /// A step without a word, or with too many.
    #[error("step {0} has to say what is done and who does it, each in at most 500 bytes, the post without a |")]
    NoWord(usize),
    /// Too late to be a step.
    #[error("a step comes at most 3,650 days after the due day")]
    TooLate,
}

/// The rule for setting a ladder. What everybody may see is a record of its own: hidden again, it stands there without steps.
pub fn set_ladder(
    _permit: &Permit<SetLadder>,
    before: Option<(u32, Ladder)>,
    cmd: &SetLadder,
) -> Result<Vec<Change>, LadderRefused> {
    let version = before.as_ref().map_or(0, |(version, _)| *version);
    if cmd.seen.is_some_and(|seen| seen != version) {
        return Err(LadderRefused::Changed);
    }
    let before = before.map(|(_, ladder)| ladder);
    if cmd.rungs.len() > MOST {
        return Err(LadderRefused::TooMany);
    }
    for (place, rung) in (1..).zip(&cmd.rungs) {
        let said = |words: &str| !words.trim().is_empty() && words.len() <= WORDS;
        if !said(&rung.what) || !said(&rung.who) || rung.who.contains('|') {
            return Err(LadderRefused::NoWord(place));
        }
        if rung.days > 3650 {
            return Err(LadderRefused::TooLate);
        }
    }
    if let Some((a, b)) = cmd.rungs.iter().zip(cmd.rungs.iter().skip(1)).find(|(a, b)| b.days <= a.days) {
        return Err(LadderRefused::Order(b.days, a.days));
    }
    let ladder = Ladder { body: cmd.body, rungs: cmd.rungs.clone(), public: cmd.public };
    if before.as_ref() == Some(&ladder) {
        return Ok(Vec::new());
    }
    let (own, shown) = cmd.ids;
    let mut changes = Vec::new();
    if cmd.public || before.is_some_and(|before| before.public) {
        let rungs = if cmd.public { cmd.rungs.clone() } else { Vec::new() };
        let copy = Ladder { rungs, ..ladder.clone() };
        changes.push(Change::new(shown, Visibility::Public, Record::Ladder(copy)));
    }
    changes.push(Change::new(own, Visibility::Shared(vec![cmd.body.into()]), Record::Ladder(ladder)));
    Ok(changes)
}
