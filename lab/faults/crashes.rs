//! A crash after every step of a write, on a disk that keeps no more than it promised.
//!
//! The rule: whatever of the unsynced steps is lost, a keystore is as before or as after; and from
//! the moment at which the program said that it is done, as after.
//!
//! Every combination is looked at where there are no more than [`MOST`] after a step; otherwise
//! that many, evenly spread, all kept and all lost among them. Of what was written to a file, seven
//! ways of arriving stand for all: see [`disk`](crate::disk).

use std::collections::HashSet;
use std::path::Path;
use std::time::Instant;

use crate::cases::{Case, ours, twice};
use crate::disk::{Disk, Step, at_risk};
use crate::neighbours::neighbours;
use crate::promises::Allowed;
use crate::recording::{WATCHED, steps};
use crate::sample::{share, share_of};
use crate::scratch::{Found, Scratch, beside_the_keystore, write_once_more};
use crate::strace::{is_here, recorded};
use crate::tally::{Row, Tally, broken, of_looks};
use crate::work::{all, say, turn};

/// How many combinations are looked at after one step.
const MOST: u64 = 20_000;

/// A disk as a crash may leave it.
struct Left {
    disk: Disk,
    after: usize,
    reported: bool,
}

#[test]
fn whatever_a_crash_loses_a_keystore_is_as_before_or_as_after() {
    if !is_here() {
        return;
    }
    let turn = turn();
    let start = Instant::now();
    let cases: Vec<Case> = ours().into_iter().chain(neighbours()).collect();
    let done = all(&cases, crash);
    let bounded: Vec<String> = done.iter().filter_map(|(_, bounded)| bounded.clone()).collect();
    let rows: Vec<Row> = done.into_iter().map(|(row, _)| row).collect();
    let seconds = start.elapsed().as_secs_f64();
    say(&format!(
        "a crash after every step, with everything unsynced lost or kept (share {}, {seconds:.1} s)\
         {}\n{}",
        share(),
        bounded.concat(),
        of_looks(&rows, "steps"),
    ));
    drop(turn);
    if let Some(broken) = broken(&rows) {
        panic!("{broken}");
    }
}

/// Without any one of its syncs a command breaks a promise: each is needed, and the model sees it.
#[test]
fn every_sync_is_needed() {
    if !is_here() {
        return;
    }
    let turn = turn();
    // Of two changes the first makes only what works besides.
    let cases: Vec<Case> = ours().into_iter().filter(|case| !case.takes_two_changes()).collect();
    let needed = all(&cases, |case| {
        let mut recorded = Recorded::of(case);
        let steps = recorded.steps.clone();
        let is_sync = |index: &usize| matches!(steps[*index], Step::Sync { .. });
        for index in (0..steps.len()).filter(is_sync) {
            recorded.steps = steps.clone();
            recorded.steps.remove(index);
            let (left, _) = recorded.every_disk();
            let broken = left.iter().any(|left| recorded.look_at(case, left).broken > 0);
            assert!(broken, "{}: nothing is lost without {:?}", case.name, steps[index]);
        }
        (0..steps.len()).filter(is_sync).count()
    });
    drop(turn);
    assert!(needed.iter().all(|count| *count >= 2), "{needed:?}");
}

/// A run that could not sync the folder left a change that might not last. The next one finds nothing
/// to change, and makes it last before it says that it is done.
#[test]
fn what_one_run_could_not_sync_the_next_one_does() {
    if !is_here() {
        return;
    }
    let turn = turn();
    let case = twice(&["use", "bob"]);
    // Of the first run it is the folder's; the second has no other than that.
    let mut recorded = Recorded::with(&case, &["-e", "inject=fsync:error=EIO:when=2"]);
    let broken = |recorded: &Recorded| {
        let left = recorded.every_disk().0;
        left.into_iter().find_map(|left| recorded.look_at(&case, &left).told.pop())
    };
    assert_eq!(broken(&recorded), None);
    let last = recorded.steps.iter().rposition(|step| matches!(step, Step::Sync { .. }));
    recorded.steps.remove(last.expect("a sync"));
    assert!(broken(&recorded).is_some(), "nothing is lost without the second run's sync");
    drop(turn);
}

