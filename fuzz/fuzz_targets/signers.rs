//! Runs [`collab_account_fuzz::signers`] under libFuzzer.

#![no_main]

use collab_account_fuzz::signers;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| signers::check(bytes));
