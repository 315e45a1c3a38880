//! The terminal: signals, typed lines and keys, the private screen, and texts in its window.
//!
//! Every change to a terminal is undone, however its use ends: normally, by Ctrl-C, a signal, a
//! suspension, a closed terminal, or a panic. Private content is wiped before the screen is left.
//! This module does not know what a code or an account is, and has no messages of its own.
//!
//! `controlling`, `dialog_keys`, `key_mode`, `signals`, `unseen_typing`, `waiting` and `window` are
//! for Unix; `console` is for Windows.

#[cfg(windows)]
pub(crate) mod console;
#[cfg(unix)]
pub(crate) mod controlling;
#[cfg(unix)]
mod dialog_keys;
#[cfg(unix)]
pub(crate) mod key_mode;
pub(crate) mod screen;
#[cfg(unix)]
mod signals;
pub(crate) mod stderr;
pub(crate) mod typed;
#[cfg(unix)]
mod unseen_typing;
#[cfg(unix)]
pub(crate) mod waiting;
#[cfg(unix)]
mod window;
pub(crate) mod wrapping;

use std::fs::File;
use std::io;
use std::path::Path;

#[cfg(windows)]
use console as platform;
#[cfg(windows)]
pub(crate) use console::{
    Signals, Unseen, drop_pending_input, has_private_screen, shows_sequences,
};
#[cfg(unix)]
pub(crate) use signals::{Interruption, Signals, end_as_signaled};
#[cfg(unix)]
pub(crate) use unseen_typing::Unseen;
#[cfg(unix)]
pub(crate) use waiting::drop_pending_input;

use crate::files;
use crate::secret::SecretText;

/// Opens the controlling terminal of the process, if it has one.
pub(crate) fn open_controlling() -> io::Result<File> {
    files::open_device(Path::new(if cfg!(windows) { "CONOUT$" } else { "/dev/tty" }))
}

/// Whether the terminal can show pages in private.
#[cfg(unix)]
pub(crate) fn has_private_screen() -> bool {
    true
}

/// Whether the terminal understands sequences such as colors.
#[cfg(unix)]
pub(crate) fn shows_sequences() -> bool {
    true
}

/// Does nothing: no signal ends a process on Windows.
#[cfg(windows)]
pub(crate) fn end_as_signaled() {}

/// The functions that differ between systems, under the same names.
#[cfg(unix)]
mod platform {
    pub(super) use super::waiting::{another_line_follows, more_is_coming, wait};
    pub(super) use super::window::{Output, output, size, size_of};
}

/// The reason why a question has no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unanswered {
    /// There is no person to ask.
    #[error("nobody to ask")]
    NoPerson,
    /// The person left: Ctrl-C, Ctrl-D, or the terminal was closed.
    #[error("interrupted")]
    Left,
    /// The terminal failed.
    #[error("the terminal failed")]
    Failed(#[from] io::Error),
}

/// An event while typed input is awaited.
#[cfg_attr(not(unix), allow(dead_code, reason = "some of it happens on Unix only"))]
pub(crate) enum Event {
    /// A whole line, without its line end.
    Line(SecretText),
    /// The size of the window changed.
    Resized,
    /// Ctrl-Z.
    Suspended,
    /// Ctrl-C, Ctrl-D, a closed terminal, or a signal to end.
    Left,
}
