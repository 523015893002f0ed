//! Bodies put in the register and changed: by form and by program, with the refusals, and what follows for names and duties.

use serde_json::{Value, json};

use super::answers::samples;

const OFFICE: &str = "office-for-custody-and-policing-review";
const TRUST: &str = "/api/v1/bodies/eastmarsh-community-trust";

#[test]
fn a_clerk_puts_a_body_in_and_documents_know_it_by_every_name() {
    let register = samples();
    let server = register.serve();
    let clerk = server.person(&register, "clerk@example.org", "clerk", Some(OFFICE));
    assert!(clerk.get("/body?body=Eastmarsh+Community+Trust").body.contains("No body, or more than one, is called"));
    let form = [
        ("name", " Eastmarsh  Community Trust "),
        ("kind", "other"),
        ("aliases", "ECT Trust\nEastmarsh Community Trust\n\nEast Marsh Trust"),
        ("codes", "ods RX9\n"),
        ("from", "April 2019"),
        ("facts_from", "The Eastmarsh Community Trust (Establishment) Order 2019"),
        ("act", "one"),
        ("seen", "0"),
    ];
    for (field, value, why) in [
        ("name", "", "say what the body is called"),
        ("codes", "RX9", "this is none: RX9"),
        ("from", "next spring", "'next spring' is not a day, a month or a year"),
        ("to", "2018", "it cannot have ended on 2018 when it began on 2019-04"),
        ("successor", "Nobody at All", "there is no body called 'Nobody at All'"),
        ("successor", "harrowdale-police", "say when it ended"),
        (
            "aliases",
            "Harrowdale Police",
            "'Harrowdale Police' is a name of Harrowdale Police already, at the same time",
        ),
        ("kind", "trust", "'trust' is none of police_force"),
    ] {
        let mut wrong: Vec<(&str, &str)> = form.iter().filter(|(name, _)| *name != field).copied().collect();
        wrong.push((field, value));
        let refused = clerk.post("/body", &wrong);
        assert!(
            refused.status == 422 && refused.body.contains(&why.replace('\'', "&#39;")),
            "{field}: {}",
            refused.body
        );
        assert!(refused.body.contains("East Marsh Trust") || field == "aliases", "what was typed stays");
    }
    let put = clerk.post("/body", &form);
    assert_eq!((put.status, put.location()), (303, "/bodies/eastmarsh-community-trust"));
    assert_eq!(clerk.post("/body", &form).status, 303, "sent twice, a form is one act");
    let body = server.json(TRUST);
    assert_eq!(body["name"], "Eastmarsh Community Trust");
    // Its own name is no other name.
    assert_eq!(body["aliases"], json!(["ECT Trust", "East Marsh Trust"]));
    assert_eq!(
        (&body["codes"], &body["from"], &body["version"]),
        (&json!({"ods": "RX9"}), &json!("2019-04"), &json!(1))
    );
    assert!(server.get("/bodies/eastmarsh-community-trust").body.contains("Put in or changed"));
    // A document that names it by another name means it.
    let words = "Recommendations - East Marsh Trust, March 2024\nA patient waited in a van.\nOCPR reference\n2023/000111\nRecommendations\n\
                 The OCPR recommends that East Marsh Trust keeps a bed for people whom officers bring.\n\
                 Do you accept the recommendation?\nYes\nAccepted action:\n- A bed is kept.\n";
    let file = register.folder.path().join("trust.txt");
    std::fs::write(&file, words).unwrap();
    register.ok(&["import", file.to_str().unwrap()]);
    register.settled();
    let body = server.json(TRUST);
    assert_eq!((&body["to_it"], &body["positions"]), (&json!(1), &json!([["accepted", 1]])), "{body}");
    drop(server);
    register.check_whole();
}

/// What an act on a body answers: its status and why.
fn record(server: &crate::kit::Server, token: &str, seen: &str, with: &Value) -> (u16, String) {
    let seen = if seen.is_empty() { String::new() } else { format!("if-match: \"{seen}\"\r\n") };
    let answer = server.act(token, "body.record", &seen, with);
    let said: Value = serde_json::from_str(&answer.body).unwrap();
    (answer.status, said["detail"].as_str().unwrap_or("").to_owned())
}

