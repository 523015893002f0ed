//! How many days answers took, and by how many days those that are missing are late, over what a search finds.
//!
//! *Invariant:* every figure is exact, and says of how many rows it is.

use std::collections::HashMap;

use jiff::civil::Date;
use serde::Serialize;

use super::Sort;
use super::count::Want;
use super::feed::Search;
use super::fields::days;
use super::find::{Ask, Prepared, SearchError};
use crate::store::View;

/// The last days of the groups that late answers are put in; the last group has no end.
const GROUPS: [u64; 4] = [30, 90, 180, 365];

/// Days over the rows that a search finds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Spread {
    /// Rows whose answer's days are known: made and answered to the day.
    pub answered: u64,
    /// The days that half of those took at most; none where there are none.
    pub median: Option<u64>,
    /// The days that a quarter, and that three quarters, of those took at most.
    pub quarters: Option<(u64, u64)>,
    /// Rows without an answer by how late they are: first day, last day (none: no end), rows.
    pub late: Vec<(u64, Option<u64>, u64)>,
}

impl Search {
    /// Counts days over what a search finds.
    pub fn spread(&self, view: &View<'_>, ask: &Ask, today: Date) -> Result<Spread, SearchError> {
        self.guarded(|open| {
            let ask = &view.by_address(ask)?;
            let (searcher, today) = (open.reader.searcher(), days(today));
            let (mut ready, _) = Prepared::of(open, view, &searcher, ask, today)?;
            let want = Want { spread: true, ..Want::nothing(Sort::Newest, today) };
            let query = ready.query(ask, None)?;
            let counted = self.passes(open, &searcher, &*query, &ready.key(ask, None)?, &want)?;
            Ok(spread(&counted.took, &counted.late))
        })
    }
}

fn spread(took: &HashMap<u64, u64>, late: &HashMap<u64, u64>) -> Spread {
    let mut sorted: Vec<(u64, u64)> = took.iter().map(|(days, rows)| (*days, *rows)).collect();
    sorted.sort_unstable();
    let answered: u64 = sorted.iter().map(|(_, rows)| rows).sum();
    // The least days that at least so many quarters of the rows took at most.
    let at = |quarters: u64| {
        let wanted = (answered * quarters).div_ceil(4).max(1);
        let mut before = 0;
        sorted.iter().find_map(|(days, rows)| {
            before += rows;
            (before >= wanted).then_some(*days)
        })
    };
    let mut groups = Vec::with_capacity(GROUPS.len() + 1);
    let mut first = 1;
    for last in GROUPS.into_iter().map(Some).chain([None]) {
        let rows = late.iter().filter(|(days, _)| **days >= first && last.is_none_or(|last| **days <= last));
        groups.push((first, last, rows.map(|(_, rows)| rows).sum()));
        first = last.unwrap_or(first) + 1;
    }
    Spread { answered, median: at(2), quarters: at(1).zip(at(3)), late: groups }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_day_by_which_half_had_answered() {
        let days = |all: &[(u64, u64)]| all.iter().copied().collect::<HashMap<u64, u64>>();
        assert_eq!(spread(&days(&[]), &days(&[])).median, None);
        assert_eq!(spread(&days(&[(7, 1)]), &days(&[])).median, Some(7));
        // 10, 20, 20, 56: half of four had answered by day 20, a quarter by 10, three quarters by 20.
        let four = spread(&days(&[(10, 1), (20, 2), (56, 1)]), &days(&[(1, 1), (30, 1), (31, 1), (365, 1), (366, 5)]));
        assert_eq!((four.answered, four.median, four.quarters), (4, Some(20), Some((10, 20))));
        assert_eq!(
            four.late,
            [(1, Some(30), 2), (31, Some(90), 1), (91, Some(180), 0), (181, Some(365), 1), (366, None, 5)]
        );
    }
}
