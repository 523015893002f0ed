//! What is said to an answer, and the steps that are taken when one is late.

use serde_json::json;

use super::answers::{BY, TO, cast, page, samples};
use super::follow::letter;

const MATTER: &str = "/matters/REC-25/harrowdale-police";

#[test]
fn a_refusal_can_be_answered_and_the_addressee_can_answer_again() {
    let register = samples();
    let server = register.serve();
    let cast = cast(&server, &register);
    let said = |text: &str, by: &str| {
        [("do", "rejoin"), ("text", text), ("again_by", by)].map(|(k, v)| (k.to_owned(), v.to_owned()))
    };
    let say = |text: &str, by: &str| {
        let fields = said(text, by);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        cast.clerk.post(MATTER, &fields)
    };
    let early = say("Think again.", "");
    assert!(early.status == 422 && early.body.contains("this one is none given"), "{}", early.body);
    let rejected = |act: &str, position: &'static str| {
        let form = [
            ("do", "write"),
            ("act", act),
            ("author", TO),
            ("rec", "REC-25"),
            ("position-REC-25", position),
            ("text", "We looked at it."),
            ("explanations", "Night cover is another body's."),
            ("no-action", "It is not for us."),
            ("actions", "0"),
        ];
        let came = cast.writer.post("/answers", &form);
        let n = came.location().rsplit('/').next().unwrap().to_owned();
        assert_eq!(cast.step(&cast.writer, "offer", &n, &[]).status, 303);
        assert_eq!(cast.step(&cast.approver, "submit", &n, &[("post", "Chief Constable")]).status, 303);
        let whole = [("publication", "whole"), ("disclosure", "whole")];
        assert_eq!(cast.step(&cast.clerk, "publish", &n, &whole).status, 303);
    };
    rejected("one", "rejected");
    assert_eq!(page(&server)["obligations"][0]["position"], "rejected");
    for (text, by, why) in [
        ("", "", "say what you answer to it"),
        ("Think again.", "1 November 2026", "is over: ask for another answer by a day that is to come"),
        ("Think again.", "soon", "is not a day"),
    ] {
        let refused = say(text, by);
        assert!(refused.status == 422 && refused.body.contains(why), "{why}: {}", refused.body);
    }
    let forged = [("do", "rejoin"), ("text", "We agree with ourselves.")];
    assert_eq!((cast.writer.post(MATTER, &forged).status, cast.other.post(MATTER, &forged).status), (403, 403));
    assert_eq!(say("Night cover is yours by section 39.", "1 February 2027").status, 303);
    let duty = page(&server)["obligations"][0].clone();
    assert_eq!(
        duty["rejoinders"],
        json!([{"by": {"slug": BY, "name": "Office for Custody and Policing Review"}, "on": "2026-11-21", "to": "rejected",
            "text": "Night cover is yours by section 39.", "again_by": "2027-02-01"}])
    );
    assert_eq!(duty["position"], "rejected", "only another answer changes what the addressee says");
    let public = server.get("/recommendations/REC-25").body;
    for words in
        ["What was said to the answer", "Another answer is asked for by 1 February 2027.", "Said to the answer"]
    {
        assert!(public.contains(words), "{words}");
    }
    // It stands in the body's own lists by its day, is reminded of a week before, and goes when another answer comes.
    for list in ["/answers", "/work"] {
        let list = cast.writer.get(list).body;
        assert!(list.contains("Answers you are asked for again") && list.contains("by 1 February 2027."), "{list}");
    }
    let later = register.serve_on("2027-01-25");
    letter(&register, "REC-25 is due in 7 days (2027-02-01).");
    drop(later);
    rejected("two", "accepted");
    assert!(!cast.writer.get("/answers").body.contains("asked for again"));
    let history = page(&server)["history"].clone();
    let said = history.as_array().unwrap().iter().map(|line| (line["kind"].as_str().unwrap(), &line["which"]));
    assert!(said.clone().any(|(kind, which)| kind == "rejoinder" && which.is_null()), "of one duty: {history}");
    let duty = page(&server)["obligations"][0].clone();
    assert_eq!(
        (&duty["position"], duty["rejoinders"].as_array().unwrap().len()),
        (&json!("accepted"), 1),
        "it stays to be read"
    );
    assert!(say("Thank you.", "").body.contains("this one is accepted"));
    drop(server);
    register.check_whole();
}