#[test]
fn a_change_by_program_keeps_what_it_does_not_name_and_a_duty_follows_the_successor() {
    let register = samples();
    let server = register.serve();
    let clerk = server.person(&register, "clerk@example.org", "clerk", Some(OFFICE));
    let token = clerk.token(&["documents"]);
    let act = |seen: &str, with: Value| record(&server, &token, seen, &with);
    assert_eq!(act("", json!({"name": "Saltfleet Police", "kind": "police_force", "aliases": ["SFP"], "codes": {"home_office": "99"}})).0, 200);
    let saltfleet = || server.json("/api/v1/bodies/saltfleet-police");
    assert_eq!(
        act("", json!({"body": "saltfleet-police", "name_cy": "Heddlu Saltfleet"})).0,
        428,
        "which version was seen?"
    );
    assert_eq!(act("1", json!({"body": "saltfleet-police", "name_cy": "Heddlu Saltfleet"})).0, 200);
    let body = saltfleet();
    assert_eq!(
        (&body["name_cy"], &body["aliases"], &body["codes"]),
        (&json!("Heddlu Saltfleet"), &json!(["SFP"]), &json!({"home_office": "99"}))
    );
    let (status, why) = act("1", json!({"body": "saltfleet-police", "name": "Salt Police"}));
    assert!(status == 412 && why.contains("changed by somebody else since you looked at it"), "{status} {why}");
    // A body that is told from the one before it by its days has an address of its own.
    let (status, why) = act("", json!({"name": "Saltfleet Police", "from": "2027-01-01"}));
    assert!(status == 422 && why.contains("is a name of Saltfleet Police already"), "{status} {why}");
    assert_eq!(act("2", json!({"body": "saltfleet-police", "to": "2026-12-31"})).0, 200);
    assert_eq!(act("", json!({"name": "Saltfleet Police", "from": "2027-01-01"})).0, 200);
    let all = server.json("/bodies.json");
    let rows = all["rows"].as_array().or(all.as_array()).unwrap();
    assert_eq!(rows.iter().filter(|row| row["name"] == "Saltfleet Police").count(), 2, "{all}");
    // A name that is taken away, one that stays.
    assert_eq!(act("3", json!({"body": "saltfleet-police", "name_cy": ""})).0, 200);
    assert_eq!((&saltfleet()["name_cy"], &saltfleet()["to"]), (&Value::Null, &json!("2026-12-31")));
    // What was asked of Harrowdale Police is Northmere Police's to answer once it has ended, and comes back in no circle.
    let due = || {
        let due = server.json("/api/v1/due?to=northmere-police&state=overdue");
        due[0]["rows"].as_array().unwrap().iter().any(|row| row["reference"] == "REC-25")
    };
    assert!(!due());
    assert_eq!(
        act("1", json!({"body": "harrowdale-police", "to": "2025-12-31", "successor": "Northmere Police"})).0,
        200
    );
    assert!(due());
    let (status, why) = act("1", json!({"body": "northmere-police", "to": "2026", "successor": "harrowdale-police"}));
    assert!(status == 422 && why.contains("cannot come after itself"), "{status} {why}");
    for (with, wanted) in [
        (json!({"name": "x".repeat(201)}), "at most 200 bytes"),
        (
            json!({"name": "B Trust", "aliases": (0..51).map(|n| format!("B{n} Trust")).collect::<Vec<_>>()}),
            "at most 50 other names",
        ),
        (json!({"name": "B Trust", "codes": {"two words": "1"}}), "a code and its scheme are each one word"),
        (json!({"name": "B Trust", "facts_from": "x".repeat(501)}), "at most 500 bytes"),
        (json!({"name": "12 / 7"}), "'12 / 7' is none"),
        (json!({"name": "B Trust", "colour": "blue"}), "unknown field `colour`"),
        (json!({"body": "no-such-body", "name": "C"}), "no body 'no-such-body'"),
    ] {
        let (status, why) = act("1", with.clone());
        assert!((400..500).contains(&status) && why.contains(wanted), "{with}: {status} {why}");
    }
    let writer = server.person(&register, "writer@example.org", "contributor", Some("northmere-police"));
    let theirs = record(&server, &writer.token(&["answer"]), "1", &json!({"body": "northmere-police", "name": "Ours"}));
    assert_eq!(theirs.0, 403);
    drop(server);
    register.check_whole();
}

#[test]
fn an_operator_changes_a_body_in_the_terminal() {
    let register = samples();
    let server = register.serve();
    let operator = server.person(&register, "operator@example.org", "operator", None);
    let token = operator.token(&["documents"]);
    drop(server);
    let file = register.folder.path().join("body.json");
    std::fs::write(&file, json!({"name": "Tarn Fire Authority", "aliases": ["TFA"]}).to_string()).unwrap();
    register.ok(&["act", "body.record", "--token", &token, "--with", file.to_str().unwrap()]);
    let names = register.app().read_public(|view| view.bodies_named("tfa")).unwrap();
    assert_eq!(names.len(), 1);
}

