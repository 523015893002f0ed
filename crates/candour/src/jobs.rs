//! What goes on by itself: reminders of due days to those who have to answer, the steps that are reached when nobody does, and news of searches to those who follow them;
//! what ends on its day and erasures that were interrupted are carried through, and what everybody asks first is counted.
//!
//! Neither is queued by acts. Each round asks the register how things stand; what it sends has a name made of what it is about, for whom and
//! when, so that a round that is repeated after a crash sends nothing twice and misses nothing.
//!
//! *Invariant:* writes letters itself, and records only through `app`; a letter's delivery is `letters`' work.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use accounts::{Letter, Subscription};
use app::AppError;
use domain::{ActorId, BodyId, DraftState, Role, Timeliness};
use jiff::ToSpan;
use jiff::civil::Date;
use view::{AsOf, DueRow, ReplyAsked, Sort};

use crate::config::Mail;
use crate::now;
use crate::web::analysis::{ask_ahead, common, warm};
use crate::web::answers::{Line, lines};
use crate::web::feeds::entry_words;
use crate::web::recommendation_drafts::held_clock;
use crate::web::replies;
use crate::web::search::{Pairs, Searched};
use crate::web::{Site, number};

/// How often it is looked.
const EVERY: Duration = Duration::from_secs(2);
/// Duties of one state that are looked at for one body.
const DUTIES: usize = 2000;
/// Recommendations told of in one letter.
const NEWS: usize = 50;

/// Looks, for as long as the program runs.
pub(crate) fn follow(site: &Arc<Site>, mail: Mail) {
    let site = Arc::downgrade(site);
    std::thread::spawn(move || {
        let mut reminded: Option<Date> = None;
        let mut counted = None;
        let mut ahead = None;
        while let Some(site) = site.upgrade() {
            let today = now::today();
            if reminded != Some(today) {
                let settled = || {
                    site.app.settle_sealed(now::now())?;
                    site.app.expire_outcomes(&now::operator())
                };
                match remind(&site, &mail, today)
                    .and_then(|()| remind_of_publishing(&site, &mail, today))
                    .and_then(|()| climb(&site, today))
                    .and_then(|()| settled())
                {
                    Ok(_) => reminded = Some(today),
                    Err(error) => tracing::error!(%error, "reminders could not be written"),
                }
            }
            match site.app.settle_erasures(&now::operator(), &mut |_| ()) {
                Ok(0) => {}
                // What was made for downloading before an erasure is made again.
                Ok(_) => site.downloads.forget(),
                Err(error) => tracing::error!(%error, "an erasure could not be carried through"),
            }
            if let Err(error) = tell_served(&site, today).and_then(|()| tell_came(&site, today)) {
                tracing::error!(%error, "letters on what was served or came could not be written");
            }
            if let Err(error) = tell(&site, &mail) {
                tracing::error!(%error, "news could not be written");
            }
            // What everybody asks first of the analyst's page is counted before anybody does.
            let now = Some((site.app.search().come(), today));
            if counted != now && site.app.read_public(|view| Ok(warm(&site, view, today))).is_ok_and(|done| done) {
                counted = now;
            } else if ahead != now {
                // While nothing comes: the rest of what is likely to be asked, each by itself, so that no reader waits for all of them.
                let asked = site.app.read_public(|view| Ok(common(&site, view, today).unwrap_or_default()));
                for one in asked.unwrap_or_default() {
                    if now != Some((site.app.search().come(), today)) {
                        break;
                    }
                    let kept = site.app.read_public(|view| Ok(ask_ahead(&site, view, today, &one)));
                    if !kept.unwrap_or(false) {
                        break;
                    }
                }
                ahead = now;
            }
            drop(site);
            std::thread::sleep(EVERY);
        }
    });
}

/// Whether a duty is to be reminded of on a day: so many days before, on the day, or every seventh after.
fn is_rung(ladder: &[i64], days_late: i64) -> bool {
    if days_late > 0 { days_late % 7 == 0 } else { ladder.contains(&-days_late) }
}

