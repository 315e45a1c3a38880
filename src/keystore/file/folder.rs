//! The folder that a keystore is in: nobody but us, or root, may decide what is in it.
//!
//! Others may write to it only when it is sticky, as `/tmp` is: then they can't take away what is
//! ours. A folder that belongs to a group of its owner alone counts as private: where users have
//! such groups, their umask is 002. A missing folder is made only inside one that is as good.
//!
//! The folders above it are not looked at. Who may write one of them can put another folder in the
//! place of ours, which is refused unless it is ours or root's, too. To refuse such a place would
//! refuse every volume of a container that all may write, `/tmp` on one of them included.

use std::ffi::OsString;
#[cfg(unix)]
use std::fs::File;
use std::fs::{self, DirBuilder, Metadata};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::{Trust, not_written};
#[cfg(unix)]
use super::{failed, private::is_ours};
use crate::keystore::Error;

/// The folder that a path is in, if it names one.
pub(super) fn above(path: &Path) -> Option<PathBuf> {
    let above = path.parent()?;
    // A bare name is in the current folder.
    Some(if above.as_os_str().is_empty() { PathBuf::from(".") } else { above.to_owned() })
}

/// Whether the folder is there, if it is a good one.
pub(super) fn look(path: &Path, trust: Trust) -> Result<bool, Error> {
    match fs::metadata(path) {
        Ok(metadata) => refuse(path, &metadata, trust).map(|()| true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(source) => Err(Error::Io { doing: "looking at the folder", source }),
    }
}

/// A good folder, open to be synced. Elsewhere than on Unix there is no such thing.
pub(super) struct Folder {
    path: PathBuf,
    #[cfg(unix)]
    file: File,
}

impl Folder {
    /// Opens the folder, and makes it first where it isn't there.
    pub(super) fn make(path: &Path, trust: Trust) -> Result<Self, Error> {
        make(path, trust)?;
        #[cfg(unix)]
        {
            let file = File::open(path).map_err(not_written("opening the folder"))?;
            let metadata = file.metadata().map_err(failed("looking at the folder"))?;
            refuse(path, &metadata, trust)?;
            Ok(Self { path: path.to_owned(), file })
        }
        #[cfg(not(unix))]
        Ok(Self { path: path.to_owned() })
    }

    /// The names of what is in the folder, as far as it can be listed.
    ///
    /// The standard library ends the process when closing a folder fails, as it can on a network.
    pub(super) fn names(&self) -> Vec<OsString> {
        #[cfg(unix)]
        {
            use std::os::unix::ffi::OsStringExt;
            let Ok(entries) = rustix::fs::Dir::read_from(&self.file) else { return Vec::new() };
            let name = |entry: rustix::fs::DirEntry| entry.file_name().to_bytes().to_vec();
            entries.flatten().map(|entry| OsString::from_vec(name(entry))).collect()
        }
        #[cfg(not(unix))]
        {
            let Ok(entries) = fs::read_dir(&self.path) else { return Vec::new() };
            entries.flatten().map(|entry| entry.file_name()).collect()
        }
    }

    /// Makes durable what is in the folder.
    pub(super) fn sync(&self) -> Result<(), Error> {
        #[cfg(unix)]
        self.file.sync_all().map_err(|source| Error::NotDurable { source })?;
        Ok(())
    }

    /// Makes durable that the folder is there.
    ///
    /// That is every folder above it that we may have made, in this run or in one that was killed
    /// before it came to this.
    pub(super) fn sync_above(&self) -> Result<(), Error> {
        #[cfg(unix)]
        {
            let whole = fs::canonicalize(&self.path).map_err(failed("looking at the folder"))?;
            for folder in whole.ancestors() {
                let ours = fs::metadata(folder).is_ok_and(|there| is_ours(&there));
                let Some(above) = folder.parent().filter(|_| ours) else { break };
                match File::open(above) {
                    Ok(above) => above.sync_all().map_err(failed("syncing a folder"))?,
                    // Ours is in a folder that is not, and that we may not list: `/home`, say.
                    Err(error) if error.kind() == ErrorKind::PermissionDenied => break,
                    Err(source) => return Err(Error::Io { doing: "opening a folder", source }),
                }
            }
        }
        Ok(())
    }
}

/// Makes a folder and every one above it that isn't there, ours alone.
fn make(path: &Path, trust: Trust) -> Result<(), Error> {
    if look(path, trust)? {
        return Ok(());
    }
    if let Some(above) = above(path) {
        make(&above, trust)?;
    }
    match create(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            // Another process was faster, or it still isn't there.
            if look(path, trust)? {
                return Ok(());
            }
            let source = io::Error::other("a link is there that leads nowhere");
            Err(Error::Io { doing: "making the folder", source })
        }
        made => made.map_err(not_written("making the folder")),
    }
}

#[cfg(unix)]
fn create(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
    DirBuilder::new().mode(0o700).create(path)?;
    // Whatever the umask left of it.
    fs::set_permissions(path, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn create(path: &Path) -> io::Result<()> {
    DirBuilder::new().create(path)
}

/// Refuses what is no folder, and a folder in which others decide.
fn refuse(path: &Path, metadata: &Metadata, trust: Trust) -> Result<(), Error> {
    if !metadata.is_dir() {
        let source = io::Error::from(ErrorKind::NotADirectory);
        return Err(Error::Io { doing: "looking at the folder", source });
    }
    #[cfg(not(unix))]
    let _ = (path, trust);
    #[cfg(unix)]
    if trust == Trust::Own {
        use std::os::unix::fs::MetadataExt;
        const ROOT: u32 = 0;
        let (owner, mode) = (metadata.uid(), metadata.mode());
        if owner != ROOT && !is_ours(metadata) {
            return Err(Error::ForeignFolder { folder: path.to_owned() });
        }
        let group_of_one = metadata.gid() == owner;
        let shared = mode & 0o002 != 0 || (mode & 0o020 != 0 && !group_of_one);
        let sticky = mode & 0o1000 != 0;
        if shared && !sticky {
            let is_ours = is_ours(metadata) && has_modes(path);
            return Err(Error::SharedFolder { folder: path.to_owned(), is_ours });
        }
    }
    Ok(())
}

/// Whether a folder's file system keeps the modes of its files, as far as that is known: of those
/// that show every file with one mode it would be no advice to change one.
#[cfg(unix)]
fn has_modes(path: &Path) -> bool {
    #[cfg(target_os = "linux")]
    {
        /// FAT, exFAT, NTFS, FUSE, 9P, SMB, and the shared folders of virtual machines.
        const WITHOUT: [i64; 10] = [
            0x4d44,
            0x2011_bab0,
            0x5346_544e,
            0x7366_746e,
            0x6573_5546,
            0x0102_1997,
            0xff53_4d42,
            0xfe53_4d42,
            0x786f_4256,
            0xbacb_acbc,
        ];
        // Its type differs from one platform to the next.
        #[allow(clippy::useless_conversion, reason = "it is none on some")]
        let kind = rustix::fs::statfs(path).map(|there| i64::try_from(there.f_type).unwrap_or(0));
        kind.is_ok_and(|kind| !WITHOUT.contains(&(kind & 0xffff_ffff)))
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = path;
        true
    }
}
