//! Runs [`collab_account_fuzz::code_lists`] under libFuzzer.

#![no_main]

use collab_account_fuzz::code_lists;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| code_lists::check(bytes));
