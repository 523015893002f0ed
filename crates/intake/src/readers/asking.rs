//! Whether a line of a list asks for something, or only tells of it.
//!
//! *Invariant:* the line's own words decide; where it stands is `listed`'s.

use std::sync::LazyLock;

use regex::Regex;

use crate::decode::Decoded;
use crate::piece::{Piece, re};

/// "We recommend that ...": the asker's own voice.
pub(super) static ASKED_HERE: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"^(?:(?:I|We)\s+(?:also\s+|therefore\s+|further\s+|now\s+|would\s+|strongly\s+)*recommend|(?:My|Our)\s+(?:\w+\s+)?recommendation\s+(?:here\s+)?is|The (?:IOPC|IPCC)\s+(?:also\s+)?recommends)\s+that\b",
    )
});
/// The words that ask; "what is to be done" may only tell.
pub(super) static ASKS: LazyLock<Regex> = LazyLock::new(|| re(r"\b(?:should|must|needs? to|shall|recommend)\b"));

/// "The force should ...", "By May, the council must ..." asks; "We found that staff should have ..." tells.
pub(super) fn begins(text: &str) -> bool {
    static BEGINS: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:(?:By|Within|With|Before)\s[^,]{3,60},\s)?(?:The\s|All\s|Every\s|Each\s)?[A-Z\w][\w’',-]*(?:\s(?:&|[\w’',-]+)){0,12}?\s(?:should|must)\b",
        )
    });
    // "The service needs to show" asks; "the post needs to be filled each year" tells.
    static NEEDS: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^The (?:fire |police )?(?:service|force|trust|board|council|prison|constabulary|department|agency|authority) (?:urgently )?needs to\b",
        )
    });
    BEGINS.is_match(text) || NEEDS.is_match(text)
}

/// Whether a line begins with the verb that says what to do: "Screen the lavatories in all double cells".
pub(super) fn bids(text: &str) -> bool {
    static VERB: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:(?:Urgently|Immediately|Regularly|Formally|Actively|Clearly|Jointly|Fully|Further|Continue to)\s+)?(?i:accelerate|add|address|adopt|agree|align|allocate|amend|appoint|apply|arrange|assess|audit|brief|bring|build|carry out|change|check|circulate|clarify|collect|commission|communicate|complete|conduct|confirm|consider|consult|continue|convene|create|define|deliver|design|develop|devise|distribute|draft|draw up|embed|enable|encourage|end|engage|enhance|ensure|establish|evaluate|examine|expand|explore|extend|finalise|fit|fund|identify|implement|improve|include|increase|inform|install|instruct|introduce|invest|investigate|issue|keep|limit|maintain|make|mandate|monitor|move|name|nominate|notify|offer|pilot|prepare|prioritise|prohibit|promote|provide|publish|put in place|put|recruit|reduce|refresh|reinforce|reinstate|remind|remove|repair|replace|report|require|restore|revise|revisit|review|roll out|run|screen|secure|send|set out|set up|set|share|specify|standardise|stop|strengthen|submit|support|take|test|track|train|undertake|update|upgrade|use|verify|work with|write)(?:\s+[a-z“‘(]|,\s)",
        )
    });
    // "Support for detainees was poor": a thing of that name, of which something is told.
    static THING: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:Support|Report|Test|Use|Limit|Monitor|Design|Change|Review|Fund|Draft|Audit|Track|Train|Screen|Set|Brief|Check|Share|Run|End|Issue|Name|Stop|Train|Work|Move|Pilot|Increase|Repair|Update|Upgrade)\s(?:(?:of|for|from|on|between|to)\s|[^.;]{0,80}?\b(?:was|were|had|did|has|have|is|are|left|found|lost)\b)",
        )
    });
    VERB.is_match(text) && (RELATIVE.is_match(text) || !THING.is_match(text))
}

/// "Review what was done": what is told of stands in a clause of its own.
static RELATIVE: LazyLock<Regex> =
    LazyLock::new(|| re(r"^[A-Z][a-z]+\s(?:[a-z]+\s){0,6}?(?:that|what|which|who|whether|how|where|why|if|so)\b"));

/// "That Calderbrook Police ensures that ...": a wish, and not what was found ("That the Council failed to ...").
pub(super) fn wishes(text: &str) -> bool {
    static WISH: LazyLock<Regex> =
        LazyLock::new(|| re(r"^That\s(?:the\s)?[A-Z][\w’'&]*(?:\s(?:[A-Z][\w’'&]*|of|and|for))*\s(?P<verb>[a-z]+)\b"));
    const TOLD: &[&str] = &[
        "was", "were", "is", "are", "has", "have", "had", "did", "does", "can", "could", "would", "knew", "took",
        "gave", "made", "kept", "left", "lost",
    ];
    let verb = WISH.captures(text).and_then(|found| found.name("verb")).map(|verb| verb.as_str());
    verb.is_some_and(|verb| !TOLD.contains(&verb) && !verb.ends_with("ed") && !verb.ends_with("ly"))
}

