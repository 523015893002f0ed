//! Actions and updates as read.
//!
//! *Invariant:* one action is one row, whatever number of recommendations it serves.

use std::sync::LazyLock;

use domain::{Action, ClaimedStatus, Due, Text, Update, action_claim};
use rusqlite::params;
use serde::Serialize;

use crate::bodies::{BodyRef, number_taken};
use crate::columns::{from_json, json, named};
use crate::project::At;
use crate::store::{Store, View, ViewError};

/// An action as pages and the API show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ActionView {
    /// Our reference (`ACT-9`).
    pub reference: String,
    /// The document's own reference (`12.05.21.01`).
    pub action_ref: Option<String>,
    /// What is to be done.
    pub text: String,
    /// Other wordings of it in the same answer.
    pub wordings: Vec<String>,
    /// The points under it.
    pub parts: Vec<String>,
    /// The body that owns it.
    pub body: Option<BodyRef>,
    /// The post that owns it.
    pub owner: Option<String>,
    /// `taken` or `proposed`.
    pub tense: Option<String>,
    /// How it falls due: `on`, `every` or `when`.
    pub due_kind: Option<String>,
    /// The day, recurrence or event.
    pub due: Option<String>,
    /// Its state as the document puts it.
    pub stated: Option<String>,
    /// Its state on our axis.
    pub claimed_status: String,
    /// Whether it stands in the meeting's action table.
    pub tabled: Option<bool>,
    /// The other recommendations it serves.
    pub also_serves: Vec<String>,
}

impl Store {
    pub(crate) fn project_action(&mut self, at: &At, action: &Action) -> Result<(), ViewError> {
        let (body, meeting) = (self.n_if(action.body)?, self.n_if(action.meeting)?);
        let (response, document) = (self.n_if(action.response)?, self.n_if(action.document)?);
        self.conn
            .prepare_cached(
                "INSERT INTO action (n, number, action_ref, lang, text, wordings, parts, body_n, owner, tense, due, measure, stated,
                   claimed, meeting_n, tabled, response_n, document_n, quotes, serves_many)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)
                 ON CONFLICT (n) DO UPDATE SET number = ?2, action_ref = ?3, lang = ?4, text = ?5, wordings = ?6, parts = ?7, body_n = ?8,
                   owner = ?9, tense = ?10, due = ?11, measure = ?12, stated = ?13, claimed = ?14, meeting_n = ?15, tabled = ?16,
                   response_n = ?17, document_n = ?18, quotes = ?19, serves_many = ?20",
            )?
            .execute(params![
                at.n,
                action.number,
                action.action_ref,
                action.text.lang.as_str(),
                action.text.words,
                json(&action.wordings),
                json(&action.parts),
                body,
                action.owner,
                action.tense.map(|t| t.as_str()),
                json(&action.due),
                action.measure,
                action.stated,
                action.claimed.map(ClaimedStatus::as_str),
                meeting,
                action.tabled,
                response,
                document,
                json(&action.quotes),
                action.recommendations.len() > 1,
            ])
            .map_err(|e| number_taken(e, "ACT", action.number))?;
        self.touched.extend(meeting);
        if !at.first {
            self.conn.execute("DELETE FROM serves WHERE action_n = ?1", [at.n])?;
        }
        for id in &action.recommendations {
            if let Some(recommendation) = self.n_of(*id)? {
                self.conn
                    .prepare_cached("INSERT OR IGNORE INTO serves (recommendation_n, action_n) VALUES (?1, ?2)")?
                    .execute([recommendation, at.n])?;
                self.dirty.insert(recommendation);
            }
        }
        self.keep_quotes(at.n, document, &action.quotes)
    }

    pub(crate) fn project_update(&mut self, at: &At, update: &Update) -> Result<(), ViewError> {
        let (action, obligation) = (self.n_if(update.action)?, self.n_if(update.obligation)?);
        self.conn
            .prepare_cached("INSERT OR REPLACE INTO progress (n, action_n, obligation_n, claimed, said_on, record) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
            .execute(params![at.n, action, obligation, update.claimed_status.map(ClaimedStatus::as_str), update.said_on.map(|d| d.to_string()), serde_json::to_string(update).unwrap_or_default()])?;
        self.conn
            .prepare_cached(
                "UPDATE action SET latest_claim = (SELECT claimed FROM progress WHERE action_n = ?1 AND claimed IS NOT NULL ORDER BY n DESC LIMIT 1)
                 WHERE n = ?1",
            )?
            .execute([action])?;
        let touched = self.view().rows(
            "SELECT recommendation_n FROM serves WHERE action_n = ?1 UNION SELECT recommendation_n FROM obligation WHERE n = ?2",
            params![action, obligation],
            |r| r.get::<_, i64>(0),
        )?;
        self.dirty.extend(touched);
        Ok(())
    }
}

