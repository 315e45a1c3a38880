//! Every point at which a case can be disturbed: the calls that it makes undisturbed.
//!
//! The rule: the calls are found by running the case, not listed by hand. Calls are counted by name
//! and by thread, as `strace` counts them.

use std::collections::BTreeMap;

use super::cases::Case;
use super::run::{Fault, Point, recorded};
use super::scratch::Scratch;
use crate::strace::begun;

/// All calls that name or use a file, the random generator, and the exit.
const WATCHED: &str = "trace=%file,%desc,getrandom,exit_group";
/// The errors of a failing call.
const ERRORS: [&str; 3] = ["ENOSPC", "EIO", "EINTR"];
/// The errors of the random generator.
const NO_RANDOMNESS: [&str; 3] = ["EIO", "ENOSYS", "EINTR"];

/// Returns the points at which the case can be disturbed, in the order in which it first reaches
/// them.
pub(crate) fn points(case: &Case) -> Vec<Point> {
    let scratch = Scratch::before(case);
    let (outcome, record) = recorded(case, &scratch, &["-e", WATCHED]);
    assert_eq!(outcome.status, Some(0), "{}: {}", case.name, outcome.stderr);
    listed(&record, &scratch.home().to_string_lossy())
}

fn listed(record: &str, own: &str) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::new();
    let mut counts: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    let mut is_early = true;
    for (thread, name, rest) in record.lines().filter_map(begun) {
        if name == "execve" {
            continue;
        }
        is_early &= !rest.contains(own);
        let number = counts.entry((thread, name)).or_default();
        *number += 1;
        // The number of a second thread's call may be known from another: `strace` disturbs both.
        let known = points.iter().any(|point| point.name == name && point.number == *number);
        if !known {
            points.push(Point { name: name.into(), number: *number, is_early });
        }
    }
    points
}

/// Returns every fault at every point, kind by kind, and files that may not grow to their full
/// length.
pub(crate) fn faults(points: &[Point], longest: u64) -> Vec<Fault> {
    let mut faults: Vec<Fault> = points.iter().cloned().map(Fault::Kill).collect();
    let random = |point: &&Point| point.name == "getrandom";
    // `exit_group` does not return.
    let fallible = |point: &&Point| !random(point) && point.name != "exit_group";
    let fails = |error| move |point: &Point| Fault::Fails(point.clone(), error);
    for error in ERRORS {
        faults.extend(points.iter().filter(fallible).map(fails(error)));
    }
    for error in NO_RANDOMNESS {
        faults.extend(points.iter().filter(random).map(fails(error)));
    }
    faults.extend(short_writes(longest));
    faults
}

/// Returns every sixteenth length, and each of the first and last few.
fn short_writes(longest: u64) -> impl Iterator<Item = Fault> {
    let lengths =
        (0..longest).filter(move |&bytes| bytes < 3 || bytes % 16 == 0 || bytes + 3 > longest);
    lengths.flat_map(|bytes| [true, false].map(|ends| Fault::Short { bytes, ends }))
}
