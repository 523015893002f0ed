//! The addressee's side: what a body has to answer, and its answers from the first word to the signature; and, for the body that
//! recommended, the answers that were handed to it.
//!
//! *Invariant:* a form becomes the same JSON that the API takes, with the version its writer saw; a refusal is shown on the page that it was
//! asked from, with what was typed.

use std::sync::Arc;

use app::AppError;
use askama::Template;
use axum::extract::{Extension, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{ActKind, DraftContent, DraftState, Due, DueWindow, Extent, Position, ReasonKind, Role, Timeliness};
use serde_json::{Value, json};
use view::{AsOf, BodyRef, DUE_STATES, DraftRow, DueRow, ReplyAsked};

use super::answer_forms::{self, left_out, written};
use super::inbox::Failed;
use super::page::{Frame, Site, WebError, html, html_or_refused, showing};
use super::recommendation_drafts::{owes, words_of};
use super::search::{Pairs, value};
use super::signed::{Fields, Refusal, Signed};
use super::{points, recommendation_drafts};
use crate::acts::{self, Asked};
use crate::now;

/// Rows of each state on the page of what a body has to answer.
pub(super) const ROWS: usize = 50;

/// The most actions that are read of a form.
pub(super) const ACTIONS: usize = 300;

/// A body that somebody has a role in, and what they may do there.
pub(super) struct Mine {
    pub(super) id: domain::BodyId,
    pub(super) body: BodyRef,
}

/// The bodies in which somebody has one of these roles, by name.
pub(super) fn bodies_as(site: &Site, signed: &Signed, roles: &[Role]) -> Result<Vec<Mine>, AppError> {
    let mut ids: Vec<_> = roles.iter().flat_map(|role| signed.actor.bodies_as(*role)).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut out = Vec::new();
    for id in ids {
        if let Some(body) = site.app.read_public(|view| view.body_ref_of(id.into()))? {
            out.push(Mine { id, body });
        }
    }
    out.sort_by(|a, b| a.body.name.cmp(&b.body.name));
    Ok(out)
}

pub(super) const ANSWERING: [Role; 3] = [Role::Approver, Role::Contributor, Role::Viewer];

/// An answer on its way, as a list shows it.
pub(crate) struct Line {
    pub(crate) n: i64,
    pub(super) state: &'static str,
    pub(crate) first: String,
    pub(super) author: Option<BodyRef>,
    pub(super) given_on: Option<String>,
    pub(crate) publish_by: Option<String>,
    /// Whether that day has passed.
    pub(crate) publish_late: bool,
}

/// Answers as lines: what each answers first, and when it has to be published where a rule says so.
pub(crate) fn lines(site: &Site, rows: Vec<DraftRow>) -> Result<Vec<Line>, AppError> {
    let line = |row: DraftRow| {
        let ids: Vec<_> = row.draft.content.answers.iter().map(|a| a.obligation).collect();
        let duties = site.app.duties(&ids)?;
        let author = site.app.read_public(|view| view.body_ref_of(row.draft.author.into()))?;
        let references: Vec<String> = duties.iter().take(3).map(|d| d.reference.clone()).collect();
        let more = if duties.len() > 3 { " …" } else { "" };
        let waits = row.draft.state == DraftState::Submitted
            && !duties.iter().any(|duty| duty.held)
            && duties.iter().any(|duty| duty.under_28b);
        // Police Reform Act 2002, Schedule 3, paragraph 28B(5): 21 days beginning with the day it is received.
        let publish_by = row.draft.given_on.filter(|_| waits).and_then(|day| {
            let rule = domain::clock::Rule::named("pra2002-sch3-28b-5");
            let made = Some(domain::PartialDate::day(day));
            let due: Option<DueWindow> =
                domain::clock_of(rule, made, None, &[], domain::clock::Calendar::current())?.ok()?.due;
            Some(due?.latest)
        });
        Ok(Line {
            n: row.n,
            state: row.draft.state.as_str(),
            first: format!("{}{more}", references.join(", ")),
            author,
            given_on: row.draft.given_on.map(|d| d.to_string()),
            publish_by: publish_by.map(|day| day.to_string()),
            publish_late: publish_by.is_some_and(|day| day < now::today()),
        })
    };
    rows.into_iter().map(line).collect()
}

#[derive(Template)]
#[template(path = "answers/list.html")]
struct List<'a> {
    frame: Frame<'a>,
    bodies: Vec<Mine>,
    body: Option<BodyRef>,
    groups: Vec<(Timeliness, Vec<DueRow>, bool)>,
    /// Answers that rejoinders ask for again.
    replies: Vec<ReplyAsked>,
    lines: Vec<Line>,
    /// Answers of others to what it was sent a copy of.
    disclosed: Vec<Line>,
    /// What was served on it and is not public yet.
    served: Vec<recommendation_drafts::Line>,
    may_write: bool,
}

