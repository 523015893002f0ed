//! Acts as they are asked for from outside: a verb and what it is done with, the same for a page's form, the API and the terminal.
//!
//! *Invariant:* references are looked up and words are parsed here, once; what may be done, and what follows, is `app`'s and `domain`'s.

mod answers;
mod bodies;
mod clocks;
mod erasures;
mod holds;
mod ladders;
mod matters;
mod recommendation_drafts;
mod records;
mod rejoinders;
mod restricted;
mod strict;

pub(crate) use erasures::{FoundView, LetterView, LookedView, UnreadView};
pub(crate) use holds::{HoldView, reference};

pub(crate) use answers::look;

use app::{App, AppError, Receipt};
use domain::{ActId, ActKind, BodyId, Ctx, ObligationId, Of};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use thiserror::Error;

pub(crate) use matters::{Part, Sent, evidence};
pub(crate) use restricted::open;
pub(crate) use strict::json;

use crate::now;

/// Why an act that was asked for was not done.
#[derive(Debug, Error)]
pub(crate) enum ActError {
    /// What was sent is not what the act takes.
    #[error("{0}")]
    Malformed(String),
    /// It changes something, and does not say which version of it was seen.
    #[error("say which version you saw: a form carries it, a program sends the ETag it read as If-Match")]
    Unseen,
    /// It was done before under its identifier, with other words.
    #[error(
        "act {0} was done before with other words, and nothing was done now: send these under an identifier of their own"
    )]
    OtherWords(ActId),
    /// The act was refused, or failed.
    #[error(transparent)]
    App(#[from] AppError),
}

/// An act as it is asked for.
pub(crate) struct Asked {
    pub(crate) act: ActKind,
    /// The act's own identifier, so that asking twice does it once.
    pub(crate) act_id: ActId,
    /// The version that was seen of what it changes, where that was said.
    pub(crate) seen: Option<u32>,
    /// What it is done with.
    pub(crate) with: Value,
}

/// The acts that can be asked for this way; the others have files or many records to read, and commands of their own.
pub(crate) const ACTS: [ActKind; 35] = [
    ActKind::WriteDraft,
    ActKind::OfferDraft,
    ActKind::ReturnDraft,
    ActKind::DropDraft,
    ActKind::SubmitResponse,
    ActKind::PublishResponse,
    ActKind::DraftRecommendation,
    ActKind::OfferRecommendation,
    ActKind::ReturnRecommendation,
    ActKind::DropRecommendation,
    ActKind::MakeRecommendation,
    ActKind::ReleaseRecommendation,
    ActKind::AddUpdate,
    ActKind::AmendAction,
    ActKind::FileEvidence,
    ActKind::OpenEvidence,
    ActKind::DestroyEvidence,
    ActKind::AddRejoinder,
    ActKind::SetLadder,
    ActKind::RecordAssurance,
    ActKind::DecideClosure,
    ActKind::StartClock,
    ActKind::ExtendClock,
    ActKind::SuspendClock,
    ActKind::ResumeClock,
    ActKind::RecordResponse,
    ActKind::JudgeLikeness,
    ActKind::JudgeThemes,
    ActKind::RecordBody,
    ActKind::JoinBodies,
    ActKind::EraseWords,
    ActKind::PlaceHold,
    ActKind::LiftHold,
    ActKind::GrantMembership,
    ActKind::EndMembership,
];

/// Words without what no reader sees: control characters but line breaks and tabs, marks that turn the direction of what follows (UAX #9), and
/// what is no character (Unicode 23.7).
fn clean(value: Value) -> Value {
    let unseen = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fdd0}'..='\u{fdef}')
            || u32::from(c) & 0xfffe == 0xfffe
    };
    match value {
        Value::String(text) if text.contains(unseen) => Value::String(text.replace(unseen, "")),
        Value::Array(all) => all.into_iter().map(clean).collect(),
        Value::Object(all) => all.into_iter().map(|(name, value)| (name, clean(value))).collect(),
        other => other,
    }
}

/// Does an act.
pub(crate) fn perform(app: &App, ctx: &Ctx, asked: Asked) -> Result<Receipt, ActError> {
    match asked.act {
        ActKind::WriteDraft => answers::write(app, ctx, asked),
        ActKind::OfferDraft
        | ActKind::ReturnDraft
        | ActKind::DropDraft
        | ActKind::SubmitResponse
        | ActKind::PublishResponse => answers::step(app, ctx, asked),
        ActKind::DraftRecommendation => recommendation_drafts::draft(app, ctx, asked),
        ActKind::OfferRecommendation
        | ActKind::ReturnRecommendation
        | ActKind::DropRecommendation
        | ActKind::MakeRecommendation
        | ActKind::ReleaseRecommendation => recommendation_drafts::step(app, ctx, asked),
        ActKind::AddUpdate => matters::update(app, ctx, asked),
        ActKind::AmendAction => matters::amend(app, ctx, asked),
        ActKind::FileEvidence => evidence(app, ctx, &asked, Sent::default()),
        ActKind::OpenEvidence => Ok(open(app, ctx, &asked, false)?.receipt),
        ActKind::DestroyEvidence => restricted::destroy(app, ctx, &asked),
        ActKind::RecordAssurance => matters::assure(app, ctx, asked),
        ActKind::AddRejoinder => rejoinders::add(app, ctx, asked),
        ActKind::SetLadder => ladders::set(app, ctx, asked),
        ActKind::DecideClosure => matters::close(app, ctx, asked),
        ActKind::StartClock | ActKind::ExtendClock | ActKind::SuspendClock | ActKind::ResumeClock => {
            clocks::change(app, ctx, asked)
        }
        ActKind::RecordResponse => records::respond(app, ctx, asked),
        ActKind::JudgeLikeness => records::judge_likeness(app, ctx, asked),
        ActKind::JudgeThemes => records::judge_themes(app, ctx, asked),
        ActKind::RecordBody => bodies::record(app, ctx, asked),
        ActKind::JoinBodies => bodies::join(app, ctx, &asked),
        ActKind::EraseWords => erasures::erase(app, ctx, &asked),
        ActKind::PlaceHold => holds::place(app, ctx, &asked),
        ActKind::LiftHold => holds::lift(app, ctx, &asked),
        ActKind::GrantMembership | ActKind::EndMembership => records::membership(app, ctx, asked),
        act => Err(ActError::Malformed(format!("{act} has a command of its own; see the manual"))),
    }
}

