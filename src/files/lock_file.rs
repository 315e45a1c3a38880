//! A lock file: only the process that holds it changes the file that it is for.
//!
//! It is separate from that file, because the file is replaced. The operating system releases it when
//! the process ends, in any way.

use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use super::{FileId, has_one_name, is_ours, make_private_if_possible, open_or_make_own};

/// The minimum and maximum time between two attempts: see [`pause`].
const PAUSE: (Duration, Duration) = (Duration::from_millis(1), Duration::from_millis(50));

/// The reason why a lock file was not taken.
#[derive(Debug)]
pub(crate) enum NotLocked {
    /// Another process held it during the whole timeout.
    Busy,
    /// The path leads to something other than a regular file of our own.
    Foreign {
        /// The path.
        path: PathBuf,
    },
    /// It can't be opened or made.
    NotOpened(io::Error),
    /// The operating system reported another error.
    Io {
        /// The operation that failed.
        doing: &'static str,
        /// The cause.
        source: io::Error,
    },
}

/// A lock file that we hold.
pub(crate) struct LockFile {
    path: PathBuf,
    file: File,
}

impl LockFile {
    /// Takes the lock file, waiting at most `timeout` for another process to release it.
    pub(crate) fn take(path: PathBuf, timeout: Duration) -> Result<Self, NotLocked> {
        let start = Instant::now();
        let mut lock = Self { file: open(&path)?, path };
        let mut last = Duration::ZERO;
        loop {
            match lock.file.try_lock() {
                Ok(()) if lock.is_in_place() => return Ok(lock),
                // The file was removed while we waited: other processes lock the new one.
                Ok(()) => lock.file = open(&lock.path)?,
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Interrupted => {}
                Err(TryLockError::Error(source)) => {
                    return Err(NotLocked::Io { doing: "taking the lock file", source });
                }
            }
            let left = timeout.saturating_sub(start.elapsed());
            if left.is_zero() {
                return Err(NotLocked::Busy);
            }
            last = pause(last, left, timeout);
            thread::sleep(last);
        }
    }

    /// Removes the lock file, and releases it: for a folder in which it should not stay. A process
    /// that waits for it notices, and makes another one. An error is ignored, since a lock file that
    /// stays does no harm.
    #[cfg(feature = "cli")]
    pub(crate) fn remove(self) {
        if cfg!(unix) && self.is_in_place() {
            let _ = fs::remove_file(&self.path);
        }
    }

    /// Whether the path still leads to the file that we hold, and that others would lock.
    pub(crate) fn is_in_place(&self) -> bool {
        let held = FileId::of(&self.file);
        held.is_some() && held == FileId::at(&self.path)
    }
}

/// Returns the time to wait before the next attempt, given the last one.
///
/// The time doubles, so that the end of a short wait is noticed soon and a long wait costs little.
/// As the timeout approaches it shrinks again: a lock is not a queue, the process that tries most
/// often gets it first, and that should be the one that has waited longest.
fn pause(last: Duration, left: Duration, timeout: Duration) -> Duration {
    let rest = left.div_duration_f64(timeout);
    (last * 2).min(PAUSE.1.mul_f64(rest * rest)).max(PAUSE.0).min(left)
}

fn open(path: &Path) -> Result<File, NotLocked> {
    let foreign = || NotLocked::Foreign { path: path.to_owned() };
    let failed = |doing| move |source| NotLocked::Io { doing, source };
    let file = open_or_make_own(path).map_err(|error| match fs::symlink_metadata(path) {
        Ok(there) if !there.is_file() || !is_ours(&there) => foreign(),
        _ => NotLocked::NotOpened(error),
    })?;
    let metadata = file.metadata().map_err(failed("looking at the lock file"))?;
    if !metadata.is_file() || !is_ours(&metadata) {
        return Err(foreign());
    }
    // A file with a second hard link may be another file of ours, whose mode is not ours to change
    // here.
    if has_one_name(&metadata) {
        make_private_if_possible(&file).map_err(failed("making the lock file private"))?;
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the times at which a process tries that never gets the lock.
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
    fn the_longest_waiting_process_tries_most_often() {
        let second = Duration::from_secs(1);
        let tries = tries(10 * second);
        let in_second = |number: u64| tries.iter().filter(|at| at.as_secs() == number).count();
        // Early attempts are frequent, for a lock that is about to be released.
        assert!(tries[4] < Duration::from_millis(20));
        let each: Vec<usize> = (1..10).map(in_second).collect();
        assert!(each.is_sorted(), "{each:?}");
        assert!(each[8] > 10 * each[0], "{each:?}");
        assert!(tries.len() < 3000, "waiting is not working: {}", tries.len());
    }
}
