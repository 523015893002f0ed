//! Letters on their way: what they say, and the thread that hands them to the mail server or, where none is set, puts them in the data
//! folder as files.
//!
//! *Invariant:* a letter is kept before it is sent; a server that is down, or a process that stops, loses none.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use accounts::{AccountError, Letter, Post};
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{Message, SmtpTransport, Transport};

use crate::config::Mail;
use crate::now;
use crate::outcome::Failure;
use crate::web::Site;

/// How often it is looked for letters that are due.
const EVERY: Duration = Duration::from_secs(2);

/// Writes a letter with a link of this site in it: the sentences `KEY-subject` and `KEY-text`, the link in the second.
pub(crate) fn write(site: &Site, to: &str, key: &str, secret: &str) -> Result<(), AccountError> {
    write_to(site, to, key, &format!("links/{secret}"))
}

/// Writes a letter with the link to a page of this site in it.
pub(crate) fn write_to(site: &Site, to: &str, key: &str, page: &str) -> Result<(), AccountError> {
    let link = format!("{}/{page}", site.address);
    let (subject, text) =
        (site.strings.w(&format!("{key}-subject"), &site.title), site.strings.w(&format!("{key}-text"), &link));
    let letter = Letter { name: &format!("{key} {page}"), to, subject: &subject, text: &text, stop: None };
    site.app.accounts().write_letter(&letter, now::now()).map(drop)
}

/// Where letters go.
pub(crate) enum Road {
    /// Files in the data folder, for a machine without a mail server.
    Files(std::path::PathBuf),
    /// A mail server.
    Server(Box<SmtpTransport>),
}

impl Road {
    /// The road that the configuration names.
    pub(crate) fn of(mail: &Mail, folder: &Path) -> Result<Road, Failure> {
        if mail.server.is_empty() {
            return Ok(Road::Files(folder.join("mail")));
        }
        let wrong = |e: lettre::transport::smtp::Error| Failure::usage(format!("the configuration: mail.server: {e}"));
        let mut server = SmtpTransport::from_url(&mail.server).map_err(wrong)?.timeout(Some(Duration::from_secs(30)));
        if !mail.user.is_empty() {
            let file = &mail.password_file;
            let password = std::fs::read_to_string(file).map_err(|e| {
                Failure::usage(format!(
                    "the configuration: mail.password_file '{}' cannot be read: {e}",
                    file.display()
                ))
            })?;
            server = server.credentials(Credentials::new(mail.user.clone(), password.trim_end().to_owned()));
        }
        Ok(Road::Server(Box::new(server.build())))
    }

    fn send(&self, from: &str, place: &str, post: &Post) -> Result<(), String> {
        let said = |e: &dyn std::fmt::Display| e.to_string();
        let mut message = Message::builder();
        if let Some(stop) = &post.stop {
            let header = |name, value: String| HeaderValue::new(HeaderName::new_from_ascii_str(name), value);
            message = message.raw_header(header("List-Unsubscribe", format!("<{stop}>")));
            message = message.raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
        }
        let message = message
            .from(from.parse().map_err(|e| said(&e))?)
            .to(post.to.parse().map_err(|e| said(&e))?)
            .subject(&post.subject)
            // The same letter sent twice is one to whoever receives it.
            .message_id(Some(format!("<{}@candour>", place.rsplit('/').next().unwrap_or(place))))
            .header(ContentType::TEXT_PLAIN)
            .body(post.text.clone().unwrap_or_default())
            .map_err(|e| said(&e))?;
        match self {
            Road::Server(server) => server.send(&message).map(drop).map_err(|e| said(&e)),
            Road::Files(folder) => {
                let name: String = place.chars().map(|c| if c == '/' { '-' } else { c }).collect();
                put(folder, &format!("{name}.eml"), &message.formatted()).map_err(|e| said(&e))
            }
        }
    }
}

/// Puts a letter in the folder. It may hold a link that signs somebody in: nobody but the folder's owner reads it.
fn put(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write;
    let (mut dir, mut file) = (std::fs::DirBuilder::new(), std::fs::OpenOptions::new());
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
        dir.mode(0o700);
        file.mode(0o600);
    }
    dir.recursive(true).create(folder)?;
    file.write(true).create(true).truncate(true).open(folder.join(name))?.write_all(bytes)
}

/// Sends what is due, for as long as the program runs.
pub(crate) fn follow(site: &Arc<Site>, road: Road, from: String) {
    let site = Arc::downgrade(site);
    std::thread::spawn(move || {
        while let Some(site) = site.upgrade() {
            if let Err(error) = round(&site, &road, &from) {
                tracing::error!(%error, "letters could not be looked for");
            }
            drop(site);
            std::thread::sleep(EVERY);
        }
    });
}

/// Sends each letter that is due, once.
fn round(site: &Site, road: &Road, from: &str) -> Result<(), AccountError> {
    let accounts = site.app.accounts();
    for (place, _) in accounts.letters_waiting(now::now())? {
        let Some(post) = accounts.take_letter(&place, now::now())? else { continue };
        let came = road.send(from, &place, &post);
        if let Err(trouble) = &came {
            tracing::warn!(place, trouble, tries = post.tries + 1, "a letter was not sent; it is tried again");
        }
        accounts.letter_sent(&place, came, now::now())?;
    }
    accounts.sweep(now::now())?;
    Ok(())
}
