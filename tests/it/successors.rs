//! A duty follows the successor: to the list of what is due, to whoever may answer, and through the answer to what was promised.

use serde_json::{Value, json};

use crate::kit::{Register, root};

/// The samples, in which Harrowdale Police has ended and Northmere Police is its successor.
fn merged() -> Register {
    let samples = Register::new();
    samples.ok(&["import", root().join("samples").to_str().unwrap()]);
    let export = samples.ok(&["export"]);
    let lines: Vec<Value> = export.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let id = |slug: &str| lines.iter().find(|line| line["fields"]["slug"] == slug).unwrap()["id"].clone();
    let heir = id("northmere-police");
    let changed = lines.iter().map(|line| {
        let mut line = line.clone();
        if line["fields"]["slug"] == "harrowdale-police" {
            (line["fields"]["successor"], line["fields"]["to"]) = (heir.clone(), json!("2025-12-31"));
        }
        line.to_string()
    });
    let file = samples.folder.path().join("merged.jsonl");
    std::fs::write(&file, changed.collect::<Vec<_>>().join("\n")).unwrap();
    let register = Register::new();
    register.ok(&["import", file.to_str().unwrap()]);
    register
}

#[test]
fn what_is_held_back_reaches_the_successor_of_a_body_that_has_ended() {
    let register = merged();
    let server = register.serve();
    let person = |email: &str, role: &str, body: &str| server.person(&register, email, role, Some(body));
    let office = "office-for-custody-and-policing-review";
    let (clerk, head) = (person("clerk@example.org", "clerk", office), person("head@example.org", "approver", office));
    let writer = person("writer@example.org", "contributor", "northmere-police");
    let act = |who: &crate::kit::Person<'_>, act: &str, seen: u32, with: &Value| {
        let done = server.act(&who.token(&["oversee", "answer"]), act, &format!("if-match: \"{seen}\"\r\n"), with);
        assert_eq!(done.status, 200, "{act}: {}", done.body);
        serde_json::from_str::<Value>(&done.body).unwrap()["first"].as_u64().unwrap()
    };
    // Made to both: the body that has ended, and the one that came after it.
    let asked = json!({"recommending_body": office, "text": "Keep a log of every key.", "power": "paragraph28a",
        "addressees": ["harrowdale-police", "northmere-police"], "embargo": "the inquest has ended"});
    let n = act(&clerk, "recommendation.draft", 0, &asked);
    act(&clerk, "recommendation.offer", 1, &json!({"draft": n}));
    act(&head, "recommendation.make", 2, &json!({"draft": n, "post": "Director"}));
    assert!(writer.get(&format!("/making/{n}")).body.contains("Answer it for Northmere Police"));
    // Its own duty is the one that its answer is for.
    let answer = json!({"author": "northmere-police", "answers": [{"recommendation": format!("HELD-{n}"), "position": "accepted"}],
        "actions": [{"text": "The Head of Custody will keep the log"}]});
    let place = act(&writer, "draft.write", 0, &answer);
    act(&writer, "draft.offer", 1, &json!({"answer": place}));
    let signs = person("signs@example.org", "approver", "northmere-police");
    act(&signs, "response.submit", 2, &json!({"answer": place, "post": "Chief Constable"}));
    act(&clerk, "recommendation.release", 3, &json!({"draft": n, "happened": "It ended."}));
    let made = clerk.get(&format!("/making/{n}")).body;
    let number = made.split("/recommendations/REC-").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let page = server.json(&format!("/api/v1/recommendations/REC-{number}"));
    let came = |slug: &str| {
        let all = page["obligations"].as_array().unwrap();
        all.iter().find(|duty| duty["addressee"]["slug"] == slug).unwrap()["received_on"].clone()
    };
    assert_eq!((came("northmere-police").is_string(), came("harrowdale-police").is_null()), (true, true), "{page}");
    drop(server);
    register.check_whole();
}

