//! A tokenized text: its identities, and the rest in lines of tokens.

use zeroize::Zeroizing;

use super::ReadError;
use super::identities::{self, Found};
use super::lexer::{self, Line};
use super::lookalike::is_dump;
use super::spreadsheet;

/// A tokenized text.
pub(super) struct Tokenized {
    /// The lines without the identities, or the error that they can be no code.
    pub(super) lines: Result<Vec<Line>, ReadError>,
    /// The identities that stand in it.
    pub(super) identities: Vec<String>,
    is_blank: bool,
    /// Whether it is a sheet: then only segments with labels are read by labels.
    pub(super) is_sheet: bool,
    /// Whether it is a dump or was rounded by a spreadsheet, so that the digits of a code can't be
    /// in it, or were changed.
    pub(super) is_other: bool,
}

impl Tokenized {
    /// Tokenizes a text.
    pub(super) fn of(text: &str) -> Self {
        let Found { identities, rest } = identities::take_out(text);
        Self {
            lines: lexer::read(&rest),
            identities,
            is_blank: rest.trim().is_empty(),
            is_sheet: is_sheet(&rest),
            is_other: spreadsheet::is_rounded(&rest) || is_dump(&rest),
        }
    }

    /// Whether there is an identity and nothing else.
    pub(super) fn is_identity_only(&self) -> bool {
        self.is_blank && !self.identities.is_empty()
    }
}

/// Whether a text has the words "backup code 1".
fn is_sheet(text: &str) -> bool {
    let lower = Zeroizing::new(text.to_lowercase());
    lower
        .match_indices("backup code 1")
        .any(|(at, words)| !lower[at + words.len()..].starts_with(|c: char| c.is_ascii_digit()))
}
