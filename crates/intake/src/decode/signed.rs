//! Text that keeps Markdown's signs, as many crawls leave it ("## Response", "**Accepted**", "[the report](address)"), without them.
//!
//! *Invariant:* only signs and the addresses of links are left out; a text without them is left as it is.

use std::sync::LazyLock;

use regex::Regex;

use crate::piece::re;

static HEADING: LazyLock<Regex> = LazyLock::new(|| re(r"(?m)^[ \t]{0,3}#{1,6}[ \t]+(\S)"));
static STRONG: LazyLock<Regex> = LazyLock::new(|| re(r"\*{2,3}([^*\s][^*\n]{0,400})\*{2,3}"));
static LINK: LazyLock<Regex> =
    LazyLock::new(|| re(r"!?\[([^\[\]\n]{1,300})\]\((?:https?://|/|#|mailto:|www\.)[^()\s]{0,500}\)"));
static ESCAPED: LazyLock<Regex> = LazyLock::new(|| re(r"\\([.()\[\]_*#+-])"));

/// The text without the signs; nothing where it is not set so.
pub(super) fn without_signs(text: &str) -> Option<String> {
    // Most texts have none of them, and are not looked through. A pair of stars or a link is a sign by itself; one "#" may be a number's.
    let set = text.contains("**") && STRONG.is_match(text)
        || text.contains("](") && LINK.is_match(text)
        || text.contains('#') && HEADING.find_iter(text).nth(1).is_some();
    if !set {
        return None;
    }
    let text = LINK.replace_all(text, "$1");
    let text = STRONG.replace_all(&text, "$1");
    let text = HEADING.replace_all(&text, "$1");
    Some(ESCAPED.replace_all(&text, "$1").into_owned())
}
