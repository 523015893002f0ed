//! What a body promised, in one list: as a sheet to take away, to fill in, and to bring back.
//!
//! *Invariant:* a sheet that is brought back changes nothing; its changes are shown, and made when somebody says so.

use std::sync::Arc;

use app::AppError;
use askama::Template;
use axum::extract::{Extension, Multipart, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{ActKind, Role};
use serde_json::json;
use view::{BodyRef, Promise};

use super::answer_forms::due_json;
use super::answers::{ANSWERING, Mine, bodies_as};
use super::inbox::Failed;
use super::page::{Frame, Site, WebError, html, html_or_refused, showing};
use super::search::{Pairs, value};
use super::signed::{Fields, Signed};
use crate::acts::{self, Asked};
use crate::api::csv;
use crate::now;
use crate::sheet::{self, Compared, Wanted};

/// The most promises that a list and a sheet show, those to the newest recommendations first.
const MOST: usize = 2000;
/// The most bytes of a sheet.
const SHEET: usize = 2 << 20;

#[derive(Template)]
#[template(path = "actions/list.html")]
struct List<'a> {
    frame: Frame<'a>,
    bodies: Vec<Mine>,
    body: BodyRef,
    promises: Vec<Promise>,
    all: bool,
    full: bool,
    may_write: bool,
    refused: String,
    /// What came of a sheet that was brought back: how much was done, and what was not and why.
    done: Option<(u64, Vec<(String, String)>)>,
}

/// What an address asks for.
struct Which {
    mine: Mine,
    all: bool,
    bodies: Vec<Mine>,
}

fn which(site: &Site, signed: &Signed, query: &[(String, String)]) -> Result<Which, Failed> {
    let (bodies, slug) = (bodies_as(site, signed, &ANSWERING)?, value(query, "body"));
    let mine = bodies.iter().find(|mine| mine.body.slug == slug || slug.is_empty());
    let mine = mine.map(|mine| Mine { id: mine.id, body: mine.body.clone() }).ok_or(Failed(WebError::NotFound))?;
    Ok(Which { mine, all: value(query, "all") == "1", bodies })
}

/// The promises of a body; without `all` those that are not over.
fn promises(site: &Site, slug: &str, all: bool) -> Result<(Vec<Promise>, bool), AppError> {
    let found = site.app.read_public(|view| view.actions_of_body(slug, now::today(), MOST))?;
    let full = found.len() >= MOST;
    let over = |claimed: &str| matches!(claimed, "complete" | "will_not_do");
    Ok((found.into_iter().filter(|promise| all || !over(&promise.action.claimed_status)).collect(), full))
}

fn may_write(signed: &Signed, mine: &Mine) -> bool {
    [Role::Approver, Role::Contributor].iter().any(|role| signed.actor.bodies_as(*role).any(|body| body == mine.id))
}

pub(super) async fn list(
    State(site): State<Arc<Site>>,
    Extension(signed): Extension<Arc<Signed>>,
    Query(query): Query<Pairs>,
) -> Response {
    site.work(move |site| page(site, &signed, which(site, &signed, &query)?, String::new(), None)).await
}

fn page(
    site: &Site,
    signed: &Signed,
    which: Which,
    refused: String,
    done: Option<(u64, Vec<(String, String)>)>,
) -> Result<Response, Failed> {
    let Which { mine, all, bodies } = which;
    let (promises, full) = promises(site, &mine.body.slug, all)?;
    let may_write = may_write(signed, &mine);
    let frame = Frame::signed(site, "/actions", signed);
    let show = List { frame, bodies, body: mine.body, promises, all, full, may_write, refused, done };
    Ok(html_or_refused(&show, !show.refused.is_empty())?)
}

impl List<'_> {
    /// Rows that fit on a page; a sheet has them all.
    fn shown(&self) -> impl Iterator<Item = &Promise> {
        self.promises.iter().take(200)
    }

    fn count(&self) -> u64 {
        self.promises.len() as u64
    }
}

/// The same as CSV.
pub(super) async fn as_csv(
    State(site): State<Arc<Site>>,
    Extension(signed): Extension<Arc<Signed>>,
    Query(query): Query<Pairs>,
) -> Response {
    site.work(move |site| {
        let which = which(site, &signed, &query)?;
        let (promises, _) = promises(site, &which.mine.body.slug, which.all)?;
        let rows = promises.iter().map(|promise| sheet::cells(&site.strings, promise));
        let text = csv(&sheet::heads(&site.strings), rows);
        Ok(file(text.into_bytes(), "text/csv; charset=utf-8", &format!("actions-{}.csv", which.mine.body.slug)))
    })
    .await
}

/// The same as a workbook.
pub(super) async fn as_xlsx(
    State(site): State<Arc<Site>>,
    Extension(signed): Extension<Arc<Signed>>,
    Query(query): Query<Pairs>,
) -> Response {
    const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    site.work(move |site| {
        let which = which(site, &signed, &query)?;
        let (promises, _) = promises(site, &which.mine.body.slug, which.all)?;
        let book = sheet::workbook(&site.strings, &promises);
        let book = book.map_err(|error| Failed(WebError::Internal(error.to_string())))?;
        Ok(file(book, KIND, &format!("actions-{}.xlsx", which.mine.body.slug)))
    })
    .await
}

fn file(bytes: Vec<u8>, kind: &'static str, name: &str) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let named = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    named.into_iter().for_each(|named| drop(headers.insert(header::CONTENT_DISPOSITION, named)));
    response
}

