//! THE keystore: one local file with every account of a person and their backup codes, locked with
//! a passphrase or not.
//!
//! The rule: what is read is either exactly what was written or an [`Error`]; what is changed is
//! durable before [`Keystore::change`] returns; and nothing that went wrong on the way changes a
//! byte of what was there. A keystore that can't be read is never replaced by a new one.
//!
//! Whoever changes one does so inside [`Keystore::change`], on contents that were read
//! while it holds the lock file, so that no two processes ever undo each other's work. Reading needs
//! no lock file and makes none: a keystore is only ever replaced whole.

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

/// The most recovery codes that a list can have.
pub const MOST_RECOVERY_CODES: usize = 20;
/// The longest that the name of a keystore's file can be, in bytes.
pub const LONGEST_NAME: usize = file::LONGEST_OWN_NAME;
/// The most that a lock has slots for: a list, and one that is to take its place.
const MOST_SLOTS: usize = 2 * MOST_RECOVERY_CODES;

/// A keystore, by where its file is.
#[derive(Clone, Debug)]
pub struct Keystore {
    path: PathBuf,
    timeout: Duration,
    accepts_shared_folder: bool,
}

impl Keystore {
    /// How long a change waits for another process to finish its own.
    pub const TIMEOUT: Duration = Duration::from_secs(10);

    /// The keystore in this file, which need not be there yet.
    pub fn at(path: PathBuf) -> Self {
        Self { path, timeout: Self::TIMEOUT, accepts_shared_folder: false }
    }

    /// The same; if this is true, in a folder that others own or can write too, and with whatever
    /// mode its file shows where the file system doesn't let it be changed. A file of another user
    /// and a link stay refused.
    #[must_use]
    pub fn accepting_shared_folder(self, accepts: bool) -> Self {
        Self { accepts_shared_folder: accepts, ..self }
    }

    /// The same, with another time to wait for the lock file.
    #[must_use]
    pub fn with_timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    /// Where its file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The files that are this keystore, whether they are there or not: it, and its lock file.
    pub fn files(&self) -> [PathBuf; 2] {
        let mut lock_file = self.path.clone().into_os_string();
        lock_file.push(file::LOCK_ENDING);
        [self.path.clone(), lock_file.into()]
    }

    /// What it holds; of a locked one what is public, until [`Contents::unlock`].
    ///
    /// # Errors
    ///
    /// [`Error::Missing`] when there is no file; otherwise why the file is refused or can't be
    /// read.
    pub fn open(&self) -> Result<Contents, Error> {
        let place = self.place()?;
        format::read(place.read()?.ok_or(Error::Missing)?)
            .map_err(|error| edited::name(error, &place))
    }

    fn place(&self) -> Result<Place, Error> {
        Place::of(&self.path, self.accepts_shared_folder)
    }

