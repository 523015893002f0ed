//! Answers in the same words: which sentences of an answer stand in answers to other recommendations too.
//!
//! The keys of sentences lie beside those of likeness, in the same generation of the index.
//!
//! *Invariant:* the words shown are read from the reader's own view; the keys only say where to look.

use std::collections::HashMap;

use domain::likeness::sentences;
use rusqlite::params;
use serde::Serialize;

use super::feed::Search;
use super::find::SearchError;
use super::likeness::{Likeness, signed, spoilt};
use crate::store::{View, ViewError};

pub(super) const TABLES: &str = "
CREATE TABLE sentence (key INTEGER NOT NULL, answer INTEGER NOT NULL, PRIMARY KEY (key, answer)) STRICT, WITHOUT ROWID;
";
pub(super) const INDEXES: &str = "
CREATE INDEX sentence_answer ON sentence (answer);
";

/// Answers counted for one sentence; beyond, it is said that there are more.
const COUNTED: i64 = 1_000;
/// Answers looked at to say which bodies gave one sentence.
const BODIES_OF: i64 = 200;

/// A sentence of an answer that stands in other answers too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Reused {
    /// Its words in this answer.
    pub words: String,
    /// How many answers have it, this one included; 1,000 stands for that many or more.
    pub answers: u64,
}

/// What of an answer stands in others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ReusedOf {
    /// The answer's place on the page.
    pub place: i64,
    /// Its sentences that are long enough to be known again.
    pub sentences: u64,
    /// Those that stand in other answers, the most frequent first.
    pub reused: Vec<Reused>,
}

/// A sentence that many answers have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Common {
    /// Its words in the first of them.
    pub words: String,
    /// How many answers have it.
    pub answers: u64,
    /// How many bodies gave them, as far as the first 200 tell.
    pub bodies: u64,
    /// The recommendations that the first of them answer, by reference.
    pub recommendations: Vec<String>,
}

impl Likeness {
    /// Takes in the answers to a recommendation that came, or were changed, after an entry.
    pub(super) fn take_answers(&self, view: &View<'_>, recommendation: i64, after: u64) -> Result<(), ViewError> {
        for (answer, text) in view.answers_words(recommendation, after)? {
            let mut forget = self.conn().prepare_cached("DELETE FROM sentence WHERE answer = ?1")?;
            forget.execute([answer])?;
            let mut keep =
                self.conn().prepare_cached("INSERT OR IGNORE INTO sentence (key, answer) VALUES (?1, ?2)")?;
            for (_, key) in sentences(&text) {
                keep.execute(params![signed(key), answer])?;
            }
        }
        Ok(())
    }

    /// How many answers have a sentence.
    fn answers_with(&self, key: u64) -> Result<u64, ViewError> {
        let sql = "SELECT count(*) FROM (SELECT 1 FROM sentence WHERE key = ?1 LIMIT ?2)";
        let count = self.kept().one(sql, params![signed(key), COUNTED], |r| r.get(0)).map_err(spoilt)?;
        Ok(count.unwrap_or(0))
    }

    /// The keys of an answer that other answers have too, each with how many do.
    fn shared(&self, answer: i64) -> Result<HashMap<i64, u64>, ViewError> {
        let sql = "SELECT s.key, (SELECT count(*) FROM (SELECT 1 FROM sentence o WHERE o.key = s.key LIMIT ?2)) FROM sentence s WHERE s.answer = ?1";
        let read = |r: &rusqlite::Row<'_>| Ok((r.get::<_, i64>(0)?, r.get::<_, u64>(1)?));
        let all = self.kept().rows(sql, [answer, COUNTED], read).map_err(spoilt)?;
        Ok(all.into_iter().filter(|(_, answers)| *answers > 1).collect())
    }
}

impl Search {
    /// Which sentences of the answers to a recommendation stand in other answers too; answers of which none does are left out.
    pub fn reused_of(&self, view: &View<'_>, recommendation: u64) -> Result<Vec<ReusedOf>, SearchError> {
        let number = view.recommendation_numbered(recommendation)?;
        let answers = number.map_or(Ok(Vec::new()), |n| view.answers_words(n, 0))?;
        let mut out = Vec::new();
        for (place, text) in answers {
            // Most answers are nobody else's, and their keys say so without their words.
            let counts = self.keys(|keys| keys.shared(place))?;
            if counts.is_empty() {
                continue;
            }
            let all = sentences(&text);
            let mut reused = Vec::new();
            for (span, key) in &all {
                if let Some(answers) = counts.get(&signed(*key)) {
                    let words = text.get(span.clone()).unwrap_or_default().to_owned();
                    reused.push(Reused { words, answers: *answers });
                }
            }
            reused.sort_by_key(|r| std::cmp::Reverse(r.answers));
            if !reused.is_empty() {
                out.push(ReusedOf { place, sentences: u64::try_from(all.len()).unwrap_or(0), reused });
            }
        }
        Ok(out)
    }

