//! What the index holds of each row, and how its words are cut.
//!
//! A row is a recommendation and one addressee, as in every list: so an answer's position and the body it is of can never be
//! mixed up with another's (docs/decisions/0008). Documents, meetings and standards are rows of their own kinds.
//!
//! *Invariant:* no words are stored; what is shown of a hit is read again from the reader's own view.

use domain::{AssuredStatus, ClaimedStatus, Closure, Position, Timeliness};
use tantivy::schema::{Field, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{
    AsciiFoldingFilter, Language, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer, TextAnalyzer,
};

/// The shape of the index; raised with every change of what is written to it.
pub(super) const INDEX_VERSION: i64 = 8;

/// What a hit can be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sought {
    /// A recommendation and one addressee.
    #[default]
    Recommendations,
    /// A document.
    Documents,
    /// A meeting.
    Meetings,
    /// A standard.
    Standards,
}

impl Sought {
    /// Every kind, in the order pages show them.
    pub const ALL: [Sought; 4] = [Sought::Recommendations, Sought::Documents, Sought::Meetings, Sought::Standards];

    /// The name in addresses and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Sought::Recommendations => "recommendations",
            Sought::Documents => "documents",
            Sought::Meetings => "meetings",
            Sought::Standards => "standards",
        }
    }

    /// The kind of that name.
    pub fn parse(text: &str) -> Option<Sought> {
        Sought::ALL.into_iter().find(|s| s.as_str() == text)
    }

    pub(super) fn code(self) -> u64 {
        self as u64
    }
}

/// The index's fields.
#[derive(Clone, Copy)]
pub(super) struct Fields {
    /// The record the row is of: the recommendation's `n`, or the document's.
    pub of: Field,
    /// The row's own `n` in the list.
    pub n: Field,
    /// [`Sought`].
    pub kind: Field,
    /// What was asked and why.
    pub asked: Field,
    /// What was answered and done.
    pub said: Field,
    /// The title of a row of another kind.
    pub title: Field,
    /// Its other words. Other kinds have fields of their own, so that a search among recommendations needs no filter.
    pub about: Field,
    pub by: Field,
    pub to: Field,
    /// Themes and those above them.
    pub theme: Field,
    pub standard: Field,
    pub year: Field,
    /// One term for each axis' value.
    pub mark: Field,
    /// The axes' values together, for counting.
    pub axes: Field,
    /// The first possible due day of a duty without an answer, in days since 1970.
    pub due_from: Field,
    /// The last.
    pub due: Field,
    /// By how many days an answer was late; negative where it was early.
    pub late: Field,
    /// Days from the day it was made to the day the answer came, where both are known to the day.
    pub took: Field,
    /// The day the row sorts by.
    pub sort: Field,
    /// The place in the ledger of the last entry about it.
    pub changed: Field,
}

pub(super) fn schema() -> (Schema, Fields) {
    let mut b = Schema::builder();
    let fast = NumericOptions::default().set_fast();
    let both = NumericOptions::default().set_fast().set_indexed();
    let words = TextOptions::default().set_indexing_options(
        TextFieldIndexing::default().set_tokenizer(ANALYZER).set_index_option(IndexRecordOption::WithFreqsAndPositions),
    );
    let fields = Fields {
        of: b.add_u64_field("of", both.clone()),
        n: b.add_u64_field("n", fast.clone()),
        kind: b.add_u64_field("kind", both.clone()),
        asked: b.add_text_field("asked", words.clone()),
        said: b.add_text_field("said", words.clone()),
        title: b.add_text_field("title", words.clone()),
        about: b.add_text_field("about", words),
        by: b.add_u64_field("by", both.clone()),
        to: b.add_u64_field("to", both.clone()),
        theme: b.add_u64_field("theme", both.clone()),
        standard: b.add_u64_field("standard", both.clone()),
        year: b.add_u64_field("year", both),
        mark: b.add_u64_field("mark", NumericOptions::default().set_indexed()),
        axes: b.add_u64_field("axes", fast.clone()),
        due_from: b.add_i64_field("due_from", fast.clone()),
        due: b.add_i64_field("due", fast.clone()),
        late: b.add_i64_field("late", fast.clone()),
        took: b.add_u64_field("took", fast.clone()),
        sort: b.add_i64_field("sort", fast.clone()),
        changed: b.add_i64_field("changed", fast),
    };
    (b.build(), fields)
}

