//! Evidence files: taken in part by part, checked by their first bytes, kept under their digest, and shown to those who may see them.
//!
//! *Invariant:* a file is whole and of a kind that is taken before anything names it; what is shown is what its digest says.

use std::sync::Arc;

use app::{AppError, Incoming};
use axum::extract::multipart::MultipartError;
use axum::extract::{DefaultBodyLimit, Extension, FromRequest, Multipart, Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{ActKind, EvidenceFile, EvidenceId};
use serde_json::{Value, json};

use super::inbox::Failed;
use super::matters;
use super::page::{Site, WebError};
use super::signed::Signed;
use crate::acts::{self, ActError, Asked};
use crate::now;

/// The most bytes of a field that is no file.
const FIELD: usize = 64 << 10;

/// Takes evidence: its words, and its file if there is one.
pub(super) async fn file(
    State(site): State<Arc<Site>>,
    Extension(signed): Extension<Arc<Signed>>,
    Path((reference, slug)): Path<(String, String)>,
    mut request: Request,
) -> Response {
    // What says that it is too large is refused before any of it is read.
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<u64>().ok());
    let most = site.evidence + (1 << 20);
    if length.is_some_and(|length| length > most) {
        return too_large(&site);
    }
    DefaultBodyLimit::disable().apply(&mut request);
    let sent = match Multipart::from_request(request, &site).await {
        Ok(parts) => take(&site, parts).await,
        Err(_) => Err(Refused::Page(WebError::bad("a form that cannot be read"))),
    };
    let sent = match sent {
        Ok(sent) => sent,
        Err(Refused::TooLarge) => return too_large(&site),
        Err(Refused::Page(error)) => return site.error_page(&error),
        Err(Refused::Words(words)) => {
            return site.work(move |site| matters::page(site, &signed, &reference, &slug, &words)).await;
        }
    };
    site.work(move |site| filed(site, &signed, (&reference, &slug), sent)).await
}

fn too_large(site: &Site) -> Response {
    let mut response =
        site.error_page(&WebError::bad(format!("a file of more than {} megabytes", site.evidence / 1_000_000)));
    *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
    response
}

/// What was sent.
#[derive(Default)]
struct Sent {
    fields: Vec<(String, String)>,
    files: Vec<(String, EvidenceFile)>,
}

enum Refused {
    TooLarge,
    Page(WebError),
    Words(String),
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

async fn take(site: &Site, mut parts: Multipart) -> Result<Sent, Refused> {
    let mut sent = Sent::default();
    while let Some(mut part) = parts.next_field().await? {
        let name = part.name().unwrap_or("").to_owned();
        let Some(called) =
            part.file_name().map(|called| called.chars().filter(|c| !c.is_control()).take(200).collect::<String>())
        else {
            let mut bytes = Vec::new();
            while let Some(chunk) = part.chunk().await? {
                bytes.extend_from_slice(&chunk);
                if bytes.len() > FIELD {
                    return Err(Refused::Page(WebError::bad("a field of more than 64 kilobytes")));
                }
            }
            sent.fields.push((name, String::from_utf8_lossy(&bytes).into_owned()));
            continue;
        };
        let (mut head, mut incoming) = (Vec::new(), site.app.files().incoming(site.evidence)?);
        while let Some(chunk) = part.chunk().await? {
            let room = intake::HEAD.saturating_sub(head.len());
            head.extend_from_slice(chunk.get(..room.min(chunk.len())).unwrap_or_default());
            incoming.write(&chunk)?;
        }
        if called.is_empty() && head.is_empty() {
            // A file field that was left empty.
            continue;
        }
        sent.files.push((name, kept(site, called, &head, incoming)?));
    }
    Ok(sent)
}

/// Keeps a file that has come whole, if it is of a kind that is taken.
fn kept(site: &Site, called: String, head: &[u8], incoming: Incoming) -> Result<EvidenceFile, Refused> {
    let media_type = intake::kind_of(&called, head).map_err(|refused| Refused::Words(refused.to_string()))?;
    let (sha256, bytes) = site.app.files().finish(incoming)?;
    Ok(EvidenceFile { sha256, name: called, media_type: media_type.to_owned(), bytes })
}

fn filed(site: &Site, signed: &Signed, (reference, slug): (&str, &str), sent: Sent) -> Result<Response, Failed> {
    let get = |name: &str| sent.fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim());
    let on = if get("on").is_empty() { reference } else { get("on") };
    let named = |name: &str| sent.files.iter().find(|(known, _)| known == name).map(|(_, file)| file.clone());
    let given = |name: &str| Some(get(name)).filter(|value| !value.is_empty());
    let with: Value = json!({"on": on, "addressee": slug, "shows": get("shows"), "link": given("link"), "marking": given("marking"),
        "readers": given("readers"), "file": named("file"), "redacted": named("redacted")});
    let act_id = app::digest_id("candour/act/1", &["matters", get("act"), ActKind::FileEvidence.as_str()]);
    let asked = Asked { act: ActKind::FileEvidence, act_id: domain::ActId(act_id), seen: None, with };
    match acts::perform(&site.app, &signed.ctx(), asked) {
        Ok(_) => Ok(Redirect::to(&format!("/matters/{reference}/{slug}")).into_response()),
        Err(ActError::App(AppError::NotFound(_))) => Err(Failed(WebError::NotFound)),
        Err(ActError::App(AppError::Forbidden(why))) => Err(Failed(WebError::Forbidden(why.to_string()))),
        Err(refused) => matters::page(site, signed, reference, slug, &refused.to_string()),
    }
}

/// Shows an evidence file: to everybody where it is public (its redacted copy, if there is one), else to whom it is shared with.
pub(super) async fn show(State(site): State<Arc<Site>>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    site.work(move |site| {
        let id: EvidenceId = id.parse().map_err(|_| Failed(WebError::NotFound))?;
        let file = match site.app.read_public(|view| view.evidence(id))? {
            Some(evidence) => evidence.redacted.or(evidence.file),
            None => {
                let (today, signed) = (now::today(), site.signed(&headers)?);
                let Some(signed) = signed else { return Err(Failed(WebError::NotFound)) };
                let held = site.app.read_workspace(|view| {
                    let may = view.may_read(id.into(), signed.actor.id, today)?;
                    if may { view.evidence(id) } else { Ok(None) }
                })?;
                held.and_then(|evidence| evidence.file)
            }
        };
        let file = file.ok_or(Failed(WebError::NotFound))?;
        let bytes = site.app.files().read(&file.sha256).map_err(AppError::from)?.ok_or(Failed(WebError::NotFound))?;
        let mut response = bytes.into_response();
        let set = response.headers_mut();
        // Pictures and PDF are shown, in a box of their own; the rest is saved.
        let shown = matches!(file.media_type.as_str(), "application/pdf" | "image/png" | "image/jpeg" | "text/plain");
        let name: String =
            file.name.chars().map(|c| if c.is_ascii_alphanumeric() || ".-_ ".contains(c) { c } else { '_' }).collect();
        let how = format!("{}; filename=\"{name}\"", if shown { "inline" } else { "attachment" });
        let value = |text: &str| HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static(""));
        set.insert(header::CONTENT_TYPE, value(&file.media_type));
        set.insert(header::CONTENT_DISPOSITION, value(&how));
        set.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        Ok(response)
    })
    .await
}
