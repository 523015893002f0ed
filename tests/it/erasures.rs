//! Words erased by law: found wherever the register holds them, gone from every byte of its folder, and everybody told that they were.

use std::path::Path;
use std::time::{Duration, Instant};

use ledger::Content;
use serde_json::{Value, json};

use super::answers::samples;
use crate::kit::Register;

const WORDS: &str = "Wilhelmina Strakerby";

/// A page whose recommendation, answer and update hold the words.
const PAGE: &str = "Recommendations - Northmere Police, March 2024\nA man waited in a van.\nOCPR reference\n2023/000777\nRecommendations\n\
    The OCPR recommends that Northmere Police keeps the log that WILHELMINA\nSTRAKERBY began, and reads it each week.\n\
    Do you accept the recommendation?\nYes\nAccepted action:\n- The Wilhelmina Strakerby log is kept.\n";

/// A register with the page filed, a body whose first version holds the words, and the files of the folder that hold them.
fn holding() -> (Register, String) {
    let register = samples();
    let file = register.folder.path().join("log.txt");
    std::fs::write(&file, PAGE).unwrap();
    let said = register.ok(&["--json", "import", file.to_str().unwrap()]);
    assert!(said.contains("filed"), "{said}");
    let found = register.ok(&["search", "log", "each", "week", "--json"]);
    let found: Value = serde_json::from_str(&found).unwrap();
    let reference = found["hits"][0]["reference"].as_str().unwrap().to_owned();
    (register, reference)
}

/// The files under a folder that hold the words, however they are set.
fn holders(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            // A file may go while a server writes beside it.
            let bytes = std::fs::read(&path).unwrap_or_default().to_ascii_lowercase();
            if bytes.windows(9).any(|w| w == b"strakerby") {
                found.push(path.display().to_string());
            }
        }
    }
    found
}

#[test]
fn words_are_found_listed_and_erased_from_every_byte() {
    let (register, reference) = holding();
    assert!(holders(&register.path()).len() >= 3, "{:?}", holders(&register.path()));
    let listed: Value = serde_json::from_str(&register.ok(&["--json", "erase", "wilhelmina  strakerby"])).unwrap();
    let kinds: Vec<&str> = listed["found"].as_array().unwrap().iter().map(|f| f["kind"].as_str().unwrap()).collect();
    for kind in ["recommendation", "response", "action", "document", "proposal"] {
        assert!(kinds.contains(&kind), "{kinds:?}");
    }
    let of = |kind: &str| listed["found"].as_array().unwrap().iter().find(|f| f["kind"] == kind).unwrap().clone();
    assert_eq!(of("recommendation")["reference"], reference.as_str());
    assert_eq!(of("recommendation")["fields"], json!(["text"]));
    let around = of("recommendation")["around"].as_str().unwrap().to_owned();
    assert!(around.starts_with('…') && around.contains("keeps the log that WILHELMINA STRAKERBY began"), "{around}");
    assert_eq!((&of("document")["file"], &of("document")["needed"]), (&json!(true), &Value::Null));
    assert_eq!((&of("proposal")["public"], &of("action")["public"]), (&json!(false), &json!(true)));
    assert_eq!(listed["erased"], 0);
    assert!(holders(&register.path()).len() >= 3, "looking erases nothing");
    for (args, why) in [
        (vec!["erase", "W."], "at least three letters"),
        (vec!["erase", WORDS, "--yes"], "--basis"),
        (vec!["erase", WORDS, "--yes", "--basis", "whim"], "none of request, order, mistake"),
        (
            vec!["erase", WORDS, "--yes", "--basis", "order", "--note", "about WILHELMINA Strakerby"],
            "the note says the words",
        ),
    ] {
        let refused = register.run(&args);
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success() && said.contains(why), "{args:?}: {said}");
    }
    assert!(!register.ok(&["verify"]).contains("erased by law"));
    register.ok(&["erase", WORDS, "--yes", "--basis", "request", "--note", "Asked for in a letter."]);
    assert_eq!(holders(&register.path()), Vec::<String>::new());
    let verified: Value = serde_json::from_str(&register.ok(&["--json", "verify"])).unwrap();
    // One field of the recommendation, of the answer, of the action and of the proposal.
    assert_eq!((&verified["whole"], &verified["erased_fields"]), (&json!(true), &json!(4)));
    assert!(register.ok(&["erase", WORDS]).contains("No record holds these words"));
    // The same copy is known again, and does not come back.
    let again = register.ok(&["import", register.folder.path().join("log.txt").to_str().unwrap()]);
    assert!(again.contains("already here"), "{again}");
    assert_eq!(holders(&register.path()), Vec::<String>::new());
    let server = register.serve();
    let page = server.get(&format!("/recommendations/{reference}")).body;
    for words in [
        "keeps the log that [erased] began",
        "The [erased] log is kept",
        "Words were erased by law on",
        "Asked for in a letter.",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let told = server.json(&format!("/api/v1/recommendations/{reference}"));
    assert_eq!(
        (&told["erasures"][0]["basis"], &told["erasures"][0]["kinds"], told["erasures"].as_array().unwrap().len()),
        (&json!("request"), &json!(["recommendation", "response", "action"]), 1),
        "one act is told once"
    );
    assert_eq!(server.json("/api/v1/search?words=strakerby")["hits"], json!([]));
    drop(server);
    register.check_whole();
}

