//! Runs [`collab_account_fuzz::age::check_armor`] under libFuzzer.

#![no_main]

use collab_account_fuzz::age;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| age::check_armor(bytes));
