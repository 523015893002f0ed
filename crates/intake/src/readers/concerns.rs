//! The matters of concern of a coroner's report, however they are numbered, or not.
//!
//! *Invariant:* each concern is a stretch of the report; points inside one stay inside it.

use std::sync::LazyLock;

use regex::Regex;

use super::allotted;
use super::form_parts::{Part, loose};
use super::marks::{Style, alone, is_first, mark};
use super::pfd_report::Line;
use super::recipients::Recipient;
use crate::decode::Decoded;
use crate::piece::{Piece, re};

/// One matter of concern.
#[derive(Clone, Debug)]
pub(super) struct Concern<'a> {
    /// Its words.
    pub(super) text: Piece<'a>,
    /// Words that name whom it is for, where it is not for all ([`allotted`]).
    pub(super) only_for: Option<Piece<'a>>,
}

static BOILER: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)^(?:(?:during|in) (?:the course of )?(?:the|this|my) (?:inquest|investigation|enquir|inquir).{0,90}\b(?:giv\w+|gave) (?:rise|cause)\b|(?:my|these) (?:enquir|inquir|investigation).{0,90}\bgiv\w+ rise\b|in my opinion,? (?:there is a risk|action should)|in the(?:se)? circumstances,? it is my|the matters? of concern|i do however consider|[\[(]?brief summary)",
    )
});
/// "For your information the MATTERS OF CONCERN are as follows: -": what comes after it are the concerns.
static AS_FOLLOWS: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)(?:matters?\s+(?:of|giving\s+rise\s+to)\s+concern|concerns?)(?:,[^.:]{0,80},)?\s+(?:is|are)\s+(?:as\s+follows|the\s+following|these|set\s+out\s+below)\s*[.:;]?[\s–—-]*",
    )
});
/// A heading that says no more than that concerns follow.
static HEADING: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)^(?:the )?(?:matters? of )?concerns?\s*[:.]?$"));
static ENDS_LIST: LazyLock<Regex> = LazyLock::new(|| {
    re(r"(?i)^(?:in my opinion action|under rule 43|you are (?:under a duty|required)|dated\b|yours )")
});
/// How a paragraph begins that is a concern where none is numbered, and how one ends them.
static OPENS: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)^(?:(?:first|second|third|fourth|last|final)(?:ly)?,?\s+|in addition,?\s+|also,?\s+)?(?:i (?:am|was|remain) (?:\w+ ){0,2}concerned\b|my (?:\w+ ){0,2}concerns? (?:is|are|was)\b|it is (?:\w+ ){0,2}(?:a matter )?of (?:\w+ )?concern\b|there is (?:\w+ )?concern\b|that\s)",
    )
});
static CLOSES: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)^(?:i have (?:also )?considered (?:whether|also)|i do not (?:make|include|consider)|i (?:should |would |wish to |must )?add\b|i make no\b|none of this\b|it is right (?:to|that)\b|i (?:recognise|acknowledge|am grateful|am pleased|commend)\b|i have had sight of\b|(?:the|your) \w+ has (?:since )?(?:told|informed|assured) me\b)",
    )
});

/// The list as it is put together, line by line.
#[derive(Default)]
struct List<'a> {
    stretches: Vec<(usize, usize)>,
    /// Where a heading says for whom the concerns after it are ("For HMP X"), and its words.
    groups: Vec<(usize, Piece<'a>)>,
    top: Option<Style>,
    /// A number that stood on a line of its own, until its words come.
    number: Option<Style>,
}

/// The concerns, in order.
pub(super) fn read<'a>(decoded: &'a Decoded, lines: &[Line<'a>], sent_to: &[Recipient<'a>]) -> Vec<Concern<'a>> {
    let first = lines.iter().position(|l| l.part == Part::Concerns).unwrap_or(lines.len());
    // In a letter that is numbered throughout, its own numbers go on after the list.
    let before: Vec<Style> = lines
        .iter()
        .take(first)
        .filter(|l| l.part != Part::SentTo && l.part != Part::Circumstances)
        .filter_map(|l| mark(decoded, l).map(|m| m.0))
        .collect();
    let mut list = List::default();
    let names = allotted::names(sent_to);
    for line in lines.iter().skip(first).take_while(|l| l.part == Part::Concerns) {
        let marked = mark(decoded, line);
        let words = marked.map_or(line.piece, |(_, at)| line.piece.sub(at, line.piece.text.len()));
        if ENDS_LIST.is_match(&words.clean()) {
            break;
        }
        if let Some(style) = alone(line.piece.text) {
            list.number = Some(style);
            continue;
        }
        if let Some(who) = allotted::heading(line.piece.trim(), &names) {
            list.groups.push((line.piece.start, who));
            continue;
        }
        if HEADING.is_match(line.piece.text.trim()) {
            continue;
        }
        if let Some((style, points, who)) = opening(words, marked.is_some()) {
            // What stood before it only led up to it.
            if list.top.is_none() && AS_FOLLOWS.is_match(words.text) {
                list.stretches.clear();
            }
            list.top = style.or(list.top);
            list.groups.extend(who.map(|who| (who.start, who)));
            list.stretches.extend(points.iter().map(|p| (p.start, p.end())));
            continue;
        }
        let style = list.number.take().or(marked.map(|m| m.0));
        if !list.take(line, words, style, &before) {
            break;
        }
    }
    let plain = list.top.is_none();
    let mut out = grouped(decoded, list, sent_to);
    if plain {
        unmarked(decoded, &mut out);
    }
    allotted::by_sentence(lines, &mut out, sent_to);
    out
}

