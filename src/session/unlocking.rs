//! Unlocking: the sources of the passphrase, and the use of a recovery code.
//!
//! `--passphrase-file` takes precedence over `COLLAB_PASSPHRASE` or `COLLAB_PASSPHRASE_FILE`, and
//! these over asking. A person who is asked may give a recovery code instead. It is used up, and a
//! new passphrase replaces the forgotten one, before anything else is done. That takes a
//! conversation, so it needs a person, and is refused if another program has called us.

pub(crate) mod by_code;
pub(crate) mod rotation;

use std::path::Path;

use super::given_passphrase::{from_file, is_backup_code, is_part_of_backup_code, passphrase};
use super::new_passphrase::NewPassphrase;
use super::{Context, day};
use crate::failure::{self, Failure, Outcome, Status};
use crate::keystore::{
    self, Contents, Cost, Lock, NotARecoveryCode, Opener, Passphrase, RecoveryCode,
};
use crate::secret::{SecretBytes, SecretText};
use crate::ui::progress::Progress;
use crate::ui::{Next, Unanswered};

/// The variable that can hold the passphrase.
const VARIABLE: &str = "COLLAB_PASSPHRASE";
/// The variable that can name a file with the passphrase.
const FILE_VARIABLE: &str = "COLLAB_PASSPHRASE_FILE";
/// The note on an identity that only the keystore's file vouches for.
pub(crate) const NOT_VERIFIED: &str =
    "not verified: the keystore is locked; `collab whoami --verify` unlocks and verifies it";
/// The thing that a passphrase opens, in messages.
const KEYSTORE: &str = "keystore";
/// The question if another program has called us, or data is on stdin.
const AT_A_DOOR: &str = "Passphrase of the collab keystore:";
/// The label of the progress meter during the derivation of the key, which takes long.
const OPENING: &str = "Opening the keystore";
/// The number of attempts that a person has.
const TRIES: usize = 3;
/// The number of remaining recovery codes at which new ones are advised.
pub(crate) const FEW: usize = 2;

/// Unlocks sealed contents. Returns whether a recovery code opened them, in which case the
/// passphrase is a new one.
pub(crate) fn unlock(context: &mut Context<'_>, contents: &mut Contents) -> Outcome<bool> {
    unlock_choosing(context, contents, &NewPassphrase::default())
}

/// Unlocks sealed contents like [`unlock`]; `new` is the source of the passphrase after a recovery
/// code.
pub(crate) fn unlock_choosing(
    context: &mut Context<'_>,
    contents: &mut Contents,
    new: &NewPassphrase,
) -> Outcome<bool> {
    let mut is_new = false;
    if !contents.is_sealed() {
        return Ok(is_new);
    }
    if context.opener.is_none() {
        let lock = contents.lock().expect("what is sealed has a lock").clone();
        let Opened { opener, passphrase } = opened(context, &lock)?;
        let used = opener.code();
        context.opener = Some(opener);
        context.cheap_passphrase = passphrase.filter(|_| lock.cost().is_below(Cost::USUAL));
        match used {
            // A recovery code opens the keystore once, so the lock is replaced at once.
            Some(used) => {
                context.ui.say(
                    "That recovery code opens the keystore once. Choose a new passphrase; then a new \
                     recovery code replaces the used one.",
                );
                rotation::use_up(context, used, new, None)?;
                *contents = context.contents()?;
                is_new = true;
            }
            None => tell_of_codes(context, &lock),
        }
    }
    let opener = context.opener.as_ref().expect("there is one by now");
    match contents.unlock(opener) {
        Ok(()) => Ok(is_new),
        Err(keystore::Error::WrongSecret) => Err(failure::locked_anew(context.keystore()?)),
        Err(error) => Err(failure::of_keystore(error, context.keystore()?)),
    }
}

/// Whether the lock of these contents has recovery codes.
pub(crate) fn has_codes(contents: &Contents) -> bool {
    contents.lock().is_some_and(has_any_code)
}

fn has_any_code(lock: &Lock) -> bool {
    lock.confirmed_codes() + lock.pending_codes() > 0
}

/// The outcome of asking through the program that called us.
pub(crate) enum Asked {
    /// The answer of a person.
    Answer(SecretText),
    /// The program can't ask, or nobody answered.
    Nobody,
    /// The program is gone.
    Left,
}

/// Unlocks sealed contents for a program that asks on our behalf, and refuses a recovery code. If
/// the program can't ask, or a passphrase was given, this is [`unlock`].
pub(crate) fn unlock_through(
    context: &mut Context<'_>,
    contents: &mut Contents,
    ask: &mut dyn FnMut(&str) -> Asked,
) -> Outcome {
    if contents.is_sealed() && context.opener.is_none() && !is_given(context) {
        let lock = contents.lock().expect("what is sealed has a lock").clone();
        let progress = context.ui.progress(OPENING);
        let mut question = String::from(AT_A_DOOR);
        for tries in 1..=TRIES {
            let answer = match ask(&question) {
                Asked::Answer(answer) => answer,
                Asked::Nobody => break,
                Asked::Left => return Err(Unanswered::Left.into()),
            };
            if let Some(Opened { opener, .. }) = without_codes(&lock, answer.expose(), &progress)? {
                context.opener = Some(opener);
                break;
            }
            if tries == TRIES {
                return Err(failure::wrong_passphrase(has_any_code(&lock)));
            }
            question = format!("{} {AT_A_DOOR}", why_not(answer.expose()));
        }
    }
    unlock(context, contents).map(|_| ())
}

