//! Evidence that few may read: sealed on the disk, opened with a record of it, destroyed for good.

use std::path::Path;

use serde_json::{Value, json};

use super::answers::{BY, TO, samples};
use crate::kit::{Answer, Person, Server};

const WORDS: &str = "The statement of the nurse who found her";
const FILE: &[u8] = b"She told me at a quarter to four that the door had been locked all night.";
const MATTER: &str = "/matters/REC-25/harrowdale-police";

/// Every file under a folder that holds these bytes.
fn holding(folder: &Path, bytes: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(holding(&path, bytes));
        } else if std::fs::read(&path).unwrap().windows(bytes.len()).any(|part| part == bytes) {
            found.push(path.display().to_string());
        }
    }
    found
}

/// The identifier of the restricted evidence that a page of the matter shows, if it shows any.
fn shown(person: &Person<'_>) -> Option<String> {
    let page = person.get(MATTER).body;
    let section = page.split("Restricted evidence, filed").nth(1)?;
    Some(section.split("name=\"evidence\" value=\"").nth(1)?.split('"').next().unwrap().to_owned())
}

fn step(person: &Person<'_>, what: &str, id: &str, act: &str, why: &str) -> Answer {
    let fields = [("do", what), ("act", act), ("evidence", id), ("why", why)];
    person.post(&format!("{MATTER}/restricted"), &fields)
}

fn opened(server: &Server, token: &str, id: &str) -> (u16, Value) {
    let headers = format!("authorization: Bearer {token}\r\n");
    let came = server.send("POST", &format!("/api/v1/evidence/{id}/open"), &headers, b"");
    (came.status, serde_json::from_str(&came.body).unwrap_or_else(|e| panic!("{e}: {}", came.body)))
}

fn file(server: &Server, token: &str, act: &str) -> Answer {
    let path = format!("/api/v1/evidence?recommendation=REC-25&addressee={TO}");
    let fields = [("shows", WORDS), ("readers", "restricted"), ("marking", "official_sensitive"), ("act", act)];
    server.upload(token, &path, &fields, &[("file", "statement.txt", FILE)])
}

