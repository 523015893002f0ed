//! A recommendation from the day it is made: held back under an embargo or public, and answered either way.
//!
//! *Invariant:* a duty has one identifier from the day it is made: what answers it before it is public answers it afterwards.

use jiff::civil::Date;

use super::{
    MakeRecommendation, MakingRefused, MakingState, RecommendationDraft, ReleaseRecommendation, complete, kept,
};
use crate::access::Permit;
use crate::clock;
use crate::record::{Change, Record, Visibility};
use crate::{
    BodyId, Ctx, Duty, HeldBack, Obligation, ObligationId, PartialDate, Power, Recommendation, RecommendationDraftId,
    RecommendationId, Source, SourceId, Text,
};

/// What the rule must know to make a recommendation public: identifiers, and the next free numbers.
#[derive(Clone, Debug)]
pub struct Making {
    /// The draft's identifier.
    pub id: RecommendationDraftId,
    /// The recommendation's.
    pub recommendation: RecommendationId,
    /// Its number.
    pub number: u64,
    /// For each addressee, in their order, the duty's, and the day an answer to it was handed over while it was held back.
    pub obligations: Vec<(ObligationId, Option<Date>)>,
    /// Those who came after addressees that have ended: they hold it too.
    pub heirs: Vec<BodyId>,
    /// A new source's identifier and number.
    pub source: (SourceId, u64),
    /// Whether the source that is named is there.
    pub source_known: bool,
}

/// The rule for making a recommendation: it is signed, and from this day its clocks run. Under an embargo it is shared with those it is served on;
/// without one it is public.
pub fn make_recommendation(
    ctx: &Ctx,
    _permit: &Permit<MakeRecommendation>,
    mut draft: RecommendationDraft,
    with: Making,
    post: &str,
) -> Result<Vec<Change>, MakingRefused> {
    if draft.state != MakingState::WithApprover {
        return Err(MakingRefused::State(draft.state));
    }
    if post.trim().is_empty() {
        return Err(MakingRefused::NoPost);
    }
    complete(&draft.content)?;
    if draft.content.source.is_some() && !with.source_known {
        return Err(MakingRefused::NoSource);
    }
    draft.sign_off = Some(post.trim().chars().take(200).collect());
    draft.made_on = Some(ctx.today);
    draft.recommendation = Some(with.recommendation);
    draft.duties = with.obligations.iter().map(|(id, _)| *id).collect();
    if draft.content.embargo.is_some() {
        draft.state = MakingState::Embargoed;
        return Ok(vec![kept(with.id, draft, &with.heirs)]);
    }
    Ok(public(draft, with, None))
}

/// The rule for ending an embargo: what it waited for has happened.
pub fn release_recommendation(
    ctx: &Ctx,
    _permit: &Permit<ReleaseRecommendation>,
    mut draft: RecommendationDraft,
    with: Making,
    what: &Text,
) -> Result<Vec<Change>, MakingRefused> {
    if draft.state != MakingState::Embargoed {
        return Err(MakingRefused::State(draft.state));
    }
    if what.words.trim().is_empty() {
        return Err(MakingRefused::NoWord("say what has happened, so that it can be public"));
    }
    draft.released = Some(what.clone());
    Ok(public(draft, with, Some(ctx.today)))
}

/// What a body that it was made to must know to answer it while it is held back: the clocks run, and it was served.
pub fn held_duties(draft: &RecommendationDraft, reference: &str) -> Vec<Duty> {
    let made = draft.recommendation.filter(|_| draft.state == MakingState::Embargoed);
    let Some(recommendation) = made else { return Vec::new() };
    let duty = |(addressee, obligation): (&BodyId, &ObligationId)| Duty {
        obligation: *obligation,
        recommendation,
        reference: reference.to_owned(),
        held: true,
        closed: false,
        addressee: *addressee,
        heir: *addressee,
        recommending_body: Some(draft.recommending_body),
        made_from: draft.made_on,
        under_28b: draft
            .content
            .power
            .and_then(crate::Power::rule)
            .is_some_and(|rule| rule.id == crate::clock::PARAGRAPH_28B),
    };
    draft.content.addressees.iter().zip(&draft.duties).map(duty).collect()
}

/// The public records of a recommendation that was made: itself, its duties with their clocks, and its source where it is new.
fn public(mut draft: RecommendationDraft, with: Making, released: Option<Date>) -> Vec<Change> {
    let content = &draft.content;
    let made_on = draft.made_on.map(PartialDate::day);
    let mut changes = Vec::new();
    let new_source = content.new_source.as_ref().map(|new| Source {
        number: with.source.1,
        kind: new.kind,
        external_ref: new.external_ref.clone(),
        summary: new.summary.clone(),
        bodies: content.addressees.clone(),
        published_on: None,
        document: None,
        quotes: Default::default(),
    });
    let source = content.source.or(new_source.as_ref().map(|_| with.source.0));
    changes.extend(new_source.map(|source| Change::new(with.source.0, Visibility::Public, Record::Source(source))));
    let recommendation = Recommendation {
        number: with.number,
        external_ref: content.external_ref.clone(),
        text: content.text.clone(),
        findings: content.findings.clone(),
        recommending_body: Some(draft.recommending_body),
        power: content.power,
        made_on,
        copied_to: content.copied_to.clone(),
        held: released.zip(content.embargo.clone()).map(|(day, until)| HeldBack {
            released_on: PartialDate::day(day),
            until,
            happened: draft.released.clone().unwrap_or_default(),
        }),
        source,
        ..Recommendation::default()
    };
    changes.push(Change::new(with.recommendation, Visibility::Public, Record::Recommendation(recommendation)));
    // Police Act 1996 section 55: its period begins with publication; the others with the day it was made or sent.
    let published = released.filter(|_| content.power == Some(Power::Section55)).map(PartialDate::day);
    for (addressee, (id, received)) in content.addressees.iter().zip(with.obligations) {
        let due = content.power.zip(published.or(made_on)).and_then(|(power, starts)| clock::due(power, starts));
        let obligation = Obligation {
            recommendation: with.recommendation,
            addressee: *addressee,
            power: content.power,
            rule: due.map(|(rule, _)| rule.to_owned()),
            due: due.map(|(_, window)| window),
            due_stated: content.due_stated,
            starts_on: published,
            events: Vec::new(),
            calendar: None,
            received_on: received.map(PartialDate::day),
            publication: None,
        };
        changes.push(Change::new(id, Visibility::Public, Record::Obligation(obligation)));
    }
    draft.state = MakingState::Made;
    changes.push(kept(with.id, draft, &with.heirs));
    changes
}
