//! People: invitations, signing in and out, codes, sessions, forged forms, limits on trying, and roles that end.

use accounts::{AccountError, Accounts, Link, NewToken, SessionLimits, SignIn, SqliteHome, Throttle};
use domain::{ActId, Held, Role, Scope};
use jiff::Timestamp;

use crate::kit::{PASSWORD, Register, ctx, root};

fn samples() -> Register {
    let register = Register::new();
    register.ok(&["import", root().join("samples").to_str().unwrap()]);
    register
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_795_000_000 + second).unwrap()
}

/// Accounts in a folder of their own.
fn empty() -> (tempfile::TempDir, Accounts) {
    let folder = tempfile::tempdir().unwrap();
    let home = SqliteHome::open(&folder.path().join("accounts.sqlite")).unwrap();
    let random = accounts::Random::new(crate::kit::random);
    (folder, Accounts::new(std::sync::Arc::new(home), random))
}

const LIMITS: SessionLimits = SessionLimits { silent: 3600, longest: 43_200 };

#[test]
fn the_home_of_accounts_keeps_its_promises() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("accounts.sqlite");
    accounts::home::conformance::check(&SqliteHome::open(&file).unwrap()).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600, "its owner's alone");
    }
}

#[test]
fn the_first_account_is_made_by_whoever_sees_the_program_start_and_only_once() {
    let register = samples();
    let app = register.app();
    let first = |email: &str, password: &str| {
        let link = app.accounts().make_link(Link::First, ctx().now).unwrap();
        let done = app.first_operator(&ctx(), &link, "Olive", email, password);
        (link, done)
    };
    let (link, refused) = first("olive@example.org", "short");
    assert!(refused.unwrap_err().to_string().contains("at least 12 characters"));
    assert_eq!(app.accounts().user_at("olive@example.org", ctx().now).unwrap(), None, "nothing is left of it");
    app.first_operator(&ctx(), &link, "Olive", "olive@example.org", PASSWORD).unwrap();
    let (_, second) = first("mallory@example.org", PASSWORD);
    assert!(matches!(second, Err(app::AppError::Account(AccountError::NoLink))), "there is an account already");
    let id = app.accounts().user_at("OLIVE@example.org ", ctx().now).unwrap().unwrap();
    assert!(app.actor(id, ctx().today).unwrap().is_operator());
    drop(app);
    register.check_whole();
}

#[test]
fn whom_a_provider_signs_in_shows_for_ten_minutes_that_it_is_them() {
    let (_folder, accounts) = empty();
    let lena = accounts.add_user("Lena", "lena@example.org", at(0)).unwrap();
    let (issuer, subject) = ("https://login.example.org", "lena");
    assert_eq!(accounts.outside(issuer, subject, None, at(1)).unwrap(), None, "nobody without an address");
    assert_eq!(accounts.outside(issuer, subject, Some("lena@example.org"), at(1)).unwrap(), Some(lena));
    assert_eq!(accounts.outside(issuer, "mallory", Some("lena@example.org"), at(2)).unwrap(), None, "linked already");
    let cookie = accounts.start_session(lena, false, "", LIMITS, at(10)).unwrap();
    let session = accounts.session(&cookie, LIMITS, at(11)).unwrap().unwrap();
    assert!(accounts.is_still(&session, "", at(610)).unwrap());
    assert!(!accounts.is_still(&session, "", at(611)).unwrap(), "a session that somebody left open is not enough");
    // With a password of their own it is the password that shows it.
    accounts.set_password(lena, PASSWORD, Some(&session.key), at(20)).unwrap();
    assert!(
        !accounts.is_still(&session, "", at(21)).unwrap() && accounts.is_still(&session, PASSWORD, at(900)).unwrap()
    );
    // A sign-in that is on its way is taken once, and not after ten minutes.
    let (secret, flow) = accounts.start_flow("/work", at(100)).unwrap();
    assert_eq!(accounts.take_flow(&secret, at(101)).unwrap(), Some(flow));
    assert_eq!(accounts.take_flow(&secret, at(101)).unwrap(), None);
    let (secret, _) = accounts.start_flow("/work", at(100)).unwrap();
    assert_eq!(accounts.take_flow(&secret, at(700)).unwrap(), None);
    assert!(accounts.forget_outside(lena, at(800)).unwrap());
    assert_eq!(accounts.outside(issuer, "another", Some("lena@example.org"), at(801)).unwrap(), Some(lena));
}

