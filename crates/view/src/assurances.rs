//! Evidence, findings and decisions as read.
//!
//! *Invariant:* each stands as it was filed; what they make of a duty is derived in `derived.rs`.

use domain::{Assurance, BodyId, ClosureDecision, Evidence, EvidenceId, RecordId, Update};
use rusqlite::params;
use serde::Serialize;

use crate::bodies::BodyRef;
use crate::columns::record;
use crate::project::At;
use crate::store::{Store, View, ViewError};

/// A finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct AssuranceView {
    /// Who found it.
    pub assurer: Option<BodyRef>,
    /// On which action; none for the duty as a whole.
    pub action: Option<String>,
    /// What was found.
    pub result: String,
    /// How it was looked at.
    pub method: String,
    /// Why.
    pub reasons: Option<String>,
    /// How many pieces of evidence were seen.
    pub evidence_seen: usize,
    /// When.
    pub on: String,
    /// Whether the matter was reopened after it: it counts no more.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub reopened_since: bool,
}

/// Something that shows something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct EvidenceView {
    /// Its identifier, which is its address: `/evidence/ID`.
    pub id: String,
    /// On which action; none for the duty as a whole.
    pub action: Option<String>,
    /// What it shows.
    pub shows: String,
    /// The file's name, if there is one.
    pub file: Option<String>,
    /// The SHA-256 of the file that is shown.
    pub sha256: Option<String>,
    /// What the file is.
    pub media_type: Option<String>,
    /// Its address, where it stands elsewhere.
    pub link: Option<String>,
    /// When it was filed.
    pub filed_on: String,
    /// Whether it is a copy with words left out.
    pub redacted: bool,
}

/// A decision that a matter is over, or open again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct DecisionView {
    /// How it ended.
    pub outcome: String,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub decided_by: Option<BodyRef>,
    /// When.
    pub on: String,
}

/// A statement of how something stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct UpdateView {
    /// When it was said.
    pub said_on: Option<String>,
    /// Who says it.
    pub body: Option<BodyRef>,
    /// On which action; none for the duty as a whole.
    pub action: Option<String>,
    /// The status claimed.
    pub claimed_status: Option<String>,
    /// The words.
    pub text: String,
}

impl Store {
    pub(crate) fn project_evidence(&mut self, at: &At, evidence: &Evidence) -> Result<(), ViewError> {
        self.conn.execute(
            "INSERT OR REPLACE INTO evidence (n, of_id, record) VALUES (?1, ?2, ?3)",
            params![at.n, evidence.of.id().0, serde_json::to_string(evidence).unwrap_or_default()],
        )?;
        self.changed(evidence.of.id())
    }

    /// The recommendations that a duty or an action belongs to are listed anew.
    fn changed(&mut self, of: RecordId) -> Result<(), ViewError> {
        let touched = self.view().rows(
            "SELECT o.recommendation_n FROM record r JOIN obligation o ON o.n = r.n WHERE r.id = ?1
             UNION SELECT s.recommendation_n FROM record r JOIN serves s ON s.action_n = r.n WHERE r.id = ?1",
            [of.0],
            |r| r.get::<_, i64>(0),
        )?;
        self.told_of(touched)
    }

    /// Something was said, filed, found or decided about these recommendations: they are listed anew, and their pages look for it.
    pub(crate) fn told_of(&mut self, recommendations: impl IntoIterator<Item = i64>) -> Result<(), ViewError> {
        for n in recommendations {
            self.conn.prepare_cached("UPDATE recommendation SET told = 1 WHERE n = ?1 AND NOT told")?.execute([n])?;
            self.dirty.insert(n);
        }
        Ok(())
    }

    pub(crate) fn project_assurance(&mut self, at: &At, assurance: &Assurance) -> Result<(), ViewError> {
        self.conn.execute(
            "INSERT OR REPLACE INTO assurance (n, of_id, result, assurer, record) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                at.n,
                assurance.of.id().0,
                assurance.result.as_str(),
                assurance.assurer.0,
                serde_json::to_string(assurance).unwrap_or_default()
            ],
        )?;
        self.changed(assurance.of.id())
    }

    pub(crate) fn project_closure(&mut self, at: &At, decision: &ClosureDecision) -> Result<(), ViewError> {
        let Some(obligation) = self.n_of(decision.obligation)? else { return Ok(()) };
        self.conn.execute(
            "INSERT OR REPLACE INTO closure (n, obligation_n, outcome, record) VALUES (?1, ?2, ?3, ?4)",
            params![at.n, obligation, decision.outcome.as_str(), serde_json::to_string(decision).unwrap_or_default()],
        )?;
        let touched = self
            .view()
            .one("SELECT recommendation_n FROM obligation WHERE n = ?1", [obligation], |r| r.get::<_, i64>(0))?;
        self.told_of(touched)
    }
}

