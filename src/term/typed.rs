//! Lines that a person types. The terminal stays in its own line mode, so that editing, pasting and
//! echo work as they always do there.

use zeroize::Zeroizing;

use super::platform::{another_line_follows, more_is_coming, wait};
use super::{Event, Signals, Unanswered};
use crate::secret::{Secret, SecretText};

/// Longest typed line, in bytes: the limit of a terminal's line mode.
pub(crate) const LINE: usize = 4096;

/// The marks around a paste (bracketed paste). This program does not ask for them here, but an
/// earlier one may have, and forgotten it.
const PASTE_MARKS: [&str; 2] = ["\x1b[200~", "\x1b[201~"];

/// The lines that a person types, with the bytes that follow the last line end.
pub(crate) struct Lines(Zeroizing<Vec<u8>>);

impl Lines {
    pub(crate) fn new() -> Self {
        Self(Zeroizing::new(Vec::with_capacity(2 * LINE)))
    }

    /// Waits for a line, together with those that follow it at once as one answer, or for a signal.
    pub(crate) fn next_paste(&mut self, signals: &Signals) -> Result<Event, Unanswered> {
        let mut paste = SecretText::new(String::with_capacity(2 * LINE));
        loop {
            match self.next(signals)? {
                Event::Line(line) => {
                    let (text, line) = (paste.expose_mut(), line.expose());
                    // A line that no longer fits is dropped, so that the buffer never grows: no
                    // answer is that long.
                    if text.len() + line.len() < text.capacity() {
                        text.push_str(line);
                        text.push('\n');
                    }
                    if self.0.is_empty() && !another_line_follows() {
                        return Ok(Event::Line(paste));
                    }
                }
                Event::Left => return Ok(Event::Left),
                event if paste.expose().is_empty() => return Ok(event),
                Event::Resized | Event::Suspended => {}
            }
        }
    }

    /// Waits for a line or a signal. An empty line is an answer only when nothing follows at once:
    /// in the middle of a paste it is skipped.
    pub(crate) fn next(&mut self, signals: &Signals) -> Result<Event, Unanswered> {
        loop {
            let mut event = next_event(signals, &mut self.0, LINE)?;
            if let Event::Line(line) = &mut event {
                for mark in PASTE_MARKS {
                    while let Some(at) = line.expose().find(mark) {
                        line.expose_mut().drain(at..at + mark.len());
                    }
                }
                if line.expose().trim().is_empty() && (!self.0.is_empty() || more_is_coming()) {
                    continue;
                }
            }
            return Ok(event);
        }
    }
}

/// Waits for a line of stdin or a signal. `pending` keeps the bytes behind the line's end.
fn next_event(
    signals: &Signals,
    pending: &mut Zeroizing<Vec<u8>>,
    longest: usize,
) -> Result<Event, Unanswered> {
    loop {
        if let Some(event) = signals.happened() {
            return Ok(event);
        }
        if let Some(end) = pending.iter().position(|&byte| byte == b'\n' || byte == b'\r') {
            let line = text(&pending[..end]);
            pending.drain(..=end);
            return Ok(Event::Line(line));
        }
        if pending.len() >= longest {
            pending.clear();
        }
        if let Some(event) = wait(signals, pending)? {
            return Ok(event);
        }
    }
}

/// Returns the bytes as text. Invalid UTF-8 becomes U+FFFD: it can't be an answer, but it is seen.
pub(crate) fn text(bytes: &[u8]) -> SecretText {
    let mut text = String::with_capacity(bytes.len() * 3);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
    Secret::new(text)
}
