//! What the format promises of mending, by exhaustion and by the million:
//! `cargo test --release --test proofs`.
//!
//! - One wrong box is mended, whatever was in it: every other content of every box of some codes,
//!   those that are no number of the field included.
//! - Two wrong boxes are mended, whatever was in them.
//! - Three wrong boxes are never a code, and as good as never pass for two: 78 / (p − 1)² of them
//!   look like two others wrong, since that many pairs are left, and of all errors of three boxes
//!   and a pair one in (p − 1)² fits a code.
//! - Up to four lost boxes are recovered, whichever they are.
//! - One wrong and two unreadable boxes are mended, and proven by the identity alone.
//!
//! Each proof prints what it ran and what came of it. Everything random comes from a seed that is
//! printed; `COLLAB_PROOF_SEED` sets another, and `COLLAB_PROOF_SHARE=0.05` runs that share of what
//! is random. What is exhaustive always runs whole.

#![allow(clippy::disallowed_methods, reason = "the walls are the program's, not the tests'")]

use std::collections::BTreeSet;
use std::fmt;
use std::io::Write as _;
use std::ops::AddAssign;
use std::str::FromStr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Instant;

use collab::code::mend::{Diagnosis, Explanation, diagnose};
use collab::code::reading::read;
use collab::code::{BOX_DIGITS, BOXES, BackupCode, BoxNumber};
use collab::derivation;

#[path = "support/slips.rs"]
#[allow(dead_code, reason = "each target uses its part")]
mod slips;

use slips::Generator;

/// The field's order: a box of a code is below it.
const P: u32 = 99_991;
/// How many contents a box of five digits can have.
const CONTENTS: u32 = 100_000;

/// Proofs take turns, so that each has all cores and its time means something.
static TURN: Mutex<()> = Mutex::new(());

#[test]
fn one_wrong_box_is_mended_whatever_was_in_it() {
    const CODES: u32 = 5;
    let codes = codes("one wrong box", CODES);
    let of_a_code = u32::try_from(BOXES).expect("sixteen") * CONTENTS;
    let proof = Proof::begin("one wrong box, every other content of it", CODES * of_a_code);
    let tally = proof.run(|case| {
        let code = &codes[(case / of_a_code) as usize];
        let number = nth_box(case / CONTENTS);
        let content = case % CONTENTS;
        if content == value(code, number) {
            return Tally { skipped: 1, ..Tally::default() };
        }
        let mut text = Text::of(code);
        text.set(number, content);
        text.judge(code, None)
    });
    assert_eq!(tally.skipped, CODES * u32::try_from(BOXES).expect("sixteen"));
    assert_eq!(tally.tried, CODES * 16 * 99_999);
    tally.assert_all_mended_for_certain();
}

#[test]
fn two_wrong_boxes_are_mended_whatever_was_in_them() {
    let proof = Proof::begin("two wrong boxes", share_of(1_000_000));
    let tally = proof.run(|case| {
        let mut generator = Generator::of(seed(), "two wrong boxes", case);
        let code = generator.code();
        let mut text = Text::of(&code);
        for number in generator.boxes(2) {
            let content = generator.other_than(value(&code, number), CONTENTS);
            text.set(number, content);
        }
        text.judge(&code, None)
    });
    assert_eq!(tally.tried, share_of(1_000_000));
    tally.assert_all_mended_for_certain();
}

#[test]
fn three_wrong_boxes_are_never_a_code_and_as_good_as_never_pass_for_two() {
    const PAIRS_LEFT: f64 = 78.0;
    let proof = Proof::begin("three wrong boxes", share_of(10_000_000));
    let tally = proof.run(|case| {
        let mut generator = Generator::of(seed(), "three wrong boxes", case);
        let code = generator.code();
        let mut text = Text::of(&code);
        for number in generator.boxes(3) {
            let content = generator.other_than(value(&code, number), P);
            text.set(number, content);
        }
        text.judge(&code, None)
    });
    assert_eq!(tally.tried, share_of(10_000_000));
    assert_eq!(tally.taken_as_valid, 0);
    let share = PAIRS_LEFT / f64::from(P - 1).powi(2);
    let expected = share * f64::from(tally.tried);
    say(&format!(
        "    passed for one or two wrong boxes: {}; expected {expected:.3}, a share of {share:.1e}",
        tally.another_of_two
    ));
    // Ten more than expected has a probability below 1e-9, as long as less than one is expected.
    assert!(f64::from(tally.another_of_two) <= expected + 10.0);
}