const COLUMNS: &str =
    "a.n, a.number, a.action_ref, a.text, a.wordings, a.parts, b.slug, a.owner, a.tense, a.due, a.stated, a.claimed,
  a.tabled, a.latest_claim, b.name, a.serves_many";

static SERVING: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT {COLUMNS} FROM serves s JOIN action a ON a.n = s.action_n LEFT JOIN body b ON b.n = a.body_n WHERE s.recommendation_n = ?1 ORDER BY a.n LIMIT 1000"
    )
});
static OF_MEETING: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT {COLUMNS} FROM action a LEFT JOIN body b ON b.n = a.body_n WHERE a.meeting_n = ?1 ORDER BY a.n LIMIT 1000"
    )
});

impl View<'_> {
    /// The actions that serve a recommendation, each with its `n` and the others it serves.
    pub(crate) fn actions_serving(&self, recommendation_n: i64) -> Result<Vec<(i64, ActionView)>, ViewError> {
        let mut many = false;
        let mut actions = self.rows(&SERVING, [recommendation_n], |r| {
            many |= r.get::<_, bool>(15)?;
            read_action(r)
        })?;
        // Few actions serve more than one; the others are asked for only then.
        if !many {
            return Ok(actions);
        }
        let others = self.rows(
            "SELECT o.action_n, c.number FROM serves s JOIN serves o ON o.action_n = s.action_n JOIN recommendation c ON c.n = o.recommendation_n
             WHERE s.recommendation_n = ?1 AND o.recommendation_n <> ?1 ORDER BY c.number",
            [recommendation_n],
            |r| Ok((r.get::<_, i64>(0)?, r.get::<_, u64>(1)?)),
        )?;
        for (action_n, number) in others {
            let action = actions.iter_mut().find(|(n, _)| *n == action_n);
            action.into_iter().for_each(|(_, a)| a.also_serves.push(format!("REC-{number}")));
        }
        Ok(actions)
    }

    /// The actions a meeting set.
    pub(crate) fn actions_of_meeting(&self, meeting_n: i64) -> Result<Vec<ActionView>, ViewError> {
        Ok(self.rows(&OF_MEETING, [meeting_n], read_action)?.into_iter().map(|(_, action)| action).collect())
    }
}

fn read_action(r: &rusqlite::Row<'_>) -> rusqlite::Result<(i64, ActionView)> {
    let (slug, name): (Option<String>, Option<String>) = (r.get(6)?, r.get(14)?);
    let due: Option<Due> = from_json(r.get(9)?)?;
    let (due_kind, due) = match due {
        None => (None, None),
        Some(Due::On(day)) => (Some("on"), Some(day.to_string())),
        Some(Due::Every(words)) => (Some("every"), Some(words)),
        Some(Due::When(words)) => (Some("when"), Some(words)),
    };
    let words = |texts: Vec<Text>| texts.into_iter().map(|t| t.words).collect();
    let tense: Option<String> = r.get(8)?;
    let claim = |i: usize| -> rusqlite::Result<Option<ClaimedStatus>> {
        r.get::<_, Option<String>>(i)?.map(|t| named(&t, ClaimedStatus::parse)).transpose()
    };
    let parsed_tense =
        tense.as_deref().map(|t| if t == "taken" { domain::Tense::Taken } else { domain::Tense::Proposed });
    let view = ActionView {
        reference: format!("ACT-{}", r.get::<_, u64>(1)?),
        action_ref: r.get(2)?,
        text: r.get(3)?,
        wordings: words(from_json(r.get(4)?)?),
        parts: words(from_json(r.get(5)?)?),
        body: slug.zip(name).map(|(slug, name)| BodyRef { slug, name }),
        owner: r.get(7)?,
        tense,
        due_kind: due_kind.map(str::to_owned),
        due,
        stated: r.get(10)?,
        claimed_status: action_claim(claim(13)?, claim(11)?, parsed_tense).as_str().to_owned(),
        tabled: r.get(12)?,
        also_serves: Vec::new(),
    };
    Ok((r.get(0)?, view))
}
