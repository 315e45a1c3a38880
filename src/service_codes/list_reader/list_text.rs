//! Decoding of a list: from bytes to lines of text.
//!
//! A code has ASCII characters only, so bytes that are no UTF-8 can't become part of one: each of
//! them is U+FFFD, and the rest is read.

use super::{LIMIT, NotAList};
use crate::secret::SecretText;

/// The byte-order mark.
const MARK: char = '\u{feff}';

/// Text that grows character by character.
struct Decoding {
    text: SecretText,
    /// The line, from 1.
    line: usize,
    is_after_return: bool,
    /// The number of characters that are not blank.
    characters: usize,
    /// The number of those that could not be decoded.
    unreadable: usize,
}

/// Decodes UTF-8, or UTF-16 with a byte-order mark. Each line ends with LF alone, and each blank
/// but the tab is U+0020.
pub(super) fn decode(bytes: &[u8]) -> Result<SecretText, NotAList> {
    if bytes.len() > LIMIT {
        return Err(NotAList::TooLong);
    }
    // The worst case: each byte becomes U+FFFD, three bytes of UTF-8.
    let text = SecretText::new(String::with_capacity(bytes.len() * 3));
    let mut decoding =
        Decoding { text, line: 1, is_after_return: false, characters: 0, unreadable: 0 };
    match bytes {
        [0xff, 0xfe, units @ ..] => decoding.utf16(units, u16::from_le_bytes)?,
        [0xfe, 0xff, units @ ..] => decoding.utf16(units, u16::from_be_bytes)?,
        _ => decoding.utf8(bytes)?,
    }
    if decoding.unreadable * 2 > decoding.characters {
        return Err(NotAList::NotText);
    }
    Ok(decoding.text)
}

impl Decoding {
    fn utf8(&mut self, bytes: &[u8]) -> Result<(), NotAList> {
        for chunk in bytes.utf8_chunks() {
            chunk.valid().chars().try_for_each(|c| self.push(c))?;
            if !chunk.invalid().is_empty() {
                self.unreadable += 1;
                self.push(char::REPLACEMENT_CHARACTER)?;
            }
        }
        Ok(())
    }

    fn utf16(&mut self, bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<(), NotAList> {
        let pairs = bytes.chunks_exact(2);
        if !pairs.remainder().is_empty() {
            return Err(NotAList::NotText);
        }
        for c in char::decode_utf16(pairs.map(|pair| unit([pair[0], pair[1]]))) {
            self.push(c.map_err(|_| NotAList::NotText)?)?;
        }
        Ok(())
    }

    fn push(&mut self, c: char) -> Result<(), NotAList> {
        let is_second_half = c == '\n' && self.is_after_return;
        self.is_after_return = c == '\r';
        let line = self.line;
        match c {
            _ if is_second_half => {}
            MARK if self.text.expose().is_empty() => {}
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                self.line += 1;
                self.text.expose_mut().push('\n');
            }
            '\t' => self.text.expose_mut().push('\t'),
            '\0' => return Err(NotAList::NotText),
            _ if c.is_control() => return Err(NotAList::Control { line }),
            '\u{202d}' | '\u{202e}' => return Err(NotAList::Direction { line }),
            _ if c.is_whitespace() => self.text.expose_mut().push(' '),
            _ => {
                self.characters += 1;
                self.text.expose_mut().push(c);
            }
        }
        Ok(())
    }
}

/// Whether a character is invisible, and so no part of the text beside it: byte-order marks,
/// zero-width characters, soft hyphens, direction marks, and the mark of an inline tag.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202c}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{fe0f}' | '\u{fffc}' | MARK)
}

/// Returns a text without the blanks and invisible characters at its ends.
pub(super) fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c))
}
