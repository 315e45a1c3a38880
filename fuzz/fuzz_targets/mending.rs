//! Runs [`collab_account_fuzz::mending`] under libFuzzer.

#![no_main]

use collab_account_fuzz::mending;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| mending::check(bytes));
