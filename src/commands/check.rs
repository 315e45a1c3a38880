//! `collab check`: checks that the saved backup code opens the account.

use clap::Args;
use serde_json::json;

use super::Run;
use crate::account::Name;
use crate::code::mend::Change;
use crate::failure::{self, Failure, Outcome, Status};
use crate::keystore::Contents;
use crate::session::code_source::{CodeSource, Received, Request, Source, Variable};
use crate::session::{Context, date, guesses, naming, print_command, unlocking};

/// Check that the code you saved opens your account
///
/// Type the code from your paper, as if everything else were lost. Only the date of your last check
/// is recorded. A damaged code fails, even if collab could correct it: check your typing, then
/// correct the paper.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  Type the code from your paper:
      collab check
  Check a photo of the sheet:
      collab check --image photo.png")]
pub(crate) struct Check {
    #[command(flatten)]
    source: CodeSource,
}

impl Run for Check {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        let contents = context.contents_if_any()?;
        let expected = match (&contents, &context.account) {
            (Some(contents), Some(_)) => Some(context.current(contents)?.unverified().clone()),
            _ => None,
        };
        let request = Request {
            contents: contents.as_ref(),
            title: "Type the backup code from your paper, as if everything else were lost.",
            variable: Variable::Read,
        };
        let received = self.source.receive(context, &request)?;
        if !received.corrections.is_empty() {
            return Err(damaged_paper(&received, contents.as_ref()));
        }
        let identity = received.identity;
        if let Some(expected) = expected.filter(|expected| expected.identity != identity) {
            return Err(failure::other_account(
                &identity,
                &format!("{} ({})", expected.name, expected.identity),
            ));
        }
        let Some(contents) = contents.filter(|contents| !contents.accounts().is_empty()) else {
            return Err(Failure::new(
                Status::NoAccount,
                format!("the code is good and opens {identity}, but no account is here"),
            )
            .hint("bring it back with `collab restore`"));
        };
        let here = contents.of_identity(&identity);
        let keystore = context.keystore()?;
        let here = here.map_err(|error| failure::of_keystore(error, keystore))?;
        let Some(account) = here else {
            return Err(failure::other_account(
                &identity,
                "an account that `collab accounts` lists",
            ));
        };
        let name = account.name().clone();
        let is_from_elsewhere = account.is_guessed()
            && received.source != Source::Variable
            && guesses::is_from_elsewhere(context, &name)?;
        let unconfirmed = guesses::not_confirmed(context, &name);
        if account.is_guessed() && !is_from_elsewhere {
            return Err(unconfirmed);
        }
        let now = (context.clock)();
        // Comparing public identities needs no passphrase. But a person who types a whole code for
        // the first time wants that recorded, so the passphrase is asked for then. Later it is
        // offered, and Enter takes the offer: `collab status` wants such a date once a year.
        let is_from_variable = received.source == Source::Variable;
        let mut asks = !is_from_variable && unlocking::would_ask(context, &contents);
        let is_told = asks && account.is_tried();
        if asks && !account.is_tried() {
            context.ui.say(FITS);
        } else if asks {
            context.ui.say(&format!("Your code works. It opens {name}."));
            asks = context.ui.agree(
                "Record today's date? After a yes, collab asks for your passphrase.",
                true,
            )?;
        }
        let is_verified = !contents.is_sealed() || unlocking::is_given(context) || asks;
        let not_kept = if is_from_variable {
            Some(NotKept::FromVariable)
        } else if !is_verified {
            Some(if is_told { NotKept::Declined } else { NotKept::Locked })
        } else {
            let mark = |contents: &mut Contents| {
                let refused = |error| failure::of_account(&error, &name);
                let name = naming::by_now(contents, &identity, &name)?;
                if is_from_elsewhere {
                    contents.vouch_for(&name).map_err(refused)?;
                } else if guesses::is_guessed(contents, &name) {
                    return Err(unconfirmed.clone());
                }
                contents.confirm(&name, now).map_err(refused)
            };
            match context.change(mark) {
                Err(failure) if failure.is_read_only() => Some(NotKept::ReadOnly),
                outcome => outcome.map(|()| None)?,
            }
        };
        context.give([identity.to_string().as_str()], || {
            json!({
                "name": name.as_str(),
                "identity": identity.to_string(),
                "confirmed_at": not_kept.is_none().then(|| date(now)),
                "recorded": not_kept.is_none(),
                "verified": is_verified,
            })
        })?;
        // What it opens was said before the question.
        if !is_told {
            tell_opened(context, &name, &received, is_verified);
        }
        match not_kept {
            None if is_told => context.ui.say("Today's date is recorded."),
            Some(why @ (NotKept::FromVariable | NotKept::Declined)) => {
                context.ui.say(why.in_words());
            }
            Some(why) => context.ui.warn(why.in_words()),
            None => {}
        }
        Ok(())
    }
}

/// Says which account the code opens, and where the paper belongs.
fn tell_opened(context: &mut Context<'_>, name: &Name, received: &Received, is_verified: bool) {
    if !is_verified {
        return context.ui.say(&format!(
            "Your code works. It opens {}, which this locked keystore lists as {name} (not \
             verified).",
            received.identity
        ));
    }
    let paper =
        if received.source == Source::Typed { " Put the paper back where it was." } else { "" };
    context.ui.say(&format!("Your code works. It opens {name}.{paper}"));
}

/// The message before the keystore is opened to record a confirmation.
const FITS: &str = "The code fits. To record that you saved it, collab opens the keystore.";

/// The reasons why a confirmation was not recorded.
#[derive(Clone, Copy, PartialEq, Eq)]
enum NotKept {
    /// A person did not want it.
    Declined,
    Locked,
    ReadOnly,
    FromVariable,
}

impl NotKept {
    fn in_words(self) -> &'static str {
        match self {
            Self::Declined => "Nothing was recorded: `collab status` keeps the date that it has.",
            Self::Locked => "Today's date was not recorded, since the keystore is locked.",
            Self::ReadOnly => "The keystore can't be written, so today's date was not recorded.",
            Self::FromVariable => {
                "The code came from COLLAB_BACKUP_CODE, not from your paper, so nothing was \
                 recorded as confirmed."
            }
        }
    }
}

/// Returns the failure of a damaged paper, which fails the check though its corrected code opens an
/// account.
fn damaged_paper(received: &Received, contents: Option<&Contents>) -> Failure {
    let here = contents.and_then(|contents| {
        let account = contents.of_identity(&received.identity).ok()??;
        Some((account, contents.is_default(account.name())))
    });
    let (opens, print) = match here {
        Some((account, is_default)) => (
            account.name().to_string(),
            account.has_code().then(|| print_command(account.name(), is_default)),
        ),
        None => (received.identity.to_string(), None),
    };
    let print = print.unwrap_or_else(|| String::from("after `collab restore`, `collab print`"));
    let boxes: Vec<_> = received.corrections.iter().map(|change| change.number).collect();
    let what = if received.corrections.iter().all(Change::is_elsewhere) {
        received.layout.changes_in_words(&received.corrections)
    } else {
        let do_not = if boxes.len() == 1 { "does not" } else { "do not" };
        format!("{} {do_not} match", received.layout.boxes_in_words(&boxes))
    };
    let advice = match received.source {
        Source::Typed | Source::Picture => {
            "check your typing; if the paper says the same, correct the paper"
        }
        Source::Text | Source::Variable => "compare it with your paper, and correct the copy",
    };
    failure::damaged(
        &received.corrections,
        format!("{what} (the code would still open {opens})"),
        &format!("{advice}: {print} shows the right digits"),
    )
}
