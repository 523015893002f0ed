//! From a proposal to records: bodies and standards matched, names of people taken out of what is public, one action for
//! all the recommendations it serves.
//!
//! *Invariant:* bodies are matched by exact alias or made new, never merged by likeness; values keep their spans.

use std::collections::HashMap;

use domain::privacy::{KnownPerson, without_names};
use domain::proposals::{
    FiledProposal, ProposedAction, ProposedDue, ProposedNote, ProposedOutcome, ProposedRecommendation,
    ProposedResponse, Quoted, ReviewState,
};
use domain::{
    Action, Answer, BodyId, CaseOutcome, Change, Document, DocumentId, Due, ImportDocument, Kind, Note, Obligation,
    PartialDate, Permit, Position, Power, Quotes, Reason, ReasonKind, Recommendation, Record, RecordId, Response,
    Source, SourceKind, Span, Tense, Text, Theme, ThemeId, Visibility, clock,
};
use intake::Extracted;
use view::KnownDocument;

use crate::documents::ImportOptions;
use crate::error::AppError;
use crate::ids::digest_id;
use crate::writer::Facts;

mod again;
mod bodies;
mod meeting;
mod people;
mod subjects;

/// A file as received and read.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) sha256: String,
    pub(crate) text_sha256: String,
    pub(crate) extracted: Extracted,
    pub(crate) options: ImportOptions,
    pub(crate) changed: Option<(KnownDocument, Vec<String>)>,
}

/// The filing of one document.
pub(crate) struct Filing<'a> {
    facts: &'a Facts<'a>,
    register: &'a str,
    received: &'a Received,
    people: Vec<KnownPerson>,
    changes: Vec<Change>,
    bodies: HashMap<String, BodyId>,
    numbers: HashMap<Kind, u64>,
    themes: Vec<(ThemeId, Theme)>,
    /// Proposed recommendations that the register has already, with the duties of their addressees.
    known: HashMap<String, (domain::RecommendationId, Vec<(BodyId, domain::ObligationId)>)>,
}

