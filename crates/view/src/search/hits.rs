//! Hits as the reader's view holds them: the row, its words marked, what else of it matches.
//!
//! *Invariant:* everything shown of a hit is read from the view; nothing comes from the index but its number.

use jiff::civil::Date;
use serde::Serialize;

use super::count::Candidate;
use super::feed::Search;
use super::fields::Sought;
use super::snippet::{Part, Wanted};
use crate::listing::ListRow;
use crate::store::{View, ViewError};

/// A part of a record that matches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Snippet {
    /// `asked`, `finding`, `answer` or `action`; `text` of a document.
    pub field: &'static str,
    /// The words, those that were looked for told apart.
    pub parts: Vec<Part>,
}

/// One hit, read from the reader's view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Hit {
    /// Our reference, or the name in a standard's address.
    pub reference: String,
    /// Its first words or its title, the words that were looked for told apart.
    pub title: Vec<Part>,
    /// The row of the list, for a recommendation.
    pub row: Option<ListRow>,
    /// How many other addressees the recommendation has.
    pub others: u64,
    /// Other parts that match.
    pub snippets: Vec<Snippet>,
    /// The day, where the hit is no recommendation.
    pub on: Option<String>,
}

impl Search {
    /// The hits of a page, read from the reader's view.
    pub(super) fn hits(
        &self,
        view: &View<'_>,
        sought: Sought,
        top: &[Candidate],
        mut wanted: Wanted,
        today: Date,
    ) -> Result<Vec<Hit>, ViewError> {
        let mut hits = Vec::with_capacity(top.len());
        for candidate in top {
            let others = if candidate.more { Some(candidate.of) } else { None };
            let mut hit = view.hit(sought, candidate.place.n, others, &mut wanted, today)?;
            if let Some(hit) = hit.as_mut().filter(|_| sought == Sought::Documents && !wanted.is_empty()) {
                self.add_snippet(view, candidate.place.n, hit, &mut wanted)?;
            }
            hits.extend(hit);
        }
        Ok(hits)
    }

    /// Where a document's title does not hold the words, those of its text that do.
    fn add_snippet(&self, view: &View<'_>, n: u64, hit: &mut Hit, wanted: &mut Wanted) -> Result<(), ViewError> {
        if hit.title.iter().any(|part| part.found) {
            return Ok(());
        }
        let text = self.cleared_text(view, i64::try_from(n).unwrap_or(i64::MAX))?;
        let parts = text.and_then(|text| wanted.snippet(&text));
        hit.snippets.extend(parts.map(|parts| Snippet { field: "text", parts }));
        Ok(())
    }
}

