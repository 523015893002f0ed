//! Acts and answers on their way, for programs with a token: `POST /api/v1/acts/{act}`, `GET /api/v1/answers`.
//!
//! *Invariant:* a token is looked at before anything is read of the request's body, and never may more than its person.

use std::sync::Arc;

use app::AppError;
use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use domain::{ActId, ActKind, Ctx, Scope};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use view::DraftRow;

use super::problem::{problem, said};
use super::{holds, recommendation_drafts, restricted, sent, words};
use crate::acts::{self, ActError, Asked};
use crate::now;
use crate::outcome::code_of;
use crate::web::points;
use crate::web::{Site, WebError};

/// The most bytes of an act.
const ACT: usize = 1 << 20;

pub(super) fn router() -> Router<Arc<Site>> {
    Router::new()
        .route("/api/v1/acts/{act}", post(act))
        .route("/api/v1/words", post(words::words))
        .route("/api/v1/holds", get(holds::holds))
        .route("/api/v1/evidence/{id}/open", post(restricted::open))
        .route("/api/v1/evidence/{id}/open/file", post(restricted::file))
        .route("/api/v1/answers", get(answers))
        .route("/api/v1/answers/{n}", get(answer))
        .route("/api/v1/answers/{n}/look", post(look))
        .route("/api/v1/recommendation-drafts", get(recommendation_drafts::makings))
        .route("/api/v1/recommendation-drafts/{n}", get(recommendation_drafts::making))
        .layer(DefaultBodyLimit::max(ACT))
}

/// Whoever a request's token acts for, if its scopes allow it.
pub(super) fn bearer(site: &Site, headers: &HeaderMap, scope: Scope) -> Result<Ctx, Box<Response>> {
    let shown =
        headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok()).and_then(|v| v.strip_prefix("Bearer "));
    let refused = |status, code: &str, title: &str, detail: String| {
        let mut response = said(status, code, title, &detail);
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        Box::new(response)
    };
    let failed = |error: &dyn std::fmt::Display| Box::new(problem(&WebError::Internal(error.to_string())));
    let none = || {
        let detail = "Send a token that is made on /account as 'Authorization: Bearer TOKEN'. A token that is over, or whose person was stopped, is none.";
        refused(StatusCode::UNAUTHORIZED, "no_token", "It takes a token", detail.to_owned())
    };
    let known = site.app.accounts().token(shown.ok_or_else(none)?, now::now()).map_err(|e| failed(&e))?;
    let (token, user) = known.ok_or_else(none)?;
    if site.second_factor_required && !user.second_factor() {
        return Err(none());
    }
    if !token.scopes.contains(&scope) {
        let detail = format!("The token is not for '{}'. Make one that is, on /account.", scope.as_str());
        return Err(refused(StatusCode::FORBIDDEN, "scope", "The token may not do that", detail));
    }
    let actor = site.app.actor(token.actor, now::today()).map_err(|e| failed(&e))?;
    Ok(now::context(actor))
}

/// What came of an act.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Done {
    /// The act's identifier.
    act_id: String,
    /// Its first entry in the ledger; 0 where it changed nothing.
    first: u64,
    /// Its last.
    last: u64,
    /// Whether it had been done before, so that nothing was added now.
    replayed: bool,
}

impl Done {
    pub(super) fn of(receipt: &app::Receipt) -> Done {
        Done {
            act_id: receipt.act_id.to_string(),
            first: receipt.first,
            last: receipt.last,
            replayed: receipt.replayed,
        }
    }
}

#[utoipa::path(post, path = "/api/v1/acts/{act}", tag = "acts",
    params(("act" = String, Path, description = "The verb, as in the manual's matrix: draft.write, response.submit, update.add, clock.extend"),
        ("Authorization" = String, Header, description = "Bearer and a token with the act's scope"),
        ("If-Match" = Option<String>, Header, description = "The version that was seen of what is changed")),
    request_body(content = Object, description = "What the act is done with, and its act_id (a UUID of yours, so that asking twice does it once); the manual tells of each"),
    responses((status = 200, description = "Done, or done before", body = Done), (status = 400, description = "Not what the act takes"),
        (status = 401, description = "No token"), (status = 403, description = "Not theirs to do, or not the token's"), (status = 404, description = "Nothing of that name"),
        (status = 412, description = "It was changed since"), (status = 413, description = "More than an act has"), (status = 422, description = "Refused, in words")))]
