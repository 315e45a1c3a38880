//! The file of a vault: reading one, which may be anything, and writing one durably. What was written is
//! read back and opened before it gets its name. A lock file beside it keeps other processes from writing
//! it meanwhile.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use super::{Context, output, unlocking};
use crate::account::{Identity, Name};
use crate::account_vault::{NotOpened, Owner, SIZE_LIMIT, SealedVault, Vault};
use crate::derivation::Keys;
use crate::failure::{self, Failure, Outcome, Status, quoted, system_words};
use crate::files::{self, FileId, LockFile, NotLocked, Readers, Unfinished};
use crate::keystore::{Contents, Keystore};

/// The file that is written where none is named.
pub(crate) const USUAL: &str = "backup.collab-vault";

/// The bytes of a file that may be a vault.
pub(crate) struct VaultFile {
    path: PathBuf,
    bytes: Vec<u8>,
    /// The file that was read, which is the only one that may be replaced.
    pub(super) id: Option<FileId>,
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

/// Refuses a place where no vault can be written, before a passphrase is asked for.
pub(crate) fn check_place(given: &Path) -> Outcome {
    let path = absolute(given)?;
    is_there(&path, &quoted(given.to_string_lossy()))?;
    let folder = fs::metadata(files::folder_of(&path));
    folder.map(|_| ()).map_err(|error| output::cannot_be_written(&path, &error))
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
pub(super) fn is_there(path: &Path, shown: &str) -> Outcome<bool> {
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
pub(super) fn lock(path: &Path, shown: &str) -> Outcome<LockFile> {
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

/// Writes a file durably, once `opens` has accepted the bytes as they were read back. Replaces only
/// the file with this id.
pub(super) fn write(
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
