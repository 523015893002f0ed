//! Evidence, assurance and closure: what shows that something was done, who independent says so, and the decision that it is over.
//!
//! *Invariant:* nobody assures their own work, and nothing closes as implemented without evidence and such an assurance.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::access::{Permit, Sides};
use crate::acts::{Act, ActKind};
use crate::axes::{AssuredStatus, ClaimedStatus, Closure};
use crate::record::{Change, Record, Visibility};
use crate::restricted::{self, address_of, check_evidence};
use crate::{
    ActId, ActionId, AssuranceId, BodyId, ClosureId, Ctx, EvidenceId, HoldGround, ObligationId, PartialDate, RecordId,
    Text, Update, UpdateId,
};

/// What something is said of: an action, or the duty as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Of {
    /// An action.
    Action(ActionId),
    /// A duty.
    Obligation(ObligationId),
}

impl Of {
    /// The record's identifier.
    pub fn id(self) -> RecordId {
        match self {
            Of::Action(id) => id.into(),
            Of::Obligation(id) => id.into(),
        }
    }
}

/// What the rules must know of that on which something is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Who has to do it, and who recommended it: of several, the one that whoever acts does it for.
    pub sides: Sides,
    /// All who recommended it: an action may serve what several bodies asked.
    pub recommending: Vec<BodyId>,
    /// Whether the matter is closed.
    pub closed: bool,
    /// How many pieces of evidence are filed on it or on its actions.
    pub evidence: u64,
    /// What stands as found on the duty or on all of its actions.
    pub assured: AssuredStatus,
}

/// How sensitive it is (Government Security Classifications). Anything above is refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Marking {
    /// OFFICIAL.
    #[default]
    Official,
    /// OFFICIAL-SENSITIVE: never public.
    OfficialSensitive,
}

/// A kept file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceFile {
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// What it was called.
    pub name: String,
    /// What its bytes are, as they themselves show.
    pub media_type: String,
    /// How many bytes.
    pub bytes: u64,
}

/// Something that shows something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// What it is about.
    pub of: Of,
    /// What it shows; nothing where that is sealed.
    #[serde(default)]
    pub shows: Text,
    /// The file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<EvidenceFile>,
    /// The same without what others may not see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redacted: Option<EvidenceFile>,
    /// Its address, where it stands elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// How sensitive it is.
    #[serde(default)]
    pub marking: Marking,
    /// Whose it is.
    pub body: BodyId,
    /// When it was filed.
    pub filed_on: Date,
    /// The SHA-256 of the sealed file as it is kept, where it is restricted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed_file: Option<String>,
    /// Why it was destroyed, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destroyed: Option<Text>,
}

impl Evidence {
    /// The fields that are sealed where it is restricted.
    pub const SEALED: [&'static str; 4] = ["shows", "file", "redacted", "link"];
}

/// What someone independent found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assurance {
    /// On what.
    pub of: Of,
    /// What was found.
    pub result: AssuredStatus,
    /// How it was looked at.
    pub method: Text,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasons: Option<Text>,
    /// The evidence that was seen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EvidenceId>,
    /// The body that found it.
    pub assurer: BodyId,
    /// When.
    pub on: Date,
}

/// The decision that a matter is over, or open again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosureDecision {
    /// Which duty.
    pub obligation: ObligationId,
    /// How it ended; `open` opens it again.
    pub outcome: Closure,
    /// Why.
    pub reason: Text,
    /// Who decided.
    pub decided_by: BodyId,
    /// When.
    pub on: Date,
}

/// Who may read what is filed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Readers {
    /// Everybody.
    Everybody,
    /// The body that files it and the body that recommended.
    Both,
    /// Those who sign at the body that files it, and those who check at the body that recommended; who opens it is written down.
    Restricted,
}

/// The command: say how something stands (`update.add`).
#[derive(Clone, Debug)]
pub struct AddUpdate {
    /// The act's own identifier.
    pub act_id: ActId,
    /// The update's identifier.
    pub id: UpdateId,
    /// What it is about.
    pub of: Of,
    /// The words.
    pub text: Text,
    /// The status claimed.
    pub claimed_status: Option<ClaimedStatus>,
}

