//! The strategy: the guesses that are made before the checks determine the rest.

use super::received_word::ReceivedWord;
use super::split::as_float;
use crate::code::BOXES;
use crate::code::reed_solomon::CHECKS;

/// The way in which hypotheses are decided.
///
/// The four checks correct four erasures. A hypothesis that suspects at most four boxes is decided
/// directly; of more boxes, some are guessed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Strategy {
    /// Decides each hypothesis directly.
    Direct,
    /// Decides directly, once for each slip across a border.
    DirectByBorder,
    /// Decides directly, once for each value of this open box.
    DirectByValue(usize),
    /// Guesses the values of some boxes, and the slips across borders, for each hypothesis.
    Guessing,
}

/// The most values of an open box that are tried one by one, the box **pinned** to each: more are
/// better met in the middle.
///
/// In values of one box: those that one unreadable digit leaves. With 9, as with 40, the line "six
/// wrong, one unreadable" of `tests/tuning.rs` moves.
const MOST_PINNED: usize = 10;

impl Strategy {
    /// Returns the strategy for this number of surcharged boxes and of slips across borders. Where
    /// no box is surcharged there is one hypothesis, the reading itself, and none to be told apart.
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

    /// Returns the number of guesses that come before a direct decision.
    pub(super) fn first_guesses(self, received: &ReceivedWord) -> f64 {
        match self {
            Self::Direct | Self::Guessing => 1.0,
            Self::DirectByBorder => received.border_choices(1),
            Self::DirectByValue(index) => as_float(received.choices(index)),
        }
    }
}
