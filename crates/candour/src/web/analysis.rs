//! The analyst's page: of what was asked about something, of somebody, what is unanswered, late, rejected and why, said before,
//! or claimed complete and not checked.
//!
//! *Invariant:* every figure is a count of the search; every rate says of how many it is.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use view::{Ask, Facet, FacetCounts, FacetValue, Hit, Sought};

use super::home::{Bar, bars};
use super::page::{Frame, Reader, Site, WebError, html};
use super::search::{Pairs, Searched};

/// Hits shown of each part.
const SHOWN: usize = 5;
/// Bars of a chart of bodies or themes.
const BARS: usize = 10;

/// Without an answer, as far as is known: what was handed over in time or late has come, whether anything of it is published yet or not.
const UNANSWERED: &[(Facet, &str)] = &[
    (Facet::Position, "none_given"),
    (Facet::Timeliness, "no_duty"),
    (Facet::Timeliness, "not_due"),
    (Facet::Timeliness, "due_soon"),
    (Facet::Timeliness, "overdue"),
    (Facet::Timeliness, "possibly_overdue"),
    (Facet::Timeliness, "suspended"),
    (Facet::Timeliness, "unknown"),
];

/// The parts of the question, each a narrowing of the search.
const PARTS: &[(&str, &[(Facet, &str)])] = &[
    ("unanswered", UNANSWERED),
    ("late", &[(Facet::Timeliness, "overdue"), (Facet::Timeliness, "met_late")]),
    ("rejected", &[(Facet::Position, "rejected")]),
    ("repeated", &[(Facet::SaidBefore, "to_it"), (Facet::SaidBefore, "to_others")]),
    ("unchecked", &[(Facet::ClaimedStatus, "complete"), (Facet::AssuredStatus, "unchecked")]),
];

/// The facets that are drawn.
const CHARTS: [Facet; 7] =
    [Facet::Position, Facet::Timeliness, Facet::Year, Facet::To, Facet::By, Facet::Theme, Facet::SaidBefore];

/// One part: how many rows, the first of them, and the search that shows all.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct AnalysisPart {
    /// `unanswered`, `late`, `rejected`, `repeated` or `unchecked`.
    pub(crate) part: &'static str,
    /// Rows.
    pub(crate) count: u64,
    /// The first of them.
    pub(crate) first: Vec<AnalysisHit>,
    /// The search that finds them all.
    pub(crate) search: String,
}

/// A hit with the reasons of its answer.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct AnalysisHit {
    /// The hit.
    #[serde(flatten)]
    pub(crate) hit: Hit,
    /// Why it was rejected, where it was.
    pub(crate) reasons: Vec<String>,
}

/// The answer to the question.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Analysis {
    /// Rows that the question is about: a recommendation and one addressee each.
    pub(crate) total: u64,
    /// Rows whose due day is known, of which "late" can be said.
    pub(crate) timed: u64,
    /// The parts.
    pub(crate) parts: Vec<AnalysisPart>,
    /// How the rows spread.
    pub(crate) facets: Vec<FacetCounts>,
}