/// Whether a line between a recommendation's number and its words is neither: who asks ("The Committee recommends that:"), or what for.
pub(super) fn before_its_words(line: Piece<'_>) -> bool {
    static LINE: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:(?:The |the )?(?:[A-Z][\w’']+ ){1,5}(?:recommends?|recommended)(?: that)?\s*:$|(?:We|I) (?:would )?recommend(?: that)?\s*:$|(?:My|Our) recommendation is(?: that)?\s*:$|The (?:intent|intention|purpose|aim) of this (?:safety )?recommendation is\b)",
        )
    });
    LINE.is_match(line.text.trim())
}

/// Whether `text` says more of a thing that `before` asks for: "a statutory duty on every body ..." and then "The duty
/// should apply to tests carried out before it comes into force."
pub(super) fn speaks_on(before: &str, text: &str) -> bool {
    static THE: LazyLock<Regex> =
        LazyLock::new(|| re(r"^(?:The|This|That|Such an?)\s+([a-z]{3,20})\s+(?:should|must)\b"));
    let words: Vec<&str> = before.split([' ', ',', '.', '\n']).collect();
    THE.captures(text).and_then(|c| c.get(1)).is_some_and(|thing| {
        words.windows(2).any(|w| matches!(w, [a, n] if matches!(*a, "a" | "an") && *n == thing.as_str()))
            || words.windows(3).any(|w| matches!(w, [a, _, n] if matches!(*a, "a" | "an") && *n == thing.as_str()))
    })
}

/// "We recommend that others consider the idea": good practice, not a recommendation to anybody.
pub(super) fn tells_others(text: &str) -> bool {
    static OTHERS: LazyLock<Regex> =
        LazyLock::new(|| re(r"(?i)\brecommend that (?:others?|users|readers|people|anyone|other forces)\b"));
    OTHERS.is_match(text)
}

/// Whether a line under recommendations tells of them, or of what was found, rather than asks.
pub(super) fn tells(text: &str) -> bool {
    // Three patterns and not one: together their states are many times as many.
    static BEGINS: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)^recommendation from (?:19|20)\d\d\b|^(?:what|how|why|who)\b[^.?]*$|^(?:a|each|every|any|our) recommendations?\b|^recommendations (?:should|must)\b|^the (?:reply|response|answer) (?:should|must|ought)\b|^(?:\d{1,2}\s+)?(?:we|i|they|he|she|it|this|these|those|our|the intent of|in \d{4}|records|one|responses should|no recommendation)\b",
        )
    });
    static INSIDE: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)\bshould have taken\b|\b(?:said|says|state[sd]?) that\b|\bdecided (?:on [^.,]{3,30} )?that\b|\b(?:has|have) (?:told|advised|informed)\b|\b(?:must|should) tell (?:me|us)\b|\bshould have (?:been|[a-z]+ed)\b|\bshould be proud\b|\b(?:should|must) (?:reply|respond|answer)(?: to (?:us|me|it|this|the (?:report|recommendations?|ombudsman|coroner)))?,? within\b|\bof the \w+ recommendations\b|\bnote that\b|recommendation is being|\b(?:makes?|made) the following\b|\bprovide (?:us|me|the ombudsman) with (?:evidence|proof)\b",
        )
    });
    static SAID: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)^[^.]{0,80}\b(?:has|have|does not|do not|did not)\s+(?:fully\s+|also\s+|not\s+)?(?:agreed?|accept(?:ed)?|reject(?:ed)?|declined|refused)\b",
        )
    });
    BEGINS.is_match(text) || INSIDE.is_match(text) || SAID.is_match(text)
}

/// Whether a sentence of a paragraph that is answered asks.
pub(super) fn asked(sentence: &Piece<'_>) -> bool {
    static FOR: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:(?:I|We) (?:also |therefore |further |would |strongly )*recommend\b|(?:My|Our) (?:\w+ )?recommendation is that\b)",
        )
    });
    static HEARD: LazyLock<Regex> = LazyLock::new(|| {
        re(r"^(?:The Committee|We|I)\s(?:also\s)?(?:noted?|heard|found|concluded?|were told|understand)\b")
    });
    FOR.is_match(sentence.text)
        || (!HEARD.is_match(sentence.text) && ASKS.is_match(sentence.text) && !tells(sentence.text))
}

/// Whether a document answers a committee's report, whose numbered paragraphs it prints, each with its answer.
pub(super) fn responding(decoded: &Decoded) -> bool {
    static RESPONSE: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)\b(?:government|department(?:al)?|executive) (?:response|reply) to (?:the|a)\b.{0,80}\b(?:committee|report)\b",
        )
    });
    decoded.pieces().into_iter().take(12).any(|p| RESPONSE.is_match(p.text))
}

/// "The service should be commissioned by another body": what something is done to does nothing itself.
pub(super) fn done_to(text: &str) -> bool {
    static DONE_TO: LazyLock<Regex> =
        LazyLock::new(|| re(r"^[\w’' -]{3,70}? (?:should|must|shall) be [a-z]+(?:ed|n|t) by (?:an?|another) "));
    DONE_TO.is_match(text)
}
