//! Backup codes for a screen reader. Each digit stands by itself, since a voice reads 77435 as one
//! number. A backup code can also be read back from this form.

use std::fmt::Write as _;

use crate::code::{BackupCode, BoxNumber, ROW_BOXES};
use crate::secret::SecretText;

/// Returns the four rows, each labeled with the number of its first box. Blanks separate the
/// digits, and commas the boxes, so that a voice pauses between boxes.
pub(crate) fn rows(code: &BackupCode) -> Vec<SecretText> {
    let numbers: Vec<BoxNumber> = BoxNumber::all().collect();
    let row = |numbers: &[BoxNumber]| {
        let mut line = SecretText::new(String::with_capacity(64));
        let out = line.expose_mut();
        // Writing to a string never fails.
        let _ = write!(out, "{:>4}:  ", numbers[0].get());
        for (place, number) in numbers.iter().enumerate() {
            out.push_str(if place == 0 { "" } else { ", " });
            out.push_str(spelled(code.box_text(*number).expose()).expose());
        }
        line
    };
    numbers.chunks(ROW_BOXES).map(row).collect()
}

/// Returns the digits of a box with blanks between them.
pub(crate) fn spelled(digits: &str) -> SecretText {
    let mut text = SecretText::new(String::with_capacity(2 * digits.len()));
    for digit in digits.chars() {
        if !text.expose().is_empty() {
            text.expose_mut().push(' ');
        }
        text.expose_mut().push(digit);
    }
    text
}