pub(super) const ANALYZER: &str = "candour";

/// How words are cut, in the index and in a search alike: runs of letters and figures, lower case, accents off (so Welsh is
/// found with or without its circumflex), English endings off.
pub fn analyzer() -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(60))
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .filter(Stemmer::new(Language::English))
        .build()
}

/// The same without taking endings off, for prefixes.
pub(super) fn plain_analyzer() -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(60))
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .build()
}

/// An axis in the packed number: where its bits start, how many they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Bits {
    pub shift: u32,
    pub width: u32,
}

pub(super) const POSITION: Bits = Bits { shift: 0, width: 3 };
pub(super) const CLAIMED: Bits = Bits { shift: 3, width: 3 };
pub(super) const ASSURED: Bits = Bits { shift: 6, width: 3 };
pub(super) const CLOSURE: Bits = Bits { shift: 9, width: 3 };
pub(super) const TIMED: Bits = Bits { shift: 12, width: 4 };
/// Set where the recommendation has more rows than this one.
pub(super) const MORE: u64 = 1 << 16;
/// Whether an earlier recommendation is like it: [`Before`].
pub(super) const BEFORE: Bits = Bits { shift: 17, width: 2 };
/// The code of a timeliness that moves with the day: no answer yet, and a due day.
pub(super) const PENDING: u64 = 15;

impl Bits {
    pub(super) fn of(self, axes: u64) -> usize {
        ((axes >> self.shift) & ((1 << self.width) - 1)) as usize
    }

    pub(super) fn with(self, code: u64) -> u64 {
        code << self.shift
    }

    /// The axes without this one.
    pub(super) fn without(self, axes: u64) -> u64 {
        axes & !(((1 << self.width) - 1) << self.shift)
    }

    /// The term that says the axis has this value.
    pub(super) fn mark(self, code: u64) -> u64 {
        (u64::from(self.shift) << 8) | code
    }
}

/// The place of a value among all of its axis.
pub(super) fn code<T: PartialEq>(all: &[T], value: &T) -> u64 {
    all.iter().position(|v| v == value).and_then(|at| u64::try_from(at).ok()).unwrap_or(0)
}

/// Whether what a row asks was said before, as far as words tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Before {
    /// No earlier recommendation is like it.
    No,
    /// One is, to other bodies.
    ToOthers,
    /// One is, to the same body.
    ToIt,
}

impl Before {
    pub(super) const ALL: [Before; 3] = [Before::No, Before::ToOthers, Before::ToIt];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Before::No => "no",
            Before::ToOthers => "to_others",
            Before::ToIt => "to_it",
        }
    }

    pub(super) fn parse(text: &str) -> Option<Before> {
        Before::ALL.into_iter().find(|b| b.as_str() == text)
    }
}

/// The axes of a row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axes {
    pub position: Position,
    pub claimed: Option<ClaimedStatus>,
    pub assured: AssuredStatus,
    pub closure: Closure,
    /// `None`: it moves with the day.
    pub timed: Option<Timeliness>,
    pub before: Before,
}

impl Axes {
    /// The axes as one number, and the terms that say them.
    pub(super) fn packed(&self) -> (u64, [u64; 6]) {
        let parts = [
            (POSITION, code(Position::ALL, &self.position)),
            (CLAIMED, self.claimed.map_or(7, |c| code(ClaimedStatus::ALL, &c))),
            (ASSURED, code(AssuredStatus::ALL, &self.assured)),
            (CLOSURE, code(Closure::ALL, &self.closure)),
            (TIMED, self.timed.map_or(PENDING, |t| code(Timeliness::ALL, &t))),
            (BEFORE, code(&Before::ALL, &self.before)),
        ];
        let axes = parts.iter().fold(0, |all, (bits, code)| all | bits.with(*code));
        (axes, parts.map(|(bits, code)| bits.mark(code)))
    }
}

/// A day as days since 1970.
pub(super) fn days(date: jiff::civil::Date) -> i64 {
    const START: jiff::civil::Date = jiff::civil::Date::constant(1970, 1, 1);
    date.since(START).map_or(0, |span| i64::from(span.get_days()))
}
