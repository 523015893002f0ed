//! What somebody undertook in a meeting's words and nobody tabled: "DC promised to send the figures", "Ms Short will include it".
//!
//! *Invariant:* it is proposed as untabled; what happens without anybody doing it is no promise.

use std::sync::LazyLock;

use domain::proposals::{ProposedMeeting, ProposedUntabled};
use regex::Regex;

use super::minutes::in_list;
use super::{attendance, marked};
use crate::decode::{BlockKind, Decoded};
use crate::piece::re;

static COMMITS: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?ix)\bwill\ be\ (?:brought|raised|taken|shared|circulated|drafted|sent|added|discussed\ at|fed\ back) | \b(?:happy|willing)\ to\ (?:be\ tasked|take|lead|help|look)
        | \b(?:volunteered|offered|undertook|agreed|committed)\ to\b | \bsuggested\ that\ the\ (?:group|board|committee|panel)\b
        | \bintention\ of\ the\ (?:group|board|committee|panel)\b | \b(?:was|were)\ asked\ (?:for|to)\b | \bto\ (?:report|feed)\ back\b | \bwill\ (?:circulate|share|draft|send|speak\ to|write\ to|contact|arrange|look\ into|bring)\b
        | \bwould\ (?:raise|be\ outside|be\ glad|get|send|bring|speak|write|check|find\ out|look\ into|take|ask|circulate|share)\b | \bsaid\ (?:he|she|they)(?:\ would|['’]d)\b | \bsaid\ that\ (?:he|she)\ would\b
        | \b(?:agreed|confirmed|undertook|promised|resolved)\ that\ [^.]{2,60}?\b(?:would|will)\ (?:also\ |be\ )?[a-z]{3,}
        | ^(?:[A-Z]{2,4}|(?:Mr|Mrs|Ms|Miss|Dr|Prof|Cllr|Supt|Insp|DCI|DI|ACC|DCC|CC|PC|Sgt)\.?\ [\w’'-]+(?:\ [\w’'-]+){0,2})\ to\ [a-z]{3,}
        | \bbe\ requested\ to\b 
        | \bagreed,?\ and\ will\ [a-z] | \baccepted\ the\ point\ and\ would\b | \bwould\ (?:discuss|remind|model)\b | \bwill\ (?:remind|check\ with|look\ into)\b | \bpromised\ to\b | \boffered\ (?:to|the|a)\b | \bundertook\b | \bwas\ asked\ to\b | \basked\ that\b",
    )
});

/// Adds what somebody undertook in words; what stands in the table, or is marked as an action, is not proposed again.
pub(super) fn read(decoded: &Decoded, meeting: &mut ProposedMeeting) {
    let tabled: Vec<String> = meeting.actions.iter().take(500).map(|a| domain::fold(&a.text.value)).collect();
    let mut found = Vec::new();
    for (i, block) in decoded.blocks.iter().enumerate() {
        let piece = decoded.piece(block);
        if marked::INLINE.is_match(piece.text) {
            continue;
        }
        let initial = matches!(block.kind, BlockKind::Numbered(_))
            && in_list(&decoded.blocks, i)
            && meeting.initial_actions.iter().any(|a| a.start == crate::piece::to32(piece.start));
        if initial {
            found.push(ProposedUntabled { text: piece.quoted(75), owner: None });
            continue;
        }
        let mut commits = piece.sentences();
        commits.retain(|s| (COMMITS.is_match(&s.clean()) || promises(&s.clean())) && !s.text.ends_with('?'));
        for sentence in &commits {
            let folded = domain::fold(sentence.text);
            // What stands in the table, or is marked as an action, is not proposed again.
            if tabled.iter().any(|t| t.split(' ').count() > 3 && folded.contains(t.as_str())) {
                continue;
            }
            let owner = attendance::owner(sentence, &meeting.present);
            found.push(ProposedUntabled { text: sentence.quoted(70), owner });
        }
    }
    meeting.untabled_actions = found;
}

/// "Ms Short will include it in the review": somebody by name, and a thing that they can do.
fn promises(sentence: &str) -> bool {
    static WILL: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:She|He|They|The (?:Chair|Clerk|Secretary)\w*|[A-Z]{2,4}|(?:Mr|Mrs|Ms|Miss|Dr|Prof|Cllr|Supt|Insp|DCI|DI|ACC|DCC|CC|PC|Sgt)\.? [\w’'-]+(?: [\w’'-]+){0,2}|[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,2}) will (?:also )?(?P<does>[a-z]{2,})\b",
        )
    });
    const HAPPENS: &[&str] = &[
        "be", "go", "have", "continue", "need", "remain", "become", "not", "likely", "start", "begin", "come", "end",
        "last", "cost", "open", "close", "apply", "affect", "cover", "run", "depend", "only", "then", "now", "mean",
        "allow", "help", "take", "still", "receive", "cease", "see", "serve", "focus", "include",
    ];
    WILL.captures(sentence).and_then(|c| c.name("does")).is_some_and(|does| !HAPPENS.contains(&does.as_str()))
}
