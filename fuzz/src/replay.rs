//! Replays the seeds: what a fuzz target is begun with, and what is worth keeping of its runs.

use std::fs;
use std::path::Path;

/// Checks every seed of a target; how many there are.
fn replay(target: &str, check: fn(&[u8])) -> usize {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(target);
    let seeds = fs::read_dir(folder).expect("the seeds of the target");
    seeds.map(|seed| check(&fs::read(seed.expect("a seed").path()).expect("a file"))).count()
}

#[test]
fn every_seed_of_reading_keeps_its_promises() {
    assert!(replay("reading", super::reading::check) >= 100);
}

#[test]
fn every_seed_of_mending_keeps_its_promises() {
    assert!(replay("mending", super::mending::check) >= 100);
}

#[test]
fn every_seed_of_keystore_keeps_its_promises() {
    assert!(replay("keystore", super::keystore::check) >= 100);
}

#[test]
fn every_seed_of_unlocking_keeps_its_promises() {
    assert!(replay("unlocking", super::unlocking::check) >= 100);
}

#[test]
fn every_seed_of_signature_keeps_its_promises() {
    assert!(replay("signature", super::signature::check) >= 20);
}

#[test]
fn every_seed_of_signers_keeps_its_promises() {
    assert!(replay("signers", super::signers::check) >= 20);
}

#[test]
fn every_seed_of_agent_keeps_its_promises() {
    assert!(replay("agent", super::agent::check) >= 20);
}

#[test]
fn every_seed_of_age_keeps_its_promises() {
    assert!(replay("age_header", super::age::check_header) >= 40);
    assert!(replay("age_payload", super::age::check_payload) >= 10);
    assert!(replay("age_armor", super::age::check_armor) >= 25);
    assert!(replay("age_plugin", super::age::check_plugin) >= 4);
}