/// The command: file what shows something (`evidence.file`).
#[derive(Clone, Debug)]
pub struct FileEvidence {
    /// The act's own identifier.
    pub act_id: ActId,
    /// The evidence's identifier.
    pub id: EvidenceId,
    /// The identifier of the original's own record, where everybody is shown a redacted copy.
    pub original: EvidenceId,
    /// What it is about.
    pub of: Of,
    /// What it shows.
    pub shows: Text,
    /// The kept file.
    pub file: Option<EvidenceFile>,
    /// The same without what others may not see.
    pub redacted: Option<EvidenceFile>,
    /// The SHA-256 of the file as it is kept, where that is sealed.
    pub sealed_file: Option<String>,
    /// Its address.
    pub link: Option<String>,
    /// How sensitive it is.
    pub marking: Marking,
    /// Who may read it.
    pub readers: Readers,
}

/// The command: say whether what was done is enough (`assurance.record`).
#[derive(Clone, Debug)]
pub struct Assure {
    /// The act's own identifier.
    pub act_id: ActId,
    /// The assurance's identifier.
    pub id: AssuranceId,
    /// On what.
    pub of: Of,
    /// What was found.
    pub result: AssuredStatus,
    /// How it was looked at.
    pub method: Text,
    /// Why.
    pub reasons: Option<Text>,
    /// The evidence that was seen.
    pub evidence: Vec<EvidenceId>,
}

/// The command: close a matter, or open it again (`closure.decide`).
#[derive(Clone, Debug)]
pub struct DecideClosure {
    /// The act's own identifier.
    pub act_id: ActId,
    /// The decision's identifier.
    pub id: ClosureId,
    /// Which duty.
    pub obligation: ObligationId,
    /// How it ended.
    pub outcome: Closure,
    /// Why.
    pub reason: Text,
}

impl Act for AddUpdate {
    const KIND: ActKind = ActKind::AddUpdate;
}

impl Act for FileEvidence {
    const KIND: ActKind = ActKind::FileEvidence;
}

impl Act for Assure {
    const KIND: ActKind = ActKind::RecordAssurance;
}

impl Act for DecideClosure {
    const KIND: ActKind = ActKind::DecideClosure;
}

/// Why it was not said, filed, found or closed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AssuranceRefused {
    /// It is not there any more.
    #[error("it was destroyed; that it was there stays on record, and why it is gone")]
    Destroyed,
    /// A hold is over it.
    #[error("it is held ({}): it is not destroyed before the operator lifts the hold", .0.as_str())]
    Held(HoldGround),
    /// The act opened it once.
    #[error("it was opened with that form before: open it again, so that it is written down")]
    OpenedBefore,
    /// The form was sent before.
    #[error("it was filed with that form before, with the words and the file of then: file it anew if this is another")]
    FiledBefore,
    /// Not among those who may.
    #[error(
        "it is restricted to those who sign at the body that filed it and those who check at the body that recommended"
    )]
    NotNamed,
    /// The matter is over.
    #[error("the matter is closed; it has to be reopened first")]
    Closed,
    /// Nothing was said.
    #[error("{0}")]
    NoWord(&'static str),
    /// Neither file nor address.
    #[error("evidence is a file or the address of something: give one of them")]
    Nothing,
    /// Sensitive and public.
    #[error(
        "what is OFFICIAL-SENSITIVE is not for everybody: share it with the body that recommended, or file a redacted copy"
    )]
    Sensitive,
    /// Their own work.
    #[error("nobody judges their own work: somebody who does not write or sign for that body has to")]
    OwnWork,
    /// Not a finding.
    #[error("an assurance finds insufficient, partial, verified or contradicted")]
    NotAFinding,
    /// Evidence that is not on it.
    #[error("evidence {0} is not filed on this matter")]
    NoEvidence(EvidenceId),
    /// Closed as implemented too early.
    #[error("nothing closes as implemented without evidence and an assurance that it was verified: {0}")]
    NotShown(&'static str),
    /// It is so already.
    #[error("the matter is {} already", .0.as_str().replace('_', " "))]
    Already(Closure),
    /// Too long.
    #[error("a text has at most 20,000 bytes")]
    TooLong,
}

