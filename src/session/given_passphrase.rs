//! Passphrases that are not typed, from a file or a variable; and the texts that no passphrase is.

use std::path::Path;

use super::Context;
use super::secret_file::{self, Kept};
use crate::code::{BOX_DIGITS, BOXES, ROW_BOXES};
use crate::failure::{Failure, Outcome, Status};
use crate::keystore::{LONGEST_PASSPHRASE, Passphrase};
use crate::secret::SecretBytes;
use crate::unseen::is_unseen;

/// The upper limit of a passphrase file in bytes: UTF-16, with a byte order mark and a line end.
const LONGEST_FILE: usize = 2 * LONGEST_PASSPHRASE + 6;

/// Reads the passphrase from a file, `-` being standard input. `what` names the passphrase in
/// messages, `given_by` the flag or variable that named the file, and `opens` the thing that it
/// opens.
pub(crate) fn from_file(
    context: &mut Context<'_>,
    file: &Path,
    what: &'static str,
    given_by: &'static str,
    opens: &'static str,
) -> Outcome<Passphrase> {
    let kept = Kept { what, given_by, opens, limit: LONGEST_FILE };
    let bytes = secret_file::read_or_piped(context, file, &kept)?;
    passphrase(&bytes, &format!("{what} file"))
}

/// Returns the passphrase on the one line of a file or a variable.
pub(crate) fn passphrase(bytes: &SecretBytes, what: &str) -> Outcome<Passphrase> {
    let line = secret_file::one_line(bytes, what)?;
    if line.expose().contains(cannot_be_typed) {
        return Err(Failure::new(
            Status::Usage,
            format!("the {what} has a character that nobody can type"),
        )
        .hint("a passphrase has no control characters and no invisible ones, such as a tab"));
    }
    Passphrase::from_bytes(line.expose().as_bytes()).ok_or_else(|| {
        Failure::new(
            Status::Failed,
            format!("the {what} holds over {LONGEST_PASSPHRASE} bytes, more than a passphrase has"),
        )
        .hint("choose a shorter one")
    })
}

/// Whether a character can't be typed at a passphrase prompt, or can't be seen, so that a
/// passphrase with it would lock its owner out: controls, line and paragraph separators, direction
/// marks, byte order marks, and characters without width. Joiners are allowed, since many scripts
/// type them.
pub(crate) fn cannot_be_typed(c: char) -> bool {
    is_unseen(c) && !matches!(c, '\u{200c}' | '\u{200d}')
}

/// Whether a text is the digits of a backup code, with only spaces and hyphens between them.
pub(crate) fn is_backup_code(text: &str) -> bool {
    digits_alone(text) == Some(BOXES * BOX_DIGITS)
}

/// Whether a text may be a part of a backup code: a row of its digits or more, and nothing else.
pub(crate) fn is_part_of_backup_code(text: &str) -> bool {
    digits_alone(text).is_some_and(|digits| digits >= ROW_BOXES * BOX_DIGITS)
}

/// Counts the digits of a text that has only spaces and hyphens between them.
fn digits_alone(text: &str) -> Option<usize> {
    let is_allowed = |c: char| c.is_ascii_digit() || c.is_whitespace() || c == '-';
    text.chars().all(is_allowed).then(|| text.chars().filter(char::is_ascii_digit).count())
}