/// The records that stand on a duty: itself and the actions of its addressee.
const ON_DUTY: &str = "(SELECT r.id, NULL AS number FROM record r WHERE r.n = ?1
  UNION ALL SELECT r.id, a.number FROM obligation o JOIN serves s ON s.recommendation_n = o.recommendation_n
    JOIN action a ON a.n = s.action_n JOIN record r ON r.n = a.n
    WHERE o.n = ?1 AND (a.body_n IS NULL OR a.body_n = o.addressee_n))";

/// The place of something that was said, filed, found or decided, and on what.
pub(crate) type Place = (i64, About);

/// What of a recommendation something was said, filed, found or decided on.
#[derive(Clone, Copy)]
pub(crate) enum About {
    /// An action, by its number.
    Action(u64),
    /// A duty, by its place.
    Duty(i64),
}

impl About {
    /// From the columns of an action's number and a duty's place, beginning at one.
    fn read(r: &rusqlite::Row<'_>, first: usize) -> rusqlite::Result<About> {
        Ok(match r.get::<_, Option<u64>>(first)? {
            Some(number) => About::Action(number),
            None => About::Duty(r.get(first + 1)?),
        })
    }
}

impl View<'_> {
    /// What was said since of a recommendation's duties and actions, newest first, and the places of all that was said, filed, found and
    /// decided on them.
    pub(crate) fn said_since(&self, recommendation: i64) -> Result<(Vec<UpdateView>, Vec<Place>), ViewError> {
        let rows = self.rows(
            "SELECT p.n, p.record, NULL, o.n FROM obligation o JOIN progress p ON p.obligation_n = o.n WHERE o.recommendation_n = ?1
             UNION ALL SELECT p.n, p.record, a.number, 0 FROM serves s JOIN action a ON a.n = s.action_n JOIN progress p ON p.action_n = a.n
             WHERE s.recommendation_n = ?1 ORDER BY 1 DESC LIMIT 500",
            [recommendation],
            |r| Ok((r.get::<_, i64>(0)?, record::<Update>(&r.get::<_, String>(1)?)?, About::read(r, 2)?)),
        )?;
        let mut places: Vec<Place> = rows.iter().map(|(n, _, about)| (*n, *about)).collect();
        places.extend(self.told_places(recommendation)?);
        let view = |(_, update, about): (i64, Update, About)| {
            Ok(UpdateView {
                said_on: update.said_on.map(|d| d.to_string()),
                body: update.body.map(|body| self.body_ref_of(body.into())).transpose()?.flatten(),
                action: match about {
                    About::Action(number) => Some(format!("ACT-{number}")),
                    About::Duty(_) => None,
                },
                claimed_status: update.claimed_status.map(|s| s.as_str().to_owned()),
                text: update.text.words,
            })
        };
        Ok((rows.into_iter().map(view).collect::<Result<_, ViewError>>()?, places))
    }

    /// The places of what was filed, found, decided and said to an answer, and which of a recommendation's duties and actions each is about.
    fn told_places(&self, recommendation: i64) -> Result<Vec<Place>, ViewError> {
        self.rows(
            "WITH thing (id, number, duty) AS (SELECT r.id, NULL, o.n FROM obligation o JOIN record r ON r.n = o.n WHERE o.recommendation_n = ?1
               UNION ALL SELECT r.id, a.number, 0 FROM serves s JOIN action a ON a.n = s.action_n JOIN record r ON r.n = s.action_n
                 WHERE s.recommendation_n = ?1)
             SELECT e.n, t.number, t.duty FROM thing t JOIN evidence e ON e.of_id = t.id
             UNION SELECT x.n, t.number, t.duty FROM thing t JOIN assurance x ON x.of_id = t.id
             UNION SELECT c.n, NULL, o.n FROM obligation o JOIN closure c ON c.obligation_n = o.n WHERE o.recommendation_n = ?1
             UNION SELECT j.n, NULL, o.n FROM obligation o JOIN rejoinder j ON j.obligation_n = o.n WHERE o.recommendation_n = ?1",
            [recommendation],
            |r| Ok((r.get(0)?, About::read(r, 1)?)),
        )
    }

    /// The place in the ledger of the last entry about a recommendation: itself, its duties, answers and actions, and what was said, filed, found
    /// and decided on them.
    pub(crate) fn last_entry_about(&self, recommendation: i64) -> Result<i64, ViewError> {
        let own = self.one(
            "SELECT max(seq) FROM record WHERE n IN (SELECT ?1 UNION ALL SELECT n FROM obligation WHERE recommendation_n = ?1
               UNION ALL SELECT a.response_n FROM obligation o JOIN answer a ON a.obligation_n = o.n WHERE o.recommendation_n = ?1
               UNION ALL SELECT action_n FROM serves WHERE recommendation_n = ?1)",
            [recommendation],
            |r| r.get::<_, i64>(0),
        )?;
        let told =
            self.one("SELECT told FROM recommendation WHERE n = ?1", [recommendation], |r| r.get::<_, bool>(0))?;
        if told != Some(true) {
            return Ok(own.unwrap_or(recommendation));
        }
        // Nothing of these is ever changed: where it begins it ends.
        let since = self.one(
            "SELECT max((SELECT coalesce(max(p.n), 0) FROM obligation o JOIN progress p ON p.obligation_n = o.n WHERE o.recommendation_n = ?1),
               (SELECT coalesce(max(p.n), 0) FROM serves s JOIN progress p ON p.action_n = s.action_n WHERE s.recommendation_n = ?1))",
            [recommendation],
            |r| r.get::<_, i64>(0),
        )?;
        let beside = self.told_places(recommendation)?.into_iter().map(|(n, _)| n).chain(since).max();
        Ok(own.unwrap_or(recommendation).max(beside.unwrap_or(0)))
    }

    /// What was found on a duty and its actions, newest first.
    pub(crate) fn assurances_of(&self, obligation: i64) -> Result<Vec<AssuranceView>, ViewError> {
        let rows = self.rows(
            &format!(
                "SELECT x.record, d.number, x.n < (SELECT coalesce(max(n), 0) FROM closure WHERE obligation_n = ?1 AND outcome = 'open')
                 FROM {ON_DUTY} d JOIN assurance x ON x.of_id = d.id ORDER BY x.n DESC"
            ),
            [obligation],
            |r| Ok((record::<Assurance>(&r.get::<_, String>(0)?)?, r.get::<_, Option<u64>>(1)?, r.get::<_, bool>(2)?)),
        )?;
        let view = |(found, number, reopened_since): (Assurance, Option<u64>, bool)| {
            Ok(AssuranceView {
                assurer: self.body_ref_of(found.assurer.into())?,
                action: number.map(|n| format!("ACT-{n}")),
                result: found.result.as_str().to_owned(),
                method: found.method.words,
                reasons: found.reasons.map(|r| r.words),
                evidence_seen: found.evidence.len(),
                on: found.on.to_string(),
                reopened_since,
            })
        };
        rows.into_iter().map(view).collect()
    }

    /// What this view holds to show that a duty was done, newest first.
    pub(crate) fn evidence_on(&self, obligation: i64) -> Result<Vec<EvidenceView>, ViewError> {
        self.rows(
            &format!(
                "SELECT x.record, d.number, y.id FROM {ON_DUTY} d JOIN evidence x ON x.of_id = d.id JOIN record y ON y.n = x.n ORDER BY x.n DESC"
            ),
            [obligation],
            |r| {
                let number: Option<u64> = r.get(1)?;
                Ok(evidence_view(EvidenceId(r.get(2)?), record(&r.get::<_, String>(0)?)?, number))
            },
        )
    }

    /// How many pieces of evidence this view holds on any of these records, those that were destroyed left out.
    pub fn evidence_count(&self, on: &[RecordId]) -> Result<u64, ViewError> {
        let mut count = 0;
        for id in on {
            count += self
                .one(
                    "SELECT count(*) FROM evidence WHERE of_id = ?1 AND record ->> '$.destroyed' IS NULL",
                    [id.0],
                    |r| r.get::<_, u64>(0),
                )?
                .unwrap_or(0);
        }
        Ok(count)
    }

    /// The evidence this view holds on any of these records.
    pub fn evidence_of(&self, on: &[RecordId]) -> Result<Vec<(EvidenceId, Evidence)>, ViewError> {
        let mut out = Vec::new();
        for id in on {
            out.extend(self.rows(
                "SELECT r.id, e.record FROM evidence e JOIN record r ON r.n = e.n WHERE e.of_id = ?1 ORDER BY e.n",
                [id.0],
                |r| Ok((EvidenceId(r.get(0)?), record::<Evidence>(&r.get::<_, String>(1)?)?)),
            )?);
        }
        Ok(out)
    }

    /// The evidence on any of these records that a person may read on a day, as a page shows it.
    pub fn evidence_shown(
        &self,
        on: &[RecordId],
        actor: domain::ActorId,
        day: jiff::civil::Date,
    ) -> Result<Vec<EvidenceView>, ViewError> {
        let mut out = Vec::new();
        for (id, evidence) in self.evidence_of(on)? {
            if self.may_read(id.into(), actor, day)? {
                let whole = Evidence { redacted: None, ..evidence };
                out.push(EvidenceView { redacted: false, ..evidence_view(id, whole, None) });
            }
        }
        Ok(out)
    }

    /// One piece of evidence, if this view holds it.
    pub fn evidence(&self, id: EvidenceId) -> Result<Option<Evidence>, ViewError> {
        self.one("SELECT e.record FROM record r JOIN evidence e ON e.n = r.n WHERE r.id = ?1", [id.0], |r| {
            record::<Evidence>(&r.get::<_, String>(0)?)
        })
    }

    /// The decisions on a duty, newest first.
    pub(crate) fn decisions_on(&self, obligation: i64) -> Result<Vec<DecisionView>, ViewError> {
        let rows =
            self.rows("SELECT record FROM closure WHERE obligation_n = ?1 ORDER BY n DESC", [obligation], |r| {
                record::<ClosureDecision>(&r.get::<_, String>(0)?)
            })?;
        let view = |decision: ClosureDecision| {
            Ok(DecisionView {
                outcome: decision.outcome.as_str().to_owned(),
                reason: decision.reason.words,
                decided_by: self.body_ref_of(decision.decided_by.into())?,
                on: decision.on.to_string(),
            })
        };
        rows.into_iter().map(view).collect()
    }

    /// How a matter stands, by the duty's identifier: whether it is closed and how, and what is assured of it.
    pub fn standing_of(
        &self,
        obligation: domain::ObligationId,
    ) -> Result<Option<(domain::Closure, domain::AssuredStatus)>, ViewError> {
        self.one(
            "SELECT l.closure, l.assured FROM record r JOIN listing l ON l.n = r.n WHERE r.id = ?1",
            [obligation.0],
            |r| {
                let closure = crate::columns::named(&r.get::<_, String>(0)?, domain::Closure::parse)?;
                Ok((closure, crate::columns::named(&r.get::<_, String>(1)?, domain::AssuredStatus::parse)?))
            },
        )
    }

    /// The identifiers of a duty's actions, and of the duty itself first.
    pub fn records_on(&self, obligation: domain::ObligationId) -> Result<Vec<RecordId>, ViewError> {
        let Some(n) = self.one("SELECT n FROM record WHERE id = ?1", [obligation.0], |r| r.get::<_, i64>(0))? else {
            return Ok(Vec::new());
        };
        self.rows(&format!("SELECT id FROM {ON_DUTY}"), [n], |r| Ok(RecordId(r.get(0)?)))
    }

    /// The duties an action serves, and the body that owns it.
    pub fn duties_of_action(
        &self,
        action: domain::ActionId,
    ) -> Result<(Option<BodyId>, Vec<domain::ObligationId>), ViewError> {
        let owner = self.one(
            "SELECT b.id FROM record r JOIN action a ON a.n = r.n JOIN record b ON b.n = a.body_n WHERE r.id = ?1",
            [action.0],
            |r| Ok(BodyId(r.get(0)?)),
        )?;
        let duties = self.rows(
            "SELECT o2.id FROM record r JOIN action a ON a.n = r.n JOIN serves s ON s.action_n = a.n
             JOIN obligation o ON o.recommendation_n = s.recommendation_n JOIN record o2 ON o2.n = o.n
             WHERE r.id = ?1 AND (a.body_n IS NULL OR o.addressee_n = a.body_n)",
            [action.0],
            |r| Ok(domain::ObligationId(r.get(0)?)),
        )?;
        Ok((owner, duties))
    }

    /// The identifier of an action by its number.
    pub fn action_numbered(&self, number: u64) -> Result<Option<domain::ActionId>, ViewError> {
        self.one("SELECT r.id FROM action a JOIN record r ON r.n = a.n WHERE a.number = ?1", [number], |r| {
            Ok(domain::ActionId(r.get(0)?))
        })
    }
}

/// Evidence as everybody sees it: of what has a redacted copy, that copy.
fn evidence_view(id: EvidenceId, evidence: Evidence, number: Option<u64>) -> EvidenceView {
    let redacted = evidence.redacted.is_some();
    let file = evidence.redacted.or(evidence.file);
    EvidenceView {
        id: id.to_string(),
        action: number.map(|n| format!("ACT-{n}")),
        shows: evidence.shows.words,
        sha256: file.as_ref().map(|f| f.sha256.clone()),
        media_type: file.as_ref().map(|f| f.media_type.clone()),
        file: file.map(|f| f.name),
        link: evidence.link,
        filed_on: evidence.filed_on.to_string(),
        redacted,
    }
}
