//! A news article, also one copied into a forum thread: anonymised case outcomes, incidents, measures, asks it reports.
//!
//! *Invariant:* only the article's own words are kept; comments, authors and page furniture are blanked from the text
//! before anything is stored (T21), and no person is proposed.

use std::sync::LazyLock;

use domain::proposals::{
    Level, Proposal, ProposedCitation, ProposedNote, ProposedOutcome, ProposedRecommendation, Quoted,
};
use domain::{DocumentKind, PartialDate, Qualifier};
use jiff::civil::Date;
use regex::Regex;

use super::warn;
use crate::dates;
use crate::decode::Decoded;
use crate::lexicon::Lexicon;
use crate::piece::{Piece, re};

static DATE: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)^(?:date|published|posted|updated|news article)(?:\s+(?:at\s+)?\d{1,2}[:.]\d{2}\s*(?:[ap]m)?)?(?:\s+on)?(?:\s*[-–:]\s*|\s+\d)",
    )
});
static BYLINE: LazyLock<Regex> = LazyLock::new(|| re(r"^(?:By|Author|Reporter)\s*[-–:]?\s+[A-Z]"));
static FORUM: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)^(?:link to post|share on other sites|recommended posts|jump to content|reply to this topic|create an account or sign in to comment)$",
    )
});
static END: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)^(?:read more\s*:|view on |link to post|share on other sites|comments?\s*(?:\(\d+\))?$|related (?:articles|stories)|sign up (?:for|to)|share this (?:article|page|story)|(?:latest|related|more) news$)",
    )
});
static VIEW_ON: LazyLock<Regex> = LazyLock::new(|| re(r"^View On (.+)$"));
static IMAGE: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)^\S*\.(?:png|jpe?g|gif|webp)\S*$"));

static CASE: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)\b(?:gross misconduct|misconduct (?:hearing|panel|meeting)|barred list|dismissed without notice|final written warning)\b",
    )
});

/// The line that says when it appeared: labelled, or a date alone beside a byline.
fn dated_at(pieces: &[Piece<'_>]) -> Option<usize> {
    let labelled = |p: &Piece<'_>| DATE.is_match(p.text) && !dates::find(p, None).is_empty();
    let bare = |p: &Piece<'_>| dates::only(p).is_some();
    let first = pieces.get(..pieces.len().min(30)).unwrap_or_default();
    let by = byline_at(pieces);
    // "9th November 2017 Crime": beside the day stands the part of the paper.
    let opens = |p: &Piece<'_>| {
        dates::find(p, None).first().is_some_and(|f| f.piece.start == p.trim().start && f.date.exact().is_some())
    };
    let bare = |p: &Piece<'_>| bare(p) || (p.text.split_whitespace().count() <= 5 && opens(p));
    pieces.iter().position(labelled).or_else(|| by.and_then(|_| first.iter().position(bare)))
}

fn byline_at(pieces: &[Piece<'_>]) -> Option<usize> {
    let first = pieces.get(..pieces.len().min(30)).unwrap_or_default();
    // A reporter's handle and post may follow the name.
    let most = |p: &Piece<'_>| if p.text.contains(" @") { 12 } else { 6 };
    first.iter().position(|p| BYLINE.is_match(p.text) && p.text.split_whitespace().count() <= most(p))
}

/// Whether the paragraphs after the day tell of a case of misconduct and how it ended, and nothing is recommended on the page.
fn of_a_hearing(pieces: &[Piece<'_>]) -> bool {
    static DECIDED: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)\b(?:has been|was|were|would have been|been) (?:dismissed|sacked|barred|demoted|disciplined)\b|\bwritten warning\b|\bfound (?:to have committed|proven|proved)\b|\bno case to answer\b",
        )
    });
    let long = |p: &&Piece<'_>| p.text.split_whitespace().count() >= 8;
    let first: Vec<&Piece<'_>> = pieces.iter().filter(long).take(8).collect();
    let other = first.iter().any(|p| {
        let lower = p.text.to_lowercase();
        let said = ["freedom of information", "cleared", "not proven", "learning point"];
        said.iter().any(|words| lower.contains(words))
    });
    let asked = pieces.iter().any(|p| p.text.to_lowercase().starts_with("question "));
    // One sentence may say what else came of it; a page about recommendations speaks of them in its title, first, or often.
    let speaks = |p: &&Piece<'_>| p.text.to_lowercase().contains("recommend");
    let often = pieces.iter().filter(long).filter(speaks).count() > 1;
    let early = pieces.iter().take(30).filter(|p| !long(p)).any(|p| speaks(&p)) || first.iter().take(3).any(speaks);
    let asks = pieces.iter().any(|p| super::sections::asks(p.text).is_some());
    !(other || asked || often || early || asks)
        && first.iter().any(|p| CASE.is_match(p.text))
        && first.iter().any(|p| PEOPLE.is_match(p.text))
        && first.iter().any(|p| DECIDED.is_match(p.text))
}

