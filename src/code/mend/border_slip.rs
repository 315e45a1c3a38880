//! Slips across the border of two boxes: of two digits, or of two digits around a third, of which
//! one is in each box.
//!
//! Undoing such a slip adds a known error value to both boxes, whatever else is wrong with them. So
//! the search guesses border slips as it guesses the values of boxes.

use zeroize::Zeroize as _;

use super::box_values::BoxValues;
use super::slip::{ANY, BoxDigits, Slip, around_before, neighbors_before};
use super::written_box::WrittenBox;
use crate::code::field::Element;
use crate::code::reed_solomon::Syndromes;
use crate::code::{BOX_DIGITS, BOXES};

/// A slip across a border, undone.
pub(super) struct BorderSlip {
    pub(super) slip: Slip,
    /// The two digits before the slip, each as the index of its box, its place in the box, and the
    /// digit; the left box first.
    pub(super) before: [(usize, usize, u8); 2],
    /// The error values that undoing adds to the two boxes.
    added: [Element; 2],
    /// The syndromes of these error values.
    pub(super) syndromes: Syndromes,
}

impl BorderSlip {
    fn new(slip: Slip, before: [(usize, usize, u8); 2], old: [u8; 2]) -> Self {
        let mut added = [Element::ZERO; 2];
        let mut syndromes = Syndromes::default();
        for side in 0..2 {
            let (index, place, digit) = before[side];
            added[side] = difference(place, old[side], digit);
            syndromes = syndromes.with_error(index, added[side]);
        }
        Self { slip, before, added, syndromes }
    }

    /// Returns both boxes, each with the error value that undoing adds to it.
    pub(super) fn added(&self) -> [(usize, Element); 2] {
        std::array::from_fn(|side| (self.before[side].0, self.added[side]))
    }

    /// Returns the error value that undoing adds to a box, if the slip concerns it.
    pub(super) fn added_to(&self, index: usize) -> Option<Element> {
        self.added().into_iter().find_map(|(at, added)| (at == index).then_some(added))
    }

    /// Undoes the slip.
    pub(super) fn undo(&self, boxes: &mut [WrittenBox; BOXES]) {
        for (index, place, digit) in self.before {
            boxes[index] = boxes[index].with(place, digit);
        }
    }
}

impl Drop for BorderSlip {
    fn drop(&mut self) {
        self.before.iter_mut().for_each(|(_, _, digit)| digit.zeroize());
        self.added.zeroize();
        self.syndromes.zeroize();
    }
}

/// Returns every slip, undone, across a border of two boxes of five digits each. Only the last two
/// digits of the left box and the first two of the right one can take part.
pub(super) fn border_slips(boxes: &[impl AsRef<BoxValues>; BOXES]) -> Vec<BorderSlip> {
    let mut found = Vec::new();
    for (index, pair) in boxes.windows(2).enumerate() {
        let (left, right) = (pair[0].as_ref().row(), pair[1].as_ref().row());
        let (left, right) = (left.digits(), right.digits());
        if left.len() != BOX_DIGITS || right.len() != BOX_DIGITS {
            continue;
        }
        let mut add = |slip, (left_place, l): (usize, u8), (right_place, r): (usize, u8)| {
            let old = [left[left_place], right[right_place]];
            if [l, r, old[0], old[1]].contains(&ANY) {
                return;
            }
            let before = [(index, left_place, l), (index + 1, right_place, r)];
            found.push(BorderSlip::new(slip, before, old));
        };
        let last = BOX_DIGITS - 1;
        for ([l, r], slip) in neighbors_before(left[last], right[0]) {
            add(slip, (last, l), (0, r));
        }
        for (l, r) in [(last - 1, 0), (last, 1)] {
            for (before, slip) in around_before(left[l], right[r]) {
                add(slip, (l, before[0]), (r, before[1]));
            }
        }
    }
    found
}

/// Returns the change of a box's value when one of its digits is replaced.
fn difference(place: usize, old: u8, new: u8) -> Element {
    let unit = [10_000, 1_000, 100, 10, 1][place];
    Element::reduce(unit * u64::from(new)) - Element::reduce(unit * u64::from(old))
}

