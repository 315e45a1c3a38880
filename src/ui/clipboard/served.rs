//! X11 and Wayland, where the text in the clipboard is served by the process that put it there.
//!
//! The rule: ours is told apart by who serves it, never by what it says, so that a later copy of
//! the same text is somebody else's. arboard's `wait` returns when another takes over, on both
//! systems (its `wait_until` returns at once on Wayland); when the display dies it returns on
//! Wayland only, so the display is also asked now and then.
//!
//! One other is not believed: a clipboard manager that takes every text over as soon as it is copied
//! (`clipman store`, by its default) would serve it without the mark, and for ever. Whoever has our
//! text at once after us is taken for one, and the time goes on. So that a second `copy` is not,
//! the clipboard is emptied first when it has the same text already.
//!
//! arboard and the libraries under it keep copies that nobody wipes; they go with this process.

use std::convert::Infallible;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, TryRecvError};
use std::thread;
use std::time::{Duration, Instant};

use arboard::{Clipboard, Error, SetExtLinux as _};

use super::ClipboardError;
use super::clock::Clock;
use crate::secret::{Secret, SecretText};

/// How long a text may take from being served to being readable.
const TAKING: Duration = Duration::from_secs(3);
/// How often the display is asked whether it is still there, and the wall clock looked at.
const LOOK: Duration = Duration::from_millis(500);
/// How long the empty text stays, for clipboard managers to take it in place of ours.
const EMPTY: Duration = Duration::from_millis(500);
/// How soon a manager takes a text over; nobody copies the same by hand as fast.
const AT_ONCE: Duration = Duration::from_secs(2);
/// How long another program that has the clipboard may take to say what is in it.
const ANSWER: Duration = Duration::from_secs(1);

/// The clipboard, while it is ours.
pub(super) struct Holding {
    clipboard: Clipboard,
    lost: Receiver<Infallible>,
    text: SecretText,
    taken: Instant,
}

impl Holding {
    /// Takes the clipboard, and returns when the text can be read from it.
    pub(super) fn take(text: SecretText) -> Result<Self, ClipboardError> {
        let mut clipboard = Clipboard::new().map_err(|_| ClipboardError::Unreachable)?;
        if somebody_has(&text) == Some(true) {
            replace_by_nothing();
        }
        let lost = serve(text.expose().clone(), Kind::Secret)?;
        let limit = Instant::now() + TAKING;
        while !reads_back(&mut clipboard, &text) {
            let ended = lost.recv_timeout(Duration::from_millis(10));
            // A manager may be faster than this look, and has the text then: that is no refusal.
            let is_manager = || somebody_has(&text) == Some(true);
            if ended != Err(RecvTimeoutError::Timeout) && !is_manager() || Instant::now() > limit {
                return Err(ClipboardError::Refused);
            }
        }
        Ok(Self { clipboard, lost, text, taken: Instant::now() })
    }

    /// Serves until the time is over, then clears; or until it is no longer ours.
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
        // The display has just answered, so a loss before that answer is known by now, or will be
        // within the moment it takes the serving thread to wake up.
        thread::sleep(Duration::from_millis(5));
        if self.lost.try_recv() == Err(TryRecvError::Empty) {
            replace_by_nothing();
        }
    }

    /// After a loss: until a manager's copy is no longer there, or the time is over and it is
    /// cleared. Not at all, if whoever has the clipboard now is no manager.
    fn while_a_manager_has_it(self, clock: &Clock) {
        if self.taken.elapsed() > AT_ONCE {
            return;
        }
        // What does not answer may have it, and can't be pasted from.
        while somebody_has(&self.text) != Some(false) {
            if clock.left().is_zero() {
                return replace_by_nothing();
            }
            thread::sleep(clock.left().min(LOOK / 2));
        }
    }

    /// Asks for what we don't have: the display answers without the text being copied once more.
    fn display_is_gone(&mut self) -> bool {
        matches!(self.clipboard.get().html(), Err(Error::Unknown { .. }))
    }
}

/// Clears by an empty text, then leaves that too. Letting go at once would not do: GNOME's
/// compositor (`meta-clipboard-manager.c`) keeps a copy of every text, and serves it when its owner
/// is gone. Nor is the empty text marked as a secret: it is meant to be kept in place of ours.
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

/// Serves a text from a thread of its own. The receiver hears when that is over, whatever the
/// reason.
fn serve(text: String, kind: Kind) -> Result<Receiver<Infallible>, ClipboardError> {
    let mut clipboard = Clipboard::new().map_err(|_| ClipboardError::Unreachable)?;
    let (sender, lost) = mpsc::channel();
    thread::spawn(move || {
        // Hangs up when all of this is over, by a panic too.
        let _sender = sender;
        let set = clipboard.set().wait();
        let set = if kind == Kind::Secret { set.exclude_from_history() } else { set };
        let _ = set.text(text);
    });
    Ok(lost)
}

/// Whether the clipboard has this text, whoever serves it.
fn reads_back(clipboard: &mut Clipboard, text: &SecretText) -> bool {
    clipboard.get_text().is_ok_and(|read| Secret::new(read) == *text)
}

/// Whether the clipboard has this text, unless whoever serves it does not answer in time.
fn somebody_has(text: &SecretText) -> Option<bool> {
    let text: SecretText = Secret::new(text.expose().clone());
    let (sender, answer) = mpsc::channel();
    // Not joined: it ends with the program it waits for, or with us.
    thread::spawn(move || {
        let mut clipboard = Clipboard::new();
        let _ = sender.send(clipboard.as_mut().is_ok_and(|clipboard| reads_back(clipboard, &text)));
    });
    answer.recv_timeout(ANSWER).ok()
}
