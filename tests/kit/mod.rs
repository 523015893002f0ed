//! Builders: a register in its own folder, the program run from the outside, a fixed context.

mod people;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use app::{App, Settings};
use domain::{Actor, ActorId, Ctx, Held};
use serde_json::Value;

pub use people::{PASSWORD, Person, random};

/// The project's folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The program under test, built by `make test` before the tests.
pub fn binary() -> PathBuf {
    let own = std::env::current_exe().unwrap();
    let built = own.parent().unwrap().parent().unwrap().join("candour");
    assert!(built.exists(), "build the program first: cargo build --workspace");
    built
}

/// The five real documents. Without them the test says so loudly; in CI their absence is a failure.
pub fn seeds() -> Option<Vec<PathBuf>> {
    let folder = root().parent().unwrap().join("shared/seeds");
    let Ok(listing) = std::fs::read_dir(&folder) else {
        assert!(std::env::var("CI").is_err(), "CI must have the seeds beside the project, in shared/seeds");
        eprintln!("NOT CHECKED: the real documents are not beside the project (shared/seeds)");
        return None;
    };
    let mut files: Vec<PathBuf> =
        listing.map(|e| e.unwrap().path()).filter(|p| p.extension().is_some_and(|e| e == "txt")).collect();
    files.sort();
    assert_eq!(files.len(), 5, "there are five seeds");
    Some(files)
}

/// A folder of its own for a register, removed at the end.
pub struct Register {
    pub folder: tempfile::TempDir,
}

