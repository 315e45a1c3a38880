//! The budget of a search: how much work it takes at most, and how many codes it compares.
//!
//! Work is counted, in field additions, and never timed: so what is found is the same on every
//! machine and with any number of cores. A step that doesn't fit is left out as a whole. Of large
//! steps the work is measured before they are taken, hypothesis by hypothesis; of all steps what
//! they took is counted.

use super::evidence::{Evidence, characters_for};
use super::plan::Plan;
use super::step::Step;

/// The most work of a search, in field additions of about 3 ns: about ten seconds of one core. The
/// slowest inputs that were found are benches (`cargo bench -p collab-lab --bench code slowest`). Halved
/// or doubled, `a_step_that_no_longer_fits_is_left_out` fails.
const MOST_WORK_OF_SEARCH: f64 = 3.3e9;

/// From how much work of a step on it is measured before it is taken, in field additions of about 3 ns;
/// and from how much work of the search on every step is. To measure takes up to a third of the step.
/// They bound how far the search can be over its budget (`cargo bench -p collab-lab --bench code slowest`);
/// halved or doubled, lines of `admission_tests.rs` move.
const LARGE_STEP: f64 = 1e7;
const LARGE_SEARCH: f64 = 1e8;
/// From how many codes on that a step compares they are counted before it is taken, where only so
/// many may be compared. Halved or doubled, a line "six characters" of `admission_tests.rs` moves.
const COUNTED_CODES: f64 = 0.1;

/// What is left to a search.
pub(super) struct Budget {
    /// Whether codes are compared with evidence.
    compares: bool,
    /// How much work was done.
    spent: u64,
    /// How many codes may be compared by the steps that only evidence allows, and how many are.
    allowance: f64,
    compared: f64,
    /// How many codes all steps compare.
    all: f64,
    is_cut: bool,
}

impl Budget {
    /// The budget of a search that takes these steps with this evidence.
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

    /// Whether a step is taken.
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

    /// Counts the work of a step that was taken.
    pub(super) fn spend(&mut self, work: u64) {
        self.spent += work;
    }

    /// How much work was done, in field additions.
    pub(super) fn work(&self) -> u64 {
        self.spent
    }

    /// How many characters of an identity's end are enough for all steps, if some were left out because
    /// they compare too many codes.
    pub(super) fn characters(&self) -> Option<usize> {
        self.is_cut.then(|| characters_for(self.all))
    }

    /// About how much work a step is.
    pub(super) fn cost(&self, step: &Step) -> f64 {
        step.cost(self.compares)
    }

    #[allow(clippy::cast_precision_loss, reason = "it is about how much")]
    fn spent(&self) -> f64 {
        self.spent as f64
    }
}

/// How many characters of an identity's end are enough for the first step that only evidence allows,
/// if there is one that a search takes.
pub(super) fn characters_needed(plan: &mut Plan) -> Option<usize> {
    let mut steps = plan.steps(true);
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

    /// Sixteen boxes of which so many can't be read.
    fn plan(unreadable: usize) -> Plan {
        let mut boxes = vec!["77435"; 16];
        boxes[..unreadable].fill("?");
        Plan::of(&read(boxes.join(" ").as_bytes()).expect("sixteen boxes"))
    }

    /// How many steps of each sort are taken and left out, those that only evidence allows last.
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
    fn partial_evidence_leaves_out_what_compares_too_many_codes() {
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
