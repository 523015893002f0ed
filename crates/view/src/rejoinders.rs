//! Rejoinders as read.
//!
//! *Invariant:* each stands as it was said, beside the answer and not in its place.

use domain::{ObligationId, Position, Rejoinder};
use jiff::civil::Date;
use rusqlite::params;
use serde::Serialize;

use crate::bodies::BodyRef;
use crate::columns::{day_number, day_of, named, record};
use crate::project::At;
use crate::store::{Store, View, ViewError};

/// What was said to an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct RejoinderView {
    /// Who says it.
    pub by: Option<BodyRef>,
    /// When.
    pub on: String,
    /// The position it is said to.
    pub to: String,
    /// The words.
    pub text: String,
    /// The day by which another answer is asked for.
    pub again_by: Option<String>,
}

/// An answer that a rejoinder asks for again, and by when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyAsked {
    /// The rejoinder's place in the ledger.
    pub place: i64,
    /// When it was said.
    pub on: String,
    /// The duty.
    pub obligation: ObligationId,
    /// The recommendation.
    pub reference: String,
    /// Its words.
    pub text: String,
    /// The day.
    pub by: Date,
    /// The address of the body whose duty it is.
    pub slug: String,
}

impl Store {
    pub(crate) fn project_rejoinder(&mut self, at: &At, rejoinder: &Rejoinder) -> Result<(), ViewError> {
        let Some(obligation) = self.n_of(rejoinder.obligation)? else { return Ok(()) };
        self.conn.execute(
            "INSERT OR REPLACE INTO rejoinder (n, obligation_n, addressee_n, again_by, record)
             VALUES (?1, ?2, (SELECT addressee_n FROM obligation WHERE n = ?2), ?3, ?4)",
            params![
                at.n,
                obligation,
                rejoinder.again_by.map(day_number),
                serde_json::to_string(rejoinder).unwrap_or_default()
            ],
        )?;
        let touched = self
            .view()
            .one("SELECT recommendation_n FROM obligation WHERE n = ?1", [obligation], |r| r.get::<_, i64>(0))?;
        self.told_of(touched)
    }
}

impl View<'_> {
    /// What was said to the answers to a duty, newest first.
    pub(crate) fn rejoinders_on(&self, obligation: i64) -> Result<Vec<RejoinderView>, ViewError> {
        let rows =
            self.rows("SELECT record FROM rejoinder WHERE obligation_n = ?1 ORDER BY n DESC", [obligation], |r| {
                record::<Rejoinder>(&r.get::<_, String>(0)?)
            })?;
        let view = |said: Rejoinder| {
            Ok(RejoinderView {
                by: self.body_ref_of(said.by.into())?,
                on: said.on.to_string(),
                to: said.to.as_str().to_owned(),
                text: said.text.words,
                again_by: said.again_by.map(|day| day.to_string()),
            })
        };
        rows.into_iter().map(view).collect()
    }

    /// The answers that a body is asked for again and has not published, those wanted first before others, so many at most.
    pub fn replies_asked(&self, of: &str, most: usize) -> Result<Vec<ReplyAsked>, ViewError> {
        let mut asked = Vec::new();
        for body in self.answering_as(of)? {
            let rows = self.rows(
                "SELECT j.n, r.id, c.number, c.text, j.again_by, b.slug, j.record ->> '$.on' FROM rejoinder j
                 JOIN obligation o ON o.n = j.obligation_n JOIN listing l ON l.n = o.n JOIN record r ON r.n = o.n
                 JOIN recommendation c ON c.n = o.recommendation_n JOIN body b ON b.n = o.addressee_n
                 WHERE j.addressee_n = ?1 AND j.again_by IS NOT NULL AND l.closure = 'open'
                   AND NOT EXISTS (SELECT 1 FROM answer a WHERE a.obligation_n = o.n AND a.response_n > j.n)
                   AND NOT EXISTS (SELECT 1 FROM rejoinder k WHERE k.obligation_n = o.n AND k.n > j.n)
                 ORDER BY j.again_by LIMIT ?2",
                params![body, i64::try_from(most).unwrap_or(100)],
                |r| {
                    let Some(by) = day_of(r.get(4)?) else { return Ok(None) };
                    Ok(Some(ReplyAsked {
                        place: r.get(0)?,
                        on: r.get(6)?,
                        obligation: ObligationId(r.get(1)?),
                        reference: format!("REC-{}", r.get::<_, u64>(2)?),
                        text: r.get(3)?,
                        by,
                        slug: r.get(5)?,
                    }))
                },
            )?;
            asked.extend(rows.into_iter().flatten());
        }
        asked.sort_by_key(|one| (one.by, one.place));
        asked.truncate(most);
        Ok(asked)
    }

    /// Whether an answer was handed over since a rejoinder: begun after it, or begun before and handed over on a later day. Of the workspace's
    /// view.
    pub fn handed_over_since(&self, asked: &ReplyAsked) -> Result<bool, ViewError> {
        let found = self.one(
            "SELECT 1 FROM draft_answer d JOIN draft x ON x.n = d.draft_n
             WHERE d.obligation = ?1 AND (d.draft_n > ?2 OR x.record ->> '$.given_on' > ?3)
               AND x.state IN ('submitted', 'decided') LIMIT 1",
            params![asked.obligation.0, asked.place, asked.on],
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }

    /// What the addressee of a duty says now.
    pub fn position_of(&self, obligation: ObligationId) -> Result<Option<Position>, ViewError> {
        self.one("SELECT l.position FROM record r JOIN listing l ON l.n = r.n WHERE r.id = ?1", [obligation.0], |r| {
            named(&r.get::<_, String>(0)?, Position::parse)
        })
    }
}