pub(crate) async fn act(
    State(site): State<Arc<Site>>,
    Path(verb): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let body = match body {
        Ok(body) => body,
        Err(refused) if refused.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            let detail = format!("An act has at most {ACT} bytes; a file is sent to /api/v1/evidence.");
            return said(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "That is too large", &detail);
        }
        Err(refused) => return problem(&WebError::bad(refused.body_text())),
    };
    let acting = site.acting.clone();
    let done = acting.spawn_blocking(move || {
        let act = ActKind::parse(&verb).filter(|act| acts::ACTS.contains(act));
        let Some(act) = act else { return problem(&WebError::NotFound) };
        match bearer(&site, &headers, act.scope()) {
            Ok(ctx) => asked(&site, &ctx, act, &headers, &body)
                .unwrap_or_else(|error| refusal(&error, headers.contains_key(header::IF_MATCH))),
            Err(refused) => *refused,
        }
    });
    done.await.unwrap_or_else(|error| problem(&WebError::Internal(error.to_string())))
}

fn asked(site: &Site, ctx: &Ctx, act: ActKind, headers: &HeaderMap, body: &Bytes) -> Result<Response, ActError> {
    let mut with = acts::json(body)?;
    let object = with.as_object_mut().ok_or_else(|| ActError::Malformed("the body is a JSON object".to_owned()))?;
    let act_id = match object.remove("act_id") {
        None => acts::fresh()?,
        Some(Value::String(text)) => client_id(&text)?,
        Some(_) => return Err(ActError::Malformed("act_id is a UUID in quotes".to_owned())),
    };
    let seen = match headers.get(header::IF_MATCH).map(|v| v.to_str().unwrap_or("").trim().trim_matches('"')) {
        None => None,
        Some(text) => Some(
            text.parse::<u32>()
                .map_err(|_| ActError::Malformed("If-Match is a version that an ETag gave".to_owned()))?,
        ),
    };
    let words = sent::words(&with);
    // Two at once under one identifier come one after the other, so that the second is told whether its words are those of the first.
    let _alone = site.sent.alone(act_id);
    let receipt = acts::perform(&site.app, ctx, Asked { act, act_id, seen, with })?;
    if site.sent.are_others(act_id, words, receipt.replayed) {
        return Err(ActError::OtherWords(act_id));
    }
    Ok(axum::Json(Done::of(&receipt)).into_response())
}

/// An act's identifier as a client names it. Those of version 8 are ours: made from what an act is done with, so that nobody takes one first.
fn client_id(text: &str) -> Result<ActId, ActError> {
    let id: ActId = text.parse().map_err(|e| ActError::Malformed(format!("act_id: {e}")))?;
    let ours = id.0.get(6).is_some_and(|byte| byte >> 4 == 8);
    let why = "act_id: a UUID of version 8 is not a client's to make; take one of version 4 or 7";
    if ours { Err(ActError::Malformed(why.to_owned())) } else { Ok(id) }
}

