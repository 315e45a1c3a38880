//! The vaults that were exported, and how far each is behind.

use serde_json::{Value, json};

use super::code_advice::changes;
use super::vault_file::export_command;
use super::{Context, date, day, unlocking};
use crate::account::Name;
use crate::account_vault::LastExport;
use crate::failure::{Outcome, quoted};
use crate::keystore::{Contents, Listed};

/// The last vaults of all accounts with other services' codes.
pub(crate) struct VaultsHere(Vec<VaultOf>);

/// The last vault of an account.
struct VaultOf {
    account: Name,
    is_default: bool,
    last: Option<LastExport>,
}

impl VaultsHere {
    /// Returns the vaults; `None` if the keystore is locked. A damaged account has none.
    pub(crate) fn of(contents: &Contents) -> Option<Self> {
        if contents.is_sealed() {
            return None;
        }
        let names = contents.accounts().iter().map(Listed::name);
        Some(Self(names.filter_map(|name| VaultOf::of(contents, name)).collect()))
    }

    /// Describes each vault in a sentence.
    pub(crate) fn in_words(&self) -> Vec<String> {
        self.0.iter().map(VaultOf::in_words).collect()
    }

    /// Returns the reason and the command for a new export, if one is needed.
    pub(crate) fn next(&self) -> Option<(String, String)> {
        let vault = self.0.iter().find(|vault| vault.is_behind())?;
        let why = match &vault.last {
            None => format!("back up the codes of other services under {}", vault.account),
            Some(_) => format!("bring the vault of {} up to date", vault.account),
        };
        Some((why, vault.command()))
    }

    /// Returns the vaults for programs.
    pub(crate) fn in_json(&self) -> Value {
        let vault = |vault: &VaultOf| {
            let last = vault.last.as_ref();
            json!({
                "account": vault.account.as_str(),
                "file": last.map(|last| last.file().to_string_lossy().into_owned()),
                "number": last.map(|last| last.count),
                "made": last.map(|last| date(last.made)),
                "behind": last.map(|last| last.behind),
                "keep": last.is_some_and(|last| last.is_kept),
            })
        };
        self.0.iter().map(vault).collect()
    }
}

/// Tells what to do about the vault of an account, and returns whether it is up to date. The keystore
/// was opened before.
pub(crate) fn tell(context: &mut Context<'_>, name: &Name) -> Outcome<bool> {
    let mut contents = context.contents()?;
    unlocking::unlock(context, &mut contents)?;
    if let Some(advice) = advice(&contents, name, context.ui.has_person()) {
        context.ui.say(&advice);
    }
    Ok(VaultOf::of(&contents, name).is_some_and(|vault| !vault.is_behind()))
}

/// Returns the sentence about the vault of an account that has codes or had one.
pub(crate) fn in_words(contents: &Contents, name: &Name) -> Option<String> {
    VaultOf::of(contents, name).map(|vault| vault.in_words())
}

/// Returns what to do about the vault of an account, if it is behind. A person is also advised where
/// there is none.
pub(crate) fn advice(contents: &Contents, name: &Name, for_a_person: bool) -> Option<String> {
    let vault = VaultOf::of(contents, name).filter(VaultOf::is_behind)?;
    if vault.last.is_none() && !for_a_person {
        return None;
    }
    let does = if vault.last.is_some() { "brings it up to date" } else { "backs them up" };
    Some(format!("{} `{}` {does}.", vault.in_words(), vault.command()))
}

impl VaultOf {
    /// Returns the vault of an account, if it has codes or had one.
    fn of(contents: &Contents, name: &Name) -> Option<Self> {
        let last = contents.last_export(name).ok()?.cloned();
        let has_codes = contents.lists(name).is_ok_and(|lists| lists.current().next().is_some());
        let is_default = contents.is_default(name);
        (has_codes || last.is_some()).then(|| Self { account: name.clone(), is_default, last })
    }

    fn is_behind(&self) -> bool {
        self.last.as_ref().is_none_or(|last| last.behind > 0)
    }

    fn in_words(&self) -> String {
        let whose = if self.is_default { String::new() } else { format!(" of {}", self.account) };
        let Some(last) = &self.last else {
            return format!("Vault{whose}: none. These codes are only on this device.");
        };
        let file = quoted(last.file().to_string_lossy());
        let state = match last.behind {
            0 if last.is_kept => String::from("up to date, and written at every change"),
            0 => String::from("up to date"),
            behind => format!("{} behind", changes(behind)),
        };
        format!("Vault{whose}: {file}, made on {}, {state}.", day(last.made))
    }

    fn command(&self) -> String {
        let export = match &self.last {
            None => String::from("collab vault export"),
            Some(last) => export_command(&last.file()),
        };
        if self.is_default { export } else { format!("{export} --account {}", self.account) }
    }
}