/// Who speaks, writes or signs for which body: everybody with one of these roles who can sign in.
fn people_as(site: &Site, roles: &[Role], today: Date) -> Result<BTreeMap<BodyId, Vec<ActorId>>, AppError> {
    let mut bodies: BTreeMap<BodyId, Vec<ActorId>> = BTreeMap::new();
    for (actor, user) in site.app.accounts().users(now::now())? {
        if !user.active() {
            continue;
        }
        for held in site.app.read_workspace(|view| view.roles_of(actor, today))? {
            if let Some(body) = held.body.filter(|_| roles.contains(&held.role)) {
                let people = bodies.entry(body).or_default();
                if !people.contains(&actor) {
                    people.push(actor);
                }
            }
        }
    }
    Ok(bodies)
}

/// Whoever works for a body but who only gives roles: one that is sent a copy may have clerks alone.
const WORKING: [Role; 5] = [Role::Approver, Role::Contributor, Role::Viewer, Role::Clerk, Role::Assurer];

/// Writes to the clerks of a body that was handed an answer, and to those who work for a body that was disclosed one.
fn tell_came(site: &Site, today: Date) -> Result<(), AppError> {
    const JOB: &str = "came";
    let (accounts, s) = (site.app.accounts(), &site.strings);
    let from = accounts.cursor(JOB, now::now())?.unwrap_or(0);
    let rows = site.app.read_workspace(|view| view.came_after(from, 100))?;
    let Some(last) = rows.last().map(|(.., seq)| *seq) else { return Ok(()) };
    let (clerks, all) = (people_as(site, &[Role::Clerk], today)?, people_as(site, &WORKING, today)?);
    for (row, holders, _) in rows {
        let disclosed = row.draft.disclosed_of.is_some();
        let (people, lead) = if disclosed { (&all, "came-disclosed") } else { (&clerks, "came-handed-over") };
        let (id, author) = (row.id, row.draft.author);
        let by =
            site.app.read_public(|view| view.body_ref_of(author.into()))?.map(|body| body.name).unwrap_or_default();
        let link = format!("{}/answers/{}", site.address, row.n);
        let Some(line) = lines(site, vec![row])?.pop() else { continue };
        let mut text = format!("{} {link}\n", s.ww(lead, &by, &line.first));
        if let Some(day) = &line.publish_by {
            text.push_str(&format!("\n{}\n", s.w("rec-publish-by", crate::working::stated_words(day))));
        }
        for actor in
            holders.iter().filter(|body| **body != author).flat_map(|body| people.get(body).into_iter().flatten())
        {
            let Some(user) = accounts.user(*actor, now::now())? else { continue };
            let (called, subject) = (format!("came {id} {actor}"), s.w("came-subject", &by));
            let letter = Letter { name: &called, to: &user.email, subject: &subject, text: &text, stop: None };
            accounts.write_letter(&letter, now::now())?;
        }
    }
    Ok(accounts.move_cursor(JOB, last, now::now())?)
}

/// Writes to those who answer for the bodies that a recommendation was made or copied to, once it is made and again when it becomes public.
fn tell_served(site: &Site, today: Date) -> Result<(), AppError> {
    const JOB: &str = "served";
    let (accounts, s) = (site.app.accounts(), &site.strings);
    let from = accounts.cursor(JOB, now::now())?.unwrap_or(0);
    let rows = site.app.read_workspace(|view| view.served_after(from, 100))?;
    let Some(last) = rows.last().map(|row| row.seq) else { return Ok(()) };
    let people = people_as(site, &WORKING, today)?;
    let name = |body: BodyId| site.app.read_public(|view| view.body_ref_of(body.into()));
    for row in rows {
        let by = name(row.draft.recommending_body)?.map(|body| body.name).unwrap_or_default();
        let number = match row.draft.recommendation {
            Some(id) => site.app.read_public(|view| view.recommendation_number(id))?,
            None => None,
        };
        let state = row.draft.state.as_str();
        let (lead, link) = match number {
            Some(number) => (s.t("served-public"), format!("{}/recommendations/REC-{number}", site.address)),
            None => (s.t("served-embargoed"), format!("{}/making/{}", site.address, row.n)),
        };
        let mut served: Vec<BodyId> = Vec::new();
        for body in row.draft.content.addressees.iter().chain(&row.draft.content.copied_to) {
            let heir = site.app.read_public(|view| view.heir_of(*body))?;
            for one in [*body, heir] {
                if !served.contains(&one) {
                    served.push(one);
                }
            }
        }
        for body in &served {
            let to = name(*body)?.map(|body| body.name).unwrap_or_default();
            let text = format!("{}\n\n{lead} {link}\n", s.ww("served-made", &by, &to));
            for actor in people.get(body).into_iter().flatten() {
                let Some(user) = accounts.user(*actor, now::now())? else { continue };
                let (called, subject) =
                    (format!("served {} {state} {actor} {body}", row.id), s.w("served-subject", &by));
                let letter = Letter { name: &called, to: &user.email, subject: &subject, text: &text, stop: None };
                accounts.write_letter(&letter, now::now())?;
            }
        }
    }
    Ok(accounts.move_cursor(JOB, last, now::now())?)
}