#[test]
fn what_waits_what_is_shared_and_what_a_page_says_of_itself_is_found_too() {
    let register = samples();
    let folder = register.folder.path().to_owned();
    let path = |name: &str| folder.join(name).display().to_string();
    // One that waits, and two pages of one text: the one bears the name in what it says of itself as well.
    std::fs::write(path("waits.txt"), PAGE.replace("2023/000777", "2023/000778").replace("March", "April")).unwrap();
    register.run(&["import", "--review", &path("waits.txt")]);
    let html = |head: &str| {
        let words =
            PAGE.replace("2023/000777", "2023/000779").replace("March", "May").replace("WILHELMINA\n", "WILHELMINA ");
        let lines: String = words.lines().map(|line| format!("<p>{line}</p>")).collect();
        format!("<html><head><title>Recommendations</title>{head}</head><body>{lines}</body></html>")
    };
    std::fs::write(path("one.html"), html("<!-- one -->")).unwrap();
    std::fs::write(path("two.html"), html("<!-- two -->")).unwrap();
    std::fs::write(
        path("own.html"),
        html("<meta name=\"author\" content=\"Quentin Ashgrove-Pell\">")
            .replace("Wilhelmina", "Ada")
            .replace("WILHELMINA", "Ada")
            .replace("Strakerby", "Lund")
            .replace("STRAKERBY", "Lund")
            .replace("May", "June"),
    )
    .unwrap();
    register.run(&["import", "--address", "https://one.example/a", &path("one.html")]);
    register.run(&["import", "--address", "https://two.example/b", &path("two.html")]);
    register.run(&["import", "--address", "https://own.example/c", &path("own.html")]);
    let found = |words: &str| -> Vec<Value> {
        let said: Value = serde_json::from_str(&register.ok(&["--json", "erase", words])).unwrap();
        said["found"].as_array().unwrap().clone()
    };
    let own = found("Quentin Ashgrove Pell");
    assert!(own.len() == 1 && own[0]["file"] == true, "{own:?}");
    let files = || found(WORDS).into_iter().filter(|f| f["file"] == true).collect::<Vec<_>>();
    let before = files();
    assert!(before.len() >= 3, "{before:?}");
    // From one of them alone: the file stays for the others, which are found again.
    let app = register.app();
    let ctx = crate::kit::ctx();
    let one = app.find_words(&ctx, WORDS, &mut |_| ()).unwrap().found;
    let one = one.iter().find(|f| f.kind == domain::Kind::Document).unwrap();
    let cmd = domain::EraseWords {
        act_id: domain::ActId([8; 16]),
        words: WORDS.to_owned(),
        basis: domain::Basis::Mistake,
        note: None,
        seen: vec![(one.id, one.version)],
    };
    app.erase_words(&ctx, cmd).unwrap();
    drop(app);
    register.settled();
    assert_eq!(files().len(), before.len() - 1);
    register.ok(&["erase", WORDS, "--yes", "--basis", "mistake"]);
    register.ok(&["erase", "Quentin Ashgrove-Pell", "--yes", "--basis", "mistake"]);
    assert_eq!(holders(&register.path()), Vec::<String>::new());
    // What waited is accepted as it is now, and every page of a document is there.
    let waiting: Value = serde_json::from_str(&register.ok(&["--json", "review", "--list"])).unwrap();
    let n = waiting["waiting"][0]["n"].to_string();
    let undone = register.run(&["review", &n, "--undo"]);
    assert!(String::from_utf8_lossy(&undone.stderr).contains("nothing to undo"), "{undone:?}");
    register.ok(&["review", &n, "--accept"]);
    let server = register.serve();
    let all = server.json("/api/v1/documents").as_array().unwrap().clone();
    for document in &all {
        let reference = document["reference"].as_str().unwrap();
        assert_eq!(server.get(&format!("/documents/{reference}")).status, 200, "{reference}");
    }
    drop(server);
    assert_eq!(holders(&register.path()), Vec::<String>::new());
    register.check_whole();
}

