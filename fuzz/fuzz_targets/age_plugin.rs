//! Runs [`collab_account_fuzz::age::check_plugin`] under libFuzzer.

#![no_main]

use collab_account_fuzz::age;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| age::check_plugin(bytes));
