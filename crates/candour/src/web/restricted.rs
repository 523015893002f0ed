//! Restricted evidence on the pages of a matter: opened with a record of it, and destroyed.
//!
//! *Invariant:* what is opened is in the answer to the form that opened it, and in no other; no cache keeps it.

use std::sync::Arc;

use app::AppError;
use askama::Template;
use axum::extract::{Extension, Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{ActKind, Evidence, EvidenceFile};
use serde_json::json;

use super::inbox::Failed;
use super::matters;
use super::page::{Frame, Site, WebError, html, showing};
use super::signed::{Fields, Refusal, Signed};
use crate::acts::{self, ActError, Asked};

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
    site.work(move |site| {
        // What is of another matter is opened there.
        if !matters::restricted_of(site, &signed, &reference, &slug)?.iter().any(|id| id == fields.get("evidence")) {
            return Err(Failed(WebError::NotFound));
        }
        let done = match fields.get("do") {
            "destroy" => destroyed(site, &signed, &fields, (&reference, &slug)),
            "open" | "file" => opened(site, &signed, &fields, (&reference, &slug)),
            _ => return Err(Failed(WebError::NotFound)),
        };
        match done {
            Ok(done) => done,
            Err(ActError::App(AppError::NotFound(_))) => Err(Failed(WebError::NotFound)),
            Err(ActError::App(AppError::Forbidden(why))) => Err(Failed(WebError::Forbidden(why.to_string()))),
            Err(refused) => matters::page(site, &signed, &reference, &slug, Refusal::new(refused, &fields)),
        }
    })
    .await
}

type Done = Result<Result<Response, Failed>, ActError>;

fn asked(fields: &Fields, signed: &Signed, act: ActKind) -> Asked {
    let mut with = json!({"evidence": fields.get("evidence")});
    if let (Some(with), ActKind::DestroyEvidence) = (with.as_object_mut(), act) {
        with.insert("why".to_owned(), fields.get("why").into());
    }
    Asked { act, act_id: fields.act_id("restricted", signed), seen: None, with }
}

fn destroyed(site: &Site, signed: &Signed, fields: &Fields, (reference, slug): (&str, &str)) -> Done {
    acts::perform(&site.app, &signed.ctx(), asked(fields, signed, ActKind::DestroyEvidence))?;
    Ok(Ok(Redirect::to(&format!("/matters/{reference}/{slug}")).into_response()))
}

fn opened(site: &Site, signed: &Signed, fields: &Fields, (reference, slug): (&str, &str)) -> Done {
    let opened = acts::open(
        &site.app,
        &signed.ctx(),
        &asked(fields, signed, ActKind::OpenEvidence),
        fields.get("do") == "file",
    )?;
    if let ("file", Some(bytes), Some(file)) = (fields.get("do"), opened.bytes, &opened.evidence.file) {
        return Ok(Ok(file_of(file, bytes)));
    }
    let act = match showing() {
        Ok(act) => act,
        Err(error) => return Ok(Err(error.into())),
    };
    let show = Show {
        frame: Frame::signed(site, "/work", signed),
        reference: reference.to_owned(),
        slug: slug.to_owned(),
        id: fields.get("evidence").to_owned(),
        evidence: opened.evidence,
        act,
    };
    Ok(html(&show).map_err(Failed))
}

/// A file of evidence as an answer: pictures, PDF and plain text are shown, the rest is saved.
pub(crate) fn file_of(file: &EvidenceFile, bytes: Vec<u8>) -> Response {
    let mut response = bytes.into_response();
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
