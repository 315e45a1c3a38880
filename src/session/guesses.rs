//! Guessed accounts: the warnings about them, and their confirmation.
//!
//! The identity and the code of a guessed account are computed from the guess, and this device has
//! shown them. They confirm nothing when they come back from this device, so a person has to say
//! that they come from elsewhere.

use super::Context;
use crate::account::{Account, Name};
use crate::failure::{Failure, Outcome, Status};
use crate::keystore::{Contents, Listed};

/// The advice wherever a guessed account is mentioned.
pub(crate) const UNCONFIRMED: &str = "Nothing has confirmed that it is yours. Once you find its \
     identity elsewhere, `collab restore` again, and type its end when asked; with the whole code, \
     `collab check`, on a terminal, confirms it.";

/// The word that confirms a guess.
const ELSEWHERE: &str = "elsewhere";

/// Warns that an account is guessed, where its private keys or its code are used.
pub(crate) fn warn(context: &mut Context<'_>, account: &Account) {
    if account.is_guessed() {
        context.ui.warn(&warning(account));
    }
}

/// Tells that an account is guessed where its public keys are shown; not with `--quiet`.
pub(crate) fn say(context: &mut Context<'_>, account: &Account) {
    if account.is_guessed() {
        context.ui.say(&warning(account));
    }
}

fn warning(account: &Account) -> String {
    format!("{} is a guess. {UNCONFIRMED}", account.name)
}

/// Whether the account of this name is guessed.
pub(crate) fn is_guessed(contents: &Contents, name: &Name) -> bool {
    contents.account(name).is_some_and(Listed::is_guessed)
}

/// Asks a person whether the code or identity of a guessed account comes from elsewhere. Without a
/// person, returns false.
pub(crate) fn is_from_elsewhere(context: &mut Context<'_>, name: &Name) -> Outcome<bool> {
    if !context.ui.has_person() {
        return Ok(false);
    }
    context.ui.warn(&format!(
        "{name} was guessed on this device. Only your paper, another device or a place where you \
         published the identity can confirm it. What this device showed or printed does not count."
    ));
    let verdict = |answer: &str| match answer {
        ELSEWHERE | "" => Ok(()),
        _ => Err(format!("type {ELSEWHERE}, or press Enter to keep it a guess")),
    };
    let question = format!("If you did not get it from this device, type {ELSEWHERE}");
    Ok(context.ui.ask(&question, None, &verdict)? == ELSEWHERE)
}

/// Reports that the code opens a guessed account, so that it confirms nothing.
pub(crate) fn not_confirmed(context: &Context<'_>, name: &Name) -> Failure {
    let message = format!("the code opens {name}, which was guessed here, so it confirms nothing");
    if context.ui.has_person() {
        Failure::new(Status::NotACode, message)
            .hint("run `collab check` again with your paper, or with a code from another device")
    } else {
        Failure::new(Status::NeedsPerson, message)
            .hint("run `collab check` on a terminal, where it asks where the code comes from")
    }
}

/// Refuses to hand out the code of a guessed account: some of its boxes may be on no paper. Shown
/// without that warning, it would be taken for the true code.
pub(crate) fn not_to_be_handed_out(name: &Name) -> Failure {
    let message =
        format!("{name} is a guess: its code may be on no paper, so it is not shown as one");
    Failure::new(Status::NotACode, message).hint(
        "keep the old paper as it is; `collab print --sheet` makes a sheet that says it is a guess",
    )
}

/// Refuses to forget the code of a guessed account: it may be on no paper.
pub(crate) fn not_to_be_forgotten(name: &Name) -> Failure {
    Failure::new(Status::NotACode, format!("{name} is a guess, so its code may be on no paper"))
        .hint("confirm it first: `collab check` on a terminal, with the code from your paper")
}
