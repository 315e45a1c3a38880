//! Direct decisions: hypotheses that suspect at most four boxes.
//!
//! From one set of suspected boxes to the next, each box that is erased uses up one modified
//! syndrome. One that is left over has to be zero; if none is left, the value of the final box has
//! to be one of its possible values. So one multiplication decides for all values of the other
//! three boxes at once.

use zeroize::Zeroizing;

use super::border_slip::BorderSlip;
use super::element_set::ElementSet;
use super::hypothesis::Hypothesis;
use super::received_word::ReceivedWord;
use super::solve::{Erased, SOLVING, solve};
use super::split::as_float;
use super::worker::Worker;
use crate::code::BOXES;
use crate::code::field::Element;
use crate::code::reed_solomon::{CHECKS, ModifiedSyndromes, Syndromes};

/// The work of one direct decision, in field additions of about 3 ns: a multiplication and a
/// look-up in a set. It orders the steps: halved or doubled, four lines or more of
/// `tests/tuning.rs` move.
pub(super) const DECIDING: u32 = 3;

/// The number of sets of boxes between two checks whether to go on: some ten microseconds. The line
/// "six wrong digits: asked" of `tests/tuning.rs` moves with it.
const SETS_BETWEEN_CHECKS: usize = 1024;

/// The start of the hypotheses: the values of the boxes, and the guess made first.
struct Start<'a> {
    values: Zeroizing<[Element; BOXES]>,
    /// The syndromes of the values, with the slip across a border undone.
    syndromes: Syndromes,
    border_slip: Option<&'a BorderSlip>,
    /// An open box whose value was guessed, so that it is not suspected any more.
    pinned: Option<usize>,
    /// A box that must have a surcharge; the hypotheses in which it has none are covered by pinning
    /// it.
    surcharged: Option<usize>,
}

/// The final box: the last box of a hypothesis to be suspected.
struct FinalBox<'a> {
    /// The received value of the box, and its lowest cost.
    value: Element,
    least: u8,
    is_open: bool,
    /// The possible values; `None` if they are every element, or are not tested.
    possible: Option<&'a ElementSet>,
    breadth: f64,
}

/// Decides the hypotheses with these surcharges.
pub(super) fn search(received: &ReceivedWord, surcharges: &[u8], worker: &mut Worker<'_>) {
    let mut search = Direct::new(received, worker);
    search.find_finals(surcharges);
    search.run(surcharges);
}

/// Decides the hypotheses with these surcharges, once for each slip across a border.
pub(super) fn search_by_border(
    received: &ReceivedWord,
    surcharges: &[u8],
    worker: &mut Worker<'_>,
) {
    let mut search = Direct::new(received, worker);
    for border_slip in received.border_slips() {
        search.start.border_slip = Some(border_slip);
        search.start.syndromes = received.syndromes().plus(&border_slip.syndromes);
        search.find_finals(surcharges);
        search.run(surcharges);
    }
}

/// Decides the hypotheses with these surcharges: first those in which an open box has a surcharge,
/// and then the others, once for each value of that box.
pub(super) fn search_by_value(
    received: &ReceivedWord,
    index: usize,
    surcharges: &[u8],
    worker: &mut Worker<'_>,
) {
    let mut search = Direct::new(received, worker);
    search.start.surcharged = Some(index);
    search.find_finals(surcharges);
    search.run(surcharges);
    (search.start.surcharged, search.start.pinned) = (None, Some(index));
    search.find_finals(surcharges);
    let values = received.boxes()[index].values(received.least(index));
    for &value in values.expect("a few") {
        search.start.values[index] = value;
        search.start.syndromes = received.syndromes().with_error(index, value);
        search.run(surcharges);
    }
}

struct Direct<'a, 'w, 'l> {
    hypothesis: Hypothesis<'a>,
    start: Start<'a>,
    /// The boxes that can be the final box.
    finals: [Option<FinalBox<'a>>; BOXES],
    worker: &'w mut Worker<'l>,
    /// The number of turns taken by this worker.
    turns: usize,
}

impl<'a, 'w, 'l> Direct<'a, 'w, 'l> {
    fn new(received: &'a ReceivedWord, worker: &'w mut Worker<'l>) -> Self {
        let start = Start {
            values: received.values().clone(),
            syndromes: *received.syndromes(),
            border_slip: None,
            pinned: None,
            surcharged: None,
        };
        let hypothesis = Hypothesis::of(received);
        Self { hypothesis, start, finals: [const { None }; BOXES], worker, turns: 0 }
    }

