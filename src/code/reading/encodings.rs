//! Encodings in which programs write a text: a terminal's color, a mail's quoted-printable, a
//! link's percent-encoding.

use zeroize::Zeroizing;

use super::characters::is_line_end;

/// Returns the text without a terminal's color sequences (`CSI … m`, SGR). Any other escape stays,
/// and is refused as a control character.
pub(super) fn without_color(text: &str) -> Zeroizing<String> {
    let mut shown = Zeroizing::new(String::with_capacity(text.len()));
    let mut rest = text;
    while let Some(at) = rest.find('\u{1b}') {
        shown.push_str(&rest[..at]);
        let after = &rest[at..];
        let end = color(after).unwrap_or(1);
        if end == 1 {
            shown.push('\u{1b}');
        }
        rest = &after[end..];
    }
    shown.push_str(rest);
    shown
}

/// Returns the length of the color sequence at the beginning of a text.
fn color(text: &str) -> Option<usize> {
    let parameters = text.strip_prefix("\u{1b}[")?;
    let end = parameters.find(|c: char| !c.is_ascii_digit() && c != ';' && c != ':')?;
    parameters[end..].starts_with('m').then_some(end + 3)
}

/// Returns the text decoded as quoted-printable and as percent-encoded, where it may be.
pub(super) fn decoded(text: &str) -> Vec<Zeroizing<String>> {
    let mut all = Vec::new();
    // Of a blank, the first bytes of no-break spaces and of dashes, and the line ends.
    let is_quoted = |(at, _): (usize, &str)| {
        let after = &text[at + 1..];
        soft_break(after).is_some()
            || ["20", "C2", "E2", "0A", "0D"].iter().any(|byte| after.starts_with(byte))
    };
    if text.match_indices('=').any(is_quoted) {
        all.extend(unescaped(text, '='));
    }
    if text.contains('%') {
        all.extend(unescaped(text, '%'));
    }
    all
}

/// Returns the text after the line end at its beginning. The end of the text counts as one.
fn soft_break(text: &str) -> Option<&str> {
    text.strip_prefix("\r\n").or(text.strip_prefix(is_line_end)).or(text.is_empty().then_some(""))
}

/// Returns the text with each `mark` and two hexadecimal digits replaced by their byte, and each
/// line that ends with `mark` joined to the next.
fn unescaped(text: &str, mark: char) -> Option<Zeroizing<String>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut rest = text;
    let mut is_other = false;
    while let Some(at) = rest.find(mark) {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        let after = &rest[at + mark.len_utf8()..];
        let byte = after.get(..2).filter(|two| two.bytes().all(|b| b.is_ascii_hexdigit()));
        if let Some(byte) = byte.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            bytes.push(byte);
            rest = &after[2..];
            is_other = true;
        } else if let Some(joined) = soft_break(after) {
            rest = joined;
            is_other = true;
        } else {
            bytes.push(b' ');
            rest = after;
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    let decoded = std::str::from_utf8(&bytes).ok().filter(|_| is_other)?;
    let mut text = Zeroizing::new(String::with_capacity(bytes.len()));
    text.push_str(decoded);
    Some(text)
}
