//! Digits that were never a code are refused.
//!
//! - Of random strings of eighty digits as good as none is offered a correction, and none is a
//!   code.
//! - With a known identity, none is taken for its code.
//!
//! A refusal takes the whole search, so these are the slowest of all cases.

use collab::code::mend::Evidence;
use collab::code::reading::{Reading, read};
use collab::code::{BackupCode, DIGITS};

use super::proof::{Outcome, diagnose, judge, prove, share_of};
use crate::slips::Generator;
use crate::work::{say, seed};

/// The share of random strings that may be offered a correction.
const MOST_OFFERED: f64 = 1e-5;

#[test]
fn random_strings_are_refused() {
    let count = share_of(10_000);
    let tally = prove("random strings, identity unknown", count, |case| {
        let mut generator = Generator::of(seed(), "random strings", case);
        judge(&diagnose(&string(&mut generator), None), None)
    });
    let offered = tally.get(&Outcome::False).copied().unwrap_or_default();
    assert!(tally.keys().all(|one| [Outcome::False, Outcome::Refused].contains(one)), "{tally:?}");
    say(&format!(
        "    offered a correction: {offered} of {count}; at most {:.1e} of all, with 95 % confidence",
        // If none of n occurs, the limit is 3 / n.
        (3.0 + 2.0 * f64::from(offered)) / f64::from(count)
    ));
    assert!(f64::from(offered) < MOST_OFFERED * f64::from(count));
}

#[test]
fn random_strings_are_never_taken_for_the_code_of_a_known_identity() {
    let tally = prove("random strings, identity of another code known", share_of(40), |case| {
        let mut generator = Generator::of(seed(), "random strings, identity known", case);
        let (string, code) = (string(&mut generator), generator.code());
        let is_known = |found: &BackupCode| *found == code;
        judge(&diagnose(&string, Some(Evidence::whole(&is_known))), Some(&code))
    });
    assert!(tally.keys().all(|one| [Outcome::False, Outcome::Refused].contains(one)), "{tally:?}");
}

fn string(generator: &mut Generator) -> Reading {
    let digits: Vec<u8> = (0..DIGITS).map(|_| b"0123456789"[generator.index(10)]).collect();
    read(&digits).expect("eighty digits")
}
