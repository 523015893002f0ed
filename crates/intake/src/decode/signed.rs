//! Text that keeps Markdown's signs, as many crawls leave it ("## Response", "**Accepted:**", "[the report](address)"), without them.
//!
//! *Invariant:* only signs and the addresses of links are left out; a text that is not set so is left as it is, and so are the stars
//! around an exemption ("**S31 Law Enforcement**"), which say that words were taken out.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::piece::re;

static HEADING: LazyLock<Regex> = LazyLock::new(|| re(r"(?m)^[ \t]{0,3}#{1,6}[ \t]+(\S)"));
static STRONG: LazyLock<Regex> = LazyLock::new(|| re(r"\*{2,3}([^*\s][^*\n]{0,400})\*{2,3}"));
/// A line that begins so: a heading or a label. Within a sentence the stars may be the document's own.
static BEGINS: LazyLock<Regex> = LazyLock::new(|| re(r"(?m)^[ \t]{0,3}\*{2,3}([^*\s][^*\n]{0,400})\*{2,3}"));
static EXEMPT: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)^(?:s\.?\s?|section )\d|redacted"));
static LINK: LazyLock<Regex> =
    LazyLock::new(|| re(r"!?\[([^\[\]\n]{1,300})\]\((?:https?://|/|#|mailto:|www\.)[^()\s]{0,500}\)"));
static ESCAPED: LazyLock<Regex> = LazyLock::new(|| re(r"\\([.()\[\]_*#+-])"));

/// The text without the signs; nothing where it is not set so.
pub(super) fn without_signs(text: &str) -> Option<String> {
    let exempt = |c: &Captures<'_>| c.get(1).is_some_and(|inner| EXEMPT.is_match(inner.as_str()));
    // Most texts have none of them, and are not looked through. One "#" may be a number's, two stars a footnote's.
    let set = text.contains("**") && BEGINS.captures_iter(text).any(|c| !exempt(&c))
        || text.contains("](") && LINK.is_match(text)
        || text.contains('#') && HEADING.find_iter(text).nth(1).is_some();
    if !set {
        return None;
    }
    let inner = |c: &Captures<'_>| c.get(usize::from(!exempt(c))).map_or("", |m| m.as_str()).to_owned();
    let text = LINK.replace_all(text, "$1");
    let text = STRONG.replace_all(&text, inner);
    let text = HEADING.replace_all(&text, "$1");
    Some(ESCAPED.replace_all(&text, "$1").into_owned())
}
