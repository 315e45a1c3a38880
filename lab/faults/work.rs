//! Much work, on all cores, and what is said of it.
//!
//! The rule: which part is done follows from the share and the seed alone, never from the machine.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

pub(crate) use crate::share::say;
use crate::share::{self, number};

/// What a bare `cargo test` tries.
const SMALL: f64 = 0.02;

/// One after the other has all cores.
static TURN: Mutex<()> = Mutex::new(());

/// Waits for the others to be done.
pub(crate) fn turn() -> MutexGuard<'static, ()> {
    // Another test may have failed.
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Does all of it on all cores, and gives what came of each in their order.
pub(crate) fn all<T: Sync, R: Send>(work: &[T], each: impl Fn(&T) -> R + Sync) -> Vec<R> {
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

/// A share of these, spread evenly, at least one.
pub(crate) fn share_of<T>(all: Vec<T>, name: &str) -> Vec<T> {
    let share = share();
    let start = f64::from(u32::try_from(random(name, 0) % 1000).unwrap_or(0)) / 1000.0;
    let mut sum = start;
    let mut taken = Vec::new();
    let mut last = None;
    for one in all {
        sum += share;
        if sum >= 1.0 {
            sum -= 1.0;
            taken.push(one);
        } else {
            last = Some(one);
        }
    }
    if taken.is_empty() { last.into_iter().collect() } else { taken }
}

/// A number that follows from the seed, a name and a number.
pub(crate) fn random(name: &str, number: u64) -> u64 {
    // SplitMix64's finish over FNV-1a.
    let mut state = name.bytes().fold(0xcbf2_9ce4_8422_2325 ^ seed(), |state, byte| {
        (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    state = state.wrapping_add(number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}

pub(crate) fn seed() -> u64 {
    number("COLLAB_FAULT_SEED").unwrap_or(1)
}

pub(crate) fn share() -> f64 {
    share::share("COLLAB_FAULT_SHARE", SMALL)
}
