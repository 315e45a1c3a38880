//! Alice's vault: made before a case, and found after it.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use collab::account_vault::{Owner, SealedVault, Vault, seal};
use collab::code::BackupCode;
use collab::derivation::{Keys, keys};
use collab::service_codes::Lists;

use super::service_lists::list;
use crate::support::collab::ALICE;

const FILE: &str = "backup.collab-vault";
/// The finding about a vault without a list, which is there before.
pub(crate) const EMPTY_VAULT: &str = "the vault has no list";
/// The finding about a vault with the list.
pub(crate) const VAULT: &str = "the vault has alice's github of 3";

fn alice() -> Keys {
    keys(&BackupCode::from_canonical_text(ALICE.code).expect("a code"))
}

/// Writes a vault without a list.
pub(crate) fn write_empty(home: &Path) {
    write(home, Lists::default());
}

/// Writes a vault with the list.
pub(crate) fn write_whole(home: &Path) {
    let mut lists = Lists::default();
    lists.add(list()).expect("it is the first");
    write(home, lists);
}

fn write(home: &Path, lists: Lists) {
    let keys = alice();
    let made = SystemTime::UNIX_EPOCH + Duration::from_hours(490_000);
    let vault = Vault {
        identity: keys.identity.identity(),
        name: "alice".parse().expect("a name"),
        since: made,
        confirmed: None,
        made,
        count: 1,
        lists,
    };
    let mut entropy = |bytes: &mut [u8]| {
        bytes.fill(42);
        Ok(())
    };
    fs::write(home.join(FILE), seal(&vault, &keys, &mut entropy).expect("sealed")).expect("a file");
}

/// Returns what is in the vault, if there is one; a partial one is an error.
pub(crate) fn found(home: &Path) -> Result<Option<String>, String> {
    let Ok(bytes) = fs::read(home.join(FILE)) else { return Ok(None) };
    let opened = SealedVault::read(&bytes).and_then(|vault| vault.open(&[Owner::of(&alice())]));
    let (_, vault) = opened.map_err(|error| format!("the vault does not open: {error:?}"))?;
    let lists: Vec<String> = vault
        .lists
        .iter()
        .map(|list| format!("the vault has alice's {} of {}", list.service, list.codes.len()))
        .collect();
    Ok(Some(if lists.is_empty() { EMPTY_VAULT.into() } else { lists.join(", ") }))
}
