//! A hypothesis: what each box of a received word is supposed to cost.

use super::box_values::ANYTHING;
use super::received_word::ReceivedWord;
use super::split::as_float;
use crate::code::BOXES;
use crate::code::field::P;
use crate::code::reed_solomon::CHECKS;

/// A supposed cost for each box.
///
/// What a box costs beyond its lowest cost is its **surcharge**. Boxes that are open or have a
/// surcharge are **suspected**: they can have several values.
#[derive(Clone)]
pub(super) struct Hypothesis<'a> {
    pub(super) received: &'a ReceivedWord,
    /// The cost of each box.
    pub(super) costs: [u8; BOXES],
}

impl<'a> Hypothesis<'a> {
    /// The one that each box costs the least that it can.
    pub(super) fn of(received: &'a ReceivedWord) -> Self {
        Self { received, costs: std::array::from_fn(|index| received.least(index)) }
    }

    /// Whether a box has a surcharge.
    pub(super) fn is_surcharged(&self, index: usize) -> bool {
        self.costs[index] > self.received.least(index)
    }

    /// The suspected boxes, in order.
    pub(super) fn suspected(&self) -> impl Iterator<Item = usize> {
        (0..BOXES).filter(|&index| self.is_surcharged(index) || self.received.is_open(index))
    }

    /// What a box costs with this surcharge, if it can have it and has none yet.
    pub(super) fn surcharged(&self, index: usize, surcharge: u8) -> Option<u8> {
        let least = self.received.least(index);
        let is_free = self.costs[index] == least && self.received.choices(index) < P as usize;
        // Anything at all includes what costs less.
        let cost = if surcharge == ANYTHING { ANYTHING } else { least + surcharge };
        (is_free && cost <= ANYTHING).then_some(cost)
    }

    /// Gives each of these surcharges to a box of index `from` or more, in every way, and visits each
    /// hypothesis that comes about, until `visit` says `false`.
    ///
    /// Surcharges that are equal go to boxes in order, so that no hypothesis comes twice.
    pub(super) fn each(
        &mut self,
        surcharges: &[u8],
        from: usize,
        visit: &mut dyn FnMut(&Self) -> bool,
    ) -> bool {
        let Some((&surcharge, others)) = surcharges.split_first() else { return visit(self) };
        for index in from..BOXES {
            let Some(cost) = self.surcharged(index, surcharge) else { continue };
            let least = std::mem::replace(&mut self.costs[index], cost);
            let from = if others.first() == Some(&surcharge) { index + 1 } else { 0 };
            let goes_on = self.each(others, from, visit);
            self.costs[index] = least;
            if !goes_on {
                return false;
            }
        }
        true
    }
}

/// The boxes that have several values by a hypothesis, those with the most first: four of them are
/// erased, so that the checks give their values, and the others are guessed.
pub(super) struct Suspects {
    /// How many values, about, and the index.
    boxes: [(usize, usize); BOXES],
    length: usize,
}

impl Suspects {
    pub(super) fn of(hypothesis: &Hypothesis<'_>) -> Self {
        let mut suspects = Self { boxes: [(0, 0); BOXES], length: 0 };
        for (index, values) in hypothesis.received.boxes().iter().enumerate() {
            let choices = values.breadth(hypothesis.costs[index]);
            if choices != 1 {
                suspects.boxes[suspects.length] = (choices, index);
                suspects.length += 1;
            }
        }
        // Of equals, any.
        suspects.boxes[..suspects.length].sort_unstable_by(|a, b| b.cmp(a));
        suspects
    }

    /// How many words they make.
    pub(super) fn choices(&self) -> f64 {
        self.boxes[..self.length].iter().map(|&(choices, _)| as_float(choices)).product()
    }

    /// Those that are erased.
    pub(super) fn erased(&self) -> &[(usize, usize)] {
        &self.boxes[..self.length.min(CHECKS)]
    }

    /// Those that are guessed.
    pub(super) fn guessed(&self) -> &[(usize, usize)] {
        &self.boxes[self.length.min(CHECKS)..self.length]
    }
}