impl List<'_> {
    /// Takes a line with its words and the style of its mark; `false` where the list has ended.
    fn take(&mut self, line: &Line<'_>, words: Piece<'_>, style: Option<Style>, before: &[Style]) -> bool {
        let counted = |style: Style| before.contains(&style) && style == Style::Number;
        match style {
            Some(style) if self.top.is_none() && !(self.stretches.is_empty() && counted(style) && !is_first(line)) => {
                // What stood before the first number only led up to it.
                self.stretches.clear();
                self.top = Some(style);
                self.stretches.push((words.start, words.end()));
            }
            Some(style) if self.top == Some(style) => self.stretches.push((words.start, words.end())),
            Some(style) if self.top.is_some_and(|top| top != style) && counted(style) => return false,
            _ if self.top.is_some() => {
                if !CLOSES.is_match(&words.clean())
                    && let Some(last) = self.stretches.last_mut()
                {
                    last.1 = line.piece.end();
                }
            }
            _ => self.stretches.push((words.start, words.end())),
        }
        true
    }
}

/// Of concerns without any mark: where several begin as a concern does ("I am concerned that"), the others go on with them, and what
/// stands before the first only led up to it.
fn unmarked<'a>(decoded: &'a Decoded, out: &mut Vec<Concern<'a>>) {
    let opens = |one: &Concern<'_>| OPENS.is_match(&one.text.clean());
    if out.iter().filter(|one| opens(one)).count() < 2 {
        out.retain(|one| !CLOSES.is_match(&one.text.clean()));
        return;
    }
    let mut kept: Vec<Concern<'a>> = Vec::new();
    for one in out.drain(..) {
        if opens(&one) {
            kept.push(one);
        } else if let Some(last) = kept.last_mut().filter(|_| !CLOSES.is_match(&one.text.clean())) {
            last.text = decoded.stretch(last.text.start, one.text.end());
        }
    }
    *out = kept;
}

/// What a paragraph of the form says itself, as it may run straight on into the concerns: the list's style, where it has
/// numbers, and the points, none where it is all form. `None` where the paragraph is none of the form's.
fn opening(words: Piece<'_>, marked: bool) -> Option<Opening<'_>> {
    let opens = !marked && AS_FOLLOWS.is_match(words.text);
    let leads = || ["as follows.", "concern below."].iter().any(|end| loose(words.text).ends_with(end));
    if !opens && !BOILER.is_match(&words.clean()) && !leads() {
        return None;
    }
    let Some(mut rest) = after_boiler(words) else { return Some((None, Vec::new(), None)) };
    let who = allotted::heading_before(rest).filter(|(_, end)| rest.text.get(*end..).is_some_and(starts_at_one));
    if let Some((_, end)) = who {
        rest = rest.sub(end, rest.text.len()).trim();
    }
    let inside = numbered_inside(rest);
    let counted = inside.len() > 1 || inside.first().is_some_and(|first| first.start > rest.start);
    let style = if rest.text.starts_with('(') { Style::Bracketed } else { Style::Number };
    Some((counted.then_some(style), inside, who.map(|(who, _)| who)))
}

/// The list's style, its points, and words that say for whom the first of them are.
type Opening<'a> = (Option<Style>, Vec<Piece<'a>>, Option<Piece<'a>>);

/// Whether a list begins here with its number one.
fn starts_at_one(words: &str) -> bool {
    let words = words.trim_start();
    ["(1) ", "1. ", "1) "].iter().any(|one| words.starts_with(one))
}

/// The stretches as concerns, each for those whom the heading over it or its own words name.
fn grouped<'a>(decoded: &'a Decoded, list: List<'a>, sent_to: &[Recipient<'a>]) -> Vec<Concern<'a>> {
    let real = |text: &Piece<'_>| text.text.split_whitespace().count() >= 4;
    let mut groups = list.groups;
    let mut out: Vec<Concern<'a>> = Vec::new();
    for text in list.stretches.into_iter().map(|(from, to)| decoded.stretch(from, to).trim()).filter(real) {
        let (mut own, mut only_for) = allotted::bracketed(text, sent_to);
        // The next group's heading may run on at the end of the last of this one.
        if let Some((before, who)) = allotted::heading_at_end(own) {
            groups.push((text.end(), who));
            own = before;
        }
        only_for = only_for.or(groups.iter().rfind(|(at, _)| *at <= text.start).map(|(_, who)| *who));
        out.push(Concern { text: own, only_for });
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
