//! A body's ladder: the steps it takes when an answer is late, as lines of a form.
//!
//! *Invariant:* what is typed is read as it is sent to the act; a refused form keeps it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Extension, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{ActKind, Ladder};
use serde_json::json;
use view::BodyRef;

use super::inbox::Failed;
use super::oversight::clerk_of;
use super::page::{Frame, Site, WebError, html_or_refused, showing};
use super::search::{Pairs, value};
use super::signed::{Fields, Signed};
use crate::acts::{self, ActError, Asked};

#[derive(Template)]
#[template(path = "answers/ladder.html")]
struct Show<'a> {
    frame: Frame<'a>,
    body: BodyRef,
    /// The steps, a line each.
    steps: String,
    public: bool,
    /// The version that was seen.
    seen: u32,
    act: String,
    refused: String,
}

/// The steps of a ladder as lines: days, who, what.
fn lines(ladder: &Ladder) -> String {
    let line = |rung: &domain::Rung| format!("{} | {} | {}", rung.days, rung.who, rung.what);
    ladder.rungs.iter().map(line).collect::<Vec<_>>().join("\n")
}

pub(super) async fn show(
    State(site): State<Arc<Site>>,
    Extension(signed): Extension<Arc<Signed>>,
    Query(query): Query<Pairs>,
) -> Response {
    site.work(move |site| {
        let mine = clerk_of(site, &signed, value(&query, "body"))?;
        let (seen, ladder) = site.app.ladder(mine.id)?;
        let (steps, public) = ladder.map(|ladder| (lines(&ladder), ladder.public)).unwrap_or_default();
        page(site, &signed, mine.body, (steps, public, seen), String::new())
    })
    .await
}

fn page(
    site: &Site,
    signed: &Signed,
    body: BodyRef,
    (steps, public, seen): (String, bool, u32),
    refused: String,
) -> Result<Response, Failed> {
    let frame = Frame::signed(site, "/oversight", signed);
    let show = Show { frame, body, steps, public, seen, act: showing()?, refused };
    Ok(html_or_refused(&show, !show.refused.is_empty())?)
}

pub(super) async fn change(
    State(site): State<Arc<Site>>,
    Extension(signed): Extension<Arc<Signed>>,
    fields: Fields,
) -> Response {
    site.work(move |site| {
        let mine = clerk_of(site, &signed, fields.get("body"))?;
        let (typed, public) = (fields.get("steps").to_owned(), fields.get("public") == "yes");
        let seen: u32 = fields.get("seen").parse().unwrap_or(0);
        let mut steps = Vec::new();
        for line in typed.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let mut parts = line.splitn(3, '|').map(str::trim);
            let days = parts.next().and_then(|days| days.parse::<u32>().ok());
            let (Some(days), Some(who), Some(what)) = (days, parts.next(), parts.next()) else {
                let why = site.strings.w("ladder-line", line);
                return page(site, &signed, mine.body, (typed.clone(), public, seen), why);
            };
            steps.push(json!({"days": days, "who": who, "what": what}));
        }
        let with = json!({"body": mine.body.slug, "steps": steps, "public": public});
        let asked = Asked { act: ActKind::SetLadder, act_id: fields.act_id("ladder", &signed), seen: Some(seen), with };
        match acts::perform(&site.app, &signed.ctx(), asked) {
            Ok(_) => Ok(Redirect::to("/oversight").into_response()),
            Err(ActError::App(app::AppError::Forbidden(why))) => Err(Failed(WebError::Forbidden(why.to_string()))),
            Err(refused) => page(site, &signed, mine.body, (typed, public, seen), refused.to_string()),
        }
    })
    .await
}
