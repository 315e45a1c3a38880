//! Digits that were never a code are refused.
//!
//! - Of random strings of eighty digits as good as none is offered a repair, and none is a code.
//! - With an identity that is known, none is taken for its code.
//!
//! A refusal is the whole search, so these are the slowest of all cases.

use std::fmt;
use std::ops::AddAssign;

use collab::code::mend::{Diagnosis, Evidence, Explanation};
use collab::code::reading::{Reading, read};
use collab::code::{BackupCode, DIGITS};

use crate::proof::{Proof, diagnose, say, seed, share_of};
use crate::slips::Generator;

/// The share of random strings that may be offered a repair.
const MOST_OFFERED: f64 = 1e-5;

#[test]
fn random_strings_are_refused() {
    let count = share_of(10_000);
    let proof = Proof::begin("random strings, identity unknown", count);
    let tally = proof.run(|case| {
        let mut generator = Generator::of(seed(), "random strings", case);
        Tally::of(&string(&mut generator), None)
    });
    assert_eq!((tally.tried, tally.valid, tally.proven), (count, 0, 0));
    say(&format!(
        "    offered a repair: {} of {count}; at most {:.1e} of all, with 95 % confidence",
        tally.offered,
        // Of none among n the limit is 3 / n.
        (3.0 + 2.0 * f64::from(tally.offered)) / f64::from(count)
    ));
    assert!(f64::from(tally.offered) < MOST_OFFERED * f64::from(count));
}

#[test]
fn random_strings_are_never_taken_for_the_code_of_a_known_identity() {
    let count = share_of(40);
    let proof = Proof::begin("random strings, identity of another code known", count);
    let tally = proof.run(|case| {
        let mut generator = Generator::of(seed(), "random strings, identity known", case);
        let (string, code) = (string(&mut generator), generator.code());
        Tally::of(&string, Some(&code))
    });
    assert_eq!((tally.tried, tally.valid, tally.proven, tally.known), (count, 0, 0, 0));
}

fn string(generator: &mut Generator) -> Reading {
    let digits: Vec<u8> = (0..DIGITS).map(|_| b"0123456789"[generator.index(10)]).collect();
    read(&digits).expect("eighty digits")
}

/// What came of many strings.
#[derive(Default)]
struct Tally {
    tried: u32,
    /// Taken as a code as they were.
    valid: u32,
    /// Offered at least one repair.
    offered: u32,
    /// Of these, those with one that is proven.
    proven: u32,
    /// Of these, those with one for the sake of the known identity.
    known: u32,
}

impl Tally {
    fn of(reading: &Reading, code: Option<&BackupCode>) -> Self {
        let is_known = |found: &BackupCode| Some(found) == code;
        let mut tally = Self { tried: 1, ..Self::default() };
        match diagnose(reading, code.is_some().then_some(Evidence::whole(&is_known))) {
            Ok(Diagnosis::Valid(_)) => tally.valid = 1,
            Ok(Diagnosis::Damaged(explanations)) => {
                tally.offered = 1;
                tally.proven = u32::from(explanations.iter().any(Explanation::is_certain));
                tally.known = u32::from(explanations.iter().any(|one| one.matched));
            }
            Err(_) => {}
        }
        tally
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.tried += other.tried;
        self.valid += other.valid;
        self.offered += other.offered;
        self.proven += other.proven;
        self.known += other.known;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} strings: {} are a code, {} offered a repair ({} proven, {} for the known identity)",
            self.tried, self.valid, self.offered, self.proven, self.known
        )
    }
}
