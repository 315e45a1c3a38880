//! How long a code takes: made, read, derived from, and mended.
//!
//! Damage is random but the same in every run, and each sample has its own.

use collab::code::mend::{Diagnosis, Explanation, NoExplanation, diagnose};
use collab::code::reading::{Reading, read};
use collab::code::{BOX_DIGITS, BackupCode, DIGITS, EntropyError};
use collab::derivation;
use divan::Bencher;

fn main() {
    divan::main();
}

/// `SplitMix64` (Steele, Lea and Flood 2014): the same damage in every run.
struct Generator(u64);

impl Generator {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below this one.
    fn below(&mut self, end: u8) -> u8 {
        u8::try_from(self.next() % u64::from(end)).expect("below a u8")
    }

    /// So many boxes, by index, all different.
    fn boxes(&mut self, count: usize) -> Vec<usize> {
        let mut boxes = Vec::with_capacity(count);
        while boxes.len() < count {
            let index = usize::from(self.below(16));
            if !boxes.contains(&index) {
                boxes.push(index);
            }
        }
        boxes
    }

    fn code(&mut self) -> BackupCode {
        let mut fill = |buffer: &mut [u8]| {
            buffer.copy_from_slice(&self.next().to_le_bytes()[..buffer.len()]);
            Ok(())
        };
        BackupCode::generate(&mut fill).expect("this generator never fails")
    }

    /// A code in which so many boxes are wrong, each in every digit.
    fn wrong(&mut self, count: usize) -> Reading {
        let mut text = text(&self.code());
        for index in self.boxes(count) {
            for digit in &mut text[index * BOX_DIGITS..][..BOX_DIGITS] {
                *digit = b'0' + (*digit - b'0' + 1 + self.below(9)) % 10;
            }
        }
        read(&text).expect("80 digits")
    }

    /// A code in which so many boxes have one digit that can't be read.
    fn part_read(&mut self, count: usize) -> Reading {
        let mut text = text(&self.code());
        for index in self.boxes(count) {
            text[index * BOX_DIGITS + usize::from(self.below(5))] = b'?';
        }
        read(&text).expect("80 digits or marks")
    }
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
    let text = text(&Generator(1).code());
    assert_eq!(text.len(), DIGITS);
    bencher.bench_local(|| read(divan::black_box(&text)).expect("80 digits"));
}

#[divan::bench]
fn read_labelled_rows(bencher: Bencher<'_, '_>) {
    let rows = Generator(1).code().labelled_rows();
    let lines: Vec<&str> = rows.iter().map(|row| row.expose().as_str()).collect();
    let text = lines.join("\n");
    bencher.bench_local(|| read(divan::black_box(text.as_bytes())).expect("four labelled rows"));
}

#[divan::bench]
fn check_a_valid_reading(bencher: Bencher<'_, '_>) {
    let reading = read(&text(&Generator(1).code())).expect("80 digits");
    bencher.bench_local(|| match diagnose(divan::black_box(&reading), None) {
        Ok(Diagnosis::Valid(code)) => code,
        _ => panic!("it is valid"),
    });
}

#[divan::bench]
fn derive_identity(bencher: Bencher<'_, '_>) {
    let code = Generator(1).code();
    bencher.bench_local(|| derivation::identity(divan::black_box(&code)));
}

#[divan::bench]
fn derive_keys(bencher: Bencher<'_, '_>) {
    let code = Generator(1).code();
    bencher.bench_local(|| derivation::keys(divan::black_box(&code)));
}

#[divan::bench(args = [1, 2])]
fn wrong_boxes(bencher: Bencher<'_, '_>, count: usize) {
    let mut generator = Generator(1);
    bencher
        .with_inputs(|| generator.wrong(count))
        .bench_local_refs(|reading| mended(diagnose(reading, None)));
}

/// Of which nothing is found, by the whole search.
#[divan::bench]
fn three_wrong_boxes(bencher: Bencher<'_, '_>) {
    let mut generator = Generator(1);
    bencher
        .with_inputs(|| generator.wrong(3))
        .bench_local_refs(|reading| diagnose(reading, None).expect_err("nothing explains it"));
}

#[divan::bench(args = [4, 8, 10, 12], sample_count = 10)]
fn unreadable_digits(bencher: Bencher<'_, '_>, count: usize) {
    let mut generator = Generator(1);
    bencher
        .with_inputs(|| generator.part_read(count))
        .bench_local_refs(|reading| mended(diagnose(reading, None)));
}
