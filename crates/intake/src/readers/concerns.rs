//! The matters of concern of a coroner's report, however they are numbered, or not.
//!
//! *Invariant:* each concern is a stretch of the report; points inside one stay inside it.

use std::sync::LazyLock;

use regex::Regex;

use super::pfd_report::{Line, Part, loose};
use crate::decode::{BlockKind, Decoded};
use crate::piece::{Piece, re};

/// One matter of concern.
#[derive(Clone, Debug)]
pub(super) struct Concern<'a> {
    /// Its words.
    pub(super) text: Piece<'a>,
    /// Words that name whom it is for, where it is not for all.
    pub(super) only_for: Option<Piece<'a>>,
}

/// How a list is numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Bracketed,
    Number,
    Letter,
    Roman,
    Bullet,
}

static MARK: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"^(?:(?P<b>\(\d{1,2}\))|(?P<n>(?:\d{1,2}|l)[.)])|(?P<r>\(?(?:i|ii|iii|iv|v|vi|vii|viii|ix|x)[.)])|(?P<a>\(?[a-z][.)])|(?P<p>[•·▪*–-]))\s+",
    )
});
static BOILER: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)^(?:during the course of (?:the|this) (?:inquest|investigation)|in my opinion (?:there is a risk|action should)|in the circumstances it is my|the matters? of concern|i do however consider|\[?brief summary)",
    )
});
static ENDS_LIST: LazyLock<Regex> = LazyLock::new(|| {
    re(r"(?i)^(?:in my opinion action|under rule 43|you are (?:under a duty|required)|dated\b|yours )")
});
static ONLY: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)^\((?:for|to) (?:the )?([^)]{3,80}?)(?: only)?\)\s*"));

/// The marker a line starts with: its style, and where its words start.
fn mark(line: &Line<'_>) -> Option<(Style, usize)> {
    if let Some(found) = MARK.captures(line.piece.text) {
        let end = found.get(0).map_or(0, |m| m.end());
        let named = [
            ("b", Style::Bracketed),
            ("n", Style::Number),
            ("r", Style::Roman),
            ("a", Style::Letter),
            ("p", Style::Bullet),
        ];
        let style = named.into_iter().find(|(name, _)| found.name(name).is_some()).map(|(_, style)| style)?;
        return Some((style, end));
    }
    match &line.block.kind {
        BlockKind::Numbered(number) if line.piece.start == line.block.start => {
            let letters = number.chars().all(|c| c.is_ascii_lowercase());
            let style = if number.starts_with('(') {
                Style::Bracketed
            } else if letters && !number.is_empty() {
                Style::Letter
            } else {
                Style::Number
            };
            Some((style, 0))
        }
        BlockKind::Item(_) if line.piece.start == line.block.start => Some((Style::Bullet, 0)),
        _ => None,
    }
}

/// The concerns, in order.
pub(super) fn read<'a>(decoded: &'a Decoded, lines: &[Line<'a>]) -> Vec<Concern<'a>> {
    let first = lines.iter().position(|l| l.part == Part::Concerns).unwrap_or(lines.len());
    // In a letter that is numbered throughout, its own numbers go on after the list.
    let before: Vec<Style> = lines
        .iter()
        .take(first)
        .filter(|l| l.part != Part::SentTo && l.part != Part::Circumstances)
        .filter_map(|l| mark(l).map(|m| m.0))
        .collect();
    let mut stretches: Vec<(usize, usize)> = Vec::new();
    let mut top: Option<Style> = None;
    let section = lines.iter().skip(first).take_while(|l| l.part == Part::Concerns);
    for line in section {
        let marked = mark(line);
        let words = marked.map_or(line.piece, |(_, at)| line.piece.sub(at, line.piece.text.len()));
        if ENDS_LIST.is_match(words.text.trim()) {
            break;
        }
        if BOILER.is_match(words.text.trim()) || loose(words.text).ends_with("as follows.") {
            // A paragraph of the form may run straight on into the concern itself, or end a list's opening.
            if let Some(rest) = after_boiler(words) {
                stretches.push((rest.start, rest.end()));
            }
            continue;
        }
        match marked {
            Some((style, _))
                if top.is_none() && !(stretches.is_empty() && before.contains(&style) && style == Style::Number) =>
            {
                // What stood before the first number only led up to it.
                stretches.clear();
                top = Some(style);
                stretches.push((words.start, words.end()));
            }
            Some((style, _)) if top == Some(style) => stretches.push((words.start, words.end())),
            Some((style, _))
                if top.is_some_and(|top| top != style) && before.contains(&style) && style == Style::Number =>
            {
                break;
            }
            _ if top.is_some() => stretches.last_mut().into_iter().for_each(|last| last.1 = line.piece.end()),
            _ => stretches.push((words.start, words.end())),
        }
    }
    let real = |text: &Piece<'_>| text.text.split_whitespace().count() >= 4;
    stretches.into_iter().map(|(from, to)| decoded.stretch(from, to).trim()).filter(real).map(concern).collect()
}

fn concern(text: Piece<'_>) -> Concern<'_> {
    match ONLY.captures(text.text).and_then(|c| Some((c.get(0)?, c.get(1)?))) {
        Some((whole, named)) => Concern {
            text: text.sub(whole.end(), text.text.len()).trim(),
            only_for: Some(text.sub(named.start(), named.end())),
        },
        None => Concern { text, only_for: None },
    }
}

/// The words of a paragraph after the sentences of the form; `None` where it is all form.
fn after_boiler(words: Piece<'_>) -> Option<Piece<'_>> {
    let rest: Vec<Piece<'_>> = words
        .sentences()
        .into_iter()
        .skip_while(|s| BOILER.is_match(s.text) || loose(s.text).ends_with("as follows."))
        .collect();
    let (first, last) = (rest.first()?, rest.last()?);
    (first.text.split_whitespace().count() >= 4 && !loose(words.text).ends_with("as follows."))
        .then(|| words.sub(first.start - words.start, last.end() - words.start))
}