#[test]
fn what_few_may_read_is_sealed_opened_with_a_record_and_destroyed_for_good() {
    let register = samples();
    let server = register.serve();
    let person = |email: &str, role: &str, body: &str| server.person(&register, email, role, Some(body));
    let (writer, signs) =
        (person("writer@example.org", "contributor", TO), person("signs@example.org", "approver", TO));
    let (checks, clerk) = (person("checks@example.org", "assurer", BY), person("clerk@example.org", "clerk", BY));
    let other = person("other@example.org", "approver", "northmere-police");
    let token = writer.token(&["answer"]);
    let filed = file(&server, &token, "one");
    assert_eq!(filed.status, 200, "{}", filed.body);
    let again: Value = serde_json::from_str(&file(&server, &token, "one").body).unwrap();
    assert_eq!(again["replayed"], true, "{again}");
    // Nothing of it stands anywhere on the disk as it was sent: not its words, not its file, not what that was called.
    for bytes in [WORDS.as_bytes(), FILE, b"statement.txt"] {
        assert_eq!(holding(&register.path(), bytes), Vec::<String>::new());
    }
    // It is there for those who are named, and for nobody else.
    let id = shown(&signs).unwrap();
    assert_eq!(shown(&checks).as_ref(), Some(&id));
    for (who, name) in [(&writer, "who filed it"), (&clerk, "the clerk"), (&other, "another body's approver")] {
        assert_eq!(shown(who), None, "{name}");
        assert_eq!(step(who, "open", &id, "x", "").status, 404, "{name}");
        let (status, said) = opened(&server, &who.token(&["read"]), &id);
        assert_eq!((status, said["code"].as_str().unwrap()), (404, "not_found"), "{name}: {said}");
    }
    assert_eq!(server.get(&format!("/evidence/{id}")).status, 404);
    assert!(!server.get("/recommendations/REC-25").body.contains("Restricted"));
    assert!(!register.ok(&["export"]).contains(&id));
    // Opened: the words and, when it is asked for, the file; each time is written down for the others to see.
    let page = step(&signs, "open", &id, "a", "");
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.body.contains(WORDS) && page.body.contains("statement.txt"), "{}", page.body);
    assert!(page.headers.contains("no-store"), "{}", page.headers);
    let again = step(&signs, "open", &id, "a", "");
    assert!(again.status == 422 && !again.body.contains(WORDS), "each opening is written down: {}", again.body);
    assert!(again.body.contains("open it again, so that it is written down"), "{}", again.body);
    let bytes = step(&signs, "file", &id, "b", "");
    assert_eq!((bytes.status, bytes.body.as_bytes()), (200, FILE));
    let (status, said) = opened(&server, &checks.token(&["read"]), &id);
    assert_eq!((status, &said["shows"], &said["file"]), (200, &json!(WORDS), &json!("statement.txt")), "{said}");
    let matter = checks.get(MATTER).body;
    let list = matter.split("Who opened it").nth(1).unwrap().split("</details>").next().unwrap();
    assert_eq!(
        (list.matches("Approver, Harrowdale Police").count(), list.matches("Assurer, ").count()),
        (2, 1),
        "{list}"
    );
    // It is evidence: a finding may rest on it.
    let oversee = checks.token(&["oversee"]);
    let found = json!({"on": "REC-25", "addressee": TO, "result": "verified", "method": "Read the statement.", "evidence": [id]});
    assert_eq!(server.act(&oversee, "assurance.record", "", &found).status, 200);
    assert!(!register.ok(&["export"]).contains(&id), "a finding is public and does not name it");
    // Another matter's address opens nothing.
    let elsewhere =
        signs.post("/matters/REC-24/harrowdale-police/restricted", &[("do", "open"), ("act", "z"), ("evidence", &id)]);
    assert_eq!(elsewhere.status, 404, "{}", elsewhere.body);
    // Who has destroyed something of their own destroys nothing else with that act's name, and opens nothing with another's.
    let theirs = other.token(&["answer", "read"]);
    let own = person("own@example.org", "contributor", "northmere-police").token(&["answer"]);
    let mine = json!({"on": "REC-26", "addressee": "northmere-police", "shows": "Ours.", "link": "https://example.org/x", "readers": "restricted"});
    let filed = server.act(&own, "evidence.file", "", &mine);
    assert_eq!(filed.status, 200, "{}", filed.body);
    let page = other.get("/matters/REC-26/northmere-police").body;
    let ours = page.split("name=\"evidence\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let (act, why) = ("0198f3a2-0000-7000-8000-00000000000a", "Ours to destroy.");
    let gone = server.act(&theirs, "evidence.destroy", "", &json!({"act_id": act, "evidence": ours, "why": why}));
    assert_eq!(gone.status, 200, "{}", gone.body);
    let not = server.act(&theirs, "evidence.destroy", "", &json!({"act_id": act, "evidence": id, "why": why}));
    assert_eq!(not.status, 422, "{}", not.body);
    let open = json!({"act_id": "0198f3a2-0000-7000-8000-00000000000b", "evidence": id});
    assert_eq!(server.act(&signs.token(&["read"]), "evidence.open", "", &open).status, 200);
    assert_eq!(server.act(&theirs, "evidence.open", "", &open).status, 422, "that act is another's");
    assert_eq!(step(&signs, "open", &id, "still", "").status, 200, "it is still there");
    // The terminal does the same, with the file where it was asked to be.
    let to = register.path().with_extension("statement");
    let with = register.path().with_extension("json");
    std::fs::write(&with, json!({"evidence": id}).to_string()).unwrap();
    let reads = signs.token(&["read"]);
    let told = register.ok(&[
        "act",
        "evidence.open",
        "--with",
        with.to_str().unwrap(),
        "--token",
        &reads,
        "--output",
        to.to_str().unwrap(),
    ]);
    assert!(told.contains(WORDS), "{told}");
    assert_eq!(std::fs::read(&to).unwrap(), FILE);
    // Destroyed, by who signs for the body whose it is, with a word.
    let silent = step(&signs, "destroy", &id, "c", " ");
    assert!(silent.status == 422 && silent.body.contains("say why it is destroyed"), "{}", silent.body);
    let refused = step(&checks, "destroy", &id, "d", "Not mine.");
    assert!(refused.status == 403 && refused.body.contains("it takes an approver"), "{}", refused.body);
    // Not while it is held for somebody who may ask for it.
    let operator = server.person(&register, "operator@example.org", "operator", None);
    let held = [("do", "place"), ("act", "h"), ("on", "REC-25"), ("ground", "inquest"), ("why", "The coroner asked.")];
    assert_eq!(operator.post("/holds", &held).status, 303);
    let refused = step(&signs, "destroy", &id, "i", "She asked for it.");
    assert!(refused.status == 422 && refused.body.contains("it is held (inquest)"), "{}", refused.body);
    let hold = operator.get("/holds").body.split("name=\"hold\" value=\"").nth(1).unwrap()[..36].to_owned();
    assert_eq!(
        operator.post("/holds", &[("do", "lift"), ("act", "l"), ("hold", &hold), ("lift-why", "Over.")]).status,
        303
    );
    let kept = || holding(&register.path().join("files"), &[1]).len();
    let before = kept();
    assert_eq!(step(&signs, "destroy", &id, "e", "She asked for it.").status, 303);
    assert!(checks.get(MATTER).body.contains("It was destroyed: She asked for it."));
    let gone = step(&signs, "open", &id, "f", "");
    assert!(gone.status == 422 && gone.body.contains("it was destroyed"), "{}", gone.body);
    // What was opened before is not given again, and the form that filed it brings nothing back.
    let late = step(&signs, "open", &id, "a", "");
    assert!(late.status == 422 && !late.body.contains(WORDS), "{}", late.body);
    assert!(!checks.get(MATTER).body.contains(&format!("value=\"{id}\"")), "nothing rests on it any more");
    let again = file(&server, &token, "one");
    assert!(again.status == 422 && again.body.contains("it was destroyed"), "{}", again.body);
    assert_eq!(step(&signs, "open", &id, "g", "").status, 422);
    assert_eq!(kept() + 1, before, "its file is gone, and does not come back");
    let now: jiff::Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    let keys = || register.app().accounts().content_keys(now).unwrap().len();
    assert_eq!(keys(), 0);
    drop(server);
    // The chain is whole, also for a verifier that knows nothing of this, and views made anew say the same.
    register.check_whole();
    let server = register.serve();
    assert_eq!(keys(), 0);
    let checks = server.sign_in("checks@example.org");
    let said = String::from_utf8(register.run(&["doctor"]).stdout).unwrap();
    assert!(said.contains("each sealed record has its key and its file"), "{said}");
    assert!(checks.get(MATTER).body.contains("It was destroyed: She asked for it."));
}

