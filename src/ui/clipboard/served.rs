//! X11 and Wayland, where the process that copied a text serves it to the programs that paste it.
//!
//! The clipboard is ours as long as this process serves it, whatever its content: a later copy of
//! the same text belongs to another program. arboard's `wait` returns when another program takes
//! over, on both systems (its `wait_until` returns at once on Wayland). When the display dies, it
//! returns on Wayland only, so the display is also checked at intervals.
//!
//! The exception is a clipboard manager that takes over every text as soon as it is copied
//! (`clipman store`, by its default). It would serve the text without the mark of a secret, and
//! forever. A program that has our text at once after us is taken for a manager, and the time goes
//! on. A second `copy` is not taken for one, because it first empties a clipboard that has the same
//! text already.
//!
//! arboard and the libraries under it keep copies that are never wiped; they end with this process.

use std::convert::Infallible;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, TryRecvError};
use std::thread;
use std::time::{Duration, Instant};

use arboard::{Clipboard, Error, SetExtLinux as _};

use super::ClipboardError;
use super::clock::Clock;
use crate::secret::{Secret, SecretText};

/// Longest time from serving a text until it can be read.
const TAKING: Duration = Duration::from_secs(3);
/// Time between two checks of the display and of the wall clock.
const LOOK: Duration = Duration::from_millis(500);
/// Time for which the empty text stays, so that clipboard managers take it in place of ours.
const EMPTY: Duration = Duration::from_millis(500);
/// Longest time in which a manager takes a text over, and too short to copy the same text by hand.
const AT_ONCE: Duration = Duration::from_secs(2);
/// Timeout for another program to deliver the content of its clipboard.
const ANSWER: Duration = Duration::from_secs(1);

/// The clipboard, while it is ours.
pub(super) struct Holding {
    clipboard: Clipboard,
    lost: Receiver<Infallible>,
    text: SecretText,
    taken: Instant,
}

impl Holding {
    /// Takes the clipboard. Returns when the text can be read from it.
    pub(super) fn take(text: SecretText) -> Result<Self, ClipboardError> {
        let mut clipboard = Clipboard::new().map_err(|_| ClipboardError::Unreachable)?;
        if somebody_has(&text) == Some(true) {
            replace_by_nothing();
        }
        let lost = serve(text.expose().clone(), Kind::Secret)?;
        let limit = Instant::now() + TAKING;
        while !reads_back(&mut clipboard, &text) {
            let ended = lost.recv_timeout(Duration::from_millis(10));
            // A manager may take the text over before this check, and that is no refusal.
            let is_manager = || somebody_has(&text) == Some(true);
            if ended != Err(RecvTimeoutError::Timeout) && !is_manager() || Instant::now() > limit {
                return Err(ClipboardError::Refused);
            }
        }
        Ok(Self { clipboard, lost, text, taken: Instant::now() })
    }

    /// Serves the text until the time is over, then clears the clipboard. Returns early once it is
    /// not ours, or the display is gone.
    pub(super) fn until(mut self, clock: &Clock) {
        while !clock.left().is_zero() {
            let ended = self.lost.recv_timeout(clock.left().min(LOOK));
            if ended != Err(RecvTimeoutError::Timeout) {
                return self.while_a_manager_has_it(clock);
            }
            if self.display_is_gone() {
                return;
            }
        }
        // The display has just answered, so an earlier loss is known by now, or will be within the
        // moment that the serving thread takes to wake up.
        thread::sleep(Duration::from_millis(5));
        if self.lost.try_recv() == Err(TryRecvError::Empty) {
            replace_by_nothing();
        }
    }

    /// After a loss, waits until the manager no longer has the text, and clears the clipboard when
    /// the time is over. Returns at once if the program that has the clipboard now is no manager.
    fn while_a_manager_has_it(self, clock: &Clock) {
        if self.taken.elapsed() > AT_ONCE {
            return;
        }
        // A program that does not answer may have the text, though nobody can paste from it.
        while somebody_has(&self.text) != Some(false) {
            if clock.left().is_zero() {
                return replace_by_nothing();
            }
            thread::sleep(clock.left().min(LOOK / 2));
        }
    }

    /// Whether the display is gone. Asks for HTML, which is not offered, so that the answer does
    /// not copy the text once more.
    fn display_is_gone(&mut self) -> bool {
        matches!(self.clipboard.get().html(), Err(Error::Unknown { .. }))
    }
}

/// Clears the clipboard by serving an empty text for a while. Letting go at once is not enough:
/// GNOME's compositor (`meta-clipboard-manager.c`) keeps a copy of every text, and serves it when
/// its owner is gone. The empty text is not marked as a secret, because it is to be kept in place
/// of ours.
fn replace_by_nothing() {
    if let Ok(lost) = serve(String::new(), Kind::Nothing) {
        let _ = lost.recv_timeout(EMPTY);
    }
}

#[derive(PartialEq, Eq)]
enum Kind {
    Secret,
    Nothing,
}

/// Serves a text from its own thread. The receiver disconnects when that ends, for any reason.
fn serve(text: String, kind: Kind) -> Result<Receiver<Infallible>, ClipboardError> {
    let mut clipboard = Clipboard::new().map_err(|_| ClipboardError::Unreachable)?;
    let (sender, lost) = mpsc::channel();
    thread::spawn(move || {
        // Disconnects when the thread ends, even by a panic.
        let _sender = sender;
        let set = clipboard.set().wait();
        let set = if kind == Kind::Secret { set.exclude_from_history() } else { set };
        let _ = set.text(text);
    });
    Ok(lost)
}

/// Whether the clipboard has this text, from any program.
fn reads_back(clipboard: &mut Clipboard, text: &SecretText) -> bool {
    clipboard.get_text().is_ok_and(|read| Secret::new(read) == *text)
}

/// Whether the clipboard has this text, from any program; `None` if no answer comes in time.
fn somebody_has(text: &SecretText) -> Option<bool> {
    let text: SecretText = Secret::new(text.expose().clone());
    let (sender, answer) = mpsc::channel();
    // Not joined: it ends with the program it waits for, or with this process.
    thread::spawn(move || {
        let mut clipboard = Clipboard::new();
        let _ = sender.send(clipboard.as_mut().is_ok_and(|clipboard| reads_back(clipboard, &text)));
    });
    answer.recv_timeout(ANSWER).ok()
}
