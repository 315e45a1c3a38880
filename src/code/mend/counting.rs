//! The trials and the work of a step with guesses on one received word, counted hypothesis by
//! hypothesis.

use super::guessing::SUPPOSING;
use super::hypothesis::{Hypothesis, Suspects};
use super::received_word::ReceivedWord;
use super::solve::SOLVING;
use super::split::{self, as_float, split};
use crate::code::field::P;
use crate::code::reed_solomon::CHECKS;

/// The approximate factor by which slips across its borders multiply the values of a box. Only the
/// count before a step uses it: halved, `the_work_is_close_to_the_estimate` fails; doubled,
/// four lines of `search_budget/admission_tests.rs` move.
const LOOSELY: f64 = 8.0;

/// The result of counting.
#[derive(Default)]
pub(super) struct Counted {
    /// The number of words that the search tries.
    pub(super) trials: f64,
    /// The approximate work of the search, and the work of counting, in field additions.
    pub(super) work: f64,
    pub(super) took: u64,
}

/// Counts the trials and the work of the hypotheses with these surcharges and this many slips
/// across borders, without testing them.
pub(super) fn count(received: &ReceivedWord, surcharges: &[u8], across: u8) -> Counted {
    let mut counted = Counted::default();
    Hypothesis::of(received).each(surcharges, 0, &mut |hypothesis| {
        let suspects = Suspects::of(hypothesis);
        counted.trials += suspects.choices() * received.border_choices(across);
        counted.took += u64::from(SUPPOSING);
        counted.work = counted.work + f64::from(SUPPOSING) + work_of(received, &suspects, across);
        true
    });
    counted
}

/// Returns the approximate number of field additions of meeting the guesses of a hypothesis and
/// solving for each hit.
fn work_of(received: &ReceivedWord, suspects: &Suspects, across: u8) -> f64 {
    let p = f64::from(P);
    let (erased, guessed) = (suspects.erased(), suspects.guessed());
    let (choices, tested) = match erased.get(CHECKS - 1) {
        Some(&(choices, tested)) => (as_float(choices), Some(tested)),
        None => (1.0, None),
    };
    let of = |target: Option<f64>, far: u8, near: u8, (of_far, of_near): (f64, f64)| {
        let mut terms: Vec<_> =
            guessed.iter().map(|&(choices, _)| (as_float(choices), false)).collect();
        terms.extend((0..far).map(|nth| (of_far, nth > 0)));
        terms.extend((0..near).map(|nth| (of_near, nth > 0)));
        let loosely = if near > 0 { LOOSELY } else { 1.0 };
        let hits = split::choices(&terms) * (loosely * choices / p).min(1.0);
        split(&terms, target).1 + f64::from(SOLVING) * hits
    };
    let target = (choices < p).then_some(choices);
    if across == 0 {
        return of(target, 0, 0, (0.0, 0.0));
    }
    let border_slips = received.border_slips();
    let near = border_slips
        .iter()
        .filter(|border_slip| tested.is_some_and(|tested| border_slip.added_to(tested).is_some()))
        .count();
    let lists = (as_float(border_slips.len() - near), as_float(near));
    let counts = 0..=if near == 0 { 0 } else { across };
    let of_count = |count: u8| {
        let target = if count == 0 { target } else { None };
        as_float(border_slips.len()) + of(target, across - count, count, lists)
    };
    counts.map(of_count).sum()
}
