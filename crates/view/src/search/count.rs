//! One pass over the rows that match: the best of them, how many there are, and how they spread over the facets; for several
//! questions at once, where all are of the same rows or of some of them ([`Narrow`]).
//!
//! *Invariant:* every figure is exact.

use std::collections::{BTreeSet, HashMap};

use domain::{Timeliness, unanswered};

use tantivy::columnar::Column;
use tantivy::query::Weight;
use tantivy::{DocId, Score, SegmentReader, TantivyError};

use super::counters::{Block, Counter, Crossing, Rows, Spreading};
use super::fields::{Bits, MORE, PENDING, TIMED, code};
use super::narrow::{Held, Narrow};
use super::opened::Columns;
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
    /// Of the rows that match, nothing but these.
    pub narrow: Narrow,
    pub facets: Vec<Facet>,
    /// Two facets whose values are counted together.
    pub cross: Option<(Facet, Facet)>,
    /// Whether the axes are counted all together, as they are today.
    pub axes: bool,
    /// Whether days are counted: those an answer took, and those one is late by.
    pub spread: bool,
    /// Today in days since 1970.
    pub today: i64,
}

impl Want {
    /// Nothing yet, of every row that matches.
    pub(super) fn nothing(sort: Sort, today: i64) -> Want {
        Want {
            sort,
            after: None,
            most: 0,
            which: Which::Best,
            narrow: Narrow::default(),
            facets: Vec::new(),
            cross: None,
            axes: false,
            spread: false,
            today,
        }
    }

