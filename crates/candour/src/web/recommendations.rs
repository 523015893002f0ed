//! The list of recommendations and one recommendation's page.
//!
//! *Invariant:* filters are parsed here, once; what cannot be parsed is an error, not a wider list.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use domain::Position;
use view::{Counted, Filter, Key, ListRow, RecommendationPage, ReusedOf, SaidBefore, SearchError};

use super::number;
use super::page::{Choices, Frame, Reader, Site, WebError, html};
use crate::working::sentences;

/// A list as asked for: what it shows only, and where it goes on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked {
    pub(crate) filter: Filter,
    pub(crate) after: Option<Key>,
}

impl Asked {
    /// Reads the query; empty values are as if they were not there, which is how a form without script sends them.
    pub(crate) fn parse(query: &BTreeMap<String, String>) -> Result<Asked, WebError> {
        let mut asked = Asked::default();
        for (name, value) in query.iter().filter(|(_, v)| !v.trim().is_empty()) {
            let value = value.trim().to_owned();
            let filter = &mut asked.filter;
            match name.as_str() {
                "to" => filter.to = Some(value),
                "by" => filter.by = Some(value),
                "theme" => filter.theme = Some(value),
                "words" => return Err(WebError::bad("words: the list has no words; /search and /api/v1/search do")),
                "position" => {
                    filter.position = Some(Position::parse(&value).ok_or(WebError::bad("position: not one there is"))?)
                }
                "year" => {
                    let year = value.parse().ok().filter(|year| (1000..=9999).contains(year));
                    filter.year = Some(year.ok_or(WebError::bad("year: four digits"))?);
                }
                "after" => asked.after = Some(cursor(&value).ok_or(WebError::bad("after: not a place a list gave"))?),
                _ => {}
            }
        }
        Ok(asked)
    }

    /// The query of the same list, from the place given.
    pub(crate) fn query(&self, after: Option<Key>) -> String {
        let f = &self.filter;
        let pairs = [
            ("to", f.to.clone()),
            ("by", f.by.clone()),
            ("theme", f.theme.clone()),
            ("position", f.position.map(|p| p.as_str().to_owned())),
            ("year", f.year.map(|y| y.to_string())),
            ("after", after.map(|k| format!("{}.{}", k.sort, k.n))),
        ];
        let parts: Vec<String> =
            pairs.into_iter().filter_map(|(k, v)| v.map(|v| format!("{k}={}", encoded(&v)))).collect();
        if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
    }
}

/// A place in a list, as lists give it: `20201201.57`.
pub(crate) fn cursor(text: &str) -> Option<Key> {
    let (sort, n) = text.split_once('.')?;
    Some(Key { sort: sort.parse().ok()?, n: n.parse().ok()? })
}

/// Percent-encodes a value for a query.
pub(crate) fn encoded(value: &str) -> String {
    value.bytes().fold(String::new(), |mut out, b| {
        if b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(b));
        } else {
            out.push_str(&format!("%{b:02X}"));
        }
        out
    })
}

#[derive(Template)]
#[template(path = "recommendations/list.html")]
struct List<'a> {
    frame: Frame<'a>,
    asked: Asked,
    rows: Vec<ListRow>,
    total: Option<u64>,
    next: Option<String>,
    download: String,
    filtered: bool,
    choices: Arc<Choices>,
}

impl List<'_> {
    fn chosen(&self, name: &str, value: &str) -> bool {
        let f = &self.asked.filter;
        match name {
            "to" => f.to.as_deref() == Some(value),
            "by" => f.by.as_deref() == Some(value),
            "theme" => f.theme.as_deref() == Some(value),
            "position" => f.position.is_some_and(|p| p.as_str() == value),
            "year" => f.year.is_some_and(|y| y.to_string() == value),
            _ => false,
        }
    }
}

pub(crate) async fn list(
    State(site): State<Arc<Site>>,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    // Addresses of before there was a search page.
    if let Some(words) = query.get("words").filter(|w| !w.trim().is_empty()) {
        return Redirect::permanent(&format!("/search?words={}", encoded(words))).into_response();
    }
    site.page(headers, move |reader| {
        let asked = Asked::parse(&query)?;
        let page = reader.view.recommendations(&asked.filter, asked.after, reader.site.rows, reader.today)?;
        let total = match reader.view.total(&asked.filter)? {
            Counted::Exactly(n) => Some(n),
            Counted::NotKept => None,
        };
        html(&List {
            frame: Frame::of(reader.site, "/recommendations"),
            rows: page.rows,
            total,
            next: page.next.map(|key| format!("/recommendations{}", asked.query(Some(key)))),
            download: asked.query(None),
            filtered: asked.filter != Filter::default() || asked.after.is_some(),
            choices: reader.choices()?,
            asked,
        })
    })
    .await
}

#[derive(Template)]
#[template(path = "recommendations/show.html")]
struct Show<'a> {
    frame: Frame<'a>,
    page: RecommendationPage,
    /// What it is like; `None` while that is being worked out.
    said: Option<Vec<SaidBefore>>,
    /// What of its answers stands in other answers too.
    reused: Vec<ReusedOf>,
}

