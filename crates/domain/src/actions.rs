//! An action: something a body says it did or will do.
//!
//! *Invariant:* the owner is a post, not a person; one action may serve several recommendations, linked and not copied.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::access::Permit;
use crate::acts::{Act, ActKind};
use crate::assurances::Known;
use crate::axes::ClaimedStatus;
use crate::record::{Change, Record, Visibility};
use crate::{
    ActId, ActionId, BodyId, Ctx, DocumentId, MeetingId, PartialDate, Quotes, RecommendationId, ResponseId, Text,
};

/// Whether it was done already or is promised: the words of paragraph 28B(1)(a), "taken or proposed to be taken".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tense {
    /// It says it was done.
    Taken,
    /// It says it will be done.
    Proposed,
}

impl Tense {
    /// The name in the API and in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Tense::Taken => "taken",
            Tense::Proposed => "proposed",
        }
    }
}

/// When it falls due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Due {
    /// On a day (or in a month or year).
    On(PartialDate),
    /// Again and again, in the document's words ("monthly").
    Every(String),
    /// After something happens, in the document's words.
    When(String),
}

/// A commitment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// Our own number, the `9` of `ACT-9`.
    pub number: u64,
    /// The document's reference (`12.05.21.01`), a reference and not a date (T15).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action_ref: Option<String>,
    /// What is to be done.
    pub text: Text,
    /// The other wordings of the same item (T3).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wordings: Vec<Text>,
    /// The points listed under it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Text>,
    /// The body that owns it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<BodyId>,
    /// The post that owns it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Done or promised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tense: Option<Tense>,
    /// When it is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// How one would know that it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<String>,
    /// What its document says of its state (`NEW`), as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated: Option<String>,
    /// That state on our axis.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed: Option<ClaimedStatus>,
    /// The recommendations it serves (T4).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recommendations: Vec<RecommendationId>,
    /// The meeting that set it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meeting: Option<MeetingId>,
    /// Whether the meeting put it in its action table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tabled: Option<bool>,
    /// The response that promises it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<ResponseId>,
    /// The document it was read from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentId>,
    /// When that happened after which it falls due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened_on: Option<PartialDate>,
    /// How the promise was changed since it was made, in that order: the first promise is never lost.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amended: Vec<Amendment>,
    /// Where each field stands in the document.
    #[serde(default, skip_serializing_if = "Quotes::is_empty")]
    pub quotes: Quotes,
}

/// A change of a promise: what it said before, and why it says something else now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amendment {
    /// When it was changed.
    pub on: Date,
    /// Why.
    pub why: Text,
    /// When it was due before, where that was changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// Whose it was before, where that was changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// How one would have known before, where that was changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<String>,
}

/// The command: change when an action is due, whose it is or how one would know, or say that what it waited for happened (`action.amend`). What
/// is none stays as it is. The words of a promise are not changed: who promises something else promises it anew.
#[derive(Clone, Debug)]
pub struct AmendAction {
    /// The act's own identifier.
    pub act_id: ActId,
    /// Which action.
    pub id: ActionId,
    /// The version that was seen, where that is known.
    pub seen: Option<u32>,
    /// The post that owns it from now on.
    pub owner: Option<String>,
    /// When it is due from now on.
    pub due: Option<Due>,
    /// How one will know.
    pub measure: Option<String>,
    /// When that happened after which it falls due.
    pub happened_on: Option<PartialDate>,
    /// Why.
    pub why: Text,
}

impl Act for AmendAction {
    const KIND: ActKind = ActKind::AmendAction;
}

/// Why a promise was not changed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AmendRefused {
    /// Somebody else changed it first.
    #[error("the action was changed by somebody else since you looked at it: look at it as it is now")]
    Changed,
    /// The matter is over.
    #[error("the matter is closed; it has to be reopened first")]
    Closed,
    /// No reason.
    #[error("say why the promise changes: everybody who reads it will ask")]
    NoWord,
    /// Nothing changes.
    #[error("nothing of the action would change")]
    Nothing,
    /// It waits for nothing.
    #[error("the action does not wait for anything to happen")]
    WaitsForNothing,
    /// A day that has not come.
    #[error("{0} is still to come")]
    ToCome(Date),
    /// Too long.
    #[error("an owner has at most 200 letters, and a reason or a measure 20,000 bytes")]
    TooLong,
}

/// The rule for changing a promise: while its matter is open, with a reason, and with what it said before kept beside it.
pub fn amend_action(
    ctx: &Ctx,
    _permit: &Permit<AmendAction>,
    (version, mut action): (u32, Action),
    known: &Known,
    cmd: &AmendAction,
) -> Result<Vec<Change>, AmendRefused> {
    if cmd.seen.is_some_and(|seen| seen != version) {
        return Err(AmendRefused::Changed);
    }
    if known.closed {
        return Err(AmendRefused::Closed);
    }
    let long = |text: &Option<String>, most: usize| text.as_ref().is_some_and(|text| text.len() > most);
    if long(&cmd.owner, 800) || long(&cmd.measure, 20_000) || cmd.why.words.len() > 20_000 {
        return Err(AmendRefused::TooLong);
    }
    if let Some(day) = cmd.happened_on.map(PartialDate::earliest).filter(|day| *day > ctx.today) {
        return Err(AmendRefused::ToCome(day));
    }
    if cmd.happened_on.is_some() && !matches!(action.due, Some(Due::When(_))) {
        return Err(AmendRefused::WaitsForNothing);
    }
    let mut amendment = Amendment { on: ctx.today, why: cmd.why.clone(), due: None, owner: None, measure: None };
    let before = action.clone();
    if let Some(due) = cmd.due.clone().filter(|due| Some(due) != action.due.as_ref()) {
        amendment.due = action.due.replace(due);
        // What it waited for belongs to the promise that was; the day does not carry over.
        action.happened_on = None;
    }
    if let Some(owner) = cmd.owner.clone().filter(|owner| Some(owner) != action.owner.as_ref()) {
        amendment.owner = action.owner.replace(owner);
    }
    if let Some(measure) = cmd.measure.clone().filter(|measure| Some(measure) != action.measure.as_ref()) {
        amendment.measure = action.measure.replace(measure);
    }
    action.happened_on = cmd.happened_on.or(action.happened_on);
    if action == before {
        return Err(AmendRefused::Nothing);
    }
    if cmd.why.words.trim().is_empty() {
        return Err(AmendRefused::NoWord);
    }
    action.amended.push(amendment);
    Ok(vec![Change::new(cmd.id, Visibility::Public, Record::Action(action))])
}

