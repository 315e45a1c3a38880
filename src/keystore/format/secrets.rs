//! The words for the secrets: the same in the clear and sealed.

use super::Version;
use super::reader::Reader;
use super::text::Text;
use crate::account::Account;
use crate::code::DIGITS;
use crate::derivation::Keys;
use crate::keystore::Error;
use crate::keystore::secrets::{HEX, Secrets, Stored};

const FIRST: &str = "\n      \"";
const NEXT: &str = ",\n      \"";
const OF: &str = "\": ";
const QUOTE: &str = "\"";
const IDENTITY: &str = r#"{"identity": ""#;
const SSH: &str = r#"", "ssh": ""#;
const ENCRYPTION: &str = r#"", "encryption": ""#;
const END_OF_KEYS: &str = r#""}"#;
const END: &str = "\n    ";

/// More than the secret of an account takes besides its name.
pub(super) fn room(account: &Account) -> usize {
    if account.has_code { 100 } else { 270 }
}

/// What stands between the braces.
pub(super) fn write(accounts: &[Account], secrets: &Secrets, text: &mut Text) {
    for (index, (account, stored)) in accounts.iter().zip(secrets.iter()).enumerate() {
        text.put(if index == 0 { FIRST } else { NEXT }).put(account.name.as_str()).put(OF);
        match stored {
            Stored::CodeAt(start) => {
                text.put(QUOTE).put_bytes(secrets.source_at(*start, DIGITS)).put(QUOTE)
            }
            Stored::Code(code) => text.put(QUOTE).put(code.canonical_text().expose()).put(QUOTE),
            &Stored::KeysAt([identity, ssh, encryption]) => {
                text.put(IDENTITY).put_bytes(secrets.source_at(identity, HEX));
                text.put(SSH).put_bytes(secrets.source_at(ssh, HEX));
                text.put(ENCRYPTION).put_bytes(secrets.source_at(encryption, HEX)).put(END_OF_KEYS)
            }
            Stored::Keys(keys) => {
                let Keys { identity, ssh, encryption } = &**keys;
                text.put(IDENTITY).put_hex(identity.expose());
                text.put(SSH).put_hex(ssh.expose());
                text.put(ENCRYPTION).put_hex(encryption.expose()).put(END_OF_KEYS)
            }
        };
    }
    text.put(if accounts.is_empty() { "" } else { END });
}

/// Where the secret of each account is.
pub(super) fn read(
    reader: &mut Reader<'_>,
    version: Version,
    accounts: &[Account],
) -> Result<Vec<Stored>, Error> {
    let mut stored = Vec::with_capacity(accounts.len());
    for (index, account) in accounts.iter().enumerate() {
        reader.expect(if index == 0 { FIRST } else { NEXT })?;
        reader.expect(account.name.as_str())?.expect(OF)?;
        stored.push(if version == Version::One || account.has_code {
            let start = reader.expect(QUOTE)?.at();
            reader.digits(DIGITS)?;
            reader.expect(QUOTE)?;
            Stored::CodeAt(start)
        } else {
            let mut key = |words: &str| {
                let start = reader.expect(words)?.at();
                // Only looked at: the bytes themselves stay where they are.
                let is_hex = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
                let is_key = reader.take(HEX)?.iter().all(is_hex);
                if is_key { Ok(start) } else { Err(reader.damaged()) }
            };
            let keys = [key(IDENTITY)?, key(SSH)?, key(ENCRYPTION)?];
            reader.expect(END_OF_KEYS)?;
            Stored::KeysAt(keys)
        });
    }
    if !accounts.is_empty() {
        reader.expect(END)?;
    }
    Ok(stored)
}
