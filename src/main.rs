//! The process: its arguments, its environment, its exit status.

use std::process::ExitCode;

#[allow(clippy::disallowed_methods, reason = "here the environment is what is handed in")]
fn main() -> ExitCode {
    #[cfg(unix)]
    keep_memory_to_ourselves();
    collab::secret::keep_stack();
    let status = collab::cli::run(&mut std::env::args_os(), &|name| std::env::var_os(name));
    ExitCode::from(status)
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
