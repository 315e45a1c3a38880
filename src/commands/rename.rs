//! `collab rename`: changes the local name of an account.

use clap::Args;
use serde_json::json;

use super::Run;
use crate::account::Name;
use crate::failure::{self, Outcome};
use crate::keystore::RenameError;
use crate::session::{Context, naming};

/// Rename an account on this device
///
/// The name is only a label on this device. The account stays the same.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  Call maria work from now on:
      collab rename maria work")]
pub(crate) struct Rename {
    /// Account to rename
    #[arg(value_parser = naming::parse)]
    old: Name,

    /// New name
    #[arg(value_parser = naming::parse)]
    new: Name,
}

impl Run for Rename {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        context.contents()?;
        let (old, new) = (self.old, self.new);
        context.change(|contents| {
            contents.rename(&old, new.clone()).map_err(|error| match error {
                RenameError::NoSuchAccount(_) => failure::no_such_account(&old),
                RenameError::NameTaken => failure::name_taken(&new),
                RenameError::Damaged => failure::damaged_account(&old),
            })
        })?;
        context.give([], || json!({ "name": new.as_str(), "was": old.as_str() }))?;
        context.ui.say(&format!("{old} is now called {new}."));
        Ok(())
    }
}
