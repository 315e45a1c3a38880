//! The folder of a keystore: only we or root may control its entries.
//!
//! Others may write to it only if it is sticky, like `/tmp`: then they can't remove our files. A
//! folder whose group has the same number as its owner counts as private: where users have such
//! groups, their umask is 002. A missing folder is created only inside an acceptable one.
//!
//! On Windows the folder has to be inside the user's profile. Its access control lists are left to
//! Windows, which lets only the user, the system and its administrators into a profile; they are
//! not read.
//!
//! The folders above are not checked. A person who can write to one of them can put another folder
//! in the place of ours, but that is refused too, unless it is ours or root's. Checking the folders
//! above would refuse every world-writable volume of a container, and `/tmp` on one of them.

use std::ffi::OsString;
#[cfg(unix)]
use std::fs::File;
use std::fs::{self, DirBuilder, Metadata};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

#[cfg(unix)]
use super::failed;
use super::{Trust, not_written};
#[cfg(unix)]
use crate::files::is_ours;
use crate::keystore::Error;

/// Returns the folder of a path, if it has one.
pub(super) fn above(path: &Path) -> Option<PathBuf> {
    let above = path.parent()?;
    // A bare name is in the current folder.
    Some(if above.as_os_str().is_empty() { PathBuf::from(".") } else { above.to_owned() })
}

/// Whether the folder exists. Refuses an unacceptable one.
pub(super) fn look(path: &Path, trust: Trust) -> Result<bool, Error> {
    match fs::metadata(path) {
        Ok(metadata) => refuse(path, &metadata, trust).map(|()| true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(source) => Err(Error::Io { doing: "looking at the folder", source }),
    }
}

/// An acceptable folder, open to be synced. On other systems than Unix a folder can't be synced.
pub(super) struct Folder {
    path: PathBuf,
    #[cfg(unix)]
    file: File,
}

impl Folder {
    /// Opens the folder, and creates it first if it does not exist.
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

    /// Lists the names in the folder, as far as possible.
    ///
    /// Does not use the standard library on Unix: it ends the process if closing a folder fails, as
    /// can happen on a network file system.
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

    /// Makes the entries of the folder durable.
    #[cfg_attr(
        windows,
        allow(clippy::unnecessary_wraps, clippy::unused_self, reason = "as on Unix")
    )]
    pub(super) fn sync(&self) -> Result<(), Error> {
        #[cfg(unix)]
        self.file.sync_all().map_err(|source| Error::NotDurable { source })?;
        Ok(())
    }

    /// Makes the existence of the folder durable.
    ///
    /// This syncs every folder above it that we may have created, in this process or in one that
    /// was killed before it could sync.
    #[cfg_attr(
        windows,
        allow(clippy::unnecessary_wraps, clippy::unused_self, reason = "as on Unix")
    )]
    pub(super) fn sync_above(&self) -> Result<(), Error> {
        #[cfg(unix)]
        {
            let whole = fs::canonicalize(&self.path).map_err(failed("looking at the folder"))?;
            for folder in whole.ancestors() {
                let ours = fs::metadata(folder).is_ok_and(|there| is_ours(&there));
                let Some(above) = folder.parent().filter(|_| ours) else { break };
                match File::open(above) {
                    Ok(above) => above.sync_all().map_err(failed("syncing a folder"))?,
                    // Our folder is inside one that is not ours and that we may not read, such as
                    // `/home`.
                    Err(error) if error.kind() == ErrorKind::PermissionDenied => break,
                    Err(source) => return Err(Error::Io { doing: "opening a folder", source }),
                }
            }
        }
        Ok(())
    }
}

/// Creates a folder and its missing ancestors, for us alone.
fn make(path: &Path, trust: Trust) -> Result<(), Error> {
    if look(path, trust)? {
        return Ok(());
    }
    if let Some(above) = above(path) {
        make(&above, trust)?;
    }
    match create(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            // Either another process created it first, or a dangling link has the name.
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
    // The umask may have removed some of these bits.
    fs::set_permissions(path, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn create(path: &Path) -> io::Result<()> {
    DirBuilder::new().create(path)
}

/// Refuses anything but a folder, and a folder whose entries others control.
fn refuse(path: &Path, metadata: &Metadata, trust: Trust) -> Result<(), Error> {
    if !metadata.is_dir() {
        let source = io::Error::from(ErrorKind::NotADirectory);
        return Err(Error::Io { doing: "looking at the folder", source });
    }
    #[cfg(windows)]
    if trust == Trust::Own && !is_in_profile(path) {
        return Err(Error::OutsideProfile { folder: path.to_owned() });
    }
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

/// Whether a folder is inside the user's profile, wherever links lead.
#[cfg(windows)]
fn is_in_profile(path: &Path) -> bool {
    let profile = std::env::home_dir().filter(|profile| !profile.as_os_str().is_empty());
    let profile = profile.and_then(|profile| fs::canonicalize(profile).ok());
    profile.is_some_and(|profile| fs::canonicalize(path).is_ok_and(|it| it.starts_with(profile)))
}

/// Whether the folder's file system stores modes, as far as we know. If it shows every file with
/// one mode, advice to change the mode would be useless.
#[cfg(unix)]
fn has_modes(path: &Path) -> bool {
    #[cfg(target_os = "linux")]
    {
        /// The magic numbers of FAT, exFAT, NTFS, FUSE, 9P, SMB, and the shared folders of virtual
        /// machines.
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
        // The type of `f_type` differs between platforms.
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
