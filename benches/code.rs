//! Times of a code: generation, reading, derivation, and mending.
//!
//! Damage is random but the same in every run, and differs from sample to sample. Mending is
//! measured on one core. Where an identity is known, each candidate is compared with it as
//! `restore` does, by deriving the candidate's identity.

use std::num::NonZeroUsize;

use collab::code::mend::{Diagnosis, Evidence, Inquiry, MOST_SLIPS, Undiagnosed};
use collab::code::reading::{Reading, read};
use collab::code::{BOX_DIGITS, BOXES, BackupCode, DIGITS, EntropyError};
use collab::derivation;
use divan::Bencher;

#[path = "../tests/support/slips.rs"]
#[allow(dead_code, reason = "each target uses its part")]
mod slips;

use slips::{Generator, Slip, Written};

fn main() {
    divan::main();
}

/// Returns a generator that produces the same damage in every run of a bench.
fn generator() -> Generator {
    Generator::of(1, "code", 0)
}

/// A code that was copied, and the reading of the copy.
struct Copy {
    code: BackupCode,
    reading: Reading,
}

impl Copy {
    /// Returns a copy whose text this function damages.
    fn damaged(generator: &mut Generator, damage: impl Fn(&mut Vec<u8>, &mut Generator)) -> Self {
        let code = generator.code();
        let mut text = text(&code);
        damage(&mut text, generator);
        Self { reading: read(&text).expect("a copy of a code"), code }
    }

    /// Returns a copy with these slips, in one run. If the text has no occasion for one of them,
    /// another copy is made.
    fn with(generator: &mut Generator, slips: &[Slip]) -> Self {
        loop {
            let code = generator.code();
            let mut copy = Written::code(&code);
            if slips.iter().all(|&slip| copy.suffer(slip, generator)) {
                let reading = read(copy.one_run().as_bytes()).expect("a copy of a code");
                return Self { code, reading };
            }
        }
    }

    /// Returns the diagnosis, or the reason why there is none.
    fn diagnose(&self, identity_known: bool) -> Result<Diagnosis, Undiagnosed> {
        let identity = derivation::identity(&self.code);
        let is_known = |mended: &BackupCode| derivation::identity(mended) == identity;
        on_one_core(&self.reading, identity_known.then_some(Evidence::whole(&is_known)))
    }

    /// Mends the copy, which must give the original code.
    fn mend(&self, identity_known: bool) -> Diagnosis {
        let found = self.diagnose(identity_known);
        let is_true = matches!(&found, Ok(Diagnosis::Damaged(all)) if all[0].code == self.code);
        assert!(is_true, "this damage can be mended");
        found.expect("it is true")
    }
}

fn on_one_core(reading: &Reading, known: Option<Evidence<'_>>) -> Result<Diagnosis, Undiagnosed> {
    Inquiry { known, cores: Some(NonZeroUsize::MIN), ..Inquiry::default() }.diagnose(reading)
}

/// Whether this many slips are mended only when an identity is known.
fn needs_identity(slips: usize) -> bool {
    slips > usize::from(MOST_SLIPS)
}

fn first_digit(index: usize) -> usize {
    index * BOX_DIGITS
}

/// Makes this many boxes wrong, each in every digit.
fn make_wrong(text: &mut [u8], generator: &mut Generator, count: usize) {
    for number in generator.boxes(count) {
        let start = first_digit(usize::from(number.get()) - 1);
        for digit in &mut text[start..start + BOX_DIGITS] {
            *digit = other_digit(*digit, generator);
        }
    }
}

/// Makes one digit wrong in each of this many boxes.
fn make_digits_wrong(text: &mut [u8], generator: &mut Generator, count: usize) {
    for number in generator.boxes(count) {
        let digit = first_digit(usize::from(number.get()) - 1) + generator.index(BOX_DIGITS);
        text[digit] = other_digit(text[digit], generator);
    }
}

fn other_digit(was: u8, generator: &mut Generator) -> u8 {
    b"0123456789"[generator.other_than(u32::from(was - b'0'), 10) as usize]
}

/// Swaps the digits at this many borders between two boxes.
fn swap_across(text: &mut [u8], generator: &mut Generator, count: usize) {
    let mut swapped = Vec::new();
    while swapped.len() < count {
        let border = first_digit(1 + generator.index(BOXES - 1));
        if !swapped.contains(&border) && text[border - 1] != text[border] {
            text.swap(border - 1, border);
            swapped.push(border);
        }
    }
}

