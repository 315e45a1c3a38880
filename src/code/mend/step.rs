//! A step of the search: one thing that is supposed of the alignments of one family.

use super::box_values::ANYTHING;
use super::evidence::COMPARING;
use super::meet::MOST_TERMS;
use super::received_word::ReceivedWord;
use super::written_box::Letters;
use crate::code::reed_solomon::FREE;

/// How many slips are supposed at most when no identity is known, which could tell an accident.
///
/// Each slip more is some fifty times the words. With 4 or 6 lines of `tests/tuning.rs` move.
pub const MOST_SLIPS: u8 = 5;
/// How many are supposed at most when one is. With 6 or 8 the line "whole, known" of
/// `admission_tests.rs` moves.
pub const MOST_SLIPS_KNOWN: u8 = 7;

const _: () = assert!(MOST_TERMS == FREE + MOST_SLIPS_KNOWN as usize, "each may cross a border");

/// The most work of a step when no identity is known, in field additions of about 3 ns: 0.2 s.
/// The bench `refuse` is the whole search. Halved or doubled, `a_reading_has_as_many_steps_as_it_had`
/// or a line of `admission_tests.rs` moves.
pub(super) const MOST_WORK: f64 = 6e7;

/// From how much work on one alignment is searched by several workers, in field additions: 3 ms. To
/// start a thread takes as long as some ten thousand. Halved or doubled, the numbers of long steps in
/// `admission_tests.rs` move.
const WORTH_THREADS: f64 = 1e6;

/// The most work of a step that is tried on a text that is hardly legible, in field additions: 0.3 ms.
/// The line "hardly legible" of `tests/tuning.rs` moves with it.
const CHEAP: f64 = 1e5;

/// One step.
pub(super) struct Step {
    /// Which of the plan's families it is of.
    pub(super) family: usize,
    pub(super) letters: Letters,
    /// What boxes cost more than they must, for each of them, the dearest first.
    pub(super) surcharges: Vec<u8>,
    /// How many slips across borders.
    pub(super) across: u8,
    /// Whether what it finds means anything when no identity is known to compare it with.
    pub(super) means_something_alone: bool,
    /// How many slips it supposes, and how many any step may.
    pub(super) slips: u8,
    pub(super) most_slips: u8,
    /// Whether it is of the digits as they stand.
    pub(super) is_plain: bool,
    /// How many codes it finds by accident.
    pub(super) false_positives: f64,
    /// Where it comes, the lowest first: by how many words it tries, each as much as it is less
    /// likely.
    pub(super) priority: f64,
    /// About how much work it is in field additions, by what boxes can be as a rule; and by what these
    /// boxes can be, once that was measured.
    pub(super) estimate: f64,
    pub(super) work: f64,
}

impl Step {
    /// Whether it is taken only where there is evidence to compare what it finds with.
    pub(super) fn is_deeper(&self) -> bool {
        !self.means_something_alone || self.estimate > MOST_WORK
    }

    /// Whether it takes letters for the digits that they look like, and is little work.
    pub(super) fn is_cheap_guess(&self) -> bool {
        self.letters == Letters::AreFirstGuesses && self.work <= CHEAP
    }

    /// About how much work it is, with that of comparing what it finds with evidence.
    pub(super) fn cost(&self, compares: bool) -> f64 {
        let comparing = if compares { f64::from(COMPARING) } else { 0.0 };
        self.work + self.false_positives * comparing
    }

    /// How many slips an explanation by this received word may take; any number where boxes may be
    /// wrong in any way.
    pub(super) fn most_slips(&self, received: &ReceivedWord) -> u8 {
        if self.is_plain && self.is_anything() { u8::MAX } else { self.slips_of(received) }
    }

    /// How many slips it supposes of this received word.
    pub(super) fn slips_of(&self, received: &ReceivedWord) -> u8 {
        received.cost() + self.surcharges.iter().sum::<u8>() + self.across
    }

    /// Whether it supposes nothing but boxes that are wrong in any way.
    pub(super) fn is_anything(&self) -> bool {
        self.across == 0 && self.surcharges.iter().all(|&surcharge| surcharge == ANYTHING)
    }

    /// Whether a received word takes no more slips than are supposed at most: some of a family take
    /// more than its first.
    pub(super) fn fits(&self, received: &ReceivedWord) -> bool {
        self.slips_of(received) <= self.slips.max(self.most_slips)
    }

    /// Whether each of its alignments, of which there are so many, is worth several workers.
    #[allow(clippy::cast_precision_loss, reason = "there are some thousand at most")]
    pub(super) fn is_long(&self, alignments: usize, compares: bool) -> bool {
        self.cost(compares) > WORTH_THREADS * alignments as f64
    }
}
