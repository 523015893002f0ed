//! How rows of a segment are counted: by one facet, by two together, by days; many rows at once.
//!
//! *Invariant:* every figure is exact.

use std::collections::HashMap;

use tantivy::columnar::{Column, ColumnIndex};
use tantivy::{DocId, TantivyError};

use super::Facet;
use super::fields::{ASSURED, BEFORE, Bits, CLAIMED, CLOSURE, PENDING, POSITION, TIMED};
use super::opened::Columns;

/// Some rows of a segment, in their order, and their packed axes as they stand in the index.
#[derive(Clone, Copy)]
pub(super) struct Rows<'r> {
    pub docs: &'r [DocId],
    pub axes: &'r [u64],
}

/// The values that some rows have in a column, each with its row, in the order of the rows. A column is read for many rows at once: what each read
/// costs beside the value itself is more than the value.
#[derive(Default)]
pub(super) struct Block<T> {
    docs: Vec<DocId>,
    places: Vec<u32>,
    values: Vec<T>,
}

impl<T: PartialOrd + Copy + std::fmt::Debug + Send + Sync + Default + 'static> Block<T> {
    /// The values alone.
    fn values(&mut self, column: &Column<T>, docs: &[DocId]) -> &[T] {
        if matches!(column.index, ColumnIndex::Full) {
            self.values.resize(docs.len(), T::default());
            column.values.get_vals(docs, &mut self.values);
            return &self.values;
        }
        &self.of(column, docs).values
    }

    fn of(&mut self, column: &Column<T>, docs: &[DocId]) -> &Block<T> {
        self.docs.clear();
        self.places.clear();
        column.row_ids_for_docs(docs, &mut self.docs, &mut self.places);
        self.values.resize(self.places.len(), T::default());
        column.values.get_vals(&self.places, &mut self.values);
        self
    }
}

/// Where a facet's values stand in the index.
enum Stored {
    Column(&'static str),
    Axis(Bits),
}

impl Facet {
    /// Where an axis stands among the packed ones; `None` for another facet.
    pub(super) fn bits(self) -> Option<Bits> {
        match self.stored() {
            Stored::Axis(bits) => Some(bits),
            Stored::Column(_) => None,
        }
    }

