//! The member `public`: the default, and the accounts without their secrets.

use super::reader::Reader;
use super::writer::Writer;
use crate::account::{Account, Identity, Name, Origin};
use crate::dates::date;
use crate::keystore::contents::Contents;
use crate::keystore::{Error, Listed};

const DEFAULT: &str = r#"  "public": {
    "default": "#;
const ACCOUNTS: &str = r#",
    "accounts": ["#;
const FIRST_ACCOUNT: &str = r#"
      {"name": ""#;
const NEXT_ACCOUNT: &str = r#",
      {"name": ""#;
const PUBLIC_KEY: &str = r#"", "public_key": ""#;
const LOGIN_KEY: &str = r#"", "login_key": ""#;
const ENCRYPTION_KEY: &str = r#"", "encryption_key": ""#;
const ORIGIN: &str = r#"", "origin": ""#;
const SINCE: &str = r#"", "since": ""#;
const CONFIRMED: &str = r#"", "confirmed": "#;
const IS_TRIED: &str = r#", "tried": true"#;
const IS_NOT_TRIED: &str = r#", "tried": false"#;
const CODE_IS_HERE: &str = r#", "backup_code": "here""#;
const CODE_IS_FORGOTTEN: &str = r#", "backup_code": "forgotten""#;
const END_OF_ACCOUNT: &str = "}";
const END_OF_ACCOUNTS: &str = "\n    ";
const END: &str = "]";

/// An upper bound for an account without its name, in bytes.
pub(super) const ROOM: usize = 406;
/// A lower bound for an account, in bytes.
const LEAST: usize = 365;

pub(super) fn write(contents: &Contents, writer: &mut Writer) {
    let default = contents.default_account().map(|account| account.name().as_str());
    writer.put(DEFAULT).put_or_null(default).put(ACCOUNTS);
    for (index, Listed(account)) in contents.accounts().iter().enumerate() {
        writer.put(if index == 0 { FIRST_ACCOUNT } else { NEXT_ACCOUNT });
        writer.put(account.name.as_str());
        writer.put(PUBLIC_KEY).put_hex(account.identity.public_key());
        writer.put(LOGIN_KEY).put_hex(&account.login);
        writer.put(ENCRYPTION_KEY).put_hex(&account.encryption);
        writer.put(ORIGIN).put(account.origin.as_str());
        writer.put(SINCE).put(&date(account.since));
        writer.put(CONFIRMED).put_or_null(account.confirmed.map(date).as_deref());
        writer.put(if account.is_tried { IS_TRIED } else { IS_NOT_TRIED });
        writer.put(if account.has_code { CODE_IS_HERE } else { CODE_IS_FORGOTTEN });
        writer.put(END_OF_ACCOUNT);
    }
    writer.put(if contents.is_empty() { "" } else { END_OF_ACCOUNTS }).put(END);
}

pub(super) fn read(reader: &mut Reader<'_>) -> Result<(Option<Name>, Vec<Listed>), Error> {
    reader.expect(DEFAULT)?;
    let default = if reader.accept("null") { None } else { Some(reader.expect("\"")?.name("\"")?) };

    let mut accounts: Vec<Listed> = Vec::with_capacity(reader.left() / LEAST);
    reader.expect(ACCOUNTS)?;
    while reader.accept(if accounts.is_empty() { FIRST_ACCOUNT } else { NEXT_ACCOUNT }) {
        let account = Listed(account(reader)?);
        // Strictly ascending names are also unique.
        if accounts.last().is_some_and(|last| last.name() >= account.name()) {
            return Err(reader.damaged());
        }
        accounts.push(account);
    }
    if !accounts.is_empty() {
        reader.expect(END_OF_ACCOUNTS)?;
    }
    reader.expect(END)?;
    // Sorted rather than hashed: a hash map is seeded by the random number generator, and ends the
    // process if that fails.
    let mut identities: Vec<Identity> = accounts.iter().map(|account| account.0.identity).collect();
    identities.sort_unstable();
    if identities.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(reader.damaged());
    }
    if let Some(name) = &default
        && accounts.binary_search_by(|account| account.name().cmp(name)).is_err()
    {
        return Err(reader.damaged());
    }
    Ok((default, accounts))
}

/// Reads the rest of an account, after its opening literal.
fn account(reader: &mut Reader<'_>) -> Result<Account, Error> {
    let name = reader.name(PUBLIC_KEY)?;
    let identity = Identity::from_public_key(reader.hex()?);
    let login = reader.expect(LOGIN_KEY)?.hex()?;
    let encryption = reader.expect(ENCRYPTION_KEY)?.hex()?;
    reader.expect(ORIGIN)?;
    let origin = Origin::ALL.into_iter().find(|origin| reader.accept(origin.as_str()));
    let origin = origin.ok_or_else(|| reader.damaged())?;
    let since = reader.expect(SINCE)?.date()?;
    let confirmed = reader.expect(CONFIRMED)?.date_or_null()?;
    // A confirmed account is no longer a guessed one.
    if origin == Origin::Guessed && confirmed.is_some() {
        return Err(reader.damaged());
    }
    let is_tried = reader.accept(IS_TRIED);
    if !is_tried {
        reader.expect(IS_NOT_TRIED)?;
    }
    // Giving the whole code confirms the account.
    if is_tried && confirmed.is_none() {
        return Err(reader.damaged());
    }
    let has_code = reader.accept(CODE_IS_HERE);
    if !has_code {
        reader.expect(CODE_IS_FORGOTTEN)?;
    }
    reader.expect(END_OF_ACCOUNT)?;
    Ok(Account { name, identity, login, encryption, origin, since, confirmed, is_tried, has_code })
}
