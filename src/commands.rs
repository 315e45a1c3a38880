//! The commands, one file each: its flags, its help, its run. None imports another; what several
//! need is here, or in `code_source` and `naming`.

pub mod accounts;
pub mod check;
mod code_source;
pub mod completions;
pub mod copy;
pub mod init;
pub mod man;
pub(crate) mod naming;
pub mod print;
pub mod remove;
pub mod rename;
pub mod restore;
pub mod use_account;
pub mod whoami;

use std::ffi::OsString;
use std::io;
use std::time::SystemTime;

use serde_json::Value;

use crate::account::{Account, Name};
use crate::code::{BackupCode, Entropy};
use crate::failure::{self, Failure, Outcome, Status};
use crate::keystore::{self, Contents, Keystore};
use crate::ui::Ui;

/// A command, with its arguments in it.
pub trait Run {
    /// Does it.
    ///
    /// # Errors
    ///
    /// With what could not be done, in words.
    fn run(self, context: &mut Context<'_>) -> Outcome;
}

/// What a command works with. Everything from outside is handed in here.
pub struct Context<'a> {
    /// The keystore; or why there can be none, which only those hear of who need one.
    pub keystore: Outcome<Keystore>,
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
    /// Whether the result is to be JSON.
    pub json: bool,
}

impl Context<'_> {
    /// The keystore.
    pub(crate) fn keystore(&self) -> Outcome<&Keystore> {
        self.keystore.as_ref().map_err(Clone::clone)
    }

    /// The keystore's contents; an error when there is none yet.
    pub(crate) fn contents(&self) -> Outcome<Contents> {
        self.contents_if_any()?.ok_or_else(failure::no_account)
    }

    /// The keystore's contents; nothing when there is none yet.
    pub(crate) fn contents_if_any(&self) -> Outcome<Option<Contents>> {
        let keystore = self.keystore()?;
        match keystore.open() {
            Ok(contents) => Ok(Some(contents)),
            Err(keystore::Error::Missing) => Ok(None),
            Err(error) => Err(failure::of_keystore(error, keystore)),
        }
    }

    /// Changes the keystore; see [`Keystore::change`].
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut Contents) -> Outcome<T>) -> Outcome<T> {
        let keystore = self.keystore()?;
        keystore.change(|contents| change(contents).map_err(Refused::ByCommand)).map_err(|error| {
            match error {
                Refused::ByKeystore(error) => failure::of_keystore(error, keystore),
                Refused::ByCommand(failure) => failure,
            }
        })
    }

    /// The account that a command is about: the one that was named, or the default.
    pub(crate) fn current<'c>(&self, contents: &'c Contents) -> Outcome<&'c Account> {
        match &self.account {
            _ if contents.accounts().is_empty() => Err(failure::no_account()),
            Some(name) => contents.account(name).ok_or_else(|| failure::no_such_account(name)),
            None => contents.default_account().ok_or_else(failure::no_default),
        }
    }

    /// The backup code of an account, which is checked to be its own.
    pub(crate) fn code_of(&self, contents: &Contents, account: &Account) -> Outcome<BackupCode> {
        let keystore = self.keystore()?;
        contents.backup_code(&account.name).map_err(|error| failure::of_keystore(error, keystore))
    }

    /// Gives the result: lines of text, or with `--json` the object.
    pub(crate) fn give<'t>(
        &mut self,
        lines: impl IntoIterator<Item = &'t str>,
        object: impl FnOnce() -> Value,
    ) -> Outcome {
        if self.json {
            let object = zeroize::Zeroizing::new(object().to_string());
            return self.give_line(&object);
        }
        lines.into_iter().try_for_each(|line| self.give_line(line))
    }

    /// Gives a text of many lines, the same in any form.
    pub(crate) fn give_text(&mut self, text: &str) -> Outcome {
        self.give_line(text.trim_end_matches('\n'))
    }

    /// A reader that has seen enough and closed the pipe is no failure.
    fn give_line(&mut self, line: &str) -> Outcome {
        match self.ui.result(line) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::new(
                Status::Failed,
                format!("the result can't be written to standard output: {error}"),
            )
            .hint("what the command changed stays changed; see `collab accounts`")),
            _ => Ok(()),
        }
    }
}

/// Why a change of the keystore did not take place.
enum Refused {
    ByKeystore(keystore::Error),
    ByCommand(Failure),
}

impl From<keystore::Error> for Refused {
    fn from(error: keystore::Error) -> Self {
        Self::ByKeystore(error)
    }
}

/// A date as it is told and written: RFC 3339, whole seconds, UTC.
pub(crate) fn date(time: SystemTime) -> String {
    humantime::format_rfc3339_seconds(time).to_string()
}

/// The command that prints the backup code of an account: `--account` only where it is needed.
pub(crate) fn print_command(name: &Name, is_default: bool) -> String {
    if is_default {
        String::from("`collab print`")
    } else {
        format!("`collab print --account {name}`")
    }
}

/// The day of a date.
pub(crate) fn day(time: SystemTime) -> String {
    date(time)[..10].to_owned()
}
