//! The process: its arguments, its environment, its exit status, and what it leaves in memory.
//!
//! The rule: at the end there is nothing of a secret in it but in the environment that it was
//! started with. Every [`Secret`](collab::secret::Secret) wipes itself; here the rest is: what
//! other crates free, and where values were that have been moved. So it is where a mistake of ours
//! or theirs makes it panic, which is told without a word of what it was about.

use std::panic;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

use collab::failure::{Failure, Status};
use zeroizing_alloc::ZeroAlloc;

/// Wipes what is freed.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<std::alloc::System> = ZeroAlloc(std::alloc::System);

fn main() -> ExitCode {
    #[cfg(unix)]
    keep_memory_to_ourselves();
    collab::secret::keep_stack();
    let status = guarded(run);
    collab::secret::wipe_stack();
    ExitCode::from(status)
}

/// The status of this, also where it panics: what has to be put back has been by then, the terminal
/// above all, so that what is said can be seen.
fn guarded(run: fn() -> u8) -> u8 {
    static LOCATION: Mutex<String> = Mutex::new(String::new());
    // What a panic is about may be a secret; where it was is none.
    panic::set_hook(Box::new(|panic| {
        let location = panic.location().map(ToString::to_string).unwrap_or_default();
        // The last one is told: others were caught, where a decoder panicked.
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
        let _ = collab::term::stderr::lines(&failure.to_string());
        Status::Failed as u8
    })
}

/// Never inlined: its variables are to be below those of `main`, where the stack is wiped.
#[inline(never)]
#[allow(clippy::disallowed_methods, reason = "here the environment is what is handed in")]
fn run() -> u8 {
    collab::cli::run(&mut std::env::args_os(), &|name| std::env::var_os(name))
}

/// No core dump, and no other process of the same user may look into this one: its environment
/// can hold a code, and its memory does.
#[cfg(unix)]
fn keep_memory_to_ourselves() {
    use rustix::process::{Resource, Rlimit, setrlimit};

    // Neither is needed for what the process does, and where the system refuses there is nothing
    // better to do.
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}
