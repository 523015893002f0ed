//! What a site puts below every page: links to others, "Was this page useful?", notices of cookies and rights.
//!
//! *Invariant:* only lines that no sentence and no label of a record stands among are left out, and none above a line that only a
//! foot has.

use std::sync::LazyLock;

use regex::Regex;

use crate::decode::{BlockKind, Decoded};
use crate::piece::re;

/// The document without its site's head and foot, if it has them. The text and all places in it stay as they are.
pub(crate) fn without(decoded: &Decoded) -> Option<Decoded> {
    let head = head(decoded);
    let from = begins(decoded).or((!head.is_empty()).then_some(decoded.blocks.len()))?;
    let mut out = decoded.clone();
    let mut at = 0;
    let from = from - head.iter().filter(|i| **i < from).count();
    out.blocks.retain(|_| {
        at += 1;
        !head.contains(&(at - 1))
    });
    // "Date modified: 2021-09-02" is said of the page.
    let foot = out.blocks.split_off(from);
    out.blocks.extend(foot.into_iter().filter(|b| !crate::dates::find(&decoded.piece(b), None).is_empty()));
    Some(out)
}

/// The lines of the site's own over a page that begins with one: ways to skip, notices of cookies, the words of its menu.
fn head(decoded: &Decoded) -> Vec<usize> {
    static OPENS: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)^(?:skip (?:to|navigation|links?)\b.{0,40}|jump to (?:content|navigation)|(?:we|this (?:site|website)) uses? (?:\w+ )?cookies\b.*|cookies on\b.*|menu|toggle navigation|home)$",
        )
    });
    static OWN: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)^(?:skip (?:to|navigation|links?)\b.{0,40}|jump to (?:content|navigation)|(?:we|this (?:site|website)) uses? (?:\w+ )?cookies\b.*|cookies on\b.*|(?:(?:accept|reject|manage|view)(?: all| additional| analytics)? cookies|cookie settings)(?: \| .*)?|toggle navigation|home|menu|(?:main )?navigation|search(?: this site| the site)?|about(?: us)?|news(?: and (?:events|media|blogs|views))?|latest news|contact(?: us)?|careers|jobs|publications|our (?:work|services|people)|events|media(?: cent(?:re|er))?|get involved|cymraeg|fran[cç]ais|gaeilge|gàidhlig|español|english|close|more|donate|make a complaint|complaints|vacancies|help|a ?- ?z|faqs?|you are here:?|site ?map|accessibility|print|share|share this(?: page)?|listen)$",
        )
    });
    const FAR: usize = 40;
    const SENTENCE: usize = 14;
    let text = |i: usize| decoded.blocks.get(i).map_or("", |b| decoded.piece(b).text.trim());
    if !(0..3).any(|i| OPENS.is_match(text(i))) {
        return Vec::new();
    }
    // The first stays: that a page begins with its site's lines says where its title is. Below the first sentences a line is the page's.
    let told = |i: &usize| text(*i).split_whitespace().count() > SENTENCE && !OWN.is_match(text(*i));
    let until = (1..decoded.blocks.len().min(FAR)).find(told).unwrap_or(decoded.blocks.len().min(FAR));
    (1..until).filter(|i| OWN.is_match(text(*i))).collect()
}

/// The first block of the foot: the highest line that only a foot has, with nothing but short lines from there to the end.
fn begins(decoded: &Decoded) -> Option<usize> {
    static ONLY: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)^(?:related (?:content|links?|pages?|publications|news|articles)|(?:was|is|did you find) this (?:page|information) (?:useful|helpful)\b.{0,30}|share this(?: page| article| story)?|share (?:this(?: page)? )?on (?:facebook|twitter|linkedin|x|whatsapp)\b.{0,30}|(?:back to )?(?:the )?top(?: of (?:the )?page)?|[^.|]{2,40}(?: \| [^.|]{2,40}){0,6} \| (?:privacy|copyright|disclaimer|cookies|terms|site ?map|accessibility)[^.|]{0,20}(?: \| [^.|]{2,40}){0,6}|sign up (?:for|to) (?:our |the |e-?mail )*(?:newsletter|updates|alerts|e-?bulletin)s?\b.{0,30}|follow us\b.{0,40}|(?:©|copyright ©).{0,80}|you may also (?:like|be interested in)|footer(?: links| menu| navigation)?|help us improve\b.{0,40}|report a problem with this page)\W*$",
        )
    });
    // Each of these may be the heading of something; several are a foot's.
    static OFTEN: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)^(?:accessibility(?: statement)?|privacy(?: (?:notice|policy|statement))?|cookies?(?: (?:policy|notice|settings))?|site ?map|quick links|useful links|terms (?:and|&) conditions|contact us|facebook|twitter|linkedin|youtube|instagram)$",
        )
    });
    const FEW: usize = 12;
    let short = |i: &usize| {
        decoded.blocks.get(*i).is_some_and(|b| {
            let text = decoded.piece(b).text.trim();
            let words = text.split_whitespace().count();
            let said = words > 4 && text.ends_with(['.', ';']) && !text.to_lowercase().contains("all rights reserved");
            words <= FEW && !said && b.kind != BlockKind::Row && !text.contains('\t')
        })
    };
    let text = |i: &usize| decoded.blocks.get(*i).map_or("", |b| decoded.piece(b).text.trim());
    // A page of nothing but short lines has its own above its middle.
    let mut tail: Vec<usize> = (decoded.blocks.len() / 2..decoded.blocks.len()).rev().take_while(short).collect();
    tail.reverse();
    // The lines above the highest that only a foot has are the page's own.
    let only = tail.iter().copied().find(|i| ONLY.is_match(text(i)));
    let often: Vec<usize> = tail.iter().copied().filter(|i| OFTEN.is_match(text(i))).collect();
    let several = often.first().copied().filter(|_| often.len() >= 3);
    let at = only.map_or(several, |only| Some(several.map_or(only, |several| only.min(several))));
    at.filter(|at| *at > 0)
}
