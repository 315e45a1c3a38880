//! A new passphrase: from a file, typed twice and judged by its strength, or generated.

mod generated;

use std::path::PathBuf;

use clap::Args;
use zxcvbn::{Score, zxcvbn};

use super::given_passphrase::is_backup_code;
use super::{Context, derived_key, given_passphrase};
use crate::failure::{Failure, Outcome, Status, StillOpens, passphrase_not_set};
use crate::keystore::{LONGEST_PASSPHRASE, Passphrase, PassphraseKey};
use crate::ui::{Next, Unanswered};
use generated::Answer;

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

/// Reports that another process made the keystore while its passphrase was chosen.
pub(crate) fn made_meanwhile(command: &str) -> Failure {
    Failure::new(Status::Busy, "another process made the keystore meanwhile")
        .hint(format!("nothing was changed; `collab {command}` again puts the account into it"))
}

impl NewPassphrase {
    /// Gets the new passphrase. A person who stops is told what still opens the keystore.
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
                match self.verdict(&passphrase) {
                    Verdict::Taken(_) => Ok(passphrase),
                    Verdict::Weak(guesses) => Err(Failure::new(
                        Status::Failed,
                        format!("the new passphrase is too easy to guess: {guesses}"),
                    )
                    .hint(
                        "choose four or five unrelated words; or use it as it is with \
                         `--weak-passphrase`",
                    )),
                    Verdict::Refused(why) if passphrase.text().expose().is_empty() => {
                        Err(Failure::new(Status::Failed, why).hint(format!(
                            "the file of `{flag}` is empty; in CI, the secret that it is made from is \
                             probably not set for this job"
                        )))
                    }
                    Verdict::Refused(why) => {
                        Err(Failure::new(Status::Failed, why).hint("choose another one"))
                    }
                }
            }
            None if context.ui.has_person() => {
                let question = match still {
                    StillOpens::NoKeyFile => {
                        "New passphrase for the key file (w: five random words):"
                    }
                    _ => "New passphrase for your accounts here (w: five random words):",
                };
                Ok(self.chosen(context, question, false, still)?.expect("it is asked for"))
            }
            None => Err(Failure::new(
                Status::NeedsPerson,
                "a new passphrase is needed, and there is nobody to ask",
            )
            .hint("name a file with `--new-passphrase-file FILE`")),
        }
    }

    /// Returns the key for the lock of a new keystore, if it is to be locked.
    pub(crate) fn key_of_a_new_lock(
        &self,
        context: &mut Context<'_>,
        is_new: bool,
    ) -> Outcome<Option<PassphraseKey>> {
        if !is_new && self.new_passphrase_file.is_some() {
            return Err(Failure::new(
                Status::Usage,
                "`--new-passphrase-file` locks a new keystore, and there is one already",
            )
            .hint("`collab passphrase set` locks it, or changes its passphrase"));
        }
        if !is_new {
            return Ok(None);
        }
        let passphrase = self.offered(context)?;
        passphrase.map(|passphrase| derived_key::of(context, &passphrase)).transpose()
    }

    /// Offers to lock a keystore that is about to be made.
    fn offered(&self, context: &mut Context<'_>) -> Outcome<Option<Passphrase>> {
        if self.new_passphrase_file.is_some() {
            return self.get(context, StillOpens::NoAccountYet).map(Some);
        }
        if !context.ui.has_person() {
            return Ok(None);
        }
        context.ui.say(
            "A passphrase locks your accounts on this device: without it, anyone who can read your \
             files has them. Nobody can reset a forgotten one; recovery codes, offered later, let you in.",
        );
        self.chosen(context, OFFER, true, StillOpens::NoAccountYet)
    }

    /// Has a person choose a passphrase for a keystore that is not locked, or none.
    pub(crate) fn offered_to_lock(&self, context: &mut Context<'_>) -> Outcome<Option<Passphrase>> {
        self.chosen(context, OFFER, true, StillOpens::Anything)
    }

    /// Has a passphrase chosen: typed, or generated. Where that may be, an empty one is none.
    fn chosen(
        &self,
        context: &mut Context<'_>,
        question: &str,
        none: bool,
        still: StillOpens,
    ) -> Outcome<Option<Passphrase>> {
        loop {
            match self.typed(context, question, none).map_err(|error| not_set(error, still))? {
                Typed::Passphrase(passphrase) => return Ok(Some(passphrase)),
                Typed::Nothing => return Ok(None),
                Typed::WantsWords => {
                    if let Some(passphrase) = generated(context, still)? {
                        return Ok(Some(passphrase));
                    }
                }
            }
        }
    }

    /// Has a passphrase typed twice. If `none`, an empty one is an answer.
    fn typed(
        &self,
        context: &mut Context<'_>,
        question: &str,
        none: bool,
    ) -> Result<Typed, Unanswered> {
        let mut typing = Typing::First;
        let mut typed = Typed::Nothing;
        context.ui.ask_hidden(question, &mut |answer| {
            let again = |said: &str| Next::Ask(Some(said.to_owned()), question.to_owned());
            match std::mem::replace(&mut typing, Typing::First) {
                Typing::First if none && answer.is_empty() => Next::Done,
                Typing::First if answer.trim().eq_ignore_ascii_case("w") => {
                    typed = Typed::WantsWords;
                    Next::Done
                }
                Typing::First => {
                    let Some(passphrase) = Passphrase::from_bytes(answer.as_bytes()) else {
                        return again(&format!(
                            "That passphrase is too long: {LONGEST_PASSPHRASE} bytes are the most."
                        ));
                    };
                    match self.verdict(&passphrase) {
                        Verdict::Refused(why) => again(&format!("Not possible: {why}.")),
                        Verdict::Weak(guesses) => {
                            typing = Typing::Weak(passphrase);
                            let said = format!("Too easy to guess: {guesses}.");
                            Next::Ask(Some(said), String::from(WEAK))
                        }
                        Verdict::Taken(strength) => {
                            typing = Typing::Second(passphrase);
                            Next::Ask(Some(strength), String::from(ONCE_MORE))
                        }
                    }
                }
                // Hidden too: a person who takes it for the first question types a passphrase here.
                Typing::Weak(passphrase) => match answer.trim().to_ascii_lowercase().as_str() {
                    "y" | "yes" => {
                        typing = Typing::Second(passphrase);
                        Next::Ask(None, String::from(ONCE_MORE))
                    }
                    "w" | "words" => {
                        typed = Typed::WantsWords;
                        Next::Done
                    }
                    "n" | "no" | "" => Next::Ask(None, question.to_owned()),
                    _ => {
                        typing = Typing::Weak(passphrase);
                        let said = "Type w or y, or press Enter.";
                        Next::Ask(Some(said.to_owned()), String::from(WEAK))
                    }
                },
                Typing::Second(_) if answer.is_empty() => Next::Ask(None, question.to_owned()),
                Typing::Second(first) => {
                    if Passphrase::from_bytes(answer.as_bytes()).as_ref() != Some(&first) {
                        return again("The two are not the same. Type the passphrase again.");
                    }
                    typed = Typed::Passphrase(first);
                    Next::Done
                }
            }
        })?;
        Ok(typed)
    }

    /// Rates a passphrase by the number of guesses that find it (zxcvbn).
    fn verdict(&self, passphrase: &Passphrase) -> Verdict {
        let text = passphrase.text().expose();
        if text.is_empty() {
            return Verdict::Refused("an empty passphrase locks nothing");
        }
        if text.contains(given_passphrase::cannot_be_typed) {
            return Verdict::Refused("it has a key that is no character, such as Tab or an arrow");
        }
        if is_backup_code(text) {
            return Verdict::Refused("that is a backup code, which opens the account by itself");
        }
        // Only the first 100 characters are rated: more would take long, and such a passphrase is
        // strong.
        let end = text.char_indices().nth(100).map_or(text.len(), |(end, _)| end);
        let estimate = zxcvbn(&text[..end], &["collab"]);
        let guesses = estimate.guesses_log10().round().max(1.0);
        let told = format!("about {} guesses find it", power_of_ten(guesses));
        match estimate.score() {
            Score::Zero | Score::One | Score::Two if !self.weak_passphrase => Verdict::Weak(told),
            Score::Zero | Score::One | Score::Two => Verdict::Taken(format!("Weak: {told}.")),
            Score::Three => Verdict::Taken(format!("Fair: {told}.")),
            _ => Verdict::Taken(format!("Strong: {told}.")),
        }
    }
}

