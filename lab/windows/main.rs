//! The program for Windows, run under wine beside the program for Linux.
//!
//! `cargo bench -p collab-lab --profile dev --bench windows` builds `collab.exe` with mingw-w64,
//! and prints the table of what it did. It needs wine64, mingw-w64's gcc, and the Rust target
//! `x86_64-pc-windows-gnu`. Where one is missing it says so and does nothing, or fails if
//! `COLLAB_TEST_REQUIRE_WINE` is set.
//!
//! Wine is not Windows: it has no access control lists of its own, its console passes sequences on
//! to the terminal, and the random generator is a stand-in of the laboratory's own (`prng.c`).

mod cases;
mod console;
mod held;
mod pipes;
mod places;
mod system;
#[path = "../../tests/support"]
mod support {
    #![allow(dead_code, reason = "each crate uses its part")]
    pub(crate) mod collab;
    pub(crate) mod pty;
}
mod wine;
#[path = "../work.rs"]
#[allow(dead_code, reason = "each target uses its part")]
mod work;

use std::process::ExitCode;

use wine::Wine;

/// The program for Linux.
const PROGRAM: &str = env!("CARGO_BIN_EXE_collab-lab");

fn main() -> ExitCode {
    let wine = match Wine::start() {
        Ok(wine) => wine,
        Err(missing) => {
            work::say(&format!("NOT TESTED: the program for Windows, since {missing}"));
            let is_required = std::env::var_os("COLLAB_TEST_REQUIRE_WINE").is_some();
            return if is_required { ExitCode::FAILURE } else { ExitCode::SUCCESS };
        }
    };
    let mut failed = cases::run(&wine);
    for (part, run) in [
        ("places", places::run as fn(&Wine) -> Vec<String>),
        ("held files", held::run),
        ("console", console::run),
        ("pipes in place of a console", pipes::run),
    ] {
        let wrong = run(&wine);
        work::say(&format!("{part}: {}", if wrong.is_empty() { "as promised" } else { "WRONG" }));
        failed.extend(wrong);
    }
    for wrong in &failed {
        work::say(&format!("\n{wrong}"));
    }
    if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
