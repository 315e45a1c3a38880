//! The lock file: whoever holds it changes the keystore, and nobody else.
//!
//! It is a file of its own, since the keystore is replaced. It stays when it is released, since
//! removing it could take it from whoever waits for it. The operating system releases it with the
//! process, however that ends.

use std::fs::{self, File, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use super::private::{has_one_name, is_ours, make_private_if_possible};
use super::{failed, not_written};
use crate::files;
use crate::keystore::Error;

/// How long to wait before trying again, at least and at most: see [`pause`].
const PAUSE: (Duration, Duration) = (Duration::from_millis(1), Duration::from_millis(50));

/// A lock file that we hold.
pub(super) struct LockFile {
    path: PathBuf,
    file: File,
}

impl LockFile {
    /// Takes the lock, waiting no longer than this for whoever holds it.
    pub(super) fn take(path: PathBuf, timeout: Duration) -> Result<Self, Error> {
        let start = Instant::now();
        let mut lock = Self { file: open(&path)?, path };
        let mut last = Duration::ZERO;
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
            let left = timeout.saturating_sub(start.elapsed());
            if left.is_zero() {
                return Err(Error::Busy);
            }
            last = pause(last, left, timeout);
            thread::sleep(last);
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

/// How long to wait, after the last pause, before trying again.
///
/// Twice as long as the last one, so that a short wait is noticed soon and a long one costs little;
/// but shorter again as the time runs out. A lock is no queue: of many who wait, whoever tries more
/// often gets it sooner, and that has to be who has waited longest.
fn pause(last: Duration, left: Duration, timeout: Duration) -> Duration {
    let rest = left.div_duration_f64(timeout);
    (last * 2).min(PAUSE.1.mul_f64(rest * rest)).max(PAUSE.0).min(left)
}

fn open(path: &Path) -> Result<File, Error> {
    let foreign = || Error::ForeignLockFile { path: path.to_owned() };
    let file = files::open_or_make_own(path).map_err(|error| match fs::symlink_metadata(path) {
        Ok(there) if !there.is_file() || !is_ours(&there) => foreign(),
        _ => not_written("opening the lock file")(error),
    })?;
    let metadata = file.metadata().map_err(failed("looking at the lock file"))?;
    if !metadata.is_file() || !is_ours(&metadata) {
        return Err(foreign());
    }
    // By another name it may be another file of ours, whose mode is none of our business.
    if has_one_name(&metadata) {
        make_private_if_possible(&file).map_err(failed("making the lock file private"))?;
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// When someone tries, who never gets it.
    fn tries(timeout: Duration) -> Vec<Duration> {
        let (mut waited, mut last, mut tries) = (Duration::ZERO, Duration::ZERO, Vec::new());
        while waited < timeout {
            tries.push(waited);
            last = pause(last, timeout.saturating_sub(waited), timeout);
            waited += last;
        }
        assert_eq!(waited, timeout, "no longer than it may");
        tries
    }

    #[test]
    fn whoever_has_waited_longest_tries_most_often() {
        let second = Duration::from_secs(1);
        let tries = tries(10 * second);
        let in_second = |number: u64| tries.iter().filter(|at| at.as_secs() == number).count();
        // At first it is soon, for those who come when it is just about to be free.
        assert!(tries[4] < Duration::from_millis(20));
        let each: Vec<usize> = (1..10).map(in_second).collect();
        assert!(each.is_sorted(), "{each:?}");
        assert!(each[8] > 10 * each[0], "{each:?}");
        assert!(tries.len() < 3000, "waiting is not working: {}", tries.len());
    }
}
