//! No bytes make a reader panic, hang, or propose a value that is not in them. Runs as a property test on stable, and
//! under a coverage-guided engine with `cargo bolero test`.

use bolero::check;
use domain::proposals::Proposal;
use intake::Lexicon;

fn lexicon() -> Lexicon {
    app::shipped_lexicon().unwrap()
}

/// Every span lies in the text, on the borders of characters.
fn spans_hold(text: &str, proposal: &Proposal) {
    let value = serde_json::to_value(proposal).unwrap();
    fn walk(value: &serde_json::Value, text: &str) {
        match value {
            serde_json::Value::Array(items) => items.iter().for_each(|v| walk(v, text)),
            serde_json::Value::Object(map) => {
                if map.contains_key("confidence") {
                    let (from, to) = (map["start"].as_u64().unwrap() as usize, map["end"].as_u64().unwrap() as usize);
                    assert!(text.get(from..to).is_some(), "a span outside the text: {from}..{to}");
                }
                map.values().for_each(|v| walk(v, text));
            }
            _ => {}
        }
    }
    walk(&value, text);
}

#[test]
fn any_bytes_are_read_or_refused() {
    let lexicon = lexicon();
    check!().with_max_len(4096).for_each(|bytes: &[u8]| {
        for name in ["x.txt", "x.html", "x.md", "x.csv"] {
            if let Ok(read) = intake::extract(name, bytes, &lexicon) {
                spans_hold(&read.text, &read.proposal);
            }
        }
    });
}

#[test]
fn any_mixture_of_the_genres_words_is_read_or_refused() {
    const WORDS: &[&str] = &[
        "Recommendations - Kent Police, May 2022\n",
        "The IOPC recommends that GMP ",
        "Do you accept the recommendation?\n",
        "Yes\n",
        "No\n",
        "Accepted action:\n",
        "- ",
        "• ",
        "1. ",
        "Attendance\t\n",
        "ACC Travis, Kent Police (Chair) ",
        "Apologies\t\n",
        "Action\tOwner\tUpdate\n",
        "12.05.21.01\tDo it\tCC X\tNEW\n",
        "Date: 12.05.2021\n",
        "Link to post\n",
        "Date - 23rd April 2021\n",
        "By - A Person\n",
        "was dismissed in 2019 for gross misconduct after making comments on WhatsApp.",
        "section 26 of the Equality Act 2010 states that ",
        "\n",
        "\n\n",
        ":",
        ". ",
        "’",
        "“",
        "é",
        "\u{202e}",
        "<p>",
        "</p>",
        "This was agreed by the group.",
        "In this investigation:\n",
        "on 22nd March ",
        "At conclusion of the hearing ",
        "strands:\n",
        " - ",
        "Awaiting response\n",
        "\t",
        "REGULATION 28 REPORT TO PREVENT FUTURE DEATHS\n",
        "THIS REPORT IS BEING SENT TO:\n1. Chief Executive, A Trust\n",
        "5 CORONER'S CONCERNS\n",
        "The MATTERS OF CONCERN are as follows.\n",
        "(1) ",
        "a) ",
        "namely by 14th March 2023",
        "Recommendation 2: ",
        "The force should review its policy.\n",
        "No\tRecommendation\tResponse\tOwner\n",
        "1.1 and 1.2: Accepted. ",
        "Dear Coroner\n",
        "Concern 1: The door was open all night long.\n",
        "We accept this concern in part. ",
        "Yours sincerely\n",
        "we made no recommendations",
        "I recommend that the Council should:\n",
        "# ",
    ];
    let lexicon = lexicon();
    check!().with_max_len(200).for_each(|picks: &[u8]| {
        let text: String = picks.iter().map(|p| WORDS[usize::from(*p) % WORDS.len()]).collect();
        for name in ["x.txt", "x.html"] {
            if let Ok(read) = intake::extract(name, text.as_bytes(), &lexicon) {
                spans_hold(&read.text, &read.proposal);
            }
        }
    });
}

#[test]
fn a_changed_pdf_word_or_excel_file_is_read_or_refused() {
    // Real files with some of their bytes changed reach deeper into the decoders than noise does.
    let folder = crate::kit::root().join("tests/labelled/reports");
    let files: Vec<(String, Vec<u8>)> =
        ["r06_kelderwick_impossible_date.pdf", "r09_thornavon_tracked.docx", "r26_resilience_tracker.xlsx"]
            .into_iter()
            .map(|name| (name.to_owned(), std::fs::read(folder.join(name)).unwrap()))
            .collect();
    check!().with_iterations(40).with_max_len(48).for_each(|bytes: &[u8]| {
        for (name, good) in &files {
            let mut changed = good.clone();
            for three in bytes.chunks_exact(3) {
                let at = (usize::from(three[0]) * 256 + usize::from(three[1])) * changed.len() / 65536;
                changed[at] ^= three[2];
            }
            if let Some(cut) = bytes.last() {
                changed.truncate(changed.len() - changed.len() * usize::from(*cut) / 4096);
            }
            if let Ok(decoded) = intake::decode(name, &changed) {
                assert!(decoded.blocks.iter().all(|b| decoded.text.get(b.start..b.end).is_some()), "{name}");
            }
        }
    });
}

#[test]
fn any_bytes_are_an_entry_or_an_error() {
    let good = ledger::encode(&ledger::seal("main", &ledger::Head::EMPTY, ledger::home::conformance::sample(1)));
    check!().with_max_len(1024).for_each(|bytes: &[u8]| {
        let _ = ledger::decode(bytes);
        // The same bytes as changes to a good entry reach deeper than noise does.
        let mut changed = good.clone();
        for pair in bytes.chunks_exact(2) {
            let at = usize::from(pair[0]) * 2 % changed.len();
            changed[at] ^= pair[1];
        }
        let mut verifier = ledger::Verifier::new("main", None);
        verifier.take(1, &changed);
        assert_eq!(changed == good, verifier.finish().findings.is_empty());
    });
}

#[test]
fn any_text_without_names_stays_text() {
    check!().with_type::<String>().for_each(|text| {
        let (public, changed) = domain::privacy::without_names(text, &[]);
        assert_eq!(changed, public != *text);
    });
}
