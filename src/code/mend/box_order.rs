//! The wrong orders in which people write boxes.

use crate::code::{BOXES, ROW_BOXES};

/// An order in which the boxes were written instead of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BoxOrder {
    /// These two boxes were exchanged.
    Exchanged(usize, usize),
    /// The first box stands where the second should.
    Moved(usize, usize),
    /// The rows are in this order.
    Rows([usize; ROW_BOXES]),
    /// The columns were written as rows.
    Columns,
    /// All boxes are reversed: the last first.
    Backwards,
    /// Each row is reversed: its last box first.
    RowsBackwards,
}

impl BoxOrder {
    /// Number of orders: 3 as a whole, 23 of rows, 120 exchanges, 210 moves.
    pub(super) const COUNT: usize = 3 + 23 + 120 + 210;

    /// Returns every order.
    pub(super) fn all() -> Vec<Self> {
        let mut all = vec![Self::Columns, Self::Backwards, Self::RowsBackwards];
        let positions = [0, 1, 2, 3];
        for a in positions {
            for b in positions {
                for c in positions {
                    // The four positions add up to 6.
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
            // Moving a box by one position exchanges two boxes.
            let others = (0..BOXES).filter(|b| b.abs_diff(a) > 1);
            all.extend(others.map(|b| Self::Moved(a, b)));
        }
        all
    }

    /// Returns the position at which each box was written.
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
