//! The keystore's file: the durable one on the disk.
//!
//! - What is opened is judged by its own descriptor, never by a name that may mean something else
//!   a moment later; no link is followed, and nothing can make opening wait.
//! - Reading makes nothing: no file, no folder, no lock.
//! - A file is replaced whole: a new one beside it, written, synced, read back, and only then
//!   renamed over it; the first one never over anything. Whatever fails before that takes the new
//!   file away and leaves the old one as it was. After it, the folder is synced, and only then is
//!   it done.

mod folder;
mod lock_file;
mod private;

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::files::{self, Unfinished};
use crate::keystore::format::SIZE_LIMIT;
use crate::keystore::{Damage, Error, FileKind};
use crate::secret::SecretBytes;
use folder::Folder;
use lock_file::LockFile;
use private::{can_be_made_private, is_ours, make_private_if_possible, refuse_unless_private};

/// How many characters make the name of a temporary file its own.
const OWN: usize = 12;
/// How many names are tried: what a killed process left behind was cleared before.
const NAMES: u16 = 100;
/// How the name of a temporary file ends.
const TEMPORARY: &str = ".tmp";
/// How many bytes a name has at most, on every file system in use.
const LONGEST_NAME: usize = 255;
/// What the lock's name has behind the keystore's.
pub(super) const LOCK_ENDING: &str = ".lock";
/// How many bytes the name of a keystore has at most, which those of temporary files go around.
pub(super) const LONGEST_OWN_NAME: usize = LONGEST_NAME - 2 - OWN - TEMPORARY.len();

/// Where a keystore is: a name in a folder.
pub(super) struct Place {
    path: PathBuf,
    folder: PathBuf,
    name: OsString,
    trust: Trust,
}

/// Whose folder is good enough for a keystore.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trust {
    /// Ours or root's, in which others decide nothing.
    Own,
    /// Anyone's, whatever its mode; and a file whose mode can't be changed.
    Shared,
}

impl Place {
    /// The place that a path names; whether its folder may be one that others own or can write.
    pub(super) fn of(path: &Path, shared: bool) -> Result<Self, Error> {
        let name = path.file_name().filter(|name| {
            // `Path` looks past a `/` or `/.` at the end, with which only a folder is meant.
            path.as_os_str().as_encoded_bytes().ends_with(name.as_encoded_bytes())
        });
        let name = name.ok_or(Error::NotAFile(FileKind::Folder))?.to_owned();
        let folder = folder::above(path).unwrap_or_default();
        let trust = if shared { Trust::Shared } else { Trust::Own };
        Ok(Self { path: path.to_owned(), folder, name, trust })
    }

    /// The file's bytes, or `None` when there is none.
    pub(super) fn read(&self) -> Result<Option<SecretBytes>, Error> {
        self.open()?.map(|(file, metadata)| read_all(&file, metadata.len())).transpose()
    }

    /// Whether there is a file, if it is one that may be changed or none.
    pub(super) fn look(&self) -> Result<(), Error> {
        // Else it would fail halfway, when there is a lock file already.
        if self.name.len() > LONGEST_OWN_NAME {
            return Err(Error::LongName);
        }
        match self.open()? {
            // Whoever takes away their own right to write means it, though a rename wouldn't ask.
            Some((_, metadata)) if metadata.permissions().readonly() => Err(Error::WriteProtected),
            _ => Ok(()),
        }
    }

    /// Keeps every other process from changing the file, once the others are done.
    pub(super) fn lock(&self, timeout: Duration) -> Result<Locked<'_>, Error> {
        let folder = Folder::make(&self.folder, self.trust)?;
        let mut name = self.name.clone();
        name.push(LOCK_ENDING);
        let lock = LockFile::take(self.folder.join(name), timeout)?;
        Ok(Locked { place: self, folder, lock })
    }

    /// The file, opened and found to be ours alone.
    fn open(&self) -> Result<Option<(File, Metadata)>, Error> {
        if !folder::look(&self.folder, self.trust)? {
            return Ok(None);
        }
        let file = match files::open_own(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.refusal(error)),
        };
        let metadata = file.metadata().map_err(failed("looking at the keystore"))?;
        self.refuse_unless_private(&file, &metadata)?;
        Ok(Some((file, metadata)))
    }

    /// Refuses everything but a regular file that is ours alone; in a shared folder others may seem
    /// to have rights to it where the file system shows every file so.
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

    /// Why the file could not be opened. What is there now only chooses the words.
    fn refusal(&self, source: io::Error) -> Error {
        let there = fs::symlink_metadata(&self.path).ok();
        there
            .and_then(|metadata| refuse_unless_private(&metadata).err())
            .unwrap_or(Error::Io { doing: "opening the keystore", source })
    }

    /// A name for a temporary file. Only one process at a time makes any, so that it takes no
    /// generator to find one that is free.
    fn temporary_name(&self, attempt: u16) -> OsString {
        let mut name = OsString::from(".");
        name.push(&self.name);
        name.push(format!(".{:08x}{attempt:04x}{TEMPORARY}", std::process::id()));
        name
    }

    /// Whether a name in the folder is one that we give to temporary files.
    fn is_temporary(&self, name: &OsStr) -> bool {
        name.as_encoded_bytes()
            .strip_prefix(b".")
            .and_then(|rest| rest.strip_prefix(self.name.as_encoded_bytes()))
            .and_then(|rest| rest.strip_prefix(b"."))
            .and_then(|rest| rest.strip_suffix(TEMPORARY.as_bytes()))
            .is_some_and(|own| own.len() == OWN && own.iter().all(u8::is_ascii_alphanumeric))
    }
}