/// A refusal in the words that the page uses too.
pub(super) fn refusal(error: &ActError, matched: bool) -> Response {
    if let ActError::Unseen = error {
        return said(StatusCode::PRECONDITION_REQUIRED, "unseen", "Which version was seen?", &error.to_string());
    }
    if let ActError::OtherWords(_) = error {
        return said(StatusCode::UNPROCESSABLE_ENTITY, "other_words", "The act was refused", &error.to_string());
    }
    let ActError::App(app) = error else {
        return said(StatusCode::BAD_REQUEST, "malformed", "That is not what the act takes", &error.to_string());
    };
    let (status, title) = match app {
        AppError::Forbidden(_) => (StatusCode::FORBIDDEN, "That is not yours to do"),
        AppError::NotFound(_) => (StatusCode::NOT_FOUND, "There is no such thing"),
        AppError::Draft(domain::DraftRefused::Changed) if matched => {
            (StatusCode::PRECONDITION_FAILED, "It was changed since")
        }
        AppError::Amend(domain::AmendRefused::Changed)
        | AppError::Ladder(domain::LadderRefused::Changed)
        | AppError::Body(domain::BodyRefused::Changed)
        | AppError::Join(domain::JoinRefused::Changed)
        | AppError::Making(domain::MakingRefused::Changed)
            if matched =>
        {
            (StatusCode::PRECONDITION_FAILED, "It was changed since")
        }
        AppError::Contended
        | AppError::Amend(domain::AmendRefused::Changed)
        | AppError::Making(domain::MakingRefused::Changed)
        | AppError::Draft(domain::DraftRefused::Changed) => (StatusCode::CONFLICT, "It was changed since"),
        AppError::Draft(_)
        | AppError::Amend(_)
        | AppError::Assurance(_)
        | AppError::Clock(_)
        | AppError::Response(_)
        | AppError::Judgement(_)
        | AppError::Themes(_)
        | AppError::Making(_)
        | AppError::Rejoinder(_)
        | AppError::Ladder(_)
        | AppError::Join(_)
        | AppError::Erasure(_)
        | AppError::Hold(_)
        | AppError::Body(_)
        | AppError::Membership(_)
        | AppError::Sealed(_)
        | AppError::Taken(_) => (StatusCode::UNPROCESSABLE_ENTITY, "The act was refused"),
        other => return problem(&WebError::Internal(other.to_string())),
    };
    said(status, code_of(app), title, &app.to_string())
}

/// An answer on its way, as those who hold it read it.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct AnswerView {
    /// Its place.
    answer: i64,
    /// Its version: what If-Match takes.
    version: u32,
    /// Where it stands: writing, with_approver, submitted, decided or dropped.
    state: String,
    /// The recommendations it answers.
    answers: Vec<AnsweredView>,
    /// What a reader would ask of it before it is signed, in words.
    points: Vec<String>,
    /// What it says, what was decided on it, and the rest, as it is recorded.
    #[schema(value_type = Object)]
    record: domain::Draft,
}

/// One recommendation that is answered.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct AnsweredView {
    /// The recommendation.
    recommendation: String,
    /// The position, once it is taken.
    position: Option<String>,
}

fn view_of(site: &Site, row: DraftRow) -> Result<AnswerView, AppError> {
    let ids: Vec<_> = row.draft.content.answers.iter().map(|a| a.obligation).collect();
    let duties = site.app.duties(&ids)?;
    let reference = |id| duties.iter().find(|d| d.obligation == id).map(|d| d.reference.clone());
    let answers = row.draft.content.answers.iter().filter_map(|a| {
        let position = a.position.map(|p| p.as_str().to_owned());
        Some(AnsweredView { recommendation: reference(a.obligation)?, position })
    });
    let state = row.draft.state.as_str().to_owned();
    let points = points::of_answer(site, &row.draft)?;
    let (answer, version, answers) = (row.n, row.version, answers.collect());
    Ok(AnswerView { answer, version, state, answers, points, record: row.draft })
}

/// Which body's.
#[derive(Deserialize)]
pub(crate) struct Whose {
    pub(super) body: String,
}

/// Which body's answers, and on which side it stands.
#[derive(Deserialize)]
pub(crate) struct Side {
    body: String,
    #[serde(default)]
    side: String,
}

#[utoipa::path(get, path = "/api/v1/answers", tag = "acts",
    params(("body" = String, Query, description = "The body, by its address"),
        ("side" = Option<String>, Query, description = "given: its own answers on their way (without it); received: those of others that were handed over or disclosed to it", pattern = r"^(|given|received)$"),
        ("Authorization" = String, Header, description = "Bearer and a token with the scope read")),
    responses((status = 200, description = "The newest 200 that the token's person may read", body = Vec<AnswerView>), (status = 400, description = "A part of the address is not as it should be"), (status = 401, description = "No token"), (status = 404, description = "No such body")))]
