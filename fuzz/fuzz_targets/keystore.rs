//! Runs [`collab_account_fuzz::keystore`] under libFuzzer.
//!
//! The format has one way to say everything, so that what libFuzzer does to bytes is nearly always
//! refused. Every other time the file is altered as one who knows the format would.

#![no_main]

use collab_account_fuzz::{alteration, keystore};
use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};

fuzz_target!(|bytes: &[u8]| keystore::check(bytes));

fuzz_mutator!(|data: &mut [u8], size: usize, most: usize, seed: u32| {
    if seed.is_multiple_of(2) {
        return fuzzer_mutate(data, size, most);
    }
    let mutated = alteration::mutated(&data[..size], seed);
    let length = mutated.len().min(most);
    data[..length].copy_from_slice(&mutated[..length]);
    length
});
