//! Standards: what a citation means, whether it was in force, and every recommendation that cites one provision.

use serde_json::Value;

use crate::kit::Register;

fn filed(asked: &[(&str, &str)]) -> Register {
    let register = Register::new();
    for (place, (made, what)) in asked.iter().enumerate() {
        let page = format!(
            "Recommendations - Kent Police, {made}\nThe IOPC recommends that Kent Police {what}\nDo you accept the recommendation?\nYes\n"
        );
        let path = register.folder.path().join(format!("{place}.txt"));
        std::fs::write(&path, page).unwrap();
        register.ok(&["import", path.to_str().unwrap()]);
    }
    register
}

fn references(page: &Value) -> Vec<&str> {
    page["citing"]["rows"].as_array().unwrap().iter().map(|r| r["reference"].as_str().unwrap()).collect()
}

#[test]
fn a_provision_lists_what_cites_it_however_it_is_written() {
    let register = filed(&[
        ("June 2021", "train its officers in section 26 of the Equality Act 2010."),
        ("July 2021", "train its officers in section 149 of the Equality Act 2010."),
        ("August 2021", "test what its staff know of Section 26 of the Equality Act 2010."),
    ]);
    let server = register.serve();
    let page = server.json("/api/v1/standards/equality-act-2010/section-26");
    assert_eq!((&page["provision"]["cited"], references(&page)), (&2.into(), vec!["REC-3", "REC-1"]));
    assert_eq!(
        (&page["provision"]["title"], &page["standard"]["title"]),
        (&"Harassment".into(), &"Equality Act 2010".into())
    );
    let whole = server.json("/api/v1/standards/equality-act-2010");
    let counts: Vec<(&str, u64)> = whole["provisions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| (p["address"].as_str().unwrap(), p["cited"].as_u64().unwrap()))
        .collect();
    assert_eq!(counts, [("section-26", 2), ("section-149", 1)]);
    let html = server.get("/standards/equality-act-2010/section-26").body;
    assert!(html.contains("section 26: Harassment") && html.contains("/recommendations/REC-3"));
    assert!(server.get("/recommendations/REC-1").body.contains("/standards/equality-act-2010/section-26"));
    for path in ["/standards/equality-act-2010/section-999", "/standards/nothing/section-26"] {
        assert_eq!((server.get(path).status, server.get(&format!("/api/v1{path}")).status), (404, 404), "{path}");
    }
    assert_eq!(server.get("/standards/equality-act-2010/section-26?after=x").status, 400);
    register.check_whole();
}

#[test]
fn where_a_cited_version_was_not_in_force_the_one_that_was_is_named() {
    let register = filed(&[
        ("June 2010", "apply regulation 3 of the Police (Conduct) Regulations 2004."),
        ("July 2010", "publish what it does under regulation 3 of the Police (Conduct) Regulations 2008."),
    ]);
    let server = register.serve();
    let citation = |n: u32| server.json(&format!("/api/v1/recommendations/REC-{n}"))["citations"][0].clone();
    let (old, then) = (citation(1), citation(2));
    assert_eq!(
        (&old["in_force"], &old["in_force_then"]["slug"]),
        (&false.into(), &"police-conduct-regulations-2008".into())
    );
    assert_eq!((&then["in_force"], &then["in_force_then"]), (&true.into(), &Value::Null));
    assert!(server.get("/recommendations/REC-1").body.contains("In force on that day:"));
}
