//! The program on a real terminal: a pty of its own, and the screen that a person would see.
//!
//! The rule: a test waits for text on the screen ([`Pty::sees`]), never for time. The output is
//! kept as bytes, and shown on a screen with an alternate screen and a scrollback. The terminal
//! echoes input, as a person's does.

#![cfg(target_os = "linux")]

use std::fs::File;
use std::io::Write as _;
use std::num::NonZeroU16;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{InputModes, LocalModes, Winsize, tcgetattr, tcsetwinsize};

/// The time after which a test gives up.
const LIMIT: Duration = Duration::from_secs(15);

/// The keys Ctrl-C, Ctrl-D, Ctrl-L, Ctrl-U, Ctrl-Z and Escape.
pub(crate) const CTRL_C: &str = "\x03";
pub(crate) const CTRL_D: &str = "\x04";
pub(crate) const CTRL_L: &str = "\x0c";
pub(crate) const CTRL_U: &str = "\x15";
pub(crate) const CTRL_Z: &str = "\x1a";
pub(crate) const ESCAPE: &str = "\x1b";

/// Columns and rows.
pub(crate) type Size = (u16, u16);

/// A program on a terminal.
pub(crate) struct Pty {
    /// The terminal's other end, `None` once it is closed.
    master: Option<File>,
    child: Child,
    /// The terminal's modes before the program ran.
    modes: String,
    screen: vt100::Parser,
    /// The screen of a terminal without an alternate screen. `None` after a change of size, when
    /// the terminal itself decides which lines it pushes into its scrollback.
    only_screen: Option<vt100::Parser>,
    output: Vec<u8>,
}

impl Pty {
    /// Starts a program on a terminal of this size.
    pub(crate) fn start(command: &Command, size: Size) -> Self {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC);
        let master = master.expect("a pty");
        grantpt(&master).expect("a pty");
        unlockpt(&master).expect("a pty");
        resize(&master, size);
        let path = ptsname(&master, Vec::new()).expect("a pty").into_string().expect("a path");
        let slave = File::options().read(true).write(true).open(path).expect("a terminal");
        let before = tcgetattr(&slave).expect("a terminal");
        assert!(before.local_modes.contains(LocalModes::ECHO), "a test of echo would be vacuous");

        // The program gets a new session, whose controlling terminal is its stdin, so that closing
        // the terminal sends a hangup.
        let mut started = Command::new("setsid");
        started.arg("--ctty").arg(command.get_program()).args(command.get_args()).env_clear();
        if let Some(folder) = command.get_current_dir() {
            started.current_dir(folder);
        }
        for (name, value) in command.get_envs() {
            started.env(name, value.expect("nothing is taken away"));
        }
        let end = || slave.try_clone().expect("a descriptor");
        let child = started.stdin(end()).stdout(end()).stderr(end()).spawn().expect("it starts");

