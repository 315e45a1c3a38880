//! The commands, one file each: its flags, its help, its run. None imports another; what several need
//! is in `session`.

pub(crate) mod accounts;
pub(crate) mod check;
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
pub(crate) mod verify;
pub(crate) mod whoami;

use crate::failure::Outcome;
use crate::session::Context;

/// A command, with its arguments in it.
pub(crate) trait Run {
    /// Does it.
    ///
    /// # Errors
    ///
    /// With what could not be done, in words.
    fn run(self, context: &mut Context<'_>) -> Outcome;
}
