//! What a reader of the law would ask of a recommendation before it is made: pointed out, never refused.
//!
//! *Invariant:* each point names the paragraph it comes from.

use jiff::civil::Date;

use crate::{BodyKind, Power, RecommendationContent};

/// What a reader of the law would ask of a draft before it is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MakingPoint {
    /// No power is stated: then no clock runs.
    NoPower,
    /// No finding says why.
    NoFinding,
    /// It says where it comes from nowhere.
    NoSource,
    /// The day it says an answer is due is not after the day it would be made.
    DuePast,
    /// Police Reform Act 2002, Schedule 3, paragraph 28A(4)-(5): made to somebody who neither serves with the police nor is a local policing body,
    /// which takes an investigation of a death or serious injury, or one of a kind that regulations name.
    Outside,
    /// Paragraph 28A(6): made to a chief officer, the local policing body is sent a copy.
    CopyLocalPolicingBody,
    /// Paragraph 28A(6): made to a local policing body, its chief officer is sent a copy.
    CopyChiefOfficer,
    /// Coroners (Investigations) Regulations 2013, regulation 28: the Chief Coroner and interested persons are sent a copy.
    CopyChiefCoroner,
}

/// Points out what the law asks of whom it is made and copied to. `addressees` and `copied` are the kinds of those bodies; it would be
/// made `today`.
pub fn making_points(
    content: &RecommendationContent,
    addressees: &[BodyKind],
    copied: &[BodyKind],
    today: Date,
) -> Vec<MakingPoint> {
    let mut points = Vec::new();
    let mut ask = |wanting: bool, point: MakingPoint| points.extend(wanting.then_some(point));
    ask(content.power.is_none(), MakingPoint::NoPower);
    ask(content.findings.is_empty(), MakingPoint::NoFinding);
    ask(content.source.is_none() && content.new_source.is_none(), MakingPoint::NoSource);
    ask(content.due_stated.is_some_and(|due| due.latest() <= today), MakingPoint::DuePast);
    let police = |kind: &BodyKind| matches!(kind, BodyKind::PoliceForce | BodyKind::LocalPolicingBody);
    if content.power == Some(Power::Paragraph28a) {
        ask(addressees.iter().any(|kind| !police(kind)), MakingPoint::Outside);
        let made_to = |kind| addressees.contains(&kind);
        let sent_to = |kind| addressees.contains(&kind) || copied.contains(&kind);
        ask(
            made_to(BodyKind::PoliceForce) && !sent_to(BodyKind::LocalPolicingBody),
            MakingPoint::CopyLocalPolicingBody,
        );
        ask(made_to(BodyKind::LocalPolicingBody) && !sent_to(BodyKind::PoliceForce), MakingPoint::CopyChiefOfficer);
    }
    let coroners = content.power == Some(Power::Regulation28) && !copied.contains(&BodyKind::Coroner);
    ask(coroners, MakingPoint::CopyChiefCoroner);
    points
}
