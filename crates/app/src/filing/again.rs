//! A recommendation that is in the register already: the same words, to the same bodies, of the same day. A page from
//! another crawl, or a letter that sets a report's concerns out again, speaks of it; it is not made a second time.
//!
//! *Invariant:* only the same words count here. What is merely like it is for a person to judge (likeness), never joined.

use domain::proposals::{ProposedRecommendation, ProposedResponse};
use domain::{BodyId, DocumentKind, ObligationId, PartialDate, RecommendationId, fold};

use super::{Filing, value};
use crate::error::AppError;

impl Filing<'_> {
    /// The recommendation of the register that this one is, if it is there.
    pub(super) fn known(
        &mut self,
        r: &ProposedRecommendation,
        by: Option<BodyId>,
        addressees: &[BodyId],
    ) -> Result<Option<RecommendationId>, AppError> {
        let words = fold(&self.public(&r.text.value));
        // A letter may print a concern shortened, and says neither when it was made nor by whom.
        let letter = self.received.extracted.proposal.document.kind == DocumentKind::Response;
        let made_on: Option<PartialDate> = value(&r.made_on);
        for candidate in self.facts.public.recommendations_worded(&words, 20)? {
            let own = fold(&candidate.text);
            let same_words = own == words || (letter && words.len() > 40 && own.starts_with(&words));
            let same_day = made_on.zip(candidate.made_on).is_none_or(|(a, b)| a == b);
            let same_asker = by.zip(candidate.by).is_none_or(|(a, b)| a == b);
            if !(same_words && same_day && same_asker) || addressees.is_empty() {
                continue;
            }
            let mut duties: Vec<(BodyId, ObligationId)> = Vec::new();
            for addressee in addressees {
                let duty = self.facts.public.obligation_of(candidate.number, *addressee)?;
                duties.extend(duty.map(|id| (*addressee, id)));
            }
            if duties.len() == addressees.len() {
                self.known.insert(r.id.clone(), (candidate.id, duties));
                return Ok(Some(candidate.id));
            }
        }
        Ok(None)
    }

    /// The identifier of a proposed recommendation: the register's own where it is known, else one made of its place.
    pub(super) fn recommendation_id(&self, proposed: &str) -> RecommendationId {
        match self.known.get(proposed) {
            Some((id, _)) => *id,
            None => RecommendationId(self.id(proposed)),
        }
    }

    /// The identifier of the duty of one addressee under a proposed recommendation.
    pub(super) fn obligation_id(&self, recommendation: &str, addressee: BodyId) -> ObligationId {
        let known = self.known.get(recommendation);
        let duty = known.and_then(|(_, duties)| duties.iter().find(|(body, _)| *body == addressee));
        match duty {
            Some((_, id)) => *id,
            None => ObligationId(self.id(&format!("{recommendation} to {addressee}"))),
        }
    }

    /// Whether the register has this very answer already.
    pub(super) fn answered(
        &self,
        recommendation: &ProposedRecommendation,
        response: &ProposedResponse,
        author: BodyId,
    ) -> Result<bool, AppError> {
        let Some((_, duties)) = self.known.get(&recommendation.id) else { return Ok(false) };
        let Some((_, duty)) = duties.iter().find(|(body, _)| *body == author) else { return Ok(false) };
        let words = response.text.as_ref().map(|t| fold(&self.public(&t.value)));
        let position = response.position.as_ref().map_or("none_given", |p| p.value.as_str());
        let there = self.facts.public.answers_to(*duty)?;
        Ok(there.iter().any(|(taken, text)| taken == position && text.as_ref().map(|t| fold(t)) == words))
    }
}
