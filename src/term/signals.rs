//! The signals that concern a terminal, held off while it is not as it was found.

use std::io::{self, Read as _};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::{Arc, OnceLock};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Signal, getpid, kill_process};
use rustix::termios;
use signal_hook::SigId;
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGTTIN, SIGURG, SIGWINCH};
use signal_hook::low_level::{emulate_default_handler, pipe, unregister};

use super::dialog_keys::DialogKeys;
use super::{Event, Unanswered};

/// They are held off until this is dropped.
pub(crate) struct Signals {
    /// Readable once one has come.
    pub(super) wake: UnixStream,
    /// Has a byte for each SIGINT.
    interrupts: UnixStream,
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

/// What interrupted a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Interruption {
    /// Nothing.
    None,
    /// The window has another size.
    Resized,
    /// The process is to stop, as Ctrl-Z has it.
    Suspended,
    /// Ctrl-C, or a signal to end.
    Left,
}

/// The signal that interrupts a wait and means nothing: the system ignores it where nobody listens.
const NUDGE: i32 = SIGURG;
/// How long after a nudge the next one follows.
const AGAIN: Timespec = Timespec { tv_sec: 0, tv_nsec: 20_000_000 };
/// How long after a key Ctrl-Z and Ctrl-D may do nothing: too short to notice.
const LOOKS: Timespec = Timespec { tv_sec: 0, tv_nsec: 20_000_000 };

impl Signals {
    /// Holds them off until this is dropped.
    pub(crate) fn hold() -> io::Result<Self> {
        Self::hold_with(&[SIGTSTP, SIGWINCH])
    }

    /// The same, for a question whose typed answer an interruption would take away: another size of
    /// the window is not listened to.
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

    /// Runs what waits for the terminal until a signal interrupts it. A signal that comes a moment
    /// before it waits interrupts nothing, so nudges follow each signal until it has ended.
    /// Meanwhile nothing typed is shown by the terminal, and Ctrl-Z and Ctrl-D are signals.
    pub(crate) fn interrupting<T>(&self, wait: impl FnOnce() -> T) -> io::Result<T> {
        let keys = DialogKeys::begin()?;
        let (ended, end) = UnixStream::pair()?;
        Ok(std::thread::scope(|scope| {
            let keys = &keys;
            scope.spawn(move || self.nudge_until(&ended, keys));
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
            // If it can't be sent, the next key ends the wait.
            let _ = kill_process(getpid(), Signal::URG);
            let mut ready = [PollFd::new(ended, PollFlags::IN)];
            if poll(&mut ready, Some(&AGAIN)).is_ok_and(|count| count > 0) {
                return;
            }
        }
    }

    /// What interrupted a question. dialoguer raises a SIGINT when a signal interrupts it; `raised`
    /// tells that it did, so that another one is a person's.
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

/// Reads all that is there, and says how much it was.
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
