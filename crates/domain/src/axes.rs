//! The five axes. They are derived, never stored in the ledger, and never folded into one traffic light.
//!
//! Names are DESIGN.md section 2's; every page, filter, count and API field uses them.
//!
//! *Invariant:* a missing fact gives `unknown` or the axis' own empty value, never a guess.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::obligations::{DueWindow, Power};
use crate::{PartialDate, Tense};

macro_rules! axis {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// Every value, in the order pages show them.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The name in the API, in filters and in exports.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text),+ }
            }

            /// The value of that name.
            pub fn parse(text: &str) -> Option<$name> {
                Self::ALL.iter().copied().find(|v| v.as_str() == text)
            }
        }
    };
}

axis! {
    /// What the addressee says.
    Position {
        /// No answer is held.
        NoneGiven = "none_given",
        /// Yes.
        Accepted = "accepted",
        /// Yes to the aim.
        AcceptedInPrinciple = "accepted_in_principle",
        /// Yes to part.
        PartlyAccepted = "partly_accepted",
        /// Says it was done before it was asked.
        AlreadyDone = "already_done",
        /// No.
        Rejected = "rejected",
        /// Heard, neither yes nor no.
        Noted = "noted",
    }
}

axis! {
    /// How far the addressee says it is.
    ClaimedStatus {
        /// Nothing began.
        NotStarted = "not_started",
        /// Some began.
        InProgress = "in_progress",
        /// All done, it says.
        Complete = "complete",
        /// It will not be done.
        WillNotDo = "will_not_do",
    }
}

axis! {
    /// What someone independent found.
    AssuredStatus {
        /// Nobody has looked.
        Unchecked = "unchecked",
        /// The evidence does not show it.
        Insufficient = "insufficient",
        /// The evidence shows part.
        Partial = "partial",
        /// The evidence shows it.
        Verified = "verified",
        /// The recommending body itself found it done.
        VerifiedByOversightBody = "verified_by_oversight_body",
        /// The evidence shows otherwise.
        Contradicted = "contradicted",
    }
}

axis! {
    /// Whether the answer came in time, reckoned from due days and today.
    Timeliness {
        /// Nothing obliges an answer.
        NoDuty = "no_duty",
        /// Time is left.
        NotDue = "not_due",
        /// Due within four weeks.
        DueSoon = "due_soon",
        /// The last possible due day has passed.
        Overdue = "overdue",
        /// The first possible due day has passed, the last has not.
        PossiblyOverdue = "possibly_overdue",
        /// The clock stands still.
        Suspended = "suspended",
        /// Answered in time.
        Met = "met",
        /// Answered late.
        MetLate = "met_late",
        /// A power or a date is missing, so nobody can say.
        Unknown = "unknown",
    }
}

axis! {
    /// Whether the matter is closed, and how.
    Closure {
        /// Open.
        Open = "open",
        /// Done and shown.
        ClosedImplemented = "closed_implemented",
        /// Given up.
        ClosedNotImplemented = "closed_not_implemented",
        /// Replaced by another.
        ClosedSuperseded = "closed_superseded",
        /// No longer of any use.
        ClosedNoLongerApplicable = "closed_no_longer_applicable",
    }
}

/// Days before the due day from which an answer is due soon.
pub const DUE_SOON_DAYS: i32 = 28;

/// Timeliness of one obligation on a day.
///
/// `answered` is when the answer came: outer `None` for no answer, inner `None` for an answer whose day is not known.
pub fn timeliness(
    power: Option<Power>,
    due: Option<DueWindow>,
    answered: Option<Option<PartialDate>>,
    today: Date,
) -> Timeliness {
    if power.is_some_and(|p| !p.obliges()) && due.is_none() {
        return Timeliness::NoDuty;
    }
    let Some(due) = due else { return Timeliness::Unknown };
    match answered {
        Some(None) => Timeliness::Unknown,
        Some(Some(on)) if on.latest() <= due.earliest => Timeliness::Met,
        Some(Some(on)) if on.earliest() > due.latest => Timeliness::MetLate,
        Some(Some(_)) => Timeliness::Unknown,
        None => unanswered(days_since(due.earliest, today), days_since(due.latest, today)),
    }
}

