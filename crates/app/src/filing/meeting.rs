//! Minutes to records: the forum, the meeting as posts and bodies, its actions; people in shared attendance records.
//!
//! *Invariant:* a person's name stands in `attendance` and in the filed proposal, both shared, and nowhere else.

use domain::privacy::{KnownPerson, MARK};
use domain::proposals::{Proposal, ProposedAttendee, ProposedMeeting, Quoted};
use domain::{
    Action, AgendaItem, Attendance, AttendanceStatus, BodyId, Change, ClaimedStatus, DocumentId, Forum, ForumId, Kind,
    Meeting, MeetingId, Quotes, Record, RecordId, Seat, Strand, Visibility,
};

use super::{Filing, note, value};
use crate::error::AppError;
use crate::ids::{seed_id, slug};

/// Ranks with the post they stand for.
const RANKS: &[(&str, &str)] = &[
    ("ACC", "Assistant Chief Constable"),
    ("DCC", "Deputy Chief Constable"),
    ("CC", "Chief Constable"),
    ("Supt", "Superintendent"),
    ("Ch Supt", "Chief Superintendent"),
    ("DCI", "Detective Chief Inspector"),
    ("DI", "Detective Inspector"),
    ("Insp", "Inspector"),
    ("Sgt", "Sergeant"),
    ("PS", "Sergeant"),
    ("DS", "Detective Sergeant"),
    ("PC", "Constable"),
    ("DC", "Detective Constable"),
];

/// The post a name's rank gives.
fn post(name: &str) -> Option<(&'static str, &'static str)> {
    RANKS.iter().copied().filter(|(rank, _)| name.starts_with(&format!("{rank} "))).max_by_key(|(rank, _)| rank.len())
}

/// The people on the attendance list, and what each is called in public.
pub(super) fn known_people(proposal: &Proposal, text: &str) -> Vec<KnownPerson> {
    let kind = proposal.document.kind;
    if matches!(kind, domain::DocumentKind::PfdReport | domain::DocumentKind::Response) {
        let mut people = super::people::of_report(text);
        people.sort_by_key(|p| std::cmp::Reverse(p.called.len()));
        return people;
    }
    let Some(meeting) = &proposal.meeting else { return Vec::new() };
    let mut people: Vec<KnownPerson> = Vec::new();
    for attendee in meeting.present.iter().chain(&meeting.apologies) {
        let name = &attendee.name.value;
        let rank = post(name);
        let bare = rank.map_or(name.as_str(), |(rank, _)| name.strip_prefix(rank).unwrap_or(name).trim());
        let surname = bare.split_whitespace().last().unwrap_or(bare);
        let body = attendee.body.as_ref().map(|b| b.value.as_str());
        let of = |post: &str| body.map_or_else(|| format!("the {post}"), |body| format!("the {post}, {body}"));
        let plain = match (rank, body) {
            (Some((_, post)), _) => of(post),
            (None, Some(body)) => format!("[{body}]"),
            (None, None) => MARK.to_owned(),
        };
        people.extend(
            [name.as_str(), bare]
                .into_iter()
                .filter(|c| c.contains(' '))
                .map(|called| KnownPerson { called: called.to_owned(), instead: plain.clone() }),
        );
        // The minutes may give a rank that the list leaves out: "Supt X" is then a post too.
        let ranked =
            |(rank, post): &(&str, &str)| KnownPerson { called: format!("{rank} {surname}"), instead: of(post) };
        people.extend(RANKS.iter().map(ranked));
    }
    people.extend(redactions(proposal, text));
    people.sort_by_key(|p| std::cmp::Reverse(p.called.len()));
    people
}

/// Words that stand where an exemption took others out, and what the public reads there (T14).
fn redactions<'a>(proposal: &'a Proposal, text: &'a str) -> impl Iterator<Item = KnownPerson> + 'a {
    proposal.warnings.iter().filter(|w| w.code == "redaction").filter_map(|w| {
        let called = text.get(w.start? as usize..w.end? as usize)?.to_owned();
        let section: String = called.chars().filter(char::is_ascii_digit).collect();
        Some(KnownPerson { called, instead: format!("[redacted: Freedom of Information Act 2000, section {section}]") })
    })
}

