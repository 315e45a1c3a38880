//! Passphrases that are not typed, from a file or a variable; and the key of a new passphrase.

use std::path::Path;

use super::Context;
use super::secret_file::{self, Kept};
use crate::failure::{self, Failure, Outcome, Status};
use crate::keystore::{self, Cost, LONGEST_PASSPHRASE, Passphrase, PassphraseKey};
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

/// Derives the key of a new passphrase.
pub(crate) fn new_key(
    context: &mut Context<'_>,
    passphrase: &Passphrase,
) -> Outcome<PassphraseKey> {
    let progress = context.ui.progress("Deriving a key from the passphrase");
    let entropy = &mut context.entropy;
    let key = progress.during(|| PassphraseKey::new(passphrase, Cost::USUAL, entropy));
    key.map_err(|error| match error {
        keystore::NoKey::Entropy(error) => error.into(),
        keystore::NoKey::OutOfMemory(_) => failure::out_of_memory(),
    })
}
