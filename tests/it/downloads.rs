//! Downloads: every row of a search, the public tables, the SQLite file and the Data Package.

use std::collections::BTreeSet;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::kit::{Register, root};

fn samples() -> Register {
    let register = Register::new();
    register.ok(&["import", root().join("samples").to_str().unwrap()]);
    register
}

fn lines(body: &str) -> Vec<Value> {
    body.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The rows of a CSV, each a list of cells.
fn cells(body: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(body.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn a_search_is_downloaded_whole_and_has_the_rows_of_its_pages() {
    let register = samples();
    register.ok(&["search", "custody"]);
    let server = register.serve();
    for query in ["", "?words=custody", "?to=northmere-police&position=accepted", "?words=the+police&sort=newest"] {
        let mut paged: Vec<String> = Vec::new();
        let mut after = String::new();
        loop {
            let mark = if query.is_empty() { "?" } else { "&" };
            let page = server.json(&format!("/api/v1/search{query}{mark}facets=none{after}"));
            let hits = page["hits"].as_array().unwrap();
            paged.extend(hits.iter().map(|h| h["reference"].as_str().unwrap().to_owned()));
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        let whole = lines(&server.get(&format!("/search.jsonl{query}")).body);
        let total = server.json(&format!("/api/v1/search{query}"))["total"].as_u64().unwrap();
        assert_eq!(whole.len() as u64, total, "{query}: a line for each recommendation and addressee");
        let (of_pages, of_lines): (BTreeSet<_>, BTreeSet<_>) =
            (paged.into_iter().collect(), whole.iter().map(|l| l["reference"].as_str().unwrap().to_owned()).collect());
        assert_eq!(of_pages, of_lines, "{query}");
        let table = cells(&server.get(&format!("/search.csv{query}")).body);
        assert_eq!(table.len() as u64, total + 1, "{query}");
        assert_eq!(table[0][0], "reference");
    }
    let documents = lines(&server.get("/search.jsonl?kind=documents").body);
    assert_eq!(documents.len() as u64, server.json("/api/v1/totals")["records"]["document"].as_u64().unwrap());
    for (path, status) in [("/search.csv?words=late:x", 400), ("/search.jsonl?sort=x", 400)] {
        let answer = server.get(path);
        assert_eq!((answer.status, answer.headers.contains("problem+json")), (status, true), "{path}");
    }
}

#[test]
fn the_tables_hold_what_the_pages_show_and_every_column_is_described() {
    let register = samples();
    let server = register.serve();
    let package = server.json("/data/datapackage.json");
    let totals = server.json("/api/v1/totals");
    let mut names = BTreeSet::new();
    for resource in package["resources"].as_array().unwrap() {
        let path = resource["path"].as_str().unwrap();
        assert!(names.insert(path.to_owned()), "{path} twice");
        if path == "register.sqlite" {
            continue;
        }
        let answer = server.get(&format!("/data/{path}"));
        assert_eq!(answer.status, 200, "{path}");
        if !path.ends_with(".csv") {
            continue;
        }
        let table = cells(&answer.body);
        let fields = resource["schema"]["fields"].as_array().unwrap();
        let described: Vec<&str> = fields.iter().map(|f| f["name"].as_str().unwrap()).collect();
        assert_eq!(table[0], described, "{path}");
        assert!(fields.iter().all(|f| !f["description"].as_str().unwrap().is_empty()), "{path}");
        let rows = lines(&server.get(&format!("/data/{}", path.replace(".csv", ".jsonl"))).body);
        assert_eq!(rows.len(), table.len() - 1, "{path}");
        for (kind, name) in
            [("recommendation", "recommendations.csv"), ("action", "actions.csv"), ("body", "bodies.csv")]
        {
            if name == path {
                assert_eq!(rows.len() as u64, totals["records"][kind].as_u64().unwrap(), "{path}");
            }
        }
    }
    assert_eq!(server.get("/data/register.jsonl").body, register.ok(&["export"]));
    // One recommendation, column by column as its page has it.
    let page = server.json("/api/v1/recommendations/REC-1");
    let rows = lines(&server.get("/data/recommendations.jsonl").body);
    let row = rows.iter().find(|r| r["reference"] == "REC-1").unwrap();
    assert_eq!((&row["text"], &row["made_on"], &row["power"]), (&page["text"], &page["made_on"], &page["power"]));
    assert_eq!(row["made_by"], page["recommending_body"]["slug"]);
    let duties = lines(&server.get("/data/obligations.jsonl").body);
    let duty = duties.iter().find(|r| r["recommendation"] == "REC-1").unwrap();
    let shown = &page["obligations"][0];
    for (column, field) in
        [("position", "position"), ("claimed_status", "claimed_status"), ("due_earliest", "due_earliest")]
    {
        assert_eq!(duty[column], shown[field], "{column}");
    }
    assert_eq!(duty["made_to"], shown["addressee"]["slug"]);
    let page = server.get("/data").body;
    assert!(package["resources"].as_array().unwrap().iter().all(|r| page.contains(r["path"].as_str().unwrap())));
    for path in ["/data/nothing.csv", "/data/recommendations.xls", "/data/attendance.csv", "/data/..%2fledger.sqlite"] {
        assert_eq!(server.get(path).status, 404, "{path}");
    }
}

#[test]
fn the_sqlite_file_and_the_package_are_whole_open_anywhere_and_hold_no_name() {
    let register = samples();
    let folder = register.folder.path().join("package");
    register.ok(&["export", "--format", "package", "-o", folder.to_str().unwrap()]);
    let package: Value =
        serde_json::from_str(&std::fs::read_to_string(folder.join("datapackage.json")).unwrap()).unwrap();
    let resources = package["resources"].as_array().unwrap();
    for resource in resources {
        let bytes = std::fs::read(folder.join(resource["path"].as_str().unwrap())).unwrap();
        assert_eq!(resource["bytes"], bytes.len() as u64);
        let digest: String = Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(resource["hash"], format!("sha256:{digest}"));
    }
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), resources.len() + 1);
    let file = register.folder.path().join("alone.sqlite");
    register.ok(&["export", "--format", "sqlite", "-o", file.to_str().unwrap()]);
    let conn = rusqlite::Connection::open(&file).unwrap();
    let count = |sql: &str| conn.query_row(sql, [], |r| r.get::<_, u64>(0)).unwrap();
    for resource in resources.iter().filter(|r| r["type"] == "table") {
        let path = resource["path"].as_str().unwrap();
        let rows = cells(&std::fs::read_to_string(folder.join(path)).unwrap()).len() as u64 - 1;
        let table = path.trim_end_matches(".csv");
        assert_eq!(count(&format!("SELECT count(*) FROM {table}")), rows, "{table}");
        assert_eq!(
            count(&format!("SELECT count(*) FROM about_columns WHERE table_name = '{table}'")),
            resource["schema"]["fields"].as_array().unwrap().len() as u64
        );
    }
    // Plain tables and their indexes: nothing that needs an extension or a late version.
    assert_eq!(
        count(
            "SELECT count(*) FROM sqlite_master WHERE type NOT IN ('table', 'index') OR sql LIKE '%STRICT%' OR sql LIKE '%USING%'"
        ),
        0
    );
    let answered = "SELECT count(*) FROM obligations o JOIN recommendations r ON r.reference = o.recommendation WHERE o.position = 'rejected'";
    let list = register.serve().json("/api/v1/recommendations?position=rejected");
    assert_eq!(count(answered), list["total"].as_u64().unwrap_or(list["rows"].as_array().unwrap().len() as u64));
    // The people of the minutes are in the ledger and in no download.
    let attendance: u64 =
        conn.query_row("SELECT count(*) FROM sqlite_master WHERE name LIKE '%attend%'", [], |r| r.get(0)).unwrap();
    assert_eq!((attendance, count("SELECT count(*) FROM entries WHERE kind = 'attendance'")), (0, 0));

    let served = register.serve();
    let answer = served.get("/data/register.sqlite");
    assert_eq!(answer.status, 200);
    assert!(answer.body.starts_with("SQLite format 3"));
    assert!(register.path().join("downloads").read_dir().unwrap().count() == 1);
}

#[test]
fn an_export_that_cannot_be_written_says_so_and_overwrites_nothing() {
    let register = samples();
    let (folder, file) = (register.folder.path().join("full"), register.folder.path().join("there.sqlite"));
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("letter.txt"), "keep").unwrap();
    std::fs::write(&file, "keep").unwrap();
    for (args, why) in [
        (vec!["export", "--format", "sqlite"], "name it with -o"),
        (vec!["export", "--format", "package"], "name it with -o"),
        (vec!["export", "--format", "sqlite", "-o", file.to_str().unwrap()], "is there already"),
        (vec!["export", "--format", "package", "-o", folder.to_str().unwrap()], "is not empty"),
    ] {
        let out = register.run(&args);
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert_eq!((out.status.code(), said.contains(why)), (Some(2), true), "{args:?}: {said}");
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "keep");
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
    let out = register.run(&["export", "--format", "sqlite", "-o", "/nowhere/at/all.sqlite"]);
    assert_eq!(out.status.code(), Some(1));
}

#[test]
fn an_outcome_past_its_day_is_in_no_download() {
    let register = samples();
    let line = register.ok(&["export"]).lines().find(|l| l.contains("\"kind\":\"case_outcome\"")).unwrap().to_owned();
    let mut record: Value = serde_json::from_str(&line).unwrap();
    record["id"] = "00000000-0000-8000-8000-00000000abcd".into();
    record["fields"]["number"] = 9_999.into();
    record["fields"]["conduct"] = "an outcome long past".into();
    record["fields"]["visible_until"] = "2020-01-31".into();
    let file = register.folder.path().join("past.jsonl");
    std::fs::write(&file, record.to_string() + "\n").unwrap();
    register.ok(&["import", file.to_str().unwrap()]);
    // Until the day's round of a server ends it, it is there for whoever runs the register, and in nothing that others get.
    assert!(register.ok(&["export"]).contains("an outcome long past"), "the operator's own export is whole");
    let tables = register.folder.path().join("tables.sqlite");
    register.ok(&["export", "--format", "sqlite", "-o", tables.to_str().unwrap()]);
    assert!(!String::from_utf8_lossy(&std::fs::read(&tables).unwrap()).contains("an outcome long past"));
    let server = register.serve();
    for path in [
        "/case-outcomes",
        "/data/case_outcomes.csv",
        "/data/case_outcomes.jsonl",
        "/data/register.jsonl",
        "/data/register.sqlite",
    ] {
        assert!(!server.get(path).body.contains("an outcome long past"), "{path}");
    }
}
