//! Runs [`collab_account_fuzz::agent`] under libFuzzer.

#![no_main]

use collab_account_fuzz::agent;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| agent::check(bytes));
