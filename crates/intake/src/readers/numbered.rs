//! The lines over a recommendation: its number, and whom it is made to.
//!
//! *Invariant:* a line that goes on about a numbered recommendation is no heading of one.

use std::sync::LazyLock;

use regex::Regex;

use crate::piece::{Piece, re};

static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)^(?:(?:national|local|force|formal|statutory|learning|safety|priority|urgent|quick[- ]time|paragraph 28a|organi[sz]ational|key|main|further|new|joint|interim|final|specific|strategic|operational|policy|overarching|(?:multi|single)[- ]agency|audit|inspection|review|jury)\s+)*(?:recommendations?|learning points?|areas? for (?:improvement|development|learning))\s*(?:no\.?\s*|number\s*|#\s*)?(?:[a-z]?\d{1,3}[a-z]?|one|two|three|four|five|six|seven|eight|nine|ten)(?:\s*(?:,|&|and|to|-|–)\s*(?:[a-z]?\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten))*\b(?:\s+of\s+\d+)?\s*[:.)–-]?\s*",
    )
});
/// Whether a line is a heading such as "Recommendation 2:"; the byte where its own words start.
pub(super) fn numbered_heading(text: &str) -> Option<usize> {
    // A reference of its own over each: "2022/176431-R1".
    // "RECOMMENDATION NLR/2023/04-1".
    static OWN: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:(?:R|REC|Rec\.?) ?\d{1,3}[a-z]?|\d{4}/\d{5,7}\s?[-–/]\s?R?\d{1,2}|(?i:(?:safety\s+|national\s+|local\s+|learning\s+)?recommendation)\s+(?:(?i:no\.?|number|ref(?:erence)?:?)\s+)?[A-Z]{1,6}(?:[/–-][A-Z0-9]{1,6}){1,3}(?:[./–-]\d{1,3})?)\s*[:.]?$",
        )
    });
    static LETTERED: LazyLock<Regex> = LazyLock::new(|| re(r"^(?:Recommendation|RECOMMENDATION) [A-Z]\s*[:.]?$"));
    if OWN.is_match(text.trim()) || LETTERED.is_match(text.trim()) {
        return Some(text.len());
    }
    // "R1: The force should ...", "R2 - local", "Rec 3 Recording of restraint".
    static SHORT: LazyLock<Regex> = LazyLock::new(|| {
        re(r"^(?:R|REC|Rec\.?)\s?\d{1,2}[a-z]?(?:\s?:\s+|\s[–—-]\s+|\s(?P<name>[A-Z][^.:;?!]{3,80}$))")
    });
    if let Some(found) = SHORT.captures(text.trim_end()) {
        let end = found.name("name").map_or_else(|| found.get(0).map_or(0, |m| m.end()), |name| name.start());
        return Some(end);
    }
    if in_contents(text) {
        return None;
    }
    let found = NUMBERED.find(text)?;
    let rest = text.get(found.end()..).unwrap_or("");
    // "Recommendation 2 was accepted in full" goes on about it.
    // "Recommendation 2 - local" says of what kind it is.
    let signed = found.as_str().trim_end().ends_with([':', '.', ')', '–', '-']);
    let goes_on = rest.chars().next().is_some_and(char::is_lowercase) && found.as_str().ends_with(' ') && !signed;
    // "Recommendation 2); and" ends a bracket of something else.
    let aside = rest.starts_with([';', ',']);
    (!goes_on && !aside).then_some(found.end())
}

/// "Recommendations 18": a line of the contents, with its page.
pub(super) fn in_contents(text: &str) -> bool {
    static CONTENTS: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)^recommendations \d{1,3}$"));
    CONTENTS.is_match(text.trim())
}

/// "To: College of Policing", over what is asked of it: the words that name whom.
pub(super) fn made_to(line: Piece<'_>) -> Option<Piece<'_>> {
    static TO: LazyLock<Regex> = LazyLock::new(|| {
        re(r"^(?:To|For|Made to|Addressed to|Addressees?(?:\(s\))?|Recipients?)\s*:\s*(?P<who>[A-Z].{2,160})$")
    });
    let line = line.trim();
    let who = TO.captures(line.text)?.name("who")?;
    (!who.as_str().ends_with('.')).then(|| line.sub(who.start(), who.end()))
}
