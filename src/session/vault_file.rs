//! Vault files: reading one, which may be anything, and writing one without losing what is in it.
//!
//! The rule: a file is replaced only if it opened as a vault of the same account, and what is in it is
//! merged into the new one. The new one is durable, and opened again, before anybody is told. A
//! lock file beside it keeps other processes from writing it meanwhile.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use super::{Context, code_advice, naming, output, unlocking};
use crate::account::{Account, Identity, Name};
use crate::account_vault::{self, LastExport, NotOpened, Owner, SIZE_LIMIT, SealedVault, Vault};
use crate::derivation::Keys;
use crate::failure::{self, Failure, Outcome, Status, quoted, system_words};
use crate::files::{self, FileId, LockFile, NotLocked, Readers, Unfinished};
use crate::keystore::{Contents, Keystore};
use crate::secret::SecretBytes;
use crate::service_codes;

/// The file that is written where none is named.
pub(crate) const USUAL: &str = "backup.collab-vault";

/// The bytes of a file that may be a vault.
pub(crate) struct VaultFile {
    path: PathBuf,
    bytes: Vec<u8>,
    id: Option<FileId>,
}

impl VaultFile {
    /// Reads a file. Follows links, and never waits for a pipe's writer.
    ///
    /// # Errors
    ///
    /// If it is no regular file, too large, or can't be read.
    pub(crate) fn read(path: &Path) -> Outcome<Self> {
        let shown = quoted(path.to_string_lossy());
        let failed = |error: io::Error| {
            let message = match error.kind() {
                ErrorKind::NotFound => format!("{shown} does not exist"),
                _ => format!("{shown} can't be read: {}", system_words(&error)),
            };
            Failure::new(Status::Failed, message)
                .hint("name a vault: a file that `collab vault export` made")
        };
        let real = files::resolved(path).map_err(failed)?;
        refuse_unless_file(&real, &shown)?;
        let file = files::open_own(&real).map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        if !metadata.is_file() {
            return Err(no_file("something other than a file", &shown));
        }
        if metadata.len() > SIZE_LIMIT as u64 {
            return Err(failure::of_vault(NotOpened::TooLarge, &shown, ""));
        }
        let mut bytes = Vec::new();
        (&file).take(SIZE_LIMIT as u64 + 1).read_to_end(&mut bytes).map_err(failed)?;
        Ok(Self { path: path.to_owned(), bytes, id: FileId::of(&file) })
    }

    /// Returns the file's name in messages.
    pub(crate) fn shown(&self) -> String {
        quoted(self.path.to_string_lossy())
    }

    /// Opens the vault with the key of one of the accounts here, or of the one that `--account`
    /// names. A file that none of them can open is refused before a passphrase is asked for.
    pub(crate) fn open(
        &self,
        context: &mut Context<'_>,
        contents: &mut Contents,
    ) -> Outcome<(Name, Vault)> {
        SealedVault::read(&self.bytes)
            .map_err(|error| failure::of_vault(error, &self.shown(), ""))?;
        let only = match &context.account {
            Some(_) => Some(context.current(contents)?.name().clone()),
            None if contents.accounts().is_empty() => return Err(context.no_account()),
            None => None,
        };
        unlocking::unlock(context, contents)?;
        let names = only.map_or_else(
            || contents.accounts().iter().map(|account| account.name().clone()).collect(),
            |name| vec![name],
        );
        let owner = |name: Name| Some((Owner::of(&contents.keys(&name).ok()?), name));
        let (owners, names): (Vec<_>, Vec<_>) = names.into_iter().filter_map(owner).unzip();
        let (index, vault) = self.opened(&owners, |identity| {
            let here = contents.of_identity(identity).ok().flatten();
            here.map_or_else(|| identity.to_string(), |account| account.name().to_string())
        })?;
        Ok((names[index].clone(), vault))
    }

    /// Returns the path of the file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Opens the vault with these keys.
    pub(crate) fn open_with(&self, keys: &Keys, name: &str) -> Outcome<Vault> {
        self.opened(&[Owner::of(keys)], |_| name.to_owned()).map(|(_, vault)| vault)
    }

    fn opened(
        &self,
        owners: &[Owner],
        name_of: impl FnOnce(&Identity) -> String,
    ) -> Outcome<(usize, Vault)> {
        let identities: Vec<Identity> = owners.iter().map(Owner::identity).collect();
        SealedVault::read(&self.bytes).and_then(|vault| vault.open(owners)).map_err(|error| {
            let owner = match error {
                NotOpened::Forged(identity) => name_of(&identity),
                _ if identities.len() == 1 => name_of(&identities[0]),
                _ => String::from("an account here"),
            };
            failure::of_vault(error, &self.shown(), &owner)
        })
    }
}

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

