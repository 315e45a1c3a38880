//! A new passphrase: from a file, or typed twice, and told how strong it is.

use std::path::PathBuf;

use clap::Args;
use zxcvbn::{Score, zxcvbn};

use super::{Context, given_passphrase};
use crate::failure::{Failure, Outcome, Status, StillOpens, passphrase_not_set};
use crate::keystore::{LONGEST_PASSPHRASE, Passphrase, PassphraseKey};
use crate::ui::{Next, Unanswered};

/// Where a new passphrase comes from, and what it may be.
#[derive(Args, Debug, Default)]
pub(crate) struct NewPassphrase {
    /// Read the new passphrase from FILE; - is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) new_passphrase_file: Option<PathBuf>,

    /// Accept a passphrase that is easy to guess
    #[arg(long)]
    pub(crate) weak_passphrase: bool,
}

/// Whether a person is asked for the passphrase of a new keystore.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Offer {
    /// They are.
    Made,
    /// It comes from a file, or there is none.
    NotMade,
}

/// A keystore was made while its passphrase was chosen.
pub(crate) fn made_meanwhile(command: &str) -> Failure {
    Failure::new(Status::Busy, "another process made the keystore meanwhile")
        .hint(format!("nothing was changed; `collab {command}` again puts the account into it"))
}

impl NewPassphrase {
    /// Gets it. Who leaves before is told what still opens the keystore.
    pub(crate) fn get(&self, context: &mut Context<'_>, still: StillOpens) -> Outcome<Passphrase> {
        match &self.new_passphrase_file {
            Some(file) => {
                let opens = match still {
                    StillOpens::NoKeyFile => "key file",
                    _ => "keystore",
                };
                let flag = "--new-passphrase-file";
                let passphrase =
                    given_passphrase::from_file(context, file, "new passphrase", flag, opens)?;
                self.verdict(&passphrase).map_err(|why| {
                    Failure::new(Status::Failed, why)
                        .hint("choose a longer one; or take it as it is with `--weak-passphrase`")
                })?;
                Ok(passphrase)
            }
            None if context.ui.has_person() => {
                let typed = self.typed(context, "New passphrase:", false);
                Ok(typed.map_err(|error| not_set(error, still))?.expect("it is asked for"))
            }
            None => Err(Failure::new(
                Status::NeedsPerson,
                "a new passphrase is needed, and nobody may be asked",
            )
            .hint("name a file with `--new-passphrase-file FILE`")),
        }
    }

    /// The key that a new keystore is locked with, if it is to be.
    pub(crate) fn key_of_a_new_lock(
        &self,
        context: &mut Context<'_>,
        is_new: bool,
        offer: Offer,
    ) -> Outcome<Option<PassphraseKey>> {
        if !is_new && self.new_passphrase_file.is_some() {
            return Err(Failure::new(
                Status::Usage,
                "`--new-passphrase-file` locks a new keystore, and there is one already",
            )
            .hint("`collab passphrase set` locks it, or changes its passphrase"));
        }
        if !is_new || offer == Offer::NotMade && self.new_passphrase_file.is_none() {
            return Ok(None);
        }
        let passphrase = self.offered(context)?;
        passphrase.map(|passphrase| given_passphrase::new_key(context, &passphrase)).transpose()
    }

    /// Offers to lock a keystore that is about to be made.
    fn offered(&self, context: &mut Context<'_>) -> Outcome<Option<Passphrase>> {
        if self.new_passphrase_file.is_some() {
            return self.get(context, StillOpens::NoAccountYet).map(Some);
        }
        if !context.ui.has_person() {
            return Ok(None);
        }
        self.typed(
            context,
            "Passphrase to lock your accounts with on this device (Enter for none):",
            true,
        )
        .map_err(|error| not_set(error, StillOpens::NoAccountYet))
    }

    /// Has it typed twice. Where that may be, an empty one is none.
    fn typed(
        &self,
        context: &mut Context<'_>,
        question: &str,
        none: bool,
    ) -> Result<Option<Passphrase>, Unanswered> {
        let mut first: Option<Passphrase> = None;
        let mut chosen = None;
        context.ui.ask_hidden(question, &mut |answer| {
            let again = |said: String| Next::Ask(Some(said), question.to_owned());
            let passphrase = Passphrase::from_bytes(answer.as_bytes());
            if let Some(first) = first.take() {
                if passphrase.as_ref() != Some(&first) {
                    let said = "These are not the same. Once again, from the beginning.";
                    return again(String::from(said));
                }
                chosen = Some(first);
                return Next::Done;
            }
            if none && answer.is_empty() {
                return Next::Done;
            }
            let Some(passphrase) = passphrase else {
                return again(format!("That has over {LONGEST_PASSPHRASE} bytes."));
            };
            match self.verdict(&passphrase) {
                Err(why) => again(format!("Not taken: {why}.")),
                Ok(strength) => {
                    first = Some(passphrase);
                    Next::Ask(Some(strength), String::from("Once more:"))
                }
            }
        })?;
        Ok(chosen)
    }

    /// How strong it is, in words; or why it is not taken.
    fn verdict(&self, passphrase: &Passphrase) -> Result<String, String> {
        let text = passphrase.text().expose();
        if text.is_empty() {
            return Err(String::from("an empty passphrase locks nothing"));
        }
        if text.contains(given_passphrase::cannot_be_typed) {
            return Err(String::from("it has a key that is no character, such as Tab or an arrow"));
        }
        // Longer ones are not looked at: that would take long, and they are strong.
        let end = text.char_indices().nth(100).map_or(text.len(), |(end, _)| end);
        let estimate = zxcvbn(&text[..end], &["collab"]);
        let guesses = estimate.guesses_log10().round().max(1.0);
        let told = format!("about 10^{guesses:.0} guesses find it");
        match estimate.score() {
            Score::Zero | Score::One | Score::Two if !self.weak_passphrase => {
                Err(format!("it is easily guessed: {told}"))
            }
            Score::Zero | Score::One | Score::Two => Ok(format!("Weak: {told}.")),
            Score::Three => Ok(format!("Fair: {told}.")),
            _ => Ok(format!("Strong: {told}.")),
        }
    }
}

/// What to say where no passphrase came of it.
fn not_set(error: Unanswered, still: StillOpens) -> Failure {
    match error {
        Unanswered::Left => passphrase_not_set(still),
        error => error.into(),
    }
}
