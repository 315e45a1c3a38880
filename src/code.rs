//! The backup code: sixteen boxes of five digits, from which the whole account is derived.
//!
//! A [`BackupCode`] is always valid: it is generated, read from a valid text, or corrected from a
//! damaged one. It wipes itself, and its digits leave it only as [`BackupCode::canonical_text`],
//! [`BackupCode::box_text`] and the rows, all of which wipe themselves, too.
//!
//! The format is frozen: `collab backup code v1`.

pub mod digit;
mod field;
pub mod mend;
pub mod reading;
mod reed_solomon;

use std::fmt::{self, Write as _};

use subtle::{Choice, ConstantTimeEq as _};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::secret::{Secret, SecretText};
use field::{Element, P};
use reed_solomon::{FREE, Syndromes};

/// Number of boxes in a code.
pub const BOXES: usize = reed_solomon::BOXES;
/// Number of digits in a box.
pub const BOX_DIGITS: usize = 5;
/// Number of digits in a code.
pub const DIGITS: usize = BOXES * BOX_DIGITS;
/// Number of boxes in a row.
pub const ROW_BOXES: usize = 4;

/// The number of a box on paper: 1 to 16.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BoxNumber(u8);

impl BoxNumber {
    /// Returns the number of a box, if `number` is 1 to 16.
    pub fn new(number: usize) -> Option<Self> {
        u8::try_from(number).ok().filter(|n| (1..=BOXES).contains(&usize::from(*n))).map(Self)
    }

    /// Returns the number of the box at this index of an array of sixteen.
    pub(crate) fn at(index: usize) -> Self {
        Self::new(index + 1).expect("an index of a box")
    }

    /// Returns all sixteen numbers, in order.
    pub fn all() -> impl Iterator<Item = Self> {
        (1..=BOXES).filter_map(Self::new)
    }

    /// Returns the number, 1 to 16.
    pub fn get(self) -> u8 {
        self.0
    }

    /// Returns the index of the box in an array of sixteen.
    pub(crate) fn index(self) -> usize {
        usize::from(self.0) - 1
    }
}

impl fmt::Display for BoxNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for BoxNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A source of random bytes: the operating system's generator, or a substitute in tests. It fills
/// the buffer or fails.
pub type Entropy<'a> = dyn FnMut(&mut [u8]) -> Result<(), EntropyError> + 'a;

/// The random number generator failed. Nothing was generated.
#[derive(Debug, thiserror::Error)]
#[error("the random number generator failed")]
pub struct EntropyError;

/// Fills the buffer from the operating system's generator.
///
/// # Errors
///
/// When the operating system has no random numbers to give.
pub fn system_entropy(buffer: &mut [u8]) -> Result<(), EntropyError> {
    getrandom::fill(buffer).map_err(|_| EntropyError)
}

/// A valid backup code.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct BackupCode {
    boxes: [Element; BOXES],
}

impl BackupCode {
    /// Generates a code from the operating system's random number generator.
    ///
    /// # Errors
    ///
    /// When the generator fails; then no code is generated.
    pub fn generate() -> Result<Self, EntropyError> {
        Self::generate_from(&mut system_entropy)
    }

    /// Generates a code: twelve information symbols drawn uniformly, and the four parity boxes.
    ///
    /// # Errors
    ///
    /// When the generator fails; then no code is generated.
    pub fn generate_from(entropy: &mut Entropy<'_>) -> Result<Self, EntropyError> {
        let mut free = Secret::new([Element::ZERO; FREE]);
        for element in free.expose_mut() {
            *element = loop {
                let mut draw = Secret::new([0; 3]);
                entropy(draw.expose_mut())?;
                if let Some(uniform) = accept(*draw.expose()) {
                    break uniform;
                }
            };
        }
        Ok(Self { boxes: reed_solomon::encode(free.expose()) })
    }

    /// Returns a copy, which wipes itself, too. There is no `Clone`, so that every copy of a code can
    /// be found by this word.
    #[must_use]
    pub fn copy(&self) -> Self {
        Self { boxes: self.boxes }
    }

    /// Returns the code with these boxes, if they are a codeword.
    pub(crate) fn from_boxes(boxes: [Element; BOXES]) -> Option<Self> {
        let code = Self { boxes };
        Syndromes::of(&code.boxes).are_zero().then_some(code)
    }

    /// Returns the code with this canonical text: 80 ASCII digits and nothing else.
    pub fn from_canonical_text(text: &str) -> Option<Self> {
        if text.len() != DIGITS || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let mut boxes = [Element::ZERO; BOXES];
        for (element, digits) in boxes.iter_mut().zip(text.as_bytes().chunks(BOX_DIGITS)) {
            let value = digits.iter().fold(0, |value, digit| value * 10 + u32::from(digit - b'0'));
            *element = Element::new(value)?;
        }
        Self::from_boxes(boxes)
    }

    /// Returns the canonical text, from which every key is derived: 80 ASCII digits, box 1 first.
    pub fn canonical_text(&self) -> SecretText {
        let mut text = SecretText::new(String::with_capacity(DIGITS));
        for number in BoxNumber::all() {
            self.write_box(number, text.expose_mut());
        }
        text
    }

