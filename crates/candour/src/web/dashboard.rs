//! The dashboard of the register, of a body that is asked and of one that asks, and the same made for print: how it stands by every axis, how
//! long answers took, what is late.
//!
//! *Invariant:* every figure is a count of one search; every rate and median says of how many it is.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::Timeliness;
use serde::Serialize;
use view::{AsOf, BodyPage, DueRow, Facet, FacetCounts, Promise, Spread};

use super::analysis::{Analysis, AnalysisPart, analysed};
use super::home::{Bar, bars};
use super::page::{Frame, Reader, Site, WebError, html};
use super::search::{Pairs, Searched};

/// Late duties on the page, and in what is printed.
const LATE: usize = 10;
const LATE_PRINTED: usize = 100;
/// Promises that are looked through for late ones, those to the newest recommendations first.
const PROMISES: usize = 500;

/// Whose dashboard it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    /// Everything's in the register.
    Register,
    /// That of what was asked of a body, and of those whose duties passed to it.
    AskedOf(String),
    /// That of what a body recommended.
    AskedBy(String),
}

impl Whose {
    /// A body's, on the side that the query names.
    pub(crate) fn of(slug: String, query: &BTreeMap<String, String>) -> Result<Whose, WebError> {
        match query.get("side").map_or("", |side| side.trim()) {
            "" | "to" => Ok(Whose::AskedOf(slug)),
            "by" => Ok(Whose::AskedBy(slug)),
            _ => Err(WebError::bad("side: to (what was asked of it) or by (what it recommended)")),
        }
    }

    /// What the search for it is narrowed to.
    fn pairs(&self, reader: &Reader<'_>) -> Result<Pairs, WebError> {
        let pair = |name: &str, slug: String| (name.to_owned(), slug);
        Ok(match self {
            Whose::Register => Vec::new(),
            Whose::AskedBy(slug) => vec![pair("by", slug.clone())],
            Whose::AskedOf(slug) => reader.view.answers_for(slug)?.into_iter().map(|one| pair("to", one)).collect(),
        })
    }

    fn slug(&self) -> Option<&str> {
        match self {
            Whose::Register => None,
            Whose::AskedOf(slug) | Whose::AskedBy(slug) => Some(slug),
        }
    }

    /// Duties that stand so today, those due first before others.
    fn due(&self, reader: &Reader<'_>, state: Timeliness, most: usize) -> Result<Vec<DueRow>, WebError> {
        let (view, today) = (reader.view, reader.today);
        Ok(match (self, state) {
            (Whose::AskedBy(slug), Timeliness::Overdue) => view.due_by(slug, today, most)?,
            (Whose::AskedBy(slug), _) => {
                let body = view.body_by_slug(slug)?.ok_or(WebError::NotFound)?;
                view.due_by_soon(body, state, today, most)?
            }
            _ => view.due(self.slug(), state, (today, AsOf::Now), None, most)?.rows,
        })
    }
}

/// How what was asked stands.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Dashboard {
    /// The day it is of.
    pub(crate) on: String,
    /// Rows: a recommendation and who must answer it.
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

/// The figures, the analysis they come from, and the search that they count.
fn figures(reader: &Reader<'_>, whose: &Whose) -> Result<(Dashboard, Analysis, String), WebError> {
    if let Some(slug) = whose.slug() {
        reader.view.body_by_slug(slug)?.ok_or(WebError::NotFound)?;
    }
    let searched = Searched::parse(&whose.pairs(reader)?, 1)?;
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
    Ok((dashboard, analysis, searched.query(None)))
}

/// The same for the API.
pub(crate) fn of(reader: &Reader<'_>, whose: &Whose) -> Result<Dashboard, WebError> {
    Ok(figures(reader, whose)?.0)
}

