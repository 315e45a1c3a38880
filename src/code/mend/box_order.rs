//! The orders that people write boxes in, other than their own.

use crate::code::{BOXES, ROW_BOXES};

/// An order that boxes were written in instead of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BoxOrder {
    /// These two were exchanged.
    Exchanged(usize, usize),
    /// This box stands where the other should.
    Moved(usize, usize),
    /// The rows, in this order.
    Rows([usize; ROW_BOXES]),
    /// Column after column.
    Columns,
    /// All of them from the last to the first.
    Backwards,
    /// Each row from its last box to its first.
    RowsBackwards,
}

impl BoxOrder {
    /// How many there are.
    pub(super) const COUNT: usize = 3 + 23 + 120 + 210;

    /// Every order that people bring boxes into.
    pub(super) fn all() -> Vec<Self> {
        let mut all = vec![Self::Columns, Self::Backwards, Self::RowsBackwards];
        let positions = [0, 1, 2, 3];
        for a in positions {
            for b in positions {
                for c in positions {
                    let rows = [a, b, c, 6_usize.wrapping_sub(a + b + c)];
                    let is_order = positions.iter().all(|position| rows.contains(position));
                    if is_order && rows != positions {
                        all.push(Self::Rows(rows));
                    }
                }
            }
        }
        for a in 0..BOXES {
            all.extend((a + 1..BOXES).map(|b| Self::Exchanged(a, b)));
            // To move a box by one position exchanges two.
            let others = (0..BOXES).filter(|b| b.abs_diff(a) > 1);
            all.extend(others.map(|b| Self::Moved(a, b)));
        }
        all
    }

    /// Where each box of the true order stands.
    pub(super) fn positions(self) -> [usize; BOXES] {
        let mut positions: [usize; BOXES] = std::array::from_fn(|index| index);
        match self {
            Self::Exchanged(a, b) => positions.swap(a, b),
            Self::Moved(from, to) if from < to => positions[from..=to].rotate_right(1),
            Self::Moved(from, to) => positions[to..=from].rotate_left(1),
            Self::Rows(rows) => {
                positions =
                    std::array::from_fn(|i| rows[i / ROW_BOXES] * ROW_BOXES + i % ROW_BOXES);
            }
            Self::Columns => {
                positions = std::array::from_fn(|i| i % ROW_BOXES * ROW_BOXES + i / ROW_BOXES);
            }
            Self::Backwards => positions.reverse(),
            Self::RowsBackwards => positions.chunks_mut(ROW_BOXES).for_each(<[usize]>::reverse),
        }
        positions
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_order_is_a_rearrangement_and_no_two_are_alike() {
        let mut seen = std::collections::BTreeSet::from([std::array::from_fn(|index| index)]);
        for order in BoxOrder::all() {
            let positions = order.positions();
            assert!((0..BOXES).all(|index| positions.contains(&index)), "{order:?}");
            assert!(seen.insert(positions), "{order:?}");
        }
        assert_eq!(seen.len(), 1 + BoxOrder::COUNT);
    }
}
