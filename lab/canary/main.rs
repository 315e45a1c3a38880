//! Canaries: known secrets, and the seven places in which none of them may be found.
//!
//! The rule: every run is looked at in every place that it has. A secret is looked for by its
//! fragments, in every form that it takes on the way: see [`secrets`].
//!
//! 1. [`arguments`]: what `collab` starts other processes with.
//! 2. [`environment`]: what these inherit.
//! 3. [`output`]: what a run that fails says.
//! 4. [`files`]: what is written and left behind, also when the run is killed.
//! 5. [`dump`]: a core dump, and the eyes of other processes.
//! 6. [`memory`]: the process's own memory as it is about to end.
//! 7. [`scrollback`]: what a terminal still has of a private screen.
//!
//! [`runs`] has a line for every command that touches a secret, [`failing`] one for every way to
//! fail, [`typed`] one for what a person does on a terminal. The first four places and the sixth
//! are looked at through `strace` as root: to anyone else a process that can't be dumped shows
//! nothing, which is the fifth. What was skipped is said, and `COLLAB_TEST_REQUIRE_STRACE` makes it
//! a failure that `strace` is missing. `--nocapture` shows what was looked at.

#![cfg(target_os = "linux")]

mod arguments;
mod dump;
mod environment;
mod failing;
mod files;
mod fragments;
mod locks;
mod memory;
mod output;
mod record;
mod runs;
mod scrollback;
mod secrets;
#[path = "../../tests/support"]
mod support {
    #![allow(dead_code, reason = "each target uses its part")]
    pub(crate) mod collab;
    pub(crate) mod derived;
    pub(crate) mod display;
    pub(crate) mod pty;
}
mod table;
mod tracing;
mod typed;
#[path = "../work.rs"]
#[allow(dead_code, reason = "each target uses its part")]
mod work;

/// The program under test.
const PROGRAM: &str = env!("CARGO_BIN_EXE_collab-lab");