#[test]
fn letters_that_say_the_words_are_found_and_go_out_without_them() {
    let (register, _) = holding();
    let write = |subject: &str, text: &str| {
        let app = register.app();
        let letter =
            accounts::Letter { name: &format!("{subject}{text}"), to: "ada@example.org", subject, text, stop: None };
        assert!(app.accounts().write_letter(&letter, crate::kit::ctx().now).unwrap());
    };
    write("News of your search", "It is for \"wilhelmina strakerby\".");
    write("About W. Other", "Nothing of hers.");
    write("The Strakerby, Wilhelmina file", "Turned round, so that it is not what is looked for.");
    write("The Wilhelmina Strakerby log: an answer", "It came.");
    // The last of them went, and what it was called is kept.
    let app = register.app();
    let now = crate::kit::ctx().now;
    let waiting = || app.accounts().letters_waiting(now).unwrap();
    let (place, _) = waiting().into_iter().find(|(_, post)| post.subject.ends_with("an answer")).unwrap();
    app.accounts().letter_sent(&place, Ok(()), now).unwrap();
    let listed: Value = serde_json::from_str(&register.ok(&["--json", "erase", WORDS])).unwrap();
    let mut called: Vec<_> =
        listed["letters"].as_array().unwrap().iter().map(|l| (l["subject"].as_str().unwrap(), &l["sent"])).collect();
    called.sort_by_key(|(subject, _)| *subject);
    assert_eq!(called.len(), 2, "{called:?}");
    assert_eq!(called[0], ("News of your search", &Value::Null));
    assert!(called[1].0 == "The Wilhelmina Strakerby log: an answer" && called[1].1.is_string(), "{called:?}");
    let told: Value = serde_json::from_str(&register.ok(&["--json", "subject", WORDS])).unwrap();
    assert_eq!(told["letters"].as_array().unwrap().len(), 2, "{}", told["letters"]);
    let said = register.ok(&["erase", WORDS]);
    assert!(said.contains("letter to ada@example.org (not sent): News of your search"), "{said}");
    // Refused: nothing of them goes either.
    register.run(&["erase", WORDS, "--yes", "--basis", "order", "--note", WORDS]);
    assert!(waiting().iter().any(|(_, post)| post.text.as_deref().unwrap().contains("strakerby")));
    register.ok(&["erase", WORDS, "--yes", "--basis", "request"]);
    let waiting = waiting();
    let texts: Vec<&str> = waiting.iter().filter_map(|(_, post)| post.text.as_deref()).collect();
    for text in ["It is for \"[erased]\".", "Nothing of hers.", "Turned round, so that it is not what is looked for."] {
        assert!(texts.contains(&text), "{text}: {texts:?}");
    }
    let done = app.accounts().letters_done(now).unwrap();
    assert_eq!(done[0].1.subject, "The [erased] log: an answer");
    drop(app);
    // Where letters alone say words no record is needed, and none is written.
    let head = register.app().ledger().head().unwrap().seq;
    let alone: Value = serde_json::from_str(&register.ok(&[
        "--json",
        "erase",
        "Strakerby, Wilhelmina",
        "--yes",
        "--basis",
        "mistake",
    ]))
    .unwrap();
    assert_eq!((&alone["erased"], alone["letters"].as_array().unwrap().len()), (&json!(0), 1));
    assert_eq!(register.app().ledger().head().unwrap().seq, head);
    assert_eq!(holders(&register.path()), Vec::<String>::new());
    let none = register.run(&["erase", "Strakerby, Wilhelmina", "--yes", "--basis", "mistake"]);
    assert!(String::from_utf8_lossy(&none.stderr).contains("look for them first"), "{none:?}");
    register.check_whole();
}

#[test]
fn an_erasure_that_was_stopped_in_the_middle_is_carried_through_by_the_next() {
    let (register, _) = holding();
    let app = register.app();
    let ctx = crate::kit::ctx();
    let seen = app.find_words(&ctx, WORDS, &mut |_| ()).unwrap().found.iter().map(|f| (f.id, f.version)).collect();
    let cmd = domain::EraseWords {
        act_id: domain::ActId([9; 16]),
        words: WORDS.to_owned(),
        basis: domain::Basis::Order,
        note: None,
        seen,
    };
    // The act is done, and nothing after it: the ledger and the files are without the words, the views were not built again.
    app.erase_words(&ctx, cmd).unwrap();
    drop(app);
    register.settled();
    let doctor = register.run(&["doctor"]);
    let said = String::from_utf8_lossy(&doctor.stdout).into_owned();
    assert!(!doctor.status.success() && said.contains("erasures: 5 are not carried through"), "{said}");
    register.ok(&["erase", "nobody at all"]);
    assert!(register.ok(&["doctor"]).contains("erasures: each is carried through"));
    assert_eq!(holders(&register.path()), Vec::<String>::new());
    register.check_whole();
}

