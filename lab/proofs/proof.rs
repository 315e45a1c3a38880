//! The runner of proofs: many cases on all cores, and how often each outcome occurred.
//!
//! A case is a number. Together with the seed it determines everything random in the case, so that
//! no outcome depends on the core that runs it. Each reading is diagnosed on one core.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::num::NonZeroUsize;
use std::time::Instant;

use collab::code::BackupCode;
use collab::code::mend::{Diagnosis, Evidence, Explanation, Inquiry, Undiagnosed};
use collab::code::reading::Reading;

use crate::slips::Generator;
use crate::work::{self, say, seed};

/// The share that runs by default.
const SHARE: f64 = 0.01;

/// The outcome of a reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    /// The true code, as it was read.
    AsWritten,
    /// The true code, corrected with certainty.
    Corrected,
    /// The true code as the only correction, which needs an identity to confirm it.
    Uncertain,
    /// Several corrections, none of them certain, the true code among them.
    Several,
    /// A false correction, which is not certain.
    False,
    /// No correction.
    Refused,
    /// Another code, as it was read.
    AnotherCode,
    /// A false correction, taken for certain.
    CertainlyFalse,
    /// The case had nothing to correct.
    Skipped,
}

/// The number of times that each outcome occurred.
pub(crate) type Tally<K> = BTreeMap<K, u32>;

/// Runs every case on all cores, and prints and returns the tally.
pub(crate) fn prove<K: Ord + Debug + Send>(
    name: &str,
    cases: u32,
    case: impl Fn(u32) -> K + Sync,
) -> Tally<K> {
    assert!(cases > 0, "nothing would be proven");
    let start = Instant::now();
    let mut tally = Tally::new();
    for outcome in work::all(&(0..cases).collect::<Vec<_>>(), |number| case(*number)) {
        *tally.entry(outcome).or_default() += 1;
    }
    let (seed, share, seconds) = (seed(), work::share(SHARE), start.elapsed().as_secs_f64());
    say(&format!("{name} (seed {seed}, share {share}, {seconds:.1} s)\n    {tally:?}"));
    tally
}

/// Diagnoses a reading on one core, since the other cases use the others.
pub(crate) fn diagnose(
    reading: &Reading,
    known: Option<Evidence<'_>>,
) -> Result<Diagnosis, Undiagnosed> {
    Inquiry { known, cores: Some(NonZeroUsize::MIN), ..Inquiry::default() }.diagnose(reading)
}

/// Returns the outcome of a diagnosis, given the true code; a reading may have none.
pub(crate) fn judge(
    diagnosis: &Result<Diagnosis, Undiagnosed>,
    truth: Option<&BackupCode>,
) -> Outcome {
    let is_true = |one: &Explanation| Some(&one.code) == truth;
    let explanations = match diagnosis {
        Ok(Diagnosis::Valid(code)) if Some(code) == truth => return Outcome::AsWritten,
        Ok(Diagnosis::Valid(_)) => return Outcome::AnotherCode,
        Ok(Diagnosis::Damaged(explanations)) => &explanations[..],
        Err(_) => return Outcome::Refused,
    };
    match explanations {
        all if all.iter().any(|one| one.is_certain() && !is_true(one)) => Outcome::CertainlyFalse,
        [first, ..] if is_true(first) && first.is_certain() => Outcome::Corrected,
        [only] if is_true(only) => Outcome::Uncertain,
        all if all.iter().any(is_true) => Outcome::Several,
        _ => Outcome::False,
    }
}

/// Returns this many codes for a proof.
pub(crate) fn codes(proof: &str, count: u32) -> Vec<BackupCode> {
    (0..count).map(|case| Generator::of(seed(), proof, case).code()).collect()
}

/// Returns the number of these cases that the share amounts to.
pub(crate) fn share_of(count: u32) -> u32 {
    work::part(count, work::share(SHARE))
}
