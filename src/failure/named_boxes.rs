//! Boxes and their corrections, in words and as JSON.

use serde_json::Value;

use super::causes::causes_in_words;
use crate::code::mend::Change;
use crate::code::{BOX_DIGITS, BoxNumber};

/// The layout of a text with a code, by which its boxes are found in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Layout {
    /// Boxes or rows: a number says which box is meant.
    #[default]
    Boxes,
    /// One run of digits without boxes: the positions of the digits are named, too.
    OneRun,
}

impl Layout {
    /// Names boxes: "box 7", or "box 7 (digits 31 to 35)".
    pub(crate) fn boxes_in_words(self, boxes: &[BoxNumber]) -> String {
        let named = boxes_in_words(boxes);
        if self == Self::Boxes || boxes.is_empty() {
            return named;
        }
        let mut spans: Vec<(usize, usize)> = Vec::with_capacity(boxes.len());
        for number in boxes {
            let first = number.index() * BOX_DIGITS + 1;
            let end = first + BOX_DIGITS - 1;
            match spans.last_mut() {
                Some(last) if last.1 + 1 == first => last.1 = end,
                _ => spans.push((first, end)),
            }
        }
        let spans: Vec<String> =
            spans.into_iter().map(|(first, last)| format!("{first} to {last}")).collect();
        format!("{named} (digits {})", spans.join(", "))
    }

    /// Describes corrections: "box 7: one wrong digit; boxes 1 and 2: exchanged".
    pub(crate) fn changes_in_words(self, changes: &[Change]) -> String {
        let mut reasons: Vec<(Vec<BoxNumber>, String)> = Vec::new();
        for change in changes {
            let why = causes_in_words(change);
            match reasons.iter_mut().find(|(_, known)| *known == why) {
                Some((boxes, _)) => boxes.push(change.number),
                None => reasons.push((vec![change.number], why)),
            }
        }
        let words: Vec<String> = reasons
            .iter()
            .map(|(boxes, why)| format!("{}: {why}", self.boxes_in_words(boxes)))
            .collect();
        words.join("; ")
    }
}

/// Returns box numbers as JSON.
pub(crate) fn numbers(boxes: &[BoxNumber]) -> Value {
    boxes.iter().map(|number| number.get()).collect()
}

/// Names boxes: "box 7", "boxes 7 and 9", "boxes 1, 2 and 16".
pub(crate) fn boxes_in_words(boxes: &[BoxNumber]) -> String {
    let mut numbers: Vec<String> = Vec::with_capacity(boxes.len());
    let follows = |pair: &[BoxNumber]| pair[0].get() + 1 == pair[1].get();
    let mut rest = boxes;
    while let Some((first, others)) = rest.split_first() {
        let in_a_row = 1 + rest.windows(2).take_while(|pair| follows(pair)).count();
        if in_a_row >= MANY_IN_A_ROW {
            numbers.push(format!("{first} to {}", rest[in_a_row - 1]));
            rest = &rest[in_a_row..];
        } else {
            numbers.push(first.to_string());
            rest = others;
        }
    }
    match &numbers[..] {
        [] => String::from("no box"),
        [one] if boxes.len() == 1 => format!("box {one}"),
        [several] => format!("boxes {several}"),
        [most @ .., last] => format!("boxes {} and {last}", most.join(", ")),
    }
}

/// The fewest consecutive boxes that are named by the first and the last alone.
const MANY_IN_A_ROW: usize = 5;

/// Describes corrections of a code in boxes.
pub(crate) fn changes_in_words(changes: &[Change]) -> String {
    Layout::Boxes.changes_in_words(changes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_boxes_in_a_row_are_named_by_the_first_and_the_last() {
        for (numbers, words) in [
            (&[][..], "no box"),
            (&[7], "box 7"),
            (&[7, 8], "boxes 7 and 8"),
            (&[1, 2, 3, 4], "boxes 1, 2, 3 and 4"),
            (&[1, 2, 3, 4, 5], "boxes 1 to 5"),
            (&[1, 3, 4, 5, 6, 7, 16], "boxes 1, 3 to 7 and 16"),
        ] {
            let boxes: Vec<BoxNumber> =
                numbers.iter().map(|&n| BoxNumber::new(n).expect("1 to 16")).collect();
            assert_eq!(boxes_in_words(&boxes), words);
        }
    }

    #[test]
    fn in_one_run_the_digits_of_a_box_are_named_too() {
        for (numbers, words) in [
            (&[][..], "no box"),
            (&[5], "box 5 (digits 21 to 25)"),
            (&[1, 2, 16], "boxes 1, 2 and 16 (digits 1 to 10, 76 to 80)"),
        ] {
            let boxes: Vec<BoxNumber> =
                numbers.iter().map(|&n| BoxNumber::new(n).expect("1 to 16")).collect();
            assert_eq!(Layout::OneRun.boxes_in_words(&boxes), words);
        }
    }
}
