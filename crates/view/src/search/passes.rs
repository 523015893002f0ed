//! Passes over the segments of the index, kept for those who ask the same again.
//!
//! A segment never changes but by deletions, so what one pass found in it is kept, and after a new record only the small new
//! segment is passed over again.
//!
//! *Invariant:* what is kept is named by all that it depends on: the segment, its deletions, the question, and the day.

use std::collections::HashMap;
use std::sync::Arc;

use tantivy::Searcher;
use tantivy::query::{EnableScoring, Query};

use super::count::{Counted, Want, Which, pass};
use super::feed::{Open, Search};
use crate::store::ViewError;

impl Search {
    /// One pass over each segment, or what an earlier pass over it found.
    pub(super) fn passes(
        &self,
        open: &Open,
        searcher: &Searcher,
        query: &dyn Query,
        key: &str,
        want: &Want,
    ) -> Result<Counted, ViewError> {
        let mut all = self.several(open, searcher, query, key, std::slice::from_ref(want))?;
        Ok(all.pop().unwrap_or_default())
    }

    /// One pass over each segment for all that is wanted of the rows that match, or what earlier passes over it found; one for
    /// each, in their order.
    pub(super) fn several(
        &self,
        open: &Open,
        searcher: &Searcher,
        query: &dyn Query,
        key: &str,
        wants: &[Want],
    ) -> Result<Vec<Counted>, ViewError> {
        let scoring = if wants.iter().any(Want::scored) {
            EnableScoring::enabled_from_searcher(searcher)
        } else {
            EnableScoring::disabled_from_searcher(searcher)
        };
        open.columns.follow(searcher);
        let mut weight = None;
        let mut all = vec![Counted::default(); wants.len()];
        for segment in searcher.segment_readers() {
            let name = |want: &Want| {
                // Scores depend on the whole index, so what was scored is not kept beyond one state of it.
                let state = if want.scored() { searcher.generation().generation_id() } else { 0 };
                format!(
                    "{}/{}/{:?}/{state}/{want:?}/{key}",
                    open.generation,
                    segment.segment_id().uuid_string(),
                    segment.delete_opstamp()
                )
            };
            let mut missing = Vec::new();
            for (want, all) in wants.iter().zip(&mut all) {
                let name = name(want);
                match self.answers.lock().unwrap_or_else(std::sync::PoisonError::into_inner).get(&name) {
                    Some(counted) => all.add(&counted, want.facets.len()),
                    None => missing.push((name, want, all)),
                }
            }
            if missing.is_empty() {
                continue;
            }
            let weight = match &weight {
                Some(weight) => weight,
                None => weight.insert(query.weight(scoring)?),
            };
            let asked: Vec<&Want> = missing.iter().map(|(_, want, _)| *want).collect();
            for ((name, want, all), counted) in
                missing.into_iter().zip(pass(&**weight, segment, open.columns.of(segment), &asked)?)
            {
                all.add(&counted, want.facets.len());
                // Every row of a search is as long as the register: not kept.
                if want.which != Which::Every {
                    let mut answers = self.answers.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                    answers.keep(name, Arc::new(counted));
                }
            }
        }
        Ok(all)
    }
}

/// Passes that were made lately, by segment and question.
#[derive(Default)]
pub(super) struct Answers {
    kept: HashMap<String, Arc<Counted>>,
    /// Keys, the oldest first.
    order: std::collections::VecDeque<String>,
}

/// The most passes that are kept; most hold some ten rows, one in ten some hundred counts.
const MOST_KEPT: usize = 6_000;

impl Answers {
    pub(super) fn get(&self, key: &str) -> Option<Arc<Counted>> {
        self.kept.get(key).cloned()
    }

    pub(super) fn keep(&mut self, key: String, counted: Arc<Counted>) {
        if self.kept.insert(key.clone(), counted).is_none() {
            self.order.push_back(key);
        }
        while self.order.len() > MOST_KEPT {
            if let Some(old) = self.order.pop_front() {
                self.kept.remove(&old);
            }
        }
    }
}
