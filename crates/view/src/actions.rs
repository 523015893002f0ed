//! Actions and updates as read.
//!
//! *Invariant:* one action is one row, whatever number of recommendations it serves.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use domain::{Action, Amendment, ClaimedStatus, Due, Every, PartialDate, Text, Update, action_claim, action_late};
use jiff::civil::Date;
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
    /// How one would know that it was done.
    pub measure: Option<String>,
    /// When that happened after which it falls due.
    pub happened_on: Option<String>,
    /// Whether its day has passed, and nobody says that it is done or will not be.
    pub late: bool,
    /// Of what recurs: how often it was reported, and when it was not. Null where it does not, or not by anything that can be counted.
    pub recurs: Option<RecursView>,
    /// How the promise was changed since it was made, oldest first.
    pub amended: Vec<AmendmentView>,
    /// The version of its record: what If-Match takes.
    pub version: u32,
    /// The other recommendations it serves.
    pub also_serves: Vec<String>,
}

impl ActionView {
    /// What was promised in a matter that is closed waits for nothing any more.
    pub(crate) fn over(&mut self) {
        (self.late, self.recurs) = (false, None);
    }

    /// How often the promise was changed.
    pub fn changes(&self) -> u64 {
        self.amended.len() as u64
    }
}

impl AmendmentView {
    /// Whether this part was said for the first time then.
    pub fn first(&self, part: &str) -> bool {
        let before = match part {
            "due" => &self.due,
            "owner" => &self.owner,
            _ => &self.measure,
        };
        before.is_none() && self.set.iter().any(|set| set == part)
    }
}

/// What came of something that recurs, as of the day that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct RecursView {
    /// Periods, since it was promised, in which something was said of it.
    pub reported: u64,
    /// Periods that are over without a word.
    pub missed: u64,
    /// The last of those: first and last day.
    pub last_missed: Option<(String, String)>,
    /// The last day of the period that runs now, if nothing was said in it yet.
    pub next_by: Option<String>,
    /// The last day of the period that begins next, if something was said in the one that runs now.
    pub then_by: Option<String>,
}

/// A change of a promise as pages and the API show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct AmendmentView {
    /// When it was changed.
    pub on: String,
    /// Why.
    pub why: String,
    /// What was changed: due, owner, measure. What was not said before is null below.
    pub set: Vec<String>,
    /// When it was due before, where that was changed.
    pub due: Option<String>,
    /// Whose it was before, where that was changed.
    pub owner: Option<String>,
    /// How one would have known before, where that was changed.
    pub measure: Option<String>,
}

/// A promise in a body's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    /// The action.
    pub action: ActionView,
    /// The recommendations it serves.
    pub serves: Vec<String>,
    /// What it was when it was read: other after every change of it, and after everything that is said of it.
    pub as_of: String,
}

impl Store {
    pub(crate) fn project_action(&mut self, at: &At, action: &Action) -> Result<(), ViewError> {
        let (body, meeting) = (self.n_if(action.body)?, self.n_if(action.meeting)?);
        let (response, document) = (self.n_if(action.response)?, self.n_if(action.document)?);
        self.conn
            .prepare_cached(
                "INSERT INTO action (n, number, action_ref, lang, text, wordings, parts, body_n, owner, tense, due, measure, stated,
                   claimed, meeting_n, tabled, response_n, document_n, quotes, serves_many, happened_on, amended)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)
                 ON CONFLICT (n) DO UPDATE SET number = ?2, action_ref = ?3, lang = ?4, text = ?5, wordings = ?6, parts = ?7, body_n = ?8,
                   owner = ?9, tense = ?10, due = ?11, measure = ?12, stated = ?13, claimed = ?14, meeting_n = ?15, tabled = ?16,
                   response_n = ?17, document_n = ?18, quotes = ?19, serves_many = ?20, happened_on = ?21, amended = ?22",
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
                action.happened_on.map(|d| d.to_string()),
                json(&action.amended),
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
                // What was said of a changed promise is said of all that it serves now.
                if at.first {
                    self.dirty.insert(recommendation);
                } else {
                    self.told_of([recommendation])?;
                }
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
        self.told_of(touched)
    }
}

