//! A deterministic register: N recommendations, each with one obligation, one response and three actions; 200
//! recommending bodies, 400 addressees, 20 years, words by Zipf's law.
//!
//! *Invariant:* the same N gives the same bytes.

use std::io::{BufWriter, Write};
use std::path::Path;

/// A small generator of numbers; good enough for text, and the same everywhere.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }
}

const SYLLABLES: [&str; 24] = [
    "ra", "con", "ti", "mel", "dor", "su", "pre", "vi", "lan", "ter", "os", "qui", "ben", "fal", "gre", "hin", "jor",
    "kel", "mo", "nu", "pas", "ren", "sta", "wel",
];
const VOCABULARY: u64 = 20_000;

/// A word of rank `rank`; frequent ones are short.
pub fn word(rank: u64, out: &mut String) {
    let mut left = rank + 7;
    while left > 0 {
        out.push_str(SYLLABLES.get((left % 24) as usize).copied().unwrap_or("o"));
        left /= 24;
    }
}

/// A rank by Zipf's law with exponent one: the inverse of its distribution.
pub fn zipf(dice: &mut Dice, n: u64) -> u64 {
    let u = (dice.next() >> 11) as f64 / (1u64 << 53) as f64;
    ((n as f64).powf(u) as u64).saturating_sub(1).min(n - 1)
}

fn words(dice: &mut Dice, count: u64) -> String {
    let mut out = String::new();
    for i in 0..count {
        if i > 0 {
            out.push(' ');
        }
        word(zipf(dice, VOCABULARY), &mut out);
    }
    out
}

/// An identifier that grows with time, as ids minted over years do.
fn id(n: u64, salt: u64) -> String {
    let tail = Dice::new(n ^ (salt << 50)).next();
    format!("{:08x}-{:04x}-8{:03x}-8{:03x}-{:012x}", n >> 16, n & 0xffff, salt & 0xfff, tail & 0xfff, tail >> 16)
}

fn line(to: &mut impl Write, kind: &str, id: &str, fields: &str) -> std::io::Result<()> {
    writeln!(to, "{{\"kind\":\"{kind}\",\"id\":\"{id}\",\"visibility\":\"public\",\"fields\":{{{fields}}}}}")
}

/// Writes the register.
pub fn to(n: u64, to: &mut impl Write) -> std::io::Result<()> {
    let body = |i: u64| id(i, 1);
    for i in 0..600 {
        let (kind, name) = if i < 200 {
            ("oversight_body", format!("Oversight body {i}"))
        } else {
            ("police_force", format!("Institution {i}"))
        };
        line(to, "body", &body(i), &format!("\"slug\":\"body-{i}\",\"name\":\"{name}\",\"kind\":\"{kind}\""))?;
    }
    for i in 0..n {
        let mut dice = Dice::new(i + 1);
        let at = 1000 + i * 8;
        let (by, addressee) = (zipf(&mut dice, 200), 200 + zipf(&mut dice, 400));
        let (year, month, day) = (2005 + i * 20 / n.max(1), 1 + dice.below(12), 1 + dice.below(28));
        let made = format!("{year}-{month:02}-{day:02}");
        let (text, finding) = (words(&mut dice, 45), words(&mut dice, 25));
        line(
            to,
            "recommendation",
            &id(at, 2),
            &format!(
                "\"number\":{},\"ordinal\":1,\"text\":{{\"lang\":\"en\",\"words\":\"{text}\"}},\"findings\":[{{\"lang\":\"en\",\"words\":\"{finding}\"}}],\"recommending_body\":\"{}\",\"power\":\"paragraph28a\",\"made_on\":\"{made}\"",
                i + 1,
                body(by)
            ),
        )?;
        let due = domain::clock::due(domain::Power::Paragraph28a, made.parse().unwrap_or_else(|_| unreachable_day()))
            .map(|(_, d)| d.latest);
        let due = due.map(|d| d.to_string()).unwrap_or_default();
        line(
            to,
            "obligation",
            &id(at + 1, 2),
            &format!(
                "\"recommendation\":\"{}\",\"addressee\":\"{}\",\"power\":\"paragraph28a\",\"rule\":\"{}\",\"due\":{{\"earliest\":\"{due}\",\"latest\":\"{due}\"}}",
                id(at, 2),
                body(addressee),
                domain::Power::Paragraph28a.rule().map_or("", |rule| rule.id)
            ),
        )?;
        let position = [
            "accepted",
            "accepted",
            "accepted",
            "accepted",
            "accepted",
            "partly_accepted",
            "rejected",
            "already_done",
            "noted",
        ]
        .get(dice.below(9) as usize)
        .copied()
        .unwrap_or("accepted");
        let answer = words(&mut dice, 60);
        let received = format!("{}-{:02}-{day:02}", year + u64::from(month > 10), (month + 1) % 12 + 1);
        line(
            to,
            "response",
            &id(at + 2, 2),
            &format!(
                "\"author\":\"{}\",\"answers\":[{{\"obligation\":\"{}\",\"position\":\"{position}\"}}],\"text\":{{\"lang\":\"en\",\"words\":\"{answer}\"}},\"received_on\":\"{received}\"",
                body(addressee),
                id(at + 1, 2)
            ),
        )?;
        for a in 0..3 {
            let text = words(&mut dice, 22);
            let tense = if dice.below(2) == 0 { "taken" } else { "proposed" };
            line(
                to,
                "action",
                &id(at + 3 + a, 2),
                &format!(
                    "\"number\":{},\"text\":{{\"lang\":\"en\",\"words\":\"{text}\"}},\"body\":\"{}\",\"tense\":\"{tense}\",\"recommendations\":[\"{}\"],\"response\":\"{}\"",
                    i * 3 + a + 1,
                    body(addressee),
                    id(at, 2),
                    id(at + 2, 2)
                ),
            )?;
        }
    }
    to.flush()
}

/// Days are 1 to 28, so every one exists.
fn unreachable_day() -> domain::PartialDate {
    domain::PartialDate::day(jiff::civil::Date::constant(2005, 1, 1))
}

/// Writes the register to a file.
pub fn to_file(n: u64, file: &Path) -> std::io::Result<()> {
    to(n, &mut BufWriter::with_capacity(1 << 20, std::fs::File::create(file)?))
}
