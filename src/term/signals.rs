//! The signals that concern a terminal, held while its state is changed.

use std::io::{self, Read as _};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Signal, getpid, kill_process};
use rustix::termios;
use signal_hook::SigId;
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGTTIN, SIGURG, SIGWINCH};
use signal_hook::low_level::{emulate_default_handler, pipe, unregister};

use super::dialog_keys::DialogKeys;
use super::{Event, Unanswered};

/// The held signals, released on drop.
pub(crate) struct Signals {
    /// Readable once a signal has come.
    pub(super) wake: UnixStream,
    /// One byte for each SIGINT.
    interrupts: UnixStream,
    pending: Vec<(i32, Arc<AtomicBool>)>,
    registered: Vec<SigId>,
}

/// The signals that end a conversation.
const LEAVING: [i32; 4] = [SIGINT, SIGTERM, SIGHUP, SIGQUIT];

/// The signal that is to end the process once it has reported what it left undone; 0 for none.
static ENDING: AtomicI32 = AtomicI32::new(0);

/// Ends the process by the signal that came meanwhile, if one came.
pub(crate) fn end_as_signaled() {
    let signal = ENDING.swap(0, Ordering::SeqCst);
    if signal != 0 {
        let _ = emulate_default_handler(signal);
    }
}

/// Whether the signals have their default effect. A signal whose handler was removed stays ignored,
/// so one handler remains for the rest of the process and acts as the system would.
static AT_REST: OnceLock<Arc<AtomicBool>> = OnceLock::new();

fn at_rest() -> io::Result<&'static AtomicBool> {
    if AT_REST.get().is_none() {
        let flag = Arc::new(AtomicBool::new(false));
        for signal in LEAVING.into_iter().chain([SIGTSTP]) {
            signal_hook::flag::register_conditional_default(signal, Arc::clone(&flag))?;
        }
        // Only one thread talks to the terminal; a second set of handlers would do the same.
        let _ = AT_REST.set(flag);
    }
    Ok(AT_REST.get().expect("just set"))
}

/// The interruption of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Interruption {
    /// No interruption.
    None,
    /// The size of the window changed.
    Resized,
    /// The process is to stop, as with Ctrl-Z.
    Suspended,
    /// Ctrl-C, or a signal to end.
    Left,
}

/// The signal that interrupts a wait and has no other effect: without a handler, the system ignores
/// it.
const NUDGE: i32 = SIGURG;
/// Time between two nudges.
const AGAIN: Timespec = Timespec { tv_sec: 0, tv_nsec: 20_000_000 };
/// Time for which Ctrl-Z and Ctrl-D may have no effect after a key: too short to notice.
const LOOKS: Timespec = Timespec { tv_sec: 0, tv_nsec: 20_000_000 };

impl Signals {
    /// Holds the signals until this is dropped.
    pub(crate) fn hold() -> io::Result<Self> {
        Self::hold_with(&[SIGTSTP, SIGWINCH])
    }

    /// Holds the signals for a question whose typed answer would be lost by an interruption, so
    /// changes of the window's size are not observed.
    pub(crate) fn hold_for_question() -> io::Result<Self> {
        Self::hold_with(&[SIGTSTP, NUDGE])
    }

    fn hold_with(others: &[i32]) -> io::Result<Self> {
        at_rest()?.store(false, Ordering::SeqCst);
        let (wake, sender) = UnixStream::pair()?;
        wake.set_nonblocking(true)?;
        sender.set_nonblocking(true)?;
        let (interrupts, interrupt) = UnixStream::pair()?;
        interrupts.set_nonblocking(true)?;
        interrupt.set_nonblocking(true)?;
        let mut signals = Self { wake, interrupts, pending: Vec::new(), registered: Vec::new() };
        signals.registered.push(pipe::register(SIGINT, interrupt)?);
        for signal in LEAVING.into_iter().chain(others.iter().copied()) {
            let flag = Arc::new(AtomicBool::new(false));
            signals.registered.push(signal_hook::flag::register(signal, Arc::clone(&flag))?);
            signals.registered.push(pipe::register(signal, sender.try_clone()?)?);
            signals.pending.push((signal, flag));
        }
        Ok(signals)
    }

