//! Windows' console: its modes, and the size of its window.
//!
//! Control sequences, which the private screen consists of, mean something there only in a mode
//! (virtual-terminal processing) that a program switches on. Consoles before Windows 10 have no such
//! mode, and neither have the pipes that some other terminals use in place of a console: there is
//! no private screen then.

mod ctrl_c;
mod lines;

use std::io;
use std::path::Path;
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

use winapi_util::console::{mode, screen_buffer_info, set_mode};

pub(crate) use ctrl_c::Signals;
pub(super) use lines::{another_line_follows, more_is_coming, wait};

use super::stderr;
use crate::files;

/// The modes of output: control characters, and sequences.
const ENABLE_PROCESSED_OUTPUT: u32 = 0x1;
const ENABLE_VIRTUAL_TERMINAL_PROCESSING: u32 = 0x4;
/// The mode of input that shows what is typed.
const ENABLE_ECHO_INPUT: u32 = 0x4;

/// The console of stderr, with sequences switched on. Its former mode is restored on drop.
pub(super) struct Output {
    before: u32,
}

/// Returns the console of stderr.
///
/// # Errors
///
/// If stderr is no console, or the console has no sequences.
pub(super) fn output() -> io::Result<Output> {
    let before = mode(io::stderr())?;
    let output = Output { before };
    let modes = ENABLE_PROCESSED_OUTPUT | ENABLE_VIRTUAL_TERMINAL_PROCESSING;
    set_mode(io::stderr(), before | modes)?;
    // A console may accept a mode that it does not know.
    if mode(io::stderr())? & modes == modes {
        Ok(output)
    } else {
        Err(io::ErrorKind::Unsupported.into())
    }
}

impl io::Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        io::stderr().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        // A failure means that there is no console any more.
        let _ = set_mode(io::stderr(), self.before);
    }
}

/// Whether the console can show pages in private.
pub(crate) fn has_private_screen() -> bool {
    output().is_ok()
}

/// Whether sequences such as colors mean something on the console of stdout and stderr. They stay
/// switched on until the process ends.
pub(crate) fn shows_sequences() -> bool {
    static SHOWN: OnceLock<bool> = OnceLock::new();
    *SHOWN.get_or_init(|| output().map(std::mem::forget).is_ok())
}

/// Returns the columns and rows of the window; 80 by 24 where they are unknown.
pub(super) fn size() -> (usize, usize) {
    let Ok(window) = screen_buffer_info(io::stderr()).map(|info| info.window_rect()) else {
        return (80, 24);
    };
    let length = |from: i16, to: i16| usize::try_from(i32::from(to) - i32::from(from) + 1);
    match (length(window.left, window.right), length(window.top, window.bottom)) {
        (Ok(columns @ 1..), Ok(rows @ 1..)) => (columns, rows),
        _ => (80, 24),
    }
}

/// Returns the columns and rows of the window: stderr is the only output.
pub(super) fn size_of(_: &Output) -> (usize, usize) {
    size()
}

/// A console without echo. The echo is restored on drop.
pub(crate) struct Unseen(u32);

impl Unseen {
    /// Switches the echo off.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::Unsupported`] if stdin is no console: there it would be shown.
    pub(crate) fn begin() -> io::Result<Self> {
        let before = mode(io::stdin()).map_err(|_| io::Error::from(io::ErrorKind::Unsupported))?;
        set_mode(io::stdin(), before & !ENABLE_ECHO_INPUT)?;
        Ok(Self(before))
    }

    /// Shows the end of a line, which is not echoed either.
    #[allow(clippy::unused_self, reason = "only such a console needs it")]
    pub(crate) fn end_line(&self) -> io::Result<()> {
        stderr::lines("")
    }
}

impl Drop for Unseen {
    fn drop(&mut self) {
        // A failure means that there is no console any more.
        let _ = set_mode(io::stdin(), self.0);
    }
}

/// Drops input that is not read yet. The rest of a paste may still be on its way for a moment.
pub(crate) fn drop_pending_input() {
    const MOMENT: Duration = Duration::from_millis(50);
    // Syncing a console's input empties it. A failure loses nothing: it means that there is no
    // console.
    let Ok(input) = files::open_device(Path::new("CONIN$")) else { return };
    let _ = input.sync_all();
    thread::sleep(MOMENT);
    let _ = input.sync_all();
}