#[test]
fn an_invitation_is_good_once_and_says_nothing_to_others() {
    let register = samples();
    let server = register.serve();
    let said = register.ok(&[
        "--json",
        "user",
        "add",
        "lena@example.org",
        "--role",
        "contributor",
        "--body",
        "northmere-police",
    ]);
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    let link = said["link"].as_str().unwrap();
    let path = &link[link.find("/links/").unwrap()..];
    assert!(server.get(path).body.contains("Take up your invitation"));
    let short = server.post(path, "", &[("new-password", "short")]);
    assert_eq!(short.status, 422);
    assert!(short.body.contains("at least 12 characters"), "and the link stands");
    let foreign = server.post(path, "origin: http://elsewhere.example\r\n", &[("new-password", PASSWORD)]);
    assert_eq!(foreign.status, 403);
    assert_eq!(server.post(path, "", &[("new-password", PASSWORD)]).status, 303);
    assert_eq!(server.post(path, "", &[("new-password", "another correct horse")]).status, 404, "used up");
    let lena = server.sign_in("lena@example.org");
    assert!(lena.get("/work").body.contains("Contributor, Northmere Police"));
    // Wrong password and unknown address: one answer.
    let wrong = |email: &str| server.post("/sign-in", "", &[("email", email), ("password", "not the password")]);
    let (known, unknown) = (wrong("lena@example.org"), wrong("nobody@example.org"));
    assert_eq!((known.status, unknown.status), (422, 422));
    assert_eq!(known.body.replace("lena@", ""), unknown.body.replace("nobody@", ""));
    // No name and no address is in the ledger or a view.
    for file in ["ledger.sqlite", "views/workspace.sqlite", "views/public.sqlite"] {
        let bytes = std::fs::read(register.path().join(file)).unwrap();
        assert!(!bytes.windows(16).any(|w| w == b"lena@example.org"), "{file} holds an address");
    }
    drop(server);
    register.check_whole();
}

#[test]
fn a_session_is_new_at_every_sign_in_and_ends() {
    let register = samples();
    let server = register.serve();
    let olive = server.person(&register, "olive@example.org", "operator", None);
    // A cookie that was planted before is not the session afterwards, and is worth nothing.
    let planted =
        format!("cookie: candour={}.{}\r\n", "0".repeat(8) + "-0000-0000-0000-" + &"0".repeat(12), "a".repeat(64));
    let came = server.post("/sign-in", &planted, &[("email", "olive@example.org"), ("password", PASSWORD)]);
    let fresh = came.cookie("candour").unwrap();
    assert!(!planted.contains(&fresh) && fresh != olive.cookie);
    assert_eq!(server.get_with("/work", &planted).status, 303);
    for line in came.headers.lines().filter(|l| l.starts_with("set-cookie: candour=")) {
        assert!(line.contains("httponly") && line.contains("samesite=lax"), "{line}");
    }
    assert_eq!(olive.post("/sign-out", &[]).status, 303);
    assert_eq!(olive.get("/work").status, 303, "signed out");
    assert_eq!(server.get_with("/work", &format!("cookie: candour={fresh}\r\n")).status, 200, "elsewhere not");
    // A new password ends every other session.
    let again = server.sign_in("olive@example.org");
    let changed = [("do", "password"), ("password", PASSWORD), ("new-password", "another correct horse")];
    assert_eq!(again.post("/account", &changed).status, 200);
    assert_eq!(again.get("/work").status, 200);
    assert_eq!(server.get_with("/work", &format!("cookie: candour={fresh}\r\n")).status, 303);
}

