//! What the index is fed with: each row of the list with its words, read from the view.
//!
//! *Invariant:* a pure function of the view: the same view gives the same rows.

use std::collections::BTreeSet;

use domain::{AssuredStatus, ClaimedStatus, Closure, Meeting, Position, Reason, Standard, Text, Timeliness, Verdict};
use tantivy::TantivyDocument;

use super::fields::{Axes, Before, Fields, MORE, Sought, days};
use super::likeness::Likeness;
use crate::columns::{day_of, from_json, named, record};
use crate::store::{View, ViewError};

/// The most earlier recommendations that are looked at to say whether one was said before.
const MOST_BEFORE: usize = 100;

/// A row of the list as the index needs it.
struct Row {
    n: u64,
    addressee: Option<i64>,
    axes: Axes,
    due: Option<(i64, i64)>,
    took: Option<u64>,
    late: Option<i64>,
}

/// What all rows of a recommendation share.
#[derive(Default)]
struct Shared {
    asked: Vec<String>,
    by: Option<u64>,
    sort: i64,
    year: Option<u64>,
    themes: BTreeSet<u64>,
    standards: BTreeSet<u64>,
}

fn n64(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

/// The words of texts kept as JSON.
fn words_of(json: Option<String>) -> rusqlite::Result<Vec<String>> {
    Ok(from_json::<Vec<Text>>(json)?.into_iter().map(|t| t.words).collect())
}

impl View<'_> {
    /// The rows of the index for one record, by its kind; none where the kind is not searched.
    pub(super) fn indexed(
        &self,
        fields: &Fields,
        n: i64,
        likeness: &Likeness,
    ) -> Result<Vec<TantivyDocument>, ViewError> {
        let kind = self.one("SELECT kind FROM record WHERE n = ?1", [n], |r| r.get::<_, String>(0))?;
        Ok(match kind.as_deref() {
            Some("recommendation") => self.indexed_recommendation(fields, n, likeness)?,
            Some("document") => self.indexed_document(fields, n)?.into_iter().collect(),
            Some("meeting") => self.indexed_meeting(fields, n)?.into_iter().collect(),
            Some("standard") => self.indexed_standard(fields, n)?.into_iter().collect(),
            _ => Vec::new(),
        })
    }

    /// The rows of one recommendation.
    pub(super) fn indexed_recommendation(
        &self,
        fields: &Fields,
        n: i64,
        likeness: &Likeness,
    ) -> Result<Vec<TantivyDocument>, ViewError> {
        let Some(shared) = self.shared_of(n)? else { return Ok(Vec::new()) };
        let rows = self.rows_to_index(n)?;
        let answers = self.answered_words(n)?;
        let done = self.done_words(n)?;
        let more = if rows.len() > 1 { MORE } else { 0 };
        let before = self.asked_before(n, shared.sort, likeness)?;
        let changed = self.last_entry_about(n)?;
        let mut out = Vec::with_capacity(rows.len());
        for row in rows {
            let mut doc = TantivyDocument::default();
            doc.add_u64(fields.of, n64(n));
            doc.add_u64(fields.n, row.n);
            doc.add_u64(fields.kind, Sought::Recommendations.code());
            shared.asked.iter().for_each(|words| doc.add_text(fields.asked, words));
            shared.by.iter().for_each(|by| doc.add_u64(fields.by, *by));
            row.addressee.iter().for_each(|to| doc.add_u64(fields.to, n64(*to)));
            shared.themes.iter().for_each(|t| doc.add_u64(fields.theme, *t));
            shared.standards.iter().for_each(|s| doc.add_u64(fields.standard, *s));
            shared.year.iter().for_each(|y| doc.add_u64(fields.year, *y));
            let said = match &before {
                None => Before::No,
                Some(to) if row.addressee.is_some_and(|own| to.contains(&own)) => Before::ToIt,
                Some(_) => Before::ToOthers,
            };
            let (axes, marks) = Axes { before: said, ..row.axes }.packed();
            doc.add_u64(fields.axes, axes | more);
            marks.iter().for_each(|mark| doc.add_u64(fields.mark, *mark));
            if let Some((first, last)) = row.due {
                doc.add_i64(fields.due_from, first);
                doc.add_i64(fields.due, last);
            }
            row.late.iter().for_each(|late| doc.add_i64(fields.late, *late));
            row.took.iter().for_each(|took| doc.add_u64(fields.took, *took));
            doc.add_i64(fields.sort, shared.sort);
            doc.add_i64(fields.changed, changed);
            let own = answers.iter().filter(|(to, _)| Some(*to) == row.addressee);
            own.for_each(|(_, words)| doc.add_text(fields.said, words));
            let done = done.iter().filter(|(body, _)| body.is_none() || *body == row.addressee);
            done.for_each(|(_, words)| doc.add_text(fields.said, words));
            out.push(doc);
        }
        Ok(out)
    }

    /// The bodies that were asked the same or nearly the same before; `None` where nobody was. What a person judged to be
    /// different does not count.
    fn asked_before(&self, n: i64, day: i64, likeness: &Likeness) -> Result<Option<BTreeSet<i64>>, ViewError> {
        let mut to: Option<BTreeSet<i64>> = None;
        for other in likeness.like(n, MOST_BEFORE)? {
            let made = self.one("SELECT sort FROM recommendation WHERE n = ?1", [other.n], |r| r.get::<_, i64>(0))?;
            if made.is_none_or(|made| (made, other.n) >= (day, n)) {
                continue;
            }
            if !self.judged(n, other.n)?.is_none_or(Verdict::says_again) {
                continue;
            }
            let asked = self.rows(
                "SELECT addressee_n FROM listing WHERE recommendation_n = ?1 AND addressee_n IS NOT NULL",
                [other.n],
                |r| r.get::<_, i64>(0),
            )?;
            to.get_or_insert_default().extend(asked);
        }
        Ok(to)
    }

    fn shared_of(&self, n: i64) -> Result<Option<Shared>, ViewError> {
        let row = self.one(
            "SELECT text, findings, external_ref, recommending_n, sort, year, themes, cites FROM recommendation WHERE n = ?1",
            [n],
            |r| {
                let mut asked = vec![r.get::<_, String>(0)?];
                asked.extend(words_of(r.get(1)?)?);
                asked.extend(r.get::<_, Option<String>>(2)?);
                let year = r.get::<_, Option<i64>>(5)?.map(n64);
                let by = r.get::<_, Option<i64>>(3)?.map(n64);
                let shared = Shared { asked, by, sort: r.get(4)?, year, ..Shared::default() };
                Ok((shared, r.get::<_, bool>(6)?, r.get::<_, bool>(7)?))
            },
        )?;
        let Some((mut shared, themed, cites)) = row else { return Ok(None) };
        if themed {
            let sql = "SELECT theme_n FROM recommendation_theme WHERE n = ?1 AND how <> 'denied'";
            shared.themes = self.rows(sql, [n], |r| r.get::<_, i64>(0))?.into_iter().map(n64).collect();
        }
        if cites {
            let cited =
                self.rows("SELECT standard_n, named, quote FROM citation WHERE n = ?1 ORDER BY place", [n], |r| {
                    Ok((r.get::<_, Option<i64>>(0)?, r.get::<_, String>(1)?, r.get::<_, Option<String>>(2)?))
                })?;
            for (standard, named, quote) in cited {
                shared.standards.extend(standard.map(n64));
                shared.asked.push(named);
                shared.asked.extend(quote);
            }
        }
        Ok(Some(shared))
    }

    /// The findings of a recommendation, and what it says that cited standards say.
    pub(super) fn finding_words(&self, n: i64) -> Result<Vec<String>, ViewError> {
        let found = self.one("SELECT findings FROM recommendation WHERE n = ?1", [n], |r| words_of(r.get(0)?))?;
        let mut words = found.unwrap_or_default();
        words.extend(self.rows(
            "SELECT coalesce(quote, named) FROM citation WHERE n = ?1 ORDER BY place",
            [n],
            |r| r.get::<_, String>(0),
        )?);
        Ok(words)
    }

    fn rows_to_index(&self, n: i64) -> Result<Vec<Row>, ViewError> {
        let made =
            self.one("SELECT made_on FROM recommendation WHERE n = ?1", [n], |r| r.get::<_, Option<String>>(0))?;
        let exact = |day: Option<String>| day.and_then(|day| day.parse::<domain::PartialDate>().ok()?.exact());
        let made = exact(made.flatten());
        self.rows(
            "SELECT n, addressee_n, position, claimed, due_earliest, due_latest, answered, timed, assured, closure, (SELECT starts_on FROM obligation o WHERE o.n = listing.n) FROM listing WHERE recommendation_n = ?1 ORDER BY n",
            [n],
            |r| {
                let timed: String = r.get(7)?;
                let pending = timed == "pending";
                let timed = if pending { None } else { Some(named(&timed, Timeliness::parse)?) };
                let claimed: Option<String> = r.get(3)?;
                let due = r.get::<_, Option<i64>>(4)?.zip(r.get::<_, Option<i64>>(5)?);
                let due = due.and_then(|(first, last)| Some((days(day_of(first)?), days(day_of(last)?))));
                let answered: Option<String> = r.get(6)?;
                let starts = exact(r.get(10)?).or(made);
                let took = starts.zip(exact(answered.clone())).and_then(|(made, came)| u64::try_from(days(came) - days(made)).ok());
                let came = answered.and_then(|a| a.parse::<domain::PartialDate>().ok()).map(|d| days(d.earliest()));
                Ok(Row {
                    n: n64(r.get(0)?),
                    addressee: r.get(1)?,
                    axes: Axes {
                        position: named(&r.get::<_, String>(2)?, Position::parse)?,
                        claimed: claimed.map(|c| named(&c, ClaimedStatus::parse)).transpose()?,
                        assured: named(&r.get::<_, String>(8)?, AssuredStatus::parse)?,
                        closure: named(&r.get::<_, String>(9)?, Closure::parse)?,
                        timed,
                        before: Before::No,
                    },
                    took,
                    due: due.filter(|_| pending),
                    late: came.zip(due).filter(|_| !pending).map(|(came, (_, last))| came - last),
                })
            },
        )
    }

    /// The addressee and words of each answer to a recommendation.
    pub(super) fn answered_words(&self, n: i64) -> Result<Vec<(i64, String)>, ViewError> {
        let answers = self.rows(
            "SELECT o.addressee_n, p.text, p.reasons, a.words FROM obligation o JOIN answer a ON a.obligation_n = o.n
             JOIN response p ON p.n = a.response_n WHERE o.recommendation_n = ?1 ORDER BY o.n, a.response_n",
            [n],
            |r| {
                let reasons: Vec<Reason> = from_json(r.get(2)?)?;
                let mut words: Vec<String> = r.get::<_, Option<String>>(1)?.into_iter().collect();
                words.extend(reasons.into_iter().map(|reason| reason.text.words));
                words.extend(r.get::<_, Option<String>>(3)?);
                Ok((r.get::<_, i64>(0)?, words))
            },
        )?;
        Ok(answers.into_iter().flat_map(|(to, words)| words.into_iter().map(move |w| (to, w))).collect())
    }

    /// The owner and words of each action that serves a recommendation.
    pub(super) fn done_words(&self, n: i64) -> Result<Vec<(Option<i64>, String)>, ViewError> {
        let actions = self.rows(
            "SELECT a.body_n, a.text, a.wordings, a.parts FROM serves s JOIN action a ON a.n = s.action_n WHERE s.recommendation_n = ?1 ORDER BY s.action_n",
            [n],
            |r| {
                let mut words = vec![r.get::<_, String>(1)?];
                words.extend(words_of(r.get(2)?)?);
                words.extend(words_of(r.get(3)?)?);
                Ok((r.get::<_, Option<i64>>(0)?, words))
            },
        )?;
        Ok(actions.into_iter().flat_map(|(body, words)| words.into_iter().map(move |w| (body, w))).collect())
    }

    fn indexed_document(&self, fields: &Fields, n: i64) -> Result<Option<TantivyDocument>, ViewError> {
        let document = self.one("SELECT record FROM document WHERE n = ?1", [n], |r| {
            record::<domain::Document>(&r.get::<_, String>(0)?)
        })?;
        Ok(document.map(|d| {
            let about = [d.publisher, d.address].into_iter().flatten().collect();
            let title = d.title.map(|t| t.words).unwrap_or_default();
            other(fields, n, Sought::Documents, title, about, d.published_on)
        }))
    }

    fn indexed_meeting(&self, fields: &Fields, n: i64) -> Result<Option<TantivyDocument>, ViewError> {
        let row = self.one(
            "SELECT f.name, m.record FROM meeting m JOIN forum f ON f.n = m.forum_n WHERE m.n = ?1",
            [n],
            |r| Ok((r.get::<_, String>(0)?, record::<Meeting>(&r.get::<_, String>(1)?)?)),
        )?;
        let Some((forum, m)) = row else { return Ok(None) };
        let mut about: Vec<String> = m.agenda.into_iter().map(|i| i.title).collect();
        about.extend(m.decisions.into_iter().chain(m.initial_actions).map(|t| t.words));
        about.extend(m.strands.into_iter().map(|s| s.title));
        about.extend(self.actions_of_meeting(n)?.into_iter().map(|a| a.text));
        Ok(Some(other(fields, n, Sought::Meetings, forum, about, m.held_on)))
    }

    fn indexed_standard(&self, fields: &Fields, n: i64) -> Result<Option<TantivyDocument>, ViewError> {
        let standard =
            self.one("SELECT record FROM standard WHERE n = ?1", [n], |r| record::<Standard>(&r.get::<_, String>(0)?))?;
        Ok(standard.map(|s| {
            let mut about = s.aliases;
            about.extend(s.provisions.into_iter().flat_map(|p| std::iter::once(p.label).chain(p.title)));
            about.extend([Some(s.issued_by), s.note].into_iter().flatten());
            other(fields, n, Sought::Standards, s.title, about, s.in_force_from)
        }))
    }
}

/// The row of a record that is no recommendation.
fn other(
    fields: &Fields,
    n: i64,
    kind: Sought,
    title: String,
    about: Vec<String>,
    day: Option<domain::PartialDate>,
) -> TantivyDocument {
    let mut doc = TantivyDocument::default();
    doc.add_u64(fields.of, n64(n));
    doc.add_u64(fields.n, n64(n));
    doc.add_u64(fields.kind, kind.code());
    doc.add_text(fields.title, title);
    about.iter().for_each(|words| doc.add_text(fields.about, words));
    doc.add_i64(fields.changed, n);
    doc.add_i64(fields.sort, day.map_or(0, |d| crate::columns::day_number(d.earliest())));
    doc
}
