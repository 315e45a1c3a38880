//! The laboratory's tests, as one program. `README.md` says what each part shows and how to run all
//! of it.

#[cfg(target_os = "linux")]
mod canary;
#[cfg(unix)]
mod crowd;
#[cfg(target_os = "linux")]
mod faults;
mod hostile;
#[cfg(unix)]
mod opening;
mod proofs;
#[cfg(target_os = "linux")]
mod strace;
mod work;

// The fuzz targets' alterations of a keystore's file, and their promises about it.
#[path = "../fuzz/src/alteration.rs"]
#[allow(unreachable_pub, reason = "the fuzz targets' crate has it")]
mod alteration;
#[path = "../fuzz/src/file.rs"]
mod file;
#[path = "../fuzz/src/keystore.rs"]
#[allow(dead_code, unreachable_pub, reason = "the fuzz targets' crate has it")]
mod keystore;
#[path = "../fuzz/src/locked.rs"]
#[allow(unreachable_pub, reason = "the fuzz targets' crate has it")]
mod locked;

#[path = "../tests/support/slips.rs"]
#[allow(dead_code, reason = "each crate uses its part")]
mod slips;
#[cfg(unix)]
#[path = "../tests/support"]
mod support {
    #![allow(dead_code, reason = "each crate uses its part")]
    pub(crate) mod collab;
    pub(crate) mod derived;
    pub(crate) mod display;
    pub(crate) mod keygen;
    pub(crate) mod pty;
    pub(crate) mod signatures;
}

/// The program under test.
const PROGRAM: &str = env!("CARGO_BIN_EXE_collab-lab");
