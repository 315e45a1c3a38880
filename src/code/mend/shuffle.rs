//! Slips that concern more than one box: neighbours across the border of two boxes, and boxes in
//! another order.
//!
//! Undoing one adds something known to some boxes, whatever else is wrong with them. That is all
//! that the search needs: a shuffle is one more thing to guess, beside what the boxes were.

use zeroize::{Zeroize as _, Zeroizing};

use super::layout::{Layout, Order, Written};
use super::slip::{ANY, Row, Slip, around_before, neighbours_before};
use super::table::Table;
use crate::code::field::Element;
use crate::code::{BOX_DIGITS, BOXES};

/// A slip across boxes, undone.
pub(super) struct Shuffle {
    pub(super) what: What,
    /// What it adds to each of the boxes that it concerns.
    pub(super) added: Zeroizing<Vec<(usize, Element)>>,
}

impl Drop for Shuffle {
    fn drop(&mut self) {
        if let What::Border { before, .. } = &mut self.what {
            for (_, _, digit) in before.iter_mut() {
                digit.zeroize();
            }
        }
    }
}

/// What was shuffled.
#[derive(Clone, Copy)]
pub(super) enum What {
    /// Digits of this box and the next: each is another one, by box and place.
    Border { slip: Slip, before: [(usize, usize, u8); 2] },
    /// All boxes.
    Order(Order),
}

impl What {
    /// Undoes it.
    pub(super) fn undo(&self, boxes: &mut [Written; BOXES]) {
        match *self {
            Self::Order(order) => *boxes = order.places().map(|place| boxes[place]),
            Self::Border { before, .. } => {
                for (index, place, digit) in before {
                    boxes[index] = boxes[index].with(place, digit);
                }
            }
        }
    }
}

