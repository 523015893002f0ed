//! The policy table, cell by cell, and the promises of privacy.

use domain::proposals::{AcceptProposal, CorrectProposal, ReceiveDocument, RejectProposal, UndoProposal};
use domain::{
    Act, ActKind, Actor, ActorId, AddRejoinder, BodyId, Desk, DestroyEvidence, EndMembership, EraseWords,
    ExpireOutcome, ExtendClock, GrantMembership, Held, ImportDocument, JoinBodies, JudgeLikeness, JudgeThemes,
    LiftHold, LoadRecords, PlaceHold, Reach, RecomputeClocks, RecordBody, RecordResponse, ResumeClock, Role,
    SeedRegister, SetLadder, Sides, StartClock, SuspendClock, opens, policy,
};
use domain::{
    AddUpdate, AmendAction, Assure, DecideClosure, DraftRecommendation, DropDraft, DropRecommendation, FileEvidence,
    MakeRecommendation, OfferDraft, OfferRecommendation, OpenEvidence, PublishResponse, ReleaseRecommendation,
    ReturnDraft, ReturnRecommendation, SubmitResponse, WriteDraft,
};

use crate::kit::{ctx, root};

/// Whether an act of each type may be done to these bodies by someone with one role in `body`.
macro_rules! permits {
    ($held:expr, $on:expr, $($act:ident),+ $(,)?) => {{
        let mut ctx = ctx();
        ctx.actor = Actor { id: ActorId([7; 16]), roles: [$held].into() };
        vec![$(($act::KIND, ctx.permit::<$act>($on).is_ok())),+]
    }};
}

fn all_acts(held: Held, on: &Sides) -> Vec<(ActKind, bool)> {
    permits!(
        held,
        on,
        SeedRegister,
        LoadRecords,
        RecomputeClocks,
        GrantMembership,
        EndMembership,
        ImportDocument,
        ReceiveDocument,
        CorrectProposal,
        AcceptProposal,
        RejectProposal,
        UndoProposal,
        JudgeLikeness,
        JudgeThemes,
        RecordBody,
        JoinBodies,
        RecordResponse,
        StartClock,
        ExtendClock,
        SuspendClock,
        ResumeClock,
        WriteDraft,
        OfferDraft,
        ReturnDraft,
        DropDraft,
        SubmitResponse,
        PublishResponse,
        DraftRecommendation,
        OfferRecommendation,
        ReturnRecommendation,
        DropRecommendation,
        MakeRecommendation,
        ReleaseRecommendation,
        AddUpdate,
        AmendAction,
        FileEvidence,
        OpenEvidence,
        DestroyEvidence,
        AddRejoinder,
        SetLadder,
        Assure,
        DecideClosure,
        EraseWords,
        ExpireOutcome,
        PlaceHold,
        LiftHold,
    )
}

const OWN: BodyId = BodyId([1; 16]);
const OTHER: BodyId = BodyId([2; 16]);

/// Every role, every act, every way a body can stand to what is acted on.
#[test]
fn default_deny() {
    let side = |addressee, recommending_body| Sides { addressee, recommending_body };
    for role in Role::ALL {
        let body = Role::IN_A_BODY.contains(&role).then_some(OWN);
        for (on, words) in [
            (side(None, None), "the register"),
            (side(Some(OWN), None), "own body"),
            (side(Some(OTHER), None), "another's"),
            (side(Some(OWN), Some(OTHER)), "as addressee"),
            (side(Some(OTHER), Some(OWN)), "as recommending body"),
            (side(Some(OTHER), Some(OTHER)), "between others"),
        ] {
            let cells = all_acts(Held { role, body }, &on);
            assert_eq!(cells.len(), ActKind::ALL.len(), "an act is not in this list");
            for (act, may) in cells {
                let should = match policy(role, act) {
                    Reach::Nothing => false,
                    Reach::Register => true,
                    Reach::OwnBody | Reach::AsAddressee => on.addressee == Some(OWN),
                    Reach::AsRecommendingBody => on.recommending_body == Some(OWN),
                };
                assert_eq!(may, should, "{act} by {role} on {words}");
            }
        }
    }
    for act in ActKind::ALL.iter().copied() {
        assert_eq!(policy(Role::Public, act), Reach::Nothing, "{act} is open to the public");
        assert_eq!(policy(Role::Viewer, act), Reach::Nothing, "{act} is open to who only sees");
    }
}