/// How often something that recurs is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Every {
    /// Every so many days.
    Days(i32),
    /// Every so many calendar months.
    Months(i32),
}

impl Every {
    /// What the words of a promise say of how often; `None` where they say nothing that can be counted ("regularly").
    pub fn of(words: &str) -> Option<Every> {
        const WORDS: &[(&str, Every)] = &[
            ("biannual", Every::Months(6)),
            ("bi-annual", Every::Months(6)),
            ("two-monthly", Every::Months(2)),
            ("three-monthly", Every::Months(3)),
            ("four-monthly", Every::Months(4)),
            ("fortnightly", Every::Days(14)),
            ("every two weeks", Every::Days(14)),
            ("daily", Every::Days(1)),
            ("every day", Every::Days(1)),
            ("bi-monthly", Every::Months(2)),
            ("half-yearly", Every::Months(6)),
            ("half yearly", Every::Months(6)),
            ("six-monthly", Every::Months(6)),
            ("twice a year", Every::Months(6)),
            ("twice yearly", Every::Months(6)),
            ("quarterly", Every::Months(3)),
            ("each quarter", Every::Months(3)),
            ("every quarter", Every::Months(3)),
            ("weekly", Every::Days(7)),
            ("each week", Every::Days(7)),
            ("every week", Every::Days(7)),
            ("monthly", Every::Months(1)),
            ("each month", Every::Months(1)),
            ("every month", Every::Months(1)),
            ("annually", Every::Months(12)),
            ("annual", Every::Months(12)),
            ("yearly", Every::Months(12)),
            ("each year", Every::Months(12)),
            ("every year", Every::Months(12)),
            ("once a year", Every::Months(12)),
            ("once a month", Every::Months(1)),
            ("once a week", Every::Days(7)),
        ];
        let words = words.to_lowercase();
        // Two times in a month or a week have no day on which the first of them is missed.
        if ["twice a month", "twice monthly", "twice a week", "twice weekly"].iter().any(|known| words.contains(known))
        {
            return None;
        }
        if let Some((_, every)) = WORDS.iter().find(|(known, _)| words.contains(known)) {
            return Some(*every);
        }
        let after = words.split("every ").nth(1)?;
        let mut parts = after.split_whitespace();
        let count = counted(parts.next()?)?;
        match parts.next()?.trim_end_matches(['.', ',', ';']).trim_end_matches('s') {
            "day" => Some(Every::Days(count)),
            "week" => Some(Every::Days(count * 7)),
            "month" => Some(Every::Months(count)),
            "year" => Some(Every::Months(count * 12)),
            _ => None,
        }
    }

    /// The first day of the period with this number, from 0, for something that began on a day.
    fn nth(self, since: Date, n: i32) -> Option<Date> {
        let span = match self {
            Every::Days(days) => jiff::Span::new().try_days(days.checked_mul(n)?).ok()?,
            Every::Months(months) => jiff::Span::new().try_months(months.checked_mul(n)?).ok()?,
        };
        since.checked_add(span).ok()
    }
}

fn counted(word: &str) -> Option<i32> {
    const NUMBERS: [&str; 12] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    let place = NUMBERS.iter().position(|known| *known == word);
    let number = place.and_then(|place| i32::try_from(place + 1).ok()).or_else(|| word.parse().ok())?;
    (1..=366).contains(&number).then_some(number)
}

/// Whether the day of a promise has passed without anybody saying that it is kept, or that it will not be.
pub fn action_late(due: Option<&Due>, claimed: ClaimedStatus, today: Date) -> bool {
    let over = matches!(claimed, ClaimedStatus::Complete | ClaimedStatus::WillNotDo);
    matches!(due, Some(Due::On(day)) if !over && day.latest() < today)
}

/// One time that something which recurs is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Occurrence {
    /// The period's first day.
    pub from: Date,
    /// Its last.
    pub to: Date,
    /// Whether something was said of it in that time.
    pub reported: bool,
}

/// The most periods that are looked at, the last ones.
const MOST_PERIODS: usize = 400;

/// The times that something which recurs was due since a day until today, each with whether anything was said of it in that period: the last one may
/// still run. Without a word it is missed, for nobody can know better.
pub fn occurrences(every: Every, since: Date, said: &[Date], today: Date) -> Vec<Occurrence> {
    let mut out = Vec::new();
    for n in 0.. {
        let (Some(from), Some(next)) = (every.nth(since, n), every.nth(since, n + 1)) else { break };
        let (Ok(to), true) = (next.yesterday(), from <= today) else { break };
        let reported = said.iter().any(|day| (from..=to).contains(day));
        out.push(Occurrence { from, to, reported });
    }
    out.split_off(out.len().saturating_sub(MOST_PERIODS))
}
