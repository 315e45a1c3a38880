//! The plan of a search: the families of a reading, and the steps in which they are searched.
//!
//! A step is left out when it supposes too many slips, when its findings would mean nothing, or
//! when it would take too long. The others are ordered by priority.

use std::sync::Arc;

use zeroize::Zeroizing;

use super::alignment::{Alignment, digits, families};
use super::box_order::BoxOrder;
use super::box_values::ANYTHING;
use super::counting::count;
use super::estimate::{Estimate, PASSES, RECEIVING, estimate};
use super::family::Family;
use super::received_word::{ReceivedWord, ValuesCache};
use super::split::as_float;
use super::step::{MOST_SLIPS, MOST_SLIPS_KNOWN, MOST_WORK, Step};
use super::strategy::Strategy;
use super::written_box::{Letters, WrittenBox};
use crate::code::BOXES;
use crate::code::digit::Digit;
use crate::code::reading::Reading;
use crate::code::reed_solomon::CHECKS;

/// Expected false positives above which a step is not tried without evidence: its findings would
/// mean little. In codes; it decides where many boxes are partly unreadable: halved or doubled,
/// `a_reading_has_its_recorded_steps` moves.
const MOST_FALSE_POSITIVES: f64 = 1e-2;
/// The same for boxes that are wrong in any way: three of them would give 5.6e-3 false positives,
/// which is too many. Halved or doubled, `a_reading_has_its_recorded_steps` moves.
const MOST_FALSE_POSITIVES_ANYTHING: f64 = 1e-3;
/// The same for known erasures and nothing else: four leave exactly one word, and p^4 times 1 / p^4
/// is one but for rounding. Halved, `a_step_is_left_out_when_it_would_mean_nothing` fails.
const MOST_FALSE_POSITIVES_ERASED: f64 = 1.0 + 1e-3;
/// The most codes that a search may compare with evidence, at about 30 µs each: 9 s. The 99,991
/// codes of five unreadable boxes are fewer; those of six, the square of that, are more. Halved or
/// doubled, `a_reading_has_its_recorded_steps` moves.
const MOST_COMPARED: f64 = 300_000.0;

/// The most work of a step with evidence, in field additions of about 3 ns: 0.5 s. Halved or
/// doubled, `a_reading_has_its_recorded_steps` moves.
const MOST_WORK_KNOWN: f64 = 1.5e8;

/// The most slips that are supposed of digits that two slips displaced: a seventh would take as
/// long as all the rest. With 5 or 7 the line "whole, known" of `search_budget/admission_tests.rs`
/// moves.
const MOST_SLIPS_DISPLACED_TWICE: u8 = 6;

/// The approximate number of a step's alignments on which its work is measured: few enough that
/// measuring takes little of the step's own work. Halved or doubled, six lines of
/// `search_budget/admission_tests.rs` move.
const SAMPLE: usize = 16;

/// The plan of a search: the families of one reading.
pub(super) struct Plan {
    digits: Arc<Zeroizing<Vec<Digit>>>,
    families: Vec<Family>,
    cache: ValuesCache,
}

impl Plan {
    pub(super) fn of(reading: &Reading) -> Self {
        let digits = digits(reading);
        let has_letters = digits.iter().any(|digit| matches!(digit, Digit::Guess(_)));
        let mut plan =
            Self { families: Vec::new(), cache: ValuesCache::default(), digits: Arc::new(digits) };
        let takes: &[Letters] = if has_letters {
            &[Letters::AreFirstGuesses, Letters::CouldBeAnything]
        } else {
            &[Letters::AreFirstGuesses]
        };
        // Labels fix the order of the boxes.
        let has_labels = !matches!(reading.runs(), [run] if run.boxes == BOXES);
        for &letters in takes {
            for alignments in families(reading) {
                plan.add(letters, alignments, has_labels);
            }
        }
        plan
    }

    fn add(&mut self, letters: Letters, alignments: Vec<Alignment>, has_labels: bool) {
        let mut receive =
            |alignment| ReceivedWord::new(alignment, &self.digits, letters, &mut self.cache);
        let any_order = alignments[0].reordered(BoxOrder::Backwards);
        let family = Family::of(alignments.clone(), letters, receive(alignments[0].clone()));
        let can_be_reordered = !has_labels && !family.is_displaced_twice();
        let reordered =
            can_be_reordered.then(|| Family::of_orders(alignments, letters, receive(any_order)));
        self.families.push(family);
        self.families.extend(reordered);
    }

    /// Returns the boxes that contain an unreadable digit or a letter, in the alignment as it
    /// stands.
    pub(super) fn unread(&self) -> Vec<usize> {
        let Some(plain) = self.families.iter().find(|family| family.is_plain()) else {
            return Vec::new();
        };
        let is_unread = |&index: &usize| {
            let range = plain.received_words[0].alignment.ranges()[index];
            let written = WrittenBox::at(range, &self.digits);
            written.digits().iter().any(|digit| digit.known().is_none())
        };
        (0..BOXES).filter(is_unread).collect()
    }