impl List<'_> {
    fn is(&self, body: &BodyRef) -> bool {
        self.body.as_ref().is_some_and(|shown| shown.slug == body.slug)
    }
}

/// What a body has to answer, the most urgent first, and its answers on their way.
pub(super) async fn list(
    State(site): State<Arc<Site>>,
    Extension(signed): Extension<Arc<Signed>>,
    Query(query): Query<Pairs>,
) -> Response {
    site.work(move |site| {
        let bodies = bodies_as(site, &signed, &ANSWERING)?;
        let wanted = value(&query, "body");
        let mine = bodies.iter().find(|mine| mine.body.slug == wanted || (wanted.is_empty() && !bodies.is_empty()));
        let (Some(mine), today) = (mine, now::today()) else { return Err(Failed(WebError::NotFound)) };
        let mut groups = Vec::new();
        let slug = &mine.body.slug;
        for state in DUE_STATES.into_iter().chain([Timeliness::NoDuty]) {
            // Of what has no day only what has no answer: "unknown" also stands beside answers of which no day is known.
            let page = site.app.read_public(|view| match state {
                Timeliness::Unknown | Timeliness::NoDuty => view.unanswered_without_a_day(slug, state, today, ROWS),
                _ => view.due(Some(slug), state, (today, AsOf::Now), None, ROWS),
            })?;
            if !page.rows.is_empty() {
                groups.push((state, page.rows, page.next.is_some()));
            }
        }
        let rows = site.app.read_workspace(|view| view.drafts_of(mine.id, signed.actor.id, today, 200))?;
        let may_write =
            [Role::Approver, Role::Contributor].iter().any(|r| signed.actor.bodies_as(*r).any(|b| b == mine.id));
        let (frame, body) = (Frame::signed(site, "/answers", &signed), Some(mine.body.clone()));
        let mut disclosed =
            site.app.read_workspace(|view| view.drafts_received(mine.id, signed.actor.id, today, 200))?;
        disclosed.retain(|row| row.draft.disclosed_of.is_some());
        let (lines, disclosed) = (lines(site, rows)?, lines(site, disclosed)?);
        let served = site.app.read_workspace(|view| view.embargoed_to(mine.id, signed.actor.id, today))?;
        let served = recommendation_drafts::lines(site, served)?;
        let replies = super::replies::owed(site, slug, ROWS)?;
        Ok(html(&List { frame, body, groups, replies, lines, disclosed, served, may_write, bodies })?)
    })
    .await
}

/// One action of the form.
#[derive(Default)]
struct Planned {
    text: String,
    owner: String,
    tense: String,
    due: String,
    measure: String,
}

/// What an answer's form holds.
#[derive(Default)]
struct Form {
    /// The place, and the version that was seen; nothing for a new one.
    answer: Option<(i64, u32)>,
    author: String,
    answers: Vec<(String, String, String)>,
    text: String,
    no_action: String,
    explanations: String,
    actions: Vec<Planned>,
    list: String,
    representations: String,
}

impl Form {
    /// Whether something that it answers is held back.
    fn held(&self) -> bool {
        self.answers.iter().any(|(reference, ..)| reference.starts_with("HELD-"))
    }
}

#[derive(Template)]
#[template(path = "answers/show.html")]
struct Show<'a> {
    frame: Frame<'a>,
    /// The list it is found in: of answers to give, or of answers that came.
    desk: &'static str,
    form: Form,
    state: DraftState,
    body: Option<BodyRef>,
    returned: Option<String>,
    sign_off: Option<String>,
    given_on: Option<String>,
    decided: Option<(String, String, Option<String>)>,
    /// Whether it is disclosed to those who were sent a copy, and not for everybody.
    disclosed: bool,
    weak: Vec<String>,
    may: May,
    act: String,
    refused: Refusal,
    /// What would be read without the words that are to be left out, each with what it is.
    looked: Vec<(String, String)>,
}

