//! The promises of the fuzz targets: one module for each target, with a `check` that takes any
//! bytes and panics when a promise is broken. Further modules hold the shared files, locked
//! keystores and alterations, and the seeds.
//!
//! `cargo fuzz` searches for inputs; the test here replays the seeds, which needs neither a nightly
//! compiler nor libFuzzer.

#![forbid(unsafe_code)]

pub mod age;
pub mod agent;
pub mod code_lists;
pub mod keystore;
pub mod mending;
pub mod reading;
pub mod signature;
pub mod signers;
pub mod unlocking;

pub mod alteration;
mod file;
pub mod locked;
pub mod seeds;
mod stored;

#[path = "../../tests/support/slips.rs"]
#[allow(dead_code, reason = "each target uses its part")]
mod slips;

#[cfg(test)]
mod replay;
