//! A file that is not finished: nobody finds it by its name before it is whole.
//!
//! On Linux it has no name at all (`O_TMPFILE`), so that nothing is left of it however we end; where
//! the file system has no such files, it has a passing name, and 0600 like all that `tempfile`
//! makes.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use tempfile::{Builder, TempPath};

use super::Readers;

/// How passing names begin.
const PASSING: &str = ".collab-";

pub(super) struct Unfinished {
    file: File,
    /// Its passing name, if it has one. Dropped, it goes with the file.
    passing: Option<TempPath>,
}

impl Unfinished {
    /// Makes one in the folder of `path`.
    pub(super) fn create(path: &Path, readers: &Readers) -> io::Result<Self> {
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
            builder.permissions(std::fs::Permissions::from_mode(0o666));
        }
        let (file, passing) = builder.tempfile_in(folder_of(path))?.into_parts();
        Ok(Self { file, passing: Some(passing) })
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    /// Has what was written survive a power cut.
    pub(super) fn sync(&self) -> io::Result<()> {
        self.file.sync_all()
    }

    /// Gives it its name. One that is there is replaced only if `force` says so.
    pub(super) fn name(self, path: &Path, force: bool) -> io::Result<()> {
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

/// Has the name of a file survive a power cut.
#[cfg(unix)]
pub(super) fn sync(path: &Path) -> io::Result<()> {
    File::open(folder_of(path))?.sync_all()
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "as on Unix")]
pub(super) fn sync(_: &Path) -> io::Result<()> {
    Ok(())
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
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
