//! Sealing: authenticated encryption (AEAD) under a key; public bytes are the associated data.
//!
//! The cipher is XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03). The nonce is synthetic, as in SIV
//! (RFC 5297): HMAC-SHA256 over the associated data and the secret. No two different messages share
//! a nonce, and writing needs no random numbers. Sealing is deterministic: equal contents under the
//! same key give equal bytes, and their equality is all that an observer learns.
//!
//! Opening computes the nonce again and compares it. Poly1305 alone does not commit to a key: a
//! message can be made that several keys open (Len, Grubbs, Ristenpart: Partitioning Oracle
//! Attacks, 2021). HMAC does, so each message opens under one key only.

use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{KeyInit, Tag, XChaCha20Poly1305, XNonce};
use hkdf::{Hkdf, HkdfExtract};
use sha2::Sha256;

use crate::secret::{Secret, SecretBytes};

/// The length of a key, in bytes.
pub(super) const KEY: usize = 32;
/// A key of 256 bits.
pub(super) type Key = Secret<[u8; KEY]>;

const NONCE: usize = 24;
const TAG: usize = 16;
/// The number of bytes that sealing adds: the nonce and the tag.
pub(super) const OVERHEAD: usize = NONCE + TAG;

const ENCRYPTION: &[u8] = b"collab keystore v1 encryption";
const NONCES: &[u8] = b"collab keystore v1 nonces";

/// Seals a secret with public bytes as associated data. Returns the nonce, the ciphertext and the
/// tag.
pub(super) fn seal(key: &Key, public: &[u8], secret: &[u8]) -> Vec<u8> {
    let nonce = nonce(key, public, secret);
    let mut sealed = Vec::with_capacity(OVERHEAD + secret.len());
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(secret);
    let tag = cipher(key)
        .encrypt_inout_detached(&nonce, public, (&mut sealed[NONCE..]).into())
        .expect("a keystore is far below 256 GiB");
    sealed.extend_from_slice(&tag);
    sealed
}

/// Opens a sealed secret. Returns `None` if the key or the public bytes are not those of sealing,
/// or anything was altered.
pub(super) fn open(key: &Key, public: &[u8], sealed: &[u8]) -> Option<SecretBytes> {
    let (nonce, rest) = sealed.split_at_checked(NONCE)?;
    let (ciphertext, tag) = rest.split_at_checked(rest.len().checked_sub(TAG)?)?;
    let nonce = XNonce::try_from(nonce).ok()?;
    let tag = Tag::try_from(tag).ok()?;
    let mut secret = SecretBytes::new(ciphertext.to_vec());
    cipher(key)
        .decrypt_inout_detached(&nonce, public, secret.expose_mut().as_mut_slice().into(), &tag)
        .ok()?;
    (self::nonce(key, public, secret.expose()) == nonce).then_some(secret)
}

fn cipher(key: &Key) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(subkey(key, ENCRYPTION).expose().into())
}

/// Computes the nonce of a message.
fn nonce(key: &Key, public: &[u8], secret: &[u8]) -> XNonce {
    // HKDF-Extract is HMAC, keyed with the salt.
    let mut mac = HkdfExtract::<Sha256>::new(Some(subkey(key, NONCES).expose()));
    mac.input_ikm(&(public.len() as u64).to_le_bytes());
    mac.input_ikm(public);
    mac.input_ikm(secret);
    let (mac, _) = mac.finalize();
    XNonce::try_from(&mac[..NONCE]).expect("32 bytes are more than 24")
}

/// Derives a key for one purpose (HKDF-Expand).
pub(super) fn subkey(key: &Key, purpose: &[u8]) -> Key {
    let mut subkey = Key::new([0; KEY]);
    Hkdf::<Sha256>::new(None, key.expose())
        .expand(purpose, subkey.expose_mut())
        .expect("32 bytes are far below the limit of HKDF");
    subkey
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> Key {
        Key::new([byte; KEY])
    }

    #[test]
    fn a_sealed_text_opens_only_with_its_key_and_its_public_bytes() {
        for secret in [&b""[..], b"a", &[7; 5000]] {
            let sealed = seal(&key(1), b"public", secret);
            assert_eq!(sealed.len(), OVERHEAD + secret.len());
            assert_eq!(open(&key(1), b"public", &sealed).expect("its own").expose(), secret);
            assert!(open(&key(2), b"public", &sealed).is_none());
            assert!(open(&key(1), b"Public", &sealed).is_none());
            assert!(open(&key(1), b"", &sealed).is_none());
        }
    }

    #[test]
    fn no_changed_bit_and_no_shorter_part_is_opened() {
        let sealed = seal(&key(1), b"public", b"secret");
        for bit in 0..sealed.len() * 8 {
            let mut altered = sealed.clone();
            altered[bit / 8] ^= 1 << (bit % 8);
            assert!(open(&key(1), b"public", &altered).is_none(), "{bit}");
        }
        for length in 0..sealed.len() {
            assert!(open(&key(1), b"public", &sealed[..length]).is_none(), "{length}");
            assert!(open(&key(1), b"public", &sealed[length + 1..]).is_none(), "{length}");
        }
    }

    /// A message for several keys needs a nonce that its maker chose.
    #[test]
    fn a_message_with_another_nonce_is_not_opened_though_its_tag_is_right() {
        let (key, public, secret) = (key(1), b"public", [7; KEY]);
        let own = seal(&key, public, &secret);
        for bit in [0, 1, 100, NONCE * 8 - 1] {
            let mut nonce = XNonce::try_from(&own[..NONCE]).expect("a nonce");
            nonce[bit / 8] ^= 1 << (bit % 8);
            let mut sealed = [&nonce[..], &secret].concat();
            let tag = cipher(&key)
                .encrypt_inout_detached(&nonce, public, (&mut sealed[NONCE..]).into())
                .expect("a short message");
            sealed.extend_from_slice(&tag);
            let mut opened = sealed[NONCE..NONCE + KEY].to_vec();
            let whole = opened.as_mut_slice().into();
            assert!(cipher(&key).decrypt_inout_detached(&nonce, public, whole, &tag).is_ok());
            assert!(opened == secret, "its tag is right");
            assert!(open(&key, public, &sealed).is_none(), "{bit}");
        }
    }

    #[test]
    fn a_nonce_follows_from_all_that_is_sealed_and_from_nothing_else() {
        let nonce =
            |byte, public: &[u8], secret: &[u8]| seal(&key(byte), public, secret)[..NONCE].to_vec();
        let first = nonce(1, b"ab", b"cd");
        assert_eq!(first, nonce(1, b"ab", b"cd"));
        for other in [
            nonce(2, b"ab", b"cd"),
            nonce(1, b"abc", b"d"),
            nonce(1, b"a", b"bcd"),
            nonce(1, b"ab", b"ce"),
        ] {
            assert_ne!(first, other);
        }
    }
}
