//! Standards: what a citation means, whether it was in force, and every recommendation that cites one provision.

use serde_json::Value;

use crate::kit::{Register, root};

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

#[test]
fn what_the_law_gives_no_period_for_is_said_where_it_is_cited() {
    let register = Register::new();
    register.ok(&["import", root().join("samples").to_str().unwrap()]);
    let server = register.serve();
    for (provision, words) in [
        ("police-reform-act-2002/section-10", "Nobody has a duty to respond, so no clock runs"),
        ("police-reform-act-2002/schedule-3-paragraph-28a", "no period is stated for making it"),
        (
            "police-reform-act-2002/schedule-3-paragraph-28b",
            "No period is stated for the decision that follows representations",
        ),
        ("police-reform-act-2002/section-29e", "No period is stated."),
        ("police-act-1996/section-39a", "It gives nobody a period to answer in."),
        ("coroners-investigations-regulations-2013/regulation-28", "A duty to report, for which no period is stated."),
        ("police-super-complaints-regulations-2018/regulation-8", "The report has no time limit"),
        ("inquiries-act-2005/section-24", "The Act gives nobody a period to respond in"),
        ("police-reform-and-social-responsibility-act-2011/section-11", "No day is stated."),
    ] {
        let (page, said) =
            (server.get(&format!("/standards/{provision}")), server.json(&format!("/api/v1/standards/{provision}")));
        assert!(page.status == 200 && page.body.contains(words), "{provision}: {}", page.body);
        assert!(said["provision"]["note"].as_str().unwrap().contains(words), "{said}");
    }
    assert!(server.get("/standards/public-office-accountability-bill").body.contains("not law"));
    // A Bill has no day from which it is in force, and says so.
    assert_eq!(
        server.json("/api/v1/standards/public-office-accountability-bill")["in_force_from"],
        serde_json::Value::Null
    );
}
