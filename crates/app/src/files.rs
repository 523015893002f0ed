//! Files kept under their SHA-256: documents as received, decoded texts.
//!
//! Someone who can write to this folder can replace a file, but not under its digest: every read checks it.
//!
//! *Invariant:* a file, once kept, is never changed; a name is the digest of its bytes.

use std::io::{Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};
use thiserror::Error;

/// Numbers the files that are being written by this process.
static PARTS: AtomicU64 = AtomicU64::new(0);

/// Why a file could not be kept or read.
#[derive(Debug, Error)]
pub enum FileError {
    /// The folder failed.
    #[error("the file {digest} could not be {doing}: {why}")]
    Io {
        /// Which file.
        digest: String,
        /// Kept or read.
        doing: &'static str,
        /// The system's words.
        why: std::io::Error,
    },
    /// The bytes are not those of the name.
    #[error("the file {0} was changed after it was kept: its digest is another")]
    Changed(String),
    /// More than is taken.
    #[error("the file is larger than {} megabytes; nothing of it was kept", .0 / 1_000_000)]
    TooLarge(u64),
}

/// A folder of files under their digests.
#[derive(Clone, Debug)]
pub struct Files {
    folder: PathBuf,
}

/// A file that is coming in parts.
pub struct Incoming {
    file: std::fs::File,
    path: PathBuf,
    hash: Sha256,
    bytes: u64,
    most: u64,
}

impl Incoming {
    /// Takes the next part in; one that makes it too large is an error.
    pub fn write(&mut self, part: &[u8]) -> Result<(), FileError> {
        self.bytes += part.len() as u64;
        if self.bytes > self.most {
            return Err(FileError::TooLarge(self.most));
        }
        self.hash.update(part);
        let digest = self.path.display().to_string();
        self.file.write_all(part).map_err(|why| FileError::Io { digest, doing: "kept", why })
    }
}

impl Incoming {
    /// The SHA-256 of what has come, in hexadecimal, and how many bytes.
    pub fn digest(&self) -> (String, u64) {
        (intake::hex(&self.hash.clone().finalize()), self.bytes)
    }

    /// What has come, to be kept another way; nothing of it stays here.
    pub fn bytes(self) -> Result<Vec<u8>, FileError> {
        let digest = self.path.display().to_string();
        std::fs::read(&self.path).map_err(|why| FileError::Io { digest, doing: "read", why })
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        // Kept under its digest by now, or given up: either way nothing stays here.
        let _ = std::fs::remove_file(&self.path);
    }
}

impl Files {
    /// Opens the folder, making it if it is not there.
    pub fn open(folder: &Path) -> Result<Files, FileError> {
        std::fs::create_dir_all(folder).map_err(|why| FileError::Io {
            digest: folder.display().to_string(),
            doing: "made",
            why,
        })?;
        Ok(Files { folder: folder.to_owned() })
    }

    fn path(&self, digest: &str) -> PathBuf {
        self.folder.join(digest.get(..2).unwrap_or("00")).join(digest)
    }

    /// Keeps bytes, durably, and returns their digest in hexadecimal.
    pub fn keep(&self, bytes: &[u8]) -> Result<String, FileError> {
        let digest = intake::hex(&Sha256::digest(bytes));
        let path = self.path(&digest);
        if path.exists() {
            return Ok(digest);
        }
        let write = || -> std::io::Result<()> {
            let folder = path.parent().unwrap_or(&self.folder);
            std::fs::create_dir_all(folder)?;
            // Written beside and renamed, so that a name never stands for half a file.
            // The name is this writer's alone: another may be keeping the same file at this moment.
            let own = PARTS.fetch_add(1, Ordering::Relaxed);
            let beside = path.with_extension(format!("{}-{own}.part", std::process::id()));
            let mut file = std::fs::File::create(&beside)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            std::fs::rename(&beside, &path)?;
            std::fs::File::open(folder)?.sync_all()
        };
        write().map(|()| digest.clone()).map_err(|why| FileError::Io { digest, doing: "kept", why })
    }

    /// Removes what is left of files that were coming in when the server stopped.
    pub fn sweep(&self) {
        let Ok(all) = std::fs::read_dir(&self.folder) else { return };
        for path in all.filter_map(|entry| entry.ok().map(|entry| entry.path())) {
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            if name.starts_with("incoming-") {
                // One that cannot be removed costs room and nothing else.
                let _ = std::fs::remove_file(&path);
            }
        }
    }

