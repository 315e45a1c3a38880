//! OpenSSH private key files (PROTOCOL.key) for Ed25519 keys: written, never read.
//!
//! A file is either plain or encrypted under a passphrase: `bcrypt_pbkdf` derives the key and the
//! counter of AES-256 in counter mode. OpenSSH, `PuTTY`, paramiko and Go read both.
//!
//! Files are deterministic: the same key, comment and passphrase give the same file. Values that
//! OpenSSH draws at random are derived with HMAC-SHA-256 under the private key: the check bytes
//! from the key alone, the salt from the comment and the passphrase as well. So no salt, and no key
//! stream, is used for two contents, and neither reveals anything without the private key.
//!
//! ```
//! use collab::openssh_key::{encrypted, plain};
//! use collab::secret::{Secret, SecretText};
//!
//! let seed = Secret::new([7; 32]);
//! let file = plain(&seed, "maria login");
//! assert!(file.expose().starts_with("-----BEGIN OPENSSH PRIVATE KEY-----\n"));
//!
//! let passphrase = SecretText::new(String::from("seven quiet zebras"));
//! let file = encrypted(&seed, "maria login", &passphrase)?;
//! assert!(file.expose().ends_with("-----END OPENSSH PRIVATE KEY-----\n"));
//! # Ok::<(), collab::openssh_key::EmptyPassphrase>(())
//! ```

