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

use std::collections::HashSet;
use std::time::SystemTime;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::account::{Account, Identity, Name, Origin};
use crate::code::DIGITS;
use crate::keystore::contents::{Contents, StoredCode};
use crate::keystore::{Damage, Error};
use crate::secret::SecretBytes;

/// How large a file may be.
pub(super) const SIZE_LIMIT: usize = 16 * 1024 * 1024;

const BEGINNING: &str = r#"{
  "format": "collab keystore",
  "version": 1,
"#;
const WARNING: &str = r#"  "warning": "This file holds backup codes. Never share it: whoever can read it has the accounts.",
"#;
const DEFAULT: &str = r#"  "public": {
    "default": "#;
const ACCOUNTS: &str = r#",
    "accounts": ["#;
const FIRST_ACCOUNT: &str = r#"
      {"name": ""#;
const NEXT_ACCOUNT: &str = r#",
      {"name": ""#;
const PUBLIC_KEY: &str = r#"", "public_key": ""#;
const ORIGIN: &str = r#"", "origin": ""#;
const SINCE: &str = r#"", "since": ""#;
const PROVEN: &str = r#"", "proven": "#;
const END_OF_ACCOUNT: &str = "}";
const END_OF_ACCOUNTS: &str = "\n    ";
const SECRETS: &str = r#"]
  },
  "secrets": {
    "lock": "none",
    "backup_codes": {"#;
const FIRST_CODE: &str = "\n      \"";
const NEXT_CODE: &str = ",\n      \"";
const DIGITS_OF_CODE: &str = "\": \"";
const END_OF_CODE: &str = "\"";
const END_OF_CODES: &str = "\n    ";
const END_OF_SECRETS: &str = r"}
  },
";
const CHECKSUM: &str = r#"  "checksum": ""#;
const END: &str = "\"\n}\n";

const NULL: &str = "null";
const QUOTE: &str = "\"";
const CREATED: &str = "created";
const RESTORED: &str = "restored";

/// How long a public key is in hexadecimal, and so is a checksum.
const HEX: usize = 64;
/// How long the checksum's member is, with the end of the file.
const TRAILER: usize = CHECKSUM.len() + HEX + END.len();
/// How long a date is: `2026-01-31T12:00:00Z`.
const DATE: usize = 20;
/// More than everything but the accounts takes.
const FRAME_ROOM: usize = 1024;
/// More than an account takes besides its name, which is there twice.
const ACCOUNT_ROOM: usize = 384;
/// Less than an account takes.
const ACCOUNT_LEAST: usize = 256;

/// The bytes of a file with these contents.
pub(super) fn write(contents: &Contents) -> Result<SecretBytes, Error> {
    let rooms = contents.accounts().iter().map(|a| ACCOUNT_ROOM + 2 * a.name.as_str().len());
    let mut text = Text::with_room(FRAME_ROOM + rooms.sum::<usize>());

    text.put(BEGINNING).put(WARNING).put(DEFAULT);
    match contents.default_account() {
        None => text.put(NULL),
        Some(account) => text.put(QUOTE).put(account.name.as_str()).put(QUOTE),
    };

    text.put(ACCOUNTS);
    for (index, account) in contents.accounts().iter().enumerate() {
        text.put(if index == 0 { FIRST_ACCOUNT } else { NEXT_ACCOUNT });
        text.put(account.name.as_str());
        text.put(PUBLIC_KEY).put_hex(account.identity.public_key());
        text.put(ORIGIN).put(match account.origin {
            Origin::Created => CREATED,
            Origin::Restored => RESTORED,
        });
        text.put(SINCE).put(&date(account.since));
        text.put(PROVEN);
        match account.proven {
            None => text.put(NULL),
            Some(proven) => text.put(QUOTE).put(&date(proven)).put(QUOTE),
        };
        text.put(END_OF_ACCOUNT);
    }
    text.put(if contents.is_empty() { "" } else { END_OF_ACCOUNTS });

    text.put(SECRETS);
    for (index, (account, code)) in contents.entries().enumerate() {
        text.put(if index == 0 { FIRST_CODE } else { NEXT_CODE });
        text.put(account.name.as_str()).put(DIGITS_OF_CODE);
        match code {
            StoredCode::Source(start) => text.put_bytes(contents.digits(*start)),
            StoredCode::Added(code) => text.put(code.canonical_text().expose()),
        };
        text.put(END_OF_CODE);
    }
    text.put(if contents.is_empty() { "" } else { END_OF_CODES });
    text.put(END_OF_SECRETS);

    let trailer = trailer(text.0.expose());
    text.put_bytes(trailer.0.expose());
    if text.0.expose().len() > SIZE_LIMIT { Err(Error::TooLarge) } else { Ok(text.0) }
}

/// The contents of a file with these bytes.
pub(super) fn read(source: SecretBytes) -> Result<Contents, Error> {
    let bytes = source.expose().as_slice();
    check(bytes)?;

    let mut reader = Reader { bytes, at: 0 };
    reader.expect(BEGINNING)?.expect(WARNING)?.expect(DEFAULT)?;
    let default = if reader.accept(NULL) { None } else { Some(reader.expect(QUOTE)?.name(QUOTE)?) };

    let mut accounts: Vec<Account> = Vec::with_capacity(bytes.len() / ACCOUNT_LEAST);
    let mut identities = HashSet::with_capacity(accounts.capacity());
    reader.expect(ACCOUNTS)?;
    while reader.accept(if accounts.is_empty() { FIRST_ACCOUNT } else { NEXT_ACCOUNT }) {
        let account = reader.account()?;
        // In the order of their names, so that none is there twice.
        let ordered = accounts.last().is_none_or(|last| last.name < account.name);
        if !ordered || !identities.insert(account.identity) {
            return Err(reader.damaged());
        }
        accounts.push(account);
    }
    if !accounts.is_empty() {
        reader.expect(END_OF_ACCOUNTS)?;
    }
    if let Some(name) = &default
        && accounts.binary_search_by(|account| account.name.cmp(name)).is_err()
    {
        return Err(reader.damaged());
    }

    let mut codes = Vec::with_capacity(accounts.len());
    reader.expect(SECRETS)?;
    for (index, account) in accounts.iter().enumerate() {
        reader.expect(if index == 0 { FIRST_CODE } else { NEXT_CODE })?;
        reader.expect(account.name.as_str())?.expect(DIGITS_OF_CODE)?;
        codes.push(StoredCode::Source(reader.at));
        if !reader.take(DIGITS)?.iter().all(u8::is_ascii_digit) {
            return Err(reader.damaged());
        }
        reader.expect(END_OF_CODE)?;
    }
    if !accounts.is_empty() {
        reader.expect(END_OF_CODES)?;
    }
    reader.expect(END_OF_SECRETS)?;
    if reader.bytes.len() - reader.at != TRAILER {
        return Err(reader.damaged());
    }
    Ok(Contents::from_file(source, default, accounts, codes))
}

/// Whether this is a file of this version, every byte as it was written.
fn check(bytes: &[u8]) -> Result<(), Error> {
    if bytes.len() > SIZE_LIMIT {
        return Err(Error::TooLarge);
    }
    let ours = bytes.starts_with(BEGINNING.as_bytes());
    let newer = if ours { None } else { newer(bytes) };
    if !ours && newer.is_none() {
        return Err(Error::Damaged(Damage::NotAKeystore));
    }
    let (body, end) = bytes.split_at(bytes.len().saturating_sub(TRAILER));
    let sealed = end.starts_with(CHECKSUM.as_bytes()) && end.ends_with(END.as_bytes());
    let whole = sealed && end == trailer(body).0.expose();
    match newer {
        // A flipped bit in the number of the version makes no newer file.
        Some(version) if whole || !sealed => Err(Error::Newer { version }),
        None if whole => Ok(()),
        _ => Err(Error::Damaged(Damage::Checksum)),
    }
}

/// The version of a file that says to be a keystore newer than this one, whatever else it says.
fn newer(bytes: &[u8]) -> Option<u64> {
    #[derive(Deserialize)]
    struct Beginning<'a> {
        format: &'a str,
        version: u64,
    }
    // The error is dropped unread: it may quote what it didn't expect.
    let beginning: Beginning<'_> = serde_json::from_slice(bytes).ok()?;
    (beginning.format == "collab keystore" && beginning.version > 1).then_some(beginning.version)
}

/// The last member of a file, and its end.
fn trailer(body: &[u8]) -> Text {
    let mut trailer = Text::with_room(TRAILER);
    trailer.put(CHECKSUM).put_hex(&Sha256::digest(body).into()).put(END);
    trailer
}

fn date(time: SystemTime) -> String {
    humantime::format_rfc3339_seconds(time).to_string()
}

/// The text of a file, in a buffer that never grows: what a secret outgrew nobody would wipe.
struct Text(SecretBytes);

impl Text {
    fn with_room(room: usize) -> Self {
        Self(SecretBytes::new(Vec::with_capacity(room)))
    }

    fn put(&mut self, text: &str) -> &mut Self {
        self.put_bytes(text.as_bytes())
    }

    fn put_bytes(&mut self, bytes: &[u8]) -> &mut Self {
        let text = self.0.expose_mut();
        debug_assert!(bytes.len() <= text.capacity() - text.len(), "there is room for everything");
        text.extend_from_slice(bytes);
        self
    }

    fn put_hex(&mut self, bytes: &[u8; HEX / 2]) -> &mut Self {
        let mut digits = [0; HEX];
        let digits = base16ct::lower::encode(bytes, &mut digits).expect("two digits a byte");
        self.put_bytes(digits)
    }
}

/// What is still to be read of a file.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    /// Takes these words, if they are next.
    fn accept(&mut self, words: &str) -> bool {
        let next = self.bytes[self.at..].starts_with(words.as_bytes());
        if next {
            self.at += words.len();
        }
        next
    }

    /// Takes these words, which must be next.
    fn expect(&mut self, words: &str) -> Result<&mut Self, Error> {
        if self.accept(words) { Ok(self) } else { Err(self.damaged()) }
    }

    /// Takes so many bytes.
    fn take(&mut self, length: usize) -> Result<&'a [u8], Error> {
        let taken = self.bytes[self.at..].get(..length).ok_or_else(|| self.damaged())?;
        self.at += length;
        Ok(taken)
    }

    /// Takes so many bytes of text.
    fn text(&mut self, length: usize) -> Result<&'a str, Error> {
        let taken = self.take(length)?;
        str::from_utf8(taken).map_err(|_| self.damaged())
    }

    /// Takes a name, and the words after it, which begin with a quote.
    fn name(&mut self, after: &str) -> Result<Name, Error> {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|&byte| byte == b'"').unwrap_or(rest.len());
        let name = self.text(length)?.parse().map_err(|_| self.damaged())?;
        self.expect(after)?;
        Ok(name)
    }

    /// Takes a date, if it is written the one way it is.
    fn date(&mut self) -> Result<SystemTime, Error> {
        let text = self.text(DATE)?;
        let time = humantime::parse_rfc3339(text).map_err(|_| self.damaged())?;
        if date(time) == text { Ok(time) } else { Err(self.damaged()) }
    }

    /// Takes the rest of an account whose beginning was there.
    fn account(&mut self) -> Result<Account, Error> {
        let name = self.name(PUBLIC_KEY)?;
        let identity = Identity::from_hex(self.take(HEX)?).map_err(|_| self.damaged())?;
        self.expect(ORIGIN)?;
        let origin = if self.accept(CREATED) {
            Origin::Created
        } else {
            self.expect(RESTORED)?;
            Origin::Restored
        };
        let since = self.expect(SINCE)?.date()?;
        self.expect(PROVEN)?;
        let proven = if self.accept(NULL) {
            None
        } else {
            let proven = self.expect(QUOTE)?.date()?;
            self.expect(QUOTE)?;
            Some(proven)
        };
        self.expect(END_OF_ACCOUNT)?;
        Ok(Account { name, identity, origin, since, proven })
    }

    /// That something else is here than a keystore says.
    fn damaged(&self) -> Error {
        let line = self.bytes[..self.at].split(|&byte| byte == b'\n').count();
        Error::Damaged(Damage::Line(line))
    }
}

#[cfg(test)]
mod tests;
