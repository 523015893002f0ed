//! `document.import`: a file is read, matched with what the register holds, and filed with what it proposes.
//!
//! The act's identifier comes from the file's bytes, so importing the same file twice changes nothing, and an import that
//! was interrupted goes on where it stopped.
//!
//! *Invariant:* what a reader flags as an error is not filed as records; nobody's name enters a public record.

use domain::proposals::{Level, Proposal, Warning};
use domain::{ActId, ActKind, Ctx, DocumentKind, ImportDocument, PartialDate, TextShown, Whole};
use intake::{Extracted, Lexicon};
use sha2::{Digest, Sha256};
use view::{KnownDocument, View};

use crate::App;
use crate::error::AppError;
use crate::filing::{Filing, Received};
use crate::ids::digest_id;
use crate::seeds;
use crate::writer::Facts;

/// What a clerk says of a file beside its bytes.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// Where it stands on the web.
    pub address: Option<String>,
    /// Its licence (SPDX).
    pub licence: Option<String>,
    /// Whether a person has cleared its full text.
    pub text_shown: TextShown,
    /// When this copy was taken.
    pub captured_on: Option<PartialDate>,
    /// Which proposals wait for a person.
    pub review: Review,
    /// The mapping to read a table by.
    pub mapping: Option<intake::mapping::Mapping>,
    /// Whether a column that was filled last time may be empty now.
    pub even_if_empty: bool,
}

/// Which proposals are filed at once, and which wait in the inbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Review {
    /// What has no errors is filed; what has is told of and left out.
    #[default]
    FileWithoutErrors,
    /// What has no warnings is filed; the rest waits.
    AcceptWithoutWarnings,
    /// Everything waits.
    Everything,
}

/// What came of one file.
#[derive(Clone, Debug)]
pub enum Imported {
    /// It is in the register now.
    Filed {
        /// The document's reference.
        reference: String,
        /// How many entries it added.
        entries: u64,
        /// What was read.
        proposal: Box<Proposal>,
    },
    /// The same bytes were here before; nothing was added.
    AlreadyHere {
        /// The document's reference.
        reference: String,
    },
    /// It is a changed copy of a known document; the difference is kept, no record is doubled.
    Changed {
        /// The new copy's reference.
        reference: String,
        /// The earlier copy's reference.
        from: String,
        /// The lines that differ, without names of people.
        differences: Vec<String>,
    },
    /// It waits in the inbox for a person.
    Waiting {
        /// Its number in the inbox.
        n: i64,
        /// What was read.
        proposal: Box<Proposal>,
    },
    /// No reader knew it, or a person must settle something first; nothing was added.
    NotFiled {
        /// Why.
        warnings: Vec<Warning>,
    },
}

/// The names of the shipped bodies and standards, for reading without a register.
pub fn shipped_lexicon() -> Result<Lexicon, AppError> {
    let bodies = seeds::bodies()?.into_iter().flat_map(|b| std::iter::once(b.name).chain(b.name_cy).chain(b.aliases));
    let standards = seeds::standards()?.into_iter().flat_map(|s| std::iter::once(s.title).chain(s.aliases));
    Ok(Lexicon::new(bodies.collect(), standards.collect()))
}

/// Every name of the shipped bodies.
pub fn shipped_names() -> Result<Vec<String>, AppError> {
    let names = |b: domain::Body| std::iter::once(b.name).chain(b.name_cy).chain(b.aliases);
    Ok(seeds::bodies()?.into_iter().flat_map(names).collect())
}

/// The names a register knows.
pub fn lexicon_of(view: &View<'_>) -> Result<Lexicon, view::ViewError> {
    Ok(Lexicon::new(view.body_names()?, view.standard_names()?))
}

impl App {
    /// Reads and files one file.
    pub fn import_document(
        &self,
        ctx: &Ctx,
        file: &str,
        bytes: &[u8],
        options: &ImportOptions,
    ) -> Result<Imported, AppError> {
        // Asked for here, before anything is kept, and again where the act is decided.
        ctx.permit::<ImportDocument>(&Whole)?;
        let sha256 = intake::hex(&Sha256::digest(bytes));
        if let Some(known) = self.read_public(|view| view.document_of_bytes(&sha256))? {
            return Ok(Imported::AlreadyHere { reference: reference(&known) });
        }
        let decoded = self.settings.decoder.decode(file, bytes)?;
        let extracted = match &options.mapping {
            Some(mapping) => {
                let mut extracted = intake::mapping::read(file, bytes, &decoded, mapping);
                self.compare_with_last(&mut extracted, options)?;
                extracted
            }
            None => intake::read(file, bytes, &decoded, &self.read_public(lexicon_of)?),
        };
        self.import_read(ctx, &sha256, bytes, extracted, options)
    }

