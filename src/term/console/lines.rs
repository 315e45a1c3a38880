//! Lines of Windows' console.
//!
//! A thread of its own reads them, since nothing interrupts a read there. It reads only when it is
//! asked to: a read that nobody waits for would take what the next program is to read.

use std::io::{self, Read as _};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;

use zeroize::Zeroizing;

use super::ctrl_c::{self, Signals};
use crate::secret::wipe_stack;
use crate::term::{Event, Unanswered};

/// Bytes to read at once: at least as many as the standard library's own buffer has, which is passed
/// over then, since nobody wipes it.
const READ: usize = 8 * 1024;

/// The thread that reads.
struct Reader {
    ask: Sender<()>,
    tell: Sender<Heard>,
    ear: Mutex<Ear>,
}

struct Ear {
    heard: Receiver<Heard>,
    /// Whether the thread reads, so that there is a line to wait for.
    is_asked: bool,
}

enum Heard {
    /// What was read; nothing at the end of the input (Ctrl-Z).
    Input(io::Result<Zeroizing<Vec<u8>>>),
    /// Ctrl-C came.
    CtrlC,
}

static READER: OnceLock<Reader> = OnceLock::new();

impl Reader {
    fn start() -> Self {
        let (ask, asked) = channel();
        let (tell, heard) = channel();
        let teller = tell.clone();
        ctrl_c::ends_a_wait_by(wake);
        thread::spawn(
            move || {
                while asked.recv().is_ok() && teller.send(Heard::Input(read())).is_ok() {}
            },
        );
        Self { ask, tell, ear: Mutex::new(Ear { heard, is_asked: false }) }
    }
}

fn read() -> io::Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(vec![0; READ]);
    let read = io::stdin().lock().read(&mut bytes);
    // The standard library converts from UTF-16 there.
    wipe_stack();
    let count = read?;
    bytes.truncate(count);
    Ok(bytes)
}

/// Ends a wait, after Ctrl-C.
fn wake() {
    if let Some(reader) = READER.get() {
        // The receiver lives as long as the process.
        let _ = reader.tell.send(Heard::CtrlC);
    }
}

/// Waits until bytes of stdin are appended to `pending`, or until there is an event to return.
pub(crate) fn wait(
    signals: &Signals,
    pending: &mut Zeroizing<Vec<u8>>,
) -> Result<Option<Event>, Unanswered> {
    let reader = READER.get_or_init(Reader::start);
    let mut ear = reader.ear.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        if let Some(event) = signals.happened() {
            return Ok(Some(event));
        }
        if !std::mem::replace(&mut ear.is_asked, true) && reader.ask.send(()).is_err() {
            return Ok(Some(Event::Left));
        }
        match ear.heard.recv() {
            Ok(Heard::CtrlC) => {}
            Ok(Heard::Input(input)) => {
                ear.is_asked = false;
                let input = input?;
                pending.extend_from_slice(&input);
                return Ok(if input.is_empty() { Some(Event::Left) } else { None });
            }
            Err(_) => return Ok(Some(Event::Left)),
        }
    }
}

/// Whether more comes within a moment. Only a read would tell, and it could not be taken back.
pub(crate) fn more_is_coming() -> bool {
    false
}

/// Whether another line of the same paste follows; see [`more_is_coming`].
pub(crate) fn another_line_follows() -> bool {
    false
}
