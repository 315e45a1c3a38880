//! The canonical encoding of the keystore's file: a file that is read without an error is written
//! back as the same bytes.
//!
//! Valid files (unlocked, with a forgotten code, and locked, with the secrets in the clear) are
//! altered by mutations that know the format, and get a right checksum and seal again. Each is then
//! refused as damaged, or it is opened and keeps every promise of `fuzz/src/keystore.rs`. The named
//! cases are in `tests/hostile.rs`.
//!
//! 20,000 files are altered; `COLLAB_LAB_SHARE=1` alters a million.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::{alteration, keystore, locked, work};

const FILES: u32 = 1_000_000;
/// The share that runs by default.
const SHARE: f64 = 0.02;

#[test]
fn a_file_that_is_read_without_an_error_is_written_back_as_the_same_bytes() {
    let bodies = locked::bodies();
    let seeds: Vec<u32> = (0..work::part(FILES, work::share(SHARE))).collect();
    let opened = work::all(&seeds, |&seed| {
        let body = &bodies[seed as usize % bodies.len()];
        let file = alteration::mutated(body, seed);
        let opened = catch_unwind(AssertUnwindSafe(|| keystore::is_opened(&file)));
        opened.unwrap_or_else(|_| panic!("file {seed}:\n{}", String::from_utf8_lossy(&file)))
    });
    let (count, opened) = (seeds.len(), opened.iter().filter(|opened| **opened).count());
    work::say(&format!("{count} altered files, {opened} of them as good as what was written"));
    assert!((count / 50..count / 2).contains(&opened), "the alterations show nothing");
}