/// The secret that opened a lock.
struct Opened {
    opener: Opener,
    passphrase: Option<Passphrase>,
}

/// Reports that the passphrase was not given. A variable that is set and empty is named: in CI its
/// secret is missing.
fn nobody_to_ask(context: &Context<'_>) -> Failure {
    let failure = Failure::new(
        Status::NeedsPerson,
        "the keystore is locked, and there is nobody to ask for the passphrase",
    );
    let is_empty = |name: &&str| (context.environment)(name).is_some_and(|value| value.is_empty());
    match ["COLLAB_PASSPHRASE", "COLLAB_PASSPHRASE_FILE"].into_iter().find(is_empty) {
        Some(name) => failure.hint(format!(
            "`{name}` is set, but empty; in CI, the secret that it comes from is probably not set for \
             this job"
        )),
        None => failure.hint(
            "name a file with `--passphrase-file FILE` or `COLLAB_PASSPHRASE_FILE`, or set \
             `COLLAB_PASSPHRASE`",
        ),
    }
}

/// Returns the secret that opens the lock: from a file, the environment, or a person.
fn opened(context: &mut Context<'_>, lock: &Lock) -> Outcome<Opened> {
    if let Some(passphrase) = given(context)? {
        let is_code = |code| lock.is_opened_by(&Opener::Code(code));
        if RecoveryCode::read(passphrase.text().expose()).is_ok_and(is_code) {
            return Err(failure::recovery_code_for_a_passphrase(given_by(context)));
        }
        return by_passphrase(lock, passphrase, &context.ui.progress(OPENING))?
            .ok_or_else(|| failure::wrong_passphrase_given(given_by(context)));
    }
    if !context.ui.can_ask_hidden() {
        return Err(nobody_to_ask(context));
    }
    let has_codes = has_any_code(lock);
    let takes_codes = context.ui.has_person();
    let question = match (takes_codes, has_codes) {
        (true, true) => "Passphrase for your accounts here (forgot it? type a recovery code):",
        (true, false) => "Passphrase for your accounts here:",
        (false, _) => AT_A_DOOR,
    };
    let progress = context.ui.progress(OPENING);
    let mut tries = 0;
    let mut found = None;
    let mut reason = WRONG;
    context.ui.ask_hidden(question, &mut |answer| {
        tries += 1;
        let opener = if takes_codes {
            opened_by(lock, answer, &progress)
        } else {
            without_codes(lock, answer, &progress)
        };
        let is_wrong = matches!(opener, Ok(None));
        found = Some(opener);
        reason = if is_wrong { why_not(answer) } else { WRONG };
        if is_wrong && tries < TRIES {
            let said = format!("{reason} {} Ctrl-C stops.", what_now(answer));
            Next::Ask(Some(said), question.to_owned())
        } else {
            Next::Done
        }
    })?;
    if reason != WRONG {
        context.ui.warn(reason);
    }
    found.unwrap_or(Ok(None))?.ok_or_else(|| failure::wrong_passphrase(has_codes))
}

/// The message after an answer whose form says nothing more.
const WRONG: &str = "Wrong passphrase.";

/// Returns why an answer did not open the lock, as far as its form shows.
fn why_not(answer: &str) -> &'static str {
    match RecoveryCode::read(answer) {
        Ok(_) => "That recovery code was used or replaced before, or belongs to another keystore.",
        Err(NotARecoveryCode::Mistyped) => {
            "Wrong passphrase. If it is a recovery code, one character is wrong, or two are swapped."
        }
        Err(_) if is_backup_code(answer) => {
            "That is a backup code, not the passphrase: `collab restore --keystore NEW-FILE` takes it."
        }
        Err(_) if is_part_of_backup_code(answer) => {
            "Wrong passphrase. If it is from your backup code, `collab restore --keystore NEW-FILE` \
             takes that."
        }
        Err(NotARecoveryCode::Count(count)) if has_letters_and_digits(answer) => {
            // A recovery code has 28.
            match count {
                27 => "Wrong passphrase. If it is a recovery code, one character is missing.",
                26 => "Wrong passphrase. If it is a recovery code, two characters are missing.",
                29 => "Wrong passphrase. If it is a recovery code, it has one character too many.",
                30 => "Wrong passphrase. If it is a recovery code, it has two characters too many.",
                _ => WRONG,
            }
        }
        Err(NotARecoveryCode::Character(_)) if is_as_long_as_a_code(answer) => {
            "Wrong passphrase. If it is a recovery code, it has a character that none has, such as \
             the letter U."
        }
        Err(_) => WRONG,
    }
}

