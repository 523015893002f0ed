//! Due days for a diary: iCalendar (RFC 5545) of the answers that a body has to give, and of the answers and promises that a search or one
//! recommendation holds.
//!
//! *Invariant:* what is due keeps its name, and a day that moved has a later version of it; what is done, answered or waits for an event is not in it.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::{Every, PartialDate, Timeliness};
use icalendar::{Calendar, Component, Event, EventLike};
use view::{ActionView, AsOf, Sort};

use super::page::{Reader, Site, WebError, shortened};
use super::search::{Pairs, Searched, value};

/// Due days of a calendar, for each state of a duty, and recommendations of a search.
const DAYS: usize = 500;

/// The days by which a body, or everybody, has to answer.
pub(super) async fn due(State(site): State<Arc<Site>>, Query(pairs): Query<Pairs>, headers: HeaderMap) -> Response {
    site.page(headers, move |reader| {
        let to = Some(value(&pairs, "to")).filter(|slug| !slug.is_empty());
        if let Some(slug) = to
            && reader.view.body_by_slug(slug)?.is_none()
        {
            return Err(WebError::NotFound);
        }
        let mut diary = Diary::new(reader);
        for state in [Timeliness::Overdue, Timeliness::PossiblyOverdue, Timeliness::DueSoon, Timeliness::NotDue] {
            for duty in reader.view.due(to, state, (reader.today, AsOf::Now), None, DAYS)?.rows {
                let (Some(day), Some(to)) = (&duty.due_latest, &duty.row.to) else { continue };
                diary.answer((&duty.row.reference, &duty.row.text), (&to.slug, &to.name), day)?;
            }
        }
        Ok(diary.written())
    })
    .await
}

/// The answers and promises that are due among what a search finds.
pub(super) async fn search(State(site): State<Arc<Site>>, Query(pairs): Query<Pairs>, headers: HeaderMap) -> Response {
    site.page(headers, move |reader| {
        let mut searched = Searched::parse(&pairs, DAYS)?;
        (searched.ask.sort, searched.ask.facets) = (Some(Sort::Changed), Vec::new());
        let found = reader.site.app.search().find(reader.view, &searched.ask, reader.today)?;
        let mut all: Vec<u64> = found.hits.iter().filter_map(|hit| super::number("REC", &hit.reference)).collect();
        // One to several bodies has a row for each.
        all.sort_unstable();
        all.dedup();
        let mut diary = Diary::new(reader);
        for number in all {
            diary.recommendation(number)?;
        }
        Ok(diary.written())
    })
    .await
}

/// The answers and promises that are due of one recommendation.
pub(super) async fn one(State(site): State<Arc<Site>>, Path(reference): Path<String>, headers: HeaderMap) -> Response {
    site.page(headers, move |reader| {
        let number = super::number("REC", &reference).ok_or(WebError::NotFound)?;
        let mut diary = Diary::new(reader);
        if diary.recommendation(number)? { Ok(diary.written()) } else { Err(WebError::NotFound) }
    })
    .await
}

/// A calendar that is being written.
struct Diary<'r, 'v> {
    reader: &'r Reader<'v>,
    calendar: Calendar,
    /// The actions that are in it: one may serve several recommendations.
    actions: Vec<String>,
}

impl<'r, 'v> Diary<'r, 'v> {
    fn new(reader: &'r Reader<'v>) -> Diary<'r, 'v> {
        let mut calendar = Calendar::new();
        calendar.name(&reader.site.strings.w("feed-due-title", &reader.site.title));
        Diary { reader, calendar, actions: Vec::new() }
    }