fn text(code: &BackupCode) -> Vec<u8> {
    code.canonical_text().expose().as_bytes().to_vec()
}

/// Benches the mending of copies that this function makes.
fn bench(bencher: Bencher<'_, '_>, identity_known: bool, copy: impl Fn(&mut Generator) -> Copy) {
    let mut generator = generator();
    bencher.with_inputs(|| copy(&mut generator)).bench_local_refs(|copy| copy.mend(identity_known));
}

/// Uses the operating system's generator, as `init` does.
#[divan::bench]
fn generate() -> BackupCode {
    let mut fill = |buffer: &mut [u8]| getrandom::fill(buffer).map_err(|_| EntropyError);
    BackupCode::generate_from(&mut fill).expect("the generator works")
}

#[divan::bench]
fn read_one_run(bencher: Bencher<'_, '_>) {
    let text = text(&generator().code());
    assert_eq!(text.len(), DIGITS);
    bencher.bench_local(|| read(divan::black_box(&text)).expect("80 digits"));
}

#[divan::bench]
fn read_labeled_rows(bencher: Bencher<'_, '_>) {
    let rows = generator().code().labeled_rows();
    let lines: Vec<&str> = rows.iter().map(|row| row.expose().as_str()).collect();
    let text = lines.join("\n");
    bencher.bench_local(|| read(divan::black_box(text.as_bytes())).expect("four labeled rows"));
}

