//! The public record as flat tables: what downloads, the Data Package and the SQLite file are made of.
//!
//! One list says each table's name, its columns with their meaning, and where they stand in the view; everything that hands the
//! record out whole goes through it, so that no download shows other columns than another.
//!
//! *Invariant:* public columns alone; references and addresses that pages use, never the view's own numbers.

use std::path::Path;

use jiff::civil::Date;
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, params};

use crate::store::{View, ViewError};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Text; lists are parted by line breaks.
    Text,
    /// A whole number.
    Integer,
    /// True or false.
    Boolean,
}

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub holds: Holds,
    /// What it means.
    pub about: &'static str,
    /// Where it stands.
    from: &'static str,
}

/// A table of the public record.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// Its name in addresses and files.
    pub name: &'static str,
    /// What its rows are.
    pub about: &'static str,
    /// Its columns.
    pub columns: &'static [Column],
    /// The table whose rows are counted off, and its name in `from`.
    base: (&'static str, &'static str),
    /// Where the columns stand.
    from: &'static str,
    /// Which rows; `?3` is today.
    only: &'static str,
}

const fn text(name: &'static str, from: &'static str, about: &'static str) -> Column {
    Column { name, holds: Holds::Text, about, from }
}

const fn whole(name: &'static str, from: &'static str, about: &'static str) -> Column {
    Column { name, holds: Holds::Integer, about, from }
}

const fn truth(name: &'static str, from: &'static str, about: &'static str) -> Column {
    Column { name, holds: Holds::Boolean, about, from }
}