/// Writes today's reminders: one letter for each person and body, with all that its ladder says today.
fn remind(site: &Site, mail: &Mail, today: Date) -> Result<(), AppError> {
    let accounts = site.app.accounts();
    for (id, people) in people_as(site, &[Role::Approver, Role::Contributor], today)? {
        let Some(body) = site.app.read_public(|view| view.body_ref_of(id.into()))? else { continue };
        let mut due: Vec<Reminded> = Vec::new();
        for state in [Timeliness::Overdue, Timeliness::PossiblyOverdue, Timeliness::DueSoon, Timeliness::NotDue] {
            let rows =
                site.app.read_public(|view| view.due(Some(&body.slug), state, (today, AsOf::Now), None, DUTIES))?.rows;
            due.extend(rows.into_iter().filter_map(Reminded::of));
        }
        due.extend(held_back(site, id, &people, today)?);
        due.extend(replies::owed(site, &body.slug, DUTIES)?.into_iter().map(|asked| Reminded::again(asked, today)));
        due.retain(|one| is_rung(&mail.reminders, one.late));
        if due.is_empty() {
            continue;
        }
        let (subject, text) = reminder(site, &body.name, &due);
        for actor in people {
            let Some(user) = accounts.user(actor, now::now())? else { continue };
            let name = format!("reminder {actor} {} {today}", body.slug);
            accounts.write_letter(
                &Letter { name: &name, to: &user.email, subject: &subject, text: &text, stop: None },
                now::now(),
            )?;
        }
    }
    Ok(())
}

/// Writes to the clerks of a body that was handed answers which have to be published by a day, on the same ladder as those who answer.
fn remind_of_publishing(site: &Site, mail: &Mail, today: Date) -> Result<(), AppError> {
    let accounts = site.app.accounts();
    for (id, clerks) in people_as(site, &[Role::Clerk], today)? {
        let (Some(first), Some(body)) = (clerks.first(), site.app.read_public(|view| view.body_ref_of(id.into()))?)
        else {
            continue;
        };
        let mut rows = site.app.read_workspace(|view| view.drafts_received(id, *first, today, DUTIES))?;
        rows.retain(|row| row.draft.state == DraftState::Submitted);
        let mut due: Vec<Reminded> =
            lines(site, rows)?.into_iter().filter_map(|l| Reminded::to_publish(l, today)).collect();
        due.retain(|one| is_rung(&mail.reminders, one.late));
        if due.is_empty() {
            continue;
        }
        let (s, list) = (&site.strings, reminded_lines(site, &due));
        let text = format!("{}\n\n{list}\n\n{}/oversight\n", s.w("publishing-lead", &body.name), site.address);
        let subject = s.w("publishing-subject", &body.name);
        for actor in clerks {
            let Some(user) = accounts.user(actor, now::now())? else { continue };
            let name = format!("publishing {actor} {} {today}", body.slug);
            let letter = Letter { name: &name, to: &user.email, subject: &subject, text: &text, stop: None };
            accounts.write_letter(&letter, now::now())?;
        }
    }
    Ok(())
}

