//! An account that no company keeps: an Ed25519 identity derived from one 80-digit backup code.
//!
//! An account is its code and nothing else; without the code nobody can bring it back:
//!
//! ```
//! use collab::code::BackupCode;
//! use collab::derivation;
//!
//! let code = BackupCode::generate()?;
//! let identity = derivation::identity(&code);
//! assert!(identity.to_string().starts_with("did:key:z6Mk"));
//! // For the paper: four rows of four boxes. They wipe themselves.
//! assert_eq!(code.rows().len(), 4);
//! # Ok::<(), collab::code::EntropyError>(())
//! ```
//!
//! Typed or scanned codes are read in any usual form. A damaged code is corrected, with the causes
//! of the damage; a correction that is not certain has to be confirmed by a person:
//!
//! ```
//! use collab::code::BackupCode;
//! use collab::code::mend::{Diagnosis, diagnose};
//! use collab::code::reading::read;
//!
//! # let code = BackupCode::generate()?;
//! let mut typed = code.canonical_text().expose().clone();
//! # let wrong = if typed.starts_with('7') { "3" } else { "7" };
//! typed.replace_range(..1, wrong);
//!
//! let reading = read(typed.as_bytes())?;
//! let Diagnosis::Damaged(explanations) = diagnose(&reading, None)? else {
//!     panic!("a wrong digit is noticed");
//! };
//! assert_eq!(explanations.len(), 1);
//! assert!(explanations[0].is_certain());
//! assert!(explanations[0].code == code);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A keystore is one file that holds accounts. It computes each identity from the code itself, so
//! that a name always stands for the account of that code. A passphrase locks it:
//!
//! ```
//! use std::error::Error;
//! use std::time::SystemTime;
//!
//! use collab::account::Origin;
//! use collab::code::{BackupCode, system_entropy};
//! use collab::keystore::{Cost, Keystore, Opener, Passphrase, PassphraseKey};
//!
//! # let folder = tempfile::tempdir()?;
//! # let file = folder.path().join("keystore.json");
//! let (code, name) = (BackupCode::generate()?, "maria".parse()?);
//! let passphrase = Passphrase::from_bytes(b"a passphrase of hers").expect("short text");
//! // The least that guessing may cost, for an example; `Cost::USUAL` is for people.
//! let key = PassphraseKey::new(&passphrase, Cost::LEAST, &mut system_entropy)?;
//!
//! let keystore = Keystore::at(file);
//! keystore.change(None, |contents| -> Result<(), Box<dyn Error>> {
//!     contents.add(name, &code, Origin::Created, SystemTime::now(), None)?;
//!     contents.set_passphrase(&key, &mut system_entropy)?;
//!     Ok(())
//! })?;
//!
//! let mut contents = keystore.open()?;
//! assert!(contents.is_sealed());
//! let lock = contents.lock().expect("it has a passphrase");
//! contents.unlock(&Opener::Passphrase(lock.key_of(&passphrase)?))?;
//! assert!(contents.backup_code(&"maria".parse()?)? == code);
//! # Ok::<(), Box<dyn Error>>(())
//! ```
//!
//! The keys of an account sign and verify ([`signing`]), log in ([`openssh_key`], [`agent_client`])
//! and encrypt ([`age`]).
//!
//! # The modules
//!
//! Lowest first: [`secret`] values; the backup [`code`] and its correction; the wire encoding of
//! SSH ([`ssh_wire`]), signatures in it ([`sshsig`]), their allowed signers ([`allowed_signers`]),
//! private key files ([`openssh_key`]) and agents ([`agent_client`]); keys in the formats of other
//! programs ([`key_forms`]); the [`account`]; the one door to the private key of its identity
//! ([`identity_key`]); the one [`derivation`] from a code to keys; [`signing`] with them, and files
//! encrypted to them ([`age`]); other services' codes ([`service_codes`]), and the file that brings
//! them back ([`account_vault`]); the one [`keystore`]. Without the default feature `cli` that is the
//! whole library, and it never prints, asks or ends the process. The feature adds the command line,
//! which is private except for its entry point, `cli`.

#![cfg_attr(
    test,
    allow(clippy::disallowed_methods, reason = "the walls are the program's, not the tests'")
)]

pub mod account;
pub mod account_vault;
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
mod json_line;
pub mod key_forms;
pub mod keystore;
pub mod openssh_key;
mod pem;
pub mod secret;
pub mod service_codes;
pub mod signing;
pub mod ssh_wire;
pub mod sshsig;
mod watch;

#[cfg(feature = "cli")]
mod child;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "cli")]
mod commands;
#[cfg(feature = "cli")]
mod doors;
#[cfg(feature = "cli")]
mod failure;
#[cfg(feature = "cli")]
mod manual;
#[cfg(feature = "cli")]
mod paper;
#[cfg(feature = "cli")]
mod qr;
#[cfg(feature = "cli")]
mod session;
#[cfg(feature = "cli")]
mod term;
#[cfg(feature = "cli")]
mod ui;
mod unseen;