#[test]
fn a_session_falls_silent_and_has_a_longest_day() {
    let (_folder, accounts) = empty();
    let id = accounts.add_user("Lena", "lena@example.org", at(0)).unwrap();
    let cookie = accounts.start_session(id, false, "", LIMITS, at(0)).unwrap();
    let runs = |second| accounts.session(&cookie, LIMITS, at(second)).unwrap().is_some();
    assert!(runs(3599), "used in time");
    assert!(runs(3599 + 3600 - 1), "and from then on again");
    assert!(!runs(3599 + 7200), "silent for an hour");
    let cookie = accounts.start_session(id, false, "", LIMITS, at(0)).unwrap();
    let mut second = 0;
    while accounts.session(&cookie, LIMITS, at(second)).unwrap().is_some() {
        second += 1800;
    }
    assert_eq!(second, 43_200, "however much it is used");
    let waiting = accounts.start_session(id, true, "", LIMITS, at(0)).unwrap();
    assert!(accounts.session(&waiting, LIMITS, at(599)).unwrap().is_some());
    assert!(accounts.session(&waiting, LIMITS, at(600)).unwrap().is_none(), "a code is waited for ten minutes");
}

#[test]
fn a_form_that_another_site_made_changes_nothing() {
    let register = samples();
    let server = register.serve();
    let olive = server.person(&register, "olive@example.org", "operator", None);
    let form = [("do", "invite"), ("email", "mallory@example.org"), ("role", "operator"), ("act", "a"), ("body", "")];
    let with_token = [&[("form_token", olive.form.as_str())], &form[..]].concat();
    for (headers, fields) in [
        ("", form.to_vec()),
        ("", [&[("form_token", "0".repeat(64).leak() as &str)], &form[..]].concat()),
        ("origin: http://elsewhere.example\r\n", with_token.clone()),
        ("sec-fetch-site: cross-site\r\n", with_token.clone()),
    ] {
        assert_eq!(olive.post_forged("/people", headers, &fields).status, 403, "{headers}");
    }
    assert!(!register.ok(&["user", "list"]).contains("mallory"), "nothing was changed");
    assert_eq!(olive.post_forged("/people", "origin: http://candour\r\n", &with_token).status, 200);
    assert!(register.ok(&["user", "list"]).contains("mallory@example.org"));
}

#[test]
fn a_code_is_good_once_and_so_is_each_for_a_lost_telephone() {
    let (_folder, accounts) = empty();
    let id = accounts.add_user("Lena", "lena@example.org", at(0)).unwrap();
    accounts.set_password(id, PASSWORD, None, at(0)).unwrap();
    assert_eq!(accounts.sign_in("Lena@Example.org", PASSWORD, at(0)).unwrap(), SignIn::Whole(id));
    let enrolment = accounts.enrol(id, "Candour", at(0)).unwrap();
    // The code of RFC 6238 by the independent means of its definition.
    let code = |second: i64| totp(&enrolment.secret, at(second).as_second());
    assert!(matches!(accounts.set_totp(id, &enrolment.secret, "000000", at(0)), Err(AccountError::WrongCode)));
    let kept = accounts.set_totp(id, &enrolment.secret, &code(0), at(0)).unwrap();
    assert_eq!(kept.len(), 10);
    assert_eq!(accounts.sign_in("lena@example.org", PASSWORD, at(60)).unwrap(), SignIn::CodeNeeded(id));
    accounts.use_code(id, &code(90), at(90)).unwrap();
    assert!(matches!(accounts.use_code(id, &code(90), at(91)), Err(AccountError::WrongCode)), "used already");
    assert!(matches!(accounts.use_code(id, &code(0), at(91)), Err(AccountError::WrongCode)), "long past");
    accounts.use_code(id, &kept[3].to_uppercase(), at(92)).unwrap();
    assert!(matches!(accounts.use_code(id, &kept[3], at(93)), Err(AccountError::WrongCode)), "used already");
    assert_eq!(accounts.user(id, at(94)).unwrap().unwrap().codes_left(), 9);
}

/// RFC 6238 with SHA-1, from its text: an independent second opinion in Python.
fn totp(secret: &str, second: i64) -> String {
    let program = "import base64,hmac,struct,sys\nk=base64.b32decode(sys.argv[1]+'='*(-len(sys.argv[1])%8))\nh=hmac.new(k,struct.pack('>Q',int(sys.argv[2])//30),'sha1').digest()\no=h[19]&15\nprint('%06d'%((struct.unpack('>I',h[o:o+4])[0]&0x7fffffff)%1000000))";
    let out =
        std::process::Command::new("python3").args(["-c", program, secret, &second.to_string()]).output().unwrap();
    String::from_utf8(out.stdout).unwrap().trim().to_owned()
}

