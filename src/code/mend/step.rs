//! A step of the search: one supposition about the alignments of one family.

use super::box_values::ANYTHING;
use super::evidence::COMPARING;
use super::meet::MOST_TERMS;
use super::received_word::ReceivedWord;
use super::written_box::Letters;
use crate::code::reed_solomon::FREE;

/// The most slips that are supposed without evidence of the identity, which could expose an
/// accident.
///
/// Each further slip multiplies the words by some fifty. With 4 or 6 lines of `tests/tuning.rs`
/// move.
pub const MOST_SLIPS: u8 = 5;
/// The most slips that are supposed with evidence. With 6 or 8 the line "whole, known" of
/// `search_budget/admission_tests.rs` moves.
pub const MOST_SLIPS_KNOWN: u8 = 7;

const _: () = assert!(MOST_TERMS == FREE + MOST_SLIPS_KNOWN as usize, "each may cross a border");

/// The most work of a step without evidence, in field additions of about 3 ns: 0.2 s. The bench
/// `refuse` is the whole search. Halved or doubled, `a_reading_has_its_recorded_steps` or a
/// line of `search_budget/admission_tests.rs` moves.
pub(super) const MOST_WORK: f64 = 6e7;

/// The work per alignment above which several workers share it, in field additions: 3 ms. Starting
/// a thread takes as long as some ten thousand additions. Halved or doubled, the numbers of long
/// steps in `search_budget/admission_tests.rs` move.
const WORTH_THREADS: f64 = 1e6;

/// The most work of a step that is tried on a text that is hardly legible, in field additions: 0.3
/// ms. The line "hardly legible" of `tests/tuning.rs` moves with it.
const CHEAP: f64 = 1e5;

/// A step of the search.
pub(super) struct Step {
    /// The index of the step's family in the plan.
    pub(super) family: usize,
    pub(super) letters: Letters,
    /// The surcharges of boxes, the highest first.
    pub(super) surcharges: Vec<u8>,
    /// The number of slips across borders.
    pub(super) across: u8,
    /// Whether its findings mean anything without evidence.
    pub(super) means_something_alone: bool,
    /// The number of slips supposed of the family's first received word.
    pub(super) slips: u8,
    /// The most slips that any step supposes.
    pub(super) most_slips: u8,
    /// Whether its family has the digits as they stand.
    pub(super) is_plain: bool,
    /// The expected number of codes found by accident (false positives).
    pub(super) false_positives: f64,
    /// The priority value; the lowest comes first: the number of trials, divided by the frequency
    /// of what is supposed, plus a share of the work.
    pub(super) priority: f64,
    /// The approximate work in field additions, estimated from usual boxes.
    pub(super) estimate: f64,
    /// The same measured on the boxes of this reading, once that was done.
    pub(super) work: f64,
}

impl Step {
    /// Whether it is taken only with evidence to compare its findings with.
    pub(super) fn is_deeper(&self) -> bool {
        !self.means_something_alone || self.estimate > MOST_WORK
    }

    /// Whether it takes letters for the digits that they look like, and is little work.
    pub(super) fn is_cheap_guess(&self) -> bool {
        self.letters == Letters::AreFirstGuesses && self.work <= CHEAP
    }

    /// Returns the approximate work, including the comparison of its findings with evidence if
    /// `compares`.
    pub(super) fn cost(&self, compares: bool) -> f64 {
        let comparing = if compares { f64::from(COMPARING) } else { 0.0 };
        self.work + self.false_positives * comparing
    }

    /// Returns the most slips of an explanation by this received word: any number where boxes may
    /// be wrong in any way.
    pub(super) fn most_slips(&self, received: &ReceivedWord) -> u8 {
        if self.is_plain && self.is_anything() { u8::MAX } else { self.slips_of(received) }
    }

    /// Returns the number of slips supposed of this received word.
    pub(super) fn slips_of(&self, received: &ReceivedWord) -> u8 {
        received.cost() + self.surcharges.iter().sum::<u8>() + self.across
    }

    /// Whether it supposes only boxes that are wrong in any way.
    pub(super) fn is_anything(&self) -> bool {
        self.across == 0 && self.surcharges.iter().all(|&surcharge| surcharge == ANYTHING)
    }

    /// Whether a received word takes at most the slips of this step or the most of any step: some
    /// received words of a family take more than the first, and four boxes that are wrong in any way
    /// count twelve slips.
    pub(super) fn fits(&self, received: &ReceivedWord) -> bool {
        self.slips_of(received) <= self.slips.max(self.most_slips)
    }

    /// Whether each of its alignments, of which there are `alignments`, is worth several workers.
    #[allow(clippy::cast_precision_loss, reason = "there are some thousand at most")]
    pub(super) fn is_long(&self, alignments: usize, compares: bool) -> bool {
        self.cost(compares) > WORTH_THREADS * alignments as f64
    }
}
