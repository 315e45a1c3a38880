//! `collab check`: a rehearsal. Does the code that was saved open the account?

use clap::Args;
use serde_json::json;

use super::code_source::{CodeSource, Received};
use super::{Context, Run, date, print_command, unlocking};
use crate::code::mend::boxes_to_spare;
use crate::failure::{self, Failure, Outcome, Status, changes_in_words};
use crate::keystore::Contents;

/// Find out whether the code you saved opens your account
///
/// Type it from the paper, as if everything else were lost. Nothing changes but the date on which
/// the code was proven. A damaged code fails, even where it could be mended: correct the paper.
#[derive(Args, Debug)]
pub struct Check {
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
        let received = self.source.receive(
            context,
            contents.as_ref(),
            "Type the backup code from your paper, as if all else were lost.",
        )?;
        if !received.mended.is_empty() {
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
        let here =
            here.map_err(|error| failure::of_account(&error, &crate::account::Name::fallback()))?;
        let Some(account) = here else {
            return Err(failure::other_account(&identity, "an account of `collab accounts`"));
        };
        let name = account.name().clone();
        let now = (context.clock)();
        // A rehearsal asks for no passphrase: an identity is public.
        let not_kept = if contents.is_sealed() && !unlocking::is_given(context) {
            Some("locked")
        } else {
            let mark = |contents: &mut Contents| {
                contents.confirm(&name, now).map_err(|error| failure::of_account(&error, &name))
            };
            match context.change(mark) {
                Err(failure) if failure.is_read_only() => Some("read-only"),
                outcome => outcome.map(|()| None)?,
            }
        };
        context.give([identity.to_string().as_str()], || {
            json!({
                "name": name.as_str(),
                "identity": identity.to_string(),
                "confirmed_at": date(now),
                "recorded": not_kept.is_none(),
            })
        })?;
        context.ui.say(&format!("The code opens {name}. Put the paper back where it was."));
        if let Some(why) = not_kept {
            context.ui.warn(&format!("The keystore is {why}, so the date was not kept."));
        }
        Ok(())
    }
}

/// A damaged paper fails, even though it would still open an account.
fn damaged_paper(received: &Received, contents: Option<&Contents>) -> Failure {
    let here = contents.and_then(|contents| {
        let account = contents.of_identity(&received.identity).ok()??;
        Some((account, contents.is_default(account.name())))
    });
    let (account, print) = match here {
        Some((account, is_default)) => (
            format!("{} ({})", account.name(), received.identity),
            account.has_code().then(|| print_command(account.name(), is_default)),
        ),
        None => (received.identity.to_string(), None),
    };
    let print = print.unwrap_or_else(|| String::from("after `collab restore`, `collab print`"));
    let would = if received.proven { "would still open" } else { "might still open" };
    failure::damaged(
        &received.mended,
        format!(
            "the paper is damaged, though it {would} {account}: {}; {}",
            changes_in_words(&received.mended),
            match boxes_to_spare(&received.mended) {
                0 => String::from("it can bear the loss of no other box"),
                1 => String::from("it can bear the loss of one more box"),
                spare => format!("it can bear the loss of {spare} more boxes"),
            }
        ),
        &format!("correct the paper now; {print} shows how it should be"),
    )
}
