//! Canaries: known secrets, and the places where none of them may be found.
//!
//! The rule: every run is examined in each of its places. A secret is searched for by its
//! fragments, in every form that it takes on the way: see [`secrets`].
//!
//! - [`places`]: the arguments and environments of the processes that `collab` starts, and the
//!   output of a run that fails.
//! - [`files`]: files that are written and left behind, also when the run is killed.
//! - [`memory`]: the process's own memory as it is about to end.
//! - [`dump`]: core dumps, and access by other processes.
//! - [`scrollback`]: the remains of a private screen on a terminal.
//!
//! [`succeeding`] has a line for every command that touches a secret, [`failing`] one for every way
//! to fail, [`typed`] one for every conversation on a terminal; [`runs`] watches them all, through `strace`, as
//! root: a process that cannot be dumped shows nothing to anyone else.

mod dump;
mod failing;
mod files;
mod fragments;
mod homes;
mod locks;
mod looking;
mod memory;
mod places;
mod record;
mod run;
mod runs;
mod scrollback;
mod secrets;
mod succeeding;
mod tracing;
mod typed;
