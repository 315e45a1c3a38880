//! The budget of a search: the most work that it does, and the most codes that it compares.
//!
//! Work is counted in field additions and never timed, so the findings are the same on every
//! machine and with any number of cores. A step that does not fit is left out as a whole. The work
//! of large steps is measured before they are taken, hypothesis by hypothesis; the actual work of
//! every step is counted.

use super::evidence::{Evidence, characters_for};
use super::plan::Plan;
use super::step::Step;

/// The most work of a search, in field additions of about 3 ns: about ten seconds of one core. The
/// slowest inputs that were found are benches (`cargo bench -p collab-lab --bench code slowest`).
/// Halved or doubled, `a_step_that_no_longer_fits_is_left_out` fails.
const MOST_WORK_OF_SEARCH: f64 = 3.3e9;

/// The work, in field additions of about 3 ns, above which a step is measured before it is taken;
/// and the work of the search above which every step is. Measuring takes up to a third of the step.
/// They bound how far the search can exceed its budget (`cargo bench -p collab-lab --bench code
/// slowest`); halved or doubled, lines of `search_budget/admission_tests.rs` move.
const LARGE_STEP: f64 = 1e7;
const LARGE_SEARCH: f64 = 1e8;
/// The expected number of compared codes above which a step is measured before it is taken, if the
/// evidence limits that number. Halved or doubled, a line "six characters" of
/// `search_budget/admission_tests.rs` moves.
const COUNTED_CODES: f64 = 0.1;

/// The budget of one search.
pub(super) struct Budget {
    /// Whether codes are compared with evidence.
    compares: bool,
    /// The work done so far.
    spent: u64,
    /// The number of codes that the steps that need evidence may compare.
    allowance: f64,
    /// The number of codes that they compare so far.
    compared: f64,
    /// The number of codes compared by all steps that fit in the work, including those over the
    /// allowance.
    all: f64,
    /// Whether a step was left out because it compares too many codes.
    is_cut: bool,
}

impl Budget {
    /// Returns the budget of a search that takes these steps with this evidence.
    pub(super) fn of(evidence: Option<&Evidence<'_>>, steps: &[Step]) -> Self {
        let alone = steps
            .iter()
            .filter(|step| !step.is_deeper())
            .map(|step| step.false_positives)
            .sum::<f64>();
        Self {
            compares: evidence.is_some(),
            spent: 0,
            allowance: evidence.map_or(f64::INFINITY, Evidence::allowance) - alone,
            compared: 0.0,
            all: alone,
            is_cut: false,
        }
    }

    /// Decides whether a step is taken, and measures large ones first.
    pub(super) fn admits(&mut self, plan: &mut Plan, step: &mut Step) -> bool {
        let is_counted = self.allowance.is_finite() && step.false_positives > COUNTED_CODES;
        if self.cost(step) > LARGE_STEP || self.spent() > LARGE_SEARCH || is_counted {
            self.spent += plan.measure(step);
        }
        if self.spent() + self.cost(step) > MOST_WORK_OF_SEARCH {
            return false;
        }
        if !step.is_deeper() {
            return true;
        }
        self.all += step.false_positives;
        let compared = self.compared + step.false_positives;
        if compared > self.allowance {
            self.is_cut = true;
            return false;
        }
        self.compared = compared;
        true
    }

    /// Adds the work of a step that was taken.
    pub(super) fn spend(&mut self, work: u64) {
        self.spent += work;
    }

    /// Returns the work done, in field additions.
    pub(super) fn work(&self) -> u64 {
        self.spent
    }

    /// Returns the number of last characters of an identity that are enough for all steps, if some
    /// steps were left out because they compare too many codes.
    pub(super) fn characters(&self) -> Option<usize> {
        self.is_cut.then(|| characters_for(self.all))
    }

    /// Returns the approximate work of a step.
    pub(super) fn cost(&self, step: &Step) -> f64 {
        step.cost(self.compares)
    }

    #[allow(clippy::cast_precision_loss, reason = "it is about how much")]
    fn spent(&self) -> f64 {
        self.spent as f64
    }
}

/// Returns the number of last characters of an identity that are enough for the first step that
/// needs evidence, if the search takes such a step.
pub(super) fn characters_needed(plan: &mut Plan) -> Option<usize> {
    let mut steps = plan.steps(true);
    // Partial evidence, so that codes are counted, whose limit is never reached.
    let anything = Evidence { matches: &|_| false, chance: f64::MIN_POSITIVE };
    let mut budget = Budget::of(Some(&anything), &steps);
    let mut deeper = steps.iter_mut().filter(|step| step.is_deeper());
    deeper.find_map(|step| budget.admits(plan, step).then_some(()))?;
    Some(characters_for(budget.all))
}

#[cfg(test)]
mod admission_tests;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::BackupCode;
    use crate::code::mend::evidence::FEWEST_CHARACTERS;
    use crate::code::reading::read;

    /// Returns the plan of sixteen boxes of which the first `unreadable` are unreadable.
    fn plan(unreadable: usize) -> Plan {
        let mut boxes = vec!["77435"; 16];
        boxes[..unreadable].fill("?");
        Plan::of(&read(boxes.join(" ").as_bytes()).expect("sixteen boxes"))
    }

    /// Returns the numbers of steps taken and left out, first of those that need no evidence, then
    /// of those that do.
    fn taken(evidence: Option<&Evidence<'_>>, spent: u64) -> ([usize; 4], Option<usize>) {
        let mut plan = plan(4);
        let mut steps = plan.steps(evidence.is_some());
        let mut budget = Budget::of(evidence, &steps);
        budget.spend(spent);
        let mut counts = [0; 4];
        for step in &mut steps {
            let is_taken = budget.admits(&mut plan, step);
            counts[2 * usize::from(step.is_deeper()) + usize::from(!is_taken)] += 1;
        }
        (counts, budget.characters())
    }

    #[test]
    fn a_step_that_no_longer_fits_is_left_out() {
        let none = |_: &BackupCode| false;
        let whole = Evidence::whole(&none);
        let (counts, characters) = taken(Some(&whole), 0);
        let is_taken = counts.map(|count| count > 0);
        assert_eq!(is_taken, [true, false, true, false]);
        assert_eq!(characters, None);
        let (counts, characters) = taken(Some(&whole), 3_299_999_990);
        assert_eq!(counts.map(|count| count > 0), [false, true, false, true]);
        assert_eq!(characters, None, "more characters would not help");
        let (counts, _) = taken(None, 0);
        assert_eq!(counts.map(|count| count > 0), [true, false, false, false]);
    }

    #[test]
    fn with_partial_evidence_steps_that_compare_too_many_codes_are_left_out() {
        let none = |_: &BackupCode| false;
        let (all, _) = taken(Some(&Evidence::whole(&none)), 0);
        let mut before = 0;
        for characters in 1..=8 {
            let (counts, enough) = taken(Some(&Evidence::end(characters, &none)), 0);
            assert_eq!((counts[0], counts[1]), (all[0], 0), "what is taken without any is");
            assert!(counts[2] >= before && counts[2] + counts[3] == all[2] + all[3]);
            assert_eq!(enough, (characters < 8).then_some(8));
            before = counts[2];
        }
        assert_eq!(before, all[2]);
    }

    #[test]
    fn characters_are_asked_for_as_the_next_step_needs_them() {
        assert_eq!(
            [0, 3, 4].map(|lost| characters_needed(&mut plan(lost))),
            [Some(FEWEST_CHARACTERS); 3]
        );
        assert_eq!(characters_needed(&mut plan(5)), Some(8));
        assert_eq!(characters_needed(&mut plan(6)), None);
    }
}
