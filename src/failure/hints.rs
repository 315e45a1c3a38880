//! Completes the commands in hints and other texts with the options that were given on the command
//! line.
//!
//! A command in a hint must work when it is copied. So each `collab …` repeats the keystore and the
//! account of the command line; those from environment variables are still in effect.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::{Failure, in_shell};
use crate::account::Name;

/// The commands that take `--account`.
const OF_AN_ACCOUNT: [&str; 12] = [
    "print",
    "copy",
    "check",
    "whoami",
    "ssh",
    "export",
    "forget-code",
    "codes",
    "sign",
    "verify",
    "encrypt",
    "decrypt",
];
/// The commands that use no keystore.
const WITHOUT_KEYSTORE: [&str; 3] = ["completions", "man", "help"];

/// Whether a command takes `--account`. A subcommand such as `ssh add` counts as its first word.
pub(crate) fn takes_account(command: &str) -> bool {
    OF_AN_ACCOUNT.contains(&command.split(' ').next().unwrap_or_default())
}

/// The options of the command line that hints repeat.
#[derive(Clone, Debug, Default)]
pub(crate) struct Given {
    keystore: Option<PathBuf>,
    account: Option<Name>,
    shared_folder: bool,
}

impl Given {
    /// Collects the options, as far as they were given.
    pub(crate) fn new(keystore: Option<&Path>, account: Option<Name>, shared_folder: bool) -> Self {
        Self { keystore: keystore.map(Path::to_owned), account, shared_folder }
    }

    /// Completes each command between backquotes in a text.
    pub(crate) fn repeated_in(&self, text: &str) -> String {
        let parts = text.split('`').enumerate().map(|(index, part)| {
            let is_command = index % 2 == 1 && part.starts_with("collab ");
            if is_command { self.complete(part) } else { part.to_owned() }
        });
        parts.collect::<Vec<_>>().join("`")
    }

    /// Appends the options that a command lacks.
    fn complete(&self, command: &str) -> String {
        let words: Vec<&str> = command.split_whitespace().collect();
        let [_, name, ..] = &words[..] else { return command.to_owned() };
        let has = |flags: &[&str]| words.iter().any(|word| flags.contains(word));
        let mut command = command.to_owned();
        if WITHOUT_KEYSTORE.contains(name) || has(&["--help"]) {
            return command;
        }
        if let Some(account) = &self.account
            && takes_account(name)
            && !has(&["-a", "--account"])
        {
            let _ = write!(command, " --account {account}");
        }
        // The folder of another keystore may not be a shared one.
        if has(&["--keystore"]) {
            return command;
        }
        if let Some(keystore) = &self.keystore {
            // A path that must not be shown becomes `FILE`. A file that this command has made can
            // be shown.
            let keystore = in_shell(keystore).unwrap_or_else(|| String::from("FILE"));
            let _ = write!(command, " --keystore {keystore}");
        }
        if self.shared_folder && !has(&["--shared-folder"]) {
            command.push_str(" --shared-folder");
        }
        command
    }
}

impl Failure {
    /// Completes each command in the hint with the options of the command line.
    #[must_use]
    pub(crate) fn repeating(mut self, given: &Given) -> Self {
        self.hint = self.hint.map(|hint| given.repeated_in(&hint));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::super::Status;
    use super::*;

    #[test]
    fn a_hint_repeats_the_keystore_and_the_account_that_were_given() {
        let account = "work".parse().expect("a name");
        let given = Given::new(Some(Path::new("/k.json")), Some(account), false);
        let hint = |text: &str| {
            let failure = Failure::new(Status::Failed, "no").hint(text).repeating(&given);
            failure.hint.expect("it has one")
        };
        for (text, completed) in [
            ("see `collab accounts`", "see `collab accounts --keystore /k.json`"),
            ("`collab print`", "`collab print --account work --keystore /k.json`"),
            ("`collab print --account a`", "`collab print --account a --keystore /k.json`"),
            ("`collab restore --keystore NEW-FILE`", "`collab restore --keystore NEW-FILE`"),
            ("see `collab init --help`", "see `collab init --help`"),
            ("use `--yes`, not `collab`", "use `--yes`, not `collab`"),
        ] {
            assert_eq!(hint(text), completed);
        }
    }
}
