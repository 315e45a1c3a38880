//! Key mode on the private screen: single keys without echo, and pastes that the terminal marks
//! (bracketed paste). Ctrl-C and Ctrl-Z stay signals.

use std::io;
use std::os::fd::{AsFd as _, BorrowedFd, OwnedFd};

use rustix::termios::{
    LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr,
};

use super::screen::Screen;

/// The sequences that turn bracketed paste on and off.
const ON: &str = "\x1b[?2004h";
const OFF: &str = "\x1b[?2004l";

/// The private screen of a terminal in key mode. The terminal is restored on drop.
pub(crate) struct KeyScreen {
    input: OwnedFd,
    screen: Screen,
    /// The modes to restore; `None` while the terminal is not ours.
    before: Option<Termios>,
}

impl KeyScreen {
    /// Enters the private screen, on the terminal of stdin and stderr.
    pub(crate) fn enter() -> io::Result<Self> {
        Self::of(io::stdin().as_fd(), Screen::enter)
    }

    fn of(input: BorrowedFd<'_>, enter: impl FnOnce() -> io::Result<Screen>) -> io::Result<Self> {
        let input = input.try_clone_to_owned()?;
        let before = keys(&input)?;
        let screen = enter().inspect_err(|_| put_back(&input, &before))?;
        let mut keys = Self { input, screen, before: Some(before) };
        keys.screen.write(ON)?;
        Ok(keys)
    }

    /// Enters the private screen again.
    pub(crate) fn arrive(&mut self) -> io::Result<()> {
        self.before = Some(keys(&self.input)?);
        self.screen.arrive()?;
        self.screen.write(ON)
    }

    /// Restores the terminal.
    pub(crate) fn leave(&mut self) {
        let Some(before) = self.before.take() else { return };
        // A failed write means that there is no terminal left.
        let _ = self.screen.write(OFF);
        self.screen.leave();
        put_back(&self.input, &before);
    }

    /// Whether the terminal is held.
    pub(crate) fn is_held(&self) -> bool {
        self.before.is_some()
    }

    /// Returns the private screen.
    pub(crate) fn screen(&mut self) -> &mut Screen {
        &mut self.screen
    }
}

/// Puts the terminal into key mode, and returns its former modes.
fn keys(input: &OwnedFd) -> io::Result<Termios> {
    let before = tcgetattr(input)?;
    let mut modes = before.clone();
    modes.local_modes -= LocalModes::ICANON | LocalModes::ECHO | LocalModes::IEXTEN;
    modes.special_codes[SpecialCodeIndex::VMIN] = 1;
    modes.special_codes[SpecialCodeIndex::VTIME] = 0;
    tcsetattr(input, OptionalActions::Now, &modes)?;
    Ok(before)
}

fn put_back(input: &OwnedFd, modes: &Termios) {
    // A failure means that there is no terminal left.
    let _ = tcsetattr(input, OptionalActions::Now, modes);
}

impl Drop for KeyScreen {
    fn drop(&mut self) {
        self.leave();
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;
    use crate::term::screen::tests::{frame, terminal, written};

    fn modes(terminal: &File) -> String {
        format!("{:?}", tcgetattr(terminal).expect("a terminal"))
    }

    fn held(terminal: &File) -> KeyScreen {
        let output = terminal.try_clone().expect("a second end");
        KeyScreen::of(terminal.as_fd(), || Screen::of(output)).expect("a terminal")
    }

    #[test]
    fn a_panic_gives_the_terminal_back() {
        let (master, slave) = terminal();
        let before = modes(&slave);
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            let mut keys = held(&slave);
            keys.screen().show(&frame(&["12345"])).expect("it is shown");
            assert_ne!(modes(&slave), before);
            std::panic::resume_unwind(Box::new("a bug"));
        }));
        assert!(panicked.is_err());
        assert_eq!(modes(&slave), before);
        let written = written(&master, &slave);
        let (_, after) = written.split_once("12345").expect("it was shown");
        let wiped = after.find("\x1b[1H\x1b[2K").expect("it was wiped");
        assert!(wiped < after.find("\x1b[?1049l").expect("left"), "{after:?}");
        assert!(after.contains("\x1b[?2004l"), "{after:?}");
    }

    #[test]
    fn the_terminal_is_given_back_only_once() {
        let (master, slave) = terminal();
        let before = modes(&slave);
        let mut keys = held(&slave);
        keys.leave();
        assert!(!keys.is_held());
        assert_eq!(modes(&slave), before);
        written(&master, &slave);
        drop(keys);
        assert_eq!(written(&master, &slave), "");
    }
}
