//! The tables of a view. A changed table is a new [`super::SCHEMA_VERSION`], and the view is built again (rule 27).
//!
//! `n` is the ledger sequence of a record's first entry: small, stable, and the same after every rebuild.
//!
//! *Invariant:* nothing here is the only copy of anything.

/// The tables.
pub(crate) const TABLES: &str = "
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE record (n INTEGER PRIMARY KEY, id BLOB NOT NULL, kind TEXT NOT NULL, seq INTEGER NOT NULL,
  version INTEGER NOT NULL, act TEXT NOT NULL, instant INTEGER NOT NULL) STRICT;
CREATE TABLE later_version (n INTEGER NOT NULL, version INTEGER NOT NULL, seq INTEGER NOT NULL, act TEXT NOT NULL,
  instant INTEGER NOT NULL, PRIMARY KEY (n, version)) STRICT, WITHOUT ROWID;
CREATE TABLE touched (n INTEGER PRIMARY KEY, seq INTEGER NOT NULL) STRICT;
CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE pending (earliest INTEGER NOT NULL, latest INTEGER NOT NULL, count INTEGER NOT NULL,
  PRIMARY KEY (earliest, latest)) STRICT, WITHOUT ROWID;
CREATE TABLE body (n INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, name TEXT NOT NULL, record TEXT NOT NULL) STRICT;
CREATE INDEX body_successor ON body (record ->> '$.successor') WHERE record ->> '$.successor' IS NOT NULL;
CREATE TABLE body_name (folded TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (folded, n)) STRICT, WITHOUT ROWID;
CREATE TABLE standard (n INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, title TEXT NOT NULL, record TEXT NOT NULL) STRICT;
CREATE TABLE standard_name (folded TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (folded, n)) STRICT, WITHOUT ROWID;
CREATE TABLE theme (n INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, name TEXT NOT NULL, record TEXT NOT NULL) STRICT;
CREATE TABLE document (n INTEGER PRIMARY KEY, number INTEGER NOT NULL UNIQUE, sha256 TEXT NOT NULL UNIQUE, address TEXT,
  title TEXT, record TEXT NOT NULL) STRICT;
CREATE INDEX document_address ON document (address);
CREATE INDEX document_title ON document (title);
CREATE TABLE quote (document_n INTEGER NOT NULL, start INTEGER NOT NULL, stop INTEGER NOT NULL, n INTEGER NOT NULL,
  field TEXT NOT NULL, PRIMARY KEY (document_n, start, stop, n, field)) STRICT, WITHOUT ROWID;
CREATE TABLE source (n INTEGER PRIMARY KEY, number INTEGER NOT NULL UNIQUE, document_n INTEGER, record TEXT NOT NULL) STRICT;
CREATE TABLE forum (n INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, name TEXT NOT NULL, record TEXT NOT NULL) STRICT;
CREATE TABLE meeting (n INTEGER PRIMARY KEY, number INTEGER NOT NULL UNIQUE, forum_n INTEGER NOT NULL, held TEXT,
  document_n INTEGER, record TEXT NOT NULL) STRICT;
CREATE TABLE attendance (n INTEGER PRIMARY KEY, meeting_n INTEGER, record TEXT NOT NULL) STRICT;
CREATE TABLE case_outcome (n INTEGER PRIMARY KEY, number INTEGER NOT NULL UNIQUE, body_n INTEGER, document_n INTEGER,
  record TEXT NOT NULL) STRICT;
CREATE TABLE proposal (n INTEGER PRIMARY KEY, document TEXT NOT NULL, reader TEXT NOT NULL, state TEXT NOT NULL,
  kind TEXT NOT NULL, title TEXT, file TEXT NOT NULL, warnings INTEGER NOT NULL, recommendations INTEGER NOT NULL) STRICT;
CREATE INDEX proposal_document ON proposal (document);
CREATE INDEX proposal_reader ON proposal (reader);
CREATE INDEX proposal_state ON proposal (state, n) WHERE state <> 'accepted';
CREATE TABLE membership (n INTEGER PRIMARY KEY, actor BLOB NOT NULL, role TEXT NOT NULL, body BLOB, since INTEGER NOT NULL,
  until INTEGER) STRICT;