/// Answers the question for a search.
pub(crate) fn analysed(reader: &Reader<'_>, searched: &Searched) -> Result<Analysis, WebError> {
    let search = reader.site.app.search();
    // The question is one of recommendations, and of all of them: not of a page of a list.
    let mut searched = searched.clone();
    (searched.ask.sought, searched.ask.after) = (Sought::Recommendations, None);
    let searched = &searched;
    // Narrowed to another value of the same facet, none of the rows is of a part.
    let own: Vec<Option<Searched>> = PARTS.iter().map(|(_, part)| narrowed_to(searched, part)).collect();
    let choices: Vec<_> = own.iter().flatten().map(|own| own.ask.chosen.clone()).collect();
    let ask = Ask { most: SHOWN, facets: Facet::ALL.to_vec(), ..searched.ask.clone() };
    let whole = search.parted(reader.view, &ask, &choices, reader.today)?;
    // The values of a facet that is narrowed are counted as if it were not; those that are chosen are what is left.
    let times = whole.facets.iter().find(|f| f.facet == Facet::Timeliness);
    let times = times.map(|f| f.values.as_slice()).unwrap_or_default();
    let narrowed = times.iter().any(|v| v.chosen);
    let known = |v: &&FacetValue| (v.chosen || !narrowed) && !["unknown", "no_duty"].contains(&v.value.as_str());
    let timed = times.iter().filter(known).map(|v| v.count).sum();
    let mut found = whole.parts.into_iter();
    let mut parts = Vec::with_capacity(PARTS.len());
    for ((part, _), own) in PARTS.iter().zip(&own) {
        let (count, hits) = own.as_ref().and_then(|_| found.next()).unwrap_or_default();
        let mut first = Vec::with_capacity(hits.len());
        for hit in hits {
            let reasons = match (&hit.row, *part) {
                (Some(row), "rejected") => reader.view.reasons_of(row.n)?,
                _ => Vec::new(),
            };
            first.push(AnalysisHit { hit, reasons });
        }
        let search = format!("/search{}", own.as_ref().unwrap_or(searched).query(None));
        parts.push(AnalysisPart { part, count, first, search });
    }
    Ok(Analysis { total: whole.total, timed, parts, facets: whole.facets })
}

/// Asks the question of the whole register, so that what it counts is kept when somebody comes to ask; `false` where it could not
/// be asked yet.
pub(crate) fn warm(site: &Site, view: &view::View<'_>, today: jiff::civil::Date) -> bool {
    let reader = Reader { view, site, today };
    // An axis that is narrowed is counted as if it were not: whichever it is, over the same rows. Few stand suspended.
    let mut narrowed = Searched::default();
    narrowed.ask.chosen = vec![(Facet::Timeliness, "suspended".to_owned())];
    [Searched::default(), narrowed].iter().all(|searched| analysed(&reader, searched).is_ok())
}

/// A value is asked about by the program itself where one of so many rows has it: passing over them takes long.
const COMMON: u64 = 50;
/// The most values that are asked about.
const ASKED: usize = 40;

/// The questions narrowed to one value that much of the register has: what anybody may ask first, and what takes longest.
pub(crate) fn common(site: &Site, view: &view::View<'_>, today: jiff::civil::Date) -> Result<Vec<Searched>, WebError> {
    let all = analysed(&Reader { view, site, today }, &Searched::default())?;
    let mut values: Vec<(u64, Facet, String)> = all
        .facets
        .into_iter()
        .flat_map(|counts| counts.values.into_iter().map(move |v| (v.count, counts.facet, v.value)))
        .filter(|(count, ..)| count.saturating_mul(COMMON) >= all.total)
        .collect();
    values.sort_by_key(|(count, ..)| std::cmp::Reverse(*count));
    values.truncate(ASKED);
    let search = |(_, facet, value): (u64, Facet, String)| {
        let mut searched = Searched::default();
        searched.ask.chosen = vec![(facet, value)];
        searched
    };
    Ok(values.into_iter().map(search).collect())
}

/// Asks one question, so that what it counts is kept; `false` where it could not be asked, as whoever asks it next will be told.
pub(crate) fn ask_ahead(site: &Site, view: &view::View<'_>, today: jiff::civil::Date, one: &Searched) -> bool {
    analysed(&Reader { view, site, today }, one).is_ok()
}

/// The search narrowed to a part, within what it is narrowed to already; `None` where nothing is in both.
fn narrowed_to(searched: &Searched, part: &[(Facet, &str)]) -> Option<Searched> {
    let mut own = searched.clone();
    for facet in Facet::ALL.into_iter().filter(|f| part.iter().any(|(p, _)| p == f)) {
        let wanted: Vec<&str> = part.iter().filter(|(f, _)| *f == facet).map(|(_, v)| *v).collect();
        let chosen = searched.ask.chosen.iter().any(|(f, _)| *f == facet);
        if chosen {
            own.ask.chosen.retain(|(f, v)| *f != facet || wanted.contains(&v.as_str()));
            own.ask.chosen.iter().find(|(f, _)| *f == facet)?;
        } else {
            own.ask.chosen.extend(wanted.into_iter().map(|v| (facet, v.to_owned())));
        }
    }
    Some(own)
}