impl<'a> Filing<'a> {
    pub(crate) fn new(facts: &'a Facts<'a>, register: &'a str, received: &'a Received) -> Filing<'a> {
        let people = meeting::known_people(&received.extracted.proposal, &received.extracted.text);
        Filing {
            facts,
            register,
            received,
            people,
            changes: Vec::new(),
            bodies: HashMap::new(),
            numbers: HashMap::new(),
            themes: Vec::new(),
            known: HashMap::new(),
        }
    }

    /// Every record of the document, those that others refer to first.
    pub(crate) fn changes(mut self, _permit: Permit<ImportDocument>) -> Result<Vec<Change>, AppError> {
        self.themes = self.facts.public.themes()?;
        let proposal = &self.received.extracted.proposal;
        let document_id = DocumentId(self.id("document"));
        let notes = (self.notes(&proposal.incidents)?, self.notes(&proposal.measures)?);
        let document = self.document(notes)?;
        self.put(document_id, Record::Document(document));
        if self.received.changed.is_none() {
            let source = self.source(document_id)?;
            for recommendation in &proposal.recommendations {
                self.recommendation(recommendation, document_id, source)?;
            }
            self.responses(document_id)?;
            self.meeting(document_id)?;
            for (i, outcome) in proposal.case_outcomes.iter().enumerate() {
                self.outcome(i, outcome, document_id)?;
            }
        }
        let filed = FiledProposal {
            document: document_id,
            reader: self.received.extracted.read_by.clone(),
            proposal: proposal.clone(),
            state: ReviewState::Accepted,
            received: None,
            reason: None,
        };
        let id = RecordId(self.id("proposal"));
        let holders = Visibility::Shared(vec![document_id.into()]);
        self.changes.push(Change { id, visibility: holders, record: Record::Proposal(Box::new(filed)) });
        Ok(self.changes)
    }

    /// An identifier made of the document's bytes and a place in it.
    fn id(&self, place: &str) -> [u8; 16] {
        digest_id("candour/record/1", &[self.register, &self.received.sha256, place])
    }

    fn put(&mut self, id: impl Into<RecordId>, record: Record) {
        self.changes.push(Change::new(id, Visibility::Public, record));
    }

    /// The next number of a kind, never reused.
    fn number(&mut self, kind: Kind) -> Result<u64, AppError> {
        let last = match self.numbers.get(&kind) {
            Some(last) => *last,
            None => self.facts.public.last_number(kind)?,
        };
        self.numbers.insert(kind, last + 1);
        Ok(last + 1)
    }

    /// Words for the public record: without names of people.
    fn public(&self, words: &str) -> String {
        let public = without_names(words, &self.people).0;
        // A post that took a name's place at the start of a sentence starts it.
        match public.strip_prefix("the ") {
            Some(rest) if words.starts_with(char::is_uppercase) => format!("The {rest}"),
            _ => public,
        }
    }

    fn text(&self, quoted: &Quoted<String>) -> Text {
        Text::en(self.public(&quoted.value))
    }

    fn document(&mut self, (incidents, measures): (Vec<Note>, Vec<Note>)) -> Result<Document, AppError> {
        let received = self.received;
        let proposed = &received.extracted.proposal.document;
        Ok(Document {
            number: self.number(Kind::Document)?,
            title: proposed.title.as_ref().map(|t| self.text(t)),
            kind: proposed.kind,
            publisher: proposed.publisher.as_ref().map(|p| p.value.clone()),
            address: received.options.address.clone(),
            published_on: value(&proposed.published_on),
            captured_on: received.options.captured_on,
            licence: received.options.licence.clone(),
            text_shown: received.options.text_shown,
            media_type: received.extracted.media_type.to_owned(),
            sha256: received.sha256.clone(),
            text_sha256: received.text_sha256.clone(),
            read_by: received.extracted.read_by.clone(),
            changed_from: received.changed.as_ref().map(|(known, _)| known.id),
            differences: received.changed.as_ref().map(|(_, lines)| lines.clone()).unwrap_or_default(),
            incidents,
            measures,
        })
    }

    fn notes(&mut self, notes: &[ProposedNote]) -> Result<Vec<Note>, AppError> {
        let mut out = Vec::with_capacity(notes.len());
        for note in notes {
            let body = match &note.body {
                Some(name) => Some(self.body(&name.value)?),
                None => None,
            };
            out.push(Note { body, text: self.text(&note.text) });
        }
        Ok(out)
    }

    fn source(&mut self, document: DocumentId) -> Result<Option<domain::SourceId>, AppError> {
        let proposal = &self.received.extracted.proposal;
        let Some(proposed) = proposal.source.as_ref() else { return Ok(None) };
        let mut bodies = Vec::new();
        for name in &proposed.bodies {
            bodies.push(self.body(&name.value)?);
        }
        let kind = proposed.kind.as_ref().and_then(|k| match k.value.as_str() {
            "investigation" => Some(SourceKind::Investigation),
            "inspection" => Some(SourceKind::Inspection),
            "inquest" => Some(SourceKind::Inquest),
            "inquiry" => Some(SourceKind::Inquiry),
            "audit" => Some(SourceKind::Audit),
            _ => None,
        });
        let mut quotes = Quotes::new();
        note(&mut quotes, "summary", proposed.summary.as_ref());
        note(&mut quotes, "external_ref", proposed.external_ref.as_ref());
        let source = Source {
            number: self.number(Kind::Source)?,
            kind,
            external_ref: proposed.external_ref.as_ref().map(|r| r.value.clone()),
            summary: proposed.summary.as_ref().map(|s| self.text(s)),
            bodies,
            published_on: value(&proposal.document.published_on),
            document: Some(document),
            quotes,
        };
        let id = domain::SourceId(self.id("source"));
        self.put(id, Record::Source(source));
        Ok(Some(id))
    }

    fn recommendation(
        &mut self,
        r: &ProposedRecommendation,
        document: DocumentId,
        source: Option<domain::SourceId>,
    ) -> Result<(), AppError> {
        let by = match &r.recommending_body {
            Some(name) => Some(self.body(&name.value)?),
            None => None,
        };
        let mut addressees = Vec::new();
        for name in &r.addressees {
            addressees.push(self.body(&name.value)?);
        }
        // A letter answers what a report asked; what it prints again is not asked a second time.
        let letter = self.received.extracted.proposal.document.kind == domain::DocumentKind::Response;
        if self.known(r, by, &addressees)?.is_some() || letter {
            return Ok(());
        }
        let made_on = value(&r.made_on);
        let power = r.power.as_ref().and_then(|p| Power::parse(&p.value));
        // What its words suggest is not recorded: each view works that out, and a person's word stands over it.
        let themes = r.themes.iter().filter_map(|named| self.theme(&named.value)).collect();
        let mut citations = Vec::new();
        for citation in &r.citations {
            citations.push(self.citation(citation, made_on)?);
        }
        let copied_to = self.copied_to(r, made_on, &addressees)?;
        let id = domain::RecommendationId(self.id(&r.id));
        let record = Recommendation {
            number: self.number(Kind::Recommendation)?,
            external_ref: r.reference.as_ref().map(|q| q.value.clone()),
            ordinal: Some(r.ordinal),
            text: self.text(&r.text),
            findings: r.findings.iter().map(|f| self.text(f)).collect(),
            recommending_body: by,
            power,
            made_on,
            informal: r.informal,
            themes,
            citations,
            source,
            document: Some(document),
            copied_to,
            held: None,
            repeats: None,
            replaces: None,
            quotes: quotes_of(r),
        };
        self.put(id, Record::Recommendation(record));
        for addressee in addressees {
            self.obligation(r, id, addressee, power.zip(made_on));
        }
        Ok(())
    }

    /// The duty of one addressee; its clock runs only where the document states the power and a date.
    fn obligation(
        &mut self,
        r: &ProposedRecommendation,
        recommendation: domain::RecommendationId,
        addressee: BodyId,
        starts: Option<(Power, PartialDate)>,
    ) {
        let due = starts.and_then(|(power, made)| clock::due(power, made));
        let obligation = Obligation {
            recommendation,
            addressee,
            power: r.power.as_ref().and_then(|p| Power::parse(&p.value)),
            rule: due.map(|(rule, _)| rule.to_owned()),
            due: due.map(|(_, window)| window),
            due_stated: value(&r.due_stated),
            starts_on: None,
            events: Vec::new(),
            calendar: None,
            received_on: None,
            publication: None,
        };
        let id = self.obligation_id(&r.id, addressee);
        self.put(id, Record::Obligation(obligation));
    }

    /// The responses and their actions: one record each, however often the page repeats it (T3, T4).
    fn responses(&mut self, document: DocumentId) -> Result<(), AppError> {
        let proposal = &self.received.extracted.proposal;
        let letter = proposal.document.kind == domain::DocumentKind::Response;
        let all: Vec<(&ProposedRecommendation, &ProposedResponse)> =
            proposal.recommendations.iter().flat_map(|r| r.responses.iter().map(move |p| (r, p))).collect();
        let mut told: Vec<&str> = Vec::new();
        for (recommendation, response) in all.iter().filter(|(_, p)| p.same_as.is_none()) {
            let Some(author) = &response.addressee else { continue };
            let author = self.body(&author.value)?;
            let unasked = letter && !self.known.contains_key(&recommendation.id);
            if unasked || self.answered(recommendation, response, author)? {
                told.push(&response.id);
                continue;
            }
            let mut answers = Vec::new();
            for (recommendation, same) in
                all.iter().filter(|(_, p)| p.id == response.id || p.same_as.as_ref() == Some(&response.id))
            {
                answers.extend(self.answers(recommendation, same, author)?);
            }
            self.response(response, author, answers, document);
        }
        let mut actions: Vec<(&ProposedAction, Vec<domain::RecommendationId>, BodyId, String)> = Vec::new();
        for (recommendation, response) in &all {
            let Some(author) = &response.addressee else { continue };
            let author = self.body(&author.value)?;
            if told.contains(&response.same_as.as_deref().unwrap_or(&response.id)) {
                continue;
            }
            for action in &response.actions {
                let key = action.same_as.as_ref().unwrap_or(&action.id);
                let serves = self.recommendation_id(&recommendation.id);
                match actions.iter_mut().find(|(a, ..)| a.id == *key) {
                    Some((_, all, ..)) => all.push(serves),
                    None => actions.push((
                        action,
                        vec![serves],
                        author,
                        response.same_as.clone().unwrap_or_else(|| response.id.clone()),
                    )),
                }
            }
        }
        for (action, serves, body, response) in actions {
            self.action(action, serves, body, &response, document)?;
        }
        Ok(())
    }

    /// What a response answers of one recommendation: the duty of whom it is from, or of each addressee where it is for all.
    fn answers(
        &mut self,
        recommendation: &ProposedRecommendation,
        response: &ProposedResponse,
        author: BodyId,
    ) -> Result<Vec<Answer>, AppError> {
        let mut to = vec![match &response.addressee {
            Some(name) => self.body(&name.value)?,
            None => author,
        }];
        if recommendation.answered_for_all(response) {
            for name in recommendation.addressees.iter().skip(1) {
                to.push(self.body(&name.value)?);
            }
        }
        // An answer whose position is not stated records what was said, and takes none.
        let position =
            response.position.as_ref().and_then(|p| Position::parse(&p.value)).unwrap_or(Position::NoneGiven);
        let answer = |to: BodyId| Answer {
            obligation: self.obligation_id(&recommendation.id, to),
            position,
            position_words: response.position_words.as_ref().map(|w| w.value.clone()),
            inferred: response.inferred,
        };
        Ok(to.into_iter().map(answer).collect())
    }

    fn response(&mut self, p: &ProposedResponse, author: BodyId, answers: Vec<Answer>, document: DocumentId) {
        let mut quotes = Quotes::new();
        note(&mut quotes, "text", p.text.as_ref());
        note(&mut quotes, "position", p.position_words.as_ref());
        p.reasons.iter().enumerate().for_each(|(i, r)| note(&mut quotes, &format!("reasons.{i}"), Some(r)));
        // An answer's own letter bears the day that it was given on; a page that prints answers bears its own.
        let letter = &self.received.extracted.proposal.document;
        let written = letter.published_on.as_ref().filter(|_| letter.kind == domain::DocumentKind::Response);
        let given_on = p.given_on.as_ref().or(written);
        note(&mut quotes, "given_on", given_on);
        note(&mut quotes, "received_on", p.received_on.as_ref());
        let refused = p.position.as_ref().is_some_and(|p| p.value == Position::Rejected.as_str());
        let kind = if refused { ReasonKind::NoAction } else { ReasonKind::Explanation };
        let reasons = p.reasons.iter().map(|r| Reason { kind, text: self.text(r) }).collect();
        let response = Response {
            author,
            answers,
            text: p.text.as_ref().map(|t| self.text(t)),
            reasons,
            given_on: given_on.map(|day| day.value),
            received_on: value(&p.received_on),
            published_on: None,
            sign_off: None,
            supersedes: None,
            document: Some(document),
            quotes,
        };
        self.put(domain::ResponseId(self.id(&p.id)), Record::Response(response));
    }

    fn action(
        &mut self,
        a: &ProposedAction,
        serves: Vec<domain::RecommendationId>,
        body: BodyId,
        response: &str,
        document: DocumentId,
    ) -> Result<(), AppError> {
        let mut quotes = Quotes::new();
        note(&mut quotes, "text", Some(&a.text));
        a.wordings.iter().enumerate().for_each(|(i, w)| note(&mut quotes, &format!("wordings.{i}"), Some(w)));
        a.parts.iter().enumerate().for_each(|(i, p)| note(&mut quotes, &format!("parts.{i}"), Some(p)));
        let action = Action {
            number: self.number(Kind::Action)?,
            action_ref: None,
            text: self.text(&a.text),
            wordings: a.wordings.iter().map(|w| self.text(w)).collect(),
            parts: a.parts.iter().map(|p| self.text(p)).collect(),
            body: Some(body),
            owner: a.owner.as_ref().map(|o| self.public(&o.value)),
            tense: a.tense.as_ref().map(|t| if t.value == "taken" { Tense::Taken } else { Tense::Proposed }),
            due: a.due.as_ref().and_then(due),
            measure: None,
            happened_on: None,
            amended: Vec::new(),
            stated: None,
            claimed: None,
            recommendations: serves,
            meeting: None,
            tabled: None,
            response: Some(domain::ResponseId(self.id(response))),
            document: Some(document),
            quotes,
        };
        self.put(domain::ActionId(self.id(&a.id)), Record::Action(action));
        Ok(())
    }

    fn outcome(&mut self, i: usize, o: &ProposedOutcome, document: DocumentId) -> Result<(), AppError> {
        let body = match &o.body {
            Some(name) => Some(self.body(&name.value)?),
            None => None,
        };
        let mut quotes = Quotes::new();
        for (field, quoted) in
            [("conduct", &o.conduct), ("finding", &o.finding), ("sanction", &o.sanction), ("platform", &o.platform)]
        {
            note(&mut quotes, field, quoted.as_ref());
        }
        let words = |q: &Option<Quoted<String>>| q.as_ref().map(|q| self.public(&q.value));
        let outcome = CaseOutcome {
            number: 0,
            body,
            year: value(&o.year),
            platform: words(&o.platform),
            conduct: words(&o.conduct),
            finding: words(&o.finding),
            sanction: words(&o.sanction),
            visible_until: None,
            document: Some(document),
            quotes,
        };
        let outcome = CaseOutcome { number: self.number(Kind::CaseOutcome)?, ..outcome };
        let id = domain::CaseOutcomeId(self.id(&format!("outcome {i}")));
        self.put(id, Record::CaseOutcome(outcome));
        Ok(())
    }
}

