//! Every identifier is its own type, so that no act can be handed the wrong one (rule 10).
//!
//! *Invariant:* an identifier is 16 bytes, printed as a UUID, and never made here: ids come in with the command.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;

/// A text that is not a UUID.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("'{0}' is not an identifier: it should be 32 hexadecimal digits in groups of 8-4-4-4-12")]
pub struct NotAnId(pub String);

fn parse(text: &str) -> Result<[u8; 16], NotAnId> {
    let wrong = || NotAnId(text.chars().take(60).collect());
    let hyphens = text.bytes().enumerate().all(|(i, b)| (b == b'-') == matches!(i, 8 | 13 | 18 | 23));
    if text.len() != 36 || !hyphens {
        return Err(wrong());
    }
    let mut digits = text.bytes().filter(|b| *b != b'-').map(|b| (b as char).to_digit(16));
    let mut out = [0u8; 16];
    for byte in &mut out {
        let (Some(Some(high)), Some(Some(low))) = (digits.next(), digits.next()) else { return Err(wrong()) };
        *byte = u8::try_from(high * 16 + low).map_err(|_| wrong())?;
    }
    Ok(out)
}

/// The number in a reference that people quote in letters (`REC-12`, rule 11), in either case; `None` where it is none of `prefix`.
pub fn number_in(prefix: &str, reference: &str) -> Option<u64> {
    let (before, digits) = reference.trim().split_once('-')?;
    let plain = !digits.is_empty() && digits.len() <= 18 && digits.bytes().all(|b| b.is_ascii_digit());
    (plain && before.eq_ignore_ascii_case(prefix)).then(|| digits.parse().ok()).flatten()
}

fn print(bytes: &[u8; 16], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let mut out = [b'-'; 36];
    let places = (0..36).filter(|i| !matches!(i, 8 | 13 | 18 | 23));
    let digits = bytes.iter().flat_map(|b| [b >> 4, b & 15]);
    for (place, digit) in places.zip(digits) {
        if let (Some(slot), Some(hex)) = (out.get_mut(place), HEX.get(usize::from(digit))) {
            *slot = *hex;
        }
    }
    f.write_str(std::str::from_utf8(&out).unwrap_or_default())
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; 16]);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                print(&self.0, f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                parse(text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
                text.parse().map_err(de::Error::custom)
            }
        }
    )+};
}

ids! {
    /// An act, named by the client so that pressing twice makes one.
    ActId,
    /// The pseudonym of whoever acts.
    ActorId,
    /// Any record, where the kind does not matter.
    RecordId,
    /// A body.
    BodyId,
    /// A document as received.
    DocumentId,
    /// An investigation, inspection, inquest, inquiry or audit.
    SourceId,
    /// A recommendation.
    RecommendationId,
    /// One recommendation to one addressee.
    ObligationId,
    /// A response.
    ResponseId,
    /// An action.
    ActionId,
    /// An update.
    UpdateId,
    /// A standard.
    StandardId,
    /// A forum.
    ForumId,
    /// A meeting.
    MeetingId,
    /// Who was at a meeting.
    AttendanceId,
    /// A theme.
    ThemeId,
    /// An anonymised case outcome.
    CaseOutcomeId,
    /// What a reader proposes.
    ProposalId,
    /// A person's verdict.
    JudgementId,
    /// Someone's role in a body.
    MembershipId,
    /// An answer on its way.
    DraftId,
    /// A recommendation on its way.
    RecommendationDraftId,
    /// Something that shows something.
    EvidenceId,
    /// A finding.
    AssuranceId,
    /// A decision that a matter is over.
    ClosureId,
    /// What is said to an answer.
    RejoinderId,
    /// An opening of restricted evidence.
    OpeningId,
    /// A body's steps when an answer is late.
    LadderId,
    /// An erasure.
    ErasureId,
    /// A stop on erasure.
    HoldId,
}

macro_rules! record_ids {
    ($($name:ident),+ $(,)?) => {$(
        impl From<$name> for RecordId {
            fn from(id: $name) -> RecordId {
                RecordId(id.0)
            }
        }
    )+};
}

record_ids!(
    BodyId,
    DocumentId,
    SourceId,
    RecommendationId,
    ObligationId,
    ResponseId,
    ActionId,
    UpdateId,
    StandardId,
    ForumId,
    MeetingId,
    AttendanceId,
    ThemeId,
    CaseOutcomeId,
    ProposalId,
    JudgementId,
    MembershipId,
    DraftId,
    RecommendationDraftId,
    EvidenceId,
    AssuranceId,
    ClosureId,
    RejoinderId,
    OpeningId,
    LadderId,
    ErasureId,
    HoldId,
);

impl ActorId {
    /// Whoever holds the data folder and runs the program there: the operator, before anybody has signed in.
    pub const FOLDER: ActorId = ActorId(*b"candour-operator");
}