#[derive(Template)]
#[template(path = "actions/changes.html")]
struct Changes<'a> {
    frame: Frame<'a>,
    body: BodyRef,
    compared: Compared,
    /// All that is asked for, carried to the act.
    carried: String,
    act: String,
}

impl Changes<'_> {
    fn count(&self) -> u64 {
        self.compared.changes.len() as u64
    }
}

/// Takes a sheet, and shows what it would change.
pub(super) async fn brought(
    State(site): State<Arc<Site>>,
    Extension(signed): Extension<Arc<Signed>>,
    Query(query): Query<Pairs>,
    mut parts: Multipart,
) -> Response {
    let mut sent: Option<(String, Vec<u8>)> = None;
    while let Ok(Some(part)) = parts.next_field().await {
        let called =
            part.file_name().map(|name| name.chars().filter(|c| !c.is_control()).take(200).collect::<String>());
        let bytes = part.bytes().await;
        if let (Some(called), Ok(bytes)) = (called, bytes) {
            sent = sent.or(Some((called, bytes.to_vec())));
        }
    }
    site.work(move |site| {
        let which = which(site, &signed, &query)?;
        if !may_write(&signed, &which.mine) {
            return Err(Failed(WebError::Forbidden(site.strings.t("sheet-not-yours").to_owned())));
        }
        let s = &site.strings;
        let refused = |which: Which, why: String| page(site, &signed, which, why, None);
        let Some((called, bytes)) = sent.filter(|(_, bytes)| !bytes.is_empty() && bytes.len() <= SHEET) else {
            return refused(which, s.t("sheet-none").to_owned());
        };
        let decoded = match site.app.decode(&called, &bytes) {
            Ok(decoded) => decoded,
            Err(error) => return refused(which, error.to_string()),
        };
        let (promises, _) = promises(site, &which.mine.body.slug, true)?;
        let Some(compared) = sheet::compare(s, &decoded, &promises, due_json) else {
            return refused(which, s.w("sheet-no-heads", sheet::heads(s).join(", ")));
        };
        let wanted: Vec<&Wanted> = compared.changes.iter().map(|shown| &shown.wanted).collect();
        let carried = serde_json::to_string(&wanted).map_err(|e| Failed(WebError::Internal(e.to_string())))?;
        if carried.len() > 200_000 {
            return refused(which, s.t("sheet-too-long").to_owned());
        }
        let (frame, body, act) = (Frame::signed(site, "/actions", &signed), which.mine.body, showing()?);
        Ok(html(&Changes { frame, body, compared, carried, act })?)
    })
    .await
}

/// Makes the changes that were shown, each as an act of its own.
pub(super) async fn change(
    State(site): State<Arc<Site>>,
    Extension(signed): Extension<Arc<Signed>>,
    fields: Fields,
) -> Response {
    site.work(move |site| {
        let query = [("body".to_owned(), fields.get("body").to_owned())];
        let which = which(site, &signed, &query)?;
        let Ok(all) = serde_json::from_str::<Vec<Wanted>>(fields.get("changes")) else {
            return Ok(Redirect::to(&format!("/actions?body={}", which.mine.body.slug)).into_response());
        };
        let (mut done, mut not) = (0, Vec::new());
        let (now, _) = promises(site, &which.mine.body.slug, true)?;
        for wanted in all.into_iter().take(sheet::MOST_CHANGES) {
            let standing = now.iter().find(|promise| promise.action.reference == wanted.on);
            match one(site, &signed, &wanted, (fields.get("act"), standing)) {
                Ok(()) => done += 1,
                Err(why) => not.push((wanted.on, why)),
            }
        }
        page(site, &signed, which, String::new(), Some((done, not)))
    })
    .await
}

/// Makes what one row asks for: first the promise, then what is new. What was done of it is said where the rest was refused.
fn one(
    site: &Site,
    signed: &Signed,
    wanted: &Wanted,
    (showing, standing): (&str, Option<&Promise>),
) -> Result<(), String> {
    let s = &site.strings;
    let actor = signed.actor.id.to_string();
    let with = serde_json::to_string(wanted).unwrap_or_default();
    let id = |act: ActKind| {
        let parts = ["sheet", actor.as_str(), showing, act.as_str(), with.as_str()];
        domain::ActId(app::digest_id("candour/act/form/1", &parts))
    };
    let ask = |act: ActKind, seen, fields| {
        acts::perform(&site.app, &signed.ctx(), Asked { act, act_id: id(act), seen, with: fields })
    };
    // The same form sent again finds what it did itself; anything else that has happened since is somebody else's.
    let same = standing.is_some_and(|promise| promise.as_of == wanted.as_of);
    let done = |act| site.app.ledger().act(ledger::Id(id(act).0)).map_err(|why| why.to_string());
    if !same && done(ActKind::AmendAction)?.or(done(ActKind::AddUpdate)?).is_none() {
        return Err(s.w("sheet-changed", &wanted.on));
    }
    let mut amended = false;
    if wanted.amends() {
        let fields = json!({"on": wanted.on, "owner": wanted.owner, "due": wanted.due, "measure": wanted.measure, "why": wanted.words});
        let done = ask(ActKind::AmendAction, Some(wanted.seen), fields).map_err(|why| why.to_string())?;
        amended = !done.replayed;
    }
    if wanted.says() {
        let fields = json!({"on": wanted.on, "text": wanted.words, "claimed_status": wanted.claimed_status});
        let said = ask(ActKind::AddUpdate, None, fields);
        said.map_err(|why| if amended { s.w("sheet-half", why) } else { why.to_string() })?;
    }
    Ok(())
}
