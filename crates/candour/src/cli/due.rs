//! `candour due`: what is due, late, possibly late or unknown; and `candour clock`: what happened to a clock.
//!
//! *Invariant:* the same duties as the page's; the rule for changing a clock is in `domain`.

use app::digest_id;
use domain::clock::{RULES, Rule};
use domain::{ActId, ChangeClock, ClockChange, PartialDate, Power, Timeliness};
use jiff::civil::Date;
use serde_json::json;
use view::{AsOf, DUE_STATES};

use super::Given;
use super::responses::body_named;
use crate::now;
use crate::outcome::{Exit, Failure};
use crate::strings::Strings;
use crate::working::sentences;

/// Arguments of `due`.
#[derive(clap::Args)]
pub(crate) struct Due {
    /// Of this body alone, by its address.
    #[arg(value_name = "BODY")]
    to: Option<String>,
    /// As of another day; without it today.
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    /// Only these: overdue, possibly_overdue, due_soon, not_due, suspended or unknown; without it the first three.
    #[arg(long, value_parser = state, value_delimiter = ',')]
    state: Vec<Timeliness>,
    /// The most of each that are shown.
    #[arg(long, default_value_t = 50)]
    most: usize,
}

fn state(text: &str) -> Result<Timeliness, String> {
    let names = || DUE_STATES.map(Timeliness::as_str).join(", ");
    DUE_STATES.into_iter().find(|s| s.as_str() == text).ok_or_else(|| format!("a state is one of {}", names()))
}

pub(crate) fn due(given: &Given, args: Due) -> Result<Exit, Failure> {
    let app = given.existing()?;
    let on = args.on.unwrap_or_else(now::today);
    if let Some(slug) = &args.to
        && app.read_public(|view| view.body_by_slug(slug))?.is_none()
    {
        return Err(Failure::failed("not_found", format!("no body has the address '{slug}'; /bodies lists them")));
    }
    let default = [Timeliness::Overdue, Timeliness::PossiblyOverdue, Timeliness::DueSoon];
    let states = if args.state.is_empty() { default.to_vec() } else { args.state };
    for state in states {
        let page = app.read_public(|view| {
            view.due(args.to.as_deref(), state, (on, AsOf::of(on, now::today())), None, args.most.clamp(1, 10_000))
        })?;
        for one in &page.rows {
            let words = || {
                let to = one.row.to.as_ref().map_or("", |b| b.name.as_str());
                let days = match (&one.due_earliest, &one.due_latest) {
                    (Some(from), Some(to)) if from == to => format!("due {to}"),
                    (Some(from), Some(to)) => format!("due between {from} and {to}"),
                    _ => "no due day".to_owned(),
                };
                let since = one.answered_on.as_ref().map(|day| format!(" (answered {day})")).unwrap_or_default();
                format!("{} {} {days} {to}{since}", state.as_str(), one.row.reference)
            };
            given.say(words, || json!(one));
        }
        if page.next.is_some() && !given.json {
            given.say(|| format!("{}: there are more (--most)", state.as_str()), || json!(null));
        }
    }
    Ok(Exit::Done)
}

/// Arguments of `clock`.
#[derive(clap::Args)]
pub(crate) struct Clock {
    /// The recommendation, such as REC-12.
    #[arg(value_name = "REC-N", required_unless_present = "recompute")]
    of: Option<String>,
    /// The body that must answer, by its address or any of its names.
    #[arg(value_name = "BODY", required_unless_present = "recompute")]
    body: Option<String>,
    /// Reckon again every clock that counted working days by an older calendar.
    #[arg(long, conflicts_with_all = ["of", "body"])]
    recompute: bool,
    /// What happened; without it the working is shown.
    #[command(subcommand)]
    change: Option<Happened>,
}

fn rule(text: &str) -> Result<&'static Rule, String> {
    let names = || RULES.iter().map(|r| r.id).collect::<Vec<_>>().join(", ");
    Rule::named(text).ok_or_else(|| format!("a rule is one of {}", names()))
}