#[test]
fn up_to_four_lost_boxes_are_recovered_whichever_they_are() {
    const CODES: u32 = 25;
    const SETS: u32 = 16 + 120 + 560 + 1820;
    let codes = codes("lost boxes", CODES);
    let sets: Vec<u32> = (1_u32..1 << BOXES).filter(|set| set.count_ones() <= 4).collect();
    assert_eq!(sets.len(), SETS as usize);
    let proof = Proof::begin("one to four lost boxes, every set of them", CODES * SETS);
    let tally = proof.run(|case| {
        let code = &codes[(case / SETS) as usize];
        let set = sets[(case % SETS) as usize];
        let mut text = Text::of(code);
        for number in BoxNumber::all().filter(|number| set >> (number.get() - 1) & 1 == 1) {
            text.lose(number);
        }
        let tally = text.judge(code, None);
        // Three leave one check, of which one code in p would make an accident; four leave none.
        assert_eq!(tally.unproven == 0, set.count_ones() <= 2);
        tally
    });
    assert_eq!(tally.tried, CODES * SETS);
    tally.assert_all_mended();
}

#[test]
fn one_wrong_and_two_unreadable_boxes_are_mended_and_proven_by_the_identity_alone() {
    let damaged = |case| {
        let mut generator = Generator::of(seed(), "one wrong, two unreadable", case);
        let code = generator.code();
        let mut text = Text::of(&code);
        let boxes = generator.boxes(3);
        for &number in &boxes[..2] {
            text.lose(number);
        }
        text.set(boxes[2], generator.other_than(value(&code, boxes[2]), CONTENTS));
        (code, text)
    };
    let count = share_of(100_000);

    let proof = Proof::begin("one wrong, two unreadable; no identity", count);
    let tally = proof.run(|case| {
        let (code, text) = damaged(case);
        text.judge(&code, None)
    });
    assert_eq!((tally.tried, tally.unproven), (count, count));
    tally.assert_all_mended();

    let proof = Proof::begin("one wrong, two unreadable; identity known", count);
    let tally = proof.run(|case| {
        let (code, text) = damaged(case);
        let identity = derivation::identity(&code);
        text.judge(&code, Some(&|mended| derivation::identity(mended) == identity))
    });
    assert_eq!(tally.tried, count);
    tally.assert_all_mended_for_certain();
}

/// What came of many damaged codes.
#[derive(Default)]
struct Tally {
    /// What there was nothing to damage in.
    skipped: u32,
    /// What was damaged, and read.
    tried: u32,
    /// Mended to the true code, and to it alone, with exactly the damaged boxes named.
    mended: u32,
    /// Of these, those that need an identity to be believed.
    unproven: u32,
    /// Mended to another code, or to several.
    another: u32,
    /// Of these, those that say that one or two boxes were wrong.
    another_of_two: u32,
    /// Taken as it was.
    taken_as_valid: u32,
    /// Not explained.
    nothing: u32,
}

impl Tally {
    fn assert_all_mended(&self) {
        assert_eq!((self.mended, self.another, self.taken_as_valid), (self.tried, 0, 0));
    }

    fn assert_all_mended_for_certain(&self) {
        self.assert_all_mended();
        assert_eq!(self.unproven, 0);
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.skipped += other.skipped;
        self.tried += other.tried;
        self.mended += other.mended;
        self.unproven += other.unproven;
        self.another += other.another;
        self.another_of_two += other.another_of_two;
        self.taken_as_valid += other.taken_as_valid;
        self.nothing += other.nothing;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} damaged: {} mended ({} of them unproven), {} mended falsely, {} taken as valid, \
             {} not explained",
            self.tried, self.mended, self.unproven, self.another, self.taken_as_valid, self.nothing
        )
    }
}

/// One proof, while it runs.
struct Proof {
    name: &'static str,
    cases: u32,
}

impl Proof {
    fn begin(name: &'static str, cases: u32) -> Self {
        assert!(cases > 0, "nothing would be proven");
        Self { name, cases }
    }

