//! Wrong or lost boxes, whatever their contents.
//!
//! - One wrong box is corrected, whatever its content: every other content of every box of some
//!   codes, including those that are not a number of the field.
//! - Two wrong boxes are corrected, whatever their contents.
//! - Three wrong boxes are never a code, and as good as never corrected falsely: a reading that is
//!   tried fits a code with probability p^-4, and the whole search tries fewer than [`READINGS`].
//! - Up to four lost boxes are recovered, whichever they are.
//! - One wrong and two unreadable boxes are corrected, and certain by the identity alone.

use std::collections::BTreeSet;

use collab::code::mend::{Diagnosis, Evidence};
use collab::code::reading::read;
use collab::code::{BOX_DIGITS, BOXES, BackupCode, BoxNumber};
use collab::derivation;

use super::proof::{Outcome, codes, diagnose, judge, prove, share_of};
use crate::slips::Generator;
use crate::work::{say, seed};

/// The order of the field: the number in a box of a code is below it.
const P: u32 = 99_991;
/// The number of contents that a box of five digits can have.
const CONTENTS: u32 = 100_000;
/// An upper bound on the readings of eighty digits that are tried when no identity is known.
const READINGS: f64 = 3e15;

#[test]
fn one_wrong_box_with_any_content_is_corrected() {
    const CODES: u32 = 5;
    let codes = codes("one wrong box", CODES);
    let of_a_code = u32::try_from(BOXES).expect("sixteen") * CONTENTS;
    let all = CODES * of_a_code;
    let count = share_of(all);
    let mut tally = prove("one wrong box, every other content of it", count, |case| {
        // A share consists of cases that are as far apart as possible.
        let case = u32::try_from(u64::from(case) * u64::from(all) / u64::from(count));
        let case = case.expect("below all");
        let code = &codes[(case / of_a_code) as usize];
        let number = nth_box(case / CONTENTS);
        let content = case % CONTENTS;
        if content == value(code, number) {
            return Outcome::Skipped;
        }
        let mut text = Text::of(code);
        text.set(number, content);
        text.judge(code, None)
    });
    let skipped = tally.remove(&Outcome::Skipped).unwrap_or_default();
    assert!(skipped <= CODES * u32::try_from(BOXES).expect("sixteen"));
    assert_eq!(tally, [(Outcome::Corrected, count - skipped)].into());
}

#[test]
fn two_wrong_boxes_with_any_content_are_corrected() {
    let count = share_of(1_000_000);
    let tally = prove("two wrong boxes", count, |case| {
        let mut generator = Generator::of(seed(), "two wrong boxes", case);
        let code = generator.code();
        let mut text = Text::of(&code);
        for number in generator.boxes(2) {
            let content = generator.other_than(value(&code, number), CONTENTS);
            text.set(number, content);
        }
        text.judge(&code, None)
    });
    assert_eq!(tally, [(Outcome::Corrected, count)].into());
}

/// Returns a code, and its text with three wrong boxes, each another number of the field.
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
    let tally = prove("three wrong boxes, taken as they are", count, |case| {
        let (_, text) = three_wrong("three wrong boxes", case);
        let digits = std::str::from_utf8(&text.digits).expect("digits");
        let code = BackupCode::from_canonical_text(digits);
        if code.is_some() { Outcome::AnotherCode } else { Outcome::Refused }
    });
    assert_eq!(tally, [(Outcome::Refused, count)].into());
}

#[test]
fn three_wrong_boxes_are_almost_never_explained_falsely() {
    let count = share_of(10_000);
    let tally = prove("three wrong boxes, identity unknown", count, |case| {
        let (code, text) = three_wrong("three wrong boxes, mended", case);
        text.judge(&code, None)
    });
    assert!(!tally.contains_key(&Outcome::AnotherCode), "{tally:?}");
    let falsely = tally.get(&Outcome::False).copied().unwrap_or_default();
    let share = READINGS / f64::from(P).powi(4);
    let expected = share * f64::from(count);
    say(&format!(
        "    explained falsely: {falsely}; expected fewer than {expected:.1e}, a share of {share:.1e}"
    ));
    // If fewer than 0.31 are expected, five or more have a probability below 2e-5.
    assert!(expected < 0.31 && falsely <= 4);
}

#[test]
fn up_to_four_lost_boxes_are_recovered_whichever_they_are() {
    const CODES: u32 = 25;
    let codes = codes("lost boxes", CODES);
    let sets: Vec<u32> = (1_u32..1 << BOXES).filter(|set| set.count_ones() <= 4).collect();
    assert_eq!(sets.len(), 16 + 120 + 560 + 1820);
    let cases: Vec<_> =
        codes.iter().flat_map(|code| sets.iter().map(move |set| (code, *set))).collect();
    let count = u32::try_from(cases.len()).expect("few");
    prove("one to four lost boxes, every set of them", count, |case| {
        let (code, set) = cases[case as usize];
        let mut text = Text::of(code);
        for number in BoxNumber::all().filter(|number| set >> (number.get() - 1) & 1 == 1) {
            text.lose(number);
        }
        let outcome = text.judge(code, None);
        // Three lost boxes leave one check, which one code in p passes by accident; four leave
        // none.
        let is_certain = set.count_ones() <= 2;
        assert_eq!(outcome, if is_certain { Outcome::Corrected } else { Outcome::Uncertain });
        outcome
    });
}

#[test]
fn one_wrong_and_two_unreadable_boxes_are_corrected_and_certain_by_the_identity_alone() {
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
    let tally = prove("one wrong, two unreadable; no identity", count, |case| {
        let (code, text) = damaged(case);
        text.judge(&code, None)
    });
    assert_eq!(tally, [(Outcome::Uncertain, count)].into());
    let tally = prove("one wrong, two unreadable; identity known", count, |case| {
        let (code, text) = damaged(case);
        let identity = derivation::identity(&code);
        let is_known = |mended: &BackupCode| derivation::identity(mended) == identity;
        text.judge(&code, Some(Evidence::whole(&is_known)))
    });
    assert_eq!(tally, [(Outcome::Corrected, count)].into());
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

    /// Reads the text and corrects it: the only explanation must name exactly the damaged boxes.
    fn judge(&self, truth: &BackupCode, known: Option<Evidence<'_>>) -> Outcome {
        let reading = read(&self.digits).expect("80 digits or marks");
        let diagnosis = diagnose(&reading, known);
        match &diagnosis {
            Ok(Diagnosis::Damaged(all))
                if all.len() != 1 || !all[0].boxes().iter().eq(&self.damaged) =>
            {
                Outcome::False
            }
            _ => judge(&diagnosis, Some(truth)),
        }
    }
}

fn nth_box(n: u32) -> BoxNumber {
    BoxNumber::new(n as usize % BOXES + 1).expect("1 to 16")
}

/// Returns the number in a box.
fn value(code: &BackupCode, number: BoxNumber) -> u32 {
    code.box_text(number).expose().parse().expect("five digits")
}
