//! The handler of panics, which are bugs of collab or of a dependency. The message names the
//! location, and says that the command may be unfinished.

use std::panic;
use std::sync::{Mutex, PoisonError};

use crate::failure::{Failure, Status};
use crate::term::stderr;

/// Runs a function and returns its exit status, or [`Status::Failed`] if it panics. The message is
/// printed after unwinding has restored the terminal, so that it stays visible.
pub(super) fn caught(run: impl FnOnce() -> u8 + panic::UnwindSafe) -> u8 {
    static LOCATION: Mutex<String> = Mutex::new(String::new());
    // The panic payload may contain a secret; its location never does.
    panic::set_hook(Box::new(|panic| {
        let location = panic.location().map(ToString::to_string).unwrap_or_default();
        // Each panic overwrites the location, since an earlier one may have been caught: a
        // decoder's panic is, and the work goes on.
        *LOCATION.lock().unwrap_or_else(PoisonError::into_inner) = location;
    }));
    panic::catch_unwind(run).unwrap_or_else(|_| {
        let location = LOCATION.lock().unwrap_or_else(PoisonError::into_inner);
        let failure = Failure::new(
            Status::Failed,
            format!("collab came upon a mistake of its own, at {location}"),
        )
        .hint("what was not reported as done may not be done: see `collab accounts`");
        // A failed write to stderr cannot be reported anywhere.
        let _ = stderr::lines(&failure.to_string());
        Status::Failed as u8
    })
}
