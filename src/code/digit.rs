//! One digit of a code, as read from one written character.

use zeroize::DefaultIsZeroes;

/// A digit as it was read.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Digit {
    /// The digit is known.
    Known(u8),
    /// A letter that people write for this digit: a first guess, and no more.
    Guess(u8),
    /// The digit is unreadable.
    #[default]
    Unreadable,
}

impl DefaultIsZeroes for Digit {}

impl Digit {
    /// Returns the digit that a character stands for, if it can stand for one.
    pub(crate) fn from_char(c: char) -> Option<Self> {
        Some(match c {
            '?' | '*' | 'x' | 'X' => Self::Unreadable,
            'O' | 'o' | 'Q' => Self::Guess(0),
            'I' | 'l' | 'i' => Self::Guess(1),
            'Z' | 'z' => Self::Guess(2),
            'S' | 's' => Self::Guess(5),
            'G' | 'b' => Self::Guess(6),
            'B' => Self::Guess(8),
            'g' | 'q' => Self::Guess(9),
            _ => Self::Known(decimal(c)?),
        })
    }

    /// Returns the digit, if it is known.
    pub(crate) fn known(self) -> Option<u8> {
        if let Self::Known(digit) = self { Some(digit) } else { None }
    }
}

/// Returns the value of a decimal digit of any script (Unicode general category Nd).
pub(crate) fn decimal(c: char) -> Option<u8> {
    let after = ZEROS.partition_point(|&zero| zero <= c);
    let zero = *ZEROS.get(after.checked_sub(1)?)?;
    u8::try_from(u32::from(c) - u32::from(zero)).ok().filter(|&value| value < 10)
}

/// The zero of every script that has decimal digits, in ascending order. Unicode promises for
/// category Nd that the digits 1 to 9 follow their zero directly. A test compares this table with
/// the one of `regex-syntax`.
#[rustfmt::skip]
const ZEROS: [char; 76] = [
    '\u{30}', '\u{660}', '\u{6f0}', '\u{7c0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}',
    '\u{b66}', '\u{be6}', '\u{c66}', '\u{ce6}', '\u{d66}', '\u{de6}', '\u{e50}', '\u{ed0}',
    '\u{f20}', '\u{1040}', '\u{1090}', '\u{17e0}', '\u{1810}', '\u{1946}', '\u{19d0}', '\u{1a80}',
    '\u{1a90}', '\u{1b50}', '\u{1bb0}', '\u{1c40}', '\u{1c50}', '\u{a620}', '\u{a8d0}', '\u{a900}',
    '\u{a9d0}', '\u{a9f0}', '\u{aa50}', '\u{abf0}', '\u{ff10}', '\u{104a0}', '\u{10d30}', '\u{10d40}',
    '\u{11066}', '\u{110f0}', '\u{11136}', '\u{111d0}', '\u{112f0}', '\u{11450}', '\u{114d0}', '\u{11650}',
    '\u{116c0}', '\u{116d0}', '\u{116da}', '\u{11730}', '\u{118e0}', '\u{11950}', '\u{11bf0}', '\u{11c50}',
    '\u{11d50}', '\u{11da0}', '\u{11f50}', '\u{16130}', '\u{16a60}', '\u{16ac0}', '\u{16b50}', '\u{16d70}',
    '\u{1ccf0}', '\u{1d7ce}', '\u{1d7d8}', '\u{1d7e2}', '\u{1d7ec}', '\u{1d7f6}', '\u{1e140}', '\u{1e2f0}',
    '\u{1e4f0}', '\u{1e5f1}', '\u{1e950}', '\u{1fbf0}',
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_decimal_digit_of_unicode_has_its_value_and_nothing_else_has_one() {
        let hir = regex_syntax::parse(r"\p{Nd}").expect("a property");
        let regex_syntax::hir::HirKind::Class(regex_syntax::hir::Class::Unicode(class)) =
            hir.kind()
        else {
            panic!("a property is a class");
        };
        // Each range of the class is a multiple of ten long; a range with the digits of several
        // scripts is cut every ten characters.
        let mut expected = std::collections::BTreeMap::new();
        for range in class.iter() {
            for (offset, c) in (range.start()..=range.end()).enumerate() {
                expected.insert(c, u8::try_from(offset % 10).expect("below ten"));
            }
        }
        assert!(expected.len() >= 600);
        for c in '\0'..=char::MAX {
            assert_eq!(decimal(c), expected.get(&c).copied(), "{:x}", u32::from(c));
        }
    }

    #[test]
    fn letters_are_never_silently_a_digit() {
        for c in ('a'..='z').chain('A'..='Z') {
            assert!(!matches!(Digit::from_char(c), Some(Digit::Known(_))), "{c}");
        }
    }
}
