//! What every page shares: reading the view off the async threads, the frame, and errors as pages.
//!
//! *Invariant:* an error page says what does exist and where to go next, and its reference is in the log too (rule 19).

use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};

use app::App;
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use domain::{Desk, PartialDate};
use jiff::civil::Date;
use view::{BodyRef, SearchError, ThemeRef, View, ViewError};

use crate::now;
use crate::strings::Strings;

/// What the server holds.
pub(crate) struct Site {
    pub(crate) app: App,
    /// Where programs' acts are done: on threads that step back behind readers.
    pub(crate) acting: tokio::runtime::Handle,
    pub(crate) strings: Strings,
    pub(crate) title: String,
    pub(crate) rows: usize,
    /// The address people open, without a slash at its end.
    pub(crate) address: String,
    /// Whether a proxy stands before the server and says where requests come from.
    pub(crate) behind_proxy: bool,
    /// Whether everybody who signs in must have a code.
    pub(crate) second_factor_required: bool,
    /// The bytes of one evidence file.
    pub(crate) evidence: u64,
    /// How long sessions last.
    pub(crate) limits: accounts::SessionLimits,
    /// Who else signs people in.
    pub(crate) provider: Option<crate::provider::Provider>,
    /// What was tried lately.
    pub(crate) throttle: accounts::Throttle,
    /// How many passwords are hashed at once.
    pub(crate) gate: crate::gate::Gate,
    /// Places for files that few may read, while they are sealed or opened.
    pub(crate) rooms: Arc<crate::rooms::Rooms>,
    pub(crate) stylesheet: Option<String>,
    /// The picture that a browser shows beside a page's title.
    pub(crate) icon: Option<String>,
    pub(crate) choices: Mutex<Option<(u64, Arc<Choices>)>>,
    /// What programs' acts were done with lately.
    pub(crate) sent: crate::api::Sent,
    /// Downloads that are on their way, and the file that is made for them.
    pub(crate) downloads: crate::api::Downloads,
    /// Sentences that many answers have, as of a place of the index.
    pub(crate) common: Kept<Vec<view::Common>>,
    /// Groups that no theme names, as of a place of the view.
    pub(crate) unnamed: Kept<Vec<super::themes::Unnamed>>,
}

/// Something that takes long to work out, kept for a place of the register. While it is made for another place the last one is
/// shown, so that one reader at a time is at it and nobody waits for another.
pub(crate) struct Kept<T>(Mutex<Last<T>>);

/// What was made last, for which place, and whether somebody is at the next.
struct Last<T> {
    made: Option<(u64, Arc<T>)>,
    making: bool,
}

impl<T> Default for Kept<T> {
    fn default() -> Kept<T> {
        Kept(Mutex::new(Last { made: None, making: false }))
    }
}

impl<T> Kept<T> {
    pub(crate) fn get(&self, at: u64, make: impl FnOnce() -> Result<T, WebError>) -> Result<Arc<T>, WebError> {
        {
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let making = kept.making;
            if let Some((_, made)) = kept.made.as_ref().filter(|(place, _)| *place == at || making) {
                return Ok(Arc::clone(made));
            }
            kept.making = true;
        }
        let done = Done(self);
        let made = Arc::new(make()?);
        drop(done);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.made = Some((at, Arc::clone(&made)));
        Ok(made)
    }
}

/// Says that nobody is at it any more, however that ended.
struct Done<'a, T>(&'a Kept<T>);

impl<T> Drop for Done<'_, T> {
    fn drop(&mut self) {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).making = false;
    }
}

/// What a list can be narrowed by; the same until the register changes.
#[derive(Default)]
pub(crate) struct Choices {
    pub(crate) to: Vec<BodyRef>,
    pub(crate) by: Vec<BodyRef>,
    pub(crate) years: Vec<String>,
    pub(crate) themes: Vec<ThemeRef>,
}

