//! `project`: one entry of the ledger becomes rows.
//!
//! *Invariant:* a pure function of the entries in order: the same ledger always gives the same rows.

use domain::{Kind, Record, RecordId};
use ledger::{Content, Entry, Visibility};
use rusqlite::{OptionalExtension, params};

use crate::store::{Audience, Store, ViewError};

/// Whether a field's value is sealed (`FORMAT.md`): JSON text begins with no such byte.
pub fn is_sealed(value: &[u8]) -> bool {
    value.first() == Some(&1)
}

/// Reads an entry's record without what is sealed of it; `None` where a field it needs was erased and nothing stands for it.
pub fn record_of(entry: &Entry) -> Result<Option<Record>, ViewError> {
    let wrong = |why: String| ViewError::Record { seq: entry.seq, kind: entry.kind.clone(), why };
    let kind = Kind::parse(&entry.kind).ok_or_else(|| wrong("this version knows no such kind".to_owned()))?;
    let mut json = Vec::with_capacity(512);
    json.push(b'{');
    for field in &entry.fields {
        let hole;
        let value = match &field.content {
            Content::Present { value, .. } if is_sealed(value) => continue,
            Content::Present { value, .. } => value.as_slice(),
            // A record that cannot be without the field has a hole there, and stays in its place.
            Content::Erased => match domain::erasures::hole(kind, &field.name) {
                Some(stands) => {
                    hole = stands;
                    hole.as_bytes()
                }
                None => continue,
            },
        };
        if json.len() > 1 {
            json.push(b',');
        }
        json.push(b'"');
        json.extend_from_slice(field.name.as_bytes());
        json.extend_from_slice(b"\":");
        json.extend_from_slice(value);
    }
    json.push(b'}');
    let erased = entry.fields.iter().any(|f| f.content == Content::Erased);
    let mut from = serde_json::Deserializer::from_slice(&json);
    match Record::read(kind, &mut from) {
        Ok(record) => Ok(Some(record)),
        Err(_) if erased => Ok(None),
        Err(why) => Err(wrong(why.to_string())),
    }
}

/// An entry's record and its place, as the nouns' own `project` functions get it.
pub(crate) struct At {
    pub(crate) n: i64,
    pub(crate) first: bool,
}

impl Store {
    /// Takes one entry in. Entries of the other audience are not this view's.
    pub fn project(&mut self, entry: &Entry) -> Result<(), ViewError> {
        if self.takes(entry) { self.project_read(entry, record_of(entry)?.as_ref()) } else { Ok(()) }
    }

    /// Whether an entry is of this view's audience.
    pub fn takes(&self, entry: &Entry) -> bool {
        (entry.visibility == Visibility::Public) == (self.audience == Audience::Public)
    }

    /// Takes in an entry of this view's audience whose record was read already ([`record_of`]).
    pub fn project_read(&mut self, entry: &Entry, record: Option<&Record>) -> Result<(), ViewError> {
        let at = self.place(entry)?;
        self.at = entry.seq;
        if at.first {
            self.count(format!("kind:{}", entry.kind), 1);
        }
        self.keep_holders(&at, &entry.visibility)?;
        let Some(record) = record else { return Ok(()) };
        if matches!(record, Record::Document(_) | Record::Meeting(_) | Record::Standard(_)) {
            self.touched.insert(at.n);
        }
        match record {
            Record::Body(r) => self.project_body(&at, r),
            Record::Document(r) => self.project_document(&at, r),
            Record::Source(r) => self.project_source(&at, r),
            Record::Recommendation(r) => self.project_recommendation(&at, r),
            Record::Obligation(r) => self.project_obligation(&at, r),
            Record::Response(r) => self.project_response(&at, r),
            Record::Action(r) => self.project_action(&at, r),
            Record::Update(r) => self.project_update(&at, r),
            Record::Standard(r) => self.project_standard(&at, r),
            Record::Forum(r) => self.project_forum(&at, r),
            Record::Meeting(r) => self.project_meeting(&at, r),
            Record::Attendance(r) => self.project_attendance(&at, r),
            Record::Theme(r) => self.project_theme(&at, r),
            Record::CaseOutcome(r) => self.project_case_outcome(&at, r),
            Record::Proposal(r) => self.project_proposal(&at, r),
            Record::Judgement(r) => self.project_judgement(&at, r),
            Record::Membership(r) => self.project_membership(&at, r),
            Record::Draft(r) => self.project_draft(&at, r),
            Record::RecommendationDraft(r) => self.project_recommendation_draft(&at, r),
            Record::Evidence(r) => self.project_evidence(&at, r),
            Record::Assurance(r) => self.project_assurance(&at, r),
            Record::Closure(r) => self.project_closure(&at, r),
            Record::Rejoinder(r) => self.project_rejoinder(&at, r),
            Record::Ladder(r) => self.project_ladder(&at, r),
            Record::Opening(r) => self.project_opening(&at, r),
            Record::Erasure(r) => self.project_erasure(&at, r),
            Record::Hold(r) => self.project_hold(&at, r),
        }
    }

