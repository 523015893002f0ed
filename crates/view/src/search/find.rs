//! A search from end to end: its hits read from the reader's view, its facets named, help where nothing is found.
//!
//! *Invariant:* an index that fails is said to be on its way back, never guessed around.

use std::collections::HashMap;
use std::sync::atomic::Ordering;

use domain::{AssuredStatus, ClaimedStatus, Closure, Position, Timeliness};
use jiff::civil::Date;
use serde::Serialize;
use tantivy::Searcher;
use tantivy::query::Query;
use thiserror::Error;

use super::asked::{AskRefused, Asked, Mended, read};
use super::count::{Want, Which};
use super::feed::{Open, Search};
use super::fields::{Before, Sought, days};
use super::hits::Hit;
use super::query::{Maker, Taken};
use super::snippet::Wanted;
use super::{Facet, Place, Sort};
use crate::store::{View, ViewError};

/// The most values of one facet that are named.
const MOST_VALUES: usize = 50;
/// The most hits of one page.
const MOST_HITS: usize = 1_000;

/// What is searched for.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    /// What was typed.
    pub words: String,
    /// What kind of thing.
    pub sought: Sought,
    /// Nothing but these values: any of one facet's, all of different facets.
    pub chosen: Vec<(Facet, String)>,
    /// The order; without one the best match first, or the newest where no word is asked.
    pub sort: Option<Sort>,
    /// The hit after which the page goes on.
    pub after: Option<Place>,
    /// The most hits.
    pub most: usize,
    /// What is counted.
    pub facets: Vec<Facet>,
}

/// Why a search has no answer.
#[derive(Debug, Error)]
pub enum SearchError {
    /// It cannot be made.
    #[error(transparent)]
    Refused(#[from] AskRefused),
    /// The index is being built.
    #[error("the search index is being made ({done} of {of}); try again in a moment. Lists and records work meanwhile")]
    Unready {
        /// Rows done.
        done: u64,
        /// Of so many; 0 where that is not known yet.
        of: u64,
    },
    /// The view failed.
    #[error(transparent)]
    View(#[from] ViewError),
}

impl From<tantivy::TantivyError> for SearchError {
    fn from(error: tantivy::TantivyError) -> SearchError {
        SearchError::View(error.into())
    }
}

/// One value of a facet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FacetValue {
    /// The value as it is asked for.
    pub value: String,
    /// Its name, where it has one.
    pub name: Option<String>,
    /// The rows with it, were this facet not narrowed.
    pub count: u64,
    /// Whether the search is narrowed to it.
    pub chosen: bool,
}

/// A facet's values, the most frequent first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FacetCounts {
    /// The facet.
    pub facet: Facet,
    /// Its values.
    pub values: Vec<FacetValue>,
    /// How many more values there are that are not named.
    pub more: usize,
}

/// What to do where nothing is found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Help {
    /// Words that stand nowhere in what is sought, each with the nearest that does.
    pub nowhere: Vec<(String, Option<String>)>,
    /// How many rows there are with any of the words, where there are several.
    pub any: Option<u64>,
    /// How many there are without narrowing.
    pub unnarrowed: Option<u64>,
}

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Found {
    /// How many rows there are.
    pub total: u64,
    /// How many of each kind the words find.
    pub kinds: Vec<(Sought, u64)>,
    /// The hits of this page; of a recommendation to several bodies the best row.
    pub hits: Vec<Hit>,
    /// Give this back as `after` for the next page.
    pub next: Option<String>,
    /// The order.
    pub sort: Sort,
    /// The facets asked for.
    pub facets: Vec<FacetCounts>,
    /// Names in the search that were taken as several, or as none.
    pub taken: Vec<Taken>,
    /// What was put right in what was typed.
    #[serde(skip)]
    pub mended: Vec<Mended>,
    /// Where nothing has all of the words.
    pub help: Option<Help>,
    /// Whether nothing has all of the words, and these have most of them.
    pub widened: bool,
}

/// A search ready to be passed over the index.
pub(super) struct Prepared<'a> {
    pub(super) maker: Maker<'a>,
    pub(super) asked: Option<Asked>,
    pub(super) words: Option<Box<dyn Query>>,
}

impl Search {
    /// Searches on behalf of a reader, whose view it reads the hits from.
    pub fn find(&self, view: &View<'_>, ask: &Ask, today: Date) -> Result<Found, SearchError> {
        self.guarded(|open| self.find_in(open, view, ask, today))
    }

