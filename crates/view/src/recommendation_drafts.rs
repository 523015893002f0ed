//! Recommendations on their way, as those who hold them read them.
//!
//! *Invariant:* who may read one is in the query itself: a role, today, in a body that holds it.

use domain::{ActorId, BodyId, Duty, ObligationId, RecommendationDraft, RecommendationDraftId};
use jiff::civil::Date;
use rusqlite::params;

use crate::columns::{day_number, record};
use crate::drafts::MAY_READ;
use crate::project::At;
use crate::store::{Store, View, ViewError};

/// A recommendation on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MakingRow {
    /// Its place: the `12` of `/making/12`.
    pub n: i64,
    /// Its identifier.
    pub id: RecommendationDraftId,
    /// Its version.
    pub version: u32,
    /// The sequence of its latest entry.
    pub seq: u64,
    /// The draft.
    pub draft: RecommendationDraft,
}

impl Store {
    pub(crate) fn project_recommendation_draft(
        &mut self,
        at: &At,
        draft: &RecommendationDraft,
    ) -> Result<(), ViewError> {
        self.conn.execute(
            "INSERT OR REPLACE INTO recommendation_draft (n, body, state, record) VALUES (?1, ?2, ?3, ?4)",
            params![
                at.n,
                draft.recommending_body.0,
                draft.state.as_str(),
                serde_json::to_string(draft).unwrap_or_default()
            ],
        )?;
        for duty in domain::held_duties(draft, "") {
            self.conn.execute(
                "INSERT OR REPLACE INTO held_duty (obligation, draft_n) VALUES (?1, ?2)",
                params![duty.obligation.0, at.n],
            )?;
        }
        Ok(())
    }
}

const COLUMNS: &str = "SELECT x.n, r.id, r.version, x.record, r.seq FROM";

impl View<'_> {
    /// A recommendation on its way by its place, if this person may read it on this day.
    pub fn making(&self, n: i64, actor: ActorId, on: Date) -> Result<Option<MakingRow>, ViewError> {
        self.one(
            &format!("{COLUMNS} recommendation_draft x JOIN record r ON r.n = x.n WHERE x.n = ?3 AND {MAY_READ}"),
            params![actor.0, day_number(on), n],
            read,
        )
    }

    /// What a body is about to recommend, or did here, as this person may read it on this day, the newest first.
    pub fn makings_of(&self, body: BodyId, actor: ActorId, on: Date, most: usize) -> Result<Vec<MakingRow>, ViewError> {
        self.rows(
            &format!(
                "{COLUMNS} recommendation_draft x JOIN record r ON r.n = x.n
                 WHERE x.body = ?3 AND {MAY_READ} ORDER BY x.n DESC LIMIT ?4"
            ),
            params![actor.0, day_number(on), body.0, i64::try_from(most).unwrap_or(200)],
            read,
        )
    }

    /// What was served on a body and is not public yet, as this person may read it on this day, the newest first.
    pub fn embargoed_to(&self, body: BodyId, actor: ActorId, on: Date) -> Result<Vec<MakingRow>, ViewError> {
        self.rows(
            &format!(
                "{COLUMNS} held_by k JOIN recommendation_draft x ON x.n = k.n JOIN record r ON r.n = x.n
                 WHERE k.holder = ?3 AND x.body <> ?3 AND x.state = 'embargoed' AND {MAY_READ} ORDER BY x.n DESC LIMIT 200"
            ),
            params![actor.0, day_number(on), body.0],
            read,
        )
    }

    /// Of these obligations those of recommendations that are held back, as the rules need them; the others are left out. Who came after a body
    /// that has ended stands in the public view.
    pub fn held_duties(&self, public: &View<'_>, obligations: &[ObligationId]) -> Result<Vec<Duty>, ViewError> {
        let mut duties = Vec::new();
        for id in obligations {
            let row = self.one(
                &format!("{COLUMNS} held_duty d JOIN recommendation_draft x ON x.n = d.draft_n JOIN record r ON r.n = x.n WHERE d.obligation = ?1"),
                [id.0],
                read,
            )?;
            let held = row.map(|row| domain::held_duties(&row.draft, &format!("HELD-{}", row.n))).unwrap_or_default();
            for mut duty in held.into_iter().filter(|duty| duty.obligation == *id) {
                duty.heir = public.heir_of(duty.addressee)?;
                duties.push(duty);
            }
        }
        Ok(duties)
    }

    /// The day on which an answer to an obligation was first handed over, whether or not anything of it is public.
    pub fn handed_over(&self, obligation: ObligationId) -> Result<Option<Date>, ViewError> {
        let days = self.rows(
            "SELECT x.record ->> '$.given_on' FROM draft_answer d JOIN draft x ON x.n = d.draft_n
             WHERE d.obligation = ?1 AND x.state IN ('submitted', 'decided')",
            [obligation.0],
            |r| r.get::<_, Option<String>>(0),
        )?;
        Ok(days.into_iter().flatten().filter_map(|day| day.parse().ok()).min())
    }

    /// What was served after a place in the ledger, in that order: for the letters that say so.
    pub fn served_after(&self, seq: u64, most: usize) -> Result<Vec<MakingRow>, ViewError> {
        self.rows(
            &format!(
                "{COLUMNS} recommendation_draft x JOIN record r ON r.n = x.n
                 WHERE x.state IN ('embargoed', 'made') AND r.seq > ?1 ORDER BY r.seq LIMIT ?2"
            ),
            params![seq, i64::try_from(most).unwrap_or(200)],
            read,
        )
    }
}

fn read(r: &rusqlite::Row<'_>) -> rusqlite::Result<MakingRow> {
    let draft = record::<RecommendationDraft>(&r.get::<_, String>(3)?)?;
    Ok(MakingRow { n: r.get(0)?, id: RecommendationDraftId(r.get(1)?), version: r.get(2)?, seq: r.get(4)?, draft })
}