    /// Returns the five digits of one box.
    pub fn box_text(&self, number: BoxNumber) -> SecretText {
        let mut text = SecretText::new(String::with_capacity(BOX_DIGITS));
        self.write_box(number, text.expose_mut());
        text
    }

    /// Returns the four rows as they are written: four boxes each, separated by a space.
    pub fn rows(&self) -> [SecretText; BOXES / ROW_BOXES] {
        std::array::from_fn(|row| {
            let mut text = SecretText::new(String::with_capacity(ROW_BOXES * (BOX_DIGITS + 1)));
            for number in BoxNumber::all().skip(row * ROW_BOXES).take(ROW_BOXES) {
                if !text.expose().is_empty() {
                    text.expose_mut().push(' ');
                }
                self.write_box(number, text.expose_mut());
            }
            text
        })
    }

    /// Returns the four rows, each after the number of its first box, a label that [`reading`]
    /// understands.
    pub fn labeled_rows(&self) -> [SecretText; BOXES / ROW_BOXES] {
        let mut first = BoxNumber::all().step_by(ROW_BOXES);
        self.rows().map(|boxes| {
            let label = first.next().map_or(0, BoxNumber::get);
            let mut line = SecretText::new(String::with_capacity(boxes.expose().len() + 8));
            write!(line.expose_mut(), "{label:>4}:  {}", boxes.expose())
                .expect("a string takes all");
            line
        })
    }

    fn write_box(&self, number: BoxNumber, text: &mut String) {
        let value = self.boxes[number.index()].value();
        for unit in [10_000, 1_000, 100, 10, 1] {
            text.extend(char::from_digit(value / unit % 10, 10));
        }
    }
}

impl PartialEq for BackupCode {
    /// Compares all boxes, in constant time.
    fn eq(&self, other: &Self) -> bool {
        let pairs = self.boxes.iter().zip(&other.boxes);
        let same = pairs.map(|(a, b)| a.value().ct_eq(&b.value()));
        same.fold(Choice::from(1), |all, same| all & same).into()
    }
}

impl Eq for BackupCode {}

impl fmt::Debug for BackupCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BackupCode(..)")
    }
}

/// Returns the field element that three random bytes encode in 17 bits, or `None` if the number is
/// not below p (rejection sampling: a reduction modulo p would favor some boxes).
fn accept(bytes: [u8; 3]) -> Option<Element> {
    let draw = u32::from(bytes[0]) | u32::from(bytes[1]) << 8 | u32::from(bytes[2] & 1) << 16;
    Element::new(draw)
}

const _: () = assert!(P < 1 << 17, "17 bits reach every element");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_draw_of_17_bits_is_its_own_element_or_thrown_away() {
        let mut accepted = 0;
        for draw in 0_u32..1 << 17 {
            for unused in [0, 0b1111_1110] {
                let bytes = draw.to_le_bytes();
                match accept([bytes[0], bytes[1], bytes[2] | unused]) {
                    Some(element) => {
                        assert!(draw < P && element.value() == draw);
                        accepted += 1;
                    }
                    None => assert!(draw >= P),
                }
            }
        }
        assert_eq!(accepted, 2 * P);
    }

    #[test]
    fn a_failing_generator_makes_nothing() {
        for after in 0..12 {
            let mut calls = 0;
            let result = BackupCode::generate_from(&mut |bytes: &mut [u8]| {
                bytes.fill(7);
                calls += 1;
                if calls > after { Err(EntropyError) } else { Ok(()) }
            });
            assert!(result.is_err());
        }
    }

    #[test]
    fn a_draw_above_the_field_is_drawn_again() {
        let mut calls = 0;
        let code = BackupCode::generate_from(&mut |bytes: &mut [u8]| {
            calls += 1;
            bytes.fill(if calls % 2 == 1 { 0xff } else { 0 });
            Ok(())
        })
        .expect("the generator works");
        assert_eq!(calls, 24, "every first draw was 131071");
        assert!(code.canonical_text().expose().starts_with(&"0".repeat(60)));
    }

    #[test]
    fn canonical_text_comes_back() {
        let code = BackupCode::generate_from(&mut |bytes: &mut [u8]| {
            bytes.fill(42);
            Ok(())
        })
        .expect("the generator works");
        let text = code.canonical_text();
        assert_eq!(text.expose().len(), DIGITS);
        assert!(BackupCode::from_canonical_text(text.expose()) == Some(code));
    }

    #[test]
    fn codes_are_equal_when_every_box_is_equal() {
        let code = BackupCode { boxes: reed_solomon::encode(&[Element::ZERO; FREE]) };
        assert!(code == code.copy());
        for index in 0..BOXES {
            let mut other = code.copy();
            other.boxes[index] = Element::new(1).expect("a value");
            assert!(code != other, "box {}", index + 1);
        }
    }

    #[test]
    fn debug_shows_no_digit() {
        let code = BackupCode::generate_from(&mut |bytes: &mut [u8]| {
            bytes.fill(1);
            Ok(())
        });
        assert_eq!(format!("{code:?}"), "Ok(BackupCode(..))");
    }
}
