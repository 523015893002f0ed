//! A meeting of a forum: agenda, decisions, strands, next dates; and who was there.
//!
//! *Invariant:* a public meeting shows posts and bodies. Names stand in `attendance`, which is never public.

use serde::{Deserialize, Serialize};

use crate::{BodyId, DocumentId, ForumId, MeetingId, PartialDate, Quotes, Text};

/// One agenda item; the paragraphs of repeated headings belong to one item (T13).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgendaItem {
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: String,
}

/// A strand of work with its lead, which may be vacant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Strand {
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: String,
    /// The post that leads it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<String>,
}

/// How many from one body held one post: what the public sees of an attendance list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// The body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<BodyId>,
    /// The body as the minutes name it.
    pub body_name: String,
    /// The rank or post, where the minutes give one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<String>,
    /// Whether it was the chair.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub chair: bool,
}

/// A meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    /// Our own number, the `1` of `MTG-1`.
    pub number: u64,
    /// The forum that met.
    pub forum: ForumId,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_on: Option<PartialDate>,
    /// The agenda.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agenda: Vec<AgendaItem>,
    /// What was decided, without names of people.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<Text>,
    /// The strands of work.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub strands: Vec<Strand>,
    /// The first things to do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub initial_actions: Vec<Text>,
    /// Who was there, as posts and bodies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub present: Vec<Seat>,
    /// Who sent apologies, as posts and bodies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apologies: Vec<Seat>,
    /// The next meetings as printed; a date that cannot be right is in `doubtful_dates` instead (T11).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub next_dates: Vec<PartialDate>,
    /// Printed dates of "next" meetings that lie before this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub doubtful_dates: Vec<PartialDate>,
    /// The minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentId>,
    /// Where each field stands in the document.
    #[serde(default, skip_serializing_if = "Quotes::is_empty")]
    pub quotes: Quotes,
}

/// Present, absent, or there for someone else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttendanceStatus {
    /// Was there.
    Present,
    /// Sent apologies.
    Apologies,
    /// Was there for another.
    Deputy,
}

impl AttendanceStatus {
    /// The name in the API and exports.
    pub fn as_str(self) -> &'static str {
        match self {
            AttendanceStatus::Present => "present",
            AttendanceStatus::Apologies => "apologies",
            AttendanceStatus::Deputy => "deputy",
        }
    }
}

/// One person at one meeting; shared with the forum, never public.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendance {
    /// Which meeting.
    pub meeting: MeetingId,
    /// The person, as written.
    pub person: String,
    /// The rank or post, where given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<String>,
    /// The body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<BodyId>,
    /// The body as written.
    pub body_name: String,
    /// Present, apologies or deputy.
    pub status: AttendanceStatus,
}
