//! Ctrl-C on Windows' console, held while the state of the console is changed.
//!
//! It comes on a thread of its own and interrupts nothing. While it is held, it ends the wait for a
//! line, and so the conversation; otherwise it ends the process.

#![allow(clippy::unused_self, reason = "on Unix they hold what they need")]

use std::io;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::term::{Event, Unanswered};

/// The exit status of an interrupted process.
const INTERRUPTED: i32 = 130;

/// The number of [`Signals`].
static HOLDERS: AtomicUsize = AtomicUsize::new(0);
/// What ends a wait when Ctrl-C comes, once somebody waits.
static WAKE: OnceLock<fn()> = OnceLock::new();
/// Whether Ctrl-C came while it was held.
static CAME: AtomicBool = AtomicBool::new(false);

/// Ctrl-C, held until this is dropped.
pub(crate) struct Signals(());

impl Signals {
    /// Holds Ctrl-C until this is dropped.
    pub(crate) fn hold() -> io::Result<Self> {
        install()?;
        if HOLDERS.fetch_add(1, Ordering::SeqCst) == 0 {
            CAME.store(false, Ordering::SeqCst);
        }
        Ok(Self(()))
    }

    /// Whether Ctrl-C has come.
    pub(crate) fn someone_left(&self) -> bool {
        CAME.load(Ordering::SeqCst)
    }

    /// Returns [`Unanswered::Left`].
    pub(crate) fn leave(&self) -> Unanswered {
        Unanswered::Left
    }

    /// Returns at once: nothing suspends a process here.
    #[allow(clippy::unnecessary_wraps, reason = "as on Unix")]
    pub(crate) fn suspend(&self) -> io::Result<()> {
        Ok(())
    }

    /// Returns the event that Ctrl-C asks for, if it came.
    pub(crate) fn happened(&self) -> Option<Event> {
        self.someone_left().then_some(Event::Left)
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        HOLDERS.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Installs the handler, which remains for the rest of the process.
fn install() -> io::Result<()> {
    static INSTALLED: OnceLock<bool> = OnceLock::new();
    if *INSTALLED.get_or_init(|| ctrlc::try_set_handler(came).is_ok()) {
        Ok(())
    } else {
        Err(io::Error::other("Ctrl-C can't be held"))
    }
}

/// Has a wait ended by this whenever Ctrl-C comes while it is held.
pub(super) fn ends_a_wait_by(wake: fn()) {
    WAKE.get_or_init(|| wake);
}

#[allow(clippy::exit, reason = "as Ctrl-C does without a handler")]
fn came() {
    if HOLDERS.load(Ordering::SeqCst) == 0 {
        std::process::exit(INTERRUPTED);
    }
    CAME.store(true, Ordering::SeqCst);
    if let Some(wake) = WAKE.get() {
        wake();
    }
}
