//! Documents as read: title, address, quoted spans, and what each span became.
//!
//! *Invariant:* the view holds no full text; whether it may be shown is the record's word.

use domain::{Document, DocumentId, Note, Span};
use rusqlite::params;
use serde::Serialize;

use crate::bodies::number_taken;
use crate::columns::record;
use crate::listing::ListRow;
use crate::project::At;
use crate::store::{Store, View, ViewError};

/// A document as other pages name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct DocumentRef {
    /// Our reference (`DOC-5`).
    pub reference: String,
    /// Its title.
    pub title: Option<String>,
}

/// A quoted span and what was made of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct QuoteView {
    /// First byte in the decoded text.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
    /// The kind of record.
    pub kind: String,
    /// The field.
    pub field: String,
    /// The page that shows it, with its place.
    pub link: String,
}

/// What an import must know of a document that is here already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownDocument {
    /// Its identifier.
    pub id: DocumentId,
    /// Its record.
    pub document: Document,
}

/// A document's own page.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct DocumentPage {
    /// Our reference (`DOC-5`).
    pub reference: String,
    /// Its title.
    pub title: Option<String>,
    /// What it was read as.
    pub kind: String,
    /// Who published it.
    pub publisher: Option<String>,
    /// Where it stands on the web.
    pub address: Option<String>,
    /// When it was published.
    pub published_on: Option<String>,
    /// When this copy was taken.
    pub captured_on: Option<String>,
    /// Its licence.
    pub licence: Option<String>,
    /// Whether the full text may be shown.
    pub text_shown: bool,
    /// Its media type.
    pub media_type: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// SHA-256 of its decoded text.
    pub text_sha256: String,
    /// Decoder and reader.
    pub read_by: String,
    /// The copy it is a changed copy of.
    pub changed_from: Option<DocumentRef>,
    /// What is different from that copy.
    pub differences: Vec<String>,
    /// A later, changed copy.
    pub changed_to: Option<DocumentRef>,
    /// Incidents it reports.
    pub incidents: Vec<String>,
    /// Measures it reports.
    pub measures: Vec<String>,
    /// Its recommendations.
    pub recommendations: Vec<ListRow>,
    /// Its quoted spans.
    pub quotes: Vec<QuoteView>,
}

impl Store {
    pub(crate) fn project_document(&mut self, at: &At, document: &Document) -> Result<(), ViewError> {
        let json = serde_json::to_string(document).unwrap_or_default();
        self.conn
            .prepare_cached(
                "INSERT INTO document (n, number, sha256, address, title, record) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (n) DO UPDATE SET number = ?2, sha256 = ?3, address = ?4, title = ?5, record = ?6",
            )?
            .execute(params![
                at.n,
                document.number,
                document.sha256,
                document.address,
                document.title.as_ref().map(|t| &t.words),
                json
            ])
            .map_err(|e| number_taken(e, "DOC", document.number))?;
        Ok(())
    }
}

