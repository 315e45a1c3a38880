//! A file that is not finished: nobody finds it by its name before it is whole.
//!
//! It is made exclusively, and goes when it is dropped. It has a passing name that its maker chose,
//! or, on Linux, no name at all (`O_TMPFILE`), so that nothing is left of it however we end; where
//! the file system has no such files, it gets a passing name and is 0600, as all that `tempfile`
//! makes.

use std::fs::{File, OpenOptions, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, TempPath};

use super::{folder_of, for_owner, never_follow_or_wait};

/// How passing names begin, unless their maker chooses them.
const PASSING: &str = ".collab-";

/// Who may read a file that is made.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Readers {
    /// Its owner alone: it holds a secret.
    Owner,
    /// Those whom the umask leaves.
    Anyone,
    /// Those of the file that it replaces.
    Those(Permissions),
}

/// A file that is not finished.
pub(crate) struct Unfinished {
    file: File,
    /// Its passing name, if it has one. Dropped, it goes with the file.
    passing: Option<TempPath>,
}

impl Unfinished {
    /// Makes one for its owner alone, under this passing name, which nothing has yet.
    pub(crate) fn under(passing: PathBuf) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        for_owner(options.read(true).write(true).create_new(true));
        let file = never_follow_or_wait(&mut options).open(&passing)?;
        Ok(Self { file, passing: Some(TempPath::try_from_path(passing)?) })
    }

    /// Makes one in the folder of `path`.
    pub(crate) fn beside(path: &Path, readers: &Readers) -> io::Result<Self> {
        let unfinished = Self::made(path, readers)?;
        if let Readers::Those(permissions) = readers {
            unfinished.file.set_permissions(permissions.clone())?;
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
            return Ok(Self { file, passing: None });
        }
        let mut builder = Builder::new();
        builder.prefix(PASSING);
        #[cfg(unix)]
        if *readers == Readers::Anyone {
            use std::os::unix::fs::PermissionsExt as _;
            // The umask takes its part away.
            builder.permissions(Permissions::from_mode(0o666));
        }
        let (file, passing) = builder.tempfile_in(folder_of(path))?.into_parts();
        Ok(Self { file, passing: Some(passing) })
    }

    /// The open file.
    pub(crate) fn file(&self) -> &File {
        &self.file
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    /// Has what was written survive a power cut.
    pub(crate) fn sync(&self) -> io::Result<()> {
        self.file.sync_all()
    }

    /// Gives it its name. One that is there is replaced only if `force` says so.
    pub(crate) fn name(self, path: &Path, force: bool) -> io::Result<()> {
        let passing = match self.passing {
            Some(passing) => passing,
            #[cfg(target_os = "linux")]
            None if !force => {
                return nameless::link(&self.file, path);
            }
            #[cfg(target_os = "linux")]
            None => Builder::new()
                .prefix(PASSING)
                .make_in(folder_of(path), |passing| nameless::link(&self.file, passing))?
                .into_temp_path(),
            #[cfg(not(target_os = "linux"))]
            None => unreachable!("only Linux makes files without a name"),
        };
        let named = if force { passing.persist(path) } else { passing.persist_noclobber(path) };
        named.map_err(|error| error.error)
    }
}

/// Files without a name, as open(2) describes them.
#[cfg(target_os = "linux")]
mod nameless {
    use std::fs::File;
    use std::io;
    use std::os::fd::AsRawFd as _;
    use std::path::{Path, PathBuf};

    use rustix::fs::{AtFlags, CWD, Mode, OFlags, linkat, open};

    use super::Readers;

    /// Makes one in this folder; nothing where that can't be done, or it could get no name later.
    pub(super) fn create(folder: &Path, readers: &Readers) -> Option<File> {
        let mode = match readers {
            Readers::Owner | Readers::Those(_) => Mode::RUSR | Mode::WUSR,
            // The umask takes its part away.
            Readers::Anyone => Mode::from_raw_mode(0o666),
        };
        let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
        let file = File::from(open(folder, flags, mode).ok()?);
        place(&file).symlink_metadata().is_ok().then_some(file)
    }

    /// Gives it a name that is not there yet.
    pub(super) fn link(file: &File, path: &Path) -> io::Result<()> {
        Ok(linkat(CWD, place(file), CWD, path, AtFlags::SYMLINK_FOLLOW)?)
    }

    /// Where the system shows it as long as it is open.
    fn place(file: &File) -> PathBuf {
        PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()))
    }
}
