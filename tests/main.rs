//! The tests of `collab`: one file for each subcommand, and for each promise that several share.

#![allow(clippy::disallowed_methods, reason = "the walls are the program's, not the tests'")]

mod accounts;
mod age;
mod age_plugin;
mod arguments;
mod bad_input;
mod check;
#[cfg(target_os = "linux")]
mod ci;
#[cfg(target_os = "linux")]
mod clock;
mod codes;
mod completions;
mod containers;
#[cfg(target_os = "linux")]
mod copy;
mod decrypt;
mod documents;
mod encrypt;
mod examples;
mod export;
mod forget_code;
mod generated;
mod git;
mod hostile;
mod image;
mod init;
mod keystore;
mod mending;
mod one_door;
mod output;
mod passphrase;
mod pictures;
mod places;
mod primitives;
mod print;
mod public_surface;
mod reading;
mod readme;
mod recovery;
mod recovery_codes;
mod remove;
mod rename;
mod restore;
mod screens;
mod sheet;
#[cfg(unix)]
mod sign;
mod slips;
#[cfg(target_os = "linux")]
mod ssh;
mod status;
mod support;
mod tuning;
mod uncertain;
mod use_account;
mod variable;
mod vault;
mod vectors;
mod verified;
#[cfg(unix)]
mod verify;
mod vouching;
mod whoami;

/// The program under test.
const PROGRAM: &str = env!("CARGO_BIN_EXE_collab");
