//! `collab init`: creates an account, shows its backup code, and confirms that the code was saved.

mod proof;

use clap::Args;
use serde_json::json;

use super::Run;
use crate::account::{Identity, Name, Origin};
use crate::code::BackupCode;
use crate::derivation;
use crate::failure::{self, Outcome};
use crate::keystore::{Contents, Opener};
use crate::session::new_passphrase::{self, NewPassphrase};
use crate::session::saving::Way;
use crate::session::{Context, code_list, date, naming, print_command, unlocking};

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

/// The way on for a person who can't open the locked keystore that the account would join.
const LOCKED: &str = "The file with your accounts on this device is locked, so collab will ask for its \
    passphrase. If you can't open it, press Ctrl-C: `collab restore --keystore NEW-FILE` \
    brings your account back from its backup code, and `collab init --keystore NEW-FILE` makes another \
    account.";

impl Run for Init {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        if context.is_job() && !context.has_named_keystore() {
            return Err(failure::new_account_in_a_job());
        }
        let contents = context.contents_if_any()?;
        let is_locked = contents.as_ref().is_some_and(Contents::is_sealed);
        let is_first = contents.as_ref().is_none_or(|contents| contents.accounts().is_empty());
        let offers_lock = is_first && !is_locked;
        if contents.as_ref().is_some_and(|contents| unlocking::would_ask(context, contents)) {
            context.ui.say(LOCKED);
        }
        announce_steps(context, self.name.is_none(), offers_lock);
        let name = naming::choose(context, self.name.clone(), None, contents.as_ref())?;
        let key = self.new_passphrase.key_of_a_new_lock(context, offers_lock)?;
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
        let has_new_lock = key.is_some();
        if let Some(key) = key {
            context.opener = Some(Opener::Passphrase(key));
        }
        // From here on the account is durable, even if the person leaves.
        context.give([labeled_where_seen(context, &identity).as_str()], || {
            json!({
                "name": name.as_str(),
                "identity": identity.to_string(),
                "created": date(since),
                "default": is_default,
                "confirmed": false,
            })
        })?;
        let print = print_command(&name, is_default);
        if context.is_job() {
            context.ui.say(
                "Its backup code is saved nowhere: the account is gone as soon as this keystore is.",
            );
            return Ok(());
        }
        if !context.ui.has_person() {
            context.ui.say(&format!("Its backup code is not saved yet. Print it with {print}."));
            return Ok(());
        }
        if let Some(ways) = proof::have_it_saved(context, &name, &identity, &code)? {
            let now = (context.clock)();
            context.change(|contents| {
                let refused = |error| failure::of_account(&error, &name);
                let name = naming::by_now(contents, &identity, &name)?;
                contents.confirm_a_box(&name, now).map_err(refused)
            })?;
            tell_saved(context, &name, &ways);
            if has_new_lock {
                code_list::offer(context)?;
            }
            context.ui.say(
                "Next: `collab check` tries all 16 boxes that you saved, and `collab status` shows how \
                 safe your accounts are.",
            );
        } else {
            context.ui.say(&format!(
                "{name} is ready, but its backup code is not saved yet. If this device breaks now, \
                 the account is gone.\n\
                 Save it with {print}, then confirm it with `collab check`."
            ));
        }
        Ok(())
    }
}

/// Announces the steps in one sentence.
fn announce_steps(context: &mut Context<'_>, asks_name: bool, offers_lock: bool) {
    if !context.ui.has_person() {
        return;
    }
    let choices = match (asks_name, offers_lock) {
        (true, true) => "You choose a name and, if you want, a passphrase; then you save",
        (true, false) => "You choose a name; then you save",
        (false, true) => "You choose a passphrase, if you want one; then you save",
        (false, false) => "Next you save",
    };
    context.ui.say(&format!(
        "This creates an account that is yours alone. {choices} its backup code: 80 digits that \
         bring the account back on any computer."
    ));
}

/// Returns the identity, labeled for a person and bare for a script.
fn labeled_where_seen(context: &Context<'_>, identity: &Identity) -> String {
    if context.ui.shows_results() && context.ui.has_person() {
        format!("Your public identity: {identity}")
    } else {
        identity.to_string()
    }
}

/// Reports that the box fits, with advice for the way in which the code was saved last.
fn tell_saved(context: &mut Context<'_>, name: &Name, ways: &[Way]) {
    context.ui.say(&format!(
        "That fits: {name} is yours, and its backup code brings it back on any computer."
    ));
    context.ui.say(match ways.last() {
        Some(Way::Copy) => "Make sure that you can open your password manager without this device.",
        Some(Way::Phone) => {
            "If you lose the phone together with this device, the code is gone: write it on paper, \
             too."
        }
        Some(Way::ByHand | Way::Sheet) | None => {
            "Keep the paper away from this device. A second one in another place is better still."
        }
    });
    if ways.contains(&Way::Sheet) {
        context.ui.say("If you made a file of the sheet, delete the file once it is printed.");
    }
}
