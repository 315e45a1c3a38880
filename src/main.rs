//! The process: its arguments, its environment, its exit status, and the memory that it leaves
//! behind.
//!
//! When the process exits, no secret is left in its memory except in its initial environment. Every
//! [`Secret`](collab::secret::Secret) wipes itself; the rest is wiped here: memory that other
//! crates free, and the stack, where moved values were.

use std::process::ExitCode;

use zeroizing_alloc::ZeroAlloc;

// In a static program, the allocator of the system would be musl's.
#[cfg(target_env = "musl")]
use dlmalloc::GlobalDlmalloc as System;
#[cfg(not(target_env = "musl"))]
use std::alloc::System;

/// Wipes memory when it is freed.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

fn main() -> ExitCode {
    #[cfg(unix)]
    keep_memory_to_ourselves();
    let status = run();
    collab::secret::wipe_stack();
    ExitCode::from(status)
}

/// Runs the command line. Never inlined, so that its variables are below those of `main`, where the
/// stack is wiped.
#[inline(never)]
#[allow(clippy::disallowed_methods, reason = "here the environment is what is handed in")]
fn run() -> u8 {
    collab::cli::run(&mut std::env::args_os(), &|name| std::env::var_os(name))
}

/// Disables core dumps, and keeps other processes of the same user from reading this one: its
/// environment can hold a code, and its memory does.
#[cfg(unix)]
fn keep_memory_to_ourselves() {
    use rustix::process::{Resource, Rlimit, setrlimit};

    // The process works without either, and where the system refuses there is nothing better to do.
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}
