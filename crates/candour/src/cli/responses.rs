//! `candour respond`: record what an addressee said.
//!
//! *Invariant:* reads flags into `RecordResponse` and calls the act; the rule is in `domain`.

use app::{App, digest_id};
use domain::{
    ActId, Answer, BodyId, PartialDate, Position, Reason, ReasonKind, RecordResponse, Response, ResponseId, Text,
};
use serde_json::json;

use super::Given;
use crate::now;
use crate::outcome::{Exit, Failure};

/// Arguments of `respond`.
#[derive(clap::Args)]
pub(crate) struct Respond {
    /// The recommendations answered, such as REC-12; several share one response.
    #[arg(required = true, value_name = "REC-N")]
    to: Vec<String>,
    /// The body that answers, by its address (greater-manchester-police) or any of its names.
    #[arg(long, value_name = "BODY")]
    author: String,
    /// accepted, accepted_in_principle, partly_accepted, already_done, rejected or noted.
    #[arg(long, value_parser = position)]
    position: Position,
    /// What it says.
    #[arg(long)]
    text: Option<String>,
    /// A reason; give it again for the next one.
    #[arg(long)]
    reason: Vec<String>,
    /// The day on the letter.
    #[arg(long, value_name = "DATE")]
    given_on: Option<PartialDate>,
    /// The day it was received.
    #[arg(long, value_name = "DATE")]
    received_on: Option<PartialDate>,
    /// The post that signed it.
    #[arg(long)]
    sign_off: Option<String>,
}

fn position(text: &str) -> Result<Position, String> {
    let names = || Position::ALL.iter().map(|p| p.as_str()).collect::<Vec<_>>().join(", ");
    Position::parse(text).ok_or_else(|| format!("a position is one of {}", names()))
}

/// The body of an address or a name.
pub(super) fn body_named(app: &App, name: &str) -> Result<BodyId, Failure> {
    let found = app.read_public(|view| match view.body_by_slug(name)? {
        Some(id) => Ok(vec![id]),
        None => view.bodies_named(name),
    })?;
    match found.as_slice() {
        [one] => Ok(*one),
        [] => {
            Err(Failure::failed("not_found", format!("no body has the name '{name}'; use its address as in /bodies")))
        }
        _ => {
            let why = format!("more than one body has the name '{name}'; use its address as in /bodies");
            Err(Failure::failed("not_found", why))
        }
    }
}

pub(crate) fn respond(given: &Given, args: Respond) -> Result<Exit, Failure> {
    let app = given.existing()?;
    let author = &body_named(&app, &args.author)?;
    let mut answers = Vec::new();
    for reference in &args.to {
        let number = crate::web::number("REC", reference)
            .ok_or_else(|| Failure::usage(format!("'{reference}' is not a reference such as REC-12")))?;
        let obligation = app.read_public(|view| view.obligation_of(number, *author))?;
        let obligation = obligation
            .ok_or_else(|| Failure::failed("not_found", format!("{reference} asks nothing of '{}'", args.author)))?;
        answers.push(Answer { obligation, position: args.position, position_words: None, inferred: false });
    }
    let kind = if args.position == Position::Rejected { ReasonKind::NoAction } else { ReasonKind::Explanation };
    let response = Response {
        author: *author,
        answers,
        text: args.text.map(Text::en),
        reasons: args.reason.into_iter().map(|words| Reason { kind, text: Text::en(words) }).collect(),
        given_on: args.given_on,
        received_on: args.received_on,
        published_on: None,
        sign_off: args.sign_off,
        supersedes: None,
        document: None,
        quotes: domain::Quotes::new(),
    };
    // The act's name comes from what is said, so that pressing twice records one response.
    let words = serde_json::to_string(&response).map_err(|e| Failure::failed("response", e.to_string()))?;
    let act_id = ActId(digest_id("candour/act/1", &["response.record", &words]));
    let id = ResponseId(digest_id("candour/response/1", &[&words]));
    let receipt = app.record_response(&now::operator(), RecordResponse { act_id, id, response })?;
    let said = if receipt.replayed { "was recorded before; nothing added" } else { "recorded" };
    given.say(
        || format!("response {said} (entry {})", receipt.first),
        || json!({"id": id, "entry": receipt.first, "replayed": receipt.replayed}),
    );
    Ok(Exit::Done)
}
