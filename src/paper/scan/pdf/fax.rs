//! CCITT fax encoding (ITU-T T.4 and T.6): black and white pictures of fax machines and scanners.

use hayro_ccitt::{DecodeSettings, Decoder, DecoderContext, EncodingMode};
use zeroize::Zeroizing;

use super::object::{Dict, Object};
use super::{Picture, ScanError};
use crate::paper::scan::picture::fits;

/// The rows decoded so far.
struct Rows {
    gray: Zeroizing<Vec<u8>>,
    columns: usize,
    height: usize,
}

impl Decoder for Rows {
    fn push_row(&mut self, changes: &[u32]) {
        if self.gray.len() >= self.columns * self.height {
            return;
        }
        let begin = self.gray.len();
        self.gray.resize(begin + self.columns, 255);
        for black in changes.chunks(2) {
            let from = (black[0] as usize).min(self.columns);
            let to = black.get(1).map_or(self.columns, |to| (*to as usize).min(self.columns));
            if from < to {
                self.gray[begin + from..begin + to].fill(0);
            }
        }
    }
}

/// Reads a picture of the size that the document declares.
pub(super) fn read(
    data: &[u8],
    parameters: &Dict,
    width: usize,
    height: usize,
) -> Result<Picture, ScanError> {
    let is_set = |key: &str, otherwise: bool| match parameters.get(key) {
        Some(Object::Word(word)) => word == b"true",
        _ => otherwise,
    };
    let kind = parameters.get("K").and_then(Object::number).unwrap_or(0.0);
    let columns = parameters.get("Columns").map_or(Some(1728), Object::count).unwrap_or(0);
    if columns != width {
        return Err(ScanError::Damaged);
    }
    fits(columns, height)?;
    let count = |number: usize| u32::try_from(number).map_err(|_| ScanError::TooLarge);
    let settings = DecodeSettings {
        columns: count(columns)?,
        rows: count(height)?,
        end_of_block: is_set("EndOfBlock", true),
        end_of_line: is_set("EndOfLine", false),
        rows_are_byte_aligned: is_set("EncodedByteAlign", false),
        encoding: if kind < 0.0 {
            EncodingMode::Group4
        } else if kind > 0.0 {
            EncodingMode::Group3_2D
        } else {
            EncodingMode::Group3_1D
        },
        strict: false,
    };
    let mut rows = Rows { gray: Zeroizing::new(Vec::new()), columns, height };
    // A truncated picture may still show its code. The polarity is irrelevant, since the search
    // tries both.
    let _ = hayro_ccitt::decode(data, &mut rows, &mut DecoderContext::new(settings));
    if rows.gray.is_empty() {
        return Err(ScanError::Damaged);
    }
    rows.gray.resize(columns * height, 255);
    Ok(Picture { gray: rows.gray, width: columns, height })
}
