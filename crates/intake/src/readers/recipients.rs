//! Those a coroner's report is sent to: entries of one or several lines, posts and addresses left aside.
//!
//! *Invariant:* a recipient's body is words of its entry; an address is not a body.

use std::sync::LazyLock;

use regex::Regex;

use super::addressees::apart;
use super::pfd_report::Line;
use crate::decode::BlockKind;
use crate::lexicon::Lexicon;
use crate::piece::{Piece, re};

/// One of those the report is sent to.
#[derive(Clone, Debug)]
pub(super) struct Recipient<'a> {
    /// The whole entry.
    pub(super) entry: Piece<'a>,
    /// The body in it.
    pub(super) body: Piece<'a>,
}

static MARK: LazyLock<Regex> = LazyLock::new(|| re(r"^\W{0,6}(?:\(?(?:\d{1,2}|[lI]|[a-z])[.)]|[•·▪-])\s+"));
static PART: LazyLock<Regex> = LazyLock::new(|| re(r",\s+|\s*\n\s*|\s+\|\s+|;\s+"));
static BODY: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"\b(?:Police|Constabulary|Council|Services?|Authority|Trust|College|Department|Ministry|Commission|Agency|Inspectorate|Association|Ombudsman|Government|NHS|Hospitals?|University|School|Limited|Ltd|PLC|plc|LLP|Group|Company|Prison|HMP\b|HMPPS|Partnership|Centre|Society|Executive|Institute|Foundation|Federation|Secretary of State|Minister|Board|Practice|Surgery|Homes?|Charity|Network|Railways?|Airlines?|Bank|Office|Club|Church|Federation|England|Wales)\b",
    )
});
static POST: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)\b(?:chief (?:executive|constable|officer|medical officer|fire officer|coroner)|director|managing|manager|head of|governor|chair(?:man|woman)?|president|master|commissioner|principal|lead|secretary|proprietor|owner|partners?|mr|mrs|ms|miss|dr|professor|sir|dame|lord|cllr|registered)\b",
    )
});
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"\b[A-Z]{1,2}\d{1,2}[A-Z]?\s*\d[A-Z]{2}\b|^\d+[A-Za-z]?\s|\b(?:Road|Street|Lane|Avenue|Quayside|Square|Way|Close|Floor|Headquarters|House,|Drive|Place|Park|Crescent|Terrace|Hill|Court)\b|^(?:c/o|PO Box)",
    )
});

/// The recipients, in order.
pub(super) fn read<'a>(lines: &[&Line<'a>], lexicon: &Lexicon) -> Vec<Recipient<'a>> {
    let mut entries: Vec<Vec<Piece<'a>>> = Vec::new();
    // A number may stand on a line of its own, over the lines of its entry.
    static ALONE: LazyLock<Regex> = LazyLock::new(|| re(r"^\(?\d{1,2}[.)]?$"));
    // The number of the form's own next box is one too, so a list of them begins with the first line.
    let counted = lines.first().is_some_and(|l| ALONE.is_match(l.piece.text.trim()));
    let marked = counted || lines.iter().any(|l| is_marked(l));
    let mut next = false;
    for line in lines {
        for piece in split_lines(line.piece) {
            let mark = MARK.find(piece.text).map_or(0, |m| m.end());
            let own = piece.sub(mark, piece.text.len()).trim();
            if ALONE.is_match(piece.text.trim()) {
                next = counted;
                continue;
            }
            if own.text.chars().filter(|c| c.is_alphabetic()).count() < 3 {
                continue;
            }
            let first = piece.start == line.piece.start;
            let starts = std::mem::take(&mut next)
                || mark > 0
                || (first && is_marked(line))
                || (!marked && starts_entry(own, entries.last()));
            match entries.last_mut().filter(|_| !starts) {
                Some(entry) => entry.push(own),
                None => entries.push(vec![own]),
            }
        }
    }
    let mut out: Vec<Recipient<'a>> = Vec::new();
    for found in entries.iter().flat_map(|entry| bodies(entry, lexicon)) {
        // A web page names them in its summary and again in the form.
        if !out.iter().any(|known| domain::fold(known.body.text) == domain::fold(found.body.text)) {
            out.push(found);
        }
    }
    out
}

fn is_marked(line: &Line<'_>) -> bool {
    matches!(line.block.kind, BlockKind::Numbered(_) | BlockKind::Item(_)) || MARK.is_match(line.piece.text)
}

/// Lines, cells, and "A | B" lists.
fn split_lines(piece: Piece<'_>) -> Vec<Piece<'_>> {
    static BETWEEN: LazyLock<Regex> = LazyLock::new(|| re(r"\n|\t|\s\|\s|;\s+(?:and\s+)?|\s+(?:\(?[2-9][.)])\s+"));
    piece.split(&BETWEEN)
}

/// Without numbers, a line starts an entry if it names a body or post that the entry before it has already.
fn starts_entry(own: Piece<'_>, last: Option<&Vec<Piece<'_>>>) -> bool {
    let Some(last) = last else { return true };
    // Lines of one entry set one under another: post, then body, then address.
    static OFFICE: LazyLock<Regex> = LazyLock::new(|| {
        re(r"(?i)^(?:the )?(?:chief executive(?: officer)?|executive director|managing director|governor)\W*$")
    });
    let has_body = last.iter().any(|p| BODY.is_match(p.text) && !is_address(p.text) && !OFFICE.is_match(p.text));
    let own_names = BODY.is_match(own.text) || POST.is_match(own.text);
    has_body && own_names && !is_address(own.text)
}

fn is_address(text: &str) -> bool {
    ADDRESS.is_match(text) && !BODY.is_match(text)
}

/// The body or bodies of an entry: a known one, else the part that is named as bodies are, else what follows the post.
fn bodies<'a>(entry: &[Piece<'a>], lexicon: &Lexicon) -> Vec<Recipient<'a>> {
    let parts: Vec<Piece<'a>> =
        entry.iter().flat_map(|line| line.split(&PART)).filter(|p| !is_address(p.text)).collect();
    let Some(first) = parts.first().copied() else { return Vec::new() };
    let whole = entry.first().copied().unwrap_or(first);
    let recipient = |body: Piece<'a>| Recipient { entry: whole, body };
    for part in &parts {
        if let Some((from, to)) = lexicon.bodies_in(part.text).into_iter().next() {
            let known = part.sub(from, to);
            if known.text.len() * 2 >= part.text.len() || !BODY.is_match(part.text) {
                return vec![recipient(known)];
            }
        }
    }
    let named: Vec<Piece<'a>> = parts.iter().copied().filter(|p| BODY.is_match(p.text)).collect();
    // "The Chief Constable, A Constabulary" names one; "A Agency and B Council" two.
    let department = named.iter().find(|p| p.text.starts_with("Department") || p.text.starts_with("Ministry"));
    if let Some(one) = department {
        return vec![recipient(*one)];
    }
    let best = named
        .iter()
        .find(|p| !POST.is_match(p.text) || p.text.contains("Secretary of State") || p.text.contains("Minister"));
    let unlike = parts.iter().copied().find(|p| !POST.is_match(p.text) && !BODY.is_match(p.text));
    if let Some(best) = best.or(named.first().filter(|_| unlike.is_none())) {
        return apart(*best).into_iter().map(recipient).collect();
    }
    let plain = parts.iter().find(|p| !POST.is_match(p.text)).copied();
    vec![recipient(plain.unwrap_or(first))]
}
