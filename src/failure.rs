//! Failures: how a refusal looks (words, advice, an exit status), and the words for the errors of the
//! rooms below. A command words its own refusals.
//!
//! A message is one line, in lower case, without a full stop; the hint is the command that helps.
//! Public input is quoted with possible secrets masked ([`quoted`]); secret input is never quoted.
//! The functions build a [`Failure`] and print nothing.

use std::fmt;

use serde_json::{Value, json};

use crate::code::BoxNumber;
use crate::code::reading::Reason;

mod agent;
mod causes;
mod echo;
mod encryption;
mod hints;
mod keystore_errors;
mod left;
mod named_boxes;
mod not_a_code;
mod not_a_list;
mod public_values;
mod refused;
mod shells;
mod signatures;
mod surroundings;
mod vault_errors;
mod vouching;

pub(crate) use agent::of_agent;
pub(crate) use causes::causes_in_words;
pub(crate) use echo::{
    file_given, in_shell, is_masked, keystore_named, looks_like_a_recovery_code, note_paths,
    quoted, system_words,
};
pub(crate) use encryption::{Before, not_a_recipient, of_decryption, of_encryption};
pub(crate) use hints::{Given, takes_account};
pub(crate) use keystore_errors::{
    locked_anew, not_a_recovery_code, not_a_recovery_code_in_a_list, of_keystore, out_of_memory,
    recovery_code_at_a_door, recovery_code_for_a_passphrase, wrong_passphrase,
    wrong_passphrase_given, wrong_recovery_code,
};
pub(crate) use left::{StillOpens, codes_not_confirmed, passphrase_not_set};
pub(crate) use named_boxes::{Layout, boxes_in_words, changes_in_words, numbers};
pub(crate) use not_a_code::{damaged, not_a_code, recovery_code_for_a_backup_code, saved_damaged};
pub(crate) use refused::{
    conflict, damaged_account, json_beside_data, mistyped_expect, name_taken, needs_confirmation,
    new_account_in_a_job, no_account, no_account_in_a_job, no_default, no_such_account, not_a_name,
    of_account, one_standard_input, other_account, what_a_name_is,
};
pub(crate) use shells::{
    NO_INPUT, move_file, remove_file, set_variable, unset_variable, with_text_of,
    word as shell_word,
};
pub(crate) use signatures::{
    line_in_words, mistyped_signer, not_a_namespace, not_allowed, of_signature, of_verification,
    public, signed_by_another,
};
pub(crate) use surroundings::of_scan;
pub(crate) use vault_errors::of_vault;
pub(crate) use vouching::{no_correction, none_of_several, other_than_written, uncertain};

/// The exit status of the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Status {
    /// Any failure without a status of its own.
    Failed = 1,
    /// Wrong usage.
    Usage = 2,
    /// No such account, or no keystore yet.
    NoAccount = 3,
    /// Not a backup code.
    NotACode = 4,
    /// A good backup code of another account, a good signature by somebody else, or a name that is
    /// taken.
    OtherAccount = 5,
    /// A wrong passphrase or recovery code.
    WrongSecret = 6,
    /// The keystore is damaged, from a newer version, or readable by others.
    Keystore = 7,
    /// The keystore is in use by another process.
    Busy = 8,
    /// A person is needed, and there is no terminal.
    NeedsPerson = 9,
    /// A signature or an encrypted file does not verify.
    NotVerified = 10,
    /// Interrupted.
    Interrupted = 130,
}

/// The failure of a command, in words.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    message: String,
    hint: Option<String>,
    status: Status,
    reason: Option<Reason>,
    boxes: Vec<BoxNumber>,
    is_unwritable: bool,
    is_foreign: bool,
}

/// The result of a command.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

impl Failure {
    /// Builds a failure with this status and message, without a hint.
    pub(crate) fn new(status: Status, message: impl Into<String>) -> Self {
        let message = message.into();
        let (hint, reason, boxes) = (None, None, Vec::new());
        Self { message, hint, status, reason, boxes, is_unwritable: false, is_foreign: false }
    }

    /// Sets the advice.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Sets the reason why a text is not a backup code, and the boxes concerned.
    #[must_use]
    fn about_code(mut self, reason: Reason, boxes: Vec<BoxNumber>) -> Self {
        self.reason = Some(reason);
        self.boxes = boxes;
        self
    }

    /// Returns the exit status.
    pub(crate) fn status(&self) -> Status {
        self.status
    }

    /// Whether the keystore can't be written, for whatever reason.
    pub(crate) fn is_read_only(&self) -> bool {
        self.is_unwritable
    }

    /// Puts "run collab without sudo" first in the hint, if a file or folder of another user was
    /// refused. For a process that runs through sudo.
    #[must_use]
    pub(crate) fn under_sudo(mut self) -> Self {
        if self.is_foreign {
            let otherwise = self.hint.take().map(|hint| format!("; or {hint}"));
            self.hint = Some(format!("run collab without sudo{}", otherwise.unwrap_or_default()));
        }
        self
    }

    /// Returns the message, without the advice.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// Returns the advice, without the message.
    pub(crate) fn advice(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// Prefixes the message with the line of the list that failed; `shown` is the name of the list
    /// in messages.
    #[must_use]
    pub(crate) fn in_line(self, line: usize, shown: &str) -> Self {
        Self { message: format!("line {line} of {shown}: {}", self.message), ..self }
    }

    /// Returns the failure as the object that `--json` writes.
    pub(crate) fn to_json(&self) -> Value {
        let mut object = json!({
            "error": self.message,
            "hint": self.hint,
            "exit": self.status as u8,
        });
        if let Some(reason) = self.reason {
            object["reason"] = reason.as_str().into();
            object["boxes"] = numbers(&self.boxes);
        }
        object
    }
}

impl std::error::Error for Failure {}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.message)?;
        if let Some(hint) = &self.hint {
            write!(f, "\nhint: {hint}")?;
        }
        Ok(())
    }
}
