//! Support for the tests: the program run as a script runs it, real terminals, real displays, and
//! the slips of people who copy by hand.

pub(crate) mod age;
pub(crate) mod collab;
#[allow(dead_code, reason = "each target uses its part")]
pub(crate) mod derived;
#[cfg(target_os = "linux")]
pub(crate) mod display;
pub(crate) mod keygen;
pub(crate) mod keystore_file;
pub(crate) mod paper;
pub(crate) mod pty;
pub(crate) mod signatures;
#[allow(dead_code, reason = "each target uses its part")]
pub(crate) mod slips;
