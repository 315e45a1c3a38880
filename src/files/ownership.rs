//! Files of our effective user, and their modes.
//!
//! On Windows a user's profile is private, and so are the files in it.

use std::fs::{File, Metadata};
use std::io;

/// Gives a new file of ours the mode 0600, regardless of the umask.
#[cfg_attr(windows, allow(clippy::unnecessary_wraps, reason = "as on Unix"))]
pub(crate) fn make_private(file: &File) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.set_permissions(std::fs::Permissions::from_mode(0o600))
    }
    #[cfg(not(unix))]
    {
        let _ = file;
        Ok(())
    }
}

/// Gives a file of ours the mode 0600, unless its file system stores no modes and refuses. A caller
/// that relies on the mode checks it afterwards.
pub(crate) fn make_private_if_possible(file: &File) -> io::Result<()> {
    match make_private(file) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        made => made,
    }
}

/// Whether our effective user owns the file.
pub(crate) fn is_ours(metadata: &Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        metadata.uid() == rustix::process::geteuid().as_raw()
    }
    #[cfg(not(unix))]
    {
        let _ = metadata;
        true
    }
}

/// Whether the file has no second hard link.
pub(crate) fn has_one_name(metadata: &Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        metadata.nlink() == 1
    }
    #[cfg(not(unix))]
    {
        let _ = metadata;
        true
    }
}
