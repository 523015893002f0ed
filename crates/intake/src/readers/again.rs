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
        // Only what a table says with a number may stand in the text without one, in more words.
        let tabled = known.reference.is_some() && action.reference.is_none();
        let known_words = domain::fold(&known.text.value);
        (long && number(known) == number(action))
            || folded.contains(&known_words)
            || (tabled && says_too(&folded, &known_words, same_owner(known, action)))
    };
    !meeting.actions.iter().any(same)
}

/// Whether both name the same owner, who begins the words of the other: "Dr Loe to draft a section".
fn same_owner(known: &ProposedTabledAction, action: &ProposedTabledAction) -> bool {
    let owner = |a: &ProposedTabledAction| a.owner.as_ref().map(|o| domain::fold(&o.value));
    owner(known).is_some_and(|o| Some(&o) == owner(action).as_ref() || domain::fold(&action.text.value).starts_with(&o))
}

/// Whether the words hold the long ones that the table has, all of them or, of one owner, two in three: "SP to draft a template message to
/// parents" is "Draft template message to parents".
fn says_too(words: &str, logged: &str, one_owner: bool) -> bool {
    let bare = |w: &str| w.trim_matches(|c: char| !c.is_alphanumeric()).trim_end_matches('s').to_owned();
    // A table's words are few.
    if logged.len() > 160 || words.len() > 400 || words.contains(" not ") != logged.contains(" not ") {
        return false;
    }
    let own: Vec<String> = logged.split_whitespace().map(bare).filter(|w| w.len() >= 4).collect();
    let all: Vec<String> = words.split_whitespace().map(bare).collect();
    let held = own.iter().filter(|w| all.contains(w)).count();
    (own.len() >= 3 && held == own.len()) || (one_owner && own.len() >= 4 && held * 3 >= own.len() * 2)
}
