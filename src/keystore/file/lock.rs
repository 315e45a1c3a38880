//! The lock file: whoever holds it changes the keystore, and nobody else.
//!
//! It is a file of its own, since the keystore is replaced. It stays when it is released, since
//! removing it could take it from whoever waits for it. The operating system releases it with the
//! process, however that ends.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use super::private::{has_one_name, is_ours, make_private};
use super::{failed, never_follow_or_wait, not_written};
use crate::keystore::Error;

/// How long to wait before trying again: twice as long each time, between these.
const PAUSE: (Duration, Duration) = (Duration::from_millis(1), Duration::from_millis(50));

/// A lock file that we hold.
pub(super) struct LockFile {
    path: PathBuf,
    file: File,
}

impl LockFile {
    /// Takes the lock, waiting no longer than this for whoever holds it.
    pub(super) fn take(path: PathBuf, patience: Duration) -> Result<Self, Error> {
        let start = Instant::now();
        let mut lock = Self { file: open(&path)?, path };
        let mut pause = PAUSE.0;
        loop {
            match lock.file.try_lock() {
                Ok(()) if lock.is_in_place() => return Ok(lock),
                // Removed while we waited: what others lock is the new one.
                Ok(()) => lock.file = open(&lock.path)?,
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Interrupted => {}
                Err(TryLockError::Error(source)) => {
                    return Err(Error::Io { doing: "locking the keystore", source });
                }
            }
            let left = patience.saturating_sub(start.elapsed());
            if left.is_zero() {
                return Err(Error::Busy);
            }
            thread::sleep(pause.min(left));
            pause = (pause * 2).min(PAUSE.1);
        }
    }

    /// Whether the file that we hold is still the one that others would lock.
    pub(super) fn is_in_place(&self) -> bool {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let (Ok(held), Ok(there)) = (self.file.metadata(), fs::symlink_metadata(&self.path))
            else {
                return false;
            };
            (held.dev(), held.ino()) == (there.dev(), there.ino())
        }
        // Elsewhere an open file can't be removed.
        #[cfg(not(unix))]
        true
    }
}

fn open(path: &Path) -> Result<File, Error> {
    let foreign = || Error::ForeignLock { path: path.to_owned() };
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    never_follow_or_wait(&mut options);
    let file = options.open(path).map_err(|error| match fs::symlink_metadata(path) {
        Ok(there) if !there.is_file() || !is_ours(&there) => foreign(),
        _ => not_written("opening the lock file")(error),
    })?;
    let metadata = file.metadata().map_err(failed("looking at the lock file"))?;
    if !metadata.is_file() || !is_ours(&metadata) {
        return Err(foreign());
    }
    // By another name it may be another file of ours, whose mode is none of our business.
    if has_one_name(&metadata) {
        make_private(&file).map_err(failed("making the lock file private"))?;
    }
    Ok(file)
}
