//! Words found wherever the register holds them, and erased there: the operator's page.
//!
//! The words are sent as a form also where they are only looked for: an address is kept by browsers and logs.
//!
//! *Invariant:* nothing is erased but what was listed and left ticked.

use std::sync::Arc;

use app::AppError;
use askama::Template;
use axum::extract::{Extension, State};
use axum::response::Response;
use domain::{ActKind, Basis};
use serde_json::{Map, Value, json};

use super::inbox::Failed;
use super::page::{Frame, Site, WebError, html_or_refused, showing};
use super::signed::{Fields, Signed};
use crate::acts::{self, ActError, Asked, FoundView, LookedView};

#[derive(Template)]
#[template(path = "people/erase.html")]
struct Show<'a> {
    frame: Frame<'a>,
    words: String,
    /// What holds the words; `None` before they were looked for.
    looked: Option<LookedView>,
    basis: String,
    note: String,
    act: String,
    refused: String,
    /// From how many records they were erased just now.
    erased: Option<u64>,
}

impl Show<'_> {
    fn grounds(&self) -> [&'static str; 3] {
        Basis::GIVEN.map(Basis::as_str)
    }

    fn called<'f>(&self, row: &'f FoundView) -> &'f str {
        row.reference.as_deref().unwrap_or(&row.id)
    }

    fn count(&self) -> u64 {
        self.looked.iter().map(|looked| looked.found.len() as u64).sum()
    }

    /// Whether there is anything that they can be erased from.
    fn any(&self) -> bool {
        self.looked.iter().any(|looked| !looked.letters.is_empty() || looked.found.iter().any(FoundView::goes))
    }
}

/// Nobody but who runs the installation sees what the whole register holds.
pub(super) fn operator(site: &Site, signed: &Signed) -> Result<(), Failed> {
    if signed.actor.is_operator() {
        return Ok(());
    }
    Err(Failed(WebError::Forbidden(site.strings.t("erase-not-yours").to_owned())))
}

pub(super) async fn show(State(site): State<Arc<Site>>, Extension(signed): Extension<Arc<Signed>>) -> Response {
    site.work(move |site| {
        operator(site, &signed)?;
        page(site, &signed, &Fields::default(), None, String::new(), None)
    })
    .await
}

fn page(
    site: &Site,
    signed: &Signed,
    fields: &Fields,
    looked: Option<LookedView>,
    refused: String,
    erased: Option<u64>,
) -> Result<Response, Failed> {
    let get = |name| fields.get(name).to_owned();
    let frame = Frame::signed(site, "/people", signed);
    let (words, basis, note) = match erased {
        Some(_) => Default::default(),
        None => (get("words"), get("basis"), get("note")),
    };
    let show = Show { frame, words, looked, basis, note, act: showing()?, refused, erased };
    Ok(html_or_refused(&show, !show.refused.is_empty())?)
}

pub(super) async fn change(
    State(site): State<Arc<Site>>,
    Extension(signed): Extension<Arc<Signed>>,
    fields: Fields,
) -> Response {
    site.work(move |site| {
        operator(site, &signed)?;
        let (ctx, words) = (signed.ctx(), fields.get("words"));
        let look = || match site.app.find_words(&ctx, words, &mut |_| ()) {
            Ok(looked) => Ok((Some(LookedView::of(&looked)), String::new())),
            Err(AppError::Erasure(refused)) => Ok((None, refused.to_string())),
            Err(error) => Err(Failed::from(error)),
        };
        if fields.get("do") != "erase" {
            let (found, refused) = look()?;
            return page(site, &signed, &fields, found, refused, None);
        }
        let mut records = Map::new();
        for chosen in fields.all("record") {
            let (id, version) = chosen.split_once(' ').unwrap_or((chosen, ""));
            records.insert(id.to_owned(), json!(version.parse::<u32>().unwrap_or(0)));
        }
        let with = json!({"words": words, "basis": fields.get("basis"), "note": fields.get("note"), "records": Value::Object(records)});
        let act_id = fields.act_id("erase", &signed);
        match acts::perform(&site.app, &ctx, Asked { act: ActKind::EraseWords, act_id, seen: None, with }) {
            Ok(receipt) => {
                page(site, &signed, &fields, None, String::new(), Some(site.app.erased_from(&receipt)?))
            }
            Err(ActError::App(AppError::Forbidden(why))) => Err(Failed(WebError::Forbidden(why.to_string()))),
            Err(refused) => {
                let (found, _) = look()?;
                let why = match refused {
                    ActError::Malformed(_) if fields.get("basis").is_empty() => {
                        site.strings.t("erase-basis-missing").to_owned()
                    }
                    refused => refused.to_string(),
                };
                page(site, &signed, &fields, found, why, None)
            }
        }
    })
    .await
}
