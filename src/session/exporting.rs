//! Exporting a vault without losing what is in its file.
//!
//! The rule: a file is replaced only if it opened as a vault of the same account, and what is in it is
//! merged into the new one. The new one is durable, and opened again, before the keystore notes it and
//! anybody is told. A kept one is written again after every change.

use std::path::{Path, PathBuf};

use super::vault_file::{self, VaultFile, absolute, is_there};
use super::vault_state::{behind_in_words, export_command, tell_of_news};
use super::{Context, code_advice, naming, unlocking};
use crate::account::{Account, Name};
use crate::account_vault::{self, LastExport, Owner, SealedVault, Vault};
use crate::failure::{self, Failure, Outcome, Status, quoted};
use crate::service_codes;

/// A vault that was exported.
pub(crate) struct Exported {
    pub(crate) file: PathBuf,
    pub(crate) count: u64,
    /// The number of current lists, of codes in them that are left, and of earlier lists.
    pub(crate) lists: usize,
    pub(crate) left: usize,
    pub(crate) earlier: usize,
    /// Whether the file had something from another device that is not here.
    pub(crate) has_news: bool,
    /// Whether it is written again at every change.
    pub(crate) is_kept: bool,
    /// The file that was written at every change until now, if it is another one.
    pub(crate) no_longer_kept: Option<PathBuf>,
}

/// Whether an export is remembered as the one to write again at every change.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keep {
    /// As it was.
    AsBefore,
    /// From now on.
    FromNow,
}

/// Writes the vault of an account into a file, or replaces the file after merging what is in it. The
/// keystore was unlocked before. Returns once the file is durable and was opened again.
pub(crate) fn export(
    context: &mut Context<'_>,
    account: &Account,
    given: &Path,
    keep: Keep,
) -> Outcome<Exported> {
    let path = absolute(given)?;
    let shown = quoted(given.to_string_lossy());
    // Checked before locking too, so that a refusal leaves no lock file behind.
    is_there(&path, &shown)?;
    let lock = vault_file::lock(&path, &shown)?;
    let exported = exported(context, account, (&path, given), keep);
    lock.remove();
    exported
}

/// The core of [`export`], with the lock file held: at the absolute path, and with the given one in
/// messages.
fn exported(
    context: &mut Context<'_>,
    account: &Account,
    (path, given): (&Path, &Path),
    keep: Keep,
) -> Outcome<Exported> {
    let shown = quoted(given.to_string_lossy());
    let mut contents = context.contents()?;
    unlocking::unlock(context, &mut contents)?;
    let refused = |error| failure::of_account(&error, &account.name);
    let name = naming::by_now(&contents, &account.identity, &account.name)?;
    let keys = contents.keys(&name).map_err(refused)?;
    let listed = contents.verified(&name).map_err(refused)?.clone();
    let last = contents.last_export(&name).map_err(refused)?.cloned();

    let received = if is_there(path, &shown)? { Some(VaultFile::read(given)?) } else { None };
    let there = received
        .as_ref()
        .map(|received| received.open_with(&keys, name.as_str()))
        .transpose()
        .map_err(|failure| never_replaced(&failure))?;
    let own = service_codes::write(contents.lists(&name).map_err(refused)?);
    let mut lists = contents.lists(&name).map_err(refused)?.copy();
    let largest = last.as_ref().map(|last| last.count).into_iter();
    let largest = largest.chain(there.as_ref().map(|vault| vault.count)).max().unwrap_or(0);
    if let Some(vault) = there {
        lists.merge(vault.lists);
    }
    let merged = service_codes::write(&lists);
    let made = (context.clock)();
    let vault = Vault {
        identity: listed.identity,
        name: name.clone(),
        since: listed.since,
        confirmed: listed.confirmed,
        made,
        count: largest.saturating_add(1),
        lists,
    };
    let sealed = account_vault::seal(&vault, &keys, &mut *context.entropy)
        .map_err(|error| failure::of_encryption(&error))?;
    let replaces = received.and_then(|received| received.id);
    vault_file::write(path, &shown, &sealed, replaces, &|written| {
        let read = SealedVault::read(written).and_then(|vault| vault.open(&[Owner::of(&keys)]));
        read.is_ok_and(|(_, read)| service_codes::write(&read.lists) == merged)
    })?;

    let is_same_file = last.as_ref().is_some_and(|last| last.file() == path);
    let was_kept = last.as_ref().is_some_and(|last| last.is_kept);
    let is_kept = keep == Keep::FromNow || was_kept && is_same_file;
    let count = vault.count;
    context.change(|contents| {
        let name = naming::by_now(contents, &account.identity, &name)?;
        let refused = |error| failure::of_account(&error, &name);
        let now = contents.lists(&name).map_err(refused)?;
        let is_behind = service_codes::write(now) != own;
        let record = match &last {
            // Another file is kept: this one changes nothing about it but the count.
            Some(kept) if was_kept && !is_kept => Some(kept.clone().seen(count)),
            _ => LastExport::new(path, is_kept, count, made, u64::from(is_behind)),
        };
        contents.set_last_export(&name, record).map_err(refused)
    })?;
    let left = vault.lists.current().map(|view| view.left()).sum();
    let no_longer_kept = last.filter(|_| was_kept && is_kept && !is_same_file).map(|it| it.file());
    let lists = vault.lists.current().count();
    let earlier = vault.lists.views().count() - lists;
    let has_news = merged != own;
    let file = path.to_owned();
    Ok(Exported { file, count, lists, left, earlier, has_news, is_kept, no_longer_kept })
}

/// Returns what was exported into a file, in words.
pub(crate) fn exported_in_words(file: &Path, name: &Name, exported: &Exported) -> String {
    let earlier = match exported.earlier {
        0 => String::new(),
        earlier => format!(" and {earlier} earlier"),
    };
    format!(
        "{}: backed up {}{earlier} of {name}, with {} left. It is vault number {}; only the backup code \
         of {name} opens it.",
        quoted(file.to_string_lossy()),
        code_advice::lists(exported.lists),
        code_advice::codes(exported.left),
        exported.count
    )
}

/// Writes a kept vault again after a change of the lists. A failure is told, and changes nothing about
/// the change.
pub(crate) fn renew(context: &mut Context<'_>, account: &Account, last: &LastExport) {
    let file = last.file();
    match export(context, account, &file, Keep::AsBefore) {
        Ok(exported) if exported.has_news => tell_of_news(context, &file),
        Ok(_) => {}
        Err(_) if std::mem::replace(&mut context.told_of_vault, true) => {}
        Err(failure) => context.ui.warn(&format!(
            "warning: {}: {}; `{}` tries again",
            behind_in_words(last),
            failure.message(),
            export_command(&file)
        )),
    }
}

/// The refusal to replace a file that does not open as this account's vault.
fn never_replaced(failure: &Failure) -> Failure {
    Failure::new(Status::Failed, format!("{}, and it is left as it is", failure.message()))
        .hint("write the vault into another file")
}
