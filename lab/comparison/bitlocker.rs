//! BitLocker's recovery password: 48 digits in eight groups of six, each 11 times a 16-bit number.
//!
//! As Microsoft documents it ("BitLocker recovery password details", System Integrity Team, 2006):
//! a group that 11 does not divide, or whose number has more than 16 bits, is refused; no
//! correction is specified. Digits are read in order, six to a group, since the entry screen sets
//! the hyphens itself.

use crate::scheme::{Known, Scheme};
use crate::slips::written::{DIGITS_ALIKE, LETTERS_FOR_DIGITS, Script};
use crate::slips::{Generator, Written};

const GROUPS: usize = 8;
const GROUP_DIGITS: usize = 6;

static DIGITS: Script = Script {
    alphabet: b"0123456789",
    alike: DIGITS_ALIKE,
    foreign: LETTERS_FOR_DIGITS,
    row: 4,
    words: false,
};

pub(crate) struct BitLocker;

impl Scheme for BitLocker {
    fn code(&self) -> &'static str {
        "BitLocker, 48 digits"
    }

    /// An example from the documentation of libbde, and two from a question about an accepted and a
    /// refused group (superuser.com/q/1390599).
    fn verify(&self) {
        let read = |text: &str| self.read(text, &|_| false);
        let valid = "471207-278498-422125-177177-561902-537405-468006-693451";
        let keys: Vec<u8> = valid
            .split('-')
            .flat_map(|group| (group.parse::<u32>().expect("digits") / 11).to_le_bytes())
            .collect();
        let keys: Vec<u8> = keys.chunks(4).flat_map(|number| &number[..2]).copied().collect();
        assert_eq!(read(valid), Some(keys));
        assert!(read("531058-303050-716078-383614-460922-106975-083446-139161").is_some());
        assert!(read("123456-123456-123456-123456-123456-123456-123456-123456").is_none());
        // 720885 is the greatest group, and 720896 is 11 times 65536.
        assert!(read(&"720885".repeat(GROUPS)).is_some());
        assert!(read(&"720896".repeat(GROUPS)).is_none());
    }

    fn write(&self, generator: &mut Generator) -> Written {
        let groups: Vec<String> =
            (0..GROUPS).map(|_| format!("{:06}", generator.below(1 << 16) * 11)).collect();
        Written::in_groups(&DIGITS, groups.iter().map(String::as_bytes))
    }

    fn read(&self, copy: &str, _known: Known<'_>) -> Option<Vec<u8>> {
        let is_separator = |c: &char| c.is_ascii_whitespace() || *c == '-';
        let digits: Option<Vec<u32>> =
            copy.chars().filter(|c| !is_separator(c)).map(|c| c.to_digit(10)).collect();
        let digits = digits.filter(|digits| digits.len() == GROUPS * GROUP_DIGITS)?;
        let mut key = Vec::with_capacity(2 * GROUPS);
        for group in digits.chunks(GROUP_DIGITS) {
            let number = group.iter().fold(0, |number, digit| number * 10 + digit);
            let quotient = number.is_multiple_of(11).then_some(number / 11)?;
            key.extend(u16::try_from(quotient).ok()?.to_le_bytes());
        }
        Some(key)
    }
}
