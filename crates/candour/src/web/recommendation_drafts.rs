//! Recommendations on their way: drafted, put before somebody who signs, made and served, and released where an embargo held them.
//!
//! *Invariant:* one form is one act; a refused form keeps what was typed.

use std::sync::Arc;

use app::AppError;
use askama::Template;
use axum::extract::{Extension, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{ActKind, BodyId, MakingState, Power, RecommendationDraft, Role, SourceKind, clock};
use serde_json::{Value, json};
use view::{BodyRef, MakingRow};

use super::answers::bodies_as;
use super::inbox::Failed;
use super::number;
use super::oversight::clerk_of;
use super::page::{Frame, Site, WebError, html_or_refused, showing};
use super::points;
use super::search::{Pairs, value};
use super::signed::{Fields, Refusal, Signed};
use crate::acts::{self, ActError, Asked};
use crate::now;

/// A recommendation on its way, as a list shows it.
pub(super) struct Line {
    pub(super) n: i64,
    pub(super) state: &'static str,
    pub(super) text: String,
    pub(super) by: Option<BodyRef>,
    pub(super) made_on: Option<String>,
    /// The day an answer is due, while it is held back.
    pub(super) due: Option<String>,
}

/// Drafts as lines.
pub(super) fn lines(site: &Site, rows: Vec<MakingRow>) -> Result<Vec<Line>, AppError> {
    let line = |row: MakingRow| {
        Ok(Line {
            n: row.n,
            state: row.draft.state.as_str(),
            by: site.app.read_public(|view| view.body_ref_of(row.draft.recommending_body.into()))?,
            made_on: row.draft.made_on.map(|d| d.to_string()),
            due: held_clock(&row.draft).and_then(|clock| clock.due).map(|due| due.latest.to_string()),
            text: row.draft.content.text.words,
        })
    };
    rows.into_iter().map(line).collect()
}

/// What the form holds.
#[derive(Default)]
struct Form {
    draft: Option<(i64, u32)>,
    by: String,
    text: String,
    findings: String,
    addressees: String,
    copied_to: String,
    power: String,
    external_ref: String,
    source: String,
    source_kind: String,
    source_ref: String,
    source_summary: String,
    due_stated: String,
    embargo: String,
}

/// What somebody may do with it as it stands.
#[derive(Default)]
struct May {
    write: bool,
    /// Take it back from whom it was put before.
    back: bool,
    sign: bool,
    release: bool,
}

#[derive(Template)]
#[template(path = "making/show.html")]
struct Show<'a> {
    frame: Frame<'a>,
    /// The list it is found in, and its name.
    desk: &'static str,
    back: &'static str,
    form: Form,
    state: MakingState,
    by: Option<BodyRef>,
    returned: Option<String>,
    sign_off: Option<String>,
    made_on: Option<String>,
    released: Option<String>,
    /// The public recommendation, once there is one.
    reference: Option<String>,
    /// How the day an answer is due comes about, for one that is made.
    working: Vec<String>,
    points: Vec<String>,
    /// The body as which it can be answered while it is held back.
    answering: Option<BodyRef>,
    may: May,
    act: String,
    refused: Refusal,
}

impl Show<'_> {
    /// The sentence for why it is not where it was.
    fn returned_key(&self) -> &'static str {
        if self.state == MakingState::Dropped { "answer-dropped" } else { "answer-returned" }
    }

    /// The powers, each with whether it is the one that stands.
    fn powers(&self) -> impl Iterator<Item = (&'static str, bool)> {
        Power::ALL.iter().map(|power| (power.as_str(), power.as_str() == self.form.power))
    }

    /// The kinds of source, likewise.
    fn kinds(&self) -> [(&'static str, bool); 6] {
        [
            SourceKind::Investigation,
            SourceKind::Inspection,
            SourceKind::Inquest,
            SourceKind::Inquiry,
            SourceKind::Audit,
            SourceKind::SuperComplaint,
        ]
        .map(|kind| (kind.as_str(), kind.as_str() == self.form.source_kind))
    }
}

/// A form for a new one.
pub(super) async fn new(
    State(site): State<Arc<Site>>,
    Extension(signed): Extension<Arc<Signed>>,
    Query(query): Query<Pairs>,
) -> Response {
    site.work(move |site| {
        let body = clerk_of(site, &signed, value(&query, "body"))?.body;
        let form = Form { by: body.slug.clone(), ..Form::default() };
        let may = May { write: true, ..May::default() };
        page(site, &signed, (form, Some(body)), None, may, Refusal::default())
    })
    .await
}

