//! Following without an account: Atom (RFC 4287) and JSON Feed 1.1 of any search and of one recommendation.
//!
//! *Invariant:* the same reads as the pages; an entry's name never changes, and its time is when something was last written about it.

use std::io::Cursor;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event as Xml};
use serde_json::{Value, json};
use view::{HistoryLine, RecommendationPage, Sort};

use super::page::{Reader, Site, WebError, shortened};
use super::search::{Pairs, Searched};
use crate::strings::Strings;

/// Entries of a feed.
const ENTRIES: usize = 50;

/// One entry of a feed.
struct Entry {
    id: String,
    link: String,
    title: String,
    summary: String,
    updated: String,
}

/// A feed, before it is written as one or the other.
struct Feed {
    title: String,
    home: String,
    own: String,
    entries: Vec<Entry>,
}

/// How a feed is written.
#[derive(Clone, Copy)]
enum Form {
    Atom,
    Json,
}

pub(super) async fn search_atom(state: State<Arc<Site>>, pairs: Query<Pairs>, headers: HeaderMap) -> Response {
    search(state, pairs, headers, Form::Atom).await
}

pub(super) async fn search_json(state: State<Arc<Site>>, pairs: Query<Pairs>, headers: HeaderMap) -> Response {
    search(state, pairs, headers, Form::Json).await
}

pub(super) async fn one_atom(state: State<Arc<Site>>, path: Path<String>, headers: HeaderMap) -> Response {
    one(state, path, headers, Form::Atom).await
}

pub(super) async fn one_json(state: State<Arc<Site>>, path: Path<String>, headers: HeaderMap) -> Response {
    one(state, path, headers, Form::Json).await
}

async fn search(State(site): State<Arc<Site>>, Query(pairs): Query<Pairs>, headers: HeaderMap, form: Form) -> Response {
    site.page(headers, move |reader| {
        let mut searched = Searched::parse(&pairs, ENTRIES)?;
        (searched.ask.sort, searched.ask.facets) = (Some(Sort::Changed), Vec::new());
        let found = reader.site.app.search().find(reader.view, &searched.ask, reader.today)?;
        let mut entries: Vec<Entry> = Vec::new();
        for hit in found.hits {
            let number = super::number("REC", &hit.reference).ok_or(WebError::NotFound)?;
            let Some(page) = reader.view.recommendation_page(number, reader.today)? else { continue };
            // A recommendation to several bodies has a row for each, and is one entry.
            let entry = changed(reader, &page);
            if entries.iter().all(|known| known.id != entry.id) {
                entries.push(entry);
            }
        }
        searched.ask.sort = None;
        let (address, query) = (&reader.site.address, searched.query(None));
        let title = reader.site.strings.w("feed-title", &reader.site.title);
        let own = format!("{address}/feed.{}{query}", form.ending());
        written(form, &Feed { title, home: format!("{address}/search{query}"), own, entries })
    })
    .await
}

/// A recommendation as an entry: whom it is to, how it stands, and what was last written about it.
fn changed(reader: &Reader<'_>, page: &RecommendationPage) -> Entry {
    let s = &reader.site.strings;
    let stands = page.obligations.iter().map(|o| {
        let who = o.addressee.as_ref().map_or(s.t("not-known"), |b| b.name.as_str());
        format!("{who}: {}, {}", s.of("position", &o.position), s.of("time", &o.timeliness))
    });
    let last = page.history.last();
    let act = last.map(|h| format!("{}. ", entry_words(s, h)));
    let link = format!("{}/recommendations/{}", reader.site.address, page.reference);
    Entry {
        id: link.clone(),
        title: format!("{}: {}", page.reference, shortened(&page.text)),
        summary: format!("{}{}", act.unwrap_or_default(), stands.collect::<Vec<_>>().join("; ")),
        updated: last.map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), |h| h.written.clone()),
        link,
    }
}

/// An entry of the history in words: what kind of record, which of them, and what was done.
pub(crate) fn entry_words(s: &Strings, entry: &HistoryLine) -> String {
    let (kind, act) = (s.of("kind", &entry.kind), s.of("act", entry.act.replace('.', "-")));
    match &entry.which {
        Some(which) => format!("{kind}, {which}: {act}"),
        None => format!("{kind}: {act}"),
    }
}

