//! An account that no company keeps: an Ed25519 identity that follows from one 80-digit backup
//! code.
//!
//! Lowest first: [`secret`] values; the [`code`] and its mending; the wire encoding of SSH
//! ([`ssh_wire`]), signatures in it ([`sshsig`]), and who may make them ([`allowed_signers`]), private
//! key files ([`openssh_key`]) and agents ([`agent_client`]); keys as other programs take them
//! ([`key_forms`]); the
//! [`account`]; the one door to the private key of its identity ([`identity_key`]); the one
//! [`derivation`] from a code to keys; [`signing`] with them, and files encrypted to them ([`age`]);
//! the one [`keystore`]. Without the default feature `cli` that is the whole library, and it never
//! prints, asks or ends the process. The command line on top of it is `term`, `ui`, `failure`,
//! `session`, `commands` and `cli`.

#![cfg_attr(
    test,
    allow(clippy::disallowed_methods, reason = "the walls are the program's, not the tests'")
)]

pub mod account;
pub mod age;
pub mod agent_client;
pub mod allowed_signers;
pub mod code;
mod dates;
pub mod derivation;
#[cfg_attr(
    not(feature = "cli"),
    allow(dead_code, unused_imports, reason = "the keystore needs a part of it")
)]
mod files;
pub mod identity_key;
pub mod key_forms;
pub mod keystore;
pub mod openssh_key;
mod pem;
pub mod secret;
pub mod signing;
pub mod ssh_wire;
pub mod sshsig;

#[cfg(feature = "cli")]
mod child;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "cli")]
pub mod commands;
#[cfg(feature = "cli")]
mod doors;
#[cfg(feature = "cli")]
pub mod failure;
#[cfg(feature = "cli")]
pub mod paper;
#[cfg(feature = "cli")]
mod qr;
#[cfg(feature = "cli")]
mod session;
#[cfg(feature = "cli")]
pub mod term;
#[cfg(feature = "cli")]
pub mod ui;
#[cfg(feature = "cli")]
mod unseen;
