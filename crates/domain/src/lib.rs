//! The nouns and the rules: what a lawyer, a clerk or a family could argue about.
//!
//! One file a noun, named as DESIGN.md section 2 and the glossary name it. The rules are pure functions of plain values.
//!
//! *Invariant:* no I/O, no async, no SQL, no HTTP, no logging, no clock, no randomness. Time comes in with [`Ctx`].

mod access;
mod actions;
mod acts;
mod assurances;
mod axes;
mod bodies;
mod case_outcomes;
pub mod clock;
mod ctx;
mod dates;
mod documents;
mod drafts;
mod due;
pub mod erasures;
mod forums;
mod holds;
mod ids;
mod joining;
mod judgements;
mod ladders;
pub mod likeness;
mod making_points;
mod meetings;
mod memberships;
mod obligations;
pub mod privacy;
pub mod proposals;
mod publications;
mod recommendation_drafts;
mod recommendations;
mod record;
mod rejoinders;
mod responses;
mod restricted;
pub mod seeds;
mod sources;
mod standards;
mod stretches;
mod text;
mod themes;
mod updates;
mod weak_points;

pub use access::{Desk, Forbidden, Held, Permit, Reach, Role, Sides, Subject, Whole, opens, policy};
pub use actions::{
    Action, AmendAction, AmendRefused, AmendedPart, Amendment, Every, Occurrence, Tense, action_late, amend_action,
    occurrences, period_after,
};
pub use acts::{Act, ActKind, Scope};
pub use assurances::{
    AddUpdate, Assurance, AssuranceRefused, Assure, ClosureDecision, DecideClosure, Evidence, EvidenceFile,
    FileEvidence, Finding, Known, Marking, Of, Readers, add_update, assured_status, decide_closure, file_evidence,
    record_assurance,
};
pub use axes::{
    AssuredStatus, ClaimedStatus, Closure, DUE_SOON_DAYS, Position, Timeliness, action_claim, claimed_status,
    effective_position, timeliness, unanswered, unanswered_when,
};
pub use bodies::{Around, Body, BodyKind, BodyRefused, RecordBody, record_body};
pub use case_outcomes::CaseOutcome;
pub use ctx::{Actor, Ctx};
pub use dates::{DateError, PartialDate, Qualifier};
pub use documents::{Document, DocumentKind, ImportDocument, Note, TextShown};
pub use drafts::{
    Draft, DraftAction, DraftAnswer, DraftContent, DraftRefused, DraftState, DraftStep, DropDraft, OfferDraft,
    PublishResponse, ReturnDraft, StepDraft, SubmitResponse, WriteDraft, drop_draft, offer_draft, return_draft,
    submit_response, write_draft,
};
pub use due::Due;
pub use erasures::{
    Basis, ERASED, EraseWords, ErasedIn, Erasure, ErasureRefused, ExpireOutcome, Holding, erase_words, expire_outcome,
};
pub use forums::Forum;
pub use holds::{Hold, HoldGround, HoldRefused, LiftHold, Lifted, PlaceHold, belongs_to, lift_hold, place_hold};
pub use ids::*;
pub use joining::{JoinBodies, JoinRefused, Joining, join_bodies};
pub use judgements::{JudgeLikeness, Judged, Judgement, JudgementRefused, Verdict, judge_likeness};
pub use ladders::{Ladder, LadderRefused, Rung, SetLadder, set_ladder};
pub use making_points::{MakingPoint, making_points};
pub use meetings::{AgendaItem, Attendance, AttendanceStatus, Meeting, Seat, Strand};
pub use memberships::{
    ChangeMembership, EndMembership, GrantMembership, Membership, MembershipRefused, end_membership, grant_membership,
};
pub use obligations::{
    ChangeClock, ClockChange, ClockChangeRefused, ClockPermit, DueWindow, ExtendClock, Obligation, Power,
    RecomputeClocks, ResumeClock, StartClock, SuspendClock, change_clock, clock_of, recompute_clocks,
};
pub use publications::{Decision, Extent, Publishing, Redaction, publish_response, published_words, words_shown};
pub use recommendation_drafts::{
    DraftRecommendation, DropRecommendation, MakeRecommendation, Making, MakingRefused, MakingState, MakingStep,
    NewSource, OfferRecommendation, RecommendationContent, RecommendationDraft, ReleaseRecommendation,
    ReturnRecommendation, StepRecommendation, draft_recommendation, drop_recommendation, held_duties,
    make_recommendation, offer_recommendation, release_recommendation, return_recommendation,
};
pub use recommendations::{Citation, HeldBack, LoadRecords, Recommendation};
pub use record::{Change, Kind, Record, Visibility};
pub use rejoinders::{AddRejoinder, Rejoinder, RejoinderRefused, add_rejoinder};
pub use responses::{Answer, Duty, Reason, ReasonKind, RecordResponse, Response, ResponseRefused, record_response};
pub use restricted::{
    DestroyEvidence, DestroyRestricted, OpenEvidence, OpenRestricted, Opening, Readable, check_evidence,
    destroy_evidence, open_evidence,
};
pub use seeds::SeedRegister;
pub use sources::{Source, SourceKind};
pub use standards::{Provision, Standard, StandardKind, StandardVersion, provision_address};
pub use stretches::Worded;
pub use text::{Lang, Quotes, Span, Text, fold};
pub use themes::{JudgeThemes, Suggesting, Theme, ThemeRefused, Themed, judge_themes};
pub use updates::Update;
pub use weak_points::{WeakPoint, weak_points};