    /// What is due of a recommendation; `false` where there is none.
    fn recommendation(&mut self, number: u64) -> Result<bool, WebError> {
        let Some(page) = self.reader.view.recommendation_page(number, self.reader.today)? else { return Ok(false) };
        for duty in &page.obligations {
            let waits = matches!(duty.timeliness.as_str(), "overdue" | "possibly_overdue" | "due_soon" | "not_due");
            let (Some(day), Some(to), true) = (&duty.due_latest, &duty.addressee, waits) else { continue };
            self.answer((&page.reference, &page.text), (&to.slug, &to.name), day)?;
        }
        let written = page.history.last().and_then(|last| last.written.parse().ok()).unwrap_or_default();
        for action in &page.actions {
            self.promise(&page.reference, action, written);
        }
        Ok(true)
    }

    fn answer(&mut self, (reference, text): (&str, &str), to: (&str, &str), day: &str) -> Result<(), WebError> {
        let Ok(day) = day.parse::<chrono::NaiveDate>() else { return Ok(()) };
        let number = super::number("REC", reference).unwrap_or(0);
        let (version, written) = self.reader.view.duty_version(number, to.0)?.unwrap_or((1, 0));
        let written = chrono::DateTime::from_timestamp_micros(written).unwrap_or_default();
        let summary = self.reader.site.strings.ww("feed-answer-due", reference, to.1);
        self.put(&format!("{reference}-{}", to.0), (version, written), day, (&summary, text, reference), None);
        Ok(())
    }

    /// A promise that has a day, or recurs, and of which nobody says that it is done or will not be.
    fn promise(&mut self, on: &str, action: &ActionView, written: chrono::DateTime<chrono::Utc>) {
        let over = matches!(action.claimed_status.as_str(), "complete" | "will_not_do");
        if over || action.tense.as_deref() == Some("taken") || self.actions.contains(&action.reference) {
            return;
        }
        let due = action.due.as_deref().unwrap_or("");
        let (day, again) = match action.due_kind.as_deref() {
            Some("on") => (due.parse::<PartialDate>().ok().map(|day| day.latest().to_string()), None),
            Some("every") => (
                action.recurs.as_ref().and_then(|recurs| recurs.next_by.clone().or_else(|| recurs.then_by.clone())),
                Every::of(due),
            ),
            _ => return,
        };
        let Some(day) = day.and_then(|day| day.parse::<chrono::NaiveDate>().ok()) else { return };
        let who = action.body.as_ref().map_or("", |body| body.name.as_str());
        let summary = self.reader.site.strings.ww("feed-action-due", &action.reference, who);
        let rule = again.and_then(|every| rule(every, day));
        self.put(&action.reference, (action.version, written), day, (&summary, &action.text, on), rule);
        self.actions.push(action.reference.clone());
    }

    fn put(
        &mut self,
        name: &str,
        (version, written): (u32, chrono::DateTime<chrono::Utc>),
        day: chrono::NaiveDate,
        (summary, text, reference): (&str, &str, &str),
        rule: Option<String>,
    ) {
        let mut event = Event::new();
        event
            .uid(&format!("{name}@{}", self.reader.site.app.register()))
            .sequence(version.saturating_sub(1))
            .timestamp(written)
            // A day alone: without an end it is that day's (RFC 5545, 3.6.1).
            .starts(day)
            .summary(summary)
            .description(&shortened(text))
            .url(&format!("{}/recommendations/{reference}", self.reader.site.address));
        if let Some(rule) = rule {
            event.add_property("RRULE", rule);
        }
        self.calendar.push(event.done());
    }

    fn written(mut self) -> Response {
        let mut response = self.calendar.done().to_string().into_response();
        let kind = HeaderValue::from_static("text/calendar; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        response
    }
}

/// How often it recurs (RFC 5545 section 3.3.10), where every month has such a day.
fn rule(every: Every, day: chrono::NaiveDate) -> Option<String> {
    match every {
        Every::Days(days) => Some(format!("FREQ=DAILY;INTERVAL={days}")),
        Every::Months(months) => {
            let common = chrono::Datelike::day(&day) <= 28;
            common.then(|| format!("FREQ=MONTHLY;INTERVAL={months}"))
        }
    }
}