pub(super) async fn show(
    State(site): State<Arc<Site>>,
    Extension(signed): Extension<Arc<Signed>>,
    Path(n): Path<i64>,
) -> Response {
    site.work(move |site| held_page(site, &signed, n, Refusal::default())).await
}

fn held_page(site: &Site, signed: &Signed, n: i64, refused: Refusal) -> Result<Response, Failed> {
    let row = site.app.read_workspace(|view| view.making(n, signed.actor.id, now::today()))?;
    let row = row.ok_or(Failed(WebError::NotFound))?;
    let by = site.app.read_public(|view| view.body_ref_of(row.draft.recommending_body.into()))?;
    let own = |role| signed.actor.bodies_as(role).any(|body| body == row.draft.recommending_body);
    let may = May {
        write: row.draft.state == MakingState::Writing && own(Role::Clerk),
        back: row.draft.state == MakingState::WithApprover && own(Role::Clerk) && !own(Role::Approver),
        sign: row.draft.state == MakingState::WithApprover && own(Role::Approver),
        release: row.draft.state == MakingState::Embargoed && own(Role::Clerk),
    };
    let form = form_of(site, &row, by.as_ref())?;
    page(site, signed, (form, by), Some(&row), may, refused)
}

fn form_of(site: &Site, row: &MakingRow, by: Option<&BodyRef>) -> Result<Form, AppError> {
    let content = &row.draft.content;
    let or = |text: &Option<String>| text.clone().unwrap_or_default();
    let new = content.new_source.as_ref();
    let source = match content.source {
        None => String::new(),
        Some(id) => {
            let number = site.app.read_public(|view| view.source_number(id))?;
            number.map(|number| format!("SRC-{number}")).unwrap_or_default()
        }
    };
    Ok(Form {
        draft: Some((row.n, row.version)),
        by: by.map(|body| body.slug.clone()).unwrap_or_default(),
        text: content.text.words.clone(),
        findings: content.findings.iter().map(|f| f.words.as_str()).collect::<Vec<_>>().join("\n\n"),
        addressees: names(site, &content.addressees)?.join("\n"),
        copied_to: names(site, &content.copied_to)?.join("\n"),
        power: content.power.map(|power| power.as_str().to_owned()).unwrap_or_default(),
        external_ref: or(&content.external_ref),
        source,
        source_kind: new.and_then(|new| new.kind).map(|kind| kind.as_str().to_owned()).unwrap_or_default(),
        source_ref: new.map(|new| or(&new.external_ref)).unwrap_or_default(),
        source_summary: new.and_then(|new| new.summary.as_ref()).map(|text| text.words.clone()).unwrap_or_default(),
        due_stated: content.due_stated.map(|day| day.to_string()).unwrap_or_default(),
        embargo: or(&content.embargo),
    })
}

fn names(site: &Site, bodies: &[BodyId]) -> Result<Vec<String>, AppError> {
    let mut out = Vec::with_capacity(bodies.len());
    for body in bodies {
        out.extend(site.app.read_public(|view| view.body_ref_of((*body).into()))?.map(|body| body.name));
    }
    Ok(out)
}

/// How the day comes about on which an answer to one that is made is due: once it is public by the duty's own clock.
fn working(site: &Site, row: &MakingRow, number: Option<u64>) -> Result<Vec<String>, AppError> {
    let content = &row.draft.content;
    let sentences = |clock: Option<clock::Reckoned>| {
        clock.map(|clock| crate::working::sentences(&site.strings, &clock)).unwrap_or_default()
    };
    if let Some(number) = number {
        let page = site.app.read_public(|view| view.recommendation_page(number, now::today()))?;
        let duty = page.and_then(|page| page.obligations.into_iter().next());
        return Ok(sentences(duty.and_then(|duty| duty.clock)));
    }
    if content.power == Some(Power::Section55) {
        return Ok(vec![site.strings.t("making-section55").to_owned()]);
    }
    Ok(sentences(held_clock(&row.draft)))
}