CREATE TABLE draft (n INTEGER PRIMARY KEY, author BLOB NOT NULL, state TEXT NOT NULL, record TEXT NOT NULL) STRICT;
CREATE TABLE draft_answer (obligation BLOB NOT NULL, draft_n INTEGER NOT NULL, PRIMARY KEY (obligation, draft_n)) STRICT, WITHOUT ROWID;
CREATE TABLE recommendation_draft (n INTEGER PRIMARY KEY, body BLOB NOT NULL, state TEXT NOT NULL, record TEXT NOT NULL) STRICT;
CREATE TABLE held_duty (obligation BLOB PRIMARY KEY, draft_n INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE evidence (n INTEGER PRIMARY KEY, of_id BLOB NOT NULL, record TEXT NOT NULL) STRICT;
CREATE TABLE assurance (n INTEGER PRIMARY KEY, of_id BLOB NOT NULL, result TEXT NOT NULL, assurer BLOB NOT NULL, record TEXT NOT NULL) STRICT;
CREATE TABLE closure (n INTEGER PRIMARY KEY, obligation_n INTEGER NOT NULL, outcome TEXT NOT NULL, record TEXT NOT NULL) STRICT;
CREATE TABLE rejoinder (n INTEGER PRIMARY KEY, obligation_n INTEGER NOT NULL, addressee_n INTEGER, again_by INTEGER, record TEXT NOT NULL) STRICT;
CREATE INDEX rejoinder_on ON rejoinder (obligation_n);
CREATE INDEX rejoinder_again ON rejoinder (addressee_n, again_by) WHERE again_by IS NOT NULL;
CREATE TABLE ladder (n INTEGER PRIMARY KEY, body BLOB NOT NULL UNIQUE, record TEXT NOT NULL) STRICT;
CREATE TABLE read_by (n INTEGER NOT NULL, role TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (n, role, body)) STRICT, WITHOUT ROWID;
CREATE TABLE opening (n INTEGER PRIMARY KEY, evidence BLOB NOT NULL, record TEXT NOT NULL) STRICT;
CREATE TABLE held_by (n INTEGER NOT NULL, holder BLOB NOT NULL, PRIMARY KEY (n, holder)) STRICT, WITHOUT ROWID;
CREATE TABLE erasure (n INTEGER PRIMARY KEY, of_id BLOB NOT NULL, record TEXT NOT NULL) STRICT;
CREATE TABLE hold (n INTEGER PRIMARY KEY, of_id BLOB NOT NULL, live INTEGER NOT NULL, record TEXT NOT NULL) STRICT;
CREATE TABLE judgement (n INTEGER PRIMARY KEY, of_id BLOB NOT NULL, on_id BLOB NOT NULL, record TEXT NOT NULL) STRICT;
CREATE TABLE recommendation (n INTEGER PRIMARY KEY, number INTEGER NOT NULL UNIQUE, external_ref TEXT, ordinal INTEGER,
  lang TEXT NOT NULL, text TEXT NOT NULL, findings TEXT, recommending_n INTEGER, power TEXT, made_on TEXT,
  informal INTEGER NOT NULL, source_n INTEGER, document_n INTEGER, quotes TEXT, repeats TEXT, replaces TEXT,
  sort INTEGER NOT NULL, year INTEGER, themes INTEGER NOT NULL, cites INTEGER NOT NULL, copied TEXT, held TEXT,
  told INTEGER NOT NULL) STRICT;
CREATE TABLE recommendation_theme (n INTEGER NOT NULL, theme_n INTEGER NOT NULL, how TEXT NOT NULL, recorded INTEGER NOT NULL,
  because TEXT, PRIMARY KEY (n, theme_n)) STRICT, WITHOUT ROWID;
CREATE TABLE citation (n INTEGER NOT NULL, place INTEGER NOT NULL, standard_n INTEGER, named TEXT NOT NULL, provision TEXT,
  quote TEXT, in_force INTEGER, address TEXT, PRIMARY KEY (n, place)) STRICT, WITHOUT ROWID;
CREATE TABLE obligation (n INTEGER PRIMARY KEY, recommendation_n INTEGER NOT NULL, addressee_n INTEGER NOT NULL,
  power TEXT, rule TEXT, due_earliest INTEGER, due_latest INTEGER, due_stated TEXT, events TEXT, suspended INTEGER NOT NULL, starts_on TEXT, calendar TEXT,
  received_on TEXT, publication TEXT) STRICT;
CREATE TABLE response (n INTEGER PRIMARY KEY, author_n INTEGER NOT NULL, lang TEXT, text TEXT, reasons TEXT, given_on TEXT,
  received_on TEXT, published_on TEXT, sign_off TEXT, supersedes TEXT, document_n INTEGER, quotes TEXT, answers_many INTEGER NOT NULL) STRICT;
CREATE TABLE answer (obligation_n INTEGER NOT NULL, response_n INTEGER NOT NULL, position TEXT NOT NULL, words TEXT,
  inferred INTEGER NOT NULL, PRIMARY KEY (obligation_n, response_n)) STRICT, WITHOUT ROWID;
CREATE TABLE action (n INTEGER PRIMARY KEY, number INTEGER NOT NULL UNIQUE, action_ref TEXT, lang TEXT NOT NULL,
  text TEXT NOT NULL, wordings TEXT, parts TEXT, body_n INTEGER, owner TEXT, tense TEXT, due TEXT, measure TEXT,
  stated TEXT, claimed TEXT, meeting_n INTEGER, tabled INTEGER, response_n INTEGER, document_n INTEGER, quotes TEXT,
  serves_many INTEGER NOT NULL, latest_claim TEXT, happened_on TEXT, amended TEXT) STRICT;
CREATE TABLE serves (recommendation_n INTEGER NOT NULL, action_n INTEGER NOT NULL,
  PRIMARY KEY (recommendation_n, action_n)) STRICT, WITHOUT ROWID;
CREATE TABLE progress (n INTEGER PRIMARY KEY, action_n INTEGER, obligation_n INTEGER, claimed TEXT, said_on TEXT,
  record TEXT NOT NULL) STRICT;
CREATE TABLE listing (n INTEGER PRIMARY KEY, recommendation_n INTEGER NOT NULL, sort INTEGER NOT NULL, year INTEGER,
  recommending_n INTEGER, addressee_n INTEGER, position TEXT NOT NULL, claimed TEXT, due_earliest INTEGER,
  due_latest INTEGER, answered TEXT, timed TEXT NOT NULL, power TEXT, due_stated TEXT,
  assured TEXT NOT NULL, closure TEXT NOT NULL) STRICT;
CREATE VIRTUAL TABLE words USING fts5(text, content='', contentless_delete=1, detail='none', tokenize='porter unicode61');
";

/// Indexes that a rebuild makes after the rows are in.
pub(crate) const INDEXES: &str = "
CREATE INDEX judgement_of ON judgement (of_id, on_id);
CREATE INDEX judgement_on ON judgement (on_id, of_id);
CREATE INDEX membership_actor ON membership (actor);
CREATE INDEX membership_body ON membership (body, role);
CREATE INDEX erasure_of ON erasure (of_id);
CREATE INDEX hold_live ON hold (n) WHERE live;
CREATE INDEX opening_of ON opening (evidence);
CREATE INDEX held_by_holder ON held_by (holder, n);
CREATE INDEX draft_author ON draft (author, n);
CREATE INDEX draft_came ON draft (n) WHERE state = 'submitted' OR record ->> '$.disclosed_of' IS NOT NULL;
CREATE INDEX evidence_of ON evidence (of_id);
CREATE INDEX assurance_of ON assurance (of_id);
CREATE INDEX closure_of ON closure (obligation_n);
CREATE INDEX touched_seq ON touched (seq);
CREATE UNIQUE INDEX record_id ON record (id);
CREATE INDEX recommendation_document ON recommendation (document_n) WHERE document_n IS NOT NULL;
CREATE INDEX recommendation_source ON recommendation (source_n) WHERE source_n IS NOT NULL;
CREATE INDEX recommendation_unthemed ON recommendation (n) WHERE themes = 0;
CREATE INDEX recommendation_theme_theme ON recommendation_theme (theme_n, n, how);
CREATE INDEX recommendation_theme_suggested ON recommendation_theme (n) WHERE how = 'suggested';
CREATE INDEX citation_standard ON citation (standard_n, n) WHERE standard_n IS NOT NULL;
CREATE INDEX citation_provision ON citation (standard_n, address, n) WHERE address IS NOT NULL;
CREATE INDEX obligation_recommendation ON obligation (recommendation_n, rule, events, starts_on, calendar, received_on, publication);
CREATE INDEX answer_response ON answer (response_n);
CREATE INDEX action_meeting ON action (meeting_n) WHERE meeting_n IS NOT NULL;
CREATE INDEX serves_action ON serves (action_n);
CREATE INDEX progress_action ON progress (action_n) WHERE action_n IS NOT NULL;
CREATE INDEX progress_obligation ON progress (obligation_n) WHERE obligation_n IS NOT NULL;
CREATE INDEX listing_recommendation ON listing (recommendation_n);
CREATE INDEX listing_sort ON listing (sort, n);
CREATE INDEX listing_addressee ON listing (addressee_n, sort, n, position, year, recommending_n);
CREATE INDEX listing_recommending ON listing (recommending_n, sort, n, position, year);
CREATE INDEX listing_position ON listing (position, sort, n, year);
CREATE INDEX obligation_calendar ON obligation (calendar, n) WHERE calendar IS NOT NULL;
CREATE INDEX listing_due ON listing (due_latest, n) WHERE timed = 'pending';
CREATE INDEX listing_due_to ON listing (addressee_n, due_latest, n) WHERE timed = 'pending';
CREATE INDEX listing_due_by ON listing (recommending_n, due_latest, n) WHERE timed = 'pending';
CREATE INDEX listing_window ON listing (due_latest, n) WHERE timed = 'pending' AND due_earliest <> due_latest;
CREATE INDEX listing_window_to ON listing (addressee_n, due_latest, n) WHERE timed = 'pending' AND due_earliest <> due_latest;
CREATE INDEX listing_timed ON listing (timed, n) WHERE timed <> 'pending';
CREATE INDEX listing_timed_to ON listing (addressee_n, timed, n) WHERE timed <> 'pending';
CREATE INDEX listing_past ON listing (due_latest, n, answered, addressee_n) WHERE answered > '';
CREATE INDEX listing_year ON listing (year, sort, n);
";
