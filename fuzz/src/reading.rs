//! Reading: every typed or pasted text is read as boxes or refused, deterministically.
//!
//! - The result, written out as boxes, as one run, or as labeled rows, reads as the same boxes.
//! - The encoding of a text does not matter: UTF-8, UTF-16 of either byte order, a byte-order mark,
//!   a newline at the end, other line ends.
//! - A text over the limit is refused for its size, and no shorter one is.
//! - An error names existing boxes, and its numbers are right.

use std::fmt::Write as _;

use collab::code::digit::Digit;
use collab::code::mend::{Diagnosis, diagnose};
use collab::code::reading::{LIMIT, LabelFault, ReadError, Reading, Reason, read};
use collab::code::{BOX_DIGITS, BOXES, BackupCode, BoxNumber, DIGITS, ROW_BOXES};

use crate::stored;

/// Sixteen boxes of five digits.
type Boxes = [[Digit; BOX_DIGITS]; BOXES];

/// The observable part of an outcome.
#[derive(PartialEq, Eq)]
enum Outcome {
    Read { boxes: Option<Boxes>, is_whole: bool, uneven: Option<ReadError> },
    Refused(ReadError),
}

fn outcome(bytes: &[u8]) -> Outcome {
    match read(bytes) {
        Ok(reading) => Outcome::Read {
            boxes: boxes(&reading),
            is_whole: reading.is_whole(),
            uneven: reading.uneven().cloned(),
        },
        Err(refused) => Outcome::Refused(refused.error),
    }
}

fn boxes(reading: &Reading) -> Option<Boxes> {
    reading.boxes().map(|boxes| boxes.map(|one| *one.digits()))
}

/// Checks every promise on these bytes.
pub fn check(bytes: &[u8]) {
    let outcome = outcome(bytes);
    assert!(outcome == self::outcome(bytes), "read twice, read differently");
    stored_otherwise(bytes, &outcome);
    match outcome {
        Outcome::Read { boxes, is_whole, uneven } => {
            assert!(bytes.len() <= LIMIT);
            assert_eq!(boxes.is_some(), uneven.is_none());
            uneven.iter().for_each(names_what_there_is);
            if let Some(ReadError::Count { digits, .. }) = &uneven {
                assert!(digits.abs_diff(DIGITS) <= 10 && is_whole);
            }
            if let Some(boxes) = boxes {
                written_out(&boxes);
                let lost = boxes.iter().any(|one| one.iter().all(|d| *d == Digit::Unreadable));
                assert!(is_whole || lost, "a box that no label led to is unreadable");
            }
        }
        Outcome::Refused(error) => {
            assert_eq!(error == ReadError::TooLarge, bytes.len() > LIMIT);
            assert_eq!(error == ReadError::TooLarge, error.reason() == Reason::Size);
            names_what_there_is(&error);
            if error == ReadError::Empty {
                empty(bytes);
            }
        }
    }
}

/// Checks that the same text in another encoding has the same outcome.
fn stored_otherwise(bytes: &[u8], outcome: &Outcome) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let mut others = stored::otherwise(text);
    others.push(text.replace('\n', "\u{2028}").into_bytes());
    for (index, other) in others.into_iter().enumerate() {
        if other.len() <= LIMIT {
            assert!(self::outcome(&other) == *outcome, "stored as {index} it reads differently");
        }
    }
}

/// Checks that the boxes, written out, read as the same boxes.
fn written_out(boxes: &Boxes) {
    let texts: Vec<String> =
        boxes.iter().map(|digits| digits.iter().copied().map(letter).collect()).collect();
    let rows = texts.chunks(ROW_BOXES).zip((1..).step_by(ROW_BOXES));
    let rows = rows.fold(String::new(), |mut rows, (row, first)| {
        writeln!(rows, "{first:>4}:  {}", row.join(" ")).expect("a string takes all");
        rows
    });
    for text in [texts.join(" "), texts.join("-"), texts.concat(), rows] {
        let expected = Outcome::Read { boxes: Some(*boxes), is_whole: true, uneven: None };
        assert!(outcome(text.as_bytes()) == expected, "written out it reads differently");
    }
    if let Some(code) = BackupCode::from_canonical_text(&texts.concat()) {
        whole(&code, boxes);
    }
}

/// Checks that every printed form of a code reads as that code.
fn whole(code: &BackupCode, boxes: &Boxes) {
    let join = |rows: [collab::secret::SecretText; BOXES / ROW_BOXES]| {
        rows.each_ref().map(|row| row.expose().clone()).join("\n")
    };
    let canonical = code.canonical_text().expose().clone();
    for text in [canonical, join(code.rows()), join(code.labeled_rows())] {
        let reading = read(text.as_bytes()).expect("a code is read");
        assert!(self::boxes(&reading).as_ref() == Some(boxes) && reading.is_whole());
        let diagnosis = diagnose(&reading, None);
        assert!(matches!(diagnosis, Ok(Diagnosis::Valid(found)) if found == *code));
    }
}

/// Returns a character that reads as this digit.
fn letter(digit: Digit) -> char {
    match digit {
        Digit::Known(value) => char::from(b'0' + value),
        Digit::Guess(0) => 'O',
        Digit::Guess(1) => 'l',
        Digit::Guess(2) => 'Z',
        Digit::Guess(5) => 'S',
        Digit::Guess(6) => 'b',
        Digit::Guess(8) => 'B',
        Digit::Guess(9) => 'g',
        Digit::Guess(_) => panic!("no letter is written for it"),
        Digit::Unreadable => '?',
    }
}

/// Checks that an error names boxes in their order, and digits that a box has.
fn names_what_there_is(error: &ReadError) {
    let boxes = error.boxes();
    assert!(boxes.is_sorted_by(|a, b| a < b) && boxes.len() <= BOXES / 2);
    match error {
        ReadError::Characters { position: Some(position), .. } => {
            assert!((1..=BOX_DIGITS).contains(&position.digit));
        }
        ReadError::Count { digits, .. } => assert_ne!(*digits, DIGITS),
        ReadError::Labels(LabelFault::Twice(number) | LabelFault::Ragged(number)) => {
            assert!(BoxNumber::all().any(|known| known == *number));
        }
        _ => {}
    }
}

/// Checks that an empty text has no digits except in labels and in ignored lines.
fn empty(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let is_all_read = ![":", "\u{ff1a}"].iter().any(|colon| text.contains(colon));
    let is_sheet = text.to_lowercase().contains("backup code 1");
    let has_digit = text.chars().any(|c| c.is_ascii_digit() || c == '?');
    assert!(!has_digit || !is_all_read || is_sheet, "there is a digit in it");
}