impl Show<'_> {
    fn earlier(&self) -> Vec<&SaidBefore> {
        self.said.iter().flatten().filter(|s| s.earlier).take(SAID).collect()
    }

    fn later(&self) -> Vec<&SaidBefore> {
        self.said.iter().flatten().filter(|s| !s.earlier).take(SAID).collect()
    }

    /// What of an answer stands in others.
    fn reused(&self, place: &i64) -> Option<&ReusedOf> {
        self.reused.iter().find(|r| r.place == *place)
    }

    /// The search for a sentence as it stands.
    fn phrase(&self, words: &str) -> String {
        phrase(words)
    }

    fn heading(&self) -> String {
        let names: Vec<&str> =
            self.page.obligations.iter().filter_map(|o| o.addressee.as_ref()).map(|b| b.name.as_str()).collect();
        if names.is_empty() {
            self.frame.s.t("rec-title-unknown").to_owned()
        } else {
            self.frame.s.w("rec-title", names.join(", "))
        }
    }

    fn caption(&self) -> String {
        match &self.page.made_on {
            Some(made) => self.frame.s.ww("rec-caption", &self.page.reference, self.frame.day(made)),
            None => self.frame.s.w("rec-caption-undated", &self.page.reference),
        }
    }

    /// How an obligation's due day comes about, in sentences.
    fn working(&self, o: &view::ObligationView) -> Vec<String> {
        o.clock.as_ref().map(|clock| sentences(self.frame.s, clock)).unwrap_or_default()
    }

    fn due(&self, earliest: &Option<String>, latest: &Option<String>) -> Option<String> {
        let (earliest, latest) = (earliest.as_ref()?, latest.as_ref()?);
        Some(if earliest == latest {
            self.frame.day(earliest)
        } else {
            self.frame.s.ww("rec-due-window", self.frame.day(earliest), self.frame.day(latest))
        })
    }

    /// Where on the document's page the words asked stand.
    fn place(&self) -> String {
        self.page.quotes.get("text").map(|(start, _)| format!("#q{start}")).unwrap_or_default()
    }

    /// What the cited standards are said to say, for a recommendation that gives no finding of its own.
    fn pointed(&self) -> Vec<&String> {
        self.page.citations.iter().filter_map(|c| c.quote.as_ref()).collect()
    }

    fn what_if(&self, window: &(String, String)) -> String {
        if window.0 == window.1 {
            self.frame.s.w("rec-what-if-day", self.frame.day(&window.0))
        } else {
            self.frame.s.ww("rec-what-if", self.frame.day(&window.0), self.frame.day(&window.1))
        }
    }

    fn due_words(&self, kind: &str, due: &str) -> String {
        if kind == "on" { self.frame.day(due) } else { due.to_owned() }
    }

    fn act(&self, act: &str) -> String {
        self.frame.s.of("act", act.replace('.', "-"))
    }

    fn kinds(&self, kinds: &[String]) -> String {
        kinds.iter().map(|kind| self.frame.s.of("kind", kind)).collect::<Vec<_>>().join(", ")
    }

    fn written(&self, instant: &str) -> String {
        instant.replace('T', " ").replace('Z', " UTC")
    }
}

pub(crate) async fn show(State(site): State<Arc<Site>>, Path(reference): Path<String>, headers: HeaderMap) -> Response {
    site.page_of_one(&headers, |reader| {
        let number = number("REC", &reference).ok_or(WebError::NotFound)?;
        let page = reader.view.recommendation_page(number, reader.today)?.ok_or(WebError::NotFound)?;
        let said = said_before(reader, number)?;
        let reused = match reader.site.app.search().reused_of(reader.view, number) {
            Ok(reused) => reused,
            Err(SearchError::Unready { .. }) => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        html(&Show { frame: Frame::of(reader.site, "/recommendations"), page, said, reused })
    })
}

/// The search for a sentence: its first words, side by side.
pub(crate) fn phrase(words: &str) -> String {
    let first: Vec<&str> = words.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).take(12).collect();
    format!("/search?words={}", encoded(&format!("\"{}\"", first.join(" "))))
}

/// What a recommendation is like; `None` while the keys for it are being made.
fn said_before(reader: &Reader<'_>, number: u64) -> Result<Option<Vec<SaidBefore>>, WebError> {
    match reader.site.app.search().said_before(reader.view, number, reader.today) {
        Ok(said) => Ok(Some(said)),
        Err(SearchError::Unready { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The most that are shown on a recommendation's own page; the comparison shows all.
const SAID: usize = 10;

/// One row of the comparison: a recommendation and one addressee.
struct Compared<'a> {
    said: Option<&'a SaidBefore>,
    row: &'a ListRow,
}

#[derive(Template)]
#[template(path = "recommendations/compare.html")]
struct Compare<'a> {
    frame: Frame<'a>,
    page: RecommendationPage,
    own: Vec<ListRow>,
    said: Vec<SaidBefore>,
}

impl Compare<'_> {
    /// Every row: this recommendation's own first, then those it is like.
    fn rows(&self) -> Vec<Compared<'_>> {
        let own = self.own.iter().map(|row| Compared { said: None, row });
        let others =
            self.said.iter().flat_map(|said| said.rows.iter().map(move |row| Compared { said: Some(said), row }));
        own.chain(others).collect()
    }
}

pub(crate) async fn compare(
    State(site): State<Arc<Site>>,
    Path(reference): Path<String>,
    headers: HeaderMap,
) -> Response {
    site.page(headers, move |reader| {
        let number = number("REC", &reference).ok_or(WebError::NotFound)?;
        let page = reader.view.recommendation_page(number, reader.today)?.ok_or(WebError::NotFound)?;
        let said = said_before(reader, number)?
            .ok_or_else(|| WebError::Unready("what recommendations are like is being worked out".to_owned()))?;
        let own = reader.view.rows_of(number, reader.today)?;
        html(&Compare { frame: Frame::of(reader.site, "/recommendations"), page, own, said })
    })
    .await
}
