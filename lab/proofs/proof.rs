//! What runs a proof: many cases on all cores, counted.
//!
//! A case is a number, from which and the seed follows all that is random in it, so that what comes
//! of it does not depend on which core comes to it. Each looks into its reading on one core.

use std::fmt::{self, Display};
use std::num::NonZeroUsize;
use std::ops::AddAssign;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Instant;

use collab::code::BackupCode;
use collab::code::mend::{Diagnosis, Evidence, Inquiry, Undiagnosed};
use collab::code::reading::Reading;

pub(crate) use crate::share::say;
use crate::share::{self, number};
use crate::slips::Generator;

/// Proofs take turns, so that each has all cores and its time means something.
static TURN: Mutex<()> = Mutex::new(());

/// One proof, while it runs.
pub(crate) struct Proof {
    name: String,
    cases: u32,
}

impl Proof {
    pub(crate) fn begin(name: impl Into<String>, cases: u32) -> Self {
        assert!(cases > 0, "nothing would be proven");
        Self { name: name.into(), cases }
    }

    /// Runs every case, on all cores, and says what came of them.
    pub(crate) fn run<Tally: Default + AddAssign + Display + Send>(
        &self,
        case: impl Fn(u32) -> Tally + Sync,
    ) -> Tally {
        // Another proof may have failed.
        let turn = TURN.lock();
        let start = Instant::now();
        let next = AtomicU32::new(0);
        let work = || {
            let mut tally = Tally::default();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= self.cases {
                    return tally;
                }
                tally += case(number);
            }
        };
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let mut tally = Tally::default();
        thread::scope(|scope| {
            let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
            for worker in workers {
                tally += worker.join().expect("a case failed; see above");
            }
        });
        let seconds = start.elapsed().as_secs_f64();
        say(&format!(
            "{} (seed {}, share {}, {cores} threads, {seconds:.1} s)\n    {tally}",
            self.name,
            seed(),
            share(),
        ));
        drop(turn);
        tally
    }
}

/// How many times two programs agreed, of those that a proof compares and that all have to.
#[derive(Default)]
pub(crate) struct Agreed(pub(crate) u32);

impl AddAssign for Agreed {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Display for Agreed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} agree", self.0)
    }
}

/// Looks into a reading on one core: the cases have the others.
pub(crate) fn diagnose(
    reading: &Reading,
    known: Option<Evidence<'_>>,
) -> Result<Diagnosis, Undiagnosed> {
    Inquiry { known, cores: Some(NonZeroUsize::MIN), ..Inquiry::default() }.diagnose(reading)
}

/// So many codes for one proof.
pub(crate) fn codes(proof: &str, count: u32) -> Vec<BackupCode> {
    (0..count).map(|case| Generator::of(seed(), proof, case).code()).collect()
}

pub(crate) fn seed() -> u64 {
    number("COLLAB_PROOF_SEED").unwrap_or(1)
}

/// The share of what is random that runs.
fn share() -> f64 {
    share::share("COLLAB_PROOF_SHARE", 1.0)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a u32")]
pub(crate) fn share_of(count: u32) -> u32 {
    (f64::from(count) * share()).ceil() as u32
}
