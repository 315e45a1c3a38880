//! A text taken apart: its identities, and the rest in lines of tokens.

use zeroize::Zeroizing;

use super::ReadError;
use super::identities::{self, Found};
use super::lexer::{self, Line};
use super::lookalike::is_dump;
use super::spreadsheet;

/// A text, taken apart.
pub(super) struct Tokenized {
    /// What is left without the identities, or why that can be no code.
    pub(super) lines: Result<Vec<Line>, ReadError>,
    /// The identities that stand in it.
    pub(super) identities: Vec<String>,
    is_blank: bool,
    /// Whether it is a sheet: the labels of others are not taken for those of a code.
    pub(super) is_sheet: bool,
    /// Whether the digits of a code can't be in it any more, or not as they were.
    pub(super) is_other: bool,
}

impl Tokenized {
    /// Takes a text apart.
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

/// Whether a text carries the words "backup code 1".
fn is_sheet(text: &str) -> bool {
    let lower = Zeroizing::new(text.to_lowercase());
    lower
        .match_indices("backup code 1")
        .any(|(at, words)| !lower[at + words.len()..].starts_with(|c: char| c.is_ascii_digit()))
}
