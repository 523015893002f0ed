//! A body: a force, council, inspectorate, coroner, association. Recommending and answering are roles, not kinds.
//!
//! *Invariant:* a body is dated and may have a successor; two bodies are never merged silently.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::access::Permit;
use crate::acts::{Act, ActKind};
use crate::record::{Change, Record, Visibility};
use crate::{ActId, BodyId, PartialDate, fold};

/// The longest name, in bytes.
const NAME: usize = 200;
/// The most other names.
const ALIASES: usize = 50;
/// The most codes, and the longest of them and of their scheme, in bytes.
const CODES: (usize, usize) = (20, 60);
/// The longest words about where the facts come from, in bytes.
const FACTS: usize = 500;

/// What kind of body it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BodyKind {
    /// A police force.
    PoliceForce,
    /// A local policing body: commissioner, mayor, authority.
    LocalPolicingBody,
    /// A body that oversees others.
    OversightBody,
    /// A body that sets standards.
    StandardSetter,
    /// A department of government.
    GovernmentDepartment,
    /// A union or staff association.
    StaffAssociation,
    /// A council that speaks for forces or employers.
    Council,
    /// A coroner.
    Coroner,
    /// Any other.
    Other,
}

impl BodyKind {
    /// Every kind, for forms.
    pub const ALL: [BodyKind; 9] = [
        BodyKind::PoliceForce,
        BodyKind::LocalPolicingBody,
        BodyKind::OversightBody,
        BodyKind::StandardSetter,
        BodyKind::GovernmentDepartment,
        BodyKind::StaffAssociation,
        BodyKind::Council,
        BodyKind::Coroner,
        BodyKind::Other,
    ];

    /// The kind of that name.
    pub fn parse(text: &str) -> Option<BodyKind> {
        BodyKind::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// The name in the API and in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            BodyKind::PoliceForce => "police_force",
            BodyKind::LocalPolicingBody => "local_policing_body",
            BodyKind::OversightBody => "oversight_body",
            BodyKind::StandardSetter => "standard_setter",
            BodyKind::GovernmentDepartment => "government_department",
            BodyKind::StaffAssociation => "staff_association",
            BodyKind::Council => "council",
            BodyKind::Coroner => "coroner",
            BodyKind::Other => "other",
        }
    }
}

/// An organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// The name in its address, never reused.
    pub slug: String,
    /// Its name in English.
    pub name: String,
    /// Its name in Welsh.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_cy: Option<String>,
    /// What it is.
    pub kind: BodyKind,
    /// Other names and abbreviations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Codes by scheme (`ons_pfa`, `home_office`, `police_uk`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub codes: BTreeMap<String, String>,
    /// The body it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<BodyId>,
    /// Since when it exists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<PartialDate>,
    /// Until when it existed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<PartialDate>,
    /// The body its duties passed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<BodyId>,
    /// Where these facts come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facts_from: Option<String>,
    /// The body that it turned out to be; nothing names this one any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joined: Option<BodyId>,
}

impl Body {
    /// Every name it may be called by, folded for comparing.
    pub fn folded_names(&self) -> impl Iterator<Item = String> + '_ {
        [Some(&self.name), self.name_cy.as_ref()].into_iter().flatten().chain(&self.aliases).map(|name| fold(name))
    }

    /// Whether this is one of its names.
    pub fn is_called(&self, name: &str) -> bool {
        let name = fold(name);
        self.folded_names().any(|known| known == name)
    }
}

/// The command: put a body in the register, or change what the register says of one (`body.record`).
#[derive(Clone, Debug)]
pub struct RecordBody {
    /// The act's own identifier.
    pub act_id: ActId,
    /// The version that was seen; 0 where the body is new.
    pub seen: u32,
    /// The body.
    pub id: BodyId,
    /// All that is said of it.
    pub body: Body,
}

impl Act for RecordBody {
    const KIND: ActKind = ActKind::RecordBody;
}

/// What the register knows around a body that is put in or changed.
#[derive(Clone, Debug, Default)]
pub struct Around {
    /// The other bodies that bear one of its names, each with that name.
    pub named: Vec<(String, Body)>,
    /// The bodies to which the duties of its successor pass in turn, with the successor.
    pub heirs: Vec<BodyId>,
}