use aes::Aes256;
use bcrypt_pbkdf::bcrypt_pbkdf_with_memory;
use ctr::Ctr128BE;
use ctr::cipher::{KeyIvInit as _, StreamCipher as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroize as _;

use crate::pem;
use crate::secret::{Secret, SecretBytes, SecretText};
use crate::ssh_wire::{ED25519, PublicKey, Writer};

/// The magic bytes at the start of every file.
const MAGIC: &[u8] = b"openssh-key-v1\0";
/// The PEM label.
const LABEL: &str = "OPENSSH PRIVATE KEY";
/// The length of a full line, in characters.
const WIDTH: usize = 70;
/// Rounds of `bcrypt_pbkdf`: the default of OpenSSH 10.
const ROUNDS: u32 = 24;
/// The block size to which a plain private part is padded, in bytes.
const PLAIN_BLOCK: usize = 8;
/// The block size to which a private part is padded for AES, in bytes.
const AES_BLOCK: usize = 16;

/// The error for an empty passphrase, which OpenSSH treats as none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the passphrase is empty")]
pub struct EmptyPassphrase;

/// Returns the plain file of the key with this seed (RFC 8032).
///
/// The comment ends before its first control character, as on a line ([`PublicKey::line`]).
pub fn plain(seed: &Secret<[u8; 32]>, comment: &str) -> SecretText {
    let key = PublicKey::of_seed(seed);
    let private = private_part(seed, &key, comment, PLAIN_BLOCK);
    file("none", "none", b"", &key, &private)
}

/// Returns the file of the key with this seed (RFC 8032), encrypted under a passphrase.
///
/// # Errors
///
/// When the passphrase is empty.
pub fn encrypted(
    seed: &Secret<[u8; 32]>,
    comment: &str,
    passphrase: &SecretText,
) -> Result<SecretText, EmptyPassphrase> {
    let key = PublicKey::of_seed(seed);
    let mut private = private_part(seed, &key, comment, AES_BLOCK);
    let passphrase = passphrase.expose().as_bytes();
    let derived = derive(seed, b"salt", &[PublicKey::comment(comment).as_bytes(), passphrase]);
    let salt = &derived.expose()[..16];
    // bcrypt_pbkdf fills whole blocks of 32 bytes and then interleaves them.
    let (mut blocks, mut stream) = (Secret::new([0; 64]), Secret::new([0; 48]));
    bcrypt_pbkdf_with_memory(passphrase, salt, ROUNDS, stream.expose_mut(), blocks.expose_mut())
        .map_err(|_| EmptyPassphrase)?;
    let (key_bytes, counter) = stream.expose().split_at(32);
    Ctr128BE::<Aes256>::new_from_slices(key_bytes, counter)
        .expect("32 and 16 bytes")
        .apply_keystream(private.expose_mut());
    let mut options = Vec::new();
    Writer::new(&mut options).string(salt).uint32(ROUNDS);
    Ok(file("aes256-ctr", "bcrypt", &options, &key, &private))
}

/// Returns the private part of a file, which a passphrase encrypts: check bytes, key and padding.
fn private_part(
    seed: &Secret<[u8; 32]>,
    key: &PublicKey,
    comment: &str,
    block: usize,
) -> SecretBytes {
    let comment = PublicKey::comment(comment);
    let mut part = Secret::new(Vec::with_capacity(128 + ED25519.len() + comment.len() + block));
    let derived = derive(seed, b"check", &[]);
    let check = &derived.expose()[..4];
    Writer::new(part.expose_mut())
        .bytes(check)
        .bytes(check)
        .string(ED25519.as_bytes())
        .string(key.bytes())
        .strings(&[seed.expose(), key.bytes()])
        .string(comment.as_bytes());
    for byte in 1..=u8::MAX {
        if part.expose().len().is_multiple_of(block) {
            break;
        }
        part.expose_mut().push(byte);
    }
    part
}

fn file(
    cipher: &str,
    kdf: &str,
    options: &[u8],
    key: &PublicKey,
    private: &SecretBytes,
) -> SecretText {
    let mut bytes = Secret::new(Vec::with_capacity(256 + private.expose().len()));
    Writer::new(bytes.expose_mut())
        .bytes(MAGIC)
        .string(cipher.as_bytes())
        .string(kdf.as_bytes())
        .string(options)
        .uint32(1)
        .string(&key.blob())
        .string(private.expose());
    pem::encode(LABEL, bytes.expose(), WIDTH)
}

/// Derives bytes that only a holder of the seed can compute: the HMAC, under the seed, of a purpose
/// and these values, each prefixed with its length.
fn derive(seed: &Secret<[u8; 32]>, purpose: &[u8], values: &[&[u8]]) -> Secret<[u8; 32]> {
    let mut hmac = Hmac::<Sha256>::new_from_slice(seed.expose()).expect("any length is a key");
    hmac.update(b"collab openssh-key-v1 ");
    for value in [&[purpose], values].concat() {
        hmac.update(&(value.len() as u64).to_be_bytes());
        hmac.update(value);
    }
    let mut code = hmac.finalize().into_bytes();
    let derived = Secret::new(code.into());
    code.as_mut_slice().zeroize();
    derived
}

#[cfg(test)]
mod tests {
    use base64ct::{Base64, Encoding as _};

    use super::*;
    use crate::ssh_wire::{Reader, WireError};

    const COMMENT: &str = "maria login";

    fn seed() -> Secret<[u8; 32]> {
        Secret::new([7; 32])
    }

    fn passphrase(text: &str) -> SecretText {
        SecretText::new(String::from(text))
    }

    /// Returns the bytes of a file.
    fn bytes(file: &SecretText) -> Vec<u8> {
        let lines: Vec<&str> = file.expose().lines().collect();
        let [begin, body @ .., end] = &lines[..] else { panic!("{lines:?}") };
        assert_eq!(*begin, "-----BEGIN OPENSSH PRIVATE KEY-----");
        assert_eq!(*end, "-----END OPENSSH PRIVATE KEY-----");
        assert!(body.iter().rev().skip(1).all(|line| line.len() == 70), "{body:?}");
        Base64::decode_vec(&body.concat()).expect("base64")
    }

    /// Returns the fields of a file: cipher, KDF, KDF options, and private part.
    fn fields(bytes: &[u8]) -> [&[u8]; 4] {
        let mut reader = Reader::new(bytes);
        assert_eq!(reader.bytes(MAGIC.len()), Ok(MAGIC));
        let [cipher, kdf, options] = [(); 3].map(|()| reader.string().expect("a string"));
        assert_eq!(reader.uint32(), Ok(1));
        assert_eq!(reader.string(), Ok(&PublicKey::of_seed(&seed()).blob()[..]));
        let private = reader.string().expect("the private part");
        assert_eq!(reader.finish(), Ok(()));
        [cipher, kdf, options, private]
    }

    #[test]
    fn a_plain_file_has_the_key_twice_its_comment_and_padding() -> Result<(), WireError> {
        for length in 0..20 {
            let comment = "c".repeat(length);
            let file = bytes(&plain(&seed(), &comment));
            let [cipher, kdf, options, private] = fields(&file);
            assert_eq!([cipher, kdf, options], [&b"none"[..], b"none", b""]);
            assert_eq!(private.len() % 8, 0);
            let key = PublicKey::of_seed(&seed());
            let mut reader = Reader::new(private);
            assert_eq!(reader.uint32()?, reader.uint32()?);
            assert_eq!(reader.string()?, b"ssh-ed25519");
            assert_eq!(reader.string()?, key.bytes());
            assert_eq!(reader.string()?, [*seed().expose(), *key.bytes()].concat());
            assert_eq!(reader.string()?, comment.as_bytes());
            assert_eq!(reader.rest(), &[1, 2, 3, 4, 5, 6, 7][..reader.rest().len()]);
        }
        Ok(())
    }

    #[test]
    fn the_same_export_is_the_same_file_and_any_other_has_another_salt() {
        let one = passphrase("seven quiet zebras");
        let of = |seed: &Secret<[u8; 32]>, comment: &str, passphrase: &SecretText| {
            encrypted(seed, comment, passphrase).expect("a passphrase")
        };
        let file = of(&seed(), COMMENT, &one);
        assert_eq!(file, of(&seed(), COMMENT, &one));
        assert_eq!(plain(&seed(), COMMENT), plain(&seed(), COMMENT));
        let salt = |file: &SecretText| {
            let file = bytes(file);
            let [cipher, kdf, options, private] = fields(&file);
            assert_eq!([cipher, kdf], [&b"aes256-ctr"[..], b"bcrypt"]);
            assert_eq!(private.len() % 16, 0);
            let mut reader = Reader::new(options);
            let salt = reader.string().expect("the salt").to_vec();
            assert_eq!((salt.len(), reader.uint32(), reader.finish()), (16, Ok(24), Ok(())));
            salt
        };
        for other in [
            of(&seed(), "mario login", &one),
            of(&seed(), COMMENT, &passphrase("seven quiet zebra")),
            // Moving a character from one value to the next changes the salt: lengths are hashed.
            of(&seed(), "maria logi", &passphrase("nseven quiet zebras")),
        ] {
            assert_ne!(salt(&file), salt(&other));
        }
    }

    #[test]
    fn an_empty_passphrase_is_refused_and_a_comment_stays_one_line() {
        assert_eq!(encrypted(&seed(), COMMENT, &passphrase("")).err(), Some(EmptyPassphrase));
        assert_eq!(plain(&seed(), "two\nlines"), plain(&seed(), "two"));
    }
}
