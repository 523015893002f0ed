//! Restricted evidence on the pages of a matter: opened with a record of it, and destroyed.
//!
//! *Invariant:* what is opened is in the answer to the form that opened it, and in no other; no cache keeps it.

use std::sync::Arc;
use std::time::Duration;

use app::Opened;
use askama::Template;
use axum::body::{Body, Bytes};
use axum::extract::{Extension, Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::{ActKind, Evidence, EvidenceFile};
use futures_util::stream::{StreamExt, unfold};
use serde_json::json;
use tokio::sync::mpsc;
use tokio_util::io::ReaderStream;

use super::inbox::Failed;
use super::matters;
use super::page::{Frame, Site, WebError, html, showing};
use super::signed::{Fields, Refusal, Signed};
use crate::acts::{self, Asked};
use crate::rooms::Room;

/// Bytes that are sent at once.
const PART: usize = 64 << 10;
/// How long a piece may wait to be read, and how long all of them may take.
const SILENT: Duration = Duration::from_secs(20);
const LONGEST: Duration = Duration::from_secs(300);

#[derive(Template)]
#[template(path = "matters/opened.html")]
struct Show<'a> {
    frame: Frame<'a>,
    reference: String,
    slug: String,
    id: String,
    evidence: Evidence,
    act: String,
}

/// Opens what a form names, shows its file, or destroys it.
pub(super) async fn change(
    State(site): State<Arc<Site>>,
    Extension(signed): Extension<Arc<Signed>>,
    Path((reference, slug)): Path<(String, String)>,
    fields: Fields,
) -> Response {
    // Only what has a file is large.
    let mut room = None;
    if fields.get("do") == "file" {
        match site.room(signed.ctx().actor.id).await {
            Ok(place) => room = Some(place),
            Err(busy) => return site.error_page(&busy),
        }
    }
    site.work(move |site| {
        // What is of another matter is opened there.
        if !matters::restricted_of(site, &signed, &reference, &slug)?.iter().any(|id| id == fields.get("evidence")) {
            return Err(Failed(WebError::NotFound));
        }
        let refused = |error| matters::page(site, &signed, &reference, &slug, Refusal::of_act(error, &fields)?);
        match fields.get("do") {
            "destroy" => {
                match acts::perform(&site.app, &signed.ctx(), asked(&fields, &signed, ActKind::DestroyEvidence)) {
                    Ok(_) => Ok(matters::back(&reference, &slug, "destroy")),
                    Err(error) => refused(error),
                }
            }
            what @ ("open" | "file") => {
                let asked = asked(&fields, &signed, ActKind::OpenEvidence);
                match acts::open(&site.app, &signed.ctx(), &asked, what == "file") {
                    Ok(opened) => shown(site, &signed, (&reference, &slug, fields.get("evidence")), opened, room),
                    Err(error) => refused(error),
                }
            }
            _ => Err(Failed(WebError::NotFound)),
        }
    })
    .await
}

/// The act that a form asks for.
fn asked(fields: &Fields, signed: &Signed, act: ActKind) -> Asked {
    let evidence = fields.get("evidence");
    let with = match act {
        ActKind::DestroyEvidence => json!({"evidence": evidence, "why": fields.get("why")}),
        _ => json!({"evidence": evidence}),
    };
    Asked { act, act_id: fields.act_id("restricted", signed), seen: None, with }
}

/// What was opened: its file, where that was opened too, or a page with its words.
fn shown(
    site: &Site,
    signed: &Signed,
    (reference, slug, id): (&str, &str, &str),
    opened: Opened,
    room: Option<Room>,
) -> Result<Response, Failed> {
    if let (Some(bytes), Some(file)) = (opened.bytes, &opened.evidence.file) {
        return Ok(file_of(file, held(bytes, room)));
    }
    let show = Show {
        frame: Frame::signed(site, "/work", signed),
        reference: reference.to_owned(),
        slug: slug.to_owned(),
        id: id.to_owned(),
        evidence: opened.evidence,
        act: showing()?,
    };
    Ok(html(&show)?)
}

/// Bytes that keep their place among what is in memory until the last of them is sent, and no longer than that may take: who does not read loses
/// the place, and the answer breaks off.
pub(crate) fn held(bytes: Vec<u8>, room: Option<Room>) -> Body {
    let (send, sent) = mpsc::channel::<Bytes>(1);
    let (whole, bytes) = (bytes.len(), Bytes::from(bytes));
    tokio::spawn(tokio::time::timeout(LONGEST, async move {
        let _held = room;
        for at in (0..whole).step_by(PART) {
            let part = bytes.slice(at..whole.min(at + PART));
            if !matches!(tokio::time::timeout(SILENT, send.send(part)).await, Ok(Ok(()))) {
                return;
            }
        }
    }));
    let parts = unfold((sent, whole), |(mut sent, left)| async move {
        match sent.recv().await {
            Some(part) => {
                let left = left.saturating_sub(part.len());
                Some((Ok(part), (sent, left)))
            }
            None if left > 0 => Some((Err(std::io::Error::other("it was not read in time")), (sent, 0))),
            None => None,
        }
    });
    // Who compresses what is sent asks once more after the end.
    Body::from_stream(parts.fuse())
}

/// A file that is read as it is sent.
pub(crate) fn read(file: std::fs::File) -> Body {
    Body::from_stream(ReaderStream::with_capacity(tokio::fs::File::from_std(file), PART))
}

/// A file of evidence as an answer: pictures, PDF and plain text are shown, the rest is saved.
pub(crate) fn file_of(file: &EvidenceFile, body: Body) -> Response {
    let mut response = body.into_response();
    let set = response.headers_mut();
    let shown = matches!(file.media_type.as_str(), "application/pdf" | "image/png" | "image/jpeg" | "text/plain");
    let name: String =
        file.name.chars().map(|c| if c.is_ascii_alphanumeric() || ".-_ ".contains(c) { c } else { '_' }).collect();
    let how = format!("{}; filename=\"{name}\"", if shown { "inline" } else { "attachment" });
    let value = |text: &str| HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static(""));
    set.insert(header::CONTENT_TYPE, value(&file.media_type));
    set.insert(header::CONTENT_DISPOSITION, value(&how));
    set.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_sent_may_be_asked_for_again_after_its_end() {
        let mut parts = held(vec![7; PART + 10], None).into_data_stream();
        let mut whole = 0;
        while let Some(part) = parts.next().await {
            whole += part.map_or(0, |part| part.len());
        }
        assert_eq!(whole, PART + 10);
        assert!(parts.next().await.is_none());
    }
}