#[test]
fn nobody_can_lock_another_out() {
    let throttle = Throttle::default();
    let try_from =
        |network: &str, known: Option<&str>, second| throttle.take("lena@example.org", network, known, at(second));
    for _ in 0..8 {
        try_from("203.0.113.1", None, 0).unwrap();
    }
    assert_eq!(try_from("203.0.113.1", None, 0).unwrap_err().seconds, 60, "from one network that is too often");
    try_from("198.51.100.7", None, 0).unwrap();
    try_from("203.0.113.1", None, 60).unwrap();
    // A thousand networks try at one address: strangers wait, and the device that signed in to it before does not.
    let refused = (0..1000).filter(|i| try_from(&format!("2001:db8:{i:x}"), None, 100).is_err()).count();
    assert!(refused > 900, "{refused}");
    try_from("192.0.2.5", None, 101).unwrap_err();
    try_from("192.0.2.5", Some("lena's own"), 101).unwrap();
    throttle.take("somebody@example.org", "192.0.2.5", None, at(101)).unwrap();
}

#[test]
fn trying_too_often_is_told_and_ends() {
    let register = samples();
    let server = register.serve();
    let wrong = || server.post("/sign-in", "", &[("email", "lena@example.org"), ("password", "not the password")]);
    let statuses: Vec<u16> = (0..9).map(|_| wrong().status).collect();
    assert_eq!(statuses, [422, 422, 422, 422, 422, 422, 422, 422, 429]);
    assert!(wrong().body.contains("try again in"), "and says when");
}

#[test]
fn a_role_that_ended_opens_nothing_and_an_act_that_waited_is_refused() {
    let register = samples();
    let server = register.serve();
    let clerk = server.person(&register, "clerk@example.org", "clerk", Some("northmere-police"));
    assert_eq!(clerk.get("/inbox").status, 200);
    register.ok(&["user", "end", "clerk@example.org", "--role", "clerk", "--body", "northmere-police"]);
    assert_eq!(clerk.get("/inbox").status, 403, "in a session that began before");
    drop(server);
    // The roles an act was handed in with are looked at again where it is written.
    let app = register.app();
    let id = app.accounts().user_at("clerk@example.org", ctx().now).unwrap().unwrap();
    let body = app.read_public(|view| view.body_by_slug("northmere-police")).unwrap();
    let mut stale = ctx();
    stale.actor = domain::Actor { id, roles: [Held { role: Role::Clerk, body }].into() };
    let refused = app.judge_likeness(&stale, 17, 1, domain::Verdict::Repeats);
    assert!(matches!(refused, Err(app::AppError::Forbidden(_))), "{refused:?}");
    drop(app);
    register.check_whole();
}

#[test]
fn an_administrator_gives_roles_in_their_own_body_and_opens_no_oversight() {
    let register = samples();
    let server = register.serve();
    let admin = server.person(&register, "admin@example.org", "administrator", Some("northmere-police"));
    let give = |email: &str, role: &str, body: &str| {
        let form = [("do", "invite"), ("email", email), ("role", role), ("act", email), ("body", body)];
        admin.post("/people", &form)
    };
    assert_eq!(give("a@example.org", "contributor", "northmere-police").status, 200);
    assert_eq!(give("b@example.org", "contributor", "kent-police").status, 404, "another body is not there for them");
    assert_eq!(give("c@example.org", "operator", "").status, 403, "nor is the installation");
    let clerk = give("d@example.org", "clerk", "northmere-police");
    assert_eq!(clerk.status, 422);
    assert!(clerk.body.contains("a role on the oversight side"), "{}", clerk.body);
    let people = register.ok(&["user", "list"]);
    for (email, there) in [("a@", true), ("b@", false), ("c@", false), ("d@", false)] {
        assert_eq!(people.contains(email), there, "{email} {people}");
    }
    // Once the operator has named a clerk there, the administrator names the next.
    register.ok(&["user", "add", "first@example.org", "--role", "clerk", "--body", "northmere-police"]);
    assert_eq!(give("d@example.org", "clerk", "northmere-police").status, 200);
    assert_eq!(admin.get("/people?body=kent-police").status, 404);
    drop(server);
    register.check_whole();
}