    /// Whether a signal that ends a conversation has come.
    pub(crate) fn someone_left(&self) -> bool {
        ENDING.load(Ordering::SeqCst) != 0
            || self
                .pending
                .iter()
                .any(|(signal, flag)| LEAVING.contains(signal) && flag.load(Ordering::SeqCst))
    }

    /// Returns [`Unanswered::Left`]. If a signal other than SIGINT came, it ends the process once
    /// the command has reported what it left undone ([`end_as_signaled`]).
    pub(crate) fn leave(&self) -> Unanswered {
        for signal in [SIGTERM, SIGHUP, SIGQUIT] {
            if self.take(signal) {
                ENDING.store(signal, Ordering::SeqCst);
            }
        }
        Unanswered::Left
    }

    /// Stops the process as Ctrl-Z does. Returns when it is continued, or when a signal to end has
    /// come.
    pub(crate) fn suspend(&self) -> io::Result<()> {
        emulate_default_handler(SIGTSTP)?;
        // A process continued in the background would draw its page over another program's screen.
        while !self.someone_left()
            && termios::tcgetpgrp(io::stdin())
                .is_ok_and(|front| front != rustix::process::getpgrp())
        {
            emulate_default_handler(SIGTTIN)?;
        }
        Ok(())
    }

    /// Runs `wait`, a wait for the terminal that signals interrupt. A signal that comes a moment
    /// before the wait begins interrupts nothing, so nudges follow each signal until the wait has
    /// ended. Meanwhile the terminal echoes nothing, and Ctrl-Z and Ctrl-D are signals.
    pub(crate) fn interrupting<T>(&self, wait: impl FnOnce() -> T) -> io::Result<T> {
        let keys = DialogKeys::begin()?;
        let (ended, end) = UnixStream::pair()?;
        Ok(thread::scope(|scope| {
            let keys = &keys;
            // Where no thread can be made, a signal in that moment waits for the next key.
            let _ =
                thread::Builder::new().spawn_scoped(scope, move || self.nudge_until(&ended, keys));
            let answer = wait();
            drop(end);
            answer
        }))
    }

    fn nudge_until(&self, ended: &UnixStream, keys: &DialogKeys) {
        loop {
            let mut ready =
                [PollFd::new(&self.wake, PollFlags::IN), PollFd::new(ended, PollFlags::IN)];
            match poll(&mut ready, Some(&LOOKS)) {
                Ok(0) => {
                    keys.keep_signals();
                    continue;
                }
                Ok(_) if ready[1].revents().is_empty() => {}
                Err(rustix::io::Errno::INTR) => continue,
                _ => return,
            }
            // If the nudge can't be sent, the next key ends the wait.
            let _ = kill_process(getpid(), Signal::URG);
            let mut ready = [PollFd::new(ended, PollFlags::IN)];
            if poll(&mut ready, Some(&AGAIN)).is_ok_and(|count| count > 0) {
                return;
            }
        }
    }

    /// Returns the interruption of a question. dialoguer raises a SIGINT when a signal interrupts
    /// it; `raised` says that it did, so that any further SIGINT is a person's.
    pub(crate) fn interruption(&self, raised: bool) -> Interruption {
        drain(&self.wake);
        self.take(SIGINT);
        self.take(NUDGE);
        if drain(&self.interrupts) > usize::from(raised) || self.someone_left() {
            Interruption::Left
        } else if self.take(SIGTSTP) {
            Interruption::Suspended
        } else if raised {
            Interruption::Resized
        } else {
            Interruption::None
        }
    }

    /// Returns the event that the signals ask for, if any came.
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

/// Reads all available bytes, and returns their number.
fn drain(mut stream: &UnixStream) -> usize {
    let mut bytes = [0; 64];
    let mut all = 0;
    while let Ok(count) = stream.read(&mut bytes)
        && count > 0
    {
        all += count;
    }
    all
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
