//! The controlling terminal (`/dev/tty`), where standard input carries data.
//!
//! It stands in for stdin and stderr while a question is asked, and no longer: the questions know
//! one terminal, and what reads the data afterwards finds it where it was.

use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;

use rustix::stdio::{dup2_stderr, dup2_stdin};

/// Asks there.
pub(crate) fn ask<T, E: From<io::Error>>(ask: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    let _stand_in = StandIn::begin(&super::open_controlling()?)?;
    ask()
}

/// What stdin and stderr were. They are it again when this is dropped.
struct StandIn {
    stdin: OwnedFd,
    stderr: OwnedFd,
}

impl StandIn {
    fn begin(terminal: &File) -> io::Result<Self> {
        let stand_in =
            Self { stdin: kept(rustix::stdio::stdin())?, stderr: kept(rustix::stdio::stderr())? };
        dup2_stdin(terminal)?;
        dup2_stderr(terminal)?;
        Ok(stand_in)
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        // Both were open a moment ago; where that fails, the next use says so.
        let _ = dup2_stdin(&self.stdin);
        let _ = dup2_stderr(&self.stderr);
    }
}

/// A second descriptor of this file, above those of the standard streams.
fn kept(stream: std::os::fd::BorrowedFd<'_>) -> io::Result<OwnedFd> {
    Ok(rustix::io::fcntl_dupfd_cloexec(stream, 3)?)
}
