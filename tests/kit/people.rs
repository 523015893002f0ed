//! People: invited by the operator, signed in over HTTP like anybody.

use std::sync::atomic::{AtomicU64, Ordering};

use super::{Answer, Register, Server};

/// Everybody's password here.
pub const PASSWORD: &str = "correct horse battery";

/// Bytes that differ at every call: enough for tests.
pub fn random() -> Result<[u8; 32], String> {
    use sha2::Digest;
    static CALLS: AtomicU64 = AtomicU64::new(0);
    let call = CALLS.fetch_add(1, Ordering::Relaxed);
    Ok(sha2::Sha256::digest(format!("{call} {:?} {}", std::time::Instant::now(), std::process::id())).into())
}

/// Someone who signed in to a server.
pub struct Person<'s> {
    server: &'s Server,
    pub cookie: String,
    pub form: String,
}

const EDGE: &str = "edge-of-a-part";

/// A form with files as it is sent. A file is its field's name, its own name and its bytes.
fn parts(fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(format!("--{EDGE}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
    }
    for (name, called, bytes) in files {
        let head =
            format!("--{EDGE}\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"{called}\"\r\n\r\n");
        body.extend(head.bytes());
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{EDGE}--\r\n").bytes());
    body
}

/// A form's fields as they are sent.
pub fn form(fields: &[(&str, &str)]) -> String {
    let plain = |text: &str| -> String {
        text.bytes()
            .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
            .collect()
    };
    fields
        .iter()
        .map(|(name, value)| format!("{}={}", name.replace(' ', "%20"), plain(value)))
        .collect::<Vec<_>>()
        .join("&")
}

impl Answer {
    /// The value of a cookie that was set.
    pub fn cookie(&self, name: &str) -> Option<String> {
        let lines = self.headers.lines().filter_map(|line| line.strip_prefix("set-cookie: "));
        lines.filter_map(|line| line.strip_prefix(&format!("{name}="))?.split(';').next().map(str::to_owned)).next()
    }

    /// Where it leads.
    pub fn location(&self) -> &str {
        self.headers.lines().find_map(|line| line.strip_prefix("location: ")).unwrap_or("")
    }
}

impl Server {
    /// A form sent by nobody in particular.
    pub fn post(&self, path: &str, headers: &str, fields: &[(&str, &str)]) -> Answer {
        let kind = "content-type: application/x-www-form-urlencoded\r\n";
        self.send("POST", path, &format!("host: candour\r\n{kind}{headers}"), form(fields).as_bytes())
    }

    /// Invites someone to a role, takes the invitation up, and signs them in.
    pub fn person(&self, register: &Register, email: &str, role: &str, body: Option<&str>) -> Person<'_> {
        let mut args = vec!["--json", "user", "add", email, "--name", email, "--role", role];
        args.extend(body.into_iter().flat_map(|body| ["--body", body]));
        let said: serde_json::Value = serde_json::from_str(register.ok(&args).lines().next().unwrap()).unwrap();
        if let Some(link) = said["link"].as_str() {
            let path = &link[link.find("/links/").unwrap()..];
            let taken = self.post(path, "", &[("new-password", PASSWORD)]);
            assert_eq!(taken.status, 303, "{}", taken.body);
        }
        self.sign_in(email)
    }

    /// Signs someone in who took an invitation up.
    pub fn sign_in(&self, email: &str) -> Person<'_> {
        let came = self.post("/sign-in", "", &[("email", email), ("password", PASSWORD)]);
        assert_eq!(came.status, 303, "{}", came.body);
        let cookie = came.cookie("candour").expect("a session");
        let mut person = Person { server: self, cookie, form: String::new() };
        let page = person.get("/account").body;
        let token = page.split("name=\"form_token\" value=\"").nth(1).expect("a form on the page");
        person.form = token.split('"').next().unwrap().to_owned();
        person
    }
}

impl Person<'_> {
    /// A page, as they see it.
    pub fn get(&self, path: &str) -> Answer {
        self.server.get_with(path, &format!("cookie: candour={}\r\n", self.cookie))
    }

    /// A form, as their page sends it.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let fields = [&[("form_token", self.form.as_str())], fields].concat();
        self.server.post(path, &format!("cookie: candour={}\r\n", self.cookie), &fields)
    }

    /// The same with other header lines and without the token, for forms that another site makes.
    pub fn post_forged(&self, path: &str, headers: &str, fields: &[(&str, &str)]) -> Answer {
        self.server.post(path, &format!("cookie: candour={}\r\n{headers}", self.cookie), fields)
    }

    /// A form with a file, as their page sends it. A file is its field's name, its own name and its bytes.
    pub fn upload(&self, path: &str, fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Answer {
        let body = parts(fields, files);
        let kind = format!("content-type: multipart/form-data; boundary={EDGE}\r\n");
        let headers = format!("host: candour\r\ncookie: candour={}\r\n{kind}", self.cookie);
        let join = if path.contains('?') { '&' } else { '?' };
        self.server.send("POST", &format!("{path}{join}form_token={}", self.form), &headers, &body)
    }

    /// A token of theirs with these scopes.
    pub fn token(&self, scopes: &[&str]) -> String {
        let mut fields = vec![("do", "make-token"), ("name", "test"), ("days", "1"), ("password", PASSWORD)];
        fields.extend(scopes.iter().map(|scope| ("scope", *scope)));
        let page = self.post("/account", &fields).body;
        let shown = page.split("candour_").nth(1).expect("the token is shown");
        format!("candour_{}", shown.split('<').next().unwrap())
    }
}

impl Server {
    /// A form with files, sent by a program.
    pub fn upload(&self, token: &str, path: &str, fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Answer {
        let kind = format!("content-type: multipart/form-data; boundary={EDGE}\r\n");
        let headers = format!("host: candour\r\nauthorization: Bearer {token}\r\n{kind}");
        self.send("POST", path, &headers, &parts(fields, files))
    }

    /// An act asked for by a program.
    pub fn act(&self, token: &str, act: &str, more: &str, with: &serde_json::Value) -> Answer {
        let headers =
            format!("host: candour\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n{more}");
        self.send("POST", &format!("/api/v1/acts/{act}"), &headers, with.to_string().as_bytes())
    }
}
