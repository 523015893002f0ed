//! Obligations as read: one recommendation to one body, its clock, and all that stands beside it.
//!
//! *Invariant:* the axes of an obligation come from `domain`'s functions over the rows here; none is decided here.

use domain::{DueWindow, Obligation, PartialDate, Power, clock, timeliness};
use jiff::civil::Date;
use rusqlite::params;
use serde::Serialize;

use crate::assurances::{AssuranceView, DecisionView, EvidenceView};
use crate::bodies::BodyRef;
use crate::columns::{day_number, day_of, from_json, json, named};
use crate::ladders::EscalationView;
use crate::project::At;
use crate::rejoinders::RejoinderView;
use crate::responses::ResponseView;
use crate::store::{Store, View, ViewError};

/// One obligation with its axes and answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ObligationView {
    /// Who must answer.
    pub addressee: Option<BodyRef>,
    /// The power stated.
    pub power: Option<String>,
    /// The first day the answer may be due.
    pub due_earliest: Option<String>,
    /// The last day the answer may be due.
    pub due_latest: Option<String>,
    /// The due day the document prints.
    pub due_stated: Option<String>,
    /// What would follow if the recommendation was made under paragraph 28A: first and last possible due day.
    pub if_paragraph_28a: Option<(String, String)>,
    /// Axis 1.
    pub position: String,
    /// Axis 2; null where nothing claims anything.
    pub claimed_status: Option<String>,
    /// Axis 3.
    pub assured_status: String,
    /// Axis 4, on the day asked.
    pub timeliness: String,
    /// Axis 5.
    pub closure: String,
    /// The day an answer was handed over, whether or not it is published.
    pub received_on: Option<String>,
    /// How much of that answer was decided to be published: whole, part or none.
    pub publication: Option<String>,
    /// What independent bodies found, newest first.
    pub assurances: Vec<AssuranceView>,
    /// What is filed to show it, where everybody may see it.
    pub evidence: Vec<EvidenceView>,
    /// What the body that recommended said to its answers, newest first.
    pub rejoinders: Vec<RejoinderView>,
    /// The step that body has come to, where the answer is late and it lets everybody see its steps.
    pub escalation: Option<EscalationView>,
    /// The decisions that it is over, or open again, newest first.
    pub decisions: Vec<DecisionView>,
    /// How the due day comes about; null where no rule or no start is known.
    #[schema(value_type = Option<Object>)]
    pub clock: Option<clock::Reckoned>,
    /// The answers, oldest first.
    pub responses: Vec<ResponseView>,
}

impl Store {
    pub(crate) fn project_obligation(&mut self, at: &At, o: &Obligation) -> Result<(), ViewError> {
        let (Some(recommendation), Some(addressee)) = (self.n_of(o.recommendation)?, self.n_of(o.addressee)?) else {
            return Ok(());
        };
        self.conn
            .prepare_cached(
                "INSERT OR REPLACE INTO obligation (n, recommendation_n, addressee_n, power, rule, due_earliest, due_latest, due_stated, events, suspended, starts_on, calendar, received_on, publication)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            )?
            .execute(params![
                at.n,
                recommendation,
                addressee,
                o.power.map(Power::as_str),
                o.rule,
                o.due.map(|d| day_number(d.earliest)),
                o.due.map(|d| day_number(d.latest)),
                o.due_stated.map(|d| d.to_string()),
                json(&o.events),
                o.suspended(),
                o.starts_on.map(|d| d.to_string()),
                o.calendar,
                o.received_on.map(|d| d.to_string()),
                o.publication.map(domain::Extent::as_str),
            ])?;
        self.dirty.insert(recommendation);
        Ok(())
    }
}

impl View<'_> {
    /// The duties under a recommendation, each with its `n`; `told` where something was said, filed, found or decided about any of it.
    pub(crate) fn obligations_of(
        &self,
        (n, told): (i64, bool),
        made_on: Option<&str>,
        no_power: bool,
        today: Date,
    ) -> Result<Vec<(i64, ObligationView)>, ViewError> {
        let mut rows = self.rows(
            "SELECT l.n, b.slug, l.power, l.due_earliest, l.due_latest, l.due_stated, l.position, l.claimed, l.answered, b.name, l.timed, o.rule, o.events, o.starts_on, o.calendar, l.assured, l.closure, o.received_on, o.publication
             FROM obligation o INDEXED BY obligation_recommendation CROSS JOIN listing l ON l.n = o.n CROSS JOIN body b ON b.n = l.addressee_n WHERE o.recommendation_n = ?1",
            [n],
            |r| {
                let power = r.get::<_, Option<String>>(2)?.map(|p| named(&p, Power::parse)).transpose()?;
                let due = due_window(r.get(3)?, r.get(4)?);
                let answered: Option<String> = r.get(8)?;
                let (slug, name): (Option<String>, Option<String>) = (r.get(1)?, r.get(9)?);
                let view = ObligationView {
                    addressee: slug.zip(name).map(|(slug, name)| BodyRef { slug, name }),
                    power: power.map(|p| p.as_str().to_owned()),
                    due_earliest: due.map(|d| d.earliest.to_string()),
                    due_latest: due.map(|d| d.latest.to_string()),
                    due_stated: r.get(5)?,
                    if_paragraph_28a: None,
                    position: r.get(6)?,
                    claimed_status: r.get(7)?,
                    assured_status: r.get(15)?,
                    timeliness: match r.get::<_, String>(10)?.as_str() {
                        "suspended" => "suspended".to_owned(),
                        _ => timeliness(power, due, answered.as_deref().map(|a| a.parse().ok()), today).as_str().to_owned(),
                    },
                    clock: clock_read(power, r.get::<_, Option<String>>(13)?.as_deref().or(made_on), r.get(5)?, r.get(11)?, (r.get(12)?, r.get(14)?))?,
                    closure: r.get(16)?,
                    received_on: r.get(17)?,
                    publication: r.get(18)?,
                    assurances: Vec::new(),
                    evidence: Vec::new(),
                    rejoinders: Vec::new(),
                    escalation: None,
                    decisions: Vec::new(),
                    responses: Vec::new(),
                };
                Ok((r.get::<_, i64>(0)?, view))
            },
        )?;
        // In the order they were made; the index that holds what is read of them here has them by what it holds.
        rows.sort_unstable_by_key(|(n, _)| *n);
        self.beside(&mut rows, made_on.filter(|_| no_power))?;
        if told {
            self.told_beside(&mut rows)?;
        }
        Ok(rows)
    }