/// Each sign of an article adds to the score.
pub(super) fn score(decoded: &Decoded) -> u8 {
    let pieces = decoded.pieces();
    let forum = pieces.iter().filter(|p| FORUM.is_match(p.text)).count().min(3);
    let dated = dated_at(&pieces).is_some();
    let byline = byline_at(&pieces).is_some();
    let case = pieces.iter().any(|p| CASE.is_match(p.text));
    let said =
        pieces.iter().any(|p| p.text.contains(" said ") || p.text.contains(" said: ") || p.text.contains(" told "));
    let forum: u8 = if forum > 0 { 25 } else { 0 };
    // What a force or a watchdog says of a hearing on its own page has a day and no byline.
    let own = !byline && dated && of_a_hearing(&pieces);
    forum
        + u8::from(dated) * 30
        + u8::from(byline) * 25
        + u8::from(said) * 10
        + u8::from(byline && case) * 15
        + u8::from(own) * 20
}

pub(super) fn read(decoded: &Decoded, lexicon: &Lexicon, proposal: &mut Proposal) -> String {
    proposal.document.kind = DocumentKind::Article;
    let pieces = decoded.pieces();
    let (dated, byline) = (dated_at(&pieces), byline_at(&pieces));
    let start = dated.max(byline).map_or(0, |i| i + 1);
    let end =
        pieces.iter().enumerate().skip(start).find(|(_, p)| END.is_match(p.text)).map_or(pieces.len(), |(i, _)| i);
    let published = dated.and_then(|i| pieces.get(i)).and_then(|p| dates::find(p, None).first().copied());
    let title = title(&pieces, dated.or(byline).unwrap_or(pieces.len()), decoded, byline.is_none());
    let publisher =
        pieces.iter().find_map(|p| VIEW_ON.captures(p.text).and_then(|c| c.get(1)).map(|m| p.sub(m.start(), m.end())));
    proposal.document.title = title.map(|p| p.quoted(85));
    proposal.document.published_on = published.map(|f| f.piece.value(f.date, 95));
    // A force's own page has its name over it.
    let own = || pieces.iter().take(dated.unwrap_or(0)).copied().find(|p| super::addressees::is_name(p.trim()));
    let by_own = publisher.or_else(|| own().filter(|_| byline.is_none()));
    proposal.document.publisher = by_own.map(|p| p.trim().quoted(85));
    let body: Vec<Piece<'_>> =
        pieces.get(start..end).unwrap_or_default().iter().copied().filter(|p| !IMAGE.is_match(p.text)).collect();
    let told = Told { lexicon, published: published.map(|f| f.date) };
    for piece in &body {
        told.outcome(piece, proposal);
        told.incidents(piece, proposal);
        told.measure(piece, proposal);
        told.ask(piece, proposal);
    }
    told.provisions(&body, proposal);
    let left_out = pieces.len() - (end - start);
    if left_out > 0 {
        let message = format!(
            "{left_out} blocks of the page are not the article (comments, names, furniture); they are not kept"
        );
        warn(proposal, "page_noise_dropped", Level::Info, message, None);
    }
    let kept: Vec<Piece<'_>> =
        [title, dated.and_then(|i| pieces.get(i)).copied(), publisher].into_iter().flatten().chain(body).collect();
    blanked(&decoded.text, &kept)
}

