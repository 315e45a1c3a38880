//! Copies with the slips that people make are mended to the code that was copied.
//!
//! - At one slip in two hundred digits, at least 999 of 1000 copies are.
//! - With exactly one to five slips, nearly all are; with an identity that is known, the share of up
//!   to seven is measured too.
//! - None is taken for another code, and no explanation is proven that is not the truth.
//!
//! Copies are read in one run and in sixteen groups alternately. Mended means that the true code is
//! the only explanation, or the first of several and proven.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::AddAssign;

use collab::code::BackupCode;
use collab::code::mend::{Diagnosis, Evidence, Explanation, MOST_SLIPS, MOST_SLIPS_KNOWN};
use collab::code::reading::read;

use crate::proof::{Proof, diagnose, seed, share_of};
use crate::slips::{Generator, Slip, Written};

/// The probability of a slip at each digit.
const RATE: f64 = 0.005;

#[test]
fn copies_at_the_rate_of_people_are_mended() {
    at_the_rate_of_people(false);
}

#[test]
fn copies_at_the_rate_of_people_are_mended_with_the_identity_known() {
    at_the_rate_of_people(true);
}

fn at_the_rate_of_people(identity_known: bool) {
    let count = share_of(100_000);
    let name = format!("copies with slips at 0.5 % of the digits, {}", identity(identity_known));
    let tally = Proof::begin(name, count).run(|case| {
        // With and without the identity, the copies are the same.
        let mut generator = Generator::of(seed(), "copies at a rate", case);
        let code = generator.code();
        let (copy, slips) = Written::code(&code).at_rate(RATE, &mut generator);
        Tally::of(&copy, slips, case, &code, identity_known)
    });
    assert_eq!(tally.tried, count);
    tally.assert_nothing_false();
    assert!(tally.share() >= 0.999, "{tally}");
}

#[test]
fn copies_with_up_to_five_slips_are_mended() {
    const COUNTS: [u32; MOST_SLIPS as usize] = [4000, 4000, 4000, 4000, 2000];
    with_exactly(&COUNTS, false);
}

#[test]
fn copies_with_up_to_seven_slips_are_mended_with_the_identity_known() {
    const COUNTS: [u32; MOST_SLIPS_KNOWN as usize] = [4000, 4000, 4000, 2000, 2000, 1000, 500];
    with_exactly(&COUNTS, true);
}

/// So many copies with one slip, with two, and so on.
fn with_exactly(counts: &[u32], identity_known: bool) {
    let tallies: Vec<Tally> = (1..)
        .zip(counts)
        .map(|(n, &count)| {
            let sample = format!("copies, {n} slips");
            let name = format!("copies with exactly {n} slips, {}", identity(identity_known));
            Proof::begin(name, share_of(count)).run(|case| {
                let mut generator = Generator::of(seed(), &sample, case);
                let code = generator.code();
                let (copy, slips) = Written::code(&code).with_slips(n, &mut generator);
                Tally::of(&copy, slips, case, &code, identity_known)
            })
        })
        .collect();
    for (n, tally) in (1..).zip(&tallies) {
        tally.assert_nothing_false();
        // Of five, a few are as many more in the search: two slips in one place, or one that
        // displaced digits and one across a border.
        let least = [1.0, 0.995, 0.99, 0.98, 0.95].get(n - 1).copied().unwrap_or(0.0);
        assert!(tally.share() >= least, "{n} slips: {tally}");
    }
}

fn identity(known: bool) -> &'static str {
    if known { "identity known" } else { "identity unknown" }
}

/// What came of many copies.
#[derive(Default)]
struct Tally {
    tried: u32,
    /// The true code, without a slip or in spite of them.
    as_it_was: u32,
    /// Mended, and proven.
    proven: u32,
    /// Mended, as the only explanation, which needs an identity to be believed.
    unproven: u32,
    /// Several explanations, of which it can't be said which, the truth among them.
    several: u32,
    /// Explained falsely, with nothing proven.
    falsely: u32,
    /// Not explained.
    nothing: u32,
    /// Another code than was copied.
    another: u32,
    /// Explained falsely, with one that is proven.
    proven_falsely: u32,
    /// The slips of those that were not mended.
    missed: BTreeMap<String, u32>,
}