#[test]
fn the_last_operator_stays() {
    let register = samples();
    register.ok(&["user", "add", "olive@example.org", "--role", "operator"]);
    let ended = |email: &str| register.run(&["user", "end", email, "--role", "operator"]);
    assert!(String::from_utf8_lossy(&ended("olive@example.org").stderr).contains("the last operator"));
    let server = register.serve();
    server.person(&register, "otto@example.org", "operator", None);
    drop(server);
    assert!(ended("olive@example.org").status.success());
    let app = register.app();
    let olive = app.accounts().user_at("olive@example.org", ctx().now).unwrap().unwrap();
    let wrong = Held { role: Role::Operator, body: app.read_public(|v| v.body_by_slug("kent-police")).unwrap() };
    assert!(app.grant_membership(&ctx(), ActId([3; 16]), olive, wrong).unwrap_err().to_string().contains("in no body"));
}

#[test]
fn a_stopped_account_signs_in_nowhere() {
    let register = samples();
    let server = register.serve();
    let olive = server.person(&register, "olive@example.org", "clerk", Some("kent-police"));
    register.ok(&["user", "stop", "olive@example.org"]);
    assert_eq!(olive.get("/work").status, 303, "its sessions are over");
    let came = server.post("/sign-in", "", &[("email", "olive@example.org"), ("password", PASSWORD)]);
    assert_eq!(came.status, 422);
}

#[test]
fn a_token_is_good_for_its_days_and_not_after_its_person_is_stopped() {
    let (_folder, accounts) = empty();
    let id = accounts.add_user("Lena", "lena@example.org", at(0)).unwrap();
    for days in [0, -1, 367] {
        let refused = accounts.make_token(id, &NewToken { name: "nightly", scopes: &[Scope::Read], days }, at(0));
        assert!(matches!(refused, Err(AccountError::TokenDays)), "{days}");
    }
    let new = NewToken { name: "nightly", scopes: &[Scope::Read], days: 2 };
    let shown = accounts.make_token(id, &new, at(0)).unwrap();
    assert_eq!(accounts.token(&shown, at(2 * 86_400 - 1)).unwrap().unwrap().0.scopes, [Scope::Read]);
    assert!(accounts.token(&shown, at(2 * 86_400)).unwrap().is_none());
    let mut other = shown.clone();
    other.replace_range(shown.len() - 1.., if shown.ends_with('0') { "1" } else { "0" });
    assert!(accounts.token(&other, at(1)).unwrap().is_none());
    accounts.stop_user(id, at(2)).unwrap();
    assert!(accounts.token(&shown, at(3)).unwrap().is_none());
}

#[test]
fn a_forgotten_password_is_renewed_by_a_letter_and_strangers_learn_nothing() {
    let register = samples();
    let server = register.serve();
    server.person(&register, "olive@example.org", "operator", None);
    let ask = |email: &str| server.post("/recover", "", &[("email", email)]);
    assert_eq!(ask("olive@example.org").body, ask("nobody@example.org").body);
    let folder = register.path().join("mail");
    let letter = (0..100).find_map(|_| {
        std::thread::sleep(std::time::Duration::from_millis(100));
        let file = std::fs::read_dir(&folder).ok()?.next()?.unwrap().path();
        std::fs::read_to_string(file).ok()
    });
    let letter = letter.expect("a letter within ten seconds").replace("=\r\n", "").replace("=\n", "");
    assert!(letter.contains("To: olive@example.org"), "{letter}");
    let secret: String = letter.split("/links/").nth(1).unwrap().chars().take(64).collect();
    let path = format!("/links/{secret}");
    assert!(server.get(&path).body.contains("Choose a new password"));
    assert_eq!(
        server.post(&path, "", &[("new-password", "password12345")]).status,
        422,
        "the first that anybody tries"
    );
    assert_eq!(server.post(&path, "", &[("new-password", "another correct horse")]).status, 303);
    let old = server.post("/sign-in", "", &[("email", "olive@example.org"), ("password", PASSWORD)]);
    assert_eq!(old.status, 422);
}

