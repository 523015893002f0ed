//! Acceptance told once for many recommendations: "The Health Board accepts these recommendations", "I am pleased that all of them have been
//! accepted", "it accepted recommendations 1 to 7 and 12", "has accepted the first three. It has not accepted the fourth".
//!
//! *Invariant:* only recommendations without an answer of their own are given one, and only by a sentence that leaves no doubt which it means.

use std::sync::LazyLock;

use domain::Position;
use domain::proposals::Proposal;
use regex::Regex;

use super::paired::{doubted, made};
use crate::decode::Decoded;
use crate::piece::{Piece, re};

/// Gives each recommendation that has no answer the one that a sentence tells of many.
pub(super) fn read(decoded: &Decoded, proposal: &mut Proposal) {
    if proposal.recommendations.iter().all(|r| !r.responses.is_empty()) {
        return;
    }
    of_all(decoded, proposal);
    of_its_own(decoded, proposal);
    let asked: Vec<(usize, usize)> =
        proposal.recommendations.iter().map(|r| (r.text.start as usize, r.text.end as usize)).collect();
    let own = |s: &Piece<'_>| asked.iter().any(|(from, to)| s.start < *to && s.end() > *from);
    let says = |s: &Piece<'_>| {
        s.text.len() < 800 && ["accept", "agreed", "reject"].iter().any(|word| s.text.contains(word)) && !own(s)
    };
    let mut before: Option<Piece<'_>> = None;
    for sentence in decoded.pieces().into_iter().flat_map(|p| p.sentences()) {
        if says(&sentence) {
            by_count(sentence, before, proposal);
        }
        before = Some(sentence);
    }
    for sentence in decoded.pieces().into_iter().flat_map(|p| p.sentences()).filter(says) {
        all_of_them(sentence, proposal);
    }
}

/// Answers each of these recommendations that has no answer, by the words of a sentence.
fn answer(which: &[usize], sentence: Piece<'_>, (words, position): (Piece<'_>, Position), proposal: &mut Proposal) {
    for at in which {
        let Some(recommendation) = proposal.recommendations.get_mut(*at) else { continue };
        if recommendation.responses.is_empty() {
            let to: Vec<_> = recommendation.addressees.iter().cloned().map(Some).collect();
            let to = if to.is_empty() { vec![None] } else { to };
            let made = |addressee| made(addressee, Some((words, position)), Some(sentence.quoted(75)));
            recommendation.responses.extend(to.into_iter().map(made));
        }
    }
}

/// "... to say that it accepted recommendations 1 to 7 and 12", "The PSNI has accepted the first three recommendations. It has not accepted the
/// fourth": by their place, where they are counted from one.
fn by_count(sentence: Piece<'_>, before: Option<Piece<'_>>, proposal: &mut Proposal) {
    static NUMBERS: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"\b(?:it|they|we|[A-Z][\w’']+)\s(?:has\s|have\s)?(?:now\s|also\s|fully\s)?(?P<said>(?P<no>not\saccepted|(?:do|does|did)\snot\saccept|reject(?:s|ed)?)|(?P<part>partly\saccept(?:s|ed)?|partially\saccept(?:s|ed)?)|accept(?:s|ed)?)\srecommendations?\s(?P<where>\d{1,2}(?:(?:,\s|\sand\s|,\sand\s|\sto\s|\s?[-–]\s?)\d{1,2})*)(?:[.,;]|\s(?:and|but|in\sfull)\b|$)",
        )
    });
    static ORDER: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"\b(?:has|have)\s(?P<said>(?P<no>not\saccepted|rejected)|accepted)\sthe\s(?:(?P<first>first|last)\s(?P<many>two|three|four|five|six|seven|eight|nine)|(?P<one>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last))(?P<what>\s(?:of\s(?:the|our|these)\s)?recommendations?)?(?:[.,;]|\s(?:and|but)\b|$)",
        )
    });
    const ORDINALS: [&str; 10] =
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    const MANY: [&str; 8] = ["two", "three", "four", "five", "six", "seven", "eight", "nine"];
    let count = proposal.recommendations.len();
    if let Some(found) = NUMBERS.captures(sentence.text)
        && let (Some(said), Some(at)) = (found.name("said"), found.name("where"))
    {
        let position = match (found.name("no"), found.name("part")) {
            (Some(_), _) => Position::Rejected,
            (_, Some(_)) => Position::PartlyAccepted,
            _ => Position::Accepted,
        };
        let which = counted(at.as_str());
        let sure = position == Position::Rejected || !doubtful(sentence.text);
        // Numbers beyond the last are of another list.
        if sure && which.iter().all(|n| *n >= 1 && *n <= count) {
            let which: Vec<usize> = which.into_iter().map(|n| n - 1).collect();
            answer(&which, sentence, (sentence.sub(said.start(), said.end()), position), proposal);
        }
        return;
    }
    let Some(found) = ORDER.captures(sentence.text) else { return };
    // "the fourth" alone goes on from a sentence that said of what.
    let speaks = |s: Piece<'_>| ORDER.captures(s.text).is_some_and(|c| c.name("what").is_some());
    let Some(said) = found.name("said").filter(|_| found.name("what").is_some() || before.is_some_and(speaks)) else {
        return;
    };
    let place = |names: &[&str], name: &str| found.name(name).and_then(|m| names.iter().position(|n| *n == m.as_str()));
    let which: Vec<usize> = match (place(&MANY, "many").map(|at| at + 2), place(&ORDINALS, "one")) {
        (Some(many), _) if many < count => match found.name("first").map(|m| m.as_str()) {
            Some("first") => (0..many).collect(),
            _ => (count - many..count).collect(),
        },
        (None, Some(one)) if one < count => vec![one],
        (None, None) => count.checked_sub(1).into_iter().collect(),
        _ => return,
    };
    let position = if found.name("no").is_some() { Position::Rejected } else { Position::Accepted };
    if position == Position::Rejected || !doubtful(sentence.text) {
        answer(&which, sentence, (sentence.sub(said.start(), said.end()), position), proposal);
    }
}