async fn one(State(site): State<Arc<Site>>, Path(reference): Path<String>, headers: HeaderMap, form: Form) -> Response {
    site.page(headers, move |reader| {
        let number = super::number("REC", &reference).ok_or(WebError::NotFound)?;
        let page = reader.view.recommendation_page(number, reader.today)?.ok_or(WebError::NotFound)?;
        let (s, home) = (&reader.site.strings, format!("{}/recommendations/{}", reader.site.address, page.reference));
        let entries = page.history.iter().rev().take(ENTRIES).map(|h| Entry {
            id: format!("{home}#entry-{}", h.seq),
            link: home.clone(),
            title: entry_words(s, h),
            summary: s.w("rec-history-entry", h.seq),
            updated: h.written.clone(),
        });
        let title = format!("{}: {}", page.reference, shortened(&page.text));
        written(form, &Feed { title, own: format!("{home}/feed.{}", form.ending()), entries: entries.collect(), home })
    })
    .await
}

impl Form {
    fn ending(self) -> &'static str {
        match self {
            Form::Atom => "atom",
            Form::Json => "json",
        }
    }
}

fn written(form: Form, feed: &Feed) -> Result<Response, WebError> {
    let (kind, bytes) = match form {
        Form::Atom => {
            ("application/atom+xml; charset=utf-8", atom(feed).map_err(|e| WebError::Internal(e.to_string()))?)
        }
        Form::Json => {
            let bytes = serde_json::to_vec(&json_feed(feed)).map_err(|e| WebError::Internal(e.to_string()))?;
            ("application/feed+json; charset=utf-8", bytes)
        }
    };
    let mut response = bytes.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    Ok(response)
}

fn json_feed(feed: &Feed) -> Value {
    let items: Vec<Value> = feed
        .entries
        .iter()
        .map(|e| json!({"id": e.id, "url": e.link, "title": e.title, "content_text": e.summary, "date_modified": e.updated}))
        .collect();
    json!({"version": "https://jsonfeed.org/version/1.1", "title": feed.title, "home_page_url": feed.home, "feed_url": feed.own, "items": items})
}

fn atom(feed: &Feed) -> std::io::Result<Vec<u8>> {
    let mut xml = Writer::new(Cursor::new(Vec::new()));
    xml.write_event(Xml::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let updated = feed.entries.iter().map(|e| e.updated.as_str()).max().unwrap_or("1970-01-01T00:00:00Z");
    xml.create_element("feed").with_attribute(("xmlns", "http://www.w3.org/2005/Atom")).write_inner_content(|xml| {
        text(xml, "id", &feed.own)?;
        text(xml, "title", &feed.title)?;
        text(xml, "updated", updated)?;
        link(xml, "self", &feed.own)?;
        link(xml, "alternate", &feed.home)?;
        xml.create_element("author").write_inner_content(|xml| text(xml, "name", &feed.title))?;
        for entry in &feed.entries {
            xml.create_element("entry").write_inner_content(|xml| {
                text(xml, "id", &entry.id)?;
                text(xml, "title", &entry.title)?;
                text(xml, "updated", &entry.updated)?;
                link(xml, "alternate", &entry.link)?;
                text(xml, "summary", &entry.summary)
            })?;
        }
        Ok(())
    })?;
    Ok(xml.into_inner().into_inner())
}

fn text(xml: &mut Writer<Cursor<Vec<u8>>>, name: &str, words: &str) -> std::io::Result<()> {
    // What XML 1.0 has no way to write is left away.
    let written = |c: &char| match c {
        '\n' | '\t' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        c => !c.is_control(),
    };
    let plain: String = words.chars().filter(written).collect();
    xml.create_element(name).write_text_content(BytesText::new(&plain)).map(drop)
}

fn link(xml: &mut Writer<Cursor<Vec<u8>>>, rel: &str, to: &str) -> std::io::Result<()> {
    xml.create_element("link").with_attribute(("rel", rel)).with_attribute(("href", to)).write_empty().map(drop)
}
