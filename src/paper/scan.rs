//! A backup code back from a picture: the QR code in a photo or a scan of the sheet, or the text of
//! the PDF that was made here.
//!
//! The rule: a picture comes from anywhere. Its size is looked at before anything is made of it, and
//! whatever is in it that is not exactly one backup code is refused as what it is.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "places in a picture are some thousand, and within it before they are whole"
)]

mod codewords;
mod corners;
mod decode;
mod erasures;
mod find;
mod finder;
mod format;
mod galois;
mod grid;
mod modules;
mod pdf;
mod perspective;
mod picture;
mod resample;
mod segments;
#[cfg(test)]
mod tests;
mod threshold;
mod version;

use std::ops::ControlFlow;

use decode::Content;

use crate::code::reading;
use crate::secret::SecretBytes;

/// How long the file of a picture may be, in bytes.
pub const LONGEST_FILE: usize = 64 * 1024 * 1024;
/// How many pixels a picture may have.
pub const MOST_PIXELS: usize = 64 * 1024 * 1024;

/// Why a picture gives no code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScanError {
    /// It is no PNG, no JPEG and no PDF.
    #[error("not a PNG, JPEG or PDF")]
    UnknownFormat,
    /// The file is over [`LONGEST_FILE`], or has over [`MOST_PIXELS`].
    #[error("too large")]
    TooLarge,
    /// It begins as a picture does, and doesn't go on like one.
    #[error("damaged")]
    Damaged,
    /// There is no QR code in it that can be read.
    #[error("no QR code")]
    NoCode,
    /// What the QR code says is no backup code.
    #[error("a QR code of something else")]
    Foreign,
    /// There are several backup codes in it, and which is meant can't be known.
    #[error("several backup codes")]
    Several,
    /// It is a PDF that was not made here, or is no longer as it was.
    #[error("another PDF")]
    ForeignPdf,
    /// It is a sheet of ours with empty boxes.
    #[error("a sheet with empty boxes")]
    Blank,
}

/// Told how much of the search is done, from 0 to 1, and says whether to go on.
pub type Watch<'a> = &'a dyn Fn(f64) -> ControlFlow<()>;

/// A backup code that was found in a picture or a document.
#[derive(Debug)]
pub struct Found {
    /// The text of the code: its digits, or the labelled rows of a sheet.
    pub code: SecretBytes,
    /// The identities that stand beside the code as text, each once and as it is written there. A
    /// picture and a QR code have none.
    pub identities: Vec<String>,
}

/// Searches a picture or a document for its backup code.
///
/// # Errors
///
/// When there is not exactly one.
pub fn read(bytes: &[u8], watch: Watch<'_>) -> Result<Found, ScanError> {
    if bytes.len() > LONGEST_FILE {
        return Err(ScanError::TooLarge);
    }
    if pdf::is_one(bytes) {
        return Ok(Found { code: pdf::code(bytes)?, identities: Vec::new() });
    }
    let picture = picture::read(bytes)?;
    let mut is_foreign = false;
    let mut codes = find::codes(&picture, watch, |content| match content {
        Content::Text(text) if is_backup_code(text.expose()) => Some(text),
        _ => {
            is_foreign = true;
            None
        }
    });
    match codes.len() {
        0 if is_foreign => Err(ScanError::Foreign),
        0 => Err(ScanError::NoCode),
        1 => Ok(Found { code: codes.remove(0), identities: Vec::new() }),
        _ => Err(ScanError::Several),
    }
}

/// Whether it has the form of one. Whether it checks is for others to say.
fn is_backup_code(text: &[u8]) -> bool {
    text.iter().any(u8::is_ascii_digit)
        && reading::read(text).is_ok_and(|reading| reading.boxes().is_some())
}
