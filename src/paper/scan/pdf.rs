//! The text of the boxes in a PDF that was made here, as it is copied from it.
//!
//! No PDF is interpreted: what is looked for is what `paper::pdf` writes.

use super::ScanError;
use crate::secret::{Secret, SecretBytes};

/// What stands before the text of a row.
const ROW: &[u8] = b"/ActualText (";
/// What tells that it is ours.
const CREATOR: &[u8] = b"(collab, backup code 1)";

/// Whether it is a PDF.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    bytes.starts_with(b"%PDF-")
}

/// The text of its boxes.
pub(super) fn code(bytes: &[u8]) -> Result<SecretBytes, ScanError> {
    if !holds(bytes, CREATOR) {
        return Err(ScanError::ForeignPdf);
    }
    let mut rows = Secret::new(Vec::with_capacity(512));
    let mut rest = bytes;
    while let Some(at) = rest.windows(ROW.len()).position(|window| window == ROW) {
        rest = &rest[at + ROW.len()..];
        let end = rest.iter().position(|&byte| byte == b')').ok_or(ScanError::Damaged)?;
        if rows.expose().len() + end >= rows.expose().capacity() {
            return Err(ScanError::Damaged);
        }
        rows.expose_mut().extend_from_slice(&rest[..end]);
        rows.expose_mut().push(b'\n');
        rest = &rest[end..];
    }
    if rows.expose().is_empty() { Err(ScanError::Blank) } else { Ok(rows) }
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