#[test]
fn two_bodies_that_turn_out_to_be_one_are_joined_unless_something_stands_against_it() {
    let register = samples();
    // A second Harrowdale, from a page that calls it otherwise.
    let page = |name: &str, reference: &str| {
        format!(
            "Recommendations - {name}, March 2024\nA key was lost.\nOCPR reference\n{reference}\nRecommendations\n\
             The OCPR recommends that {name} counts the keys of its cells each morning and again each night.\n\
             Do you accept the recommendation?\nYes\nAccepted action:\n- The keys are counted.\n"
        )
    };
    let file = register.folder.path().join("keys.txt");
    std::fs::write(&file, page("Harrowdale County Constabulary", "2024/000001")).unwrap();
    register.ok(&["import", file.to_str().unwrap()]);
    let server = register.serve();
    let clerk = server.person(&register, "clerk@example.org", "clerk", Some(OFFICE));
    let writer = server.person(&register, "writer@example.org", "contributor", Some("harrowdale-county-constabulary"));
    assert_eq!(writer.get("/bodies/harrowdale-county-constabulary").status, 200);
    let (gone, kept) = ("harrowdale-county-constabulary", "harrowdale-police");
    let to = |slug: &str| server.json(&format!("/api/v1/bodies/{slug}"))["to_it"].as_u64().unwrap();
    let (before, one) = (to(kept), to(gone));
    assert_eq!(one, 1);
    let form = clerk.get(&format!("/body?body={gone}")).body;
    assert!(form.contains("It is another body"), "{form}");
    let join = |into: &str, act: &str| {
        let version = server.json(&format!("/api/v1/bodies/{gone}"))["version"].to_string();
        let fields = [("do", "join"), ("body", gone), ("into", into), ("seen", version.as_str()), ("act", act)];
        let answer = clerk.post("/body", &fields);
        (answer.status, answer.body.replace("&#39;", "'"))
    };
    for (into, why) in [
        ("Nobody at All", "there is no body called 'Nobody at All'"),
        (gone, "a body cannot be joined to itself"),
        (kept, "somebody has a role in Harrowdale County Constabulary"),
    ] {
        let refused = join(into, "one");
        assert!(refused.0 == 422 && refused.1.contains(why), "{into}: {}", refused.1);
    }
    drop(writer);
    register.ok(&["user", "end", "writer@example.org", "--role", "contributor", "--body", gone]);
    // Another code of one scheme, and a duty of both to answer one recommendation, are two bodies.
    let token = clerk.token(&["documents"]);
    let code = |slug: &str, code: &str| {
        let version = server.json(&format!("/api/v1/bodies/{slug}"))["version"].to_string();
        let codes = if code.is_empty() { json!({}) } else { json!({"home_office": code}) };
        assert_eq!(record(&server, &token, &version, &json!({"body": slug, "codes": codes})).0, 200);
    };
    code(gone, "71");
    code(kept, "72");
    assert!(join(kept, "two").1.contains("different codes of one scheme (home_office: 71 and 72)"));
    code(kept, "");
    // The sample that is made to two forces: they are two.
    let (here, there) = ("eastholm-police", "thornbeck-police");
    let version = server.json(&format!("/api/v1/bodies/{here}"))["version"].to_string();
    let fields = [("do", "join"), ("body", here), ("into", there), ("seen", version.as_str()), ("act", "three")];
    let refused = clerk.post("/body", &fields);
    assert!(refused.status == 422 && refused.body.contains("both have a duty to answer REC-"), "{}", refused.body);
    // Now nothing stands against it.
    let asked = server.json(&format!("/api/v1/recommendations?to={gone}"))["rows"][0]["reference"].clone();
    let (status, body) = join(kept, "four");
    assert_eq!(status, 303, "{body}");
    assert_eq!((to(kept), to(gone)), (before + 1, 0));
    let told = server.json(&format!("/api/v1/recommendations/{}", asked.as_str().unwrap()));
    let duty = &told["obligations"][0];
    assert_eq!(
        (&duty["addressee"]["slug"], &duty["position"], &told["actions"][0]["body"]["slug"]),
        (&json!(kept), &json!("accepted"), &json!(kept))
    );
    let own = server.json(&format!("/api/v1/bodies/{kept}"));
    assert!(own["aliases"].as_array().unwrap().contains(&json!("Harrowdale County Constabulary")), "{own}");
    assert_eq!(own["codes"], json!({"home_office": "71"}));
    let page_of = server.get(&format!("/bodies/{gone}")).body;
    assert!(page_of.contains("This turned out to be another body") && page_of.contains("Joined to another body"));
    assert!(!server.get("/bodies").body.contains(&format!("/bodies/{gone}")));
    let (status, why) = record(&server, &token, "9", &json!({"body": gone, "name": "Something Else"}));
    assert!(status == 412 || (status == 422 && why.contains("turned out to be another body")), "{status} {why}");
    // The old name in a new document means the one that it is.
    let later = register.folder.path().join("torches.txt");
    let words =
        page("Harrowdale County Constabulary", "2024/000009").replace("keys of its cells", "torches in its vans");
    std::fs::write(&later, words.replace("March 2024", "July 2024").replace("A key was lost", "A van was dark"))
        .unwrap();
    let said = register.ok(&["import", later.to_str().unwrap()]);
    assert!(said.contains("1 recommendation"), "{said}");
    register.settled();
    assert_eq!((to(kept), to(gone)), (before + 2, 0));
    drop(clerk);
    drop(server);
    register.check_whole();
}
