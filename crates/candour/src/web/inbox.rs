//! The inbox: the document on one side with the read words lit, what is proposed on the other, warnings first.
//!
//! *Invariant:* a form is one act, with the version its writer saw; a page from elsewhere cannot send one.

use std::sync::Arc;

use app::{App, AppError, Asked, Waiting};
use askama::Template;
use axum::Router;
use axum::extract::{Extension, Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::proposals::{CorrectProposal, Correction, Level, ReviewState};
use domain::{ActId, Position};
use serde::Deserialize;
use view::ProposalRow;

use super::likeness;
use super::lit::{Lit, Run};
use super::page::{Frame, Site, WebError, html, html_or_refused, showing};
use super::signed::Signed;
use super::themes;

/// Rows of the inbox on one page.
const ROWS: usize = 200;

pub(super) fn router() -> Router<Arc<Site>> {
    Router::new()
        .route("/inbox", get(list))
        .route("/inbox/{n}", get(show).post(act))
        .route("/likeness", get(likeness::list).post(likeness::judge))
        .route("/suggestions", get(themes::waiting).post(themes::judge))
}

#[derive(Template)]
#[template(path = "inbox/list.html")]
struct List<'a> {
    frame: Frame<'a>,
    waiting: Vec<ProposalRow>,
    rejected: Vec<ProposalRow>,
}

async fn list(State(site): State<Arc<Site>>, Extension(signed): Extension<Arc<Signed>>) -> Response {
    site.work(move |site| {
        let waiting = site.app.proposals(ReviewState::Waiting, 0, ROWS)?;
        let rejected = site.app.proposals(ReviewState::Rejected, 0, ROWS)?;
        Ok(html(&List { frame: Frame::signed(site, "/inbox", &signed), waiting, rejected })?)
    })
    .await
}

/// A value that a person can put right.
struct Value {
    place: String,
    label: String,
    words: String,
    /// Where its words are lit, if it has a place.
    anchor: Option<u32>,
    typed: bool,
    unsure: bool,
    choices: Vec<(&'static str, bool)>,
}

impl Value {
    fn id(&self) -> String {
        self.place.replace(['.', '_'], "-")
    }
}

impl Group {
    fn id(&self) -> String {
        self.place.replace(['.', '_'], "-")
    }
}

/// One proposed record with its values.
struct Group {
    place: String,
    label: String,
    values: Vec<Value>,
    recommendation: bool,
    last: bool,
}

struct Told {
    words: String,
    level: &'static str,
    anchor: Option<u32>,
}

#[derive(Template)]
#[template(path = "inbox/show.html")]
struct Show<'a> {
    frame: Frame<'a>,
    row: ProposalRow,
    warnings: Vec<Told>,
    groups: Vec<Group>,
    runs: Vec<Run>,
    act: String,
    refused: Option<String>,
    next: Option<i64>,
    doubts: Vec<Look>,
}

async fn show(
    State(site): State<Arc<Site>>,
    Extension(signed): Extension<Arc<Signed>>,
    Path(n): Path<i64>,
) -> Response {
    site.work(move |site| page(site, &signed, n, None)).await
}