/// What somebody may do with an answer as it stands.
#[derive(Clone, Copy, Default)]
struct May {
    write: bool,
    /// Take it back from whom it was put before.
    back: bool,
    sign: bool,
    publish: bool,
}

impl Show<'_> {
    /// The sentence for why it is not where it was.
    fn returned_key(&self) -> &'static str {
        if self.state == DraftState::Dropped { "answer-dropped" } else { "answer-returned" }
    }

    /// Where what is answered is read.
    fn address(&self, reference: &str) -> String {
        match reference.strip_prefix("HELD-") {
            Some(n) => format!("/making/{n}"),
            None => format!("/recommendations/{reference}"),
        }
    }

    fn positions(&self) -> impl Iterator<Item = &'static str> {
        Position::ALL.iter().filter(|p| **p != Position::NoneGiven).map(|p| p.as_str())
    }
}

fn due_words(due: &Due) -> String {
    match due {
        Due::On(day) => day.to_string(),
        Due::Every(words) | Due::When(words) => words.clone(),
    }
}

fn form_of(site: &Site, signed: &Signed, row: &DraftRow, author: &str) -> Result<Form, AppError> {
    let content: &DraftContent = &row.draft.content;
    let ids: Vec<_> = content.answers.iter().map(|a| a.obligation).collect();
    let duties = site.app.duties(&ids)?;
    let reasons = |kind: ReasonKind| {
        let own = content.reasons.iter().filter(|r| r.kind == kind).map(|r| r.text.words.as_str());
        own.collect::<Vec<_>>().join("\n\n")
    };
    let mut answers = Vec::new();
    for answer in &content.answers {
        let Some(duty) = duties.iter().find(|d| d.obligation == answer.obligation) else { continue };
        let words = words_of(site, signed, &duty.reference)?.unwrap_or_default();
        let position = answer.position.map_or(String::new(), |p| p.as_str().to_owned());
        answers.push((duty.reference.clone(), words, position));
    }
    let words = |text: &Option<domain::Text>| text.as_ref().map(|t| t.words.clone()).unwrap_or_default();
    Ok(Form {
        answer: Some((row.n, row.version)),
        author: author.to_owned(),
        answers,
        text: words(&content.text),
        no_action: reasons(ReasonKind::NoAction),
        explanations: reasons(ReasonKind::Explanation),
        actions: content.actions.iter().map(planned).collect(),
        list: String::new(),
        representations: words(&content.representations),
    })
}

fn planned(action: &domain::DraftAction) -> Planned {
    Planned {
        text: action.text.words.clone(),
        owner: action.owner.clone().unwrap_or_default(),
        tense: action.tense.map_or(String::new(), |t| t.as_str().to_owned()),
        due: action.due.as_ref().map(due_words).unwrap_or_default(),
        measure: action.measure.clone().unwrap_or_default(),
    }
}

/// The form for a new answer, for the recommendations that were ticked.
pub(super) async fn new(
    State(site): State<Arc<Site>>,
    Extension(signed): Extension<Arc<Signed>>,
    Query(query): Query<Pairs>,
) -> Response {
    site.work(move |site| {
        let author = value(&query, "body");
        let mine = bodies_as(site, &signed, &[Role::Approver, Role::Contributor])?;
        let mine = mine.into_iter().find(|mine| mine.body.slug == author);
        let Some(mine) = mine else { return Err(Failed(WebError::Forbidden(site.strings.of("closed", "answers")))) };
        let mut form = Form { author: author.to_owned(), ..Form::default() };
        for (_, reference) in query.iter().filter(|(name, _)| name == "rec") {
            // What is held back is answered by those it is made to, and not by who is sent a copy.
            let owed = super::number("HELD", reference).is_none() || owes(site, &signed, reference, mine.id)?;
            if let Some(words) = words_of(site, &signed, reference)?.filter(|_| owed) {
                form.answers.push((reference.clone(), words, String::new()));
            }
        }
        if form.answers.is_empty() {
            return Ok(Redirect::to(&format!("/answers?body={author}")).into_response());
        }
        let may = May { write: true, ..May::default() };
        page(site, &signed, (form, DraftState::Writing, Some(mine.body)), may, (Refusal::default(), Vec::new()), None)
    })
    .await
}

