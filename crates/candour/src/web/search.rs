//! Searching: the page with its facets, and the reading of what is asked, for page, API and CSV alike.
//!
//! *Invariant:* a narrowing that cannot be read is an error, never a wider search.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use view::{Ask, Facet, FacetCounts, FacetValue, Found, Help, Hit, Mended, Sort, Sought};

use super::page::{Frame, Site, WebError, html};
use super::recommendations::encoded;

/// What a query holds, in its order; a name may come more than once.
pub(crate) type Pairs = Vec<(String, String)>;

/// A name's first value in an address; empty where it is not there.
pub(super) fn value<'a>(pairs: &'a [(String, String)], name: &str) -> &'a str {
    pairs.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
}

/// Hits on a page.
pub(crate) const PAGE: usize = 25;
/// The most values of a facet that are shown open.
const SHOWN: usize = 12;

/// A search as an address asks for it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Searched {
    pub(crate) ask: Ask,
}

impl Searched {
    /// Reads the query; empty values are as if they were not there, which is how a form without script sends them.
    pub(crate) fn parse(pairs: &Pairs, most: usize) -> Result<Searched, WebError> {
        let mut ask = Ask { most, facets: Facet::ALL.to_vec(), ..Ask::default() };
        for (name, value) in pairs.iter().filter(|(_, v)| !v.trim().is_empty()) {
            let value = value.trim();
            match name.as_str() {
                "words" => ask.words = value.to_owned(),
                "kind" => {
                    ask.sought = Sought::parse(value).ok_or_else(|| WebError::bad("kind: not one there is"))?;
                }
                "sort" => ask.sort = Some(Sort::parse(value).ok_or_else(|| WebError::bad("sort: not one there is"))?),
                "after" => {
                    let place = value.parse().map_err(|()| WebError::bad("after: not a place a search gave"))?;
                    ask.after = Some(place);
                }
                "facets" => {
                    let names = value.split(',').map(str::trim).filter(|n| !n.is_empty() && *n != "none");
                    let facets =
                        names.map(|n| Facet::parse(n).ok_or_else(|| WebError::bad("facets: not one there is")));
                    ask.facets = facets.collect::<Result<Vec<Facet>, WebError>>()?;
                    ask.facets.sort_unstable();
                    ask.facets.dedup();
                }
                name => {
                    if let Some(facet) = Facet::parse(name) {
                        // A value there is not is refused, with those there are, by the search itself.
                        let value = facet.written(value).unwrap_or_else(|_| value.to_owned());
                        ask.chosen.push((facet, value));
                    }
                }
            }
        }
        if ask.chosen.len() > MOST_CHOSEN {
            return Err(WebError::bad(format!("a search is narrowed to {MOST_CHOSEN} values at most")));
        }
        ask.chosen.sort();
        ask.chosen.dedup();
        Ok(Searched { ask })
    }

    /// The query of the same search, from the place given.
    pub(crate) fn query(&self, after: Option<&str>) -> String {
        let mut pairs: Vec<(&str, &str)> = Vec::new();
        if !self.ask.words.is_empty() {
            pairs.push(("words", &self.ask.words));
        }
        if self.ask.sought != Sought::default() {
            pairs.push(("kind", self.ask.sought.as_str()));
        }
        pairs.extend(self.ask.sort.map(|s| ("sort", s.as_str())));
        pairs.extend(self.ask.chosen.iter().map(|(f, v)| (f.as_str(), v.as_str())));
        pairs.extend(after.map(|a| ("after", a)));
        let parts: Vec<String> = pairs.into_iter().map(|(k, v)| format!("{k}={}", encoded(v))).collect();
        if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
    }

    /// The same without one value.
    fn without(&self, facet: Facet, value: &str) -> String {
        let mut other = self.clone();
        other.ask.chosen.retain(|(f, v)| !(*f == facet && v == value));
        format!("/search{}", other.query(None))
    }
}

/// The most values a search is narrowed to.
const MOST_CHOSEN: usize = 50;

/// A value that the search is narrowed to, and the search without it.
struct Chosen {
    facet: Facet,
    name: String,
    without: String,
}

#[derive(Template)]
#[template(path = "search/search.html")]
struct Page<'a> {
    frame: Frame<'a>,
    searched: Searched,
    found: Found,
    next: Option<String>,
    /// What was asked cannot be: why.
    refused: Option<String>,
}

