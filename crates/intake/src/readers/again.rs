//! Whether an action that the minutes come to is one that they have already: a table at the end says in fewer words what stood in its place.
//!
//! *Invariant:* the first words are kept; another number is another action.

use domain::proposals::{ProposedMeeting, ProposedTabledAction};

/// The most actions that another is compared with.
const MOST: usize = 500;

/// Adds an action that the meeting does not have yet.
pub(super) fn add(action: ProposedTabledAction, meeting: &mut ProposedMeeting) {
    if new_one(&action, meeting) {
        meeting.actions.push(action);
    }
}

/// What the table has already is not an action again where the minutes come to it.
pub(super) fn new_one(action: &ProposedTabledAction, meeting: &ProposedMeeting) -> bool {
    // No meeting has as many; a file that has is not held line against line.
    if meeting.actions.len() > MOST {
        return true;
    }
    let folded = domain::fold(&action.text.value);
    let same = |known: &ProposedTabledAction| {
        let number = |a: &ProposedTabledAction| {
            a.reference
                .as_ref()
                .map(|r| domain::fold(&r.value))
                .map(|r| r.trim_start_matches("action").trim().to_owned())
        };
        // One number is one action, though the log puts it in other words.
        let long = number(action).is_some_and(|n| n.chars().count() >= 4);
        (long && number(known) == number(action)) || says_too(&folded, &domain::fold(&known.text.value))
    };
    !meeting.actions.iter().any(same)
}

/// Whether the words hold all that the log says, or nearly: "SP to draft a template message to parents" is "Draft template message to parents".
fn says_too(words: &str, logged: &str) -> bool {
    let bare = |w: &str| w.trim_matches(|c: char| !c.is_alphanumeric()).trim_end_matches('s').to_owned();
    let own: Vec<String> = logged.split_whitespace().map(bare).filter(|w| w.len() >= 4).collect();
    let all: Vec<String> = words.split_whitespace().map(bare).collect();
    let held = own.iter().filter(|w| all.contains(w)).count();
    words.contains(logged) || (own.len() >= 3 && held == own.len()) || (own.len() >= 4 && held * 4 >= own.len() * 3)
}
