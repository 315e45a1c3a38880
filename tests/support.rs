//! What the tests are built on: the program run as a script runs it, and real displays.

pub(crate) mod collab;
pub(crate) mod pty;
