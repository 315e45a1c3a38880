//! The terminal while boxes are filled in: single keys without echo, marked pastes, and frames on
//! the alternate screen.
//!
//! A [`Stage`] that is dropped, also by a panic, has put everything back. Ctrl-C and Ctrl-Z stay
//! signals.

use std::fs::File;
use std::io::{self, Write as _};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::termios::{
    LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr,
};
use zeroize::Zeroizing;

use super::draw::Frame;
use crate::ui::private::{TOO_SMALL, lines_of, size_of, wiping};

/// A terminal that is held so.
pub(super) struct Stage {
    input: OwnedFd,
    output: File,
    /// The modes to put back; none while the terminal is somebody else's.
    before: Option<Termios>,
    /// The lines that are on the screen.
    shown: Vec<Zeroizing<String>>,
}

/// The alternate screen and marked pastes, on and off.
const ARRIVING: &[u8] = b"\x1b[?1049h\x1b[?2004h";
const LEAVING: &str = "\x1b[?2004l\x1b[?1049l";

impl Stage {
    /// Takes hold of a terminal, by its two ends.
    pub(super) fn enter(input: BorrowedFd<'_>, output: BorrowedFd<'_>) -> io::Result<Self> {
        let mut stage = Self {
            input: input.try_clone_to_owned()?,
            output: File::from(output.try_clone_to_owned()?),
            before: None,
            shown: Vec::new(),
        };
        stage.arrive()?;
        Ok(stage)
    }

    /// Takes hold of it again.
    pub(super) fn arrive(&mut self) -> io::Result<()> {
        let before = tcgetattr(&self.input)?;
        let mut modes = before.clone();
        modes.local_modes -= LocalModes::ICANON | LocalModes::ECHO | LocalModes::IEXTEN;
        modes.special_codes[SpecialCodeIndex::VMIN] = 1;
        modes.special_codes[SpecialCodeIndex::VTIME] = 0;
        self.before = Some(before);
        tcsetattr(&self.input, OptionalActions::Now, &modes)?;
        self.output.write_all(ARRIVING)?;
        self.output.write_all(wiping(self.size().1).as_bytes())
    }

    /// Gives it back.
    pub(super) fn leave(&mut self) {
        let Some(before) = self.before.take() else { return };
        self.shown.clear();
        // Wiped first: some terminals keep what the alternate screen showed, or have none. If this
        // can't be written, or the modes can't be set, there is no terminal left.
        let _ = self.output.write_all((wiping(self.size().1) + LEAVING).as_bytes());
        let _ = tcsetattr(&self.input, OptionalActions::Now, &before);
    }

    /// Whether it is held.
    pub(super) fn is_held(&self) -> bool {
        self.before.is_some()
    }

    /// Columns and rows.
    pub(super) fn size(&self) -> (usize, usize) {
        size_of(self.output.as_fd())
    }

    /// Forgets what is on the screen, which is then drawn anew.
    pub(super) fn forget(&mut self) -> io::Result<()> {
        self.shown.clear();
        self.output.write_all(wiping(self.size().1).as_bytes())
    }

    /// Shows a frame, or why there is none, in one write of the lines that differ.
    pub(super) fn show(&mut self, frame: Option<&Frame>) -> io::Result<()> {
        let (columns, rows) = self.size();
        let apology: Vec<_>;
        let (lines, cursor) = if let Some(frame) = frame {
            (&frame.lines, frame.cursor)
        } else {
            let lines = lines_of(TOO_SMALL, columns).into_iter().take(rows);
            apology = lines.map(|line| Zeroizing::new(line.into_owned())).collect();
            (&apology, (0, 0))
        };
        let room: usize = lines.iter().map(|line| line.len() + 16).sum();
        let mut bytes = Zeroizing::new(Vec::with_capacity(room + 16 * self.shown.len() + 16));
        for row in 0..lines.len().max(self.shown.len()) {
            let line = lines.get(row).map_or("", |line| line);
            if self.shown.get(row).map_or("", |line| line) != line {
                write!(bytes, "\x1b[{}H{line}\x1b[K", row + 1)?;
            }
        }
        write!(bytes, "\x1b[{};{}H", cursor.0 + 1, cursor.1 + 1)?;
        self.output.write_all(&bytes)?;
        self.shown.clear();
        self.shown.extend(lines.iter().cloned());
        Ok(())
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.leave();
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    use rustix::termios::{Winsize, tcsetwinsize};

    use super::*;

    /// A terminal: its other end, and itself.
    fn terminal() -> (OwnedFd, File) {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a pty");
        grantpt(&master).and_then(|()| unlockpt(&master)).expect("a pty");
        let path = ptsname(&master, Vec::new()).expect("a pty").into_string().expect("a path");
        let slave = File::options().read(true).write(true).open(path).expect("a terminal");
        let size = Winsize { ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 };
        tcsetwinsize(&slave, size).expect("a size");
        (master, slave)
    }

    fn modes(terminal: &File) -> String {
        format!("{:?}", tcgetattr(terminal).expect("a terminal"))
    }

    /// All that was written so far. It comes in pieces, so the end is marked.
    fn written(master: &OwnedFd, terminal: &File) -> String {
        const END: &str = "\u{4}end";
        rustix::io::write(terminal, END.as_bytes()).expect("written");
        let mut text = String::new();
        while !text.ends_with(END) {
            let mut bytes = [0; 8192];
            let count = rustix::io::read(master, &mut bytes).expect("something was written");
            text.push_str(std::str::from_utf8(&bytes[..count]).expect("ASCII"));
        }
        text.truncate(text.len() - END.len());
        text
    }

    fn frame(lines: &[&str]) -> Frame {
        let lines = lines.iter().map(|line| Zeroizing::new(String::from(*line))).collect();
        Frame { lines, cursor: (0, 0) }
    }

    #[test]
    fn a_panic_gives_the_terminal_back() {
        let (master, slave) = terminal();
        let before = modes(&slave);
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            let mut stage = Stage::enter(slave.as_fd(), slave.as_fd()).expect("a terminal");
            stage.show(Some(&frame(&["12345"]))).expect("it is shown");
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
    fn only_lines_that_differ_are_written() {
        let (master, slave) = terminal();
        let mut stage = Stage::enter(slave.as_fd(), slave.as_fd()).expect("a terminal");
        stage.show(Some(&frame(&["one", "two", "three"]))).expect("it is shown");
        written(&master, &slave);
        stage.show(Some(&frame(&["one", "2"]))).expect("it is shown");
        assert_eq!(written(&master, &slave), "\x1b[2H2\x1b[K\x1b[3H\x1b[K\x1b[1;1H");
        stage.show(Some(&frame(&["one", "2"]))).expect("it is shown");
        assert_eq!(written(&master, &slave), "\x1b[1;1H");
    }

    #[test]
    fn what_was_given_back_is_not_given_back_twice() {
        let (master, slave) = terminal();
        let before = modes(&slave);
        let mut stage = Stage::enter(slave.as_fd(), slave.as_fd()).expect("a terminal");
        stage.leave();
        assert!(!stage.is_held());
        assert_eq!(modes(&slave), before);
        written(&master, &slave);
        drop(stage);
        assert_eq!(written(&master, &slave), "");
    }
}
