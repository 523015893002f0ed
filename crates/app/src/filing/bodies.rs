//! Names of bodies to bodies: by exact alias on the document's day, by an abbreviation that the document spells out, or as a new body.
//!
//! *Invariant:* two bodies are never joined by likeness; what is not certain becomes a body of its own for a person to join.

use std::collections::BTreeMap;

use domain::proposals::ProposedRecommendation;
use domain::{Body, BodyId, BodyKind, PartialDate, Record, fold};

use super::Filing;
use crate::error::AppError;
use crate::ids::{seed_id, slug};

impl Filing<'_> {
    /// Who was sent a copy. It goes to bodies and to people ("the family"): those that the register knows by one name only are kept.
    pub(super) fn copied_to(
        &self,
        r: &ProposedRecommendation,
        made_on: Option<PartialDate>,
        addressees: &[BodyId],
    ) -> Result<Vec<BodyId>, AppError> {
        let mut copied_to = Vec::new();
        for named in &r.copied_to {
            if let [one] = self.facts.public.bodies_named_on(&named.value, made_on)?.as_slice() {
                copied_to.extend(Some(*one).filter(|one| !copied_to.contains(one) && !addressees.contains(one)));
            }
        }
        Ok(copied_to)
    }

    /// The body a name means; a body nobody knows becomes a new one, under just that name.
    pub(super) fn body(&mut self, name: &str) -> Result<BodyId, AppError> {
        let key = fold(name);
        if let Some(id) = self.bodies.get(&key) {
            return Ok(*id);
        }
        let day = self.received.extracted.proposal.day();
        let known = self.facts.public.bodies_named_on(name, day)?;
        let id = match known.as_slice() {
            [one] => *one,
            // None, or more than one: a new body under the name as written, for a person to join to another.
            several => {
                let long = spelled_out(&self.received.extracted.text, name);
                if let Some(long) = &long
                    && let [one] = self.facts.public.bodies_named_on(long, day)?.as_slice()
                {
                    self.bodies.insert(key, *one);
                    return Ok(*one);
                }
                let full = long.clone().unwrap_or_else(|| name.to_owned());
                let base = slug(&full);
                let taken = !several.is_empty() || self.facts.public.body_slug_taken(&base)?;
                let own = if taken { format!("{base}-{}", self.facts.public.seq()? + 1) } else { base };
                let id = BodyId(seed_id("body", &own));
                let body = Body {
                    slug: own,
                    kind: kind_of(&full),
                    name: full,
                    name_cy: None,
                    aliases: long.map(|_| name.to_owned()).into_iter().collect(),
                    codes: BTreeMap::new(),
                    parent: None,
                    from: None,
                    to: None,
                    successor: None,
                    facts_from: None,
                    joined: None,
                };
                self.put(id, Record::Body(body));
                id
            }
        };
        self.bodies.insert(key, id);
        Ok(id)
    }
}

/// What an abbreviation stands for, where the document says so: "Greater Manchester Police (GMP)".
fn spelled_out(text: &str, short: &str) -> Option<String> {
    let letters: Vec<char> = short.chars().collect();
    if letters.len() < 2 || !letters.iter().all(|c| c.is_uppercase()) {
        return None;
    }
    let before = text.split_once(&format!(" ({short})"))?.0;
    let words: Vec<&str> = before.split_whitespace().collect();
    // Small words ("for", "and", "of") have no letter of their own.
    let mut wanted = letters.iter().rev().peekable();
    let mut name: Vec<&str> = Vec::new();
    for word in words.iter().rev().take(letters.len() * 2) {
        let Some(letter) = wanted.peek() else { break };
        let first = word.chars().next()?;
        if first == **letter {
            wanted.next();
        } else if !matches!(*word, "for" | "and" | "of" | "the") {
            return None;
        }
        name.push(word);
    }
    name.reverse();
    wanted.peek().is_none().then(|| name.join(" "))
}

/// What kind of body a new name suggests.
fn kind_of(name: &str) -> BodyKind {
    let folded = format!(" {} ", fold(name));
    let has = |words: &[&str]| words.iter().any(|w| folded.contains(&format!(" {w} ")));
    if [" police ", " constabulary ", " police service "].iter().any(|end| folded.ends_with(end)) {
        BodyKind::PoliceForce
    } else if has(&["coroner"]) {
        BodyKind::Coroner
    } else if has(&[
        "inspectorate",
        "ombudsman",
        "commissioner",
        "audit",
        "inquiry",
        "conduct",
        "watchdog",
        "oversight",
    ]) {
        BodyKind::OversightBody
    } else if has(&["federation", "union", "association"]) {
        BodyKind::StaffAssociation
    } else if has(&["council"]) {
        BodyKind::Council
    } else {
        BodyKind::Other
    }
}