    /// Asks the open index something; where it fails it is said to be on its way back.
    pub(super) fn guarded<T>(&self, asked: impl FnOnce(&Open) -> Result<T, SearchError>) -> Result<T, SearchError> {
        let unready = || {
            let (done, of) = self.progress();
            SearchError::Unready { done, of }
        };
        let open = self.opened().filter(|_| !self.damaged.load(Ordering::Relaxed)).ok_or_else(unready)?;
        // Bytes that something else has overwritten can make the index's own code fail in any way.
        let found = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| asked(&open)));
        match found {
            Ok(Err(SearchError::View(ViewError::Index(_)))) | Err(_) => {
                self.damaged.store(true, Ordering::Relaxed);
                Err(unready())
            }
            Ok(found) => found,
        }
    }

    /// Every row that a search finds, in its order: for a download, which reads them in parts ([`View::hits_of`]).
    pub fn every(&self, view: &View<'_>, ask: &Ask, today: Date) -> Result<Vec<u64>, SearchError> {
        self.guarded(|open| {
            let ask = &view.by_address(ask)?;
            let (searcher, today) = (open.reader.searcher(), days(today));
            let (mut ready, _) = Prepared::of(open, view, &searcher, ask, today)?;
            let sort = ask.sort.unwrap_or_else(|| ready.sort());
            let want = Want { most: usize::MAX, which: Which::Every, ..Want::nothing(sort, today) };
            let query = ready.query(ask, None)?;
            let mut counted = self.passes(open, &searcher, &*query, &ready.key(ask, None)?, &want)?;
            counted.settle(usize::MAX);
            Ok(counted.top.into_iter().map(|c| c.place.n).collect())
        })
    }

    fn find_in(&self, open: &Open, view: &View<'_>, ask: &Ask, today: Date) -> Result<Found, SearchError> {
        let ask = &view.by_address(ask)?;
        let (searcher, today_days) = (open.reader.searcher(), days(today));
        let (mut ready, mended) = Prepared::of(open, view, &searcher, ask, today_days)?;
        let sort = ask.sort.unwrap_or_else(|| ready.sort());
        let most = ask.most.clamp(1, MOST_HITS);
        let own: Vec<Facet> = ask.facets.iter().copied().filter(|f| ask.chosen.iter().all(|(c, _)| c != f)).collect();
        let want = Want { after: ask.after, most: most + 1, facets: own.clone(), ..Want::nothing(sort, today_days) };
        let query = ready.query(ask, None)?;
        // The queries that follow name the same records again.
        let taken = std::mem::take(&mut ready.maker.taken);
        let mut counted = self.passes(open, &searcher, &*query, &ready.key(ask, None)?, &want)?;
        let help = if counted.total == 0 { Some(self.help(&mut ready, ask)?) } else { None };
        let widened = ready.asked.as_ref().filter(|_| counted.total == 0).and_then(Asked::widened);
        if let Some(widened) = &widened {
            ready.widen(widened.clone())?;
            let query = ready.query(ask, None)?;
            counted = self.passes(open, &searcher, &*query, &ready.key(ask, None)?, &want)?;
        }
        counted.settle(most + 1);
        let mut facets = Vec::new();
        for facet in &ask.facets {
            let place = own.iter().position(|f| f == facet);
            let values = match place.and_then(|at| counted.facets.get(at)) {
                Some(values) => values.clone(),
                // A facet that is narrowed shows its other values as they would be without it.
                None => self.unnarrowed(open, &mut ready, ask, *facet)?,
            };
            facets.push(view.named_values(*facet, values, &ask.chosen)?);
        }
        let next = counted.top.get(most).and(counted.top.get(most - 1)).map(|c| c.place.to_string());
        counted.top.truncate(most);
        let hits = self.hits(view, ask.sought, &counted.top, Wanted::of(ready.asked.as_ref()), today)?;
        let widened = widened.is_some() && counted.total > 0;
        let kinds = self.kinds(&mut ready, counted.total, ask)?;
        Ok(Found { total: counted.total, kinds, hits, next, sort, facets, taken, mended, help, widened })
    }

    /// The values of a facet that is narrowed, counted as if it were not.
    pub(super) fn unnarrowed(
        &self,
        open: &Open,
        ready: &mut Prepared<'_>,
        ask: &Ask,
        facet: Facet,
    ) -> Result<HashMap<u64, u64>, ViewError> {
        let want = Want { facets: vec![facet], ..Want::nothing(Sort::Newest, ready.maker.today) };
        let (query, key) = (ready.query(ask, Some(facet))?, ready.key(ask, Some(facet))?);
        let mut found = self.passes(open, ready.maker.searcher, &*query, &key, &want)?;
        Ok(found.facets.pop().unwrap_or_default())
    }

    /// How many rows of each kind the words find; those of other kinds only where there are words.
    fn kinds(&self, ready: &mut Prepared<'_>, own: u64, ask: &Ask) -> Result<Vec<(Sought, u64)>, ViewError> {
        let mut out = Vec::with_capacity(Sought::ALL.len());
        for sought in Sought::ALL {
            let count = if sought == ask.sought {
                own
            } else {
                ready.maker.sought = sought;
                let words = ready.asked.as_ref().map(|a| ready.maker.query(a)).transpose()?;
                let all = vec![words.map_or_else(|| ready.maker.everything(), |q| ready.maker.of_kind(q))];
                let query = ready.maker.both(all);
                u64::try_from(ready.maker.searcher.search(&query, &tantivy::collector::Count)?).unwrap_or(0)
            };
            out.push((sought, count));
        }
        Ok(out)
    }

    /// What would find something.
    fn help(&self, ready: &mut Prepared<'_>, ask: &Ask) -> Result<Help, ViewError> {
        let mut words = Vec::new();
        if let Some(asked) = &ready.asked {
            words_of(asked, &mut words);
        }
        let mut help = Help::default();
        let mut any: Vec<Box<dyn Query>> = Vec::new();
        for word in &words {
            if ready.maker.rows_with(word)? == 0 {
                let near = ready.maker.nearest(word)?;
                help.nowhere.push((word.clone(), near));
            } else {
                any.push(ready.maker.query(&Asked::Word(word.clone()))?);
            }
        }
        let count = |maker: &Maker<'_>, query: Box<dyn Query>| -> Result<u64, ViewError> {
            Ok(u64::try_from(maker.searcher.search(&query, &tantivy::collector::Count)?).unwrap_or(0))
        };
        if words.len() > 1 && !any.is_empty() {
            let either = ready.maker.either(any);
            help.any = Some(count(&ready.maker, either)?).filter(|n| *n > 0);
        }
        if !ask.chosen.is_empty() {
            let alone = Ask { chosen: Vec::new(), ..ask.clone() };
            let query = ready.query(&alone, None)?;
            help.unnarrowed = Some(count(&ready.maker, query)?).filter(|n| *n > 0);
        }
        Ok(help)
    }
}

