//! From a code that was found to the reasons that a person can check on paper.

use std::fmt;

use zeroize::Zeroizing;

use super::border::Border;
use super::layout::{Displaced, Letters, Order, Written, number};
use super::slip::{ANY, Slip};
use super::table::{ANYTHING, UNITS, slips_between};
use crate::code::digit::Digit;
use crate::code::field::Element;
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

/// Accounts for a code by what was written, how it was displaced, and the slips across borders.
pub(super) fn account(
    written: &[Written; BOXES],
    displaced: &[Displaced],
    borders: &[&Border],
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
    for border in borders {
        border.undo(&mut undone);
        account.slips += 1;
        account.share *= border.slip.share();
        let [(left, ..), (right, ..)] = border.before;
        causes[left].push(Cause::Across(border.slip, number(right)));
        causes[right].push(Cause::Across(border.slip, number(left)));
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

/// The order that the boxes were written in, if that is all that is wrong with them.
///
/// Two boxes that were exchanged are found as two that are wrong in any way, among fewer readings;
/// but that is not what happened.
pub(super) fn order(
    written: &[Written; BOXES],
    letters: Letters,
    code: &BackupCode,
) -> Option<Order> {
    let is_right = |(place, value): (usize, &Element)| {
        let row = written[place].row(letters);
        let digits = UNITS.map(|unit| value.value() / unit % 10);
        let is_it = |(&written, digit)| written == ANY || u32::from(written) == digit;
        row.digits().len() == BOX_DIGITS && row.digits().iter().zip(digits).all(is_it)
    };
    let is_it = |order: &Order| order.places().into_iter().zip(&code.boxes).all(is_right);
    Order::all().into_iter().find(is_it)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::mend::border::borders;
    use crate::code::mend::layout::{digits, families};
    use crate::code::mend::table::Table;
    use crate::code::reading::read;

    const CODE: &str =
        "77435073529418934422542544218641957756049439758847346331182689435145632692588077";

    fn code() -> BackupCode {
        BackupCode::from_canonical_text(CODE).expect("valid")
    }

    /// The boxes of the code, some of them written otherwise.
    fn boxes(changes: &[(usize, &str)]) -> [Written; BOXES] {
        let mut texts: [&str; BOXES] = std::array::from_fn(|index| &CODE[index * 5..][..5]);
        for &(index, text) in changes {
            texts[index] = text;
        }
        let reading = read(texts.join(" ").as_bytes()).expect("sixteen groups");
        let digits = digits(&reading);
        let layouts = families(&reading).into_iter().flatten();
        let mut boxes = layouts.map(|layout| layout.boxes(&digits));
        let is_it = |boxes: &Zeroizing<[Written; BOXES]>| {
            boxes.iter().zip(texts).all(|(written, text)| written.digits().len() == text.len())
        };
        *boxes.find(is_it).expect("the groups are a layout")
    }

    fn plain(boxes: &[Written; BOXES]) -> Account {
        account(boxes, &[], &[], Letters::AreFirstGuesses, &code())
    }

    fn causes(account: &Account) -> Vec<(u8, Vec<Cause>)> {
        account.changes.iter().map(|change| (change.number.get(), change.causes.clone())).collect()
    }

    #[track_caller]
    fn assert_share(account: &Account, share: f64) {
        assert!((account.share / share - 1.0).abs() < 1e-9, "{} for {share}", account.share);
    }

    #[test]
    fn every_cause_has_its_words() {
        let seven = number(6);
        for (cause, words) in [
            (Cause::Unreadable, "could not be read"),
            (Cause::PartlyUnreadable, "could not be read in part"),
            (Cause::Letters, "letters for digits"),
            (Cause::Slip(Slip::WrongDigit), "a wrong digit"),
            (Cause::Slip(Slip::Swapped), "two digits swapped"),
            (Cause::Slip(Slip::Jump), "two digits swapped around a third"),
            (Cause::Slip(Slip::Twin), "a wrong pair of digits"),
            (Cause::Slip(Slip::JumpTwin), "a wrong pair of digits around a third"),
            (Cause::Slip(Slip::Spoken), "a number misheard, as thirteen for thirty"),
            (Cause::Slip(Slip::LeftOut), "a digit left out"),
            (Cause::Slip(Slip::Doubled), "a digit written twice"),
            (Cause::Slip(Slip::Added), "a digit too many"),
            (Cause::Across(Slip::Twin, seven), "a wrong pair of digits across the border to box 7"),
            (
                Cause::Across(Slip::JumpTwin, seven),
                "a wrong pair of digits across the border to box 7",
            ),
            (Cause::Across(Slip::Spoken, seven), "a number misheard across the border to box 7"),
            (Cause::Across(Slip::Jump, seven), "two digits swapped around a third, with box 7"),
            (Cause::Across(Slip::Swapped, seven), "two digits swapped with box 7"),
            (Cause::LeftOut, "left out"),
            (Cause::Twice, "written twice"),
            (Cause::Added, "five digits too many behind it"),
            (Cause::Exchanged(seven), "exchanged with box 7"),
            (Cause::Moved(seven, number(1)), "box 7 stood in the place of box 2"),
            (Cause::Rows, "rows in another order"),
            (Cause::Columns, "columns read as rows"),
            (Cause::Backwards, "all boxes from the last to the first"),
            (Cause::RowsBackwards, "each row from its last box to its first"),
            (Cause::Wrong, "wrong"),
        ] {
            assert_eq!(cause.to_string(), words);
        }
    }

    #[test]
    fn what_happened_twice_is_said_once() {
        let words =
            |causes: &[Cause]| Change { number: number(0), causes: causes.into() }.to_string();
        let slip = Cause::Slip;
        assert_eq!(words(&[Cause::Wrong]), "wrong");
        assert_eq!(words(&[slip(Slip::WrongDigit); 2]), "two wrong digits");
        assert_eq!(words(&[slip(Slip::LeftOut); 2]), "two digits left out");
        assert_eq!(words(&[slip(Slip::Added); 2]), "two digits too many");
        assert_eq!(words(&[slip(Slip::Swapped); 2]), "two digits swapped, twice");
        assert_eq!(
            words(&[slip(Slip::WrongDigit), slip(Slip::LeftOut), slip(Slip::Added)]),
            "a wrong digit and a digit left out and a digit too many"
        );
        assert_eq!(
            words(&[Cause::LeftOut, slip(Slip::WrongDigit), slip(Slip::WrongDigit)]),
            "left out and two wrong digits"
        );
    }

    #[test]
    fn a_box_that_stands_elsewhere_is_not_lost() {
        let change = |causes: &[Cause]| Change { number: number(0), causes: causes.into() };
        for cause in [
            Cause::Exchanged(number(1)),
            Cause::Moved(number(1), number(2)),
            Cause::Rows,
            Cause::Columns,
            Cause::Backwards,
            Cause::RowsBackwards,
        ] {
            assert!(change(&[cause]).is_elsewhere(), "{cause}");
            assert!(!change(&[cause, Cause::Slip(Slip::Swapped)]).is_elsewhere(), "{cause}");
        }
        for cause in [Cause::Unreadable, Cause::LeftOut, Cause::Twice, Cause::Added, Cause::Wrong] {
            assert!(!change(&[cause]).is_elsewhere(), "{cause}");
        }
        let (moved, wrong) = (change(&[Cause::Rows]), change(&[Cause::Wrong]));
        let spare = |wrongs: usize| {
            let mut all = vec![wrong.clone(); wrongs];
            all.extend([moved.clone(), moved.clone()]);
            boxes_to_spare(&all)
        };
        assert_eq!([0, 1, 2, 3, 4, 5].map(spare), [4, 3, 2, 1, 0, 0]);
    }

    #[test]
    fn an_account_counts_each_slip_and_how_likely_it_is() {
        let wrong = Slip::WrongDigit.share();
        let nothing = plain(&boxes(&[]));
        assert_eq!((causes(&nothing), nothing.slips), (vec![], 0));
        assert_share(&nothing, 1.0);

        // 77435, 07352, 94189: a wrong digit; two swapped; wrong in any way.
        let three = plain(&boxes(&[(0, "77135"), (1, "70352"), (2, "11111")]));
        assert_eq!(
            causes(&three),
            [
                (1, vec![Cause::Slip(Slip::WrongDigit)]),
                (2, vec![Cause::Slip(Slip::Swapped)]),
                (3, vec![Cause::Wrong]),
            ]
        );
        assert_eq!(three.slips, 5);
        assert_share(&three, wrong * Slip::Swapped.share() * wrong * wrong * wrong);

        let twin_and_lost = plain(&boxes(&[(0, "99435"), (3, "3442")]));
        assert_eq!(twin_and_lost.slips, 2);
        assert_share(&twin_and_lost, Slip::Twin.share() * Slip::LeftOut.share());
    }

    #[test]
    fn what_could_not_be_read_is_no_slip() {
        let found = plain(&boxes(&[(0, "?????"), (1, "0735?"), (5, "4O218")]));
        assert_eq!(found.changes[0].causes, [Cause::Unreadable]);
        assert_eq!(found.changes[1].causes, [Cause::PartlyUnreadable]);
        assert_eq!(found.changes[2].causes[0], Cause::Letters);
        let letter = plain(&boxes(&[(1, "O7352")]));
        assert_eq!((causes(&letter), letter.slips), (vec![(2, vec![Cause::Letters])], 0));
    }

    #[test]
    fn displaced_boxes_say_what_happened_to_them() {
        let at = |displaced| {
            let lost = [(4, "?????")];
            let boxes = boxes(&lost[..usize::from(displaced == Displaced::LeftOut(4))]);
            account(&boxes, &[displaced], &[], Letters::AreFirstGuesses, &code())
        };
        for (displaced, cause) in [
            (Displaced::LeftOut(4), Cause::LeftOut),
            (Displaced::Twice(4), Cause::Twice),
            (Displaced::Added(4), Cause::Added),
        ] {
            let found = at(displaced);
            assert_eq!((causes(&found), found.slips), (vec![(5, vec![cause])], 1));
            assert_share(&found, DISPLACED);
        }
        let exchanged = at(Displaced::Reordered(Order::Exchanged(2, 9)));
        assert_eq!(
            causes(&exchanged),
            [(3, vec![Cause::Exchanged(number(9))]), (10, vec![Cause::Exchanged(number(2))])]
        );
        let moved = at(Displaced::Reordered(Order::Moved(1, 3)));
        let cause = Cause::Moved(number(1), number(3));
        assert_eq!(causes(&moved), [(2, vec![cause]), (3, vec![cause]), (4, vec![cause])]);
        for (order, cause, count) in [
            (Order::Rows([1, 0, 2, 3]), Cause::Rows, 8),
            (Order::Columns, Cause::Columns, 12),
            (Order::Backwards, Cause::Backwards, 16),
            (Order::RowsBackwards, Cause::RowsBackwards, 16),
        ] {
            let found = at(Displaced::Reordered(order));
            assert_eq!(found.changes.len(), count, "{cause}");
            assert!(found.changes.iter().all(|change| change.causes == [cause]));
        }
    }

    #[test]
    fn boxes_in_another_order_are_recognized_and_nothing_else_is() {
        let found = |written: &[Written; BOXES]| {
            super::order(written, Letters::AreFirstGuesses, &code()).map(Order::places)
        };
        for order in Order::all() {
            let mut written = boxes(&[]);
            for (index, place) in order.places().into_iter().enumerate() {
                written[place] = boxes(&[])[index];
            }
            assert_eq!(found(&written), Some(order.places()), "{order:?}");
        }
        // 77435 07352 … 42186: the first and the sixth exchanged.
        let exchanged = |first, sixth| found(&boxes(&[(0, first), (5, sixth)]));
        assert_eq!(exchanged("42186", "77435"), Some(Order::Exchanged(0, 5).places()));
        assert_eq!(exchanged("4?186", "77??5"), Some(Order::Exchanged(0, 5).places()));
        for (first, sixth) in [
            ("42186", "77436"),
            ("92186", "77435"),
            ("4218", "77435"),
            ("421866", "77435"),
            ("77435", "42187"),
        ] {
            assert_eq!(exchanged(first, sixth), None, "{first} {sixth}");
        }
    }

    #[test]
    fn slips_across_borders_are_undone_before_the_boxes_are_looked_at() {
        // 77435 07352: the last 5 and the first 0 exchanged, and a wrong digit beside.
        let written = boxes(&[(0, "77130"), (1, "57352")]);
        let tables = written.each_ref().map(|w| Table::of(w.row(Letters::AreFirstGuesses)));
        let borders = borders(&tables.map(std::sync::Arc::new));
        let swapped = borders
            .iter()
            .find(|border| border.slip == Slip::Swapped && border.before[0].0 == 0)
            .expect("0 and 5 differ");
        let found = account(&written, &[], &[swapped], Letters::AreFirstGuesses, &code());
        assert_eq!(
            causes(&found),
            [
                (1, vec![Cause::Across(Slip::Swapped, number(1)), Cause::Slip(Slip::WrongDigit)]),
                (2, vec![Cause::Across(Slip::Swapped, number(0))]),
            ]
        );
        assert_eq!(found.slips, 2);
        assert_share(&found, Slip::Swapped.share() * Slip::WrongDigit.share());
    }
}
