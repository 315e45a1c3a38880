//! The controlling terminal (`/dev/tty`), for questions where stdin carries data.
//!
//! The terminal replaces stdin and stderr only while a question is asked. So the questions know one
//! terminal, and the reader of the data finds stdin unchanged afterwards.

use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;

use rustix::stdio::{dup2_stderr, dup2_stdin};

/// Asks a question with the controlling terminal as stdin and stderr.
pub(crate) fn ask<T, E: From<io::Error>>(ask: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    let _stand_in = StandIn::begin(&super::open_controlling()?)?;
    ask()
}

/// The original stdin and stderr, restored on drop.
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
        // Both were open a moment ago. If this fails, their next use reports it.
        let _ = dup2_stdin(&self.stdin);
        let _ = dup2_stderr(&self.stderr);
    }
}

/// Returns a duplicate of a descriptor, above those of the standard streams.
fn kept(stream: std::os::fd::BorrowedFd<'_>) -> io::Result<OwnedFd> {
    Ok(rustix::io::fcntl_dupfd_cloexec(stream, 3)?)
}
