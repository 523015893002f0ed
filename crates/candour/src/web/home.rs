//! The home page and the about page.
//!
//! *Invariant:* every figure is a counter's.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use domain::Position;
use view::{Filter, ListRow, ThemeRef};

use super::page::{Frame, Site, html};

/// One bar of a chart with its figure.
pub(crate) struct Bar {
    pub(crate) label: String,
    pub(crate) count: u64,
    pub(crate) width: u64,
    pub(crate) y: usize,
    pub(crate) colour: &'static str,
    pub(crate) link: Option<String>,
}

/// Bars scaled to the longest.
pub(crate) fn bars(counts: Vec<(String, u64, &'static str, Option<String>)>) -> Vec<Bar> {
    let most = counts.iter().map(|(_, n, ..)| *n).max().unwrap_or(1).max(1);
    counts
        .into_iter()
        .enumerate()
        .map(|(i, (label, count, colour, link))| Bar {
            label,
            count,
            // What is there is seen, however little; what is not there draws nothing.
            width: if count == 0 { 0 } else { (count * 360 / most).max(2) },
            y: i * 34,
            colour,
            link,
        })
        .collect()
}

#[derive(Template)]
#[template(path = "home/home.html")]
struct Home<'a> {
    frame: Frame<'a>,
    counts: Vec<(&'static str, String, u64)>,
    positions: Vec<Bar>,
    times: Vec<Bar>,
    latest: Vec<ListRow>,
    themes: Vec<(ThemeRef, u64)>,
}

pub(crate) async fn home(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    site.page(headers, |reader| {
        let frame = Frame::of(reader.site, "/");
        let mut counts = Vec::new();
        for (kind, link) in [
            ("recommendation", "/recommendations"),
            ("response", "/recommendations"),
            ("action", "/recommendations"),
            ("meeting", "/meetings"),
            ("document", "/documents"),
            ("case_outcome", "/case-outcomes"),
        ] {
            counts.push((link, frame.s.of("home-count", kind), reader.view.counter(&format!("kind:{kind}"))?));
        }
        let mut positions = Vec::new();
        for position in Position::ALL {
            let count = reader.view.counter(&format!("position:{}", position.as_str()))?;
            if count > 0 {
                let link = format!("/recommendations?position={}", position.as_str());
                positions.push((
                    frame.s.of("position", position.as_str()),
                    count,
                    frame.colour(position.as_str()),
                    Some(link),
                ));
            }
        }
        let times = reader.view.timeliness_counts(reader.today)?;
        let times = times
            .into_iter()
            .filter(|(_, n)| *n > 0)
            .map(|(t, n)| (frame.s.of("time", t.as_str()), n, frame.colour(t.as_str()), None))
            .collect();
        let latest = reader.view.recommendations(&Filter::default(), None, 5, reader.today)?.rows;
        let themes = reader.view.theme_counts()?;
        html(&Home { counts, positions: bars(positions), times: bars(times), latest, themes, frame })
    })
    .await
}

#[derive(Template)]
#[template(path = "home/about.html")]
struct About<'a> {
    frame: Frame<'a>,
}

pub(crate) async fn about(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    site.page(headers, |reader| html(&About { frame: Frame::of(reader.site, "/about") })).await
}
