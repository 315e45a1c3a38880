//! A crash after every step of a write, on a disk that keeps no more than it promised.
//!
//! The rule: whichever of the unsynced steps are lost, a keystore is as before or as after; and as
//! after once the program reported success.
//!
//! Every combination is tried where there are at most [`MOST`] after a step; otherwise that many,
//! evenly spread, including all kept and all lost. For the bytes written to a file, seven ways of
//! arriving stand for all: see [`disk`](super::disk).

use std::collections::HashSet;
use std::path::Path;

use super::cases::{Case, ours, twice};
use super::disk::{Disk, Step, at_risk};
use super::found::Found;
use super::promises::{Allowed, private};
use super::recording::{WATCHED, steps};
use super::run::recorded;
use super::scratch::{Scratch, beside_the_keystore, look, write_once_more};
use super::tally::{Tally, assert_kept};
use crate::strace::is_here;
use crate::work::all;

/// The largest number of combinations that are tried after one step.
const MOST: u64 = 20_000;

/// A disk as a crash may leave it.
struct Left {
    disk: Disk,
    after: usize,
    reported: bool,
}

#[test]
fn after_any_crash_a_keystore_is_the_old_or_the_new_one() {
    if is_here() {
        let rows: Vec<(&str, Tally)> = all(&ours(), |case| (case.name, crash(case)));
        assert_kept("a crash after every step, everything unsynced lost or kept", &rows);
    }
}

/// Without any one of its syncs, a command breaks a promise: each is needed, and the model detects
/// that.
#[test]
fn every_sync_is_needed() {
    if !is_here() {
        return;
    }
    // The first of two changes only adds another way to open the keystore.
    let cases: Vec<Case> = ours().into_iter().filter(|case| !case.takes_two_changes()).collect();
    let needed = all(&cases, |case| {
        let mut recorded = Recorded::of(case);
        let steps = recorded.steps.clone();
        let is_sync = |index: &usize| matches!(steps[*index], Step::Sync { .. });
        for index in (0..steps.len()).filter(is_sync) {
            recorded.steps = steps.clone();
            recorded.steps.remove(index);
            let (left, _) = recorded.every_disk();
            let broken = left.iter().any(|left| !recorded.look_at(case, left).broken.is_empty());
            assert!(broken, "{}: nothing is lost without {:?}", case.name, steps[index]);
        }
        (0..steps.len()).filter(is_sync).count()
    });
    assert!(needed.iter().all(|count| *count >= 2), "{needed:?}");
}

/// A run that could not sync the folder left a change that might not last. The next run finds
/// nothing to change, but makes it durable before it reports success.
#[test]
fn the_next_run_makes_up_for_a_failed_sync() {
    if !is_here() {
        return;
    }
    let case = twice(&["use", "bob"]);
    // The first run's folder sync fails; the second run makes only that sync.
    let mut recorded = Recorded::with(&case, &["-e", "inject=fsync:error=EIO:when=2"]);
    let broken = |recorded: &Recorded| {
        let left = recorded.every_disk().0;
        left.into_iter().find_map(|left| recorded.look_at(&case, &left).broken.pop())
    };
    assert_eq!(broken(&recorded), None);
    let last = recorded.steps.iter().rposition(|step| matches!(step, Step::Sync { .. }));
    recorded.steps.remove(last.expect("a sync"));
    assert!(broken(&recorded).is_some(), "nothing is lost without the second run's sync");
}

/// Examines every disk that a crash can leave of a case.
fn crash(case: &Case) -> Tally {
    let recorded = Recorded::of(case);
    let (left, combinations) = recorded.every_disk();
    let mut tally = Tally::default();
    if combinations > MOST {
        tally.count("steps at most, after which not every combination was looked at");
    }
    for left in &left {
        tally += recorded.look_at(case, left);
    }
    tally
}

/// The effect of a case on a disk.
struct Recorded {
    old: Found,
    new: Found,
    nodes: Disk,
    steps: Vec<Step>,
}

impl Recorded {
    fn of(case: &Case) -> Self {
        Self::with(case, &[])
    }

