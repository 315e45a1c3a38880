//! A comparison of codes for secrets on paper, all by one measure: of copies with one to six slips,
//! the shares that are recovered, refused, or taken for another secret.
//!
//! `cargo bench -p collab-lab --bench comparison` prints the tables of `docs/comparison.md`, which
//! describes the method. All randomness comes from a seed: `COLLAB_LAB_SEED` sets another, and
//! `COLLAB_LAB_SHARE=0.01` reads that share of the copies.

mod bip39;
mod bitlocker;
mod bits;
mod codex32;
mod collab;
mod scheme;
mod signal;
mod slip39;
#[path = "../../tests/support/slips.rs"]
#[allow(dead_code, reason = "each target uses its part")]
mod slips;
mod tables;
mod words;
#[path = "../work.rs"]
#[allow(dead_code, reason = "each target uses its part")]
mod work;

use std::io::Write as _;
use std::time::Instant;

use scheme::{Outcome, Scheme};
use slips::Generator;
use tables::Row;
use words::Spelling;

fn main() {
    let schemes: [&dyn Scheme; 10] = [
        &collab::Collab { identity_known: false },
        &collab::Collab { identity_known: true },
        &codex32::Codex32 { seed: 16 },
        &codex32::Codex32 { seed: 32 },
        &bip39::Bip39::new(Spelling::Exact),
        &bip39::Bip39::new(Spelling::FirstFour),
        &slip39::Slip39::new(Spelling::Exact),
        &slip39::Slip39::new(Spelling::FirstFour),
        &bitlocker::BitLocker,
        &signal::Signal,
    ];
    let (seed, share) = (work::seed(), work::share(1.0));
    let mut rows = Vec::new();
    for scheme in schemes {
        let start = Instant::now();
        scheme.verify();
        let copies = work::part(scheme.copies(), share);
        let outcomes = std::array::from_fn(|n| measured(scheme, seed, n + 1, copies));
        rows.push(Row { code: scheme.code(), reader: scheme.reader(), copies, outcomes });
        let seconds = start.elapsed().as_secs_f64();
        let progress = format!("{}: {seconds:.1} s", rows[rows.len() - 1].name());
        writeln!(std::io::stderr(), "{progress}").expect("stderr is there");
    }
    let tables = tables::tables(&rows);
    work::say(&format!("seed {seed}, share {share}\n\n{tables}"));
}

/// Reads this many copies with this many slips, on all cores.
fn measured(scheme: &dyn Scheme, seed: u64, slips: usize, copies: u32) -> Vec<Outcome> {
    // All readers of a code read the same copies.
    let sample = format!("{}, {slips} slips", scheme.code());
    let cases: Vec<u32> = (0..copies).collect();
    work::all(&cases, |&case| copied(scheme, &mut Generator::of(seed, &sample, case), slips))
}

/// Returns the outcome for one secret, written down and copied with this many slips.
fn copied(scheme: &dyn Scheme, generator: &mut Generator, slips: usize) -> Outcome {
    let written = scheme.write(generator);
    let secret = scheme.read(&written.rows(), &|_| false).expect("what was written is valid");
    let (copy, _) = written.with_slips(slips, generator);
    Outcome::of(scheme, &copy.rows(), &secret)
}
