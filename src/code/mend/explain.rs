//! From a code that was found to the reasons that a person can check on paper.

use std::fmt;

use zeroize::Zeroizing;

use super::layout::{Displaced, Letters, Order, Written, number};
use super::shuffle::{Shuffle, What};
use super::slip::Slip;
use super::table::{ANYTHING, slips_between};
use crate::code::digit::Digit;
use crate::code::reed_solomon::CHECKS;
use crate::code::{BOX_DIGITS, BOXES, BackupCode, BoxNumber};

/// A box that changes, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The box.
    pub number: BoxNumber,
    /// What was wrong with it: at least one thing.
    pub causes: Vec<Cause>,
}

impl Change {
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

/// How many more boxes can be lost from a paper on which these have to change: any four of a code
/// can, and the damaged ones are as good as lost.
pub fn boxes_to_spare(changes: &[Change]) -> usize {
    CHECKS.saturating_sub(changes.iter().filter(|change| !change.is_elsewhere()).count())
}

/// What was wrong with a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = match self {
            Self::Unreadable => "could not be read",
            Self::PartlyUnreadable => "could not be read in part",
            Self::Letters => "letters for digits",
            Self::Slip(Slip::WrongDigit) => "a wrong digit",
            Self::Slip(Slip::Swapped) => "two digits swapped",
            Self::Slip(Slip::Jump) => "two digits swapped around a third",
            Self::Slip(Slip::Twin) => "a wrong pair of digits",
            Self::Slip(Slip::JumpTwin) => "a wrong pair of digits around a third",
            Self::Slip(Slip::Spoken) => "a number misheard, as thirteen for thirty",
            Self::Slip(Slip::LeftOut) => "a digit left out",
            Self::Slip(Slip::Doubled) => "a digit written twice",
            Self::Slip(Slip::Added) => "a digit too many",
            Self::Across(slip, other) => {
                return match slip {
                    Slip::Twin | Slip::JumpTwin => {
                        write!(f, "a wrong pair of digits across the border to box {other}")
                    }
                    Slip::Spoken => write!(f, "a number misheard across the border to box {other}"),
                    Slip::Jump => write!(f, "two digits swapped around a third, with box {other}"),
                    _ => write!(f, "two digits swapped with box {other}"),
                };
            }
            Self::LeftOut => "left out",
            Self::Twice => "written twice",
            Self::Added => "five digits too many behind it",
            Self::Exchanged(other) => return write!(f, "exchanged with box {other}"),
            Self::Moved(from, to) => {
                return write!(f, "box {from} stood in the place of box {to}");
            }
            Self::Rows => "rows in another order",
            Self::Columns => "columns read as rows",
            Self::Backwards => "all boxes from the last to the first",
            Self::RowsBackwards => "each row from its last box to its first",
            Self::Wrong => "wrong",
        };
        f.write_str(words)
    }
}

impl fmt::Display for Change {
    /// The reasons, without the number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut causes = &self.causes[..];
        while let [cause, rest @ ..] = causes {
            let twice = rest.first() == Some(cause);
            match cause {
                Cause::Slip(Slip::WrongDigit) if twice => f.write_str("two wrong digits")?,
                Cause::Slip(Slip::LeftOut) if twice => f.write_str("two digits left out")?,
                Cause::Slip(Slip::Added) if twice => f.write_str("two digits too many")?,
                _ if twice => write!(f, "{cause}, twice")?,
                _ => cause.fmt(f)?,
            }
            causes = &rest[usize::from(twice)..];
            if !causes.is_empty() {
                f.write_str(" and ")?;
            }
        }
        Ok(())
    }
}

/// Why a code can have been read like this.
pub(super) struct Account {
    pub(super) changes: Vec<Change>,
    /// How many slips it takes.
    pub(super) slips: u8,
    /// How likely these slips are among as many others.
    pub(super) share: f64,
}

/// Accounts for a code by what was written, how it was displaced, and the slips across boxes.
pub(super) fn account(
    written: &[Written; BOXES],
    displaced: &[Displaced],
    shuffles: &[&Shuffle],
    letters: Letters,
    code: &BackupCode,
) -> Account {
    let mut account = Account { changes: Vec::new(), slips: 0, share: 1.0 };
    let mut causes: [Vec<Cause>; BOXES] = Default::default();
    let mut undone = Zeroizing::new(*written);
    for displaced in displaced {
        account.slips += 1;
        account.share *= DISPLACED;
        displace(*displaced, &mut causes);
    }
    for shuffle in shuffles {
        shuffle.what.undo(&mut undone);
        account.slips += 1;
        match shuffle.what {
            What::Order(order) => {
                account.share *= DISPLACED;
                displace(Displaced::Reordered(order), &mut causes);
            }
            What::Border { slip, before: [(left, ..), (right, ..)] } => {
                account.share *= slip.share();
                causes[left].push(Cause::Across(slip, number(right)));
                causes[right].push(Cause::Across(slip, number(left)));
            }
        }
    }
    for (index, causes) in causes.iter_mut().enumerate() {
        let written = &undone[index];
        let left_out = causes.contains(&Cause::LeftOut);
        if let Some(cause) = illegible(written).filter(|_| !left_out) {
            causes.push(cause);
        }
        let Some(slips) = slips_between(written.row(letters), code.boxes[index]) else {
            account.slips += ANYTHING;
            account.share *= Slip::WrongDigit.share().powi(i32::from(ANYTHING));
            causes.push(Cause::Wrong);
            continue;
        };
        account.slips += u8::try_from(slips.len()).expect("two at most");
        account.share *= slips.iter().map(|slip| slip.share()).product::<f64>();
        causes.extend(slips.into_iter().map(Cause::Slip));
    }
    let changed = causes.into_iter().enumerate().filter(|(_, causes)| !causes.is_empty());
    account.changes =
        changed.map(|(index, causes)| Change { number: number(index), causes }).collect();
    account
}

/// How often a slip concerns whole boxes, as a share of all slips.
const DISPLACED: f64 = 0.011;

fn displace(displaced: Displaced, causes: &mut [Vec<Cause>; BOXES]) {
    match displaced {
        Displaced::LeftOut(index) => causes[index].push(Cause::LeftOut),
        Displaced::Twice(index) => causes[index].push(Cause::Twice),
        Displaced::Added(index) => causes[index].push(Cause::Added),
        Displaced::Reordered(order) => {
            for (index, place) in order.places().into_iter().enumerate() {
                if index != place {
                    causes[index].push(match order {
                        Order::Exchanged(..) => Cause::Exchanged(number(place)),
                        Order::Moved(from, to) => Cause::Moved(number(from), number(to)),
                        Order::Rows(_) => Cause::Rows,
                        Order::Columns => Cause::Columns,
                        Order::Backwards => Cause::Backwards,
                        Order::RowsBackwards => Cause::RowsBackwards,
                    });
                }
            }
        }
    }
}

/// Why a box has to change although it took no slip, if it has.
fn illegible(written: &Written) -> Option<Cause> {
    let count = |wanted: fn(&Digit) -> bool| written.digits().iter().filter(|d| wanted(d)).count();
    let unreadable = count(|digit| *digit == Digit::Unreadable);
    if unreadable >= BOX_DIGITS {
        Some(Cause::Unreadable)
    } else if unreadable > 0 {
        Some(Cause::PartlyUnreadable)
    } else {
        (count(|digit| matches!(digit, Digit::Guess(_))) > 0).then_some(Cause::Letters)
    }
}
