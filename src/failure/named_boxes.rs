//! Boxes and their corrections, in words and as JSON.

use serde_json::Value;

use super::causes::causes_in_words;
use crate::code::BoxNumber;
use crate::code::mend::Change;

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

/// Describes corrections: "box 7: one wrong digit; boxes 1 and 2: exchanged".
pub(crate) fn changes_in_words(changes: &[Change]) -> String {
    let mut reasons: Vec<(Vec<BoxNumber>, String)> = Vec::new();
    for change in changes {
        let why = causes_in_words(change);
        match reasons.iter_mut().find(|(_, known)| *known == why) {
            Some((boxes, _)) => boxes.push(change.number),
            None => reasons.push((vec![change.number], why)),
        }
    }
    let words: Vec<String> =
        reasons.iter().map(|(boxes, why)| format!("{}: {why}", boxes_in_words(boxes))).collect();
    words.join("; ")
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
}
