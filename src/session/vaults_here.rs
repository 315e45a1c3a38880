//! The vaults that were exported, and how far each is behind.

use serde_json::{Value, json};

use super::code_advice::changes;
use super::vault_state::{Content, content, export_command, has_news, import_command};
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
    content: Content,
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
        let has_news = |vault: &&VaultOf| vault.content == Content::HasNews;
        if let Some(last) = self.0.iter().find(has_news).and_then(|vault| vault.last.as_ref()) {
            let why = String::from("bring the changes of another device here");
            return Some((why, import_command(&last.file())));
        }
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

/// Tells of the vault of an account as [`say`] does, and returns whether it is up to date. The keystore
/// was opened before.
pub(crate) fn tell(context: &mut Context<'_>, name: &Name) -> Outcome<bool> {
    let mut contents = context.contents()?;
    unlocking::unlock(context, &mut contents)?;
    Ok(say(context, &contents, name))
}

/// Tells a person of the vault of an account, and what to do about it. A script is told where it is
/// behind. Returns whether there is one that is not.
pub(crate) fn say(context: &mut Context<'_>, contents: &Contents, name: &Name) -> bool {
    let Some(vault) = VaultOf::of(contents, name) else { return false };
    if vault.is_behind() && (vault.last.is_some() || context.ui.has_person()) {
        let does = if vault.last.is_some() { "brings it up to date" } else { "backs them up" };
        context.ui.say(&format!("{} `{}` {does}.", vault.in_words(), vault.command()));
    } else if context.ui.has_person() {
        context.ui.say(&vault.in_words());
    }
    !vault.is_behind()
}

impl VaultOf {
    /// Returns the vault of an account, if it has codes or had one.
    fn of(contents: &Contents, name: &Name) -> Option<Self> {
        let last = contents.last_export(name).ok()?.cloned();
        let has_codes = contents.lists(name).is_ok_and(|lists| lists.current().next().is_some());
        let is_default = contents.is_default(name);
        let content = last.as_ref().map_or(Content::NotRead, |last| content(contents, name, last));
        let account = name.clone();
        (has_codes || last.is_some()).then_some(Self { account, is_default, last, content })
    }

    fn is_behind(&self) -> bool {
        let is_current = |last: &LastExport| last.behind == 0 && self.content != Content::Behind;
        !self.last.as_ref().is_some_and(is_current)
    }

    fn in_words(&self) -> String {
        let whose = if self.is_default { String::new() } else { format!(" of {}", self.account) };
        let Some(last) = &self.last else {
            return format!("Vault{whose}: none. These codes are only on this device.");
        };
        let file = quoted(last.file().to_string_lossy());
        if self.content == Content::HasNews {
            return format!("Vault{whose}: {}", has_news(&last.file()));
        }
        let state = match (last.behind, self.content) {
            (0, Content::NotRead) => String::from("but it can't be opened there now"),
            (0, Content::Behind) => String::from("behind"),
            (0, _) if last.is_kept => String::from("up to date, and written at every change"),
            (0, _) => String::from("up to date"),
            (behind, _) => format!("{} behind", changes(behind)),
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
