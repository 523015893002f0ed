//! Rows narrowed by their axes while they are passed over, without a query of its own.
//!
//! *Invariant:* a recommendation's row is held exactly where the query of the same values would find it.

use domain::{AssuredStatus, ClaimedStatus, Closure, Position, Timeliness};

use super::Facet;
use super::fields::{ASSURED, BEFORE, Before, Bits, CLAIMED, CLOSURE, POSITION, TIMED, code};

/// Where an axis' value stands among the packed ones, and its code; `None` for another facet or no value of the axis.
pub(super) fn axis(facet: Facet, value: &str) -> Option<(Bits, u64)> {
    match facet {
        Facet::Position => Some((POSITION, code(Position::ALL, &Position::parse(value)?))),
        Facet::ClaimedStatus => Some((CLAIMED, code(ClaimedStatus::ALL, &ClaimedStatus::parse(value)?))),
        Facet::AssuredStatus => Some((ASSURED, code(AssuredStatus::ALL, &AssuredStatus::parse(value)?))),
        Facet::Closure => Some((CLOSURE, code(Closure::ALL, &Closure::parse(value)?))),
        Facet::SaidBefore => Some((BEFORE, code(&Before::ALL, &Before::parse(value)?))),
        Facet::Timeliness => Some((TIMED, code(Timeliness::ALL, &Timeliness::parse(value)?))),
        Facet::By | Facet::To | Facet::Theme | Facet::Standard | Facet::Year => None,
    }
}

/// Which values of the axes a row may have: for each axis that is narrowed where it stands and a bit for each value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Narrow(Vec<(Bits, u16)>);

impl Narrow {
    /// Narrowed by each of these choices: any of one choice's values of an axis, all of different choices. What is no axis
    /// narrows nothing here; a choice of no value that the axis has holds no row.
    pub(super) fn by<'v>(choices: impl IntoIterator<Item = (Facet, Vec<&'v str>)>) -> Narrow {
        let mask = |(facet, values): (Facet, Vec<&str>)| {
            let codes = values.into_iter().filter_map(|value| axis(facet, value));
            facet.bits().map(|bits| (bits, codes.fold(0, |mask, (_, code)| mask | 1 << code)))
        };
        Narrow(choices.into_iter().filter_map(mask).collect())
    }

    /// The same in a form that is quick to ask of every row.
    pub(super) fn held(&self) -> Held {
        let some = |of: &dyn Fn(&Bits) -> bool, axes: u64| {
            self.0.iter().filter(|(bits, _)| of(bits)).all(|(bits, mask)| mask & (1 << bits.of(axes)) > 0)
        };
        Held {
            all: self.0.is_empty(),
            low: (0..1 << HALF).map(|axes| some(&|bits| bits.shift < HALF, axes)).collect(),
            high: (0..1 << (BITS - HALF)).map(|axes| some(&|bits| bits.shift >= HALF, axes << HALF)).collect(),
        }
    }

    /// Whether it asks for what moves with the day.
    pub(super) fn of_the_day(&self) -> bool {
        self.0.iter().any(|(bits, _)| *bits == TIMED)
    }
}

/// The bits of all axes, and how many of them the first of two tables looks at; no axis stands in both.
const BITS: u32 = BEFORE.shift + BEFORE.width;
const HALF: u32 = CLOSURE.shift;

/// A [`Narrow`] as two tables, for the first and the last axes.
pub(super) struct Held {
    all: bool,
    low: Vec<bool>,
    high: Vec<bool>,
}

impl Held {
    /// Whether every row is held.
    pub(super) fn all(&self) -> bool {
        self.all
    }

    /// Whether a row with these axes, as they are today, is held.
    pub(super) fn holds(&self, axes: u64) -> bool {
        let half =
            |table: &[bool], axes: u64| usize::try_from(axes).ok().and_then(|at| table.get(at)).copied() == Some(true);
        self.all
            || half(&self.low, axes & ((1 << HALF) - 1)) && half(&self.high, axes >> HALF & ((1 << (BITS - HALF)) - 1))
    }
}