fn page(site: &Site, signed: &Signed, n: i64, refused: Option<String>) -> Result<Response, Failed> {
    let held = site.app.proposal(n)?;
    let frame = Frame::signed(site, "/inbox", signed);
    let (mut groups, mut warnings) = (groups(&frame, &held), warnings(&held));
    let lit: Vec<Lit> = groups
        .iter()
        .flat_map(|g| &g.values)
        .filter_map(|v| Some((v.anchor?, v)))
        .map(|(start, v)| Lit {
            start,
            end: start + u32::try_from(v.words.len()).unwrap_or(0),
            link: format!("#f-{}", v.id()),
        })
        .collect();
    let told = held
        .filed
        .proposal
        .warnings
        .iter()
        .filter_map(|w| Some(Lit { start: w.start?, end: w.end?, link: "#told".to_owned() }));
    // The first addressee is the field's own place; the others lead to the same field.
    let recommendations = held.filed.proposal.recommendations.iter().enumerate();
    let others = recommendations
        .flat_map(|(i, r)| r.addressees.iter().skip(1).map(move |a| (i, a)))
        .map(|(i, a)| Lit { start: a.start, end: a.end, link: format!("#f-r{}-addressees", i + 1) });
    let lit = exact(&held, lit).into_iter().chain(others).chain(told).collect();
    let runs = super::lit::runs(&held.text, lit);
    // A place inside another is not lit by itself, and nothing may lead there.
    let lit_at: std::collections::HashSet<&str> = runs.iter().map(|run| run.id.as_str()).collect();
    let led = |at: &mut Option<u32>| *at = at.filter(|at| lit_at.contains(format!("s{at}").as_str()));
    groups.iter_mut().flat_map(|g| &mut g.values).for_each(|v| led(&mut v.anchor));
    warnings.iter_mut().for_each(|w| led(&mut w.anchor));
    let next = site.app.proposals(ReviewState::Waiting, n, 1)?.first().map(|row| row.n);
    let act = showing()?;
    let show =
        Show { warnings, runs, doubts: doubts(&site.app, &held)?, frame, row: held.row, groups, act, refused, next };
    Ok(html_or_refused(&show, show.refused.is_some())?)
}

/// The spans as the proposal has them: a value's words may be folded, its span is what is lit.
fn exact(held: &Waiting, mut lit: Vec<Lit>) -> Vec<Lit> {
    let spans = spans(held);
    for one in &mut lit {
        if let Some((_, end)) = spans.iter().find(|(start, _)| *start == one.start) {
            one.end = *end;
        }
    }
    lit
}

fn spans(held: &Waiting) -> Vec<(u32, u32)> {
    let mut out = Vec::new();
    let document = &held.filed.proposal.document;
    out.extend(document.title.iter().chain(&document.publisher).map(|q| (q.start, q.end)));
    for r in &held.filed.proposal.recommendations {
        out.push((r.text.start, r.text.end));
        out.extend(r.made_on.iter().map(|d| (d.start, d.end)));
        out.extend(r.addressees.iter().map(|a| (a.start, a.end)));
        for p in &r.responses {
            out.extend(p.position_words.iter().chain(&p.position).map(|q| (q.start, q.end)));
            out.extend(p.given_on.iter().chain(&p.received_on).map(|q| (q.start, q.end)));
            out.extend(p.actions.iter().map(|a| (a.text.start, a.text.end)));
        }
    }
    if let Some(meeting) = &held.filed.proposal.meeting {
        out.extend(meeting.actions.iter().map(|a| (a.text.start, a.text.end)));
        out.extend(meeting.actions.iter().filter_map(|a| a.owner.as_ref()).map(|o| (o.start, o.end)));
    }
    out
}

fn warnings(held: &Waiting) -> Vec<Told> {
    let mut all: Vec<_> = held.filed.proposal.warnings.iter().collect();
    all.sort_by_key(|w| std::cmp::Reverse(w.level));
    let level = |level| match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "info",
    };
    all.into_iter().map(|w| Told { words: w.message.clone(), level: level(w.level), anchor: w.start }).collect()
}

/// A body to look at: its name, when it ended if it had, and the known ones it may be, with how alike they are.
struct Look {
    name: String,
    ended: Option<String>,
    like: String,
}

fn doubts(app: &App, held: &Waiting) -> Result<Vec<Look>, AppError> {
    let all = app.doubts(&held.filed.proposal)?;
    let told = |(name, alike): (String, u8)| if alike == 100 { name } else { format!("{name} ({alike}%)") };
    let look = |d: app::Doubt| Look {
        name: d.name,
        ended: d.ended.map(|e| e.to_string()),
        like: d.candidates.into_iter().map(told).collect::<Vec<_>>().join("; "),
    };
    Ok(all.into_iter().map(look).collect())
}