/// Every table, those others refer to first.
pub const TABLES: &[Table] = &[
    Table {
        name: "bodies",
        about: "Organisations that recommend, answer, employ or set standards",
        base: ("body", "b"),
        from: "body b",
        only: "",
        columns: &[
            text("slug", "b.slug", "The name in its address"),
            text("name", "b.name", "Its name"),
            text("name_cy", "b.record ->> '$.name_cy'", "Its name in Welsh"),
            text("kind", "b.record ->> '$.kind'", "What kind of body it is"),
            text(
                "aliases",
                "(SELECT group_concat(value, char(10)) FROM json_each(b.record, '$.aliases'))",
                "Other names",
            ),
            text("exists_from", "b.record ->> '$.from'", "Since when it exists"),
            text("exists_to", "b.record ->> '$.to'", "Until when it existed"),
            text(
                "successor",
                "(SELECT s.slug FROM record r JOIN body s ON s.n = r.n WHERE r.id = unhex(b.record ->> '$.successor', '-'))",
                "The body its duties passed to (bodies.slug)",
            ),
        ],
    },
    Table {
        name: "standards",
        about: "Codes, acts, regulations and policies that recommendations cite",
        base: ("standard", "s"),
        from: "standard s",
        only: "",
        columns: &[
            text("slug", "s.slug", "The name in its address"),
            text("title", "s.title", "Its title"),
            text("kind", "s.record ->> '$.kind'", "What it is"),
            text("issued_by", "s.record ->> '$.issued_by'", "Who issued it"),
            text("binding_on", "s.record ->> '$.binding_on'", "Whom it binds"),
            text("legal_status", "s.record ->> '$.legal_status'", "Whether it has the force of law"),
            text("in_force_from", "s.record ->> '$.in_force_from'", "In force from"),
            text("in_force_to", "s.record ->> '$.in_force_to'", "In force to"),
            text(
                "superseded_by",
                "(SELECT x.slug FROM record r JOIN standard x ON x.n = r.n WHERE r.id = unhex(s.record ->> '$.superseded_by', '-'))",
                "What took its place (standards.slug)",
            ),
            text("uri", "s.record ->> '$.uri'", "Its address"),
        ],
    },
    Table {
        name: "themes",
        about: "The tree of subjects",
        base: ("theme", "t"),
        from: "theme t",
        only: "",
        columns: &[
            text("slug", "t.slug", "The name in its address"),
            text("name", "t.name", "Its name"),
            text(
                "parent",
                "(SELECT p.slug FROM record r JOIN theme p ON p.n = r.n WHERE r.id = unhex(t.record ->> '$.parent', '-'))",
                "The theme above it (themes.slug)",
            ),
            text(
                "suggested_by",
                "(SELECT group_concat(value, char(10)) FROM json_each(t.record, '$.suggested_by'))",
                "Words that suggest it",
            ),
        ],
    },
    Table {
        name: "documents",
        about: "Files and pages as received",
        base: ("document", "d"),
        from: "document d",
        only: "",
        columns: &[
            text("reference", "'DOC-' || d.number", "Our reference"),
            text("title", "d.title", "Its title"),
            text("kind", "d.record ->> '$.kind'", "What it was read as"),
            text("publisher", "d.record ->> '$.publisher'", "Who published it"),
            text("address", "d.address", "Where it stands on the web"),
            text("published_on", "d.record ->> '$.published_on'", "When it was published"),
            text("licence", "d.record ->> '$.licence'", "Its licence"),
            text("sha256", "d.sha256", "SHA-256 of its bytes"),
            text("text_sha256", "d.record ->> '$.text_sha256'", "SHA-256 of its decoded text"),
        ],
    },
    Table {
        name: "sources",
        about: "Investigations, inspections, inquests, inquiries and audits",
        base: ("source", "s"),
        from: "source s LEFT JOIN document d ON d.n = s.document_n",
        only: "",
        columns: &[
            text("reference", "'SRC-' || s.number", "Our reference"),
            text("external_ref", "s.record ->> '$.external_ref'", "Its own reference"),
            text("kind", "s.record ->> '$.kind'", "What it was"),
            text("summary", "s.record ->> '$.summary.words'", "What happened"),
            text("published_on", "s.record ->> '$.published_on'", "When its results were published"),
            text("document", "'DOC-' || d.number", "The document that tells of it (documents.reference)"),
        ],
    },
    Table {
        name: "recommendations",
        about: "What was asked",
        base: ("recommendation", "c"),
        from: "recommendation c LEFT JOIN body b ON b.n = c.recommending_n LEFT JOIN source s ON s.n = c.source_n LEFT JOIN document d ON d.n = c.document_n",
        only: "",
        columns: &[
            text("reference", "'REC-' || c.number", "Our reference"),
            text("external_ref", "c.external_ref", "The recommending body's own reference"),
            text("text", "c.text", "The words asked"),
            text("lang", "c.lang", "Their language (BCP 47)"),
            text("findings", "(SELECT group_concat(value ->> '$.words', char(10)) FROM json_each(c.findings))", "Why"),
            text("made_by", "b.slug", "Who asked (bodies.slug)"),
            text("made_on", "c.made_on", "When, as exactly as known (a day, a month or a year)"),
            text("power", "c.power", "The power stated"),
            truth("informal", "c.informal", "Whether it was an informal ask"),
            text("source", "'SRC-' || s.number", "Where it comes from (sources.reference)"),
            text("document", "'DOC-' || d.number", "The document it was read from (documents.reference)"),
        ],
    },
    Table {
        name: "obligations",
        about: "A row for each recommendation and body that must answer it, with how it stands",
        base: ("listing", "l"),
        from: "listing l JOIN recommendation c ON c.n = l.recommendation_n LEFT JOIN body a ON a.n = l.addressee_n",
        only: "",
        columns: &[
            text("recommendation", "'REC-' || c.number", "The recommendation (recommendations.reference)"),
            text("made_to", "a.slug", "Who must answer (bodies.slug)"),
            text("position", "l.position", "What it says"),
            text("claimed_status", "l.claimed", "How far it says it is"),
            text("power", "l.power", "The power that makes the duty"),
            text("due_earliest", "iso(l.due_earliest)", "The first day the answer may be due"),
            text("due_latest", "iso(l.due_latest)", "The last day the answer may be due"),
            text("due_stated", "l.due_stated", "The due day that the document prints"),
            truth("answered", "l.answered IS NOT NULL", "Whether an answer is held"),
            text("answered_on", "nullif(l.answered, '')", "When the answer came, where that is known"),
            text("assured_status", "l.assured", "What someone independent found"),
            text("closure", "l.closure", "Whether it is over, and how"),
        ],
    },
    Table {
        name: "responses",
        about: "What an addressee said to one recommendation",
        base: ("obligation", "o"),
        from: "obligation o JOIN answer w ON w.obligation_n = o.n JOIN response p ON p.n = w.response_n JOIN recommendation c ON c.n = o.recommendation_n LEFT JOIN body a ON a.n = p.author_n",
        only: "",
        columns: &[
            text("recommendation", "'REC-' || c.number", "The recommendation (recommendations.reference)"),
            text("author", "a.slug", "Who answered (bodies.slug)"),
            text("position", "w.position", "What it says"),
            text("position_words", "w.words", "Its own word for it"),
            truth("inferred", "w.inferred", "Whether the position was inferred from other words"),
            text("text", "p.text", "The whole answer"),
            text(
                "reasons",
                "(SELECT group_concat(value ->> '$.text.words', char(10)) FROM json_each(p.reasons))",
                "Why",
            ),
            text("given_on", "p.given_on", "The day on the letter"),
            text("received_on", "p.received_on", "The day it came"),
            text("published_on", "p.published_on", "The day it was published"),
        ],
    },
    Table {
        name: "actions",
        about: "What bodies say they did or will do",
        base: ("action", "x"),
        from: "action x LEFT JOIN body b ON b.n = x.body_n LEFT JOIN meeting m ON m.n = x.meeting_n",
        only: "",
        columns: &[
            text("reference", "'ACT-' || x.number", "Our reference"),
            text("action_ref", "x.action_ref", "The document's own reference"),
            text("text", "x.text", "What is to be done"),
            text("body", "b.slug", "The body that owns it (bodies.slug)"),
            text("owner", "x.owner", "The post that owns it"),
            text("tense", "x.tense", "taken or proposed"),
            text("due", "(SELECT value FROM json_each(x.due) LIMIT 1)", "The day, recurrence or event"),
            text("stated", "x.stated", "Its state as the document puts it"),
            text("claimed_status", "coalesce(x.latest_claim, x.claimed)", "The last state anything claims of it"),
            text("meeting", "'MTG-' || m.number", "The meeting it was set in (meetings.reference)"),
            text(
                "recommendations",
                "(SELECT group_concat('REC-' || r.number, char(10)) FROM serves v JOIN recommendation r ON r.n = v.recommendation_n WHERE v.action_n = x.n)",
                "The recommendations it serves",
            ),
        ],
    },
    Table {
        name: "recommendation_themes",
        about: "Which recommendations have which themes, and how that is known",
        base: ("recommendation", "c"),
        from: "recommendation c JOIN recommendation_theme v ON v.n = c.n JOIN theme t ON t.n = v.theme_n",
        only: "v.how NOT IN ('above', 'denied')",
        columns: &[
            text("recommendation", "'REC-' || c.number", "The recommendation (recommendations.reference)"),
            text("theme", "t.slug", "The theme (themes.slug)"),
            text("how", "v.how", "suggested by its words, recorded with it, or confirmed by a person"),
            text(
                "because",
                "(SELECT group_concat(value, char(10)) FROM json_each(v.because))",
                "The words that suggest it",
            ),
        ],
    },
    Table {
        name: "citations",
        about: "Which recommendations cite which standards",
        base: ("recommendation", "c"),
        from: "recommendation c JOIN citation k ON k.n = c.n LEFT JOIN standard s ON s.n = k.standard_n",
        only: "",
        columns: &[
            text("recommendation", "'REC-' || c.number", "The recommendation (recommendations.reference)"),
            text("named", "k.named", "The standard as the document names it"),
            text("standard", "s.slug", "The standard it means (standards.slug)"),
            text("provision", "k.provision", "The provision"),
            text("quote", "k.quote", "How the document puts what it says"),
            truth("in_force", "k.in_force", "Whether it was in force when the recommendation was made"),
        ],
    },
    Table {
        name: "meetings",
        about: "Meetings of working groups, boards and committees",
        base: ("meeting", "m"),
        from: "meeting m JOIN forum f ON f.n = m.forum_n LEFT JOIN document d ON d.n = m.document_n",
        only: "",
        columns: &[
            text("reference", "'MTG-' || m.number", "Our reference"),
            text("forum", "f.name", "Whose meeting it was"),
            text("held_on", "m.held", "When"),
            text("document", "'DOC-' || d.number", "Its minutes (documents.reference)"),
        ],
    },
    Table {
        name: "judgements",
        about: "What people said two recommendations are to each other",
        base: ("judgement", "j"),
        from: "judgement j JOIN record x ON x.id = j.of_id JOIN recommendation a ON a.n = x.n JOIN record y ON y.id = j.on_id JOIN recommendation b ON b.n = y.n",
        only: "",
        columns: &[
            text("later", "'REC-' || a.number", "The later (recommendations.reference)"),
            text("verdict", "j.record ->> '$.verdict'", "What it is to the earlier"),
            text("earlier", "'REC-' || b.number", "The earlier (recommendations.reference)"),
        ],
    },
    Table {
        name: "case_outcomes",
        about: "Anonymised outcomes of misconduct cases, while they may be shown",
        base: ("case_outcome", "o"),
        from: "case_outcome o LEFT JOIN body b ON b.n = o.body_n",
        // A month or a year ends with its last day.
        only: "coalesce(substr((o.record ->> '$.visible_until') || '-99-99', 1, 10) >= ?3, 1)",
        columns: &[
            text("reference", "'OUT-' || o.number", "Our reference"),
            text("body", "b.slug", "The body (bodies.slug)"),
            text("year", "o.record ->> '$.year'", "The year"),
            text("platform", "o.record ->> '$.platform'", "Where it happened"),
            text("conduct", "o.record ->> '$.conduct'", "What was done"),
            text("finding", "o.record ->> '$.finding'", "What was found"),
            text("sanction", "o.record ->> '$.sanction'", "What followed"),
        ],
    },
    Table {
        name: "entries",
        about: "The ledger's entry that each record stands at, to check it against an export",
        base: ("record", "r"),
        from: "record r",
        only: "",
        columns: &[
            whole("entry", "r.seq", "The entry of its latest version"),
            text("kind", "r.kind", "What kind of record"),
            text("id", "lower(hex(r.id))", "Its identifier"),
            whole("version", "r.version", "Its version"),
            whole("first_entry", "r.n", "The entry of its first version"),
        ],
    },
];

