//! What a person sees while something takes long: nothing for half a second, then how far it is.
//! Where that can't be known, as of a key derivation, they see at once that it works.

use std::io;
use std::ops::ControlFlow;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::term::stderr;

/// How long nothing is said.
const SHORT: Duration = Duration::from_millis(500);
/// How often it is said anew.
const BEAT: Duration = Duration::from_millis(200);

/// How progress is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ProgressDisplay {
    /// Not at all.
    Hidden,
    /// Once, in a line of its own: to one who reads line by line.
    Once,
    /// In the line where the cursor is, again and again.
    CurrentLine,
    /// In this row of the screen, again and again; the cursor stays where it was.
    #[cfg_attr(not(unix), allow(dead_code, reason = "only boxes have a screen of their own"))]
    Row(usize),
}

/// The progress of something that takes long. Any thread may report it.
pub(crate) struct Progress<'a> {
    /// What takes long.
    what: &'static str,
    display: ProgressDisplay,
    /// Whether the person has left meanwhile.
    left: &'a (dyn Fn() -> bool + Sync),
    since: Instant,
    said: Mutex<Option<Instant>>,
}

impl<'a> Progress<'a> {
    pub(super) fn new(
        what: &'static str,
        display: ProgressDisplay,
        left: &'a (dyn Fn() -> bool + Sync),
    ) -> Self {
        Self { what, display, left, since: Instant::now(), said: Mutex::new(None) }
    }

    /// Shows how much is done, from 0 to 1, if it is time to. Breaks once the person has left.
    pub(crate) fn report(&self, done: f64) -> ControlFlow<()> {
        if (self.left)() {
            return ControlFlow::Break(());
        }
        if self.since.elapsed() >= SHORT
            && let Ok(mut said) = self.said.try_lock()
            && said
                .is_none_or(|said| self.display != ProgressDisplay::Once && said.elapsed() >= BEAT)
        {
            *said = Some(Instant::now());
            // Nobody is left to be told that stderr can't be written.
            let _ = self.say(done.clamp(0.0, 1.0) * 100.0);
        }
        ControlFlow::Continue(())
    }

    /// Shows, while `work` is done, that something is: how far it is can't be known.
    pub(crate) fn during<T>(&self, work: impl FnOnce() -> T) -> T {
        let what = self.what;
        // Nobody is left to be told that stderr can't be written.
        let _ = match self.display {
            ProgressDisplay::Hidden | ProgressDisplay::Row(_) => Ok(()),
            ProgressDisplay::Once => stderr::lines(&format!("{what} …")),
            ProgressDisplay::CurrentLine => stderr::part(&format!("{what} …")),
        };
        let done = work();
        if self.display == ProgressDisplay::CurrentLine {
            let _ = stderr::part("\r\x1b[2K");
        }
        done
    }

    fn say(&self, percent: f64) -> io::Result<()> {
        let what = self.what;
        match self.display {
            ProgressDisplay::Hidden => Ok(()),
            ProgressDisplay::Once => stderr::lines(&format!("{what} …")),
            ProgressDisplay::CurrentLine => {
                stderr::part(&format!("\r\x1b[2K{what}: {percent:.0} %"))
            }
            ProgressDisplay::Row(row) => {
                let text = format!("\x1b7\x1b[{row}H\x1b[2K{what}: {percent:.0} %\x1b8");
                stderr::part(&text)
            }
        }
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        let is_shown = self.said.get_mut().is_ok_and(|said| said.is_some());
        if self.display == ProgressDisplay::CurrentLine && is_shown {
            let _ = stderr::part("\r\x1b[2K");
        }
    }
}