/// Returns a power of ten as people write it.
fn power_of_ten(exponent: f64) -> String {
    const SMALL: [&str; 6] = ["10", "100", "1,000", "10,000", "100,000", "1,000,000"];
    let small = (1_u8..).zip(SMALL).find(|(power, _)| f64::from(*power) >= exponent);
    small.map_or_else(|| format!("10^{exponent:.0}"), |(_, words)| words.to_owned())
}

const OFFER: &str = "New passphrase for your accounts here (w: five random words, Enter: none):";
const WEAK: &str = "w for five random words, y to use it anyway, Enter to type another:";
const ONCE_MORE: &str = "Type it once more (Enter to type another):";

/// Has a generated passphrase accepted, if a person wants one.
fn generated(context: &mut Context<'_>, still: StillOpens) -> Outcome<Option<Passphrase>> {
    let mut words = generated::random_words(&mut context.entropy)?;
    loop {
        match generated::offer(context, &words).map_err(|error| not_set(error, still))? {
            Answer::Accepted => {
                context.ui.say("The five words fit.");
                return Ok(Passphrase::from_bytes(words.expose().as_bytes()));
            }
            Answer::Others => words = generated::random_words(&mut context.entropy)?,
            Answer::Declined => return Ok(None),
        }
    }
}

/// The outcome of a conversation about a typed passphrase.
enum Typed {
    Passphrase(Passphrase),
    Nothing,
    /// A generated one is wanted.
    WantsWords,
}

/// The step of the conversation about a new passphrase, with the passphrase typed so far.
enum Typing {
    First,
    /// A weak passphrase: the question is whether to use it anyway.
    Weak(Passphrase),
    Second(Passphrase),
}

/// The rating of a passphrase.
enum Verdict {
    /// Accepted, with its strength in words.
    Taken(String),
    /// Weak, with the number of guesses in words. A person may use it anyway.
    Weak(String),
    /// Refused for this reason.
    Refused(&'static str),
}

/// Returns the error for a passphrase that was not set.
fn not_set(error: Unanswered, still: StillOpens) -> Failure {
    match error {
        Unanswered::Left => passphrase_not_set(still),
        error => error.into(),
    }
}
