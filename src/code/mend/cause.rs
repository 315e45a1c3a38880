//! What was wrong with a box: what a person can check on paper.

use super::slip::Slip;
use crate::code::BoxNumber;

/// A box that changes, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// The box.
    pub number: BoxNumber,
    /// What was wrong with it: at least one thing.
    pub causes: Vec<Cause>,
}

impl Change {
    /// Whether all that was wrong with it are digits that could not be read.
    pub fn is_unreadable(&self) -> bool {
        let is_unread =
            |cause: &Cause| matches!(cause, Cause::Unreadable | Cause::PartlyUnreadable);
        self.causes.iter().all(is_unread)
    }

    /// Whether its five digits are on the paper, though not where they belong.
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

/// What was wrong with a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// Nothing of it could be read.
    Unreadable,
    /// A part of it could not be read.
    PartlyUnreadable,
    /// It has letters where digits belong.
    Letters,
    /// A slip in it.
    Slip(Slip),
    /// A slip across the border to this box.
    Across(Slip, BoxNumber),
    /// It was left out.
    LeftOut,
    /// It was written twice.
    Twice,
    /// Five digits stood behind it that belong to no box.
    Added,
    /// It was exchanged with this one.
    Exchanged(BoxNumber),
    /// The first of these stood in the place of the second, and all between them one further.
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