/// A place whose file nobody else changes meanwhile.
pub(super) struct Locked<'a> {
    place: &'a Place,
    folder: Folder,
    lock: LockFile,
}

impl Locked<'_> {
    /// The file's bytes, or `None` when there is none.
    pub(super) fn read(&self) -> Result<Option<SecretBytes>, Error> {
        self.place.look()?;
        self.place.read()
    }

    /// Makes what the folder has durable.
    pub(super) fn sync(&self) -> Result<(), Error> {
        self.folder.sync()
    }

    /// Replaces the file, or makes the first one, with these bytes; durably, once `check` has
    /// accepted what was read back.
    pub(super) fn replace(
        &self,
        bytes: &[u8],
        first: bool,
        check: impl FnOnce(SecretBytes) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.clear_stale_files();
        let file = self.temporary_file()?;
        let mut bare = file.file();
        bare.write_all(bytes).map_err(failed("writing the keystore"))?;
        bare.sync_all().map_err(failed("syncing the keystore"))?;

        bare.rewind().map_err(failed("reading the keystore back"))?;
        let written = read_all(file.file(), bytes.len() as u64)?;
        if written.expose() != bytes {
            return Err(Error::Damaged(Damage::Unsteady));
        }
        check(written)?;

        if first {
            self.folder.sync_above()?;
        }
        // Whoever removed the lock file may have let another process in.
        if !self.lock.is_in_place() {
            return Err(Error::Busy);
        }
        let place = &self.place.path;
        file.name(place, !first).map_err(not_written("renaming the keystore"))?;
        self.folder.sync()
    }

    /// A new file in the folder, ours alone; removed when it is dropped before it is renamed.
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
        // Some file systems have no modes: the next reading would refuse what we are about to
        // write.
        let metadata = file.file().metadata().map_err(failed("looking at a temporary file"))?;
        self.place.refuse_unless_private(file.file(), &metadata)?;
        Ok(file)
    }

    /// Removes what a killed process of ours left behind. Nobody's turn but ours, so none of them
    /// is in use; what can't be removed keeps nobody from an account.
    fn clear_stale_files(&self) {
        for name in self.folder.names().into_iter().filter(|name| self.place.is_temporary(name)) {
            let path = self.place.folder.join(name);
            if fs::symlink_metadata(&path).is_ok_and(|there| there.is_file() && is_ours(&there)) {
                let _ = fs::remove_file(path);
            }
        }
    }
}

/// All bytes of a file of this length.
fn read_all(mut file: &File, length: u64) -> Result<SecretBytes, Error> {
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    if length > SIZE_LIMIT {
        return Err(Error::TooLarge);
    }
    // One byte more shows that it grew meanwhile; and a buffer that is large enough from the
    // start leaves no copies behind.
    let mut bytes = SecretBytes::new(vec![0; length + 1]);
    let mut filled = 0;
    loop {
        match file.read(&mut bytes.expose_mut()[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(source) => return Err(Error::Io { doing: "reading the keystore", source }),
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

/// The same, of a step that is refused where nothing may be written.
fn not_written(doing: &'static str) -> impl FnOnce(io::Error) -> Error {
    move |source| match source.kind() {
        ErrorKind::PermissionDenied => Error::Denied,
        ErrorKind::ReadOnlyFilesystem => Error::ReadOnly,
        _ => Error::Io { doing, source },
    }
}

#[cfg(all(test, unix))]
mod file_tests;