/// Returns the rows of a box with slips across its borders undone, the row itself first.
pub(super) fn forms(index: usize, row: BoxDigits, border_slips: &[BorderSlip]) -> Vec<BoxDigits> {
    let mut forms = vec![row];
    for side in 0..2 {
        let mut changed = Vec::new();
        for border_slip in border_slips {
            let (at, place, digit) = border_slip.before[side];
            if at == index {
                changed.extend(forms.iter().map(|form| form.with(place, digit)));
            }
        }
        forms.append(&mut changed);
    }
    forms
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;
    use crate::code::mend::alignment::{digits, families};
    use crate::code::mend::written_box::{Letters, WrittenBox};
    use crate::code::reading::read;
    use std::sync::Arc;

    fn written(text: &str) -> Zeroizing<[WrittenBox; BOXES]> {
        let reading = read(text.as_bytes()).expect("sixteen boxes");
        families(&reading)[0][0].boxes(&digits(&reading))
    }

    fn boxes_of(boxes: &[WrittenBox; BOXES]) -> [Arc<BoxValues>; BOXES] {
        boxes.each_ref().map(|w| Arc::new(BoxValues::of(w.row(Letters::AreFirstGuesses))))
    }

    /// Returns the value of a box that is legible.
    fn value(written: &WrittenBox) -> Element {
        let digits = written.row(Letters::AreFirstGuesses);
        let number = digits.digits().iter().fold(0, |number, &d| number * 10 + u64::from(d));
        Element::reduce(number)
    }

    const TEXT: &str = "12345 56781 30421 21304 44444 44563 98712 34501 \
                        10203 04050 60708 09010 11213 14151 61718 19202";

    #[test]
    fn undoing_a_border_slip_adds_its_differences() {
        let boxes = written(TEXT);
        let values = boxes.each_ref().map(value);
        let plain = Syndromes::of(&values);
        for border in border_slips(&boxes_of(&boxes)) {
            let mut undone = boxes.clone();
            border.undo(&mut undone);
            let mut sums = values;
            let mut syndromes = plain;
            for (index, added) in border.added() {
                sums[index] += added;
                syndromes = syndromes.with_error(index, added);
                assert!(border.added_to(index) == Some(added));
            }
            assert!(undone.each_ref().map(value) == sums);
            assert!(Syndromes::of(&sums) == syndromes);
            assert!(plain.plus(&border.syndromes) == syndromes);
            let untouched = (0..BOXES).filter(|&index| border.added_to(index).is_none());
            assert_eq!(untouched.count(), BOXES - 2);
        }
    }

    #[test]
    fn every_slip_across_a_border_can_be_undone() {
        let borders = border_slips(&boxes_of(&written(TEXT)));
        #[allow(clippy::type_complexity, reason = "a slip, and two digits by box and place")]
        let at = |index: usize| -> Vec<(Slip, [(usize, usize, u8); 2])> {
            let of = borders.iter().filter(|border| border.before[0].0 == index);
            of.map(|border| (border.slip, border.before)).collect()
        };
        // 12345 56781: nine twins, and around a third digit 4..5 and 5..6.
        let first = at(0);
        assert_eq!(first.len(), 9 + 2);
        assert!(first.contains(&(Slip::Twin, [(0, 4, 9), (1, 0, 9)])));
        assert!(first.contains(&(Slip::Jump, [(0, 3, 5), (1, 0, 4)])));
        assert!(first.contains(&(Slip::Jump, [(0, 4, 6), (1, 1, 5)])));
        // 56781 30421: 13 swapped, or misheard for 30; around a third digit 8..3 and 1..0.
        let second = at(1);
        assert_eq!(second.len(), 2 + 2);
        assert!(second.contains(&(Slip::Spoken, [(1, 4, 3), (2, 0, 0)])));
        assert!(second.contains(&(Slip::Jump, [(1, 3, 3), (2, 0, 8)])));
        // 44444 44563: nine twins, nine around a third digit, and 4..4 around another.
        assert!(at(4).contains(&(Slip::JumpTwin, [(4, 3, 0), (5, 0, 0)])));
        assert!(at(4).contains(&(Slip::JumpTwin, [(4, 4, 0), (5, 1, 0)])));
    }

    #[test]
    fn no_slip_is_looked_for_across_the_border_of_an_unreadable_box() {
        let all = border_slips(&boxes_of(&written(TEXT)));
        let lost = border_slips(&boxes_of(&written(&TEXT.replace("44563", "?????"))));
        let around = all.iter().filter(|border| border.added_to(5).is_some());
        assert_eq!(lost.len(), all.len() - around.count());
    }

    #[test]
    fn no_slip_is_looked_for_at_a_box_that_has_a_digit_too_few_or_too_many() {
        let all = border_slips(&boxes_of(&written(TEXT)));
        for other in ["4456", "445633"] {
            let odd = written(&TEXT.replace("44563", other));
            assert_eq!(odd[5].digits().len(), other.len());
            let around = all.iter().filter(|border| border.added_to(5).is_some());
            assert_eq!(border_slips(&boxes_of(&odd)).len(), all.len() - around.count());
        }
    }

    #[test]
    fn a_box_has_a_form_for_each_slip_at_either_border_and_for_both() {
        let boxes = written(TEXT);
        let borders = border_slips(&boxes_of(&boxes));
        let touching = |index: usize, side: usize| {
            borders.iter().filter(|border| border.before[side].0 == index).count()
        };
        for (index, written) in boxes.iter().enumerate() {
            let row = written.row(Letters::AreFirstGuesses);
            let forms = forms(index, row, &borders);
            assert_eq!(forms.len(), (1 + touching(index, 0)) * (1 + touching(index, 1)));
            assert!(forms[0] == row);
        }
    }
}
