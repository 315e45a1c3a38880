//! Evidence of the identity: knowledge of whose backup code it is.
//!
//! A whole identity decides by itself. A few characters of one match an unrelated code with a
//! certain probability, so the search compares no more codes with them than keep an accidental
//! match unlikely.

use crate::code::BackupCode;

/// The chance of an accident up to which an explanation without evidence, or a match of partial
/// evidence, is certain. Halved or doubled, the lines "six characters" of
/// `search_budget/admission_tests.rs` move.
pub const CERTAIN: f64 = 1e-6;

/// The work of comparing one code with the evidence, in field additions: deriving its identity
/// takes about 30 µs (`cargo bench -p collab-lab --bench code derive_identity`). Halved or doubled,
/// the lines with an identity of `search_budget/admission_tests.rs` move.
pub(super) const COMPARING: u32 = 10_000;

/// Evidence of the account's identity.
#[derive(Clone, Copy)]
pub struct Evidence<'a> {
    /// The test whether the identity of a code matches.
    pub matches: Matches<'a>,
    /// The probability that the identity of an unrelated code matches: 0 for whole identities.
    pub chance: f64,
}

/// The test whether the identity of a code matches. It is called from any thread.
pub type Matches<'a> = &'a (dyn Fn(&BackupCode) -> bool + Sync);

/// The fewest last characters of an identity that a person is asked for: enough for some thousand
/// codes (`six_characters_are_enough_for_a_thousand_codes_and_eight_for_all`).
pub const FEWEST_CHARACTERS: usize = 6;

/// The number of characters of an identity that differ from account to account.
const ALL_CHARACTERS: usize = 44;

/// The probability that two characters of base58 are equal, ignoring case.
///
/// Of the 58 characters 23 letters occur in both cases; the 9 digits and `i`, `L` and `o` occur
/// once.
const SAME_CHARACTER: f64 = (23.0 * 2.0 * 2.0 + 12.0) / (58.0 * 58.0);

impl<'a> Evidence<'a> {
    /// Returns the evidence of whole identities, which no unrelated code matches.
    pub fn whole(matches: Matches<'a>) -> Self {
        Self { matches, chance: 0.0 }
    }

    /// Returns the evidence of this many last characters of an identity, ignoring case.
    pub fn end(characters: usize, matches: Matches<'a>) -> Self {
        Self { matches, chance: chance_of_end(characters) }
    }

    /// Whether the evidence is less than a whole identity.
    ///
    /// Partial evidence comes from a person and concerns this very backup code, so a code that does
    /// not match it is no explanation.
    pub(super) fn is_partial(&self) -> bool {
        self.chance > 0.0
    }

    /// Returns the number of codes that can be compared before an accidental match is likelier than
    /// [`CERTAIN`].
    pub(super) fn allowance(&self) -> f64 {
        if self.is_partial() { CERTAIN / self.chance } else { f64::INFINITY }
    }
}

/// Returns the probability that this many last characters of two identities are equal, ignoring
/// case.
fn chance_of_end(characters: usize) -> f64 {
    (0..characters).fold(1.0, |chance, _| chance * SAME_CHARACTER)
}

/// Returns the number of last characters of an identity with which this many codes can be compared
/// while an accidental match stays unlikely.
pub(super) fn characters_for(candidates: f64) -> usize {
    let is_enough = |&characters: &usize| candidates * chance_of_end(characters) <= CERTAIN;
    (FEWEST_CHARACTERS..ALL_CHARACTERS).find(is_enough).unwrap_or(ALL_CHARACTERS)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE58: &str = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    #[test]
    fn two_random_characters_agree_at_the_assumed_rate() {
        let same = |a: char| BASE58.chars().filter(|b| a.eq_ignore_ascii_case(b)).count();
        let pairs: u16 =
            BASE58.chars().map(same).map(|count| u16::try_from(count).expect("58 at most")).sum();
        assert!((f64::from(pairs) / (58.0 * 58.0) - SAME_CHARACTER).abs() < 1e-12);
    }

    #[test]
    fn six_characters_are_enough_for_a_thousand_codes_and_eight_for_all() {
        let none = |_: &BackupCode| false;
        let allowance = |characters| Evidence::end(characters, &none).allowance();
        assert!((1_000.0..1_300.0).contains(&allowance(FEWEST_CHARACTERS)));
        assert!((30_000.0..40_000.0).contains(&allowance(7)));
        assert!(allowance(8) > 1e6);
        assert!(allowance(5) < 100.0);
        assert!(Evidence::whole(&none).allowance().is_infinite());
        assert!(!Evidence::whole(&none).is_partial() && Evidence::end(40, &none).is_partial());
    }
}
