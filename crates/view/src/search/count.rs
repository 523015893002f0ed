//! One pass over the rows that match: the best of them, how many there are, and how they spread over the facets.
//!
//! A segment of the index never changes but by deletions, so what one pass found in it is kept, and after a new record only
//! the small new segment is passed over again.
//!
//! *Invariant:* every figure is exact.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use tantivy::columnar::Column;
use tantivy::query::Weight;
use tantivy::{DocId, Score, SegmentReader, TantivyError};

use super::counters::{Block, Counter, Crossing, Rows, Spreading};
use super::fields::{MORE, PENDING, TIMED};
use super::{Facet, Place, Sort};

/// What a pass is to find.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Want {
    pub sort: Sort,
    pub after: Option<Place>,
    /// The most rows; 0 to count alone.
    pub most: usize,
    /// Which rows.
    pub which: Which,
    pub facets: Vec<Facet>,
    /// Two facets whose values are counted together.
    pub cross: Option<(Facet, Facet)>,
    /// Whether days are counted: those an answer took, and those one is late by.
    pub spread: bool,
    /// Today in days since 1970.
    pub today: i64,
}

/// Which of the rows of one record are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Which {
    /// The best of each.
    Best,
    /// All.
    Every,
}

/// A row that may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    pub place: Place,
    /// The record it is of.
    pub of: u64,
    /// Whether the record has more rows.
    pub more: bool,
}

/// What a pass found.
#[derive(Clone, Debug, Default)]
pub(super) struct Counted {
    pub total: u64,
    pub top: Vec<Candidate>,
    /// Records with a row that was on an earlier page; they are not shown again.
    shown: BTreeSet<u64>,
    /// For each facet wanted, its values and their rows.
    pub facets: Vec<HashMap<u64, u64>>,
    /// Rows with both values of the two facets wanted together.
    pub cross: HashMap<(u64, u64), u64>,
    /// Rows by the days their answer took.
    pub took: HashMap<u64, u64>,
    /// Rows without an answer by the days since their last due day.
    pub late: HashMap<u64, u64>,
}

impl Counted {
    /// Adds another segment's.
    pub(super) fn add(&mut self, other: &Counted, facets: usize) {
        self.total += other.total;
        self.top.extend_from_slice(&other.top);
        self.shown.extend(&other.shown);
        self.facets.resize_with(facets, HashMap::new);
        for (own, others) in self.facets.iter_mut().zip(&other.facets) {
            for (value, rows) in others {
                *own.entry(*value).or_default() += rows;
            }
        }
        for (own, others) in [(&mut self.took, &other.took), (&mut self.late, &other.late)] {
            for (days, rows) in others {
                *own.entry(*days).or_default() += rows;
            }
        }
        for (values, rows) in &other.cross {
            *self.cross.entry(*values).or_default() += rows;
        }
    }

    /// The best rows, one a record, in their order.
    pub(super) fn settle(&mut self, most: usize) {
        let shown = &self.shown;
        self.top.retain(|c| !shown.contains(&c.of));
        best_of_each(&mut self.top, most);
    }
}

/// Sorts, keeps the best row of each record, and no more than `most`.
fn best_of_each(top: &mut Vec<Candidate>, most: usize) {
    top.sort_unstable_by_key(|c| std::cmp::Reverse(c.place));
    let mut seen = BTreeSet::new();
    top.retain(|c| !c.more || seen.insert(c.of));
    top.truncate(most);
}

/// What rows are sorted by.
enum Sorter {
    Score,
    Day(Column<i64>),
    Late { axes: Column<u64>, due: Column<i64>, late: Column<i64> },
}

impl Sorter {
    fn of(sort: Sort, segment: &SegmentReader) -> Result<Sorter, TantivyError> {
        let fast = segment.fast_fields();
        Ok(match sort {
            Sort::Relevance => Sorter::Score,
            Sort::Newest => Sorter::Day(fast.i64("sort")?),
            Sort::Changed => Sorter::Day(fast.i64("changed")?),
            Sort::Latest => Sorter::Late { axes: fast.u64("axes")?, due: fast.i64("due")?, late: fast.i64("late")? },
        })
    }

    /// For each row a number that is greater the earlier the row is shown.
    fn keys(&self, docs: &[DocId], scores: &[Score], today: i64, keys: &mut Vec<u64>) {
        keys.clear();
        match self {
            // The bits of a number that is not negative sort as it does.
            Sorter::Score => keys.extend(scores.iter().map(|score| u64::from(score.max(0.0).to_bits()))),
            Sorter::Day(column) => {
                let mut days = vec![None; docs.len()];
                column.first_vals(docs, &mut days);
                keys.extend(days.into_iter().map(|day| day.map_or(0, above_zero)));
            }
            Sorter::Late { axes, due, late } => keys.extend(docs.iter().map(|doc| {
                let pending = axes.first(*doc).is_some_and(|a| TIMED.of(a) as u64 == PENDING);
                let days = if pending { due.first(*doc).map(|due| today - due) } else { late.first(*doc) };
                days.map_or(0, above_zero)
            })),
        }
    }
}

/// A signed number as one that is not, in the same order; never 0.
fn above_zero(value: i64) -> u64 {
    (i128::from(value) - i128::from(i64::MIN)).clamp(1, i128::from(u64::MAX)).try_into().unwrap_or(1)
}

/// Rows that are counted at once.
const AT_ONCE: usize = 256;