/// The text with everything but `kept` blanked: places agree with the file, and nothing else of the page is held.
fn blanked(text: &str, kept: &[Piece<'_>]) -> String {
    let mut kept: Vec<(usize, usize)> = kept.iter().map(|p| (p.start, p.end())).collect();
    kept.sort_unstable();
    let mut out = String::with_capacity(text.len());
    let (mut next, mut until) = (0, 0);
    for (at, c) in text.char_indices() {
        while let Some((_, to)) = kept.get(next).filter(|(from, _)| *from <= at) {
            (next, until) = (next + 1, until.max(*to));
        }
        let inside = at < until;
        if inside || c == '\n' {
            out.push(c);
        } else {
            out.extend(std::iter::repeat_n(' ', c.len_utf8()));
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The page's title where the format has one, else the first line of words that is no furniture.
fn title<'a>(pieces: &[Piece<'a>], until: usize, decoded: &Decoded, own: bool) -> Option<Piece<'a>> {
    let candidates = || {
        pieces
            .iter()
            .take(until)
            .filter(|p| p.text.matches(" / ").count() < 2)
            .filter(|p| !FORUM.is_match(p.text) && !IMAGE.is_match(p.text) && !super::is_sites(p.text))
    };
    let by_title = decoded.title.as_ref().and_then(|t| candidates().find(|p| t.contains(p.text)));
    // A force's own page has its name over all it says.
    let site = |p: &Piece<'_>| own && super::addressees::is_name(p.trim());
    // A newspaper may have the day over the title.
    let below = || {
        let line =
            |p: &&Piece<'_>| (4..=25).contains(&p.text.split_whitespace().count()) && !p.text.trim_end().ends_with('.');
        pieces.iter().skip(until + 1).take(2).find(line)
    };
    by_title
        .or_else(|| candidates().find(|p| p.text.split_whitespace().count() >= 4 && !site(p)))
        .or_else(below)
        .copied()
}

struct Told<'a> {
    lexicon: &'a Lexicon,
    published: Option<PartialDate>,
}

static OUTCOME: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)\b(?:was|were|been) (?:dismissed|sacked|investigated|disciplined|suspended|barred|reprimanded|demoted)\b|\bresigned from\b|\b(?:was|were) subject to (?:an )?investigation\b|\bhad a case (?:to answer )?for (?:gross )?misconduct\b|\b(?:given|received) an? (?:final )?written warning\b",
    )
});
/// "The complaint was dismissed", "would not have been dismissed": nobody was.
static ENDED: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)\b(?:complaints?|claims?|appeals?|allegations?|charges?)(?:\s(?:of|against|by|about)\b[^.,;]{0,60}?)?\s(?:was|were|has been)\s(?:later\s)?dismissed\b|\bnot (?:have )?(?:been )?(?:dismissed|sacked|barred)\b",
    )
});
static PEOPLE: LazyLock<Regex> = LazyLock::new(|| {
    re(r"(?i)\b(?:officers?|PCs?|PCSOs?|sergeant|inspector|constable|staff|detective|superintendent|employee)\b")
});
static FINDING: LazyLock<Regex> = LazyLock::new(|| {
    re(r"(?i)\bno case to answer\b|\b(?:a case (?:to answer )?for )?(?:gross )?misconduct\b|\bacquitted\b")
});
static SANCTION: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)\b(?:would have been (?:dismissed|sacked)|dismissed|sacked|resigned|final written warning|written warning|demoted|reprimanded|barred|management action)\b",
    )
});
static PLATFORM: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)\b(?:(?:private |closed )?WhatsApp(?: groups?)?|Facebook|Twitter|Instagram|Snapchat|TikTok|Telegram|Signal|personal social media accounts?|private group|social media)\b",
    )
});
static CONDUCT: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)\b(?:after (?:being found to have |having )?|for (?:gross misconduct )?(?:last year )?(?:for )?)((?:sharing|making|sending|posting|contact(?:ed|ing)|publishing|tweeting|using|failing|accessing|pursuing)\b[^.]+|an? [^.]*? was shared|a member of the public reported [^.]+)",
    )
});

