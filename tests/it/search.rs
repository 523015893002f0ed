//! Searching: words, fields, facets, orders, paging, freshness, and an index that something else spoils.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::kit::{Register, Server};

/// A body's identifier, or a record's: small numbers, so that they can be written by hand.
fn id(n: u32) -> String {
    format!("{n:08x}-0000-8000-8000-000000000000")
}

fn line(kind: &str, n: u32, fields: &str) -> String {
    format!("{{\"kind\":\"{kind}\",\"id\":\"{}\",\"visibility\":\"public\",\"fields\":{{{fields}}}}}\n", id(n))
}

fn text(words: &str) -> String {
    format!("{{\"lang\":\"en\",\"words\":\"{words}\"}}")
}

fn recommendation(n: u32, number: u32, words: &str, more: &str) -> String {
    let fields = format!("\"number\":{number},\"text\":{},\"recommending_body\":\"{}\"{more}", text(words), id(1));
    line("recommendation", n, &fields)
}

fn obligation(n: u32, of: u32, to: u32, due: &str) -> String {
    let due = if due.is_empty() {
        String::new()
    } else {
        format!(",\"power\":\"paragraph28a\",\"rule\":\"x\",\"due\":{{\"earliest\":\"{due}\",\"latest\":\"{due}\"}}")
    };
    line("obligation", n, &format!("\"recommendation\":\"{}\",\"addressee\":\"{}\"{due}", id(of), id(to)))
}

fn response(n: u32, author: u32, to: u32, position: &str, words: &str, received: &str) -> String {
    let answers = format!("[{{\"obligation\":\"{}\",\"position\":\"{position}\"}}]", id(to));
    let more = format!("\"text\":{},\"received_on\":\"{received}\"", text(words));
    line("response", n, &format!("\"author\":\"{}\",\"answers\":{answers},{more}", id(author)))
}

fn body(n: u32, slug: &str, name: &str, kind: &str) -> String {
    line("body", n, &format!("\"slug\":\"{slug}\",\"name\":\"{name}\",\"kind\":\"{kind}\""))
}

/// Four recommendations and five rows, small enough to work every expected value by hand:
/// REC-1 to Northshire, due 26 April 2019, never answered; REC-2 to both, Northshire accepted in time, Southshire rejected
/// 155 days after 29 June 2020; REC-3 in Welsh to Southshire, no power; REC-4 to Southshire, no power, no day.
fn small() -> Register {
    let lines = [
        body(1, "watchdog", "Riverland Watchdog", "oversight_body"),
        body(2, "northshire", "Northshire Police", "police_force"),
        body(3, "southshire", "Southshire Police", "police_force"),
        recommendation(
            10,
            1,
            "Officers must rouse detained people every thirty minutes",
            ",\"made_on\":\"2019-03-02\"",
        ),
        obligation(11, 10, 2, "2019-04-26"),
        recommendation(20, 2, "Publish a body-worn video policy", ",\"made_on\":\"2020-05-05\""),
        obligation(21, 20, 2, "2020-06-29"),
        obligation(22, 20, 3, "2020-06-29"),
        response(23, 2, 21, "accepted", "We will train every custody officer", "2020-06-01"),
        response(24, 3, 22, "rejected", "Custody is not our remit", "2020-12-01").replace(
            "\"received_on\"",
            &format!("\"reasons\":[{{\"kind\":\"no_action\",\"text\":{}}}],\"received_on\"", text("Video is costly")),
        ),
        recommendation(30, 3, "Dylai'r heddlu gyhoeddi'r polisi ar gŵn a chelloedd", ",\"made_on\":\"2021\""),
        obligation(31, 30, 3, ""),
        recommendation(40, 4, "Review restraint training and the policy on dogs", ""),
        obligation(41, 40, 3, ""),
    ];
    loaded(&lines.concat())
}