#[derive(Template)]
#[template(path = "analysis/analysis.html")]
struct Page<'a> {
    frame: Frame<'a>,
    searched: Searched,
    analysis: Analysis,
    charts: Vec<(Facet, Vec<Bar>)>,
    choices: Arc<super::page::Choices>,
    refused: Option<String>,
}

impl Page<'_> {
    fn words(&self) -> &str {
        &self.searched.ask.words
    }

    fn chosen(&self, facet: Facet, value: &str) -> bool {
        self.searched.ask.chosen.iter().any(|(f, v)| *f == facet && v == value)
    }

    /// A share in words, with what it is a share of.
    fn rate(&self, part: &AnalysisPart) -> String {
        let of = if part.part == "late" { self.analysis.timed } else { self.analysis.total };
        match (part.count * 200 + of).checked_div(of * 2) {
            Some(share) => self.frame.s.ww("analysis-rate", format!("{share}%"), of),
            None => self.frame.s.t("analysis-rate-none").to_owned(),
        }
    }
}

pub(crate) async fn analysis(
    State(site): State<Arc<Site>>,
    Query(pairs): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    site.page(headers, move |reader| {
        let searched = Searched::parse(&pairs, SHOWN)?;
        let frame = Frame::of(reader.site, "/analysis");
        let (analysis, refused) = match analysed(reader, &searched) {
            Ok(analysis) => (analysis, None),
            Err(WebError::BadRequest(why)) => {
                let nothing = Analysis { total: 0, timed: 0, parts: Vec::new(), facets: Vec::new() };
                (nothing, Some(why.into_owned()))
            }
            Err(error) => return Err(error),
        };
        let charts = charts(&frame, &analysis.facets, &searched, &CHARTS);
        let status = if refused.is_some() { axum::http::StatusCode::BAD_REQUEST } else { axum::http::StatusCode::OK };
        let page = Page { frame, searched, analysis, charts, choices: reader.choices()?, refused };
        Ok((status, html(&page)?).into_response())
    })
    .await
}

/// A chart for each facet that is worth one, every bar a link to its search.
pub(super) fn charts(
    frame: &Frame<'_>,
    facets: &[FacetCounts],
    searched: &Searched,
    wanted: &[Facet],
) -> Vec<(Facet, Vec<Bar>)> {
    let family = |facet| match facet {
        Facet::Position => Some("position"),
        Facet::Timeliness => Some("time"),
        Facet::SaidBefore => Some("said"),
        _ => None,
    };
    let mut out = Vec::new();
    for &facet in wanted {
        let Some(counts) = facets.iter().find(|f| f.facet == facet) else { continue };
        let mut values: Vec<_> = counts.values.iter().filter(|v| v.count > 0).collect();
        if facet == Facet::Year {
            // A trend is read from left to right, or from the top.
            values.sort_by(|a, b| a.value.cmp(&b.value));
            let late = values.len().saturating_sub(25);
            values.drain(..late);
        } else {
            values.truncate(BARS);
        }
        let bar = |v: &view::FacetValue| {
            let mut own = searched.clone();
            own.ask.chosen.retain(|(f, _)| *f != facet);
            own.ask.chosen.push((facet, v.value.clone()));
            let name = v.name.clone().or_else(|| family(facet).map(|f| frame.s.of(f, &v.value)));
            let link = format!("/search{}", own.query(None));
            (name.unwrap_or_else(|| v.value.clone()), v.count, frame.colour(&v.value), Some(link))
        };
        if !values.is_empty() {
            out.push((facet, bars(values.into_iter().map(bar).collect())));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use domain::Timeliness;

    use super::*;

    #[test]
    fn whatever_is_not_answered_in_time_or_late_may_be_unanswered() {
        let named = |value: &str| UNANSWERED.contains(&(Facet::Timeliness, value));
        for value in Timeliness::ALL {
            let came = [Timeliness::Met, Timeliness::MetLate].contains(value);
            assert_eq!(named(value.as_str()), !came, "{}", value.as_str());
        }
    }
}
