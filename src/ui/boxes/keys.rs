//! The decoder from a terminal's bytes to keys.
//!
//! [`decode`] is a function of the bytes alone. An unknown sequence is ignored as a whole, so that
//! no part of it is taken for a key, and a marked paste is one key, however many reads it came in.

use crate::secret::SecretText;
use crate::term::typed::text;

/// A key that a person pressed.
pub(super) enum Key {
    /// A character.
    Char(char),
    /// A blank that nothing followed for a moment, so that it is not part of a paste.
    Space,
    /// A paste that the terminal marked (bracketed paste).
    Paste(SecretText),
    Enter,
    Escape,
    Tab,
    BackTab,
    Backspace,
    Delete,
    /// Ctrl-U or Ctrl-W.
    Clear,
    Left,
    Right,
    Up,
    Down,
    Home,
    End,
    /// Ctrl-L.
    Redraw,
    /// Ctrl-D.
    Leave,
}

/// The beginning of some bytes, decoded.
pub(super) enum Decoded {
    /// A key, and its length in bytes.
    Key(Key, usize),
    /// A number of bytes without a meaning here.
    Nothing(usize),
    /// The first part of a key or sequence.
    Part,
    /// The first part of a marked paste.
    PartOfPaste,
}

use Decoded::{Nothing, Part};

/// The marks around a paste, from a terminal with bracketed paste on.
pub(super) const PASTE_BEGINS: &[u8] = b"\x1b[200~";
pub(super) const PASTE_ENDS: &[u8] = b"\x1b[201~";

/// Decodes the first key. `is_all` says that nothing followed within a moment, so that an
/// incomplete sequence will stay incomplete.
pub(super) fn decode(bytes: &[u8], is_all: bool) -> Decoded {
    let decoded = match bytes {
        [] => return Part,
        [0x1b, rest @ ..] => sequence(bytes, rest),
        [byte, ..] if byte.is_ascii_control() => {
            control(*byte).map_or(Nothing(1), |key| Decoded::Key(key, 1))
        }
        _ => character(bytes),
    };
    match decoded {
        Part if is_all && bytes == [0x1b] => Decoded::Key(Key::Escape, 1),
        Part if is_all => Nothing(bytes.len()),
        decoded => decoded,
    }
}

fn control(byte: u8) -> Option<Key> {
    Some(match byte {
        b'\r' | b'\n' => Key::Enter,
        b'\t' => Key::Tab,
        0x08 | 0x7f => Key::Backspace,
        0x01 => Key::Home,
        0x02 => Key::Left,
        0x04 => Key::Leave,
        0x05 => Key::End,
        0x06 => Key::Right,
        0x0c => Key::Redraw,
        0x0e => Key::Down,
        0x10 => Key::Up,
        0x15 | 0x17 => Key::Clear,
        _ => return None,
    })
}

fn character(bytes: &[u8]) -> Decoded {
    let length = match bytes[0] {
        0xc0..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf7 => 4,
        _ => 1,
    };
    match std::str::from_utf8(&bytes[..length.min(bytes.len())]) {
        Ok(text) => match text.chars().next().filter(|c| !c.is_control()) {
            Some(c) => Decoded::Key(Key::Char(c), length),
            None => Nothing(length),
        },
        Err(error) if error.error_len().is_none() => Part,
        Err(_) => Nothing(1),
    }
}

/// Decodes a sequence that begins with Escape; `rest` follows the Escape.
fn sequence(bytes: &[u8], rest: &[u8]) -> Decoded {
    match rest {
        [] => Part,
        [b'[', rest @ ..] => control_sequence(bytes, rest),
        [b'O', rest @ ..] => single_shift(rest),
        // Control strings, such as a terminal's answers to queries, up to their terminator.
        [b'P' | b'X' | b']' | b'^' | b'_', rest @ ..] => {
            let end = rest.iter().position(|&byte| byte == 0x07).map(|at| at + 1);
            let terminated =
                rest.windows(2).position(|pair| pair == [0x1b, b'\\']).map(|at| at + 2);
            end.into_iter().chain(terminated).min().map_or(Part, |length| Nothing(2 + length))
        }
        // Some terminals send Alt as Escape before a sequence.
        [0x1b, ..] => Nothing(1),
        // The same before a character.
        _ => match character(rest) {
            Decoded::Key(_, length) | Nothing(length) => Nothing(1 + length),
            part => part,
        },
    }
}

