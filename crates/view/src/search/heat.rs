//! Two facets counted together: bodies by themes, themes by years.
//!
//! *Invariant:* every cell is exact, and its row and column are named by the view.

use std::collections::HashMap;

use jiff::civil::Date;
use serde::Serialize;

use super::count::Want;
use super::feed::{Open, Search};
use super::fields::days;
use super::find::{Ask, Prepared, SearchError};
use super::{Facet, Sort};
use crate::store::View;

/// A row or a column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct HeatValue {
    /// The value as it is asked for.
    pub value: String,
    /// Its name, where it has one.
    pub name: Option<String>,
    /// The rows of the search with it.
    pub count: u64,
}

/// The counts of two facets together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Heat {
    /// The values down the side, the most frequent first.
    pub rows: Vec<HeatValue>,
    /// The values along the top.
    pub columns: Vec<HeatValue>,
    /// A count for each row and column.
    pub cells: Vec<Vec<u64>>,
    /// How many more values there are down the side.
    pub more: usize,
}

/// Which facets are counted together.
#[derive(Clone, Debug)]
pub struct Crossed<'a> {
    /// Down the side: so many of the most frequent.
    pub rows: (Facet, usize),
    /// Along the top.
    pub columns: Facet,
    /// The columns wanted, in their order.
    pub only: &'a [String],
}

impl Search {
    /// Counts two facets together over what a search finds.
    pub fn heat(&self, view: &View<'_>, ask: &Ask, crossed: &Crossed<'_>, today: Date) -> Result<Heat, SearchError> {
        self.guarded(|open| self.heat_in(open, view, ask, crossed, today))
    }

    fn heat_in(
        &self,
        open: &Open,
        view: &View<'_>,
        ask: &Ask,
        crossed: &Crossed<'_>,
        today: Date,
    ) -> Result<Heat, SearchError> {
        let ask = &view.by_address(ask)?;
        let (searcher, today) = (open.reader.searcher(), days(today));
        let (mut ready, _) = Prepared::of(open, view, &searcher, ask, today)?;
        let (rows, most) = crossed.rows;
        let facets = vec![rows, crossed.columns];
        let want = Want { facets, cross: Some((rows, crossed.columns)), ..Want::nothing(Sort::Newest, today) };
        let query = ready.query(ask, None)?;
        let mut counted = self.passes(open, &searcher, &*query, &ready.key(ask, None)?, &want)?;
        let by_column: HashMap<u64, u64> = counted.facets.pop().unwrap_or_default();
        let by_row: HashMap<u64, u64> = counted.facets.pop().unwrap_or_default();
        // A column is wanted by its address; the index knows it by its number.
        let mut named = Vec::with_capacity(by_column.len());
        for (code, count) in by_column {
            if let Some((value, name)) = view.value_of(crossed.columns, code)? {
                named.push((code, HeatValue { value, name, count }));
            }
        }
        let mut columns = Vec::with_capacity(crossed.only.len());
        for wanted in crossed.only {
            columns.extend(named.iter().position(|(_, v)| v.value == *wanted).map(|at| named.swap_remove(at)));
        }
        let mut sorted: Vec<(u64, u64)> = by_row.into_iter().filter(|(_, n)| *n > 0).collect();
        sorted.sort_unstable_by_key(|(code, n)| (std::cmp::Reverse(*n), *code));
        let mut heat = Heat { more: sorted.len().saturating_sub(most), ..Heat::default() };
        for (row, count) in sorted.into_iter().take(most) {
            let Some((value, name)) = view.value_of(rows, row)? else { continue };
            let cell = |(column, _): &(u64, HeatValue)| counted.cross.get(&(row, *column)).copied().unwrap_or(0);
            heat.cells.push(columns.iter().map(cell).collect());
            heat.rows.push(HeatValue { value, name, count });
        }
        heat.columns = columns.into_iter().map(|(_, value)| value).collect();
        Ok(heat)
    }
}
