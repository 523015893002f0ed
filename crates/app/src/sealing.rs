//! Sealing what only named roles read: XChaCha20-Poly1305 under a key of the record's own (`FORMAT.md`).
//!
//! *Invariant:* one key and one nonce never seal two texts: the nonce is a digest of the key, the place and the words.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use domain::RecordId;
use sha2::{Digest, Sha256};

use crate::error::AppError;

/// What every sealed value begins with; JSON text begins with none such.
const MARK: u8 = 1;
/// Bytes of a nonce.
const NONCE: usize = 24;

/// The key of one record.
#[derive(Clone)]
pub struct ContentKey {
    /// Which record's.
    pub id: RecordId,
    pub(crate) key: [u8; 32],
}

impl std::fmt::Debug for ContentKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ContentKey({})", self.id)
    }
}

impl ContentKey {
    fn aad(&self, place: &str) -> Vec<u8> {
        [self.id.0.as_slice(), place.as_bytes()].concat()
    }

    /// Seals what stands at a place of the record: a field's name, or `bytes` for its file.
    pub(crate) fn seal(&self, place: &str, words: &[u8]) -> Result<Vec<u8>, AppError> {
        let aad = self.aad(place);
        let digest = Sha256::new().chain_update(self.key).chain_update(&aad).chain_update([0]).chain_update(words);
        let mut nonce = [0u8; NONCE];
        nonce.iter_mut().zip(digest.finalize()).for_each(|(slot, byte)| *slot = byte);
        let sealed = XChaCha20Poly1305::new(&self.key.into())
            .encrypt(&XNonce::from(nonce), Payload { msg: words, aad: &aad })
            .map_err(|_| AppError::Sealed("it could not be sealed"))?;
        Ok([&[MARK][..], &nonce, &sealed].concat())
    }

    /// Opens it again.
    pub(crate) fn open(&self, place: &str, sealed: &[u8]) -> Result<Vec<u8>, AppError> {
        let wrong = || AppError::Sealed("what is kept of it is not what was sealed");
        let (mark, rest) = sealed.split_first().ok_or_else(wrong)?;
        let (nonce, words) = rest.split_first_chunk::<NONCE>().ok_or_else(wrong)?;
        if *mark != MARK {
            return Err(wrong());
        }
        let payload = Payload { msg: words, aad: &self.aad(place) };
        XChaCha20Poly1305::new(&self.key.into()).decrypt(&XNonce::from(*nonce), payload).map_err(|_| wrong())
    }
}
