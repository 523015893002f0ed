//! The mark that a line of a list starts with: a number, a letter, a bullet.
//!
//! *Invariant:* two lines have the same style only if they look as points of one list do.

use std::sync::LazyLock;

use regex::Regex;

use super::pfd_report::Line;
use crate::decode::{BlockKind, Decoded};
use crate::piece::re;

/// How a list is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Bracketed,
    Number,
    Letter,
    Roman,
    /// A bullet of this shape.
    Bullet(char),
}

static MARK: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"^(?:(?P<b>\(\d{1,2}\s?[)}\]])|(?P<n>(?:\d{1,2}|l)[.)])|(?P<r>\(?(?:i|ii|iii|iv|v|vi|vii|viii|ix|x)[.)])|(?P<a>\(?[a-z][.)])|(?P<p>[•·▪●\u{F0B7}\u{F0A7}*–-]))\s+",
    )
});
/// "3.Staff were not told": a number may stand close to its words.
static CLOSE: LazyLock<Regex> = LazyLock::new(|| re(r"^(?:(?P<b>\(\d{1,2}\))|(?P<n>\d{1,2}[.)]))[A-Z“‘\[]"));
/// A number on a line of its own, over its point.
static ALONE: LazyLock<Regex> = LazyLock::new(|| re(r"^(?:(?P<b>\(\d{1,2}\))|(?P<n>\d{1,2}[.)]))$"));

/// The marker a line starts with: its style, and where its words start.
pub(super) fn mark(decoded: &Decoded, line: &Line<'_>) -> Option<(Style, usize)> {
    let text = line.piece.text;
    if let Some(found) = MARK.captures(text) {
        let end = found.get(0).map_or(0, |m| m.end());
        let bullet = found.name("p").and_then(|p| p.as_str().chars().next()).map(Style::Bullet);
        let named = [("b", Style::Bracketed), ("n", Style::Number), ("r", Style::Roman), ("a", Style::Letter)];
        let other = named.into_iter().find(|(name, _)| found.name(name).is_some()).map(|(_, style)| style);
        return Some((bullet.or(other)?, end));
    }
    if let Some(found) = CLOSE.captures(text) {
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
        // The decoder took the bullet off; its shape stands before the words, where the text has one.
        BlockKind::Item(_) if line.piece.start == line.block.start => {
            let before = decoded.text.get(..line.block.start).unwrap_or("").trim_end_matches([' ', '\t']);
            let shape = before.chars().next_back().filter(|c| !c.is_alphanumeric() && !c.is_whitespace());
            Some((Style::Bullet(shape.unwrap_or('•')), 0))
        }
        _ => None,
    }
}

/// The style of a number that stands on a line of its own.
pub(super) fn alone(text: &str) -> Option<Style> {
    let found = ALONE.captures(text.trim())?;
    Some(if found.name("b").is_some() { Style::Bracketed } else { Style::Number })
}

/// Whether a line is the first of a list of its own: it has the number one.
pub(super) fn is_first(line: &Line<'_>) -> bool {
    let number = match &line.block.kind {
        BlockKind::Numbered(number) if line.piece.start == line.block.start => number.as_str(),
        _ => line.piece.text,
    };
    let digits: String = number.chars().skip_while(|c| *c == '(').take_while(char::is_ascii_digit).collect();
    digits == "1"
}