impl Tally {
    fn of(copy: &Written, slips: Vec<Slip>, case: u32, truth: &BackupCode, known: bool) -> Self {
        let text = if case.is_multiple_of(2) { copy.one_run() } else { copy.groups() };
        let is_true = |found: &BackupCode| found == truth;
        let known = known.then_some(Evidence::whole(&is_true));
        let mut tally = Self { tried: 1, ..Self::default() };
        let count = match read(text.as_bytes()).map(|reading| diagnose(&reading, known)) {
            Ok(Ok(Diagnosis::Valid(code))) if code == *truth => &mut tally.as_it_was,
            Ok(Ok(Diagnosis::Valid(_))) => &mut tally.another,
            Ok(Ok(Diagnosis::Damaged(explanations))) => tally.explained(&explanations, truth),
            Ok(Err(_)) | Err(_) => &mut tally.nothing,
        };
        *count = 1;
        if tally.mended() == 0 {
            tally.missed.insert(kinds(slips), 1);
        }
        tally
    }

    /// The count that these explanations belong to.
    fn explained(&mut self, explanations: &[Explanation], truth: &BackupCode) -> &mut u32 {
        let is_true = |one: &Explanation| one.code == *truth;
        if explanations.iter().any(|one| one.is_certain() && !is_true(one)) {
            return &mut self.proven_falsely;
        }
        match explanations {
            [first, ..] if is_true(first) && first.is_certain() => &mut self.proven,
            [only] if is_true(only) => &mut self.unproven,
            several if several.iter().any(is_true) => &mut self.several,
            _ => &mut self.falsely,
        }
    }

    fn mended(&self) -> u32 {
        self.as_it_was + self.proven + self.unproven
    }

    /// The share that is mended.
    fn share(&self) -> f64 {
        f64::from(self.mended()) / f64::from(self.tried)
    }

    fn assert_nothing_false(&self) {
        assert_eq!((self.another, self.proven_falsely), (0, 0), "{self}");
    }
}

/// Which slips, and how many of each.
fn kinds(mut slips: Vec<Slip>) -> String {
    slips.sort_unstable();
    let kind = |same: &[Slip]| match same.len() {
        1 => format!("{:?}", same[0]),
        n => format!("{n} {:?}", same[0]),
    };
    slips.chunk_by(|a, b| a == b).map(kind).collect::<Vec<_>>().join(" + ")
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.tried += other.tried;
        self.as_it_was += other.as_it_was;
        self.proven += other.proven;
        self.unproven += other.unproven;
        self.several += other.several;
        self.falsely += other.falsely;
        self.nothing += other.nothing;
        self.another += other.another;
        self.proven_falsely += other.proven_falsely;
        for (kinds, count) in other.missed {
            *self.missed.entry(kinds).or_default() += count;
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LISTED: usize = 20;
        write!(
            f,
            "{} copies: {} true as they were, {} mended and proven, {} mended and unproven, \
             {} with several explanations, {} explained falsely but unproven, {} not explained, \
             {} another code, {} proven falsely; {:.3} % mended",
            self.tried,
            self.as_it_was,
            self.proven,
            self.unproven,
            self.several,
            self.falsely,
            self.nothing,
            self.another,
            self.proven_falsely,
            100.0 * self.share()
        )?;
        let mut missed: Vec<_> = self.missed.iter().collect();
        missed.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        for (kinds, count) in missed.iter().take(LISTED) {
            write!(f, "\n    not mended: {count} with {kinds}")?;
        }
        if let Some(more) = missed.len().checked_sub(LISTED + 1) {
            write!(f, "\n    not mended: {} more mixtures", more + 1)?;
        }
        Ok(())
    }
}