impl Table {
    /// The table of that name.
    pub fn named(name: &str) -> Option<&'static Table> {
        TABLES.iter().find(|t| t.name == name)
    }

    /// Its rows of the records after `?1` up to `?2`, on the day `?3`.
    fn select(&self) -> String {
        let columns: Vec<String> = self.columns.iter().map(|c| column_sql(c.from)).collect();
        let key = self.base.1;
        let only = if self.only.is_empty() { "1" } else { self.only };
        let (columns, from) = (columns.join(", "), self.from);
        format!(
            "SELECT {columns} FROM {from} WHERE {key}.n > ?1 AND {key}.n <= ?2 AND ?3 IS NOT NULL AND {only} ORDER BY {key}.n"
        )
    }
}

/// A day kept as a number, as the calendar writes it.
fn column_sql(from: &str) -> String {
    match from.strip_prefix("iso(").and_then(|rest| rest.strip_suffix(')')) {
        Some(day) => format!(
            "CASE WHEN {day} IS NOT NULL THEN printf('%04d-%02d-%02d', {day} / 10000, {day} / 100 % 100, {day} % 100) END"
        ),
        None => from.to_owned(),
    }
}

/// One value of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing is known.
    Null,
    /// Text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// True or false.
    Boolean(bool),
}

/// Some rows of a table, and the place after which it goes on.
pub type Rows = (Vec<Vec<Cell>>, Option<i64>);

