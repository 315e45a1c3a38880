//! A terminal to write to, and the size of its window.

use std::fs::File;
use std::io;
use std::os::fd::AsFd;

use rustix::termios;

/// A terminal to write to.
pub(super) type Output = File;

/// Returns the terminal of stderr.
pub(super) fn output() -> io::Result<Output> {
    Ok(File::from(io::stderr().as_fd().try_clone_to_owned()?))
}

/// Returns the columns and rows of stderr's window.
pub(super) fn size() -> (usize, usize) {
    size_of(&io::stderr())
}

/// Returns the columns and rows of a terminal's window; 80 by 24 where they are unknown.
pub(super) fn size_of(terminal: &impl AsFd) -> (usize, usize) {
    match termios::tcgetwinsize(terminal) {
        Ok(size) if size.ws_col > 0 && size.ws_row > 0 => {
            (usize::from(size.ws_col), usize::from(size.ws_row))
        }
        _ => (80, 24),
    }
}
