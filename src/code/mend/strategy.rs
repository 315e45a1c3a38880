//! The strategy: what is guessed before the checks decide the rest.

use super::received_word::ReceivedWord;
use super::split::as_float;
use crate::code::BOXES;
use crate::code::reed_solomon::CHECKS;

/// How hypotheses are decided.
///
/// The checks correct four erasures. Where a hypothesis suspects no more boxes, it is decided
/// directly; otherwise some boxes are guessed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Strategy {
    /// Directly.
    Direct,
    /// Directly, for one slip across a border after the other.
    DirectByBorder,
    /// Directly, for one value after the other of this box, which is open.
    DirectByValue(usize),
    /// By guesses of their own.
    Guessing,
}

/// The most values of an open box that are gone through one by one: more are better met in the
/// middle.
///
/// Values of one box: those that one unreadable digit leaves. With 9, as with 40, the line "six wrong,
/// one unreadable" of `tests/tuning.rs` moves.
const MOST_PINNED: usize = 10;

impl Strategy {
    /// The strategy for so many boxes that cost more than they must, and so many slips across
    /// borders.
    pub(super) fn of(received: &ReceivedWord, surcharged: usize, across: u8) -> Self {
        let open = (0..BOXES).filter(|&index| received.is_open(index));
        let fewest = open.clone().min_by_key(|&index| received.choices(index));
        let guessed = (open.count() + surcharged).saturating_sub(CHECKS);
        match (guessed, across, fewest) {
            _ if surcharged == 0 => Self::Guessing,
            (0, 0, _) => Self::Direct,
            (0, 1, _) => Self::DirectByBorder,
            (1, 0, Some(index)) if received.choices(index) <= MOST_PINNED => {
                Self::DirectByValue(index)
            }
            _ => Self::Guessing,
        }
    }

    /// How many guesses come before what is decided directly.
    pub(super) fn first_guesses(self, received: &ReceivedWord) -> f64 {
        match self {
            Self::Direct | Self::Guessing => 1.0,
            Self::DirectByBorder => received.border_choices(1),
            Self::DirectByValue(index) => as_float(received.choices(index)),
        }
    }
}