/// The most bytes of an update, a finding or a reason.
const MOST_WORDS: usize = 20_000;

pub(crate) fn said(text: &Text, needed: &'static str) -> Result<(), AssuranceRefused> {
    if text.is_blank() {
        return Err(AssuranceRefused::NoWord(needed));
    }
    if text.words.len() > MOST_WORDS { Err(AssuranceRefused::TooLong) } else { Ok(()) }
}

/// The rule for an update: a claim of whoever has to do it, while the matter is open.
pub fn add_update(
    ctx: &Ctx,
    _permit: &Permit<AddUpdate>,
    known: &Known,
    cmd: &AddUpdate,
) -> Result<Vec<Change>, AssuranceRefused> {
    said(&cmd.text, "say how it stands")?;
    if known.closed {
        return Err(AssuranceRefused::Closed);
    }
    let (action, obligation) = match cmd.of {
        Of::Action(id) => (Some(id), None),
        Of::Obligation(id) => (None, Some(id)),
    };
    let update = Update {
        action,
        obligation,
        text: cmd.text.clone(),
        claimed_status: cmd.claimed_status,
        body: known.sides.addressee,
        said_on: Some(PartialDate::day(ctx.today)),
        document: None,
    };
    Ok(vec![Change::new(cmd.id, Visibility::Public, Record::Update(update))])
}

/// The rule for evidence.
pub fn file_evidence(
    ctx: &Ctx,
    _permit: &Permit<FileEvidence>,
    known: &Known,
    cmd: &FileEvidence,
) -> Result<Vec<Change>, AssuranceRefused> {
    check_evidence(cmd)?;
    if known.closed {
        return Err(AssuranceRefused::Closed);
    }
    let copied = cmd.readers == Readers::Everybody && cmd.redacted.is_some();
    let Some(body) = known.sides.addressee else { return Err(AssuranceRefused::Nothing) };
    let evidence = Evidence {
        of: cmd.of,
        shows: cmd.shows.clone(),
        file: cmd.file.clone(),
        redacted: cmd.redacted.clone(),
        link: address_of(cmd).map(str::to_owned),
        marking: cmd.marking,
        body,
        filed_on: ctx.today,
        sealed_file: cmd.sealed_file.clone(),
        destroyed: None,
    };
    let shared = || Visibility::Shared([body].iter().chain(&known.recommending).map(|body| (*body).into()).collect());
    Ok(match (cmd.readers, copied) {
        // Nothing of the original is in what everybody sees, not even what it was called.
        (Readers::Everybody, true) => {
            let copy = Evidence { file: None, marking: Marking::Official, ..evidence.clone() };
            let original = Evidence { redacted: None, link: None, ..evidence };
            vec![
                Change::new(cmd.id, Visibility::Public, Record::Evidence(copy)),
                Change::new(cmd.original, shared(), Record::Evidence(original)),
            ]
        }
        (Readers::Everybody, false) => vec![Change::new(cmd.id, Visibility::Public, Record::Evidence(evidence))],
        (Readers::Both, _) => vec![Change::new(cmd.id, shared(), Record::Evidence(evidence))],
        (Readers::Restricted, _) => {
            let few = Visibility::Restricted(restricted::readers(body, &known.recommending));
            vec![Change::new(cmd.id, few, Record::Evidence(evidence))]
        }
    })
}

