//! `collab restore`: restores an account from its backup code.

mod correction;
mod ending_question;
mod from_vault;

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::Run;
use crate::account::{Ending, ExpectedIdentity, Identity, Name, Origin};
use crate::failure::{self, Failure, Outcome, Status, boxes_in_words, quoted};
use crate::keystore::{Contents, Keystore, Listed, Opener};
use crate::session::code_source::{
    Answer, CodeSource, Received, Request, Source, Uncertain, Variable,
};
use crate::session::new_passphrase::{self, NewPassphrase};
use crate::session::vault_file::VaultFile;
use crate::session::{
    Context, code_list, date, guesses, naming, print_command, unlocking, usual_keystore,
};
use ending_question::Reply;

/// Bring an account back from its backup code
///
/// Type or paste the code; a script pipes it in or names a file. A damaged code is corrected only
/// where the correction is certain, and never silently: collab asks you. A script must pass
/// `--repair` and the identity that it expects.
///
/// If the keystore here is locked and you have lost its passphrase and its recovery codes, restore
/// into a new keystore: `collab restore --keystore NEW-FILE`. It ends with the commands that put the
/// new file in the place of the locked one; `collab status --keystore NEW-FILE` shows them again.
///
/// Without its backup code, an account comes back only from a device that still has it and that you
/// can unlock. If there is none, the account is gone: nobody can reset it.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  Type or paste the code:
      collab restore
  From a photo of the sheet:
      collab restore --image photo.png
  In a script:
      collab restore maria < code.txt")]
pub(crate) struct Restore {
    /// Name of the account on this device; without one, collab asks, and a script gets `default`
    #[arg(value_parser = naming::parse)]
    name: Option<Name>,

    #[command(flatten)]
    source: CodeSource,

    /// Use a corrected code without asking; needs --expect with a whole identity
    #[arg(long)]
    repair: bool,

    /// Keep the account's keys here, but not its backup code
    #[arg(long)]
    forget_code: bool,

    /// Bring back what is in the vault FILE, too: other services' codes
    #[arg(long, value_name = "FILE")]
    vault: Option<PathBuf>,

    #[command(flatten)]
    new_passphrase: NewPassphrase,
}

/// The title above the boxes at first.
const TITLE: &str = "Type the backup code, or paste it.";
/// The title above the boxes after a person declined the correction.
const NOT_USED: &str = "Not used. Compare the marked boxes with your paper.";
/// The title above the boxes after an uncertain correction that no identity confirmed.
const NOT_RESTORED: &str = "Nothing was restored. Read the boxes again, or find the identity on \
    another device or where you published it.";

/// The first sentence before a locked keystore is opened.
const LOCKED: &str =
    "The file with your accounts on this device is locked, so collab opens it first.";
/// The way on for a person who can't open it.
const LOST: &str = "If you have forgotten the passphrase, press Ctrl-C and restore";
/// The same where there are recovery codes.
const LOST_BOTH: &str =
    "If you have lost the passphrase and the recovery codes, press Ctrl-C and restore";
/// The file into which the way leads.
const NEW_FILE: &str = "into a new file, named as you like: `collab restore --keystore NEW-FILE`.";
/// The same where a file was named, which is there already.
const ANOTHER_FILE: &str =
    "into a file with another name, which is not there yet: `collab restore --keystore NEW-FILE`.";

/// The code to restore.
struct Chosen {
    received: Received,
    /// Whether the code is a guess that nothing but the person's choice supports.
    is_guess: bool,
    /// Whether the end of the identity on the paper chose it.
    is_matched: bool,
}

/// The result of storing the account.
struct Restored {
    /// The account as it is in the keystore now.
    account: Listed,
    /// Whether the account was here before.
    was_here: bool,
    is_default: bool,
    /// Whether the person just chose a passphrase for a new keystore.
    has_new_lock: bool,
    /// The default account, if it is another one and guessed.
    guessed_default: Option<Name>,
}