    /// Whether the rows' scores are asked for.
    pub(super) fn scored(&self) -> bool {
        self.sort == Sort::Relevance && self.most > 0
    }
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
    /// Rows by their packed axes.
    pub axes: HashMap<u64, u64>,
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
        let counts = [(&mut self.axes, &other.axes), (&mut self.took, &other.took), (&mut self.late, &other.late)];
        for (own, others) in counts {
            for (value, rows) in others {
                *own.entry(*value).or_default() += rows;
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
    fn of(sort: Sort, fast: Columns<'_>) -> Result<Sorter, TantivyError> {
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

/// The packed axes of rows, read for many at once.
struct Axes {
    axes: Column<u64>,
    due: (Column<i64>, Column<i64>),
    today: i64,
    /// Whether anything is asked of them at all, and of what moves with the day.
    wanted: (bool, bool),
    /// As they stand in the index.
    raw: Vec<u64>,
    /// As they are today.
    now: Vec<u64>,
    some: Vec<Option<u64>>,
    pending: Vec<usize>,
    docs: Vec<DocId>,
    days: (Vec<Option<i64>>, Vec<Option<i64>>),
    /// How often each was met, as they are today: those met lately in places of their own, the others by value.
    met: Vec<(u64, u64)>,
    others: HashMap<u64, u64>,
}

/// How many different axes are counted without being looked up; a register has a few hundred.
const PLACES: usize = 1 << 10;

impl Axes {
    fn of(fast: Columns<'_>, wants: &[&Want]) -> Result<Axes, TantivyError> {
        let any = wants.iter().any(|w| {
            let axes = w.axes || w.facets.iter().any(|f| f.is_axis());
            axes || w.cross.is_some() || w.spread || w.narrow != Narrow::default()
        });
        let timed = wants.iter().any(|w| w.axes || w.facets.contains(&Facet::Timeliness) || w.narrow.of_the_day());
        Ok(Axes {
            axes: fast.u64("axes")?,
            due: (fast.i64("due_from")?, fast.i64("due")?),
            today: wants.first().map_or(0, |w| w.today),
            wanted: (any, timed),
            raw: Vec::new(),
            now: Vec::new(),
            some: Vec::new(),
            pending: Vec::new(),
            docs: Vec::new(),
            days: Default::default(),
            met: vec![(0, 0); if any { PLACES } else { 0 }],
            others: HashMap::new(),
        })
    }

    /// Reads those of some rows.
    fn read(&mut self, docs: &[DocId]) {
        self.raw.clear();
        self.now.clear();
        if !self.wanted.0 {
            return;
        }
        self.some.clear();
        self.some.resize(docs.len(), None);
        self.axes.first_vals(docs, &mut self.some);
        self.raw.extend(self.some.iter().map(|bits| bits.unwrap_or(0)));
        self.now.extend(self.raw.iter().map(|axes| axes & !MORE));
        if self.wanted.1 {
            self.of_today(docs);
        }
        for axes in &self.now {
            let place = axes.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - PLACES.trailing_zeros());
            let Some(met) = usize::try_from(place).ok().and_then(|place| self.met.get_mut(place)) else { continue };
            if met.0 != *axes {
                let (other, rows) = std::mem::replace(met, (*axes, 0));
                if rows > 0 {
                    *self.others.entry(other).or_default() += rows;
                }
            }
            met.1 += 1;
        }
    }

    /// How often each of the axes was met.
    fn counts(mut self) -> HashMap<u64, u64> {
        for (axes, rows) in self.met.into_iter().filter(|(_, rows)| *rows > 0) {
            *self.others.entry(axes).or_default() += rows;
        }
        self.others
    }

    /// Puts what moves with the day as it is today.
    fn of_today(&mut self, docs: &[DocId]) {
        self.pending.clear();
        let waits = self.raw.iter().enumerate().filter(|(_, axes)| TIMED.of(**axes) as u64 == PENDING);
        self.pending.extend(waits.map(|(at, _)| at));
        self.docs.clear();
        self.docs.extend(self.pending.iter().filter_map(|at| docs.get(*at)));
        let (first, last) = (&mut self.days.0, &mut self.days.1);
        for (column, days) in [(&self.due.0, &mut *first), (&self.due.1, &mut *last)] {
            days.clear();
            days.resize(self.docs.len(), None);
            column.first_vals(&self.docs, days);
        }
        for (at, due) in self.pending.iter().zip(first.iter().zip(last.iter())) {
            if let (Some(now), (Some(first), Some(last))) = (self.now.get_mut(*at), due) {
                let timed = code(Timeliness::ALL, &unanswered(self.today - first, self.today - last));
                *now = TIMED.without(*now) | TIMED.with(timed);
            }
        }
    }
}

/// Some rows with what was read of all of them.
struct Taken<'t> {
    rows: Rows<'t>,
    /// Their axes as they are today.
    now: &'t [u64],
    scores: &'t [Score],
    /// What they are sorted by, worked out once for all that sort by the same.
    keys: &'t mut (Option<Sort>, Vec<u64>),
}

/// A pass over one segment for one question.
struct Pass<'p> {
    want: &'p Want,
    held: Held,
    counters: Vec<Counter>,
    crossing: Option<Crossing>,
    spreading: Option<Spreading>,
    sorter: Sorter,
    n: Column<u64>,
    of: Column<u64>,
    axes: Column<u64>,
    found: Counted,
    /// A row with a lesser key cannot be among the best any more.
    least: u64,
    block: Block<u64>,
    /// The rows of some that are of this question.
    own: (Vec<DocId>, Vec<u64>),
}

impl<'p> Pass<'p> {
    fn of(fast: Columns<'_>, want: &'p Want) -> Result<Pass<'p>, TantivyError> {
        let columns = want.facets.iter().filter_map(|f| Counter::of(*f, fast).transpose());
        Ok(Pass {
            want,
            held: want.narrow.held(),
            counters: columns.collect::<Result<_, _>>()?,
            crossing: want.cross.map(|both| Crossing::of(both, fast)).transpose()?,
            spreading: if want.spread { Some(Spreading::of(fast)?) } else { None },
            sorter: Sorter::of(want.sort, fast)?,
            n: fast.u64("n")?,
            of: fast.u64("of")?,
            axes: fast.u64("axes")?,
            found: Counted::default(),
            least: 0,
            block: Block::default(),
            own: Default::default(),
        })
    }

    /// Takes in rows that match, in their order.
    fn take(&mut self, taken: &mut Taken<'_>) {
        if !self.counters.is_empty() || self.crossing.is_some() || self.spreading.is_some() {
            self.count(taken.rows, taken.now);
        }
        if self.want.most > 0 {
            if taken.keys.0 != Some(self.want.sort) {
                self.sorter.keys(taken.rows.docs, taken.scores, self.want.today, &mut taken.keys.1);
                taken.keys.0 = Some(self.want.sort);
            }
            for (at, (doc, key)) in taken.rows.docs.iter().zip(&taken.keys.1).enumerate() {
                if *key >= self.least && self.held.holds(taken.now.get(at).copied().unwrap_or(0)) {
                    self.show(*doc, *key);
                }
            }
        }
    }

