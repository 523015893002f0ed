//! Pages and API over HTTP: statuses, forms, errors, caching, paging.

use crate::kit::{Register, root};

fn filled() -> Register {
    let register = Register::new();
    register.ok(&["import", root().join("samples").to_str().unwrap()]);
    register
}

#[test]
fn every_list_is_also_json_and_csv_with_the_same_rows() {
    let register = filled();
    let server = register.serve();
    for list in ["recommendations", "bodies", "sources", "standards", "meetings", "documents", "case-outcomes"] {
        assert_eq!(server.get(&format!("/{list}")).status, 200, "{list}");
        let json = server.json(&format!("/{list}.json"));
        let rows = json.as_array().unwrap_or_else(|| json["rows"].as_array().unwrap()).len();
        let csv = server.get(&format!("/{list}.csv"));
        assert!(csv.headers.contains("text/csv"), "{list}");
        let mut reader = csv_rows(&csv.body);
        assert!(!reader.remove(0).is_empty(), "{list}: no heading");
        assert_eq!(reader.len(), rows, "{list}: the CSV has other rows than the JSON");
        assert!(rows > 0, "{list}: the samples leave the page empty");
        assert_eq!(server.json(&format!("/api/v1/{list}")), json);
    }
}

/// Rows of RFC 4180, told apart by line ends outside quotes.
fn csv_rows(text: &str) -> Vec<String> {
    let mut rows = vec![String::new()];
    let mut quoted = false;
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            '\n' if !quoted => rows.push(String::new()),
            c => rows.last_mut().unwrap().push(c),
        }
    }
    rows.retain(|r| !r.trim().is_empty());
    rows
}

#[test]
fn paging_by_key_visits_every_row_once_under_every_filter() {
    let register = filled();
    let config = register.folder.path().join("c.toml");
    std::fs::write(&config, "[pages]\nrows = 3\n").unwrap();
    let app = register.app();
    for filter in [
        "",
        "to=northmere-police",
        "by=office-for-custody-and-policing-review",
        "position=accepted",
        "year=2022",
        "theme=custody",
        "to=northmere-police&position=accepted&year=2022",
    ] {
        let asked = |key: Option<view::Key>| {
            let mut f = view::Filter::default();
            for pair in filter.split('&').filter(|p| !p.is_empty()) {
                let (k, v) = pair.split_once('=').unwrap();
                match k {
                    "to" => f.to = Some(v.into()),
                    "by" => f.by = Some(v.into()),
                    "theme" => f.theme = Some(v.into()),
                    "year" => f.year = v.parse().ok(),
                    _ => f.position = domain::Position::parse(v),
                }
            }
            app.read_public(|view| {
                Ok((view.recommendations(&f, key, 3, "2026-11-21".parse().unwrap())?, view.total(&f)?))
            })
            .unwrap()
        };
        let (mut seen, mut key) = (Vec::new(), None);
        loop {
            let (page, _) = asked(key);
            seen.extend(page.rows.iter().map(|r| r.n));
            key = page.next;
            if key.is_none() {
                break;
            }
        }
        let mut unique = seen.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), seen.len(), "{filter}: a row came twice");
        assert!(!seen.is_empty(), "{filter}: nothing found");
        if let view::Counted::Exactly(total) = asked(None).1 {
            assert_eq!(total, seen.len() as u64, "{filter}: the counter disagrees with the list");
        }
    }
}

#[test]
fn wrong_addresses_are_errors_that_say_where_to_go() {
    let register = filled();
    let server = register.serve();
    for (path, status) in [
        ("/recommendations/REC-99999", 404),
        ("/recommendations/12", 404),
        ("/recommendations/REC-999999999999999999999", 404),
        ("/bodies/nobody", 404),
        ("/documents/DOC-x", 404),
        ("/recommendations?year=abc", 400),
        ("/recommendations?position=perhaps", 400),
        ("/recommendations?after=1", 400),
        ("/zzz", 404),
    ] {
        let page = server.get(path);
        assert_eq!(page.status, status, "{path}");
        assert!(
            page.body.contains("Where to go from here") && page.body.contains("href=\"/recommendations\""),
            "{path}"
        );
    }
    for (path, status, code) in [
        ("/api/v1/recommendations/REC-99999", 404, "not_found"),
        ("/api/v1/recommendations?year=abc", 400, "bad_request"),
        ("/api/v1/zzz", 404, "not_found"),
    ] {
        let answer = server.get(path);
        assert!(answer.headers.contains("application/problem+json"), "{path}");
        let problem: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(
            (answer.status, problem["code"].as_str(), problem["status"].as_u64()),
            (status, Some(code), Some(u64::from(status)))
        );
    }
}

#[test]
fn a_client_that_holds_the_page_is_told_that_nothing_changed() {
    let register = filled();
    let server = register.serve();
    for path in ["/recommendations/REC-1", "/api/v1/recommendations/REC-1", "/recommendations.csv"] {
        let first = server.get(path);
        let tag = first.headers.lines().find_map(|l| l.strip_prefix("etag: ")).unwrap().trim().to_uppercase();
        let again = server.get_with(path, &format!("if-none-match: {tag}\r\n"));
        assert_eq!((again.status, again.body.is_empty()), (304, true), "{path}");
    }
    let tag = server.get("/").headers.lines().find_map(|l| l.strip_prefix("etag: ")).unwrap().trim().to_uppercase();
    register.ok(&["respond", "REC-1", "--author", "Calderwick Constabulary", "--position", "noted"]);
    assert_eq!(
        server.get_with("/", &format!("if-none-match: {tag}\r\n")).status,
        200,
        "after an act the page is another"
    );
}

#[test]
fn a_formula_in_a_record_is_no_formula_in_the_csv() {
    let register = Register::new();
    let page = "Recommendations - Kent Police, May 2022\nThe IOPC recommends that Kent Police write it down.\nDo you accept the recommendation?\nYes\n";
    let file = register.folder.path().join("p.txt");
    std::fs::write(&file, page).unwrap();
    register.ok(&["import", file.to_str().unwrap()]);
    let export = register.ok(&["export"]).replace("The IOPC recommends that Kent", "=HYPERLINK(Kent");
    let other = Register::new();
    let lines = register.folder.path().join("x.jsonl");
    std::fs::write(&lines, export).unwrap();
    other.ok(&["import", lines.to_str().unwrap()]);
    assert!(other.ok(&["export", "--format", "csv"]).contains(",'=HYPERLINK(Kent"));
}

#[test]
fn words_asked_of_the_list_are_searched_for() {
    let register = filled();
    let server = register.serve();
    let answer = server.get("/recommendations?words=a%20%22b%22");
    assert_eq!(answer.status, 308);
    assert!(answer.headers.contains("location: /search?words=a%20%22b%22"), "{}", answer.headers);
    // A list that passed over the words would be a wider one than was asked for.
    assert_eq!(server.get("/api/v1/recommendations?words=custody").status, 400);
}

#[test]
fn pages_forbid_scripts_frames_and_guessing() {
    let register = filled();
    let headers = register.serve().get("/").headers;
    for header in
        ["content-security-policy: default-src 'none'", "frame-ancestors 'none'", "x-content-type-options: nosniff"]
    {
        assert!(headers.contains(header), "{headers}");
    }
    assert!(!headers.contains("unsafe-inline"));
}
