//! What was found, by place and run; and the table of it.

use std::fmt::Write as _;

/// Where secrets are looked for in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    Arguments,
    Environment,
    Output,
    Files,
    Memory,
}

/// A fragment that was found.
pub(crate) struct Found {
    pub(crate) place: Place,
    pub(crate) what: String,
}

/// A run, and what was found in which of its places.
pub(crate) struct Watched {
    pub(crate) name: String,
    /// How many there were of each place: children, outputs, files written to, memories.
    pub(crate) looked_at: Vec<(Place, usize)>,
    pub(crate) found: Vec<Found>,
    /// How it ended, if not as it had to.
    pub(crate) ended_otherwise: Option<String>,
}

/// Shows how much was looked at in a place, and fails if a fragment was found there.
#[track_caller]
pub(crate) fn assert_clean(place: Place, what: &str, watched: &[&Watched]) {
    let count = |one: &Watched| {
        one.looked_at
            .iter()
            .filter(|(other, _)| *other == place)
            .map(|(_, count)| count)
            .sum::<usize>()
    };
    let total: usize = watched.iter().map(|one| count(one)).sum();
    let mut found = String::new();
    let mut fragments = 0;
    for one in watched {
        for Found { what, .. } in one.found.iter().filter(|found| found.place == place) {
            fragments += 1;
            writeln!(found, "  {}: {what}", one.name).expect("a string takes all");
        }
    }
    say(&format!("{place:?}"), watched.len(), &format!("{total} {what}"), fragments);
    assert!(total > 0, "nothing was looked at, so nothing could be found");
    assert!(found.is_empty(), "{place:?}:\n{found}");
}

/// A line of the table.
pub(crate) fn say(place: &str, runs: usize, what: &str, fragments: usize) {
    crate::work::say(&format!(
        "canary: {place:<12} {runs:>4} runs, {what:<40} {fragments:>3} fragments"
    ));
}