/// A pass over one segment.
struct Pass<'p> {
    want: &'p Want,
    counters: Vec<Counter>,
    crossing: Option<Crossing>,
    spreading: Option<Spreading>,
    sorter: Sorter,
    n: Column<u64>,
    of: Column<u64>,
    axes: Column<u64>,
    /// Whether the packed axes of every row are needed.
    packed: bool,
    found: Counted,
    /// A row with a lesser key cannot be among the best any more.
    least: u64,
    block: Block<u64>,
    some: Vec<Option<u64>>,
    bits: Vec<u64>,
    keys: Vec<u64>,
}

impl<'p> Pass<'p> {
    fn of(segment: &SegmentReader, want: &'p Want) -> Result<Pass<'p>, TantivyError> {
        let fast = segment.fast_fields();
        let crossing = want.cross.map(|both| Crossing::of(both, segment)).transpose()?;
        Ok(Pass {
            want,
            counters: want.facets.iter().map(|f| Counter::of(*f, segment)).collect::<Result<_, _>>()?,
            packed: want.facets.iter().any(|f| f.is_axis()) || crossing.is_some() || want.spread,
            crossing,
            spreading: if want.spread { Some(Spreading::of(segment)?) } else { None },
            sorter: Sorter::of(want.sort, segment)?,
            n: fast.u64("n")?,
            of: fast.u64("of")?,
            axes: fast.u64("axes")?,
            found: Counted::default(),
            least: 0,
            block: Block::default(),
            some: Vec::new(),
            bits: Vec::new(),
            keys: Vec::new(),
        })
    }

    /// Takes in rows that match, in their order.
    fn take(&mut self, docs: &[DocId], scores: &[Score]) {
        self.found.total += docs.len() as u64;
        self.bits.clear();
        if self.packed {
            self.some.clear();
            self.some.resize(docs.len(), None);
            self.axes.first_vals(docs, &mut self.some);
            self.bits.extend(self.some.iter().map(|bits| bits.unwrap_or(0)));
        }
        let rows = Rows { docs, axes: &self.bits };
        self.counters.iter_mut().for_each(|c| c.count(&rows, &mut self.block, self.want.today));
        self.crossing.iter_mut().for_each(|c| c.count(&rows));
        self.spreading.iter_mut().for_each(|s| s.count(&rows));
        if self.want.most > 0 {
            self.sorter.keys(docs, scores, self.want.today, &mut self.keys);
            let keys = std::mem::take(&mut self.keys);
            docs.iter().zip(&keys).for_each(|(doc, key)| self.show(*doc, *key));
            self.keys = keys;
        }
    }

    /// Keeps a row if it may be among the best.
    fn show(&mut self, doc: DocId, key: u64) {
        if key < self.least {
            return;
        }
        let (want, found) = (self.want, &mut self.found);
        let place = Place { key, n: self.n.first(doc).unwrap_or(0) };
        let more = want.which == Which::Best && self.axes.first(doc).unwrap_or(0) & MORE > 0;
        let candidate = Candidate { place, of: self.of.first(doc).unwrap_or(0), more };
        if want.after.is_some_and(|after| place >= after) {
            if more {
                found.shown.insert(candidate.of);
            }
            return;
        }
        found.top.push(candidate);
        if found.top.len() >= want.most.saturating_add(found.shown.len()).saturating_mul(2).saturating_add(64) {
            // Rows of records that were shown may still stand here, so as many more are kept.
            let enough = want.most + found.shown.len();
            best_of_each(&mut found.top, enough);
            self.least = found.top.last().filter(|_| found.top.len() >= enough).map_or(0, |c| c.place.key);
        }
    }
}

/// Passes over the rows of one segment that match.
pub(super) fn pass(weight: &dyn Weight, segment: &SegmentReader, want: &Want) -> Result<Counted, TantivyError> {
    let mut pass = Pass::of(segment, want)?;
    let alive = segment.alive_bitset();
    let stands = |doc: DocId| alive.is_none_or(|alive| alive.is_alive(doc));
    let (mut docs, mut scores) = (Vec::with_capacity(AT_ONCE * 2), Vec::new());
    if want.sort == Sort::Relevance && want.most > 0 {
        weight.for_each(segment, &mut |doc, score| {
            if stands(doc) {
                docs.push(doc);
                scores.push(score);
            }
            if docs.len() >= AT_ONCE {
                pass.take(&docs, &scores);
                docs.clear();
                scores.clear();
            }
        })?;
    } else {
        weight.for_each_no_score(segment, &mut |some| {
            docs.extend(some.iter().copied().filter(|doc| stands(*doc)));
            if docs.len() >= AT_ONCE {
                pass.take(&docs, &scores);
                docs.clear();
            }
        })?;
    }
    pass.take(&docs, &scores);
    let mut found = pass.found;
    found.facets = pass.counters.into_iter().map(Counter::counts).collect();
    found.cross = pass.crossing.map(Crossing::counts).unwrap_or_default();
    (found.took, found.late) = pass.spreading.map(|s| s.counts(want.today)).unwrap_or_default();
    Ok(found)
}

/// Passes that were made lately, by segment and question.
#[derive(Default)]
pub(super) struct Answers {
    kept: HashMap<String, Arc<Counted>>,
    /// Keys, the oldest first.
    order: std::collections::VecDeque<String>,
}

/// The most passes that are kept; one holds some hundred counts.
const MOST_KEPT: usize = 2_000;

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