impl Page<'_> {
    fn words(&self) -> &str {
        &self.searched.ask.words
    }

    /// Whether it is recommendations that are sought: only they have facets.
    fn recommendations(&self) -> bool {
        self.searched.ask.sought == Sought::Recommendations
    }

    fn kinds(&self) -> Vec<(Sought, u64, String, bool)> {
        let link = |sought: Sought| {
            let mut other = self.searched.clone();
            other.ask.sought = sought;
            if sought != Sought::Recommendations {
                other.ask.chosen.clear();
                other.ask.sort = other.ask.sort.filter(|s| !matches!(s, Sort::Latest | Sort::Changed));
            }
            format!("/search{}", other.query(None))
        };
        let sought = self.searched.ask.sought;
        self.found.kinds.iter().map(|(kind, n)| (*kind, *n, link(*kind), *kind == sought)).collect()
    }

    /// The orders there are: by relevance only where there are words, by lateness only for recommendations.
    fn sorts(&self) -> Vec<(Sort, bool)> {
        let there = |s: &Sort| match s {
            Sort::Relevance => !self.words().is_empty(),
            Sort::Newest => true,
            Sort::Latest | Sort::Changed => self.recommendations(),
        };
        Sort::ALL.into_iter().filter(there).map(|s| (s, s == self.found.sort)).collect()
    }

    fn name(&self, facet: Facet, value: &FacetValue) -> String {
        value.name.clone().unwrap_or_else(|| self.value_name(facet, &value.value))
    }

    fn value_name(&self, facet: Facet, value: &str) -> String {
        let family = match facet {
            Facet::Position => "position",
            Facet::Timeliness => "time",
            Facet::ClaimedStatus => "claimed",
            Facet::AssuredStatus => "assured",
            Facet::Closure => "closure",
            Facet::SaidBefore => "said",
            _ => return value.to_owned(),
        };
        self.frame.s.of(family, value)
    }

    /// The values of a facet that are shown: the most frequent, and those chosen.
    fn shown<'b>(&self, facet: &'b FacetCounts) -> Vec<&'b FacetValue> {
        let mut at = 0;
        let first = |v: &&FacetValue| {
            at += 1;
            at <= SHOWN || v.chosen
        };
        facet.values.iter().filter(first).collect()
    }

    /// How many values are not shown.
    fn hidden(&self, facet: &FacetCounts) -> u64 {
        u64::try_from(facet.values.len() - self.shown(facet).len() + facet.more).unwrap_or(0)
    }

    fn open(&self, facet: &FacetCounts) -> bool {
        facet.values.iter().any(|v| v.chosen)
    }

    fn chosen(&self) -> Vec<Chosen> {
        let name = |facet: Facet, value: &str| {
            let known = self.found.facets.iter().find(|f| f.facet == facet);
            let value_known = known.and_then(|f| f.values.iter().find(|v| v.value == value));
            value_known.map_or_else(|| self.value_name(facet, value), |v| self.name(facet, v))
        };
        let one = |(facet, value): &(Facet, String)| Chosen {
            facet: *facet,
            name: name(*facet, value),
            without: self.searched.without(*facet, value),
        };
        self.searched.ask.chosen.iter().map(one).collect()
    }

    /// What is worth saying of how the search was read.
    fn notes(&self) -> Vec<String> {
        let s = self.frame.s;
        let mended = self.found.mended.iter().map(|m| match m {
            Mended::Quote => s.t("search-mended-quote").to_owned(),
            Mended::Bracket => s.t("search-mended-bracket").to_owned(),
        });
        let taken = self.found.taken.iter().map(|t| match t.names.as_slice() {
            [] => s.w("search-taken-none", &t.value),
            names => {
                let more = u64::try_from(t.more).unwrap_or(0);
                let more = if more > 0 { format!(" {}", s.n("facet-more", &more)) } else { String::new() };
                s.ww("search-taken", &t.value, names.join("; ") + &more)
            }
        });
        mended.chain(taken).collect()
    }

    /// The search without what narrows it.
    fn unnarrowed(&self) -> String {
        let mut other = self.searched.clone();
        other.ask.chosen.clear();
        format!("/search{}", other.query(None))
    }

    /// How many rows any of the words finds, where it is worth offering.
    fn any_found(&self, help: &Help) -> Option<u64> {
        help.any.filter(|_| !self.found.widened)
    }

    /// The search with a word put in another's place.
    fn instead(&self, word: &str, near: &str) -> String {
        let mut other = self.searched.clone();
        other.ask.words = other.ask.words.replace(word, near);
        format!("/search{}", other.query(None))
    }

    /// The search for any of the words.
    fn any(&self) -> String {
        let mut other = self.searched.clone();
        other.ask.chosen.clear();
        let words: Vec<&str> = self.words().split_whitespace().filter(|w| *w != "AND").collect();
        other.ask.words = words.join(" OR ");
        format!("/search{}", other.query(None))
    }

    /// What the search is made of, for a form that asks for the same one.
    fn narrowed(&self) -> Vec<(&'static str, &str)> {
        let words = Some(("words", self.words())).filter(|(_, words)| !words.is_empty());
        let chosen = self.searched.ask.chosen.iter().map(|(facet, value)| (facet.as_str(), value.as_str()));
        words.into_iter().chain(chosen).collect()
    }

    /// The feed of what the search finds.
    fn feed(&self, kind: &str) -> String {
        let mut other = self.searched.clone();
        other.ask.sort = None;
        format!("/feed.{kind}{}", other.query(None))
    }

    fn link(&self, hit: &Hit) -> String {
        let folder = match self.searched.ask.sought {
            Sought::Recommendations => "recommendations",
            Sought::Documents => "documents",
            Sought::Meetings => "meetings",
            Sought::Standards => "standards",
        };
        format!("/{folder}/{}", hit.reference)
    }
}

pub(crate) async fn search(State(site): State<Arc<Site>>, Query(pairs): Query<Pairs>, headers: HeaderMap) -> Response {
    site.page(headers, move |reader| {
        let searched = Searched::parse(&pairs, reader.site.rows.min(PAGE))?;
        let (found, refused) = match reader.site.app.search().find(reader.view, &searched.ask, reader.today) {
            Ok(found) => (found, None),
            Err(view::SearchError::Refused(why)) => (Found::default(), Some(why.to_string())),
            Err(error) => return Err(error.into()),
        };
        let next = found.next.as_deref().map(|after| format!("/search{}", searched.query(Some(after))));
        let status = if refused.is_some() { axum::http::StatusCode::BAD_REQUEST } else { axum::http::StatusCode::OK };
        let page = Page { frame: Frame::of(reader.site, "/search"), searched, found, next, refused };
        Ok((status, html(&page)?).into_response())
    })
    .await
}