#[test]
fn what_was_asked_of_a_body_that_has_ended_is_its_successors_to_answer() {
    let register = merged();
    let server = register.serve();
    let person = |email: &str, role: &str, body: &str| server.person(&register, email, role, Some(body));
    let writer = person("writer@example.org", "contributor", "northmere-police");
    let approver = person("approver@example.org", "approver", "northmere-police");
    let before = person("before@example.org", "contributor", "harrowdale-police");
    let clerk = person("clerk@example.org", "clerk", "office-for-custody-and-policing-review");
    let due = server.json("/api/v1/due?to=northmere-police&state=overdue");
    let rows: Vec<&str> = due[0]["rows"].as_array().unwrap().iter().map(|r| r["reference"].as_str().unwrap()).collect();
    assert!(rows.contains(&"REC-25"), "{rows:?}");
    assert!(writer.get("/answers").body.contains("REC-25"));
    let form = |author: &'static str| {
        [
            ("do", "write"),
            ("act", author),
            ("author", author),
            ("rec", "REC-25"),
            ("position-REC-25", "accepted"),
            ("list", "The Head of Custody will hire nurses by 31 March 2027"),
            ("actions", "0"),
        ]
    };
    let late = before.post("/answers", &form("harrowdale-police"));
    assert!(late.status == 422 && late.body.contains("of this body"), "{}", late.body);
    let came = writer.post("/answers", &form("northmere-police"));
    assert_eq!(came.status, 303, "{}", came.body);
    let n = came.location().rsplit('/').next().unwrap().to_owned();
    let step = |who: &crate::kit::Person<'_>, what: &str, seen: &str, more: &[(&str, &str)]| {
        let fields = [&[("do", what), ("answer", n.as_str()), ("seen", seen), ("act", what)], more].concat();
        let done = who.post("/answers", &fields);
        assert_eq!(done.status, 303, "{what}: {}", done.body);
    };
    step(&writer, "offer", "1", &[]);
    step(&approver, "submit", "2", &[("post", "Chief Constable")]);
    step(&clerk, "publish", "3", &[("publication", "whole"), ("disclosure", "whole")]);
    let page = server.json("/api/v1/recommendations/REC-25");
    let duty = &page["obligations"][0];
    assert_eq!((&duty["position"], &duty["claimed_status"]), (&json!("accepted"), &json!("not_started")));
    assert_eq!(duty["responses"][0]["author"]["slug"], "northmere-police");
    let action = page["actions"][0]["reference"].as_str().unwrap();
    // What passed to it counts as its own; the body that has ended keeps the record of what it was asked.
    let total = |slug: &str| server.json(&format!("/api/v1/bodies/{slug}/dashboard"))["total"].as_u64().unwrap();
    let made = |slug: &str| server.json(&format!("/api/v1/search?to={slug}"))["total"].as_u64().unwrap();
    assert_eq!(total("northmere-police"), made("northmere-police") + made("harrowdale-police"));
    assert_eq!(total("harrowdale-police"), made("harrowdale-police"));
    let board = server.get("/bodies/northmere-police/dashboard").body;
    assert!(board.contains("to=harrowdale-police&#38;to=northmere-police"), "each bar finds both: {board}");
    // The matter is found under both names; only the successor's people deliver.
    let update = [
        ("do", "update"),
        ("act", "u"),
        ("on", action),
        ("text", "Two nurses started."),
        ("claimed_status", "complete"),
    ];
    for matter in ["/matters/REC-25/harrowdale-police", "/matters/REC-25/northmere-police"] {
        assert!(writer.get(matter).body.contains("hire nurses"), "{matter}");
        assert_eq!(before.post(matter, &update).status, 403, "{matter}");
    }
    assert_eq!(writer.post("/matters/REC-25/northmere-police", &update).status, 303);
    assert_eq!(server.json("/api/v1/recommendations/REC-25")["obligations"][0]["claimed_status"], "complete");
    assert!(writer.get("/actions?all=1").body.contains("hire nurses"), "among what the successor has to keep");
    drop(server);
    register.check_whole();
}