/// The clock of one that is held back. Police Act 1996 section 55: the period begins with publication, which is still to come.
pub(crate) fn held_clock(draft: &RecommendationDraft) -> Option<clock::Reckoned> {
    let (power, stated) = (draft.content.power, draft.content.due_stated);
    if draft.state != MakingState::Embargoed || power == Some(Power::Section55) {
        return None;
    }
    let made_on = draft.made_on.map(domain::PartialDate::day);
    domain::clock_of(power.and_then(Power::rule), made_on, stated, &[], clock::Calendar::current())?.ok()
}

/// The words of a recommendation: everybody's, or those of one that is held back and that somebody may read.
pub(super) fn words_of(site: &Site, signed: &Signed, reference: &str) -> Result<Option<String>, AppError> {
    if let Some(number) = number("REC", reference) {
        return site.app.read_public(|view| view.recommendation_words(number));
    }
    let Some(n) = number("HELD", reference).and_then(|n| i64::try_from(n).ok()) else { return Ok(None) };
    let row = site.app.read_workspace(|view| view.making(n, signed.actor.id, now::today()))?;
    Ok(row.map(|row| row.draft.content.text.words))
}

/// Whether a body owes an answer to one that is held back and that somebody may read.
pub(super) fn owes(site: &Site, signed: &Signed, reference: &str, body: BodyId) -> Result<bool, AppError> {
    let Some(n) = number("HELD", reference).and_then(|n| i64::try_from(n).ok()) else { return Ok(false) };
    let row = site.app.read_workspace(|view| view.making(n, signed.actor.id, now::today()))?;
    let Some(row) = row.filter(|row| row.draft.state == MakingState::Embargoed) else { return Ok(false) };
    Ok(site.app.duties(&row.draft.duties)?.iter().any(|duty| duty.heir == body))
}

/// The body as which somebody can answer one that is held back, if they can.
fn answering(site: &Site, signed: &Signed, draft: &RecommendationDraft) -> Result<Option<BodyRef>, AppError> {
    if draft.state != MakingState::Embargoed || draft.duties.is_empty() {
        return Ok(None);
    }
    let mine = bodies_as(site, signed, &[Role::Approver, Role::Contributor])?;
    for addressee in &draft.content.addressees {
        let heir = site.app.read_public(|view| view.heir_of(*addressee))?;
        if let Some(mine) = mine.iter().find(|mine| mine.id == heir) {
            return Ok(Some(mine.body.clone()));
        }
    }
    Ok(None)
}

fn page(
    site: &Site,
    signed: &Signed,
    (form, by): (Form, Option<BodyRef>),
    row: Option<&MakingRow>,
    may: May,
    refused: Refusal,
) -> Result<Response, Failed> {
    let draft = row.map(|row| &row.draft);
    let state = draft.map_or(MakingState::Writing, |draft| draft.state);
    let points = draft.map(|draft| points::of_recommendation(site, draft)).transpose()?.unwrap_or_default();
    let recommendation = draft.and_then(|draft| draft.recommendation);
    let number = recommendation.map(|id| site.app.read_public(|view| view.recommendation_number(id))).transpose()?;
    let overseeing = draft.is_none_or(|d| {
        [Role::Clerk, Role::Assurer].iter().any(|role| signed.actor.bodies_as(*role).any(|b| b == d.recommending_body))
    });
    let (desk, back) = if overseeing { ("/oversight", "desk-oversight") } else { ("/work", "desk-own") };
    let show = Show {
        frame: Frame::signed(site, desk, signed),
        desk,
        back,
        form,
        state,
        by,
        returned: draft.and_then(|d| d.returned.as_ref()).map(|words| words.words.clone()),
        sign_off: draft.and_then(|d| d.sign_off.clone()),
        made_on: draft.and_then(|d| d.made_on).map(|day| day.to_string()),
        released: draft.and_then(|d| d.released.as_ref()).map(|words| words.words.clone()),
        reference: number.flatten().map(|number| format!("REC-{number}")),
        working: match row.filter(|row| row.draft.made_on.is_some()) {
            Some(row) => working(site, row, number.flatten())?,
            None => Vec::new(),
        },
        points,
        answering: draft.map(|draft| answering(site, signed, draft)).transpose()?.flatten(),
        may,
        act: showing()?,
        refused,
    };
    Ok(html_or_refused(&show, show.refused.any())?)
}

