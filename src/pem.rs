//! PEM: base64 between a BEGIN and an END line (RFC 7468).

use base64ct::{Base64, Encoding as _};

use crate::secret::{Secret, SecretText};

/// Length of a line in characters (RFC 7468, section 2).
pub(crate) const WIDTH: usize = 64;

/// Encodes bytes as PEM, with this label and lines of this length.
///
/// The bytes may be secret: the base64 and the text are built in memory that is wiped.
pub(crate) fn encode(label: &str, bytes: &[u8], width: usize) -> SecretText {
    let mut base64 = Secret::new(vec![0; bytes.len().div_ceil(3) * 4]);
    let base64 = Base64::encode(bytes, base64.expose_mut()).expect("the buffer is long enough");
    let lines = base64.len().div_ceil(width);
    let frame = 2 * ("-----BEGIN -----\n".len() + label.len());
    let mut text = Secret::new(String::with_capacity(base64.len() + lines + frame));
    let pieces = text.expose_mut();
    for piece in ["-----BEGIN ", label, "-----\n"] {
        pieces.push_str(piece);
    }
    let mut rest = base64;
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(width));
        pieces.push_str(line);
        pieces.push('\n');
        rest = after;
    }
    for piece in ["-----END ", label, "-----\n"] {
        pieces.push_str(piece);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_as_wide_as_said_and_the_buffer_never_grows() {
        for (length, width) in [(0, 64), (1, 64), (47, 64), (48, 64), (49, 64), (300, 70)] {
            let bytes = vec![0x5a; length];
            let text = encode("SOME KEY", &bytes, width);
            let lines: Vec<&str> = text.expose().lines().collect();
            let [begin, body @ .., end] = &lines[..] else { panic!("{lines:?}") };
            assert_eq!((*begin, *end), ("-----BEGIN SOME KEY-----", "-----END SOME KEY-----"));
            assert!(body.iter().rev().skip(1).all(|line| line.len() == width), "{body:?}");
            assert!(body.last().is_none_or(|line| (1..=width).contains(&line.len())), "{body:?}");
            assert_eq!(Base64::decode_vec(&body.concat()), Ok(bytes));
            assert!(text.expose().len() <= text.expose().capacity());
            assert!(text.expose().capacity() <= text.expose().len() + 8, "{length}");
        }
    }
}
