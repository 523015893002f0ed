//! A text cut at the spans that are lit in it.
//!
//! *Invariant:* the runs, put together, are the text.

/// A stretch to light, and where it leads.
pub(crate) struct Lit {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) link: String,
}

/// A run of the text: plain, or lit with where its words went.
pub(crate) struct Run {
    pub(crate) words: String,
    pub(crate) link: Option<String>,
    pub(crate) id: String,
}

/// Cuts the text at the innermost spans: an action leads to the action, not to the answer that holds it.
pub(crate) fn runs(text: &str, mut lit: Vec<Lit>) -> Vec<Run> {
    // In order of their start and, from one start, the longest first; one that holds the next is not innermost.
    lit.sort_by_key(|l| (l.start, std::cmp::Reverse(l.end)));
    let mut runs = Vec::new();
    let mut at = 0usize;
    for (i, one) in lit.iter().enumerate() {
        let next = lit.get(i + 1);
        if next.is_some_and(|n| n.end <= one.end && (n.start, n.end) != (one.start, one.end)) {
            continue;
        }
        let (start, end) = (one.start as usize, one.end as usize);
        if start < at {
            continue;
        }
        let (Some(before), Some(words)) = (text.get(at..start), text.get(start..end)) else { continue };
        runs.push(Run { words: before.to_owned(), link: None, id: String::new() });
        runs.push(Run { words: words.to_owned(), link: Some(one.link.clone()), id: format!("s{start}") });
        at = end;
    }
    runs.push(Run { words: text.get(at..).unwrap_or("").to_owned(), link: None, id: String::new() });
    runs
}
