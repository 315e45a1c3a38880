//! A fault at every call that a command makes.
//!
//! The rule: at every point, with every fault, [`promises`](crate::promises) are kept; and
//! nearly every fault is come to, with the rest named.

use std::fs;
use std::time::Instant;

use crate::calls::{faults, points};
use crate::cases::{Case, every_case, ours};
use crate::neighbours::neighbours;
use crate::promises::{Allowed, kept};
use crate::sample::{share, share_of};
use crate::scratch::{Found, Scratch, place};
use crate::strace::{Fault, disturbed, is_here, plainly};
use crate::tally::{Row, Tally, broken, of_faults};
use crate::work::{all, say, seed, turn};

/// A case with what is there before and after, and how it can be disturbed.
struct Prepared {
    case: Case,
    before: Scratch,
    old: Found,
    new: Found,
    points: usize,
    faults: Vec<Fault>,
}

#[test]
fn whatever_fails_a_keystore_is_as_before_or_as_after() {
    if !is_here() {
        return;
    }
    let turn = turn();
    let start = Instant::now();
    let prepared: Vec<Prepared> = ours().into_iter().chain(neighbours()).map(prepare).collect();
    let work: Vec<(usize, &Fault)> = prepared
        .iter()
        .enumerate()
        .flat_map(|(index, one)| one.faults.iter().map(move |fault| (index, fault)))
        .collect();
    let done = all(&work, |(index, fault)| (*index, run(&prepared[*index], fault)));
    let mut rows: Vec<Row> = prepared.iter().map(empty_row).collect();
    for (index, tally) in done {
        rows[index].tally += tally;
    }
    let seconds = start.elapsed().as_secs_f64();
    let missed: Vec<&str> =
        rows.iter().flat_map(|row| &row.tally.missed).map(String::as_str).collect();
    say(&format!(
        "a fault at every call: {} runs (seed {}, share {}, {seconds:.1} s)\n{}\
         \x20   {} did not come to their fault: {}",
        work.len(),
        seed(),
        share(),
        of_faults(&rows),
        missed.len(),
        missed.iter().take(12).copied().collect::<Vec<_>>().join(", "),
    ));
    drop(turn);
    if let Some(broken) = broken(&rows) {
        panic!("{broken}");
    }
    // A new code takes as many calls of the generator as it happens to, and threads come to theirs
    // in any order.
    assert!(missed.len() * 20 <= work.len(), "too many runs did not come to their fault");
}

/// Without randomness the standard library panics, and what it says then is not for people.
#[test]
fn a_panic_is_told_as_a_mistake_of_our_own() {
    if !is_here() {
        return;
    }
    let _turn = turn();
    let case = every_case().into_iter().find(|case| case.name == "passphrase set, the first");
    let case = case.expect("there is one");
    let generator = points(&case).into_iter().filter(|point| point.name == "getrandom");
    let said: Vec<String> = generator
        .map(|point| {
            let scratch = Scratch::before(&case);
            disturbed(&case, &scratch, &Fault::Fails(point, "EIO")).0.stderr
        })
        .collect();
    let told = said.iter().find_map(|said| {
        let place = said.strip_prefix("error: collab came upon a mistake of its own, at ")?;
        place.split_once('\n')
    });
    let (place, hint) = told.unwrap_or_else(|| panic!("none of these panicked: {said:?}"));
    assert!(place.starts_with('/') && !place.contains(' '), "{place}");
    let wanted = "hint: what was not reported as done may not be done: see `collab accounts`\n";
    assert_eq!(hint, wanted);
}

/// Runs it once with nothing in its way, and finds out how it can be disturbed.
fn prepare(case: Case) -> Prepared {
    let before = Scratch::before(&case);
    let old = (case.look)(&before.home());
    let after = Scratch::copy_of(&before.home());
    let outcome = plainly(&case, &after);
    let new = (case.look)(&after.home());
    assert_eq!(outcome.status, Some(0), "{}: {}", case.name, outcome.stderr);
    assert_eq!(new.lines, case.after, "{}: {}", case.name, outcome.stderr);
    let longest = fs::metadata(place(&after.home())).map_or(0, |there| there.len());
    let points = points(&case);
    let faults = share_of(faults(&points, longest), case.name);
    Prepared { case, before, old, new, points: points.len(), faults }
}

fn empty_row(prepared: &Prepared) -> Row {
    let Prepared { case, points, .. } = prepared;
    Row { name: case.name, is_ours: case.is_ours, points: *points, tally: Tally::default() }
}

fn run(prepared: &Prepared, fault: &Fault) -> Tally {
    let Prepared { case, before, old, new, .. } = prepared;
    let scratch = Scratch::copy_of(&before.home());
    let (outcome, reached) = disturbed(case, &scratch, fault);
    let mut tally = kept(case, &Allowed { old, new }, fault, &outcome, &scratch);
    if !reached {
        tally.missed.push(format!("{}: {fault}", case.name));
    }
    tally
}
