//! What must hold of the keystore when a write to it is cut short, on the program itself.
//!
//! The rule: whatever fails, and wherever, the keystore opens and is exactly as before or exactly
//! as after; what was reported done is there; what failed is told; and the next command finds
//! nothing in its way.
//!
//! - [`injection`]: a kill, a full disk, a failing disk and an interruption at every call that the
//!   program makes, no randomness, and files that may not grow.
//! - [`crashes`]: a file system that keeps no more than it promised: everything that was not synced
//!   is lost or kept, in every combination.
//! - [`powercuts`]: ext4 as it is, cut off in the middle.
//!
//! [`cases`] has one line for each command that writes, and [`neighbours`] one for other programs,
//! which are put to the same test and only counted.
//!
//! A share is tried; `COLLAB_LAB_SHARE=1` tries everything. `COLLAB_LAB_SEED` makes another choice of a share, and `COLLAB_FAULT_CASE=crypt` tries
//! the cases with that in their name. `COLLAB_TEST_REQUIRE_STRACE` makes it a failure that `strace` is
//! missing, and `COLLAB_TEST_REQUIRE_POWERCUTS` that nothing can be mounted; otherwise what was skipped
//! is said.

#![cfg(target_os = "linux")]

mod calls;
mod cases;
mod crashes;
mod disk;
#[path = "../../tests/support/generator.rs"]
#[allow(dead_code, reason = "each target uses its part")]
mod generator;
mod image;
mod injection;
mod neighbours;
mod opening;
#[path = "../../tests/support/collab.rs"]
#[allow(dead_code, reason = "each target uses its part")]
mod people;
mod powercuts;
mod promises;
mod recording;
mod sample;
mod scratch;
mod strace;
mod tally;
#[path = "../work.rs"]
#[allow(dead_code, reason = "each target uses its part")]
mod work;

/// The program under test.
const PROGRAM: &str = env!("CARGO_BIN_EXE_collab-lab");