/// The rule for a finding. `assurer` is the body that the finder has the role in, `filed` the evidence on the matter, each with whether others
/// than those whom it names may know of it: a finding is public, and names no other. That it was seen is in its openings.
pub fn record_assurance(
    ctx: &Ctx,
    _permit: &Permit<Assure>,
    known: &Known,
    (assurer, filed): (BodyId, &[(EvidenceId, bool)]),
    cmd: &Assure,
) -> Result<Vec<Change>, AssuranceRefused> {
    said(&cmd.method, "say how it was looked at")?;
    if known.closed {
        return Err(AssuranceRefused::Closed);
    }
    if known.sides.addressee.is_some_and(|body| body == assurer || ctx.actor.works_for(body)) {
        return Err(AssuranceRefused::OwnWork);
    }
    let result = match cmd.result {
        AssuredStatus::Unchecked => return Err(AssuranceRefused::NotAFinding),
        AssuredStatus::Verified if known.sides.recommending_body == Some(assurer) => {
            AssuredStatus::VerifiedByOversightBody
        }
        result => result,
    };
    if let Some(lost) = cmd.evidence.iter().find(|id| !filed.iter().any(|(known, _)| known == *id)) {
        return Err(AssuranceRefused::NoEvidence(*lost));
    }
    let assurance = Assurance {
        of: cmd.of,
        result,
        method: cmd.method.clone(),
        reasons: cmd.reasons.clone().filter(|reasons| !reasons.words.trim().is_empty()),
        evidence: cmd.evidence.iter().copied().filter(|id| filed.contains(&(*id, true))).collect(),
        assurer,
        on: ctx.today,
    };
    Ok(vec![Change::new(cmd.id, Visibility::Public, Record::Assurance(assurance))])
}

/// The rule for closing and for opening again. `standing` is how the matter stands.
pub fn decide_closure(
    ctx: &Ctx,
    _permit: &Permit<DecideClosure>,
    (known, standing): (&Known, Closure),
    decided_by: BodyId,
    cmd: &DecideClosure,
) -> Result<Vec<Change>, AssuranceRefused> {
    said(&cmd.reason, "say why")?;
    if known.sides.addressee.is_some_and(|body| ctx.actor.works_for(body)) {
        return Err(AssuranceRefused::OwnWork);
    }
    if cmd.outcome == standing {
        return Err(AssuranceRefused::Already(standing));
    }
    if cmd.outcome == Closure::ClosedImplemented {
        if known.evidence == 0 {
            return Err(AssuranceRefused::NotShown("no evidence is filed"));
        }
        if !matches!(known.assured, AssuredStatus::Verified | AssuredStatus::VerifiedByOversightBody) {
            return Err(AssuranceRefused::NotShown("nobody independent found that it was done"));
        }
    }
    let decision = ClosureDecision {
        obligation: cmd.obligation,
        outcome: cmd.outcome,
        reason: cmd.reason.clone(),
        decided_by,
        on: ctx.today,
    };
    Ok(vec![Change::new(cmd.id, Visibility::Public, Record::Closure(decision))])
}

/// A finding and when it was written: later ones have greater numbers.
pub type Finding = (AssuredStatus, u64);

/// What stands as found on a duty: the last finding on the duty itself, unless a later one on one of its actions is against it; with none, the
/// weakest of its actions' last findings. What was found before the matter was opened again is not handed in.
pub fn assured_status(on_duty: Option<Finding>, on_actions: &[Option<Finding>]) -> AssuredStatus {
    use AssuredStatus::{Contradicted, Insufficient, Partial, Unchecked, Verified, VerifiedByOversightBody};
    let rank = |status: AssuredStatus| match status {
        Contradicted => 0,
        Insufficient => 1,
        Partial => 2,
        Unchecked => 3,
        Verified => 4,
        VerifiedByOversightBody => 5,
    };
    if let Some((found, at)) = on_duty {
        let later = on_actions.iter().flatten().filter(|(status, when)| *when > at && rank(*status) < 2);
        return later.map(|(status, _)| *status).min_by_key(|status| rank(*status)).unwrap_or(found);
    }
    let all = on_actions.iter().map(|found| found.map_or(Unchecked, |(status, _)| status));
    let worst = all.min_by_key(|status| rank(*status)).unwrap_or(Unchecked);
    let some = on_actions.iter().flatten().any(|(status, _)| rank(*status) >= 4);
    // Some of them verified and others not looked at: part of it is shown.
    if worst == Unchecked && some { Partial } else { worst }
}