impl Reader<'_> {
    /// The choices as of the view's place, read once for each place.
    pub(crate) fn choices(&self) -> Result<Arc<Choices>, WebError> {
        let seq = self.view.seq()?;
        let mut kept = self.site.choices.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, choices)) = kept.as_ref().filter(|(at, _)| *at == seq) {
            return Ok(Arc::clone(choices));
        }
        let bodies = self.view.bodies(true)?;
        let mut years: Vec<String> = self.view.counts("year")?.into_iter().map(|(year, _)| year).collect();
        years.reverse();
        let choices = Arc::new(Choices {
            to: bodies.iter().filter(|b| b.1 > 0).map(|b| b.0.clone()).collect(),
            by: bodies.iter().filter(|b| b.2 > 0).map(|b| b.0.clone()).collect(),
            years,
            themes: self.view.theme_counts()?.into_iter().map(|(theme, _)| theme).collect(),
        });
        *kept = Some((seq, Arc::clone(&choices)));
        Ok(choices)
    }
}

/// Why a page cannot be shown.
#[derive(Debug)]
pub(crate) enum WebError {
    /// Nothing is there.
    NotFound,
    /// A part of the address is wrong.
    BadRequest(Cow<'static, str>),
    /// The form was made by another site, or its session is over.
    Forged,
    /// Not theirs to see or do.
    Forbidden(String),
    /// The search index is being made.
    Unready(String),
    /// Asked for more often than one person would.
    TooOften {
        /// When it may be asked again.
        seconds: u64,
    },
    /// The readers' queue is full.
    Busy,
    /// The fault is ours.
    Internal(String),
}

impl WebError {
    /// A part of the address that is wrong, and why.
    pub(crate) fn bad(what: impl Into<Cow<'static, str>>) -> WebError {
        WebError::BadRequest(what.into())
    }
}

impl From<SearchError> for WebError {
    fn from(error: SearchError) -> WebError {
        match error {
            SearchError::Refused(why) => WebError::bad(why.to_string()),
            SearchError::Unready { .. } => WebError::Unready(error.to_string()),
            SearchError::View(error) => error.into(),
        }
    }
}

impl From<ViewError> for WebError {
    fn from(error: ViewError) -> WebError {
        WebError::Internal(format!("{error}: {:?}", std::error::Error::source(&error)))
    }
}

impl From<askama::Error> for WebError {
    fn from(error: askama::Error) -> WebError {
        WebError::Internal(error.to_string())
    }
}

/// What a page's function gets on the reader's thread.
pub(crate) struct Reader<'a> {
    pub(crate) view: &'a View<'a>,
    pub(crate) site: &'a Site,
    pub(crate) today: Date,
}