    fn stored(self) -> Stored {
        match self {
            Facet::Position => Stored::Axis(POSITION),
            Facet::ClaimedStatus => Stored::Axis(CLAIMED),
            Facet::AssuredStatus => Stored::Axis(ASSURED),
            Facet::Closure => Stored::Axis(CLOSURE),
            Facet::SaidBefore => Stored::Axis(BEFORE),
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
pub(super) enum Counter {
    /// A column whose values are close together: one count a value.
    Dense { column: Column<u64>, base: u64, counts: Vec<u64> },
    /// A column whose values are far apart.
    Sparse { column: Column<u64>, counts: HashMap<u64, u64> },
}

/// The widest range of values that is counted in a list of its own.
const DENSE: u64 = 1 << 16;

impl Counter {
    /// How the facet is counted; `None` for an axis, which needs no column of its own.
    pub(super) fn of(facet: Facet, fast: Columns<'_>) -> Result<Option<Counter>, TantivyError> {
        let Stored::Column(name) = facet.stored() else { return Ok(None) };
        let column = fast.u64(name)?;
        let (base, last) = (column.min_value(), column.max_value());
        if last.saturating_sub(base) < DENSE {
            let wide = usize::try_from(last.saturating_sub(base)).unwrap_or(0) + 1;
            return Ok(Some(Counter::Dense { column, base, counts: vec![0; wide] }));
        }
        Ok(Some(Counter::Sparse { column, counts: HashMap::new() }))
    }

    pub(super) fn count(&mut self, rows: &Rows<'_>, block: &mut Block<u64>) {
        let add = |counts: &mut Vec<u64>, at: usize| {
            if let Some(count) = counts.get_mut(at) {
                *count += 1;
            }
        };
        match self {
            Counter::Dense { column, base, counts } => {
                for value in block.values(column, rows.docs) {
                    add(counts, usize::try_from(value.saturating_sub(*base)).unwrap_or(usize::MAX));
                }
            }
            Counter::Sparse { column, counts } => {
                block.values(column, rows.docs).iter().for_each(|value| *counts.entry(*value).or_default() += 1);
            }
        }
    }

    pub(super) fn counts(self) -> HashMap<u64, u64> {
        let listed = |base: u64, counts: Vec<u64>| -> HashMap<u64, u64> {
            (base..).zip(counts).filter(|(_, n)| *n > 0).collect()
        };
        match self {
            Counter::Dense { base, counts, .. } => listed(base, counts),
            Counter::Sparse { counts, .. } => counts,
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
    fn of(facet: Facet, fast: Columns<'_>) -> Result<Values, TantivyError> {
        Ok(match facet.stored() {
            Stored::Column(name) => Values::Column(fast.u64(name)?),
            Stored::Axis(bits) => Values::Axis(bits),
        })
    }

    /// The values of some rows, in the order of the rows.
    fn all(&self, rows: &Rows<'_>, block: &mut Block<u64>) {
        match self {
            Values::Column(column) => drop(block.of(column, rows.docs)),
            Values::Axis(bits) => {
                block.docs.clear();
                block.docs.extend_from_slice(rows.docs);
                block.values.clear();
                block.values.extend(rows.axes.iter().map(|axes| bits.of(*axes) as u64));
            }
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
pub(super) struct Crossing {
    values: (Values, Values),
    base: (u64, u64),
    wide: u64,
    table: Vec<u64>,
    pairs: HashMap<(u64, u64), u64>,
    blocks: (Block<u64>, Block<u64>),
}

/// The most cells of a table.
const CELLS: u64 = 1 << 20;

impl Crossing {
    pub(super) fn of((a, b): (Facet, Facet), fast: Columns<'_>) -> Result<Crossing, TantivyError> {
        let values = (Values::of(a, fast)?, Values::of(b, fast)?);
        let ((first, high), (second, wide)) = (values.0.range(), values.1.range());
        let cells = high.saturating_mul(wide);
        let table = vec![0; usize::try_from(cells).ok().filter(|_| cells <= CELLS).unwrap_or(0)];
        Ok(Crossing { values, base: (first, second), wide, table, pairs: HashMap::new(), blocks: Default::default() })
    }

    pub(super) fn count(&mut self, rows: &Rows<'_>) {
        let (firsts, seconds) = (&mut self.blocks.0, &mut self.blocks.1);
        self.values.0.all(rows, firsts);
        self.values.1.all(rows, seconds);
        let mut seconds = seconds.docs.iter().zip(&seconds.values).peekable();
        // Both stand in the order of the rows; a row with several values of the first has its seconds kept for each.
        let (mut doc, mut own): (Option<DocId>, Vec<u64>) = (None, Vec::new());
        for (at, a) in firsts.docs.iter().zip(&firsts.values) {
            if doc != Some(*at) {
                doc = Some(*at);
                own.clear();
                while seconds.next_if(|(other, _)| *other < at).is_some() {}
                while let Some((_, b)) = seconds.next_if(|(other, _)| *other == at) {
                    own.push(*b);
                }
            }
            for b in &own {
                let cell = (a - self.base.0).saturating_mul(self.wide).saturating_add(b - self.base.1);
                match usize::try_from(cell).ok().and_then(|cell| self.table.get_mut(cell)) {
                    Some(cell) => *cell += 1,
                    None => *self.pairs.entry((*a, *b)).or_default() += 1,
                }
            }
        }
    }

    pub(super) fn counts(self) -> HashMap<(u64, u64), u64> {
        let (base, wide) = (self.base, self.wide.max(1));
        let cells = (0u64..).zip(self.table).filter(|(_, n)| *n > 0);
        let mut all = self.pairs;
        all.extend(cells.map(|(at, n)| ((base.0 + at / wide, base.1 + at % wide), n)));
        all
    }
}

/// Counts days: those an answer took, and those one is late by.
pub(super) struct Spreading {
    took: (Column<u64>, Days),
    due: (Column<i64>, Days),
    blocks: (Block<u64>, Block<i64>),
    pending: Vec<DocId>,
}

/// How often each day was met: in a list where they are close together, else by day.
struct Days {
    base: i128,
    counts: Vec<u64>,
    others: HashMap<i128, u64>,
}

impl Days {
    fn between(first: i128, last: i128) -> Days {
        let wide = usize::try_from(last - first + 1).ok().filter(|wide| *wide as u64 <= DENSE).unwrap_or(0);
        Days { base: first, counts: vec![0; wide], others: HashMap::new() }
    }

    fn add(&mut self, day: i128) {
        match usize::try_from(day - self.base).ok().and_then(|at| self.counts.get_mut(at)) {
            Some(count) => *count += 1,
            None => *self.others.entry(day).or_default() += 1,
        }
    }

    fn all(self) -> impl Iterator<Item = (i128, u64)> {
        (self.base..).zip(self.counts).filter(|(_, rows)| *rows > 0).chain(self.others)
    }
}

impl Spreading {
    pub(super) fn of(fast: Columns<'_>) -> Result<Spreading, TantivyError> {
        let (took, due) = (fast.u64("took")?, fast.i64("due")?);
        let days = (
            Days::between(took.min_value().into(), took.max_value().into()),
            Days::between(due.min_value().into(), due.max_value().into()),
        );
        Ok(Spreading { took: (took, days.0), due: (due, days.1), blocks: Default::default(), pending: Vec::new() })
    }

    pub(super) fn count(&mut self, rows: &Rows<'_>) {
        self.blocks.0.of(&self.took.0, rows.docs).values.iter().for_each(|days| self.took.1.add((*days).into()));
        self.pending.clear();
        let pending = rows.docs.iter().zip(rows.axes).filter(|(_, axes)| TIMED.of(**axes) as u64 == PENDING);
        self.pending.extend(pending.map(|(doc, _)| *doc));
        self.blocks.1.of(&self.due.0, &self.pending).values.iter().for_each(|due| self.due.1.add((*due).into()));
    }

    /// Rows by the days their answer took, and rows without one by the days they are late.
    pub(super) fn counts(self, today: i64) -> (HashMap<u64, u64>, HashMap<u64, u64>) {
        let known = |(days, rows): (i128, u64)| Some((u64::try_from(days).ok()?, rows));
        let late = self.due.1.all().map(|(due, rows)| (i128::from(today) - due, rows)).filter_map(known);
        (self.took.1.all().filter_map(known).collect(), late.filter(|(days, _)| *days > 0).collect())
    }
}
