//! The member `secrets`: the same text in the clear and sealed.
//!
//! The secrets of each account are one object, on one line: its backup code or PRK, and its lists of
//! other services' codes if it has any.

use super::reader::Reader;
use super::writer::Writer;
use crate::code::DIGITS;
use crate::keystore::secrets::{HEX, Secrets, Stored};
use crate::keystore::{Error, Listed};
use crate::secret::SecretBytes;
use crate::service_codes::{self, Lists};

const FIRST: &str = "\n      \"";
const NEXT: &str = ",\n      \"";
const OF: &str = "\": {";
const BACKUP_CODE: &str = r#""backup_code": ""#;
const PRK: &str = r#""prk": ""#;
const END_OF_SECRET: &str = "\"";
const LISTS: &str = r#", "lists": "#;
const END_OF_ACCOUNT: &str = "}";
const END: &str = "\n    ";

/// Returns an upper bound for the secrets of an account without its name and its lists, in bytes.
pub(super) fn room(account: &Listed) -> usize {
    if account.has_code() { 116 } else { 92 }
}

/// Returns the notation of each account's lists; `None` for one without any.
pub(super) fn lists(secrets: &Secrets) -> Vec<Option<SecretBytes>> {
    let notation = |lists: &Lists| (!lists.is_empty()).then(|| service_codes::write(lists));
    secrets.iter().map(|(_, lists)| notation(lists)).collect()
}

/// Writes the members between the braces.
pub(super) fn write(
    accounts: &[Listed],
    secrets: &Secrets,
    lists: &[Option<SecretBytes>],
    writer: &mut Writer,
) {
    let each = accounts.iter().zip(secrets.iter()).zip(lists);
    for (index, ((account, (stored, _)), lists)) in each.enumerate() {
        writer.put(if index == 0 { FIRST } else { NEXT }).put(account.name().as_str()).put(OF);
        match stored {
            Stored::CodeAt(start) => {
                writer.put(BACKUP_CODE).put_bytes(secrets.source_at(*start, DIGITS))
            }
            Stored::Code(code) => writer.put(BACKUP_CODE).put(code.canonical_text().expose()),
            Stored::PrkAt(start) => writer.put(PRK).put_bytes(secrets.source_at(*start, HEX)),
            Stored::Prk(prk) => writer.put(PRK).put_hex(prk.bytes().expose()),
        };
        writer.put(END_OF_SECRET);
        if let Some(lists) = lists {
            writer.put(LISTS).put_bytes(lists.expose());
        }
        writer.put(END_OF_ACCOUNT);
    }
    writer.put(if accounts.is_empty() { "" } else { END });
}

/// Reads the position of each account's secret, and its lists.
pub(super) fn read(
    reader: &mut Reader<'_>,
    accounts: &[Listed],
) -> Result<(Vec<Stored>, Vec<Lists>), Error> {
    let mut stored = Vec::with_capacity(accounts.len());
    let mut all_lists = Vec::with_capacity(accounts.len());
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
        reader.expect(END_OF_SECRET)?;
        all_lists.push(lists_of(reader)?);
        reader.expect(END_OF_ACCOUNT)?;
    }
    if !accounts.is_empty() {
        reader.expect(END)?;
    }
    Ok((stored, all_lists))
}

/// Reads the lists of an account, which go to the end of its line but for the end of its object.
fn lists_of(reader: &mut Reader<'_>) -> Result<Lists, Error> {
    if !reader.accept(LISTS) {
        return Ok(Lists::default());
    }
    let line = reader.rest_of_line();
    let line = line.strip_suffix(b",").unwrap_or(line);
    let notation = line.strip_suffix(END_OF_ACCOUNT.as_bytes()).unwrap_or(line);
    let lists = service_codes::read(notation).map_err(|_| reader.damaged())?;
    // An account without lists has no such member.
    if lists.is_empty() {
        return Err(reader.damaged());
    }
    reader.take(notation.len())?;
    Ok(lists)
}