const COLUMNS: &str =
    "a.n, a.number, a.action_ref, a.text, a.wordings, a.parts, b.slug, a.owner, a.tense, a.due, a.stated, a.claimed,
  a.tabled, a.latest_claim, b.name, a.serves_many, a.measure, a.happened_on, a.amended";

static SERVING: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT {COLUMNS}, 1 FROM serves s JOIN action a ON a.n = s.action_n LEFT JOIN body b ON b.n = a.body_n WHERE s.recommendation_n = ?1 ORDER BY s.action_n LIMIT 1000"
    )
});
static OF_MEETING: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT {COLUMNS}, r.version FROM action a JOIN record r ON r.n = a.n LEFT JOIN body b ON b.n = a.body_n WHERE a.meeting_n = ?1 ORDER BY a.n LIMIT 1000"
    )
});

static OF_BODY: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT {COLUMNS}, r.version, c.number, l.closure <> 'open' FROM body o JOIN listing l ON l.addressee_n = o.n JOIN serves s ON s.recommendation_n = l.recommendation_n
         JOIN action a ON a.n = s.action_n JOIN record r ON r.n = a.n JOIN recommendation c ON c.n = l.recommendation_n
         LEFT JOIN body b ON b.n = a.body_n WHERE o.n = ?1 AND (a.body_n IS NULL OR a.body_n = o.n)
         ORDER BY l.sort DESC, l.n DESC LIMIT ?2"
    )
});

impl View<'_> {
    /// The actions that serve a recommendation, each with its `n` and the others it serves. Their versions come with the history, which is read
    /// beside them anyway.
    pub(crate) fn actions_serving(
        &self,
        recommendation_n: i64,
        today: Date,
    ) -> Result<Vec<(i64, ActionView)>, ViewError> {
        let mut many = false;
        let mut actions = self.rows(&SERVING, [recommendation_n], |r| {
            many |= r.get::<_, bool>(15)?;
            read_action(r, today)
        })?;
        self.told_of_recurring(&mut actions, today)?;
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

    /// What a body promised, to the newest recommendations first: each action with the recommendations it serves.
    pub fn actions_of_body(&self, slug: &str, today: Date, most: usize) -> Result<Vec<Promise>, ViewError> {
        // One body after another, each in the order of its index: sorted together they would all have to be read.
        let mut rows = Vec::new();
        for body in self.answering_as(slug)? {
            let left = i64::try_from(most.saturating_sub(rows.len())).unwrap_or(i64::MAX);
            rows.extend(self.rows(&OF_BODY, [body, left], |r| {
                Ok((read_action(r, today)?, r.get::<_, u64>(20)?, r.get::<_, bool>(21)?))
            })?);
        }
        let mut places: BTreeMap<i64, usize> = BTreeMap::new();
        let mut out: Vec<(i64, ActionView)> = Vec::new();
        let mut beside: Vec<(Vec<String>, bool)> = Vec::new();
        for ((n, action), number, closed) in rows {
            let place = *places.entry(n).or_insert_with(|| {
                out.push((n, action));
                beside.push((Vec::new(), true));
                out.len() - 1
            });
            if let Some((serves, over)) = beside.get_mut(place) {
                serves.push(format!("REC-{number}"));
                *over &= closed;
            }
        }
        self.told_of_recurring(&mut out, today)?;
        let mut promises = Vec::with_capacity(out.len());
        for ((n, mut action), (serves, over)) in out.into_iter().zip(beside) {
            if over {
                action.over();
            }
            let said = "SELECT max(n) FROM progress WHERE action_n = ?1";
            let said = self.one(said, [n], |r| r.get::<_, Option<u64>>(0))?.flatten().unwrap_or(0);
            promises.push(Promise { as_of: format!("{}.{said}", action.version), action, serves });
        }
        Ok(promises)
    }

    /// The actions a meeting set.
    pub(crate) fn actions_of_meeting(&self, meeting_n: i64) -> Result<Vec<ActionView>, ViewError> {
        let on = Date::constant(1, 1, 1);
        let actions = self.rows(&OF_MEETING, [meeting_n], |r| read_action(r, on))?;
        Ok(actions.into_iter().map(|(_, action)| action).collect())
    }

    /// Of those that recur: how often something was said of them in time.
    fn told_of_recurring(&self, actions: &mut [(i64, ActionView)], today: Date) -> Result<(), ViewError> {
        let over = |action: &ActionView| matches!(action.claimed_status.as_str(), "complete" | "will_not_do");
        let recurring = |action: &ActionView| action.due_kind.as_deref() == Some("every") && !over(action);
        for (n, action) in actions.iter_mut().filter(|(_, action)| recurring(action)) {
            let Some(every) = action.due.as_deref().and_then(Every::of) else { continue };
            // It began when it was promised as it stands: with the answer, or with the last change of when it is due.
            let since = self.one(
                "SELECT coalesce((SELECT max(e.value ->> '$.on') FROM json_each(a.amended) e WHERE e.value ->> '$.due' IS NOT NULL OR instr(e.value ->> '$.set', 'due')), p.given_on,
                   p.received_on, json_extract(m.record, '$.held_on')) FROM action a LEFT JOIN response p ON p.n = a.response_n
                 LEFT JOIN meeting m ON m.n = a.meeting_n WHERE a.n = ?1",
                [*n],
                |r| r.get::<_, Option<String>>(0),
            )?;
            let since = since.flatten().and_then(|day| day.parse::<PartialDate>().ok());
            let Some(since) = since.and_then(PartialDate::exact) else { continue };
            let said =
                self.rows("SELECT said_on FROM progress WHERE action_n = ?1", [*n], |r| r.get::<_, Option<String>>(0))?;
            let said: Vec<Date> = said.iter().flatten().filter_map(|day| day.parse().ok()).collect();
            let all = domain::occurrences(every, since, &said, today);
            let missed = || all.iter().filter(|one| !one.reported && one.to < today);
            let runs = all.last().filter(|one| one.to >= today);
            let then = runs.filter(|one| one.reported).and_then(|one| domain::period_after(every, since, one.to));
            action.recurs = Some(RecursView {
                reported: all.iter().filter(|one| one.reported).count() as u64,
                missed: missed().count() as u64,
                last_missed: missed().next_back().map(|one| (one.from.to_string(), one.to.to_string())),
                next_by: runs.filter(|one| !one.reported).map(|one| one.to.to_string()),
                then_by: then.map(|to| to.to_string()),
            });
        }
        Ok(())
    }
}

