//! The slips that people make when they copy digits, each undone.
//!
//! A slip is defined by its effect on a row of digits, so undoing it yields each row that can have
//! been there before. A wrong or lost digit, undone, becomes an unreadable digit ([`ANY`]); every
//! other slip, undone, gives known digits. The kinds and their frequencies are from J. Verhoeff,
//! *Error Detecting Decimal Codes* (Mathematical Centre Tracts 29, Amsterdam 1969).

use zeroize::DefaultIsZeroes;

use crate::code::BOX_DIGITS;

/// An unreadable digit.
pub(super) const ANY: u8 = 10;

/// The most digits that are taken for one box: two too many, since an alignment takes at most two
/// slips.
pub(super) const LONGEST: usize = BOX_DIGITS + 2;

/// The digits that are taken for one box, each 0 to 9 or [`ANY`].
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct BoxDigits {
    digits: [u8; LONGEST],
    len: usize,
}

impl DefaultIsZeroes for BoxDigits {}

impl FromIterator<u8> for BoxDigits {
    /// # Panics
    ///
    /// When there are more than [`LONGEST`] digits.
    fn from_iter<T: IntoIterator<Item = u8>>(digits: T) -> Self {
        let mut row = Self::default();
        for digit in digits {
            row.digits[row.len] = digit;
            row.len += 1;
        }
        row
    }
}

impl BoxDigits {
    pub(super) fn digits(&self) -> &[u8] {
        &self.digits[..self.len]
    }

    /// Returns the row with another digit at an index.
    pub(super) fn with(mut self, at: usize, digit: u8) -> Self {
        self.digits[at] = digit;
        self
    }

    fn inserted(mut self, at: usize) -> Self {
        self.digits.copy_within(at..self.len, at + 1);
        self.digits[at] = ANY;
        self.len += 1;
        self
    }

    fn removed(mut self, at: usize) -> Self {
        self.digits.copy_within(at + 1..self.len, at);
        self.len -= 1;
        self.digits[self.len] = 0;
        self
    }
}

/// A slip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Slip {
    /// One digit is wrong.
    WrongDigit,
    /// Two neighboring digits are swapped.
    Swapped,
    /// abc became cba.
    Jump,
    /// aa became bb.
    Twin,
    /// aba became cbc.
    JumpTwin,
    /// 1a became a0 or the reverse: thirteen and thirty.
    Spoken,
    /// A digit was left out.
    LeftOut,
    /// A digit was written twice.
    Doubled,
    /// A digit was added.
    Added,
}

impl Slip {
    /// Returns the frequency, as a share of all slips. Verhoeff's counts, of 12,112 errors, make up
    /// 87 %; digits left out and written twice 10 %, the least that he gives; digits added 1 %, an
    /// assumption.
    pub(super) fn frequency(self) -> f64 {
        const OF_ALL: f64 = 0.87 / 12_112.0;
        match self {
            Self::WrongDigit => 9_574.0 * OF_ALL,
            Self::Swapped => 1_237.0 * OF_ALL,
            Self::Jump => 99.0 * OF_ALL,
            Self::Twin => 67.0 * OF_ALL,
            Self::Spoken => 59.0 * OF_ALL,
            Self::JumpTwin => 35.0 * OF_ALL,
            Self::LeftOut | Self::Doubled => 0.05,
            Self::Added => 0.01,
        }
    }
}

/// Visits every row of this length from which one slip can have made the row.
pub(super) fn undone(row: BoxDigits, length: usize, each: &mut dyn FnMut(Slip, BoxDigits)) {
    let digits = row.digits();
    if length == digits.len() {
        changed(row, each);
    } else if length + 1 == digits.len() {
        for at in 0..digits.len() {
            let beside = |other: usize| digits.get(other) == Some(&digits[at]);
            let doubled = digits[at] != ANY && (beside(at + 1) || beside(at.wrapping_sub(1)));
            each(if doubled { Slip::Doubled } else { Slip::Added }, row.removed(at));
        }
    } else if length == digits.len() + 1 {
        for at in 0..length {
            each(Slip::LeftOut, row.inserted(at));
        }
    }
}

fn changed(row: BoxDigits, each: &mut dyn FnMut(Slip, BoxDigits)) {
    let digits = row.digits();
    for (at, &digit) in digits.iter().enumerate() {
        if digit != ANY {
            each(Slip::WrongDigit, row.with(at, ANY));
        }
    }
    for at in 1..digits.len() {
        for (before, slip) in neighbors_before(digits[at - 1], digits[at]) {
            each(slip, row.with(at - 1, before[0]).with(at, before[1]));
        }
    }
    for at in 2..digits.len() {
        for (before, slip) in around_before(digits[at - 2], digits[at]) {
            each(slip, row.with(at - 2, before[0]).with(at, before[1]));
        }
    }
}