    /// Whether there is one, and it is locked.
    fn is_sealed(&self) -> Result<bool, Error> {
        match self.open() {
            Ok(contents) => Ok(contents.is_sealed()),
            Err(Error::Missing) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Changes what it holds: reads it while it holds the lock file, opens it if it is locked, applies
    /// `change`, and has the result on the disk for good before it returns. No keystore yet counts
    /// as an empty one.
    ///
    /// Nothing is written when `change` fails or leaves everything as it was. No key is derived
    /// from a passphrase while others wait: that was done for the opener.
    ///
    /// # Errors
    ///
    /// What `change` returns; or why the keystore can't be opened, read or written. After every
    /// error but [`Error::NotDurable`] the file is as it was before.
    pub fn change<T, E: From<Error>>(
        &self,
        opener: Option<&Opener>,
        change: impl FnOnce(&mut Contents) -> Result<T, E>,
    ) -> Result<T, E> {
        let place = self.place()?;
        // Looked at before, too, so that a refusal leaves not even a lock file behind.
        place.look()?;
        // Nor does anyone wait for their turn only to hear that it is to be opened first.
        if opener.is_none() && self.is_sealed()? {
            return Err(Error::Sealed.into());
        }
        let held = place.lock(self.timeout)?;
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
            // Whoever wrote this may have been killed before it was durable, and our caller is
            // about to say that it is.
            held.sync()?;
            return Ok(answer);
        }
        held.replace(after.expose(), first, |written| {
            contents.find_all_of_it_in(format::read(written)?)
        })?;
        Ok(answer)
    }
}

/// Why a keystore can't be read or written. It has no words for people, and no digit of a secret.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is none.
    #[error("no keystore")]
    Missing,
    /// It is locked, and nothing was given to open it.
    #[error("the keystore is locked")]
    Sealed,
    /// What was given does not open it: it is wrong, or the lock is another one meanwhile.
    #[error("the wrong passphrase or recovery code")]
    WrongSecret,
    /// The backup code of the account was taken off this device.
    #[error("the backup code is not here any more")]
    Forgotten,
    /// There is no account of that name in it.
    #[error(transparent)]
    NoSuchAccount(#[from] NoSuchAccount),
    /// Group or others may read or write the file.
    #[error("the keystore has mode {mode:04o}")]
    NotPrivate {
        /// Its permission bits.
        mode: u32,
    },
    /// Group or others may read or write the file, and its file system doesn't let that be changed.
    #[error("the keystore has mode {mode:04o}, which can't be changed")]
    FixedMode {
        /// Its permission bits.
        mode: u32,
    },
    /// The file belongs to another user.
    #[error("the keystore belongs to another user")]
    ForeignOwner,
    /// The folder belongs to a user who is neither us nor root.
    #[error("the keystore's folder belongs to another user")]
    ForeignFolder {
        /// The folder, or the nearest one above it that exists.
        folder: PathBuf,
    },
    /// Others can put files into the folder, and take ours away.
    #[error("the keystore's folder is writable by others")]
    SharedFolder {
        /// The folder, or the nearest one above it that exists.
        folder: PathBuf,
        /// Whether it is ours, and its mode can be changed.
        is_ours: bool,
    },
    /// There is something else than a regular file.
    #[error("the keystore is not a regular file ({0:?})")]
    NotAFile(FileKind),
    /// The name leaves no room for those of the lock file and of temporary files.
    #[error("the name of the keystore is too long")]
    LongName,
    /// There is something else than a regular file of our own where the lock file goes.
    #[error("the lock file is not a regular file of our own")]
    ForeignLockFile {
        /// Where the lock file goes.
        path: PathBuf,
    },
    /// The file is not, or not any more, what a keystore writes.
    #[error("the keystore is damaged ({0:?})")]
    Damaged(Damage),
    /// The file is of a later version of the format.
    #[error("the keystore has version {version}")]
    Newer {
        /// That version.
        version: u64,
    },
    /// The file is, or would be, over the size limit.
    #[error("the keystore is over the size limit")]
    TooLarge,
    /// Another process was changing it all the while.
    #[error("the keystore is in use by another process")]
    Busy,
    /// The file system is read-only.
    #[error("the keystore is on a read-only file system")]
    ReadOnly,
    /// The permissions of the file or its folder don't let us write.
    #[error("the keystore may not be written")]
    Denied,
    /// The owner of the file took away their own right to write it.
    #[error("the keystore is write-protected")]
    WriteProtected,
    /// The operating system failed us; nothing changed.
    #[error("{doing}")]
    Io {
        /// What was being done.
        doing: &'static str,
        /// How it failed.
        source: io::Error,
    },
    /// The new keystore is in place, but whether it would survive a power cut is not known.
    #[error("the keystore's folder could not be synced")]
    NotDurable {
        /// How syncing failed.
        source: io::Error,
    },
}

/// What there can be instead of a regular file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileKind {
    /// A symbolic link, dangling or not.
    SymbolicLink,
    /// A folder, or a path that can only be one.
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

/// What was done to a file that has another form than it was written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rewriting {
    /// The ends of its lines, or of the file. With these put right it is what was written.
    LineEnds,
    /// A byte order mark was put before it. Without it, it is what was written.
    ByteOrderMark,
    /// It has another encoding. In UTF-8 it is what was written.
    Encoding,
    /// The white space between its tokens. In ours it is what was written.
    WhiteSpace,
}

/// What is wrong with a damaged file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Damage {
    /// It doesn't begin as a keystore does.
    NotAKeystore,
    /// It begins so, but its checksum is missing or wrong: it was cut short or altered.
    Checksum,
    /// Its checksum is right, but in this line it says something that a keystore doesn't.
    Line(usize),
    /// What is sealed, or public beside it, is not what was sealed.
    Seal,
    /// The public keys listed for this account are not those of its secret.
    Account(Name),
    /// It has another form than it was written in, and may still say all that it said.
    Rewritten(Rewriting),
    /// It changed while it was read, or what was read back isn't what was written.
    Unsteady,
}

#[cfg(test)]
mod keystore_tests;