impl Site {
    /// Runs `read` on a reader's thread. With the view's place, the index's and the day as ETag, what the client holds already is
    /// answered with 304 and not read again.
    pub(crate) async fn read(
        self: Arc<Site>,
        headers: &HeaderMap,
        read: impl FnOnce(&Reader<'_>) -> Result<Response, WebError> + Send + 'static,
    ) -> Result<Response, WebError> {
        let (answer, answered) = tokio::sync::oneshot::channel();
        let known = headers.get(header::IF_NONE_MATCH).cloned();
        let today = now::today();
        let site = Arc::clone(&self);
        let queued = self.app.public().run(move |view| {
            let reader = Reader { view, site: &site, today };
            let done = tagged(&reader, known.as_ref(), read);
            // A closed channel is a client that went away.
            let _ = answer.send(done);
        });
        if !queued {
            return Err(WebError::Busy);
        }
        answered.await.map_err(|_| WebError::Internal("the reader's thread failed".to_owned()))?
    }

    /// Runs `read`, for one record, on the asking thread: it takes less time than handing it over (docs/decisions/0007).
    pub(crate) fn read_one(
        &self,
        headers: &HeaderMap,
        read: impl FnOnce(&Reader<'_>) -> Result<Response, WebError>,
    ) -> Result<Response, WebError> {
        let known = headers.get(header::IF_NONE_MATCH);
        let today = now::today();
        self.app.public().here(|view| tagged(&Reader { view, site: self, today }, known, read))?
    }

    /// Runs `read` for a page; errors become pages.
    pub(crate) async fn page(
        self: Arc<Site>,
        headers: HeaderMap,
        read: impl FnOnce(&Reader<'_>) -> Result<Response, WebError> + Send + 'static,
    ) -> Response {
        let site = Arc::clone(&self);
        match self.read(&headers, read).await {
            Ok(response) => response,
            Err(error) => site.error_page(&error),
        }
    }

    /// Runs `read` for the page of one record.
    pub(crate) fn page_of_one(
        &self,
        headers: &HeaderMap,
        read: impl FnOnce(&Reader<'_>) -> Result<Response, WebError>,
    ) -> Response {
        self.read_one(headers, read).unwrap_or_else(|error| self.error_page(&error))
    }

    pub(super) fn error_page(&self, error: &WebError) -> Response {
        let (status, key, word) = match error {
            WebError::NotFound => (StatusCode::NOT_FOUND, "error-not-found", String::new()),
            WebError::BadRequest(what) => (StatusCode::BAD_REQUEST, "error-bad-request", what.to_string()),
            WebError::Forged => (StatusCode::FORBIDDEN, "error-forged", String::new()),
            WebError::Forbidden(why) => (StatusCode::FORBIDDEN, "error-forbidden", why.clone()),
            WebError::TooOften { seconds } => (StatusCode::TOO_MANY_REQUESTS, "error-too-often", seconds.to_string()),
            WebError::Busy => (StatusCode::SERVICE_UNAVAILABLE, "error-busy", String::new()),
            WebError::Unready(_) => (StatusCode::SERVICE_UNAVAILABLE, "error-unready", String::new()),
            WebError::Internal(why) => {
                let reference = now::random::<6>().map(|b| intake::hex(&b)).unwrap_or_default();
                tracing::error!(reference, why, "a page failed");
                (StatusCode::INTERNAL_SERVER_ERROR, "error-internal", reference)
            }
        };
        let text = self.strings.w(&format!("{key}-text"), &word);
        let page = ErrorPage { frame: Frame::of(self, ""), heading: self.strings.t(key), text };
        match page.render() {
            Ok(html) => (status, Html(html)).into_response(),
            Err(_) => status.into_response(),
        }
    }
}

fn tagged(
    reader: &Reader<'_>,
    known: Option<&HeaderValue>,
    read: impl FnOnce(&Reader<'_>) -> Result<Response, WebError>,
) -> Result<Response, WebError> {
    // What is found, and what is said to be like a record, follows the view; it is asked before it is read.
    let come = reader.site.app.search().come();
    let tag = format!("W/\"{}-{come}-{}-{}\"", reader.view.seq()?, reader.today, env!("CARGO_PKG_VERSION"));
    let tag = HeaderValue::from_str(&tag).map_err(|e| WebError::Internal(e.to_string()))?;
    let mut response = if known == Some(&tag) { StatusCode::NOT_MODIFIED.into_response() } else { read(reader)? };
    response.headers_mut().insert(header::ETAG, tag);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}

/// The frame of every page.
pub(crate) struct Frame<'a> {
    pub(crate) s: &'a Strings,
    pub(crate) title: &'a str,
    pub(crate) stylesheet: Option<&'a str>,
    pub(crate) icon: Option<&'a str>,
    pub(crate) here: &'static str,
    /// Who signed in; on pages for everybody nobody, so that every cache may keep them.
    pub(crate) who: Option<String>,
    /// The desks that are open to them.
    pub(crate) desks: Vec<Desk>,
    /// What each of their forms carries.
    pub(crate) form: String,
}

impl<'a> Frame<'a> {
    /// The frame with the section that is shown as open.
    pub(crate) fn of(site: &'a Site, here: &'static str) -> Frame<'a> {
        Frame {
            s: &site.strings,
            title: &site.title,
            stylesheet: site.stylesheet.as_deref(),
            icon: site.icon.as_deref(),
            here,
            who: None,
            desks: Vec::new(),
            form: String::new(),
        }
    }

    /// The sections: address, name, whether it is this one.
    pub(crate) fn sections(&self) -> Vec<(&'static str, &'a str, bool)> {
        let all = [
            ("/search", "nav-search"),
            ("/analysis", "nav-analysis"),
            ("/due", "nav-due"),
            ("/themes", "nav-themes"),
            ("/recommendations", "nav-recommendations"),
            ("/bodies", "nav-bodies"),
            ("/standards", "nav-standards"),
            ("/meetings", "nav-meetings"),
            ("/documents", "nav-documents"),
            ("/case-outcomes", "nav-outcomes"),
            ("/about", "nav-about"),
        ];
        let s = self.s;
        all.into_iter().map(|(to, key)| (to, s.t(key), to == self.here)).collect()
    }

    /// What each form of someone who signed in carries: hexadecimal digits, so that no character is escaped.
    pub(crate) fn token(&self) -> String {
        if self.form.is_empty() {
            return String::new();
        }
        format!("<input type=\"hidden\" name=\"form_token\" value=\"{}\">", self.form)
    }

    /// The desks: address, name, whether it is this one.
    pub(crate) fn open_desks(&self) -> Vec<(&'static str, String, bool)> {
        let mut all: Vec<(&'static str, &'static str)> = Vec::new();
        for desk in &self.desks {
            match desk {
                Desk::Own => all.push(("/work", "own")),
                Desk::People => all.push(("/people", "people")),
                Desk::Documents => {
                    all.extend([("/inbox", "inbox"), ("/likeness", "likeness"), ("/suggestions", "suggestions")]);
                }
                Desk::Answers => all.push(("/answers", "answers")),
                Desk::Oversight => all.push(("/oversight", "oversight")),
            }
        }
        all.push(("/account", "account"));
        all.into_iter().map(|(to, key)| (to, self.s.of("desk", key), to == self.here)).collect()
    }

    /// A date of the record in words: "1 December 2020", "December 2020", "2020".
    pub(crate) fn day(&self, edtf: &str) -> String {
        let Ok(date) = edtf.parse::<PartialDate>() else { return edtf.to_owned() };
        let first = date.earliest();
        match date.precision() {
            "day" => first.strftime("%-d %B %Y").to_string(),
            "month" => first.strftime("%B %Y").to_string(),
            _ => first.strftime("%Y").to_string(),
        }
    }

    /// Such a date, or words for its absence.
    pub(crate) fn day_or(&self, edtf: &Option<String>) -> String {
        edtf.as_ref().map_or_else(|| self.s.t("not-known").to_owned(), |d| self.day(d))
    }

    /// The first words of a text, for a list.
    pub(crate) fn short(&self, words: &str) -> String {
        shortened(words)
    }

    /// The colour of a tag: never the only sign, the words stand beside it.
    pub(crate) fn colour(&self, value: &str) -> &'static str {
        match value {
            "accepted" | "met" | "complete" | "verified" | "verified_by_oversight_body" | "closed_implemented" => {
                "green"
            }
            "rejected" | "overdue" | "contradicted" | "insufficient" | "will_not_do" => "red",
            "partly_accepted" | "accepted_in_principle" | "possibly_overdue" | "due_soon" | "met_late" | "partial" => {
                "yellow"
            }
            "in_progress" | "already_done" | "noted" | "not_due" => "blue",
            _ => "grey",
        }
    }
}

/// The first words of a text, for a list.
pub(crate) fn shortened(words: &str) -> String {
    const MOST: usize = 220;
    if words.chars().count() <= MOST {
        return words.to_owned();
    }
    let cut: String = words.chars().take(MOST).collect();
    let at = cut.rfind(' ').unwrap_or(cut.len());
    format!("{}…", cut.get(..at).unwrap_or(&cut))
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    frame: Frame<'a>,
    heading: &'a str,
    text: String,
}

/// Renders a template as a page.
pub(crate) fn html(page: &impl Template) -> Result<Response, WebError> {
    Ok(Html(page.render()?).into_response())
}

/// A page with forms on it: as it is, or as the answer to a form that was refused.
pub(crate) fn html_or_refused(page: &impl Template, refused: bool) -> Result<Response, WebError> {
    let mut response = html(page)?;
    if refused {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// What tells one showing of a form from another: sent twice, a form is one act; shown twice, two.
pub(crate) fn showing() -> Result<String, WebError> {
    now::random::<16>().map(|bytes| intake::hex(&bytes)).map_err(WebError::Internal)
}

/// The page for an address that is none.
pub(crate) async fn not_found(State(site): State<Arc<Site>>) -> Response {
    site.error_page(&WebError::NotFound)
}