impl Run for Restore {
    fn run(self, context: &mut Context<'_>) -> Outcome {
        if self.repair && !self.source.expect.as_ref().is_some_and(ExpectedIdentity::is_whole) {
            return Err(Failure::new(
                Status::Usage,
                "`--repair` needs `--expect` with the whole identity of the account",
            )
            .hint("the identity is on the sheet, and begins with did:key:z6Mk"));
        }
        // Nobody should type 80 digits before a slip in a path is found. A script gets its account back
        // in any case.
        if context.ui.has_person()
            && let Some(vault) = self.vault.as_ref().filter(|path| !path.exists())
        {
            VaultFile::read(vault)?;
        }
        let mut contents = context.contents_if_any()?;
        // A taken name is refused before anyone types 80 digits in vain.
        if let (Some(name), Some(contents)) = (&self.name, &contents)
            && let Some(holder) = contents.account(name)
            && !self
                .source
                .expect
                .as_ref()
                .is_none_or(|expect| expect.matches(&holder.unverified().identity))
        {
            return Err(failure::name_taken(name));
        }
        // A person who can't open the keystore must not type 80 digits in vain either.
        if let Some(contents) = &mut contents
            && unlocking::would_ask(context, contents)
        {
            let lost = if unlocking::has_codes(contents) { LOST_BOTH } else { LOST };
            let file = if context.keystore_is_named { ANOTHER_FILE } else { NEW_FILE };
            context.ui.say(&format!("{LOCKED} {lost} {file}"));
            unlocking::unlock(context, contents)?;
        }
        let chosen = self.choose(context, contents.as_ref())?;
        // A vault that does not open keeps nobody from the account: that is told afterwards.
        let vault = self.vault.as_deref().map(|path| from_vault::open(path, &chosen.received.code));
        let named_in_it = match &vault {
            Some(Ok((_, vault))) => Some(&vault.name),
            _ => None,
        };
        let restored = self.keep(context, contents.as_ref(), &chosen, named_in_it)?;
        tell(context, &chosen, &restored)?;
        let account = restored.account.unverified();
        let taken_over =
            vault.map_or(Ok(()), |vault| from_vault::take_over(context, account, vault));
        let offers = restored.has_new_lock && context.ui.has_person();
        let offered = if offers { code_list::offer(context) } else { Ok(()) };
        // A person who leaves the recovery codes still has to know the way on.
        tell_next(context, &chosen, &restored);
        offered.and(taken_over)
    }
}

impl Restore {
    /// Receives the code, and a person's consent to its correction. Without consent, the boxes are
    /// shown again as they were typed.
    fn choose(&self, context: &mut Context<'_>, contents: Option<&Contents>) -> Outcome<Chosen> {
        let request = Request { contents, title: TITLE, variable: Variable::Read };
        let mut answer = self.source.receive_or_ask(context, &request)?;
        loop {
            let (typed, title, doubtful, refusal) = match answer {
                Answer::Certain(received) => {
                    if received.corrections.is_empty()
                        || received.is_agreed
                        || self.agrees(context, &received)?
                    {
                        let received = *received;
                        return Ok(Chosen { received, is_guess: false, is_matched: false });
                    }
                    let refusal = not_used(&received);
                    let doubtful = correction::doubtful(&received);
                    (received.typed, NOT_USED, doubtful, refusal)
                }
                Answer::Uncertain(uncertain) => match identify(context, &uncertain)? {
                    Reply::Found(received) => {
                        let received = *received;
                        return Ok(Chosen { received, is_guess: false, is_matched: true });
                    }
                    Reply::Guess => {
                        let received = uncertain.guess().expect("only a reading is guessed");
                        return Ok(Chosen { received, is_guess: true, is_matched: false });
                    }
                    Reply::Leave => {
                        let refusal = uncertain.refusal();
                        let doubtful = uncertain.boxes().first().copied();
                        (uncertain.typed, NOT_RESTORED, doubtful, refusal)
                    }
                },
            };
            let typed = typed.ok_or(refusal)?;
            let again = Request { title, ..request };
            answer = self.source.receive_again(context, &again, typed, doubtful)?;
        }
    }

