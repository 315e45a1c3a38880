//! Lists of other services' codes: every pasted or saved text is read as codes or refused,
//! deterministically.
//!
//! - What is read can be kept: 1 to 100 codes, each of a code's characters, and none twice.
//! - Every code stands in the text, and none is changed.
//! - The count of a reading chooses that reading, and another count none.
//! - The encoding of a text that is read does not matter, and neither do its line ends.

use std::collections::BTreeSet;

use collab::secret::SecretText;
use collab::service_codes::list_reader::{Found, LIMIT, NotAList, Reading, read};
use collab::service_codes::{MOST_CODES, ServiceCode};

use crate::stored;

/// The observable part of a code: its number, its text, and whether it is used.
type Seen = (Option<u32>, String, bool);

/// The observable part of an outcome: each reading's codes and the number of lines without one.
type Outcome = Result<Vec<(Vec<Seen>, usize)>, NotAList>;

fn reading_of(bytes: &[u8]) -> Result<Reading, NotAList> {
    read(bytes, &|text| text.starts_with("RECOVERY"))
}

fn seen(found: &Found) -> (Vec<Seen>, usize) {
    let codes = found.codes.iter();
    let codes = codes.map(|code| (code.number, code.text.expose().clone(), code.is_used));
    (codes.collect(), found.not_codes)
}

fn outcome(bytes: &[u8]) -> Outcome {
    Ok(match reading_of(bytes)? {
        Reading::Clear(found) => vec![seen(&found)],
        Reading::Either { by_line, by_word } => vec![seen(&by_line), seen(&by_word)],
    })
}

/// Checks every promise on these bytes.
pub fn check(bytes: &[u8]) {
    let outcome = outcome(bytes);
    assert!(outcome == self::outcome(bytes), "read twice, read differently");
    match &outcome {
        Ok(readings) => {
            assert!(bytes.len() <= LIMIT);
            for (codes, _) in readings {
                can_be_kept(codes);
                stand_in(bytes, codes);
            }
            counted(bytes, readings);
            stored_otherwise(bytes, &outcome);
        }
        Err(NotAList::TooManyCodes { codes }) => assert!(*codes > MOST_CODES),
        Err(error) => assert_eq!(*error == NotAList::TooLong, bytes.len() > LIMIT),
    }
}

fn can_be_kept(codes: &[Seen]) {
    assert!((1..=MOST_CODES).contains(&codes.len()));
    let mut texts = BTreeSet::new();
    for (number, text, _) in codes {
        assert!(ServiceCode::new(1, SecretText::new(text.clone())).is_ok(), "no code");
        assert!(*number != Some(0) && texts.insert(text), "a number of 0, or a code twice");
    }
}

/// Checks that every code stands in the text, apart from what is between its characters. Markup and
/// JSON write characters in other ways.
fn stand_in(bytes: &[u8], codes: &[Seen]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    if text.contains(['<', '&', '{', '[', '"', '\\']) {
        return;
    }
    let of_codes = |text: &str| {
        text.chars().filter(|&c| c.is_ascii_alphanumeric() || "-_.+/=".contains(c)).collect()
    };
    let text: String = of_codes(text);
    for (_, code, _) in codes {
        let code: String = of_codes(code);
        assert!(text.contains(&code), "a code that does not stand in the text");
    }
}

fn counted(bytes: &[u8], readings: &[(Vec<Seen>, usize)]) {
    let again = || reading_of(bytes).expect("it was read");
    let counts = again().counts();
    assert_eq!(counts.len(), readings.len());
    for count in &counts {
        let found = again().with_count(*count).expect("a count that it has");
        assert!(readings.contains(&seen(&found)) && found.codes.len() == *count);
    }
    let other = again().with_count(MOST_CODES + 1).expect_err("nobody has that many");
    assert_eq!(other.possible, counts);
}

/// Checks that the same text in another encoding, or with other line ends, has the same outcome.
fn stored_otherwise(bytes: &[u8], outcome: &Outcome) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    if text.contains('\r') || text.starts_with('\u{feff}') {
        return;
    }
    for (index, other) in stored::otherwise(text).into_iter().enumerate() {
        if other.len() <= LIMIT {
            assert!(self::outcome(&other) == *outcome, "stored as {index} it reads differently");
        }
    }
}