fn due(due: &ProposedDue) -> Option<Due> {
    let on = due.on.as_ref().map(|q| Due::On(q.value));
    let every = due.every.as_ref().map(|q| Due::Every(q.value.clone()));
    on.or(every).or_else(|| due.when.as_ref().map(|q| Due::When(q.value.clone())))
}

fn value<T: Clone>(quoted: &Option<Quoted<T>>) -> Option<T> {
    quoted.as_ref().map(|q| q.value.clone())
}

fn note<T>(quotes: &mut Quotes, field: &str, quoted: Option<&Quoted<T>>) {
    if let Some(q) = quoted {
        quotes.insert(field.to_owned(), Span { start: q.start, end: q.end });
    }
}

/// Where each field of a recommendation stands in its document.
fn quotes_of(r: &ProposedRecommendation) -> Quotes {
    let mut quotes = Quotes::new();
    note(&mut quotes, "text", Some(&r.text));
    note(&mut quotes, "made_on", r.made_on.as_ref());
    r.findings.iter().enumerate().for_each(|(i, f)| note(&mut quotes, &format!("findings.{i}"), Some(f)));
    r.citations
        .iter()
        .enumerate()
        .for_each(|(i, c)| note(&mut quotes, &format!("citations.{i}"), c.quote.as_ref().or(Some(&c.standard))));
    quotes
}
