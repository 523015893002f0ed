//! Evidence that only named roles read: its words and its file are sealed, who opens it is written down, and it can be destroyed.
//!
//! What anybody who keeps the register must know of it stays open: of what it is, whose, and when it was filed.
//!
//! *Invariant:* an opening is recorded before anything is shown; what was destroyed is destroyed for everybody.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::access::Permit;
use crate::acts::leaves;
use crate::assurances::{AssuranceRefused, Evidence, FileEvidence, Marking, Of, Readers, said};
use crate::record::{Change, Record, Visibility};
use crate::{ActId, BodyId, Ctx, EvidenceId, HoldGround, OpeningId, Role, Text};

/// The roles that read a restricted record, each in a body.
pub type Readable = [(Role, BodyId)];

/// That somebody opened restricted evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// What was opened.
    pub evidence: EvidenceId,
    /// What that is about.
    pub of: Of,
    /// In which role.
    pub role: Role,
    /// Of which body.
    pub body: BodyId,
    /// When.
    pub on: Date,
}

/// The command: open restricted evidence (`evidence.open`).
#[derive(Clone, Debug)]
pub struct OpenRestricted {
    /// The act's own identifier.
    pub act_id: ActId,
    /// The opening's identifier.
    pub id: OpeningId,
    /// What is opened.
    pub evidence: EvidenceId,
}

/// The command: destroy restricted evidence (`evidence.destroy`).
#[derive(Clone, Debug)]
pub struct DestroyRestricted {
    /// The act's own identifier.
    pub act_id: ActId,
    /// What is destroyed.
    pub evidence: EvidenceId,
    /// Why.
    pub why: Text,
}

leaves! {
    /// Leave to open restricted evidence (`evidence.open`).
    OpenEvidence;
    /// Leave to destroy restricted evidence (`evidence.destroy`).
    DestroyEvidence;
}

/// Who reads evidence that is restricted: those who sign at the body that files it, and those who check at the bodies that recommended.
pub(crate) fn readers(body: BodyId, recommending: &[BodyId]) -> Vec<(Role, BodyId)> {
    let check = recommending.iter().map(|body| (Role::Assurer, *body));
    std::iter::once((Role::Approver, body)).chain(check).collect()
}

/// What can be said of evidence before it is known where it is filed: asked before a file is sealed.
pub fn check_evidence(cmd: &FileEvidence) -> Result<(), AssuranceRefused> {
    said(&cmd.shows, "say what it shows")?;
    if address_of(cmd).is_some_and(|link| !link.starts_with("https://") && !link.starts_with("http://")) {
        return Err(AssuranceRefused::NoWord("an address starts with https:// or http://"));
    }
    if cmd.file.is_none() && address_of(cmd).is_none() {
        return Err(AssuranceRefused::Nothing);
    }
    if cmd.readers == Readers::Restricted && cmd.redacted.is_some() {
        let why = "a copy with words left out is for everybody; leave it out of what few may read";
        return Err(AssuranceRefused::NoWord(why));
    }
    let copied = cmd.readers == Readers::Everybody && cmd.redacted.is_some();
    let open = cmd.readers == Readers::Everybody && !copied;
    if cmd.marking == Marking::OfficialSensitive && open { Err(AssuranceRefused::Sensitive) } else { Ok(()) }
}

/// The address that evidence stands at elsewhere, if it does.
pub(crate) fn address_of(cmd: &FileEvidence) -> Option<&str> {
    cmd.link.as_deref().map(str::trim).filter(|link| !link.is_empty())
}

/// The rule for opening: it is there, it was not destroyed, and one of the roles that read it is the opener's.
pub fn open_evidence(
    ctx: &Ctx,
    _permit: &Permit<OpenEvidence>,
    (evidence, readable): (&Evidence, &Readable),
    cmd: &OpenRestricted,
) -> Result<Vec<Change>, AssuranceRefused> {
    if evidence.destroyed.is_some() {
        return Err(AssuranceRefused::Destroyed);
    }
    let own = readable.iter().find(|(role, body)| ctx.actor.bodies_as(*role).any(|own| own == *body));
    let (role, body) = *own.ok_or(AssuranceRefused::NotNamed)?;
    let opening = Opening { evidence: cmd.evidence, of: evidence.of, role, body, on: ctx.today };
    Ok(vec![Change::new(cmd.id, Visibility::Restricted(readable.to_vec()), Record::Opening(opening))])
}

/// The rule for destroying, where no hold is over it: the words and the file go, for everybody; that they were there, and why they are gone, stays.
pub fn destroy_evidence(
    _permit: &Permit<DestroyEvidence>,
    (evidence, readable, held): (Evidence, &Readable, Option<HoldGround>),
    cmd: &DestroyRestricted,
) -> Result<Vec<Change>, AssuranceRefused> {
    if evidence.destroyed.is_some() {
        return Err(AssuranceRefused::Destroyed);
    }
    if let Some(ground) = held {
        return Err(AssuranceRefused::Held(ground));
    }
    said(&cmd.why, "say why it is destroyed")?;
    let gone = Evidence {
        shows: Text::default(),
        file: None,
        redacted: None,
        link: None,
        sealed_file: None,
        destroyed: Some(cmd.why.clone()),
        ..evidence
    };
    Ok(vec![Change::new(cmd.evidence, Visibility::Restricted(readable.to_vec()), Record::Evidence(gone))])
}