    /// Whether the person accepts the correction. A script accepts it with `--repair`, which
    /// requires the whole identity.
    fn agrees(&self, context: &mut Context<'_>, received: &Received) -> Outcome<bool> {
        if self.repair {
            return Ok(true);
        }
        if !context.ui.has_person() {
            let instead = if self.forget_code {
                "`--forget-code` takes no corrected code"
            } else if self.source.expect.as_ref().is_some_and(ExpectedIdentity::is_whole) {
                "or use the corrected code with `--repair`"
            } else {
                "or use the corrected code with `--repair`, `--expect` and the whole identity"
            };
            let hint = format!(
                "compare that with the paper, and correct it where the code is saved (in CI, set \
                 the secret again); {instead}"
            );
            return Err(failure::damaged(
                &received.corrections,
                format!(
                    "the code is damaged: {}",
                    received.layout.changes_in_words(&received.corrections)
                ),
                &hint,
            ));
        }
        correction::is_agreed_to(context, received)
    }

    /// Stores the account in the keystore, durably.
    fn keep(
        &self,
        context: &mut Context<'_>,
        contents: Option<&Contents>,
        Chosen { received, is_guess, is_matched }: &Chosen,
        named_in_vault: Option<&Name>,
    ) -> Outcome<Restored> {
        let identity = &received.identity;
        let keystore = context.keystore()?.clone();
        let here = contents.map(|contents| self.here(contents, &keystore, identity)).transpose()?;
        let name = if let Some(name) = here.flatten() {
            name
        } else {
            if *is_matched {
                context
                    .ui
                    .say(&format!("The code opens {}, as your paper says.", received.identity));
            } else if !is_guess {
                have_it_compared(context, received);
            }
            let is_free =
                |name: &&Name| contents.is_none_or(|contents| contents.account(name).is_none());
            let in_vault = named_in_vault.filter(is_free).filter(|_| self.name.is_none());
            if let Some(name) = in_vault.filter(|_| context.ui.has_person()) {
                context.ui.say(&format!("It is called {name} here, as in the vault."));
            }
            let name = self.name.clone().or_else(|| in_vault.cloned());
            let known = usual_keystore::name_of(context, identity);
            naming::choose(context, name, known, contents)?
        };
        let is_from_variable = received.source == Source::Variable;
        let may_confirm = !is_guess && !is_from_variable;
        let is_from_elsewhere = may_confirm
            && contents.is_some_and(|contents| guesses::is_guessed(contents, &name))
            && guesses::is_from_elsewhere(context, &name)?;
        let now = (context.clock)();
        // A corrected code opens the account, but it is not the code on the paper. It is confirmed
        // when the corrected paper passes `collab check`, and so is a guess.
        let is_as_written = received.corrections.is_empty() && !is_guess;
        if self.forget_code && !is_as_written {
            return Err(not_to_be_forgotten());
        }
        let is_new = contents.is_none_or(|it| it.accounts().is_empty() && !it.is_sealed());
        let key = self.new_passphrase.key_of_a_new_lock(context, is_new)?;
        let has_new_lock = key.is_some();
        let origin = if *is_guess { Origin::Guessed } else { Origin::Restored };
        let restored = context.change_lock(|contents, tools| {
            if let Some(key) = &key {
                if !contents.is_empty() || contents.lock().is_some() {
                    return Err(new_passphrase::made_meanwhile("restore"));
                }
                contents.set_passphrase(key, tools.entropy)?;
            }
            let here = self.here(contents, &keystore, identity)?;
            let was_here = here.is_some();
            let name = here.unwrap_or_else(|| name.clone());
            let refused = |error| failure::of_account(&error, &name);
            if was_here {
                contents.put_code_back(&received.code).map_err(refused)?;
                let stays_a_guess = guesses::is_guessed(contents, &name) && !is_from_elsewhere;
                if self.forget_code && stays_a_guess {
                    return Err(guesses::not_to_be_forgotten(&name));
                }
                if is_from_elsewhere {
                    contents.vouch_for(&name).map_err(refused)?;
                }
                // A code from the variable does not show that a person has saved it.
                if is_as_written && !is_from_variable && !stays_a_guess {
                    contents.confirm(&name, now).map_err(refused)?;
                }
            } else {
                let confirmed = (is_as_written && !is_from_variable).then_some(now);
                contents
                    .add(name.clone(), &received.code, origin, now, confirmed)
                    .map_err(|conflict| failure::conflict(&conflict, &name))?;
            }
            if self.forget_code {
                contents.forget_code(&name).map_err(refused)?;
            }
            let is_default = contents.is_default(&name);
            let account = contents.account(&name).cloned();
            let account = account.ok_or_else(|| failure::no_such_account(&name))?;
            let default = contents.default_account().filter(|default| default.is_guessed());
            let guessed_default =
                default.filter(|_| !is_default).map(|default| default.name().clone());
            Ok(Restored { account, was_here, is_default, has_new_lock, guessed_default })
        })?;
        if let Some(key) = key {
            context.opener = Some(Opener::Passphrase(key));
        }
        Ok(restored)
    }