/// Whether a sentence puts doubt on what it says is accepted; the day of the letter that said so is none.
fn doubtful(sentence: &str) -> bool {
    static DAY: LazyLock<Regex> =
        LazyLock::new(|| re(r"\bon (?:[A-Z][a-z]+ \d{1,2},?|\d{1,2} [A-Z][a-z]+) (?:19|20)\d\d\b"));
    doubted(&DAY.replace_all(sentence, "then"))
}

/// The numbers of "1 to 7 and 12".
fn counted(text: &str) -> Vec<usize> {
    static RANGE: LazyLock<Regex> = LazyLock::new(|| re(r"(\d{1,2})(?:(?:\sto\s|\s?[-–]\s?)(\d{1,2}))?"));
    let number = |m: Option<regex::Match<'_>>| m.and_then(|m| m.as_str().parse::<usize>().ok());
    let mut out = Vec::new();
    for found in RANGE.captures_iter(text) {
        if let Some(from) = number(found.get(1)) {
            out.extend(from..=number(found.get(2)).unwrap_or(from));
        }
    }
    out
}

/// "I am pleased that all of them have been accepted", "Both recommendations were accepted by the force": whoever they are made to.
fn all_of_them(sentence: Piece<'_>, proposal: &mut Proposal) {
    static ALL: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?:^|\b(?:that|and|with)\s)(?:[Aa]ll|[Bb]oth|[Ee]ach|[Ee]very\sone)\s(?:(?:of\s)?(?:the|our|my|these|its)\s|of\s)?(?:(?:two|three|four|five|six|seven|eight|nine|ten|\d{1,2})\s)?(?:(?:of\s)?(?:the|our|my|these)\s)?(?:recommendations?|them|these)\s(?:(?:made|set\sout|in\sthis\sreport|above|below|to\s[\w ]{3,40})\s)?(?:have|has|were|was|are)\s(?:(?:all|now|since|both)\s)?(?:been\s)?(?P<said>(?P<part>partly\s|partially\s)?(?:fully\s)?accepted(?P<how>\sin\sprinciple|\sin\spart)?)\b",
        )
    });
    // Another report's, or those of another time.
    static OTHER: LazyLock<Regex> = LazyLock::new(|| {
        re(r"(?i)\b(?:last|audit\w*|review[’']s|inquiry[’']s|of (?:that|his|her) (?:report|review))\b")
    });
    if doubted(sentence.text) || OTHER.is_match(sentence.text) {
        return;
    }
    let Some(found) = ALL.captures(sentence.text) else { return };
    let Some(said) = found.name("said") else { return };
    let position = match (found.name("part"), found.name("how").map(|m| m.as_str().trim())) {
        (Some(_), _) | (_, Some("in part")) => Position::PartlyAccepted,
        (_, Some(_)) => Position::AcceptedInPrinciple,
        _ => Position::Accepted,
    };
    let which: Vec<usize> = (0..proposal.recommendations.len()).collect();
    answer(&which, sentence, (sentence.sub(said.start(), said.end()), position), proposal);
}

