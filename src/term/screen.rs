//! The private screen: the alternate screen of stderr's terminal, wiped before it is left.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use zeroize::Zeroizing;

use super::platform::{self, Output, size_of};

/// The sequences that turn the alternate screen on and off.
const ON: &[u8] = b"\x1b[?1049h";
const OFF: &str = "\x1b[?1049l";

/// The private screen, left on drop.
pub(crate) struct Screen {
    output: Output,
    /// Whether the screen is entered. While this process is stopped, the terminal is not ours.
    is_there: bool,
    /// The lines of the last frame.
    shown: Vec<Zeroizing<String>>,
}

/// The content of the screen, line by line from the top, and the row and column of the cursor,
/// counted from 0.
#[cfg_attr(not(unix), allow(dead_code, reason = "only boxes show frames, and only Unix has them"))]
pub(crate) struct Frame {
    pub(crate) lines: Vec<Zeroizing<String>>,
    pub(crate) cursor: (usize, usize),
}

impl Screen {
    /// Enters the private screen, on the terminal of stderr.
    pub(crate) fn enter() -> io::Result<Self> {
        Self::of(platform::output()?)
    }

    pub(super) fn of(output: Output) -> io::Result<Self> {
        let mut screen = Self { output, is_there: false, shown: Vec::new() };
        screen.arrive()?;
        Ok(screen)
    }

    /// Enters the screen again.
    pub(crate) fn arrive(&mut self) -> io::Result<()> {
        self.is_there = true;
        self.output.write_all(ON)?;
        self.wipe()
    }

    /// Wipes the screen and leaves it.
    pub(crate) fn leave(&mut self) {
        if !std::mem::take(&mut self.is_there) {
            return;
        }
        self.shown.clear();
        // Wipes first: some terminals keep the content of the alternate screen, or have no such
        // screen. A failed write means that there is no terminal left to wipe.
        let wiped = wiping(self.size().1);
        let _ = self.output.write_all((wiped + OFF).as_bytes()).and_then(|()| self.output.flush());
    }

    /// Whether the screen is entered.
    pub(crate) fn is_there(&self) -> bool {
        self.is_there
    }

    /// Returns the columns and rows.
    pub(crate) fn size(&self) -> (usize, usize) {
        size_of(&self.output)
    }

    /// Empties the screen.
    pub(crate) fn wipe(&mut self) -> io::Result<()> {
        self.shown.clear();
        self.output.write_all(wiping(self.size().1).as_bytes())?;
        self.output.flush()
    }

    /// Writes a text at the cursor.
    pub(crate) fn write(&mut self, text: &str) -> io::Result<()> {
        self.output.write_all(text.as_bytes())?;
        self.output.flush()
    }

    /// Shows a frame, in one write of the lines that differ from the last frame.
    #[cfg_attr(
        not(unix),
        allow(dead_code, reason = "only boxes show frames, and only Unix has them")
    )]
    pub(crate) fn show(&mut self, frame: &Frame) -> io::Result<()> {
        let Frame { lines, cursor } = frame;
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
        self.output.flush()?;
        self.shown.clear();
        self.shown.extend(lines.iter().cloned());
        Ok(())
    }
}

/// Returns the sequence that empties a screen line by line. Some terminals keep the content of a
/// screen that is erased as a whole, among the lines that scrolled away.
fn wiping(rows: usize) -> String {
    let mut text = String::with_capacity(12 * rows + 8);
    for row in 1..=rows {
        write!(text, "\x1b[{row}H\x1b[2K").expect("a string takes all");
    }
    text + "\x1b[H\x1b[J"
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.leave();
    }
}

#[cfg(all(test, unix))]
pub(super) mod tests {
    use std::fs::File;
    use std::os::fd::OwnedFd;

    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    use rustix::termios::{Winsize, tcsetwinsize};

    use super::*;

    /// Returns a pseudoterminal: its master end and the terminal itself.
    pub(in crate::term) fn terminal() -> (OwnedFd, File) {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a pty");
        grantpt(&master).and_then(|()| unlockpt(&master)).expect("a pty");
        let path = ptsname(&master, Vec::new()).expect("a pty").into_string().expect("a path");
        let slave = File::options().read(true).write(true).open(path).expect("a terminal");
        let size = Winsize { ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 };
        tcsetwinsize(&slave, size).expect("a size");
        (master, slave)
    }

    /// Returns all output so far. It comes in pieces, so a marker is written to find its end.
    pub(in crate::term) fn written(master: &OwnedFd, terminal: &File) -> String {
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

    pub(in crate::term) fn frame(lines: &[&str]) -> Frame {
        let lines = lines.iter().map(|line| Zeroizing::new(String::from(*line))).collect();
        Frame { lines, cursor: (0, 0) }
    }

    #[test]
    fn only_lines_that_differ_are_written() {
        let (master, slave) = terminal();
        let mut screen = Screen::of(slave.try_clone().expect("a second end")).expect("a terminal");
        screen.show(&frame(&["one", "two", "three"])).expect("it is shown");
        written(&master, &slave);
        screen.show(&frame(&["one", "2"])).expect("it is shown");
        assert_eq!(written(&master, &slave), "\x1b[2H2\x1b[K\x1b[3H\x1b[K\x1b[1;1H");
        screen.show(&frame(&["one", "2"])).expect("it is shown");
        assert_eq!(written(&master, &slave), "\x1b[1;1H");
    }
}
