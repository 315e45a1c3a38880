//! The file of a keystore, and its durable replacement.
//!
//! - A file is judged by its open descriptor, never by a name that may refer to another file a
//!   moment later. Symbolic links are not followed, and opening never blocks.
//! - Reading creates nothing: no file, no folder, no lock file.
//! - A file is replaced atomically: a new one beside it is written, synced, read back, and only
//!   then renamed over it. The first one never replaces anything. A failure before the rename
//!   removes the new file and leaves the old one as it was. After the rename, the folder is synced,
//!   and only then is the change done.

mod folder;
mod held;
mod private;

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::files::{self, LockFile, NotLocked, Unfinished, is_ours, make_private_if_possible};
use crate::keystore::format::SIZE_LIMIT;
use crate::keystore::{Damage, Error, FileKind};
use crate::secret::SecretBytes;
use folder::Folder;
use held::when_free;
use private::{can_be_made_private, refuse_unless_private};

/// The length of the unique part of a temporary file's name, in characters.
const OWN: usize = 12;
/// The most names to try. Few are taken, because files of killed processes are cleared first.
const NAMES: u16 = 100;
/// The extension of temporary files.
const TEMPORARY: &str = ".tmp";
/// The maximum length of a file name, in bytes, on every file system in use.
const LONGEST_NAME: usize = 255;
/// The suffix of the lock file's name.
pub(super) const LOCK_ENDING: &str = ".lock";
/// The maximum length of the keystore's own name, in bytes: a temporary file's name adds two dots,
/// a unique part and an extension.
pub(super) const LONGEST_OWN_NAME: usize = LONGEST_NAME - 2 - OWN - TEMPORARY.len();

/// The location of a keystore: a name in a folder.
pub(super) struct Place {
    path: PathBuf,
    folder: PathBuf,
    name: OsString,
    trust: Trust,
    /// The longest time to wait for another process.
    timeout: Duration,
}

/// The folders that a keystore may be in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trust {
    /// Only ours or root's, in which nobody else can replace files.
    Own,
    /// Anyone's, with any mode; and a file whose mode can't be changed.
    Shared,
}

impl Place {
    /// Parses a path; `shared` accepts a folder that others own or can write to. Another process is
    /// waited for at most for `timeout`.
    pub(super) fn of(path: &Path, shared: bool, timeout: Duration) -> Result<Self, Error> {
        let name = path.file_name().filter(|name| {
            // `Path` ignores a `/` or `/.` at the end, which can only mean a folder.
            path.as_os_str().as_encoded_bytes().ends_with(name.as_encoded_bytes())
        });
        let name = name.ok_or(Error::NotAFile(FileKind::Folder))?.to_owned();
        let folder = folder::above(path).unwrap_or_default();
        let trust = if shared { Trust::Shared } else { Trust::Own };
        Ok(Self { path: path.to_owned(), folder, name, trust, timeout })
    }

    /// Reads the file, or returns `None` if there is none.
    pub(super) fn read(&self) -> Result<Option<SecretBytes>, Error> {
        let Some((file, metadata)) = self.open()? else { return Ok(None) };
        read_all(&file, metadata.len(), self.timeout).map(Some)
    }

    /// Checks that the file can be changed, or does not exist.
    pub(super) fn look(&self) -> Result<(), Error> {
        // Otherwise the failure would come later, with a lock file already made.
        if self.name.len() > LONGEST_OWN_NAME {
            return Err(Error::LongName);
        }
        match self.open()? {
            // An owner who removes their own write permission means it, even if a rename would not
            // check it.
            Some((_, metadata)) if metadata.permissions().readonly() => Err(Error::WriteProtected),
            _ => Ok(()),
        }
    }