    /// Which sentences of words that are not an answer yet stand in answers already, the most frequent first.
    pub fn reused_in(&self, text: &str) -> Result<Vec<Reused>, SearchError> {
        let mut seen = std::collections::HashSet::new();
        let mut reused = Vec::new();
        for (span, key) in sentences(text).into_iter().filter(|(_, key)| seen.insert(*key)) {
            let answers = self.keys(|keys| keys.answers_with(key))?;
            if answers > 0 {
                reused.push(Reused { words: text.get(span).unwrap_or_default().to_owned(), answers });
            }
        }
        reused.sort_by_key(|r| std::cmp::Reverse(r.answers));
        Ok(reused)
    }

    /// The sentences that most answers have, so many at most, each in `least` answers or more.
    ///
    /// Looks at every key, over a connection of its own, so that nobody waits for it.
    pub fn common(&self, view: &View<'_>, least: u32, most: usize) -> Result<Vec<Common>, SearchError> {
        let most = i64::try_from(most).unwrap_or(50);
        let own = self.own_keys()?;
        let sql = "SELECT key, count(*) FROM sentence GROUP BY key HAVING count(*) >= ?1 ORDER BY 2 DESC, 1 LIMIT ?2";
        let read = |r: &rusqlite::Row<'_>| Ok((r.get(0)?, r.get(1)?));
        let keys: Vec<(i64, u64)> = own.kept().rows(sql, params![least, most], read).map_err(spoilt)?;
        let mut out = Vec::with_capacity(keys.len());
        for (key, answers) in keys {
            let sql = "SELECT answer FROM sentence WHERE key = ?1 ORDER BY answer LIMIT ?2";
            let of: Vec<i64> = own.kept().rows(sql, [key, BODIES_OF], |r| r.get(0)).map_err(spoilt)?;
            let (mut words, mut bodies, mut recommendations) = (None, std::collections::BTreeSet::new(), Vec::new());
            for answer in of {
                let Some((text, body)) = view.answer_words(answer)? else { continue };
                bodies.insert(body);
                if words.is_none() {
                    let own = sentences(&text).into_iter().find(|(_, k)| signed(*k) == key);
                    words = own.and_then(|(span, _)| text.get(span).map(str::to_owned));
                }
                if recommendations.len() < 5 {
                    recommendations.extend(view.answered_by(answer)?);
                }
            }
            // Keys that lead to nothing any more are stale.
            let Some(words) = words else { continue };
            recommendations.dedup();
            recommendations.truncate(5);
            out.push(Common { words, answers, bodies: u64::try_from(bodies.len()).unwrap_or(0), recommendations });
        }
        Ok(out)
    }
}

impl View<'_> {
    fn recommendation_numbered(&self, number: u64) -> Result<Option<i64>, ViewError> {
        self.one("SELECT n FROM recommendation WHERE number = ?1", [number], |r| r.get(0))
    }

    /// The answers to a recommendation that are of an entry after this one, with their words, if they have any.
    fn answers_words(&self, recommendation: i64, after: u64) -> Result<Vec<(i64, String)>, ViewError> {
        self.rows(
            "SELECT DISTINCT p.n, coalesce(p.text, '') FROM obligation o JOIN answer a ON a.obligation_n = o.n JOIN response p ON p.n = a.response_n
             JOIN record r ON r.n = p.n WHERE o.recommendation_n = ?1 AND r.seq > ?2 ORDER BY p.n",
            params![recommendation, after],
            |r| Ok((r.get(0)?, r.get(1)?)),
        )
    }

    /// Answers with their words after a place, for keys made all at once.
    pub(super) fn answers_after(&self, n: i64, most: i64) -> Result<Vec<(i64, String)>, ViewError> {
        self.rows("SELECT n, coalesce(text, '') FROM response WHERE n > ?1 ORDER BY n LIMIT ?2", [n, most], |r| {
            Ok((r.get(0)?, r.get(1)?))
        })
    }

    fn answer_words(&self, n: i64) -> Result<Option<(String, i64)>, ViewError> {
        self.one("SELECT text, author_n FROM response WHERE n = ?1 AND text IS NOT NULL", [n], |r| {
            Ok((r.get(0)?, r.get(1)?))
        })
    }

    fn answered_by(&self, n: i64) -> Result<Vec<String>, ViewError> {
        self.rows(
            "SELECT DISTINCT c.number FROM answer a JOIN obligation o ON o.n = a.obligation_n JOIN recommendation c ON c.n = o.recommendation_n
             WHERE a.response_n = ?1 ORDER BY 1 LIMIT 5",
            [n],
            |r| Ok(format!("REC-{}", r.get::<_, u64>(0)?)),
        )
    }
}
