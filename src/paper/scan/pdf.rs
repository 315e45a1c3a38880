//! The backup code in a PDF: in a QR code on its pages, or in its text.
//!
//! A sheet made here is read even after another program has saved it again, and so is any document
//! with a picture of one. Only the necessary parts of the format are read, all within one
//! [`Budget`](budget::Budget); docs/paper.md explains why no crate is used.

mod budget;
mod canvas;
mod content;
mod document;
mod extracted_text;
mod fax;
mod filter;
mod font;
mod matrix;
mod object;
mod pdf_image;

use content::Interpreter;
use document::{Document, position};
use extracted_text::ExtractedText;

use super::{Found, ScanError, Search, Watch, form_of};
use crate::code::reading;
use crate::paper::words;
use crate::qr::Picture;
use crate::secret::Secret;

/// Upper bound on the pictures and rendered pages searched in one document.
const MOST_LOOKS: usize = 40;
/// Number of leading bytes within which the PDF header must start.
const HEAD: usize = 1024;

/// Whether a file is a PDF.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    position(&bytes[..bytes.len().min(HEAD)], b"%PDF-").is_some()
}

/// Searches a document for its backup code.
pub(super) fn find(bytes: &[u8], watch: Watch<'_>) -> Result<Found, ScanError> {
    let document = Document::read(bytes)?;
    let mut search = Search::default();
    let mut looks = 0;
    let mut look = |picture: &Picture| {
        looks += 1;
        if looks > MOST_LOOKS {
            return Err(ScanError::TooLarge);
        }
        search.look(picture, watch);
        Ok(())
    };
    let mut interpreter = Interpreter::of(&document, &mut look);
    let gone_through = document.pages(&mut |page| interpreter.page(page));
    let Interpreter { text, unread, has_pictures, .. } = interpreter;
    gone_through.map_err(|error| match error {
        // Encrypted streams fail to unpack, which looks like damage.
        ScanError::Damaged if is_encrypted(bytes) => ScanError::Encrypted,
        error => error,
    })?;
    let rows = rows(&text);
    if form_of(rows.expose()).is_some() {
        search.add(rows);
    }
    let identities = reading::identities_in(text.lines());
    match search.end() {
        Ok(code) => Ok(Found { code, identities }),
        Err(ScanError::Several) => Err(ScanError::Several),
        Err(_) if is_encrypted(bytes) => Err(ScanError::Encrypted),
        Err(error) => {
            if let Some(code) = super::valid_code(text.lines()) {
                return Ok(Found { code, identities });
            }
            if let Some(kind) = unread {
                return Err(ScanError::OtherPicture(kind));
            }
            Err(match error {
                ScanError::NoCode if is_blank(&text) => ScanError::Blank,
                ScanError::NoCode if !has_pictures => ScanError::ForeignPdf,
                error => error,
            })
        }
    }
}

/// Whether the document declares encryption.
fn is_encrypted(bytes: &[u8]) -> bool {
    position(bytes, b"/Encrypt").is_some()
}

/// Returns the rows of boxes in the text of a sheet made here.
fn rows(text: &ExtractedText) -> crate::secret::SecretBytes {
    const FEWEST_DIGITS: usize = 20;
    // A row starts with a box's number, and a line of a note with a dash.
    let is_row = |line: &&String| {
        line.starts_with(|c: char| c.is_ascii_digit())
            && line.bytes().filter(u8::is_ascii_digit).count() >= FEWEST_DIGITS
    };
    let rows: Vec<&str> =
        text.replaced().iter().filter(is_row).take(64).map(String::as_str).collect();
    Secret::new(rows.join("\n").into_bytes())
}

/// Whether the text is that of a sheet with empty boxes.
fn is_blank(text: &ExtractedText) -> bool {
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    squeezed(text.lines()).contains(&squeezed(words::FOR_BLANK))
}
