//! Runs [`collab_account_fuzz::unlocking`] under libFuzzer.

#![no_main]

use collab_account_fuzz::unlocking;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| unlocking::check(bytes));