    /// Begins to take a file in that comes in parts; what is not finished is gone again.
    pub fn incoming(&self, most: u64) -> Result<Incoming, FileError> {
        let own = PARTS.fetch_add(1, Ordering::Relaxed);
        let path = self.folder.join(format!("incoming-{}-{own}.part", std::process::id()));
        let file = std::fs::File::create(&path);
        let file = file.map_err(|why| FileError::Io { digest: path.display().to_string(), doing: "made", why })?;
        Ok(Incoming { file, path, hash: Sha256::new(), bytes: 0, most })
    }

    /// Keeps a file that has come whole, durably, under its digest.
    pub fn finish(&self, incoming: Incoming) -> Result<(String, u64), FileError> {
        let digest = intake::hex(&incoming.hash.clone().finalize());
        let path = self.path(&digest);
        let keep = || -> std::io::Result<()> {
            incoming.file.sync_all()?;
            let folder = path.parent().unwrap_or(&self.folder);
            std::fs::create_dir_all(folder)?;
            std::fs::rename(&incoming.path, &path)?;
            std::fs::File::open(folder)?.sync_all()
        };
        let bytes = incoming.bytes;
        keep().map_err(|why| FileError::Io { digest: digest.clone(), doing: "kept", why })?;
        Ok((digest, bytes))
    }

    /// Removes a file; one that is not there is removed already.
    pub(crate) fn remove(&self, digest: &str) -> Result<(), FileError> {
        match std::fs::remove_file(self.path(digest)) {
            Err(why) if why.kind() != std::io::ErrorKind::NotFound => {
                Err(FileError::Io { digest: digest.to_owned(), doing: "removed", why })
            }
            _ => Ok(()),
        }
    }

    /// Whether a file of this digest is kept.
    pub fn has(&self, digest: &str) -> bool {
        digest.len() == 64 && digest.bytes().all(|b| b.is_ascii_hexdigit()) && self.path(digest).exists()
    }

    /// Reads a file by its digest; `None` if it is not here.
    pub fn read(&self, digest: &str) -> Result<Option<Vec<u8>>, FileError> {
        if digest.len() != 64 || !digest.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Ok(None);
        }
        match std::fs::read(self.path(digest)) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(why) => Err(FileError::Io { digest: digest.to_owned(), doing: "read", why }),
            Ok(bytes) if intake::hex(&Sha256::digest(&bytes)) != digest => Err(FileError::Changed(digest.to_owned())),
            Ok(bytes) => Ok(Some(bytes)),
        }
    }

    /// Opens a file by its digest to be sent on part by part, after its bytes were checked; with its length. `None` if it is not here.
    pub fn reading(&self, digest: &str) -> Result<Option<(std::fs::File, u64)>, FileError> {
        if !self.has(digest) {
            return Ok(None);
        }
        let check = || -> std::io::Result<(std::fs::File, u64, bool)> {
            let (mut file, mut hash) = (std::fs::File::open(self.path(digest))?, Sha256::new());
            let length = std::io::copy(&mut file, &mut hash)?;
            file.rewind()?;
            Ok((file, length, intake::hex(&hash.finalize()) == digest))
        };
        match check() {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(why) => Err(FileError::Io { digest: digest.to_owned(), doing: "read", why }),
            Ok((.., false)) => Err(FileError::Changed(digest.to_owned())),
            Ok((file, length, true)) => Ok(Some((file, length))),
        }
    }

    /// Every file's digest with its path.
    pub fn all(&self) -> Result<Vec<(String, PathBuf)>, FileError> {
        let io = |why| FileError::Io { digest: self.folder.display().to_string(), doing: "listed", why };
        let mut out = Vec::new();
        for folder in std::fs::read_dir(&self.folder).map_err(io)? {
            let folder = folder.map_err(io)?.path();
            if !folder.is_dir() {
                continue;
            }
            for file in std::fs::read_dir(&folder).map_err(io)? {
                let path = file.map_err(io)?.path();
                let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
                if name.len() == 64 {
                    out.push((name, path));
                }
            }
        }
        out.sort();
        Ok(out)
    }
}

/// What reads a document's decoded text for the search index; a text that is not there, or is no text, is not found by its words.
pub(crate) fn texts(data: &Path) -> view::Texts {
    let files = Files { folder: data.join("files") };
    Box::new(move |digest| String::from_utf8(files.read(digest).ok()??).ok())
}
