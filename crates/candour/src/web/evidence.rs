//! Evidence files: taken in part by part, checked by their first bytes, kept under their digest, and shown to those who may see them.
//!
//! *Invariant:* a file is whole and of a kind that is taken before anything names it; what is shown is what its digest says.

use std::sync::Arc;
use std::time::Duration;

use app::{AppError, Incoming};
use axum::body::Bytes;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{DefaultBodyLimit, Extension, FromRequest, Multipart, Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use domain::{ActKind, ActorId, Ctx, EvidenceId, Of};
use serde_json::{Value, json};

use super::inbox::Failed;
use super::matters;
use super::page::{Site, WebError};
use super::restricted::{file_of, read};
use super::signed::{Fields, Refusal, Signed};
use crate::acts::{self, ActError, Asked};
use crate::now;
use crate::rooms::Room;

/// The most bytes of a field that is no file.
const FIELD: usize = 64 << 10;
/// The most fields that are no file.
const FIELDS: usize = 20;
/// How long a line may be silent.
const SILENT: Duration = Duration::from_secs(30);

/// Takes evidence: its words, and its file if there is one. Whether somebody may file evidence here at all is asked before a byte is kept.
pub(super) async fn file(
    State(site): State<Arc<Site>>,
    Extension(signed): Extension<Arc<Signed>>,
    Path((reference, slug)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (asking, who, of) = (Arc::clone(&site), Arc::clone(&signed), (reference.clone(), slug.clone()));
    let may = tokio::task::spawn_blocking(move || may_file(&asking, &who.ctx(), &of.0, &of.1)).await;
    if let Err(refused) = may.unwrap_or_else(|error| Err(WebError::Internal(error.to_string()))) {
        return site.error_page(&refused);
    }
    let sent = match taken(&site, request).await {
        Ok(sent) => sent,
        Err(Refused::TooLarge) => return too_large(&site),
        Err(Refused::Page(error)) => return site.error_page(&error),
    };
    let room = match site.room_for(signed.ctx().actor.id, &sent).await {
        Ok(room) => room,
        Err(busy) => return site.error_page(&busy),
    };
    site.work(move |site| {
        let _held = room;
        filed(site, &signed, (&reference, &slug), sent)
    })
    .await
}

impl Site {
    /// A place among the few files that are in memory at once, to be sealed or opened; who finds none soon is told to come again.
    pub(crate) async fn room(&self, whose: ActorId) -> Result<Room, WebError> {
        self.rooms.take(whose, SILENT).await.ok_or(WebError::Busy)
    }

    /// A place for what was sent, if it is to be sealed: the rest is never in memory whole.
    pub(crate) async fn room_for(&self, whose: ActorId, sent: &Parts) -> Result<Option<Room>, WebError> {
        let sealed = sent.fields.get("readers") == "restricted" && !sent.files.is_empty();
        if sealed { self.room(whose).await.map(Some) } else { Ok(None) }
    }
}

/// Takes a form with files in, once it is known that they may be filed.
pub(crate) async fn taken(site: &Arc<Site>, mut request: Request) -> Result<Parts, Refused> {
    // What says that it is too large is refused before any of it is read.
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > 2 * site.evidence + (1 << 20)) {
        return Err(Refused::TooLarge);
    }
    DefaultBodyLimit::disable().apply(&mut request);
    match Multipart::from_request(request, site).await {
        Ok(parts) => take(site, parts).await,
        Err(_) => Err(Refused::Page(WebError::bad("a form that cannot be read"))),
    }
}

/// Whether somebody may file evidence in a matter.
pub(crate) fn may_file(site: &Site, ctx: &Ctx, reference: &str, slug: &str) -> Result<(), WebError> {
    let number = super::number("REC", reference).ok_or(WebError::NotFound)?;
    let found = site.app.read_public(|view| {
        let body = view.body_by_slug(slug)?;
        Ok(body.map(|body| view.obligation_of(number, body)).transpose()?.flatten())
    });
    let duty = found.map_err(|e| WebError::Internal(e.to_string()))?.ok_or(WebError::NotFound)?;
    match site.app.may_file_evidence(ctx, Of::Obligation(duty)) {
        Err(AppError::Forbidden(why)) => Err(WebError::Forbidden(why.to_string())),
        Err(error) => Err(WebError::Internal(error.to_string())),
        Ok(()) => Ok(()),
    }
}

/// What is said of a file that is too large.
pub(crate) fn too_large_words(site: &Site) -> String {
    format!("a file of more than {} megabytes", site.evidence / 1_000_000)
}

fn too_large(site: &Site) -> Response {
    let mut response = site.error_page(&WebError::bad(too_large_words(site)));
    *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
    response
}

/// What was sent.
#[derive(Default)]
pub(crate) struct Parts {
    fields: Fields,
    files: Vec<(String, String, Vec<u8>, Incoming)>,
    /// Why a file of it is none that is taken.
    pub(crate) refused: Option<String>,
}

/// Why a form with files was not taken in.
pub(crate) enum Refused {
    TooLarge,
    Page(WebError),
}

impl From<MultipartError> for Refused {
    fn from(_: MultipartError) -> Refused {
        Refused::Page(WebError::bad("a form that broke off, or cannot be read; nothing of it was kept"))
    }
}

impl From<app::FileError> for Refused {
    fn from(error: app::FileError) -> Refused {
        match error {
            app::FileError::TooLarge(_) => Refused::TooLarge,
            other => Refused::Page(WebError::Internal(other.to_string())),
        }
    }
}

/// The next stretch of a part. A line may be slow; one that is silent has broken off.
async fn next(part: &mut Field<'_>) -> Result<Option<Bytes>, Refused> {
    match tokio::time::timeout(SILENT, part.chunk()).await {
        Ok(chunk) => Ok(chunk?),
        Err(_) => Err(Refused::Page(WebError::bad("a form that broke off; nothing of it was kept"))),
    }
}

async fn take(site: &Site, mut parts: Multipart) -> Result<Parts, Refused> {
    let mut sent = Parts::default();
    while let Some(mut part) = parts.next_field().await? {
        let name = part.name().unwrap_or("").to_owned();
        let called =
            part.file_name().map(|called| called.chars().filter(|c| !c.is_control()).take(200).collect::<String>());
        let Some(called) = called else {
            let mut bytes = Vec::new();
            while let Some(chunk) = next(&mut part).await? {
                bytes.extend_from_slice(&chunk);
                if bytes.len() > FIELD {
                    return Err(Refused::Page(WebError::bad("a field of more than 64 kilobytes")));
                }
            }
            sent.fields.0.push((name, String::from_utf8_lossy(&bytes).into_owned()));
            if sent.fields.0.len() > FIELDS {
                return Err(Refused::Page(WebError::bad("a form of too many fields")));
            }
            continue;
        };
        let known =
            matches!(name.as_str(), "file" | "redacted") && !sent.files.iter().any(|(other, ..)| *other == name);
        if !known {
            return Err(Refused::Page(WebError::bad("a file that was not asked for")));
        }
        let (mut head, mut incoming) = (Vec::new(), site.app.files().incoming(site.evidence)?);
        while let Some(chunk) = next(&mut part).await? {
            let room = intake::HEAD.saturating_sub(head.len());
            head.extend_from_slice(chunk.get(..room.min(chunk.len())).unwrap_or_default());
            incoming.write(&chunk)?;
        }
        // A file field that was left empty is none.
        if !called.is_empty() || !head.is_empty() {
            match intake::kind_of(&called, &head) {
                Ok(_) => sent.files.push((name, called, head, incoming)),
                Err(refused) => sent.refused = Some(refused.to_string()),
            }
        }
    }
    Ok(sent)
}

fn filed(site: &Site, signed: &Signed, (reference, slug): (&str, &str), parts: Parts) -> Result<Response, Failed> {
    if let Some(refused) = &parts.refused {
        return matters::page(site, signed, reference, slug, Refusal::new(refused, &parts.fields));
    }
    let fields = parts.fields.clone();
    let filed = filing(signed.actor.id, (reference, slug), parts)
        .and_then(|(asked, sent)| acts::evidence(&site.app, &signed.ctx(), &asked, sent));
    match filed {
        // Its name does not tell other words from the same ones, so that nobody is left to think that other words were filed.
        Ok(receipt) if receipt.replayed && fields.get("readers") == "restricted" => {
            matters::page(site, signed, reference, slug, Refusal::new(domain::AssuranceRefused::FiledBefore, &fields))
        }
        Ok(_) if fields.get("readers") == "restricted" => Ok(matters::back(reference, slug, "restricted")),
        Ok(_) => Ok(matters::back(reference, slug, "evidence")),
        Err(error) => matters::page(site, signed, reference, slug, Refusal::of_act(error, &fields)?),
    }
}

/// The act that a form with files asks for, and its files.
pub(crate) fn filing(
    actor: ActorId,
    (reference, slug): (&str, &str),
    parts: Parts,
) -> Result<(Asked, acts::Sent), ActError> {
    let fields = parts.fields;
    let mut sent = acts::Sent::default();
    for (name, called, head, incoming) in parts.files {
        let media_type = intake::kind_of(&called, &head).unwrap_or("application/octet-stream").to_owned();
        let part = acts::Part::new(called, media_type, incoming);
        *(if name == "file" { &mut sent.file } else { &mut sent.redacted }) = Some(part);
    }
    let get = |name: &str| fields.get(name);
    let on = if get("on").is_empty() { reference } else { get("on") };
    let given = |name: &str| Some(get(name)).filter(|value| !value.is_empty());
    let with: Value = json!({"on": on, "addressee": slug, "shows": get("shows"), "link": given("link"), "marking": given("marking"),
        "readers": given("readers")});
    let actor = actor.to_string();
    let mut named = vec!["evidence", actor.as_str(), reference, slug];
    if get("readers") == "restricted" {
        // Nothing that the ledger keeps lets anybody try whether they guess what is sealed: its name is of what the client called it.
        named.extend(["restricted", get("on"), get("act")]);
    } else {
        named.extend(fields.0.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]));
        for (field, file) in [("file", &sent.file), ("redacted", &sent.redacted)] {
            named.extend(file.iter().flat_map(|part| [field, part.file.sha256.as_str(), part.file.name.as_str()]));
        }
    }
    let unnamed = get("readers") == "restricted" && get("act").is_empty();
    let act_id = if unnamed { acts::fresh()? } else { domain::ActId(app::digest_id("candour/act/form/1", &named)) };
    Ok((Asked { act: ActKind::FileEvidence, act_id, seen: None, with }, sent))
}

/// Shows an evidence file: to everybody where it is public (its redacted copy, if there is one), else to whom it is shared with.
pub(super) async fn show(State(site): State<Arc<Site>>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    site.work(move |site| {
        let id: EvidenceId = id.parse().map_err(|_| Failed(WebError::NotFound))?;
        let file = match site.app.read_public(|view| view.evidence(id))? {
            Some(evidence) => evidence.redacted.or(evidence.file),
            None => {
                let (today, signed) = (now::today(), site.signed(&headers)?.filter(|signed| site.whole(signed)));
                let Some(signed) = signed else { return Err(Failed(WebError::NotFound)) };
                let held = site.app.read_workspace(|view| {
                    let may = view.may_read(id.into(), signed.actor.id, today)?;
                    if may { view.evidence(id) } else { Ok(None) }
                })?;
                held.and_then(|evidence| evidence.file)
            }
        };
        let file = file.ok_or(Failed(WebError::NotFound))?;
        let kept = site.app.files().reading(&file.sha256).map_err(AppError::from)?;
        let (bytes, length) = kept.ok_or(Failed(WebError::NotFound))?;
        let mut response = file_of(&file, read(bytes));
        response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        Ok(response)
    })
    .await
}