/// Returns the pairs from which a slip of both neighbors can have made this pair.
pub(super) fn neighbors_before(a: u8, b: u8) -> impl Iterator<Item = ([u8; 2], Slip)> {
    let misheard = match (a, b) {
        (1, 3..ANY) => Some([b, 0]),
        (3..ANY, 0) => Some([1, a]),
        _ => None,
    };
    both_before(a, b, Slip::Swapped, Slip::Twin)
        .chain(misheard.map(|before| (before, Slip::Spoken)))
}

/// Returns the pairs from which a slip of two digits around a third can have made this pair.
pub(super) fn around_before(a: u8, b: u8) -> impl Iterator<Item = ([u8; 2], Slip)> {
    both_before(a, b, Slip::Jump, Slip::JumpTwin)
}

/// Returns the exchanged pair, and, for two equal digits, every other pair of equal digits.
fn both_before(a: u8, b: u8, places: Slip, twin: Slip) -> impl Iterator<Item = ([u8; 2], Slip)> {
    let exchanged = (a != b).then_some(([b, a], places));
    let others = if a == b && a != ANY { 0..ANY } else { 0..0 };
    let twins = others.filter(move |&other| other != a).map(move |other| ([other; 2], twin));
    exchanged.into_iter().chain(twins)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn befores(text: &str, wanted: Slip) -> Vec<String> {
        let row: BoxDigits = text.bytes().map(|byte| byte - b'0').collect();
        let mut found = Vec::new();
        let mut each = |slip, before: BoxDigits| {
            if slip == wanted {
                let show = |&d: &u8| if d == ANY { '?' } else { char::from(b'0' + d) };
                found.push(before.digits().iter().map(show).collect());
            }
        };
        for length in text.len() - 1..=text.len() + 1 {
            undone(row, length, &mut each);
        }
        found
    }

    #[test]
    fn each_slip_is_undone_wherever_it_can_have_been() {
        assert_eq!(befores("123", Slip::WrongDigit), ["?23", "1?3", "12?"]);
        assert_eq!(befores("1223", Slip::Swapped), ["2123", "1232"]);
        assert_eq!(befores("1213", Slip::Jump), ["1312"]);
        assert_eq!(befores("4413", Slip::Twin).len(), 9);
        assert_eq!(befores("4143", Slip::JumpTwin)[0], "0103");
        assert_eq!(befores("130", Slip::Spoken), ["300", "113"]);
        assert_eq!(befores("120", Slip::Spoken), [""; 0]);
        assert_eq!(befores("12", Slip::LeftOut), ["?12", "1?2", "12?"]);
        assert_eq!(befores("122", Slip::Doubled), ["12", "12"]);
        assert_eq!(befores("122", Slip::Added), ["22"]);
    }

    #[test]
    fn wrong_digits_are_the_likeliest_and_all_frequencies_are_nearly_one() {
        let twelve_thousand = 12_112.0 / 0.87;
        for (slip, counted) in [
            (Slip::WrongDigit, 9_574.0),
            (Slip::Swapped, 1_237.0),
            (Slip::Jump, 99.0),
            (Slip::Twin, 67.0),
            (Slip::Spoken, 59.0),
            (Slip::JumpTwin, 35.0),
        ] {
            let frequency = slip.frequency();
            assert!((frequency * twelve_thousand - counted).abs() < 1e-6, "{slip:?}: {frequency}");
        }
        assert!(Slip::Jump.frequency() < Slip::Added.frequency());
        // 10 of 100, the least that Verhoeff gives, and 1 of 100, an assumption.
        let one_too_few_or_doubled = Slip::LeftOut.frequency() + Slip::Doubled.frequency();
        assert!((one_too_few_or_doubled - 0.1).abs() < 1e-12);
        assert!((Slip::Added.frequency() - 0.01).abs() < 1e-12);
    }

    /// Undoing is symmetric: each slip but a wrong, lost or added digit is undone by a slip of its
    /// own kind.
    #[test]
    fn rearranging_slips_undo_each_other() {
        let row: BoxDigits = [1, 3, 0, 0, 7].into_iter().collect();
        undone(row, 5, &mut |slip, before| {
            if slip != Slip::WrongDigit {
                let mut back = false;
                undone(before, 5, &mut |again, after| back |= again == slip && after == row);
                assert!(back, "{slip:?}");
            }
        });
    }
}