    /// Returns the name of the account with this identity, if it is here.
    ///
    /// # Errors
    ///
    /// If another name was given on the command line, or the account is damaged.
    fn here(
        &self,
        contents: &Contents,
        keystore: &Keystore,
        identity: &Identity,
    ) -> Outcome<Option<Name>> {
        let here = contents.of_identity(identity);
        let here = here.map_err(|error| failure::of_keystore(error, keystore))?;
        let Some(here) = here else { return Ok(None) };
        let name = here.name();
        if let Some(wanted) = self.name.as_ref().filter(|wanted| *wanted != name) {
            let message = format!("this account is here already, as {name}");
            return Err(Failure::new(Status::OtherAccount, message)
                .hint(format!("rename it with `collab rename {name} {wanted}`")));
        }
        Ok(Some(name.clone()))
    }
}

/// Shows a person the identity that the code opens, before it is stored: the sheet may be that of
/// another account.
fn have_it_compared(context: &mut Context<'_>, received: &Received) {
    if context.ui.has_person() && matches!(received.source, Source::Typed | Source::Picture) {
        let identity = received.identity.to_string();
        let ending = &identity[identity.len() - Ending::ON_PAPER..];
        context.ui.say(&format!(
            "The code opens {identity}. Compare that with your paper, which has this line or its \
             last characters, {ending}."
        ));
    }
}

/// Asks a person for the identity on the paper, and refuses a script.
fn identify(context: &mut Context<'_>, uncertain: &Uncertain) -> Outcome<Reply> {
    if context.ui.has_person() {
        ending_question::ask(context, uncertain)
    } else {
        Err(uncertain.refusal())
    }
}

/// Returns the refusal of `--forget-code` with a corrected or guessed code, which would then be
/// stored nowhere: it is not the code on the paper.
fn not_to_be_forgotten() -> Failure {
    Failure::new(
        Status::NotACode,
        "the code is damaged, and with `--forget-code` the corrected one would be nowhere",
    )
    .hint(
        "restore it without `--forget-code`, and correct what you saved; then `collab forget-code`",
    )
}

fn not_used(received: &Received) -> Failure {
    let boxes: Vec<_> = received.corrections.iter().map(|change| change.number).collect();
    failure::damaged(
        &received.corrections,
        format!("the correction was not used; look at {}", boxes_in_words(&boxes)),
        "compare these boxes with your paper, and try again; nothing was changed",
    )
}

/// Reports the result, and the next step.
fn tell(context: &mut Context<'_>, chosen: &Chosen, restored: &Restored) -> Outcome {
    let received = &chosen.received;
    let Restored { account, was_here, is_default, .. } = restored;
    let name = account.name();
    let identity = received.identity.to_string();
    let corrected: Vec<_> = received.corrections.iter().map(|change| change.number).collect();
    let confirmed = account.confirmed().map(date);
    let stays_a_guess = account.is_guessed();
    // A person sees a label; a script gets the bare identity.
    let result = if context.ui.has_person() && context.ui.shows_results() {
        format!("Your public identity: {identity}")
    } else {
        identity.clone()
    };
    // The identity of a guess is not shown: a person could take it for the one on the paper.
    let shown = (!stays_a_guess).then_some(result.as_str());
    context.give(shown, || {
        json!({
            "name": name.as_str(),
            "identity": identity,
            "restored": if *was_here { "already here" } else { "new" },
            "default": is_default,
            "guessed": stays_a_guess,
            "corrected": failure::numbers(&corrected),
            "confirmed_at": confirmed,
            "backup_code": account.unverified().code_in_words(),
        })
    })?;
    if stays_a_guess {
        tell_of_guess(context, restored);
    } else if *was_here {
        let is_confirmed = corrected.is_empty() && received.source != Source::Variable;
        let confirmed = if is_confirmed { " Its backup code is confirmed." } else { "" };
        context.ui.say(&format!("This account is here already, as {name}.{confirmed}"));
    } else if context.is_job() {
        tell_a_job(context, account);
    } else {
        let praise = if context.ui.has_person() { "Well done: " } else { "" };
        context.ui.say(&format!("{praise}{name} is back on this device."));
    }
    if !account.has_code() && !context.is_job() {
        tell_of_keystore(context);
    }
    if !was_here {
        tell_of_default(context, restored);
    }
    if !corrected.is_empty() && !stays_a_guess {
        tell_of_corrections(context, received, restored);
    }
    Ok(())
}