/// Every slip across a border, undone: the last two digits of one box and the first two of the
/// next.
pub(super) fn borders(tables: &[impl AsRef<Table>; BOXES]) -> Vec<Shuffle> {
    let mut found = Vec::new();
    for (index, pair) in tables.windows(2).enumerate() {
        let (left, right) = (pair[0].as_ref().row(), pair[1].as_ref().row());
        let (left, right) = (left.digits(), right.digits());
        if left.len() != BOX_DIGITS || right.len() != BOX_DIGITS {
            continue;
        }
        let mut add = |slip, (left_place, l): (usize, u8), (right_place, r): (usize, u8)| {
            let (old_l, old_r) = (left[left_place], right[right_place]);
            if [l, r, old_l, old_r].contains(&ANY) {
                return;
            }
            found.push(Shuffle {
                what: What::Border {
                    slip,
                    before: [(index, left_place, l), (index + 1, right_place, r)],
                },
                added: Zeroizing::new(vec![
                    (index, difference(left_place, old_l, l)),
                    (index + 1, difference(right_place, old_r, r)),
                ]),
            });
        };
        let last = BOX_DIGITS - 1;
        for ([l, r], slip) in neighbours_before(left[last], right[0]) {
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

/// What it adds to a box to put another digit in a place.
fn difference(place: usize, old: u8, new: u8) -> Element {
    let unit = [10_000, 1_000, 100, 10, 1][place];
    Element::reduce(unit * u64::from(new)) - Element::reduce(unit * u64::from(old))
}

/// Every other order of the boxes that moves none of those whose values are open. (Those are
/// layouts of their own.)
pub(super) fn orders(values: &[Element; BOXES], open: impl Fn(usize) -> bool) -> Vec<Shuffle> {
    let undone = |order: Order| {
        let places = order.places();
        let mut added = Zeroizing::new(Vec::with_capacity(BOXES));
        for (index, &place) in places.iter().enumerate() {
            if place != index {
                if open(index) {
                    return None;
                }
                added.push((index, values[place] - values[index]));
            }
        }
        Some(Shuffle { what: What::Order(order), added })
    };
    Order::all().into_iter().filter_map(undone).collect()
}

/// The layouts in which boxes with open values are in another order.
pub(super) fn orders_of_open(layout: &Layout, open: impl Fn(usize) -> bool) -> Vec<Layout> {
    let moves_open = |order: &Order| {
        order.places().iter().enumerate().any(|(index, &place)| index != place && open(index))
    };
    let orders = Order::all().into_iter().filter(moves_open);
    orders.map(|order| layout.reordered(order)).collect()
}

/// What a box can have been before slips across its borders, itself included.
pub(super) fn forms(index: usize, row: Row, borders: &[Shuffle]) -> Vec<Row> {
    let mut forms = vec![row];
    for side in 0..2 {
        let mut changed = Vec::new();
        for shuffle in borders {
            let What::Border { before, .. } = shuffle.what else { continue };
            let (at, place, digit) = before[side];
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
    use super::*;
    use crate::code::mend::layout::Letters;
    use crate::code::mend::layout::{digits, families};
    use crate::code::reading::read;
    use std::sync::Arc;

    fn written(text: &str) -> Zeroizing<[Written; BOXES]> {
        let reading = read(text.as_bytes()).expect("sixteen boxes");
        families(&reading)[0][0].boxes(&digits(&reading))
    }

    fn tables(boxes: &[Written; BOXES]) -> [Arc<Table>; BOXES] {
        boxes.each_ref().map(|w| Arc::new(Table::of(w.row(Letters::AreFirstGuesses))))
    }

    /// The number of a box that can be read.
    fn value(written: &Written) -> Element {
        let digits = written.row(Letters::AreFirstGuesses);
        let number = digits.digits().iter().fold(0, |number, &d| number * 10 + u64::from(d));
        Element::reduce(number)
    }

    const TEXT: &str = "12345 56781 30421 21304 44444 44563 98712 34501 \
                        10203 04050 60708 09010 11213 14151 61718 19202";

    #[test]
    fn undoing_a_shuffle_adds_what_it_says() {
        let boxes = written(TEXT);
        let borders = borders(&tables(&boxes));
        let values = boxes.each_ref().map(value);
        let orders = orders(&values, |_| false);
        assert_eq!(orders.len(), Order::all().len());
        for shuffle in borders.iter().chain(&orders) {
            let mut undone = boxes.clone();
            shuffle.what.undo(&mut undone);
            let mut sums = values;
            for &(index, added) in shuffle.added.iter() {
                sums[index] += added;
            }
            assert!(undone.each_ref().map(value) == sums);
        }
    }

    #[test]
    fn every_slip_across_a_border_can_be_undone() {
        let borders = borders(&tables(&written(TEXT)));
        #[allow(clippy::type_complexity, reason = "a slip, and two digits by box and place")]
        let at = |border: usize| -> Vec<(Slip, [(usize, usize, u8); 2])> {
            let of = borders.iter().filter_map(|shuffle| match shuffle.what {
                What::Border { slip, before } if before[0].0 == border => Some((slip, before)),
                _ => None,
            });
            of.collect()
        };
        // 12345 56781: nine twins, and around a third 4..5 and 5..6.
        let first = at(0);
        assert_eq!(first.len(), 9 + 2);
        assert!(first.contains(&(Slip::Twin, [(0, 4, 9), (1, 0, 9)])));
        assert!(first.contains(&(Slip::Jump, [(0, 3, 5), (1, 0, 4)])));
        assert!(first.contains(&(Slip::Jump, [(0, 4, 6), (1, 1, 5)])));
        // 56781 30421: 13 swapped, or misheard for 30; around a third 8..3 and 1..0.
        let second = at(1);
        assert_eq!(second.len(), 2 + 2);
        assert!(second.contains(&(Slip::Spoken, [(1, 4, 3), (2, 0, 0)])));
        assert!(second.contains(&(Slip::Jump, [(1, 3, 3), (2, 0, 8)])));
        // 44444 44563: nine twins, nine around a third, and 4..4 around another.
        assert!(at(4).contains(&(Slip::JumpTwin, [(4, 3, 0), (5, 0, 0)])));
        assert!(at(4).contains(&(Slip::JumpTwin, [(4, 4, 0), (5, 1, 0)])));
    }

    #[test]
    fn what_can_not_be_read_is_not_exchanged() {
        let all = borders(&tables(&written(TEXT))).len();
        let lost = borders(&tables(&written(&TEXT.replace("44563", "?????")))).len();
        let around = |border: usize| {
            borders(&tables(&written(TEXT)))
                .iter()
                .filter(|shuffle| {
                    matches!(shuffle.what, What::Border { before, .. } if before[0].0 == border)
                })
                .count()
        };
        assert_eq!(lost, all - around(4) - around(5));
    }

    #[test]
    fn an_order_moves_no_open_box() {
        let values = written(TEXT).each_ref().map(value);
        let kept = orders(&values, |index| index == 7);
        let layout = |text: &str| families(&read(text.as_bytes()).expect("boxes"))[0][0].clone();
        let of_open = orders_of_open(&layout(TEXT), |index| index == 7);
        assert_eq!(kept.len() + of_open.len(), Order::all().len());
        assert!(!kept.is_empty() && !of_open.is_empty());
        for shuffle in &kept {
            let What::Order(order) = shuffle.what else { panic!("only orders") };
            assert_eq!(order.places()[7], 7);
            assert!(shuffle.added.iter().all(|&(index, _)| order.places()[index] != index));
        }
        assert!(of_open.iter().all(|layout| layout.cost() == 1));
    }

    #[test]
    fn a_box_has_a_form_for_each_slip_at_either_border_and_for_both() {
        let boxes = written(TEXT);
        let borders = borders(&tables(&boxes));
        let touching = |index: usize, side: usize| {
            let at = |shuffle: &Shuffle| matches!(shuffle.what, What::Border { before, .. } if before[side].0 == index);
            borders.iter().filter(|shuffle| at(shuffle)).count()
        };
        for (index, written) in boxes.iter().enumerate() {
            let row = written.row(Letters::AreFirstGuesses);
            let forms = forms(index, row, &borders);
            assert_eq!(forms.len(), (1 + touching(index, 0)) * (1 + touching(index, 1)));
            assert!(forms[0] == row);
        }
    }
}
