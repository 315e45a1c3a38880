//! Estimates of a step: its trials, its work, and so its priority.

use super::box_values::{ANYTHING, VALUES_AT_ONE_SLIP, VALUES_AT_TWO_SLIPS};
use super::direct::DECIDING;
use super::family::Family;
use super::guessing::SUPPOSING;
use super::received_word::ReceivedWord;
use super::split::{as_float, split};
use super::step::Step;
use super::strategy::Strategy;
use crate::code::BOXES;
use crate::code::field::P;
use crate::code::reed_solomon::CHECKS;

/// The probability that a word that has nothing to do with a code passes all four checks: p^-4.
pub(super) const PASSES: f64 = {
    let one = 1.0 / P as f64;
    one * one * one * one
};

/// The work of making one received word, in field additions of about 3 ns: sixteen look-ups of box
/// values and the syndromes. Halved or doubled, two lines of `tests/tuning.rs` move.
pub(super) const RECEIVING: f64 = 500.0;

/// The approximate number of values of a box at each cost.
const VALUES: [f64; 4] = [1.0, VALUES_AT_ONE_SLIP as f64, VALUES_AT_TWO_SLIPS as f64, P as f64];

/// The frequency of a slip across a border relative to a wrong digit: each such slip puts a step
/// that much later. An assumption, as the three below: with each of them, halved or doubled,
/// `tests/tuning.rs` moves.
pub(super) const ACROSS_FREQUENCY: f64 = 0.15;
/// The same for each box with two slips.
pub(super) const TWO_SLIPS_FREQUENCY: f64 = 0.3;
/// The factor by which steps come sooner in which boxes are wrong in any way: they are little work,
/// and find any damage of these boxes.
pub(super) const ANYTHING_FREQUENCY: f64 = 100.0;
/// The number of trials that one field addition counts for: long steps come later, too.
pub(super) const TRIALS_PER_ADDITION: f64 = 1e6;

/// Estimates a step; returns `None` if no word fits these surcharges and slips across borders, or
/// if another step covers them.
pub(super) fn estimate(
    index: usize,
    family: &Family,
    surcharges: Vec<u8>,
    across: u8,
) -> Option<Step> {
    // Steps in which up to two boxes are wrong in any way cover two slips in a box: [3] covers [2],
    // [3, 1] covers [2, 1], and [3, 3] covers [2, 2].
    let could_be_anything = family.is_plain() && across == 0 && surcharges.len() <= 2;
    if could_be_anything && surcharges.contains(&2) {
        return None;
    }
    let received = &family.received_words[0];
    let alignments = as_float(family.alignments.len());
    let Estimate { hypotheses, trials, work_each, .. } =
        Estimate::of(received, &surcharges, across);
    let trials = trials * alignments;
    // No slip can have crossed a border with nothing legible beside it.
    if trials <= 0.0 {
        return None;
    }
    let work = alignments * (RECEIVING + hypotheses * work_each);
    let slips = received.cost() + surcharges.iter().sum::<u8>() + across;
    let frequency = frequency(family, &surcharges, across);
    Some(Step {
        family: index,
        letters: family.letters,
        across,
        means_something_alone: false,
        slips,
        most_slips: slips,
        is_plain: family.is_plain(),
        false_positives: trials * PASSES,
        priority: trials / family.frequency / frequency + work * TRIALS_PER_ADDITION,
        estimate: work,
        work,
        surcharges,
    })
}

/// Returns the frequency of what a step supposes, relative to as many wrong digits.
fn frequency(family: &Family, surcharges: &[u8], across: u8) -> f64 {
    let twice = surcharges.iter().filter(|&&surcharge| surcharge == 2);
    let twice = twice.fold(1.0, |frequency, _| frequency * TWO_SLIPS_FREQUENCY);
    let is_anything = across == 0 && surcharges.iter().all(|&surcharge| surcharge == ANYTHING);
    twice
        * if family.is_plain() && is_anything { ANYTHING_FREQUENCY } else { 1.0 }
        * ACROSS_FREQUENCY.powi(i32::from(across))
}

/// The estimate of a step on one received word.
pub(super) struct Estimate {
    pub(super) strategy: Strategy,
    /// The number of hypotheses.
    pub(super) hypotheses: f64,
    /// The number of words that all hypotheses try.
    pub(super) trials: f64,
    /// The work of one hypothesis, in field additions.
    pub(super) work_each: f64,
}

impl Estimate {
    pub(super) fn of(received: &ReceivedWord, surcharges: &[u8], across: u8) -> Self {
        let mut choices = received.open();
        let hypotheses = hypotheses(BOXES - choices.len(), surcharges);
        choices.extend(surcharges.iter().map(|&surcharge| VALUES[usize::from(surcharge)]));
        choices.sort_by(|a, b| b.total_cmp(a));
        let border_choices = received.border_choices(across);
        let trials = choices.iter().product::<f64>() * hypotheses * border_choices;
        let strategy = Strategy::of(received, surcharges.len(), across);
        let work_each = match strategy {
            Strategy::Guessing => f64::from(SUPPOSING) + sums(received, &choices, across),
            direct => f64::from(DECIDING) * direct.first_guesses(received),
        };
        Self { strategy, hypotheses, trials, work_each }
    }
}

/// Returns the number of sums computed to meet the guesses of a hypothesis whose suspected boxes
/// have these numbers of values, the most first.
fn sums(received: &ReceivedWord, choices: &[f64], across: u8) -> f64 {
    let (erased, guessed) = choices.split_at(choices.len().min(CHECKS));
    // (Slips across the borders of the tested box are tested loosely; they are few.)
    let target = match erased {
        [.., least] if erased.len() == CHECKS => *least,
        _ => 1.0,
    };
    let each = as_float(received.border_slips().len());
    let mut terms: Vec<_> = guessed.iter().map(|&choices| (choices, false)).collect();
    terms.extend((0..across).map(|nth| (each, nth > 0)));
    split(&terms, Some(target)).1
}

/// Returns the number of ways in which boxes have these surcharges, when `closed` boxes are not
/// open.
fn hypotheses(closed: usize, surcharges: &[u8]) -> f64 {
    // Slips in boxes that are open already leave about as much to guess.
    let mut hypotheses = choose(closed.max(surcharges.len()), surcharges.len());
    let mut first = 0;
    while first < surcharges.len() {
        let is_equal = |&&surcharge: &&u8| surcharge == surcharges[first];
        let equal = surcharges[first..].iter().take_while(is_equal).count();
        hypotheses *= choose(surcharges.len() - first, equal);
        first += equal;
    }
    hypotheses
}

fn choose(n: usize, k: usize) -> f64 {
    (0..k).map(|i| as_float(n - i) / as_float(i + 1)).product()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_passes_by_accident_once_in_p_to_the_fourth() {
        assert!((PASSES * f64::from(P).powi(4) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn sets_are_counted() {
        for (n, k, sets) in [(16, 0, 1.0), (16, 2, 120.0), (5, 5, 1.0)] {
            assert!((choose(n, k) / sets - 1.0).abs() < 1e-9);
        }
    }
}