pub(super) async fn show(
    State(site): State<Arc<Site>>,
    Extension(signed): Extension<Arc<Signed>>,
    Path(n): Path<i64>,
) -> Response {
    site.work(move |site| held_page(site, &signed, n, (Refusal::default(), None))).await
}

/// The page of an answer, with what was typed where that was refused or looked at; `leave_out` where it was looked at.
fn held_page(
    site: &Site,
    signed: &Signed,
    n: i64,
    (refused, leave_out): (Refusal, Option<Vec<Value>>),
) -> Result<Response, Failed> {
    let row = site.app.read_workspace(|view| view.draft(n, signed.actor.id, now::today()))?;
    let row = row.ok_or(Failed(WebError::NotFound))?;
    let body = site.app.read_public(|view| view.body_ref_of(row.draft.author.into()))?;
    let slug = body.as_ref().map_or("", |b| b.slug.as_str());
    let form = form_of(site, signed, &row, slug)?;
    let held = form.held();
    let own = |role| signed.actor.bodies_as(role).any(|b| b == row.draft.author);
    let state = row.draft.state;
    let writes = own(Role::Contributor) || own(Role::Approver);
    let may = May {
        write: state == DraftState::Writing && writes,
        back: state == DraftState::WithApprover && writes && !own(Role::Approver),
        sign: state == DraftState::WithApprover && own(Role::Approver),
        publish: state == DraftState::Submitted
            && !held
            && signed.actor.bodies_as(Role::Clerk).any(|b| b != row.draft.author),
    };
    let looked = leave_out.filter(|_| may.publish).map(|words| acts::look(&row.draft, words)).transpose();
    let (refused, looked) = match looked {
        Ok(looked) => (refused, looked.unwrap_or_default()),
        Err(error) => (refused.because(error)?, Vec::new()),
    };
    let looked = looked.into_iter().map(|(field, words)| (answer_forms::label(&site.strings, &field), words)).collect();
    page(site, signed, (form, state, body), may, (refused, looked), Some(&row))
}

/// Shows what would be published, before it is decided: the answer's page with what was typed, and nothing done.
pub(super) async fn look(
    State(site): State<Arc<Site>>,
    Extension(signed): Extension<Arc<Signed>>,
    fields: Fields,
) -> Response {
    site.work(move |site| {
        let n = fields.get("answer").parse().map_err(|_| Failed(WebError::NotFound))?;
        let leave_out = left_out(fields.get("leave-out"));
        held_page(site, &signed, n, (Refusal::looked(&fields), Some(leave_out)))
    })
    .await
}

fn page(
    site: &Site,
    signed: &Signed,
    (form, state, body): (Form, DraftState, Option<BodyRef>),
    may: May,
    (refused, looked): (Refusal, Vec<(String, String)>),
    row: Option<&DraftRow>,
) -> Result<Response, Failed> {
    let draft = row.map(|row| &row.draft);
    let weak = draft.map(|draft| points::of_answer(site, draft)).transpose()?.unwrap_or_default();
    let decided = draft.and_then(|d| d.decision.as_ref()).map(|d| {
        let told = |extent: Extent| site.strings.of("extent", extent.as_str());
        (told(d.publication), told(d.disclosure), d.reason.as_ref().map(|r| r.words.clone()))
    });
    let act = showing()?;
    let answering = |author| ANSWERING.into_iter().any(|role| signed.actor.bodies_as(role).any(|b| b == author));
    let disclosed = draft.is_some_and(|d| d.disclosed_of.is_some());
    let works = ANSWERING.into_iter().any(|role| signed.actor.bodies_as(role).next().is_some());
    let desk =
        if draft.is_none_or(|d| answering(d.author)) || (disclosed && works) { "/answers" } else { "/oversight" };
    let show = Show {
        frame: Frame::signed(site, desk, signed),
        desk,
        form,
        state,
        body,
        returned: draft.and_then(|d| d.returned.as_ref()).map(|r| r.words.clone()),
        sign_off: draft.and_then(|d| d.sign_off.clone()),
        given_on: draft.and_then(|d| d.given_on).map(|d| d.to_string()),
        decided,
        disclosed,
        weak,
        may,
        act,
        refused,
        looked,
    };
    Ok(html_or_refused(&show, show.refused.any())?)
}

