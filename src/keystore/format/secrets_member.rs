//! The member `secrets`: the same text in the clear and sealed.
//!
//! The secrets of each account are one object, which leaves room for more of them in a later
//! version.

use super::reader::Reader;
use super::writer::Writer;
use crate::code::DIGITS;
use crate::keystore::secrets::{HEX, Secrets, Stored};
use crate::keystore::{Error, Listed};

const FIRST: &str = "\n      \"";
const NEXT: &str = ",\n      \"";
const OF: &str = "\": {";
const BACKUP_CODE: &str = r#""backup_code": ""#;
const PRK: &str = r#""prk": ""#;
const END_OF_SECRET: &str = "\"";
const END_OF_ACCOUNT: &str = "}";
const END: &str = "\n    ";

/// Returns an upper bound for the secrets of an account without its name, in bytes.
pub(super) fn room(account: &Listed) -> usize {
    if account.has_code() { 116 } else { 92 }
}

/// Writes the members between the braces.
pub(super) fn write(accounts: &[Listed], secrets: &Secrets, writer: &mut Writer) {
    for (index, (account, stored)) in accounts.iter().zip(secrets.iter()).enumerate() {
        writer.put(if index == 0 { FIRST } else { NEXT }).put(account.name().as_str()).put(OF);
        match stored {
            Stored::CodeAt(start) => {
                writer.put(BACKUP_CODE).put_bytes(secrets.source_at(*start, DIGITS))
            }
            Stored::Code(code) => writer.put(BACKUP_CODE).put(code.canonical_text().expose()),
            Stored::PrkAt(start) => writer.put(PRK).put_bytes(secrets.source_at(*start, HEX)),
            Stored::Prk(prk) => writer.put(PRK).put_hex(prk.bytes().expose()),
        };
        writer.put(END_OF_SECRET).put(END_OF_ACCOUNT);
    }
    writer.put(if accounts.is_empty() { "" } else { END });
}

/// Reads the position of each account's secret.
pub(super) fn read(reader: &mut Reader<'_>, accounts: &[Listed]) -> Result<Vec<Stored>, Error> {
    let mut stored = Vec::with_capacity(accounts.len());
    for (index, account) in accounts.iter().enumerate() {
        reader.expect(if index == 0 { FIRST } else { NEXT })?;
        reader.expect(account.name().as_str())?.expect(OF)?;
        // The bytes are only checked, not copied.
        stored.push(if account.has_code() {
            let start = reader.expect(BACKUP_CODE)?.at();
            reader.digits(DIGITS)?;
            Stored::CodeAt(start)
        } else {
            let start = reader.expect(PRK)?.at();
            let is_hex = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
            if !reader.take(HEX)?.iter().all(is_hex) {
                return Err(reader.damaged());
            }
            Stored::PrkAt(start)
        });
        reader.expect(END_OF_SECRET)?.expect(END_OF_ACCOUNT)?;
    }
    if !accounts.is_empty() {
        reader.expect(END)?;
    }
    Ok(stored)
}
