//! Copies with the slips that people make are corrected to the code that was copied.
//!
//! - At one slip in two hundred digits, at least 999 of 1000 copies are corrected.
//! - With exactly one to five slips, nearly all are; with a known identity, the share of up to
//!   seven is measured too.
//! - None is taken for another code, and every correction that is certain is true.
//!
//! Copies are read in one run and in sixteen groups alternately. Corrected means that the true code
//! is the only correction, or the first of several and certain.

use collab::code::BackupCode;
use collab::code::mend::{Evidence, MOST_SLIPS, MOST_SLIPS_KNOWN};
use collab::code::reading::read;

use super::proof::{Outcome, Tally, diagnose, judge, prove, share_of};
use crate::slips::{Generator, Slip, Written};
use crate::work::seed;

/// The probability of a slip at each digit.
const RATE: f64 = 0.005;

/// The outcome of a copy and, where it was not corrected, its slips.
type Copied = (Outcome, String);

#[test]
fn copies_at_the_rate_of_people_are_corrected() {
    at_the_rate_of_people(false);
}

#[test]
fn copies_at_the_rate_of_people_are_corrected_with_the_identity_known() {
    at_the_rate_of_people(true);
}

fn at_the_rate_of_people(identity_known: bool) {
    let name = format!("copies with slips at 0.5 % of the digits, {}", identity(identity_known));
    let tally = prove(&name, share_of(100_000), |case| {
        // The copies are the same with and without the identity.
        let mut generator = Generator::of(seed(), "copies at a rate", case);
        let code = generator.code();
        let (copy, slips) = Written::code(&code).at_rate(RATE, &mut generator);
        outcome(&copy, slips, case, &code, identity_known)
    });
    assert!(share_corrected(&tally) >= 0.999, "{tally:?}");
}

#[test]
fn copies_with_up_to_five_slips_are_corrected() {
    const COUNTS: [u32; MOST_SLIPS as usize] = [4000, 4000, 4000, 4000, 2000];
    with_exactly(&COUNTS, false);
}

#[test]
fn copies_with_up_to_seven_slips_are_corrected_with_the_identity_known() {
    const COUNTS: [u32; MOST_SLIPS_KNOWN as usize] = [4000, 4000, 4000, 2000, 2000, 1000, 500];
    with_exactly(&COUNTS, true);
}

/// Proves this many copies with one slip, with two, and so on.
fn with_exactly(counts: &[u32], identity_known: bool) {
    for (n, &count) in (1..).zip(counts) {
        let sample = format!("copies, {n} slips");
        let name = format!("copies with exactly {n} slips, {}", identity(identity_known));
        let tally = prove(&name, share_of(count), |case| {
            let mut generator = Generator::of(seed(), &sample, case);
            let code = generator.code();
            let (copy, slips) = Written::code(&code).with_slips(n, &mut generator);
            outcome(&copy, slips, case, &code, identity_known)
        });
        // Some copies with five slips count more in the search: two slips in one place, or one that
        // displaced digits and one across a border.
        let least = [1.0, 0.995, 0.99, 0.98, 0.95].get(n - 1).copied().unwrap_or(0.0);
        assert!(share_corrected(&tally) >= least, "{n} slips: {tally:?}");
    }
}

fn identity(known: bool) -> &'static str {
    if known { "identity known" } else { "identity unknown" }
}

fn outcome(copy: &Written, slips: Vec<Slip>, case: u32, truth: &BackupCode, known: bool) -> Copied {
    let text = if case.is_multiple_of(2) { copy.one_run() } else { copy.groups() };
    let is_true = |found: &BackupCode| found == truth;
    let known = known.then_some(Evidence::whole(&is_true));
    let outcome = match read(text.as_bytes()) {
        Ok(reading) => judge(&diagnose(&reading, known), Some(truth)),
        Err(_) => Outcome::Refused,
    };
    (outcome, if is_corrected(outcome) { String::new() } else { kinds(slips) })
}

fn is_corrected(outcome: Outcome) -> bool {
    [Outcome::AsWritten, Outcome::Corrected, Outcome::Uncertain].contains(&outcome)
}

/// Returns the share that is corrected, and checks that none of the others is taken for another
/// code.
fn share_corrected(tally: &Tally<Copied>) -> f64 {
    let is_false = |one| [Outcome::AnotherCode, Outcome::CertainlyFalse].contains(one);
    assert!(!tally.keys().any(|(outcome, _)| is_false(outcome)), "{tally:?}");
    let corrected = tally.iter().filter(|((outcome, _), _)| is_corrected(*outcome));
    f64::from(corrected.map(|(_, count)| count).sum::<u32>())
        / f64::from(tally.values().sum::<u32>())
}

/// Returns the kinds of slips, and the number of each.
fn kinds(mut slips: Vec<Slip>) -> String {
    slips.sort_unstable();
    let kind = |same: &[Slip]| match same.len() {
        1 => format!("{:?}", same[0]),
        n => format!("{n} {:?}", same[0]),
    };
    slips.chunk_by(|a, b| a == b).map(kind).collect::<Vec<_>>().join(" + ")
}