    /// Remembers how far the ledger was followed.
    pub fn reached(&mut self, seq: u64) -> Result<(), ViewError> {
        self.conn.prepare_cached("UPDATE meta SET value = ?1 WHERE name = 'seq'")?.execute([seq.to_string()])?;
        Ok(())
    }

    fn place(&mut self, entry: &Entry) -> Result<At, ViewError> {
        if entry.version > 1
            && let Some(n) = self.n_of(RecordId(entry.id.0))?
        {
            self.conn.prepare_cached("UPDATE record SET seq = ?2, version = ?3 WHERE n = ?1")?.execute(params![
                n,
                entry.seq,
                entry.version
            ])?;
            self.conn
                .prepare_cached(
                    "INSERT INTO later_version (n, version, seq, act, instant) VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute(params![n, entry.version, entry.seq, entry.act, entry.instant])?;
            return Ok(At { n, first: false });
        }
        let n = i64::try_from(entry.seq).unwrap_or(i64::MAX);
        self.conn
            .prepare_cached(
                "INSERT INTO record (n, id, kind, seq, version, act, instant) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![n, entry.id.0, entry.kind, entry.seq, entry.version, entry.act, entry.instant])
            .map_err(|e| taken(e, || format!("identifier {}", entry.id)))?;
        Ok(At { n, first: true })
    }

    /// The number of a record in this view.
    pub(crate) fn n_of(&self, id: impl Into<RecordId>) -> Result<Option<i64>, ViewError> {
        /// Numbers remembered; a batch rarely refers further back.
        const LATELY: usize = 50_000;
        let id: RecordId = id.into();
        let mut lately = self.lately.borrow_mut();
        if let Some(n) = lately.get(&id.0) {
            return Ok(Some(*n));
        }
        let found = self
            .conn
            .prepare_cached("SELECT n FROM record WHERE id = ?1")?
            .query_row([id.0], |r| r.get(0))
            .optional()?;
        if let Some(n) = found {
            if lately.len() >= LATELY {
                lately.clear();
            }
            lately.insert(id.0, n);
        }
        Ok(found)
    }

    /// The number of a record that a field names, if it names one that is here.
    pub(crate) fn n_if<I: Into<RecordId>>(&self, id: Option<I>) -> Result<Option<i64>, ViewError> {
        id.map_or(Ok(None), |id| self.n_of(id))
    }

    /// Changes a counter when the batch is flushed.
    pub(crate) fn count(&mut self, name: String, by: i64) {
        *self.deltas.entry(name).or_default() += by;
    }

    /// Keeps where a record's fields stand in their document.
    pub(crate) fn keep_quotes(
        &self,
        n: i64,
        document_n: Option<i64>,
        quotes: &domain::Quotes,
    ) -> Result<(), ViewError> {
        let Some(document_n) = document_n else { return Ok(()) };
        let mut insert = self.conn.prepare_cached(
            "INSERT OR IGNORE INTO quote (document_n, start, stop, n, field) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        for (field, span) in quotes {
            insert.execute(params![document_n, span.start, span.end, n, field])?;
        }
        Ok(())
    }
}

/// A broken uniqueness in words.
pub(crate) fn taken(error: rusqlite::Error, what: impl FnOnce() -> String) -> ViewError {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::ConstraintViolation) => ViewError::Taken(what()),
        _ => error.into(),
    }
}
