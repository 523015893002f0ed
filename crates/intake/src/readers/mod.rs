//! The readers. Each scores a decoded document; the best one above the floor reads it.
//!
//! *Invariant:* a reader never invents: each value it proposes has the words it came from.

mod addressees;
mod allotted;
pub(crate) mod answers;
mod article;
mod asking;
mod at_margin;
mod attendance;
pub(crate) mod broken;
mod citations;
mod concerns;
mod entry;
mod flattened;
mod frames;
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
mod page_header;
mod paired;
mod parties;
mod person;
mod pfd_report;
mod positions;
mod recipients;
mod recommendation_list;
mod recommendation_page;
mod response_letter;
mod restated;
mod roles;
mod roll;
mod roll_lines;
mod sections;
mod starts;
mod stated;
mod tabled;
mod told;
mod tracked;
mod under;
mod unrolled;

use std::sync::LazyLock;

use domain::proposals::{Level, Proposal, Quoted, Warning};
use regex::Regex;

use crate::decode::{BlockKind, Decoded};
use crate::lexicon::Lexicon;
use crate::piece::{Piece, re, to32};

/// One reader.
pub struct Reader {
    /// Its name and version, kept with what it read.
    pub name: &'static str,
    /// How sure it is that the document is of its kind, in hundredths.
    pub score: fn(&Decoded) -> u8,
    /// Reads the document into the proposal; returns the text to keep.
    pub read: fn(&Decoded, &Lexicon, &mut Proposal) -> String,
}

/// The score below which a document is not recognised.
pub const FLOOR: u8 = 50;

/// Every reader.
pub const READERS: &[Reader] = &[
    Reader { name: "recommendation-page/1", score: recommendation_page::score, read: recommendation_page::read },
    Reader { name: "pfd-report/1", score: pfd_report::score, read: pfd_report::read },
    Reader { name: "recommendation-list/1", score: recommendation_list::score, read: recommendation_list::read },
    Reader { name: "none-recommended/1", score: none_recommended::score, read: none_recommended::read },
    Reader { name: "response-letter/1", score: response_letter::score, read: response_letter::read },
    Reader { name: "minutes/1", score: minutes::score, read: minutes::read },
    Reader { name: "article/1", score: article::score, read: article::read },
];

/// The first heading; else the line over the date, where only names of a site stand before it; else the first line of words.
pub(crate) fn title_of(decoded: &Decoded) -> Option<Quoted<String>> {
    let level = |level: u8| decoded.blocks.iter().position(|b| b.kind == BlockKind::Heading(level));
    let heading = level(1).or_else(|| level(2).filter(|_| decoded.decoder == "html/1"));
    // A workbook's first words are the name of a sheet; its title is the first line that stands alone and says something.
    let sheet = || {
        let line = |b: &crate::decode::Block| {
            let text = decoded.piece(b).text;
            (4..=20).contains(&text.split_whitespace().count()) && !text.contains('\t')
        };
        decoded.blocks.iter().take(6).position(line).filter(|_| decoded.decoder == "xlsx/1")
    };
    let at = sheet().or(heading).or_else(|| named_by_its_path(decoded)).or_else(|| over_the_date(decoded));
    let at = at.or_else(|| below_the_sites(decoded));
    let at = at
        .unwrap_or_else(|| decoded.blocks.iter().take(12).position(|b| !is_sites(decoded.piece(b).text)).unwrap_or(0));
    // Over a report's title may stand who publishes it.
    let line = |i: usize| decoded.blocks.get(i).map(|b| decoded.piece(b).trim());
    let publishes = |p: Piece<'_>| addressees::is_name(p) || p.text.starts_with("House of ");
    let over = heading.is_none() && line(at).is_some_and(publishes);
    let says = |p: &Piece<'_>| (4..=25).contains(&p.text.split_whitespace().count()) && !p.text.ends_with('.');
    // Another name, or a line of the site, may stand between.
    let under = (at + 1..at + 8)
        .find(|i| line(*i).is_some_and(|p| !publishes(p) && !is_sites(p.text)))
        .filter(|i| line(*i).as_ref().is_some_and(says));
    let at = under.filter(|_| over).or_else(|| titled(decoded)).unwrap_or(at);
    let piece = decoded.piece(decoded.blocks.get(at)?);
    let mut short = Piece { text: piece.text.lines().next().unwrap_or(""), start: piece.start };
    short = short.strip_prefix("Title: ").unwrap_or(short);
    // "Report on an unannounced inspection of" goes on in the next line.
    let open = ["of", "for", "at", "the", "and", "in", "into", "to", "on"];
    if let (Some(last), Some(next)) = (short.text.split_whitespace().next_back(), decoded.blocks.get(at + 1))
        && open.contains(&last)
        && next.end - next.start < 80
    {
        short = decoded.stretch(short.start, next.end);
    }
    (short.text.chars().count() <= 300).then(|| short.quoted(90))
}

