//! The file format: canonical JSON. Every value has exactly one encoding.
//!
//! Equal contents are always written as the same bytes, and the reader accepts only those bytes: it
//! mirrors the writer literal by literal. So there are no unknown fields, no duplicate fields, no
//! alternative spelling and no other order. And no secret is ever copied, unescaped or quoted in an
//! error.
//!
//! Three rules hold for every later version too:
//! - `version` is read first, and leniently, because the rest may have another structure.
//! - The last member is `checksum`: SHA-256 over every byte before it. A file with this end and a
//!   wrong checksum is damaged, whatever else it says. The checksum detects decay, not attacks.
//! - Every public member comes before `secrets`.
//!
//! There is one version, 1, for unlocked and locked files. In a locked file, every byte before the
//! sealed secrets is their associated data.

mod lock_member;
mod public_member;
mod reader;
mod secrets_member;
mod writer;

use base64ct::{Base64, Encoding as _};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::keystore::contents::{Contents, Sealed, SecretPart};
use crate::keystore::secrets::{AccountSecrets, Secrets};
use crate::keystore::{Damage, Error, Listed, seal};
use crate::secret::SecretBytes;
use reader::Reader;
use writer::Writer;

/// The maximum size of a file, in bytes.
pub(super) const SIZE_LIMIT: usize = 16 * 1024 * 1024;

/// The version of the format.
const VERSION: u64 = 1;

const BEGINNING: &str = r#"{
  "format": "collab keystore",
  "version": 1,
"#;
const WARNING: &str = r#"  "warning": "This file holds accounts, unlocked: anyone who can read it has them. Never share it, and keep the backup codes elsewhere.",
"#;
const WARNING_OF_LOCKED: &str = r#"  "warning": "This file holds accounts, locked with a passphrase. Never share it, and keep the backup codes elsewhere.",
"#;
const SECRETS: &str = r#"
  },
  "secrets": "#;
const OPEN: &str = r#"{
    "accounts": {"#;
const END_OF_OPEN: &str = "}\n  }";
const NEXT_MEMBER: &str = ",\n";
const SEALED: &str = "\"";
const END_OF_SEALED: &str = "\",\n";
const CHECKSUM: &str = r#"  "checksum": ""#;
const END: &str = "\"\n}\n";

/// The length of a checksum in hexadecimal.
const HEX: usize = 64;
/// The length of the checksum member and the end of the file, in bytes.
const TRAILER: usize = CHECKSUM.len() + HEX + END.len();
/// An upper bound for everything outside the accounts and the lock, in bytes.
const ROOM: usize = 1024;

/// The checksum member and the end of a file. SHA-256 is collision-resistant, so files with equal
/// trailers are equal.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Trailer([u8; TRAILER]);

impl Trailer {
    /// Returns the trailer of a file.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        bytes.last_chunk().copied().map(Self)
    }
}

/// Upper bounds on buffer sizes, in bytes: a buffer that holds secrets must never reallocate. The
/// test `the_buffer_never_grows` fails if they are too small, or over a third too large.
struct Rooms {
    public: usize,
    secrets: usize,
    /// The secrets as they are in the file: base64 if they are sealed.
    secrets_in_the_file: usize,
}

impl Rooms {
    fn of(contents: &Contents, beside: &[SecretBytes]) -> Self {
        let (mut public, mut secrets) = (ROOM, ROOM);
        secrets += beside.iter().map(|members| members.expose().len()).sum::<usize>();
        for account in contents.accounts() {
            let name = account.name().as_str().len();
            public += name + public_member::ROOM;
            secrets += name + secrets_member::room(account);
        }
        let secrets_in_the_file = match contents.lock() {
            Some(lock) => {
                public += (1 + lock.codes.len()) * lock_member::ROOM;
                (secrets + seal::OVERHEAD).div_ceil(3) * 4
            }
            None => secrets,
        };
        Self { public, secrets, secrets_in_the_file }
    }
}

/// Writes contents as the bytes of a file.
pub(super) fn write(contents: &Contents) -> Result<SecretBytes, Error> {
    let beside = secrets_member::beside(contents.secrets()?);
    let rooms = Rooms::of(contents, &beside);
    let mut writer = Writer::with_room(rooms.public + rooms.secrets_in_the_file);

    writer.put(BEGINNING);
    writer.put(if contents.lock().is_some() { WARNING_OF_LOCKED } else { WARNING });
    public_member::write(contents, &mut writer);
    lock_member::write(contents.lock(), &mut writer);
    writer.put(SECRETS);
    match &contents.secret_part {
        SecretPart::Unlocked(secrets) => {
            write_open(contents, secrets, &beside, &mut writer);
            writer.put(NEXT_MEMBER);
        }
        SecretPart::Opened(_, key, secrets) => {
            writer.put(SEALED);
            let mut open = Writer::with_room(rooms.secrets);
            write_open(contents, secrets, &beside, &mut open);
            let sealed = seal::seal(&key.0, writer.bytes(), open.bytes());
            writer.put(&Base64::encode_string(&sealed)).put(END_OF_SEALED);
        }
        SecretPart::Sealed(..) => return Err(Error::Sealed),
    }

    let trailer = trailer(writer.bytes());
    writer.put_bytes(trailer.bytes());
    if writer.bytes().len() > SIZE_LIMIT { Err(Error::TooLarge) } else { Ok(writer.into_bytes()) }
}