fn groups(frame: &Frame<'_>, held: &Waiting) -> Vec<Group> {
    let p = &held.filed.proposal;
    let s = frame.s;
    let value = |place: String, label: &str, q: Option<(&str, u32, u32, u8)>| {
        let (words, start, end, confidence) = q.unwrap_or(("", 0, 0, 100));
        Value {
            place,
            label: s.of("field", label),
            words: words.to_owned(),
            anchor: Some(start).filter(|_| end > start),
            typed: !words.is_empty() && end == 0,
            unsure: !words.is_empty() && confidence < 75,
            choices: Vec::new(),
        }
    };
    let quoted = |q: &domain::proposals::Quoted<String>| (q.start, q.end, q.confidence);
    let mut out = Vec::new();
    let document = [("title", &p.document.title), ("publisher", &p.document.publisher)];
    let values = document.map(|(field, q)| {
        let q = q.as_ref().map(|q| (q.value.as_str(), q.start, q.end, q.confidence));
        value(format!("document.{field}"), field, q)
    });
    out.push(Group {
        place: "document".to_owned(),
        label: s.t("inbox-document").to_owned(),
        values: values.into(),
        recommendation: false,
        last: true,
    });
    for (i, r) in p.recommendations.iter().enumerate() {
        let place = format!("r{}", i + 1);
        let (start, end, confidence) = quoted(&r.text);
        let mut values = vec![value(format!("{place}.text"), "text", Some((&r.text.value, start, end, confidence)))];
        let names = r.addressees.iter().map(|a| a.value.as_str()).collect::<Vec<_>>().join("; ");
        let first = r.addressees.first().map_or((0, 0, 100), quoted);
        values.push(value(format!("{place}.addressees"), "addressees", Some((&names, first.0, first.1, first.2))));
        let made = r.made_on.as_ref().map(|d| (d.value.to_string(), d.start, d.end, d.confidence));
        let made = made.as_ref().map(|(d, start, end, sure)| (d.as_str(), *start, *end, *sure));
        values.push(value(format!("{place}.made_on"), "made_on", made));
        answers(&place, r, &value, &mut values);
        let label = s.w("inbox-recommendation", i + 1);
        out.push(Group { place, label, values, recommendation: true, last: i + 1 == p.recommendations.len() });
    }
    for (i, a) in p.meeting.iter().flat_map(|m| &m.actions).enumerate() {
        let place = format!("meeting.a{}", i + 1);
        let (start, end, confidence) = quoted(&a.text);
        let owner = a.owner.as_ref().map(|q| (q.value.as_str(), q.start, q.end, q.confidence));
        let values = vec![
            value(format!("{place}.text"), "text", Some((&a.text.value, start, end, confidence))),
            value(format!("{place}.owner"), "owner", owner),
        ];
        out.push(Group { label: s.w("inbox-action", i + 1), place, values, recommendation: false, last: true });
    }
    out
}

fn answers(
    place: &str,
    r: &domain::proposals::ProposedRecommendation,
    value: &impl Fn(String, &str, Option<(&str, u32, u32, u8)>) -> Value,
    values: &mut Vec<Value>,
) {
    let blank = Vec::from([None]);
    let responses: Vec<_> = if r.responses.is_empty() { blank } else { r.responses.iter().map(Some).collect() };
    for (k, response) in responses.into_iter().enumerate() {
        let position = response.and_then(|p| p.position.as_ref());
        let words = response.and_then(|p| p.position_words.as_ref());
        let at = words.or(position).map_or((0, 0), |q| (q.start, q.end));
        let shown = position.map(|q| (q.value.as_str(), at.0, at.1, q.confidence));
        let mut one = value(format!("{place}.p{}.position", k + 1), "position", shown);
        one.choices = Position::ALL
            .iter()
            .filter(|p| **p != Position::NoneGiven)
            .map(|p| (p.as_str(), position.is_some_and(|q| q.value == p.as_str())))
            .collect();
        values.push(one);
        let days = response.map(|p| [("given_on", &p.given_on), ("received_on", &p.received_on)]);
        for (field, day) in days.into_iter().flatten() {
            let Some(day) = day else { continue };
            let shown = day.value.to_string();
            let shown = (shown.as_str(), day.start, day.end, day.confidence);
            values.push(value(format!("{place}.p{}.{field}", k + 1), field, Some(shown)));
        }
        for (j, action) in response.iter().flat_map(|p| &p.actions).enumerate() {
            let q = &action.text;
            let at = format!("{place}.p{}.a{}.text", k + 1, j + 1);
            values.push(value(at, "action", Some((&q.value, q.start, q.end, q.confidence))));
        }
    }
}

