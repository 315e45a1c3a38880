//! Lines of a terminal without Unix signals, by means of the standard library.

use std::io::{self, BufRead as _};

use dialoguer::console::Term;
use zeroize::Zeroizing;

use super::{Event, Unanswered};
use crate::secret::Secret;

/// A stand-in that holds no signals: Ctrl-C ends the process here.
pub(crate) struct Signals;

impl Signals {
    pub(crate) fn hold() -> io::Result<Self> {
        Ok(Self)
    }

    pub(crate) fn hold_for_question() -> io::Result<Self> {
        Self::hold()
    }

    pub(crate) fn interrupting<T>(&self, wait: impl FnOnce() -> T) -> io::Result<T> {
        Ok(wait())
    }

    pub(crate) fn interruption(&self, _: bool) -> Interruption {
        Interruption::None
    }

    pub(crate) fn someone_left(&self) -> bool {
        false
    }

    pub(crate) fn leave(&self) -> Unanswered {
        Unanswered::Left
    }

    pub(crate) fn suspend(&self) -> io::Result<()> {
        Ok(())
    }
}

/// The interruption of a question. Only `None` occurs here: a signal ends the process.
#[allow(dead_code, reason = "each happens on Unix only")]
pub(crate) enum Interruption {
    None,
    Resized,
    Suspended,
    Left,
}

/// Does nothing, since a signal ends the process as soon as it comes.
pub(crate) fn end_as_signaled() {}

pub(super) fn next_event(
    _signals: &Signals,
    _pending: &mut Zeroizing<Vec<u8>>,
    longest: usize,
) -> Result<Event, Unanswered> {
    let mut line = Secret::new(String::with_capacity(longest));
    if io::stdin().lock().read_line(line.expose_mut())? == 0 {
        return Ok(Event::Left);
    }
    let end = line.expose().trim_end_matches(['\r', '\n']).len();
    line.expose_mut().truncate(end);
    Ok(Event::Line(line))
}

pub(crate) fn more_is_coming() -> bool {
    false
}

pub(crate) fn another_line_follows() -> bool {
    false
}

pub(crate) fn drop_pending_input() {}

/// A terminal to write to.
pub(super) type Output = io::Stderr;

/// Returns the terminal of stderr.
pub(super) fn output() -> io::Result<Output> {
    Ok(io::stderr())
}

/// Returns the columns and rows of the window.
pub(super) fn size() -> (usize, usize) {
    let (rows, columns) = Term::stderr().size();
    (usize::from(columns), usize::from(rows))
}

/// Returns the columns and rows of the window: stderr is the only output.
pub(super) fn size_of(_: &Output) -> (usize, usize) {
    size()
}