impl Told<'_> {
    fn outcome(&self, piece: &Piece<'_>, proposal: &mut Proposal) {
        let first = piece.sentences().into_iter().find(|s| OUTCOME.is_match(s.text) && !ENDED.is_match(s.text));
        let Some(sentence) = first.filter(|_| PEOPLE.is_match(piece.text)) else { return };
        let body = self.bodies(&sentence).into_iter().find(|b| !self.is_overseer(b.text));
        let find =
            |pattern: &Regex, at: &Piece<'_>| pattern.find(at.text).map(|m| at.sub(m.start(), m.end()).quoted(80));
        let conduct = CONDUCT
            .captures(piece.text)
            .and_then(|c| c.get(1))
            .map(|m| piece.sub(m.start(), m.end()).trim().quoted(75));
        let year = self.year(&sentence, proposal);
        proposal.case_outcomes.push(ProposedOutcome {
            body: body.map(|b| b.quoted(85)),
            year,
            platform: find(&PLATFORM, piece),
            conduct,
            finding: find(&FINDING, piece),
            sanction: find(&SANCTION, piece),
        });
    }

    /// The bodies a sentence names: known ones, else capitalised words that end as the names of forces do.
    fn bodies<'t>(&self, sentence: &Piece<'t>) -> Vec<Piece<'t>> {
        static SHAPE: LazyLock<Regex> = LazyLock::new(|| {
            re(
                r"\b(?:[A-Z][\w’'-]+\s+(?:(?:and|of|&)\s+)?){1,4}(?:Police|Constabulary|Council|Board|Service)(?:\s+Staff\s+Board)?\b",
            )
        });
        let known = self.lexicon.bodies_in(sentence.text);
        let place = |(from, to): (usize, usize)| sentence.sub(from, to);
        if !known.is_empty() {
            return known.into_iter().map(place).collect();
        }
        let article = |m: regex::Match<'t>| {
            let skip = ["The ", "A ", "An "].iter().find(|a| m.as_str().starts_with(**a)).map_or(0, |a| a.len());
            (m.start() + skip, m.end())
        };
        SHAPE.find_iter(sentence.text).map(article).map(place).collect()
    }

    fn is_overseer(&self, name: &str) -> bool {
        matches!(name, "IOPC" | "College of Policing" | "NPCC" | "Home Office" | "HMICFRS")
    }

    /// The year of a case: as written, or reckoned from "last year" and the article's own day, and then marked.
    fn year(&self, sentence: &Piece<'_>, proposal: &mut Proposal) -> Option<Quoted<PartialDate>> {
        static YEAR: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)\b(?:in|during|of|since) ((?:19|20)\d{2})\b"));
        static RELATIVE: LazyLock<Regex> = LazyLock::new(|| {
            re(r"(?i)\b(last year|earlier this year|this year|this week|this month|yesterday|today)\b")
        });
        let context: Option<Date> = self.published.map(PartialDate::latest);
        if let Some(found) = dates::find(sentence, context).first() {
            return Some(found.piece.value(found.date, 90));
        }
        if let Some(year) = YEAR.captures(sentence.text).and_then(|c| c.get(1)) {
            let date = year.as_str().parse().ok().and_then(PartialDate::year)?;
            return Some(sentence.sub(year.start(), year.end()).value(date, 95));
        }
        let words = RELATIVE.find(sentence.text)?;
        let back = i16::from(words.as_str().eq_ignore_ascii_case("last year"));
        let date = PartialDate::year(self.published?.calendar_year() - back)?;
        let at = sentence.sub(words.start(), words.end());
        warn(
            proposal,
            "year_inferred",
            Level::Info,
            format!("'{}' read as {date}, from the article's own date", at.text),
            Some(&at),
        );
        Some(at.value(date.qualified(Qualifier::Uncertain), 75))
    }

    /// An apology or criticism over what an official account published: an incident, not a case.
    fn incidents(&self, piece: &Piece<'_>, proposal: &mut Proposal) {
        static INCIDENT: LazyLock<Regex> =
            LazyLock::new(|| re(r"\b(?:apologised after|was criticised after|were criticised after|apologised for)\b"));
        static AND: LazyLock<Regex> = LazyLock::new(|| re(r",?\s+(?:and|while)\s+"));
        if INCIDENT.find_iter(piece.text).count() == 0 {
            return;
        }
        for sentence in piece.sentences() {
            // One sentence may tell of two incidents: split it where both halves tell of one.
            let halves = AND
                .find_iter(sentence.text)
                .map(|m| (sentence.sub(0, m.start()), sentence.sub(m.end(), sentence.text.len())))
                .find(|(a, b)| INCIDENT.is_match(a.text) && INCIDENT.is_match(b.text));
            let parts = halves.map_or_else(|| vec![sentence], |(a, b)| vec![a, b]);
            for part in parts.iter().filter(|p| INCIDENT.is_match(p.text)) {
                let body = self.bodies(part).first().map(|b| b.quoted(85));
                proposal.incidents.push(ProposedNote { body, text: part.quoted(80) });
            }
        }
    }

    fn measure(&self, piece: &Piece<'_>, proposal: &mut Proposal) {
        static MEASURE: LazyLock<Regex> = LazyLock::new(|| {
            re(r"\b(?:has|have) (?:reduced|cut|introduced|banned|closed|withdrawn|restricted|stopped)\b")
        });
        for sentence in piece.sentences().iter().filter(|s| MEASURE.is_match(s.text)) {
            let before = MEASURE.find(sentence.text).map_or(0, |m| m.start());
            let named = self.bodies(sentence);
            let body = named.iter().find(|b| b.end() - sentence.start <= before).map(|b| b.quoted(85));
            if body.is_some() {
                proposal.measures.push(ProposedNote { body, text: sentence.quoted(80) });
            }
        }
    }

    /// "The X has been asked by the Y to ..." is an informal recommendation, under no power.
    fn ask(&self, piece: &Piece<'_>, proposal: &mut Proposal) {
        static ASKED: LazyLock<Regex> = LazyLock::new(|| {
            re(
                r"^(?:The )?((?:[A-Z][\w’']*)(?:\s+(?:[A-Z][\w’']*|of|for|and|the))*) (?:has|have) been asked by (?:the )?((?:[A-Z][\w’']*)(?:\s+(?:[A-Z][\w’']*|of|for|and))*) to ",
            )
        });
        for sentence in piece.sentences() {
            let Some(found) = ASKED.captures(sentence.text) else { continue };
            let (Some(asked), Some(asker)) = (found.get(1), found.get(2)) else { continue };
            let number = proposal.recommendations.len() + 1;
            proposal.recommendations.push(ProposedRecommendation {
                id: format!("r{number}"),
                ordinal: u32::try_from(number).unwrap_or(u32::MAX),
                reference: None,
                text: sentence.quoted(80),
                findings: Vec::new(),
                recommending_body: Some(sentence.sub(asker.start(), asker.end()).quoted(85)),
                addressees: vec![sentence.sub(asked.start(), asked.end()).quoted(85)],
                copied_to: Vec::new(),
                made_on: None,
                power: None,
                due_stated: None,
                themes: Vec::new(),
                citations: Vec::new(),
                informal: true,
                responses: Vec::new(),
            });
        }
    }

    /// Provisions that the article quotes in paragraphs of their own, after a sentence that names their standard.
    fn provisions(&self, body: &[Piece<'_>], proposal: &mut Proposal) {
        let Some(recommendation) = proposal.recommendations.first_mut() else { return };
        let mut standard: Option<Quoted<String>> = None;
        let mut announced = false;
        for piece in body {
            let named = self.lexicon.standards_in(piece.text).into_iter().next().map(|(from, to)| piece.sub(from, to));
            let quoted = piece.text.starts_with(['“', '"']) && piece.text.trim_end().ends_with(['”', '"']);
            match (&standard, quoted && announced) {
                (Some(standard), true) => recommendation.citations.push(ProposedCitation {
                    standard: standard.clone(),
                    provision: None,
                    quote: Some(piece.trim_matches(|c| matches!(c, '“' | '”' | '"')).quoted(80)),
                }),
                _ => {
                    standard = named.map(|n| n.quoted(80)).or(standard);
                    announced = piece.text.trim_end().ends_with(':') && !piece.text.contains("said");
                }
            }
        }
    }
}