/// What a form of the page says.
#[derive(Deserialize)]
struct Sent {
    #[serde(rename = "do")]
    what: String,
    version: u32,
    act: String,
    #[serde(default)]
    place: String,
    #[serde(default)]
    value: String,
}

async fn act(
    State(site): State<Arc<Site>>,
    Extension(signed): Extension<Arc<Signed>>,
    Path(n): Path<i64>,
    Form(sent): Form<Sent>,
) -> Response {
    site.work(move |site| {
        match done(site, &signed, n, &sent) {
            Ok(()) if matches!(sent.what.as_str(), "accept" | "reject") => {
                let next = site.app.proposals(ReviewState::Waiting, n, 1)?.first().map(|row| row.n);
                let to = next.map_or_else(|| "/inbox".to_owned(), |n| format!("/inbox/{n}"));
                Ok(Redirect::to(&to).into_response())
            }
            Ok(()) => Ok(Redirect::to(&format!("/inbox/{n}#{}", anchor(&sent.place))).into_response()),
            // A refusal is shown on the page it was asked from, and changed nothing.
            Err(AppError::Proposal(refused)) => page(site, &signed, n, Some(refused.to_string())),
            Err(other) => Err(other.into()),
        }
    })
    .await
}

fn anchor(place: &str) -> String {
    let place: String = place.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    if place.is_empty() { "main".to_owned() } else { format!("f-{place}") }
}

fn done(site: &Site, signed: &Signed, n: i64, sent: &Sent) -> Result<(), AppError> {
    let act_id = ActId(app::digest_id(
        "candour/act/1",
        &[
            "inbox",
            &signed.actor.id.to_string(),
            &sent.act,
            &sent.what,
            &sent.version.to_string(),
            &sent.place,
            &sent.value,
        ],
    ));
    let asked = Asked { n, version: Some(sent.version), act_id };
    let ctx = signed.ctx();
    let (place, value) = (sent.place.clone(), sent.value.trim().to_owned());
    let correction = match sent.what.as_str() {
        "accept" => return site.app.accept_proposal(&ctx, asked).map(drop),
        "reject" => return site.app.reject_proposal(&ctx, asked, &value).map(drop),
        "undo" => return site.app.undo_proposal(&ctx, asked).map(drop),
        "drop" => Correction::Drop { place },
        "merge" => Correction::Merge { place },
        "split" => Correction::Split { place, before: value },
        _ => Correction::Set { place, value: Some(value).filter(|v| !v.is_empty()) },
    };
    site.app.correct_proposal(&ctx, asked, CorrectProposal { act_id, correction }).map(drop)
}

/// Why an inbox page cannot be shown.
pub(super) struct Failed(pub(super) WebError);

impl From<AppError> for Failed {
    fn from(error: AppError) -> Failed {
        match error {
            AppError::NotFound(_) => Failed(WebError::NotFound),
            AppError::Forbidden(why) => Failed(WebError::Forbidden(why.to_string())),
            other => Failed(WebError::Internal(other.to_string())),
        }
    }
}

impl From<WebError> for Failed {
    fn from(error: WebError) -> Failed {
        Failed(error)
    }
}

impl Site {
    /// Does work that writes, or reads the workspace, on a thread of its own: it waits for the writer's fsync.
    pub(super) async fn work(
        self: Arc<Site>,
        work: impl FnOnce(&Site) -> Result<Response, Failed> + Send + 'static,
    ) -> Response {
        let site = Arc::clone(&self);
        match tokio::task::spawn_blocking(move || work(&site)).await {
            Ok(Ok(response)) => response,
            Ok(Err(Failed(error))) => self.error_page(&error),
            Err(_) => self.error_page(&WebError::Internal("the inbox's thread failed".to_owned())),
        }
    }
}