/// Decodes a control sequence (CSI), `ESC [ parameters final`; `rest` follows the bracket.
fn control_sequence(bytes: &[u8], rest: &[u8]) -> Decoded {
    let last = match rest {
        // The Linux console sends function keys as a letter behind two brackets.
        [b'[', ..] => 1,
        _ => match rest.iter().position(|byte| !(0x20..=0x3f).contains(byte)) {
            None => return Part,
            // Three bytes of a mouse report follow.
            Some(0) if rest[0] == b'M' => 3,
            Some(at) if (0x40..=0x7e).contains(&rest[at]) => at,
            // The sequence is cut short by another byte.
            Some(at) => return Nothing(2 + at),
        },
    };
    if rest.len() <= last {
        return Part;
    }
    let (parameters, length) = (&rest[..last], 3 + last);
    let key = match (rest[last], parameters) {
        _ if matches!(parameters.first(), Some(b'[' | b'M')) => return Nothing(length),
        (b'~', b"200") => return paste(bytes),
        (b'~', b"1" | b"7") => Key::Home,
        (b'~', b"4" | b"8") => Key::End,
        (b'~', b"3") => Key::Delete,
        (b'Z', _) => Key::BackTab,
        (end, _) => match cursor_key(end) {
            Some(key) => key,
            None => return Nothing(length),
        },
    };
    Decoded::Key(key, length)
}

/// Decodes a single shift (SS3), `ESC O letter`, as in a keypad's application mode; `rest` follows
/// the O.
fn single_shift(rest: &[u8]) -> Decoded {
    // Some terminals send the modifier keys, as a digit, before the letter.
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let Some(&letter) = rest.get(digits) else { return Part };
    let key = match letter {
        b'M' => Some(Key::Enter),
        b'I' => Some(Key::Tab),
        b'p'..=b'y' => Some(Key::Char(char::from(letter - b'p' + b'0'))),
        _ => cursor_key(letter),
    };
    let length = 3 + digits;
    key.map_or(Nothing(length), |key| Decoded::Key(key, length))
}

fn cursor_key(letter: u8) -> Option<Key> {
    Some(match letter {
        b'A' => Key::Up,
        b'B' => Key::Down,
        b'C' => Key::Right,
        b'D' => Key::Left,
        b'F' => Key::End,
        b'H' => Key::Home,
        _ => return None,
    })
}

