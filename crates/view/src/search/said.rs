//! Said before: what a recommendation is like, with what was answered and whether it was done; and the pairs that wait for a
//! person's judgement.
//!
//! *Invariant:* what a person has judged goes before what a measure says.

use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use domain::Verdict;
use jiff::civil::Date;
use serde::Serialize;

use super::feed::Search;
use super::find::SearchError;
use super::likeness::Likeness;
use crate::listing::ListRow;
use crate::store::{View, ViewError};

/// The most that one recommendation is said to be like, and the most rows of one of them.
const MOST: usize = 100;

/// A recommendation that another is like, with its rows.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct SaidBefore {
    /// Its reference.
    pub reference: String,
    /// Its words.
    pub text: String,
    /// `same` or `reworded`.
    pub degree: String,
    /// How much of the telling words they share, in hundredths.
    pub measure: u8,
    /// Whether it was made before the one that is looked at.
    pub earlier: bool,
    /// What a person judged them to be to each other, if one did.
    pub judged: Option<String>,
    /// A row for each addressee.
    pub rows: Vec<ListRow>,
}

/// Two recommendations that may be one, for a person to judge.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Pair {
    /// The later one.
    pub later: ListRow,
    /// The earlier one.
    pub earlier: ListRow,
    /// `same` or `reworded`.
    pub degree: String,
    /// How much of the telling words they share, in hundredths.
    pub measure: u8,
    /// What was judged.
    pub judged: Option<String>,
}

/// The place of a pair: the rows of the later and the earlier.
pub type PairPlace = (i64, i64);

fn hundredths(measure: f64) -> u8 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a measure is between 0 and 1")]
    let whole = (measure * 100.0).round().clamp(0.0, 100.0) as u8;
    whole
}

impl Search {
    /// Asks the keys; where they are not there or cannot be read, they are on their way back.
    pub(super) fn keys<T>(&self, ask: impl FnOnce(&Likeness) -> Result<T, ViewError>) -> Result<T, SearchError> {
        let (done, of) = self.progress();
        let unready = SearchError::Unready { done, of };
        let Some(open) = self.opened().filter(|_| !self.damaged.load(Ordering::Relaxed)) else { return Err(unready) };
        match ask(&open.likeness.lock().unwrap_or_else(PoisonError::into_inner)) {
            Err(ViewError::Index(_)) => {
                self.damaged.store(true, Ordering::Relaxed);
                Err(unready)
            }
            asked => Ok(asked?),
        }
    }

    /// The keys over a connection of the caller's own, for what takes long.
    pub(super) fn own_keys(&self) -> Result<Likeness, SearchError> {
        let (done, of) = self.progress();
        let open = self.opened().filter(|_| !self.damaged.load(Ordering::Relaxed));
        let open = open.ok_or(SearchError::Unready { done, of })?;
        Ok(Likeness::open(&self.folder_of(open.generation))?)
    }

    /// What a recommendation is like: the earlier ones first, the newest of them before the oldest; what was judged to be
    /// different is left out.
    pub fn said_before(&self, view: &View<'_>, number: u64, today: Date) -> Result<Vec<SaidBefore>, SearchError> {
        let Some((n, day)) = view.place_of(number)? else { return Ok(Vec::new()) };
        let alike = self.keys(|keys| keys.like(n, MOST))?;
        let mut out = Vec::with_capacity(alike.len());
        for other in alike {
            // Stale keys may name what the reader's view does not hold.
            let Some((reference, text, made)) = view.words_of(other.n)? else { continue };
            let judged = view.judged(n, other.n)?;
            if !judged.is_none_or(Verdict::says_again) {
                continue;
            }
            out.push((
                made,
                SaidBefore {
                    reference,
                    text,
                    degree: other.degree.as_str().to_owned(),
                    measure: hundredths(other.measure),
                    earlier: (made, other.n) < (day, n),
                    judged: judged.map(|v| v.as_str().to_owned()),
                    rows: view.rows_of_recommendation(other.n, Some(today), MOST)?,
                },
            ));
        }
        out.sort_by_key(|(made, said)| (!said.earlier, std::cmp::Reverse(*made)));
        Ok(out.into_iter().map(|(_, said)| said).collect())
    }

    /// Pairs that are alike, the last come first; those a person has judged only where asked. `before` is where a page ended.
    pub fn pairs(
        &self,
        view: &View<'_>,
        before: Option<PairPlace>,
        most: usize,
        judged_too: bool,
    ) -> Result<(Vec<Pair>, Option<PairPlace>), SearchError> {
        let (mut out, mut at) = (Vec::new(), before.unwrap_or((i64::MAX, i64::MAX)));
        // Judged pairs are passed over; what is looked at for one page is bounded all the same.
        for _ in 0..20 {
            let found = self.keys(|keys| keys.pairs(at, most))?;
            let ended = found.len() < most;
            for (later, earlier, degree, measure) in found {
                at = (later, earlier);
                let judged = view.judged(later, earlier)?;
                let (first, second) = (view.first_row(later)?, view.first_row(earlier)?);
                let Some((later, earlier)) = first.zip(second).filter(|_| judged_too || judged.is_none()) else {
                    continue;
                };
                let judged = judged.map(|v| v.as_str().to_owned());
                let pair =
                    Pair { later, earlier, degree: degree.as_str().to_owned(), measure: hundredths(measure), judged };
                out.push(pair);
                if out.len() == most {
                    return Ok((out, Some(at)));
                }
            }
            if ended {
                return Ok((out, None));
            }
        }
        Ok((out, Some(at)))
    }
}

impl View<'_> {
    /// The row of a recommendation and the day it sorts by.
    fn place_of(&self, number: u64) -> Result<Option<(i64, i64)>, ViewError> {
        self.one("SELECT n, sort FROM recommendation WHERE number = ?1", [number], |r| Ok((r.get(0)?, r.get(1)?)))
    }

    /// The rows of a recommendation by its number.
    pub fn rows_of(&self, number: u64, today: Date) -> Result<Vec<ListRow>, ViewError> {
        self.place_of(number)?.map_or(Ok(Vec::new()), |(n, _)| self.rows_of_recommendation(n, Some(today), MOST))
    }

    fn words_of(&self, n: i64) -> Result<Option<(String, String, i64)>, ViewError> {
        self.one("SELECT number, text, sort FROM recommendation WHERE n = ?1", [n], |r| {
            Ok((format!("REC-{}", r.get::<_, u64>(0)?), r.get(1)?, r.get(2)?))
        })
    }

    fn first_row(&self, recommendation: i64) -> Result<Option<ListRow>, ViewError> {
        Ok(self.rows_of_recommendation(recommendation, None, 1)?.pop())
    }
}