impl View<'_> {
    /// The rows of a table that belong to the next `most` records after a place (0 for the first), on a day.
    pub fn table_rows(&self, table: &Table, after: i64, most: usize, today: Date) -> Result<Rows, ViewError> {
        let most = i64::try_from(most.max(1)).unwrap_or(i64::MAX);
        let (base, _) = table.base;
        let sql = format!("SELECT max(n), count(*) FROM (SELECT n FROM {base} WHERE n > ?1 ORDER BY n LIMIT ?2)");
        let counted = self.one(&sql, [after, most], |r| Ok((r.get::<_, Option<i64>>(0)?, r.get::<_, i64>(1)?)))?;
        let Some((Some(upto), count)) = counted else { return Ok((Vec::new(), None)) };
        let rows = self.rows(&table.select(), params![after, upto, today.to_string()], |r| {
            let cells = table.columns.iter().enumerate().map(|(i, column)| cell(column.holds, r.get_ref(i)?));
            cells.collect::<rusqlite::Result<Vec<Cell>>>()
        })?;
        Ok((rows, Some(upto).filter(|_| count == most)))
    }
}

fn cell(holds: Holds, value: ValueRef<'_>) -> rusqlite::Result<Cell> {
    Ok(match Value::try_from(value)? {
        Value::Null => Cell::Null,
        Value::Integer(n) if holds == Holds::Boolean => Cell::Boolean(n != 0),
        Value::Integer(n) if holds == Holds::Integer => Cell::Integer(n),
        Value::Integer(n) => Cell::Text(n.to_string()),
        Value::Real(n) => Cell::Text(n.to_string()),
        Value::Text(text) => Cell::Text(text),
        Value::Blob(bytes) => Cell::Text(String::from_utf8_lossy(&bytes).into_owned()),
    })
}

