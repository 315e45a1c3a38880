//! Boxes that are wrong or lost, whatever was in them.
//!
//! - One wrong box is mended, whatever was in it: every other content of every box of some codes,
//!   those that are no number of the field included.
//! - Two wrong boxes are mended, whatever was in them.
//! - Three wrong boxes are never a code, and as good as never explained by anything but the truth:
//!   a reading that is tried fits a code with probability p^-4, and the whole search tries fewer
//!   than [`READINGS`].
//! - Up to four lost boxes are recovered, whichever they are.
//! - One wrong and two unreadable boxes are mended, and proven by the identity alone.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::AddAssign;

use collab::code::mend::{Diagnosis, Evidence, Explanation};
use collab::code::reading::read;
use collab::code::{BOX_DIGITS, BOXES, BackupCode, BoxNumber};
use collab::derivation;

use crate::proof::{Proof, codes, diagnose, say, seed, share_of};
use crate::slips::Generator;

/// The field's order: a box of a code is below it.
const P: u32 = 99_991;
/// How many contents a box of five digits can have.
const CONTENTS: u32 = 100_000;
/// How many readings of eighty digits are tried at most when no identity is known.
const READINGS: f64 = 3e15;

#[test]
fn one_wrong_box_is_mended_whatever_was_in_it() {
    const CODES: u32 = 5;
    let codes = codes("one wrong box", CODES);
    let of_a_code = u32::try_from(BOXES).expect("sixteen") * CONTENTS;
    let all = CODES * of_a_code;
    let count = share_of(all);
    let proof = Proof::begin("one wrong box, every other content of it", count);
    let tally = proof.run(|case| {
        // Of a share, the cases are as far apart as they can be.
        let case = u32::try_from(u64::from(case) * u64::from(all) / u64::from(count));
        let case = case.expect("below all");
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
    assert_eq!(tally.tried + tally.skipped, count);
    assert!(tally.skipped <= CODES * u32::try_from(BOXES).expect("sixteen"));
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

/// Three wrong boxes, each of them another number of the field.
fn three_wrong(proof: &str, case: u32) -> (BackupCode, Text) {
    let mut generator = Generator::of(seed(), proof, case);
    let code = generator.code();
    let mut text = Text::of(&code);
    for number in generator.boxes(3) {
        let content = generator.other_than(value(&code, number), P);
        text.set(number, content);
    }
    (code, text)
}

#[test]
fn three_wrong_boxes_are_never_a_code() {
    let count = share_of(10_000_000);
    let tally = Proof::begin("three wrong boxes, taken as they are", count).run(|case| {
        let (_, text) = three_wrong("three wrong boxes", case);
        let digits = std::str::from_utf8(&text.digits).expect("digits");
        let is_code = BackupCode::from_canonical_text(digits).is_some();
        Tally {
            tried: 1,
            taken_as_valid: u32::from(is_code),
            nothing: u32::from(!is_code),
            ..Tally::default()
        }
    });
    assert_eq!((tally.tried, tally.taken_as_valid), (count, 0));
}

#[test]
fn three_wrong_boxes_are_as_good_as_never_explained_falsely() {
    let count = share_of(10_000);
    let tally = Proof::begin("three wrong boxes, identity unknown", count).run(|case| {
        let (code, text) = three_wrong("three wrong boxes, mended", case);
        text.judge(&code, None)
    });
    assert_eq!((tally.tried, tally.taken_as_valid), (count, 0));
    let share = READINGS / f64::from(P).powi(4);
    let expected = share * f64::from(tally.tried);
    say(&format!(
        "    explained falsely: {}; expected fewer than {expected:.1e}, a share of {share:.1e}",
        tally.another
    ));
    // As long as fewer than 0.31 are expected, five or more have a probability below 2e-5.
    assert!(expected < 0.31 && tally.another <= 4);
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
        let is_known = |mended: &BackupCode| derivation::identity(mended) == identity;
        text.judge(&code, Some(Evidence::whole(&is_known)))
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
    fn judge(&self, truth: &BackupCode, known: Option<Evidence<'_>>) -> Tally {
        let reading = read(&self.digits).expect("80 digits or marks");
        let mut tally = Tally { tried: 1, ..Tally::default() };
        match diagnose(&reading, known) {
            Ok(Diagnosis::Valid(_)) => tally.taken_as_valid = 1,
            Ok(Diagnosis::Damaged(explanations)) => match &explanations[..] {
                [only] if self.is_explained_by(only, truth) => {
                    tally.mended = 1;
                    tally.unproven = u32::from(!only.is_certain());
                }
                _ => tally.another = 1,
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
