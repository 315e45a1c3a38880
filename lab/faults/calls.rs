//! Every point at which a case can be disturbed: the calls that it makes when nothing is in its
//! way.
//!
//! The rule: what is called is found by running the case, not by knowing it. `strace` counts calls
//! by name and by thread, and so does this.

use std::collections::BTreeMap;

use super::cases::Case;
use super::run::{Fault, Point, recorded};
use super::scratch::Scratch;
use crate::strace::begun;

/// All that names or uses a file, the generator, and the end.
const WATCHED: &str = "trace=%file,%desc,getrandom,exit_group";
/// How a call can fail.
const ERRORS: [&str; 3] = ["ENOSPC", "EIO", "EINTR"];
/// How the generator can.
const NO_RANDOMNESS: [&str; 3] = ["EIO", "ENOSYS", "EINTR"];

/// Where the case can be disturbed, in the order in which it comes there first.
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
        // A second thread comes to a number that another has been at: `strace` disturbs both.
        let known = points.iter().any(|point| point.name == name && point.number == *number);
        if !known {
            points.push(Point { name: name.into(), number: *number, is_early });
        }
    }
    points
}

/// Every fault at every point, kind by kind, and files that may not grow to the end.
pub(crate) fn faults(points: &[Point], longest: u64) -> Vec<Fault> {
    let mut faults: Vec<Fault> = points.iter().cloned().map(Fault::Kill).collect();
    let random = |point: &&Point| point.name == "getrandom";
    // The end doesn't return.
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

/// Every sixteenth length, and each of the first and the last.
fn short_writes(longest: u64) -> impl Iterator<Item = Fault> {
    let lengths =
        (0..longest).filter(move |&bytes| bytes < 3 || bytes % 16 == 0 || bytes + 3 > longest);
    lengths.flat_map(|bytes| [true, false].map(|ends| Fault::Short { bytes, ends }))
}
