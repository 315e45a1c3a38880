//! Windows and macOS, where the system keeps the text and the holder only clears it.
//!
//! The clipboard is ours as long as its content is our text, for want of a better sign. So that an
//! earlier holder notices a later copy of the same text, a new holder first leaves the clipboard
//! empty, for longer than the time between two looks.
//!
//! The copy that the system keeps, and those that arboard makes, are never wiped.

use std::thread;
use std::time::Duration;

#[cfg(target_os = "macos")]
use arboard::SetExtApple as _;
#[cfg(windows)]
use arboard::SetExtWindows as _;
use arboard::{Clipboard, Error};

use super::ClipboardError;
use super::clock::Clock;
use crate::secret::{Secret, SecretText};

/// Time between two looks at the clipboard.
const LOOK: Duration = Duration::from_millis(250);
/// Time for which the clipboard is left empty, so that an earlier holder sees it.
const EMPTY: Duration = Duration::from_millis(600);
/// Attempts to clear the clipboard while another program has it open.
const TRIES: u32 = 20;

/// The clipboard, while it is ours.
pub(super) struct Holding {
    clipboard: Clipboard,
    text: SecretText,
}

impl Holding {
    /// Takes the clipboard. Returns when the text can be read from it.
    pub(super) fn take(text: SecretText) -> Result<Self, ClipboardError> {
        let clipboard = Clipboard::new().map_err(|_| ClipboardError::Unreachable)?;
        let mut holding = Self { clipboard, text };
        if holding.has_ours() != Some(false) {
            holding.clipboard.clear().map_err(|_| ClipboardError::Refused)?;
            thread::sleep(EMPTY);
        }
        let set = holding.clipboard.set().exclude_from_history();
        #[cfg(windows)]
        let set = set.exclude_from_cloud().exclude_from_monitoring();
        set.text(holding.text.expose()).map_err(|_| ClipboardError::Refused)?;
        match holding.has_ours() {
            Some(true) => Ok(holding),
            _ => Err(ClipboardError::Refused),
        }
    }

    /// Waits until the time is over, then clears the clipboard. Returns early once it is not ours.
    pub(super) fn until(mut self, clock: &Clock) {
        while !clock.left().is_zero() {
            thread::sleep(clock.left().min(LOOK));
            if self.has_ours() == Some(false) {
                return;
            }
        }
        for _ in 0..TRIES {
            match self.has_ours() {
                Some(false) => return,
                Some(true) if self.clipboard.clear().is_ok() => return,
                _ => thread::sleep(LOOK),
            }
        }
    }

    /// Whether the clipboard has our text; `None` while another program has it open.
    fn has_ours(&mut self) -> Option<bool> {
        match self.clipboard.get_text() {
            Ok(read) => Some(Secret::new(read) == self.text),
            Err(Error::ClipboardOccupied) => None,
            Err(_) => Some(false),
        }
    }
}