    /// Creates the folder if necessary, and takes the lock file: no other process changes the
    /// keystore until it is released.
    pub(super) fn lock(&self) -> Result<Locked<'_>, Error> {
        let folder = Folder::make(&self.folder, self.trust)?;
        let mut name = self.name.clone();
        name.push(LOCK_ENDING);
        let lock = LockFile::take(self.folder.join(name), self.timeout).map_err(of_lock_file)?;
        Ok(Locked { place: self, folder, lock })
    }

    /// Opens the file and checks that it is ours alone.
    fn open(&self) -> Result<Option<(File, Metadata)>, Error> {
        if !folder::look(&self.folder, self.trust)? {
            return Ok(None);
        }
        let open = || match files::open_own(&self.path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            opened => opened.map(Some),
        };
        let opened = when_free(self.timeout, open, |error| self.refusal(error))?;
        let Some(file) = opened else { return Ok(None) };
        let metadata = file.metadata().map_err(failed("looking at the keystore"))?;
        self.refuse_unless_private(&file, &metadata)?;
        Ok(Some((file, metadata)))
    }

    /// Refuses everything but a regular file that is ours alone. In a shared folder, accepts the
    /// mode of a file system that shows the same one for all files.
    fn refuse_unless_private(&self, file: &File, metadata: &Metadata) -> Result<(), Error> {
        match refuse_unless_private(metadata) {
            Err(Error::NotPrivate { mode }) if !can_be_made_private(file, metadata) => {
                match self.trust {
                    Trust::Shared => Ok(()),
                    Trust::Own => Err(Error::FixedMode { mode }),
                }
            }
            judged => judged,
        }
    }

    /// Returns why the file could not be opened. Its current state is read only for the message, so
    /// a race does no harm.
    fn refusal(&self, source: io::Error) -> Error {
        let there = fs::symlink_metadata(&self.path).ok();
        there
            .and_then(|metadata| refuse_unless_private(&metadata).err())
            .unwrap_or(Error::Io { doing: "opening the keystore", source })
    }

    /// Returns a name for a temporary file. Only the holder of the lock file makes any, so a
    /// counter finds a free name without randomness.
    fn temporary_name(&self, attempt: u16) -> OsString {
        let mut name = OsString::from(".");
        name.push(&self.name);
        name.push(format!(".{:08x}{attempt:04x}{TEMPORARY}", std::process::id()));
        name
    }

    /// Whether a name in the folder is that of one of our temporary files.
    fn is_temporary(&self, name: &OsStr) -> bool {
        name.as_encoded_bytes()
            .strip_prefix(b".")
            .and_then(|rest| rest.strip_prefix(self.name.as_encoded_bytes()))
            .and_then(|rest| rest.strip_prefix(b"."))
            .and_then(|rest| rest.strip_suffix(TEMPORARY.as_bytes()))
            .is_some_and(|own| own.len() == OWN && own.iter().all(u8::is_ascii_alphanumeric))
    }
}

/// A keystore whose lock file we hold: nobody else changes it.
pub(super) struct Locked<'a> {
    place: &'a Place,
    folder: Folder,
    lock: LockFile,
}

