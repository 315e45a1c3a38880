//! Runs [`collab_account_fuzz::keystore`] under libFuzzer.
//!
//! The format has one encoding for every content, so libFuzzer's own mutations are nearly always
//! refused. Every other time the file is therefore altered by a mutation that knows the format.

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
