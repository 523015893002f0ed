//! What says nothing changes nothing: the labelled texts read within a site's frame, with other spaces, line ends, bullets and
//! quotation marks, set to a narrow page, with a line between all lines, and as web pages.
//!
//! Each way is measured against the same documents as they are, never against a figure written here.

use std::path::Path;

use serde_json::Value;

use crate::kit::{Register, root};

const FIELDS: [&str; 6] = ["recommendation", "addressee", "accepted", "present", "action", "meeting_date"];

const HEAD: &str = "Skip to main content\nWe use cookies to make this site work.\nAccept all cookies\nHome\nAbout us\nNews\nContact us\nSearch\nMenu\n\n";
const FOOT: &str = "\n\nShare this page\nFacebook\nTwitter\nLinkedIn\nEmail\n\nBack to top\n\nAccessibility\nPrivacy notice\nCookies\nSitemap\n© 2024 All rights reserved\n";

/// The texts of these folders with their labels, each recast.
fn recast(to: &Path, ending: &str, how: impl Fn(&str) -> Option<String>) -> usize {
    let mut count = 0;
    for folder in ["pages", "reports", "ordinary", "second", "fourth", "seventh", "ninth", "tenth"] {
        let all = std::fs::read_dir(root().join("tests/labelled").join(folder)).unwrap().map(|e| e.unwrap().path());
        for path in all.filter(|p| p.extension().is_some_and(|e| e == "txt")) {
            let (label, name) = (path.with_extension("gold.json"), path.file_stem().unwrap().to_str().unwrap());
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            let (true, Some(text)) = (label.exists(), how(&text)) else { continue };
            std::fs::write(to.join(format!("{folder}-{name}.{ending}")), text).unwrap();
            std::fs::copy(label, to.join(format!("{folder}-{name}.gold.json"))).unwrap();
            count += 1;
        }
    }
    count
}

fn evaluate(folder: &Path) -> Value {
    let out = Register::new().ok(&["evaluate", "--json", folder.to_str().unwrap()]);
    serde_json::from_str::<Value>(&out).unwrap()["all"]["fields"].clone()
}

/// Reads the recast documents and the same ones as they are; of what is right on these at least `share` hundredths must be right on
/// those, and no more than `share` less may be wrong.
fn compare(way: &str, ending: &str, share: u64, how: impl Fn(&str) -> Option<String>) {
    let (plain, changed) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let count = recast(changed.path(), ending, &how);
    assert!(count >= 100, "{way}: only {count} documents");
    recast(plain.path(), "txt", |text| how(text).map(|_| text.to_owned()));
    let (before, after) = (evaluate(plain.path()), evaluate(changed.path()));
    for field in FIELDS {
        let count = |of: &Value, what: &str| of[field][what].as_u64().unwrap();
        let (right, wrong) = (count(&before, "right"), count(&before, "wrong"));
        assert!(count(&after, "right") * 100 >= right * share, "{way}: {field} {} against {right}", after[field]);
        let allowed = wrong + right * (100 - share) / 100;
        assert!(count(&after, "wrong") <= allowed, "{way}: {field} {} against {}", after[field], before[field]);
    }
}

#[test]
fn a_sites_frame_around_a_document_takes_nothing_from_it() {
    compare("frame", "txt", 98, |text| Some(format!("{HEAD}{text}{FOOT}")));
}

#[test]
fn hard_spaces_and_line_ends_of_another_kind_take_nothing() {
    let hard = |text: &str| {
        let mut at = 0;
        let change = |c: char| {
            at += usize::from(c == ' ');
            if c == ' ' && at % 3 == 0 { '\u{a0}' } else { c }
        };
        let runs = text.contains("  ");
        (!runs).then(|| text.chars().map(change).collect::<String>().replace('\n', "\r\n"))
    };
    compare("hard spaces", "txt", 98, hard);
}

#[test]
fn bullets_and_marks_of_another_kind_take_nothing() {
    let other = |text: &str| {
        let bullet = |line: &str| match line.trim_start().strip_prefix("• ") {
            Some(rest) => format!("{}- {rest}", &line[..line.len() - line.trim_start().len()]),
            None => line.to_owned(),
        };
        let lines: Vec<String> = text.lines().map(bullet).collect();
        Some(lines.join("\n").replace(['’', '‘'], "'").replace(['“', '”'], "\"").replace(['–', '—'], "-"))
    };
    compare("marks", "txt", 98, other);
}

/// The text with its long lines broken at 80 characters, as a letter or a PDF has them.
fn narrow(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let cells = line.contains(['\t', '|']) || line.trim().contains("  ");
        let mut width = 0;
        for word in line.split(' ') {
            let letters = word.chars().count();
            if width > 0 && !cells && line.chars().count() > 100 && width + 1 + letters > 80 {
                out.push('\n');
                width = 0;
            } else if width > 0 || line.starts_with(' ') {
                out.push(' ');
            }
            out.push_str(word);
            width += letters + 1;
        }
        out.push('\n');
    }
    out
}

#[test]
fn a_narrow_page_takes_little() {
    compare("narrow", "txt", 90, |text| Some(narrow(text)));
}

#[test]
fn an_empty_line_between_all_lines_takes_little() {
    let apart = |text: &str| {
        let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
        Some(lines.join("\n\n"))
    };
    compare("apart", "txt", 90, apart);
}

#[test]
fn the_same_words_as_a_web_page_take_little() {
    let page = |text: &str| {
        // Columns set with spaces and strokes would be a table of the page.
        if text.contains(['\t', '|']) || text.contains(" / ") || text.lines().any(|line| line.trim().contains("   ")) {
            return None;
        }
        let safe = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let paragraph = |lines: &[&str]| {
            let (last, before) = lines.split_last().unwrap();
            let width = before.iter().all(|line| (60..=125).contains(&line.trim().chars().count()));
            let between = if width { " " } else { "<br>\n" };
            let mut all: Vec<&str> = before.iter().map(|line| line.trim()).collect();
            all.push(last.trim());
            format!("<p>{}</p>", all.join(between))
        };
        let lines: Vec<&str> = safe.lines().collect();
        let all: Vec<String> =
            lines.split(|line| line.trim().is_empty()).filter(|p| !p.is_empty()).map(paragraph).collect();
        Some(format!("<html><body>\n{}\n</body></html>\n", all.join("\n")))
    };
    compare("page", "html", 90, page);
}