    /// What stands beside each duty: its answers, when they are to be published, and what would follow under paragraph 28A.
    fn beside(&self, rows: &mut [(i64, ObligationView)], if_28a: Option<&str>) -> Result<(), ViewError> {
        let what_if =
            if_28a.and_then(|d| d.parse::<PartialDate>().ok()).and_then(|made| clock::due(Power::Paragraph28a, made));
        for (obligation_n, view) in rows {
            view.responses = self.responses_to(*obligation_n)?;
            if view.clock.as_ref().is_some_and(|clock| clock.rule == clock::PARAGRAPH_28B) {
                view.responses.iter_mut().for_each(|r| r.publish_by = publish_by(r.received_on.as_deref()));
            }
            view.if_paragraph_28a = what_if
                .filter(|_| view.clock.is_none())
                .map(|(_, due)| (due.earliest.to_string(), due.latest.to_string()));
        }
        Ok(())
    }

    /// What was found, filed, decided and said of each duty.
    fn told_beside(&self, rows: &mut [(i64, ObligationView)]) -> Result<(), ViewError> {
        for (obligation_n, view) in rows {
            view.assurances = self.assurances_of(*obligation_n)?;
            view.evidence = self.evidence_on(*obligation_n)?;
            view.decisions = self.decisions_on(*obligation_n)?;
            // Something is said to an answer that is not a yes; what was said stays when another answer follows.
            let yes = matches!(view.position.as_str(), "accepted" | "accepted_in_principle");
            if view.responses.len() > 1 || (!yes && !view.responses.is_empty()) {
                view.rejoinders = self.rejoinders_on(*obligation_n)?;
            }
        }
        Ok(())
    }
}

/// The day by which a response under paragraph 28B is to be published, where the day it came is known to the day.
fn publish_by(received_on: Option<&str>) -> Option<String> {
    let received: PartialDate = received_on?.parse().ok()?;
    received.exact()?;
    let rule = clock::Rule::named("pra2002-sch3-28b-5")?;
    let reckoned = domain::clock_of(Some(rule), Some(received), None, &[], clock::Calendar::current())?.ok()?;
    reckoned.due.map(|due| due.latest.to_string())
}

/// The working of an obligation's clock, from its columns. What cannot be reckoned any more (a calendar that ends before the day)
/// has none: the due day itself stands in its record.
fn clock_read(
    power: Option<Power>,
    made_on: Option<&str>,
    stated: Option<String>,
    rule: Option<String>,
    (events, calendar): (Option<String>, Option<String>),
) -> rusqlite::Result<Option<clock::Reckoned>> {
    let rule = rule.as_deref().and_then(clock::Rule::named).or_else(|| power.and_then(Power::rule));
    let events: Vec<clock::ClockEvent> = from_json(events)?;
    let day = |text: &str| text.parse::<PartialDate>().ok();
    let (made_on, stated) = (made_on.and_then(day), stated.as_deref().and_then(day));
    // The working is of the calendar that the due day was reckoned with.
    let now = clock::Calendar::current();
    let then = calendar.filter(|v| v != now.version()).and_then(|v| clock::Calendar::of_version(&v));
    Ok(domain::clock_of(rule, made_on, stated, &events, then.as_ref().unwrap_or(now)).and_then(Result::ok))
}

/// The window of two sortable days.
pub(crate) fn due_window(earliest: Option<i64>, latest: Option<i64>) -> Option<DueWindow> {
    Some(DueWindow { earliest: day_of(earliest?)?, latest: day_of(latest?)? })
}
