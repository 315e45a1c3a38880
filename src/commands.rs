//! The commands, one file each: its flags, its help, its run. None imports another; what several need
//! is in `session`.

pub mod accounts;
pub mod check;
pub mod completions;
pub mod copy;
pub mod decrypt;
pub mod encrypt;
pub mod export;
pub mod forget_code;
pub mod git;
pub mod init;
pub mod man;
pub mod passphrase;
pub mod print;
pub mod recovery_codes;
pub mod remove;
pub mod rename;
pub mod restore;
pub mod sign;
pub mod ssh;
pub mod use_account;
pub mod verify;
pub mod whoami;

use crate::failure::Outcome;
use crate::session::Context;

/// A command, with its arguments in it.
pub trait Run {
    /// Does it.
    ///
    /// # Errors
    ///
    /// With what could not be done, in words.
    fn run(self, context: &mut Context<'_>) -> Outcome;
}