/// Days from `day` to `today`; negative while `day` is to come.
fn days_since(day: Date, today: Date) -> i64 {
    today.since(day).map_or(0, |span| i64::from(span.get_days()))
}

/// Timeliness of a duty without an answer, from how many days ago the first and the last possible due day were
/// (negative while they are to come).
pub fn unanswered(since_first: i64, since_last: i64) -> Timeliness {
    if since_last > 0 {
        Timeliness::Overdue
    } else if since_first > 0 {
        Timeliness::PossiblyOverdue
    } else if since_first >= -i64::from(DUE_SOON_DAYS) {
        Timeliness::DueSoon
    } else {
        Timeliness::NotDue
    }
}

/// Least and most, both included; `None` where there is no bound.
pub type Bounds = (Option<i64>, Option<i64>);

/// The inverse of [`unanswered`], for an index that is asked for one value: how many days ago the first and the last
/// possible due day must have been. `None` for a value that an answer or a missing fact decides.
pub fn unanswered_when(value: Timeliness) -> Option<(Bounds, Bounds)> {
    let soon = -i64::from(DUE_SOON_DAYS);
    match value {
        Timeliness::Overdue => Some(((None, None), (Some(1), None))),
        Timeliness::PossiblyOverdue => Some(((Some(1), None), (None, Some(0)))),
        Timeliness::DueSoon => Some(((Some(soon), Some(0)), (None, Some(0)))),
        Timeliness::NotDue => Some(((None, Some(soon - 1)), (None, Some(0)))),
        _ => None,
    }
}

/// What one action claims: its last update, else what its document says, else its tense.
pub fn action_claim(
    last_update: Option<ClaimedStatus>,
    stated: Option<ClaimedStatus>,
    tense: Option<Tense>,
) -> ClaimedStatus {
    last_update.or(stated).unwrap_or(match tense {
        Some(Tense::Taken) => ClaimedStatus::Complete,
        Some(Tense::Proposed) | None => ClaimedStatus::NotStarted,
    })
}

/// Claimed status of an obligation from its actions' claims (DESIGN.md section 2, axis 2); with no actions, from the
/// addressee's last update. `None` where nothing claims anything.
pub fn claimed_status(actions: &[ClaimedStatus], last_update: Option<ClaimedStatus>) -> Option<ClaimedStatus> {
    let live: Vec<_> = actions.iter().copied().filter(|c| *c != ClaimedStatus::WillNotDo).collect();
    if actions.is_empty() {
        last_update
    } else if live.is_empty() {
        Some(ClaimedStatus::WillNotDo)
    } else if live.iter().all(|c| *c == ClaimedStatus::Complete) {
        Some(ClaimedStatus::Complete)
    } else if live.iter().all(|c| *c == ClaimedStatus::NotStarted) {
        Some(ClaimedStatus::NotStarted)
    } else {
        Some(ClaimedStatus::InProgress)
    }
}

/// The position that stands: the latest answer's, by its day and then by its place in the register.
pub fn effective_position(answers: &[(Option<PartialDate>, u64, Position)]) -> Position {
    answers
        .iter()
        .max_by_key(|(on, seq, _)| (on.map(PartialDate::latest).unwrap_or(Date::MIN), *seq))
        .map_or(Position::NoneGiven, |(_, _, position)| *position)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_index_is_asked_is_what_the_rule_says() {
        let within =
            |days: i64, (least, most): Bounds| least.is_none_or(|l| days >= l) && most.is_none_or(|m| days <= m);
        for since_first in -40..40 {
            // The last possible due day is never before the first, so it was never longer ago.
            for since_last in -45..=since_first {
                for value in Timeliness::ALL {
                    let said = unanswered(since_first, since_last) == *value;
                    let asked = unanswered_when(*value)
                        .is_some_and(|(first, last)| within(since_first, first) && within(since_last, last));
                    assert_eq!(said, asked, "{value:?} {since_first} {since_last}");
                }
            }
        }
    }
}
