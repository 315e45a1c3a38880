//! A mistake of ours, or of a crate that we use: it panics, and the person is told where, and that
//! something may not be done.

use std::panic;
use std::sync::{Mutex, PoisonError};

use crate::failure::{Failure, Status};
use crate::term::stderr;

/// The exit status of this, also where it panics. By then the terminal is as it was, so that the
/// message can be seen.
pub(super) fn caught(run: impl FnOnce() -> u8 + panic::UnwindSafe) -> u8 {
    static LOCATION: Mutex<String> = Mutex::new(String::new());
    // The panic payload may contain a secret; its location never does.
    panic::set_hook(Box::new(|panic| {
        let location = panic.location().map(ToString::to_string).unwrap_or_default();
        // The last one is told: a decoder's panic is caught, and the work goes on.
        *LOCATION.lock().unwrap_or_else(PoisonError::into_inner) = location;
    }));
    panic::catch_unwind(run).unwrap_or_else(|_| {
        let location = LOCATION.lock().unwrap_or_else(PoisonError::into_inner);
        let failure = Failure::new(
            Status::Failed,
            format!("collab came upon a mistake of its own, at {location}"),
        )
        .hint("what was not reported as done may not be done: see `collab accounts`");
        // Nobody is left to be told that stderr can't be written.
        let _ = stderr::lines(&failure.to_string());
        Status::Failed as u8
    })
}