/// The words that are looked for, each once.
fn words_of(asked: &Asked, out: &mut Vec<String>) {
    match asked {
        Asked::Word(word) => {
            if !out.contains(word) {
                out.push(word.clone());
            }
        }
        Asked::Phrase(words) => words.split_whitespace().for_each(|w| words_of(&Asked::Word(w.to_owned()), out)),
        Asked::All(all) | Asked::Any(all) | Asked::Most(all) => all.iter().for_each(|a| words_of(a, out)),
        Asked::Prefix(_) | Asked::Field(..) | Asked::Not(_) => {}
    }
}

impl<'a> Prepared<'a> {
    /// Reads what is asked, and makes its words into the index's query.
    pub(super) fn of(
        open: &'a Open,
        view: &'a View<'a>,
        searcher: &'a Searcher,
        ask: &Ask,
        today: i64,
    ) -> Result<(Prepared<'a>, Vec<Mended>), SearchError> {
        let (asked, mended) = read(&ask.words)?;
        let mut maker = Maker { view, searcher, fields: &open.fields, sought: ask.sought, today, taken: Vec::new() };
        let words = asked.as_ref().map(|a| maker.query(a)).transpose()?.map(|q| maker.of_kind(q));
        Ok((Prepared { maker, asked, words }, mended))
    }

    /// The order where none is asked for: the best match first, or the newest where no word is asked.
    pub(super) fn sort(&self) -> Sort {
        if self.words.is_some() { Sort::Relevance } else { Sort::Newest }
    }

    /// Asks for most of the words in place of all of them.
    pub(super) fn widen(&mut self, widened: Asked) -> Result<(), ViewError> {
        let words = self.maker.query(&widened)?;
        self.words = Some(self.maker.of_kind(words));
        self.asked = Some(widened);
        Ok(())
    }

    /// The words and what is chosen, one facet left out if named.
    pub(super) fn query(&mut self, ask: &Ask, without: Option<Facet>) -> Result<Box<dyn Query>, ViewError> {
        let mut all: Vec<Box<dyn Query>> = self.words.iter().map(|q| q.box_clone()).collect();
        for facet in Facet::ALL.into_iter().filter(|f| Some(*f) != without) {
            let values: Vec<&String> = ask.chosen.iter().filter(|(f, _)| *f == facet).map(|(_, v)| v).collect();
            if !values.is_empty() {
                let some = values.into_iter().map(|v| self.maker.field(facet, v));
                let some = some.collect::<Result<Vec<_>, ViewError>>()?;
                all.push(self.maker.either(some));
            }
        }
        Ok(self.maker.both(all))
    }