/// What happened to a clock.
#[derive(clap::Subcommand)]
enum Happened {
    /// A clerk states what the document leaves out: by which rule the clock runs.
    Start {
        /// The rule, by its name in the manual, such as pra2002-sch3-28b or stated.
        #[arg(long, value_parser = rule)]
        rule: &'static Rule,
        /// The day it starts (sent, published), where that is not the day the recommendation was made.
        #[arg(long, value_name = "DATE")]
        starts_on: Option<PartialDate>,
        /// The due day that the instrument states.
        #[arg(long, value_name = "DATE")]
        stated: Option<PartialDate>,
    },
    /// The time was made longer.
    Extend {
        /// The day the application was received.
        #[arg(long, value_name = "DATE")]
        asked_on: Date,
        /// The day it was granted.
        #[arg(long, value_name = "DATE")]
        granted_on: Date,
        /// The new last day.
        #[arg(long, value_name = "DATE")]
        until: Date,
    },
    /// Something that stops the clock began.
    Suspend {
        /// The first day.
        #[arg(long, value_name = "DATE")]
        from: Date,
    },
    /// It ended.
    Resume {
        /// The last day.
        #[arg(long, value_name = "DATE")]
        to: Date,
    },
}

pub(crate) fn clock(given: &Given, args: Clock) -> Result<Exit, Failure> {
    let app = given.existing()?;
    let (Some(of), Some(name)) = (&args.of, &args.body) else {
        let (moved, refused) = app.recompute_clocks(&now::operator())?;
        let why: Vec<String> = refused.iter().map(ToString::to_string).collect();
        let words = || {
            let left: String = why.iter().map(|why| format!("\nleft as it was: {why}")).collect();
            format!("{moved} due days moved{left}")
        };
        given.say(words, || json!({"moved": moved, "left": why}));
        return Ok(Exit::Done);
    };
    let number = crate::web::number("REC", of)
        .ok_or_else(|| Failure::usage(format!("'{of}' is not a reference such as REC-12")))?;
    let body = body_named(&app, name)?;
    if let Some(happened) = args.change {
        let change = match happened {
            Happened::Start { rule, starts_on, stated } => {
                let power = Power::ALL.into_iter().find(|p| p.rule().is_some_and(|own| own.id == rule.id));
                ClockChange::Start { rule, power, starts_on, stated }
            }
            Happened::Extend { asked_on, granted_on, until } => ClockChange::Extend { asked_on, granted_on, until },
            Happened::Suspend { from } => ClockChange::Suspend { from },
            Happened::Resume { to } => ClockChange::Resume { to },
        };
        let said = format!("{change:?}");
        // What stands already is refused by the rule; the same change after another one is an act of its own.
        let version = app.read_public(|view| match view.obligation_of(number, body)? {
            Some(id) => view.version_of(id.into()),
            None => Ok(None),
        })?;
        let version = version.map_or_else(String::new, |v| v.to_string());
        let parts = ["clock", &number.to_string(), &body.to_string(), &said, &version];
        let act_id = ActId(digest_id("candour/act/1", &parts));
        let cmd = ChangeClock { act_id, of: (number, name.clone()), change };
        let receipt = app.change_clock(&now::operator(), body, cmd)?;
        let added =
            if receipt.replayed || receipt.first == 0 { "was recorded before; nothing added" } else { "recorded" };
        given.say(
            || format!("{of}: {added} (entry {})", receipt.first),
            || json!({"of": of, "entry": receipt.first, "replayed": receipt.replayed}),
        );
    }
    let slug = app.read_public(|view| view.body_slug(body))?;
    let page = app
        .read_public(|view| view.recommendation_page(number, now::today()))?
        .ok_or_else(|| Failure::failed("not_found", format!("there is no recommendation {of}")))?;
    let duty = page.obligations.into_iter().find(|o| o.addressee.as_ref().map(|b| &b.slug) == slug.as_ref());
    let duty = duty.ok_or_else(|| Failure::failed("not_found", format!("{of} asks nothing of '{name}'")))?;
    let strings = Strings::english().map_err(|e| Failure::failed("strings", e))?;
    let words = || match &duty.clock {
        Some(working) => sentences(&strings, working).join("\n"),
        None => strings.t("rec-time-unknown").to_owned(),
    };
    given.say(words, || json!({"timeliness": duty.timeliness, "clock": duty.clock}));
    Ok(Exit::Done)
}
