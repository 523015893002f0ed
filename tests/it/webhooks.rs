//! Telling other programs: signed, sent again until it is taken, never left out.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::kit::{Register, root};

/// One request that came: its head and its body.
struct Came {
    head: String,
    body: String,
}

impl Came {
    fn header(&self, name: &str) -> &str {
        let line = self.head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
        line.unwrap_or_else(|| panic!("no {name}: {}", self.head))
    }
}

/// Takes one request and answers it.
fn take(listener: &TcpListener, status: &str) -> Came {
    listener.set_nonblocking(true).unwrap();
    let mut stream = (0..300)
        .find_map(|_| {
            let came = listener.accept().ok().map(|(stream, _)| stream);
            came.or_else(|| {
                std::thread::sleep(Duration::from_millis(100));
                None
            })
        })
        .expect("a message within thirty seconds");
    stream.set_nonblocking(false).unwrap();
    let (mut bytes, mut part) = (Vec::new(), [0u8; 4096]);
    loop {
        let read = stream.read(&mut part).unwrap();
        bytes.extend_from_slice(&part[..read]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let head = head.to_lowercase();
        let length = head.lines().find_map(|l| l.strip_prefix("content-length: ")).map_or(0, |l| l.parse().unwrap());
        if body.len() >= length {
            write!(stream, "HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").unwrap();
            let head = text.split_once("\r\n\r\n").unwrap().0.to_owned();
            return Came { head, body: body.to_owned() };
        }
    }
}

/// What Python's own HMAC makes of a message.
fn signed(secret: &str, came: &Came) -> String {
    let program = "import sys,hmac,hashlib,base64\ns,i,t=sys.argv[1:4]\nb=sys.stdin.buffer.read()\nk=base64.b64decode(s.removeprefix('whsec_'))\nprint('v1,'+base64.b64encode(hmac.new(k,f'{i}.{t}.'.encode()+b,hashlib.sha256).digest()).decode())";
    let mut python = Command::new("python3")
        .args(["-c", program, secret, came.header("webhook-id"), came.header("webhook-timestamp")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    python.stdin.take().unwrap().write_all(came.body.as_bytes()).unwrap();
    String::from_utf8(python.wait_with_output().unwrap().stdout).unwrap().trim().to_owned()
}

fn respond(register: &Register, reference: &str, position: &str) {
    register.ok(&[
        "respond",
        reference,
        "--author",
        "harrowdale-police",
        "--position",
        position,
        "--given-on",
        "2024-02-01",
    ]);
}

#[test]
fn a_program_is_told_of_its_search_and_told_again_until_it_takes_it() {
    let register = Register::new();
    register.ok(&["import", root().join("samples").to_str().unwrap()]);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/told", listener.local_addr().unwrap());
    for (args, why) in [
        (vec!["webhook", "add", "http://example.org/"], "does not start with https://"),
        (vec!["webhook", "add", &url, "--query", "position=sideways"], "is no search"),
    ] {
        let out = register.run(&args);
        assert_eq!(out.status.code(), Some(2), "{args:?}");
        assert!(String::from_utf8_lossy(&out.stderr).contains(why), "{}", String::from_utf8_lossy(&out.stderr));
    }
    let added = register.ok(&["--json", "webhook", "add", &url, "--query", "to=harrowdale-police"]);
    let added: Value = serde_json::from_str(&added).unwrap();
    let secret = added["secret"].as_str().unwrap();
    let server = register.serve();
    // Something outside the search, which is not told; then something in it.
    register.ok(&["theme", "REC-1", "custody"]);
    respond(&register, "REC-25", "rejected");
    let first = take(&listener, "500 No");
    assert!(first.head.starts_with("POST /told HTTP/1.1"), "{}", first.head);
    assert_eq!(first.header("webhook-signature"), signed(secret, &first));
    let told: Value = serde_json::from_str(&first.body).unwrap();
    assert_eq!((&told["type"], &told["data"]["whole"]), (&json!("recommendations.changed"), &json!(true)));
    let about = told["data"]["recommendations"].as_array().unwrap();
    assert_eq!((about.len(), &about[0]["reference"]), (1, &json!("REC-25")), "{told}");
    assert_eq!(about[0]["entries"][0]["act"], "response.record");
    // Not taken: sent again under the same name, signed anew, and told up to the same entry although more has happened.
    respond(&register, "REC-24", "accepted");
    let again = take(&listener, "204 Taken");
    assert_eq!(again.header("webhook-id"), first.header("webhook-id"));
    assert_eq!(again.header("webhook-signature"), signed(secret, &again));
    let third = take(&listener, "200 OK");
    assert_ne!(third.header("webhook-id"), first.header("webhook-id"));
    let told: Value = serde_json::from_str(&third.body).unwrap();
    assert_eq!(told["data"]["recommendations"][0]["reference"], "REC-24", "{told}");
    assert_eq!(told["data"]["recommendations"].as_array().unwrap().len(), 1, "{told}");
    // Gone: told no more, and the list says so.
    respond(&register, "REC-19", "accepted");
    take(&listener, "410 Gone");
    let listed = (0..50)
        .map(|_| {
            std::thread::sleep(Duration::from_millis(100));
            serde_json::from_str::<Value>(&register.ok(&["--json", "webhook", "list"])).unwrap()
        })
        .find(|listed| !listed["stopped"].is_null());
    let listed = listed.expect("it was stopped");
    let deliveries: Vec<(u64, u64)> = listed["deliveries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| (d["tries"].as_u64().unwrap(), d["status"].as_u64().unwrap()))
        .collect();
    assert_eq!(deliveries, [(2, 204), (1, 200), (1, 410)]);
    let id = added["webhook"].as_str().unwrap();
    assert!(register.ok(&["webhook", "end", id]).contains("told no more"));
    assert_eq!(register.run(&["webhook", "end", id]).status.code(), Some(1));
    drop(server);
}
