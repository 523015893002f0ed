//! The labels of a roll: what stands over, or before, those who were present and those who sent apologies.
//!
//! *Invariant:* a label is a whole line or its first words; whom it opens is for the roll to read.

use std::sync::LazyLock;

use regex::Regex;

use super::attendance::RANK;
use super::person::LONG_RANK;
use super::roll::List;
use crate::piece::{Piece, re};

pub(super) static PRESENT: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)^(?:(?:(?:the|all|other|voting|non[- ]voting|core|co-opted|independent|lay|elected|board|panel|committee|group|forum|council|partnership|authority|trust|office|senior|police|force|scrutiny) ){0,3}(?:members?|staff|officers?|officials|others|people|persons|those|councillors|governors|directors|trustees|commissioners|attendees|representatives|guests|observers|visitors|colleagues|partners) (?:also )?(?:present|in attendance|attending)(?: (?:at|for|during) (?:the|this) (?:meeting|session))?|(?:also )?(?:present|in attendance|attending|attendance) (?:at|for|during) (?:the|this) (?:meeting|session)|attend(?:ees|ance) and apologies|(?:attendance|participants?|attendees?) list|list of (?:attendees|participants|those present)|participants|attendance(?: (?:on|at) .{4,40}| \d{1,2} [a-z]{3,9} \d{4})?|attendees|(?:members )?present(?:[ (]*(?:non[- ]?)?voting\)?)?|members of the public|(?:panel|committee|board|group|forum) members|(?:governors|councillors|directors|trustees) present|who (?:came|was there|attended)|in the room|the following (?:\w+ ){0,3}(?:were|was) (?:also )?(?:present|in attendance)|in attendance(?: for specific items)?|other members(?: and officers)?|also in attendance|(?:board |panel |committee )?(?:members|staff|others) present|(?:authority|council|trust|office) staff|those (?:present|attending)|(?:meeting )?attended by|(?:people|persons) present|members attending|also present|roll|observing|observers?|via (?:ms )?teams|remotely|online|by invitation|guests?|(?:staff|officers|members|officials) and (?:guests|visitors|officers|officials)|officers|members|visitors|witnesses|in person|others?(?: present)?|virtual(?:ly)?|attending|supporting officials|(?:joint |co-?)chairs|(?:deputy |vice[- ])?chair(?:person|man|woman)|ex[- ]officio)\s*:?\s*$",
    )
});
pub(super) static PRESENT_LINE: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)^(?:(?:(?:the|all|other|voting|non[- ]voting|core|co-opted|independent|lay|elected|board|panel|committee|group|forum|council|partnership|authority|trust|office|senior|police|force|scrutiny) ){0,3}(?:members?|staff|officers?|officials|others|people|persons|those|councillors|governors|directors|trustees|commissioners|attendees|representatives|guests|observers|visitors|colleagues|partners) (?:also )?(?:present|in attendance|attending)(?: (?:at|for|during) (?:the|this) (?:meeting|session))?|(?:also )?(?:present|in attendance|attending|attendance) (?:at|for|during) (?:the|this) (?:meeting|session)|attendees|attendance(?: list)?|participants|list of attendees|(?:members )?present(?: for (?:this|part|all|the)\b[^:]{0,30})?|in attendance|(?:board |panel |committee )?(?:members|staff|others|commissioners|trustees) present|attended|the following (?:\w+ ){0,3}(?:were|was) (?:also )?(?:present|in attendance)|(?:panel|committee|board|group|forum) members|(?:governors|councillors|directors|trustees) present|who (?:came|was there|attended)|those (?:present|attending)|(?:meeting )?attended by|(?:people|persons) present|members attending|in the room|on (?:teams|zoom)|by video|also (?:present|in attendance)|chair(?:man|person|woman)?|officers|visitors|witnesses|secretariat|observers?|guests?|by invitation|others? present|clerk|advisers?)\s*:\s*|^(?i:(?:(?:members|those|also) )?present|(?:also )?in attendance|attendees|attended by|participants)(?:\s+[–—-]\s+|\t)",
    )
});
pub(super) static APOLOGIES: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)^(?:(?:(?:board |panel |committee )?members )?(?:not present|not in attendance|did not attend|unable to be present|non[- ]attend(?:ance|ees))|apologies|apols|sorry (?:to miss|they could(?:n.t| not) (?:make it|come))|sent apologies|not able to (?:join|attend)|unable to attend|(?:(?:board |panel |committee )?(?:members |staff |others )?absent)|(?:(?:members|commissioners|trustees|directors) )?(?:excused|regrets))(?:\s+for absence)?(?:\s+and\s+(?:substitut\w+|welcomes?|introductions?|declarations?[\w ]{0,30})\s*:?\s*$)?(?:\s+(?:(?:were|was|had been|have been)\s+)?(?:received|submitted|tendered|given|sent)(?: and accepted)?)?(?:\s+(?:from|on behalf of))?\s*(?::|[–—-]\s)?\s*",
    )
});
/// "PRESENTMrs Judith Arkell": a label that a crawl left close to the first name.
pub(super) static GLUED: LazyLock<Regex> = LazyLock::new(|| {
    re(r"^(?:PRESENT|IN ATTENDANCE|APOLOGIES)(?P<at>(?:Mr|Mrs|Ms|Miss|Dr|Cllr|Councillor|Professor)\b)")
});
/// "Yn bresennol / Present:": a label in two languages is what its second half says.
pub(super) static TWICE: LazyLock<Regex> =
    LazyLock::new(|| re(r"^[\w’' ]{3,30} / (?P<at>(?i:present|apologies|in attendance|attendees)\s*:)"));
