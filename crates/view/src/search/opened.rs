//! Columns of the index's segments, opened once: opening one reads its frame, which grows with the segment, and a question opens some twenty.
//!
//! *Invariant:* a segment's columns never change; those of a segment that is gone are let go with the next question.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use tantivy::columnar::Column;
use tantivy::index::SegmentId;
use tantivy::{Searcher, SegmentReader, TantivyError};

/// A column of numbers, of either kind.
#[derive(Clone)]
enum Numbers {
    Plain(Column<u64>),
    Signed(Column<i64>),
}

/// The columns that were opened of a state of the index.
#[derive(Default)]
pub(super) struct Opened {
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    /// The state of the index whose segments these are.
    state: Option<u64>,
    columns: HashMap<(SegmentId, &'static str), Numbers>,
}

impl Opened {
    /// Lets go of the segments that a newer state of the index does not have.
    pub(super) fn follow(&self, searcher: &Searcher) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let state = searcher.generation().generation_id();
        // A question that began before keeps what it has; a later one has opened what it asks for.
        if kept.state.is_none_or(|last| last < state) {
            kept.state = Some(state);
            let has = |id: &SegmentId| searcher.segment_readers().iter().any(|segment| segment.segment_id() == *id);
            kept.columns.retain(|(id, _), _| has(id));
        }
    }

    /// The columns of a segment.
    pub(super) fn of<'s>(&'s self, segment: &'s SegmentReader) -> Columns<'s> {
        Columns { opened: self, segment }
    }
}

/// The columns of one segment.
#[derive(Clone, Copy)]
pub(super) struct Columns<'s> {
    opened: &'s Opened,
    segment: &'s SegmentReader,
}

impl Columns<'_> {
    /// A column of numbers that are not negative.
    pub(super) fn u64(&self, name: &'static str) -> Result<Column<u64>, TantivyError> {
        match self.column(name) {
            Some(Numbers::Plain(column)) => Ok(column),
            _ => {
                let column = self.segment.fast_fields().u64(name)?;
                self.keep(name, Numbers::Plain(column.clone()));
                Ok(column)
            }
        }
    }

    /// A column of numbers that may be negative.
    pub(super) fn i64(&self, name: &'static str) -> Result<Column<i64>, TantivyError> {
        match self.column(name) {
            Some(Numbers::Signed(column)) => Ok(column),
            _ => {
                let column = self.segment.fast_fields().i64(name)?;
                self.keep(name, Numbers::Signed(column.clone()));
                Ok(column)
            }
        }
    }

    fn column(&self, name: &'static str) -> Option<Numbers> {
        let kept = self.opened.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.columns.get(&(self.segment.segment_id(), name)).cloned()
    }

    fn keep(&self, name: &'static str, column: Numbers) {
        let mut kept = self.opened.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.columns.insert((self.segment.segment_id(), name), column);
    }
}
