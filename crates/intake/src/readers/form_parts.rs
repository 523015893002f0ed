//! The parts of a coroner's form, and the headings that open them in the words that forms have for them.
//!
//! *Invariant:* what opens a part is compared as a scan may have it, never taken for what it is not by a part of a word.

use std::sync::LazyLock;

/// The parts of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Head,
    SentTo,
    Powers,
    Investigation,
    Circumstances,
    Concerns,
    Action,
    Response,
    Copies,
    Signed,
    Other,
}

/// A heading of the form, as scanned letters may have it (`C0NCERNS`, `lNQUEST`): compared after [`loose`].
const HEADINGS: &[(&str, Part)] = &[
    ("this report is being sent to", Part::SentTo),
    ("report is being sent to", Part::SentTo),
    ("this report is sent to", Part::SentTo),
    ("this report is being made to", Part::SentTo),
    ("this report is made to", Part::SentTo),
    ("this report is addressed to", Part::SentTo),
    ("this report is directed to", Part::SentTo),
    ("this report has been sent to", Part::SentTo),
    ("this report was sent to", Part::SentTo),
    ("report sent to", Part::SentTo),
    ("report addressed to", Part::SentTo),
    ("addressed to", Part::SentTo),
    ("sent to", Part::SentTo),
    ("report to", Part::SentTo),
    ("coroner's legal powers", Part::Powers),
    ("legal powers", Part::Powers),
    ("legal power", Part::Powers),
    ("coroner's concerns", Part::Concerns),
    ("coroners concerns", Part::Concerns),
    ("coroner's concern", Part::Concerns),
    ("the matters of concern", Part::Concerns),
    ("matters of concern", Part::Concerns),
    ("matter of concern", Part::Concerns),
    ("the matter of concern", Part::Concerns),
    ("my concerns are", Part::Concerns),
    ("my concerns", Part::Concerns),
    ("areas of concern", Part::Concerns),
    ("issues of concern", Part::Concerns),
    ("concerns", Part::Concerns),
    ("investigation and inquest", Part::Investigation),
    ("inquest", Part::Investigation),
    ("circumstances of the death", Part::Circumstances),
    ("circumstances of death", Part::Circumstances),
    ("summary of circumstances", Part::Circumstances),
    ("summary of the circumstances", Part::Circumstances),
    ("circumstances", Part::Circumstances),
    ("action should be taken", Part::Action),
    ("action to be taken", Part::Action),
    ("action required", Part::Action),
    ("action", Part::Action),
    ("your response", Part::Response),
    ("response required", Part::Response),
    ("duty to respond", Part::Response),
    ("your duty to respond", Part::Response),
    ("response", Part::Response),
    ("copies and publication", Part::Copies),
    ("copies", Part::Copies),
    ("copied to", Part::Copies),
    ("copy to", Part::Copies),
    ("distribution", Part::Copies),
    ("publication", Part::Copies),
    ("coroner", Part::Other),
    ("deceased", Part::Other),
    ("date of death", Part::Other),
    ("signed", Part::Signed),
    ("date of report", Part::Signed),
    ("dated", Part::Signed),
    ("date", Part::Signed),
    ("responses", Part::Other),
    ("related", Part::Other),
];

/// The headings after [`loose`], with their length in characters.
pub(super) static LOOSE: LazyLock<Vec<(String, usize, Part)>> = LazyLock::new(|| {
    HEADINGS.iter().map(|(words, part)| (loose(words), loose(words).chars().count(), *part)).collect()
});

pub(super) static REPORT: LazyLock<String> = LazyLock::new(|| loose("report "));

/// Whether a line ends by saying that whom the report goes to comes next.
pub(super) fn sent_at_the_end(folded: &str) -> bool {
    let ahead = folded.strip_suffix(':');
    ahead.is_some_and(|line| {
        LOOSE.iter().any(|(words, _, part)| *part == Part::SentTo && line.ends_with(words.as_str()))
    })
}

/// Letters as a scan may have mixed them up, all made one.
pub(super) fn loose(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '0' => out.push('o'),
            '1' | 'I' | 'i' | '|' | 'L' => out.push('l'),
            '’' | '‘' => out.push('\''),
            c => out.extend(c.to_lowercase()),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}
