//! Runs [`collab_account_fuzz::reading`] under libFuzzer.

#![no_main]

use collab_account_fuzz::reading;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| reading::check(bytes));
