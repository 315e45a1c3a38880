//! Work on all cores: its share, its seed, and its messages.
//!
//! The rule: the part that is done depends only on the share and the seed, never on the machine.

use std::io::Write as _;
use std::str::FromStr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

/// Returns the number in a variable, if it is set.
pub(crate) fn number<T: FromStr>(variable: &str) -> Option<T> {
    let value = std::env::var(variable).ok()?;
    let Ok(value) = value.parse() else { panic!("{variable} is a number") };
    Some(value)
}

/// Returns the seed of all randomness.
pub(crate) fn seed() -> u64 {
    number("COLLAB_LAB_SEED").unwrap_or(1)
}

/// Returns the share to run, above 0 and at most 1, or this default.
pub(crate) fn share(otherwise: f64) -> f64 {
    let share = number("COLLAB_LAB_SHARE").unwrap_or(otherwise);
    assert!(share > 0.0 && share <= 1.0, "COLLAB_LAB_SHARE is above 0 and at most 1");
    share
}

/// Returns that share of a number, at least one.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a u32")]
pub(crate) fn part(count: u32, share: f64) -> u32 {
    (f64::from(count) * share).ceil() as u32
}

/// Prints a line that a test's captured output would hide.
pub(crate) fn say(text: &str) {
    writeln!(std::io::stdout(), "{text}").expect("stdout is there");
}

/// Waits until no other test uses all cores.
pub(crate) fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    // Another test may have failed.
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Applies a function to each item on all cores, and returns the results in order.
pub(crate) fn all<T: Sync, R: Send>(work: &[T], each: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let _turn = turn();
    let next = AtomicUsize::new(0);
    let part = || {
        let mut done = Vec::new();
        while let index = next.fetch_add(1, Ordering::Relaxed)
            && let Some(one) = work.get(index)
        {
            done.push((index, each(one)));
        }
        done
    };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let mut done: Vec<(usize, R)> = thread::scope(|scope| {
        let parts: Vec<_> = (0..cores).map(|_| scope.spawn(part)).collect();
        parts.into_iter().flat_map(|part| part.join().expect("it failed; see above")).collect()
    });
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}
