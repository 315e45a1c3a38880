//! Diagnosis of a keystore that an editor or a converter has rewritten: damaged, since a file has
//! exactly one valid form, but most likely with nothing lost. The kind of rewriting is reported,
//! and the file is not changed.

use super::file::Place;
use super::{Damage, Error, Rewriting, format};
use crate::secret::{Secret, SecretBytes};

/// Returns the same error, or the kind of rewriting if only the form of the file changed.
pub(super) fn name(error: Error, place: &Place) -> Error {
    if !matches!(error, Error::Damaged(Damage::NotAKeystore | Damage::Checksum)) {
        return error;
    }
    // The error does not carry the bytes. The file is read again only for the message, so a race
    // does no harm.
    let bytes = place.read().ok().flatten();
    match bytes.and_then(|bytes| rewriting(bytes.expose())) {
        Some(rewriting) => Error::Damaged(Damage::Rewritten(rewriting)),
        None => error,
    }
}

/// Returns how a valid keystore was rewritten into these bytes, or `None` if it was not.
fn rewriting(bytes: &[u8]) -> Option<Rewriting> {
    let (text, encoding) = decoded(bytes)?;
    let mut plain = SecretBytes::new(Vec::with_capacity(text.expose().len() + 1));
    let lines = text.expose().trim_end().lines();
    lines.for_each(|line| {
        plain.expose_mut().extend_from_slice(line.as_bytes());
        plain.expose_mut().push(b'\n');
    });
    let in_our_form = formatted(plain.expose());
    if format::read(plain).is_ok() {
        // A file that only lacks its end, or has extra bytes after it, was cut short or altered.
        let line_ends = text.expose().contains('\r').then_some(Rewriting::LineEnds);
        return encoding.or(line_ends);
    }
    format::read(in_our_form).is_ok().then_some(Rewriting::WhiteSpace)
}

/// Decodes UTF-8 or UTF-16, with or without a byte order mark.
fn decoded(bytes: &[u8]) -> Option<(Secret<String>, Option<Rewriting>)> {
    let mut text = Secret::new(String::with_capacity(bytes.len() / 2 * 3 + 4));
    let units: fn([u8; 2]) -> u16 = match bytes {
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        _ => {
            let marked = bytes.strip_prefix(b"\xef\xbb\xbf");
            text.expose_mut().push_str(str::from_utf8(marked.unwrap_or(bytes)).ok()?);
            return Some((text, marked.map(|_| Rewriting::ByteOrderMark)));
        }
    };
    let (pairs, _) = bytes[2..].as_chunks::<2>();
    for c in char::decode_utf16(pairs.iter().map(|&pair| units(pair))) {
        text.expose_mut().push(c.ok()?);
    }
    Some((text, Some(Rewriting::Encoding)))
}

/// The depth from which an object is on one line.
const ON_ONE_LINE: usize = 3;

/// Formats JSON with the white space of a keystore: two spaces for each level; each element of a
/// list on a line of its own, and each member of an object above [`ON_ONE_LINE`] too. Invalid JSON
/// stays invalid.
fn formatted(bytes: &[u8]) -> SecretBytes {
    let structure = bytes.iter().filter(|byte| b"{}[],:".contains(byte)).count();
    let mut text = SecretBytes::new(Vec::with_capacity(bytes.len() + 32 * structure + 1));
    let out = text.expose_mut();
    // For each open object or list, whether it is on one line.
    let mut open: Vec<bool> = Vec::new();
    let (mut in_string, mut is_escaped) = (false, false);
    let break_line = |out: &mut Vec<u8>, depth: usize| {
        out.push(b'\n');
        out.resize(out.len() + 2 * depth.min(8), b' ');
    };
    for &byte in bytes {
        if in_string {
            out.push(byte);
            in_string = is_escaped || byte != b'"';
            is_escaped = byte == b'\\' && !is_escaped;
            continue;
        }
        if byte.is_ascii_whitespace() {
            continue;
        }
        let is_first = matches!(out.last(), Some(b'{' | b'['));
        let is_inline = open.last().copied();
        if matches!(byte, b'}' | b']') {
            open.pop();
            if is_inline == Some(false) && !is_first {
                break_line(out, open.len());
            }
        } else if is_first && is_inline == Some(false) {
            break_line(out, open.len());
        }
        out.push(byte);
        match byte {
            b'{' => open.push(is_inline == Some(true) || open.len() >= ON_ONE_LINE),
            b'[' => open.push(is_inline == Some(true)),
            b',' if is_inline == Some(true) => out.push(b' '),
            b',' => break_line(out, open.len()),
            b':' => out.push(b' '),
            b'"' => in_string = true,
            _ => {}
        }
    }
    out.push(b'\n');
    text
}
