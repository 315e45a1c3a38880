//! The sheet of paper that a backup code is kept on: one page that says what it is to whoever finds
//! it in a drawer, and that a person, a phone and `collab` can read.
//!
//! The rule: what the sheet says is in `words`, where it stands in `layout`, and each format only
//! puts that down. Whatever its format, its text as it is copied reads back as the code.

mod digits;
mod face;
mod layout;
mod pdf_sheet;
pub(crate) mod scan;
pub(crate) mod svg_sheet;
pub(crate) mod symbol;
mod text_sheet;
mod words;

use std::fmt;
use std::str::FromStr;

use crate::account::{Identity, Name};
use crate::code::BackupCode;
use crate::secret::SecretBytes;
use crate::unseen;

/// The longest note, in characters: what has room on the sheet.
pub(crate) const LONGEST_NOTE: usize = 240;

/// What a sheet is about.
pub(crate) struct Sheet<'a> {
    /// What the account is called here.
    pub(crate) name: &'a Name,
    /// Which account it is.
    pub(crate) identity: &'a Identity,
    /// Whether the account is a guess that nothing has confirmed.
    pub(crate) is_guessed: bool,
    /// Its code; without one the boxes are empty, to be written in by hand.
    pub(crate) code: Option<&'a BackupCode>,
    /// What the person wants on it.
    pub(crate) note: &'a str,
    /// The day it is made on, as 2026-11-21.
    pub(crate) day: &'a str,
    /// The paper that it is for.
    pub(crate) page: PageSize,
}

/// The size of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PageSize {
    /// 210 × 297 mm (ISO 216).
    A4,
    /// 8.5 × 11 in (ANSI/ASME Y14.1).
    Letter,
}

/// Countries whose paper is US Letter (ISO 3166-1; by the Unicode CLDR's measurement data).
const LETTER: [&str; 15] =
    ["BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE", "DO"];

impl PageSize {
    /// The paper of a locale such as `en_US.UTF-8`.
    pub(crate) fn of_locale(locale: &str) -> Self {
        let country = locale.split(['.', '@']).next().and_then(|name| name.split('_').nth(1));
        match country {
            Some(country) if LETTER.contains(&country) => Self::Letter,
            _ => Self::A4,
        }
    }

    /// Width and height, in millimetres.
    fn millimetres(self) -> [f32; 2] {
        match self {
            Self::A4 => [210.0, 297.0],
            Self::Letter => [215.9, 279.4],
        }
    }
}

/// The format of a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SheetFormat {
    /// A page for any printer.
    Pdf,
    /// The same page for a browser or a drawing program.
    Svg,
    /// Plain text.
    Text,
}

impl FromStr for SheetFormat {
    type Err = UnknownSheetFormat;

    /// By its name, which is also how a file's name ends.
    fn from_str(name: &str) -> Result<Self, UnknownSheetFormat> {
        match name.to_ascii_lowercase().as_str() {
            "pdf" => Ok(Self::Pdf),
            "svg" => Ok(Self::Svg),
            "txt" => Ok(Self::Text),
            _ => Err(UnknownSheetFormat),
        }
    }
}

/// There is no such format.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct UnknownSheetFormat;

/// A character of the note that can't be on a sheet.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Unwritable {
    /// The face of the words doesn't have it, so that the PDF can't show it.
    NotInFace(char),
    /// Nobody sees it, in any format: a control, a mark of direction, a separator.
    Unseen {
        /// The character.
        character: char,
        /// The number of its place in the note, from 1.
        position: usize,
    },
}

impl Sheet<'_> {
    /// Puts the sheet down.
    ///
    /// # Errors
    ///
    /// When the note has a character that nobody sees, or one that a PDF can't show.
    pub(crate) fn write(&self, format: SheetFormat) -> Result<SecretBytes, Unwritable> {
        let unseen = |&(_, c): &(usize, char)| c != '\n' && unseen::is_unseen(c);
        if let Some((before, character)) = self.note.chars().enumerate().find(unseen) {
            return Err(Unwritable::Unseen { character, position: before + 1 });
        }
        match format {
            SheetFormat::Pdf => {
                if let Some(c) = self.note.chars().find(|&c| c != '\n' && face::byte(c).is_none()) {
                    return Err(Unwritable::NotInFace(c));
                }
                Ok(pdf_sheet::write(self))
            }
            SheetFormat::Svg => Ok(svg_sheet::write(self)),
            SheetFormat::Text => Ok(text_sheet::write(self)),
        }
    }
}

impl fmt::Debug for Sheet<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sheet").field("name", &self.name).finish_non_exhaustive()
    }
}
