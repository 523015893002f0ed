//! The readers. Each scores a decoded document; the best one above the floor reads it.
//!
//! *Invariant:* a reader never invents: each value it proposes has the words it came from.

mod addressees;
mod again;
mod allotted;
mod answer_rows;
pub(crate) mod answers;
mod article;
mod asking;
mod at_margin;
mod attendance;
mod before;
pub(crate) mod broken;
mod celled;
mod citations;
mod concerns;
mod dated;
mod directed;
mod entry;
mod flattened;
pub(crate) mod foot;
mod form_parts;
mod frames;
mod headless;
mod held;
mod leads;
mod listed;
mod marked;
mod marks;
mod minutes;
pub(crate) mod noise;
mod none_recommended;
mod numbered;
mod opening;
mod owned;
mod page_header;
mod paired;
mod parties;
mod person;
mod pfd_report;
mod positions;
mod promised;
mod recipients;
mod recommendation_list;
mod recommendation_page;
mod replied;
mod resolved;
mod response_letter;
mod restated;
mod roles;
mod roll;
mod roll_labels;
mod roll_lines;
mod roll_marks;
mod roll_table;
mod run_on;
mod sections;
mod settled;
pub(crate) mod spaces;
mod spoken;
mod starts;
mod stated;
mod stroked;
mod tabled;
mod titles;
mod told;
mod tracked;
mod under;
mod unrolled;

use domain::proposals::{Level, Proposal, Warning};

use crate::decode::Decoded;
use crate::lexicon::Lexicon;
use crate::piece::{Piece, to32};
use titles::is_sites;
pub(crate) use titles::title_of;

/// One reader.
pub struct Reader {
    /// Its name and version, kept with what it read.
    pub name: &'static str,
    /// How sure it is that the document is of its kind, in hundredths.
    pub score: fn(&Decoded) -> u8,
    /// Whether it reads sentences alone, so that the line ends within a paragraph say nothing to it.
    pub prose: bool,
    /// Reads the document into the proposal; returns the text to keep.
    pub read: fn(&Decoded, &Lexicon, &mut Proposal) -> String,
}

/// The score below which a document is not recognised.
pub const FLOOR: u8 = 50;

/// Every reader.
pub const READERS: &[Reader] = &[
    Reader {
        name: "recommendation-page/1",
        score: recommendation_page::score,
        prose: true,
        read: recommendation_page::read,
    },
    Reader { name: "pfd-report/1", score: pfd_report::score, prose: false, read: pfd_report::read },
    Reader {
        name: "recommendation-list/1",
        score: recommendation_list::score,
        prose: true,
        read: recommendation_list::read,
    },
    Reader { name: "none-recommended/1", score: none_recommended::score, prose: true, read: none_recommended::read },
    Reader { name: "response-letter/1", score: response_letter::score, prose: true, read: response_letter::read },
    Reader { name: "minutes/1", score: minutes::score, prose: false, read: minutes::read },
    Reader { name: "article/1", score: article::score, prose: false, read: article::read },
];

/// Adds a warning about some words.
pub(crate) fn warn(proposal: &mut Proposal, code: &str, level: Level, message: String, at: Option<&Piece<'_>>) {
    proposal.warnings.push(Warning {
        code: code.to_owned(),
        level,
        message,
        start: at.map(|p| to32(p.start)),
        end: at.map(|p| to32(p.end())),
    });
}
