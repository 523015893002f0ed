//! One pass over the rows that match: the best of them, how many there are, and how they spread over the facets.
//!
//! A segment of the index never changes but by deletions, so what one pass found in it is kept, and after a new record only
//! the small new segment is passed over again.
//!
//! *Invariant:* every figure is exact.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use domain::{Timeliness, unanswered};
use tantivy::columnar::Column;
use tantivy::query::Weight;
use tantivy::{DocId, Score, SegmentReader, TantivyError};

use super::fields::{ASSURED, BEFORE, Bits, CLAIMED, CLOSURE, MORE, PENDING, POSITION, TIMED, code};
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

/// Where a facet's values stand in the index.
enum Stored {
    Column(&'static str),
    Axis(Bits),
}

impl Facet {
    fn stored(self) -> Stored {
        match self {
            Facet::Position => Stored::Axis(POSITION),
            Facet::ClaimedStatus => Stored::Axis(CLAIMED),
            Facet::AssuredStatus => Stored::Axis(ASSURED),
            Facet::Closure => Stored::Axis(CLOSURE),
            Facet::SaidBefore => Stored::Axis(BEFORE),
            // As far as it stands whatever the day.
            Facet::Timeliness => Stored::Axis(TIMED),
            Facet::By => Stored::Column("by"),
            Facet::To => Stored::Column("to"),
            Facet::Theme => Stored::Column("theme"),
            Facet::Standard => Stored::Column("standard"),
            Facet::Year => Stored::Column("year"),
        }
    }
}

/// How the values of one facet are counted.
enum Counter {
    /// A column whose values are close together: one count a value.
    Dense { column: Column<u64>, base: u64, counts: Vec<u64> },
    /// A column whose values are far apart.
    Sparse { column: Column<u64>, counts: HashMap<u64, u64> },
    /// A part of the packed axes.
    Axis { bits: Bits, counts: Vec<u64> },
    /// Timeliness: where there is no answer yet, by due days and today.
    Timed { first: Column<i64>, last: Column<i64>, counts: Vec<u64> },
}

/// The widest range of values that is counted in a list of its own.
const DENSE: u64 = 1 << 16;

impl Counter {
    fn of(facet: Facet, segment: &SegmentReader) -> Result<Counter, TantivyError> {
        let fast = segment.fast_fields();
        if facet == Facet::Timeliness {
            let (first, last) = (fast.i64("due_from")?, fast.i64("due")?);
            return Ok(Counter::Timed { first, last, counts: vec![0; 16] });
        }
        let column = match facet.stored() {
            Stored::Axis(bits) => return Ok(Counter::Axis { bits, counts: vec![0; 1 << bits.width] }),
            Stored::Column(name) => fast.u64(name)?,
        };
        let (base, last) = (column.min_value(), column.max_value());
        if last.saturating_sub(base) < DENSE {
            let wide = usize::try_from(last.saturating_sub(base)).unwrap_or(0) + 1;
            return Ok(Counter::Dense { column, base, counts: vec![0; wide] });
        }
        Ok(Counter::Sparse { column, counts: HashMap::new() })
    }

    fn count(&mut self, doc: DocId, axes: u64, today: i64) {
        let add = |counts: &mut Vec<u64>, at: usize| {
            if let Some(count) = counts.get_mut(at) {
                *count += 1;
            }
        };
        match self {
            Counter::Dense { column, base, counts } => {
                for value in column.values_for_doc(doc) {
                    add(counts, usize::try_from(value.saturating_sub(*base)).unwrap_or(usize::MAX));
                }
            }
            Counter::Sparse { column, counts } => {
                column.values_for_doc(doc).for_each(|value| *counts.entry(value).or_default() += 1);
            }
            Counter::Axis { bits, counts } => add(counts, bits.of(axes)),
            Counter::Timed { first, last, counts } => {
                let stands = TIMED.of(axes);
                let moves = if stands as u64 == PENDING { first.first(doc).zip(last.first(doc)) } else { None };
                let value = moves.map(|(first, last)| unanswered(today - first, today - last));
                add(counts, value.map_or(stands, |t| usize::try_from(code(Timeliness::ALL, &t)).unwrap_or(0)));
            }
        }
    }

