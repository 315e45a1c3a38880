//! A fault at every call that a command makes.
//!
//! The rule: at every point, with every fault, the [`promises`](super::promises) are kept; and
//! nearly every fault is reached, with the others named.

use std::fs;

use super::calls::{faults, points};
use super::cases::{Case, every_case, ours};
use super::found::Found;
use super::home_files::place;
use super::promises::{Allowed, kept};
use super::run::{Fault, disturbed, plainly};
use super::scratch::{Scratch, look};
use super::share_of;
use super::tally::{Tally, assert_kept};
use crate::strace::is_here;
use crate::work::{all, say};

/// A case with the states before and after, and the faults to try.
struct Prepared {
    case: Case,
    before: Scratch,
    old: Found,
    new: Found,
    faults: Vec<Fault>,
}

#[test]
fn after_any_failed_call_a_keystore_is_the_old_or_the_new_one() {
    if !is_here() {
        return;
    }
    let prepared: Vec<Prepared> = ours().into_iter().map(prepare).collect();
    let work: Vec<(usize, &Fault)> = prepared
        .iter()
        .enumerate()
        .flat_map(|(index, one)| one.faults.iter().map(move |fault| (index, fault)))
        .collect();
    let done = all(&work, |(index, fault)| (*index, run(&prepared[*index], fault)));
    let mut rows: Vec<(&str, Tally)> =
        prepared.iter().map(|one| (one.case.name, Tally::default())).collect();
    let mut missed = Vec::new();
    for ((index, (tally, reached)), (_, fault)) in done.into_iter().zip(&work) {
        rows[index].1 += tally;
        if !reached {
            missed.push(format!("{}: {fault}", prepared[index].case.name));
        }
    }
    say(&format!("{} faults, of which {} were not come to", work.len(), missed.len()));
    assert_kept("a fault at every call", &rows);
    // The number of random draws for a new code varies, and so does the order of calls in threads.
    assert!(missed.len() * 20 <= work.len(), "faults that were not come to: {missed:#?}");
}

/// Without randomness, the standard library panics with a message that is not meant for people.
#[test]
fn a_panic_is_told_as_a_mistake_of_our_own() {
    if !is_here() {
        return;
    }
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

/// Runs the case once undisturbed, and finds the faults to try.
fn prepare(case: Case) -> Prepared {
    let before = Scratch::before(&case);
    let old = look(&before.home());
    let after = Scratch::copy_of(&before.home());
    let outcome = plainly(&case, &after);
    let new = look(&after.home());
    assert_eq!(outcome.status, Some(0), "{}: {}", case.name, outcome.stderr);
    assert_eq!(new.lines, case.after, "{}: {}", case.name, outcome.stderr);
    let longest = fs::metadata(place(&after.home())).map_or(0, |there| there.len());
    let faults = share_of(faults(&points(&case), longest), case.name);
    Prepared { case, before, old, new, faults }
}

/// Returns the tally of a run, and whether it reached its fault.
fn run(prepared: &Prepared, fault: &Fault) -> (Tally, bool) {
    let Prepared { case, before, old, new, .. } = prepared;
    let scratch = Scratch::copy_of(&before.home());
    let (outcome, reached) = disturbed(case, &scratch, fault);
    (kept(case, &Allowed { old, new }, fault, &outcome, &scratch), reached)
}
