//! The terminal: signals, lines and keys that are typed, the private screen, and texts in its window.
//!
//! The rule: whatever is changed of a terminal is put back however it ends: at the end, by Ctrl-C, a
//! signal, a suspension, a closed terminal, or a panic. What is shown in private is wiped before it is
//! left. Nothing here knows what a code or an account is, or says anything of its own.
//!
//! `signals`, `dialog_keys`, `waiting`, `key_mode` and `unseen_typing` are those of Unix; `portable`
//! is what the standard library gives elsewhere.

#[cfg(unix)]
pub(crate) mod controlling;
#[cfg(unix)]
mod dialog_keys;
#[cfg(unix)]
pub(crate) mod key_mode;
#[cfg(not(unix))]
mod portable;
pub(crate) mod screen;
#[cfg(unix)]
mod signals;
pub(crate) mod stderr;
pub(crate) mod typed;
#[cfg(unix)]
pub(crate) mod unseen_typing;
#[cfg(unix)]
pub(crate) mod waiting;
#[cfg(unix)]
mod window;
pub(crate) mod wrapping;

use std::fs::File;
use std::io;
use std::path::Path;

#[cfg(not(unix))]
use portable as platform;
#[cfg(not(unix))]
pub(crate) use portable::{Interruption, Signals, drop_pending_input, end_as_signaled};
#[cfg(unix)]
pub(crate) use signals::{Interruption, Signals, end_as_signaled};
#[cfg(unix)]
pub(crate) use waiting::drop_pending_input;

use crate::files;
use crate::secret::SecretText;

/// Opens the terminal that controls the process, if it has one.
pub(crate) fn open_controlling() -> io::Result<File> {
    files::open_device(Path::new(if cfg!(windows) { "CONOUT$" } else { "/dev/tty" }))
}

/// What differs between systems, by the same names.
#[cfg(unix)]
mod platform {
    pub(super) use super::waiting::{another_line_follows, more_is_coming, next_event};
    pub(super) use super::window::{Output, output, size, size_of};
}

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unanswered {
    /// Nobody is there to ask.
    #[error("nobody to ask")]
    NoPerson,
    /// They left: Ctrl-C, Ctrl-D, or the terminal was closed.
    #[error("interrupted")]
    Left,
    /// The terminal failed.
    #[error("the terminal failed")]
    Failed(#[from] io::Error),
}

/// What happens while something typed is waited for.
#[cfg_attr(not(unix), allow(dead_code, reason = "some of it happens on Unix only"))]
pub(crate) enum Event {
    /// A whole line, without its end.
    Line(SecretText),
    /// The window has another size.
    Resized,
    /// Ctrl-Z.
    Suspended,
    /// Ctrl-C, Ctrl-D, a closed terminal, or a signal to end.
    Left,
}
