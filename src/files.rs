//! The only module that creates files or opens them for writing.
//!
//! A file that may hold a secret is created here: exclusively, for its owner alone, and under a
//! temporary name or none until it is complete ([`Unfinished`]). The other functions open existing
//! files, or make an empty one that locks another ([`LockFile`]). Callers decide
//! whether an existing file may be replaced: `keystore/file`, and the output of commands.

#![allow(clippy::disallowed_methods, reason = "this is the room that the wall leads to")]

mod file_id;
mod lock_file;
mod ownership;
mod unfinished;

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

pub(crate) use file_id::FileId;
pub(crate) use lock_file::{LockFile, NotLocked};
pub(crate) use ownership::{has_one_name, is_ours, make_private, make_private_if_possible};
pub(crate) use unfinished::{Readers, Unfinished};

/// Opens one of our own files for reading. Never follows a symbolic link at the end of the path,
/// and never blocks on a FIFO without a writer.
pub(crate) fn open_own(path: &Path) -> io::Result<File> {
    never_follow_or_wait(OpenOptions::new().read(true)).open(path)
}

/// Opens one of our own files for reading and writing, like [`open_own`]. Creates a missing file,
/// readable by its owner alone.
pub(crate) fn open_or_make_own(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    for_owner(options.read(true).write(true).create(true).truncate(false));
    never_follow_or_wait(&mut options).open(path)
}

/// Opens a file that others read, to append to it. Follows symbolic links.
pub(crate) fn open_to_append(path: &Path) -> io::Result<File> {
    OpenOptions::new().append(true).open(path)
}

/// Opens an existing pipe or device for writing.
pub(crate) fn open_stream(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).open(path)
}

/// Opens a device for reading and writing: a terminal, or the null device.
pub(crate) fn open_device(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).open(path)
}

/// The numbers of Windows' errors where another process holds a file open, or a part of it locked.
const ERROR_SHARING_VIOLATION: i32 = 32;
const ERROR_LOCK_VIOLATION: i32 = 33;

/// Whether another process holds the file open in a way that denies this use of it. On Unix no
/// process can.
pub(crate) fn is_held_error(error: &io::Error) -> bool {
    cfg!(windows)
        && matches!(error.raw_os_error(), Some(ERROR_SHARING_VIOLATION | ERROR_LOCK_VIOLATION))
}

/// Opens a file for nothing but a look at its identity, which no other process can deny.
#[cfg(windows)]
fn open_to_look(path: &Path) -> io::Result<File> {
    use std::os::windows::fs::OpenOptionsExt as _;
    never_follow_or_wait(OpenOptions::new().access_mode(0)).open(path)
}

/// Whether another process holds the file open. Windows denies replacing such a file in the words
/// of a missing permission.
#[cfg(windows)]
fn is_held(path: &Path) -> bool {
    use std::os::windows::fs::OpenOptionsExt as _;
    let alone = OpenOptions::new().read(true).share_mode(0).open(path);
    alone.is_err_and(|error| is_held_error(&error))
}

/// Makes the directory entries of a folder durable: they survive a power cut.
#[cfg(unix)]
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "as on Unix")]
pub(crate) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Returns the path behind all links, as people type it: without the prefix of Windows' own long
/// notation (`\\?\C:\…`).
pub(crate) fn resolved(path: &Path) -> io::Result<PathBuf> {
    let path = std::fs::canonicalize(path)?;
    #[cfg(windows)]
    if let Some(rest) = path.to_str().and_then(|text| text.strip_prefix(r"\\?\")) {
        return Ok(match rest.strip_prefix(r"UNC\") {
            Some(share) => PathBuf::from(format!(r"\\{share}")),
            None => PathBuf::from(rest),
        });
    }
    Ok(path)
}

/// Returns the folder of a file.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes new files readable by their owner alone. On other systems than Unix, the permissions of
/// the user's own folders do this.
fn for_owner(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

fn never_follow_or_wait(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        options.custom_flags(flags.bits().cast_signed());
    }
    #[cfg(windows)]
    {
        use std::os::windows::fs::OpenOptionsExt;
        const FILE_FLAG_OPEN_REPARSE_POINT: u32 = 0x0020_0000;
        options.custom_flags(FILE_FLAG_OPEN_REPARSE_POINT);
    }
    options
}
