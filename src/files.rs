//! The one room that makes files, and opens them to write.
//!
//! Whatever may hold a secret is made here: exclusively, for its owner alone, and under a name that
//! nobody looks for until it is whole ([`Unfinished`]). The rest are ways to open what is there
//! already. What a file is for, and whether it may be replaced, is decided above: by `keystore/file`
//! and by the results of commands.

#![allow(clippy::disallowed_methods, reason = "this is the room that the wall leads to")]

mod unfinished;

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

pub(crate) use unfinished::{Readers, Unfinished};

/// Opens a file of ours to read. A link at the end of the path is opened as itself or not at all,
/// and a FIFO without waiting for whoever may write to it.
pub(crate) fn open_own(path: &Path) -> io::Result<File> {
    never_follow_or_wait(OpenOptions::new().read(true)).open(path)
}

/// The same to read and write; one that is not there is made, for us alone.
pub(crate) fn open_or_make_own(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    for_owner(options.read(true).write(true).create(true).truncate(false));
    never_follow_or_wait(&mut options).open(path)
}

/// Opens a file that others read, to write at its end. A link is followed.
pub(crate) fn open_to_append(path: &Path) -> io::Result<File> {
    OpenOptions::new().append(true).open(path)
}

/// Opens a pipe or a device that is there, to write into it.
pub(crate) fn open_stream(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).open(path)
}

/// Opens a device to read and to write: a terminal, or the one that swallows everything.
pub(crate) fn open_device(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).open(path)
}

/// Has the names in a folder survive a power cut.
#[cfg(unix)]
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "as on Unix")]
pub(crate) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// The folder that a file is in.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A file that is made is its owner's alone; elsewhere than on Unix, a user's own folders see to that.
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
