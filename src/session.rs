//! The pieces that commands share: the keystore and its unlocking, given codes and passphrases,
//! names, and the files that are read and written.

pub(crate) mod code_advice;
pub(crate) mod code_list;
pub(crate) mod code_source;
pub(crate) mod codes_here;
pub(crate) mod copied;
pub(crate) mod derived_key;
pub(crate) mod exporting;
pub(crate) mod given_passphrase;
pub(crate) mod guesses;
pub(crate) mod input;
pub(crate) mod lists_here;
pub(crate) mod locking;
pub(crate) mod naming;
pub(crate) mod new_passphrase;
pub(crate) mod output;
pub(crate) mod pasted_list;
pub(crate) mod running_agent;
pub(crate) mod saving;
pub(crate) mod secret_file;
pub(crate) mod sheet;
pub(crate) mod signature_file;
pub(crate) mod taking_over;
pub(crate) mod unlocking;
pub(crate) mod usual_keystore;
pub(crate) mod vault_file;
pub(crate) mod vault_state;
pub(crate) mod vaults_here;
pub(crate) mod who;

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::time::SystemTime;

use serde_json::Value;

use crate::account::{Account, Name};
use crate::code::{BackupCode, Entropy};
pub(crate) use crate::dates::{date, day};
use crate::derivation::Keys;
use crate::failure::{self, Failure, Outcome, Status, quoted, system_words};
use crate::files::FileId;
use crate::keystore::{self, Contents, Keystore, Listed, Opener, Passphrase, PassphraseKey};
use crate::secret::SecretBytes;
use crate::ui::Ui;
use crate::ui::clipboard::Surroundings;
use crate::unseen;

/// The environment of a command: everything from outside the process is handed in here.
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own about this run")]
pub(crate) struct Context<'a> {
    /// The keystore, or the error that there can be none, which only commands that need one report.
    pub keystore: Outcome<Keystore>,
    /// Whether the keystore was named on the command line.
    pub keystore_is_named: bool,
    /// The platform's default path of the keystore, which may be another one than this keystore's.
    pub usual_keystore: Option<PathBuf>,
    /// The person, or the script.
    pub ui: Box<dyn Ui + 'a>,
    /// The generator of every random bit.
    pub entropy: Box<Entropy<'a>>,
    /// The time.
    pub clock: &'a dyn Fn() -> SystemTime,
    /// The environment.
    pub environment: &'a dyn Fn(&str) -> Option<OsString>,
    /// The account that was named with `--account` or its variable.
    pub account: Option<Name>,
    /// The file that holds the passphrase, if one was named.
    pub passphrase_file: Option<PathBuf>,
    /// The kind of data on standard input, once settled: it is read as one thing only.
    pub stdin_holds: Option<&'static str>,
    /// The files that the command reads. It may replace none of them.
    pub reads: Vec<FileId>,
    /// The secret that opened the keystore, kept so that nobody is asked twice.
    pub opener: Option<Opener>,
    /// The passphrase that opened the keystore, if guessing it costs less than with a new lock.
    pub cheap_passphrase: Option<Passphrase>,
    /// Whether the person was told that a recovery code was used; the next change removes that
    /// record.
    pub told_of_use: bool,
    /// Whether a backup code entered a keystore without a lock and the person is still to be told.
    pub entered_unlocked: bool,
    /// Whether the person was told about the kept vault.
    pub told_of_vault: bool,
    /// Whether a recovery code opened the keystore and a new passphrase was set for it.
    pub has_new_passphrase: bool,
    /// Whether the keystore was changed.
    pub has_changed: bool,
    /// Whether the result is to be JSON.
    pub json: bool,
}

