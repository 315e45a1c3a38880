//! Output to stderr. Each line is one write, so that the lines of two processes never mix.

use std::io::{self, Write as _};

/// Writes a text, each line and its line feed in one write.
///
/// # Errors
///
/// When stderr can't be written.
pub(crate) fn lines(text: &str) -> io::Result<()> {
    let mut stderr = io::stderr().lock();
    let text = if text.is_empty() { "\n" } else { text };
    text.lines().try_for_each(|line| stderr.write_all(format!("{line}\n").as_bytes()))
}

/// Writes a part of a line in one write: a question, or progress.
pub(crate) fn part(text: &str) -> io::Result<()> {
    io::stderr().lock().write_all(text.as_bytes())
}