/// Does what the answer's form says.
pub(super) async fn change(
    State(site): State<Arc<Site>>,
    Extension(signed): Extension<Arc<Signed>>,
    fields: Fields,
) -> Response {
    site.work(move |site| {
        let answer: Option<i64> = fields.get("answer").parse().ok();
        let (act, with) = match (fields.get("do"), answer) {
            ("offer", Some(n)) => (ActKind::OfferDraft, json!({"answer": n})),
            ("return", Some(n)) => (ActKind::ReturnDraft, json!({"answer": n, "why": fields.get("why")})),
            ("drop", Some(n)) => (ActKind::DropDraft, json!({"answer": n, "why": fields.get("why")})),
            ("submit", Some(n)) => (ActKind::SubmitResponse, json!({"answer": n, "post": fields.get("post")})),
            ("publish", Some(n)) => (
                ActKind::PublishResponse,
                json!({"answer": n, "publication": fields.get("publication"), "disclosure": fields.get("disclosure"),
                    "leave_out": left_out(fields.get("leave-out")), "reason": fields.get("reason")}),
            ),
            _ => (ActKind::WriteDraft, written(&fields)),
        };
        let act_id = fields.act_id("answers", &signed);
        let asked = Asked { act, act_id, seen: fields.get("seen").parse().ok(), with };
        let refused = match acts::perform(&site.app, &signed.ctx(), asked) {
            Ok(receipt) => {
                let place = answer.or(i64::try_from(receipt.first).ok().filter(|n| *n > 0));
                let to = place.map_or_else(|| "/answers".to_owned(), |n| format!("/answers/{n}"));
                return Ok(Redirect::to(&to).into_response());
            }
            Err(error) => Refusal::of_act(error, &fields)?,
        };
        match answer {
            Some(n) if act != ActKind::WriteDraft => held_page(site, &signed, n, (refused, None)),
            _ => typed_page(site, &signed, answer, &fields, refused),
        }
    })
    .await
}

/// The page with what was typed, so that nothing is lost by a refusal.
fn typed_page(
    site: &Site,
    signed: &Signed,
    answer: Option<i64>,
    fields: &Fields,
    refused: Refusal,
) -> Result<Response, Failed> {
    let mut form = Form {
        answer: answer.zip(fields.get("seen").parse().ok()),
        author: fields.get("author").to_owned(),
        text: fields.get("text").to_owned(),
        no_action: fields.get("no-action").to_owned(),
        explanations: fields.get("explanations").to_owned(),
        list: fields.get("list").to_owned(),
        representations: fields.get("representations").to_owned(),
        ..Form::default()
    };
    for reference in fields.all("rec") {
        let words = words_of(site, signed, reference)?.unwrap_or_default();
        form.answers.push((reference.to_owned(), words, fields.get(&format!("position-{reference}")).to_owned()));
    }
    let count: usize = fields.get("actions").parse().unwrap_or(0);
    for i in 0..count.min(ACTIONS) {
        let field = |name: &str| fields.get(&format!("action-{i}-{name}")).to_owned();
        let (text, owner, tense) = (field("text"), field("owner"), field("tense"));
        form.actions.push(Planned { text, owner, tense, due: field("due"), measure: field("measure") });
    }
    let mine = bodies_as(site, signed, &ANSWERING)?.into_iter().find(|mine| mine.body.slug == form.author);
    let may = May { write: true, ..May::default() };
    // Somebody may have carried it on meanwhile: the page says where it stands, with the words that were typed.
    let row =
        answer.map(|n| site.app.read_workspace(|view| view.draft(n, signed.actor.id, now::today()))).transpose()?;
    let row = row.flatten();
    let state = row.as_ref().map_or(DraftState::Writing, |row| row.draft.state);
    page(site, signed, (form, state, mine.map(|mine| mine.body)), may, (refused, Vec::new()), row.as_ref())
}