    /// Runs every case, on all cores, and says what came of them.
    fn run(&self, case: impl Fn(u32) -> Tally + Sync) -> Tally {
        const CHUNK: u32 = 256;
        let turn = TURN.lock();
        let start = Instant::now();
        let next = AtomicU32::new(0);
        let work = || {
            let mut tally = Tally::default();
            loop {
                let from = next.fetch_add(CHUNK, Ordering::Relaxed);
                if from >= self.cases {
                    return tally;
                }
                for number in from..self.cases.min(from + CHUNK) {
                    tally += case(number);
                }
            }
        };
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let mut tally = Tally::default();
        thread::scope(|scope| {
            let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
            for worker in workers {
                tally += worker.join().expect("a case failed; see above");
            }
        });
        let seconds = start.elapsed().as_secs_f64();
        say(&format!(
            "{} (seed {}, share {}, {cores} threads, {seconds:.1} s)\n    {tally}",
            self.name,
            seed(),
            share(),
        ));
        drop(turn);
        tally
    }
}

/// Says what a test's captured output would hide.
fn say(text: &str) {
    writeln!(std::io::stdout(), "{text}").expect("stdout is there");
}

/// A code as it is written, and then damaged.
struct Text {
    digits: Vec<u8>,
    damaged: BTreeSet<BoxNumber>,
}

impl Text {
    fn of(code: &BackupCode) -> Self {
        let digits = code.canonical_text().expose().as_bytes().to_vec();
        Self { digits, damaged: BTreeSet::new() }
    }

    fn digits_of(&mut self, number: BoxNumber) -> &mut [u8] {
        self.damaged.insert(number);
        let start = usize::from(number.get() - 1) * BOX_DIGITS;
        &mut self.digits[start..start + BOX_DIGITS]
    }

    fn set(&mut self, number: BoxNumber, content: u32) {
        self.digits_of(number).copy_from_slice(format!("{content:05}").as_bytes());
    }

    fn lose(&mut self, number: BoxNumber) {
        self.digits_of(number).fill(b'?');
    }

    /// Reads it, and has it mended.
    fn judge(&self, truth: &BackupCode, known: Option<&dyn Fn(&BackupCode) -> bool>) -> Tally {
        let reading = read(&self.digits).expect("80 digits or marks");
        let mut tally = Tally { tried: 1, ..Tally::default() };
        match diagnose(&reading, known) {
            Ok(Diagnosis::Valid(_)) => tally.taken_as_valid = 1,
            Ok(Diagnosis::Damaged(explanations)) => match &explanations[..] {
                [only] if self.is_explained_by(only, truth) => {
                    tally.mended = 1;
                    tally.unproven = u32::from(!only.is_proven());
                }
                several => {
                    tally.another = 1;
                    tally.another_of_two = u32::from(several.iter().any(|e| e.changes.len() <= 2));
                }
            },
            Err(_) => tally.nothing = 1,
        }
        tally
    }

    fn is_explained_by(&self, explanation: &Explanation, truth: &BackupCode) -> bool {
        explanation.code == *truth && explanation.boxes().iter().eq(&self.damaged)
    }
}

fn nth_box(n: u32) -> BoxNumber {
    BoxNumber::new(n as usize % BOXES + 1).expect("1 to 16")
}

/// The number that a box says.
fn value(code: &BackupCode, number: BoxNumber) -> u32 {
    code.box_text(number).expose().parse().expect("five digits")
}

/// So many codes for one proof.
fn codes(proof: &str, count: u32) -> Vec<BackupCode> {
    (0..count).map(|case| Generator::of(seed(), proof, case).code()).collect()
}

fn seed() -> u64 {
    variable("COLLAB_PROOF_SEED").unwrap_or(1)
}

/// The share of what is random that runs.
fn share() -> f64 {
    let share = variable("COLLAB_PROOF_SHARE").unwrap_or(1.0);
    assert!(share > 0.0 && share <= 1.0, "COLLAB_PROOF_SHARE is above 0 and at most 1");
    share
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a u32")]
fn share_of(count: u32) -> u32 {
    (f64::from(count) * share()).ceil() as u32
}

fn variable<T: FromStr>(name: &str) -> Option<T> {
    let value = std::env::var(name).ok()?;
    let Ok(value) = value.parse() else { panic!("{name} is a number") };
    Some(value)
}
