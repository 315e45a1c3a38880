//! What runs a proof: many cases on all cores, counted.
//!
//! A case is a number, from which and the seed follows all that is random in it, so that what comes
//! of it does not depend on which core comes to it. Each looks into its reading on one core.

use std::fmt::{self, Display};
use std::num::NonZeroUsize;
use std::ops::AddAssign;
use std::time::Instant;

use collab::code::BackupCode;
use collab::code::mend::{Diagnosis, Evidence, Inquiry, Undiagnosed};
use collab::code::reading::Reading;

use crate::slips::Generator;
use crate::work;
pub(crate) use crate::work::{say, seed};

/// The share that is run by itself.
const SHARE: f64 = 0.01;

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
        let turn = work::turn();
        let start = Instant::now();
        let cases: Vec<u32> = (0..self.cases).collect();
        let tallies = work::all(&cases, |number| case(*number));
        let tally = tallies.into_iter().fold(Tally::default(), |mut sum, one| {
            sum += one;
            sum
        });
        let seconds = start.elapsed().as_secs_f64();
        say(&format!(
            "{} (seed {}, share {}, {seconds:.1} s)\n    {tally}",
            self.name,
            seed(),
            work::share(SHARE),
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

/// The share of so many that is run.
pub(crate) fn share_of(count: u32) -> u32 {
    work::part(count, work::share(SHARE))
}
