//! `words.erase` as it is asked for, and what is shown of the records that hold words.
//!
//! *Invariant:* the same for form, program and terminal; nothing is erased but from records that were seen to hold the words.

use std::collections::BTreeMap;

use app::{App, Found, Looked, Receipt, Unread};
use domain::{Basis, Ctx, EraseWords, RecordId, Text};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::holds::reference;
use super::{ActError, Asked, filled, named};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    words: String,
    basis: String,
    #[serde(default)]
    note: Option<String>,
    /// The records, by identifier, each with the version that was seen.
    records: BTreeMap<String, u32>,
}

pub(super) fn erase(app: &App, ctx: &Ctx, asked: &Asked) -> Result<Receipt, ActError> {
    let said: Said = asked.read()?;
    let grounds = Basis::GIVEN.map(Basis::as_str);
    let basis = named("basis", &said.basis, Basis::parse, &grounds)?;
    let record = |(id, version): (String, u32)| {
        let id: Result<RecordId, _> = id.parse();
        id.map(|id| (id, version)).map_err(|e| ActError::Malformed(format!("records: {e}")))
    };
    let seen = said.records.into_iter().map(record).collect::<Result<Vec<_>, _>>()?;
    let note = filled(said.note).map(Text::en);
    let words = said.words.trim().to_owned();
    Ok(app.erase_words(ctx, EraseWords { act_id: asked.act_id, words, basis, note, seen })?)
}

/// What was found of words.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct LookedView {
    /// The records that hold them.
    pub(crate) found: Vec<FoundView>,
    /// Evidence whose files could not be looked into: somebody has to.
    pub(crate) unread: Vec<UnreadView>,
    /// Letters that say them: what they say is erased with the first of the records, or alone where no record is named.
    pub(crate) letters: Vec<LetterView>,
}

impl LookedView {
    pub(crate) fn of(looked: &Looked) -> LookedView {
        LookedView {
            found: looked.found.iter().map(FoundView::of).collect(),
            unread: looked.unread.iter().map(UnreadView::of).collect(),
            letters: looked.letters.iter().map(LetterView::of).collect(),
        }
    }
}

/// A letter that says words that are looked for.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct LetterView {
    /// To whom.
    pub(crate) to: String,
    /// What it is called.
    pub(crate) subject: String,
    /// When it was written.
    pub(crate) written: String,
    /// When it went; null where it waits or could not be sent.
    pub(crate) sent: Option<String>,
}

impl LetterView {
    fn of(post: &accounts::Post) -> LetterView {
        let instant = |second: i64| Timestamp::from_second(second).map(|at| at.to_string());
        LetterView {
            to: post.to.clone(),
            subject: post.subject.clone(),
            written: instant(post.written).unwrap_or_default(),
            sent: post.sent.and_then(|second| instant(second).ok()),
        }
    }
}

/// Evidence with a file that could not be looked into.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct UnreadView {
    /// The evidence.
    pub(crate) id: String,
    /// Whether everybody may read it.
    pub(crate) public: bool,
    /// What the file is called; none where that is sealed.
    pub(crate) file: Option<String>,
    /// Why it was not looked into.
    pub(crate) why: String,
}

impl UnreadView {
    pub(crate) fn of(unread: &Unread) -> UnreadView {
        UnreadView {
            id: unread.id.to_string(),
            public: unread.public,
            file: unread.file.clone(),
            why: unread.why.clone(),
        }
    }

    /// The file, or the evidence where its name is not known.
    pub(crate) fn called(&self) -> &str {
        self.file.as_deref().unwrap_or(&self.id)
    }
}

/// A record that holds words, as it is shown to the operator.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct FoundView {
    /// The record.
    pub(crate) id: String,
    /// Its kind.
    pub(crate) kind: String,
    /// What people call it (`REC-12`), where it has a number.
    pub(crate) reference: Option<String>,
    /// Its latest version.
    pub(crate) version: u32,
    /// Whether everybody may read it.
    pub(crate) public: bool,
    /// The fields that hold the words, of any version.
    pub(crate) fields: Vec<String>,
    /// Whether the text of its file holds them: its file goes, and its text stays without them; of evidence, its file goes.
    pub(crate) file: bool,
    /// The words with some that stand around them, where they stand first.
    pub(crate) around: Option<String>,
    /// The field without which it cannot be, if the words stand there: it is not erased from.
    pub(crate) needed: Option<String>,
    /// The ground of a hold over it, if there is one: nothing of it is erased before that is lifted.
    pub(crate) held: Option<String>,
}

impl FoundView {
    /// Whether the words can be erased from it.
    pub(crate) fn goes(&self) -> bool {
        self.needed.is_none() && self.held.is_none()
    }
}

impl FoundView {
    pub(crate) fn of(found: &Found) -> FoundView {
        FoundView {
            id: found.id.to_string(),
            kind: found.kind.as_str().to_owned(),
            reference: reference(found.kind, found.number),
            version: found.version,
            public: found.public,
            fields: found.fields.clone(),
            file: found.file,
            around: found.around.clone(),
            needed: found.needed.clone(),
            held: found.held.map(|ground| ground.as_str().to_owned()),
        }
    }
}