#[test]
fn restricted_evidence_is_refused_with_nothing_left_behind() {
    let register = samples();
    let server = register.serve();
    let person = |email: &str, role: &str, body: &str| server.person(&register, email, role, Some(body));
    let (writer, other) =
        (person("writer@example.org", "contributor", TO), person("other@example.org", "contributor", BY));
    let path = format!("/api/v1/evidence?recommendation=REC-25&addressee={TO}");
    let copy = [("file", "statement.txt", FILE), ("redacted", "copy.txt", b"A copy.".as_slice())];
    let token = writer.token(&["answer"]);
    let refused = server.upload(&token, &path, &[("shows", WORDS), ("readers", "restricted")], &copy);
    assert!(
        refused.status == 422 && refused.body.contains("a copy with words left out is for everybody"),
        "{}",
        refused.body
    );
    let refused =
        server.upload(&token, &path, &[("shows", " "), ("readers", "restricted")], &[("file", "s.txt", FILE)]);
    assert_eq!(refused.status, 422, "{}", refused.body);
    let theirs = server.upload(&other.token(&["answer"]), &path, &[("shows", WORDS), ("readers", "restricted")], &copy);
    assert_eq!(theirs.status, 403, "{}", theirs.body);
    // What is refused for its own sake is not sealed at all.
    let keys = |at| register.app().accounts().content_keys(at).unwrap().len();
    let now = jiff::Timestamp::UNIX_EPOCH + std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap();
    assert_eq!(keys(now), 0);
    // What is refused where it would be filed leaves its key, for another act of the same name may be on its way with it, and goes a day later.
    let clerk = server.person(&register, "clerk@example.org", "clerk", Some(BY)).token(&["oversee"]);
    let close = json!({"on": "REC-25", "addressee": TO, "outcome": "closed_superseded", "reason": "Another was made."});
    let closed = server.act(&clerk, "closure.decide", "", &close);
    assert_eq!(closed.status, 200, "{}", closed.body);
    let before = register.app().files().all().unwrap().len();
    let refused = file(&server, &token, "late");
    assert!(refused.status == 422 && refused.body.contains("closed"), "{}", refused.body);
    let files = || register.app().files().all().unwrap().len();
    register.app().settle_sealed(now).unwrap();
    assert_eq!((keys(now), files()), (1, before + 1));
    let later = now + jiff::SignedDuration::from_hours(25);
    register.app().settle_sealed(later).unwrap();
    assert_eq!((keys(later), files()), (0, before));
    for bytes in [WORDS.as_bytes(), FILE] {
        assert_eq!(holding(&register.path(), bytes), Vec::<String>::new());
    }
    // What is public is not opened, nor what is nothing.
    let nothing = opened(&server, &writer.token(&["read"]), "00000000-0000-4000-8000-000000000001");
    assert_eq!(nothing.0, 404, "{}", nothing.1);
}

