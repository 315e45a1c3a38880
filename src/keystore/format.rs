//! The file's words: JSON, with one way to write everything.
//!
//! Contents are always written as the same bytes, and the reader accepts those bytes and no
//! others: it is the writer's mirror, word for word. So there is no unknown field, no field said
//! twice, no second spelling and no order to argue about, and nothing of a secret is ever copied
//! out, unescaped or quoted in an error on the way.
//!
//! Three things hold for every later version too:
//! - `version` is looked at first, and leniently, since what follows may have another shape.
//! - The last member is `checksum`: SHA-256 over every byte before it. A file that ends so, but
//!   with another sum, is damaged whatever else it says. It notices rot, not malice.
//! - Everything public comes before `secrets`.
//!
//! Version 1 has every backup code, in the clear. Version 2 can have a lock, and accounts whose
//! code was forgotten. A file is of the first version that can say what is in it. Sealed secrets
//! are sealed together with every byte before them.

mod lock;
mod public;
mod reader;
mod secrets;
mod text;

use base64ct::{Base64, Encoding as _};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::account::Account;
use crate::keystore::contents::{Contents, Sealed, Vault};
use crate::keystore::secrets::Secrets;
use crate::keystore::{Damage, Error, seal};
use crate::secret::SecretBytes;
use reader::Reader;
use text::Text;

/// How large a file may be.
pub(super) const SIZE_LIMIT: usize = 16 * 1024 * 1024;

/// A version of the format.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Version {
    One,
    Two,
}

/// The latest of them.
const LATEST: u64 = 2;

const BEGINNING_1: &str = r#"{
  "format": "collab keystore",
  "version": 1,
"#;
const BEGINNING_2: &str = r#"{
  "format": "collab keystore",
  "version": 2,
"#;
const WARNING: &str = r#"  "warning": "This file holds backup codes. Never share it: whoever can read it has the accounts.",
"#;
const WARNING_OF_LOCKED: &str = r#"  "warning": "This file holds accounts, locked with a passphrase. Never share it, and keep the backup codes elsewhere.",
"#;
const SECRETS_1: &str = r#"
  },
  "secrets": {
    "lock": "none",
    "backup_codes": {"#;
const END_OF_SECRETS_1: &str = r"}
  },
";
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

/// How long a checksum is in hexadecimal.
const HEX: usize = 64;
/// How long the checksum's member is, with the end of the file.
const TRAILER: usize = CHECKSUM.len() + HEX + END.len();
/// More than everything but the accounts and the lock takes.
const ROOM: usize = 1024;

/// What a file ends with; of two files that end alike both are the same.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Ending([u8; TRAILER]);

impl Ending {
    /// How the file with these bytes ends.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        bytes.last_chunk().copied().map(Self)
    }
}

/// How much room the parts of a file need at most, in bytes: buffers with secrets must not grow.
struct Rooms {
    public: usize,
    secrets: usize,
    /// The secrets as they are in the file: sealed they are in base64.
    secrets_in_the_file: usize,
}

impl Rooms {
    fn of(contents: &Contents) -> Self {
        let (mut public, mut secrets) = (ROOM, ROOM);
        for account in contents.accounts() {
            let name = account.name.as_str().len();
            public += name + public::ROOM;
            secrets += name + secrets::room(account);
        }
        let secrets_in_the_file = match contents.lock() {
            Some(lock) => {
                public += (1 + lock.codes.len()) * lock::ROOM;
                (secrets + seal::OVERHEAD).div_ceil(3) * 4
            }
            None => secrets,
        };
        Self { public, secrets, secrets_in_the_file }
    }
}

/// The bytes of a file with these contents.
pub(super) fn write(contents: &Contents) -> Result<SecretBytes, Error> {
    let forgotten = contents.accounts().iter().any(|account| !account.has_code);
    let version = if contents.lock().is_some() || forgotten { Version::Two } else { Version::One };
    let rooms = Rooms::of(contents);
    let mut text = Text::with_room(rooms.public + rooms.secrets_in_the_file);

    text.put(match version {
        Version::One => BEGINNING_1,
        Version::Two => BEGINNING_2,
    });
    text.put(if contents.lock().is_some() { WARNING_OF_LOCKED } else { WARNING });
    public::write(contents, version, &mut text);
    if version == Version::Two {
        lock::write(contents.lock(), &mut text);
    }
    match &contents.vault {
        Vault::Unlocked(secrets) if version == Version::One => {
            text.put(SECRETS_1);
            secrets::write(contents.accounts(), secrets, &mut text);
            text.put(END_OF_SECRETS_1);
        }
        Vault::Unlocked(secrets) => {
            text.put(SECRETS).put(OPEN);
            secrets::write(contents.accounts(), secrets, &mut text);
            text.put(END_OF_OPEN).put(NEXT_MEMBER);
        }
        Vault::Opened(_, key, secrets) => {
            text.put(SECRETS).put(SEALED);
            let mut open = Text::with_room(rooms.secrets);
            open.put(OPEN);
            secrets::write(contents.accounts(), secrets, &mut open);
            open.put(END_OF_OPEN);
            let sealed = seal::seal(&key.0, text.bytes(), open.bytes());
            text.put(&Base64::encode_string(&sealed)).put(END_OF_SEALED);
        }
        Vault::Sealed(..) => return Err(Error::Sealed),
    }

    let trailer = trailer(text.bytes());
    text.put_bytes(trailer.bytes());
    if text.bytes().len() > SIZE_LIMIT { Err(Error::TooLarge) } else { Ok(text.into_bytes()) }
}

