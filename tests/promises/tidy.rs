//! The house: walls between the rooms, sizes of files and functions, what each file opens with, sentences in one place.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::kit::root;

/// Which rooms each room may use: the picture in STYLE.md.
const MAY_USE: &[(&str, &[&str])] = &[
    ("ledger", &[]),
    ("domain", &[]),
    ("intake", &["domain"]),
    ("view", &["domain", "ledger"]),
    ("accounts", &["domain"]),
    ("app", &["accounts", "domain", "intake", "ledger", "view"]),
    ("candour", &["accounts", "app", "domain", "intake", "ledger", "view"]),
];

fn sources(folder: &str, ending: &str) -> Vec<(PathBuf, String)> {
    fn walk(folder: PathBuf, ending: &str, out: &mut Vec<(PathBuf, String)>) {
        for entry in std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()) {
            if entry.is_dir() && !entry.ends_with("node_modules") && !entry.ends_with("target") {
                walk(entry, ending, out);
            } else if entry.to_string_lossy().ends_with(ending) {
                let text = std::fs::read_to_string(&entry).unwrap();
                out.push((entry, text));
            }
        }
    }
    let mut out = Vec::new();
    walk(root().join(folder), ending, &mut out);
    out
}

#[test]
fn arrows_between_rooms_never_turn_back() {
    let rooms: BTreeSet<String> = std::fs::read_dir(root().join("crates"))
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(rooms, MAY_USE.iter().map(|(room, _)| (*room).to_owned()).collect(), "a new room needs a decision");
    for (room, allowed) in MAY_USE {
        let manifest = std::fs::read_to_string(root().join(format!("crates/{room}/Cargo.toml"))).unwrap();
        for other in &rooms {
            let uses =
                manifest.lines().any(|l| l.starts_with(&format!("{other}.")) || l.starts_with(&format!("{other} ")));
            assert!(!uses || allowed.contains(&other.as_str()), "{room} must not use {other}");
        }
    }
}

#[test]
fn rooms_hold_nothing_they_must_not_know() {
    let forbidden: &[(&str, &[&str])] = &[
        ("domain", &["std::fs", "std::net", "rusqlite", "axum", "tokio", "tracing", "SystemTime", "println!"]),
        ("intake", &["std::fs", "std::net", "rusqlite", "axum", "SystemTime", "println!"]),
        ("app", &["axum", "rusqlite", "clap", "env::var", "SystemTime", "println!", "SELECT "]),
        ("view", &["axum", "clap", "SystemTime", "println!"]),
        ("ledger", &["serde_json", "axum", "recommendation", "println!"]),
        ("candour", &["rusqlite", "SELECT ", "INSERT "]),
    ];
    for (room, words) in forbidden {
        for (path, text) in sources(&format!("crates/{room}/src"), ".rs") {
            let code: String =
                text.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
            for word in *words {
                assert!(!code.contains(word), "{} knows '{word}'", path.display());
            }
        }
    }
}