/// Does what a form of the page says.
pub(super) async fn change(
    State(site): State<Arc<Site>>,
    Extension(signed): Extension<Arc<Signed>>,
    fields: Fields,
) -> Response {
    site.work(move |site| {
        let draft: Option<i64> = fields.get("draft").parse().ok();
        let Some((act, with)) = asked(&fields, draft) else { return Err(Failed(WebError::NotFound)) };
        let act_id = fields.act_id("making", &signed);
        let seen = fields.get("seen").parse().ok();
        match acts::perform(&site.app, &signed.ctx(), Asked { act, act_id, seen, with }) {
            Ok(receipt) => {
                let n = draft.or(i64::try_from(receipt.first).ok()).unwrap_or(0);
                Ok(Redirect::to(&format!("/making/{n}")).into_response())
            }
            Err(ActError::App(AppError::NotFound(what))) if act != ActKind::DraftRecommendation => {
                tracing::debug!(what, "a step on what is not there");
                Err(Failed(WebError::NotFound))
            }
            Err(ActError::App(AppError::Forbidden(why))) => Err(Failed(WebError::Forbidden(why.to_string()))),
            Err(refused) => {
                let refused = Refusal::new(refused, &fields);
                match draft {
                    Some(n) if act != ActKind::DraftRecommendation => held_page(site, &signed, n, refused),
                    _ => typed_page(site, &signed, draft, &fields, refused),
                }
            }
        }
    })
    .await
}

/// The act that a form asks for.
fn asked(fields: &Fields, draft: Option<i64>) -> Option<(ActKind, Value)> {
    let field = |name: &str| fields.get(name).to_owned();
    let lines = |name: &str| -> Vec<String> {
        field(name).lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
    };
    let step = |act, more: Value| {
        let mut with = json!({"draft": draft});
        if let (Some(with), Value::Object(more)) = (with.as_object_mut(), more) {
            with.extend(more);
        }
        Some((act, with))
    };
    match fields.get("do") {
        "write" => {
            let findings = field("findings");
            let kind = Some(field("source_kind")).filter(|kind| !kind.is_empty());
            let with = json!({"draft": draft, "recommending_body": field("by"), "text": field("text"), "findings": [findings],
                "addressees": lines("addressees"), "copied_to": lines("copied_to"), "power": field("power"), "external_ref": field("external_ref"),
                "source": field("source"), "new_source": {"kind": kind, "external_ref": field("source_ref"), "summary": field("source_summary")},
                "due_stated": field("due_stated"), "embargo": field("embargo")});
            Some((ActKind::DraftRecommendation, with))
        }
        "offer" => step(ActKind::OfferRecommendation, json!({})),
        "return" => step(ActKind::ReturnRecommendation, json!({"why": field("why")})),
        "drop" => step(ActKind::DropRecommendation, json!({"why": field("why")})),
        "make" => step(ActKind::MakeRecommendation, json!({"post": field("post")})),
        "release" => step(ActKind::ReleaseRecommendation, json!({"happened": field("happened")})),
        _ => None,
    }
}

/// The form as it was typed, after a refusal.
fn typed_page(
    site: &Site,
    signed: &Signed,
    draft: Option<i64>,
    fields: &Fields,
    refused: Refusal,
) -> Result<Response, Failed> {
    let field = |name: &str| fields.get(name).to_owned();
    let form = Form {
        draft: draft.zip(fields.get("seen").parse().ok()),
        by: field("by"),
        text: field("text"),
        findings: field("findings"),
        addressees: field("addressees"),
        copied_to: field("copied_to"),
        power: field("power"),
        external_ref: field("external_ref"),
        source: field("source"),
        source_kind: field("source_kind"),
        source_ref: field("source_ref"),
        source_summary: field("source_summary"),
        due_stated: field("due_stated"),
        embargo: field("embargo"),
    };
    let mine = bodies_as(site, signed, &[Role::Clerk])?.into_iter().find(|mine| mine.body.slug == form.by);
    let may = May { write: true, ..May::default() };
    // Somebody may have carried it on meanwhile: the page says where it stands, with the words that were typed.
    let row =
        draft.map(|n| site.app.read_workspace(|view| view.making(n, signed.actor.id, now::today()))).transpose()?;
    page(site, signed, (form, mine.map(|mine| mine.body)), row.flatten().as_ref(), may, refused)
}
