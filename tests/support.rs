//! What the tests are built on: the program run as a script runs it, real terminals, and real
//! displays.

pub(crate) mod collab;
#[cfg(target_os = "linux")]
pub(crate) mod display;
pub(crate) mod pty;
