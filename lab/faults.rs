//! Promises about the keystore when a write to it is cut short, tested on the program itself.
//!
//! The rule: whatever fails, and wherever, the keystore opens and is exactly as before or exactly
//! as after; a change that was reported done is there; every failure is reported; and the next
//! command is not hindered.
//!
//! - [`injection`]: a kill, a full disk, a failing disk and an interruption at every call of the
//!   program, missing randomness, and files that may not grow.
//! - [`crashes`]: a disk that keeps no more than it promised: everything that was not synced is
//!   lost or kept, in every combination. A power cut leaves one of these.
//!
//! [`cases`] has one line for each command that writes. Only a share is tried, unless
//! `COLLAB_LAB_SHARE=1`. `COLLAB_FAULT_CASE=crypt` tries the cases with that in their name.

use crate::slips::Generator;
use crate::work;

mod calls;
mod cases;
mod crashes;
mod disk;
mod found;
mod home_files;
mod injection;
mod promises;
mod recording;
mod run;
mod scratch;
mod service_lists;
mod tally;
mod vaults;

/// The share that is tried by default.
const SHARE: f64 = 0.02;

/// Returns the share to try.
fn share() -> f64 {
    work::share(SHARE)
}

/// Returns a share of these, evenly spread, at least one.
fn share_of<T>(all: Vec<T>, name: &str) -> Vec<T> {
    let mut sum = f64::from(Generator::of(work::seed(), name, 0).below(1000)) / 1000.0;
    let (mut taken, mut last) = (Vec::new(), None);
    for one in all {
        sum += share();
        if sum >= 1.0 {
            sum -= 1.0;
            taken.push(one);
        } else {
            last = Some(one);
        }
    }
    if taken.is_empty() { last.into_iter().collect() } else { taken }
}
