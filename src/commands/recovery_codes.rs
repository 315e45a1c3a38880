//! `collab recovery-codes`: one-time codes that open a locked keystore.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;

use super::Run;
use crate::failure::{Failure, Outcome, Status, quoted};
use crate::keystore::{Lock, MOST_RECOVERY_CODES};
use crate::session::{Context, code_list, date, day, unlocking};

/// Unlock the keystore if you forget its passphrase
///
/// These codes open this keystore; `collab codes` keeps those of other services. Type one where collab asks for the passphrase: it unlocks this keystore once. You then choose a new passphrase, and a new code
/// replaces the used one. Recovery codes are not a backup: without the keystore file they open
/// nothing.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  Make ten codes and save them:
      collab recovery-codes new
  See how many are left:
      collab recovery-codes status")]
pub(crate) struct RecoveryCodes {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand, Debug)]
enum What {
    New(New),
    /// Show how many codes are left
    #[command(after_help = "\
Examples:
  Show how many codes are left:
      collab recovery-codes status")]
    Status,
    Revoke(Revoke),
}

/// Make new codes, which replace the earlier ones
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  Make ten codes and save them:
      collab recovery-codes new
  Write three codes to a file:
      collab recovery-codes new --count 3 --out codes.txt")]
struct New {
    /// Number of codes
    #[arg(long, value_name = "N", default_value_t = code_list::USUAL_COUNT,
          value_parser = clap::value_parser!(u8).range(1..=i64::from(MOST)))]
    count: u8,

    /// Write the codes to a new FILE instead of showing them
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

const MOST: u8 = 20;
const _: () = assert!(MOST as usize == MOST_RECOVERY_CODES);

/// Revoke all codes
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  Make every code worthless:
      collab recovery-codes revoke")]
struct Revoke {
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

impl Run for RecoveryCodes {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        match self.what {
            What::New(new) => new.run(context),
            What::Status => status(context),
            What::Revoke(revoke) => revoke.run(context),
        }
    }
}

impl Run for New {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        let mut contents = context.contents()?;
        let earlier = contents.lock().ok_or_else(no_lock)?.confirmed_codes();
        code_list::demand_a_way(context, self.out.as_deref())?;
        unlocking::unlock(context, &mut contents)?;
        let issued = code_list::make_new(context, self.count, self.out.as_deref())?;
        let count = self.count;
        context.give([], || json!({ "left": count, "issued": date(issued) }))?;
        context.ui.say(&match (earlier, count) {
            (0, 1) => String::from("1 recovery code opens the keystore now, once."),
            (0, _) => format!("{count} recovery codes open the keystore now, each once."),
            (_, 1) => String::from("1 new recovery code works now. The earlier ones no longer do."),
            (_, _) => {
                format!("{count} new recovery codes work now. The earlier ones no longer do.")
            }
        });
        if let Some(file) = &self.out {
            let file = quoted(file.to_string_lossy());
            context.ui.say(&format!("{file} has them. It must not stay on this device."));
        }
        Ok(())
    }
}

/// Reports the number of codes left, which needs no passphrase.
fn status(context: &mut Context<'_>) -> Outcome {
    let contents = context.contents()?;
    let lock = contents.lock();
    let left = lock.map_or(0, Lock::confirmed_codes);
    let pending = lock.map_or(0, Lock::pending_codes);
    let issued = lock.and_then(Lock::issued);
    let used = lock.and_then(Lock::used);
    let told = in_words(lock, left, pending);
    // A script gets the bare number; on a terminal it would only repeat the sentence.
    let for_a_person = context.ui.shows_results();
    let number = left.to_string();
    context.give([if for_a_person { told.as_str() } else { number.as_str() }], || {
        json!({
            "locked": lock.is_some(),
            "left": left,
            "pending": pending,
            "issued": issued.map(date),
            "used_at": used.map(date),
        })
    })?;
    if !for_a_person {
        context.ui.say(&told);
    }
    Ok(())
}

/// The advice for a person who has lost the passphrase and every recovery code.
const WITHOUT_ANY: &str = "; if the passphrase is lost, your backup code brings the account back: \
    `collab restore --keystore NEW-FILE`";

/// Describes in one sentence how many codes are left, and when one was used.
fn in_words(lock: Option<&Lock>, left: usize, pending: usize) -> String {
    let Some(lock) = lock else {
        return String::from("No passphrase is set, so there is nothing to recover.");
    };
    let made = lock.issued().map(|when| format!(", made on {}", day(when))).unwrap_or_default();
    let count = match left {
        1 => format!("1 recovery code is left{made}"),
        _ => format!("{left} recovery codes are left{made}"),
    };
    let shown = match pending {
        1 => String::from(
            "1 code was shown, but you have not confirmed that you saved it; it works until you \
             confirm newer ones",
        ),
        _ => format!(
            "{pending} codes were shown, but you have not confirmed that you saved them; they work \
             until you confirm newer ones"
        ),
    };
    let mut told = match (left, pending) {
        (0, 0) if lock.issued().is_none() => {
            String::from("There are no recovery codes: `collab recovery-codes new` makes some")
        }
        (0, 0) => format!("{count}: `collab recovery-codes new` makes new ones"),
        (0, _) => shown,
        (_, 0) => count,
        (_, _) => format!("{count}; {shown}"),
    };
    if (left, pending) == (0, 0) {
        told.push_str(WITHOUT_ANY);
    }
    if let Some(when) = lock.used() {
        told = format!("{told}; one was used on {}", day(when));
    }
    told + "."
}

impl Run for Revoke {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        let mut contents = context.contents()?;
        contents.lock().ok_or_else(no_lock)?;
        if !self.yes {
            context.confirm(
                "revoking every recovery code",
                "To revoke every recovery code",
                "`collab recovery-codes new` makes new ones in their place",
            )?;
        }
        unlocking::unlock(context, &mut contents)?;
        code_list::replace_all_by(context, &[])?;
        context.give([], || json!({ "left": 0 }))?;
        context.ui.say("No recovery code works any more. Only your passphrase opens the keystore.");
        Ok(())
    }
}

fn no_lock() -> Failure {
    Failure::new(Status::Failed, "the keystore has no passphrase, so there is nothing to recover")
        .hint("lock it first with `collab passphrase set`")
}
