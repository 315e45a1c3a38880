//! The signals that concern a terminal, held off while it is not as it was found.

use std::io;
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::{Arc, OnceLock};

use rustix::termios;
use signal_hook::SigId;
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGTTIN, SIGWINCH};
use signal_hook::low_level::{emulate_default_handler, pipe, unregister};

use super::{Event, Unanswered};

/// They are held off until this is dropped.
pub(crate) struct Signals {
    /// Readable once one has come.
    pub(super) wake: UnixStream,
    pending: Vec<(i32, Arc<AtomicBool>)>,
    registered: Vec<SigId>,
}

/// The signals that end a conversation.
const LEAVING: [i32; 4] = [SIGINT, SIGTERM, SIGHUP, SIGQUIT];

/// The signal that is to end the process once it has said what it left undone; 0 for none.
static ENDING: AtomicI32 = AtomicI32::new(0);

/// Ends the process as the signal that came meanwhile would have, if one came.
pub(crate) fn end_as_signaled() {
    let signal = ENDING.swap(0, Ordering::SeqCst);
    if signal != 0 {
        let _ = emulate_default_handler(signal);
    }
}

/// Whether the signals do what they always do. A handler that was taken away leaves its signal
/// ignored, so there is one for the rest of the process that acts as the system would.
static AT_REST: OnceLock<Arc<AtomicBool>> = OnceLock::new();

fn at_rest() -> io::Result<&'static AtomicBool> {
    if AT_REST.get().is_none() {
        let flag = Arc::new(AtomicBool::new(false));
        for signal in LEAVING.into_iter().chain([SIGTSTP]) {
            signal_hook::flag::register_conditional_default(signal, Arc::clone(&flag))?;
        }
        // One thread talks to the terminal; a second set would only be the same again.
        let _ = AT_REST.set(flag);
    }
    Ok(AT_REST.get().expect("just set"))
}

impl Signals {
    /// Holds them off until this is dropped.
    pub(crate) fn hold() -> io::Result<Self> {
        at_rest()?.store(false, Ordering::SeqCst);
        let (wake, sender) = UnixStream::pair()?;
        wake.set_nonblocking(true)?;
        sender.set_nonblocking(true)?;
        let mut signals = Self { wake, pending: Vec::new(), registered: Vec::new() };
        for signal in LEAVING.into_iter().chain([SIGTSTP, SIGWINCH]) {
            let flag = Arc::new(AtomicBool::new(false));
            signals.registered.push(signal_hook::flag::register(signal, Arc::clone(&flag))?);
            signals.registered.push(pipe::register(signal, sender.try_clone()?)?);
            signals.pending.push((signal, flag));
        }
        Ok(signals)
    }

    /// Whether one of the signals that end a conversation has come.
    pub(crate) fn someone_left(&self) -> bool {
        ENDING.load(Ordering::SeqCst) != 0
            || self
                .pending
                .iter()
                .any(|(signal, flag)| LEAVING.contains(signal) && flag.load(Ordering::SeqCst))
    }

    /// Ctrl-C is an answer that never came. So is each other signal that came; it ends the process
    /// once the command has said what it left undone ([`end_as_signaled`]).
    pub(crate) fn leave(&self) -> Unanswered {
        for signal in [SIGTERM, SIGHUP, SIGQUIT] {
            if self.take(signal) {
                ENDING.store(signal, Ordering::SeqCst);
            }
        }
        Unanswered::Left
    }

    /// Stops the process as Ctrl-Z does; returns when it is continued, or was ended meanwhile.
    pub(crate) fn suspend(&self) -> io::Result<()> {
        emulate_default_handler(SIGTSTP)?;
        // Continued in the background, a page would be drawn over somebody else's screen.
        while !self.someone_left()
            && termios::tcgetpgrp(io::stdin())
                .is_ok_and(|front| front != rustix::process::getpgrp())
        {
            emulate_default_handler(SIGTTIN)?;
        }
        Ok(())
    }

    /// What the signals that came ask for.
    pub(super) fn happened(&self) -> Option<Event> {
        if self.someone_left() {
            Some(Event::Left)
        } else if self.take(SIGTSTP) {
            Some(Event::Suspended)
        } else {
            self.take(SIGWINCH).then_some(Event::Resized)
        }
    }

    fn take(&self, signal: i32) -> bool {
        self.pending
            .iter()
            .any(|(number, flag)| *number == signal && flag.swap(false, Ordering::SeqCst))
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        for id in self.registered.drain(..) {
            unregister(id);
        }
        if let Some(at_rest) = AT_REST.get() {
            at_rest.store(true, Ordering::SeqCst);
        }
    }
}
