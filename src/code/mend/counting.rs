//! How much a step with guesses takes on one received word, counted hypothesis by hypothesis.

use super::guessing::SUPPOSING;
use super::hypothesis::{Hypothesis, Suspects};
use super::received_word::ReceivedWord;
use super::solve::SOLVING;
use super::split::{self, as_float, split};
use crate::code::field::P;
use crate::code::reed_solomon::CHECKS;

/// How many times more values a box has when it may have been changed across its borders, about. It
/// is needed for what is counted beforehand alone: halved, `work_is_about_what_was_counted_before` fails;
/// doubled, four lines of `admission_tests.rs` move.
const LOOSELY: f64 = 8.0;

/// What was counted.
#[derive(Default)]
pub(super) struct Counted {
    /// How many words are tried.
    pub(super) trials: f64,
    /// How many field additions the search takes, about, and how many it took to count that.
    pub(super) work: f64,
    pub(super) took: u64,
}

/// Counts the trials and the work of the hypotheses with these surcharges and so many slips across
/// borders, without testing them.
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

/// About how many field additions it takes to meet the guesses of a hypothesis, and to solve for what
/// hits.
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