#[test]
fn the_matrix_in_the_manual_is_the_policy() {
    let mut matrix = String::from("| act | scope |");
    let roles = &Role::ALL[..Role::ALL.len() - 1];
    roles.iter().for_each(|role| matrix.push_str(&format!(" {role} |")));
    matrix.push_str(&format!("\n|---|---|{}\n", "---|".repeat(roles.len())));
    for act in ActKind::ALL.iter().copied() {
        matrix.push_str(&format!("| `{act}` | {} |", act.scope().as_str()));
        for role in roles {
            let reach = policy(*role, act);
            matrix.push_str(&format!(" {} |", if reach == Reach::Nothing { "" } else { reach.as_str() }));
        }
        matrix.push('\n');
    }
    matrix.push_str("\n| part of the workspace |");
    roles.iter().for_each(|role| matrix.push_str(&format!(" {role} |")));
    matrix.push_str(&format!("\n|---|{}\n", "---|".repeat(roles.len())));
    for desk in Desk::ALL {
        matrix.push_str(&format!("| {} |", desk.as_str()));
        roles.iter().for_each(|role| matrix.push_str(if opens(*role, desk) { " yes |" } else { "  |" }));
        matrix.push('\n');
    }
    let file = root().join("docs/manual/access.md");
    let kept = std::fs::read_to_string(&file).unwrap();
    let (before, rest) = kept.split_once("<!-- the matrix -->\n").expect("the place of the matrix");
    let (shown, after) = rest.split_once("<!-- the matrix ends -->").expect("the end of the matrix");
    if std::env::var("CANDOUR_ACCEPT").is_ok() {
        std::fs::write(&file, format!("{before}<!-- the matrix -->\n{matrix}<!-- the matrix ends -->{after}")).unwrap();
        return;
    }
    assert_eq!(
        shown, matrix,
        "the policy changed: look at the difference, then run the tests once with CANDOUR_ACCEPT=1"
    );
}

/// Which desk each page of the workspace stands behind.
const PAGES: &[(&str, Desk)] = &[
    ("/work", Desk::Own),
    ("/answers", Desk::Answers),
    ("/answers/new", Desk::Answers),
    ("/actions", Desk::Answers),
    ("/actions.csv", Desk::Answers),
    ("/actions.xlsx", Desk::Answers),
    ("/oversight", Desk::Oversight),
    ("/making/new", Desk::Oversight),
    ("/oversight/ladder", Desk::Oversight),
    ("/matters/{reference}/{slug}", Desk::Own),
    ("/account", Desk::Own),
    ("/account/code", Desk::Own),
    ("/people", Desk::People),
    ("/people/letters", Desk::People),
    ("/erase", Desk::People),
    ("/holds", Desk::People),
    ("/inbox", Desk::Documents),
    ("/inbox/{n}", Desk::Documents),
    ("/likeness", Desk::Documents),
    ("/body", Desk::Documents),
    ("/suggestions", Desk::Documents),
];

#[test]
fn every_page_of_the_workspace_opens_to_its_roles_and_to_nobody_else() {
    let register = crate::kit::Register::new();
    register.ok(&["import", root().join("samples").to_str().unwrap()]);
    let report = root().join("tests/labelled/reports/r02_ottermouth_ocr.txt");
    let said = register.run(&["--json", "import", "--review", report.to_str().unwrap()]);
    let said = String::from_utf8(said.stdout).unwrap();
    let n = serde_json::from_str::<serde_json::Value>(said.lines().next().unwrap()).unwrap()["proposal"].to_string();
    let server = register.serve();
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Public) {
        let body = Role::IN_A_BODY.contains(&role).then_some("northmere-police");
        let person = server.person(&register, &format!("{role}@example.org"), role.as_str(), body);
        for (page, desk) in PAGES {
            let path =
                page.replace("{n}", n.trim_matches('"')).replace("{reference}/{slug}", "REC-25/harrowdale-police");
            let expected = match (opens(role, *desk), path.as_str()) {
                (false, _) => 403,
                // Who only sees is not let begin one; who may has ticked nothing yet.
                (true, "/answers/new") => 403,
                (true, "/making/new" | "/oversight/ladder") if role != Role::Clerk => 403,
                (true, "/people/letters" | "/erase" | "/holds") if role != Role::Operator => 403,
                (true, _) => 200,
            };
            assert_eq!(person.get(&path).status, expected, "{path} for {role}");
            let came = server.get(&path);
            assert_eq!((came.status, came.location().starts_with("/sign-in?then=")), (303, true), "{path} for nobody");
            // What is closed takes no form either, though it carries the token.
            let posted = person.post(&path, &[]).status;
            // An answer is carried on by both sides.
            let open = opens(role, *desk) || (path == "/answers" && opens(role, Desk::Oversight));
            assert!(open || posted == 403, "{path} took a form of {role}: {posted}");
        }
    }
}

