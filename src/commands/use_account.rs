//! `collab use`: choose the default account.

use clap::Args;
use serde_json::json;

use super::Run;
use crate::account::Name;
use crate::failure::{self, Outcome};
use crate::session::{Context, naming};

/// Choose the default account
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  Use maria unless another account is named:
      collab use maria")]
pub(crate) struct Use {
    /// Account to use from now on
    #[arg(value_parser = naming::parse)]
    name: Name,
}

impl Run for Use {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        context.contents()?;
        let refused = |error| failure::of_account(&error, &self.name);
        context.change(|contents| contents.set_default(&self.name).map_err(refused))?;
        context.give([], || json!({ "default": self.name.as_str() }))?;
        context.ui.say(&format!("{} is the default account now.", self.name));
        Ok(())
    }
}