/// "The Health Board has told me that it accepts these recommendations": all of them, where they are made to that one body.
fn of_all(decoded: &Decoded, proposal: &mut Proposal) {
    static ALL: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:The\s)?(?P<who>[A-Z][\w’' ]{2,60}?)\s(?:has\stold\s(?:me|us),?[^.]{0,60}?\bthat\sit\s)?(?P<said>(?:has\s)?accept(?:s|ed)|(?:has\s)?agreed\sto(?:\s(?:carry\sout|implement))?)\s(?:all\s(?:of\s)?)?(?:these|my|the)\srecommendations(?P<which>\s(?:set\sout|in\sthis\sreport|made\s(?:here|in\sthis))\b|\s(?:below|above)\b|\.?$|\sand\s(?:will|should)\b)",
        )
    });
    let mut to: Vec<String> =
        proposal.recommendations.iter().flat_map(|r| &r.addressees).map(|a| domain::fold(&a.value)).collect();
    to.sort_unstable();
    to.dedup();
    let [to] = to.as_slice() else { return };
    if proposal.recommendations.iter().any(|r| !r.responses.is_empty()) {
        return;
    }
    let last = proposal.recommendations.iter().map(|r| r.text.end as usize).max();
    let said = |sentence: &Piece<'_>| {
        // "and should provide us with evidence": what comes of it puts no doubt on it.
        let sure = sentence.text.replace(" and should ", " and will ");
        let found = ALL.captures(sentence.text).filter(|_| !doubted(&sure))?;
        // "The recommendations" alone may be another's, but not right below the last of them.
        let below = last.is_some_and(|last| {
            sentence.start >= last && decoded.text.get(last..sentence.start).is_some_and(|t| t.trim().is_empty())
        });
        let own = below
            || !found.name("which")?.as_str().trim_end_matches('.').is_empty()
            || !sentence.text.contains(" the recommendations");
        let who = domain::fold(found.name("who")?.as_str());
        let same = *to == who || to.ends_with(&format!(" {who}"));
        let said = found.name("said").filter(|_| own && same)?;
        Some((sentence.start + said.start(), sentence.start + said.end()))
    };
    let sentences = decoded.pieces().into_iter().flat_map(|p| p.sentences());
    // The last says how it stands.
    let Some((sentence, (from, to))) = sentences.filter_map(|s| said(&s).map(|at| (s, at))).next_back() else { return };
    let words = decoded.stretch(from, to);
    for recommendation in &mut proposal.recommendations {
        let addressee = recommendation.addressees.first().cloned();
        let answer = made(addressee, Some((words, Position::Accepted)), Some(sentence.quoted(75)));
        recommendation.responses.push(answer);
    }
}

/// "The Ministry accepted all of the recommendations addressed to it": those of the one body that its words name, where they have no answer.
fn of_its_own(decoded: &Decoded, proposal: &mut Proposal) {
    static OWN: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:\d{1,3}\.?\s+)?(?:The\s)?(?P<who>[A-Z][\w’' ]{2,60}?)\s(?:has\s)?(?P<said>accept(?:s|ed))\sall\s(?:of\s)?the\srecommendations\s(?:that\s(?:are|were)\s)?(?:addressed|made|directed)\sto\sit\b",
        )
    });
    let sentences = decoded.pieces().into_iter().flat_map(|p| p.sentences());
    for sentence in sentences.filter(|s| s.text.contains(" accept") && !doubted(s.text)) {
        let Some(found) = OWN.captures(sentence.text) else { continue };
        let (Some(who), Some(said)) = (found.name("who"), found.name("said")) else { continue };
        let who = format!(" {} ", domain::fold(who.as_str()));
        let is_own = |r: &domain::proposals::ProposedRecommendation| {
            r.addressees.iter().any(|a| format!(" {} ", domain::fold(&a.value)).contains(&who))
        };
        let mut named: Vec<String> = proposal
            .recommendations
            .iter()
            .flat_map(|r| &r.addressees)
            .map(|a| domain::fold(&a.value))
            .filter(|name| format!(" {name} ").contains(&who))
            .collect();
        named.sort_unstable();
        named.dedup();
        // Two ministries may be meant.
        if named.len() != 1 {
            continue;
        }
        let words = sentence.sub(said.start(), said.end());
        for recommendation in proposal.recommendations.iter_mut().filter(|r| r.responses.is_empty() && is_own(r)) {
            let addressee = recommendation.addressees.first().cloned();
            let answer = made(addressee, Some((words, Position::Accepted)), Some(sentence.quoted(75)));
            recommendation.responses.push(answer);
        }
    }
}