/// The contents of a file with these bytes; of a locked one what is public.
pub(super) fn read(source: SecretBytes) -> Result<Contents, Error> {
    let bytes = source.expose().as_slice();
    let version = check(bytes)?;
    let mut reader = Reader::new(bytes);
    reader.expect(match version {
        Version::One => BEGINNING_1,
        Version::Two => BEGINNING_2,
    })?;
    let is_locked = version == Version::Two && reader.accept(WARNING_OF_LOCKED);
    if !is_locked {
        reader.expect(WARNING)?;
    }
    let (default, accounts) = public::read(&mut reader, version)?;
    let lock = if version == Version::Two { lock::read(&mut reader)? } else { None };
    if lock.is_some() != is_locked {
        return Err(reader.damaged());
    }
    // Nothing that the first version can say is said in the second.
    if version == Version::Two && !is_locked && accounts.iter().all(|account| account.has_code) {
        return Err(reader.damaged());
    }
    let stored = if version == Version::One {
        reader.expect(SECRETS_1)?;
        let stored = secrets::read(&mut reader, version, &accounts)?;
        reader.expect(END_OF_SECRETS_1)?;
        Some(stored)
    } else if lock.is_none() {
        reader.expect(SECRETS)?.expect(OPEN)?;
        let stored = secrets::read(&mut reader, version, &accounts)?;
        reader.expect(END_OF_OPEN)?.expect(NEXT_MEMBER)?;
        Some(stored)
    } else {
        None
    };
    let sealed = match stored {
        Some(_) => None,
        None => Some(sealed(&mut reader, bytes)?),
    };
    if reader.left() != TRAILER {
        return Err(reader.damaged());
    }
    let vault = match (lock, sealed, stored) {
        (Some(lock), Some(sealed), _) => Vault::Sealed(lock, sealed),
        (_, _, stored) => Vault::Unlocked(Secrets::of(source, stored.unwrap_or_default())),
    };
    Ok(Contents { default, accounts, vault })
}

fn sealed(reader: &mut Reader<'_>, bytes: &[u8]) -> Result<Sealed, Error> {
    reader.expect(SECRETS)?.expect(SEALED)?;
    let public = bytes[..reader.at()].to_vec();
    let text = str::from_utf8(reader.until_quote()?).ok();
    let secrets = text.and_then(|text| Base64::decode_vec(text).ok());
    let secrets = secrets.ok_or_else(|| reader.damaged())?;
    reader.expect(END_OF_SEALED)?;
    Ok(Sealed { public, secrets })
}

/// The secrets of these accounts, from the text that was sealed.
pub(super) fn read_sealed_secrets(text: SecretBytes, accounts: &[Account]) -> Option<Secrets> {
    let mut reader = Reader::new(text.expose());
    reader.expect(OPEN).ok()?;
    let stored = secrets::read(&mut reader, Version::Two, accounts).ok()?;
    reader.expect(END_OF_OPEN).ok()?;
    let is_all = reader.left() == 0;
    is_all.then(|| Secrets::of(text, stored))
}

/// The version of a file that is one of these, every byte as it was written.
fn check(bytes: &[u8]) -> Result<Version, Error> {
    if bytes.len() > SIZE_LIMIT {
        return Err(Error::TooLarge);
    }
    let ours = [(BEGINNING_1, Version::One), (BEGINNING_2, Version::Two)]
        .into_iter()
        .find(|(beginning, _)| bytes.starts_with(beginning.as_bytes()))
        .map(|(_, version)| version);
    let newer = if ours.is_some() { None } else { newer(bytes) };
    if ours.is_none() && newer.is_none() {
        return Err(Error::Damaged(Damage::NotAKeystore));
    }
    let (body, end) = bytes.split_at(bytes.len().saturating_sub(TRAILER));
    let sealed = end.starts_with(CHECKSUM.as_bytes()) && end.ends_with(END.as_bytes());
    let whole = sealed && end == trailer(body).bytes();
    match (newer, ours) {
        // A flipped bit in the number of the version makes no newer file.
        (Some(version), _) if whole || !sealed => Err(Error::Newer { version }),
        (None, Some(version)) if whole => Ok(version),
        _ => Err(Error::Damaged(Damage::Checksum)),
    }
}

/// The version of a file that says to be a keystore newer than these, whatever else it says.
fn newer(bytes: &[u8]) -> Option<u64> {
    #[derive(Deserialize)]
    struct Beginning<'a> {
        format: &'a str,
        version: u64,
    }
    // The error is dropped unread: it may quote what it didn't expect.
    let beginning: Beginning<'_> = serde_json::from_slice(bytes).ok()?;
    let is_newer = beginning.format == "collab keystore" && beginning.version > LATEST;
    is_newer.then_some(beginning.version)
}

/// The last member of a file, and its end.
fn trailer(body: &[u8]) -> Text {
    let mut trailer = Text::with_room(TRAILER);
    trailer.put(CHECKSUM).put_hex(&Sha256::digest(body)).put(END);
    trailer
}

/// A file that says this, with the checksum of what it says.
#[cfg(test)]
pub(super) fn resealed(text: &[u8]) -> SecretBytes {
    let body = &text[..text.len() - TRAILER];
    SecretBytes::new([body, trailer(body).bytes()].concat())
}

#[cfg(test)]
mod tests;
