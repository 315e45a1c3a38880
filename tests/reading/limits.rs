//! The limits of reading: each is tested on both sides. Changing a tuned constant of
//! `src/code/reading/` that names this file changes a line here.

use collab::code::BackupCode;
use collab::code::digit::Digit;
use collab::code::reading::{BoxReading, LIMIT, identities_in, read};

use crate::support::collab::ALICE;

/// Returns how a text is read, in words.
fn outcome(text: &str) -> String {
    match read(text.as_bytes()) {
        Err(error) => match error.lookalike {
            Some(lookalike) => format!("refused: {}, {lookalike:?}", error.error.reason().as_str()),
            None => format!("refused: {}", error.error.reason().as_str()),
        },
        Ok(reading) => match reading.boxes() {
            None => String::from("uneven"),
            Some(boxes) => {
                let digits: Option<String> = boxes
                    .iter()
                    .flat_map(BoxReading::digits)
                    .map(|digit| match digit {
                        Digit::Known(digit) => Some(char::from(b'0' + digit)),
                        Digit::Guess(_) | Digit::Unreadable => None,
                    })
                    .collect();
                let code = digits.and_then(|digits| BackupCode::from_canonical_text(&digits));
                String::from(if code.is_some() { "a code" } else { "sixteen boxes" })
            }
        },
    }
}

/// Returns digits that are not a code and have no five in common with one.
fn digits(count: usize) -> String {
    "3141592653".repeat(20)[..count].to_owned()
}

/// Returns a code with this many boxes written as numbers with a fraction.
fn fractions(count: usize) -> String {
    let mut boxes = ALICE.boxes();
    boxes[..count].iter_mut().for_each(|text| text.push_str(".0"));
    boxes.join(" ")
}

/// Returns sixteen boxes with this many digits, never five in a row; letters are in the other
/// places.
fn letters(digits: usize) -> String {
    let mut left = digits;
    let mut text = String::new();
    for nth in 0..80 {
        let is_digit = nth % 5 != 2 && nth % 2 == 1 || nth % 5 == 1;
        let shown = if is_digit && left > 0 { '7' } else { 'S' };
        left -= usize::from(shown == '7');
        text.push(shown);
        if nth % 5 == 4 {
            text.push(' ');
        }
    }
    text
}

/// Returns four labeled rows, the second with this many digits.
fn labeled(count: usize) -> String {
    let row = |from: usize| &ALICE.code[from..][..20];
    format!("1: {}\n5: {}\n9: {}\n13: {}", row(0), digits(count), row(40), row(60))
}

/// Returns two numbered lines; the first has this many digits beyond the one box that its number
/// would label.
fn numbered(more: usize) -> String {
    format!("1:{}\n2:{}", &ALICE.code[..5 + more], &ALICE.code[5 + more..])
}

#[test]
fn a_text_at_a_limit_is_read_and_one_just_over_it_is_refused() {
    let pairs = [
        (
            "bytes",
            outcome(&format!("{:LIMIT$}", ALICE.code)),
            outcome(&format!("{:1$}", ALICE.code, LIMIT + 1)),
        ),
        ("digits too many", outcome(&digits(90)), outcome(&digits(91))),
        ("digits too few", outcome(&digits(70)), outcome(&digits(69))),
        (
            "digits beside a code",
            outcome(&format!("{}\nand\n{}", ALICE.code, digits(59))),
            outcome(&format!("{}\nand\n{}", ALICE.code, digits(60))),
        ),
        ("digits among letters", outcome(&letters(40)), outcome(&letters(39))),
        ("digits of a label", outcome(&labeled(18)), outcome(&labeled(17))),
        ("a numbered line", outcome(&numbered(2)), outcome(&numbered(3))),
        ("fractions", outcome(&fractions(4)), outcome(&fractions(3))),
        (
            "zeros in the sixteenth place",
            outcome(&["3141592653589790"; 7].join(" ")),
            outcome(&["3141592653589790"; 8].join(" ")),
        ),
        (
            "long numbers",
            outcome(&format!("314159265358979{}", "0".repeat(16))),
            outcome(&format!("314159265358979{}", "0".repeat(15))),
        ),
    ];
    let taken: Vec<String> =
        pairs.iter().map(|(what, within, beyond)| format!("{what}: {within} | {beyond}")).collect();
    let expected: Vec<&str> =
        TAKEN.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(taken, expected);
}

/// The outcomes: within the limit, and beyond it.
const TAKEN: &str = "
    bytes: a code | refused: size
    digits too many: uneven | refused: count
    digits too few: uneven | refused: count
    digits beside a code: a code | refused: count
    digits among letters: sixteen boxes | refused: characters
    digits of a label: uneven | refused: characters
    a numbered line: refused: characters | a code
    fractions: a code | uneven
    zeros in the sixteenth place: refused: count | refused: characters, Spreadsheet
    long numbers: refused: count | refused: characters, Spreadsheet
";

#[test]
fn a_bare_identity_may_lack_four_characters_and_eight_identities_are_taken() {
    let bare = ALICE.identity.strip_prefix("did:key:").expect("it is one");
    let count = |text: &str| identities_in(text).len();
    assert_eq!([44, 43].map(|length| count(&bare[..length])), [1, 0]);
    let many = |many: usize| count(&vec![ALICE.identity; many].join("\n"));
    assert_eq!([7, 8, 9].map(many), [7, 8, 8]);
}
