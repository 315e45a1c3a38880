//! The keystore: one local file with all accounts of a person and their backup codes, locked with a
//! passphrase or not.
//!
//! The rules: reading returns exactly the bytes that were written, or an [`Error`]; a change is
//! durable before [`Keystore::change`] returns; and no failure on the way changes a byte of the old
//! file. A keystore that can't be read is never replaced by a new one.
//!
//! Every change happens inside [`Keystore::change`], on contents that were read while holding the
//! lock file, so that no process ever undoes another's work. Reading needs no lock file and makes
//! none: a keystore is only ever replaced whole.

mod changes;
mod contents;
mod edited;
mod file;
mod format;
mod listed;
mod lock;
mod opening;
mod relocking;
mod seal;
mod secrets;

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::account::Name;
pub use changes::{Conflict, RenameError};
pub use contents::{Contents, NoSuchAccount};
use file::Place;
use format::Trailer;
pub use listed::{Listed, Vouched};
pub use lock::{
    CodeId, Cost, LONGEST as LONGEST_PASSPHRASE, Lock, NoKey, NotARecoveryCode, Opener,
    OutOfMemory, Passphrase, PassphraseKey, RecoveryCode,
};
pub use relocking::LockError;

/// The maximum number of recovery codes in a list.
pub const MOST_RECOVERY_CODES: usize = 20;
/// The maximum length of the keystore's file name, in bytes.
pub const LONGEST_NAME: usize = file::LONGEST_OWN_NAME;
/// The maximum number of recovery-code slots: those of a list, and of another that is to replace
/// it.
const MOST_SLOTS: usize = 2 * MOST_RECOVERY_CODES;

/// A keystore, identified by the path of its file.
#[derive(Clone, Debug)]
pub struct Keystore {
    path: PathBuf,
    timeout: Duration,
    accepts_shared_folder: bool,
}

impl Keystore {
    /// The default time that a change waits for another process to finish its own.
    pub const TIMEOUT: Duration = Duration::from_secs(10);

    /// Returns the keystore in this file, which need not exist yet.
    pub fn at(path: PathBuf) -> Self {
        Self { path, timeout: Self::TIMEOUT, accepts_shared_folder: false }
    }

    /// Sets whether the keystore may be in a folder that others own or can write to, and have any
    /// mode that its file system does not let us change. A file of another user and a symbolic link
    /// are refused in any case.
    #[must_use]
    pub fn accepting_shared_folder(self, accepts: bool) -> Self {
        Self { accepts_shared_folder: accepts, ..self }
    }

    /// Sets the time to wait for other processes that change the keystore or, on Windows, hold its
    /// file open.
    #[must_use]
    pub fn with_timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    /// Returns the path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the paths of the keystore and its lock file, whether they exist or not.
    pub fn files(&self) -> [PathBuf; 2] {
        let mut lock_file = self.path.clone().into_os_string();
        lock_file.push(file::LOCK_ENDING);
        [self.path.clone(), lock_file.into()]
    }

    /// Reads the keystore. Of a locked one, only the public part is available until
    /// [`Contents::unlock`].
    ///
    /// # Errors
    ///
    /// [`Error::Missing`] if there is no file; otherwise why the file is refused or can't be read.
    pub fn open(&self) -> Result<Contents, Error> {
        let place = self.place()?;
        format::read(place.read()?.ok_or(Error::Missing)?)
            .map_err(|error| edited::name(error, &place))
    }

    fn place(&self) -> Result<Place, Error> {
        Place::of(&self.path, self.accepts_shared_folder, self.timeout)
    }

