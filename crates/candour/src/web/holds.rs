//! What must not be erased or destroyed for now: the operator's page of holds.
//!
//! *Invariant:* nobody else sees that something is held; a refused form keeps what was typed.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{ActKind, HoldGround};
use serde_json::json;

use super::erase::operator;
use super::inbox::Failed;
use super::page::{Frame, Site, WebError, html_or_refused, showing};
use super::signed::{Fields, Signed};
use crate::acts::{self, ActError, Asked, HoldView};

#[derive(Template)]
#[template(path = "people/holds.html")]
struct Show<'a> {
    frame: Frame<'a>,
    now: Vec<HoldView>,
    over: Vec<HoldView>,
    /// What was typed, where it was refused.
    typed: Fields,
    act: String,
    refused: String,
}

impl Show<'_> {
    fn grounds(&self) -> [&'static str; 4] {
        HoldGround::ALL.map(HoldGround::as_str)
    }

    /// Whether it is the one whose lifting was refused.
    fn refused_lift(&self, row: &HoldView) -> bool {
        row.id == self.typed.get("hold")
    }

    fn chosen(&self, ground: &str) -> bool {
        self.typed.get("ground") == ground
    }
}

pub(super) async fn show(State(site): State<Arc<Site>>, Extension(signed): Extension<Arc<Signed>>) -> Response {
    site.work(move |site| {
        operator(site, &signed)?;
        page(site, &signed, Fields::default(), String::new())
    })
    .await
}

fn page(site: &Site, signed: &Signed, typed: Fields, refused: String) -> Result<Response, Failed> {
    let rows = site.app.holds(&signed.ctx())?;
    let (now, over) = rows.iter().map(HoldView::of).partition(|row: &HoldView| row.lifted.is_none());
    let frame = Frame::signed(site, "/people", signed);
    let show = Show { frame, now, over, typed, act: showing()?, refused };
    Ok(html_or_refused(&show, !show.refused.is_empty())?)
}

pub(super) async fn change(
    State(site): State<Arc<Site>>,
    Extension(signed): Extension<Arc<Signed>>,
    fields: Fields,
) -> Response {
    site.work(move |site| {
        operator(site, &signed)?;
        let get = |name| fields.get(name);
        let (act, with) = if get("do") == "lift" {
            (ActKind::LiftHold, json!({"hold": get("hold"), "why": get("lift-why")}))
        } else {
            (ActKind::PlaceHold, json!({"on": get("on"), "ground": get("ground"), "why": get("why")}))
        };
        if act == ActKind::PlaceHold && get("ground").is_empty() {
            let why = site.strings.t("holds-ground-missing").to_owned();
            return page(site, &signed, fields, why);
        }
        let asked = Asked { act, act_id: fields.act_id(act.as_str(), &signed), seen: None, with };
        match acts::perform(&site.app, &signed.ctx(), asked) {
            Ok(_) => Ok(Redirect::to("/holds").into_response()),
            Err(ActError::App(app::AppError::Forbidden(why))) => Err(Failed(WebError::Forbidden(why.to_string()))),
            Err(refused) => page(site, &signed, fields, refused.to_string()),
        }
    })
    .await
}
