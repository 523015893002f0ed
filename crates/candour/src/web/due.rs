//! What is due, late, possibly late or unknown: of all bodies or one, as of today or another day.
//!
//! *Invariant:* a state that no rule or no date lets anybody say is shown as unknown, never left out.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::Timeliness;
use jiff::civil::Date;
use serde::Serialize;
use view::{AsOf, DUE_STATES, DueRow};

use super::page::{Choices, Frame, Reader, Site, WebError, html};
use super::recommendations::{cursor, encoded};

/// Duties of each state where all are shown.
const FIRST: usize = 10;

/// What is asked of the page.
pub(crate) struct DueAsked {
    pub(crate) to: Option<String>,
    pub(crate) on: Date,
    pub(crate) state: Option<Timeliness>,
    pub(crate) after: Option<view::Key>,
}

impl DueAsked {
    /// Reads the query; a day or a state that is none is an error.
    pub(crate) fn parse(query: &BTreeMap<String, String>, today: Date) -> Result<DueAsked, WebError> {
        let get = |name: &str| query.get(name).map(|v| v.trim()).filter(|v| !v.is_empty());
        let on = match get("on") {
            Some(text) => text.parse().map_err(|_| WebError::bad("on: not a day; write 2021-02-25"))?,
            None => today,
        };
        let state = match get("state") {
            Some(text) => Some(DUE_STATES.into_iter().find(|s| s.as_str() == text).ok_or(WebError::bad(
                "state: not one of overdue, possibly_overdue, due_soon, not_due, suspended, unknown",
            ))?),
            None => None,
        };
        let after = match get("after") {
            Some(text) => Some(cursor(text).ok_or(WebError::bad("after: not a place a list gave"))?),
            None => None,
        };
        Ok(DueAsked { to: get("to").map(str::to_owned), on, state, after })
    }

    /// The address of one state's list, from a place.
    fn link(&self, state: Timeliness, after: Option<view::Key>) -> String {
        let mut out = format!("/due?state={}&on={}", state.as_str(), self.on);
        if let Some(to) = &self.to {
            out.push_str(&format!("&to={}", encoded(to)));
        }
        if let Some(key) = after {
            out.push_str(&format!("&after={}.{}", key.sort, key.n));
        }
        out
    }
}

/// The duties of one state.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct DueGroup {
    /// The state.
    pub(crate) state: &'static str,
    /// The duties, those due first before others.
    pub(crate) rows: Vec<DueRow>,
    /// The address where they go on, if there are more.
    pub(crate) more: Option<String>,
}

/// Each state asked for with its duties.
pub(crate) fn groups(reader: &Reader<'_>, asked: &DueAsked, most: usize) -> Result<Vec<DueGroup>, WebError> {
    if let Some(slug) = &asked.to
        && reader.view.body_by_slug(slug)?.is_none()
    {
        return Err(WebError::bad(format!("to: no body has the address '{slug}'")));
    }
    let states = asked.state.map_or_else(|| DUE_STATES.to_vec(), |state| vec![state]);
    let mut out = Vec::with_capacity(states.len());
    for state in states {
        let most = if asked.state.is_some() { most } else { FIRST.min(most) };
        let page = reader.view.due(
            asked.to.as_deref(),
            state,
            (asked.on, AsOf::of(asked.on, reader.today)),
            asked.after,
            most,
        )?;
        let more = page.next.map(|next| asked.link(state, asked.state.and(Some(next))));
        out.push(DueGroup { state: state.as_str(), rows: page.rows, more });
    }
    Ok(out)
}

#[derive(Template)]
#[template(path = "due/due.html")]
struct Due<'a> {
    frame: Frame<'a>,
    asked: DueAsked,
    /// Whether the day is past, and what is shown is how it stood then.
    past: bool,
    groups: Vec<DueGroup>,
    choices: Arc<Choices>,
}

impl Due<'_> {
    fn days(&self, row: &DueRow) -> String {
        match (&row.due_earliest, &row.due_latest) {
            (Some(from), Some(to)) if from == to => self.frame.day(to),
            (Some(from), Some(to)) => self.frame.s.ww("rec-due-window", self.frame.day(from), self.frame.day(to)),
            _ => self.frame.s.t("not-known").to_owned(),
        }
    }

    fn to(&self) -> &str {
        self.asked.to.as_deref().unwrap_or_default()
    }
}

pub(crate) async fn due(
    State(site): State<Arc<Site>>,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    site.page(headers, move |reader| {
        let asked = DueAsked::parse(&query, reader.today)?;
        let groups = groups(reader, &asked, reader.site.rows)?;
        let past = AsOf::of(asked.on, reader.today) == AsOf::Then;
        html(&Due { frame: Frame::of(reader.site, "/due"), asked, past, groups, choices: reader.choices()? })
    })
    .await
}