    /// What the query asks, as a name for what it found. A name that was typed may mean other records once the register has
    /// grown, so the view's place is part of it then; what was chosen stands by its address, which never changes.
    pub(super) fn key(&self, ask: &Ask, without: Option<Facet>) -> Result<String, ViewError> {
        let chosen: Vec<_> = ask.chosen.iter().filter(|(f, _)| Some(*f) != without).collect();
        let place = if self.asked.as_ref().is_some_and(Asked::names) { self.maker.view.seq()? } else { 0 };
        Ok(format!("{:?}/{place}/{:?}/{chosen:?}", ask.sought, self.asked))
    }
}

impl View<'_> {
    /// Rows that a search found, read in their order; one that is not there any more is left out.
    pub fn hits_of(&self, sought: Sought, rows: &[u64], today: Date) -> Result<Vec<Hit>, ViewError> {
        let mut wanted = Wanted::of(None);
        let mut hits = Vec::with_capacity(rows.len());
        for row in rows {
            hits.extend(self.hit(sought, *row, None, &mut wanted, today)?);
        }
        Ok(hits)
    }

    /// The search with each chosen value written as the register writes it: a body by its address, whatever it was called.
    pub(super) fn by_address(&self, ask: &Ask) -> Result<Ask, SearchError> {
        let mut ask = ask.clone();
        for (facet, value) in &mut ask.chosen {
            *value = facet.written(value)?;
            if !facet.is_axis() && *facet != Facet::Year {
                let named = self.named(*facet, value)?;
                if let [(n, _)] = named.as_slice()
                    && let Some((slug, _)) = self.value_of(*facet, *n)?
                {
                    *value = slug;
                }
            }
        }
        Ok(ask)
    }

    /// A facet's values by their names, the most frequent first; those chosen are there whatever their count.
    pub(super) fn named_values(
        &self,
        facet: Facet,
        counts: std::collections::HashMap<u64, u64>,
        chosen: &[(Facet, String)],
    ) -> Result<FacetCounts, ViewError> {
        let mut sorted: Vec<(u64, u64)> = counts.into_iter().filter(|(_, n)| *n > 0).collect();
        sorted.sort_unstable_by_key(|(value, n)| (std::cmp::Reverse(*n), *value));
        let is_chosen = |value: &str| chosen.iter().any(|(f, v)| *f == facet && v == value);
        let mut values: Vec<FacetValue> = Vec::new();
        let mut more = 0;
        for (code, count) in sorted {
            if values.len() >= MOST_VALUES {
                more += 1;
                continue;
            }
            if let Some((value, name)) = self.value_of(facet, code)? {
                values.push(FacetValue { chosen: is_chosen(&value), value, name, count });
            }
        }
        for (_, value) in chosen.iter().filter(|(f, _)| *f == facet) {
            if values.iter().any(|x| x.value == *value) {
                continue;
            }
            values.push(FacetValue { value: value.clone(), name: None, count: 0, chosen: true });
        }
        Ok(FacetCounts { facet, values, more })
    }

    /// A counted number as the value that is asked for, and its name.
    pub(super) fn value_of(&self, facet: Facet, code: u64) -> Result<Option<(String, Option<String>)>, ViewError> {
        let at = usize::try_from(code).unwrap_or(usize::MAX);
        let axis = |name: Option<&'static str>| name.map(|n| (n.to_owned(), None));
        let sql = match facet {
            Facet::Position => return Ok(axis(Position::ALL.get(at).map(|v| v.as_str()))),
            Facet::ClaimedStatus => return Ok(axis(ClaimedStatus::ALL.get(at).map(|v| v.as_str()))),
            Facet::AssuredStatus => return Ok(axis(AssuredStatus::ALL.get(at).map(|v| v.as_str()))),
            Facet::Timeliness => return Ok(axis(Timeliness::ALL.get(at).map(|v| v.as_str()))),
            Facet::Closure => return Ok(axis(Closure::ALL.get(at).map(|v| v.as_str()))),
            Facet::SaidBefore => return Ok(axis(Before::ALL.get(at).map(|v| v.as_str()))),
            Facet::Year => return Ok(Some((code.to_string(), None))),
            Facet::By | Facet::To => "SELECT slug, name FROM body WHERE n = ?1",
            Facet::Theme => "SELECT slug, name FROM theme WHERE n = ?1",
            Facet::Standard => "SELECT slug, title FROM standard WHERE n = ?1",
        };
        self.one(sql, [code], |r| Ok((r.get(0)?, r.get(1)?)))
    }
}
