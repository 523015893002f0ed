//! Responses as read, and the facts the rule for recording one needs.
//!
//! *Invariant:* a response is its own row; what it answers stands beside it in `answer`.

use domain::{BodyId, Duty, ObligationId, Reason, Response};
use rusqlite::params;
use serde::Serialize;

use crate::bodies::BodyRef;
use crate::columns::{day_of, from_json, json};
use crate::project::At;
use crate::store::{Store, View, ViewError};

/// One reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ReasonView {
    /// `no_action` or `explanation`.
    pub kind: String,
    /// The words; the points listed under a reason stand in lines of their own.
    pub text: String,
}

/// A response as pages and the API show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ResponseView {
    /// Its number in the view, used as its place on the page.
    pub place: i64,
    /// Who says it.
    pub author: Option<BodyRef>,
    /// The position.
    pub position: String,
    /// The words that gave it.
    pub position_words: Option<String>,
    /// Whether the position was inferred.
    pub inferred: bool,
    /// The words of the answer.
    pub text: Option<String>,
    /// The reasons, in order.
    pub reasons: Vec<ReasonView>,
    /// The day on the letter.
    pub given_on: Option<String>,
    /// The day it was received.
    pub received_on: Option<String>,
    /// The day it was published.
    pub published_on: Option<String>,
    /// The day by which the law has it published, where a rule says so (Police Reform Act 2002, Schedule 3, paragraph 28B(5)).
    pub publish_by: Option<String>,
    /// The post that signed it.
    pub sign_off: Option<String>,
    /// The other recommendations it answers.
    pub also_answers: Vec<String>,
}

impl Store {
    pub(crate) fn project_response(&mut self, at: &At, response: &Response) -> Result<(), ViewError> {
        let (author, document) = (self.n_of(response.author)?, self.n_if(response.document)?);
        self.conn
            .prepare_cached(
                "INSERT OR REPLACE INTO response (n, author_n, lang, text, reasons, given_on, received_on, published_on, sign_off, supersedes, document_n, quotes, answers_many)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
            )?
            .execute(params![
                at.n,
                author.unwrap_or_default(),
                response.text.as_ref().map(|t| t.lang.as_str()),
                response.text.as_ref().map(|t| &t.words),
                json(&response.reasons),
                response.given_on.map(|d| d.to_string()),
                response.received_on.map(|d| d.to_string()),
                response.published_on.map(|d| d.to_string()),
                response.sign_off,
                response.supersedes.map(|s| s.to_string()),
                document,
                json(&response.quotes),
                response.answers.len() > 1,
            ])?;
        if !at.first {
            self.conn.execute("DELETE FROM answer WHERE response_n = ?1", [at.n])?;
        }
        for answer in &response.answers {
            let Some(obligation) = self.n_of(answer.obligation)? else { continue };
            self.conn
                .prepare_cached("INSERT OR REPLACE INTO answer (obligation_n, response_n, position, words, inferred) VALUES (?1, ?2, ?3, ?4, ?5)")?
                .execute(params![obligation, at.n, answer.position.as_str(), answer.position_words, answer.inferred])?;
            let asked = self
                .view()
                .one("SELECT recommendation_n FROM obligation WHERE n = ?1", [obligation], |r| r.get::<_, i64>(0))?;
            self.dirty.extend(asked);
        }
        self.keep_quotes(at.n, document, &response.quotes)
    }
}

/// Whether the clock of a duty is paragraph 28B's: by the rule that was named for it, else by its power's.
fn under_28b(rule: Option<&str>, power: Option<&str>) -> bool {
    let of_power = || power.and_then(domain::Power::parse).and_then(domain::Power::rule).map(|rule| rule.id);
    rule.or_else(of_power) == Some(domain::clock::PARAGRAPH_28B)
}

