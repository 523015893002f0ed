//! Recommendations on their way, for programs with a token: `GET /api/v1/recommendation-drafts`.
//!
//! *Invariant:* what a token's person may not read is not there.

use std::sync::Arc;

use app::AppError;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use domain::MakingState;
use serde::Serialize;
use view::MakingRow;

use super::acts::{Whose, read, versioned};
use crate::web::Site;
use crate::web::points;

/// A recommendation on its way, as those who hold it read it.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct MakingView {
    /// Its place.
    draft: i64,
    /// Its version: what If-Match takes.
    version: u32,
    /// Where it stands: writing, with_approver, embargoed, made or dropped.
    state: String,
    /// What an answer calls it while it is held back, such as HELD-12.
    held: Option<String>,
    /// The public recommendation, once there is one.
    recommendation: Option<String>,
    /// What the law, and those it concerns, would ask of it before it is made, in words.
    points: Vec<String>,
    /// What it says and to whom, and the rest, as it is recorded.
    #[schema(value_type = Object)]
    record: domain::RecommendationDraft,
}

fn view_of(site: &Site, row: MakingRow) -> Result<MakingView, AppError> {
    let number = match row.draft.recommendation {
        Some(id) => site.app.read_public(|view| view.recommendation_number(id))?,
        None => None,
    };
    let recommendation = number.map(|number| format!("REC-{number}"));
    let held = (row.draft.state == MakingState::Embargoed).then(|| format!("HELD-{}", row.n));
    let state = row.draft.state.as_str().to_owned();
    let points = points::of_recommendation(site, &row.draft)?;
    Ok(MakingView { draft: row.n, version: row.version, state, held, recommendation, points, record: row.draft })
}

#[utoipa::path(get, path = "/api/v1/recommendation-drafts", tag = "acts",
    params(("body" = String, Query, description = "The body whose recommendations on their way are wanted, by its address"),
        ("Authorization" = String, Header, description = "Bearer and a token with the scope read")),
    responses((status = 200, description = "The newest 200 that the token's person may read", body = Vec<MakingView>), (status = 400, description = "A part of the address is not as it should be"), (status = 401, description = "No token"), (status = 404, description = "No such body")))]
pub(crate) async fn makings(State(site): State<Arc<Site>>, headers: HeaderMap, Query(whose): Query<Whose>) -> Response {
    read(site, headers, move |site, ctx| {
        let found = site.app.read_public(|view| view.body_by_slug(&whose.body))?;
        let body = found.ok_or_else(|| AppError::NotFound(format!("body '{}'", whose.body)))?;
        let rows = site.app.read_workspace(|view| view.makings_of(body, ctx.actor.id, ctx.today, 200))?;
        let all = rows.into_iter().map(|row| view_of(site, row)).collect::<Result<Vec<_>, _>>()?;
        Ok(axum::Json(all).into_response())
    })
    .await
}

#[utoipa::path(get, path = "/api/v1/recommendation-drafts/{n}", tag = "acts",
    params(("n" = i64, Path, description = "Its place"), ("Authorization" = String, Header, description = "Bearer and a token with the scope read")),
    responses((status = 200, description = "The draft; its ETag is its version", body = MakingView), (status = 401, description = "No token"), (status = 404, description = "None that the token's person may read")))]
pub(crate) async fn making(State(site): State<Arc<Site>>, headers: HeaderMap, Path(n): Path<i64>) -> Response {
    read(site, headers, move |site, ctx| {
        let found = site.app.read_workspace(|view| view.making(n, ctx.actor.id, ctx.today))?;
        let row = found.ok_or_else(|| AppError::NotFound(format!("recommendation on its way {n}")))?;
        let view = view_of(site, row)?;
        Ok(versioned(view.version, &view))
    })
    .await
}