    /// Records a case, with more options of `strace`.
    fn with(case: &Case, more: &[&str]) -> Self {
        let scratch = Scratch::before(case);
        let home = scratch.home();
        let old = look(&home);
        let before = Disk::of(&home);
        let options = ["-xx", "-s", "16777216", "-e", WATCHED];
        let (outcome, record) = recorded(case, &scratch, &[&options[..], more].concat());
        assert_eq!(outcome.status, Some(0), "{}: {}", case.name, outcome.stderr);
        let (nodes, steps) = steps(&before, &home, &record);
        let new = look(&home);
        assert_eq!(new.lines, case.after, "{}", case.name);
        the_model_agrees(case, &nodes, &steps, &home);
        Self { old, new, nodes, steps }
    }

    /// Returns every distinct disk after every step, and the largest number of combinations after
    /// one step.
    fn every_disk(&self) -> (Vec<Left>, u64) {
        let mut seen = HashSet::new();
        let mut left = Vec::new();
        let mut most = 0;
        for after in 0..=self.steps.len() {
            let steps = &self.steps[..after];
            let reported = steps.iter().any(|step| matches!(step, Step::Report));
            let at_risk = at_risk(steps);
            let ways = at_risk.iter().map(|index| steps[*index].ways());
            let combinations = ways.fold(1, u64::saturating_mul);
            most = most.max(combinations);
            for number in spread(combinations) {
                let disk = with_losses(&self.nodes, steps, &at_risk, number);
                if seen.insert((disk.clone(), reported)) {
                    left.push(Left { disk, after, reported });
                }
            }
        }
        (left, most)
    }

    fn look_at(&self, case: &Case, left: &Left) -> Tally {
        let scratch = Scratch::new();
        left.disk.unfold(&scratch.home());
        let found = look(&scratch.home());
        let mut tally = Tally::of_one("disks");
        let allowed = Allowed { old: &self.old, new: &self.new };
        let mut wrong = allowed.judge(&found, left.reported);
        wrong.extend(next(&found, &scratch));
        if left.reported {
            tally.count("reported done");
        }
        if !wrong.is_empty() {
            let last = left.after.checked_sub(1).map(|last| format!("{:?}", self.steps[last]));
            let (last, wrong) = (last.unwrap_or_default(), wrong.join("; "));
            tally.broken.push(format!("{}: a crash after {last:.120}: {wrong}", case.name));
        }
        tally
    }
}

/// Checks that with nothing lost, the model's disk equals the real one.
fn the_model_agrees(case: &Case, nodes: &Disk, steps: &[Step], home: &Path) {
    let mut disk = nodes.clone();
    for step in steps {
        disk.apply(step, 0);
    }
    assert!(disk.visible() == Disk::of(home).visible(), "{}", case.name);
}

/// Returns all numbers below `combinations`, or [`MOST`] of them, evenly spread: the first means
/// all kept, the last all lost or worse.
fn spread(combinations: u64) -> impl Iterator<Item = u64> {
    let count = combinations.min(MOST);
    let number = move |index: u64| {
        let share =
            u128::from(index) * u128::from(combinations - 1) / u128::from((count - 1).max(1));
        u64::try_from(share).expect("no more than there are")
    };
    (0..count).map(number)
}

/// Returns the disk on which the steps at risk arrived in the ways that a number encodes.
fn with_losses(nodes: &Disk, steps: &[Step], at_risk: &[usize], mut number: u64) -> Disk {
    let mut disk = nodes.clone();
    for (index, step) in steps.iter().enumerate() {
        let mut way = 0;
        if at_risk.contains(&index) {
            way = number % step.ways();
            number /= step.ways();
        }
        disk.apply(step, way);
    }
    disk.visible()
}

/// Checks that the next change succeeds and leaves nothing behind.
fn next(found: &Found, scratch: &Scratch) -> Option<String> {
    if found.unreadable.is_some() {
        return None;
    }
    if let Some(open) = private(scratch) {
        return Some(open);
    }
    if let Err(error) = write_once_more(&scratch.home()) {
        return Some(format!("the next change failed: {error:?}"));
    }
    let left = beside_the_keystore(&scratch.home());
    (!left.is_empty()).then(|| format!("the next change left {left:?}"))
}
