//! The matters of concern of a coroner's report, however they are numbered, or not.
//!
//! *Invariant:* each concern is a stretch of the report; points inside one stay inside it.

use std::sync::LazyLock;

use regex::Regex;

use super::pfd_report::{Line, Part, loose};
use super::recipients::Recipient;
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
        r"^(?:(?P<b>\(\d{1,2}\s?\))|(?P<n>(?:\d{1,2}|l)[.)])|(?P<r>\(?(?:i|ii|iii|iv|v|vi|vii|viii|ix|x)[.)])|(?P<a>\(?[a-z][.)])|(?P<p>[•·▪*–-]))\s+",
    )
});
/// "3.Staff were not told": a number may stand close to its words.
static CLOSE: LazyLock<Regex> = LazyLock::new(|| re(r"^(?:(?P<b>\(\d{1,2}\))|(?P<n>\d{1,2}[.)]))[A-Z“‘\[]"));
static BOILER: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)^(?:(?:during|in) (?:the course of )?(?:the|this|my) (?:inquest|investigation|enquir|inquir).{0,90}\b(?:giv\w+|gave) (?:rise|cause)\b|(?:my|these) (?:enquir|inquir|investigation).{0,90}\bgiv\w+ rise\b|in my opinion,? (?:there is a risk|action should)|in the(?:se)? circumstances,? it is my|the matters? of concern|i do however consider|[\[(]?brief summary)",
    )
});
/// "For your information the MATTERS OF CONCERN are as follows: -": what comes after it are the concerns.
static AS_FOLLOWS: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)(?:matters? (?:of|giving rise to) concern|concerns?)\s+(?:is|are)\s+(?:as follows|the following)\s*[.:;]?[\s–—-]*",
    )
});
/// A heading that says no more than that concerns follow.
static HEADING: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)^(?:the )?(?:matters? of )?concerns?\s*[:.]?$"));
static ENDS_LIST: LazyLock<Regex> = LazyLock::new(|| {
    re(r"(?i)^(?:in my opinion action|under rule 43|you are (?:under a duty|required)|dated\b|yours )")
});
static GROUP: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"^(?:For|To|Concerns? for|Concerns? (?:directed|addressed) (?:to|at)|(?:Directed|Addressed) (?:to|at)) (?:the )?([A-Z][^.;:]{3,80}?)(?: only)?\s*:?$",
    )
});
static GROUP_AT_END: LazyLock<Regex> = LazyLock::new(|| {
    re(r"\.\s+For (?:the )?((?:[A-Z][\w’'()&-]*|of|and|the|for)(?:\s+(?:[A-Z(][\w’'()&-]*|of|and|the|for)){1,9})\s*:?$")
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
    if let Some(found) = CLOSE.captures(line.piece.text) {
        let number = found.name("b").map(|m| (Style::Bracketed, m.end()));
        return number.or(found.name("n").map(|m| (Style::Number, m.end())));
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

/// Whether a line is the first of a list of its own: it has the number one.
fn is_first(line: &Line<'_>) -> bool {
    let number = match &line.block.kind {
        BlockKind::Numbered(number) if line.piece.start == line.block.start => number.as_str(),
        _ => line.piece.text.split_whitespace().next().unwrap_or(""),
    };
    number.trim_matches(|c: char| !c.is_alphanumeric()) == "1"
}

/// The concerns, in order.
pub(super) fn read<'a>(decoded: &'a Decoded, lines: &[Line<'a>], sent_to: &[Recipient<'a>]) -> Vec<Concern<'a>> {
    let first = lines.iter().position(|l| l.part == Part::Concerns).unwrap_or(lines.len());
    // In a letter that is numbered throughout, its own numbers go on after the list.
    let before: Vec<Style> = lines
        .iter()
        .take(first)
        .filter(|l| l.part != Part::SentTo && l.part != Part::Circumstances)
        .filter_map(|l| mark(l).map(|m| m.0))
        .collect();
    let mut stretches: Vec<(usize, usize)> = Vec::new();
    // Where a heading says for whom the concerns after it are ("For HMP X"), and its words.
    let mut groups: Vec<(usize, Piece<'a>)> = Vec::new();
    let mut top: Option<Style> = None;
    let section = lines.iter().skip(first).take_while(|l| l.part == Part::Concerns);
    for line in section {
        let marked = mark(line);
        let words = marked.map_or(line.piece, |(_, at)| line.piece.sub(at, line.piece.text.len()));
        if ENDS_LIST.is_match(&words.clean()) {
            break;
        }
        if let Some(who) = group(line.piece.trim(), sent_to) {
            groups.push((line.piece.start, who));
            continue;
        }
        if HEADING.is_match(line.piece.text.trim()) {
            continue;
        }
        if let Some((style, points)) = opening(words, marked.is_some()) {
            top = style.or(top);
            stretches.extend(points.iter().map(|p| (p.start, p.end())));
            continue;
        }
        match marked {
            Some((style, _))
                if top.is_none()
                    && !(stretches.is_empty()
                        && before.contains(&style)
                        && style == Style::Number
                        && !is_first(line)) =>
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
    grouped(decoded, stretches, groups)
}

/// What a paragraph of the form says itself, as it may run straight on into the concerns: the list's style, where it has
/// numbers, and the points, none where it is all form. `None` where the paragraph is none of the form's.
fn opening(words: Piece<'_>, marked: bool) -> Option<(Option<Style>, Vec<Piece<'_>>)> {
    let opens = !marked && AS_FOLLOWS.is_match(words.text);
    if !opens && !BOILER.is_match(&words.clean()) && !loose(words.text).ends_with("as follows.") {
        return None;
    }
    let Some(rest) = after_boiler(words) else { return Some((None, Vec::new())) };
    let inside = numbered_inside(rest);
    let counted = inside.len() > 1 || inside.first().is_some_and(|first| first.start > rest.start);
    let style = if rest.text.starts_with('(') { Style::Bracketed } else { Style::Number };
    Some((counted.then_some(style), inside))
}

/// Those for whom the concerns after a line are, where it is a heading that says so: in so many words, or by their name alone.
fn group<'a>(line: Piece<'a>, sent_to: &[Recipient<'a>]) -> Option<Piece<'a>> {
    if let Some(who) = GROUP.captures(line.text).and_then(|c| c.get(1)) {
        return Some(line.sub(who.start(), who.end()));
    }
    let name = line.trim_matches(|c: char| !c.is_alphanumeric() && c != ')');
    let same = |one: &Recipient<'_>| domain::fold(one.body.text) == domain::fold(name.text);
    (name.text.len() < 120 && sent_to.iter().any(same)).then_some(name)
}

/// The stretches as concerns, each for those whom the heading over it names.
fn grouped<'a>(
    decoded: &'a Decoded,
    stretches: Vec<(usize, usize)>,
    mut groups: Vec<(usize, Piece<'a>)>,
) -> Vec<Concern<'a>> {
    let real = |text: &Piece<'_>| text.text.split_whitespace().count() >= 4;
    let mut out: Vec<Concern<'a>> = Vec::new();
    for text in stretches.into_iter().map(|(from, to)| decoded.stretch(from, to).trim()).filter(real) {
        let mut one = concern(text);
        // The next group's heading may run on at the end of the last of this one.
        if let Some(found) = GROUP_AT_END.captures(one.text.text).and_then(|c| Some((c.get(0)?, c.get(1)?))) {
            groups.push((text.end(), one.text.sub(found.1.start(), found.1.end())));
            one.text = one.text.sub(0, found.0.start() + 1);
        }
        let group = groups.iter().rfind(|(at, _)| *at <= text.start);
        one.only_for = one.only_for.or(group.map(|(_, who)| *who));
        out.push(one);
    }
    out
}

/// "1. ... 2. ... 3. ..." in one stretch: the points, their numbers running from one; else the stretch.
fn numbered_inside(words: Piece<'_>) -> Vec<Piece<'_>> {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| re(r"(?:^|\s)\(?(\d{1,2})[.)]\s+"));
    let mut starts: Vec<(usize, usize)> = Vec::new();
    for found in NUMBER.captures_iter(words.text) {
        let (Some(whole), Some(number)) = (found.get(0), found.get(1)) else { continue };
        // The first stands where the list begins.
        let begins = !starts.is_empty() || whole.start() <= 4;
        if begins && number.as_str().parse() == Ok(starts.len() + 1) {
            starts.push((whole.start(), whole.end()));
        }
    }
    if starts.is_empty() {
        return vec![words];
    }
    let ends = starts.iter().skip(1).map(|(at, _)| *at).chain([words.text.len()]);
    starts.iter().zip(ends).map(|((_, from), to)| words.sub(*from, to).trim()).collect()
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
    if let Some(opening) = AS_FOLLOWS.find(words.text) {
        let rest = words.sub(opening.end(), words.text.len()).trim();
        // The form's own hint of what to write there is none of it.
        return (rest.text.split_whitespace().count() >= 4 && !BOILER.is_match(&rest.clean())).then_some(rest);
    }
    let rest: Vec<Piece<'_>> = words
        .sentences()
        .into_iter()
        .skip_while(|s| BOILER.is_match(&s.clean()) || loose(s.text).ends_with("as follows."))
        .collect();
    let (first, last) = (rest.first()?, rest.last()?);
    let rest = words.sub(first.start - words.start, last.end() - words.start);
    (rest.text.split_whitespace().count() >= 4 && !loose(words.text).ends_with("as follows.")).then_some(rest)
}
