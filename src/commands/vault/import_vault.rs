//! `collab vault import`: takes over what is in vaults.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use crate::commands::Run;
use crate::failure::Outcome;
use crate::session::vault_file::VaultFile;
use crate::session::{Context, date, taking_over};

/// Take over what is in a vault
///
/// Merges the lists of codes in FILE into those here. A code that is used here stays used, however
/// old the file is. Each file has to be the vault of an account that is here.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  From the file that another device wrote:
      collab vault import backup.collab-vault
  From every copy that a synced folder has made:
      collab vault import Cloud/*.collab-vault")]
pub(crate) struct ImportVaults {
    /// Vaults to read
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,

    /// Do not ask, even if unused codes go
    #[arg(long)]
    yes: bool,
}

impl Run for ImportVaults {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        let mut contents = context.contents()?;
        // All are opened before anything is changed.
        let mut vaults = Vec::new();
        for path in &self.files {
            let file = VaultFile::read(path)?;
            let (name, vault) = file.open(context, &mut contents)?;
            vaults.push((file, name, vault));
        }
        let mut results: Vec<Value> = Vec::new();
        for (file, name, vault) in vaults {
            let (made, number) = (date(vault.made), vault.count);
            let taken = taking_over::take_over(context, &name, &file, vault, self.yes)?;
            taking_over::tell(context, &name, &file, &taken);
            taking_over::advise_to_keep(context, &file, &taken);
            results.push(json!({
                "file": file.path().to_string_lossy(),
                "name": name.as_str(),
                "made": made,
                "number": number,
                "new_lists": taken.merged.new_lists,
                "changed_codes": taken.merged.changed_codes,
            }));
        }
        context.give([], || json!({ "vaults": results }))
    }
}
