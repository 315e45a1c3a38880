//! The sheet of other services' codes: what it says, for its owner.
//!
//! Text copied from it is never a backup code of `collab`, and `restore` refuses it.

use super::PageSize;
use crate::account::Name;
use crate::secret::SecretText;

/// The content of a sheet.
pub(crate) struct CodesSheet<'a> {
    /// The account under which the codes are kept.
    pub(crate) account: &'a Name,
    /// The date of the sheet, as 2026-11-21.
    pub(crate) day: &'a str,
    /// The paper size.
    pub(crate) page: PageSize,
    /// The lists, each with at least one code.
    pub(crate) lists: Vec<ListOnPaper<'a>>,
}

/// A list of codes that are left.
pub(crate) struct ListOnPaper<'a> {
    /// The service, and the login if there is one.
    pub(crate) name: String,
    /// The day when the list was added.
    pub(crate) added: String,
    /// The codes with their numbers, in the service's order.
    pub(crate) codes: Vec<(u32, &'a SecretText)>,
}

/// A paragraph with its heading.
pub(super) type Part = (&'static str, String);

/// The title of the sheet.
pub(super) const TITLE: &str = "Backup codes of other services";

/// The last line of a page.
pub(super) const NOBODY: &str = "Never give one of these codes to anyone, whoever asks.";

impl CodesSheet<'_> {
    /// Returns the line below the title.
    pub(super) fn made(&self) -> String {
        format!("Made {} by collab, which keeps them under the account {}.", self.day, self.account)
    }

    /// Returns the paragraphs before the codes.
    pub(super) fn before() -> [Part; 2] {
        [
            (
                "What this is",
                String::from(
                    "Each code signs its owner in once at the service above it, when the phone or \
                     the key for signing in is lost. If you found this sheet, give it back unread, \
                     or put it back where it was.",
                ),
            ),
            (
                "What to do with it",
                String::from(
                    "Keep it apart from your passwords. Tick each code that you use, and run collab \
                     codes used SERVICE NUMBER. When a service gives you a new list, cross out the \
                     old one here, run collab codes add SERVICE, and print a new sheet.",
                ),
            ),
        ]
    }

    /// Whether a code has a capital letter.
    pub(super) fn has_capitals(&self) -> bool {
        let mut codes = self.lists.iter().flat_map(|list| &list.codes);
        codes.any(|(_, code)| code.expose().contains(|c: char| c.is_ascii_uppercase()))
    }
}

impl ListOnPaper<'_> {
    /// Returns what is said beside the name.
    pub(super) fn about(&self) -> String {
        let left = match self.codes.len() {
            1 => String::from("1 code left"),
            count => format!("{count} codes left"),
        };
        format!("{left}, list of {}", self.added)
    }
}