impl Locked<'_> {
    /// Reads the file, or returns `None` if there is none.
    pub(super) fn read(&self) -> Result<Option<SecretBytes>, Error> {
        self.place.look()?;
        self.place.read()
    }

    /// Makes the content of the folder durable.
    pub(super) fn sync(&self) -> Result<(), Error> {
        self.folder.sync()
    }

    /// Replaces the file durably, or creates the first one, once `check` has accepted the bytes as
    /// they were read back.
    pub(super) fn replace(
        &self,
        bytes: &[u8],
        first: bool,
        check: impl FnOnce(SecretBytes) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.clear_stale_files();
        let mut file = self.temporary_file()?;
        let mut bare = file.file();
        bare.write_all(bytes).map_err(failed("writing the keystore"))?;
        bare.sync_all().map_err(failed("syncing the keystore"))?;

        bare.rewind().map_err(failed("reading the keystore back"))?;
        let written = read_all(file.file(), bytes.len() as u64, self.place.timeout)?;
        if written.expose() != bytes {
            return Err(Error::Damaged(Damage::Unsteady));
        }
        check(written)?;

        if first {
            self.folder.sync_above()?;
        }
        // Without our lock file in place, another process may already be changing the keystore.
        if !self.lock.is_in_place() {
            return Err(Error::Busy);
        }
        let Place { path, timeout, .. } = self.place;
        let name = || file.name(path, !first);
        when_free(*timeout, name, not_written("renaming the keystore"))?;
        self.folder.sync()
    }

    /// Creates a new file in the folder, for us alone. It is removed if it is dropped before it is
    /// renamed.
    fn temporary_file(&self) -> Result<Unfinished, Error> {
        let file = (0..NAMES)
            .map(|attempt| {
                Unfinished::under(self.place.folder.join(self.place.temporary_name(attempt)))
            })
            .find(|made| {
                made.as_ref().err().is_none_or(|error| error.kind() != ErrorKind::AlreadyExists)
            })
            .unwrap_or_else(|| Err(ErrorKind::AlreadyExists.into()))
            .map_err(not_written("making a temporary file"))?;
        make_private_if_possible(file.file()).map_err(failed("making a temporary file private"))?;
        // Some file systems have no modes: the next read would refuse the file that we are about to
        // write.
        let metadata = file.file().metadata().map_err(failed("looking at a temporary file"))?;
        self.place.refuse_unless_private(file.file(), &metadata)?;
        Ok(file)
    }

    /// Removes temporary files of killed processes. We hold the lock file, so none of them is in
    /// use. A file that can't be removed must not lock a person out, so errors are ignored.
    fn clear_stale_files(&self) {
        for name in self.folder.names().into_iter().filter(|name| self.place.is_temporary(name)) {
            let path = self.place.folder.join(name);
            if fs::symlink_metadata(&path).is_ok_and(|there| there.is_file() && is_ours(&there)) {
                let _ = fs::remove_file(path);
            }
        }
    }
}

fn of_lock_file(error: NotLocked) -> Error {
    match error {
        NotLocked::Busy => Error::Busy,
        NotLocked::Foreign { path } => Error::ForeignLockFile { path },
        NotLocked::NotOpened(source) => not_written("opening the lock file")(source),
        NotLocked::Io { doing, source } => Error::Io { doing, source },
    }
}

/// Reads all bytes of a file of this length. Waits at most for `timeout` where another process has
/// locked a part of it.
fn read_all(mut file: &File, length: u64, timeout: Duration) -> Result<SecretBytes, Error> {
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    if length > SIZE_LIMIT {
        return Err(Error::TooLarge);
    }
    // One extra byte reveals that the file grew meanwhile. A buffer that is large enough from the
    // start never reallocates, so it leaves no copy of a secret behind.
    let mut bytes = SecretBytes::new(vec![0; length + 1]);
    let mut filled = 0;
    loop {
        let read = || match file.read(&mut bytes.expose_mut()[filled..]) {
            Err(error) if error.kind() == ErrorKind::Interrupted => Ok(None),
            read => read.map(Some),
        };
        match when_free(timeout, read, failed("reading the keystore"))? {
            Some(0) => break,
            Some(count) => filled += count,
            None => {}
        }
    }
    if filled != length {
        return Err(Error::Damaged(Damage::Unsteady));
    }
    bytes.expose_mut().truncate(length);
    Ok(bytes)
}

fn failed(doing: &'static str) -> impl FnOnce(io::Error) -> Error {
    move |source| Error::Io { doing, source }
}

/// Maps an error like [`failed`], with errors of their own for missing permission and a read-only
/// file system.
fn not_written(doing: &'static str) -> impl FnOnce(io::Error) -> Error {
    move |source| match source.kind() {
        ErrorKind::PermissionDenied => Error::Denied,
        ErrorKind::ReadOnlyFilesystem => Error::ReadOnly,
        _ => Error::Io { doing, source },
    }
}

#[cfg(all(test, unix))]
mod file_tests;
