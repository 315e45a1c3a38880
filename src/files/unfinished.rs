//! An unfinished file: it gets its name only when it is complete.
//!
//! It is created exclusively, and removed when it is dropped. It has a temporary name that its
//! maker chose, or, on Linux, no name at all (`O_TMPFILE`), so that nothing remains of it even if
//! the process is killed. On a file system without nameless files, it gets a temporary name.
//! [`Readers`] decides its permissions, whichever way it is created.

use std::fs::{File, OpenOptions, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, TempPath};

use super::{folder_of, for_owner, never_follow_or_wait};

/// The prefix of temporary names that the maker does not choose.
const PASSING: &str = ".collab-";

/// The permissions of a new file.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Readers {
    /// Only its owner can read it: it holds a secret.
    Owner,
    /// Anyone whom the umask allows can read it.
    Anyone,
    /// The permissions of the file that it replaces.
    Those(Permissions),
}

/// An unfinished file.
pub(crate) struct Unfinished {
    /// The open file; closed before it gets its name where an open file can't be renamed.
    file: Option<File>,
    /// The temporary name, if it has one. Dropping it removes the file.
    passing: Option<TempPath>,
}

impl Unfinished {
    /// Creates one for its owner alone, under this unused temporary name.
    pub(crate) fn under(passing: PathBuf) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        for_owner(options.read(true).write(true).create_new(true));
        let file = never_follow_or_wait(&mut options).open(&passing)?;
        Ok(Self { file: Some(file), passing: Some(TempPath::try_from_path(passing)?) })
    }

    /// Creates one in the folder of `path`.
    pub(crate) fn beside(path: &Path, readers: &Readers) -> io::Result<Self> {
        let unfinished = Self::made(path, readers)?;
        if let Readers::Those(permissions) = readers {
            unfinished.file().set_permissions(permissions.clone())?;
        }
        Ok(unfinished)
    }

    #[cfg_attr(
        not(unix),
        allow(unused_variables, reason = "a profile's folder protects its files")
    )]
    fn made(path: &Path, readers: &Readers) -> io::Result<Self> {
        #[cfg(target_os = "linux")]
        if let Some(file) = nameless::create(folder_of(path), readers) {
            return Ok(Self { file: Some(file), passing: None });
        }
        let mut builder = Builder::new();
        builder.prefix(PASSING);
        #[cfg(unix)]
        if *readers == Readers::Anyone {
            use std::os::unix::fs::PermissionsExt as _;
            // The umask still applies.
            builder.permissions(Permissions::from_mode(0o666));
        }
        let (file, passing) = builder.tempfile_in(folder_of(path))?.into_parts();
        Ok(Self { file: Some(file), passing: Some(passing) })
    }

    /// Returns the open file.
    pub(crate) fn file(&self) -> &File {
        self.file.as_ref().expect("it is open until it gets its name")
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut file = self.file();
        file.write(bytes)
    }

    /// Makes the content durable: it survives a power cut.
    pub(crate) fn sync(&self) -> io::Result<()> {
        self.file().sync_all()
    }

    /// Gives the file its name. Replaces an existing file only if `force` is set. After an error it
    /// can be tried again.
    ///
    /// # Errors
    ///
    /// [`is_held_error`](super::is_held_error) if another process holds the file to be replaced.
    pub(crate) fn name(&mut self, path: &Path, force: bool) -> io::Result<()> {
        #[cfg(target_os = "linux")]
        if self.passing.is_none() {
            if !force {
                return nameless::link(self.file(), path);
            }
            let mut builder = Builder::new();
            let link = |passing: &Path| nameless::link(self.file(), passing);
            let named = builder.prefix(PASSING).make_in(folder_of(path), link)?;
            self.passing = Some(named.into_temp_path());
        }
        #[cfg(windows)]
        drop(self.file.take());
        #[cfg_attr(not(windows), expect(unused_mut, reason = "it is tried again on Windows"))]
        let mut outcome = self.take_name(path, force);
        // Where nobody holds the file that can't be replaced, somebody may have let go of it since.
        #[cfg(windows)]
        for _ in 0..3 {
            if !outcome.as_ref().is_err_and(|it| it.kind() == io::ErrorKind::PermissionDenied) {
                break;
            }
            if super::is_held(path) {
                return Err(io::Error::from_raw_os_error(super::ERROR_SHARING_VIOLATION));
            }
            outcome = self.take_name(path, force);
        }
        outcome
    }

    /// Renames the file from its temporary name to `path`.
    fn take_name(&mut self, path: &Path, force: bool) -> io::Result<()> {
        let passing = self.passing.take().expect("it has no name of its own yet");
        let named = if force { passing.persist(path) } else { passing.persist_noclobber(path) };
        named.map_err(|error| {
            self.passing = Some(error.path);
            error.error
        })
    }
}

/// Files without a name (`O_TMPFILE`), as open(2) describes them.
#[cfg(target_os = "linux")]
mod nameless {
    use std::fs::File;
    use std::io;
    use std::os::fd::AsRawFd as _;
    use std::path::{Path, PathBuf};

    use rustix::fs::{AtFlags, CWD, Mode, OFlags, linkat, open};

    use super::Readers;

    /// Creates one in this folder. Returns `None` if that is impossible, or if the file could not
    /// get a name later.
    pub(super) fn create(folder: &Path, readers: &Readers) -> Option<File> {
        let mode = match readers {
            Readers::Owner | Readers::Those(_) => Mode::RUSR | Mode::WUSR,
            // The umask still applies.
            Readers::Anyone => Mode::from_raw_mode(0o666),
        };
        let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
        let file = File::from(open(folder, flags, mode).ok()?);
        place(&file).symlink_metadata().is_ok().then_some(file)
    }

    /// Gives the file a name that does not exist yet.
    pub(super) fn link(file: &File, path: &Path) -> io::Result<()> {
        Ok(linkat(CWD, place(file), CWD, path, AtFlags::SYMLINK_FOLLOW)?)
    }

    /// Returns the path in `/proc` that refers to the open file.
    fn place(file: &File) -> PathBuf {
        PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()))
    }
}