/// Looks at all that a crash can leave of a case; and says what was too much to look at.
fn crash(case: &Case) -> (Row, Option<String>) {
    let recorded = Recorded::of(case);
    let (left, combinations) = recorded.every_disk();
    // Looking at ours is quick.
    let left = if case.is_ours { left } else { share_of(left, case.name) };
    let mut tally = Tally::default();
    for left in left {
        tally += recorded.look_at(case, &left);
    }
    let row = Row { name: case.name, is_ours: case.is_ours, points: recorded.steps.len(), tally };
    let bounded = (combinations > MOST).then(|| {
        format!("\n    {}: {combinations} combinations after a step, {MOST} tried", case.name)
    });
    (row, bounded)
}

/// What a case does to a disk.
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

    /// The same, with more options of `strace`.
    fn with(case: &Case, more: &[&str]) -> Self {
        let scratch = Scratch::before(case);
        let home = scratch.home();
        let old = (case.look)(&home);
        let before = Disk::of(&home);
        let options = ["-xx", "-s", "16777216", "-e", WATCHED];
        let (outcome, record) = recorded(case, &scratch, &[&options[..], more].concat());
        assert_eq!(outcome.status, Some(0), "{}: {}", case.name, outcome.stderr);
        let (nodes, steps) = steps(&before, &home, &record, case.is_ours);
        let new = (case.look)(&home);
        assert_eq!(new.lines, case.after, "{}", case.name);
        the_model_agrees(case, &nodes, &steps, &home);
        Self { old, new, nodes, steps }
    }

    /// Every disk that looks different, after every step; and the most combinations after one.
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
        let found = (case.look)(&scratch.home());
        let mut tally = Tally::of_a_look();
        let allowed = Allowed { old: &self.old, new: &self.new };
        let mut wrong = allowed.judge(&found, left.reported, &mut tally);
        if case.is_ours {
            wrong.extend(next(&found, &scratch));
        }
        if !wrong.is_empty() {
            tally.broken = 1;
            let last = left.after.checked_sub(1).map(|last| format!("{:?}", self.steps[last]));
            let (last, wrong) = (last.unwrap_or_default(), wrong.join("; "));
            tally.told.push(format!("{}: a crash after {last:.120}: {wrong}", case.name));
        }
        tally
    }
}

/// With nothing lost, the model's disk is the real one.
fn the_model_agrees(case: &Case, nodes: &Disk, steps: &[Step], home: &Path) {
    let mut disk = nodes.clone();
    for step in steps {
        disk.apply(step, 0);
    }
    // A look may leave something behind; ours never does.
    assert!(!case.is_ours || disk.visible() == Disk::of(home).visible(), "{}", case.name);
}

/// All numbers below, or as many as are tried, evenly: the first is all kept, the last all lost or
/// worse.
fn spread(combinations: u64) -> impl Iterator<Item = u64> {
    let count = combinations.min(MOST);
    let number = move |index: u64| {
        let share =
            u128::from(index) * u128::from(combinations - 1) / u128::from((count - 1).max(1));
        u64::try_from(share).expect("no more than there are")
    };
    (0..count).map(number)
}

/// The disk on which the steps at risk arrived in the ways that a number stands for.
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

/// The next change finds nothing in its way and leaves nothing behind.
fn next(found: &Found, scratch: &Scratch) -> Option<String> {
    if found.unreadable.is_some() {
        return None;
    }
    let open = beside_the_keystore(&scratch.home()).into_iter().find(|(_, mode)| mode & 0o77 != 0);
    if let Some((name, mode)) = open {
        return Some(format!("{name} has mode {mode:04o}"));
    }
    if let Err(error) = write_once_more(&scratch.home()) {
        return Some(format!("the next change failed: {error:?}"));
    }
    let left = beside_the_keystore(&scratch.home());
    (!left.is_empty()).then(|| format!("the next change left {left:?}"))
}
