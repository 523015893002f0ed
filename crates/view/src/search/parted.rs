//! A search and parts of it, found in one pass: what of it is late, what was rejected, what was said before.
//!
//! *Invariant:* a part is of the rows that the search finds, each counted as the search narrowed to the part would count it.

use std::collections::HashMap;

use jiff::civil::Date;

use super::Facet;
use super::asked::Asked;
use super::count::{Want, by_axis};
use super::feed::{Open, Search};
use super::fields::days;
use super::find::{Ask, FacetCounts, Prepared, SearchError};
use super::hits::Hit;
use super::narrow::Narrow;
use super::snippet::Wanted;
use crate::store::View;

/// What was chosen: values of facets, any of one facet's, all of different ones.
type Choices = [(Facet, String)];

/// What a search and its parts found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parted {
    /// Rows of the search.
    pub total: u64,
    /// How they spread: of a facet that is narrowed, as if it were not.
    pub facets: Vec<FacetCounts>,
    /// Of each part its rows and the first hits, in the order they were asked.
    pub parts: Vec<(u64, Vec<Hit>)>,
}

impl Search {
    /// Searches, counts `ask.facets`, and finds for each part its rows and the first `ask.most` of them. A part is the search's
    /// choices of axes narrowed further; what it chooses of another facet is passed over.
    ///
    /// # Errors
    /// [`SearchError`] where the search cannot be made, or the index is being built.
    pub fn parted(
        &self,
        view: &View<'_>,
        ask: &Ask,
        parts: &[Vec<(Facet, String)>],
        today: Date,
    ) -> Result<Parted, SearchError> {
        self.guarded(|open| self.parted_in(open, view, ask, parts, today))
    }

    fn parted_in(
        &self,
        open: &Open,
        view: &View<'_>,
        ask: &Ask,
        parts: &[Vec<(Facet, String)>],
        today: Date,
    ) -> Result<Parted, SearchError> {
        let ask = &view.by_address(ask)?;
        let (searcher, today_days) = (open.reader.searcher(), days(today));
        let (mut ready, _) = Prepared::of(open, view, &searcher, ask, today_days)?;
        let (none, chosen) = (Want::nothing(ask.sort.unwrap_or_else(|| ready.sort()), today_days), &ask.chosen);
        let own = ask.facets.iter().copied().filter(|f| chosen.iter().all(|(c, _)| c != f)).collect();
        let mut wants = vec![Want { facets: own, ..none.clone() }];
        for part in parts {
            let written = part.iter().filter(|(f, _)| f.is_axis()).map(|(f, v)| Ok((*f, f.written(v)?)));
            let narrow = narrow(&written.collect::<Result<Vec<_>, SearchError>>()?, None);
            wants.push(Want { most: ask.most + 1, narrow, ..none.clone() });
        }
        let mut found = self.several(open, &searcher, &*ready.query(ask, None)?, &ready.key(ask, None)?, &wants)?;
        let empty = found.first().is_none_or(|whole| whole.total == 0);
        if let Some(widened) = ready.asked.as_ref().filter(|_| empty).and_then(Asked::widened) {
            ready.widen(widened)?;
            found = self.several(open, &searcher, &*ready.query(ask, None)?, &ready.key(ask, None)?, &wants)?;
        }
        let mut found = found.into_iter();
        let whole = found.next().unwrap_or_default();
        let mut counted: Vec<(Facet, HashMap<u64, u64>)> =
            wants.first().into_iter().flat_map(|want| want.facets.iter().copied()).zip(whole.facets).collect();
        self.narrowed(open, &mut ready, ask, &none, &mut counted)?;
        let mut out = Parted { total: whole.total, ..Parted::default() };
        for facet in &ask.facets {
            let at = counted.iter().position(|(f, _)| f == facet);
            let values = at.map(|at| counted.swap_remove(at).1).unwrap_or_default();
            out.facets.push(view.named_values(*facet, values, chosen)?);
        }
        for mut part in found {
            part.settle(ask.most + 1);
            part.top.truncate(ask.most);
            let hits = self.hits(view, ask.sought, &part.top, Wanted::of(ready.asked.as_ref()), today)?;
            out.parts.push((part.total, hits));
        }
        Ok(out)
    }

    /// Counts the facets that are narrowed, each as if it were not.
    fn narrowed(
        &self,
        open: &Open,
        ready: &mut Prepared<'_>,
        ask: &Ask,
        none: &Want,
        counted: &mut Vec<(Facet, HashMap<u64, u64>)>,
    ) -> Result<(), SearchError> {
        let (chosen, searcher) = (&ask.chosen, ready.maker.searcher);
        let narrowed: Vec<Facet> = ask.facets.iter().copied().filter(|f| chosen.iter().any(|(c, _)| c == f)).collect();
        if narrowed.iter().any(|f| f.is_axis()) {
            // Of all that is found whatever its axes are, the axes say how each would be counted were it not narrowed.
            let base = &Ask { chosen: chosen.iter().filter(|(f, _)| !f.is_axis()).cloned().collect(), ..ask.clone() };
            let (query, key) = (ready.query(base, None)?, ready.key(base, None)?);
            let all = self.passes(open, searcher, &*query, &key, &Want { axes: true, ..none.clone() })?;
            for facet in &narrowed {
                let held = narrow(chosen, Some(*facet)).held();
                let rows = || all.axes.iter().filter(|(axes, _)| held.holds(**axes));
                counted.extend(facet.bits().map(|bits| (*facet, by_axis(bits, rows()))));
            }
        }
        for facet in narrowed.into_iter().filter(|f| !f.is_axis()) {
            counted.push((facet, self.unnarrowed(open, ready, ask, facet)?));
        }
        Ok(())
    }
}

/// The axes among the choices, one left out if named.
fn narrow(chosen: &Choices, without: Option<Facet>) -> Narrow {
    let of = |facet: Facet| -> Vec<&str> {
        chosen.iter().filter(|(f, _)| *f == facet).map(|(_, value)| value.as_str()).collect()
    };
    let axes = Facet::ALL.into_iter().filter(|f| f.is_axis() && Some(*f) != without);
    Narrow::by(axes.map(|f| (f, of(f))).filter(|(_, values)| !values.is_empty()))
}