#[test]
fn the_operator_erases_on_a_page_or_by_program_and_nobody_else_does() {
    let (register, reference) = holding();
    let server = register.serve();
    let operator = server.person(&register, "operator@example.org", "operator", None);
    let clerk = server.person(&register, "clerk@example.org", "clerk", Some("office-for-custody-and-policing-review"));
    assert_eq!(clerk.get("/erase").status, 403);
    assert_eq!(clerk.post("/erase", &[("do", "look"), ("words", WORDS)]).status, 403);
    let token = clerk.token(&["documents"]);
    assert_eq!(
        server.act(&token, "words.erase", "", &json!({"words": WORDS, "basis": "order", "records": {}})).status,
        403
    );
    assert!(operator.get("/people").body.contains("href=\"/erase\""));
    let listed = operator.post("/erase", &[("do", "look"), ("words", WORDS)]);
    assert!(listed.status == 200 && listed.body.contains(&reference), "{}", listed.body);
    let boxes = regex::Regex::new(r#"name="record" value="([^"]+)" checked"#).unwrap();
    let records: Vec<String> = boxes.captures_iter(&listed.body).map(|c| c[1].to_owned()).collect();
    let mut form = vec![("do", "erase"), ("act", "one"), ("words", WORDS), ("note", "By order.")];
    form.extend(records.iter().map(|r| ("record", r.as_str())));
    let refused = operator.post("/erase", &form);
    assert!(refused.status == 422 && refused.body.contains("Say on what ground"), "{}", refused.body);
    // By program, one of the records alone, and of a version that nobody has seen.
    let token = operator.token(&["register"]);
    let (id, version) = records[0].split_once(' ').unwrap();
    let look = |with: Value| {
        let more = format!("authorization: Bearer {token}\r\ncontent-type: application/json\r\n");
        server.send("POST", "/api/v1/words", &more, with.to_string().as_bytes())
    };
    let found: Value = serde_json::from_str(&look(json!({"words": WORDS})).body).unwrap();
    assert_eq!(found["found"].as_array().unwrap().len(), records.len(), "{found}");
    assert_eq!((look(json!({"words": "W"})).status, look(json!({"word": WORDS})).status), (422, 400));
    let act = |records: Value| {
        let answer =
            server.act(&token, "words.erase", "", &json!({"words": WORDS, "basis": "mistake", "records": records}));
        (
            answer.status,
            serde_json::from_str::<Value>(&answer.body).unwrap()["detail"].as_str().unwrap_or("").to_owned(),
        )
    };
    for (records, status, why) in [
        (json!({}), 422, "no record that was named holds these words"),
        (json!({id: 99}), 422, "was changed since you looked"),
        (json!({"nobody": 1}), 400, "is not an identifier"),
        (json!({"00000000-0000-4000-8000-000000000000": 1}), 404, "record 00000000"),
    ] {
        let said = act(records);
        assert!(said.0 == status && said.1.contains(why), "{said:?}");
    }
    assert_eq!(act(json!({id: version.parse::<u32>().unwrap()})).0, 200);
    // What was listed before and is erased since is not erased again; the rest is.
    let rest = records.len() - 1;
    form.push(("basis", "order"));
    let done = operator.post("/erase", &form);
    let words = format!("The words are erased from {rest} record");
    assert!(done.status == 200 && done.body.contains(&words), "{}", done.body);
    let again = operator.post("/erase", &form);
    assert!(again.status == 200 && again.body.contains(&words), "sent twice, a form is one act: {}", again.body);
    // The views are built again by the server's job.
    let since = Instant::now();
    while !holders(&register.path()).is_empty() {
        assert!(since.elapsed() < Duration::from_secs(60), "{:?}", holders(&register.path()));
        std::thread::sleep(Duration::from_millis(100));
    }
    assert!(server.get(&format!("/recommendations/{reference}")).body.contains("A court or the regulator ordered it"));
    drop((operator, clerk));
    drop(server);
    register.check_whole();
}

#[test]
fn what_an_outcome_says_ends_with_its_last_day() {
    let whole = samples();
    let export = whole.ok(&["export"]);
    let mut conduct = Vec::new();
    let lines: Vec<String> = export
        .lines()
        .map(|line| {
            let mut line: Value = serde_json::from_str(line).unwrap();
            if line["kind"] == "case_outcome"
                && line["fields"]["conduct"].is_object() | line["fields"]["conduct"].is_string()
            {
                let last = if conduct.is_empty() { "2025-03" } else { "2999-01-01" };
                line["fields"]["visible_until"] = json!(last);
                conduct.push((
                    line["fields"]["number"].as_u64().unwrap(),
                    line["fields"]["conduct"].as_str().unwrap().to_owned(),
                ));
            }
            line.to_string()
        })
        .collect();
    assert!(conduct.len() >= 2, "the samples have outcomes");
    let register = Register::new();
    let file = register.folder.path().join("export.jsonl");
    std::fs::write(&file, lines.join("\n")).unwrap();
    register.ok(&["import", file.to_str().unwrap()]);
    let outcome = |n: u64| {
        let export = register.ok(&["export"]);
        let found = export
            .lines()
            .map(|l| serde_json::from_str::<Value>(l).unwrap())
            .find(|l| l["kind"] == "case_outcome" && l["fields"]["number"] == n);
        found.unwrap()["fields"].clone()
    };
    // On its last day it stays; the day after, it ends.
    drop(register.serve_on("2025-03-31"));
    assert_eq!(outcome(conduct[0].0)["conduct"], conduct[0].1.as_str());
    // While it is held its words stay, and are not shown.
    register.ok(&["hold", "place", &format!("OUT-{}", conduct[0].0), "--ground", "request", "--why", "A complaint."]);
    let app = register.app();
    let after = domain::Ctx { today: "2025-04-01".parse().unwrap(), ..crate::kit::ctx() };
    assert_eq!(app.expire_outcomes(&after).unwrap(), 0);
    drop(app);
    let server = register.serve_on("2025-04-01");
    let shown = |n: usize| server.get("/case-outcomes").body.contains(&conduct[n].1);
    assert_eq!((shown(0), shown(1)), (false, true));
    drop(server);
    assert!(register.ok(&["--json", "erase", &conduct[0].1]).contains(&conduct[0].1));
    let held: Value = serde_json::from_str(&register.ok(&["--json", "hold", "list"])).unwrap();
    register.ok(&["hold", "lift", held["holds"][0]["id"].as_str().unwrap(), "--why", "It is answered."]);
    let server = register.serve_on("2025-04-01");
    let since = Instant::now();
    while !outcome(conduct[0].0)["conduct"].is_null() {
        assert!(since.elapsed() < Duration::from_secs(60), "the outcome goes on");
        std::thread::sleep(Duration::from_millis(100));
    }
    drop(server);
    let ended = outcome(conduct[0].0);
    assert_eq!(
        (&ended["finding"], &ended["sanction"], &ended["visible_until"]),
        (&Value::Null, &Value::Null, &json!("2025-03"))
    );
    assert_eq!(outcome(conduct[1].0)["conduct"], conduct[1].1.as_str());
    let verified: Value = serde_json::from_str(&register.ok(&["--json", "verify"])).unwrap();
    assert!(verified["whole"] == true && verified["erased_fields"].as_u64().unwrap() >= 1, "{verified}");
    register.check_whole();
}

#[test]
fn a_record_stays_in_its_place_whichever_field_of_words_is_erased() {
    // What a record is told by, and what is no text: it is not erased from (`domain::erasures`).
    const TOLD_BY: &[&str] = &[
        "number",
        "slug",
        "kind",
        "sha256",
        "text_sha256",
        "recommendation",
        "addressee",
        "author",
        "meeting",
        "forum",
        "status",
        "document",
        "of",
        "on",
        "verdict",
        "actor",
        "role",
        "from",
        "state",
        "body",
        "filed_on",
        "result",
        "assurer",
        "obligation",
        "outcome",
        "decided_by",
        "to",
        "by",
        "evidence",
        "recommending_body",
        "basis",
        "versions",
    ];
    let (register, _) = holding();
    let app = register.app();
    let entries = app.ledger().read(0, 100_000).unwrap();
    let mut kinds = std::collections::BTreeSet::new();
    for entry in entries {
        kinds.insert(entry.kind.clone());
        for at in 0..entry.fields.len() {
            let mut holed = entry.clone();
            holed.fields[at].content = Content::Erased;
            let name = &entry.fields[at].name;
            let stays = view::record_of(&holed).unwrap().is_some();
            assert!(stays || TOLD_BY.contains(&name.as_str()), "a {} without its {name}", entry.kind);
        }
    }
    assert!(kinds.len() >= 12, "{kinds:?}");
}