impl Asked {
    /// What the act is done with, as its own type.
    fn read<T: DeserializeOwned>(&self) -> Result<T, ActError> {
        serde_json::from_value(clean(self.with.clone())).map_err(|e| ActError::Malformed(format!("{}: {e}", self.act)))
    }

    /// The same, of a type that takes what it does not know: its keys are these, and a key that is none of them is refused.
    fn read_only<T: DeserializeOwned>(&self, keys: &[&str]) -> Result<T, ActError> {
        let unknown = self.with.as_object().and_then(|all| all.keys().find(|key| !keys.contains(&key.as_str())));
        if let Some(key) = unknown {
            let known = keys.join(", ");
            return Err(ActError::Malformed(format!("{}: it does not take '{key}'; it takes {known}", self.act)));
        }
        self.read()
    }

    /// An identifier for a record that the act makes: the same for the same act.
    fn id(&self, what: &str) -> [u8; 16] {
        app::digest_id("candour/made-by/1", &[what, &self.act_id.to_string()])
    }
}

/// A fresh identifier for an act: a UUID of version 4 (RFC 9562).
pub(crate) fn fresh() -> Result<ActId, ActError> {
    let mut bytes = now::random::<16>().map_err(ActError::Malformed)?;
    for (place, keep, set) in [(6, 0x0f, 0x40), (8, 0x3f, 0x80)] {
        if let Some(byte) = bytes.get_mut(place) {
            *byte = (*byte & keep) | set;
        }
    }
    Ok(ActId(bytes))
}

/// What something is said of: `ACT-9`, or `REC-5` and who must answer it.
#[derive(Deserialize)]
struct On {
    on: String,
    #[serde(default)]
    addressee: Option<String>,
}

impl On {
    fn of(&self, app: &App) -> Result<Of, ActError> {
        if let Some(number) = crate::web::number("ACT", &self.on) {
            let found = app.read_public(|view| view.action_numbered(number))?;
            return Ok(Of::Action(found.ok_or_else(|| AppError::NotFound(self.on.clone()))?));
        }
        Ok(Of::Obligation(self.obligation(app)?.0))
    }

    /// The duty, the recommendation's number and the addressee.
    fn obligation(&self, app: &App) -> Result<(ObligationId, u64, BodyId), ActError> {
        let number = number_of(&self.on)?;
        let slug = self.addressee.as_deref();
        let slug = slug.ok_or_else(|| ActError::Malformed("addressee: say who must answer it".to_owned()))?;
        let body = body_at(app, slug)?;
        let found = app.read_public(|view| view.obligation_of(number, body))?;
        let found = found.ok_or_else(|| AppError::NotFound(format!("duty of {slug} to answer REC-{number}")))?;
        Ok((found, number, body))
    }
}

fn number_of(reference: &str) -> Result<u64, ActError> {
    let number = crate::web::number("REC", reference);
    number.ok_or_else(|| ActError::Malformed(format!("'{reference}' is not a reference such as REC-12")))
}

fn body_at(app: &App, slug: &str) -> Result<BodyId, ActError> {
    let found = app.read_public(|view| view.body_by_slug(slug))?;
    Ok(found.ok_or_else(|| AppError::NotFound(format!("body '{slug}'")))?)
}

/// The body of an address or of a name.
fn body_called(app: &App, called: &str) -> Result<BodyId, ActError> {
    if let Some(body) = app.read_public(|view| view.body_by_slug(called))? {
        return Ok(body);
    }
    match app.read_public(|view| view.bodies_named(called))?.as_slice() {
        [one] => Ok(*one),
        [] => Err(AppError::NotFound(format!("body called '{called}'; /bodies lists them")).into()),
        _ => Err(ActError::Malformed(format!(
            "'{called}' may be several bodies; name it by its address, as /bodies has it"
        ))),
    }
}

/// Words without the spaces around them; none where there are none.
fn filled(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// A value of an axis, or what it could be.
fn named<T>(what: &str, text: &str, parse: impl Fn(&str) -> Option<T>, all: &[&str]) -> Result<T, ActError> {
    parse(text).ok_or_else(|| ActError::Malformed(format!("{what}: '{text}' is none of {}", all.join(", "))))
}

/// A civil day.
fn day(what: &str, text: &str) -> Result<jiff::civil::Date, ActError> {
    let found = intake::date_in(text, None).and_then(domain::PartialDate::exact);
    found.ok_or_else(|| {
        ActError::Malformed(format!("{what}: '{text}' is not a day, such as 2027-03-31 or 31 March 2027"))
    })
}