/// Tells the clerks of each body that has a ladder which steps of it are reached, once, also where nobody looked for some days.
fn climb(site: &Site, today: Date) -> Result<(), AppError> {
    const JOB: &str = "ladder";
    let (accounts, s, epoch) = (site.app.accounts(), &site.strings, Date::constant(1970, 1, 1));
    let days = |day: Date| u64::try_from(day.since(epoch).map_or(0, |span| span.get_days())).unwrap_or(0);
    // A clock that was wrong once, far ahead, does not keep it silent until then.
    let last = accounts.cursor(JOB, now::now())?.unwrap_or(days(today).saturating_sub(1)).min(days(today));
    let back = i64::try_from(days(today) - last).unwrap_or(0);
    for (body, clerks) in people_as(site, &[Role::Clerk], today)? {
        let Some(ladder) = site.app.read_workspace(|view| view.ladder_of(body))? else { continue };
        let mut lines = Vec::new();
        for (step, rung) in (1..).zip(&ladder.rungs) {
            let to = today.saturating_sub(i64::from(rung.days).days());
            let reached = (to.saturating_sub(back.days()), to);
            for row in site.app.read_public(|view| view.due_by_between(body, reached, DUTIES))? {
                let whose = row.row.to.map(|to| to.name).unwrap_or_default();
                let which = s.ww("rec-escalated", step, ladder.rungs.len());
                let reference = row.row.reference;
                lines.push(format!(
                    "{reference}, {whose}. {which} {} ({}). {}/recommendations/{reference}",
                    rung.what, rung.who, site.address
                ));
            }
        }
        if lines.is_empty() {
            continue;
        }
        let name =
            site.app.read_public(|view| view.body_ref_of(body.into()))?.map(|body| body.name).unwrap_or_default();
        let text = format!("{}\n\n{}\n\n{}/oversight\n", s.w("rung-lead", &name), lines.join("\n"), site.address);
        for actor in clerks {
            let Some(user) = accounts.user(actor, now::now())? else { continue };
            let (called, subject) = (format!("ladder {actor} {body} {today}"), s.w("rung-subject", &name));
            let letter = Letter { name: &called, to: &user.email, subject: &subject, text: &text, stop: None };
            accounts.write_letter(&letter, now::now())?;
        }
    }
    Ok(accounts.move_cursor(JOB, days(today), now::now())?)
}

/// An answer that somebody is reminded of.
struct Reminded {
    reference: String,
    /// Its page, from the site's own address on.
    path: String,
    due: String,
    /// Days since it was due; below nought until it is.
    late: i64,
}

impl Reminded {
    fn of(row: DueRow) -> Option<Reminded> {
        let (late, reference) = (row.days_late?, row.row.reference);
        let path = format!("/recommendations/{reference}");
        Some(Reminded { reference, path, due: row.due_latest.unwrap_or_default(), late })
    }

    /// An answer that a rejoinder asks for again.
    fn again(asked: ReplyAsked, today: Date) -> Reminded {
        let path = format!("/recommendations/{}", asked.reference);
        Reminded { reference: asked.reference, path, due: asked.by.to_string(), late: days_after(asked.by, today) }
    }

    /// An answer that was handed over and has to be published by a day.
    fn to_publish(line: Line, today: Date) -> Option<Reminded> {
        let (due, path) = (line.publish_by?, format!("/answers/{}", line.n));
        let late = days_after(due.parse().ok()?, today);
        Some(Reminded { reference: line.first, path, due, late })
    }
}

/// What a body has to answer while an embargo holds it back, and has not: the clocks of these run too.
fn held_back(site: &Site, body: BodyId, people: &[ActorId], today: Date) -> Result<Vec<Reminded>, AppError> {
    let Some(actor) = people.first() else { return Ok(Vec::new()) };
    let rows = site.app.read_workspace(|view| view.embargoed_to(body, *actor, today))?;
    let mut out = Vec::new();
    for row in rows {
        let Some(due) = held_clock(&row.draft).and_then(|clock| clock.due) else { continue };
        for duty in site.app.duties(&row.draft.duties)?.into_iter().filter(|duty| duty.heir == body) {
            if site.app.read_workspace(|view| view.handed_over(duty.obligation))?.is_none() {
                let late = days_after(due.latest, today);
                let path = format!("/making/{}", row.n);
                out.push(Reminded { reference: duty.reference, path, due: due.latest.to_string(), late });
            }
        }
    }
    Ok(out)
}

