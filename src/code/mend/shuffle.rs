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
