//! The answers that a body is asked for again: a rejoinder named a day, and nothing has been handed over since.
//!
//! *Invariant:* what was handed over is looked for where the body's own answers are kept, so that nobody is chased for what they sent.

use app::AppError;
use view::ReplyAsked;

use super::page::Site;

/// The answers that a body still owes to rejoinders, those wanted first before others, so many at most.
pub(crate) fn owed(site: &Site, slug: &str, most: usize) -> Result<Vec<ReplyAsked>, AppError> {
    let mut owed = Vec::new();
    for asked in site.app.read_public(|view| view.replies_asked(slug, most))? {
        if !site.app.read_workspace(|view| view.handed_over_since(&asked))? {
            owed.push(asked);
        }
    }
    Ok(owed)
}
