//! Line numbers before a colon, as `grep -n` prints them: `13:77435 07352 …`.
//!
//! Such a number looks like the label of a box. It is a line number if the numbers grow from line
//! to line and some line has more digits than the boxes up to the next number: labels would
//! contradict the boxes.

use zeroize::Zeroizing;

use super::characters::is_line_end;
use crate::code::BOX_DIGITS;
use crate::code::digit::decimal;

/// The most digits that the boxes of one label may have too many or too few: as many as an
/// alignment of the search corrects. With one more or less two lines of `tests/reading/limits.rs`
/// move.
pub(super) const MOST_ODD_DIGITS: usize = 2;

/// Returns the text without its line numbers, if its lines are numbered.
pub(super) fn without(text: &str) -> Option<Zeroizing<String>> {
    let lines = text.split(is_line_end).filter(|line| !line.trim().is_empty());
    let mut before: Option<(usize, usize)> = None;
    let mut contradicts = false;
    for line in lines {
        let (number, rest) = number(line)?;
        if let Some((last, digits)) = before {
            let boxes = number.checked_sub(last).filter(|&boxes| boxes > 0)?;
            contradicts |= digits > boxes * BOX_DIGITS + MOST_ODD_DIGITS;
        }
        before = Some((number, rest.chars().filter(|&c| decimal(c).is_some()).count()));
    }
    if !contradicts {
        return None;
    }
    let mut shown = Zeroizing::new(String::with_capacity(text.len()));
    for line in text.split_inclusive(is_line_end) {
        shown.push_str(number(line).map_or(line, |(_, rest)| rest));
    }
    Some(shown)
}

/// Returns the number at the beginning of a line, and the text after its colon. A time of day is no
/// number.
fn number(line: &str) -> Option<(usize, &str)> {
    let (number, rest) = line.trim_start().split_once(':')?;
    let is_number = (1..=3).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let is_time = digits == 2 && number.len() <= 2;
    (is_number && !is_time).then_some((number.parse().ok()?, rest))
}
