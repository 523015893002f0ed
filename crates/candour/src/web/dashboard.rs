//! A body's dashboard, and the same made for print: how what was asked of it stands by every axis, how long its answers took, what is late.
//!
//! *Invariant:* every figure is a count of the search for that body; every rate and median says of how many it is.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::Timeliness;
use serde::Serialize;
use view::{AsOf, BodyPage, DueRow, Facet, FacetCounts, Promise, Spread};

use super::analysis::{Analysis, AnalysisPart, analysed};
use super::home::{Bar, bars};
use super::page::{Frame, Reader, Site, WebError, html};
use super::search::Searched;

/// Late duties on the page, and in what is printed.
const LATE: usize = 10;
const LATE_PRINTED: usize = 100;
/// Promises that are looked through for late ones, those to the newest recommendations first.
const PROMISES: usize = 500;

/// How what was asked of a body stands.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Dashboard {
    /// The day it is of.
    pub(crate) on: String,
    /// Rows: recommendations to this body.
    pub(crate) total: u64,
    /// Rows whose due day is known, of which "late" can be said.
    pub(crate) timed: u64,
    /// Counts by every axis, and by year.
    pub(crate) axes: Vec<FacetCounts>,
    /// Rows that are unanswered, late, rejected, said before, and claimed complete without a check.
    pub(crate) parts: Vec<(&'static str, u64)>,
    /// Days: how long answers took, how late the missing ones are.
    pub(crate) days: Spread,
}

/// The axes, as they are drawn.
const AXES: [Facet; 5] =
    [Facet::Position, Facet::ClaimedStatus, Facet::AssuredStatus, Facet::Timeliness, Facet::Closure];

/// The figures of a body, and the analysis they come from.
fn figures(reader: &Reader<'_>, slug: &str) -> Result<(Dashboard, Analysis), WebError> {
    let searched = Searched::parse(&vec![("to".to_owned(), slug.to_owned())], 1)?;
    let analysis = analysed(reader, &searched)?;
    let days = reader.site.app.search().spread(reader.view, &searched.ask, reader.today)?;
    let axes = analysis.facets.iter().filter(|f| AXES.contains(&f.facet) || f.facet == Facet::Year).cloned().collect();
    let dashboard = Dashboard {
        on: reader.today.to_string(),
        total: analysis.total,
        timed: analysis.timed,
        axes,
        parts: analysis.parts.iter().map(|part| (part.part, part.count)).collect(),
        days,
    };
    Ok((dashboard, analysis))
}

/// The same for the API.
pub(crate) fn of(reader: &Reader<'_>, slug: &str) -> Result<Dashboard, WebError> {
    reader.view.body_by_slug(slug)?.ok_or(WebError::NotFound)?;
    Ok(figures(reader, slug)?.0)
}

#[derive(Template)]
#[template(path = "bodies/dashboard.html")]
struct Show<'a> {
    frame: Frame<'a>,
    body: BodyPage,
    dashboard: Dashboard,
    parts: Vec<AnalysisPart>,
    charts: Vec<(String, Vec<Bar>)>,
    ageing: Vec<Bar>,
    late: Vec<DueRow>,
    soon: Vec<DueRow>,
    promises: Vec<Promise>,
    /// Whether it is the one made for print.
    printed: bool,
}

impl Show<'_> {
    /// A share in words, with what it is a share of.
    fn rate(&self, part: &AnalysisPart) -> String {
        let of = if part.part == "late" { self.dashboard.timed } else { self.dashboard.total };
        match (part.count * 200 + of).checked_div(of * 2) {
            Some(share) => self.frame.s.ww("analysis-rate", format!("{share}%"), of),
            None => self.frame.s.t("analysis-rate-none").to_owned(),
        }
    }

    fn days(&self) -> &Spread {
        &self.dashboard.days
    }
}

pub(super) async fn show(State(site): State<Arc<Site>>, Path(slug): Path<String>, headers: HeaderMap) -> Response {
    site.page(headers, move |reader| page(reader, &slug, false)).await
}

pub(super) async fn pack(State(site): State<Arc<Site>>, Path(slug): Path<String>, headers: HeaderMap) -> Response {
    site.page(headers, move |reader| page(reader, &slug, true)).await
}

fn page(reader: &Reader<'_>, slug: &str, printed: bool) -> Result<Response, WebError> {
    let body = reader.view.body_page(slug)?.ok_or(WebError::NotFound)?;
    let (dashboard, analysis) = figures(reader, slug)?;
    let frame = Frame::of(reader.site, "/bodies");
    let most = if printed { LATE_PRINTED } else { LATE };
    let due = |state| reader.view.due(Some(slug), state, (reader.today, AsOf::Now), None, most).map(|page| page.rows);
    let mut late = due(Timeliness::Overdue)?;
    late.extend(due(Timeliness::PossiblyOverdue)?);
    late.truncate(most);
    let mut promises = reader.view.actions_of_body(slug, reader.today, PROMISES)?;
    promises.retain(|promise| {
        let action = &promise.action;
        action.late || action.recurs.as_ref().is_some_and(|r| r.last_missed.is_some())
    });
    promises.truncate(most);
    let (charts, ageing) = (charts(&frame, &dashboard, slug), ageing(&frame, &dashboard.days));
    let soon = due(Timeliness::DueSoon)?;
    let parts = analysis.parts;
    html(&Show { frame, body, dashboard, parts, charts, ageing, late, soon, promises, printed })
}

/// A chart for each axis, in the axis' own order, every bar a link to its search.
fn charts(frame: &Frame<'_>, dashboard: &Dashboard, slug: &str) -> Vec<(String, Vec<Bar>)> {
    let family = |facet: Facet| match facet {
        Facet::Position => "position",
        Facet::ClaimedStatus => "claimed",
        Facet::AssuredStatus => "assured",
        Facet::Timeliness => "time",
        _ => "closure",
    };
    let mut out = Vec::new();
    for counts in AXES.iter().filter_map(|axis| dashboard.axes.iter().find(|counts| counts.facet == *axis)) {
        let values = counts.values.iter().filter(|value| value.count > 0);
        let bar = |value: &view::FacetValue| {
            let link = format!("/search?to={slug}&{}={}", counts.facet.as_str(), value.value);
            (frame.s.of(family(counts.facet), &value.value), value.count, frame.colour(&value.value), Some(link))
        };
        let drawn: Vec<_> = values.map(bar).collect();
        if !drawn.is_empty() {
            out.push((frame.s.of("facet", counts.facet.as_str()), bars(drawn)));
        }
    }
    out
}

/// How late the missing answers are.
fn ageing(frame: &Frame<'_>, days: &Spread) -> Vec<Bar> {
    let bar = |(first, last, rows): &(u64, Option<u64>, u64)| {
        let label = match last {
            Some(last) => frame.s.ww("dashboard-days", first, last),
            None => frame.s.w("dashboard-days-more", first - 1),
        };
        (label, *rows, "red", None)
    };
    if days.late.iter().all(|(.., rows)| *rows == 0) { Vec::new() } else { bars(days.late.iter().map(bar).collect()) }
}
