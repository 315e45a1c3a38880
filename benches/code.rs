//! How long a code takes: made, read, derived from, and mended.
//!
//! Damage is random but the same in every run, and each sample has its own.

use collab::code::mend::{Diagnosis, Explanation, NoExplanation, diagnose};
use collab::code::reading::{Reading, read};
use collab::code::{BOX_DIGITS, BackupCode, DIGITS, EntropyError};
use collab::derivation;
use divan::Bencher;

#[path = "../tests/support/generator.rs"]
#[allow(dead_code, reason = "each target uses its part")]
mod generator;

use generator::Generator;

fn main() {
    divan::main();
}

/// The same damage in every run of one bench.
fn generator() -> Generator {
    Generator::of(1, "code", 0)
}

/// A code in which so many boxes are wrong, each in every digit.
fn wrong(generator: &mut Generator, count: usize) -> Reading {
    let mut text = text(&generator.code());
    for number in generator.boxes(count) {
        for digit in &mut text[(usize::from(number.get()) - 1) * BOX_DIGITS..][..BOX_DIGITS] {
            let was = u32::from(*digit - b'0');
            *digit = b"0123456789"[generator.other_than(was, 10) as usize];
        }
    }
    read(&text).expect("80 digits")
}

/// A code in which so many boxes have one digit that can't be read.
fn part_read(generator: &mut Generator, count: usize) -> Reading {
    let mut text = text(&generator.code());
    for number in generator.boxes(count) {
        let start = (usize::from(number.get()) - 1) * BOX_DIGITS;
        text[start + generator.index(BOX_DIGITS)] = b'?';
    }
    read(&text).expect("80 digits or marks")
}

fn text(code: &BackupCode) -> Vec<u8> {
    code.canonical_text().expose().as_bytes().to_vec()
}

fn mended(diagnosis: Result<Diagnosis, NoExplanation>) -> Vec<Explanation> {
    match diagnosis {
        Ok(Diagnosis::Damaged(explanations)) => explanations,
        _ => panic!("this damage can be mended"),
    }
}

/// From the operating system's generator, as `init` does.
#[divan::bench]
fn generate() -> BackupCode {
    let mut fill = |buffer: &mut [u8]| getrandom::fill(buffer).map_err(|_| EntropyError);
    BackupCode::generate(&mut fill).expect("the generator works")
}

#[divan::bench]
fn read_one_run(bencher: Bencher<'_, '_>) {
    let text = text(&generator().code());
    assert_eq!(text.len(), DIGITS);
    bencher.bench_local(|| read(divan::black_box(&text)).expect("80 digits"));
}

#[divan::bench]
fn read_labelled_rows(bencher: Bencher<'_, '_>) {
    let rows = generator().code().labelled_rows();
    let lines: Vec<&str> = rows.iter().map(|row| row.expose().as_str()).collect();
    let text = lines.join("\n");
    bencher.bench_local(|| read(divan::black_box(text.as_bytes())).expect("four labelled rows"));
}

#[divan::bench]
fn check_a_valid_reading(bencher: Bencher<'_, '_>) {
    let reading = read(&text(&generator().code())).expect("80 digits");
    bencher.bench_local(|| match diagnose(divan::black_box(&reading), None) {
        Ok(Diagnosis::Valid(code)) => code,
        _ => panic!("it is valid"),
    });
}

#[divan::bench]
fn derive_identity(bencher: Bencher<'_, '_>) {
    let code = generator().code();
    bencher.bench_local(|| derivation::identity(divan::black_box(&code)));
}

#[divan::bench]
fn derive_keys(bencher: Bencher<'_, '_>) {
    let code = generator().code();
    bencher.bench_local(|| derivation::keys(divan::black_box(&code)));
}

#[divan::bench(args = [1, 2])]
fn wrong_boxes(bencher: Bencher<'_, '_>, count: usize) {
    let mut generator = generator();
    bencher
        .with_inputs(|| wrong(&mut generator, count))
        .bench_local_refs(|reading| mended(diagnose(reading, None)));
}

/// Of which nothing is found, by the whole search.
#[divan::bench]
fn three_wrong_boxes(bencher: Bencher<'_, '_>) {
    let mut generator = generator();
    bencher
        .with_inputs(|| wrong(&mut generator, 3))
        .bench_local_refs(|reading| diagnose(reading, None).expect_err("nothing explains it"));
}

#[divan::bench(args = [4, 8, 10, 12], sample_count = 10)]
fn unreadable_digits(bencher: Bencher<'_, '_>, count: usize) {
    let mut generator = generator();
    bencher
        .with_inputs(|| part_read(&mut generator, count))
        .bench_local_refs(|reading| mended(diagnose(reading, None)));
}
