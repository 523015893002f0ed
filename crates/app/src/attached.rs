//! The files of evidence as text: which of them hold words that are looked for, and which cannot be looked into.
//!
//! *Invariant:* a file that is not known to be without the words is said to be unread.

use domain::{Evidence, EvidenceFile, Record, RecordId};

use crate::App;
use crate::error::AppError;
use crate::sieve::{Sieve, around};

/// Evidence whose file nobody can tell words of but by looking at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The evidence.
    pub id: RecordId,
    /// Whether everybody may read it.
    pub public: bool,
    /// What its file is called; none where that is sealed too.
    pub file: Option<String>,
    /// Why it was not looked into.
    pub why: String,
}

/// What the files of one piece of evidence hold of words.
#[derive(Debug, Default)]
pub(crate) struct Attached {
    /// The words with some around them, where they stand first.
    pub around: Option<String>,
    /// The fields whose files go where the words are erased.
    pub fields: Vec<&'static str>,
    /// The digests of those files.
    pub files: Vec<String>,
    /// What could not be looked into, and why.
    pub unread: Vec<(Option<String>, String)>,
}

/// The files of evidence that are kept in the clear, by the field they stand in.
pub(crate) fn files_of(evidence: &Evidence) -> impl Iterator<Item = (&'static str, &EvidenceFile)> {
    [("file", &evidence.file), ("redacted", &evidence.redacted)]
        .into_iter()
        .filter_map(|(field, file)| file.as_ref().map(|file| (field, file)))
}

/// The digests of the files that an evidence record has.
pub(crate) fn digests_of(record: &Record) -> Vec<String> {
    match record {
        Record::Evidence(evidence) => files_of(evidence).map(|(_, file)| file.sha256.clone()).collect(),
        _ => Vec::new(),
    }
}

impl App {
    /// The text of a kept file, or why there is none; nothing where the file itself is gone.
    pub(crate) fn text_of(&self, file: &EvidenceFile) -> Result<Option<Result<String, String>>, AppError> {
        let Some(bytes) = self.files().read(&file.sha256)? else { return Ok(None) };
        Ok(Some(match self.decoder().decode(&file.name, &bytes) {
            Ok(decoded) => Ok(decoded.text),
            Err(why) => Err(why.to_string()),
        }))
    }

    /// What the files of evidence hold of the words.
    pub(crate) fn attached(&self, sieve: &Sieve<'_>, evidence: &Evidence) -> Result<Attached, AppError> {
        let mut out = Attached::default();
        if evidence.destroyed.is_some() {
            return Ok(out);
        }
        if evidence.sealed_file.is_some() {
            out.unread.push((None, "it is sealed: open it to look into it".to_owned()));
        }
        for (field, file) in files_of(evidence) {
            let own = match self.text_of(file)? {
                None => continue,
                Some(Ok(text)) => around(&text, sieve.words).or(self.held_in(sieve, &file.sha256)?),
                Some(Err(why)) => {
                    let own = self.held_in(sieve, &file.sha256)?;
                    if own.is_none() {
                        out.unread.push((Some(file.name.clone()), why));
                    }
                    own
                }
            };
            if let Some(own) = own {
                out.fields.push(field);
                out.files.push(file.sha256.clone());
                out.around.get_or_insert(own);
            }
        }
        // Without its copy for others, the file itself would be what they are shown.
        if let Some(file) = evidence.file.as_ref().filter(|_| out.fields == ["redacted"]) {
            out.fields.push("file");
            out.files.push(file.sha256.clone());
        }
        Ok(out)
    }
}
