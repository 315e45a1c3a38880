//! Shapes of codes: the length, and the places of what separates groups.

use crate::service_codes::service_list::can_be_code;

/// The shape of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Shape {
    length: usize,
    /// The places of separators, one bit for each.
    breaks: u64,
    /// The places of blanks.
    blanks: u64,
}

/// A text that can be a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) shape: Shape,
    /// Whether it is no word or sentence of a language: it has a digit, or groups of one length.
    pub(super) is_strong: bool,
}

impl Shape {
    /// Returns the shape without the places of dashes, which some codes have anywhere.
    pub(super) fn loose(self) -> Self {
        Self { breaks: self.blanks, ..self }
    }
}

/// Returns the candidate that a text is, if it can be a code and is neither a sentence nor a date.
pub(super) fn candidate(text: &str) -> Option<Candidate> {
    if !can_be_code(text) {
        return None;
    }
    let (mut breaks, mut blanks) = (0, 0);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b' ' => blanks |= 1 << at,
            b'-' | b'_' | b'.' | b'/' => breaks |= 1 << at,
            _ => {}
        }
    }
    let shape = Shape { length: text.len(), breaks: breaks | blanks, blanks };
    let is_strong = is_strong(text);
    let is_sentence = blanks != 0 && !is_strong && !has_digit(text) && !is_even(text, ' ');
    (!is_sentence && !is_date(text)).then_some(Candidate { shape, is_strong })
}

fn has_digit(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

/// Whether all groups between separators have one length.
fn is_even(text: &str, separator: char) -> bool {
    let mut lengths = text.split(separator).map(str::len);
    lengths.next().is_some_and(|first| lengths.all(|other| other == first))
}

fn is_strong(text: &str) -> bool {
    const FEWEST_GROUPS: usize = 4;
    if has_digit(text) {
        return is_even(text, ' ');
    }
    let has_dashes = text.contains('-') && !text.contains(' ') && is_even(text, '-');
    has_dashes || is_even(text, ' ') && text.split(' ').count() >= FEWEST_GROUPS
}

/// Whether a text is a date of our time: `2026-01-31`, `31.01.2026`, `1/31/2026`.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['-', '.', '/']).take(4).collect();
    let is_number = |it: &&str| it.len() <= 4 && it.parse::<u16>().is_ok();
    let is_year = |it: &str| it.len() == 4 && (it.starts_with("19") || it.starts_with("20"));
    let is_small = |it: &str| it.len() <= 2 && it.parse::<u8>().is_ok_and(|it| it <= 31);
    match parts[..] {
        [a, b, c] if parts.iter().all(is_number) => {
            is_small(b) && (is_year(a) && is_small(c) || is_small(a) && is_year(c))
        }
        _ => false,
    }
}

/// The characters that the codes of a list have.
#[derive(Clone, Copy, Default)]
pub(super) struct Alphabet {
    has_upper: bool,
    has_lower: bool,
    letters: usize,
    /// Whether a letter is behind F.
    is_beyond_hex: bool,
}

impl Alphabet {
    pub(super) fn add(&mut self, code: &str) {
        for c in code.chars().filter(char::is_ascii_alphabetic) {
            self.has_upper |= c.is_ascii_uppercase();
            self.has_lower |= c.is_ascii_lowercase();
            self.is_beyond_hex |= !c.is_ascii_hexdigit();
            self.letters += 1;
        }
    }

    /// Whether a text without digits has no other sort of characters than these codes.
    pub(super) fn has(self, text: &str) -> bool {
        /// The number of letters after which it is no accident that none is behind F.
        const ENOUGH: usize = 8;
        text.chars().all(|c| {
            !c.is_ascii_uppercase() && !c.is_ascii_lowercase()
                || (c.is_ascii_uppercase() && self.has_upper
                    || c.is_ascii_lowercase() && self.has_lower)
                    && (self.is_beyond_hex || self.letters < ENOUGH || c.is_ascii_hexdigit())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_letters_digits_a_few_signs_and_single_blanks() {
        for text in ["abcdef", "1234 5678", "a+b/c=", "ABCD-1234", &"a1".repeat(32)] {
            assert!(candidate(text).is_some(), "{text}");
        }
        for text in ["abcde", "1234  5678", "abc@def", "------", " abcdef", &"a".repeat(65)] {
            assert!(candidate(text).is_none(), "{text}");
        }
    }

    #[test]
    fn words_and_dates_are_told_from_codes() {
        for text in ["Updated now again", "2026-01-31", "31.12.2026", "1/31/2026"] {
            assert!(candidate(text).is_none(), "{text}");
        }
        for (text, is_strong) in [
            ("abcd-efgh", true),
            ("download", false),
            ("Updated 2026", false),
            ("1234 5678", true),
            ("abcd efgh ijkl mnop", true),
        ] {
            assert_eq!(candidate(text).map(|it| it.is_strong), Some(is_strong), "{text}");
        }
    }
}
