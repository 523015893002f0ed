//! Acts: a response is recorded, pressing twice makes one, refusals change nothing, two writers lose nothing.

use domain::{ActId, Answer, Position, RecordResponse, Response, ResponseId, ResponseRefused};

use crate::kit::{Register, ctx, open, root};

fn one_page() -> Register {
    let register = Register::new();
    register.ok(&["import", root().join("samples/08-eastholm-restraint-2022.txt").to_str().unwrap()]);
    register
}

#[test]
fn a_response_stops_the_waiting_and_is_in_the_history() {
    let register = one_page();
    let before = register.serve().json("/api/v1/recommendations/REC-2");
    assert_eq!(
        (before["obligations"][0]["position"].as_str(), before["history"].as_array().unwrap().len()),
        (Some("none_given"), 2)
    );
    let args = [
        "respond",
        "REC-2",
        "--author",
        "Eastholm Police",
        "--position",
        "rejected",
        "--reason",
        "It is published already.",
        "--reason",
        "It costs too much.",
        "--received-on",
        "2022-10-03",
    ];
    assert!(register.ok(&args).contains("recorded"));
    assert!(register.ok(&args).contains("recorded before; nothing added"), "pressing twice makes one");
    let server = register.serve();
    let after = server.json("/api/v1/recommendations/REC-2");
    let obligation = &after["obligations"][0];
    assert_eq!(
        (obligation["position"].as_str(), obligation["responses"].as_array().unwrap().len()),
        (Some("rejected"), 1)
    );
    assert_eq!(obligation["responses"][0]["reasons"][1]["text"], "It costs too much.");
    assert_eq!(after["history"][2]["act"], "response.record");
    assert!(server.get("/recommendations/REC-2").body.contains("Received 3 October 2022"));
    assert_eq!(server.json("/api/v1/recommendations?position=rejected")["total"], 1);
    assert_eq!(
        server.json("/api/v1/totals")["positions"]["none_given"],
        serde_json::Value::Null,
        "the counter went down"
    );
    drop(server);
    register.check_whole();
}

#[test]
fn a_response_that_breaks_a_rule_is_refused_in_words_and_changes_nothing() {
    let register = one_page();
    let before = register.ok(&["verify", "--json"]);
    for (args, why) in [
        (vec!["REC-2", "--author", "iopc", "--position", "accepted"], "asks nothing of"),
        (vec!["REC-9", "--author", "Eastholm Police", "--position", "accepted"], "asks nothing of"),
        (vec!["REC-2", "--author", "nobody", "--position", "accepted"], "no body has the name"),
        (vec!["REC-2", "--author", "Eastholm Police", "--position", "none_given"], "must take a position"),
        (vec!["REC-2", "REC-2", "--author", "Eastholm Police", "--position", "accepted"], "twice"),
        (
            vec!["REC-2", "--author", "Eastholm Police", "--position", "accepted", "--given-on", "2022-07"],
            "before the recommendation was made",
        ),
        (
            vec!["REC-2", "--author", "Eastholm Police", "--position", "accepted", "--received-on", "2027"],
            "after today",
        ),
    ] {
        let out = register.run(&[vec!["respond"], args.clone()].concat());
        assert_eq!(out.status.code(), Some(1), "{args:?}");
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert!(said.contains(why), "{args:?}: {said}");
    }
    assert_eq!(register.run(&["respond", "REC-2", "--author", "x", "--position", "maybe"]).status.code(), Some(2));
    assert_eq!(register.ok(&["verify", "--json"]), before);
}

/// Eastholm Police accept REC-2; another `act`, another response.
fn acceptance(app: &app::App, act: u8) -> RecordResponse {
    let author = app.read_public(|v| v.bodies_named("Eastholm Police")).unwrap()[0];
    let obligation = app.read_public(|v| v.obligation_of(2, author)).unwrap().unwrap();
    let response = Response {
        author,
        answers: vec![Answer { obligation, position: Position::Accepted, position_words: None, inferred: false }],
        text: None,
        reasons: vec![],
        given_on: None,
        received_on: None,
        published_on: None,
        sign_off: None,
        supersedes: None,
        document: None,
        quotes: Default::default(),
    };
    RecordResponse { act_id: ActId([act; 16]), id: ResponseId([act + 100; 16]), response }
}

#[test]
fn when_the_ledger_cannot_be_written_every_act_is_told_why() {
    let register = one_page();
    let app = register.app();
    let before = app.ledger().head().unwrap();
    let other = rusqlite::Connection::open(register.path().join("ledger.sqlite")).unwrap();
    other
        .execute_batch(
            "CREATE TRIGGER stuck BEFORE INSERT ON entry BEGIN SELECT RAISE(FAIL, 'the disk is on fire'); END",
        )
        .unwrap();
    let commands: Vec<RecordResponse> = (1..=24).map(|act| acceptance(&app, act)).collect();
    std::thread::scope(|scope| {
        let app = &app;
        let waiting: Vec<_> =
            commands.into_iter().map(|cmd| scope.spawn(move || app.record_response(&ctx(), cmd))).collect();
        for act in waiting {
            let why = act.join().unwrap().expect_err("nothing can be written").to_string();
            assert!(why.contains("the disk is on fire"), "{why}");
        }
    });
    other.execute_batch("DROP TRIGGER stuck").unwrap();
    assert_eq!(app.ledger().head().unwrap(), before, "nothing was written");
    app.record_response(&ctx(), acceptance(&app, 1)).expect("the writer goes on when the disk does");
    drop(app);
    register.check_whole();
}

#[test]
fn an_act_of_the_public_is_forbidden() {
    let register = one_page();
    let app = register.app();
    let mut public = ctx();
    public.actor.roles = [].into();
    let cmd = acceptance(&app, 5);
    let head = app.ledger().head().unwrap();
    assert!(matches!(app.record_response(&public, cmd.clone()), Err(app::AppError::Forbidden(_))));
    let mut nothing = cmd.clone();
    nothing.response.answers.clear();
    assert!(matches!(
        app.record_response(&ctx(), nothing),
        Err(app::AppError::Response(ResponseRefused::AnswersNothing))
    ));
    assert_eq!(app.ledger().head().unwrap(), head);
    let first = app.record_response(&ctx(), cmd.clone()).unwrap();
    let again = app.record_response(&ctx(), cmd).unwrap();
    assert_eq!((first.replayed, again.replayed, first.first), (false, true, again.first));
}

#[test]
fn two_writers_on_one_folder_lose_and_double_nothing() {
    let register = Register::new();
    let path = register.path();
    drop(open(&path));
    let files: Vec<_> = std::fs::read_dir(root().join("samples"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "txt"))
        .collect();
    std::thread::scope(|scope| {
        for half in [0, 1] {
            let (path, files) = (&path, &files);
            scope.spawn(move || {
                let app = open(path);
                // Both writers take every file, one from each end, so that they meet in the middle.
                let order: Box<dyn Iterator<Item = _>> =
                    if half == 0 { Box::new(files.iter()) } else { Box::new(files.iter().rev()) };
                for file in order {
                    let name = file.file_name().unwrap().to_str().unwrap();
                    app.import_document(&ctx(), name, &std::fs::read(file).unwrap(), &Default::default()).unwrap();
                }
            });
        }
    });
    let documents = register.app().read_public(|v| v.counter("kind:document")).unwrap();
    assert_eq!(documents, files.len() as u64);
    register.check_whole();
}
