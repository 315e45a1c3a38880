//! `collab use`: chooses the default account.

use clap::Args;
use serde_json::json;

use super::Run;
use crate::account::Name;
use crate::failure::{self, Failure, Outcome, Status};
use crate::keystore::{Contents, Listed};
use crate::session::{Context, naming};
use crate::ui::Choice;

/// Choose the default account
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  Use maria unless another account is named:
      collab use maria")]
pub(crate) struct Use {
    /// Account to use from now on; without it you choose from a menu
    #[arg(value_parser = naming::parse)]
    name: Option<Name>,
}

impl Run for Use {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        let contents = context.contents()?;
        let name = match self.name {
            Some(name) => name,
            None => chosen(context, &contents)?,
        };
        let refused = |error| failure::of_account(&error, &name);
        context.change(|contents| contents.set_default(&name).map_err(refused))?;
        context.give([], || json!({ "default": name.as_str() }))?;
        context.ui.say(&format!("{name} is the default account now."));
        Ok(())
    }
}

/// Asks a person to choose one of the accounts here. The current default comes first.
fn chosen(context: &mut Context<'_>, contents: &Contents) -> Outcome<Name> {
    if contents.is_empty() {
        return Err(context.no_account());
    }
    if !context.ui.has_person() {
        return Err(Failure::new(Status::Usage, "no account was named")
            .hint("name it, `collab use NAME`; `collab accounts` lists the names"));
    }
    let mut names: Vec<&Name> = contents.accounts().iter().map(Listed::name).collect();
    names.sort_by_key(|name| !contents.is_default(name));
    let keys: Vec<String> = (1..=names.len()).map(|number| number.to_string()).collect();
    let choices: Vec<Choice<'_>> =
        names.iter().zip(&keys).map(|(name, key)| Choice { key, label: name.as_str() }).collect();
    let index = context.ui.choose("Which account shall be the default?", &choices)?;
    Ok(names[index].clone())
}