#[divan::bench]
fn check_a_valid_reading(bencher: Bencher<'_, '_>) {
    let reading = read(&text(&generator().code())).expect("80 digits");
    bencher.bench_local(|| match on_one_core(divan::black_box(&reading), None) {
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
fn mend_wrong_boxes(bencher: Bencher<'_, '_>, boxes: usize) {
    bench(bencher, false, |generator| {
        Copy::damaged(generator, |text, generator| make_wrong(text, generator, boxes))
    });
}

/// One wrong digit in each of as many boxes. From six on the identity is known.
#[divan::bench(args = [1, 2, 3, 4, 5, 6, 7], sample_size = 1, sample_count = 100, max_time = 5)]
fn mend_wrong_digits(bencher: Bencher<'_, '_>, digits: usize) {
    bench(bencher, needs_identity(digits), |generator| {
        Copy::damaged(generator, |text, generator| make_digits_wrong(text, generator, digits))
    });
}

/// A mix of digits swapped in a box or across a border, jumps, twins, and wrong digits. From six on
/// the identity is known. A few copies cannot be mended, which hardly changes the median.
#[divan::bench(args = [1, 2, 3, 4, 5, 6, 7], sample_size = 1, sample_count = 100, max_time = 5)]
fn mend_any_slips(bencher: Bencher<'_, '_>, slips: usize) {
    const KINDS: [Slip; 4] = [Slip::Swapped, Slip::Jumped, Slip::Twin, Slip::Wrong];
    let mut generator = generator();
    bencher
        .with_inputs(|| {
            let kinds: Vec<Slip> =
                (0..slips).map(|_| KINDS[generator.index(KINDS.len())]).collect();
            Copy::with(&mut generator, &kinds)
        })
        .bench_local_refs(|copy| copy.diagnose(needs_identity(slips)));
}

#[divan::bench(args = [1, 2, 3, 4, 5], sample_size = 1, sample_count = 100, max_time = 3)]
fn mend_swaps_across_borders(bencher: Bencher<'_, '_>, swaps: usize) {
    bench(bencher, false, |generator| {
        Copy::damaged(generator, |text, generator| swap_across(text, generator, swaps))
    });
}

/// One unreadable digit in each of as many boxes.
#[divan::bench(args = [4, 8, 10, 12], sample_size = 1, sample_count = 20, max_time = 3)]
fn mend_unreadable_digits(bencher: Bencher<'_, '_>, digits: usize) {
    bench(bencher, false, |generator| {
        Copy::damaged(generator, |text, generator| {
            for number in generator.boxes(digits) {
                let start = first_digit(usize::from(number.get()) - 1);
                text[start + generator.index(BOX_DIGITS)] = b'?';
            }
        })
    });
}

/// Slips that displace digits or boxes, in one run, where nothing shows the displacement.
#[divan::bench(
    args = [
        "digit left out",
        "digit left out, one wrong",
        "digit written twice",
        "digit written twice, one wrong",
        "box left out",
        "rows exchanged",
    ],
    sample_size = 1,
    sample_count = 50,
    max_time = 3
)]
fn mend_displaced(bencher: Bencher<'_, '_>, damage: &str) {
    let slips: &[Slip] = match damage {
        "digit left out" => &[Slip::LeftOut],
        "digit left out, one wrong" => &[Slip::LeftOut, Slip::Wrong],
        "digit written twice" => &[Slip::Doubled],
        "digit written twice, one wrong" => &[Slip::Doubled, Slip::Wrong],
        "box left out" => &[Slip::GroupLeftOut],
        "rows exchanged" => &[Slip::RowsExchanged],
        other => unreachable!("no such damage: {other}"),
    };
    bench(bencher, false, |generator| Copy::with(generator, slips));
}

/// Four unreadable boxes, and wrong digits in as many others; the identity is known.
#[divan::bench(args = [1, 2], sample_size = 1, sample_count = 2)]
fn mend_four_lost_boxes_and_wrong_digits(bencher: Bencher<'_, '_>, digits: usize) {
    bench(bencher, true, |generator| {
        Copy::damaged(generator, |text, generator| {
            let boxes = generator.boxes(4 + digits);
            for (n, number) in boxes.into_iter().enumerate() {
                let start = first_digit(usize::from(number.get()) - 1);
                if n < 4 {
                    text[start..start + BOX_DIGITS].fill(b'?');
                } else {
                    let digit = start + generator.index(BOX_DIGITS);
                    text[digit] = other_digit(text[digit], generator);
                }
            }
        })
    });
}

/// Readings that have no correction: the whole search without an identity.
#[divan::bench(args = ["three wrong boxes", "random digits"], sample_size = 1, sample_count = 20)]
fn refuse(bencher: Bencher<'_, '_>, what: &str) {
    let mut generator = generator();
    bencher
        .with_inputs(|| {
            Copy::damaged(&mut generator, |text, generator| match what {
                "three wrong boxes" => make_wrong(text, generator, 3),
                _ => text.fill_with(|| b"0123456789"[generator.index(10)]),
            })
        })
        .bench_local_refs(|copy| copy.diagnose(false).expect_err("nothing explains it"));
}

/// The slowest readings that a search over kinds of damage found: each is refused once the work of
/// the whole search is used up. The known identity is another's.
#[divan::bench(
    args = [
        "one digit unreadable in each of 8 boxes",
        "a box unreadable, and four digits of another",
        "five boxes unreadable, and a digit too many in another",
        "the same digit 80 times",
    ],
    sample_size = 1,
    sample_count = 1
)]
fn slowest(bencher: Bencher<'_, '_>, what: &str) {
    let mut generator = generator();
    bencher
        .with_inputs(|| {
            let boxes = generator.boxes(8);
            let starts: Vec<usize> =
                boxes.iter().map(|number| first_digit(usize::from(number.get()) - 1)).collect();
            Copy::damaged(&mut generator, |text, generator| {
                text.fill_with(|| b"0123456789"[generator.index(10)]);
                match what {
                    "one digit unreadable in each of 8 boxes" => {
                        for &start in &starts {
                            text[start] = b'?';
                        }
                    }
                    "a box unreadable, and four digits of another" => {
                        text[starts[0]..][..BOX_DIGITS].fill(b'?');
                        text[starts[1]..][..BOX_DIGITS - 1].fill(b'?');
                    }
                    "five boxes unreadable, and a digit too many in another" => {
                        for &start in &starts[..5] {
                            text[start..][..BOX_DIGITS].fill(b'?');
                        }
                        // The groups show which box is longer.
                        let longer = starts[5];
                        text.insert(longer, b'3');
                        let behind = |start: usize| start + usize::from(start > longer);
                        for start in (1..BOXES).map(first_digit).rev() {
                            text.insert(behind(start), b' ');
                        }
                    }
                    _ => text.fill(b'0'),
                }
            })
        })
        .bench_local_refs(|copy| copy.diagnose(true));
}