/// Why nothing was said of a body.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BodyRefused {
    /// Somebody else changed it first.
    #[error("what is said of this body was changed by somebody else since you looked at it: look at it as it is now")]
    Changed,
    /// A name that is none.
    #[error("a name is one line of at most 200 bytes with a letter in it: '{0}' is none")]
    Name(String),
    /// It is another one.
    #[error("it turned out to be another body, and is not changed any more: change that one")]
    Joined,
    /// Too many names or codes.
    #[error("a body has at most 50 other names and 20 codes")]
    TooMany,
    /// A code that is none.
    #[error("a code and its scheme are each one word of at most 60 bytes: '{0}' is none")]
    Code(String),
    /// Words that are too long.
    #[error("where the facts come from is said in at most 500 bytes")]
    Facts,
    /// Another body has the name at the same time.
    #[error(
        "'{name}' is a name of {of} already, at the same time: two bodies are told apart by their names, or by the days between which each existed"
    )]
    Named {
        /// The name.
        name: String,
        /// The body that has it.
        of: String,
    },
    /// It ended before it began.
    #[error("it cannot have ended on {to} when it began on {from}")]
    Ended {
        /// When it began.
        from: PartialDate,
        /// When it ended.
        to: PartialDate,
    },
    /// A successor of a body that goes on.
    #[error("duties pass to another body when this one ends: say when it ended")]
    GoesOn,
    /// A body that comes after itself.
    #[error("a body cannot come after itself, not by way of others either")]
    Circle,
}

/// The rule for `body.record`: a body is told from every other by its names or its days, and ends before its duties pass on.
pub fn record_body(
    _permit: &Permit<RecordBody>,
    before: Option<(u32, Body)>,
    around: &Around,
    cmd: &RecordBody,
) -> Result<Vec<Change>, BodyRefused> {
    let (version, before) = before.map_or((0, None), |(version, body)| (version, Some(body)));
    if cmd.seen != version {
        return Err(BodyRefused::Changed);
    }
    if before.as_ref().is_some_and(|body| body.joined.is_some()) {
        return Err(BodyRefused::Joined);
    }
    let body = &cmd.body;
    fits(body)?;
    if let (Some(from), Some(to)) = (body.from, body.to)
        && to.latest() < from.earliest()
    {
        return Err(BodyRefused::Ended { from, to });
    }
    if body.successor.is_some() && body.to.is_none() {
        return Err(BodyRefused::GoesOn);
    }
    if around.heirs.contains(&cmd.id) {
        return Err(BodyRefused::Circle);
    }
    // What it was called before, in words and days that have not changed, is not asked about again.
    let new = |name: &str| before.as_ref().is_none_or(|b| (b.from, b.to) != (body.from, body.to) || !b.is_called(name));
    if let Some((name, other)) = around.named.iter().find(|(name, other)| new(name) && at_once(body, other)) {
        return Err(BodyRefused::Named { name: name.clone(), of: other.name.clone() });
    }
    if before.as_ref() == Some(body) {
        return Ok(Vec::new());
    }
    Ok(vec![Change::new(cmd.id, Visibility::Public, Record::Body(body.clone()))])
}

/// Whether the words are names, codes and few.
fn fits(body: &Body) -> Result<(), BodyRefused> {
    let is_name = |name: &str| {
        name.trim() == name
            && name.len() <= NAME
            && name.contains(char::is_alphabetic)
            && !name.contains(char::is_control)
    };
    let mut names = [Some(&body.name), body.name_cy.as_ref()].into_iter().flatten().chain(&body.aliases);
    if let Some(name) = names.find(|name| !is_name(name)) {
        return Err(BodyRefused::Name(name.chars().take(NAME).collect()));
    }
    if body.aliases.len() > ALIASES || body.codes.len() > CODES.0 {
        return Err(BodyRefused::TooMany);
    }
    let is_word = |word: &str| {
        !word.is_empty() && word.len() <= CODES.1 && !word.contains(|c: char| c.is_whitespace() || c.is_control())
    };
    if let Some((scheme, code)) = body.codes.iter().find(|(scheme, code)| !is_word(scheme) || !is_word(code)) {
        return Err(BodyRefused::Code(format!("{scheme} {code}").chars().take(NAME).collect()));
    }
    if body.facts_from.as_ref().is_some_and(|facts| facts.len() > FACTS) {
        return Err(BodyRefused::Facts);
    }
    Ok(())
}

/// Whether two bodies may have existed on one day; a day that is not known is any.
fn at_once(a: &Body, b: &Body) -> bool {
    let over = |a: &Body, b: &Body| a.to.zip(b.from).is_some_and(|(to, from)| to.latest() < from.earliest());
    !over(a, b) && !over(b, a)
}