#[test]
fn a_letter_outlives_a_mail_server_that_is_down_for_a_day() {
    let (_folder, accounts) = empty();
    let letter = accounts::Letter { name: "n", to: "lena@example.org", subject: "s", text: "t", stop: None };
    assert!(accounts.write_letter(&letter, at(0)).unwrap());
    assert!(!accounts.write_letter(&letter, at(5)).unwrap(), "once");
    let mut now = 0;
    let mut tries = 0;
    while now < 90_000 {
        for (place, _) in accounts.letters_waiting(at(now)).unwrap() {
            let Some(post) = accounts.take_letter(&place, at(now)).unwrap() else { continue };
            assert!(accounts.take_letter(&place, at(now)).unwrap().is_none(), "nobody else sends it meanwhile");
            assert_eq!(post.text.as_deref(), Some("t"));
            tries += 1;
            let came = if now < 86_400 { Err("connection refused".to_owned()) } else { Ok(()) };
            accounts.letter_sent(&place, came, at(now)).unwrap();
        }
        now += 60;
    }
    // After 1, 5, 30 minutes, 2, 6, 12 and 24 hours: the last comes after the server is back.
    assert_eq!(tries, 7);
    let waiting = accounts.letters_waiting(at(now)).unwrap();
    assert_eq!((waiting.len(), waiting[0].1.trouble.as_deref()), (1, Some("connection refused")));
    let (place, _) = &waiting[0];
    let after = at(now + 86_400);
    accounts.take_letter(place, after).unwrap().expect("it is due");
    accounts.letter_sent(place, Ok(()), after).unwrap();
    let done = accounts.letters_done(after).unwrap();
    assert_eq!((done.len(), done[0].1.sent, done[0].1.text.as_deref()), (1, Some(after.as_second()), None));
}

#[test]
fn the_shape_of_a_membership_in_the_ledger_outlives_us() {
    let kept = r#"{"actor":"07070707-0707-0707-0707-070707070707","role":"clerk","body":"01010101-0101-0101-0101-010101010101","from":"2026-11-21","until":"2026-12-01"}"#;
    let record: domain::Membership = serde_json::from_str(kept).unwrap();
    assert_eq!(serde_json::to_string(&record).unwrap(), kept);
    let least = r#"{"actor":"07070707-0707-0707-0707-070707070707","role":"operator","from":"2026-11-21"}"#;
    let record: domain::Membership = serde_json::from_str(least).unwrap();
    assert_eq!((record.body, record.until), (None, None));
    assert_eq!(serde_json::to_string(&record).unwrap(), least);
}

#[test]
fn an_administrator_cannot_become_somebody_who_was_invited_to_more() {
    let register = samples();
    let server = register.serve();
    let admin = server.person(&register, "admin@example.org", "administrator", Some("northmere-police"));
    let said = register.ok(&["--json", "user", "add", "op@example.org", "--role", "operator"]);
    let first = said.split("/links/").nth(1).unwrap().chars().take(64).collect::<String>();
    let give = |act: &str| {
        [
            ("do", "invite"),
            ("email", "op@example.org"),
            ("role", "viewer"),
            ("act", act.to_owned().leak()),
            ("body", "northmere-police"),
        ]
    };
    let shown = admin.post("/people", &give("a"));
    assert_eq!(shown.status, 200);
    assert!(!shown.body.contains("/links/"), "the link goes to the person and to nobody else");
    assert_eq!(server.get(&format!("/links/{first}")).status, 404, "and the one that was sent before is worth nothing");
    // Two from one page, to two addresses, are two.
    for email in ["x@example.org", "y@example.org"] {
        let form =
            [("do", "invite"), ("email", email), ("role", "viewer"), ("act", "same"), ("body", "northmere-police")];
        assert!(admin.post("/people", &form).body.contains("/links/"), "their own invitation they are shown");
    }
    let people = register.ok(&["user", "list"]);
    for email in ["x@example.org", "y@example.org"] {
        let line = people.lines().find(|l| l.contains(email)).unwrap();
        assert!(line.contains("viewer in northmere-police"), "{line}");
    }
}

