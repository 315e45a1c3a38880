//! `collab vault`: one file that brings everything back with the backup code.

mod export_vault;
mod import_vault;

use clap::{Args, Subcommand};

use super::Run;
use crate::failure::Outcome;
use crate::session::Context;

/// Back up what the backup code does not bring back: other services' codes
///
/// The backup code brings back your account and its keys, but not the codes of other services that
/// you keep with `collab codes`. A vault is one file with all of them, encrypted so that only your
/// backup code opens it. Keep it where you keep other backups: it may be in a cloud or on a stick. On
/// another device, `collab restore --vault FILE` brings back the account and what is in the file.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  Write the vault into backup.collab-vault here:
      collab vault export
  Take over what another device wrote:
      collab vault import backup.collab-vault")]
pub(crate) struct Vault {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    Export(export_vault::ExportVault),
    Import(import_vault::ImportVaults),
}

impl Run for Vault {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        match self.verb {
            Verb::Export(export) => export.run(context),
            Verb::Import(import) => import.run(context),
        }
    }
}