/// Tells a person the next step.
fn tell_next(context: &mut Context<'_>, chosen: &Chosen, restored: &Restored) {
    if restored.account.is_guessed() || !context.ui.has_person() {
        return;
    }
    if restored.was_here {
        usual_keystore::tell(context);
        return;
    }
    if chosen.received.corrections.is_empty() {
        context.ui.say("Keep your paper away from this device.");
    }
    if usual_keystore::tell(context) || !chosen.received.corrections.is_empty() {
        return;
    }
    context.ui.say("Try next: `collab status`.");
}

fn tell_of_guess(context: &mut Context<'_>, restored: &Restored) {
    let name = restored.account.name();
    let added = if restored.was_here {
        format!("{name} is here already as a guess, and stays one.")
    } else {
        format!("{name} was added as a guess: collab can't tell whether it is your account.")
    };
    context.ui.warn(&format!(
        "{added} Keep the paper as it is, and write nothing on it. {}",
        guesses::UNCONFIRMED
    ));
}

/// Reports the result in the log of a job, which has no paper, and whose device is gone afterwards.
fn tell_a_job(context: &mut Context<'_>, account: &Listed) {
    let name = account.name();
    let told = match &context.keystore {
        Ok(keystore) if !account.has_code() => {
            let file = quoted(keystore.path().to_string_lossy());
            format!(
                "{name} is back. Its keys are in the keystore {file}, and its backup code is not."
            )
        }
        _ => format!("{name} is back."),
    };
    context.ui.say(&told);
}

/// Says where the keys are, for an account whose backup code is not stored.
fn tell_of_keystore(context: &mut Context<'_>) {
    if let Ok(keystore) = &context.keystore {
        let file = quoted(keystore.path().to_string_lossy());
        context.ui.say(&format!(
            "Its backup code is not kept here, only its keys, in the keystore {file}. Keep your \
             paper: nothing else brings the account back."
        ));
    }
}

/// Says whether the account is the default.
fn tell_of_default(context: &mut Context<'_>, restored: &Restored) {
    let name = restored.account.name();
    if restored.is_default {
        if context.ui.has_person() {
            context.ui.say(&format!("{name} is the default account here."));
        }
        return;
    }
    let other = restored.guessed_default.as_ref().map_or_else(
        || String::from("Another account is the default."),
        |guess| {
            format!(
                "{guess} is a guess, and still the default. `collab remove {guess}` removes it."
            )
        },
    );
    context.ui.say(&format!("{other} `collab use {name}` makes {name} the default."));
}

/// Says which boxes to correct where the code was saved.
fn tell_of_corrections(context: &mut Context<'_>, received: &Received, restored: &Restored) {
    let saved = match received.source {
        Source::Typed => "If your paper has what you typed, correct it",
        Source::Picture => "Correct the paper",
        Source::Text => "Correct what you saved",
        Source::Variable => "Correct what COLLAB_BACKUP_CODE holds",
    };
    let changes = received.layout.changes_in_words(&received.corrections);
    // The output of a job is a log, so nothing that shows the code is named there.
    if context.variable("CI").is_some() {
        context.ui.say(&format!("{saved}: {changes}. Compare it with the paper."));
        return;
    }
    context.ui.say(&format!(
        "{saved}: {changes}. {} shows the right digits; then `collab check` confirms it.",
        print_command(restored.account.name(), restored.is_default)
    ));
}