#[test]
fn nobody_is_chased_for_an_answer_that_was_begun_before_it_was_asked_for_again_and_sent() {
    let register = samples();
    let server = register.serve();
    let there = cast(&server, &register);
    let write = |act: &str, position: &'static str| {
        let form = [
            ("do", "write"),
            ("act", act),
            ("author", TO),
            ("rec", "REC-25"),
            ("position-REC-25", position),
            ("text", "We looked at it."),
            ("explanations", "Night cover is another body's."),
            ("no-action", "It is not for us."),
            ("actions", "0"),
        ];
        there.writer.post("/answers", &form).location().rsplit('/').next().unwrap().to_owned()
    };
    let first = write("one", "rejected");
    assert_eq!(there.step(&there.writer, "offer", &first, &[]).status, 303);
    assert_eq!(there.step(&there.approver, "submit", &first, &[("post", "Chief Constable")]).status, 303);
    let whole = [("publication", "whole"), ("disclosure", "whole")];
    assert_eq!(there.step(&there.clerk, "publish", &first, &whole).status, 303);
    let second = write("two", "accepted");
    let said = [("do", "rejoin"), ("text", "Night cover is yours."), ("again_by", "1 February 2027")];
    assert_eq!(there.clerk.post(MATTER, &said).status, 303);
    assert_eq!(there.step(&there.writer, "offer", &second, &[]).status, 303);
    assert!(there.writer.get("/answers").body.contains("asked for again"), "offered is not sent");
    drop(server);
    // The day after: sent, and not yet published.
    let server = register.serve_on("2026-11-22");
    let approver = server.sign_in("approver@example.org");
    let fields =
        [("do", "submit"), ("answer", second.as_str()), ("seen", "2"), ("act", "sent"), ("post", "Chief Constable")];
    let sent = approver.post("/answers", &fields);
    assert_eq!(sent.status, 303, "{}", sent.body);
    assert!(!approver.get("/answers").body.contains("asked for again"));
}

#[test]
fn everybody_sees_the_step_that_is_reached_when_the_body_says_so() {
    let register = samples();
    let server = register.serve();
    let cast = cast(&server, &register);
    let set = |steps: &str, public: &str| {
        let page = cast.clerk.get("/oversight/ladder").body;
        let seen = page.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let form = [("body", BY), ("steps", steps), ("public", public), ("act", steps), ("seen", seen.as_str())];
        cast.clerk.post("/oversight/ladder", &form)
    };
    for (steps, why) in [
        ("fourteen | the Director | writes", "a step is a number of days"),
        ("14 | the Director", "a step is a number of days"),
        ("14 | | writes", "has to say what is done and who does it"),
        ("14 | the Director | writes\n14 | the Board | meets", "14 days do not come after 14"),
        ("4000 | the Director | writes", "at most 3,650 days"),
    ] {
        let refused = set(steps, "");
        assert!(refused.status == 422 && refused.body.contains(why), "{steps}: {}", refused.body);
    }
    let many = (1..12).map(|n| format!("{n} | a | b\n")).collect::<String>();
    assert!(set(&many, "").body.contains("at most 10 steps"));
    // Due on 24 February 2024; 90 days later is 24 May 2024, for that February has 29 days; 2,000 days later is to come.
    let steps = "14 | Director of Investigations | writes to the chief constable\n90 | Chair | writes to the local policing body\n2000 | Board | lays a report before Parliament";
    assert_eq!(set(steps, "").status, 303);
    let shown = |of: &str| page(&server)["obligations"][0][of].clone();
    assert!(shown("escalation").is_null(), "not before the body says that everybody may see it");
    assert!(
        cast.clerk
            .get(MATTER)
            .body
            .contains("Step 2 of 3: writes to the local policing body (Chair), since 24 May 2024")
    );
    assert!(cast.assurer.get(MATTER).body.contains("Step 2 of 3"), "the body's own people");
    assert!(!cast.writer.get(MATTER).body.contains("Step 2 of 3"));
    assert_eq!(set(steps, "yes").status, 303);
    let reached =
        json!({"step": 2, "of": 3, "since": "2024-05-24", "what": "writes to the local policing body", "who": "Chair"});
    assert_eq!(shown("escalation"), reached);
    assert!(server.get("/recommendations/REC-25").body.contains("Step 2 of 3"));
    assert!(cast.clerk.get("/oversight/ladder").body.contains("90 | Chair | writes to the local policing body"));
    // Two had it open: the second is told, and what was typed stays.
    let stale =
        cast.clerk.post("/oversight/ladder", &[("body", BY), ("steps", "5 | a | b"), ("seen", "1"), ("act", "stale")]);
    assert!(
        stale.status == 422 && stale.body.contains("changed by somebody else since you looked at them"),
        "{}",
        stale.body
    );
    assert!(stale.body.contains("5 | a | b"));
    assert_eq!(set("", "").status, 303);
    assert!(shown("escalation").is_null(), "hidden again");
    let token = cast.writer.token(&["answer"]);
    let theirs = server.act(&token, "ladder.set", "", &json!({"body": BY, "steps": []}));
    assert_eq!(theirs.status, 403);
    drop(server);
    register.check_whole();
}