impl Filing<'_> {
    pub(super) fn meeting(&mut self, document: DocumentId) -> Result<(), AppError> {
        let received = self.received;
        let Some(proposed) = &received.extracted.proposal.meeting else { return Ok(()) };
        let forum = self.forum(proposed)?;
        let id = MeetingId(self.id("meeting"));
        let held = value(&proposed.held_on);
        let past = |d: &domain::PartialDate| held.is_some_and(|held| d.latest() < held.earliest());
        let (doubtful, next): (Vec<_>, Vec<_>) = proposed.next_dates.iter().map(|d| d.value).partition(past);
        let mut quotes = Quotes::new();
        note(&mut quotes, "held_on", proposed.held_on.as_ref());
        proposed.decisions.iter().enumerate().for_each(|(i, d)| note(&mut quotes, &format!("decisions.{i}"), Some(d)));
        let meeting = Meeting {
            number: self.number(Kind::Meeting)?,
            forum,
            held_on: held,
            agenda: proposed
                .agenda
                .iter()
                .map(|i| AgendaItem { number: i.number.value.clone(), title: self.public(&i.title.value) })
                .collect(),
            decisions: proposed.decisions.iter().map(|d| self.text(d)).collect(),
            strands: proposed
                .strands
                .iter()
                .map(|s| Strand {
                    number: s.number.value.clone(),
                    title: self.public(&s.title.value),
                    lead: s.lead.as_ref().map(|l| self.public(&l.value)),
                })
                .collect(),
            initial_actions: proposed.initial_actions.iter().map(|a| self.text(a)).collect(),
            present: self.seats(&proposed.present, proposed.chair.as_ref())?,
            apologies: self.seats(&proposed.apologies, None)?,
            next_dates: next,
            doubtful_dates: doubtful,
            document: Some(document),
            quotes,
        };
        self.put(id, Record::Meeting(meeting));
        self.attendance(proposed, id, forum)?;
        self.actions(proposed, id, document)
    }

    fn forum(&mut self, proposed: &ProposedMeeting) -> Result<ForumId, AppError> {
        let name = proposed
            .forum
            .as_ref()
            .map_or_else(|| "A meeting whose forum is not named".to_owned(), |f| self.public(&f.value));
        let own = slug(&name);
        if let Some(known) = self.facts.public.forum_by_slug(&own)? {
            return Ok(known);
        }
        let id = ForumId(seed_id("forum", &own));
        self.put(id, Record::Forum(Forum { slug: own, name, body: None }));
        Ok(id)
    }

    fn seats(&mut self, people: &[ProposedAttendee], chair: Option<&Quoted<String>>) -> Result<Vec<Seat>, AppError> {
        let mut seats = Vec::with_capacity(people.len());
        for person in people {
            let body = self.body_of(person)?;
            let body_name = person.body.as_ref().map_or_else(String::new, |b| b.value.clone());
            let post = post(&person.name.value).map(|(_, post)| post.to_owned());
            seats.push(Seat { body, body_name, post, chair: chair.is_some_and(|c| c.value == person.name.value) });
        }
        Ok(seats)
    }

    fn body_of(&mut self, person: &ProposedAttendee) -> Result<Option<BodyId>, AppError> {
        match &person.body {
            Some(name) => self.body(&name.value).map(Some),
            None => Ok(None),
        }
    }

    fn attendance(&mut self, proposed: &ProposedMeeting, meeting: MeetingId, forum: ForumId) -> Result<(), AppError> {
        let present = proposed.present.iter().map(|p| (p, AttendanceStatus::Present));
        let absent = proposed.apologies.iter().map(|p| (p, AttendanceStatus::Apologies));
        for (i, (person, status)) in present.chain(absent).enumerate() {
            let attendance = Attendance {
                meeting,
                person: person.name.value.clone(),
                post: post(&person.name.value).map(|(_, post)| post.to_owned()),
                body: self.body_of(person)?,
                body_name: person.body.as_ref().map_or_else(String::new, |b| b.value.clone()),
                status,
            };
            let id = RecordId(self.id(&format!("attendance {i}")));
            let visibility = Visibility::Shared(vec![forum.into()]);
            self.changes.push(Change { id, visibility, record: Record::Attendance(attendance) });
        }
        Ok(())
    }

    fn actions(
        &mut self,
        proposed: &ProposedMeeting,
        meeting: MeetingId,
        document: DocumentId,
    ) -> Result<(), AppError> {
        for (i, row) in proposed.actions.iter().enumerate() {
            let reference = row.reference.as_ref().map(|r| r.value.clone());
            let (owner, stated) = (row.owner.as_ref(), row.update.as_ref().map(|u| self.public(&u.value)));
            let action = Action {
                action_ref: reference,
                tabled: Some(true),
                claimed: stated.as_deref().and_then(claim),
                stated,
                ..self.set(&row.text, owner, meeting, document)?
            };
            self.put(domain::ActionId(self.id(&format!("tabled {i}"))), Record::Action(action));
        }
        for (i, said) in proposed.untabled_actions.iter().enumerate() {
            let action =
                Action { tabled: Some(false), ..self.set(&said.text, said.owner.as_ref(), meeting, document)? };
            self.put(domain::ActionId(self.id(&format!("untabled {i}"))), Record::Action(action));
        }
        Ok(())
    }

    /// An action as a meeting set it, its owner as a post.
    fn set(
        &mut self,
        text: &Quoted<String>,
        owner: Option<&Quoted<String>>,
        meeting: MeetingId,
        document: DocumentId,
    ) -> Result<Action, AppError> {
        let mut quotes = Quotes::new();
        note(&mut quotes, "text", Some(text));
        Ok(Action {
            number: self.number(Kind::Action)?,
            action_ref: None,
            text: self.text(text),
            wordings: Vec::new(),
            parts: Vec::new(),
            body: None,
            owner: owner.map(|o| as_owner(&self.public(&o.value))),
            tense: None,
            due: None,
            measure: None,
            happened_on: None,
            amended: Vec::new(),
            stated: None,
            claimed: None,
            recommendations: Vec::new(),
            meeting: Some(meeting),
            tabled: None,
            response: None,
            document: Some(document),
            quotes,
        })
    }
}

/// "The Chief Constable, X" as it stands alone in a cell.
fn as_owner(words: &str) -> String {
    words.strip_prefix("The ").map_or_else(|| words.to_owned(), str::to_owned)
}

/// A status word of an action table on our axis; a word nobody knows claims nothing.
fn claim(words: &str) -> Option<ClaimedStatus> {
    match words.trim().to_lowercase().as_str() {
        "new" | "not started" | "open" | "awaiting allocation" => Some(ClaimedStatus::NotStarted),
        "ongoing" | "in progress" | "on track" | "underway" | "amber" => Some(ClaimedStatus::InProgress),
        "complete" | "completed" | "closed" | "done" | "discharged" | "green" => Some(ClaimedStatus::Complete),
        "withdrawn" | "cancelled" | "rejected" => Some(ClaimedStatus::WillNotDo),
        _ => None,
    }
}