pub(crate) async fn answers(State(site): State<Arc<Site>>, headers: HeaderMap, Query(whose): Query<Side>) -> Response {
    let received = match whose.side.as_str() {
        "" | "given" => false,
        "received" => true,
        _ => return problem(&WebError::bad("side: given or received")),
    };
    read(site, headers, move |site, ctx| {
        let found = site.app.read_public(|view| view.body_by_slug(&whose.body))?;
        let body = found.ok_or_else(|| AppError::NotFound(format!("body '{}'", whose.body)))?;
        let rows = site.app.read_workspace(|view| match received {
            true => view.drafts_received(body, ctx.actor.id, ctx.today, 200),
            false => view.drafts_of(body, ctx.actor.id, ctx.today, 200),
        })?;
        let all = rows.into_iter().map(|row| view_of(site, row)).collect::<Result<Vec<_>, _>>()?;
        Ok(axum::Json(all).into_response())
    })
    .await
}

#[utoipa::path(get, path = "/api/v1/answers/{n}", tag = "acts",
    params(("n" = i64, Path, description = "The answer's place"), ("Authorization" = String, Header, description = "Bearer and a token with the scope read")),
    responses((status = 200, description = "The answer; its ETag is its version", body = AnswerView), (status = 401, description = "No token"), (status = 404, description = "None that the token's person may read")))]
pub(crate) async fn answer(State(site): State<Arc<Site>>, headers: HeaderMap, Path(n): Path<i64>) -> Response {
    read(site, headers, move |site, ctx| {
        let found = site.app.read_workspace(|view| view.draft(n, ctx.actor.id, ctx.today))?;
        let view = view_of(site, found.ok_or_else(|| AppError::NotFound(format!("answer {n}")))?)?;
        Ok(versioned(view.version, &view))
    })
    .await
}

/// Words that would be left out.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Looked {
    #[serde(default)]
    leave_out: Vec<Value>,
}

/// What everybody would read of one field.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ShownView {
    /// The field's name in the record, such as answers.0.text.
    field: String,
    /// Its words without those that are left out.
    words: String,
}

#[utoipa::path(post, path = "/api/v1/answers/{n}/look", tag = "acts",
    params(("n" = i64, Path, description = "The answer's place"), ("Authorization" = String, Header, description = "Bearer and a token with the scope read")),
    request_body(content = Object, description = "leave_out, as response.publish takes it"),
    responses((status = 200, description = "What everybody would read; nothing is done", body = Vec<ShownView>), (status = 400, description = "Not what it takes, or words that stand nowhere"),
        (status = 401, description = "No token"), (status = 404, description = "None that the token's person may read")))]
pub(crate) async fn look(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    Path(n): Path<i64>,
    body: Bytes,
) -> Response {
    read(site, headers, move |site, ctx| {
        let found = site.app.read_workspace(|view| view.draft(n, ctx.actor.id, ctx.today))?;
        let row = found.ok_or_else(|| AppError::NotFound(format!("answer {n}")))?;
        let looked = acts::json(&body).and_then(|with| {
            serde_json::from_value::<Looked>(with).map_err(|e| ActError::Malformed(format!("look: {e}")))
        });
        let shown = looked.and_then(|looked| acts::look(&row.draft, looked.leave_out));
        Ok(match shown {
            Ok(shown) => {
                let shown: Vec<_> = shown.into_iter().map(|(field, words)| ShownView { field, words }).collect();
                axum::Json(shown).into_response()
            }
            Err(error) => refusal(&error, false),
        })
    })
    .await
}

/// A record with its version as ETag.
pub(super) fn versioned(version: u32, view: &impl Serialize) -> Response {
    let mut response = axum::Json(view).into_response();
    let tag = HeaderValue::from_str(&format!("\"{version}\""));
    tag.into_iter().for_each(|tag| drop(response.headers_mut().insert(header::ETAG, tag)));
    response
}

/// Reads for a token's person; no cache may keep it.
pub(super) async fn read(
    site: Arc<Site>,
    headers: HeaderMap,
    read: impl FnOnce(&Site, &Ctx) -> Result<Response, AppError> + Send + 'static,
) -> Response {
    let done = tokio::task::spawn_blocking(move || {
        let ctx = match bearer(&site, &headers, Scope::Read) {
            Ok(ctx) => ctx,
            Err(refused) => return *refused,
        };
        let mut response = read(&site, &ctx).unwrap_or_else(|error| refusal(&error.into(), false));
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    });
    done.await.unwrap_or_else(|error| problem(&WebError::Internal(error.to_string())))
}
