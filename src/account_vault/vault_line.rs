//! The line of a vault: canonical JSON with everything that it holds.
//!
//! Two rules hold for every later version, too: it begins with `format` and `version`, and it has no
//! end of line within.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::Vault;
use crate::secret::SecretBytes;
use crate::service_codes::{ListsValue, MOST_LISTS, room_of_lists};
use crate::{dates, json_line};

const FORMAT: &str = "collab vault";
const VERSION: u64 = 1;
/// An upper bound for everything but the lists, in bytes.
const ROOM: usize = 512;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line<'a> {
    format: Cow<'a, str>,
    version: u64,
    identity: Cow<'a, str>,
    made: Cow<'a, str>,
    count: u64,
    name: Cow<'a, str>,
    since: Cow<'a, str>,
    confirmed: Option<Cow<'a, str>>,
    lists: ListsValue<'a>,
}

/// Returns the line, without its end.
pub(super) fn write(vault: &Vault) -> SecretBytes {
    let line = Line {
        format: FORMAT.into(),
        version: VERSION,
        identity: vault.identity.to_string().into(),
        made: dates::date(vault.made).into(),
        count: vault.count,
        name: vault.name.as_str().into(),
        since: dates::date(vault.since).into(),
        confirmed: vault.confirmed.map(|when| dates::date(when).into()),
        lists: ListsValue::of(&vault.lists),
    };
    json_line::write(&line, ROOM + room_of_lists(&vault.lists))
}

/// Reads a line, if it is one that [`write()`] returns.
pub(super) fn read(bytes: &[u8]) -> Option<Vault> {
    // The error is dropped unread, because it may quote a secret.
    let line: Line<'_> = serde_json::from_slice(bytes).ok()?;
    let confirmed = match &line.confirmed {
        None => None,
        Some(date) => Some(dates::time(date)?),
    };
    let vault = Vault {
        identity: line.identity.parse().ok()?,
        name: line.name.parse().ok()?,
        since: dates::time(&line.since)?,
        confirmed,
        made: dates::time(&line.made)?,
        count: line.count,
        lists: line.lists.into_lists().ok()?,
    };
    let is_same = vault.lists.iter().count() <= MOST_LISTS && write(&vault).expose() == bytes;
    is_same.then_some(vault)
}

/// Returns the version of a line that says it is of a later one, whatever else it contains.
pub(super) fn newer(bytes: &[u8]) -> Option<u64> {
    #[derive(Deserialize)]
    struct Beginning<'a> {
        format: &'a str,
        version: u64,
    }
    let beginning: Beginning<'_> = serde_json::from_slice(bytes).ok()?;
    (beginning.format == FORMAT && beginning.version > VERSION).then_some(beginning.version)
}
