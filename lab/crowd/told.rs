//! What came of many runs, and the table that tells it.

use std::fmt::Write as _;
use std::time::Duration;

use crate::broken::{Broken, Kind};
use crate::run::{Came, Refusal, Run, What};

/// How many broken promises are told in full.
const TOLD: usize = 12;

const HEADS: [&str; 12] = [
    "runs",
    "done",
    "changes",
    "busy",
    "anew",
    "wrong",
    "taken",
    "longest",
    "lost",
    "false",
    "unreadable",
    "broken",
];

/// The table of some runs, with what was wrong with them.
pub(crate) fn table(name: &str, runs: &[Run], broken: &[Broken]) -> String {
    let refused = |refusals: &[Refusal]| {
        let is_one = |run: &&Run| matches!(run.came, Came::Refused(why) if refusals.contains(&why));
        runs.iter().filter(is_one).count().to_string()
    };
    let done = || runs.iter().filter(|run| matches!(run.came, Came::Done(_)));
    let changes = done().filter(|run| matches!(run.what, What::Change { .. })).count();
    let of = |kind| broken.iter().filter(|broken| broken.kind == kind).count().to_string();
    let columns: [String; HEADS.len()] = [
        runs.len().to_string(),
        done().count().to_string(),
        changes.to_string(),
        refused(&[Refusal::Busy]),
        refused(&[Refusal::LockedAnew]),
        refused(&[Refusal::WrongSecret]),
        refused(&[Refusal::Taken, Refusal::Gone]),
        format!("{:.1} s", longest(runs).as_secs_f64()),
        of(Kind::Lost),
        of(Kind::False),
        of(Kind::Unreadable),
        broken.len().to_string(),
    ];
    line("", &HEADS.map(String::from)) + &line(name, &columns)
}

/// How long the longest run took.
fn longest(runs: &[Run]) -> Duration {
    runs.iter().map(|run| run.span.length()).max().unwrap_or_default()
}

fn line(name: &str, columns: &[String]) -> String {
    let mut line = format!("    {name:<10}");
    for (column, head) in columns.iter().zip(HEADS) {
        let _ = write!(line, " {column:>width$}", width = head.len().max(6));
    }
    line + "\n"
}

/// What is wrong, if anything.
pub(crate) fn in_words(broken: &[Broken]) -> Option<String> {
    let told: Vec<&str> = broken.iter().take(TOLD).map(|broken| broken.how.as_str()).collect();
    let count = broken.len();
    (count > 0).then(|| format!("{count} promises were broken:\n  {}", told.join("\n  ")))
}