#[test]
fn an_invitation_that_was_taken_up_opens_nothing_more() {
    let (_folder, accounts) = empty();
    let id = accounts.add_user("Lena", "lena@example.org", at(0)).unwrap();
    let link = |link| accounts.make_link(link, at(0)).unwrap();
    let (one, two) = (link(Link::Invitation(id)), link(Link::Invitation(id)));
    accounts.follow_link(&one, PASSWORD, at(1)).unwrap();
    assert!(matches!(accounts.follow_link(&two, "another correct horse", at(2)), Err(AccountError::NoLink)));
    let (three, four) = (link(Link::Recovery(id)), link(Link::Recovery(id)));
    let token = accounts.make_token(id, &NewToken { name: "t", scopes: &[Scope::Read], days: 2 }, at(2)).unwrap();
    accounts.follow_link(&three, "another correct horse", at(3)).unwrap();
    assert!(matches!(accounts.follow_link(&four, PASSWORD, at(4)), Err(AccountError::NoLink)));
    assert!(accounts.token(&token, at(4)).unwrap().is_none(), "a new password ends what was made under the old one");
}

#[test]
fn where_a_code_is_required_nothing_opens_without_one() {
    let register = samples();
    let token = {
        let server = register.serve();
        server.person(&register, "clerk@example.org", "clerk", Some("northmere-police")).token(&["read", "oversee"])
    };
    let config = register.folder.path().join("candour.toml");
    std::fs::write(&config, "[people]\nsecond_factor = \"required\"\n").unwrap();
    let server = register.serve_with(&["--config", config.to_str().unwrap()]);
    let came = server.post("/sign-in", "", &[("email", "clerk@example.org"), ("password", PASSWORD)]);
    let cookie = format!("cookie: candour={}\r\n", came.cookie("candour").unwrap());
    for path in ["/work", "/account", "/inbox"] {
        assert_eq!(server.get_with(path, &cookie).location(), "/account/code", "{path}");
    }
    assert_eq!(server.get_with("/account/code", &cookie).status, 200);
    let act = server.act(&token, "update.add", "", &serde_json::json!({"on": "REC-1", "text": "x"}));
    assert_eq!(act.status, 401, "{}", act.body);
}

#[test]
fn an_operator_who_never_came_is_not_the_last_who_can_sign_in() {
    let register = samples();
    let server = register.serve();
    server.person(&register, "olive@example.org", "operator", None);
    drop(server);
    register.ok(&["user", "add", "ghost@example.org", "--role", "operator"]);
    for args in
        [&["user", "end", "olive@example.org", "--role", "operator"][..], &["user", "stop", "olive@example.org"]]
    {
        let out = register.run(args);
        assert!(String::from_utf8_lossy(&out.stderr).contains("the last operator who can sign in"), "{args:?}");
    }
}

#[test]
fn letters_in_the_folder_are_its_owners_alone_and_a_proxys_word_is_the_last() {
    let register = samples();
    let config = register.folder.path().join("candour.toml");
    std::fs::write(&config, "[server]\nbehind_proxy = true\n").unwrap();
    let server = register.serve_with(&["--config", config.to_str().unwrap()]);
    server.person(&register, "olive@example.org", "operator", None);
    server.post("/recover", "", &[("email", "olive@example.org")]);
    let folder = register.path().join("mail");
    let file = (0..100).find_map(|_| {
        std::thread::sleep(std::time::Duration::from_millis(100));
        Some(std::fs::read_dir(&folder).ok()?.next()?.unwrap().path())
    });
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&folder), mode(&file.unwrap())), (0o700, 0o600));
    }
    let wrong = |first: usize| {
        let lines = format!("x-forwarded-for: 203.0.113.{first}\r\nx-forwarded-for: 198.51.100.7\r\n");
        server.post("/sign-in", &lines, &[("email", "nobody@example.org"), ("password", "not the password")]).status
    };
    let statuses: Vec<u16> = (0..9).map(wrong).collect();
    assert_eq!(statuses[8], 429, "what a client writes in front changes nothing: {statuses:?}");
}
