//! Reading a backup code back from a picture: from the QR code in a photo or a scan of the sheet,
//! or from the text of a PDF that was made here.
//!
//! The rule: pictures are untrusted. Their size is checked before any memory is allocated for them,
//! and content that is not exactly one backup code is refused with a specific error.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "places in a picture are some thousand, and within it before they are whole"
)]

mod pdf;
mod picture;
#[cfg(test)]
mod scan_tests;

use zeroize::Zeroizing;

use crate::code::digit::Digit;
use crate::code::{BOX_DIGITS, BackupCode, DIGITS, reading};
use crate::qr::{self, Content, Known, Picture};
use crate::secret::SecretBytes;
pub(crate) use crate::watch::Watch;

/// Upper bound on the length of a picture file, in bytes.
pub(crate) const LONGEST_FILE: usize = 64 * 1024 * 1024;
/// Upper bound on the pixels of a picture.
pub(crate) const MOST_PIXELS: usize = 64 * 1024 * 1024;

/// The name of plain text among the formats that are not read here: another option reads it.
pub(crate) const TEXT: &str = "a text";

/// The reason why a picture gives no code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ScanError {
    /// The file is no picture, or is of an unknown format.
    #[error("not a picture")]
    UnknownFormat,
    /// The file is of a known format that is not supported.
    #[error("{0}, which is not read")]
    OtherFormat(&'static str),
    /// A PDF holds a picture in a known encoding that is not supported.
    #[error("a PDF with {0}, which is not read")]
    OtherPicture(&'static str),
    /// The file is over [`LONGEST_FILE`], has over [`MOST_PIXELS`], or unpacks to too much.
    #[error("too large")]
    TooLarge,
    /// The file starts like a picture but is malformed after that.
    #[error("damaged")]
    Damaged,
    /// The picture has no readable QR code.
    #[error("no QR code")]
    NoCode,
    /// The QR code does not hold a backup code.
    #[error("a QR code of something else")]
    Foreign,
    /// The picture has several backup codes, so that the right one can't be known.
    #[error("several backup codes")]
    Several,
    /// The PDF has no picture, and no backup code in its text.
    #[error("another PDF")]
    ForeignPdf,
    /// The PDF needs a password.
    #[error("an encrypted PDF")]
    Encrypted,
    /// The PDF is a sheet made here, with empty boxes.
    #[error("a sheet with empty boxes")]
    Blank,
}

/// The form of the QR code that `paper::symbol` makes: version 3 at level M.
const OURS: Known = Known { side: 29, level: 0, digits: DIGITS };

/// A backup code found in a picture or a document.
#[derive(Debug)]
pub(crate) struct Found {
    /// The text of the code: its digits, or the labeled rows of a sheet.
    pub(crate) code: SecretBytes,
    /// The identities written beside the code as text, each once and verbatim. A picture and a QR
    /// code have none.
    pub(crate) identities: Vec<String>,
}

/// Searches a picture or a document for its backup code.
///
/// # Errors
///
/// When the file does not hold exactly one code.
pub(crate) fn read(bytes: &[u8], watch: Watch<'_>) -> Result<Found, ScanError> {
    if bytes.len() > LONGEST_FILE {
        return Err(ScanError::TooLarge);
    }
    if pdf::is_one(bytes) {
        return pdf::find(bytes, watch);
    }
    let mut search = Search::default();
    picture::each(bytes, &mut |picture| search.look(picture, watch))?;
    Ok(Found { code: search.end()?, identities: Vec::new() })
}

/// The boxes of a code: digits, or marks in their place.
type Form = Zeroizing<Vec<[Digit; BOX_DIGITS]>>;

/// The distinct codes found so far.
#[derive(Default)]
struct Search {
    codes: Vec<(Form, SecretBytes)>,
    is_foreign: bool,
}

impl Search {
    /// Searches a picture for QR codes.
    fn look(&mut self, picture: &Picture, watch: Watch<'_>) {
        let is_foreign = &mut self.is_foreign;
        let codes = qr::codes(picture, OURS, watch, |content| match content {
            Content::Text(text) if form_of(text.expose()).is_some() => Some(text),
            _ => {
                *is_foreign = true;
                None
            }
        });
        for code in codes {
            self.add(code);
        }
    }

    /// Adds the text of a code, unless it was found before.
    fn add(&mut self, text: SecretBytes) {
        if let Some(form) = form_of(text.expose())
            && self.codes.iter().all(|(other, _)| *other != form)
        {
            self.codes.push((form, text));
        }
    }

    /// Returns the code if exactly one was found.
    fn end(mut self) -> Result<SecretBytes, ScanError> {
        match self.codes.pop() {
            None if self.is_foreign => Err(ScanError::Foreign),
            None => Err(ScanError::NoCode),
            Some((_, code)) if self.codes.is_empty() => Ok(code),
            Some(_) => Err(ScanError::Several),
        }
    }
}

/// Returns the boxes of a text that has the form of a code. The code itself is not checked.
fn form_of(text: &[u8]) -> Option<Form> {
    let boxes =
        text.iter().any(u8::is_ascii_digit).then(|| reading::read(text).ok()?.boxes())??;
    Some(Zeroizing::new(boxes.iter().map(|one| *one.digits()).collect()))
}

/// Returns the code of a text that holds exactly one valid code without unreadable digits.
fn valid_code(text: &str) -> Option<SecretBytes> {
    let reading = reading::read(text.as_bytes()).ok()?;
    let boxes = reading.boxes()?;
    let mut digits = Zeroizing::new(String::with_capacity(DIGITS));
    for digit in boxes.iter().flat_map(|one| one.digits().iter()) {
        digits.push(char::from_digit(u32::from(digit.known()?), 10)?);
    }
    let code = BackupCode::from_canonical_text(&digits)?;
    Some(SecretBytes::new(code.canonical_text().expose().clone().into_bytes()))
}