/// Returns what to type after an answer that did not open the lock.
fn what_now(answer: &str) -> &'static str {
    if RecoveryCode::read(answer).is_ok() {
        "Type another one, or the passphrase."
    } else if is_part_of_backup_code(answer) {
        "Type the passphrase."
    } else {
        "Type it again."
    }
}

/// Whether a text is written like a recovery code: it has its 28 characters, of which one may be a
/// wrong mark.
fn is_as_long_as_a_code(text: &str) -> bool {
    let written = text.chars().filter(|c| c.is_alphanumeric()).count();
    matches!(written, 27 | 28) && has_letters_and_digits(text)
}

/// Whether a text has letters and digits mixed as recovery codes have, and passphrases of words
/// don't.
fn has_letters_and_digits(text: &str) -> bool {
    let number = |is: fn(&char) -> bool| text.chars().filter(is).count();
    number(char::is_ascii_digit) >= 3 && number(char::is_ascii_alphabetic) >= 6
}

/// Opens the lock with an answer, which may be a recovery code.
fn opened_by(lock: &Lock, answer: &str, progress: &Progress<'_>) -> Outcome<Option<Opened>> {
    if let Ok(code) = RecoveryCode::read(answer) {
        let opener = Opener::Code(code);
        if lock.is_opened_by(&opener) {
            return Ok(Some(Opened { opener, passphrase: None }));
        }
    }
    by_answer(lock, answer, progress)
}

/// Opens the lock like [`opened_by`], but refuses a recovery code, since its replacement takes a
/// conversation.
fn without_codes(lock: &Lock, answer: &str, progress: &Progress<'_>) -> Outcome<Option<Opened>> {
    let is_code = |code| lock.is_opened_by(&Opener::Code(code));
    if RecoveryCode::read(answer).is_ok_and(is_code) {
        return Err(failure::recovery_code_at_a_door());
    }
    by_answer(lock, answer, progress)
}

fn by_answer(lock: &Lock, answer: &str, progress: &Progress<'_>) -> Outcome<Option<Opened>> {
    match Passphrase::from_bytes(answer.as_bytes()) {
        Some(passphrase) if !passphrase.text().expose().is_empty() => {
            by_passphrase(lock, passphrase, progress)
        }
        _ => Ok(None),
    }
}

fn by_passphrase(
    lock: &Lock,
    passphrase: Passphrase,
    progress: &Progress<'_>,
) -> Outcome<Option<Opened>> {
    let key = progress.during(|| lock.key_of(&passphrase)).map_err(|_| failure::out_of_memory())?;
    let opener = Opener::Passphrase(key);
    let is_opened = lock.is_opened_by(&opener);
    Ok(is_opened.then_some(Opened { opener, passphrase: Some(passphrase) }))
}

/// Whether a passphrase was given without asking.
pub(crate) fn is_given(context: &Context<'_>) -> bool {
    context.passphrase_file.is_some()
        || [VARIABLE, FILE_VARIABLE].into_iter().any(|name| context.variable(name).is_some())
}

/// Whether a person would be asked for the passphrase of this keystore.
pub(crate) fn would_ask(context: &Context<'_>, contents: &Contents) -> bool {
    contents.is_sealed() && context.ui.has_person() && !is_given(context)
}

/// Returns the flag or the variable that gave the passphrase.
fn given_by(context: &Context<'_>) -> &'static str {
    if context.passphrase_file.is_some() {
        "--passphrase-file"
    } else if context.variable(VARIABLE).is_some() {
        VARIABLE
    } else {
        FILE_VARIABLE
    }
}

/// Returns the passphrase that was given without asking, if any.
fn given(context: &mut Context<'_>) -> Outcome<Option<Passphrase>> {
    if let Some(file) = context.passphrase_file.clone() {
        return from_file(context, &file, "passphrase", "--passphrase-file", KEYSTORE).map(Some);
    }
    match (context.variable(VARIABLE), context.variable(FILE_VARIABLE)) {
        (Some(_), Some(_)) => Err(Failure::new(
            Status::Usage,
            format!("both {VARIABLE} and {FILE_VARIABLE} are set, but only one can be used"),
        )
        .hint(format!("`unset {VARIABLE}`, and keep the file"))),
        (Some(value), None) => {
            let value = SecretBytes::new(value.into_encoded_bytes());
            passphrase(&value, VARIABLE).map(Some)
        }
        (None, Some(file)) => {
            from_file(context, Path::new(&file), "passphrase", FILE_VARIABLE, KEYSTORE).map(Some)
        }
        (None, None) => Ok(None),
    }
}

/// Tells the person that a recovery code was used, or that few are left.
fn tell_of_codes(context: &mut Context<'_>, lock: &Lock) {
    let left = lock.confirmed_codes();
    if let Some(when) = lock.used() {
        context.told_of_use = true;
        context.ui.warn(&format!(
            "A recovery code was used on {}; {left} left. If that was not you, change the \
             passphrase with `collab passphrase set`.",
            day(when)
        ));
    } else if left > 0 && left <= FEW {
        let codes = if left == 1 { "code" } else { "codes" };
        context.ui.say(&format!(
            "{left} recovery {codes} left: `collab recovery-codes new` makes new ones."
        ));
    }
}
