//! Files that another process holds open.
//!
//! On Windows such a file can't be opened or replaced: a virus scanner, a backup program or an
//! editor holds a file for a moment. That is waited for, like the lock file, and then the keystore
//! is in use. It never counts as missing permission.

use std::io;
use std::thread;
use std::time::{Duration, Instant};

use crate::files::is_held_error;
use crate::keystore::Error;

/// Time between two attempts.
const PAUSE: Duration = Duration::from_millis(20);

/// Repeats an attempt for as long as another process holds the file, at most for `timeout`.
pub(super) fn when_free<T>(
    timeout: Duration,
    mut attempt: impl FnMut() -> io::Result<T>,
    failed: impl FnOnce(io::Error) -> Error,
) -> Result<T, Error> {
    let start = Instant::now();
    loop {
        match attempt() {
            Err(error) if is_held_error(&error) && start.elapsed() < timeout => {
                thread::sleep(PAUSE);
            }
            Err(error) if is_held_error(&error) => return Err(Error::Busy),
            Err(error) => return Err(failed(error)),
            Ok(answer) => return Ok(answer),
        }
    }
}
