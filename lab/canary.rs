//! Canaries: known secrets, and the places in which none of them may be found.
//!
//! The rule: every run is looked at in every place that it has. A secret is looked for by its
//! fragments, in every form that it takes on the way: see [`secrets`].
//!
//! - [`places`]: what `collab` starts other processes with, what these inherit, and what a run says
//!   that fails.
//! - [`files`]: what is written and left behind, also when the run is killed.
//! - [`memory`]: the process's own memory as it is about to end.
//! - [`dump`]: a core dump, and the eyes of other processes.
//! - [`scrollback`]: what a terminal still has of a private screen.
//!
//! [`runs`] has a line for every command that touches a secret, [`failing`] one for every way to
//! fail, [`typed`] one for what a person does on a terminal. Runs are watched through `strace`, as
//! root: to anyone else a process that can't be dumped shows nothing.

mod dump;
mod failing;
mod files;
mod fragments;
mod locks;
mod memory;
mod places;
mod record;
mod runs;
mod scrollback;
mod secrets;
mod tracing;
mod typed;
