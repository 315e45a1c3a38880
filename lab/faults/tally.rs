//! The results of many runs: counts by name, and the broken promises.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use crate::work::say;

/// The number of broken promises that are reported in full.
const TOLD: usize = 12;

/// The result of one run, or of many.
#[derive(Default)]
pub(crate) struct Tally {
    /// Counts of runs by fault, of examinations, of reported successes, and of faults that were not
    /// reached.
    pub(crate) counts: BTreeMap<String, u32>,
    /// Each broken promise, with everything needed to reproduce it.
    pub(crate) broken: Vec<String>,
}

impl Tally {
    pub(crate) fn of_one(what: &str) -> Self {
        Self { counts: [(what.to_owned(), 1)].into(), ..Self::default() }
    }

    pub(crate) fn count(&mut self, what: &str) {
        *self.counts.entry(what.to_owned()).or_default() += 1;
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        for (what, count) in other.counts {
            *self.counts.entry(what).or_default() += count;
        }
        self.broken.extend(other.broken);
    }
}

/// Prints the result of each case, and fails if a promise was broken.
#[track_caller]
pub(crate) fn assert_kept(title: &str, rows: &[(&str, Tally)]) {
    let (seed, share) = (crate::work::seed(), super::share());
    let mut lines = vec![format!("{title} (seed {seed}, share {share})")];
    for (name, Tally { counts, broken }) in rows {
        let counts: Vec<String> = counts.iter().map(|(what, n)| format!("{n} {what}")).collect();
        lines.push(format!("    {name:<32} {} broken; {}", broken.len(), counts.join(", ")));
    }
    say(&lines.join("\n"));
    let told = rows.iter().flat_map(|(_, tally)| tally.broken.iter().take(TOLD));
    let told: Vec<&str> = told.map(String::as_str).collect();
    assert!(told.is_empty(), "broken promises:\n  {}", told.join("\n  "));
}
