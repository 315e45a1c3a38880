//! Reading of a list of backup codes, as a service's file has it or a person pasted it.
//!
//! Two hypotheses are tried: a line is a code, or a word is a code. Where both fit and differ, both
//! are returned: nothing is guessed. A code is kept exactly as it is written, with its number and
//! its place; a mark such as "(used)" is kept as well. No error has a character of the text.
//!
//! The path of a text (`docs/service-codes.md`): `list_text` decodes it, `markup` reads HTML,
//! `other_texts` knows what is no list; `list_lines`, `cells`, `marks` and `used_words` take it apart;
//! `shape` and `hypotheses` find the codes.

mod cells;
mod hypotheses;
mod list_lines;
mod list_text;
mod marks;
mod markup;
mod other_texts;
mod shape;
mod used_words;

use std::fmt;

use super::service_list::MOST_CODES;
use crate::secret::SecretText;

/// The longest input, in bytes: a whole page of HTML with its scripts.
pub const LIMIT: usize = 1 << 20;

/// A code as it was read.
pub struct FoundCode {
    /// The number that stands before it.
    pub number: Option<u32>,
    /// The code, exactly as it is written.
    pub text: SecretText,
    /// Whether a mark says that it is used.
    pub is_used: bool,
}

/// The codes of a list, in their order.
pub struct Found {
    /// The codes.
    pub codes: Vec<FoundCode>,
    /// The number of lines without a code, and of further texts beside codes that could be codes of
    /// another shape.
    pub not_codes: usize,
}

/// The outcome of reading a list.
#[derive(Debug)]
pub enum Reading {
    /// One reading fits.
    Clear(Found),
    /// Two readings fit, with different counts of codes.
    Either {
        /// A line is a code.
        by_line: Found,
        /// A word is a code.
        by_word: Found,
    },
}

/// The error that no reading has the count that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("another number of codes")]
#[non_exhaustive]
pub struct OtherCount {
    /// The counts that are possible.
    pub possible: Vec<usize>,
}

impl fmt::Debug for FoundCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FoundCode(..)")
    }
}

impl fmt::Debug for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Found({} codes, {} not)", self.codes.len(), self.not_codes)
    }
}

impl Found {
    /// Whether two readings have the same codes, apart from separators.
    fn is_same(&self, other: &Self) -> bool {
        let pairs = self.codes.iter().zip(&other.codes);
        self.codes.len() == other.codes.len()
            && pairs.into_iter().all(|(a, b)| a.text == b.text && a.is_used == b.is_used)
    }
}

impl Reading {
    /// Returns the counts of codes that are possible, the smaller first.
    pub fn counts(&self) -> Vec<usize> {
        let mut counts = match self {
            Self::Clear(found) => vec![found.codes.len()],
            Self::Either { by_line, by_word } => vec![by_line.codes.len(), by_word.codes.len()],
        };
        counts.sort_unstable();
        counts
    }

    /// Returns the reading with this count of codes.
    ///
    /// # Errors
    ///
    /// If there is none: the error has the possible counts.
    pub fn with_count(self, count: usize) -> Result<Found, OtherCount> {
        let possible = self.counts();
        let (first, second) = match self {
            Self::Clear(found) => (found, None),
            Self::Either { by_line, by_word } => (by_line, Some(by_word)),
        };
        let all = std::iter::once(first).chain(second);
        all.into_iter().find(|it| it.codes.len() == count).ok_or(OtherCount { possible })
    }
}

/// The reason why a text is no list of codes. It has no character of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a list of codes")]
#[non_exhaustive]
pub enum NotAList {
    /// There is nothing in the text.
    Empty,
    /// The text is longer than [`LIMIT`]. Give the codes alone.
    TooLong,
    /// The bytes are no text. Save the list as plain text.
    NotText,
    /// This line has a control character.
    Control {
        /// The line, from 1.
        line: usize,
    },
    /// This line has a character that turns the direction of writing, so that a code looks
    /// different from what it is.
    Direction {
        /// The line, from 1.
        line: usize,
    },
    /// A picture or a PDF. Type the codes, or copy its text.
    Picture,
    /// An archive or an office document. Copy its text.
    Document,
    /// A backup code of collab itself. It opens an account: keep it on paper.
    BackupCode,
    /// Recovery codes of collab. They open a keystore, and one must not lie in it.
    RecoveryCodes,
    /// A private key of another program.
    PrivateKey,
    /// A key of an authenticator (`otpauth:`). Beside the codes, it would be the second factor.
    TotpSeed,
    /// JSON that is not a list of texts. Copy the codes from it.
    Json,
    /// A table with a column of passwords. Passwords belong in a password manager.
    PasswordColumn,
    /// An e-mail address stands beside each code, as in a list of logins with passwords.
    Logins,
    /// Numbers that a spreadsheet rounded (`1.2E+15`): their last digits are lost.
    RoundedNumbers,
    /// Codes that the page hides (`••••`). Show them first, then copy them.
    Masked,
    /// The codes are written in another alphabet, or with full-width digits.
    OtherAlphabet,
    /// A word processor replaced the hyphens in the codes with dashes. Copy them from the page.
    OtherDashes,
    /// The numbers begin at 0. Services count from 1: give the codes without numbers.
    NumberedFromZero,
    /// The text has more than [`MOST_CODES`] codes.
    TooManyCodes {
        /// The number of codes.
        codes: usize,
    },
    /// The codes have two lengths or shapes: there are two lists, or some codes are damaged.
    TwoShapes,
    /// There are several lists: numbers begin again, or words stand between codes. Give one list.
    SeveralLists,
    /// No line is a code.
    NoCodes {
        /// The number of lines with letters or digits.
        lines: usize,
    },
}

/// Reads a list that was pasted or saved. `is_recovery_code` says whether a text is a recovery code
/// of a keystore; the room of keystores is above this one.
///
/// # Errors
///
/// If the text is no list, or which codes it has is unclear.
pub fn read(bytes: &[u8], is_recovery_code: &dyn Fn(&str) -> bool) -> Result<Reading, NotAList> {
    other_texts::refuse_file(bytes)?;
    let mut text = list_text::decode(bytes)?;
    if list_text::trimmed(text.expose()).is_empty() {
        return Err(NotAList::Empty);
    }
    other_texts::refuse_text(text.expose())?;
    if let Some(strings) = other_texts::strings_of_json(text.expose())? {
        text = strings;
    } else if markup::is_html(text.expose()) {
        text = markup::text_of(text.expose());
    }
    let lines = list_lines::lines(text.expose());
    other_texts::refuse_pieces(&lines, is_recovery_code)?;
    hypotheses::read(&lines).map_err(|error| match error {
        NotAList::NoCodes { .. } => other_texts::instead(&lines).unwrap_or(error),
        _ => error,
    })
}

#[cfg(test)]
mod list_reader_tests;
