//! Private files: a regular file that our effective user owns, and that nobody else can read or
//! write.
//!
//! On Windows a user's profile is private, and so are the files in it: `folder` looks for that.

use std::fs::{File, FileType, Metadata};

use crate::files::{is_ours, make_private};
use crate::keystore::{Error, FileKind};

/// Refuses everything but a regular file that is ours alone.
///
/// A second hard link is accepted. Otherwise a backup made of hard links would lock its owner out,
/// and so would a kill while the first keystore gets its name on a file system without an exclusive
/// rename. Replacing the file separates the two names.
pub(super) fn refuse_unless_private(metadata: &Metadata) -> Result<(), Error> {
    if !metadata.is_file() {
        return Err(Error::NotAFile(kind(metadata.file_type())));
    }
    if !is_ours(metadata) {
        return Err(Error::ForeignOwner);
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let mode = metadata.mode() & 0o7777;
        if mode & 0o077 != 0 {
            return Err(Error::NotPrivate { mode });
        }
    }
    Ok(())
}

/// Whether the file system lets the mode of this file be changed to a private one. The mode is
/// restored afterwards: correcting it is up to the owner.
pub(super) fn can_be_made_private(file: &File, before: &Metadata) -> bool {
    let is_private = || {
        let after = file.metadata().ok()?;
        refuse_unless_private(&after).ok()
    };
    let can = make_private(file).is_ok() && is_private().is_some();
    if can {
        // If restoring fails, the file stays private, which does no harm.
        let _ = file.set_permissions(before.permissions());
    }
    can
}

fn kind(file_type: FileType) -> FileKind {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if file_type.is_fifo() {
            return FileKind::Fifo;
        }
        if file_type.is_socket() {
            return FileKind::Socket;
        }
        if file_type.is_block_device() || file_type.is_char_device() {
            return FileKind::Device;
        }
    }
    if file_type.is_symlink() {
        FileKind::SymbolicLink
    } else if file_type.is_dir() {
        FileKind::Folder
    } else {
        FileKind::Other
    }
}