        let (columns, rows) = (cells(size.0), cells(size.1));
        Self {
            modes: format!("{before:?}"),
            master: Some(master.into()),
            child,
            screen: vt100::Parser::new(rows, columns, 1000),
            only_screen: Some(vt100::Parser::new(rows, columns, 1000)),
            output: Vec::new(),
        }
    }

    /// Waits until a text is on the visible screen, main or alternate. Line breaks and indentation
    /// are ignored, since they depend on the width.
    #[track_caller]
    pub(crate) fn sees(&mut self, text: &str) -> &mut Self {
        self.waits(text, |pty| flat(&pty.contents()).contains(&flat(text)))
    }

    /// Waits until a text is on the main screen.
    #[track_caller]
    pub(crate) fn sees_below(&mut self, text: &str) -> &mut Self {
        self.waits(text, |pty| !pty.is_in_private() && flat(&pty.contents()).contains(&flat(text)))
    }

    /// Waits for more output.
    #[track_caller]
    pub(crate) fn writes_more(&mut self) -> &mut Self {
        let before = self.output.len();
        self.waits("more", |pty| pty.output.len() > before)
    }

    /// Waits until there was no output for a while.
    pub(crate) fn is_still(&mut self) -> &mut Self {
        let mut before = usize::MAX;
        while before != self.output.len() {
            before = self.output.len();
            let end = Instant::now() + Duration::from_millis(500);
            while Instant::now() < end && self.read(Duration::from_millis(20)) {}
        }
        self
    }

    /// Waits until the program is stopped, as by Ctrl-Z.
    #[track_caller]
    pub(crate) fn is_stopped(&mut self) -> &mut Self {
        self.waits("it to stop", |pty| pty.state() == Some('T'))
    }

    /// Waits until this condition holds.
    #[track_caller]
    pub(crate) fn waits(&mut self, what: &str, is_there: impl Fn(&Self) -> bool) -> &mut Self {
        let limit = Instant::now() + LIMIT;
        while !is_there(self) {
            let goes_on = self.read(Duration::from_millis(20));
            if !goes_on || Instant::now() > limit {
                assert!(is_there(self), "waited for {what}; there is only:\n{}", self.shown());
            }
        }
        self
    }

    /// Reads the output that comes within a time. Returns `false` when no more can come.
    fn read(&mut self, within: Duration) -> bool {
        let Some(master) = &self.master else { return false };
        let within = Timespec::try_from(within).expect("a short time");
        let mut ready = [PollFd::new(master, PollFlags::IN)];
        match poll(&mut ready, Some(&within)) {
            Ok(0) | Err(rustix::io::Errno::INTR) => return true,
            Ok(_) => {}
            Err(error) => panic!("the pty failed: {error}"),
        }
        let mut bytes = [0; 4096];
        match rustix::io::read(master, &mut bytes) {
            Ok(0) | Err(rustix::io::Errno::IO) => false,
            Ok(count) => {
                self.output.extend_from_slice(&bytes[..count]);
                self.screen.process(&bytes[..count]);
                true
            }
            Err(error) => panic!("the pty failed: {error}"),
        }
    }

    /// Types or pastes text.
    pub(crate) fn types(&mut self, text: &str) -> &mut Self {
        let master = self.master.as_mut().expect("an open terminal");
        master.write_all(text.as_bytes()).expect("the terminal takes it");
        self
    }

    /// Types a line and Enter.
    pub(crate) fn enters(&mut self, line: &str) -> &mut Self {
        self.types(line).types("\r")
    }

    /// Changes the size of the window.
    pub(crate) fn resizes(&mut self, size: Size) -> &mut Self {
        let (columns, rows) = (cells(size.0), cells(size.1));
        self.screen.set_size(rows, columns);
        self.only_screen = None;
        resize(self.master.as_ref().expect("an open terminal"), size);
        self
    }

    /// Sends a signal to the program.
    pub(crate) fn signals(&mut self, signal: Signal) -> &mut Self {
        kill_process(self.process(), signal).expect("it runs");
        self
    }

    /// Closes the terminal, as closing its window does.
    pub(crate) fn closes(&mut self) -> &mut Self {
        self.master = None;
        self
    }

    /// Waits for the program to end.
    #[track_caller]
    pub(crate) fn ends(&mut self) -> Ended {
        let limit = Instant::now() + LIMIT;
        // First reads the output to its end: a program whose output nobody reads does not end.
        while self.read(Duration::from_millis(20)) {
            assert!(Instant::now() < limit, "it did not end; there is:\n{}", self.shown());
        }
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("a child") {
                break status;
            }
            assert!(Instant::now() < limit, "it did not end; there was:\n{}", self.shown());
            std::thread::sleep(Duration::from_millis(1));
        };
        let modes = self.master.as_ref().map(|end| format!("{:?}", tcgetattr(end).expect("modes")));
        Ended {
            status,
            // Nobody sees the screen of a closed terminal.
            is_in_private: self.master.is_some() && self.is_in_private(),
            hides_cursor: self.master.is_some() && self.screen.screen().hide_cursor(),
            keeps_modes: modes.is_none_or(|modes| modes == self.modes),
            left: everything(&mut self.screen),
            left_without_alternate: self.only_screen.as_mut().map(|screen| {
                let output = String::from_utf8_lossy(&self.output);
                let output = output.replace("\x1b[?1049h", "").replace("\x1b[?1049l", "");
                screen.process(output.as_bytes());
                everything(screen)
            }),
            output: String::from_utf8_lossy(&self.output).into_owned(),
        }
    }

    /// Whether the alternate screen is shown.
    pub(crate) fn is_in_private(&self) -> bool {
        self.screen.screen().alternate_screen()
    }

    /// Waits until dialoguer reads a key, and Ctrl-Z and Ctrl-D are signals.
    #[track_caller]
    pub(crate) fn makes_signals_of_keys(&mut self) -> &mut Self {
        self.waits("keys that are signals", |pty| {
            let master = pty.master.as_ref().expect("an open terminal");
            let modes = tcgetattr(master).expect("modes");
            // In its raw mode, and not between two keys.
            !modes.input_modes.contains(InputModes::ICRNL)
                && modes.local_modes.contains(LocalModes::ISIG)
        })
    }

    /// Whether the terminal has the modes that it had before the program ran.
    pub(crate) fn has_its_own_modes(&self) -> bool {
        let master = self.master.as_ref().expect("an open terminal");
        format!("{:?}", tcgetattr(master).expect("modes")) == self.modes
    }

    /// Returns the text on the screen.
    pub(crate) fn contents(&self) -> String {
        self.screen.screen().contents()
    }

    /// Returns the rows of the screen, from the first to the last.
    pub(crate) fn rows(&self) -> Vec<String> {
        let (_, columns) = self.screen.screen().size();
        self.screen.screen().rows(0, columns.get()).collect()
    }

    /// Returns the screen itself.
    pub(crate) fn screen(&self) -> &vt100::Screen {
        self.screen.screen()
    }

    /// Returns all output so far, as text.
    pub(crate) fn output(&self) -> String {
        String::from_utf8_lossy(&self.output).into_owned()
    }

    fn shown(&self) -> String {
        let screen = if self.is_in_private() { "alternate" } else { "main" };
        format!("--- the {screen} screen\n{}\n---", self.contents())
    }

    fn process(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// Returns the system's state of the program: `S` for sleeping, `T` for stopped, `Z` for ended.
    fn state(&self) -> Option<char> {
        let path = Path::new("/proc").join(self.child.id().to_string()).join("stat");
        let text = std::fs::read_to_string(path).ok()?;
        text.rsplit(')').next()?.trim().chars().next()
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The state of a terminal after its program ended.
pub(crate) struct Ended {
    status: ExitStatus,
    is_in_private: bool,
    hides_cursor: bool,
    keeps_modes: bool,
    /// The main screen, after the lines that had scrolled off it.
    pub(crate) left: String,
    /// The same on a terminal without an alternate screen.
    pub(crate) left_without_alternate: Option<String>,
    /// All output as bytes.
    pub(crate) output: String,
}

impl Ended {
    /// Checks the exit status, and that the terminal is restored.
    #[track_caller]
    pub(crate) fn with(self, status: i32) -> Self {
        assert_eq!(self.status.code(), Some(status), "{:?}\n{}", self.status, self.left);
        self.left_tidy()
    }

    /// Checks that this signal ended the program, and that the terminal is restored.
    #[track_caller]
    pub(crate) fn by(self, signal: Signal) -> Self {
        assert_eq!(self.status.signal(), Some(signal.as_raw()), "{:?}\n{}", self.status, self.left);
        self.left_tidy()
    }

    #[track_caller]
    fn left_tidy(self) -> Self {
        assert!(!self.is_in_private, "the alternate screen is still shown");
        assert!(!self.hides_cursor, "the cursor is hidden");
        assert!(self.keeps_modes, "the terminal has other modes than before");
        self
    }

    /// Checks that a text is on the main screen.
    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        assert!(flat(&self.left).contains(&flat(text)), "not {text:?} but:\n{}", self.left);
        self
    }

    /// Checks that a text is not on the main screen.
    #[track_caller]
    pub(crate) fn does_not_say(self, text: &str) -> Self {
        assert!(!flat(&self.left).contains(&flat(text)), "{text:?} in:\n{}", self.left);
        self
    }

    /// Checks that no five digits of a code are on the main screen or in its scrollback, even on a
    /// terminal without an alternate screen.
    #[track_caller]
    pub(crate) fn keeps_secret(self, code: &str) -> Self {
        for left in std::iter::once(&self.left).chain(&self.left_without_alternate) {
            let leaked = super::collab::leak(code, left);
            assert!(leaked.is_none(), "{leaked:?} of the code is left in:\n{left}");
        }
        self
    }
}

/// Returns a screen's scrollback and contents.
fn everything(parser: &mut vt100::Parser) -> String {
    let screen = parser.screen_mut();
    let (rows, _) = screen.size();
    let mut texts = vec![screen.contents()];
    // Page by page, from the last to the first; pages overlap at the top.
    let mut above = 0;
    while above < screen.scrollback_len() {
        above = (above + usize::from(rows.get())).min(screen.scrollback_len());
        screen.set_scrollback(above);
        texts.push(screen.contents());
    }
    screen.set_scrollback(0);
    texts.reverse();
    texts.join("\n")
}

/// Returns a text without its line breaks: words with one space between them.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn cells(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).expect("a window has room")
}

fn resize(end: impl std::os::fd::AsFd, (columns, rows): Size) {
    let size = Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
    tcsetwinsize(end, size).expect("a terminal has a size");
}
