//! The commands, one file each, with flags, help and `run`. Commands never import each other;
//! shared pieces live in `session`.

pub(crate) mod accounts;
pub(crate) mod check;
pub(crate) mod codes;
pub(crate) mod completions;
pub(crate) mod copy;
pub(crate) mod decrypt;
pub(crate) mod encrypt;
pub(crate) mod export;
pub(crate) mod forget_code;
pub(crate) mod git;
pub(crate) mod help;
pub(crate) mod init;
pub(crate) mod man;
pub(crate) mod passphrase;
pub(crate) mod print;
pub(crate) mod recovery_codes;
pub(crate) mod remove;
pub(crate) mod rename;
pub(crate) mod restore;
pub(crate) mod sign;
pub(crate) mod ssh;
pub(crate) mod status;
pub(crate) mod use_account;
pub(crate) mod vault;
pub(crate) mod verify;
pub(crate) mod whoami;

use crate::failure::Outcome;
use crate::session::Context;

/// A command with its parsed arguments.
pub(crate) trait Run {
    /// Executes the command.
    ///
    /// # Errors
    ///
    /// The failure that ended the command, as a message for people.
    fn run(self, context: &mut Context<'_>) -> Outcome;
}
