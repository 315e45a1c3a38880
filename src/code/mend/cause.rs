//! Causes: the faults of a box, as a person can check them on paper.

use super::slip::Slip;
use crate::code::BoxNumber;

/// A box that changes, and the causes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// The box.
    pub number: BoxNumber,
    /// The faults of the box: at least one.
    pub causes: Vec<Cause>,
}

impl Change {
    /// Whether its only faults are unreadable digits.
    pub fn is_unreadable(&self) -> bool {
        let is_unread =
            |cause: &Cause| matches!(cause, Cause::Unreadable | Cause::PartlyUnreadable);
        self.causes.iter().all(is_unread)
    }

    /// Whether its five digits are on the paper, though in another place.
    pub fn is_elsewhere(&self) -> bool {
        self.causes.iter().all(|cause| {
            matches!(
                cause,
                Cause::Exchanged(_)
                    | Cause::Moved(..)
                    | Cause::Rows
                    | Cause::Columns
                    | Cause::Backwards
                    | Cause::RowsBackwards
            )
        })
    }
}

/// A fault of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// The whole box is unreadable.
    Unreadable,
    /// Some of its digits are unreadable.
    PartlyUnreadable,
    /// It has letters where digits belong.
    Letters,
    /// A slip within the box.
    Slip(Slip),
    /// A slip across the border to this box.
    Across(Slip, BoxNumber),
    /// It was left out.
    LeftOut,
    /// It was written twice.
    Twice,
    /// Five digits that belong to no box followed it.
    Added,
    /// It was exchanged with this box.
    Exchanged(BoxNumber),
    /// The first of these boxes stood in the place of the second, and all between them were shifted
    /// by one.
    Moved(BoxNumber, BoxNumber),
    /// The rows were in another order.
    Rows,
    /// Columns were read as rows.
    Columns,
    /// All boxes were read from the last to the first.
    Backwards,
    /// Each row was read from its last box to its first.
    RowsBackwards,
    /// It was wrong in more than two ways.
    Wrong,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_that_stands_elsewhere_is_not_lost() {
        let change = |causes: &[Cause]| Change { number: BoxNumber::at(0), causes: causes.into() };
        for cause in [
            Cause::Exchanged(BoxNumber::at(1)),
            Cause::Moved(BoxNumber::at(1), BoxNumber::at(2)),
            Cause::Rows,
            Cause::Columns,
            Cause::Backwards,
            Cause::RowsBackwards,
        ] {
            assert!(change(&[cause]).is_elsewhere(), "{cause:?}");
            assert!(!change(&[cause, Cause::Slip(Slip::Swapped)]).is_elsewhere(), "{cause:?}");
        }
        for cause in [Cause::Unreadable, Cause::LeftOut, Cause::Twice, Cause::Added, Cause::Wrong] {
            assert!(!change(&[cause]).is_elsewhere(), "{cause:?}");
        }
    }
}
