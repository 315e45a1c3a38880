//! The search: every codeword that a received word can have been at a certain cost.
//!
//! The strategy decides the hypotheses directly (`direct`), or by guesses that are met in the
//! middle (`guessing`).

use super::received_word::ReceivedWord;
use super::strategy::Strategy;
use super::worker::Worker;
use super::{direct, guessing};

/// Tests a worker's share of the hypotheses in which the boxes have these surcharges, the highest
/// first, with this many slips across borders.
pub(super) fn search(
    received: &ReceivedWord,
    surcharges: &[u8],
    across: u8,
    worker: &mut Worker<'_>,
) {
    match Strategy::of(received, surcharges.len(), across) {
        Strategy::Guessing => guessing::search(received, surcharges, across, worker),
        Strategy::Direct => direct::search(received, surcharges, worker),
        Strategy::DirectByBorder => direct::search_by_border(received, surcharges, worker),
        Strategy::DirectByValue(index) => {
            direct::search_by_value(received, index, surcharges, worker);
        }
    }
}

#[cfg(test)]
mod search_tests;