    /// Files what was read, or puts it in the inbox.
    fn import_read(
        &self,
        ctx: &Ctx,
        sha256: &str,
        bytes: &[u8],
        extracted: Extracted,
        options: &ImportOptions,
    ) -> Result<Imported, AppError> {
        let proposal = &extracted.proposal;
        let waits = match options.review {
            Review::FileWithoutErrors => false,
            Review::AcceptWithoutWarnings => proposal.warnings.iter().any(|w| w.level > Level::Info),
            Review::Everything => true,
        };
        if proposal.document.kind == DocumentKind::Unrecognised || (proposal.has_errors() && !waits) {
            return Ok(Imported::NotFiled { warnings: proposal.warnings.clone() });
        }
        // Of an article only its own words are kept, never the page (DESIGN.md section 2).
        if proposal.document.kind != DocumentKind::Article {
            self.files().keep(bytes)?;
        }
        let text_sha256 = self.files().keep(extracted.text.as_bytes())?;
        if waits {
            return Ok(match self.receive(ctx, sha256, &text_sha256, &extracted, options)? {
                Some(n) => Imported::Waiting { n, proposal: Box::new(extracted.proposal) },
                None => Imported::AlreadyHere { reference: "a proposal in the inbox".to_owned() },
            });
        }
        let earlier = self.read_public(|view| view.document_like(options.address.as_deref(), title(proposal)))?;
        let changed = match earlier {
            Some(earlier) => self.difference(&earlier, &extracted)?.map(|lines| (earlier, lines)),
            None => None,
        };
        let received = Received {
            sha256: sha256.to_owned(),
            text_sha256,
            extracted,
            options: options.clone(),
            changed: changed.clone(),
        };
        let act_id = ActId(digest_id("candour/act/1", &["document.import", sha256]));
        let register = self.register().to_owned();
        let receipt = self.write(ctx, ActKind::ImportDocument, act_id, {
            let received = received.clone();
            move |facts: &Facts<'_>| {
                let permit = facts.ctx.permit::<ImportDocument>(&Whole)?;
                Filing::new(facts, &register, &received).changes(permit)
            }
        })?;
        let here = self.read_public(|view| view.document_of_bytes(sha256))?;
        let reference = here.as_ref().map(reference).unwrap_or_default();
        Ok(match changed {
            _ if receipt.replayed => Imported::AlreadyHere { reference },
            Some((from, differences)) => Imported::Changed { reference, from: self::reference(&from), differences },
            None => {
                let entries = receipt.last + 1 - receipt.first;
                Imported::Filed { reference, entries, proposal: Box::new(received.extracted.proposal) }
            }
        })
    }

    /// Compares a mapped table with the last one read by the same mapping: a column that was filled then and is nearly empty
    /// now may be mapped wrongly, and nothing is filed before somebody says that it is not.
    fn compare_with_last(&self, extracted: &mut Extracted, options: &ImportOptions) -> Result<(), AppError> {
        let last = self.read_workspace(|view| view.latest_proposal_by(&extracted.read_by))?;
        let Some(last) = last.filter(|_| !options.even_if_empty) else { return Ok(()) };
        let last = self.proposal(last)?.filed.proposal;
        for (field, then, now) in intake::mapping::emptied(&last, &extracted.proposal) {
            extracted.proposal.warnings.push(Warning {
                code: "column_emptied".to_owned(),
                level: Level::Error,
                message: format!(
                    "the column for {field} was filled in {then}% of the rows of the last file and is in {now}% of these: is the \
                     mapping still right? If it is, import again with --even-if-empty"
                ),
                start: None,
                end: None,
            });
        }
        Ok(())
    }

    /// The lines in which a text differs from a known document's, if it is a changed copy of it at all: same kind and
    /// most of its lines the same. `None` if it is another document that shares a title.
    fn difference(&self, earlier: &KnownDocument, new: &Extracted) -> Result<Option<Vec<String>>, AppError> {
        if earlier.document.kind != new.proposal.document.kind {
            return Ok(None);
        }
        let Some(old) = self.files().read(&earlier.document.text_sha256)? else { return Ok(None) };
        let old = String::from_utf8_lossy(&old).into_owned();
        let lines = |text: &str| -> Vec<String> {
            text.lines().map(|l| l.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|l| !l.is_empty()).collect()
        };
        let (before, after) = (lines(&old), lines(&new.text));
        let (gone, come) = (not_in(&before, &after), not_in(&after, &before));
        let kept = before.len() - gone.len();
        if kept * 2 < before.len().max(after.len()) {
            return Ok(None);
        }
        let shown = |sign: &str, line: &String| {
            let short: String = line.chars().take(300).collect();
            format!("{sign} {}", domain::privacy::without_names(&short, &[]).0)
        };
        let lines = gone.iter().map(|l| shown("-", l)).chain(come.iter().map(|l| shown("+", l)));
        Ok(Some(lines.take(200).collect()))
    }
}

/// The lines of `a` that `b` has not, counting repeats.
fn not_in(a: &[String], b: &[String]) -> Vec<String> {
    let mut left: std::collections::HashMap<&str, usize> = std::collections::HashMap::new();
    b.iter().for_each(|line| *left.entry(line.as_str()).or_default() += 1);
    a.iter()
        .filter(|line| match left.get_mut(line.as_str()) {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            _ => true,
        })
        .cloned()
        .collect()
}

fn title(proposal: &Proposal) -> Option<&str> {
    proposal.document.title.as_ref().map(|t| t.value.as_str())
}

fn reference(known: &KnownDocument) -> String {
    format!("DOC-{}", known.document.number)
}