/// Writes every table to a SQLite file of its own that any SQLite tool opens: plain tables, no extension, no view, nothing that a
/// version before 3.8 does not know. It is as of one moment of the view; `about` says of what register and when.
///
/// # Errors
/// [`ViewError`] where the view cannot be read or the file not written; a file that is half written is the caller's to delete.
pub fn write_sqlite(
    view_file: &Path,
    to: &Path,
    about: &[(&str, String)],
    today: Date,
    done: &mut dyn FnMut(&'static str),
) -> Result<(), ViewError> {
    let conn =
        Connection::open(to).map_err(|source| ViewError::Sqlite { doing: "making a file to download", source })?;
    conn.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")?;
    conn.execute("ATTACH ?1 AS register", [view_file.to_string_lossy()])?;
    conn.execute_batch("BEGIN; CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT); CREATE TABLE about_columns (table_name TEXT, column_name TEXT, meaning TEXT);")?;
    for (name, value) in about {
        conn.execute("INSERT INTO about VALUES (?1, ?2)", params![name, value])?;
    }
    let seq: String = conn.query_row("SELECT value FROM register.meta WHERE name = 'seq'", [], |r| r.get(0))?;
    conn.execute("INSERT INTO about VALUES ('entries', ?1)", [seq])?;
    for table in TABLES {
        let columns: Vec<String> = table
            .columns
            .iter()
            .map(|c| format!("{} {}", c.name, if c.holds == Holds::Text { "TEXT" } else { "INTEGER" }))
            .collect();
        let name = table.name;
        conn.execute_batch(&format!("CREATE TABLE {name} ({});", columns.join(", ")))?;
        let insert = format!("INSERT INTO {name} {}", table.select());
        conn.execute(&insert, params![0, i64::MAX, today.to_string()])?;
        for column in table.columns {
            conn.execute("INSERT INTO about_columns VALUES (?1, ?2, ?3)", [name, column.name, column.about])?;
        }
        // What others are joined by.
        for column in table.columns.iter().filter(|c| KEYS.contains(&c.name)) {
            conn.execute_batch(&format!("CREATE INDEX {name}_{0} ON {name} ({0});", column.name))?;
        }
        done(name);
    }
    conn.execute_batch("COMMIT; DETACH register;")?;
    conn.close().map_err(|(_, e)| e.into())
}

/// Columns that tables are joined by.
const KEYS: [&str; 6] = ["slug", "reference", "recommendation", "made_to", "made_by", "theme"];
