//! Forums, meetings and attendance as read.
//!
//! *Invariant:* the public page of a meeting shows posts and bodies; attendance records are never in the public view.

use domain::{Attendance, Forum, ForumId, Meeting, Seat};
use rusqlite::params;
use serde::Serialize;

use crate::actions::ActionView;
use crate::bodies::{BodyRef, number_taken};
use crate::columns::record;
use crate::documents::DocumentRef;
use crate::project::At;
use crate::store::{Store, View, ViewError};

/// A meeting as lists name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct MeetingRef {
    /// Our reference (`MTG-1`).
    pub reference: String,
    /// The forum that met.
    pub forum: String,
    /// When.
    pub held_on: Option<String>,
}

/// One seat at a meeting: a post and a body, no name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct SeatView {
    /// The body as the minutes name it.
    pub body_name: String,
    /// The body, where known.
    pub body: Option<BodyRef>,
    /// The post, where given.
    pub post: Option<String>,
    /// Whether it was the chair.
    pub chair: bool,
}

/// A meeting's own page.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct MeetingPage {
    /// Our reference (`MTG-1`).
    pub reference: String,
    /// The forum that met.
    pub forum: String,
    /// When.
    pub held_on: Option<String>,
    /// Number and title of each agenda item.
    pub agenda: Vec<(String, String)>,
    /// What was decided.
    pub decisions: Vec<String>,
    /// Number, title and lead of each strand.
    pub strands: Vec<(String, String, Option<String>)>,
    /// The first things to do.
    pub initial_actions: Vec<String>,
    /// Who was there.
    pub present: Vec<SeatView>,
    /// Who sent apologies.
    pub apologies: Vec<SeatView>,
    /// The next meetings.
    pub next_dates: Vec<String>,
    /// Printed next dates that cannot be right.
    pub doubtful_dates: Vec<String>,
    /// The action table.
    pub actions: Vec<ActionView>,
    /// Commitments made in words and never tabled.
    pub untabled: Vec<ActionView>,
    /// The minutes.
    pub document: Option<DocumentRef>,
}

impl Store {
    pub(crate) fn project_forum(&mut self, at: &At, forum: &Forum) -> Result<(), ViewError> {
        let json = serde_json::to_string(forum).unwrap_or_default();
        self.conn
            .execute("INSERT INTO forum (n, slug, name, record) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (n) DO UPDATE SET slug = ?2, name = ?3, record = ?4", params![at.n, forum.slug, forum.name, json])
            .map_err(|e| crate::project::taken(e, || format!("the forum address '{}'", forum.slug)))?;
        Ok(())
    }

    pub(crate) fn project_meeting(&mut self, at: &At, meeting: &Meeting) -> Result<(), ViewError> {
        let (forum, document) = (self.n_of(meeting.forum)?, self.n_if(meeting.document)?);
        let json = serde_json::to_string(meeting).unwrap_or_default();
        self.conn
            .execute(
                "INSERT INTO meeting (n, number, forum_n, held, document_n, record) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (n) DO UPDATE SET number = ?2, forum_n = ?3, held = ?4, document_n = ?5, record = ?6",
                params![at.n, meeting.number, forum.unwrap_or_default(), meeting.held_on.map(|d| d.to_string()), document, json],
            )
            .map_err(|e| number_taken(e, "MTG", meeting.number))?;
        self.keep_quotes(at.n, document, &meeting.quotes)
    }

    pub(crate) fn project_attendance(&mut self, at: &At, attendance: &Attendance) -> Result<(), ViewError> {
        let meeting = self.n_of(attendance.meeting)?;
        let json = serde_json::to_string(attendance).unwrap_or_default();
        self.conn.execute(
            "INSERT OR REPLACE INTO attendance (n, meeting_n, record) VALUES (?1, ?2, ?3)",
            params![at.n, meeting, json],
        )?;
        Ok(())
    }
}

impl View<'_> {
    /// The forum at an address.
    pub fn forum_by_slug(&self, slug: &str) -> Result<Option<ForumId>, ViewError> {
        self.one("SELECT r.id FROM forum f JOIN record r ON r.n = f.n WHERE f.slug = ?1", [slug], |r| {
            Ok(ForumId(r.get(0)?))
        })
    }

    /// All meetings, the latest held first.
    pub fn meetings(&self, most: usize) -> Result<Vec<MeetingRef>, ViewError> {
        self.rows(
            "SELECT m.number, f.name, m.held FROM meeting m JOIN forum f ON f.n = m.forum_n ORDER BY m.held DESC, m.n DESC LIMIT ?1",
            [i64::try_from(most).unwrap_or(100)],
            |r| Ok(MeetingRef { reference: format!("MTG-{}", r.get::<_, u64>(0)?), forum: r.get(1)?, held_on: r.get(2)? }),
        )
    }

    /// A meeting by its number.
    pub fn meeting_page(&self, number: u64) -> Result<Option<MeetingPage>, ViewError> {
        let row = self.one(
            "SELECT m.n, f.name, m.record FROM meeting m JOIN forum f ON f.n = m.forum_n WHERE m.number = ?1",
            [number],
            |r| Ok((r.get::<_, i64>(0)?, r.get::<_, String>(1)?, record::<Meeting>(&r.get::<_, String>(2)?)?)),
        )?;
        let Some((n, forum, meeting)) = row else { return Ok(None) };
        let (actions, untabled) = self.actions_of_meeting(n)?.into_iter().partition(|a| a.tabled != Some(false));
        let words = |texts: Vec<domain::Text>| texts.into_iter().map(|t| t.words).collect();
        Ok(Some(MeetingPage {
            reference: format!("MTG-{number}"),
            forum,
            held_on: meeting.held_on.map(|d| d.to_string()),
            agenda: meeting.agenda.into_iter().map(|i| (i.number, i.title)).collect(),
            decisions: words(meeting.decisions),
            strands: meeting.strands.into_iter().map(|s| (s.number, s.title, s.lead)).collect(),
            initial_actions: words(meeting.initial_actions),
            present: self.seats(meeting.present)?,
            apologies: self.seats(meeting.apologies)?,
            next_dates: meeting.next_dates.iter().map(ToString::to_string).collect(),
            doubtful_dates: meeting.doubtful_dates.iter().map(ToString::to_string).collect(),
            actions,
            untabled,
            document: match meeting.document {
                Some(id) => self.document_ref_of(id)?,
                None => None,
            },
        }))
    }

    fn seats(&self, seats: Vec<Seat>) -> Result<Vec<SeatView>, ViewError> {
        let mut out = Vec::with_capacity(seats.len());
        for seat in seats {
            let body = match seat.body {
                Some(id) => self.body_ref_of(id.into())?,
                None => None,
            };
            out.push(SeatView { body_name: seat.body_name, body, post: seat.post, chair: seat.chair });
        }
        Ok(out)
    }
}