impl View<'_> {
    /// A document by the digest of its bytes.
    pub fn document_of_bytes(&self, sha256: &str) -> Result<Option<KnownDocument>, ViewError> {
        self.one(
            "SELECT r.id, d.record FROM document d JOIN record r ON r.n = d.n WHERE d.sha256 = ?1",
            [sha256],
            known,
        )
    }

    /// A document by its number, as an import knows it.
    pub fn document_by_number(&self, number: u64) -> Result<Option<KnownDocument>, ViewError> {
        self.one(
            "SELECT r.id, d.record FROM document d JOIN record r ON r.n = d.n WHERE d.number = ?1",
            [number],
            known,
        )
    }

    /// The newest document of the same address, or where neither has one, of the same title and kind.
    pub fn document_like(
        &self,
        address: Option<&str>,
        title: Option<&str>,
    ) -> Result<Option<KnownDocument>, ViewError> {
        if let Some(address) = address {
            return self.one(
                "SELECT r.id, d.record FROM document d JOIN record r ON r.n = d.n WHERE d.address = ?1 ORDER BY d.n DESC LIMIT 1",
                [address],
                known,
            );
        }
        let Some(title) = title else { return Ok(None) };
        self.one(
            "SELECT r.id, d.record FROM document d JOIN record r ON r.n = d.n WHERE d.title = ?1 ORDER BY d.n DESC LIMIT 1",
            [title],
            known,
        )
    }

    pub(crate) fn document_ref_of(&self, id: DocumentId) -> Result<Option<DocumentRef>, ViewError> {
        self.one(
            "SELECT d.number, d.title FROM record r JOIN document d ON d.n = r.n WHERE r.id = ?1",
            [id.0],
            document_ref,
        )
    }

    pub(crate) fn document_ref(&self, n: Option<i64>) -> Result<Option<DocumentRef>, ViewError> {
        let Some(n) = n else { return Ok(None) };
        self.one("SELECT number, title FROM document WHERE n = ?1", [n], document_ref)
    }

    /// All documents, newest in the register first.
    pub fn documents(&self, before: Option<u64>, most: usize) -> Result<Vec<(u64, Document)>, ViewError> {
        let limit = i64::try_from(most).unwrap_or(100);
        self.rows(
            "SELECT number, record FROM document WHERE number < ?1 ORDER BY number DESC LIMIT ?2",
            params![before.unwrap_or(i64::MAX.unsigned_abs()), limit],
            |r| Ok((r.get(0)?, record(&r.get::<_, String>(1)?)?)),
        )
    }

    /// A document by its number.
    pub fn document_page(&self, number: u64) -> Result<Option<DocumentPage>, ViewError> {
        let row = self.one("SELECT n, record FROM document WHERE number = ?1", [number], |r| {
            Ok((r.get::<_, i64>(0)?, record::<Document>(&r.get::<_, String>(1)?)?))
        })?;
        let Some((n, document)) = row else { return Ok(None) };
        let ns = self.rows("SELECT n FROM recommendation WHERE document_n = ?1 ORDER BY n LIMIT 500", [n], |r| {
            r.get::<_, i64>(0)
        })?;
        let mut recommendations = Vec::new();
        for n in ns {
            recommendations.extend(self.rows_of_recommendation(n, None, usize::MAX)?);
        }
        let changed_to = self.one(
            "SELECT d.number, d.title FROM document d WHERE d.n > ?1 AND d.record ->> 'changed_from' = (SELECT ?2) LIMIT 1",
            params![n, self.id_of(n)?.map(|id| id.to_string())],
            document_ref,
        )?;
        let words = |notes: Vec<Note>| notes.into_iter().map(|note| note.text.words).collect();
        Ok(Some(DocumentPage {
            reference: format!("DOC-{number}"),
            title: document.title.map(|t| t.words),
            kind: document.kind.as_str().to_owned(),
            publisher: document.publisher,
            address: document.address,
            published_on: document.published_on.map(|d| d.to_string()),
            captured_on: document.captured_on.map(|d| d.to_string()),
            licence: document.licence,
            text_shown: document.text_shown == domain::TextShown::Cleared,
            media_type: document.media_type,
            sha256: document.sha256,
            text_sha256: document.text_sha256,
            read_by: document.read_by,
            changed_from: match document.changed_from {
                Some(id) => self.document_ref_of(id)?,
                None => None,
            },
            differences: document.differences,
            changed_to,
            incidents: words(document.incidents),
            measures: words(document.measures),
            recommendations,
            quotes: self.quotes_of(n)?,
        }))
    }

    pub(crate) fn id_of(&self, n: i64) -> Result<Option<domain::RecordId>, ViewError> {
        self.one("SELECT id FROM record WHERE n = ?1", [n], |r| Ok(domain::RecordId(r.get(0)?)))
    }

    /// The spans of a document that became something, in order.
    fn quotes_of(&self, document_n: i64) -> Result<Vec<QuoteView>, ViewError> {
        let rows = self.rows(
            "SELECT q.start, q.stop, q.n, q.field, r.kind FROM quote q JOIN record r ON r.n = q.n WHERE q.document_n = ?1 ORDER BY q.start, q.stop DESC LIMIT 5000",
            [document_n],
            |r| Ok((Span { start: r.get(0)?, end: r.get(1)? }, r.get::<_, i64>(2)?, r.get::<_, String>(3)?, r.get::<_, String>(4)?)),
        )?;
        let mut quotes = Vec::new();
        for (span, n, field, kind) in rows {
            let Some(link) = self.link_to(&kind, n)? else { continue };
            quotes.push(QuoteView { start: span.start, end: span.end, kind, field, link });
        }
        Ok(quotes)
    }

    /// The page that shows a record.
    fn link_to(&self, kind: &str, n: i64) -> Result<Option<String>, ViewError> {
        let sql = match kind {
            "recommendation" => "SELECT '/recommendations/REC-' || number FROM recommendation WHERE n = ?1",
            "source" => "SELECT '/sources/SRC-' || number FROM source WHERE n = ?1",
            "meeting" => "SELECT '/meetings/MTG-' || number FROM meeting WHERE n = ?1",
            "case_outcome" => "SELECT '/case-outcomes#OUT-' || number FROM case_outcome WHERE n = ?1",
            "response" => {
                "SELECT '/recommendations/REC-' || c.number || '#response-' || ?1 FROM answer a JOIN obligation o ON o.n = a.obligation_n JOIN recommendation c ON c.n = o.recommendation_n WHERE a.response_n = ?1 LIMIT 1"
            }
            "action" => {
                "SELECT coalesce('/recommendations/REC-' || (SELECT c.number FROM serves s JOIN recommendation c ON c.n = s.recommendation_n WHERE s.action_n = a.n LIMIT 1),
                   '/meetings/MTG-' || (SELECT m.number FROM meeting m WHERE m.n = a.meeting_n)) || '#ACT-' || a.number FROM action a WHERE a.n = ?1"
            }
            _ => return Ok(None),
        };
        Ok(self.one(sql, [n], |r| r.get::<_, Option<String>>(0))?.flatten())
    }
}

fn known(r: &rusqlite::Row<'_>) -> rusqlite::Result<KnownDocument> {
    Ok(KnownDocument { id: DocumentId(r.get(0)?), document: record(&r.get::<_, String>(1)?)? })
}

fn document_ref(r: &rusqlite::Row<'_>) -> rusqlite::Result<DocumentRef> {
    Ok(DocumentRef { reference: format!("DOC-{}", r.get::<_, u64>(0)?), title: r.get(1)? })
}