fn due_words(due: &Due) -> String {
    match due {
        Due::On(day) => day.to_string(),
        Due::Every(words) | Due::When(words) => words.clone(),
    }
}

fn read_action(r: &rusqlite::Row<'_>, today: Date) -> rusqlite::Result<(i64, ActionView)> {
    let (slug, name): (Option<String>, Option<String>) = (r.get(6)?, r.get(14)?);
    let due: Option<Due> = from_json(r.get(9)?)?;
    let due_kind = due.as_ref().map(|due| match due {
        Due::On(_) => "on",
        Due::Every(_) => "every",
        Due::When(_) => "when",
    });
    let words = |texts: Vec<Text>| texts.into_iter().map(|t| t.words).collect();
    let tense: Option<String> = r.get(8)?;
    let claim = |i: usize| -> rusqlite::Result<Option<ClaimedStatus>> {
        r.get::<_, Option<String>>(i)?.map(|t| named(&t, ClaimedStatus::parse)).transpose()
    };
    let parsed_tense =
        tense.as_deref().map(|t| if t == "taken" { domain::Tense::Taken } else { domain::Tense::Proposed });
    let claimed = action_claim(claim(13)?, claim(11)?, parsed_tense);
    let amended: Vec<Amendment> = from_json(r.get(18)?)?;
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
        late: action_late(due.as_ref(), claimed, today),
        due: due.as_ref().map(due_words),
        stated: r.get(10)?,
        claimed_status: claimed.as_str().to_owned(),
        tabled: r.get(12)?,
        measure: r.get(16)?,
        happened_on: r.get(17)?,
        recurs: None,
        amended: amended
            .into_iter()
            .map(|a| AmendmentView {
                on: a.on.to_string(),
                set: a.set.iter().map(|part| part.as_str().to_owned()).collect(),
                why: a.why.words,
                due: a.due.as_ref().map(due_words),
                owner: a.owner,
                measure: a.measure,
            })
            .collect(),
        version: r.get(19)?,
        also_serves: Vec::new(),
    };
    Ok((r.get(0)?, view))
}