/// Refuses a place where no vault can be written, before a passphrase is asked for.
pub(crate) fn check_place(given: &Path) -> Outcome {
    let path = absolute(given)?;
    is_there(&path, &quoted(given.to_string_lossy()))?;
    let folder = fs::metadata(files::folder_of(&path));
    folder.map(|_| ()).map_err(|error| output::cannot_be_written(&path, &error))
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
    let lock = lock(&path, &shown)?;
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
    write(path, &shown, &sealed, replaces, &|written| {
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

/// Returns the kept vault, if it has something from another device.
pub(crate) fn with_news(contents: &Contents, name: &Name) -> Option<PathBuf> {
    let last = contents.last_export(name).ok()??;
    (last.is_kept && content(contents, name, last) == Content::HasNews).then(|| last.file())
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

/// Returns the absolute path of a vault.
pub(crate) fn absolute(path: &Path) -> Outcome<PathBuf> {
    let usage = |message: String| {
        Failure::new(Status::Usage, message).hint("name a file, for example backup.collab-vault")
    };
    if path.as_os_str() == "-" {
        return Err(usage(String::from(
            "a vault is read again after it is written, so it needs a file",
        )));
    }
    // The folder without detours, if it is there.
    let folder = files::resolved(files::folder_of(path)).ok();
    let in_folder = folder.zip(path.file_name()).map(|(folder, name)| folder.join(name));
    let absolute = in_folder.or_else(|| std::path::absolute(path).ok());
    let absolute = absolute.filter(|path| path.to_str().is_some());
    absolute.ok_or_else(|| {
        usage(format!("{} is no name that collab can remember", quoted(path.to_string_lossy())))
    })
}

/// Whether there is a file at a path. Refuses a link and anything that is no regular file.
fn is_there(path: &Path, shown: &str) -> Outcome<bool> {
    match path.symlink_metadata() {
        Ok(there) if there.is_symlink() => {
            Err(Failure::new(Status::Failed, format!("{shown} is a link, and is not followed"))
                .hint("name the file itself"))
        }
        Ok(_) => refuse_unless_file(path, shown).map(|()| true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(output::cannot_be_written(path, &error)),
    }
}

/// Refuses a folder, a pipe, a device and a socket.
fn refuse_unless_file(path: &Path, shown: &str) -> Outcome {
    match fs::metadata(path) {
        Ok(there) if there.is_dir() => Err(no_file("a folder", shown)),
        Ok(there) if !there.is_file() => Err(no_file("something other than a file", shown)),
        _ => Ok(()),
    }
}

fn no_file(what: &str, shown: &str) -> Failure {
    Failure::new(Status::Failed, format!("{shown} is {what}, so it is not a vault"))
        .hint("name a file, for example backup.collab-vault")
}

/// Takes the lock file of a vault.
fn lock(path: &Path, shown: &str) -> Outcome<LockFile> {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".lock");
    LockFile::take(path.with_file_name(name), Keystore::TIMEOUT).map_err(|error| match error {
        NotLocked::Busy => {
            Failure::new(Status::Busy, format!("another process is writing {shown}"))
                .hint("try again when it has finished")
        }
        NotLocked::Foreign { path } => Failure::new(
            Status::Failed,
            format!("{} is not a file of yours", quoted(path.to_string_lossy())),
        )
        .hint("write the vault into a folder that is yours alone"),
        NotLocked::NotOpened(error) | NotLocked::Io { source: error, .. } => {
            output::cannot_be_written(path, &error)
        }
    })
}

/// The refusal to replace a file that does not open as this account's vault.
fn never_replaced(failure: &Failure) -> Failure {
    Failure::new(Status::Failed, format!("{}, and it is left as it is", failure.message()))
        .hint("write the vault into another file")
}

/// Writes a file durably, once `opens` has accepted the bytes as they were read back. Replaces only
/// the file with this id.
fn write(
    path: &Path,
    shown: &str,
    bytes: &[u8],
    replaces: Option<FileId>,
    opens: &dyn Fn(&[u8]) -> bool,
) -> Outcome {
    let failed = |error: io::Error| output::cannot_be_written(path, &error);
    let mut unfinished = Unfinished::beside(path, &Readers::Owner).map_err(failed)?;
    let mut file: &File = unfinished.file();
    file.write_all(bytes).map_err(failed)?;
    unfinished.sync().map_err(failed)?;
    let mut written = Vec::with_capacity(bytes.len());
    file.rewind().map_err(failed)?;
    file.take(bytes.len() as u64 + 1).read_to_end(&mut written).map_err(failed)?;
    if written != bytes || !opens(&written) {
        return Err(Failure::new(
            Status::Failed,
            format!("{shown} was not written: what was written there did not open again"),
        )
        .hint("the disk may be failing; write the vault to another one"));
    }
    if replaces != FileId::at(path) {
        return Err(Failure::new(Status::Busy, format!("{shown} was changed meanwhile"))
            .hint("nothing was written; try again"));
    }
    unfinished.name(path, replaces.is_some()).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => {
            Failure::new(Status::Busy, format!("{shown} was made meanwhile"))
                .hint("nothing was written; try again")
        }
        _ => failed(error),
    })?;
    files::sync_folder(files::folder_of(path)).map_err(failed)
}