    /// Returns the number of known digits: those that are neither unreadable nor letters.
    pub(super) fn legible(&self) -> usize {
        self.digits.iter().filter(|digit| digit.known().is_some()).count()
    }

    /// Returns all digits of the reading.
    pub(super) fn digits(&self) -> Arc<Zeroizing<Vec<Digit>>> {
        Arc::clone(&self.digits)
    }

    /// Returns the received words of a step.
    pub(super) fn received_words(&mut self, step: &Step) -> &[ReceivedWord] {
        let family = &mut self.families[step.family];
        let (letters, cache) = (family.letters, &mut self.cache);
        family.receive_all(|alignment| ReceivedWord::new(alignment, &self.digits, letters, cache));
        &family.received_words
    }

    /// Measures the trials and the work of a step, from the values of its boxes, on a sample of its
    /// alignments. Returns the work of measuring.
    pub(super) fn measure(&mut self, step: &mut Step) -> u64 {
        let received_words = self.received_words(step);
        let searched = || received_words.iter().filter(|received| step.fits(received));
        let total = searched().count();
        let each = total.div_ceil(SAMPLE).max(1);
        let (mut trials, mut work, mut took) = (0.0, 0.0, 0);
        for received in searched().step_by(each) {
            let estimate = Estimate::of(received, &step.surcharges, step.across);
            let counted = if estimate.strategy == Strategy::Guessing {
                let counted = count(received, &step.surcharges, step.across);
                took += counted.took;
                (counted.trials, counted.work)
            } else {
                (estimate.trials, estimate.hypotheses * estimate.work_each)
            };
            trials += counted.0;
            work += counted.1 + RECEIVING;
        }
        let scale = as_float(total) / as_float(total.div_ceil(each).max(1));
        (step.false_positives, step.work) = (trials * scale * PASSES, work * scale);
        took
    }

    /// Returns the steps of the search, the lowest priority value first.
    pub(super) fn steps(&self, identity_known: bool) -> Vec<Step> {
        let mut steps = Vec::new();
        for (index, family) in self.families.iter().enumerate() {
            add_steps(index, family, identity_known, &mut steps);
        }
        steps.sort_by(|a, b| a.priority.total_cmp(&b.priority));
        // Where much is lost, every step has many false positives, and all of them are compared.
        // The sum goes on after the limit, so that all later steps go, too.
        let mut all = 0.0;
        steps.retain(|step| {
            all += step.false_positives;
            all <= MOST_COMPARED
        });
        steps
    }
}

/// Adds the steps of one family.
fn add_steps(index: usize, family: &Family, identity_known: bool, steps: &mut Vec<Step>) {
    let most_slips = if identity_known { MOST_SLIPS_KNOWN } else { MOST_SLIPS };
    let mut add = |surcharges: Vec<u8>, across| {
        let Some(step) = estimate(index, family, surcharges, across) else { return };
        let means_something_alone = means_something_alone(&step);
        let is_taken = if identity_known {
            step.false_positives <= MOST_COMPARED && step.work <= MOST_WORK_KNOWN
        } else {
            means_something_alone && step.work <= MOST_WORK
        };
        if is_taken {
            steps.push(Step { means_something_alone, most_slips, ..step });
        }
    };
    // Of digits that two slips displaced, the last slip would take as long as all the rest.
    let most = if family.is_displaced_twice() {
        most_slips.min(MOST_SLIPS_DISPLACED_TWICE)
    } else {
        most_slips
    };
    let left = most.saturating_sub(family.received_words[0].cost());
    for across in 0..=family.most_across(left) {
        for more in 0..=left - across {
            for surcharges in partitions(more, ANYTHING) {
                add(surcharges, across);
            }
        }
    }
    if family.is_plain() {
        // The partitions have up to this many already.
        let added = usize::from(left / ANYTHING);
        (added + 1..=CHECKS).for_each(|count| add(vec![ANYTHING; count], 0));
    }
}

/// Whether the findings of a step mean anything without evidence.
fn means_something_alone(step: &Step) -> bool {
    if step.is_plain && step.surcharges.is_empty() && step.across == 0 {
        return step.false_positives <= MOST_FALSE_POSITIVES_ERASED;
    }
    if step.is_plain && step.is_anything() {
        return step.false_positives <= MOST_FALSE_POSITIVES_ANYTHING;
    }
    step.slips <= MOST_SLIPS && step.false_positives <= MOST_FALSE_POSITIVES
}

/// Returns every partition of `sum` into parts of at most `largest`, the largest part first.
fn partitions(sum: u8, largest: u8) -> Vec<Vec<u8>> {
    if sum == 0 {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for first in 1..=largest.min(sum) {
        for mut rest in partitions(sum - first, first) {
            rest.insert(0, first);
            all.push(rest);
        }
    }
    all
}

#[cfg(test)]
mod plan_tests;