    fn counts(self) -> HashMap<u64, u64> {
        let listed = |base: u64, counts: Vec<u64>| -> HashMap<u64, u64> {
            (base..).zip(counts).filter(|(_, n)| *n > 0).collect()
        };
        match self {
            Counter::Dense { base, counts, .. } => listed(base, counts),
            Counter::Sparse { counts, .. } => counts,
            Counter::Axis { counts, .. } | Counter::Timed { counts, .. } => listed(0, counts),
        }
    }
}

/// The values of one facet for a row, in a form that is quick to go through.
enum Values {
    Column(Column<u64>),
    Axis(Bits),
}

impl Values {
    /// The facet's values; an axis is one value a row. Timeliness moves with the day and is not crossed.
    fn of(facet: Facet, segment: &SegmentReader) -> Result<Values, TantivyError> {
        Ok(match facet.stored() {
            Stored::Column(name) => Values::Column(segment.fast_fields().u64(name)?),
            Stored::Axis(bits) => Values::Axis(bits),
        })
    }

    fn each(&self, doc: DocId, axes: u64, mut take: impl FnMut(u64)) {
        match self {
            Values::Column(column) => column.values_for_doc(doc).for_each(take),
            Values::Axis(bits) => take(bits.of(axes) as u64),
        }
    }

    /// The least value, and how many there are from it to the greatest.
    fn range(&self) -> (u64, u64) {
        match self {
            Values::Column(c) => (c.min_value(), c.max_value().saturating_sub(c.min_value()) + 1),
            Values::Axis(bits) => (0, 1 << bits.width),
        }
    }
}

/// Counts two facets together: in a table where their values are close, by pairs where they are not.
struct Crossing {
    values: (Values, Values),
    base: (u64, u64),
    wide: u64,
    table: Vec<u64>,
    pairs: HashMap<(u64, u64), u64>,
}

/// The most cells of a table.
const CELLS: u64 = 1 << 20;

impl Crossing {
    fn of((a, b): (Facet, Facet), segment: &SegmentReader) -> Result<Crossing, TantivyError> {
        let values = (Values::of(a, segment)?, Values::of(b, segment)?);
        let ((first, high), (second, wide)) = (values.0.range(), values.1.range());
        let cells = high.saturating_mul(wide);
        let table = vec![0; usize::try_from(cells).ok().filter(|_| cells <= CELLS).unwrap_or(0)];
        Ok(Crossing { values, base: (first, second), wide, table, pairs: HashMap::new() })
    }

    fn count(&mut self, doc: DocId, axes: u64) {
        let (table, pairs, base, wide) = (&mut self.table, &mut self.pairs, self.base, self.wide);
        self.values.0.each(doc, axes, |a| {
            self.values.1.each(doc, axes, |b| {
                let at = (a - base.0).saturating_mul(wide).saturating_add(b - base.1);
                match usize::try_from(at).ok().and_then(|at| table.get_mut(at)) {
                    Some(cell) => *cell += 1,
                    None => *pairs.entry((a, b)).or_default() += 1,
                }
            });
        });
    }

    fn counts(self) -> HashMap<(u64, u64), u64> {
        let (base, wide) = (self.base, self.wide.max(1));
        let cells = (0u64..).zip(self.table).filter(|(_, n)| *n > 0);
        let mut all = self.pairs;
        all.extend(cells.map(|(at, n)| ((base.0 + at / wide, base.1 + at % wide), n)));
        all
    }
}

/// Counts days: those an answer took, and those one is late by.
struct Spreading {
    took: Column<u64>,
    due: Column<i64>,
    counts: (HashMap<u64, u64>, HashMap<u64, u64>),
}

impl Spreading {
    fn of(segment: &SegmentReader) -> Result<Spreading, TantivyError> {
        let fast = segment.fast_fields();
        Ok(Spreading { took: fast.u64("took")?, due: fast.i64("due")?, counts: Default::default() })
    }

