//! Search over everything a reader may see: words, fields, facets with their counts, snippets (DESIGN.md section 5).
//!
//! A search is read ([`asked`]), made into the index's query ([`query`]), passed over the index once ([`count`]), and its
//! best rows are read again from the reader's own view ([`find`]). [`parted`] finds parts of a search in the
//! same pass, which [`narrow`]s its rows by their axes; [`passes`] keeps what passes found, [`opened`] the columns they read. [`heat`] counts two facets together. [`feed`] keeps the index in step with the view.
//! [`likeness`] keeps which recommendations are alike beside the index ([`gather`] for all at once); [`said`] reads it. [`reused`]
//! keeps which sentences of answers stand in others.
//!
//! *Invariant:* a hit that the reader's view does not hold is not shown, whatever the index says.

mod asked;
mod count;
mod counters;
mod feed;
mod fields;
mod find;
mod gather;
mod heat;
mod hits;
mod likeness;
mod narrow;
mod opened;
mod parted;
mod passes;
mod query;
mod reused;
mod rows;
mod said;
mod snippet;
mod spread;

use serde::Serialize;

pub use asked::{AskRefused, MOST_BYTES, Mended};
pub use feed::{Search, Texts};
pub use fields::{Sought, analyzer};
pub use find::{Ask, FacetCounts, FacetValue, Found, Help, SearchError};
pub use gather::{compare_all, compare_one};
pub use heat::{Crossed, Heat, HeatValue};
pub use hits::{Hit, Snippet};
pub use parted::Parted;
pub use query::Taken;
pub use reused::{Common, Reused, ReusedOf};
pub use said::{Pair, PairPlace, SaidBefore};
pub use snippet::Part;
pub use spread::Spread;

/// What recommendations are counted and narrowed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Facet {
    /// Who asked.
    By,
    /// Who must answer.
    To,
    /// Axis 1.
    Position,
    /// Axis 4.
    Timeliness,
    /// The theme, those below it included.
    Theme,
    /// The standard cited.
    Standard,
    /// The year it was made in.
    Year,
    /// Axis 2.
    ClaimedStatus,
    /// Axis 3.
    AssuredStatus,
    /// Axis 5.
    Closure,
    /// Whether an earlier recommendation is like it, as far as words tell: to the same body, to others, or none.
    SaidBefore,
}

impl Facet {
    /// Every facet, in the order pages show them.
    pub const ALL: [Facet; 11] = [
        Facet::To,
        Facet::By,
        Facet::Position,
        Facet::Timeliness,
        Facet::SaidBefore,
        Facet::Theme,
        Facet::Standard,
        Facet::Year,
        Facet::ClaimedStatus,
        Facet::AssuredStatus,
        Facet::Closure,
    ];

    /// The name in addresses and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Facet::By => "by",
            Facet::To => "to",
            Facet::Position => "position",
            Facet::Timeliness => "timeliness",
            Facet::Theme => "theme",
            Facet::Standard => "standard",
            Facet::Year => "year",
            Facet::ClaimedStatus => "claimed_status",
            Facet::AssuredStatus => "assured_status",
            Facet::Closure => "closure",
            Facet::SaidBefore => "said_before",
        }
    }

    /// The facet of that name.
    pub fn parse(text: &str) -> Option<Facet> {
        Facet::ALL.into_iter().find(|f| f.as_str() == text)
    }

    /// A value as the register writes it (`Partly accepted` is `partly_accepted`).
    ///
    /// # Errors
    /// [`AskRefused`] where the facet's values are a few names and this is none of them.
    pub fn written(self, value: &str) -> Result<String, AskRefused> {
        asked::check_value(self, value)
    }

    /// Whether its values are a few names of the program's own: an axis, or whether it was said before.
    fn is_axis(self) -> bool {
        !matches!(self, Facet::By | Facet::To | Facet::Theme | Facet::Standard | Facet::Year)
    }
}

/// The order of hits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// The best match first.
    #[default]
    Relevance,
    /// The last made first.
    Newest,
    /// The longest overdue, or answered the latest, first.
    Latest,
    /// What something was said, done or found about last first.
    Changed,
}

impl Sort {
    /// Every order.
    pub const ALL: [Sort; 4] = [Sort::Relevance, Sort::Newest, Sort::Latest, Sort::Changed];

    /// The name in addresses and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Sort::Relevance => "relevance",
            Sort::Newest => "newest",
            Sort::Latest => "latest",
            Sort::Changed => "changed",
        }
    }

    /// The order of that name.
    pub fn parse(text: &str) -> Option<Sort> {
        Sort::ALL.into_iter().find(|s| s.as_str() == text)
    }
}

/// The place of a hit: what it sorts by, then its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The sort key; greater comes first.
    pub key: u64,
    /// The row.
    pub n: u64,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.key, self.n)
    }
}

impl std::str::FromStr for Place {
    type Err = ();

    fn from_str(text: &str) -> Result<Place, ()> {
        let (key, n) = text.split_once('.').ok_or(())?;
        Ok(Place { key: key.parse().map_err(|_| ())?, n: n.parse().map_err(|_| ())? })
    }
}
