//! The list of documents, one document's page, and its full text with the quoted words marked where it may be shown.
//!
//! *Invariant:* a text that is not cleared is not read from its file at all.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::Document;
use view::{DocumentPage, QuoteView};

use super::lit::{self, Lit, Run};
use super::number;
use super::page::{Frame, Reader, Site, WebError, html, shortened};

#[derive(Template)]
#[template(path = "documents/list.html")]
struct List<'a> {
    frame: Frame<'a>,
    documents: Vec<(u64, Document)>,
}

pub(crate) async fn list(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    site.page(headers, |reader| {
        html(&List { frame: Frame::of(reader.site, "/documents"), documents: reader.view.documents(None, 500)? })
    })
    .await
}

/// A quoted span on the document's page.
struct Quote {
    at: QuoteView,
    field: String,
    kind: String,
    words: Option<String>,
    /// Whether it is the first of its place, which gives the place its name on the page.
    first: bool,
}

#[derive(Template)]
#[template(path = "documents/show.html")]
struct Show<'a> {
    frame: Frame<'a>,
    document: DocumentPage,
    quotes: Vec<Quote>,
}

fn found(reader: &Reader<'_>, reference: &str) -> Result<DocumentPage, WebError> {
    let number = number("DOC", reference).ok_or(WebError::NotFound)?;
    reader.view.document_page(number)?.ok_or(WebError::NotFound)
}

/// The decoded text, from its file, under its digest.
fn full_text(reader: &Reader<'_>, document: &DocumentPage) -> Result<String, WebError> {
    let read = reader.site.app.files().read(&document.text_sha256).map_err(|e| WebError::Internal(e.to_string()))?;
    let bytes = read.ok_or_else(|| WebError::Internal(format!("the text of {} is missing", document.reference)))?;
    String::from_utf8(bytes).map_err(|e| WebError::Internal(e.to_string()))
}

pub(crate) async fn show(State(site): State<Arc<Site>>, Path(reference): Path<String>, headers: HeaderMap) -> Response {
    site.page(headers, move |reader| {
        let document = found(reader, &reference)?;
        let frame = Frame::of(reader.site, "/documents");
        // The words of a span are shown without names of people; a span shorter than a word says nothing by itself.
        let text = full_text(reader, &document)?;
        let mut last = None;
        let quotes = document.quotes.iter().map(|at| {
            let first = last.replace(at.start) != Some(at.start);
            let words = text
                .get(at.start as usize..at.end as usize)
                .map(|w| w.split_whitespace().collect::<Vec<_>>().join(" "));
            let words = words.map(|w| shortened(&domain::privacy::without_names(&w, &[]).0));
            let base = at.field.split('.').next().unwrap_or(&at.field);
            Quote {
                field: frame.s.of("field", base),
                kind: frame.s.of("kind", &at.kind),
                words: words.filter(|_| document.kind != "minutes"),
                at: at.clone(),
                first,
            }
        });
        let quotes = quotes.collect();
        html(&Show { quotes, frame, document })
    })
    .await
}

#[derive(Template)]
#[template(path = "documents/text.html")]
struct TextPage<'a> {
    frame: Frame<'a>,
    document: DocumentPage,
    runs: Vec<Run>,
}

pub(crate) async fn text(State(site): State<Arc<Site>>, Path(reference): Path<String>, headers: HeaderMap) -> Response {
    site.page(headers, move |reader| {
        let document = found(reader, &reference)?;
        if !document.text_shown {
            return Err(WebError::NotFound);
        }
        let text = full_text(reader, &document)?;
        let lit = document.quotes.iter().map(|q| Lit { start: q.start, end: q.end, link: q.link.clone() }).collect();
        let runs = lit::runs(&text, lit);
        html(&TextPage { frame: Frame::of(reader.site, "/documents"), runs, document })
    })
    .await
}