    /// Computes the entry of each box that can be the final one.
    fn find_finals(&mut self, surcharges: &[u8]) {
        let Start { values, border_slip, .. } = &self.start;
        let received = self.hypothesis.received;
        let surcharge = *surcharges.last().expect("of no surcharges nothing is direct");
        // Only where the suspected boxes take all checks is the value of the final one tested here.
        // Where they are fewer, the check that is left over decides; where they are more, `solve`
        // does.
        let is_full = self.suspected().count() + surcharges.len() == CHECKS;
        self.finals = std::array::from_fn(|index| {
            let cost = self.surcharged(index, surcharge)?;
            let added = border_slip.and_then(|border_slip| border_slip.added_to(index));
            let is_open = received.is_open(index);
            let is_asked = !is_open && is_full;
            let possible = || received.values_with(*border_slip, index, cost);
            Some(FinalBox {
                value: values[index] + added.unwrap_or(Element::ZERO),
                least: received.least(index),
                is_open,
                possible: is_asked.then(possible).flatten(),
                breadth: received.breadth(index, cost),
            })
        });
    }

    /// Returns the suspected boxes, except the pinned one.
    fn suspected(&self) -> impl Iterator<Item = usize> {
        self.hypothesis.suspected().filter(|&index| self.start.pinned != Some(index))
    }

    /// Returns the cost of a box with this surcharge, if it can have it.
    fn surcharged(&self, index: usize, surcharge: u8) -> Option<u8> {
        let cost = self.hypothesis.surcharged(index, surcharge);
        cost.filter(|_| self.start.pinned != Some(index))
    }

    /// Decides the hypotheses from this start.
    fn run(&mut self, surcharges: &[u8]) {
        let modified = ModifiedSyndromes::of(&self.start.syndromes);
        let modified = self.suspected().fold(modified, |left, index| left.erasing(index));
        let received = self.hypothesis.received;
        let trials = self.suspected().map(|index| as_float(received.choices(index))).product();
        self.suspect(surcharges, 0, &modified, trials);
    }

    /// Suspects a box for each surcharge, the first of index `from` or more.
    fn suspect(
        &mut self,
        surcharges: &[u8],
        from: usize,
        modified: &ModifiedSyndromes,
        trials: f64,
    ) {
        let Some((&surcharge, others)) = surcharges.split_first() else { return };
        if others.is_empty() {
            if self.worker.is_its_turn() {
                self.decide(surcharge, from, modified, trials);
            }
            return;
        }
        let is_followed_by_equal = others.first() == Some(&surcharge);
        let received = self.hypothesis.received;
        for index in from..BOXES {
            let Some(cost) = self.surcharged(index, surcharge) else { continue };
            let from = if is_followed_by_equal { index + 1 } else { 0 };
            let breadth = received.breadth(index, cost);
            let least = std::mem::replace(&mut self.hypothesis.costs[index], cost);
            if received.is_open(index) {
                self.suspect(others, from, modified, trials * breadth);
            } else {
                let modified = modified.erasing(index);
                self.suspect(others, from, &modified, trials * breadth);
            }
            self.hypothesis.costs[index] = least;
            if self.worker.is_stopped() {
                return;
            }
        }
    }

    /// Decides the hypotheses that differ only in the final box.
    fn decide(&mut self, surcharge: u8, from: usize, modified: &ModifiedSyndromes, trials: f64) {
        let is_surcharged = |&index: &usize| self.hypothesis.is_surcharged(index);
        // Where the box that must have a surcharge has none yet, only it can be the final one.
        let only = self.start.surcharged.filter(|index| !is_surcharged(index));
        let error = (modified.left() == 1).then(|| modified.error_values());
        let mut breadth = 0.0;
        for (index, last) in self.finals.iter().enumerate().skip(from) {
            let Some(last) = last else { continue };
            if self.hypothesis.costs[index] != last.least || only.is_some_and(|only| only != index)
            {
                continue;
            }
            breadth += last.breadth;
            let passes = if last.is_open {
                modified.holds()
            } else if let Some(error) = &error {
                let value = last.value - error(index);
                last.possible.is_none_or(|possible| possible.contains(value.value()))
            } else {
                modified.would_hold(index)
            };
            if passes {
                self.worker.work += u64::from(SOLVING);
                let cost = self.surcharged(index, surcharge).expect("it can be the last");
                self.hypothesis.costs[index] = cost;
                self.solve();
                self.hypothesis.costs[index] = last.least;
            }
        }
        self.worker.trials += trials * breadth;
        self.worker.work += u64::from(DECIDING) * (BOXES - from) as u64;
        self.turns += 1;
        if self.turns.is_multiple_of(SETS_BETWEEN_CHECKS) {
            self.worker.goes_on();
        }
    }

    /// Solves a hypothesis that passed.
    fn solve(&self) {
        let erased: Vec<usize> = self.suspected().collect();
        let erased = Erased::at(&erased);
        let across = self.start.border_slip.into_iter().collect();
        let (values, most_slips) = (self.start.values.clone(), self.worker.most_slips);
        if let Some(found) = solve(&self.hypothesis, &erased, values, across, most_slips) {
            self.worker.listener.found(self.hypothesis.received, found);
        }
    }
}
