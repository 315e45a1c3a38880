//! `collab completions`: what a shell needs to complete commands and flags.
//!
//! The files under `completions/` are generated from the clap tree by a test, which keeps them
//! current; the binary carries them.

use clap::{Args, ValueEnum};

use super::Run;
use crate::failure::Outcome;
use crate::session::Context;
use crate::session::packed::{packed, unpack};

/// Print a completion script for a shell
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  In bash, until you close it:
      eval \"$(collab completions bash)\"")]
pub(crate) struct Completions {
    /// Shell that reads the script
    #[arg(value_enum)]
    shell: Shell,
}

/// A shell that there are completions for.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Shell {
    Bash,
    Zsh,
    Fish,
    #[value(name = "powershell")]
    #[allow(clippy::enum_variant_names, reason = "that is what it is called")]
    PowerShell,
    Elvish,
}

impl Run for Completions {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        let script: &[u8] = match self.shell {
            Shell::Bash => packed!("collab.bash"),
            Shell::Zsh => packed!("_collab"),
            Shell::Fish => packed!("collab.fish"),
            Shell::PowerShell => packed!("_collab.ps1"),
            Shell::Elvish => packed!("collab.elv"),
        };
        context.give_text(&unpack(script))
    }
}