#[test]
fn who_files_it_is_told_that_it_is_sealed_and_of_several_at_once_one_is_filed() {
    let register = samples();
    let server = register.serve();
    let person = |email: &str, role: &str, body: &str| server.person(&register, email, role, Some(body));
    let (writer, signs) =
        (person("writer@example.org", "contributor", TO), person("signs@example.org", "approver", TO));
    let fields = [("act", "p"), ("shows", WORDS), ("readers", "restricted"), ("marking", "official_sensitive")];
    let filed = writer.upload(&format!("{MATTER}/evidence"), &fields, &[("file", "statement.txt", FILE)]);
    assert_eq!(filed.status, 303, "{}", filed.body);
    let page = writer.get(filed.location()).body;
    assert!(page.contains("The evidence is filed and sealed") && page.contains("Nothing is filed."), "{page}");
    assert!(!writer.get(MATTER).body.contains("The evidence is filed and sealed"), "said once");
    assert!(!writer.get(&format!("{MATTER}?done=everything")).body.contains("govuk-notification-banner"));
    let id = shown(&signs).unwrap();
    assert!(step(&signs, "open", &id, "a", "").body.contains(WORDS));
    assert_eq!(step(&signs, "destroy", &id, "d", "It was ours to give.").status, 303);
    // Four at once under one name, each with other words: one is filed, whole, and the others are told that it was filed before.
    let (token, path) = (writer.token(&["answer"]), format!("/api/v1/evidence?recommendation=REC-25&addressee={TO}"));
    let words: Vec<String> = (0..4).map(|i| format!("Statement number {i} of four")).collect();
    let answers: Vec<Answer> = std::thread::scope(|scope| {
        let send = |words: &str| {
            let fields = [("shows", words), ("readers", "restricted"), ("act", "one")];
            server.upload(&token, &path, &fields, &[("file", "s.txt", words.as_bytes())])
        };
        let all: Vec<_> = words.iter().map(|words| scope.spawn(move || send(words))).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let said: Vec<Value> = answers.iter().map(|a| serde_json::from_str(&a.body).unwrap_or_default()).collect();
    let filed: Vec<usize> = (0..4).filter(|i| said[*i]["replayed"] == false).collect();
    assert_eq!(filed.len(), 1, "{said:?}");
    let page = signs.get(MATTER).body;
    let ids: Vec<&str> =
        page.split("name=\"evidence\" value=\"").skip(1).map(|part| part.split('"').next().unwrap()).collect();
    let live = *ids.iter().find(|one| **one != id).unwrap();
    let opened = step(&signs, "open", live, "b", "").body;
    assert!(opened.contains(&words[filed[0]]), "{opened}");
    let bytes = step(&signs, "file", live, "c", "");
    assert_eq!((bytes.status, bytes.body.as_str()), (200, words[filed[0]].as_str()));
    drop(server);
    register.check_whole();
}
