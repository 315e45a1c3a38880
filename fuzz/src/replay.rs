//! Replays the seeds: the generated ones for each target, and the kept ones that fuzzing found.

use std::fs;
use std::path::Path;

use crate::{age, agent, code_lists, keystore, mending, reading, signature, signers, unlocking};

/// A target, its check, and the least number of its generated seeds.
type Target = (&'static str, fn(&[u8]), usize);

const TARGETS: [Target; 12] = [
    ("reading", reading::check, 40),
    ("mending", mending::check, 40),
    ("keystore", keystore::check, 90),
    ("unlocking", unlocking::check, 20),
    ("signature", signature::check, 20),
    ("signers", signers::check, 20),
    ("agent", agent::check, 20),
    ("code_lists", code_lists::check, 300),
    ("age_header", age::check_header, 40),
    ("age_payload", age::check_payload, 20),
    ("age_armor", age::check_armor, 25),
    ("age_plugin", age::check_plugin, 8),
];

#[test]
fn every_seed_keeps_the_promises_of_its_target() {
    let made = crate::seeds::made();
    for (target, check, least) in TARGETS {
        let seeds = made.iter().filter(|seed| seed.target == target);
        assert!(seeds.map(|seed| check(&seed.bytes)).count() >= least, "{target}");
        let found = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(target);
        for seed in fs::read_dir(found).into_iter().flatten() {
            check(&fs::read(seed.expect("a seed").path()).expect("a file"));
        }
    }
}