impl View<'_> {
    /// What the rule for recording a response must know of these obligations; those that are not here are left out.
    pub fn duties(&self, obligations: &[ObligationId]) -> Result<Vec<Duty>, ViewError> {
        let mut duties = Vec::new();
        for id in obligations {
            duties.extend(self.one(
                "SELECT b.id, c.sort, c.made_on, w.id, q.id, c.number,
                   coalesce((SELECT outcome FROM closure WHERE obligation_n = o.n ORDER BY n DESC LIMIT 1), 'open') <> 'open', o.rule, o.power FROM record r JOIN obligation o ON o.n = r.n JOIN record b ON b.n = o.addressee_n
                 JOIN recommendation c ON c.n = o.recommendation_n JOIN record q ON q.n = c.n LEFT JOIN record w ON w.n = c.recommending_n WHERE r.id = ?1",
                [id.0],
                |r| {
                    let made: Option<String> = r.get(2)?;
                    let made_from = if made.is_some() { day_of(r.get(1)?) } else { None };
                    let recommending_body = r.get::<_, Option<_>>(3)?.map(BodyId);
                    Ok(Duty {
                        obligation: *id,
                        recommendation: domain::RecommendationId(r.get(4)?),
                        reference: format!("REC-{}", r.get::<_, u64>(5)?),
                        held: false,
                        closed: r.get(6)?,
                        addressee: BodyId(r.get(0)?),
                        heir: BodyId(r.get(0)?),
                        recommending_body,
                        made_from,
                        under_28b: under_28b(r.get::<_, Option<String>>(7)?.as_deref(), r.get::<_, Option<String>>(8)?.as_deref()),
                    })
                },
            )?);
        }
        for duty in &mut duties {
            duty.heir = self.heir_of(duty.addressee)?;
        }
        Ok(duties)
    }

    /// The obligation of one addressee under a recommendation, or of a body that has ended and whose successor this is.
    pub fn obligation_of(&self, recommendation: u64, addressee: BodyId) -> Result<Option<ObligationId>, ViewError> {
        let own = self.obligation_made_to(recommendation, addressee)?;
        if own.is_some() {
            return Ok(own);
        }
        for before in self.predecessors_of(addressee)? {
            let found = self.obligation_made_to(recommendation, before)?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    fn obligation_made_to(&self, recommendation: u64, addressee: BodyId) -> Result<Option<ObligationId>, ViewError> {
        self.one(
            "SELECT r.id FROM recommendation c JOIN obligation o ON o.recommendation_n = c.n JOIN record r ON r.n = o.n
             JOIN record b ON b.n = o.addressee_n WHERE c.number = ?1 AND b.id = ?2",
            params![recommendation, addressee.0],
            |r| Ok(ObligationId(r.get(0)?)),
        )
    }

    /// Obligations whose clocks counted working days by another version of the calendar, after a place: identifier, place, and
    /// their recommendation's number.
    pub fn reckoned_otherwise(
        &self,
        version: &str,
        after: i64,
        most: usize,
    ) -> Result<Vec<(ObligationId, i64, u64)>, ViewError> {
        self.rows(
            "SELECT r.id, o.n, c.number FROM obligation o JOIN record r ON r.n = o.n JOIN recommendation c ON c.n = o.recommendation_n
             WHERE o.calendar IS NOT NULL AND o.calendar <> ?1 AND o.n > ?2 ORDER BY o.n LIMIT ?3",
            params![version, after, i64::try_from(most).unwrap_or(1000)],
            |r| Ok((ObligationId(r.get(0)?), r.get(1)?, r.get(2)?)),
        )
    }

    /// The position and words of each answer to an obligation.
    pub fn answers_to(&self, obligation: ObligationId) -> Result<Vec<(String, Option<String>)>, ViewError> {
        self.rows(
            "SELECT a.position, p.text FROM record r JOIN answer a ON a.obligation_n = r.n JOIN response p ON p.n = a.response_n
             WHERE r.id = ?1",
            [obligation.0],
            |r| Ok((r.get(0)?, r.get(1)?)),
        )
    }

    /// The responses to one obligation, oldest first.
    pub(crate) fn responses_to(&self, obligation_n: i64) -> Result<Vec<ResponseView>, ViewError> {
        let mut rows = self.rows(
            "SELECT p.n, b.slug, a.position, a.words, a.inferred, p.text, p.reasons, p.given_on, p.received_on, p.published_on, p.sign_off, b.name, p.answers_many
             FROM answer a JOIN response p ON p.n = a.response_n LEFT JOIN body b ON b.n = p.author_n WHERE a.obligation_n = ?1 ORDER BY a.response_n",
            [obligation_n],
            |r| {
                let reasons: Vec<Reason> = from_json(r.get(6)?)?;
                let kind = |k| match k {
                    domain::ReasonKind::NoAction => "no_action",
                    domain::ReasonKind::Explanation => "explanation",
                };
                let reasons = reasons.into_iter().map(|x| ReasonView { kind: kind(x.kind).to_owned(), text: x.text.words }).collect();
                let (slug, name): (Option<String>, Option<String>) = (r.get(1)?, r.get(11)?);
                let view = ResponseView {
                    place: r.get(0)?,
                    author: slug.zip(name).map(|(slug, name)| BodyRef { slug, name }),
                    position: r.get(2)?,
                    position_words: r.get(3)?,
                    inferred: r.get(4)?,
                    text: r.get(5)?,
                    reasons,
                    given_on: r.get(7)?,
                    received_on: r.get(8)?,
                    published_on: r.get(9)?,
                    publish_by: None,
                    sign_off: r.get(10)?,
                    also_answers: Vec::new(),
                };
                Ok((view, r.get::<_, bool>(12)?))
            },
        )?;
        // Few responses answer more than one; the others are asked for only then.
        for (response, _) in rows.iter_mut().filter(|(_, many)| *many) {
            response.also_answers = self.rows(
                "SELECT c.number FROM answer a JOIN obligation o ON o.n = a.obligation_n JOIN recommendation c ON c.n = o.recommendation_n
                 WHERE a.response_n = ?1 AND a.obligation_n <> ?2 ORDER BY c.number",
                [response.place, obligation_n],
                |r| Ok(format!("REC-{}", r.get::<_, u64>(0)?)),
            )?;
        }
        Ok(rows.into_iter().map(|(response, _)| response).collect())
    }
}