pub(super) static WEAK: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"^(?:Members|Officers|Visitors|Online|Guests?|Witnesses|[Oo]thers?|Members of the public:?|Ex-officio|(?:Joint |Co-?)[Cc]hairs|(?:Deputy |Vice[- ])?[Cc]hair(?:person|man|woman))$",
    )
});

/// The list that a label opens ("Present:", "Apologies were received from"), and where the words after it start. The label may
/// be the first cell of a row.
pub(super) fn label(piece: Piece<'_>, open: List) -> Option<(List, usize)> {
    static TAKER: LazyLock<Regex> =
        LazyLock::new(|| re(r"(?i)^(?:minutes|notes|secretary|secretariat|clerk)(?: taken by)?\s*:\s+"));
    // "211 APOLOGIES FOR ABSENCE", "1.1 Apologies – DCC A, B Police; ..."
    static ITEM: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:\d{1,3}\s+(?:/\s+)?(?P<at>A(?:POLOGIES|pologies)\b[^.]{0,40}$)|\d{1,2}\.\d{1,2}\s+(?P<under>(?:Apologies\b\s*[–:-]|(?:Present|In attendance|Apologies)\s*:?$)))",
        )
    });
    if let Some(at) = ITEM.captures(piece.text).and_then(|c| c.name("at").or(c.name("under"))).map(|m| m.start()) {
        return label(piece.sub(at, piece.text.len()), open).map(|(list, end)| (list, at + end));
    }
    // "Attendees DCC Imogen Farraday (Chair) Westmere Constabulary ..."
    static BARE: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:(?P<here>Attendees|Attended by|Participants|(?:Members |Those )?[Pp]resent|In attendance|IN ATTENDANCE|Also present|ALSO PRESENT)|Apologies)\s+(?:\(\d\)\s+)?(?P<at>[A-Z])",
        )
    });
    if let Some(found) = BARE.captures(piece.text)
        && let Some(at) = found.name("at").map(|m| m.start())
        && piece.text.get(at..).is_some_and(|rest| RANK.is_match(rest) || LONG_RANK.is_match(rest))
    {
        return Some((if found.name("here").is_some() { List::Present } else { List::Apologies }, at));
    }
    if let Some(at) = TWICE.captures(piece.text).and_then(|c| c.name("at")).map(|m| m.start()) {
        return label(piece.sub(at, piece.text.len()), open).map(|(list, end)| (list, at + end));
    }
    let text = piece.text;
    if let Some(at) = GLUED.captures(text).and_then(|c| c.name("at")).map(|m| m.start()) {
        let list = if text.starts_with("APOLOGIES") { List::Apologies } else { List::Present };
        return Some((list, at));
    }
    let cell = text.find('\t').or_else(|| text.find("   ")).unwrap_or(text.len());
    let first = text.get(..cell).unwrap_or(text).trim();
    if PRESENT.is_match(first) {
        return Some((List::Present, cell));
    }
    if let Some(found) = TAKER.find(text).filter(|_| open != List::None) {
        return Some((List::Present, found.end()));
    }
    if let Some(found) = PRESENT_LINE.find(text) {
        return Some((List::Present, found.end()));
    }
    APOLOGIES.find(text).filter(|m| m.end() > 0).map(|m| (List::Apologies, m.end()))
}
