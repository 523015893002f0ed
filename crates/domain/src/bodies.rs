//! A body: a force, council, inspectorate, coroner, association. Recommending and answering are roles, not kinds.
//!
//! *Invariant:* a body is dated and may have a successor; two bodies are never merged silently.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{BodyId, PartialDate, fold};

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
}

impl Body {
    /// Every name it may be called by, folded for comparing.
    pub fn folded_names(&self) -> impl Iterator<Item = String> + '_ {
        [Some(&self.name), self.name_cy.as_ref()].into_iter().flatten().chain(&self.aliases).map(|name| fold(name))
    }
}
