//! A body's dashboard: every figure counted again from the records themselves.

use serde_json::Value;

use crate::kit::{Register, root};

/// Rows of a body as the list gives them, and the page of each.
fn counted(server: &crate::kit::Server, body: &str) -> (u64, Vec<(String, u64)>, Vec<i64>) {
    let list = server.json(&format!("/api/v1/recommendations?to={body}"));
    let rows = list["rows"].as_array().unwrap();
    let (mut positions, mut took): (std::collections::BTreeMap<String, u64>, Vec<i64>) = Default::default();
    for row in rows {
        let page = server.json(&format!("/api/v1/recommendations/{}", row["reference"].as_str().unwrap()));
        let duties = page["obligations"].as_array().unwrap();
        let duty = duties.iter().find(|duty| duty["addressee"]["slug"] == body).unwrap();
        *positions.entry(duty["position"].as_str().unwrap().to_owned()).or_default() += 1;
        let day = |value: &Value| value.as_str().and_then(|day| day.parse::<jiff::civil::Date>().ok());
        let answers = duty["responses"].as_array().unwrap();
        let came = answers.iter().filter_map(|answer| day(&answer["given_on"]).or(day(&answer["received_on"]))).min();
        if let (Some(made), Some(came)) = (day(&page["made_on"]), came) {
            took.push(i64::from(came.since(made).unwrap().get_days()));
        }
    }
    took.retain(|days| *days >= 0);
    took.sort_unstable();
    (rows.len() as u64, positions.into_iter().collect(), took)
}

/// A line of an export with a day for each month, and for each answer.
fn with_days(line: &str, answers: &mut u32) -> String {
    let mut record: Value = serde_json::from_str(line).unwrap();
    let fields = record["fields"].as_object_mut().unwrap();
    if let Some(Value::String(made)) = fields.get_mut("made_on").filter(|made| made.as_str().unwrap().len() == 7) {
        made.push_str("-05");
    }
    if fields.contains_key("answers") {
        *answers += 1;
        let month = *answers % 9 + 1;
        fields.insert("given_on".to_owned(), format!("2025-0{month}-1{month}").into());
    }
    record.to_string()
}

#[test]
fn the_dashboard_counts_what_the_records_say() {
    // The samples bear months; here every recommendation and every answer has a day.
    let samples = Register::new();
    samples.ok(&["import", root().join("samples").to_str().unwrap()]);
    let dated = samples.folder.path().join("dated.jsonl");
    let mut answers = 0;
    let lines = samples.ok(&["export"]).lines().map(|line| with_days(line, &mut answers)).collect::<Vec<_>>();
    std::fs::write(&dated, lines.join("\n")).unwrap();
    let register = Register::new();
    register.ok(&["import", dated.to_str().unwrap()]);
    let server = register.serve();
    let (mut seen, mut medians) = (0, 0);
    for body in server.json("/api/v1/bodies").as_array().unwrap() {
        let slug = body["slug"].as_str().unwrap();
        let (total, positions, took) = counted(&server, slug);
        if total == 0 {
            continue;
        }
        let board = server.json(&format!("/api/v1/bodies/{slug}/dashboard"));
        assert_eq!(board["total"], total, "{slug}");
        let axis = board["axes"].as_array().unwrap().iter().find(|f| f["facet"] == "position").unwrap().clone();
        let mut shown: Vec<(String, u64)> = axis["values"]
            .as_array()
            .unwrap()
            .iter()
            .map(|v| (v["value"].as_str().unwrap().to_owned(), v["count"].as_u64().unwrap()))
            .filter(|(_, count)| *count > 0)
            .collect();
        shown.sort();
        assert_eq!(shown, positions, "{slug}");
        assert_eq!(board["days"]["answered"], took.len(), "{slug}: {took:?}");
        let half = took.get(took.len().div_ceil(2).saturating_sub(1));
        assert_eq!(board["days"]["median"].as_i64(), half.copied(), "{slug}: {took:?}");
        let late: u64 = board["days"]["late"].as_array().unwrap().iter().map(|group| group[2].as_u64().unwrap()).sum();
        let due = server.json(&format!("/api/v1/due?to={slug}&state=overdue"));
        assert_eq!(late, due[0]["rows"].as_array().unwrap().len() as u64, "{slug}");
        seen += 1;
        medians += u64::from(half.is_some());
    }
    assert!(seen > 5 && medians > 0, "{seen} bodies, {medians} with a median");
    // REC-25 fell due on 24 February 2024: on 21 November 2026 that is 1,001 days ago.
    let page = server.get("/bodies/harrowdale-police/dashboard").body;
    for words in ["More than 365 days", "24 February 2024", "As of 21 November 2026."] {
        assert!(page.contains(words), "{words}");
    }
    assert!(server.get("/bodies/harrowdale-police/pack").body.contains("24 February 2024"));
    for nobody in ["/bodies/nobody/dashboard", "/bodies/nobody/pack", "/api/v1/bodies/nobody/dashboard"] {
        assert_eq!(server.get(nobody).status, 404, "{nobody}");
    }
    // A body that nothing was asked of has nothing to count, and says so; on the other side stands what it recommended.
    let office = "office-for-custody-and-policing-review";
    let none = server.json(&format!("/api/v1/bodies/{office}/dashboard"));
    assert_eq!((&none["total"], &none["days"]["median"]), (&Value::from(0), &Value::Null));
    let rows = |query: &str| server.json(&format!("/api/v1/recommendations{query}"))["rows"].as_array().unwrap().len();
    let board = server.json(&format!("/api/v1/bodies/{office}/dashboard?side=by"));
    assert_eq!(board["total"], rows(&format!("?by={office}&limit=500")));
    assert!(board["total"].as_u64() > Some(5), "{board}");
    let page = server.get(&format!("/bodies/{office}/dashboard?side=by")).body;
    for words in ["How what it recommended stands", "24 February 2024", &format!("/search?by={office}&#38;position=")] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert_eq!(server.get(&format!("/bodies/{office}/dashboard?side=up")).status, 400);
    // The register's own counts all of them.
    let all = server.json("/api/v1/dashboard");
    assert_eq!(all["total"], server.json("/api/v1/search?limit=1")["total"]);
    for path in ["/dashboard", "/dashboard/pack"] {
        let page = server.get(path).body;
        assert!(page.contains("How everything stands") && page.contains("24 February 2024"), "{path}: {page}");
    }
}