impl<'a> Context<'a> {
    /// Creates a context in which nothing is settled yet.
    pub(crate) fn new(
        keystore: Outcome<Keystore>,
        ui: Box<dyn Ui + 'a>,
        entropy: Box<Entropy<'a>>,
        clock: &'a dyn Fn() -> SystemTime,
        environment: &'a dyn Fn(&str) -> Option<OsString>,
    ) -> Self {
        Self {
            keystore,
            keystore_is_named: false,
            usual_keystore: None,
            ui,
            entropy,
            clock,
            environment,
            account: None,
            passphrase_file: None,
            stdin_holds: None,
            reads: Vec::new(),
            opener: None,
            cheap_passphrase: None,
            told_of_use: false,
            entered_unlocked: false,
            told_of_vault: false,
            has_new_passphrase: false,
            has_changed: false,
            json: false,
        }
    }

    /// Returns the environment of the clipboard: variables, and whether there is a terminal.
    pub(crate) fn clipboard_surroundings(&self) -> Surroundings<'a> {
        Surroundings { variable: self.environment, terminal: self.ui.speaks_to_terminal() }
    }
}

impl Context<'_> {
    /// Returns the value of an environment variable. An empty one counts as not set.
    pub(crate) fn variable(&self, name: &str) -> Option<OsString> {
        (self.environment)(name).filter(|value| !value.is_empty())
    }

    /// Reads all of standard input as `what`, up to one byte over the limit, which shows that there
    /// is more.
    pub(crate) fn piped_input(&mut self, what: &'static str, limit: usize) -> Outcome<SecretBytes> {
        if *self.stdin_holds.get_or_insert(what) != what {
            return Err(failure::one_standard_input());
        }
        self.ui.piped_input(&format!("the {what}"), limit).map_err(|error| {
            Failure::new(
                Status::Failed,
                format!("standard input can't be read: {}", system_words(&error)),
            )
            .hint(format!("pipe the {what} in, or name a file"))
        })
    }

    /// Returns the keystore.
    ///
    /// # Errors
    ///
    /// If there can be no keystore.
    pub(crate) fn keystore(&self) -> Outcome<&Keystore> {
        self.keystore.as_ref().map_err(Clone::clone)
    }

    /// Returns the keystore's contents; an error if there is no keystore yet.
    pub(crate) fn contents(&self) -> Outcome<Contents> {
        self.contents_if_any()?.ok_or_else(|| self.no_account())
    }

    /// Returns the failure that there is no account yet.
    pub(crate) fn no_account(&self) -> Failure {
        let failure = self.keystore().map_or_else(|failure| failure, failure::no_account);
        if failure.status() == Status::NoAccount && self.is_job() {
            failure::no_account_in_a_job(failure, self.has_named_keystore())
        } else {
            failure
        }
    }

    /// Whether a CI system runs this, with nobody to ask.
    pub(crate) fn is_job(&self) -> bool {
        !self.ui.has_person() && self.variable("CI").is_some()
    }

    /// Whether the keystore was named, on the command line or by its variable.
    pub(crate) fn has_named_keystore(&self) -> bool {
        self.keystore_is_named || self.variable("COLLAB_KEYSTORE").is_some()
    }

    /// Returns the keystore's contents; `None` if there is no keystore yet.
    pub(crate) fn contents_if_any(&self) -> Outcome<Option<Contents>> {
        let keystore = self.keystore()?;
        match keystore.open() {
            Ok(contents) => Ok(Some(contents)),
            Err(keystore::Error::Missing) => Ok(None),
            Err(error) => Err(failure::of_keystore(error, keystore)),
        }
    }

    /// Changes the keystore; see [`Keystore::change`]. Unlocks a locked keystore first, while no
    /// other process waits for us.
    pub(crate) fn change<T>(
        &mut self,
        change: impl FnOnce(&mut Contents) -> Outcome<T>,
    ) -> Outcome<T> {
        self.change_lock(|contents, _| change(contents))
    }

    /// Changes the keystore like [`Context::change`], with the tools to change its lock.
    pub(crate) fn change_lock<T>(
        &mut self,
        change: impl FnOnce(&mut Contents, &mut Tools<'_>) -> Outcome<T>,
    ) -> Outcome<T> {
        let mut change = Some(change);
        let mut answer = None;
        self.apply(&mut |contents, tools| {
            let change = change.take().expect("it is only applied once it is opened");
            answer = Some(change(contents, tools)?);
            Ok(())
        })?;
        Ok(answer.expect("it was applied"))
    }

    /// The non-generic core of [`Context::change_lock`], so that it is compiled once. Notes when a
    /// backup code newly enters a keystore without a lock: [`Context::say_whether_unlocked`] tells
    /// the person, after the result or at the end.
    fn apply(
        &mut self,
        change: &mut dyn FnMut(&mut Contents, &mut Tools<'_>) -> Outcome,
    ) -> Outcome {
        let keystore = self.keystore()?.clone();
        loop {
            let told_of_use = self.told_of_use;
            let key = match &self.opener {
                Some(Opener::Passphrase(key)) => Some(key),
                _ => None,
            };
            let mut tools = Tools { entropy: &mut *self.entropy, key };
            let outcome = keystore.change(self.opener.as_ref(), |contents| {
                if told_of_use {
                    contents.forget_use();
                }
                change(contents, &mut tools).map_err(Refused::ByCommand)?;
                Ok(contents.has_new_code() && contents.lock().is_none())
            });
            match outcome {
                Ok(entered_unlocked) => {
                    self.has_changed = true;
                    self.entered_unlocked |= entered_unlocked;
                    return Ok(());
                }
                Err(Refused::ByCommand(failure)) => return Err(failure),
                Err(Refused::ByKeystore(keystore::Error::Sealed)) if self.opener.is_none() => {
                    unlocking::unlock(self, &mut self.contents()?)?;
                }
                Err(Refused::ByKeystore(keystore::Error::WrongSecret)) => {
                    return Err(failure::locked_anew(&keystore));
                }
                Err(Refused::ByKeystore(error)) => {
                    return Err(failure::of_keystore(error, &keystore));
                }
            }
        }
    }

    /// Returns the account that a command is about, as the file lists it: the named account, or the
    /// default.
    pub(crate) fn current<'c>(&self, contents: &'c Contents) -> Outcome<&'c Listed> {
        match &self.account {
            _ if contents.accounts().is_empty() => Err(self.no_account()),
            Some(name) => contents.account(name).ok_or_else(|| failure::no_such_account(name)),
            None => contents.default_account().ok_or_else(failure::no_default),
        }
    }

    /// Returns the current account, verified, and warns if it is guessed. Unlocks a locked
    /// keystore.
    pub(crate) fn verified(&mut self, contents: &mut Contents) -> Outcome<Account> {
        let name = self.current(contents)?.name().clone();
        unlocking::unlock(self, contents)?;
        let account = contents.verified(&name).cloned();
        let account = account.map_err(|error| failure::of_account(&error, &name))?;
        guesses::warn(self, &account);
        Ok(account)
    }

    /// Returns the current account as it can be shown, and whether it is verified. Unlocks a locked
    /// keystore only if `verify` asks for it or a passphrase was given.
    pub(crate) fn shown(
        &mut self,
        contents: &mut Contents,
        verify: bool,
    ) -> Outcome<(Account, bool)> {
        let name = self.current(contents)?.name().clone();
        if verify || unlocking::is_given(self) {
            unlocking::unlock(self, contents)?;
        }
        let vouched = contents.vouched(&name).ok_or_else(|| failure::no_such_account(&name))?;
        let account = vouched.account().ok_or_else(|| failure::damaged_account(&name))?;
        guesses::say(self, account);
        Ok((account.clone(), vouched.is_verified()))
    }

    /// Returns the current account, verified, and its backup code. Unlocks a locked keystore.
    pub(crate) fn code(&mut self, contents: &mut Contents) -> Outcome<(Account, BackupCode)> {
        let account = self.verified(contents)?;
        let code = contents.backup_code(&account.name);
        let code = code.map_err(|error| failure::of_account(&error, &account.name))?;
        Ok((account, code))
    }

    /// Returns the current account, verified, and its keys. Unlocks a locked keystore.
    pub(crate) fn keys(&mut self, contents: &mut Contents) -> Outcome<(Account, Keys)> {
        let account = self.verified(contents)?;
        let keys = contents.keys(&account.name);
        let keys = keys.map_err(|error| failure::of_account(&error, &account.name))?;
        Ok((account, keys))
    }

    /// Has a person type yes to `question`. Without a person, the command fails and asks for
    /// `--yes`, and the error names `what`.
    pub(crate) fn confirm(&mut self, what: &str, question: &str, instead: &str) -> Outcome {
        if !self.ui.has_person() {
            return Err(failure::needs_confirmation(what, "--yes"));
        }
        let verdict = |answer: &str| match answer {
            "yes" | "no" | "n" | "" => Ok(()),
            _ => Err(String::from("Type yes, or press Enter alone to keep everything as it is.")),
        };
        if self.ui.ask(&format!("{question}, type yes"), None, &verdict)? == "yes" {
            return Ok(());
        }
        Err(Failure::new(Status::Failed, "nothing was changed").hint(instead))
    }

    /// Writes the result: lines of text, or the object with `--json`.
    pub(crate) fn give<'t>(
        &mut self,
        lines: impl IntoIterator<Item = &'t str>,
        object: impl FnOnce() -> Value,
    ) -> Outcome {
        if self.json {
            self.give_line(&unseen::json_line(&object()))?;
        } else {
            lines.into_iter().try_for_each(|line| self.give_line(line))?;
        }
        self.say_whether_unlocked();
        Ok(())
    }

    /// Warns if a secret result goes into a file that others can read.
    pub(crate) fn guard_result(&mut self, what: &str) {
        if self.ui.shows_results_to_others() {
            self.ui.warn(&format!(
                "warning: standard output is a file that others can read, and {what} is in it; make \
                 the file yours alone with `chmod 600`"
            ));
        }
    }

    /// Writes a text of many lines, regardless of `--json`.
    pub(crate) fn give_text(&mut self, text: &str) -> Outcome {
        self.give_line(text.trim_end_matches('\n'))
    }

    fn give_line(&mut self, line: &str) -> Outcome {
        given(self.ui.result(line))
    }

    /// Tells the person, once, that a backup code entered a keystore without a lock.
    pub(crate) fn say_whether_unlocked(&mut self) {
        if let (true, Ok(keystore)) = (std::mem::take(&mut self.entered_unlocked), &self.keystore) {
            let file = quoted(keystore.path().to_string_lossy());
            // A keystore of a job is not locked later.
            if self.is_job() {
                self.ui.say(&format!(
                    "The keystore {file} is unlocked: anyone who can read that file has the \
                     account."
                ));
                return;
            }
            self.ui.say(&format!(
                "The keystore (the file {file}, which holds your accounts) is unlocked: anyone who \
                 can read that file has them. `collab passphrase set` locks it."
            ));
        }
    }

    /// Writes a result that is not text.
    pub(crate) fn give_bytes(&mut self, bytes: &[u8]) -> Outcome {
        given(self.ui.result_bytes(bytes))
    }
}

/// The tools to change a keystore's lock.
pub(crate) struct Tools<'a> {
    pub(crate) entropy: &'a mut Entropy<'a>,
    /// The key of the passphrase, if the passphrase opened the keystore.
    pub(crate) key: Option<&'a PassphraseKey>,
}

/// The reason why the keystore was not changed.
enum Refused {
    ByKeystore(keystore::Error),
    ByCommand(Failure),
}

impl From<keystore::Error> for Refused {
    fn from(error: keystore::Error) -> Self {
        Self::ByKeystore(error)
    }
}

/// Converts the outcome of writing a result. A reader that has seen enough and closed the pipe is
/// no failure.
pub(crate) fn given(written: io::Result<()>) -> Outcome {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::new(
            Status::Failed,
            format!("the result can't be written to standard output: {}", system_words(&error)),
        )
        .hint("free space there, or send it elsewhere; what the command changed stays changed")),
        _ => Ok(()),
    }
}

/// Returns the command that prints the backup code of an account, with `--account` only if needed.
pub(crate) fn print_command(name: &Name, is_default: bool) -> String {
    if is_default {
        String::from("`collab print`")
    } else {
        format!("`collab print --account {name}`")
    }
}
