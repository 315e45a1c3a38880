//! `collab vault export`: writes the vault of an account into a file.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::account::Account;
use crate::account_vault::LastExport;
use crate::commands::Run;
use crate::failure::{self, Outcome, quoted};
use crate::session::exporting::{self, Keep};
use crate::session::{Context, naming, print_command, vault_file, vault_state};

/// Write your vault into a file
///
/// If FILE is there already, it has to be a vault of this account: what is in it is kept, and merged
/// into the new one. So two devices may write the same file. Without FILE, it is the file that is
/// written at every change, or backup.collab-vault in this folder.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  Into backup.collab-vault here:
      collab vault export
  Into a synced folder, and again at every change from now on:
      collab vault export Cloud/backup.collab-vault --keep
  End that:
      collab vault export --no-keep")]
pub(crate) struct ExportVault {
    /// File to write; without one, the file of --keep, or backup.collab-vault
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,

    /// Write the file again whenever the codes change
    #[arg(long)]
    keep: bool,

    /// Stop writing the file at every change; writes nothing now
    #[arg(long, conflicts_with_all = ["file", "keep"])]
    no_keep: bool,
}

impl Run for ExportVault {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        if let Some(file) = &self.file {
            vault_file::check_place(file)?;
        }
        let mut contents = context.contents()?;
        let account = context.verified(&mut contents)?;
        let last = contents.last_export(&account.name);
        let last = last.map_err(|error| failure::of_account(&error, &account.name))?;
        let kept = last.filter(|last| last.is_kept).map(LastExport::file);
        drop(contents);
        if self.no_keep {
            return end_keeping(context, &account);
        }
        let usual = kept.unwrap_or_else(|| PathBuf::from(vault_file::USUAL));
        let file = self.file.as_deref().unwrap_or(&usual);
        let keep = if self.keep { Keep::FromNow } else { Keep::AsBefore };
        let exported = exporting::export(context, &account, file, keep)?;
        context.give([], || {
            json!({
                "name": account.name.as_str(),
                "file": exported.file.to_string_lossy(),
                "number": exported.count,
                "lists": exported.lists,
                "codes_left": exported.left,
                "keep": exported.is_kept,
            })
        })?;
        context.ui.say(&exporting::exported_in_words(file, &account.name, &exported));
        if exported.is_kept {
            context.ui.say("collab writes it again whenever the codes change.");
        }
        if let Some(file) = &exported.no_longer_kept {
            let file = quoted(file.to_string_lossy());
            context.ui.say(&format!("{file} stays as it is, and is no longer written."));
        }
        if exported.has_news {
            vault_state::tell_of_news(context, &exported.file);
        }
        tell_if_unconfirmed(context, &account)
    }
}

/// Says that nobody has shown yet that the code which opens the vault is saved.
fn tell_if_unconfirmed(context: &mut Context<'_>, account: &Account) -> Outcome {
    if account.confirmed.is_some() {
        return Ok(());
    }
    let is_default = context.contents()?.is_default(&account.name);
    let print = print_command(&account.name, is_default);
    context.ui.warn(&format!(
        "warning: only the backup code opens this file, and you have not confirmed that it is saved; \
         save it with {print}"
    ));
    Ok(())
}

/// Forgets that a vault is written again at every change.
fn end_keeping(context: &mut Context<'_>, account: &Account) -> Outcome {
    let kept = context.change(|contents| {
        let name = naming::by_now(contents, &account.identity, &account.name)?;
        let refused = |error| failure::of_account(&error, &name);
        let last = contents.last_export(&name).map_err(refused)?.cloned();
        let Some(mut last) = last.filter(|last| last.is_kept) else { return Ok(None) };
        last.is_kept = false;
        contents.set_last_export(&name, Some(last.clone())).map_err(refused)?;
        Ok(Some(last.file()))
    })?;
    let file = kept.as_ref().map(|file| file.to_string_lossy());
    context.give(
        [],
        || json!({ "name": account.name.as_str(), "file": file.as_deref(), "keep": false }),
    )?;
    context.ui.say(&match file {
        Some(file) => format!("{} stays as it is, and is not written again.", quoted(file)),
        None => String::from("No vault was being written at every change."),
    });
    Ok(())
}