/// The readers' patterns are constants made when they are first asked for, and a wrong one would panic then: here each is
/// asked for.
#[test]
fn every_pattern_of_the_readers_compiles() {
    let asked = regex::Regex::new(r##"\bre\(\s*(?:r"([^"]*)"|r#"(.*?)"#|&format!|pattern: &str)"##).unwrap();
    let call = regex::Regex::new(r"\bre\(").unwrap();
    let (mut compiled, mut made) = (0, 0);
    for (path, text) in sources("crates/intake/src", ".rs") {
        let calls = call.find_iter(&text).count();
        let found: Vec<_> = asked.captures_iter(&text).collect();
        assert_eq!(found.len(), calls, "{}: a pattern is written in a way this test cannot read", path.display());
        for pattern in found {
            let Some(words) = pattern.get(1).or_else(|| pattern.get(2)) else {
                made += 1;
                continue;
            };
            let latin = words.as_str().replace(r"\b", r"(?-u:\b)");
            assert!(regex::RegexBuilder::new(&latin).build().is_ok(), "{}: {}", path.display(), words.as_str());
            compiled += 1;
        }
    }
    // What is put together is the function itself and the phrases of dates, which every test that reads a date asks for.
    assert!(compiled > 200 && made == 2, "{compiled} patterns, {made} put together");
}

#[test]
fn files_are_short_and_open_with_what_they_are_for() {
    for (path, text) in sources("crates", ".rs") {
        let lines = text.lines().count();
        assert!(lines <= 500, "{}: {lines} lines", path.display());
        assert!(text.starts_with("//! "), "{} does not say what it is for", path.display());
        assert!(text.contains("*Invariant:*"), "{} names no invariant", path.display());
    }
}

#[test]
fn functions_are_short() {
    for (path, text) in sources("crates", ".rs") {
        let lines: Vec<&str> = text.lines().collect();
        for (i, line) in lines.iter().enumerate() {
            let body = line.trim_start();
            let indent = &line[..line.len() - body.len()];
            let is_fn = [
                "fn ",
                "pub fn ",
                "pub(crate) fn ",
                "pub(super) fn ",
                "async fn ",
                "pub(crate) async fn ",
                "const fn ",
            ]
            .iter()
            .any(|s| body.starts_with(s));
            if is_fn && !line.ends_with(';') && !line.ends_with('}') {
                let end = lines[i..].iter().position(|l| *l == format!("{indent}}}")).unwrap_or(0);
                assert!(end < 60, "{}:{}: {} lines", path.display(), i + 1, end + 1);
            }
        }
    }
}

#[test]
fn every_sentence_key_is_there_and_is_used() {
    let strings = std::fs::read_to_string(root().join("crates/candour/strings/en.ftl")).unwrap();
    let keys: BTreeSet<&str> = strings
        .lines()
        .filter_map(|l| l.split_once(" ="))
        .map(|(k, _)| k)
        .filter(|k| !k.starts_with(['#', ' ']))
        .collect();
    let mut used = String::new();
    for (_, text) in
        sources("crates/candour/templates", ".html").into_iter().chain(sources("crates/candour/src", ".rs"))
    {
        used.push_str(&text);
    }
    let families = [
        "position-",
        "claimed-",
        "assured-",
        "time-",
        "closure-",
        "power-",
        "act-",
        "kind-",
        "bodykind-",
        "sourcekind-",
        "standardkind-",
        "dockind-",
        "field-",
        "home-count-",
        "rec-due-",
        "error-",
        "level-",
        "search-kind-",
        "search-time-",
        "facet-",
        "sort-",
        "snippet-",
        "degree-",
        "analysis-part-",
        "said-",
        "verdict-",
        "judge-",
        "themed-",
        "working-k",
        "working-extended",
        "ask-",
        "draft-",
        "making-state-",
        "sheet-",
        "follow-",
        "extent-",
        "role-",
        "scope-",
        "closed-",
        "desk-",
        "letter-",
        "sign-in-",
        "recover-",
        "first-",
        "invited-",
        "renew-",
        "no-link-",
        "enrol-",
        "enrolled-",
        "matter-done-",
        "basis-",
        "hold-",
    ];
    for key in &keys {
        let known = used.contains(&format!("\"{key}\"")) || families.iter().any(|f| key.starts_with(f));
        assert!(known, "the sentence '{key}' is shown nowhere");
    }
    for call in [".t(\"", ".n(\"", ".w(\"", ".ww(\""] {
        for part in used.split(call).skip(1) {
            let key = part.split('"').next().unwrap();
            assert!(keys.contains(key), "there is no sentence '{key}'");
        }
    }
    for value in domain::Position::ALL {
        assert!(keys.contains(format!("position-{}", value.as_str().replace('_', "-")).as_str()));
    }
    for value in domain::Timeliness::ALL {
        assert!(keys.contains(format!("time-{}", value.as_str().replace('_', "-")).as_str()));
    }
    for value in domain::ClaimedStatus::ALL {
        assert!(keys.contains(format!("claimed-{}", value.as_str().replace('_', "-")).as_str()));
    }
}

#[test]
fn no_sentence_stands_in_a_template() {
    for (path, text) in sources("crates/candour/templates", ".html") {
        let mut inside_code = 0;
        let mut plain = String::new();
        let mut tag = false;
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            match (c, chars.peek()) {
                ('{', Some('{' | '%' | '#')) => inside_code += 1,
                ('}' | '%' | '#', Some('}')) if inside_code > 0 => {
                    inside_code -= 1;
                    chars.next();
                    plain.push(' ');
                }
                ('<', _) if inside_code == 0 => tag = true,
                ('>', _) if inside_code == 0 => {
                    tag = false;
                    plain.push(' ');
                }
                (c, _) if inside_code == 0 && !tag => plain.push(c),
                _ => {}
            }
        }
        let words: Vec<&str> = plain
            .split_whitespace()
            .filter(|w| w.chars().filter(|c| c.is_alphabetic()).count() > 2)
            .filter(|w| !["CSV", "JSON", "CSV,", "SRC-", "Atom", "Atom,", "Feed", "Feed,"].contains(w))
            .collect();
        assert!(words.is_empty(), "{}: {words:?}", path.display());
    }
}

#[test]
fn the_crown_and_its_typeface_are_nowhere_in_the_program() {
    let binary = std::fs::read(crate::kit::binary()).unwrap();
    for word in ["GDS Transport", "govuk-crest", "crown-symbol"] {
        assert!(!binary.windows(word.len()).any(|w| w == word.as_bytes()), "'{word}' is for GOV.UK alone");
    }
}
