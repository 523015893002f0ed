//! Spaces that only their width, or their hold on the next word, sets apart from plain ones: pages and word processors leave them
//! anywhere. Readers are given plain ones; what they find is placed back where it stands in the text as it is.
//!
//! *Invariant:* a place in the plain text and its place in the real one name the same words.

use serde_json::Value;

use crate::Extracted;
use crate::decode::{BlockKind, Decoded, is_other_space};

/// A document with plain spaces, and where it is shorter than the real one.
pub(crate) struct Plain {
    /// The document as readers see it.
    pub(crate) decoded: Decoded,
    /// Where a wider character stood, in the plain text, and how many bytes the real text is ahead after it.
    ahead: Vec<(usize, usize)>,
}

impl Plain {
    /// The document with plain spaces, if it has others.
    pub(crate) fn of(decoded: &Decoded) -> Option<Plain> {
        if !decoded.text.contains(is_other_space) {
            return None;
        }
        let (mut ahead, mut total) = (Vec::new(), 0);
        // For places in the real text, as they come: how many bytes earlier they stand in the plain one.
        let mut behind: Vec<(usize, usize)> = Vec::new();
        for (at, c) in decoded.text.char_indices().filter(|(_, c)| is_other_space(*c)) {
            let plain = at - total;
            total += c.len_utf8() - 1;
            ahead.push((plain, total));
            behind.push((at, total));
        }
        let earlier = |place: usize| place - before(&behind, place);
        let mut out = decoded.clone();
        out.text = decoded.text.replace(is_other_space, " ");
        for block in &mut out.blocks {
            (block.start, block.end) = (earlier(block.start), earlier(block.end));
        }
        Some(Plain { decoded: out, ahead })
    }

    /// What was read of the plain text, as it stands in the real one.
    pub(crate) fn placed_back(&self, read: Extracted, real: &Decoded) -> Extracted {
        let text = if read.text == self.decoded.text { real.text.clone() } else { self.blanked(&read.text, real) };
        let Ok(mut value) = serde_json::to_value(&read.proposal) else { return read };
        self.move_spans(&mut value);
        match serde_json::from_value(value) {
            Ok(proposal) => Extracted { text, proposal, ..read },
            Err(_) => read,
        }
    }

    fn move_spans(&self, value: &mut Value) {
        match value {
            Value::Array(all) => all.iter_mut().for_each(|v| self.move_spans(v)),
            Value::Object(map) => {
                for name in ["start", "end"] {
                    let place = map.get(name).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
                    if let Some(place) = place {
                        map.insert(name.to_owned(), Value::from(place + before(&self.ahead, place)));
                    }
                }
                map.values_mut().for_each(|v| self.move_spans(v));
            }
            _ => {}
        }
    }

    /// The real text with blanks where `kept`, of the plain text, has them and the plain text does not.
    fn blanked(&self, kept: &str, real: &Decoded) -> String {
        let mut out = String::with_capacity(real.text.len());
        let mut at = 0;
        for c in real.text.chars() {
            let width = if is_other_space(c) { 1 } else { c.len_utf8() };
            if kept.get(at..at + width) == self.decoded.text.get(at..at + width) {
                out.push(c);
            } else {
                out.extend(std::iter::repeat_n(' ', c.len_utf8()));
            }
            at += width;
        }
        out.truncate(out.trim_end().len());
        out
    }
}

/// The document with a plain space where a paragraph goes on in the next line because the page is no wider: every place stays as it
/// is. Nothing where no paragraph does.
pub(crate) fn unwrapped(decoded: &Decoded) -> Option<Decoded> {
    /// The shortest line, in characters, that the page's width broke.
    const WIDE: usize = 60;
    let mut ends: Vec<usize> = Vec::new();
    for block in decoded.blocks.iter().filter(|b| b.kind != BlockKind::Row) {
        let own = decoded.text.get(block.start..block.end).unwrap_or("");
        let mut from = 0;
        for (at, _) in own.match_indices('\n') {
            let broken = |line: &str| line.chars().count() >= WIDE && !line.ends_with('-');
            let wide = own.get(from..at).is_some_and(|line| broken(line.trim()));
            // What is set further in, and begins with a capital, stands under the line and not in it.
            let under = own
                .get(at + 1..)
                .is_some_and(|next| next.starts_with("    ") && next.trim_start().starts_with(char::is_uppercase));
            let wide = wide && !under;
            ends.extend(wide.then_some(block.start + at));
            from = at + 1;
        }
    }
    if ends.is_empty() {
        return None;
    }
    let mut text = String::with_capacity(decoded.text.len());
    let mut from = 0;
    for end in ends {
        text.push_str(decoded.text.get(from..end).unwrap_or(""));
        text.push(' ');
        from = end + 1;
    }
    text.push_str(decoded.text.get(from..).unwrap_or(""));
    Some(Decoded { text, ..decoded.clone() })
}

/// How much was gathered by the last entry before `place`.
fn before(gathered: &[(usize, usize)], place: usize) -> usize {
    let at = gathered.partition_point(|(from, _)| *from < place);
    at.checked_sub(1).and_then(|i| gathered.get(i)).map_or(0, |(_, total)| *total)
}

#[cfg(test)]
mod tests {
    use crate::lexicon::Lexicon;

    /// A value read through hard and thin spaces stands, in the file as it is, where its span says.
    #[test]
    fn what_is_read_through_hard_spaces_stands_where_its_span_says() {
        let page = "Recommendations - Wexmoor Police, March 2021\n\nThe IOPC recommends that Wexmoor Police reminds all officers of what must be said before a search.\n\nDo you accept the recommendation?\nYes\n\nAccepted action:\nA reminder was sent on 4 May 2021.\n";
        let hard = page
            .replace("Wexmoor Police", "Wexmoor\u{a0}Police")
            .replace("Do you", "Do\u{202f}you")
            .replace("4 May", "4\u{2003}May");
        let read = crate::extract("a.txt", hard.as_bytes(), &Lexicon::default()).map_err(|e| e.to_string());
        let plain = crate::extract("a.txt", page.as_bytes(), &Lexicon::default()).map_err(|e| e.to_string());
        let (Ok(read), Ok(plain)) = (read, plain) else { return assert_eq!("read", "not read") };
        assert_eq!(read.text, hard);
        let answers =
            |p: &domain::proposals::Proposal| p.recommendations.iter().map(|r| r.responses.len()).sum::<usize>();
        assert_eq!((answers(&read.proposal), answers(&plain.proposal)), (1, 1));
        for one in &read.proposal.recommendations {
            let span = hard.get(one.text.start as usize..one.text.end as usize).unwrap_or("");
            assert_eq!(span.split_whitespace().collect::<Vec<_>>().join(" "), one.text.value);
            assert!(one.text.value.contains("Wexmoor Police reminds"), "{}", one.text.value);
        }
        let action = read.proposal.recommendations.iter().flat_map(|r| &r.responses).flat_map(|p| &p.actions).next();
        let due = action.map(|a| hard.get(a.text.start as usize..a.text.end as usize).unwrap_or(""));
        assert_eq!(due, Some("A reminder was sent on 4\u{2003}May 2021."));
    }
}
