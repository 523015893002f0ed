//! ZIP containers, read within bounds: Word and Excel files are some, and folders of documents are sent as some.
//!
//! *Invariant:* no member is unpacked past its bound, whatever its header says of its size.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::{DecodeError, MAX_INPUT};

/// The most members of one archive.
const MAX_MEMBERS: usize = 20_000;
/// The most bytes that all members together may unpack to.
const MAX_UNPACKED: usize = 512 << 20;

/// An archive with what is left of its allowance.
pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    format: &'static str,
    left: usize,
}

impl<'a> Archive<'a> {
    pub(super) fn open(bytes: &'a [u8], format: &'static str) -> Result<Archive<'a>, DecodeError> {
        let zip =
            ZipArchive::new(Cursor::new(bytes)).map_err(|e| DecodeError::Damaged { format, why: e.to_string() })?;
        if zip.len() > MAX_MEMBERS {
            return Err(DecodeError::TooMuch { what: "files in one archive", most: MAX_MEMBERS });
        }
        Ok(Archive { zip, format, left: MAX_UNPACKED })
    }

    /// The bytes of a member; `None` if there is none of that name.
    pub(super) fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, DecodeError> {
        match self.zip.index_for_name(name) {
            Some(index) => Ok(Some(self.member(index)?.1)),
            None => Ok(None),
        }
    }

    fn member(&mut self, index: usize) -> Result<(String, Vec<u8>), DecodeError> {
        let format = self.format;
        let member = self.zip.by_index(index).map_err(|e| match e {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => DecodeError::Encrypted(format),
            other => DecodeError::Damaged { format, why: other.to_string() },
        })?;
        let damaged = |why: String| DecodeError::Damaged { format, why };
        let name = member.name().map_err(|e| damaged(e.to_string()))?.into_owned();
        let most = self.left.min(MAX_INPUT);
        let mut bytes = Vec::new();
        member.take(most as u64 + 1).read_to_end(&mut bytes).map_err(|e| damaged(format!("{name}: {e}")))?;
        if bytes.len() > most {
            return Err(DecodeError::Bomb { most });
        }
        self.left -= bytes.len();
        Ok((name, bytes))
    }
}

/// The documents in a ZIP, each by its name and bytes. What computers add of their own (`__MACOSX`, hidden files) is left
/// out; an archive in an archive is given as it is, and not opened.
///
/// # Errors
/// [`DecodeError`] if the archive is damaged, encrypted or unpacks to more than is read.
pub fn documents_in(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, DecodeError> {
    let mut archive = Archive::open(bytes, "ZIP")?;
    let mut out = Vec::new();
    for index in 0..archive.zip.len() {
        let name = archive.zip.name_for_index(index).and_then(Result::ok).unwrap_or_default().into_owned();
        let hidden = name.split(['/', '\\']).any(|part| part.starts_with('.') || part == "__MACOSX");
        if !hidden && !name.ends_with(['/', '\\']) {
            out.push(archive.member(index)?);
        }
    }
    Ok(out)
}
