//! A response: what an addressee said, and the rule by which it is recorded.
//!
//! *Invariant:* a response is its own record, never a column on the recommendation; one may answer many obligations.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::access::{Permit, Sides, Subject};
use crate::acts::{Act, ActKind};
use crate::axes::Position;
use crate::record::{Change, Record, Visibility};
use crate::{ActId, BodyId, Ctx, DocumentId, ObligationId, PartialDate, Quotes, RecommendationId, ResponseId, Text};

/// The position on one obligation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Which obligation it answers.
    pub obligation: ObligationId,
    /// The position.
    pub position: Position,
    /// The words that gave it (`Yes`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position_words: Option<String>,
    /// Whether the position was inferred from what follows rather than stated.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inferred: bool,
}

/// What kind of reason it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReasonKind {
    /// Why no action will be taken.
    NoAction,
    /// Something else that explains the answer.
    Explanation,
}

/// One reason, in its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Its kind.
    pub kind: ReasonKind,
    /// Its words, with the points listed under it in their own lines.
    pub text: Text,
}

/// What an addressee said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// Who says it.
    pub author: BodyId,
    /// What it answers, each with its position.
    pub answers: Vec<Answer>,
    /// The words besides reasons and actions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Text>,
    /// The reasons, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reason>,
    /// The day on the letter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_on: Option<PartialDate>,
    /// The day it was received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_on: Option<PartialDate>,
    /// The day it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_on: Option<PartialDate>,
    /// The post that signed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_off: Option<String>,
    /// An earlier response it takes the place of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<ResponseId>,
    /// The document it was read from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentId>,
    /// Where each field stands in the document.
    #[serde(default, skip_serializing_if = "Quotes::is_empty")]
    pub quotes: Quotes,
}

/// The command: record what an addressee said (`response.record`).
#[derive(Clone, Debug)]
pub struct RecordResponse {
    /// The act's own identifier.
    pub act_id: ActId,
    /// The new response's identifier.
    pub id: ResponseId,
    /// What it says.
    pub response: Response,
}

impl Act for RecordResponse {
    const KIND: ActKind = ActKind::RecordResponse;
}

/// What the rule must know of an obligation that is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    /// The obligation.
    pub obligation: ObligationId,
    /// The recommendation.
    pub recommendation: RecommendationId,
    /// What it is called: `REC-7` or, while it is held back, `HELD-12`.
    pub reference: String,
    /// Whether an embargo holds it back.
    pub held: bool,
    /// Whether the matter is closed.
    pub closed: bool,
    /// To whom it was made.
    pub addressee: BodyId,
    /// Who owes the answer: that body or, where it has ended, its successor.
    pub heir: BodyId,
    /// Who recommended, where known.
    pub recommending_body: Option<BodyId>,
    /// The earliest day the recommendation can have been made, where known.
    pub made_from: Option<jiff::civil::Date>,
    /// Whether it is owed under paragraph 28B of Schedule 3 to the Police Reform Act 2002, by which an answer is published in 21 days.
    pub under_28b: bool,
}

impl Subject for Vec<Duty> {
    fn sides(&self) -> Vec<Sides> {
        self.iter()
            .map(|duty| Sides { addressee: Some(duty.heir), recommending_body: duty.recommending_body })
            .collect()
    }
}

/// Why a response was not recorded.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ResponseRefused {
    /// It answers nothing.
    #[error("a response must answer at least one recommendation")]
    AnswersNothing,
    /// One obligation is answered twice.
    #[error("the response answers obligation {0} twice")]
    AnsweredTwice(ObligationId),
    /// The obligation is not in the register.
    #[error("there is no obligation {0}")]
    NoObligation(ObligationId),
    /// The obligation is another body's.
    #[error("obligation {0} is not owed by the body whose response this is")]
    NotTheAddressee(ObligationId),
    /// "None given" is the absence of a response.
    #[error("a response must take a position; none_given means that there is no response")]
    NoPosition,
    /// It comes before the ask.
    #[error("the response is dated {given}, before the recommendation was made ({made})")]
    BeforeTheRecommendation {
        /// The day it was given.
        given: PartialDate,
        /// The earliest day of the recommendation.
        made: jiff::civil::Date,
    },
    /// It came before it was given.
    #[error("the response is dated {given} and cannot have been received on {received}, before it")]
    ReceivedBefore {
        /// The day it came.
        received: PartialDate,
        /// The day on it.
        given: PartialDate,
    },
    /// It is dated in the future.
    #[error("the response is dated {0}, after today")]
    InTheFuture(PartialDate),
}

/// The rule: a response answers obligations of its own author, once each, with a position, and not before they arose.
pub fn record_response(
    ctx: &Ctx,
    _permit: Permit<RecordResponse>,
    duties: &[Duty],
    cmd: RecordResponse,
) -> Result<Vec<Change>, ResponseRefused> {
    let response = &cmd.response;
    if response.answers.is_empty() {
        return Err(ResponseRefused::AnswersNothing);
    }
    for (i, answer) in response.answers.iter().enumerate() {
        let id = answer.obligation;
        if response.answers.iter().take(i).any(|before| before.obligation == id) {
            return Err(ResponseRefused::AnsweredTwice(id));
        }
        if answer.position == Position::NoneGiven {
            return Err(ResponseRefused::NoPosition);
        }
        let duty = duties.iter().find(|d| d.obligation == id).ok_or(ResponseRefused::NoObligation(id))?;
        if duty.addressee != response.author && duty.heir != response.author {
            return Err(ResponseRefused::NotTheAddressee(id));
        }
        if let (Some(given), Some(made)) = (response.given_on.or(response.received_on), duty.made_from)
            && given.latest() < made
        {
            return Err(ResponseRefused::BeforeTheRecommendation { given, made });
        }
    }
    if let (Some(given), Some(received)) = (response.given_on, response.received_on)
        && received.latest() < given.earliest()
    {
        return Err(ResponseRefused::ReceivedBefore { received, given });
    }
    let dates = [response.given_on, response.received_on];
    if let Some(late) = dates.into_iter().flatten().find(|on| on.earliest() > ctx.today) {
        return Err(ResponseRefused::InTheFuture(late));
    }
    Ok(vec![Change::new(cmd.id, Visibility::Public, Record::Response(cmd.response))])
}