/// The line that says it is the title: "Title: Property left in seized vehicles".
fn titled(decoded: &Decoded) -> Option<usize> {
    decoded.blocks.iter().take(20).position(|b| decoded.piece(b).text.starts_with("Title: "))
}

/// The line that the page's path ends with: "Home / Investigations / A pursuit", and then "A pursuit".
fn named_by_its_path(decoded: &Decoded) -> Option<usize> {
    let lines: Vec<Piece<'_>> = decoded.blocks.iter().take(20).map(|b| decoded.piece(b).trim()).collect();
    let path = lines.iter().position(|line| page_header::title_in(*line).start > line.start)?;
    let last = page_header::title_in(*lines.get(path)?);
    (path + 1..lines.len())
        .find(|i| lines.get(*i).is_some_and(|line| line.text == last.text && line.text.contains(' ')))
}

/// Whether a line is the site's and not the page's: a way to skip, a notice of cookies, a row of links, a page's number.
fn is_sites(text: &str) -> bool {
    static SITE: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)^(?:skip to\b.*|(?:accept|reject)(?: all)?(?: cookies)?|cookie settings|language selection|text size\b.*|you are here\b.*|quick(?:ly)? exit.*|about us|contact us|public document pack|share this item|additional documents:?|agenda and minutes|menu|home|search.{0,20}|cookies?\b.*|we (?:use|have placed)\b.{0,40}cookies.*|page \d+ of \d+|gov\.uk|fran[cç]ais|english|cymraeg|gaeilge|gàidhlig|espa[nñ]ol|print this page.*|.{1,40}(?: \| .{1,40}){2,}|\S.{0,40}(?:\s{2,}\S.{0,80}){2,}|.* [>»›] .*)$",
        )
    });
    SITE.is_match(text.trim())
}

/// On a page that begins with its site's own lines, the first that is as long as a title and no sentence.
fn below_the_sites(decoded: &Decoded) -> Option<usize> {
    let first = decoded.blocks.first().map(|b| decoded.piece(b).text)?;
    let says = |text: &str| {
        let words = text.split_whitespace().count();
        let capitals = words >= 3 && text.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
        ((5..=25).contains(&words) || capitals)
            && !text.trim_end().ends_with(['.', ':', ';', '?'])
            && !is_sites(text)
            && text.starts_with(char::is_alphanumeric)
            && !text.starts_with("To ")
            && !text.starts_with("To: ")
    };
    if !is_sites(first) {
        return None;
    }
    let lines: Vec<&str> = decoded.blocks.iter().take(40).map(|b| decoded.piece(b).text).collect();
    let fits = |i: usize| lines.get(i).is_some_and(|line| says(line));
    let first = (0..lines.len()).find(|i| fits(*i))?;
    // Of the lines of a page's path, which no empty line parts, the last is the page's own.
    let apart = |i: usize| decoded.blocks.get(i).is_none_or(|b| b.apart);
    if first < 4 || (1..=first).any(apart) {
        return Some(first);
    }
    (first..lines.len()).take_while(|i| fits(*i)).last()
}

/// The line before the first that is only a date, if it says more than those above it.
fn over_the_date(decoded: &Decoded) -> Option<usize> {
    let words = |i: usize| decoded.blocks.get(i).map_or(0, |b| decoded.piece(b).text.split_whitespace().count());
    let dated = (2..30).find(|i| {
        words(*i) <= 5
            && decoded.blocks.get(*i).is_some_and(|b| {
                let text = decoded.piece(b).text;
                let plain = text.trim_start().starts_with(|c: char| c.is_ascii_digit());
                (plain || text.starts_with("Published")) && !crate::dates::find(&decoded.piece(b), None).is_empty()
            })
    })?;
    let fuller = (0..dated - 1).all(|i| words(i) < words(dated - 1));
    // "Action Plan Submitted: 19 January 2022" is no title over a day.
    let labelled = |i: usize| {
        let line = decoded.blocks.get(i).map(|b| decoded.piece(b));
        line.is_some_and(|p| p.text.contains(": ") && !crate::dates::find(&p, None).is_empty())
    };
    if labelled(dated - 1) {
        return None;
    }
    (fuller && (5..=25).contains(&words(dated - 1))).then_some(dated - 1)
}

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
