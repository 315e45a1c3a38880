//! Sheets of paper. That of a backup code is one page that explains itself to anyone who finds it, and
//! that a person, a phone and `collab` can read. That of other services' codes is for its owner.
//!
//! The rule: `words` holds the text, `layout` the positions, and each format only renders them. In
//! every format, text copied from the sheet reads back as the code.

mod code_line;
mod codes_layout;
mod codes_sheet;
mod codes_text;
mod digits;
mod face;
mod layout;
mod outlined_text;
mod pdf_sheet;
pub(crate) mod scan;
pub(crate) mod svg_sheet;
pub(crate) mod symbol;
mod text_sheet;
mod words;

use std::fmt;
use std::str::FromStr;

pub(crate) use codes_sheet::{CodesSheet, ListOnPaper};

use crate::account::{Identity, Name};
use crate::code::BackupCode;
use crate::secret::SecretBytes;
use crate::unseen;

/// Upper bound on the length of a note in characters: the room on the sheet.
pub(crate) const LONGEST_NOTE: usize = 240;

/// The content of a sheet.
pub(crate) struct Sheet<'a> {
    /// The name of the account on this device.
    pub(crate) name: &'a Name,
    /// The identity of the account.
    pub(crate) identity: &'a Identity,
    /// Whether the account is a guess that has not been confirmed.
    pub(crate) is_guessed: bool,
    /// The backup code; without one the boxes are empty, to be filled in by hand.
    pub(crate) code: Option<&'a BackupCode>,
    /// The person's note.
    pub(crate) note: &'a str,
    /// The date of the sheet, as 2026-11-21.
    pub(crate) day: &'a str,
    /// The paper size.
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
    /// Returns the paper size of a locale such as `en_US.UTF-8`.
    pub(crate) fn of_locale(locale: &str) -> Self {
        let country = locale.split(['.', '@']).next().and_then(|name| name.split('_').nth(1));
        match country {
            Some(country) if LETTER.contains(&country) => Self::Letter,
            _ => Self::A4,
        }
    }

    /// Returns width and height, in millimeters.
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
    /// PDF, for any printer.
    Pdf,
    /// SVG: the same page for a browser or a drawing program.
    Svg,
    /// Plain text.
    Text,
}

impl FromStr for SheetFormat {
    type Err = UnknownSheetFormat;

    /// Parses a format by its name, which is also the file extension.
    fn from_str(name: &str) -> Result<Self, UnknownSheetFormat> {
        match name.to_ascii_lowercase().as_str() {
            "pdf" => Ok(Self::Pdf),
            "svg" => Ok(Self::Svg),
            "txt" => Ok(Self::Text),
            _ => Err(UnknownSheetFormat),
        }
    }
}

/// The error for an unknown format.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct UnknownSheetFormat;

/// The reason why a note or a name can't be written on a sheet.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Unwritable {
    /// No font of this computer has this grapheme, so the PDF can't show it.
    InNoFont(String),
    /// The note has more lines than there is room for.
    NoRoom,
    /// The codes need this many pages, and the format has one.
    Pages(usize),
    /// The character is invisible: a control, a mark of direction, a separator.
    Unseen {
        /// The character.
        character: char,
        /// The position of the character in the note, from 1.
        position: usize,
    },
}

impl Sheet<'_> {
    /// Writes the sheet in a format.
    ///
    /// # Errors
    ///
    /// When the note has an invisible character, or one that the PDF can't show, or too many lines.
    pub(crate) fn write(&self, format: SheetFormat) -> Result<SecretBytes, Unwritable> {
        let unseen = |&(_, c): &(usize, char)| c != '\n' && unseen::is_unseen(c);
        if let Some((before, character)) = self.note.chars().enumerate().find(unseen) {
            return Err(Unwritable::Unseen { character, position: before + 1 });
        }
        match format {
            SheetFormat::Pdf => pdf_sheet::write(self),
            SheetFormat::Svg => svg_sheet::write(self),
            SheetFormat::Text => Ok(text_sheet::write(self)),
        }
    }
}

impl CodesSheet<'_> {
    /// Writes the sheet in a format.
    ///
    /// # Errors
    ///
    /// When a PDF can't show a name, or an SVG, which is one page, has too little room.
    pub(crate) fn write(&self, format: SheetFormat) -> Result<SecretBytes, Unwritable> {
        match format {
            SheetFormat::Pdf => pdf_sheet::write_codes(self),
            SheetFormat::Svg => svg_sheet::write_codes(self),
            SheetFormat::Text => Ok(codes_text::write(self)),
        }
    }
}

impl fmt::Debug for Sheet<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sheet").field("name", &self.name).finish_non_exhaustive()
    }
}
