//! The member `secrets`: the same text in the clear and sealed.
//!
//! The secrets of each account are one object, on one line: its backup code or PRK; the last export
//! of its vault, if there was one; and its lists of other services' codes, if it has any.

use super::reader::Reader;
use super::writer::Writer;
use crate::account_vault::LastExport;
use crate::code::DIGITS;
use crate::keystore::secrets::{AccountSecrets, HEX, Secrets, Stored};
use crate::keystore::{Error, Listed};
use crate::secret::SecretBytes;
use crate::service_codes::{self, Lists};

const FIRST: &str = "\n      \"";
const NEXT: &str = ",\n      \"";
const OF: &str = "\": {";
const BACKUP_CODE: &str = r#""backup_code": ""#;
const PRK: &str = r#""prk": ""#;
const END_OF_SECRET: &str = "\"";
const LAST_EXPORT: &str = r#", "last_export": "#;
const LISTS: &str = r#", "lists": "#;
const END_OF_ACCOUNT: &str = "}";
const END: &str = "\n    ";

/// Returns an upper bound for the secrets of an account without its name and what is [`beside`] its
/// secret, in bytes.
pub(super) fn room(account: &Listed) -> usize {
    if account.has_code() { 116 } else { 92 }
}

/// Returns the members beside each account's secret.
pub(super) fn beside(secrets: &Secrets) -> Vec<SecretBytes> {
    secrets.iter().map(beside_one).collect()
}

fn beside_one(account: &AccountSecrets) -> SecretBytes {
    let export = account.last_export.as_ref().map(LastExport::write);
    let lists = (!account.lists.is_empty()).then(|| service_codes::write(&account.lists));
    let members = [(LAST_EXPORT, export), (LISTS, lists)];
    let members = members.iter().filter_map(|(name, value)| Some((name, value.as_ref()?.expose())));
    let room = members.clone().map(|(name, value)| name.len() + value.len()).sum();
    let mut beside = SecretBytes::new(Vec::with_capacity(room));
    for (name, value) in members {
        beside.expose_mut().extend_from_slice(name.as_bytes());
        beside.expose_mut().extend_from_slice(value);
    }
    beside
}

/// Writes the members between the braces.
pub(super) fn write(
    accounts: &[Listed],
    secrets: &Secrets,
    beside: &[SecretBytes],
    writer: &mut Writer,
) {
    let each = accounts.iter().zip(secrets.iter()).zip(beside);
    for (index, ((account, of_it), beside)) in each.enumerate() {
        writer.put(if index == 0 { FIRST } else { NEXT }).put(account.name().as_str()).put(OF);
        match &of_it.stored {
            Stored::CodeAt(start) => {
                writer.put(BACKUP_CODE).put_bytes(secrets.source_at(*start, DIGITS))
            }
            Stored::Code(code) => writer.put(BACKUP_CODE).put(code.canonical_text().expose()),
            Stored::PrkAt(start) => writer.put(PRK).put_bytes(secrets.source_at(*start, HEX)),
            Stored::Prk(prk) => writer.put(PRK).put_hex(prk.bytes().expose()),
        };
        writer.put(END_OF_SECRET).put_bytes(beside.expose()).put(END_OF_ACCOUNT);
    }
    writer.put(if accounts.is_empty() { "" } else { END });
}

/// Reads the position of each account's secret, and what is beside it.
pub(super) fn read(
    reader: &mut Reader<'_>,
    accounts: &[Listed],
) -> Result<Vec<AccountSecrets>, Error> {
    let mut all = Vec::with_capacity(accounts.len());
    for (index, account) in accounts.iter().enumerate() {
        reader.expect(if index == 0 { FIRST } else { NEXT })?;
        reader.expect(account.name().as_str())?.expect(OF)?;
        // The bytes are only checked, not copied.
        let stored = if account.has_code() {
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
        };
        reader.expect(END_OF_SECRET)?;
        let last_export = last_export_of(reader)?;
        all.push(AccountSecrets::with(stored, lists_of(reader)?, last_export));
        reader.expect(END_OF_ACCOUNT)?;
    }
    if !accounts.is_empty() {
        reader.expect(END)?;
    }
    Ok(all)
}

/// Reads the last export of an account's vault.
fn last_export_of(reader: &mut Reader<'_>) -> Result<Option<LastExport>, Error> {
    if !reader.accept(LAST_EXPORT) {
        return Ok(None);
    }
    let read = LastExport::read(reader.rest_of_line()).ok_or_else(|| reader.damaged());
    let (export, length) = read?;
    reader.take(length)?;
    Ok(Some(export))
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