fn loaded(lines: &str) -> Register {
    let register = Register::new();
    let file = register.folder.path().join("small.jsonl");
    std::fs::write(&file, lines).unwrap();
    register.ok(&["import", file.to_str().unwrap()]);
    register
}

fn encoded(words: &str) -> String {
    words.bytes().map(|b| format!("%{b:02X}")).collect()
}

/// The search once the index is there.
pub(super) fn ready(server: &Server) {
    let start = Instant::now();
    while server.get("/api/v1/search?words=a").status == 503 {
        assert!(start.elapsed() < Duration::from_secs(10), "the index is never there");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// References of the hits, with the addressee of the row that is shown.
fn hits(found: &Value) -> Vec<String> {
    let row = |hit: &Value| {
        let to = hit["row"]["to"]["slug"].as_str().unwrap_or("");
        format!("{} {to}", hit["reference"].as_str().unwrap()).trim().to_owned()
    };
    found["hits"].as_array().unwrap().iter().map(row).collect()
}

fn facet<'a>(found: &'a Value, name: &str) -> Vec<(&'a str, u64, bool)> {
    let facets = found["facets"].as_array().unwrap();
    let values = facets.iter().find(|f| f["facet"] == name).unwrap()["values"].as_array().unwrap();
    let value = |v: &'a Value| (v["value"].as_str().unwrap(), v["count"].as_u64().unwrap(), v["chosen"] == true);
    let mut values: Vec<_> = values.iter().map(value).collect();
    values.sort_unstable();
    values
}

#[test]
fn words_phrases_operators_prefixes_and_fields_find_what_they_say() {
    let register = small();
    let server = register.serve();
    ready(&server);
    for (words, total, expected) in [
        ("rousing", 1, "REC-1"),
        ("detention OR detained", 1, "REC-1"),
        ("policy", 3, "REC-2 REC-4"),
        ("policy NOT dogs", 2, "REC-2"),
        ("policy -dogs", 2, "REC-2"),
        ("\"video policy\"", 2, "REC-2"),
        ("\"policy video\"", 0, ""),
        ("policy kennels", 3, "REC-2 REC-4"),
        ("policy kennels dogs sheep", 1, "REC-4"),
        ("body-worn", 2, "REC-2"),
        ("custody", 2, "REC-2"),
        ("custody remit", 1, "REC-2"),
        ("publish custody", 2, "REC-2"),
        ("detain*", 1, "REC-1"),
        ("custod*", 2, "REC-2"),
        ("detaine*", 1, "REC-1"),
        ("(rouse OR restraint) NOT dogs", 1, "REC-1"),
        ("heddlu", 1, "REC-3"),
        ("gwn", 1, "REC-3"),
        ("GŴN celloedd OR chelloedd", 1, "REC-3"),
        ("to:northshire", 2, "REC-1 REC-2"),
        ("to:\"Southshire Police\"", 3, "REC-2 REC-3 REC-4"),
        ("to:police policy", 3, "REC-2 REC-4"),
        ("by:watchdog restraint", 1, "REC-4"),
        ("position:rejected", 1, "REC-2"),
        ("to:northshire position:rejected", 0, ""),
        ("NOT position:none_given", 2, "REC-2"),
        ("year:2020..2021", 3, "REC-2 REC-3"),
        ("late:yes", 2, "REC-1 REC-2"),
        ("late:155", 2, "REC-1 REC-2"),
        ("late:156", 1, "REC-1"),
        ("late:no", 1, "REC-2"),
        ("timeliness:unknown", 2, "REC-3 REC-4"),
        ("timeliness:overdue", 1, "REC-1"),
        ("rec-4", 1, "REC-4"),
        ("nothinglikethis", 0, ""),
    ] {
        let found = server.json(&format!("/api/v1/search?words={}&facets=none", encoded(words)));
        let mut shown: Vec<String> = hits(&found).iter().map(|h| h.split(' ').next().unwrap().to_owned()).collect();
        shown.sort();
        assert_eq!((found["total"].as_u64().unwrap(), shown.join(" ").as_str()), (total, expected), "{words}");
    }
}

#[test]
fn what_matches_is_marked_where_it_stands() {
    let register = small();
    let server = register.serve();
    ready(&server);
    let found = server.json("/api/v1/search?words=rousing&facets=none");
    let marked = |parts: &Value| -> String {
        let part = |p: &Value| {
            let text = p["text"].as_str().unwrap();
            if p["match"] == true { format!("[{text}]") } else { text.to_owned() }
        };
        parts.as_array().unwrap().iter().map(part).collect()
    };
    let title = &found["hits"][0]["title"];
    assert_eq!(marked(title), "Officers must [rouse] detained people every thirty minutes");
    // The word stands in the answer alone: each row shows its own body's answer.
    let found = server.json("/api/v1/search?words=custody&facets=none&to=southshire");
    let hit = &found["hits"][0];
    assert_eq!(marked(&hit["title"]), "Publish a body-worn video policy");
    assert_eq!(hit["snippets"][0]["field"], "answer");
    assert_eq!(marked(&hit["snippets"][0]["parts"]), "[Custody] is not our remit");
    assert_eq!((hit["others"].as_u64(), hit["row"]["position"].as_str()), (Some(1), Some("rejected")));
    let page = server.get("/search?words=custody&to=southshire").body;
    assert!(page.contains("<mark>Custody</mark> is not our remit"));
}

#[test]
fn each_facet_shows_its_other_values_as_they_would_be_without_it() {
    let register = small();
    let server = register.serve();
    ready(&server);
    let found = server.json("/api/v1/search?words=policy");
    assert_eq!(facet(&found, "to"), [("northshire", 1, false), ("southshire", 2, false)]);
    assert_eq!(facet(&found, "position"), [("accepted", 1, false), ("none_given", 1, false), ("rejected", 1, false)]);
    assert_eq!(facet(&found, "timeliness"), [("met", 1, false), ("met_late", 1, false), ("unknown", 1, false)]);
    assert_eq!(facet(&found, "year"), [("2020", 2, false)]);
    let found = server.json("/api/v1/search?words=policy&to=southshire");
    assert_eq!(found["total"], 2);
    assert_eq!(facet(&found, "to"), [("northshire", 1, false), ("southshire", 2, true)]);
    assert_eq!(facet(&found, "position"), [("none_given", 1, false), ("rejected", 1, false)]);
    let found = server.json("/api/v1/search?to=Southshire%20Police&position=rejected&position=none_given");
    assert_eq!(found["total"], 3);
    assert_eq!(facet(&found, "to"), [("northshire", 1, false), ("southshire", 3, true)]);
    assert_eq!(facet(&found, "position"), [("none_given", 2, true), ("rejected", 1, true)]);
    // A combination that no row has: who rejected was not Northshire.
    assert_eq!(server.json("/api/v1/search?to=northshire&position=rejected")["total"], 0);
    // The whole register: the same figures as its counters'.
    let (found, totals) = (server.json("/api/v1/search"), server.json("/api/v1/totals"));
    for axis in ["position", "timeliness"] {
        let family = if axis == "position" { &totals["positions"] } else { &totals["timeliness"] };
        for (value, count, _) in facet(&found, axis) {
            assert_eq!(family[value], count, "{axis} {value}");
        }
    }
}

#[test]
fn orders_are_by_match_by_day_and_by_lateness() {
    let register = small();
    let server = register.serve();
    ready(&server);
    let order = |query: &str| hits(&server.json(&format!("/api/v1/search?facets=none&{query}"))).join(", ");
    assert_eq!(order("sort=latest"), "REC-1 northshire, REC-2 southshire, REC-4 southshire, REC-3 southshire");
    assert_eq!(order("sort=newest&to=southshire"), "REC-3 southshire, REC-2 southshire, REC-4 southshire");
    // The word asked counts more than the same word in an answer.
    let more = [recommendation(50, 5, "Remit of the board", ",\"made_on\":\"2018-01-01\""), obligation(51, 50, 2, "")];
    let file = register.folder.path().join("more.jsonl");
    std::fs::write(&file, more.concat()).unwrap();
    register.ok(&["import", file.to_str().unwrap()]);
    soon(|| order("words=remit") == "REC-5 northshire, REC-2 southshire");
}

/// Asks again until it is so; a new record is found within a second.
pub(super) fn soon(so: impl Fn() -> bool) {
    let start = Instant::now();
    while !so() {
        assert!(start.elapsed() < Duration::from_secs(5), "it never came");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn what_is_written_is_found_within_a_second_and_what_was_answered_before_is_not() {
    let register = small();
    let server = register.serve();
    ready(&server);
    let total =
        |words: &str| server.json(&format!("/api/v1/search?facets=none&words={words}"))["total"].as_u64().unwrap();
    assert_eq!((total("kennels"), total("to:southshire+position:none_given")), (0, 2));
    let answer = [
        "respond",
        "REC-4",
        "--author",
        "Southshire Police",
        "--position",
        "accepted",
        "--text",
        "New kennels are built",
    ];
    register.ok(&answer);
    let written = Instant::now();
    while total("kennels") == 0 {
        assert!(written.elapsed() < Duration::from_secs(1), "not found within a second");
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!((total("kennels"), total("to:southshire+position:none_given")), (1, 1));
    register.check_whole();
}

#[test]
fn paging_by_place_shows_every_recommendation_once_in_every_order() {
    let mut lines = body(1, "watchdog", "Watchdog", "oversight_body");
    for b in 0..5 {
        lines.push_str(&body(2 + b, &format!("force-{b}"), &format!("Force {b}"), "police_force"));
    }
    for i in 0..90u32 {
        let words = if i % 3 == 0 { "custody custody review" } else { "custody review of transport and more" };
        let made = format!(",\"made_on\":\"20{:02}-03-01\"", 10 + i % 7);
        lines.push_str(&recommendation(1000 + i * 10, i + 1, words, &made));
        for b in 0..=(i % 4) {
            lines.push_str(&obligation(1001 + i * 10 + b, 1000 + i * 10, 2 + b, "2020-01-01"));
        }
    }
    let register = loaded(&lines);
    let server = register.serve();
    ready(&server);
    for query in ["words=custody", "words=custody&sort=newest", "sort=latest", "words=custody&to=force-1", ""] {
        let (mut seen, mut after, mut pages) = (Vec::new(), String::new(), 0);
        loop {
            let found = server.json(&format!("/api/v1/search?facets=none&{query}{after}"));
            seen.extend(hits(&found).iter().map(|h| h.split(' ').next().unwrap().to_owned()));
            pages += 1;
            match found["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => break,
            }
        }
        let mut once = seen.clone();
        once.sort();
        once.dedup();
        // To Force 1 are those with two addressees or more: 67 of 90.
        let expected = if query.contains("force-1") { 67 } else { 90 };
        assert_eq!((seen.len(), once.len()), (expected, expected), "{query}: {pages} pages");
    }
}

#[test]
fn csv_json_page_and_terminal_find_the_same() {
    let register = small();
    let server = register.serve();
    ready(&server);
    for query in ["words=policy", "words=policy&to=southshire", "words=late:yes"] {
        let found = server.json(&format!("/search.json?{query}"));
        let references: Vec<String> = hits(&found).iter().map(|h| h.split(' ').next().unwrap().to_owned()).collect();
        let csv = server.get(&format!("/search.csv?{query}")).body;
        // A line for each body that must answer; a hit is a recommendation's best.
        let mut rows: Vec<&str> = Vec::new();
        for row in csv.lines().skip(1).map(|l| l.split(',').next().unwrap()) {
            if !rows.contains(&row) {
                rows.push(row);
            }
        }
        assert_eq!(rows, references, "{query}");
        let page = server.get(&format!("/search?{query}")).body;
        for reference in &references {
            assert!(page.contains(&format!("href=\"/recommendations/{reference}\"")), "{query}");
        }
        let mut args = vec!["--json", "search"];
        for pair in query.split('&') {
            let (name, value) = pair.split_once('=').unwrap();
            args.extend(if name == "words" { vec![value] } else { vec!["--to", value] });
        }
        let said: Value = serde_json::from_str(&register.ok(&args)).unwrap();
        assert_eq!(hits(&said), hits(&found), "{query}");
    }
}

#[test]
fn where_nothing_is_found_the_page_says_what_would_be() {
    let register = small();
    let server = register.serve();
    ready(&server);
    let help = |query: &str| server.json(&format!("/api/v1/search?facets=none&{query}"))["help"].clone();
    assert_eq!(help("words=custodyy%20remit")["nowhere"], serde_json::json!([["custodyy", "custody"]]));
    assert_eq!(help("words=custodyy%20remit")["any"], 1);
    assert_eq!(help("words=custody&to=northshire&position=rejected")["unnarrowed"], 2);
    let taken = server.json("/api/v1/search?facets=none&words=to:nowhere")["taken"].clone();
    assert_eq!(taken, serde_json::json!([{"field": "to", "value": "nowhere", "names": [], "more": 0}]));
    // Each name is said once, however many questions are asked of it.
    let taken = server.json("/api/v1/search?words=to:nowhere+by:nobody&theme=nothing")["taken"].clone();
    let said: Vec<&str> = taken.as_array().unwrap().iter().map(|t| t["value"].as_str().unwrap()).collect();
    assert_eq!(said, ["nowhere", "nobody", "nothing"]);
    let page = server.get("/search?words=custodyy+remit");
    assert!(page.body.contains("The word “custodyy” stands nowhere.") && page.body.contains(">custody</a>"));
    assert!(server.get("/search?words=to:nowhere").body.contains("Nothing is called “nowhere”."));
}

#[test]
fn searches_without_measure_are_refused_in_words_and_the_rest_are_answered() {
    let register = small();
    let server = register.serve();
    ready(&server);
    let many = vec!["word"; 10_000].join("+");
    let refused = [
        (many, "10000"),
        (encoded(&"(".repeat(500)), "deep"),
        ("a*".to_owned(), "star"),
        ("position:perhaps".to_owned(), "none_given"),
        ("late:very".to_owned(), "yes, no, possibly"),
        ("x".repeat(5000), "4000 bytes"),
    ];
    for (words, why) in refused {
        let answer = server.get(&format!("/api/v1/search?words={words}"));
        assert_eq!((answer.status, answer.body.contains(why)), (400, true), "{why}: {}", answer.body);
        let page = server.get(&format!("/search?words={words}"));
        assert_eq!((page.status, page.body.contains("This search cannot be made")), (400, true), "{why}");
    }
    for wrong in ["kind=x", "sort=x", "after=x", "facets=x", "position=x", "year=12", "after=1.99999999999999999999"] {
        assert_eq!(server.get(&format!("/api/v1/search?{wrong}")).status, 400, "{wrong}");
    }
    let patterns = [
        "(ab*)*b",
        "[a-z]{9999}",
        ".*.*.*=",
        "\"a b",
        "a) (b",
        "to:\"x",
        "((((a",
        "- - -",
        "NOT NOT NOT a",
        "OR OR",
        "aa* bb* cc*",
        "a~9",
        "a^9",
    ];
    for words in patterns {
        assert_eq!(server.get(&format!("/search?words={}", encoded(words))).status, 200, "{words}");
    }
    // One letter of every block of Unicode, alone, as a prefix, in a phrase and beside a word.
    for block in (0..0x11_0000u32).step_by(0x80) {
        let Some(c) = char::from_u32(block + 0x41) else { continue };
        for words in [format!("{c}"), format!("\"{c}{c} a\" custody {c}{c}{c}*")] {
            let answer = server.get(&format!("/api/v1/search?facets=none&words={}", encoded(&words)));
            assert_eq!(answer.status, 200, "{block:x}: {}", answer.body);
        }
    }
}

#[test]
fn an_index_that_is_deleted_or_spoilt_while_serving_is_made_again() {
    let register = small();
    let server = register.serve();
    ready(&server);
    let folder = register.path().join("views/search");
    let found = |words: &str| {
        let answer = server.get(&format!("/api/v1/search?facets=none&words={words}"));
        // It is said to be on its way back, or it answers; it never fails.
        assert!([200, 503].contains(&answer.status), "{}: {}", answer.status, answer.body);
        if answer.status == 503 {
            assert!(answer.body.contains("search_unready"));
        }
        answer.status == 200 && answer.body.contains("\"total\":2,")
    };
    type Spoil = fn(&std::path::Path);
    let spoils: [(&str, Spoil); 4] = [
        // The server may be writing there meanwhile.
        ("deleted", |folder| while std::fs::remove_dir_all(folder).is_err() && folder.exists() {}),
        ("emptied", |folder| {
            for file in files(folder) {
                let _ = std::fs::remove_file(file);
            }
        }),
        ("overwritten", |folder| {
            for file in files(folder).into_iter().filter(|f| f.extension().is_some()) {
                let Ok(length) = std::fs::metadata(&file).map(|m| m.len()) else { continue };
                let _ = std::fs::remove_file(&file);
                std::fs::write(&file, vec![0x5a; usize::try_from(length).unwrap()]).unwrap();
            }
        }),
        ("named wrongly", |folder| std::fs::write(folder.join("current"), "999").unwrap()),
    ];
    for (n, (what, spoil)) in spoils.into_iter().enumerate() {
        spoil(&folder);
        let words = format!("spoilt{n}");
        let text = format!("{words} things are mended");
        let answer = ["respond", "REC-4", "--author", "Southshire Police", "--position", "noted", "--text", &text];
        register.ok(&answer);
        soon(|| found("custody"));
        eprintln!("{what}: made again");
        soon(|| {
            let answer = server.get(&format!("/api/v1/search?facets=none&words={words}"));
            answer.status == 200 && answer.body.contains("\"total\":1,")
        });
    }
    // What was spoilt is put right for the next start, too.
    drop(server);
    let server = register.serve();
    ready(&server);
    assert_eq!(server.json("/api/v1/search?words=custody")["total"], 2);
}

fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
        if entry.is_dir() { out.extend(files(&entry)) } else { out.push(entry) }
    }
    out
}

#[test]
fn a_rebuild_while_serving_leaves_searching_whole() {
    let register = small();
    let server = register.serve();
    ready(&server);
    std::thread::scope(|scope| {
        let rebuild = scope.spawn(|| register.ok(&["rebuild"]));
        while !rebuild.is_finished() {
            let answer = server.get("/api/v1/search?facets=none&words=custody");
            assert!([200, 503].contains(&answer.status), "{}", answer.body);
        }
        assert!(rebuild.join().unwrap().contains("rebuilt both views"));
    });
    register.ok(&["respond", "REC-4", "--author", "Southshire Police", "--position", "noted", "--text", "afterwards"]);
    soon(|| server.get("/api/v1/search?words=afterwards").body.contains("\"total\":1,"));
    assert_eq!(server.json("/api/v1/search?words=custody")["total"], 2);
}

#[test]
fn searching_and_writing_do_not_wait_for_each_other() {
    let register = small();
    register.ok(&["search", "custody"]);
    // Another process writes the index, and does not come to an end.
    let lock = std::fs::File::create(register.path().join("views/search/lock")).unwrap();
    lock.lock().unwrap();
    let server = register.serve();
    ready(&server);
    register.ok(&["respond", "REC-4", "--author", "Southshire Police", "--position", "noted", "--text", "unheard of"]);
    assert_eq!(server.json("/api/v1/recommendations/REC-4")["obligations"][0]["position"], "noted");
    assert_eq!(server.json("/api/v1/search?words=custody")["total"], 2, "what the index has is found");
    assert_eq!(server.json("/api/v1/search?words=unheard")["total"], 0, "what it has not is not");
    let health = server.json("/health");
    assert!(health["search"]["entries"].as_u64() < health["entries"].as_u64(), "it is said to be behind: {health}");
    lock.unlock().unwrap();
    soon(|| server.json("/api/v1/search?words=unheard")["total"] == 1);
}

#[test]
fn a_hit_that_the_readers_view_does_not_hold_is_not_shown() {
    let register = small();
    let server = register.serve();
    ready(&server);
    assert_eq!(hits(&server.json("/api/v1/search?words=restraint")), ["REC-4 southshire"]);
    // The row is gone from the view; the index has not heard of it.
    let view = rusqlite::Connection::open(register.path().join("views/public.sqlite")).unwrap();
    view.execute("DELETE FROM listing WHERE recommendation_n = (SELECT n FROM recommendation WHERE number = 4)", [])
        .unwrap();
    assert_eq!(hits(&server.json("/api/v1/search?words=restraint&sort=newest")), Vec::<String>::new());
}

#[test]
fn the_analysts_question_is_answered_from_one_address() {
    let register = small();
    let server = register.serve();
    ready(&server);
    let asked = |query: &str| {
        let a = server.json(&format!("/api/v1/analysis?{query}"));
        let parts = a["parts"].as_array().unwrap();
        let counts: Vec<String> =
            parts.iter().map(|p| format!("{} {}", p["part"].as_str().unwrap(), p["count"])).collect();
        (a["total"].as_u64().unwrap(), a["timed"].as_u64().unwrap(), counts.join(", "))
    };
    // Five rows; due days are known of REC-1's one and REC-2's two.
    assert_eq!(asked(""), (5, 3, "unanswered 3, late 2, rejected 1, repeated 0, unchecked 0".to_owned()));
    assert_eq!(asked("to=southshire"), (3, 1, "unanswered 2, late 1, rejected 1, repeated 0, unchecked 0".to_owned()));
    assert_eq!(asked("words=policy&to=northshire").0, 1);
    // Narrowed to a value that a part is of, or to another of its facet: the figures stay within what was asked for.
    assert_eq!(
        asked("timeliness=met_late"),
        (1, 1, "unanswered 0, late 1, rejected 1, repeated 0, unchecked 0".to_owned())
    );
    assert_eq!(
        asked("position=accepted"),
        (1, 1, "unanswered 0, late 0, rejected 0, repeated 0, unchecked 0".to_owned())
    );
    assert_eq!(asked("timeliness=unknown").1, 0);
    assert_eq!(asked("kind=documents"), asked(""));
    let rejected = &server.json("/api/v1/analysis?words=video")["parts"][2]["first"][0];
    assert_eq!(
        (rejected["reference"].as_str(), &rejected["reasons"]),
        (Some("REC-2"), &serde_json::json!(["Video is costly"]))
    );
    let page = server.get("/analysis?to=southshire");
    assert!(
        page.body.contains("Video is costly") && page.body.contains("100% of 1"),
        "the reason, and the rate with its coverage"
    );
    assert_eq!(server.get("/analysis?words=a*").status, 400);
    assert_eq!(server.get("/api/v1/analysis?words=a*").status, 400);
}

#[test]
fn each_part_of_the_analysts_question_is_what_its_search_finds() {
    let register = small();
    let server = register.serve();
    ready(&server);
    let (mut parts_with_rows, mut compared) = (0, 0);
    for query in [
        "",
        "to=southshire",
        "words=policy",
        "words=custody&sort=newest",
        "position=none_given",
        "position=rejected&position=accepted",
        "timeliness=overdue&timeliness=met_late",
        "timeliness=not_due&to=northshire",
        "assured_status=unchecked&closure=open",
        "year=2001..2030&position=none_given",
    ] {
        let analysis = server.json(&format!("/api/v1/analysis?{query}"));
        let whole = server.json(&format!("/api/v1/search?{query}&kind=recommendations"));
        assert_eq!(analysis["total"], whole["total"], "{query}");
        for facet in analysis["facets"].as_array().unwrap() {
            let of = |f: &&Value| f["facet"] == facet["facet"];
            if let Some(other) = whole["facets"].as_array().unwrap().iter().find(of) {
                assert_eq!(other, facet, "{query}");
                compared += 1;
            }
        }
        for part in analysis["parts"].as_array().unwrap().iter().filter(|p| p["count"] != 0) {
            parts_with_rows += 1;
            let link = part["search"].as_str().unwrap();
            let found = server.json(&format!("/api/v1{link}"));
            assert_eq!(part["count"], found["total"], "{query}: {link}");
            let shown = hits(&serde_json::json!({ "hits": part["first"] }));
            assert_eq!(shown, hits(&found)[..shown.len()], "{query}: {link}");
        }
    }
    assert!(parts_with_rows > 15 && compared > 50, "{parts_with_rows} {compared}");
}

#[test]
fn documents_meetings_and_standards_are_searched_too() {
    let register = Register::new();
    register.ok(&["import", crate::kit::root().join("samples").to_str().unwrap()]);
    let server = register.serve();
    ready(&server);
    for (kind, words, expected) in [
        ("standards", "ethics", "code-of-ethics-2014"),
        ("standards", "title:ethics code", "code-of-ethics-2014"),
        ("documents", "calderwick", "DOC-"),
        ("meetings", "custody", "MTG-"),
    ] {
        let words = words.replace("title:", "");
        let found = server.json(&format!("/api/v1/search?kind={kind}&words={}", encoded(&words)));
        let first = found["hits"][0]["reference"].as_str().unwrap_or("nothing");
        assert!(first.starts_with(expected), "{kind} {words}: {first}");
        let kinds = found["kinds"].as_array().unwrap();
        assert!(kinds.iter().any(|k| k[0] == kind && k[1] == found["total"]), "{kind}");
        assert_eq!(server.get(&format!("/search?kind={kind}&words={}", encoded(&words))).status, 200);
    }
}

#[test]
fn a_documents_text_is_searched_where_a_person_cleared_it_and_only_there() {
    let register = Register::new();
    for (name, word, clear) in [("open", "zeppelin", true), ("shut", "harpsichord", false)] {
        let page = format!(
            "Recommendations - Kent Police, June 2021\nThe IOPC recommends that Kent Police count its keys and mend its {name} door.\nDo you accept the recommendation?\nYes\nA note at the end speaks of a {word} and of nothing else.\n"
        );
        let path = register.folder.path().join(format!("{name}.txt"));
        std::fs::write(&path, page).unwrap();
        let mut args = vec!["import", path.to_str().unwrap()];
        args.extend(clear.then_some(["--licence", "OGL-UK-3.0", "--clear-text"]).into_iter().flatten());
        register.ok(&args);
    }
    register.ok(&["search", "keys"]);
    let check = |server: &crate::kit::Server| {
        let found = server.json("/api/v1/search?kind=documents&words=zeppelin");
        assert_eq!((&found["total"], &found["hits"][0]["reference"]), (&1.into(), &"DOC-1".into()));
        let snippet = &found["hits"][0]["snippets"][0];
        assert_eq!(snippet["field"], "text");
        assert!(snippet["parts"].to_string().contains("zeppelin"), "{snippet}");
        assert!(server.get("/search?kind=documents&words=zeppelin").body.contains("In its text:"));
        assert_eq!(server.json("/api/v1/search?kind=documents&words=harpsichord")["total"], 0);
    };
    check(&register.serve());
    register.ok(&["rebuild"]);
    check(&register.serve());
}