#[derive(Template)]
#[template(path = "bodies/dashboard.html")]
struct Show<'a> {
    frame: Frame<'a>,
    whose: Whose,
    body: Option<BodyPage>,
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

    /// The address of its dashboard, or of the pack made for print.
    fn address(&self, what: &str) -> String {
        match &self.whose {
            Whose::Register if what == "pack" => "/dashboard/pack".to_owned(),
            Whose::Register => format!("/{what}"),
            Whose::AskedOf(slug) => format!("/bodies/{slug}/{what}"),
            Whose::AskedBy(slug) => format!("/bodies/{slug}/{what}?side=by"),
        }
    }

    /// The list of all that is due, where there is one.
    fn due(&self) -> Option<String> {
        match &self.whose {
            Whose::Register => Some("/due".to_owned()),
            Whose::AskedOf(slug) => Some(format!("/due?to={slug}")),
            Whose::AskedBy(_) => None,
        }
    }

    /// The sentence that says what is counted.
    fn heading(&self) -> &'static str {
        match self.whose {
            Whose::Register => "dashboard-heading-register",
            Whose::AskedOf(_) => "dashboard-heading",
            Whose::AskedBy(_) => "dashboard-heading-by",
        }
    }

    /// The sentence that says how many there are.
    fn total(&self) -> &'static str {
        match self.whose {
            Whose::Register => "dashboard-total-register",
            Whose::AskedOf(_) => "dashboard-total",
            Whose::AskedBy(_) => "dashboard-total-by",
        }
    }

    /// Whether what is shown was asked of several bodies.
    fn several(&self) -> bool {
        !matches!(self.whose, Whose::AskedOf(_))
    }

    /// The other side of a body, where something stands on it.
    fn other(&self) -> Option<(String, &'static str)> {
        let body = self.body.as_ref()?;
        match self.whose {
            Whose::AskedOf(_) if body.by_it > 0 => {
                Some((format!("/bodies/{}/dashboard?side=by", body.slug), "dashboard-other-by"))
            }
            Whose::AskedBy(_) if body.to_it > 0 => {
                Some((format!("/bodies/{}/dashboard", body.slug), "dashboard-other-to"))
            }
            _ => None,
        }
    }

    fn days(&self) -> &Spread {
        &self.dashboard.days
    }
}

type Asking = Query<BTreeMap<String, String>>;

pub(super) async fn register(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    site.page(headers, |reader| page(reader, Whose::Register, false)).await
}

pub(super) async fn register_pack(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    site.page(headers, |reader| page(reader, Whose::Register, true)).await
}

pub(super) async fn show(
    State(site): State<Arc<Site>>,
    Path(slug): Path<String>,
    Query(query): Asking,
    headers: HeaderMap,
) -> Response {
    site.page(headers, move |reader| page(reader, Whose::of(slug, &query)?, false)).await
}

pub(super) async fn pack(
    State(site): State<Arc<Site>>,
    Path(slug): Path<String>,
    Query(query): Asking,
    headers: HeaderMap,
) -> Response {
    site.page(headers, move |reader| page(reader, Whose::of(slug, &query)?, true)).await
}

fn page(reader: &Reader<'_>, whose: Whose, printed: bool) -> Result<Response, WebError> {
    let (dashboard, analysis, searched) = figures(reader, &whose)?;
    let body = whose.slug().map(|slug| reader.view.body_page(slug)).transpose()?.flatten();
    let frame = Frame::of(reader.site, if body.is_some() { "/bodies" } else { "/dashboard" });
    let most = if printed { LATE_PRINTED } else { LATE };
    let mut late = whose.due(reader, Timeliness::Overdue, most)?;
    late.extend(whose.due(reader, Timeliness::PossiblyOverdue, most)?);
    late.truncate(most);
    let mut promises = match &whose {
        Whose::AskedOf(slug) => reader.view.actions_of_body(slug, reader.today, PROMISES)?,
        Whose::Register | Whose::AskedBy(_) => Vec::new(),
    };
    promises.retain(|promise| {
        let action = &promise.action;
        action.late || action.recurs.as_ref().is_some_and(|r| r.last_missed.is_some())
    });
    promises.truncate(most);
    let (charts, ageing) = (charts(&frame, &dashboard, &searched), ageing(&frame, &dashboard.days));
    let soon = whose.due(reader, Timeliness::DueSoon, most)?;
    let parts = analysis.parts;
    html(&Show { frame, whose, body, dashboard, parts, charts, ageing, late, soon, promises, printed })
}

/// A chart for each axis, in the axis' own order, every bar a link to its search.
fn charts(frame: &Frame<'_>, dashboard: &Dashboard, searched: &str) -> Vec<(String, Vec<Bar>)> {
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
            let and = if searched.is_empty() { "?" } else { "&" };
            let link = format!("/search{searched}{and}{}={}", counts.facet.as_str(), value.value);
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