/// Days from one day to another; below nought where that comes before it.
fn days_after(day: Date, today: Date) -> i64 {
    day.until(today).map_or(0, |span| i64::from(span.get_days()))
}

fn reminder(site: &Site, body: &str, due: &[Reminded]) -> (String, String) {
    let s = &site.strings;
    let text = format!("{}\n\n{}\n\n{}/answers\n", s.w("reminder-lead", body), reminded_lines(site, due), site.address);
    (s.w("reminder-subject", body), text)
}

/// A line for each: which, by when, and where it is read.
fn reminded_lines(site: &Site, due: &[Reminded]) -> String {
    let s = &site.strings;
    let line = |one: &Reminded| {
        let when = match one.late {
            0 => s.t("reminder-today").to_owned(),
            late if late > 0 => s.n("reminder-late", &late.unsigned_abs()),
            early => s.n("reminder-in", &early.unsigned_abs()),
        };
        format!("{} {when} ({}). {}{}", one.reference, one.due, site.address, one.path)
    };
    due.iter().take(200).map(line).collect::<Vec<_>>().join("\n")
}

/// Writes to each who follows a search what has changed in it since they were told last.
fn tell(site: &Site, mail: &Mail) -> Result<(), AppError> {
    let (come, now) = (site.app.search().come(), now::now());
    for followed in site.app.accounts().subscriptions(now)? {
        let rested = now.as_second() - followed.at >= i64::from(mail.news_minutes) * 60;
        if followed.told < come && rested {
            news(site, &followed, come)?;
        }
    }
    Ok(())
}

fn news(site: &Site, followed: &Subscription, come: u64) -> Result<(), AppError> {
    let (accounts, s) = (site.app.accounts(), &site.strings);
    let pairs: Pairs = form_pairs(&followed.query);
    let Ok(mut searched) = Searched::parse(&pairs, NEWS) else { return Ok(()) };
    (searched.ask.sort, searched.ask.facets) = (Some(Sort::Changed), Vec::new());
    let lines = site.app.read_public(|view| {
        let Ok(found) = site.app.search().find(view, &searched.ask, now::today()) else { return Ok(None) };
        let mut lines: Vec<String> = Vec::new();
        for hit in found.hits {
            let Some(page) = view.recommendation_page(number("REC", &hit.reference).unwrap_or(0), now::today())? else {
                continue;
            };
            let new: Vec<String> =
                page.history.iter().filter(|h| h.seq > followed.told).map(|h| entry_words(s, h)).collect();
            let link = format!("{}/recommendations/{}", site.address, page.reference);
            let line = format!("{}: {}. {link}", page.reference, new.join("; "));
            if !new.is_empty() && !lines.contains(&line) {
                lines.push(line);
            }
        }
        Ok(Some(lines))
    })?;
    // An index that is being made, or a search that cannot be made any more: asked again at the next round.
    let Some(lines) = lines else { return Ok(()) };
    if !lines.is_empty() {
        let stop = format!("{}/follow/{}", site.address, followed.stop);
        let lead = s.w("news-lead", format!("{}/search?{}", site.address, followed.query));
        let text = format!("{lead}\n\n{}\n\n{}\n", lines.join("\n"), s.w("news-stop", &stop));
        let name = format!("news {} {}", followed.stop, come);
        let subject = s.w("news-subject", &site.title);
        accounts.write_letter(
            &Letter { name: &name, to: &followed.email, subject: &subject, text: &text, stop: Some(&stop) },
            now::now(),
        )?;
    }
    Ok(accounts.told(&followed.stop, come, !lines.is_empty(), now::now())?)
}

/// A query's pairs.
pub(crate) fn form_pairs(query: &str) -> Pairs {
    let uri: Result<axum::http::Uri, _> = format!("/?{query}").parse();
    let read = |uri: &axum::http::Uri| axum::extract::Query::<Pairs>::try_from_uri(uri).map(|q| q.0);
    uri.ok().and_then(|uri| read(&uri).ok()).unwrap_or_default()
}