fn paste(bytes: &[u8]) -> Decoded {
    let pasted = &bytes[PASTE_BEGINS.len()..];
    match pasted.windows(PASTE_ENDS.len()).position(|six| six == PASTE_ENDS) {
        Some(end) => Decoded::Key(
            Key::Paste(text(&pasted[..end])),
            PASTE_BEGINS.len() + end + PASTE_ENDS.len(),
        ),
        None => Decoded::PartOfPaste,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Decodes all the bytes, and returns a word for each key.
    fn all(mut bytes: &[u8]) -> String {
        let mut words = Vec::new();
        while !bytes.is_empty() {
            let (word, length) = match decode(bytes, true) {
                Decoded::Key(key, length) => (word(&key), length),
                Nothing(length) => (String::from("-"), length),
                Part | Decoded::PartOfPaste => (String::from("part"), bytes.len()),
            };
            words.push(word);
            bytes = &bytes[length..];
        }
        words.join(" ")
    }

    fn word(key: &Key) -> String {
        let word = match key {
            Key::Char(c) => return c.to_string(),
            Key::Paste(text) => return format!("<{}>", text.expose()),
            Key::Space => "space",
            Key::Enter => "enter",
            Key::Escape => "escape",
            Key::Tab => "tab",
            Key::BackTab => "backtab",
            Key::Backspace => "backspace",
            Key::Delete => "delete",
            Key::Clear => "clear",
            Key::Left => "left",
            Key::Right => "right",
            Key::Up => "up",
            Key::Down => "down",
            Key::Home => "home",
            Key::End => "end",
            Key::Redraw => "redraw",
            Key::Leave => "leave",
        };
        String::from(word)
    }

    #[test]
    fn characters_and_control_characters_are_keys() {
        assert_eq!(all("1?é٣".as_bytes()), "1 ? é ٣");
        assert_eq!(all(b"\r\n\t\x7f\x08"), "enter enter tab backspace backspace");
        assert_eq!(all(b"\x15\x17\x01\x05\x0c\x04"), "clear clear home end redraw leave");
        assert_eq!(all(b"\x00\x07\x1f"), "- - -");
    }

    #[test]
    fn cursor_keys_come_in_every_dialect() {
        for way in ["\x1b[", "\x1bO", "\x1b[1;5", "\x1bO5", "\x1b\x1b["] {
            for (letter, key) in [("A", "up"), ("B", "down"), ("C", "right"), ("D", "left")] {
                let keys = all(format!("{way}{letter}").as_bytes());
                assert_eq!(keys.trim_start_matches("- "), key, "{way:?}");
            }
        }
        assert_eq!(all(b"\x1b[H\x1bOH\x1b[1~\x1b[7~"), "home home home home");
        assert_eq!(all(b"\x1b[F\x1bOF\x1b[4~\x1b[8~"), "end end end end");
        assert_eq!(all(b"\x1b[3~\x1b[Z"), "delete backtab");
        assert_eq!(all(b"\x1bOp\x1bOy\x1bOM"), "0 9 enter");
    }

    #[test]
    fn an_unknown_escape_sequence_is_ignored_as_a_whole() {
        for unknown in [
            "\x1b[5~",
            "\x1b[15;2~",
            "\x1b[[B",
            "\x1b[M 12",
            "\x1b[<0;12;5M",
            "\x1b[?1;2c",
            "\x1b]11;rgb:1234/5678/9012\x07",
            "\x1b]11;12345\x1b\\",
            "\x1bP1$r12\x1b\\",
            "\x1b1",
            "\x1b\u{e9}",
            "\x1bOP",
            "\x1b[201~",
            "\x1b[12;34R",
        ] {
            assert_eq!(all(format!("{unknown}7").as_bytes()), "- 7", "{unknown:?}");
        }
        // Cut short by another sequence, or by a key.
        assert_eq!(all(b"\x1b[12\x1b[A"), "- up");
        assert_eq!(all(b"\x1b[12\r"), "- enter");
    }

    #[test]
    fn bytes_that_are_no_text_are_no_keys() {
        assert_eq!(all(b"\xff5\x805"), "- 5 - 5");
        assert_eq!(all(b"\xc3\x285"), "- ( 5");
        assert_eq!(all("\u{9b}5".as_bytes()), "- 5");
    }

    #[test]
    fn a_part_waits_for_the_rest() {
        let whole: [&[u8]; 7] = [
            b"\x1b[A",
            b"\x1bOA",
            b"\x1b[1;5C",
            b"\x1b[3~",
            "٣".as_bytes(),
            b"\x1b]0;x\x07",
            b"\x1b[M 12",
        ];
        for whole in whole {
            for cut in 1..whole.len() {
                assert!(matches!(decode(&whole[..cut], false), Part), "{cut} of {whole:?}");
                let stays = decode(&whole[..cut], true);
                assert!(!matches!(stays, Part | Decoded::PartOfPaste), "{cut} of {whole:?}");
            }
        }
        assert_eq!(all(b"\x1b"), "escape");
        assert_eq!(all(b"\x1b\x1b"), "- escape");
    }

    #[test]
    fn a_paste_is_data_however_it_is_cut() {
        let paste = b"\x1b[200~12345\r\x1b[A\x03 6\xff\x1b[201~7";
        for cut in 6..paste.len() - 1 {
            for is_all in [false, true] {
                assert!(matches!(decode(&paste[..cut], is_all), Decoded::PartOfPaste), "{cut}");
            }
        }
        assert_eq!(all(paste), "<12345\r\x1b[A\x03 6\u{fffd}> 7");
        assert_eq!(all(b"\x1b[200~\x1b[201~"), "<>");
    }
}
