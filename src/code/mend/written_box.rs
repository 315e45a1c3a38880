//! A box as it was written: digits, letters and marks, and more or fewer than five of them.

use super::slip::{ANY, BoxDigits, LONGEST};
use crate::code::BOX_DIGITS;
use crate::code::digit::Digit;

/// The range of a reading's digits that belong to one box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct DigitRange {
    /// The index of the first digit.
    pub(super) first: u8,
    /// The number of digits.
    pub(super) length: u8,
}

/// The interpretation of letters that people write for digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Letters {
    /// Each letter is the digit that it looks like.
    AreFirstGuesses,
    /// Letters are unreadable digits.
    CouldBeAnything,
}

/// The digits that are taken for one box.
#[derive(Clone, Copy, Default)]
pub(super) struct WrittenBox {
    digits: [Digit; LONGEST],
    len: usize,
}

impl zeroize::DefaultIsZeroes for WrittenBox {}

impl WrittenBox {
    /// Returns the box with this range of the digits; without a range, a box of unreadable digits.
    pub(super) fn at(span: Option<DigitRange>, digits: &[Digit]) -> Self {
        let Some(DigitRange { first, length }) = span else {
            return Self { digits: [Digit::Unreadable; LONGEST], len: BOX_DIGITS };
        };
        let digits = &digits[usize::from(first)..][..usize::from(length)];
        let mut written = Self { len: digits.len(), ..Self::default() };
        written.digits[..digits.len()].copy_from_slice(digits);
        written
    }

    pub(super) fn digits(&self) -> &[Digit] {
        &self.digits[..self.len]
    }

    /// Returns the box with another digit at this index.
    pub(super) fn with(mut self, at: usize, digit: u8) -> Self {
        self.digits[at] = Digit::Known(digit);
        self
    }

    /// Returns the digits as the search uses them.
    pub(super) fn row(&self, letters: Letters) -> BoxDigits {
        let taken = |digit: &Digit| match *digit {
            Digit::Known(digit) => digit,
            Digit::Guess(digit) if letters == Letters::AreFirstGuesses => digit,
            Digit::Guess(_) | Digit::Unreadable => ANY,
        };
        self.digits().iter().map(taken).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_taken_as_they_look_or_as_anything() {
        let digits = [Digit::Known(3), Digit::Guess(5), Digit::Unreadable];
        let written = WrittenBox::at(Some(DigitRange { first: 0, length: 3 }), &digits);
        assert_eq!(written.row(Letters::AreFirstGuesses).digits(), [3, 5, ANY]);
        assert_eq!(written.row(Letters::CouldBeAnything).digits(), [3, ANY, ANY]);
        assert_eq!(WrittenBox::at(None, &digits).row(Letters::AreFirstGuesses).digits(), [ANY; 5]);
    }
}
