//! What is read: tables made from the ledger's entries, and the only SQL for pages.
//!
//! There are two views of one shape: the public one holds public entries only, the workspace one the rest. Either can be
//! deleted; `project` fills it again from the ledger, to the same answers.
//!
//! *Invariant:* decides nothing: no rule and no permission; and is the only copy of nothing.

mod actions;
mod assurances;
mod bodies;
mod case_outcomes;
mod columns;
mod derived;
mod documents;
mod drafts;
mod due;
mod erasures;
mod history;
mod holds;
mod judgements;
mod ladders;
mod listing;
mod meetings;
mod memberships;
mod obligations;
mod pool;
mod project;
mod recommendation_drafts;
mod recommendations;
mod rejoinders;
mod responses;
mod restricted;
mod schema;
mod search;
mod sources;
mod standards;
mod store;
mod tables;
mod themes;

pub use actions::{ActionView, Promise};
pub use assurances::{AssuranceView, DecisionView, EvidenceView, UpdateView};
pub use bodies::{BodyPage, BodyRef};
pub use case_outcomes::OutcomeView;
pub use documents::{DocumentPage, DocumentRef, KnownDocument, QuoteView};
pub use drafts::DraftRow;
pub use due::{AsOf, DUE_STATES, DuePage, DueRow};
pub use erasures::ErasureView;
pub use history::HistoryLine;
pub use judgements::ProposalRow;
pub use ladders::EscalationView;
pub use listing::{Counted, Filter, Key, ListRow, Page, sort_of};
pub use meetings::{MeetingPage, MeetingRef, SeatView};
pub use memberships::MembershipRow;
pub use obligations::ObligationView;
pub use pool::{Pool, Reading, reads_to_write};
pub use project::{is_sealed, record_of};
pub use recommendation_drafts::MakingRow;
pub use recommendations::{CitationView, RecommendationPage, Worded};
pub use rejoinders::{RejoinderView, ReplyAsked};
pub use responses::{ReasonView, ResponseView};
pub use restricted::{OpeningView, RestrictedView};
pub use search::{
    Ask, AskRefused, Common, Crossed, Facet, FacetCounts, FacetValue, Found, Heat, HeatValue, Help, Hit, MOST_BYTES,
    Mended, Pair, PairPlace, Part, Parted, Place, Reused, ReusedOf, SaidBefore, Search, SearchError, Snippet, Sort,
    Sought, Spread, Taken, Texts, analyzer, compare_all, compare_one,
};
pub use sources::{SourceLine, SourcePage};
pub use standards::{ProvisionLine, ProvisionPage, StandardPage, StandardRef};
pub use store::{Audience, SCHEMA_VERSION, Store, View, ViewError};
pub use tables::{Cell, Column, Holds, TABLES, Table, write_sqlite};
pub use themes::{Suggested, ThemeLine, ThemeOf, ThemeRef};
