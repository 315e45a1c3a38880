//! What a person sees while something takes long: nothing for half a second, then how far it is.

use std::io;
use std::ops::ControlFlow;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::term::stderr;

/// What takes long when a code is mended.
pub const MENDING: &str = "Looking for what it must have been";
/// How long nothing is said.
const SHORT: Duration = Duration::from_millis(500);
/// How often it is said anew.
const BEAT: Duration = Duration::from_millis(200);

/// Where it is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Nowhere.
    Nowhere,
    /// Once, in a line of its own: to one who reads line by line.
    Once,
    /// In the line where the cursor is, again and again.
    Here,
    /// In this row of the screen, again and again; the cursor stays where it was.
    #[cfg_attr(not(unix), allow(dead_code, reason = "only boxes have a screen of their own"))]
    Row(usize),
}

/// Says how far something is, from whichever thread does it.
pub struct Patience<'a> {
    /// What takes long.
    what: &'static str,
    place: Place,
    /// Whether the person has left meanwhile.
    left: &'a (dyn Fn() -> bool + Sync),
    since: Instant,
    said: Mutex<Option<Instant>>,
}

impl<'a> Patience<'a> {
    pub(super) fn new(
        what: &'static str,
        place: Place,
        left: &'a (dyn Fn() -> bool + Sync),
    ) -> Self {
        Self { what, place, left, since: Instant::now(), said: Mutex::new(None) }
    }

    /// Told how much is done, from 0 to 1; whether to go on.
    pub fn done(&self, share: f64) -> ControlFlow<()> {
        if (self.left)() {
            return ControlFlow::Break(());
        }
        if self.since.elapsed() >= SHORT
            && let Ok(mut said) = self.said.try_lock()
            && said.is_none_or(|said| self.place != Place::Once && said.elapsed() >= BEAT)
        {
            *said = Some(Instant::now());
            // Nobody is left to be told that stderr can't be written.
            let _ = self.say(share.clamp(0.0, 1.0) * 100.0);
        }
        ControlFlow::Continue(())
    }

    fn say(&self, percent: f64) -> io::Result<()> {
        let what = self.what;
        match self.place {
            Place::Nowhere => Ok(()),
            Place::Once => stderr::lines(&format!("{what} …")),
            Place::Here => stderr::part(&format!("\r\x1b[2K{what}: {percent:.0} %")),
            Place::Row(row) => {
                let text = format!("\x1b7\x1b[{row}H\x1b[2K{what}: {percent:.0} %\x1b8");
                stderr::part(&text)
            }
        }
    }
}

impl Drop for Patience<'_> {
    fn drop(&mut self) {
        if self.place == Place::Here && self.said.get_mut().is_ok_and(|said| said.is_some()) {
            let _ = stderr::part("\r\x1b[2K");
        }
    }
}