    fn count(&mut self, doc: DocId, axes: u64, today: i64) {
        if let Some(days) = self.took.first(doc) {
            *self.counts.0.entry(days).or_default() += 1;
        }
        let pending = TIMED.of(axes) as u64 == PENDING;
        let late = self.due.first(doc).filter(|_| pending).map(|due| today - due);
        if let Some(days) = late.and_then(|late| u64::try_from(late).ok()).filter(|days| *days > 0) {
            *self.counts.1.entry(days).or_default() += 1;
        }
    }
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

    /// A number that is greater the earlier the row is shown.
    fn key(&self, doc: DocId, score: Score, today: i64) -> u64 {
        match self {
            // The bits of a number that is not negative sort as it does.
            Sorter::Score => u64::from(score.max(0.0).to_bits()),
            Sorter::Day(column) => column.first(doc).map_or(0, above_zero),
            Sorter::Late { axes, due, late } => {
                let pending = axes.first(doc).is_some_and(|a| TIMED.of(a) as u64 == PENDING);
                let days = if pending { due.first(doc).map(|due| today - due) } else { late.first(doc) };
                days.map_or(0, above_zero)
            }
        }
    }
}

/// A signed number as one that is not, in the same order; never 0.
fn above_zero(value: i64) -> u64 {
    (i128::from(value) - i128::from(i64::MIN)).clamp(1, i128::from(u64::MAX)).try_into().unwrap_or(1)
}

/// Passes over the rows of one segment that match.
pub(super) fn pass(weight: &dyn Weight, segment: &SegmentReader, want: &Want) -> Result<Counted, TantivyError> {
    let fast = segment.fast_fields();
    let (n, of, axes) = (fast.u64("n")?, fast.u64("of")?, fast.u64("axes")?);
    let mut counters =
        want.facets.iter().map(|f| Counter::of(*f, segment)).collect::<Result<Vec<Counter>, TantivyError>>()?;
    let mut crossing = want.cross.map(|both| Crossing::of(both, segment)).transpose()?;
    let packed = want.facets.iter().any(|f| f.is_axis()) || crossing.is_some() || want.spread;
    let mut spreading = if want.spread { Some(Spreading::of(segment)?) } else { None };
    let sorter = Sorter::of(want.sort, segment)?;
    let alive = segment.alive_bitset();
    let mut found = Counted::default();
    // A row with a lesser key cannot be among the best any more.
    let mut least = 0;
    let mut take = |doc: DocId, score: Score| {
        if alive.is_some_and(|alive| !alive.is_alive(doc)) {
            return;
        }
        found.total += 1;
        let bits = if packed { axes.first(doc).unwrap_or(0) } else { 0 };
        counters.iter_mut().for_each(|c| c.count(doc, bits, want.today));
        crossing.iter_mut().for_each(|c| c.count(doc, bits));
        spreading.iter_mut().for_each(|s| s.count(doc, bits, want.today));
        if want.most == 0 {
            return;
        }
        let key = sorter.key(doc, score, want.today);
        if key < least {
            return;
        }
        let place = Place { key, n: n.first(doc).unwrap_or(0) };
        let more = want.which == Which::Best && axes.first(doc).unwrap_or(0) & MORE > 0;
        let candidate = Candidate { place, of: of.first(doc).unwrap_or(0), more };
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
            least = found.top.last().filter(|_| found.top.len() >= enough).map_or(0, |c| c.place.key);
        }
    };
    if want.sort == Sort::Relevance && want.most > 0 {
        weight.for_each(segment, &mut |doc, score| take(doc, score))?;
    } else {
        weight.for_each_no_score(segment, &mut |docs| docs.iter().for_each(|doc| take(*doc, 0.0)))?;
    }
    found.facets = counters.into_iter().map(Counter::counts).collect();
    found.cross = crossing.map(Crossing::counts).unwrap_or_default();
    (found.took, found.late) = spreading.map(|s| s.counts).unwrap_or_default();
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
