//! Lines of a terminal where there are no Unix signals: what the standard library gives.

use std::io::{self, BufRead as _};

use dialoguer::console::Term;
use zeroize::Zeroizing;

use super::super::Unanswered;
use crate::secret::{Secret, SecretText};

/// What happens while a line is waited for.
#[allow(dead_code, reason = "some of it happens on Unix only")]
pub(in crate::ui) enum Event {
    /// A whole line, without its end.
    Line(SecretText),
    /// The window has another size.
    Resized,
    /// Ctrl-Z.
    Suspended,
    /// The end of input.
    Left,
}

/// Ctrl-C ends the process here, as the system has it.
pub(in crate::ui) struct Signals;

impl Signals {
    pub(in crate::ui) fn hold() -> io::Result<Self> {
        Ok(Self)
    }

    pub(in crate::ui) fn someone_left(&self) -> bool {
        false
    }

    pub(in crate::ui) fn leave(&self) -> Unanswered {
        Unanswered::Left
    }

    pub(in crate::ui) fn suspend(&self) -> io::Result<()> {
        Ok(())
    }
}

/// Here a signal ends the process as it comes.
pub(in crate::ui) fn end_as_signaled() {}

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

pub(in crate::ui) fn more_is_coming() -> bool {
    false
}

pub(in crate::ui) fn another_line_follows() -> bool {
    false
}

pub(in crate::ui) fn drop_pending_input() {}

/// Columns and rows of the window.
pub(super) fn size() -> (usize, usize) {
    let (rows, columns) = Term::stderr().size();
    (usize::from(columns), usize::from(rows))
}
