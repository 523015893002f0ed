//! Markdown to blocks, by way of the page it stands for.
//!
//! *Invariant:* HTML inside it is treated as HTML is: nothing of it runs.

use std::borrow::Cow;

use pulldown_cmark::{Options, Parser};

use super::{DecodeError, Decoded, html};

pub(super) fn decode(text: &str) -> Result<Decoded, DecodeError> {
    let mut page = String::with_capacity(text.len() * 2);
    pulldown_cmark::html::push_html(
        &mut page,
        Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH),
    );
    let mut decoded = html::decode(&page)?;
    decoded.media_type = Cow::Borrowed("text/markdown");
    decoded.decoder = Cow::Borrowed("markdown/1");
    Ok(decoded)
}
