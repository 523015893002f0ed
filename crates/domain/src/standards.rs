//! A standard: a code, act, regulation or policy, with its provisions and whom it binds.
//!
//! *Invariant:* says who it binds and from when to when; what supersedes it is another standard.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{PartialDate, StandardId, fold};

/// What kind of standard it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StandardKind {
    /// An Act of Parliament.
    Act,
    /// Regulations.
    Regulations,
    /// A code.
    Code,
    /// Guidance.
    Guidance,
    /// A body's own policy.
    Policy,
    /// A convention between states.
    Convention,
    /// A decision of a court.
    Case,
}

impl StandardKind {
    /// The name in the API and in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            StandardKind::Act => "act",
            StandardKind::Regulations => "regulations",
            StandardKind::Code => "code",
            StandardKind::Guidance => "guidance",
            StandardKind::Policy => "policy",
            StandardKind::Convention => "convention",
            StandardKind::Case => "case",
        }
    }
}

/// A part that can be cited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provision {
    /// How it is cited (`section 26`).
    pub label: String,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its address on legislation.gov.uk, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    /// What a reader should know of it: which period it states, or that it states none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A code, act, regulation or policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standard {
    /// The name in its address, never reused.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// What it is.
    pub kind: StandardKind,
    /// Other names it is cited by (T7).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Who issued it.
    pub issued_by: String,
    /// Whom it binds, in words.
    pub binding_on: String,
    /// Whether it has the force of law.
    pub legal_status: String,
    /// Its provisions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub provisions: Vec<Provision>,
    /// In force from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_force_from: Option<PartialDate>,
    /// In force to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_force_to: Option<PartialDate>,
    /// What took its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superseded_by: Option<StandardId>,
    /// Its address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    /// What a reader should know before relying on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Where these facts come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facts_from: Option<String>,
}

/// The name of a provision in addresses, the same for each way to cite it: "Section 26", "s. 26" and "s26(1)(a)" are `section-26`.
pub fn provision_address(cited: &str) -> String {
    // What stands in brackets is a part of the provision.
    let whole = cited.split('(').next().unwrap_or(cited);
    // "s26" is two words.
    let mut apart = String::with_capacity(whole.len() + 4);
    let mut before = ' ';
    for c in whole.chars() {
        if c.is_ascii_digit() && before.is_alphabetic() {
            apart.push(' ');
        }
        apart.push(c);
        before = c;
    }
    let lower = apart.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let spelled = words.map(|word| match word {
        "s" | "ss" | "sec" | "sect" | "sections" => "section",
        "reg" | "regs" | "regulations" => "regulation",
        "art" | "arts" | "articles" => "article",
        "para" | "paras" | "paragraphs" => "paragraph",
        "sch" | "sched" => "schedule",
        "std" | "standards" => "standard",
        other => other,
    });
    spelled.collect::<Vec<_>>().join("-")
}

/// What is needed to say whether a standard was in force.
pub type StandardVersion = (Option<PartialDate>, Option<PartialDate>);

impl Standard {
    /// Of several versions of one standard the one in force on a date, where exactly one is known to have been.
    pub fn in_force_among(versions: &[(StandardId, Standard)], on: PartialDate) -> Option<&(StandardId, Standard)> {
        let mut then = versions.iter().filter(|(_, standard)| standard.in_force(on) == Some(true));
        then.next().filter(|_| then.next().is_none())
    }

    /// Every name it may be cited by, folded for comparing.
    pub fn folded_names(&self) -> impl Iterator<Item = String> + '_ {
        std::iter::once(&self.title).chain(&self.aliases).map(|name| fold(name))
    }

    /// Whether it was in force on a date; `None` where its dates, or the date's precision, leave it open.
    pub fn in_force(&self, on: PartialDate) -> Option<bool> {
        let (first, last): (Date, Date) = (on.earliest(), on.latest());
        if self.in_force_to.is_some_and(|to| to.latest() < first) {
            return Some(false);
        }
        if self.in_force_from.is_some_and(|from| from.earliest() > last) {
            return Some(false);
        }
        let began = self.in_force_from?.latest() <= first;
        let lasts = self.in_force_to.is_none_or(|to| to.earliest() >= last);
        (began && lasts).then_some(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_provision_has_one_address_however_it_is_cited() {
        for (cited, address) in [
            ("section 26", "section-26"),
            ("Section 26", "section-26"),
            ("s. 26", "section-26"),
            ("s26(1)(a)", "section-26"),
            ("Regulation 3", "regulation-3"),
            ("reg 3", "regulation-3"),
            ("section 5.17.3", "section-5-17-3"),
            ("Schedule 2, paragraph 4", "schedule-2-paragraph-4"),
            ("Standard 10", "standard-10"),
            ("(a)", ""),
        ] {
            assert_eq!(provision_address(cited), address, "{cited}");
        }
    }
}
