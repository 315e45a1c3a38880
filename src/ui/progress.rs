//! The progress of a long operation: nothing for half a second, then the percentage done. Where
//! that is unknown, as in a key derivation, a line says at once that work is under way.

use std::io;
use std::ops::ControlFlow;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::term::stderr;

/// Time before the first report.
const SHORT: Duration = Duration::from_millis(500);
/// Time between two updates.
const BEAT: Duration = Duration::from_millis(200);

/// The display of a progress meter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ProgressDisplay {
    /// No display.
    Hidden,
    /// One line, written once: for a person who reads line by line.
    Once,
    /// The line of the cursor, rewritten at each update.
    CurrentLine,
    /// A row of the screen, counted from 1 and rewritten at each update; the cursor returns to its
    /// place.
    #[cfg_attr(not(unix), allow(dead_code, reason = "only boxes have a screen of their own"))]
    Row(usize),
}

/// The progress meter of a long operation. Any thread may report to it.
pub(crate) struct Progress<'a> {
    /// The name of the operation.
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

    /// Shows the fraction done, from 0 to 1, if an update is due. Breaks once the person has left.
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
            // A failure to write stderr can't be reported anywhere.
            let _ = self.say(done.clamp(0.0, 1.0) * 100.0);
        }
        ControlFlow::Continue(())
    }

    /// Runs `work` and shows meanwhile that it is under way, without a percentage.
    pub(crate) fn during<T>(&self, work: impl FnOnce() -> T) -> T {
        let what = self.what;
        // A failure to write stderr can't be reported anywhere.
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
