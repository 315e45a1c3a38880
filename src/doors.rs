//! The doors: calls by other programs, which have arguments of their own.
//!
//! The rule: a door is answered before the command line is parsed. Only the key that the caller
//! names selects an account. A door asks for nothing but a passphrase, on the controlling terminal
//! or through the caller, since the standard streams are the caller's.

mod age_plugin;
mod ssh_keygen;

use std::ffi::OsString;
use std::path::Path;

use crate::failure::Outcome;
use crate::session::Context;

/// The calling program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    /// git, in place of `ssh-keygen -Y` (git's setting `gpg.ssh.program`).
    SshKeygen,
    /// age or rage, through a link to this program named `age-plugin-collab`.
    AgePlugin,
}

impl Door {
    /// Returns the door that a command line calls; its first argument is the program's name.
    pub(crate) fn of(arguments: &[OsString]) -> Option<Self> {
        let program = Path::new(arguments.first()?).file_stem();
        let first = arguments.get(1).and_then(|first| first.to_str()).unwrap_or_default();
        if first.starts_with(age_plugin::FLAG) || program.is_some_and(|it| it == age_plugin::NAME) {
            return Some(Self::AgePlugin);
        }
        (first == "-Y").then_some(Self::SshKeygen)
    }

    /// Answers a call with these arguments, the program's name first.
    ///
    /// # Errors
    ///
    /// With a failure in words when the call can't be answered.
    pub(crate) fn answer(self, arguments: &[OsString], context: &mut Context<'_>) -> Outcome {
        match self {
            Self::SshKeygen => ssh_keygen::answer(&arguments[1..], context),
            Self::AgePlugin => age_plugin::answer(arguments.get(1), context),
        }
    }
}
