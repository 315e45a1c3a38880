//! A hypothesis: a supposed cost for each box of a received word.

use super::box_values::ANYTHING;
use super::received_word::ReceivedWord;
use super::split::as_float;
use crate::code::BOXES;
use crate::code::field::P;
use crate::code::reed_solomon::CHECKS;

/// A hypothesis: a supposed cost for each box.
///
/// The **surcharge** of a box is its cost above the lowest. Boxes that are open or have a surcharge
/// are **suspected**: they can have several values.
#[derive(Clone)]
pub(super) struct Hypothesis<'a> {
    pub(super) received: &'a ReceivedWord,
    /// The cost of each box.
    pub(super) costs: [u8; BOXES],
}

impl<'a> Hypothesis<'a> {
    /// Returns the hypothesis that each box has its lowest cost.
    pub(super) fn of(received: &'a ReceivedWord) -> Self {
        Self { received, costs: std::array::from_fn(|index| received.least(index)) }
    }

    /// Whether a box has a surcharge.
    pub(super) fn is_surcharged(&self, index: usize) -> bool {
        self.costs[index] > self.received.least(index)
    }

    /// Returns the suspected boxes, in order.
    pub(super) fn suspected(&self) -> impl Iterator<Item = usize> {
        (0..BOXES).filter(|&index| self.is_surcharged(index) || self.received.is_open(index))
    }

    /// Returns the cost of a box with this surcharge, if it can have it and has none yet.
    pub(super) fn surcharged(&self, index: usize, surcharge: u8) -> Option<u8> {
        let least = self.received.least(index);
        let is_free = self.costs[index] == least && self.received.choices(index) < P as usize;
        // The values of cost `ANYTHING` include all cheaper ones.
        let cost = if surcharge == ANYTHING { ANYTHING } else { least + surcharge };
        (is_free && cost <= ANYTHING).then_some(cost)
    }

    /// Assigns each of these surcharges to a box, the first to one of index `from` or more, in
    /// every way, and visits each hypothesis, until `visit` returns `false`.
    ///
    /// Equal surcharges go to boxes in ascending order, so that each hypothesis is visited once.
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

/// The boxes that have several values in a hypothesis, those with the most first. The first four
/// are erased, so that the checks give their values; the others are guessed.
pub(super) struct Suspects {
    /// The approximate number of values, and the index, of each box.
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
        // Among equals, the order does not matter.
        suspects.boxes[..suspects.length].sort_unstable_by(|a, b| b.cmp(a));
        suspects
    }

    /// Returns the number of words that their values make.
    pub(super) fn choices(&self) -> f64 {
        self.boxes[..self.length].iter().map(|&(choices, _)| as_float(choices)).product()
    }

    /// Returns the erased boxes.
    pub(super) fn erased(&self) -> &[(usize, usize)] {
        &self.boxes[..self.length.min(CHECKS)]
    }

    /// Returns the guessed boxes.
    pub(super) fn guessed(&self) -> &[(usize, usize)] {
        &self.boxes[self.length.min(CHECKS)..self.length]
    }
}
