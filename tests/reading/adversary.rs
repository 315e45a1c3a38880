//! Adversarial texts: numbers around a code, parts of codes, two codes, a box replaced by another
//! number from the text. None leads to another account.

use collab::code::mend::{Diagnosis, diagnose};
use collab::code::reading::{LIMIT, read};
use collab::code::{BackupCode, BoxNumber};
use proptest::prelude::*;

use super::code;

/// Returns the code that a text is read as, without correction.
fn valid(text: &str) -> Option<BackupCode> {
    match diagnose(&read(text.as_bytes()).ok()?, None) {
        Ok(Diagnosis::Valid(found)) => Some(found),
        _ => None,
    }
}

fn boxes(code: &BackupCode) -> Vec<String> {
    BoxNumber::all().map(|number| code.box_text(number).expose().clone()).collect()
}

/// Whether a word reads as a box, since people write each of its letters for a digit: `Obogg`.
fn is_box_of_letters(word: &str) -> bool {
    let fifteen = "00000 ".repeat(15);
    let whole = read(format!("{fifteen}{}", word.trim_end_matches(':')).as_bytes());
    whole.is_ok_and(|reading| reading.boxes().is_some())
}

/// Generates a line that is not part of a code.
fn noise() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        "[a-z]{1,9}( [a-z]{1,9}){0,5}",
        "[0-9]{1,2}\\.[0-9]{1,2}\\.20[0-9]{2}",
        "[A-Z][a-z]{2,5}:? [0-9]{3,5} [0-9]{4,9}",
        "\\[[0-9]{2}:[0-9]{2}\\] [a-z]{2,7}",
        "[0-9]{5} [A-Z][a-z]{3,8}",
        Just(String::new()),
    ];
    line.prop_filter("a box of letters", |line| {
        let words = line.split(' ').filter(|word| word.starts_with(char::is_alphabetic));
        !words.into_iter().any(is_box_of_letters)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lines_around_a_code_leave_it_readable_and_never_another(
        code in code(),
        before in proptest::collection::vec(noise(), 0..4),
        after in proptest::collection::vec(noise(), 0..4),
        prefix in proptest::sample::select(vec!["", "> ", "* ", "12:30 Maria: ", "+", "| "]),
    ) {
        let rows = boxes(&code).chunks(4).map(|row| format!("{prefix}{}", row.join(" "))).collect();
        let text = [before, rows, after].concat().join("\n");
        if let Some(found) = valid(&text) {
            prop_assert!(found == code);
        } else {
            return Err(TestCaseError::fail("not read"));
        }
    }

    #[test]
    fn a_changed_code_is_never_valid_among_any_other_text(
        code in code(),
        at in 0..16_usize,
        lines in proptest::collection::vec(noise(), 0..5),
        digits in "[0-9]{5}",
        place in 0..6_usize,
    ) {
        let mut boxes = boxes(&code);
        prop_assume!(boxes[at] != digits);
        let true_box = std::mem::replace(&mut boxes[at], digits);
        let rows: Vec<String> = boxes.chunks(4).map(|row| row.join(" ")).collect();
        let mut lines = lines;
        lines.insert(place.min(lines.len()), rows.join("\n"));
        prop_assert!(valid(&lines.join("\n")).is_none());
        // The true box elsewhere in the text does not change that.
        lines.push(format!("it was {true_box}"));
        prop_assert!(valid(&lines.join("\n")).is_none());
        lines.insert(0, true_box);
        prop_assert!(valid(&lines.join("\n")).is_none());
    }

    #[test]
    fn two_codes_are_refused_and_so_is_one_beside_most_of_another(
        one in code(),
        two in code(),
        kept in 12..=16_usize,
        between in proptest::sample::select(vec!["\n", "\n\n", "\nand\n", "\n28.11.2026\n"]),
        first in any::<bool>(),
    ) {
        let (one, two) = (boxes(&one).join(" "), boxes(&two)[..kept].join(" "));
        let text = if first { [one, two] } else { [two, one] }.join(between);
        prop_assert!(valid(&text).is_none());
    }
}

proptest! {
    // Fewer, since each of these texts takes longest to read.
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn parts_of_codes_are_never_a_code(
        one in code(),
        two in code(),
        kept in 1..16_usize,
        lines in proptest::collection::vec(noise(), 0..4),
    ) {
        let (one, two) = (boxes(&one), boxes(&two));
        let part = one[..kept].join(" ");
        let text = format!("{}\n{part}\n{}", lines.join("\n"), lines.join("\n"));
        prop_assert!(valid(&text).is_none());
        let rest = two[kept..].join(" ");
        for text in [format!("{part} {rest}"), format!("a:\n{part}\nb:\n{rest}")] {
            prop_assert!(valid(&text).is_none());
        }
    }

    #[test]
    fn a_text_of_numbers_is_told_in_bounded_work(text in "([0-9]{1,5}[ \n:,x?_*#O]{1,2}){1,900}") {
        let text = &text[..text.len().min(LIMIT)];
        prop_assert!(valid(text).is_none());
    }
}