impl Register {
    pub fn new() -> Register {
        Register { folder: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Runs the program on this register.
    pub fn run(&self, args: &[&str]) -> Output {
        command(&self.path(), args).output().unwrap()
    }

    /// Runs the program, which must end with 0; its standard output.
    pub fn ok(&self, args: &[&str]) -> String {
        let out = self.run(args);
        assert!(
            out.status.success(),
            "candour {args:?}: {}\n{}",
            String::from_utf8_lossy(&out.stderr),
            String::from_utf8_lossy(&out.stdout)
        );
        String::from_utf8(out.stdout).unwrap()
    }

    /// Serves this register until dropped.
    pub fn serve(&self) -> Server {
        self.serve_with(&[])
    }

    /// The same with more flags.
    pub fn serve_with(&self, more: &[&str]) -> Server {
        let args = [more, &["--json", "serve", "--listen", "127.0.0.1:0"]].concat();
        Self::started(&mut command(&self.path(), &args))
    }

    /// The same on another day.
    pub fn serve_on(&self, day: &str) -> Server {
        let mut program = command(&self.path(), &["--json", "serve", "--listen", "127.0.0.1:0"]);
        Self::started(program.env("CANDOUR_TODAY", day))
    }

    fn started(program: &mut Command) -> Server {
        let mut child = program.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        std::io::BufRead::read_line(&mut std::io::BufReader::new(child.stdout.take().unwrap()), &mut line).unwrap();
        let said: Value = serde_json::from_str(&line).expect("the server says where it listens");
        Server { child, address: said["listening"].as_str().unwrap().to_owned() }
    }

    /// The register opened in this process.
    pub fn app(&self) -> App {
        open(&self.path())
    }

    /// Waits until this process has no file of the views open: an app that was dropped ends its threads after it, and what they close they
    /// may still write to.
    pub fn settled(&self) {
        let views = self.path().join("views");
        let open = || {
            let all = std::fs::read_dir("/proc/self/fd").expect("the files this process has open");
            all.flatten().any(|fd| std::fs::read_link(fd.path()).is_ok_and(|file| file.starts_with(&views)))
        };
        let since = std::time::Instant::now();
        while open() {
            assert!(since.elapsed() < std::time::Duration::from_secs(30), "the views are still open");
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
    }

    /// What every story ends with: the chain verifies for us and for a verifier written from FORMAT.md alone, and the
    /// views, deleted and rebuilt, give the same answers.
    pub fn check_whole(&self) {
        let said = self.ok(&["verify"]);
        assert!(said.contains("The record is whole"), "{said}");
        let python = Command::new("python3")
            .arg(root().join("tests/verifier.py"))
            .arg(self.path().join("ledger.sqlite"))
            .arg("main")
            .output()
            .unwrap();
        assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stdout));
        self.check_clocks();
        self.check_loads();
        let before = self.answers();
        self.delete_views();
        self.ok(&["rebuild"]);
        assert_eq!(before, self.answers(), "a rebuilt view gives other answers");
    }

    /// The export, loaded into an empty register, gives the same answers of every recommendation, its history left aside.
    fn check_loads(&self) {
        let other = Register::new();
        let file = other.path().with_extension("jsonl");
        std::fs::write(&file, self.ok(&["export"])).unwrap();
        other.ok(&["import", file.to_str().unwrap()]);
        let told = |register: &Register| {
            let (_, list, pages) = register.answers();
            let bare = |page: &String| without_history(serde_json::from_str(page).unwrap());
            (list, pages.iter().map(bare).collect::<Vec<Value>>())
        };
        let (ours, theirs) = (told(self), told(&other));
        assert_eq!(ours.0, theirs.0, "a loaded export lists something else");
        for (here, there) in ours.1.iter().zip(&theirs.1) {
            assert_eq!(here, there, "a loaded export tells something else");
        }
        assert_eq!(ours.1.len(), theirs.1.len(), "a loaded export has other recommendations");
    }

    /// Each clock recomputes to the same day.
    fn check_clocks(&self) {
        let export = self.ok(&["export"]);
        let lines: Vec<Value> = export.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        let of = |kind: &'static str| lines.iter().filter(move |l| l["kind"] == kind);
        for duty in of("obligation").filter(|d| d["fields"].get("rule").is_some()) {
            let asked = of("recommendation").find(|r| r["id"] == duty["fields"]["recommendation"]).unwrap();
            let made_on = asked["fields"]["made_on"].as_str().map(|d| d.parse().unwrap());
            let record: domain::Obligation = serde_json::from_value(duty["fields"].clone()).unwrap();
            let calendar = domain::clock::Calendar::current().version();
            if record.calendar.as_deref().is_some_and(|version| version != calendar) {
                // Reckoned with an older calendar, until an act reckons it again.
                continue;
            }
            let starts = record.starts_on.or(made_on);
            let now = domain::clock::Calendar::current();
            let again = domain::clock_of(record.clock_rule(), starts, record.due_stated, &record.events, now);
            assert_eq!(again.unwrap().unwrap().due, record.due, "the clock of {}", duty["id"]);
        }
    }

    /// Deletes the views. A server that still runs may be writing its index again meanwhile, so it takes a few tries.
    fn delete_views(&self) {
        let views = self.path().join("views");
        for _ in 0..100 {
            match std::fs::remove_dir_all(&views) {
                Ok(()) => return,
                Err(e) if e.kind() == std::io::ErrorKind::DirectoryNotEmpty => {
                    std::thread::sleep(std::time::Duration::from_millis(20));
                }
                Err(e) => panic!("the views cannot be deleted: {e}"),
            }
        }
        panic!("the views keep coming back");
    }

    /// Every answer that can be asked for without a server: each record, each list row, each recommendation's page.
    pub fn answers(&self) -> (String, String, Vec<String>) {
        let export = self.ok(&["export"]);
        let list = self.ok(&["export", "--format", "json"]);
        let app = self.app();
        let today = ctx().today;
        let pages = (1..)
            .map_while(|n| app.read_public(|v| v.recommendation_page(n, today)).unwrap())
            .map(|p| serde_json::to_string(&p).unwrap())
            .collect();
        (export, list, pages)
    }
}

/// A recommendation without what tells when and by which entry its records came.
fn without_history(mut page: Value) -> Value {
    match &mut page {
        Value::Object(map) => {
            for name in ["history", "version", "versions", "place", "entry", "seq", "written"] {
                map.remove(name);
            }
            map.values_mut().for_each(|value| *value = without_history(value.take()));
        }
        Value::Array(all) => all.iter_mut().for_each(|value| *value = without_history(value.take())),
        _ => {}
    }
    page
}

/// The program on a data folder, with nothing of the caller's environment that could change it.
pub fn command(data: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(binary());
    command.env_remove("CANDOUR_DATA").env_remove("CANDOUR_CONFIG").env("CANDOUR_TODAY", "2026-11-21");
    command.arg("--data").arg(data).args(args);
    command
}

/// A register opened in this process, its salts drawn from a fixed seed.
pub fn open(folder: &Path) -> App {
    std::fs::create_dir_all(folder).unwrap();
    let settings = Settings {
        folder: folder.to_owned(),
        register: "main".to_owned(),
        seed: [9; 32],
        readers: 2,
        decoder: app::Decoder::new(intake::decode),
        after_readers: || (),
        random: accounts::Random::new(people::random),
    };
    let app = App::open(settings).unwrap();
    app.seed_register(&ctx()).unwrap();
    app
}

/// The operator at a fixed instant.
pub fn ctx() -> Ctx {
    Ctx {
        actor: Actor { id: ActorId::FOLDER, roles: [Held::OPERATOR].into() },
        now: "2026-11-21T10:00:00Z".parse().unwrap(),
        today: "2026-11-21".parse().unwrap(),
    }
}

/// A server that ends with the test.
pub struct Server {
    child: Child,
    pub address: String,
}

/// One answer over HTTP.
pub struct Answer {
    pub status: u16,
    pub headers: String,
    pub body: String,
    /// The body as it came, for what is not text.
    pub bytes: Vec<u8>,
}

impl Server {
    /// GET over a plain socket, with more header lines if given.
    pub fn get_with(&self, path: &str, more: &str) -> Answer {
        self.send("GET", path, &format!("host: candour\r\n{more}"), b"")
    }