impl View<'_> {
    /// A hit as this view holds it; `None` where it does not.
    pub(super) fn hit(
        &self,
        sought: Sought,
        n: u64,
        many: Option<u64>,
        wanted: &mut Wanted,
        today: Date,
    ) -> Result<Option<Hit>, ViewError> {
        let plain = |reference: String, title: Vec<Part>, on: Option<String>| Hit {
            reference,
            title,
            row: None,
            others: 0,
            snippets: Vec::new(),
            on,
        };
        let place = i64::try_from(n).unwrap_or(i64::MAX);
        match sought {
            Sought::Recommendations => self.recommendation_hit(place, many, wanted, today),
            Sought::Documents => {
                self.one("SELECT number, title, record ->> '$.published_on' FROM document WHERE n = ?1", [n], |r| {
                    let title: Option<String> = r.get(1)?;
                    Ok(plain(
                        format!("DOC-{}", r.get::<_, u64>(0)?),
                        wanted.start(&title.unwrap_or_default()),
                        r.get(2)?,
                    ))
                })
            }
            Sought::Meetings => self.one(
                "SELECT m.number, f.name, m.held FROM meeting m JOIN forum f ON f.n = m.forum_n WHERE m.n = ?1",
                [n],
                |r| {
                    let title: String = r.get(1)?;
                    Ok(plain(format!("MTG-{}", r.get::<_, u64>(0)?), wanted.start(&title), r.get(2)?))
                },
            ),
            Sought::Standards => {
                self.one("SELECT slug, title, record ->> '$.in_force_from' FROM standard WHERE n = ?1", [n], |r| {
                    let title: String = r.get(1)?;
                    Ok(plain(r.get(0)?, wanted.start(&title), r.get(2)?))
                })
            }
        }
    }

    fn recommendation_hit(
        &self,
        n: i64,
        many: Option<u64>,
        wanted: &mut Wanted,
        today: Date,
    ) -> Result<Option<Hit>, ViewError> {
        let Some(row) = self.list_row(n, Some(today))? else { return Ok(None) };
        let others = match many {
            Some(of) => self
                .one("SELECT count(*) FROM listing WHERE recommendation_n = ?1", [of], |r| r.get::<_, u64>(0))?
                .map_or(0, |all| all.saturating_sub(1)),
            None => 0,
        };
        let title = wanted.start(&row.text);
        let mut snippets = Vec::new();
        // Where the words stand in what is shown of the recommendation there is no need to read further.
        if !title.iter().any(|part| part.found) && !wanted.is_empty() {
            let asked = ("asked", row.text.clone());
            for (field, text) in std::iter::once(asked).chain(self.other_words(n)?) {
                if snippets.len() < 2
                    && let Some(parts) = wanted.snippet(&text)
                {
                    snippets.push(Snippet { field, parts });
                }
            }
        }
        Ok(Some(Hit { reference: row.reference.clone(), title, row: Some(row), others, snippets, on: None }))
    }

    /// All words of a row.
    pub(super) fn words_of_row(&self, sought: Sought, n: i64) -> Result<Vec<String>, ViewError> {
        if sought != Sought::Recommendations {
            let title = "SELECT title FROM document WHERE n = ?1 UNION ALL SELECT title FROM standard WHERE n = ?1";
            return self.rows(title, [n], |r| Ok(r.get::<_, Option<String>>(0)?.unwrap_or_default()));
        }
        let mut words = self.rows(
            "SELECT c.text FROM listing l JOIN recommendation c ON c.n = l.recommendation_n WHERE l.n = ?1",
            [n],
            |r| r.get::<_, String>(0),
        )?;
        words.extend(self.other_words(n)?.into_iter().map(|(_, w)| w));
        Ok(words)
    }

    /// The reasons of the answers to a row's duty.
    pub fn reasons_of(&self, n: i64) -> Result<Vec<String>, ViewError> {
        let reasons = self.rows(
            "SELECT p.reasons FROM answer a JOIN response p ON p.n = a.response_n WHERE a.obligation_n = ?1 ORDER BY a.response_n LIMIT 20",
            [n],
            |r| crate::columns::from_json::<Vec<domain::Reason>>(r.get(0)?),
        )?;
        Ok(reasons.into_iter().flatten().map(|reason| reason.text.words).collect())
    }

    /// The words of a row that are not the recommendation's own: why, the answer, the actions.
    fn other_words(&self, n: i64) -> Result<Vec<(&'static str, String)>, ViewError> {
        let row = self.one("SELECT recommendation_n, addressee_n FROM listing WHERE n = ?1", [n], |r| {
            Ok((r.get::<_, i64>(0)?, r.get::<_, Option<i64>>(1)?))
        })?;
        let Some((of, to)) = row else { return Ok(Vec::new()) };
        let mut out: Vec<(&'static str, String)> = Vec::new();
        out.extend(self.finding_words(of)?.into_iter().map(|w| ("finding", w)));
        let answers = self.answered_words(of)?.into_iter().filter(|(body, _)| Some(*body) == to);
        out.extend(answers.map(|(_, w)| ("answer", w)));
        let done = self.done_words(of)?.into_iter().filter(|(body, _)| body.is_none() || *body == to);
        out.extend(done.map(|(_, w)| ("action", w)));
        Ok(out)
    }
}
