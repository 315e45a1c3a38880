//! `collab forget-code`: removes the backup code from this device, and keeps the account.

use clap::Args;
use serde_json::json;

use super::Run;
use crate::failure::{self, Outcome};
use crate::session::code_source::{CodeSource, Request, Variable};
use crate::session::{Context, guesses, naming};

/// Keep the account here, but not its backup code
///
/// First show that you have the code: type it from what you saved, or pipe it in. Then only the
/// keys derived from it stay on this device. `print` and `copy` can no longer show the code here;
/// `collab restore` puts it back.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  Type the code, then take it off this device:
      collab forget-code
  In a script:
      collab forget-code < code.txt")]
pub(crate) struct ForgetCode {
    #[command(flatten)]
    source: CodeSource,
}

impl Run for ForgetCode {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        let mut contents = context.contents()?;
        // The typed code is compared with the stored code, not with the identity that the file
        // lists.
        let (account, _) = context.code(&mut contents)?;
        if account.is_guessed() {
            return Err(guesses::not_to_be_forgotten(&account.name));
        }
        let title = format!(
            "Before the backup code of {} is taken off this device, type it from what you saved.",
            account.name
        );
        let request =
            Request { contents: Some(&contents), title: &title, variable: Variable::Ignored };
        let received = self.source.receive(context, &request)?;
        if received.identity != account.identity {
            return Err(failure::other_account(
                &received.identity,
                &format!("{} ({})", account.name, account.identity),
            ));
        }
        if !received.corrections.is_empty() {
            return Err(failure::saved_damaged(&received.corrections, received.layout));
        }
        let now = (context.clock)();
        context.change(|contents| {
            let refused = |error| failure::of_account(&error, &account.name);
            let name = naming::by_now(contents, &account.identity, &account.name)?;
            if guesses::is_guessed(contents, &name) {
                return Err(guesses::not_to_be_forgotten(&name));
            }
            contents.confirm(&name, now).map_err(refused)?;
            contents.forget_code(&name).map_err(refused)
        })?;
        context
            .give([], || json!({ "name": account.name.as_str(), "backup_code": "forgotten" }))?;
        let name = &account.name;
        context.ui.say(&if context.is_job() {
            format!("The backup code of {name} is no longer in this job's keystore.")
        } else {
            format!(
                "The backup code of {name} is no longer on this device. Keep your paper: nothing \
                 else brings the account back."
            )
        });
        Ok(())
    }
}
