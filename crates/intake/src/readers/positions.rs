//! The words by which an answer accepts or rejects.
//!
//! *Invariant:* a position is in the words; silence gives none.

use domain::Position;

use crate::piece::Piece;

/// The words of each position, as printed forms have them.
const WORDS: &[(Position, &[&str])] = &[
    (
        Position::Accepted,
        &[
            "yes",
            "accepted",
            "accept",
            "agreed",
            "agree",
            "supported",
            "support",
            "supported in full",
            "support in full",
            "concur",
            "concurred",
            "fully accepted",
            "recommendation accepted",
            "accepted in full",
            "ydym",
            "ydy",
            "ydyn",
            "derbyniwyd",
            "derbynnir",
        ],
    ),
    (
        Position::Rejected,
        &[
            "no",
            "rejected",
            "reject",
            "not supported",
            "disagreed",
            "disagree",
            "not accepted",
            "not agreed",
            "do not accept",
            "do not agree",
            "do not support",
            "not concur",
            "do not concur",
            "declined",
            "refused",
            "nac ydym",
            "nac ydy",
            "gwrthodwyd",
            "gwrthodir",
        ],
    ),
    (
        Position::PartlyAccepted,
        &[
            "derbyniwyd yn rhannol",
            "yn rhannol",
            "partly",
            "partially",
            "in part",
            "partly accepted",
            "partially accepted",
            "accepted in part",
            "part accepted",
            "partially agreed",
            "partly agreed",
            "agreed in part",
            "agree in part",
            "partially agree",
            "partly agree",
            "partially concur",
            "support in part",
            "supported in part",
            "partially supported",
            "agreed with qualification",
            "agreed with qualifications",
            "agreed with reservations",
            "accept in part",
            "yes in part",
            "yes (in part)",
        ],
    ),
    (
        Position::AcceptedInPrinciple,
        &[
            "accepted in principle",
            "in principle",
            "agreed in principle",
            "accept in principle",
            "supported in principle",
        ],
    ),
    (Position::AlreadyDone, &["already done", "already in place", "already implemented"]),
    (Position::Noted, &["noted"]),
];

/// The position that words such as "Yes" or "Partially accepted" give.
pub(super) fn position(words: &str) -> Option<Position> {
    // "Ydym / Yes" is one answer in two languages; "Yes / No" is a form that nobody filled in.
    if let Some((first, second)) = words.split_once(" / ").filter(|(a, b)| a.len() < 30 && b.len() < 30) {
        return position(first).filter(|p| position(second) == Some(*p));
    }
    let lower = words.trim().trim_end_matches(['.', ',', ':', ';']).to_lowercase();
    // "Accepted: No" asks first.
    let asked = ["accepted:", "agreed:", "recommendation accepted:"].iter().find_map(|asks| lower.strip_prefix(asks));
    if let Some(answer) = asked.filter(|words| words.split_whitespace().count() <= 3).and_then(position) {
        return Some(answer);
    }
    // "Partly" over "Agreed": two lines of a narrow column.
    let lower = if lower.contains('\n') { lower.split_whitespace().collect::<Vec<_>>().join(" ") } else { lower };
    // "Yes, in part" and "Yes - partially" say the part, not the yes.
    let short = lower.split_whitespace().count() <= 8;
    // "Partly agreed 2": how many were.
    let counts = |w: &str| w.len() <= 3 && w.bytes().all(|b| b.is_ascii_digit());
    if (2..=4).contains(&lower.split(' ').count())
        && !lower.contains(['.', '-', ',', '–'])
        && lower.split(' ').next_back().is_some_and(counts)
    {
        return None;
    }
    // "Partially implemented" says how far it is, not whether it was accepted.
    let how_far = ["partially ", "partly ", "part ", "substantially "].iter().any(|part| {
        let said = lower.strip_prefix("status:").map_or(lower.as_str(), str::trim_start);
        let rest = said.strip_prefix(part).unwrap_or("");
        ["implement", "complete", "achieved"].iter().any(|w| rest.starts_with(w)) || rest == "met"
    });
    if short && !how_far && ["in part", "(part)", "partial", "partly"].iter().any(|w| lower.contains(w)) {
        return Some(Position::PartlyAccepted);
    }
    if short && lower.contains("in principle") {
        return Some(Position::AcceptedInPrinciple);
    }
    let first =
        lower.split([',', ';', '.', ':', '–', '—']).next().unwrap_or("").split(" - ").next().unwrap_or("").trim();
    let known = WORDS.iter().find(|(_, words)| words.contains(&first)).map(|(position, _)| *position);
    known.or_else(|| goes_on(first))
}

/// "Accepted and complete", "Accepted by all three bodies": the word, and what it goes on with.
fn goes_on(words: &str) -> Option<Position> {
    const ON: &[&str] = &["and", "by", "subject", "with", "as", "for"];
    let (word, rest) = words.strip_prefix("not ").map_or_else(|| words.split_once(' '), |w| w.split_once(' '))?;
    // "Accepted with qualifications" is not accepted whole.
    const LESS: &[&str] = &["qualif", "reserv", "modif", "amend", "caveat", "exception", "condition"];
    let less = rest.strip_prefix("with ").is_some_and(|what| LESS.iter().any(|word| what.contains(word)));
    let less = less && !rest.starts_with("with no ") && words.split(' ').count() <= 6;
    let on = rest.split(' ').next().is_some_and(|next| ON.contains(&next)) && words.split(' ').count() <= 12;
    match (word, words.starts_with("not ")) {
        ("accepted" | "agreed", false) if less => Some(Position::PartlyAccepted),
        ("accepted" | "agreed", false) if on => Some(Position::Accepted),
        ("accepted" | "agreed", true) | ("rejected", false) if on => Some(Position::Rejected),
        _ => None,
    }
}

/// The words of a line that give its position: all of a short one, else those before its first pause.
pub(super) fn position_words(line: Piece<'_>) -> Piece<'_> {
    let first =
        line.text.find(['.', ',', ';', ':', '–', '—']).or_else(|| line.text.find(" - ")).unwrap_or(line.text.len());
    let whole = line.text.split_whitespace().count() <= 4;
    let end = if whole { line.text.len() } else { first };
    line.sub(0, end).trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | ':'))
}

/// The position of a line that starts with its word and goes on with a sentence, with nothing between.
pub(super) fn leading_position(line: Piece<'_>) -> Option<(Piece<'_>, Position)> {
    const WORDS: &[&str] = &[
        "Yes",
        "No",
        "Accepted",
        "Not accepted",
        "Partially accepted",
        "Partially",
        "Partly",
        "Rejected",
        "Agreed",
        "Not agreed",
        "Partly agreed",
    ];
    let word = WORDS.iter().filter(|w| line.text.starts_with(**w)).max_by_key(|w| w.len())?;
    let rest = line.text.get(word.len()..)?;
    let sentence = rest.starts_with(char::is_whitespace) && rest.trim_start().starts_with(char::is_uppercase);
    Some((line.sub(0, word.len()), position(word).filter(|_| sentence)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_accepted_with_less_is_accepted_in_part() {
        for (words, expected) in [
            ("Accepted with qualifications", Position::PartlyAccepted),
            ("Agreed with amendments.", Position::PartlyAccepted),
            ("Accepted with no qualifications", Position::Accepted),
            ("Accepted with immediate effect", Position::Accepted),
            ("Not accepted with regret", Position::Rejected),
            ("Refused", Position::Rejected),
        ] {
            assert_eq!(position(words), Some(expected), "{words}");
        }
    }
}