    /// Whether the keystore exists and is locked.
    fn is_sealed(&self) -> Result<bool, Error> {
        match self.open() {
            Ok(contents) => Ok(contents.is_sealed()),
            Err(Error::Missing) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Changes the keystore: takes the lock file, reads, unlocks if necessary, applies `change`,
    /// and makes the result durable. A missing keystore counts as an empty one.
    ///
    /// Nothing is written if `change` fails or changes nothing. No key is derived from a passphrase
    /// while others wait for the lock file: the opener already holds the derived key.
    ///
    /// # Errors
    ///
    /// The error of `change`; or why the keystore can't be opened, read or written. After every
    /// error except [`Error::NotDurable`] the file is as it was before.
    pub fn change<T, E: From<Error>>(
        &self,
        opener: Option<&Opener>,
        change: impl FnOnce(&mut Contents) -> Result<T, E>,
    ) -> Result<T, E> {
        let place = self.place()?;
        // Checked before locking too, so that a refusal does not even leave a lock file behind.
        place.look()?;
        // Nobody should wait for the lock file only to hear that the keystore must be unlocked
        // first.
        if opener.is_none() && self.is_sealed()? {
            return Err(Error::Sealed.into());
        }
        let held = place.lock()?;
        let before = held.read()?;
        let first = before.is_none();
        let trailer = before.as_ref().and_then(|bytes| Trailer::of(bytes.expose()));
        let contents = before.map(format::read).transpose();
        let mut contents =
            contents.map_err(|error| edited::name(error, &place))?.unwrap_or_default();
        if contents.is_sealed() {
            contents.unlock(opener.ok_or(Error::Sealed)?)?;
        }

        let answer = change(&mut contents)?;

        if first && contents.is_empty() {
            return Ok(answer);
        }
        let after = format::write(&contents)?;
        if !first && Trailer::of(after.expose()) == trailer {
            // The process that wrote this may have been killed before it was durable, and our
            // caller is about to report success.
            held.sync()?;
            return Ok(answer);
        }
        held.replace(after.expose(), first, |written| {
            contents.find_all_of_it_in(format::read(written)?)
        })?;
        Ok(answer)
    }
}

/// The reason why a keystore can't be read or written. Contains no words for people, and no digit
/// of a secret.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file does not exist.
    #[error("no keystore")]
    Missing,
    /// The keystore is locked, and nothing was given to open it.
    #[error("the keystore is locked")]
    Sealed,
    /// Wrong passphrase or recovery code, or another process re-keyed the keystore meanwhile.
    #[error("the wrong passphrase or recovery code")]
    WrongSecret,
    /// The backup code of the account was removed from this device.
    #[error("the backup code is not here any more")]
    Forgotten,
    /// The keystore has no account of that name.
    #[error(transparent)]
    NoSuchAccount(#[from] NoSuchAccount),
    /// Group or others can read or write the file.
    #[error("the keystore has mode {mode:04o}")]
    NotPrivate {
        /// The permission bits.
        mode: u32,
    },
    /// Group or others can read or write the file, and its file system does not let us change that.
    #[error("the keystore has mode {mode:04o}, which can't be changed")]
    FixedMode {
        /// The permission bits.
        mode: u32,
    },
    /// The file belongs to another user.
    #[error("the keystore belongs to another user")]
    ForeignOwner,
    /// The folder belongs to a user who is neither us nor root.
    #[error("the keystore's folder belongs to another user")]
    ForeignFolder {
        /// The folder, or its nearest existing ancestor.
        folder: PathBuf,
    },
    /// On Windows: the folder is outside the user's profile, where others may read files.
    #[error("the keystore's folder is outside the user's profile")]
    OutsideProfile {
        /// The folder, or its nearest existing ancestor.
        folder: PathBuf,
    },
    /// Others can add files to the folder and remove ours.
    #[error("the keystore's folder is writable by others")]
    SharedFolder {
        /// The folder, or its nearest existing ancestor.
        folder: PathBuf,
        /// Whether the folder is ours and its mode can be changed.
        is_ours: bool,
    },
    /// The path leads to something other than a regular file.
    #[error("the keystore is not a regular file ({0:?})")]
    NotAFile(FileKind),
    /// The name is too long: the names of the lock file and of temporary files add to it.
    #[error("the name of the keystore is too long")]
    LongName,
    /// The path of the lock file leads to something other than a regular file of our own.
    #[error("the lock file is not a regular file of our own")]
    ForeignLockFile {
        /// The path of the lock file.
        path: PathBuf,
    },
    /// The file is not a valid keystore.
    #[error("the keystore is damaged ({0:?})")]
    Damaged(Damage),
    /// The file has a later version of the format.
    #[error("the keystore has version {version}")]
    Newer {
        /// The version of the file.
        version: u64,
    },
    /// The file is, or would be, over the size limit.
    #[error("the keystore is over the size limit")]
    TooLarge,
    /// Another process held the lock file, or on Windows the keystore, during the whole timeout.
    #[error("the keystore is in use by another process")]
    Busy,
    /// The file system is read-only.
    #[error("the keystore is on a read-only file system")]
    ReadOnly,
    /// The permissions of the file or of its folder forbid writing.
    #[error("the keystore may not be written")]
    Denied,
    /// The owner of the file removed their own write permission.
    #[error("the keystore is write-protected")]
    WriteProtected,
    /// The operating system reported an error; nothing changed.
    #[error("{doing}")]
    Io {
        /// The operation that failed.
        doing: &'static str,
        /// The cause.
        source: io::Error,
    },
    /// The new keystore is in place, but may not survive a power cut.
    #[error("the keystore's folder could not be synced")]
    NotDurable {
        /// The cause.
        source: io::Error,
    },
}

/// The kind of a file that is not a regular one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileKind {
    /// A symbolic link, dangling or not.
    SymbolicLink,
    /// A folder, or a path that can only name one.
    Folder,
    /// A named pipe.
    Fifo,
    /// A block or character device.
    Device,
    /// A socket.
    Socket,
    /// Something else.
    Other,
}

/// The way in which another program rewrote a file without changing its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rewriting {
    /// The line ends, or the end of the file, were changed. With these restored, the file is valid.
    LineEnds,
    /// A byte order mark was put before the text. Without it, the file is valid.
    ByteOrderMark,
    /// The text was converted to another encoding. In UTF-8, the file is valid.
    Encoding,
    /// The white space between the tokens was changed. With that of a keystore, the file is valid.
    WhiteSpace,
}

/// The kind of damage.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Damage {
    /// The file does not begin like a keystore.
    NotAKeystore,
    /// The beginning is right, but the checksum is missing or wrong: the file was cut short or
    /// altered.
    Checksum,
    /// The checksum is right, but this line is not valid.
    Line(usize),
    /// The sealed secrets, or the public part that is authenticated with them, were altered.
    Seal,
    /// The public keys listed for this account do not match its secret.
    Account(Name),
    /// Another program rewrote the file, probably without losing anything.
    Rewritten(Rewriting),
    /// The file changed while it was read, or reading it back gave other bytes than were written.
    Unsteady,
}

#[cfg(test)]
mod keystore_tests;
