//! What must hold of the keystore when many work on it at once, on the program itself.
//!
//! The rule: whatever runs at the same time, what was reported done is there and nothing else is;
//! what a reader sees was so at one moment while it looked; what is refused is refused for a reason;
//! and nobody waits for ever.
//!
//! 64 processes at a time make, bring back and rename accounts, choose a default, and look, 100
//! times each: some of it with what is theirs alone, some with what all of them want. The keystore
//! is unlocked; or locked, as cheaply as a file may ask for, and now and then with another
//! passphrase. Each run is logged with when it began and ended ([`run`]); then it is checked that
//! one order of all runs explains everything ([`history`], [`looks`], [`refusals`], [`openings`]).
//!
//! By itself it tries a small share, of which the root is that of processes and that of
//! rounds. `COLLAB_CROWD_SHARE=1` tries everything. `COLLAB_CROWD_SEED` has
//! them do other things.

#![cfg(unix)]

mod arena;
mod broken;
mod changing;
mod crowd;
#[path = "../../tests/support/generator.rs"]
#[allow(dead_code, reason = "each target uses its part")]
mod generator;
mod history;
mod looks;
mod openings;
#[path = "../../tests/support/collab.rs"]
#[allow(dead_code, reason = "each target uses its part")]
mod people;
mod refusals;
mod run;
#[path = "../../tests/support/share.rs"]
mod share;
mod tampered;
mod told;
mod worker;

/// The program under test.
const PROGRAM: &str = env!("CARGO_BIN_EXE_collab-lab");
