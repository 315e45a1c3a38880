//! `collab passphrase`: locks the keystore, changes its passphrase, or unlocks it for good.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;

use super::Run;
use crate::failure::{self, Outcome, StillOpens};
use crate::keystore::Contents;
use crate::session::new_passphrase::NewPassphrase;
use crate::session::unlocking::{self, by_code, rotation};
use crate::session::{Context, code_list, locking};

/// Lock your accounts on this device with a passphrase
///
/// The passphrase locks the keystore, the file that holds your accounts on this device. Anyone who
/// has the locked file sees names and identities, and nothing else. Nobody can reset the
/// passphrase. If you forget it, type a recovery code (`collab recovery-codes`) where collab asks
/// for the passphrase. If you have lost those too, the backup code brings the account back into a
/// new keystore: `collab restore --keystore NEW-FILE`.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  Set a passphrase, or change it:
      collab passphrase set
  Remove the passphrase:
      collab passphrase remove")]
pub(crate) struct Passphrase {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand, Debug)]
enum What {
    Set(Set),
    Remove(Remove),
}

/// Set or change the passphrase
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  Type the new passphrase:
      collab passphrase set
  In a script:
      collab passphrase set --new-passphrase-file passphrase.txt")]
struct Set {
    #[command(flatten)]
    new: NewPassphrase,

    /// Unlock with the recovery code in FILE, which is used up; - is standard input
    ///
    /// FILE can be the list that `collab recovery-codes new --out` wrote: collab uses the first
    /// code that still works.
    #[arg(long, value_name = "FILE", requires = "out", conflicts_with = "passphrase_file")]
    recovery_code_file: Option<PathBuf>,

    /// Write the replacement recovery code to a new FILE
    #[arg(long, value_name = "FILE", requires = "recovery_code_file")]
    out: Option<PathBuf>,
}

/// Remove the passphrase: anyone who can read the keystore then has the accounts
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  Unlock the keystore for good:
      collab passphrase remove")]
struct Remove {
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

impl Run for Passphrase {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        match self.what {
            What::Set(set) => set.run(context),
            What::Remove(remove) => remove.run(context),
        }
    }
}

impl Run for Set {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        let mut contents = context.contents()?;
        let was_locked = contents.is_sealed();
        // Unlocking with a recovery code prints its own messages.
        let mut is_told = true;
        if let Some(file) = &self.recovery_code_file {
            let lock = contents.lock().ok_or_else(|| failure::wrong_passphrase(false))?;
            let (used, opener) = by_code::opener(context, file, lock)?;
            context.opener = Some(opener);
            rotation::use_up(context, used, &self.new, self.out.as_deref())?;
        } else {
            let forgotten = unlocking::unlock_choosing(context, &mut contents, &self.new)?;
            // A person who forgot the passphrase chose a new one while unlocking.
            if !forgotten {
                is_told = false;
                let passphrase = self.new.get(context, still_opens(&contents))?;
                locking::lock(context, &passphrase)?;
            }
        }
        context.give([], || json!({ "locked": true }))?;
        if is_told {
            return Ok(());
        }
        if was_locked {
            context.ui.say("Your new passphrase is set. No other one opens the keystore.");
            return Ok(());
        }
        locking::say_locked(context);
        if context.ui.has_person() { code_list::offer(context) } else { Ok(()) }
    }
}

impl Run for Remove {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        let mut contents = context.contents()?;
        let Some(lock) = contents.lock() else {
            context.give([], || json!({ "locked": false }))?;
            context.ui.say("The keystore has no passphrase. Nothing was changed.");
            return Ok(());
        };
        let had_codes = lock.confirmed_codes() + lock.pending_codes() > 0;
        unlocking::unlock(context, &mut contents)?;
        if !self.yes {
            if context.ui.has_person() {
                let told =
                    "Without a passphrase, anyone who can read the keystore has your accounts.";
                context.ui.say(told);
            }
            context.confirm(
                "removing the passphrase",
                "To remove it",
                "`collab passphrase set` changes the passphrase",
            )?;
        }
        context.change(|contents| {
            contents.remove_lock();
            Ok(())
        })?;
        context.give([], || json!({ "locked": false }))?;
        let codes =
            if had_codes { " Its recovery codes no longer work; none is needed." } else { "" };
        context.ui.say(&format!(
            "The keystore is unlocked: anyone who can read the file has your accounts.{codes}"
        ));
        Ok(())
    }
}

/// Returns the means that open the keystore until a new passphrase is set.
fn still_opens(contents: &Contents) -> StillOpens {
    match contents.lock() {
        None => StillOpens::Anything,
        Some(lock) if lock.confirmed_codes() + lock.pending_codes() > 0 => {
            StillOpens::PassphraseOrCode
        }
        Some(_) => StillOpens::Passphrase,
    }
}
