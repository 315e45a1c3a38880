//! Decoding of a file, a pipe or a paste: from bytes to text.

use super::{Foreign, ReadError};
use crate::secret::{Secret, SecretText};

/// The longest input, in bytes. A whole sheet in UTF-16 has about 3,000. One byte more is refused
/// (`tests/reading/limits.rs`).
pub const LIMIT: usize = 4096;

/// Decodes UTF-8, or UTF-16 with a byte-order mark, as PowerShell writes it.
pub(super) fn decode(bytes: &[u8]) -> Result<SecretText, ReadError> {
    if bytes.len() > LIMIT {
        return Err(ReadError::TooLarge);
    }
    // The worst case: each UTF-16 unit, two bytes, becomes three bytes of UTF-8.
    let mut text = Secret::new(String::with_capacity(bytes.len() * 2));
    match bytes {
        [0xff, 0xfe, units @ ..] => push_utf16(units, u16::from_le_bytes, text.expose_mut())?,
        [0xfe, 0xff, units @ ..] => push_utf16(units, u16::from_be_bytes, text.expose_mut())?,
        _ => {
            // UTF-8 with a byte-order mark is the same text after the mark.
            let text_bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            text.expose_mut().push_str(
                std::str::from_utf8(text_bytes)
                    .map_err(|_| ReadError::not_text(Foreign::NotUtf8))?,
            );
        }
    }
    Ok(text)
}

fn push_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16, text: &mut String) -> Result<(), ReadError> {
    let pairs = bytes.chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return Err(ReadError::not_text(Foreign::NotUtf16));
    }
    for c in char::decode_utf16(pairs.map(|pair| unit([pair[0], pair[1]]))) {
        text.push(c.map_err(|_| ReadError::not_text(Foreign::NotUtf16))?);
    }
    Ok(())
}
