//! Waits for typed input or for a signal. Lines and keys share the same [`wait`].

use std::io::{self, Read as _};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::termios::{self, QueueSelector};
use zeroize::Zeroizing;

use super::signals::Signals;
use super::{Event, Unanswered};

/// Most bytes that one [`wait`] appends to the pending input.
pub(crate) const READ: usize = 1024;

/// Waits until bytes of stdin are appended to `pending`, or until there is an event to return.
pub(crate) fn wait(
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
                // Ctrl-D, or a closed terminal.
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

/// Longest time between two pieces of one paste.
const MOMENT: Timespec = Timespec { tv_sec: 0, tv_nsec: 50_000_000 };

/// Whether more comes within a moment, faster than anyone types.
pub(crate) fn more_is_coming() -> bool {
    comes_within(MOMENT)
}

/// Longest time between two lines of one paste, over a slow connection too.
const PAUSE: Timespec = Timespec { tv_sec: 0, tv_nsec: 300_000_000 };

/// Whether another line of the same paste follows.
pub(crate) fn another_line_follows() -> bool {
    comes_within(PAUSE)
}

fn comes_within(time: Timespec) -> bool {
    let stdin = io::stdin();
    let mut ready = [PollFd::new(&stdin, PollFlags::IN)];
    poll(&mut ready, Some(&time)).is_ok_and(|count| count > 0)
        && ready[0].revents() == PollFlags::IN
}

/// Drops input that is not read yet, until nothing more has come for a moment: the rest of a paste
/// may still be on its way.
pub(crate) fn drop_pending_input() {
    // A failure loses nothing: it means that there is no terminal.
    let drop = || termios::tcflush(io::stdin(), QueueSelector::IFlush);
    for _ in 0..100 {
        let _ = drop();
        if !more_is_coming() {
            break;
        }
    }
    // `poll` does not report a line without an end, so the loop can't wait for one.
    let _ = drop();
}