    /// Counts what stands in columns of its own, of the rows that are of this question.
    fn count(&mut self, rows: Rows<'_>, now: &[u64]) {
        let mut own = std::mem::take(&mut self.own);
        let rows = if self.held.all() {
            rows
        } else {
            own.0.clear();
            own.1.clear();
            for (doc, (axes, now)) in rows.docs.iter().zip(rows.axes.iter().zip(now)) {
                if self.held.holds(*now) {
                    own.0.push(*doc);
                    own.1.push(*axes);
                }
            }
            Rows { docs: &own.0, axes: &own.1 }
        };
        self.counters.iter_mut().for_each(|c| c.count(&rows, &mut self.block));
        self.crossing.iter_mut().for_each(|c| c.count(&rows));
        self.spreading.iter_mut().for_each(|s| s.count(&rows));
        self.own = own;
    }

    /// What was found, with what the axes of all rows say.
    fn done(self, rows: u64, axes: &HashMap<u64, u64>) -> Counted {
        let Pass { want, held, mut found, .. } = self;
        let own = || axes.iter().filter(|(axes, _)| held.holds(**axes));
        found.total = if held.all() { rows } else { own().map(|(_, rows)| rows).sum() };
        let mut columns = self.counters.into_iter();
        for facet in &want.facets {
            let values = match facet.bits() {
                Some(bits) => by_axis(bits, own()),
                None => columns.next().map(Counter::counts).unwrap_or_default(),
            };
            found.facets.push(values);
        }
        if want.axes {
            found.axes = own().map(|(axes, rows)| (*axes, *rows)).collect();
        }
        found.cross = self.crossing.map(Crossing::counts).unwrap_or_default();
        (found.took, found.late) = self.spreading.map(|s| s.counts(want.today)).unwrap_or_default();
        found
    }

    /// Keeps a row if it may be among the best.
    fn show(&mut self, doc: DocId, key: u64) {
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

/// Rows by one of their axes.
pub(super) fn by_axis<'c>(bits: Bits, rows: impl Iterator<Item = (&'c u64, &'c u64)>) -> HashMap<u64, u64> {
    let mut values: HashMap<u64, u64> = HashMap::new();
    rows.for_each(|(axes, rows)| *values.entry(bits.of(*axes) as u64).or_default() += rows);
    values
}

/// Passes over the rows of one segment that match, once for all that is wanted of them; what was found for each, in their order.
pub(super) fn pass(
    weight: &dyn Weight,
    segment: &SegmentReader,
    columns: Columns<'_>,
    wants: &[&Want],
) -> Result<Vec<Counted>, TantivyError> {
    let mut passes = wants.iter().map(|want| Pass::of(columns, want)).collect::<Result<Vec<_>, _>>()?;
    let mut axes = Axes::of(columns, wants)?;
    let (mut rows, mut keys) = (0, Vec::new());
    let mut take = |docs: &[DocId], scores: &[Score]| {
        rows += docs.len() as u64;
        axes.read(docs);
        let mut keyed = (None, std::mem::take(&mut keys));
        let mut taken = Taken { rows: Rows { docs, axes: &axes.raw }, now: &axes.now, scores, keys: &mut keyed };
        passes.iter_mut().for_each(|pass| pass.take(&mut taken));
        keys = keyed.1;
    };
    let alive = segment.alive_bitset();
    let stands = |doc: DocId| alive.is_none_or(|alive| alive.is_alive(doc));
    let (mut docs, mut scores) = (Vec::with_capacity(AT_ONCE * 2), Vec::new());
    if wants.iter().any(|want| want.scored()) {
        weight.for_each(segment, &mut |doc, score| {
            if stands(doc) {
                docs.push(doc);
                scores.push(score);
            }
            if docs.len() >= AT_ONCE {
                take(&docs, &scores);
                docs.clear();
                scores.clear();
            }
        })?;
    } else {
        weight.for_each_no_score(segment, &mut |some| {
            docs.extend(some.iter().copied().filter(|doc| stands(*doc)));
            if docs.len() >= AT_ONCE {
                take(&docs, &scores);
                docs.clear();
            }
        })?;
    }
    take(&docs, &scores);
    let axes = axes.counts();
    Ok(passes.into_iter().map(|pass| pass.done(rows, &axes)).collect())
}
