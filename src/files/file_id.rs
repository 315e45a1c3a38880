//! The identity of a file, whatever its names.

use std::fs::File;
#[cfg(unix)]
use std::fs::{self, Metadata};
use std::path::Path;

/// The identity of a regular file: device and inode, or what Windows has in their place, the serial
/// number of the volume and the index of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileId(u64, u64);

impl FileId {
    /// Returns the identity of an open file; `None` if it is not a regular one.
    pub(crate) fn of(file: &File) -> Option<Self> {
        #[cfg(unix)]
        {
            Self::of_metadata(&file.metadata().ok()?)
        }
        #[cfg(windows)]
        {
            if !file.metadata().ok()?.is_file() {
                return None;
            }
            let information = winapi_util::file::information(file).ok()?;
            Some(Self(information.volume_serial_number(), information.file_index()))
        }
    }

    /// Returns the identity of the file that has this name now; `None` if it is not a regular one.
    /// Does not follow symbolic links.
    pub(crate) fn at(path: &Path) -> Option<Self> {
        #[cfg(unix)]
        {
            Self::of_metadata(&fs::symlink_metadata(path).ok()?)
        }
        #[cfg(windows)]
        {
            Self::of(&super::open_to_look(path).ok()?)
        }
    }

    /// Returns the identity of the file that this name leads to, through symbolic links.
    pub(crate) fn behind(path: &Path) -> Option<Self> {
        Self::at(&super::resolved(path).ok()?)
    }

    #[cfg(unix)]
    fn of_metadata(file: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt as _;
        file.is_file().then(|| Self(file.dev(), file.ino()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_the_same_under_each_of_its_names() {
        let folder = tempfile::tempdir().expect("a folder");
        let [one, other, third] = ["one", "other", "third"].map(|name| folder.path().join(name));
        std::fs::write(&one, "").expect("a file");
        std::fs::write(&third, "").expect("a file");
        std::fs::hard_link(&one, &other).expect("a second name");
        let open = File::open(&one).expect("the file");
        assert!(FileId::of(&open).is_some());
        assert_eq!(FileId::of(&open), FileId::at(&other));
        assert_ne!(FileId::of(&open), FileId::at(&third));
        assert_eq!(FileId::at(folder.path()), None);
    }
}
