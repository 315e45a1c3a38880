//! Lines, signals and sizes of a Unix terminal. Lines here and keys in `boxes` wait for input by
//! the same [`wait`].

use std::io::{self, Read as _};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::{Arc, OnceLock};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::termios::{self, QueueSelector};
use signal_hook::SigId;
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGTTIN, SIGWINCH};
use signal_hook::low_level::{emulate_default_handler, pipe, unregister};
use zeroize::Zeroizing;

use super::super::Unanswered;
use crate::secret::{Secret, SecretText};

/// What happens while a line is waited for.
pub(in crate::ui) enum Event {
    /// A whole line, without its end.
    Line(SecretText),
    /// The window has another size.
    Resized,
    /// Ctrl-Z.
    Suspended,
    /// Ctrl-C, Ctrl-D, a closed terminal, or a signal to end.
    Left,
}

/// The signals that concern a terminal, held off while it is not as it was found.
pub(in crate::ui) struct Signals {
    wake: UnixStream,
    pending: Vec<(i32, Arc<AtomicBool>)>,
    registered: Vec<SigId>,
}

/// The signals that end a conversation.
const LEAVING: [i32; 4] = [SIGINT, SIGTERM, SIGHUP, SIGQUIT];

/// The signal that is to end the process once it has said what it left undone; 0 for none.
static ENDING: AtomicI32 = AtomicI32::new(0);

/// Ends the process as the signal that came meanwhile would have, if one came.
pub(in crate::ui) fn end_as_signaled() {
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
    pub(in crate::ui) fn hold() -> io::Result<Self> {
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
    pub(in crate::ui) fn someone_left(&self) -> bool {
        ENDING.load(Ordering::SeqCst) != 0
            || self
                .pending
                .iter()
                .any(|(signal, flag)| LEAVING.contains(signal) && flag.load(Ordering::SeqCst))
    }

    /// Ctrl-C is an answer that never came. So is each other signal that came; it ends the process
    /// once the command has said what it left undone ([`end_as_signaled`]).
    pub(in crate::ui) fn leave(&self) -> Unanswered {
        for signal in [SIGTERM, SIGHUP, SIGQUIT] {
            if self.take(signal) {
                ENDING.store(signal, Ordering::SeqCst);
            }
        }
        Unanswered::Left
    }

    /// Stops the process as Ctrl-Z does; returns when it is continued, or was ended meanwhile.
    pub(in crate::ui) fn suspend(&self) -> io::Result<()> {
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
    fn happened(&self) -> Option<Event> {
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

/// Waits for a line of stdin or a signal. `pending` keeps what came behind a line's end.
pub(super) fn next_event(
    signals: &Signals,
    pending: &mut Zeroizing<Vec<u8>>,
    longest: usize,
) -> Result<Event, Unanswered> {
    loop {
        if let Some(event) = signals.happened() {
            return Ok(event);
        }
        if let Some(end) = pending.iter().position(|&byte| byte == b'\n' || byte == b'\r') {
            let line = text(&pending[..end]);
            pending.drain(..=end);
            return Ok(Event::Line(line));
        }
        if pending.len() >= longest {
            pending.clear();
        }
        if let Some(event) = wait(signals, pending)? {
            return Ok(event);
        }
    }
}

/// The most that one [`wait`] puts behind what is pending.
pub(in crate::ui) const READ: usize = 1024;

/// Waits until something of stdin is behind what is pending, or a signal asks for something.
pub(in crate::ui) fn wait(
    signals: &Signals,
    pending: &mut Zeroizing<Vec<u8>>,
) -> Result<Option<Event>, Unanswered> {
    let stdin = io::stdin();
    loop {
        if let Some(event) = signals.happened() {
            return Ok(Some(event));
        }
        let mut ready =
            [PollFd::new(&stdin, PollFlags::IN), PollFd::new(&signals.wake, PollFlags::IN)];
        match poll(&mut ready, None) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(Unanswered::Failed(error.into())),
        }
        let (input, woken) = (!ready[0].revents().is_empty(), !ready[1].revents().is_empty());
        if woken {
            let mut bytes = [0; 64];
            let _ = (&signals.wake).read(&mut bytes);
        } else if input {
            let mut bytes = Zeroizing::new([0; READ]);
            match rustix::io::read(&stdin, &mut *bytes) {
                // Ctrl-D, and a terminal that was closed.
                Ok(0) | Err(rustix::io::Errno::IO) => return Ok(Some(Event::Left)),
                Ok(count) => {
                    pending.extend_from_slice(&bytes[..count]);
                    return Ok(None);
                }
                Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(Unanswered::Failed(error.into())),
            }
        }
    }
}

/// The bytes as text; what is no UTF-8 can't be an answer, and shows as what it is.
pub(in crate::ui) fn text(bytes: &[u8]) -> SecretText {
    let mut text = String::with_capacity(bytes.len() * 3);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
    Secret::new(text)
}

/// How far apart the pieces of one paste may come.
const MOMENT: Timespec = Timespec { tv_sec: 0, tv_nsec: 50_000_000 };

/// Whether more comes within a moment: nobody types that fast.
pub(in crate::ui) fn more_is_coming() -> bool {
    comes_within(MOMENT)
}

/// How long the lines of one paste may be apart, over a slow line too.
const PAUSE: Timespec = Timespec { tv_sec: 0, tv_nsec: 300_000_000 };

/// Whether another line of the same paste follows.
pub(in crate::ui) fn another_line_follows() -> bool {
    comes_within(PAUSE)
}

fn comes_within(time: Timespec) -> bool {
    let stdin = io::stdin();
    let mut ready = [PollFd::new(&stdin, PollFlags::IN)];
    poll(&mut ready, Some(&time)).is_ok_and(|count| count > 0)
        && ready[0].revents() == PollFlags::IN
}

/// Drops what was typed or pasted and not read yet, until nothing more has come for a moment: the
/// rest of a paste may still be on its way.
pub(in crate::ui) fn drop_pending_input() {
    // Nothing is lost if it fails: then there is no terminal.
    let drop = || termios::tcflush(io::stdin(), QueueSelector::IFlush);
    for _ in 0..100 {
        let _ = drop();
        if !more_is_coming() {
            break;
        }
    }
    // A line without an end wakes nobody.
    let _ = drop();
}

/// Columns and rows of the window.
pub(super) fn size() -> (usize, usize) {
    size_of(io::stderr())
}

/// Columns and rows of a terminal's window.
pub(in crate::ui) fn size_of(terminal: impl AsFd) -> (usize, usize) {
    match termios::tcgetwinsize(terminal) {
        Ok(size) if size.ws_col > 0 && size.ws_row > 0 => {
            (usize::from(size.ws_col), usize::from(size.ws_row))
        }
        _ => (80, 24),
    }
}
