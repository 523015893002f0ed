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
use crate::due::Due;
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
    /// What of it was changed; what was not said before has nothing below.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set: Vec<AmendedPart>,
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

/// A part of a promise that can be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AmendedPart {
    /// When it is due.
    Due,
    /// Whose it is.
    Owner,
    /// How one will know.
    Measure,
}

impl AmendedPart {
    /// The name in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            AmendedPart::Due => "due",
            AmendedPart::Owner => "owner",
            AmendedPart::Measure => "measure",
        }
    }
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
    /// A day that does not exist.
    #[error("'{0}' is no day; write a day there is, how often, or what it waits for")]
    NoDay(String),
    /// No time, or too many words for one.
    #[error("when it is due takes at least a word and at most 500 bytes")]
    Due,
    /// Too long.
    #[error("an owner has at most 200 letters, and a reason or a measure 20,000 bytes")]
    TooLong,
}

/// Whether a due time is said in words that are not too many, and is no day that does not exist.
fn said(due: &Due) -> Result<(), AmendRefused> {
    if let Due::Every(words) | Due::When(words) = due
        && (words.trim().is_empty() || words.len() > 500)
    {
        return Err(AmendRefused::Due);
    }
    due.mistyped().map_or(Ok(()), |words| Err(AmendRefused::NoDay(words.to_owned())))
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
    if let Some(due) = &cmd.due {
        said(due)?;
    }
    let mut amendment =
        Amendment { on: ctx.today, why: cmd.why.clone(), set: Vec::new(), due: None, owner: None, measure: None };
    let before = action.clone();
    let mut set = |part: AmendedPart| amendment.set.push(part);
    let mut was = (None, None, None);
    if let Some(due) = cmd.due.clone().filter(|due| Some(due) != action.due.as_ref()) {
        set(AmendedPart::Due);
        was.0 = action.due.replace(due);
        // What it waited for belongs to the promise that was; the day does not carry over.
        action.happened_on = None;
    }
    if let Some(owner) = cmd.owner.clone().filter(|owner| Some(owner) != action.owner.as_ref()) {
        set(AmendedPart::Owner);
        was.1 = action.owner.replace(owner);
    }
    if let Some(measure) = cmd.measure.clone().filter(|measure| Some(measure) != action.measure.as_ref()) {
        set(AmendedPart::Measure);
        was.2 = action.measure.replace(measure);
    }
    (amendment.due, amendment.owner, amendment.measure) = was;
    if cmd.happened_on.is_some() && !matches!(action.due, Some(Due::When(_))) {
        return Err(AmendRefused::WaitsForNothing);
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
    /// What the words of a promise say of how often; `None` where they say nothing that can be counted ("regularly"), or more than one thing.
    pub fn of(words: &str) -> Option<Every> {
        let words = words.to_lowercase();
        let tokens: Vec<&str> = words
            .split(|c: char| !c.is_alphanumeric() && c != '-')
            .map(|token| token.trim_matches('-'))
            .filter(|token| !token.is_empty())
            .collect();
        let (mut found, mut at): (Option<Every>, usize) = (None, 0);
        while at < tokens.len() {
            let Some((every, taken)) = Every::at(tokens.get(at..).unwrap_or_default()) else {
                at += 1;
                continue;
            };
            // "Annually, after the monthly board" names two; which of them is meant nobody can know.
            match (every, found) {
                (None, _) => return None,
                (Some(every), Some(before)) if every != before => return None,
                (every, _) => found = every,
            }
            at += taken;
        }
        found
    }

    /// How often these tokens say at their beginning, and how many of them say it: `Some(None)` where they say it in a way that cannot be counted.
    fn at(tokens: &[&str]) -> Option<(Option<Every>, usize)> {
        let word = |n: usize| tokens.get(n).copied().unwrap_or("");
        let (first, second, third) = (word(0), word(1), word(2));
        if let Some((count, rest)) = first.split_once('-') {
            let times = match count {
                "half" | "semi" => {
                    return adverb(rest).filter(|e| *e == Every::Months(12)).map(|_| (Some(Every::Months(6)), 1));
                }
                "bi" if adverb(rest) == Some(Every::Months(12)) => return Some((Some(Every::Months(6)), 1)),
                // Every two of them, or two in each: both are meant by it.
                "bi" => return adverb(rest).map(|_| (None, 1)),
                other => counted(other)?,
            };
            return adverb(rest).map(|every| (every.times(times), 1));
        }
        match first {
            "biannual" | "biannually" | "semiannual" | "semiannually" => Some((Some(Every::Months(6)), 1)),
            "bimonthly" | "biweekly" => Some((None, 1)),
            "half" if adverb(second) == Some(Every::Months(12)) => Some((Some(Every::Months(6)), 2)),
            "every" | "each" | "per" => {
                if let Some(count) = counted(second) {
                    return unit(third).map(|every| (every.times(count), 3));
                }
                match second {
                    "other" | "second" | "third" => Some((None, 3)),
                    second => unit(second).map(|every| (Some(every), 2)),
                }
            }
            "once" if matches!(second, "a" | "an" | "each" | "every" | "per") => {
                unit(third).map(|every| (Some(every), 3))
            }
            "twice" => {
                let (every, taken) = match second {
                    "a" | "each" | "every" | "per" => (unit(third)?, 3),
                    second => (adverb(second)?, 2),
                };
                // Two in a month or a week have no day on which the first of them is missed.
                Some((Some(Every::Months(6)).filter(|_| every == Every::Months(12)), taken))
            }
            number if counted(number).is_some() && adverb(second).is_some() => {
                let times = counted(number)?;
                adverb(second).map(|every| (every.times(times), 2))
            }
            other => adverb(other).map(|every| (Some(every), 1)),
        }
    }

    /// So many of it.
    fn times(self, count: i32) -> Option<Every> {
        match self {
            Every::Days(days) => days.checked_mul(count).map(Every::Days),
            Every::Months(months) => months.checked_mul(count).map(Every::Months),
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

/// "Monthly" and its like.
fn adverb(word: &str) -> Option<Every> {
    Some(match word {
        "daily" => Every::Days(1),
        "weekly" => Every::Days(7),
        "fortnightly" => Every::Days(14),
        "monthly" => Every::Months(1),
        "quarterly" => Every::Months(3),
        "annually" | "annual" | "yearly" => Every::Months(12),
        _ => return None,
    })
}

/// "Month" and its like, one or many.
fn unit(word: &str) -> Option<Every> {
    Some(match word.trim_end_matches('s') {
        "day" => Every::Days(1),
        "week" => Every::Days(7),
        "fortnight" => Every::Days(14),
        "month" => Every::Months(1),
        "quarter" => Every::Months(3),
        "year" => Every::Months(12),
        _ => return None,
    })
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

/// The last day of the period that begins first after a day.
pub fn period_after(every: Every, since: Date, day: Date) -> Option<Date> {
    let n = (0..).take_while(|n| every.nth(since, *n).is_some_and(|from| from <= day)).count();
    every.nth(since, i32::try_from(n).ok()?.checked_add(1)?)?.yesterday().ok()
}

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