#[test]
fn every_page_of_the_workspace_is_in_the_list() {
    let asked = regex::Regex::new(r#"\.route\(\s*"([^"]+)""#).unwrap();
    let mut routes = Vec::new();
    for file in ["mod", "inbox", "account", "sign_in"] {
        let source = std::fs::read_to_string(root().join(format!("crates/candour/src/web/{file}.rs"))).unwrap();
        let desks = source.split("fn desks(").nth(1).unwrap_or(if file == "mod" { "" } else { &source });
        routes.extend(asked.captures_iter(desks).map(|c| c[1].to_owned()));
    }
    // One answer and one file belong to bodies, not to a desk: `it/answers.rs`, `it/actions.rs`, `it/making.rs` and `it/restricted.rs` ask
    // for them as each role.
    let of_bodies = [
        "/answers/{n}",
        "/answers/look",
        "/matters/{reference}/{slug}/evidence",
        "/matters/{reference}/{slug}/restricted",
        "/actions/sheet",
        "/making/{n}",
        "/making",
    ];
    let open = ["/sign-in", "/sign-in/code", "/sign-out", "/recover", "/links/{secret}"];
    for route in routes.iter().filter(|route| !open.contains(&route.as_str()) && !of_bodies.contains(&route.as_str())) {
        assert!(PAGES.iter().any(|(page, _)| page == route), "{route} is tested for no role");
    }
    assert!(routes.len() >= PAGES.len() + open.len(), "{routes:?}");
}

#[test]
fn n1_no_connector_to_any_messaging_service_exists() {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).unwrap().to_lowercase();
    for service in ["whatsapp", "telegram", "matrix-sdk", "slack", "discord", "libsignal", "imap"] {
        assert!(!lock.contains(&format!("name = \"{service}")), "{service}");
    }
    for krate in ["ledger", "domain", "intake", "view", "app"] {
        let manifest = std::fs::read_to_string(root().join(format!("crates/{krate}/Cargo.toml"))).unwrap();
        for client in ["reqwest", "hyper", "ureq", "tokio"] {
            assert!(!manifest.contains(client), "{krate} can reach a network through {client}");
        }
    }
}

#[test]
fn names_go_and_posts_stay() {
    let gone = |text: &str| domain::privacy::without_names(text, &[]).0;
    for (text, public) in [
        ("the death of Mr George Floyd in the", "the death of [name removed] in the"),
        ("after Mr George Floyd’s death", "after [name removed]’s death"),
        ("an image of George Floyd, a man", "an image of [name removed], a man"),
        ("PSNI Chief Constable Simon Byrne apologised", "PSNI Chief Constable [name removed] apologised"),
        ("Director General, Michael Lockwood said", "Director General, [name removed] said"),
        ("CC Stephens agreed", "CC [name removed] agreed"),
        ("Devon and Cornwall Police take steps", "Devon and Cornwall Police take steps"),
        ("at Charlotte Street police station", "at Charlotte Street police station"),
        ("The Head of Custody and the Chief Constable will", "The Head of Custody and the Chief Constable will"),
        ("May 2021 and the Victoria Park inquiry", "May 2021 and the Victoria Park inquiry"),
    ] {
        assert_eq!(gone(text), public);
    }
}