    /// One request over a plain socket.
    pub fn send(&self, verb: &str, path: &str, headers: &str, body: &[u8]) -> Answer {
        use std::io::{Read, Write};
        let mut stream = std::net::TcpStream::connect(&self.address).unwrap();
        let length = if verb == "GET" { String::new() } else { format!("content-length: {}\r\n", body.len()) };
        write!(stream, "{verb} {path} HTTP/1.1\r\nconnection: close\r\n{length}{headers}\r\n").unwrap();
        // A server that has refused already does not read the rest.
        let _ = stream.write_all(body);
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (headers, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = headers.split(' ').nth(1).unwrap_or("0").parse().unwrap_or(0);
        let body = if headers.to_lowercase().contains("transfer-encoding: chunked") {
            unchunked(body)
        } else {
            body.to_owned()
        };
        let start = bytes.windows(4).position(|four| four == b"\r\n\r\n").map_or(bytes.len(), |at| at + 4);
        Answer { status, headers: headers.to_lowercase(), body, bytes: bytes[start..].to_vec() }
    }

    /// A request that breaks off after these bytes: the status, if one came.
    pub fn send_broken(&self, verb: &str, path: &str, headers: &str, body: &[u8]) -> u16 {
        use std::io::{Read, Write};
        let mut stream = std::net::TcpStream::connect(&self.address).unwrap();
        write!(stream, "{verb} {path} HTTP/1.1\r\nconnection: close\r\n{headers}\r\n").unwrap();
        stream.write_all(body).unwrap();
        stream.set_read_timeout(Some(std::time::Duration::from_millis(500))).unwrap();
        let mut bytes = [0u8; 1024];
        let read = stream.read(&mut bytes).unwrap_or(0);
        String::from_utf8_lossy(&bytes[..read]).split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0)
    }

    pub fn get(&self, path: &str) -> Answer {
        self.get_with(path, "")
    }

    /// What an address that searches answers: while the index is being made, as on a busy machine right after the start, it is asked again.
    pub fn get_found(&self, path: &str) -> Answer {
        let mut answer = self.get(path);
        for _ in 0..100 {
            if answer.status != 503 {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
            answer = self.get(path);
        }
        answer
    }

    /// What an address answers in JSON; while the index is being made, as on a busy machine right after the start, it is asked again.
    pub fn json(&self, path: &str) -> Value {
        let answer = self.get_found(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
    }
}

fn unchunked(body: &str) -> String {
    let mut out = String::new();
    let mut rest = body;
    while let Some((size, after)) = rest.split_once("\r\n") {
        let size = usize::from_str_radix(size.trim(), 16).unwrap_or(0);
        if size == 0 {
            break;
        }
        out.push_str(&after[..size]);
        rest = after[size..].trim_start_matches("\r\n");
    }
    out
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What `candour extract` prints of one file, without a register.
pub fn extract(file: &Path, more: &[&str]) -> Value {
    let nowhere = tempfile::tempdir().unwrap();
    let mut args = vec!["extract", file.to_str().unwrap()];
    args.extend(more);
    let out = command(&nowhere.path().join("none"), &args).output().unwrap();
    serde_json::from_slice(&out.stdout).unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&out.stderr)))
}

/// What `candour extract` makes of words put in a file of this name.
pub fn extract_words(name: &str, words: &str) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    std::fs::write(&file, words).unwrap();
    extract(&file, &[])
}
