//! Runs [`collab_account_fuzz::signature`] under libFuzzer.

#![no_main]

use collab_account_fuzz::signature;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| signature::check(bytes));
