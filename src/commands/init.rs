//! `collab init`: a new account, its code shown, and the proof that it was saved.

mod offer;
mod proof;

use clap::Args;
use serde_json::json;

use super::Run;
use crate::account::{Name, Origin};
use crate::code::BackupCode;
use crate::derivation;
use crate::failure::{self, Outcome};
use crate::keystore::{Contents, Opener};
use crate::session::new_passphrase::{self, NewPassphrase, Offer};
use crate::session::{Context, date, naming, print_command};

/// Create an account
///
/// Creates an account from a new backup code. On a terminal, collab then shows the code and has you
/// type one box of it to confirm that you saved it. In a script, collab prints the account's
/// identity; `collab print` prints the code.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  Create an account and save its backup code:
      collab init
  In a script, an account named maria in a locked keystore:
      collab init maria --new-passphrase-file passphrase.txt")]
pub(crate) struct Init {
    /// Name of the account on this device; without one, collab asks, and a script gets `default`
    #[arg(value_parser = naming::parse)]
    name: Option<Name>,

    #[command(flatten)]
    new_passphrase: NewPassphrase,
}

impl Run for Init {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        let contents = context.contents_if_any()?;
        let is_locked = contents.as_ref().is_some_and(Contents::is_sealed);
        let is_first = contents.as_ref().is_none_or(|contents| contents.accounts().is_empty());
        let name = naming::choose(context, self.name.clone(), contents.as_ref())?;
        let key =
            self.new_passphrase.key_of_a_new_lock(context, is_first && !is_locked, Offer::Made)?;
        let code = BackupCode::generate_from(&mut context.entropy)?;
        let (identity, since) = (derivation::identity(&code), (context.clock)());
        let is_default = context.change_lock(|contents, tools| {
            if let Some(key) = &key {
                if !contents.is_empty() || contents.lock().is_some() {
                    return Err(new_passphrase::made_meanwhile("init"));
                }
                contents.set_passphrase(key, tools.entropy)?;
            }
            contents
                .add(name.clone(), &code, Origin::Created, since, None)
                .map_err(|conflict| failure::conflict(&conflict, &name))?;
            Ok(contents.is_default(&name))
        })?;
        if let Some(key) = key {
            context.opener = Some(Opener::Passphrase(key));
        }
        // From here on the account is durable, whatever happens to the conversation.
        context.give([identity.to_string().as_str()], || {
            json!({
                "name": name.as_str(),
                "identity": identity.to_string(),
                "created": date(since),
                "default": is_default,
                "confirmed": false,
            })
        })?;
        let print = print_command(&name, is_default);
        if !context.ui.has_person() {
            context.ui.say(&format!("Its backup code is not saved yet: print it with {print}."));
            return Ok(());
        }
        if proof::have_it_saved(context, &name, &identity, &code)? {
            let now = (context.clock)();
            context.change(|contents| {
                let refused = |error| failure::of_account(&error, &name);
                let name = naming::by_now(contents, &identity, &name)?;
                contents.confirm(&name, now).map_err(refused)
            })?;
            context.ui.say(&format!(
                "Well done: {name} is yours, and you can bring it back anywhere. \
                 Keep the paper away from this device.\n\
                 Try next: `collab whoami`, and some day `collab check` with the paper in hand."
            ));
        } else {
            context.ui.say(&format!(
                "{name} exists, but its backup code is not proven saved: if this device is lost, so is the account.\n\
                 Show it again with {print}, and prove it with `collab check`."
            ));
        }
        Ok(())
    }
}
