//! How a vault stands beside the lists here: up to date, behind, or with another device's changes; and
//! the sentences and commands about it.

use std::path::{Path, PathBuf};

use super::vault_file::VaultFile;
use super::{Context, code_advice};
use crate::account::Name;
use crate::account_vault::LastExport;
use crate::failure::{self, quoted};
use crate::keystore::Contents;
use crate::secret::SecretBytes;
use crate::service_codes;

/// Reads the kept vault, if there is one, and returns its file and how it stands.
pub(crate) fn kept(contents: &Contents, name: &Name) -> Option<(PathBuf, Content)> {
    let last = contents.last_export(name).ok()?.filter(|last| last.is_kept)?;
    Some((last.file(), content(contents, name, last)))
}

/// Returns the sentence that the kept vault in this file can't be read now.
pub(crate) fn unread(file: &Path) -> String {
    format!(
        "{} can't be read now: a code that another device used since then still counts as unused here.",
        quoted(file.to_string_lossy())
    )
}

/// Tells, once, that a vault has something from another device.
pub(crate) fn tell_of_news(context: &mut Context<'_>, file: &Path) {
    if !std::mem::replace(&mut context.told_of_vault, true) {
        context.ui.say(&has_news(file));
    }
}

/// The lists of an account here, those in its vault, and both merged, each in their notation.
struct Compared {
    here: SecretBytes,
    there: SecretBytes,
    both: SecretBytes,
}

/// Compares an account's lists with its last vault; `None` if one of the two does not open.
fn compared(contents: &Contents, name: &Name, last: &LastExport) -> Option<Compared> {
    let keys = contents.keys(name).ok()?;
    let lists = contents.lists(name).ok()?;
    let file = VaultFile::read(&last.file()).ok()?;
    let vault = file.open_with(&keys, name.as_str()).ok()?;
    let there = service_codes::write(&vault.lists);
    let mut both = lists.copy();
    both.merge(vault.lists);
    let both = service_codes::write(&both);
    Some(Compared { here: service_codes::write(lists), there, both })
}

/// The lists in an account's last vault, beside those here.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    /// The file does not open, or is not there.
    NotRead,
    UpToDate,
    /// Something that is here is not in it.
    Behind,
    /// Something in it is not here: another device wrote it.
    HasNews,
}

/// Compares an account's lists with those in its last vault.
pub(crate) fn content(contents: &Contents, name: &Name, last: &LastExport) -> Content {
    match compared(contents, name, last) {
        None => Content::NotRead,
        Some(lists) if lists.both != lists.here => Content::HasNews,
        Some(lists) if lists.both != lists.there => Content::Behind,
        Some(_) => Content::UpToDate,
    }
}

/// Whether a vault has all of an account's lists as they are here.
pub(crate) fn has_everything(contents: &Contents, name: &Name, last: &LastExport) -> bool {
    compared(contents, name, last).is_some_and(|lists| lists.both == lists.there)
}

/// Returns the sentence that a file has something from another device.
pub(crate) fn has_news(file: &Path) -> String {
    format!(
        "{} has changes from another device that are not here. `{}` brings them here.",
        quoted(file.to_string_lossy()),
        import_command(file)
    )
}

/// Returns how far a vault is behind: `the vault in FILE is 2 changes behind`.
pub(crate) fn behind_in_words(last: &LastExport) -> String {
    let changes = code_advice::changes(last.behind);
    format!("the vault in {} is {changes} behind", quoted(last.file().to_string_lossy()))
}

/// Returns the `collab vault export` command for a file, without backquotes.
pub(crate) fn export_command(file: &Path) -> String {
    in_command("export", file)
}

/// Returns the `collab vault import` command for a file, without backquotes.
pub(crate) fn import_command(file: &Path) -> String {
    in_command("import", file)
}

/// Returns a command about a vault. A file that has no notation in a shell is left out.
fn in_command(verb: &str, file: &Path) -> String {
    let file = failure::in_shell(file).map(|file| format!(" {file}"));
    format!("collab vault {verb}{}", file.unwrap_or_default())
}