/// Writes the secrets in the clear.
fn write_open(contents: &Contents, secrets: &Secrets, beside: &[SecretBytes], writer: &mut Writer) {
    writer.put(OPEN);
    secrets_member::write(contents.accounts(), secrets, beside, writer);
    writer.put(END_OF_OPEN);
}

/// Reads contents from the bytes of a file; of a locked one, only the public part.
pub(super) fn read(source: SecretBytes) -> Result<Contents, Error> {
    let bytes = source.expose().as_slice();
    check(bytes)?;
    let mut reader = Reader::new(bytes);
    let is_locked = reader.expect(BEGINNING)?.accept(WARNING_OF_LOCKED);
    if !is_locked {
        reader.expect(WARNING)?;
    }
    let (default, accounts) = public_member::read(&mut reader)?;
    let lock = lock_member::read(&mut reader)?;
    if lock.is_some() != is_locked {
        return Err(reader.damaged());
    }
    reader.expect(SECRETS)?;
    let (locked, secrets) = if let Some(lock) = lock {
        (Some((lock, sealed(&mut reader, bytes)?)), Vec::new())
    } else {
        let found = read_open(&mut reader, &accounts)?;
        reader.expect(NEXT_MEMBER)?;
        (None, found)
    };
    if reader.left() != TRAILER {
        return Err(reader.damaged());
    }
    let secret_part = match locked {
        Some((lock, sealed)) => SecretPart::Sealed(lock, sealed),
        None => SecretPart::Unlocked(Secrets::of(source, secrets)),
    };
    Ok(Contents::of(default, accounts, secret_part))
}

/// Reads the positions of these accounts' secrets in the clear, and what is beside them.
fn read_open(reader: &mut Reader<'_>, accounts: &[Listed]) -> Result<Vec<AccountSecrets>, Error> {
    reader.expect(OPEN)?;
    let found = secrets_member::read(reader, accounts)?;
    reader.expect(END_OF_OPEN)?;
    Ok(found)
}

fn sealed(reader: &mut Reader<'_>, bytes: &[u8]) -> Result<Sealed, Error> {
    reader.expect(SEALED)?;
    let public = bytes[..reader.at()].to_vec();
    let text = str::from_utf8(reader.until_quote()?).ok();
    let secrets = text.and_then(|text| Base64::decode_vec(text).ok());
    let secrets = secrets.ok_or_else(|| reader.damaged())?;
    reader.expect(END_OF_SEALED)?;
    Ok(Sealed { public, secrets })
}

/// Reads the secrets of these accounts from opened plaintext. Returns `None` if it is not valid to
/// the last byte.
pub(super) fn read_sealed_secrets(text: SecretBytes, accounts: &[Listed]) -> Option<Secrets> {
    let mut reader = Reader::new(text.expose());
    let secrets = read_open(&mut reader, accounts).ok()?;
    let is_all = reader.left() == 0;
    is_all.then(|| Secrets::of(text, secrets))
}

/// Checks the size, the beginning and the checksum of a file.
fn check(bytes: &[u8]) -> Result<(), Error> {
    if bytes.len() > SIZE_LIMIT {
        return Err(Error::TooLarge);
    }
    let is_ours = bytes.starts_with(BEGINNING.as_bytes());
    let newer = if is_ours { None } else { newer(bytes) };
    if !is_ours && newer.is_none() {
        return Err(Error::Damaged(Damage::NotAKeystore));
    }
    let (body, end) = bytes.split_at(bytes.len().saturating_sub(TRAILER));
    let sealed = end.starts_with(CHECKSUM.as_bytes()) && end.ends_with(END.as_bytes());
    let whole = sealed && end == trailer(body).bytes();
    match newer {
        // A flipped bit in the version number does not make a newer file.
        Some(version) if whole || !sealed => Err(Error::Newer { version }),
        None if whole => Ok(()),
        _ => Err(Error::Damaged(Damage::Checksum)),
    }
}

/// Returns the version of a file that claims to be a newer keystore, whatever else it contains.
fn newer(bytes: &[u8]) -> Option<u64> {
    #[derive(Deserialize)]
    struct Beginning<'a> {
        format: &'a str,
        version: u64,
    }
    // The error is dropped unread, because it may quote a secret.
    let beginning: Beginning<'_> = serde_json::from_slice(bytes).ok()?;
    let is_newer = beginning.format == "collab keystore" && beginning.version > VERSION;
    is_newer.then_some(beginning.version)
}

/// Returns the trailer of a file with this body.
fn trailer(body: &[u8]) -> Writer {
    let mut trailer = Writer::with_room(TRAILER);
    trailer.put(CHECKSUM).put_hex(&Sha256::digest(body)).put(END);
    trailer
}

/// Returns the file with a checksum that is right for its altered content.
#[cfg(test)]
pub(super) fn resealed(text: &[u8]) -> SecretBytes {
    let body = &text[..text.len() - TRAILER];
    SecretBytes::new([body, trailer(body).bytes()].concat())
}

#[cfg(test)]
mod format_tests;
